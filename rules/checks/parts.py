"""What the checks share: the template's sections by meaning, and how far each stands in the summary."""

import re
from enum import Enum, auto

from parsers.document import Block, TextOrigin
from rules.checks.check import CheckInput
from rules.legibility import has_doubtful
from rules.promises import only_promises
from rules.seal_pieces import LONGEST_PIECE
from rules.summary import Contact, Section, SignOff
from rules.template import SectionSpec, Subject
from rules.text import squeeze

_NUMERALS = "〇一二三四五六七八九十"
_FEW = 40  # characters: longer text is content, whatever it says
_NOTHING = re.compile(
    r"(?:(?:暂|暂时)?(?:无|没有|未有)(?:相关|有关|其他|此类|此项)?(?:内容|情况|事项)?|空白?|none|na|nil)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[\W_]+")
# 图1 专利对接会现场: what the photo shows is told, and it is no text of the section. A caption that tells more is, and a
# photo of a paper or a board may bear what the section lacks.
_CAPTION_OF_A_PHOTO = re.compile(
    r"(?:图片?|照片)(?:\s*\d{1,2}\s*[:：.、]?\s*|\s+|[:：]\s*)"
    r"(?=[^\d\s]*(?:会|活动|仪式|签约|培训|揭牌|讲座|宣传|走访|调研|参观|路演|推介))"
    r"(?![^\d\s]*(?:表|书|报告|截图|凭证|单据|展板|展台|明细|合同|清单|海报|公告|文件))"
    r"[^\d\s]{2,9}(?:现场|会场|合影|留影|剪影|照片)"
)


class SectionState(Enum):
    """How far a section stands. Only one with content is judged by what it says."""

    MISSING = auto()
    EMPTY = auto()
    PLACEHOLDER = auto()
    CONTENT = auto()


def label(spec: SectionSpec) -> str:
    """Name the section as the template prints it: “四、特色亮点工作”."""
    numeral = _NUMERALS[spec.number] if spec.number <= 10 else str(spec.number)
    return f"“{numeral}、{spec.heading}”"


def says_nothing(section: Section) -> bool:
    """Hold where “无”, a dash or the like stands alone in place of content."""
    words = _words_alone(section)
    return bool(words is not None and own_words(section) and (not words or _NOTHING.fullmatch(words)))


def to_follow(section: Section) -> bool:
    """Hold where 待补充, 待定, 略 or the like stands alone."""
    return only_promises(_words_alone(section) or "")


def _words_alone(section: Section) -> str | None:
    """The few words that a section consists of, without marks; None where it is longer."""
    text = own_words(section)
    return _MARKS.sub("", squeeze(text)) if len(text) <= _FEW else None


def state(section: Section | None, spec: SectionSpec) -> SectionState:
    """Say how far the section stands that the template asks for."""
    if section is None:
        return SectionState.MISSING
    if section.placeholders or to_follow(section):
        return SectionState.PLACEHOLDER
    if (not own_words(section) or is_stray_mark(section)) and holds_unread_pictures(section):
        return (
            SectionState.CONTENT
        )  # what a picture says nobody has read; that nothing stands there is not true
    if not own_words(section) or is_stray_mark(section):
        return SectionState.PLACEHOLDER if section.guidance else SectionState.EMPTY
    # A unit may have no highlight to tell of; about the other parts every project has something to say.
    is_owed = spec.subject is not Subject.HIGHLIGHTS
    return SectionState.EMPTY if is_owed and says_nothing(section) else SectionState.CONTENT


def own_words(section: Section) -> str:
    """What stands in the section beside the template's guidance, without the captions of photos of events."""
    lines = section.own_text.splitlines()
    return "\n".join(line for line in lines if not _is_caption(line)).strip()


def holds_unread_pictures(section: Section) -> bool:
    """Hold where a picture may tell what words do not: where there are more than captions that call one a photo of an event."""
    return len(section.pictures) > sum(map(_is_caption, section.own_text.splitlines()))


def is_stray_mark(section: Section) -> bool:
    """Hold for a section of one character that OCR read: a piece of the seal's own name, a smudge.

    Beside the template's guidance, of which nothing else was written over, it may be a few, if not surely read.
    """
    is_ocr = all(block.origin is TextOrigin.OCR for block in section.content)
    left = len(_MARKS.sub("", squeeze(own_words(section))))
    if not is_ocr or not left or says_nothing(section):
        return False
    is_piece = bool(section.guidance) and left <= LONGEST_PIECE and has_doubtful(own_blocks(section))
    return left == 1 or is_piece


def _is_caption(line: str) -> bool:
    return bool(_CAPTION_OF_A_PHOTO.fullmatch(line.strip()))


def readable_section(given: CheckInput, subject: Subject) -> tuple[SectionSpec, Section] | None:
    """The section about the subject, with what the template says of it, where it bears content to judge.

    None where the template has no such section, or it is missing, empty, a placeholder, or says 无.
    """
    spec = given.template.about(subject)
    section = given.summary.section(spec.number) if given.summary and spec else None
    if spec is None or section is None or state(section, spec) is not SectionState.CONTENT:
        return None
    return (spec, section) if own_words(section) and not says_nothing(section) else None


def own_blocks(section: Section) -> tuple[Block, ...]:
    """The section's blocks that hold more than what is left of the template's guidance."""
    guidance = [squeeze(sentence) for sentence in section.guidance]
    return tuple(block for block in section.content if not _is_guidance(squeeze(block.text), guidance))


def _is_guidance(text: str, guidance: list[str]) -> bool:
    for sentence in guidance:
        text = text.replace(sentence, "")
    return bool(guidance) and not _MARKS.sub("", text)


def is_read_by_ocr(given: CheckInput) -> bool:
    """Hold where some of the summary was read from pictures."""
    documents = [item.file.document for item in given.carriers if item.file.document is not None]
    return any(block.origin is TextOrigin.OCR for document in documents for block in document.blocks)


def sign_off(given: CheckInput) -> SignOff | None:
    """The sign-off as the summary and its twins bear it: the first one with a name, else the first there is."""
    found = [each.summary.sign_off for each in given.carriers if each.summary and each.summary.sign_off]
    return next((each for each in found if each.unit), found[0] if found else None)


def is_dated(given: CheckInput) -> bool:
    """Hold where the summary or a twin bears a full date under the sign-off."""
    found = [each.summary.sign_off for each in given.carriers if each.summary and each.summary.sign_off]
    return any(each.date is not None for each in found)


def contact(given: CheckInput) -> Contact | None:
    """The contact line as the summary and its twins bear it: the one that tells most."""
    found = [each.summary.contact for each in given.carriers if each.summary and each.summary.contact]
    return max(found, key=contact_parts, default=None)


def contact_parts(line: Contact) -> int:
    """How many of name, telephone and e-mail the line gives."""
    return sum(bool(part) for part in (line.name, line.telephone, line.email))
