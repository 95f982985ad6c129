"""What each file of a submission is: the summary, a carrier of the same text, evidence, a case study, a letter.

The summary is found by what it holds, never by its name; a name decides only over files that cannot be read.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from parsers.document import BlockKind, Document
from rules.headings import TEMPLATE_HEADING, WORDING
from rules.lines import Line, lines_of
from rules.link_files import holds_only_links
from rules.outline import Outline, outline_of
from rules.submission import Role, SubmittedFile
from rules.summary import Summary, read_summary
from rules.template import Template
from rules.text import bare, squeeze
from rules.twins import Wording, carry_one_text, is_part, wording

_HEAD_LINES, _LETTERHEAD = 25, 6
_NOTE = 200  # characters: 说明.txt beside the files in an archive proves nothing
_BETWEEN_HALVES = 6  # characters
_DOCUMENTS = frozenset(
    {"doc", "docx", "wps", "wpt", "dot", "pdf", "rtf", "odt", "ofd", "txt", "htm", "html", "pages"}
)
_PICTURES = frozenset({"image", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "heic", "webp"})
_NOT_DOCUMENTS = frozenset(
    {"xls", "xlsx", "csv", "ppt", "pptx", "mp4", "mov", "mp3", "vcf", "ics", "exe", "dwg"}
)
_SMALL_PICTURE = 30_000  # bytes: a logo, an icon
_EVIDENCE_WORDS = (
    "佐证", "证明", "发票", "合同", "协议", "审计", "证书", "附件", "凭证", "明细", "台账", "回单", "支出", "清单",
    "附表", "票据", "专利表", "授权书",
)  # fmt: skip
_SURELY_EVIDENCE = tuple(word for word in _EVIDENCE_WORDS if word != "附件")
_SUMMARY_WORDS = ("总结",)
_SEALED_WORDS = ("盖章", "扫描", "签章", "用印", "盖公章", "签字")
_FOREIGN_KIND = re.compile(
    r"(?:合同书?|任务书|申报书|申请书|审计报告|鉴证报告|证书|协议书?|发票|通知书?|批复|实施方案|管理办法|可行性研究报告"
    r"|检索报告|导航报告|会议纪要|制度)$"
)
_NOTICE = re.compile(r"关于.{2,80}的通知$")
_TO_UNITS, _HEREBY = re.compile(r"各.{0,24}(?:单位|企业)[:：]?"), re.compile(r"特此通知[。.]?")
_OF_THIS_KIND = re.compile(r"总结验收|中期检查|专项资金.{0,10}项目")
_LETTER = re.compile(r"关于(?:报送|提交|上报|呈报|送审).{2,80}函$|^(?:报送|送审|呈报)函$")
_ENCLOSES = re.compile(
    r"随函|随文|现将.{2,40}(?:报送|报上|呈上|送上|提交)|请(?:予)?(?:审阅|查收|审核|审查|查阅)"
)
_TELLS = re.compile(r"\d\s*[万亿]?元|\d\s*[件项家份个%]|ZL\s?\d|百分之")  # more than what is enclosed
_LONGEST_LETTER = 300  # characters: a longer one may hold the account itself


@dataclass(frozen=True, slots=True)
class RoledFile:
    """A file with its role and why. `is_copy_of` is the sha256 of the file whose text (or bytes) it carries again."""

    file: SubmittedFile
    role: Role
    is_copy_of: str | None = None
    reason: str = ""
    summary: Summary | None = None  # of a readable file of role summary


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Words of the campaign that name other documents."""

    case_study: tuple[str, ...] = ("典型案例",)
    budget_change: tuple[str, ...] = ("预算调整", "调整预算")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a readable file shows at a glance."""

    file: SubmittedFile
    likeness: float
    kind: Role | None  # what it says of itself, None where it says nothing
    reason: str
    words: Wording = field(repr=False)


def looks_like_summary(document: Document, template: Template) -> float:
    """How much a document looks like a work summary, 0 to 1; from 0.5 on it is one.

    What counts is what it holds: the sections' headings (the template's own most) and a title of the kind. A notice
    that encloses the template is none, nor is another kind of document that only shares some subjects.
    """
    lines = lines_of(document)
    outline = outline_of(lines, template)
    return _likeness(lines, outline, template)


def _likeness(lines: Sequence[Line], outline: Outline, template: Template) -> float:
    if not lines or _is_notice(lines, outline, template):
        return 0.0
    strengths = _strengths(outline)
    exact = sum(1 for strength in strengths.values() if strength == TEMPLATE_HEADING)
    worded = sum(1 for strength in strengths.values() if strength == WORDING)
    title = _summary_title(lines, outline, template)
    score = 0.2 * exact + 0.12 * worded + 0.05 * (len(strengths) - exact - worded) + (0.35 if title else 0.0)
    if _is_foreign(lines, title=title) and exact < 4:
        score *= 0.4
    if title and not strengths and sum(line.length for line in lines) >= 150:
        score += 0.15
    return min(score, 1.0)


def _strengths(outline: Outline) -> dict[int, int]:
    found: dict[int, int] = {}
    for heading, numbers in outline.claimed:
        for number in numbers:
            found[number] = max(found.get(number, 0), heading.names.get(number, 0))
    return found


def _head(lines: Sequence[Line], outline: Outline | None = None) -> list[Line]:
    first = outline.claimed[0][0].first if outline and outline.claimed else len(lines)
    return list(lines[: min(first, _HEAD_LINES)])


def _summary_title(lines: Sequence[Line], outline: Outline, template: Template) -> bool:
    words = tuple(word for word in map(squeeze, template.title_words) if "总结" in word) or ("总结",)
    ending = re.compile(rf"(?:{'|'.join(map(re.escape, words))}|总结)(?:报告|材料|书)?(?:\([^()]*\))?$")
    return any(
        line.length <= 100 and ending.search(line.key) and not re.search("[。;]|典型案例", line.key)
        for line in _head(lines, outline)
    )


def _is_notice(lines: Sequence[Line], outline: Outline, template: Template) -> bool:
    """The notice itself, with or without its annexes: it says so, and its sections hold nothing of an author's."""
    head = "".join(line.key for line in lines[:_HEAD_LINES] if line.length <= 200)
    titled = any(_NOTICE.search(line.key) for line in lines[:12] if line.length <= 120) or (
        "的通知" in head
        and "各" in head
        and ("特此通知" in head or bool(re.search(r"〔20\d\d〕|\[20\d\d\]", head)))
    )
    if not titled:
        return False
    if not outline.claimed or _is_formal_notice(lines, outline):
        return True
    last = outline.claimed[-1][0].end
    own = [
        line
        for line in lines[outline.claimed[0][0].first : last + 2]
        if line.length > 25 and not _is_guidance(line, template)
    ]
    return not own


def _is_formal_notice(lines: Sequence[Line], outline: Outline) -> bool:
    """各项目承担单位： above, 特此通知。 below, and between them at most one line that may be a section's heading.

    The title's own end may be that line, where it is broken: 中期检查的通知.
    """
    ends = [place for place, line in enumerate(lines) if _HEREBY.fullmatch(line.key)]
    head = lines[:_HEAD_LINES]
    is_addressed = any(_TO_UNITS.fullmatch(line.key) for line in head)
    is_addressed = is_addressed and any(_OF_THIS_KIND.search(line.key) for line in head)
    numbers = {number for _, numbers in outline.claimed for number in numbers}
    last = max((heading.first for heading, _ in outline.claimed), default=0)
    return is_addressed and bool(ends) and len(numbers) <= 1 and last < ends[0]


def _is_guidance(line: Line, template: Template) -> bool:
    text = bare(line.text)
    return any(
        text in bare(guide) or bare(guide) in text
        for section in template.sections
        for guide in section.guidance
    )


def _is_foreign(lines: Sequence[Line], *, title: bool) -> bool:
    return not title and any(line.length <= 60 and _FOREIGN_KIND.search(line.key) for line in lines[:8])


def assign_roles(
    files: Sequence[SubmittedFile],
    template: Template,
    words: RoleWords | None = None,
    unit_names: Collection[str] = frozenset(),
    project_names: Collection[str] = frozenset(),
    foreign_contacts: Collection[str] = frozenset(),
) -> tuple[RoledFile, ...]:  # fmt: skip
    """Give every file its role, in the order given.

    Every readable summary gets the role `summary`; where two carry one text, the poorer is a copy of the richer. A
    file that cannot be read is a candidate for the summary only where no readable one stands beside it.
    """
    words = words or RoleWords()
    firsts: dict[str, SubmittedFile] = {}
    for file in files:
        firsts.setdefault(file.sha256, file)
    looks = [_look(file, template, words) for file in firsts.values() if _is_readable(file)]
    unread = [file for file in firsts.values() if not _is_readable(file)]
    roled = _readable(looks, unread)
    roled.update(_unreadable(unread, roled, words))
    found = [_with_duplicates(file, firsts, roled) for file in files]
    return tuple(
        replace(
            item,
            summary=read_summary(item.file.document, template, unit_names, project_names, foreign_contacts),
        )
        if item.role is Role.SUMMARY and item.file.document is not None and _is_readable(item.file)
        else item
        for item in found
    )


def _with_duplicates(
    file: SubmittedFile, firsts: dict[str, SubmittedFile], roled: dict[str, RoledFile]
) -> RoledFile:
    item = roled[file.sha256]
    if firsts[file.sha256] is file:
        return item
    return RoledFile(file, item.role, file.sha256, "与另一附件完全相同")


def _is_readable(file: SubmittedFile) -> bool:
    document = file.document
    return document is not None and document.has_text and not file.inline and not holds_only_links(document)


# Files that can be read


def _look(file: SubmittedFile, template: Template, words: RoleWords) -> _Look:
    assert file.document is not None  # noqa: S101 - readable files have one
    lines = lines_of(file.document)
    outline = outline_of(lines, template)
    likeness = _likeness(lines, outline, template)
    kind, reason = _kind(lines, outline, file, words, likeness, template)
    return _Look(file, likeness, kind, reason, wording(file.document))


def _kind(
    lines: Sequence[Line], outline: Outline, file: SubmittedFile, words: RoleWords, likeness: float, template: Template
) -> tuple[Role | None, str]:  # fmt: skip
    if _is_notice(lines, outline, template):
        return Role.OTHER, "是通知原文"
    heads = [line.key for line in lines[:8] if line.length <= 80]
    name = squeeze(file.name.rpartition("/")[2].rpartition(".")[0] or file.name)
    sure = likeness >= 0.5
    if not sure and _is_covering_letter(lines, outline, file):
        return Role.OTHER, "是报送函"
    if not sure or "总结" not in "".join(heads):
        if _names_kind(heads, name, words.case_study) and likeness < 0.8:
            return Role.CASE_STUDY, "是典型案例"
        if _names_kind(heads, name, words.budget_change) and likeness < 0.8:
            return Role.BUDGET_CHANGE, "是预算调整材料"
    return (Role.SUMMARY, "内容是工作总结") if sure else (None, "")


def _is_covering_letter(lines: Sequence[Line], outline: Outline, file: SubmittedFile) -> bool:
    """关于报送项目总结材料的函 on one page, and a few lines that say what is enclosed: it proves nothing itself."""
    document = file.document
    if document is None or len(document.pages) > 1 or outline.claimed:
        return False
    text = "".join(line.key for line in lines)
    is_only_text = all(block.kind is BlockKind.PARAGRAPH for block in document.blocks)
    says_nothing_else = len(text) <= _LONGEST_LETTER and is_only_text and not _TELLS.search(text)
    is_letter = any(_LETTER.search(line.key) for line in lines[:_LETTERHEAD])
    return is_letter and says_nothing_else and bool(_ENCLOSES.search(text))


def _names_kind(heads: Sequence[str], name: str, words: Sequence[str]) -> bool:
    return any(_spread(squeeze(word)).search(text) for word in words for text in (name, *heads[:4]))


@lru_cache(maxsize=64)
def _spread(word: str) -> re.Pattern[str]:
    """The word, or its two halves with a few characters between them: 调整预算 in 关于调整项目预算的函."""
    half = len(word) // 2
    return re.compile(f"{re.escape(word[:half])}.{{0,{_BETWEEN_HALVES}}}{re.escape(word[half:])}")


def _readable(looks: Sequence[_Look], unread: Sequence[SubmittedFile]) -> dict[str, RoledFile]:
    summaries = sorted(
        (look for look in looks if look.kind is Role.SUMMARY),
        key=lambda look: (look.words.by_ocr, -look.likeness, _carrier_rank(look.file), -len(look.words.text)),
    )
    if not summaries and not any(_called_summary(file) and _may_be_document(file) for file in unread):
        summaries = _second_best(looks)
    roled: dict[str, RoledFile] = {}
    kept: list[_Look] = []
    for look in summaries:
        twin = next((other for other in kept if carry_one_text(look.words, other.words)), None)
        copy_of = twin.file.sha256 if twin else None
        reason = f"与“{twin.file.name}”是同一文本" if twin else (look.reason or "内容最接近工作总结")
        roled[look.file.sha256] = RoledFile(look.file, Role.SUMMARY, copy_of, reason)
        if twin is None:
            kept.append(look)
    for look in looks:
        if look.file.sha256 not in roled:
            roled[look.file.sha256] = _beside(look, kept)
    return roled


def _second_best(looks: Sequence[_Look]) -> list[_Look]:
    """Where nothing is surely a summary: a file that half looks like one, or that its name alone calls so."""
    open_looks = [look for look in looks if look.kind is None]
    half = [
        look
        for look in open_looks
        if (look.likeness >= 0.3 and look.file.kind not in _NOT_DOCUMENTS)
        or (_is_itself_called_summary(look.file) and look.likeness > 0)
    ]
    named = [
        look
        for look in open_looks
        if _is_itself_called_summary(look.file) and look.file.kind not in _NOT_DOCUMENTS
    ]
    return sorted(half or named, key=lambda look: (-look.likeness, not _called_summary(look.file)))[:1]


def _beside(look: _Look, summaries: Sequence[_Look]) -> RoledFile:
    if look.kind is not None:
        return RoledFile(look.file, look.kind, None, look.reason)
    part = _part_of_summary(look, summaries)
    if part:
        return RoledFile(look.file, Role.SUMMARY, part.file.sha256, f"是“{part.file.name}”中的一部分")
    if look.file.kind == "txt" and len(look.words.text) < _NOTE and not _called(look.file, _EVIDENCE_WORDS):
        return RoledFile(look.file, Role.OTHER, None, "附言")
    return RoledFile(look.file, Role.EVIDENCE, None, "其他材料")


def _part_of_summary(look: _Look, summaries: Sequence[_Look]) -> _Look | None:
    """A page of the summary sent once more (its sealed last page): nearly all its words stand in the summary."""
    if not 20 <= len(look.words.text) <= 3000:
        return None
    return next((other for other in summaries if is_part(look.words, other.words)), None)


def _carrier_rank(file: SubmittedFile) -> int:
    return {"docx": 0, "doc": 1, "wps": 1, "pdf": 2}.get(file.kind, 3)


# Files that cannot be read, and pictures


def _unreadable(
    files: Sequence[SubmittedFile], roled: dict[str, RoledFile], words: RoleWords
) -> dict[str, RoledFile]:
    main = next((item.file for item in roled.values() if item.role is Role.SUMMARY), None)
    candidates = [file for file in files if _may_be_summary(file, words)]
    chosen = _chosen(candidates, roled) if main is None else []
    found: dict[str, RoledFile] = {}
    for file in files:
        if file in chosen:
            found[file.sha256] = RoledFile(file, Role.SUMMARY, None, "可能是工作总结，但未能读取")
        else:
            found[file.sha256] = _unread_beside(file, main, words)
    return found


def _may_be_summary(file: SubmittedFile, words: RoleWords) -> bool:
    if file.inline or _is_logo(file):
        return False
    name = squeeze(file.called)
    if file.kind in _NOT_DOCUMENTS or any(
        squeeze(word) in name for word in (*words.case_study, *words.budget_change)
    ):
        return False
    return (
        file.kind in _DOCUMENTS | _PICTURES
        or _called_summary(file)
        or not re.search(r"\.\w{2,5}$", file.name)
    )


def _chosen(candidates: Sequence[SubmittedFile], roled: dict[str, RoledFile]) -> list[SubmittedFile]:
    """The unreadable files that may be the summary: those called so, else those that no name calls evidence."""
    called = [file for file in candidates if _called_summary(file)]
    if called:
        return called
    open_names = [file for file in candidates if not _called(file, _EVIDENCE_WORDS)]
    documents = [file for file in open_names if file.kind not in _PICTURES]
    if documents or open_names:
        return documents or open_names
    # Everything is called evidence: with something readable among it, there simply is no summary.
    return [] if roled else list(candidates[:1])


def _unread_beside(file: SubmittedFile, main: SubmittedFile | None, words: RoleWords) -> RoledFile:
    name = squeeze(file.called)
    if file.inline or _is_logo(file):
        return RoledFile(file, Role.OTHER, None, "邮件正文中的图片")
    for role, kind_words in ((Role.CASE_STUDY, words.case_study), (Role.BUDGET_CHANGE, words.budget_change)):
        if any(squeeze(word) in name for word in kind_words):
            return RoledFile(file, role, None, "按文件名判断")
    if file.document is None:
        return RoledFile(file, Role.OTHER, None, "未能读取")
    if main is not None and _is_sealed_copy(file):
        return RoledFile(file, Role.SUMMARY, main.sha256, f"按文件名判断，是“{main.name}”的盖章扫描件")
    if file.document.is_scan or file.kind in _PICTURES:
        return RoledFile(file, Role.EVIDENCE, None, "扫描件或图片材料")
    return RoledFile(file, Role.OTHER, None, "没有可读取的内容")


def _is_sealed_copy(file: SubmittedFile) -> bool:
    """Judge a scan by its name: “附件1 工作总结（盖章）” is the summary again, “佐证材料扫描件” is not."""
    if _called_summary(file):
        return not _called(file, _SURELY_EVIDENCE)
    return _called(file, _SEALED_WORDS) and not _called(file, _EVIDENCE_WORDS)


def _is_logo(file: SubmittedFile) -> bool:
    name = squeeze(file.name.rpartition("/")[2]).lower()
    picture = file.kind in _PICTURES
    return picture and (
        file.size < _SMALL_PICTURE
        and bool(re.match(r"^(?:logo|image\d{3}|icon|signature|签名|二维码|qr)", name))
    )


def _called(file: SubmittedFile, words: Sequence[str]) -> bool:
    text = squeeze(file.called)
    return any(word in text for word in words)


def _may_be_document(file: SubmittedFile) -> bool:
    return not file.inline and file.kind not in _NOT_DOCUMENTS


def _called_summary(file: SubmittedFile) -> bool:
    return _called(file, _SUMMARY_WORDS)


def _is_itself_called_summary(file: SubmittedFile) -> bool:
    """Judge by the name; 工作总结.zip/佐证材料.docx is called evidence, whatever the archive around it is called."""
    archive, _, inner = file.name.rpartition("/")
    own = squeeze(inner)
    is_evidence = bool(archive) and any(word in own for word in _SURELY_EVIDENCE)
    return any(word in own for word in _SUMMARY_WORDS) if is_evidence else _called_summary(file)
