"""Which gaps rest on text that OCR did not read surely: the unit is asked to confirm, and a person looks.

A gap is claimed because something was not found. In a scan it may stand there all the same, in a line that could not
be read or was misread; so every gap is held against the doubtful lines of the place where it would stand.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.checks.check import CheckInput
from rules.finding import Finding, Severity
from rules.labels import is_numbered_annex
from rules.summary import Contact, Section, Summary
from rules.text import squeeze

LOW_CONFIDENCE = 0.82  # of the recogniser; clean print reads at 0.95 and more
_UNDER_A_SEAL = 0.8  # what a black seal leaves of the confidence of a line that was read surely
_MISREAD = 0.72  # a heading must be misread to be overlooked: that something lies over it is not enough
_LONGEST_HEADING = 45
_COVER, _CLOSING, _LAST_LINES = 12, 15, 4  # lines
_NO_SENTENCE = re.compile(r"[^，。；、,;]{1,30}")
_CELLS_OF_A_TABLE = 3  # no heading stands in such a row
_NAME_ABOVE = 2  # lines
_PIECE_OF_NAME = 2  # characters
_TORN_MOBILE = re.compile(r"(?<!\d)1[3-9](?:\d{7,8}|\d{10})(?!\d)")  # nine, ten or twelve digits
# As many digits beside a name or an address as no telephone has: one was lost or doubled.
_TORN_NUMBER = re.compile(r"(?<![\d.])(?:\d{6,7}|\d{9,10}|\d{12})(?![\d.])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_MOBILE_WITH_COUNTRY, _LOCAL_WITH_COUNTRY = (
    re.compile(rf"(?:\+|00)86(?={begin})") for begin in ("1[3-9]", "[2-9]")
)
_OTHER_NUMBER = re.compile(r"[\w.+-]+@|(?:邮\s*编|邮政编码)\s*[:：]?\s*\d{6}")
_BESIDE_NUMBER = re.compile(r"联\s*系|电\s*话|手\s*机|@")
_LONE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_CONTACT_LABELS = re.compile(
    r"项目|单位|联系|负责人|经办人|人|方式|电话|手机|号码|电子|邮箱|邮件|地址|tel|e-?mail", re.IGNORECASE
)
_NAME_IN_LATIN = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]{1,9}){2,3}(?![A-Za-z.@])")
_SIGN_OF_CONTACT = re.compile(r"\d{3}|[@#]|[A-Za-z]{2}|[.][A-Za-z]|联|系|电话|手机|邮|箱|传真|负责|经办")
_DEPARTMENT = re.compile(r"^(?:法务|[\u4e00-\u9fff]{1,8}[部处室科办])(?=[\u4e00-\u9fff])")
_LABEL_OF_CONTACT = re.compile(r"联|系|电|话|手|机|邮|箱|姓|名|部|处|室|科|职")
# Two crosses in a row are no digits that were misread: 2024年3月xx日 is a blank whatever lies over it.
_BLANK_DATE = re.compile(r"月\s*[xX×＊*]\s*[xX×＊*]\s*日|年\s*[xX×＊*]\s*[xX×＊*]\s*月")
_MISREAD_DAY = re.compile(
    r"年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*(?=\S{0,3}[\d一二三四五六七八九十])[^\sxX×＊*_〇○日]{2,5}\s*日"
)
# Lines in which nothing else can stand, however badly they were read: a page's number, whose dashes OCR takes for 一
# (-2一), the dots of a table of contents, the label of the annexes, specks.
_HIDES_NOTHING = re.compile(
    r"^[-—–一_~·.]{0,2}\s?\d{1,3}\s?[-—–一_~·.]{0,2}$|…{2}|[.·．]{4}|…\s…|^附\s?件\s?\d?\s?[:：]|^\W*$"
)
_SEAL_WORD = re.compile(r"[(\[【]?(?:单位|加)?(?:盖章|公章|签章)[)\]】]?")
_PART = {
    "signoff.missing": "落款",
    "signoff.date_missing": "落款日期",
    "contact.missing": "联系人信息",
    "contact.incomplete": "联系人信息",
    "identity.project_mismatch": "项目名称",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """Findings that stand, and those that rest on doubtful text."""

    firm: tuple[Finding, ...]
    doubtful: tuple[Finding, ...]


def weighed(findings: Iterable[Finding], given: CheckInput) -> Weighed:
    """Part what was found by what it rests on."""
    known = tuple(findings)
    doubtful = tuple(finding for finding in known if _is_doubtful(finding, given))
    return Weighed(tuple(finding for finding in known if finding not in doubtful), doubtful)


def part_of(finding: Finding) -> str:
    """What the gap is about, in words for the unit, "" where its section says it."""
    return _PART.get(finding.code, "")


def _is_doubtful(finding: Finding, given: CheckInput) -> bool:
    document = given.carriers[0].file.document if given.carriers else None
    if finding.severity is not Severity.GAP or document is None or given.summary is None:
        return False
    if not any(block.origin is TextOrigin.OCR for block in document.blocks):
        return False
    if finding.code == "section.missing":
        body = tuple(
            block
            for block in document.blocks[: _end(document, given.summary.sections)]
            if len(block.cells) < _CELLS_OF_A_TABLE
        )
        return _has_doubtful(body, _MISREAD, longest=_LONGEST_HEADING) or _illegible(body, document)
    if finding.section is not None:
        section = given.summary.section(finding.section)
        return section is not None and _rests_on_doubt(finding, section, document)
    names = (given.entry.unit,) if given.entry is not None else ()
    return finding.code in _PART and _closing_is_doubtful(finding, given.summary, document, names)


def _closing_is_doubtful(
    finding: Finding, summary: Summary, document: Document, names: Sequence[str]
) -> bool:
    """Whether what is missing of title, sign-off or contact may stand in what was read badly where it belongs."""
    place = _around(finding, summary, document)
    if finding.code.startswith("contact."):
        return _contact_is_doubtful(finding, place, summary, document, names)
    if finding.code.startswith("signoff."):  # nobody signs in a row of a list
        place = tuple(block for block in place if len(block.cells) < _CELLS_OF_A_TABLE)
    if finding.code != "signoff.date_missing":
        return _has_doubtful(place) or _illegible(place, document)
    if any(_BLANK_DATE.search(block.text) for block in place):
        return False
    telling = tuple(block for block in place if not _is_no_date(block, summary))
    return any(map(_holds_misread_day, place)) or _has_doubtful(telling) or _illegible(telling, document)


def _contact_is_doubtful(
    finding: Finding, place: Sequence[Block], summary: Summary, document: Document, names: Sequence[str]
) -> bool:
    contact = summary.contact
    if finding.code == "contact.incomplete":
        nameless = contact is not None and not contact.name
        beside = _before(place, document) if nameless else ()
        if _holds_torn_address(place, contact) or any(map(_holds_lone_name, beside)):
            return True
    if any(map(_holds_torn_number, place)):
        return True
    place = [
        block for block in place if not (_is_signed(block, summary, names) or _is_all_told(block, contact))
    ]
    telling = [
        block for block in place if not (_bears_no_contact(block, contact) or _is_row_of_a_list(block))
    ]
    return _has_doubtful(telling) or _illegible(place, document)


def _holds_misread_day(block: Block) -> bool:
    """三月之十一日: something stands there for the day, and none of it is a blank."""
    return block.origin is TextOrigin.OCR and bool(_MISREAD_DAY.search(block.text))


def _is_no_date(block: Block, summary: Summary) -> bool:
    """Whether the line is the unit's name to the letter, 盖章 or the contact's: no date hides in it under whatever seal."""
    signed, contact, text = summary.sign_off, summary.contact, squeeze(block.text)
    if _SEAL_WORD.fullmatch(text):
        return True
    if signed is not None and signed.unit and text.startswith(squeeze(signed.unit)):
        return True
    parts = (contact.email, contact.telephone) if contact is not None else ()
    return any(part and squeeze(part) in text for part in parts)


def _before(place: Sequence[Block], document: Document) -> tuple[Block, ...]:
    """The lines above what is known of the contact: the name goes before telephone and address."""
    first = _place(document, place[0]) if place else 0
    return document.blocks[max(0, first - _NAME_ABOVE) : first]


def _holds_lone_name(block: Block) -> bool:
    """联|人|蒲一帆: a cell that may be the name, its label torn by a border that runs through it."""
    cells = [cell.strip() for cell in block.cells or block.text.split()]
    return block.origin is TextOrigin.OCR and any(
        _LONE_NAME.fullmatch(cell) and not _LABEL_OF_CONTACT.search(cell) for cell in cells
    )


def _is_signed(block: Block, summary: Summary, names: Sequence[str]) -> bool:
    """The line of the unit's name, or of the date: a seal lies over it, and yet it is read, and is no contact."""
    signed, text = summary.sign_off, squeeze(block.text)
    parts = (signed.unit, signed.date_text) if signed is not None else ()
    if any(part and squeeze(part) in text for part in parts):
        return True
    # A piece of the name, as the seal's own ring of characters has it.
    known = (*names, signed.unit if signed is not None else "")
    return len(text) >= _PIECE_OF_NAME and any(text in squeeze(name) for name in known)


def _is_all_told(block: Block, contact: Contact | None) -> bool:
    """A contact's line under a seal, read to the last character: 联系人：周海涛 邮箱：…, and no telephone between them."""
    if contact is None or not contact.name or (block.confidence or 0) < _UNDER_A_SEAL:
        return False
    rest = _DEPARTMENT.sub("", squeeze(block.text))
    for part in (contact.name, contact.telephone, contact.email):
        rest = rest.replace(squeeze(part), "") if part else rest
    left = _NAME_IN_LATIN.sub("", _CONTACT_LABELS.sub("", rest))
    return rest != squeeze(block.text) and not any(map(str.isalnum, left))


def _is_row_of_a_list(block: Block) -> bool:
    """2023-04-05 | 权利要求解读 | 14 | 88.4: nobody is to be reached there, and no label says so."""
    return len(block.cells) > _CELLS_OF_A_TABLE and not _BESIDE_NUMBER.search(block.text)


def _bears_no_contact(block: Block, contact: Contact | None) -> bool:
    """A line that was read well but for the seal over it, and has no sign of a contact: no label, number or name.

    A name alone is none where the contact is named already.
    """
    text = squeeze(block.text)
    if (block.confidence or 0) < _UNDER_A_SEAL or _SIGN_OF_CONTACT.search(text):
        return False
    return bool(contact and contact.name) or not _LONE_NAME.fullmatch(text)


def _holds_torn_address(blocks: Iterable[Block], contact: Contact | None) -> bool:
    """name@example.o: an address of which OCR has lost the end."""
    read = (block for block in blocks if block.origin is TextOrigin.OCR)
    return contact is not None and not contact.email and any("@" in block.text for block in read)


def _holds_torn_number(block: Block) -> bool:
    """1380006613, or 555088530 beside a name: of the number a digit was lost or doubled in reading."""
    if block.origin is not TextOrigin.OCR:
        return False
    torn = _TORN_MOBILE.search(_BETWEEN_DIGITS.sub("", block.text))
    rest = _OTHER_NUMBER.sub(" ", _at_home(block.text))
    return bool(torn or (_BESIDE_NUMBER.search(block.text) and _TORN_NUMBER.search(rest)))


def _at_home(text: str) -> str:
    """Numbers as they are dialled in the country: +862155504409 is 02155504409."""
    return _LOCAL_WITH_COUNTRY.sub("0", _MOBILE_WITH_COUNTRY.sub(" ", text))


def _rests_on_doubt(finding: Finding, section: Section, document: Document) -> bool:
    """Hold where the section has doubtful lines; of a blank, only where the very line with it is doubtful."""
    if finding.code == "section.placeholder":
        marked = [
            block for block in section.content if any(mark in block.text for mark in section.placeholders)
        ]
        return _has_doubtful(marked)
    return _has_doubtful(section.content) or _illegible(section.content, document)


def _around(finding: Finding, summary: Summary, document: Document) -> tuple[Block, ...]:
    """Where what is missing would stand: beside the rest of it where that was found, else anywhere in the closing part."""
    known = ""
    if finding.code == "contact.incomplete" and summary.contact is not None:
        contact = summary.contact
        known = contact.email or contact.telephone or contact.name
    elif finding.code == "signoff.date_missing" and summary.sign_off is not None:
        signed = summary.sign_off
        dated = [block for block in document.blocks if signed.date_text and signed.date_text in block.text]
        if dated:
            return (
                dated[-1],
            )  # 2024年3月, read surely: that the seal lies over the name says nothing of the day
        known = signed.unit
    cover = document.blocks[: min(_COVER, _begin(document, summary.sections))]
    if finding.code == "identity.project_mismatch":
        return cover  # a digit of the year; another unit's whole name, which is what a mismatch needs, is no misreading
    end = _end(document, summary.sections)
    tail = (*_swallowed(document, end), *_before_annexes(document.blocks[end : end + _CLOSING]))
    places = [index for index, block in enumerate(tail) if known and known in block.text]
    if places:
        # A contact goes on below, a date may stand on either side of the name.
        in_table = tail[places[-1]].kind is BlockKind.TABLE_ROW  # whose heads stand in the row above
        above = 0 if finding.code.startswith("contact.") and not in_table else 1
        return tail[max(0, places[-1] - above) : places[-1] + 2]
    return (*cover, *tail)


def _before_annexes(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Up to 附件1 above a list or a certificate, where no sign-off and no contact stand."""
    found = (index for index, block in enumerate(blocks) if is_numbered_annex(squeeze(block.text)))
    return tuple(blocks[: next(found, len(blocks))])


def _swallowed(document: Document, end: int) -> tuple[Block, ...]:
    """The last section's last short lines: a name and a date so misread that nobody took them for a sign-off."""
    return tuple(
        block
        for block in document.blocks[max(0, end - _LAST_LINES) : end]
        if _NO_SENTENCE.fullmatch(block.text)
    )


def _begin(document: Document, sections: Sequence[Section]) -> int:
    """Where the first section's text begins among the blocks."""
    return _place(document, sections[0].content[0]) if sections and sections[0].content else 0


def _end(document: Document, sections: Sequence[Section]) -> int:
    """Where the last section's text ends."""
    last = next((section.content[-1] for section in reversed(sections) if section.content), None)
    return _place(document, last) + 1 if last is not None else 0


def _place(document: Document, block: Block) -> int:
    return next((index for index, other in enumerate(document.blocks) if other == block), 0)


def _has_doubtful(blocks: Iterable[Block], below: float = LOW_CONFIDENCE, longest: int | None = None) -> bool:
    return any(
        block.confidence is not None
        and block.confidence < below
        and (longest is None or len(block.text) <= longest)
        and not _HIDES_NOTHING.search(block.text.strip())
        for block in blocks
    )


def _illegible(blocks: Iterable[Block], document: Document) -> bool:
    """Hold where lines could not be read at all on a page on which these blocks stand."""
    pages = {block.page for block in blocks}
    return any(page.illegible for page in document.pages if page.number in pages)
