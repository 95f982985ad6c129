"""Which gaps rest on text that OCR did not read surely: the unit is asked to confirm, and a person looks.

A gap is claimed because something was not found. In a scan it may stand there all the same, in a line that could not
be read or was misread; so every gap is held against the doubtful lines of the place where it would stand.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.checks.check import CheckInput
from rules.checks.naming import named_units, was_read_badly
from rules.checks.parts import is_stray_mark
from rules.contact_labels import LABEL, folded_contact
from rules.contact_numbers import EMAIL
from rules.dates import last_date
from rules.doubt_contact import contact_is_doubtful, is_signed
from rules.finding import Finding, Severity
from rules.identity import Naming, is_left_of_name, names_to_sign
from rules.labels import is_numbered_annex
from rules.legibility import CELLS_OF_A_TABLE, UNDER_A_SEAL, has_doubtful, index_of, is_illegible
from rules.misread_dates import as_written
from rules.numbering import UNNUMBERED, split_number
from rules.placeholders import is_only_placeholder
from rules.seal_pieces import is_piece
from rules.sign_off_marks import SEAL_WORD, is_organisation
from rules.summary import Contact, Section, Summary
from rules.text import normalise, squeeze

_MISREAD = 0.72  # a heading must be misread to be overlooked: that something lies over it is not enough
_TO_THE_LETTER = 0.6  # of a line that says just what a blank does: nothing else is misread so
_LONGEST_HEADING = 45
# A ring's characters, each by itself, a table's narrow cell; 五 and 建议 are what may be left of a heading.
_NO_HEADING = re.compile(r"[^\d一二三四五六七八九十IVX](?:\s+[^\d一二三四五六七八九十IVX])?")
_IN_ORDER = 3  # sections, from which on their order is the template's and no accident
_UPRIGHT, _SHORTEST_UPRIGHT = 2, 4  # characters of a line, of what the lines spell
_COVER, _CLOSING, _LAST_LINES, _LINES_OF_A_CONTACT = 12, 15, 4, 4  # lines
_NO_SENTENCE = re.compile(r"[^，。；、,;]{1,30}")
# Two crosses in a row are no digits that were misread: 2024年3月xx日 is a blank whatever lies over it.
_BLANK_DATE = re.compile(r"月\s*[xX×＊*]\s*[xX×＊*]\s*(?:日|$)|年\s*[xX×＊*]\s*[xX×＊*]\s*月")
_MISREAD_DAY = re.compile(
    r"年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*(?=\S{0,3}[\d一二三四五六七八九十])[^\sxX×＊*_〇○日]{2,5}\s*日"
)
# 二二四年万十七日, 2024月16日, 202年3月19日: a whole date, of which characters were lost or misread.
_LIKE_A_DATE = re.compile(r"(?=\S{0,5}年|20\d|二[〇○零二])\S{1,8}[年月]\S{0,8}[\d一二三四五六七八九十]日")
_LIKE_DIGITS = (
    # 2024316: the signs between were lost; 20244319: one was read as a digit, for there is no such month.
    re.compile(r"20[12]\d(?!(?:0\d|1[0-2])\d\d$)\d{3,5}"),
    re.compile(
        r"20[12]\d[./-](?!0?[1-9]$|1[012]$)\d{2,5}"
    ),  # 2023/677; 2024.11 is a month, and lacks its day
    re.compile(r"2\d{1,2}[\d.,:;~·'-]{1,4}[-./~]\d{1,2}[-./~]\d{1,2}"),  # 202.1-03-05
    re.compile(r"(?:20\d\d|二\S{3})年[\d一二三四五六七八九十]{1,3}[日目曰]{2}"),  # 2024年3日日
)
_NOT_OF_A_DATE, _MOST_MISREAD = re.compile(r"[^\d一二三四五六七八九十〇○零廿年月日]"), 2  # characters
_BLANK_SIGN = re.compile("[xX×＊*_]")
_LONE_CHARACTER = re.compile(r"(?![年月日〇○一二三四五六七八九十])[\u4e00-\u9fff]")
_NO_SIGN_OF_A_DATE = re.compile(
    r"[^\d年月日〇○零一二三四五六七八九十廿]{8,}"
)  # of so many characters one is left
_SEAL_WORD = re.compile(r"[(\[【]?(?:单位|加)?(?:盖章|公章|签章)[)\]】]?")
_BLANK_TO_SIGN = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{1,2}(?=[xX×]{2}))?[xX×*]{2,4}|(?:项目)?(?:承担|实施|申报|报送)?)单位(?:名称)?[(\[](?:盖章|公章|签章)[)\]]:?"
)
_BEGINS_DATE = re.compile(r"\W*(?:20\d\d|二[〇○零Oo0]\S{2})\s*年")
_PART = {
    "signoff.missing": "落款",
    "signoff.date_missing": "落款日期",
    "contact.missing": "联系人信息",
    "contact.incomplete": "联系人信息",
    "identity.project_mismatch": "项目名称",
    "identity.unit_mismatch": "单位名称",
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
    if finding.section is not None:
        return _section_is_doubtful(finding, given.summary, document)
    names = names_to_sign(given.entry, given.campaign) if given.entry is not None else ()
    if finding.code == "identity.unit_mismatch":
        others = [body.text for body, _, _ in named_units(given) if body.naming is Naming.OTHER]
        return bool(others) and all(
            was_read_badly(text, given) and any(is_left_of_name(text, name) for name in names)
            for text in others
        )
    if _is_seen_blank(finding, given.summary, document, names):
        return False
    return finding.code in _PART and _closing_is_doubtful(finding, given.summary, document, names)


def _section_is_doubtful(finding: Finding, summary: Summary, document: Document) -> bool:
    if finding.code == "section.missing":
        place = _where_missing(finding.section or 0, summary.sections, document)
        body = tuple(
            block
            for block in place
            if len(block.cells) < CELLS_OF_A_TABLE and not _NO_HEADING.fullmatch(block.text.strip())
        )
        return has_doubtful(body, _MISREAD, longest=_LONGEST_HEADING) or is_illegible(body, document)
    section = summary.section(finding.section or 0)
    return section is not None and _rests_on_doubt(finding, section, document)


def _is_seen_blank(finding: Finding, summary: Summary, document: Document, names: Sequence[str]) -> bool:
    """Hold where the blank itself was read: 联系人：姓名 电话 邮箱 as in the template, or 单位（盖章）： with no name behind."""
    contact, signed = summary.contact, summary.sign_off
    if finding.code == "contact.missing" and contact is not None and contact.is_placeholder:
        seen = [block for block in document.blocks if contact.text and contact.text in block.text]
    elif finding.code == "signoff.missing" and signed is not None and signed.is_placeholder:
        seen = [block for block in document.blocks if _BLANK_TO_SIGN.fullmatch(squeeze(block.text))]
    else:
        return False
    if not seen or has_doubtful(seen, _TO_THE_LETTER):
        return False
    return not any(
        has_doubtful(blocks) or is_illegible(blocks, document)
        for blocks in _beside(seen, finding, summary, document, names)
    )


def _beside(
    blank: Sequence[Block], finding: Finding, summary: Summary, document: Document, names: Sequence[str]
) -> Iterator[list[Block]]:
    """Yield what stands around each line of a blank and may fill it, written by hand: 张… below 姓名 电话 邮箱.

    The name that signs and its date fill no contact's blank, though a seal lies over them; nor does a contact sign, or
    a date, or a piece of the seal's own name.
    """
    for block in blank:
        place = index_of(document, block)
        around = document.blocks[max(0, place - 1) : place] + document.blocks[place + 1 : place + 3]
        if finding.code == "contact.missing":
            yield [
                each for each in around if not (is_signed(each, summary, names) or _holds_misread_day(each))
            ]
        else:
            yield [
                each
                for each in around
                if not (
                    _begins_contact(each)
                    or _BEGINS_DATE.match(each.text)
                    or is_piece(squeeze(each.text), names)
                )
            ]


def _begins_contact(block: Block) -> bool:
    """Hold for a line that a contact's label begins, or a row with such a label: nobody signs there."""
    cells = [folded_contact(cell).lstrip(" (") for cell in block.cells or (block.text,)]
    return any(LABEL.match(cell) or EMAIL.match(cell) for cell in cells)


def _closing_is_doubtful(
    finding: Finding, summary: Summary, document: Document, names: Sequence[str]
) -> bool:
    """Whether what is missing of title, sign-off or contact may stand in what was read badly where it belongs."""
    place = _around(finding, summary, document)
    if finding.code.startswith("contact."):
        return contact_is_doubtful(finding, place, summary, document, names)
    if finding.code.startswith("signoff."):  # nobody signs in a row of a list, but bodies side by side do
        place = tuple(
            block
            for block in place
            if len(block.cells) < CELLS_OF_A_TABLE or SEAL_WORD.search(squeeze(block.text))
        )
    if finding.code == "signoff.missing" and _is_set_upright(document.blocks, names):
        return True
    if finding.code != "signoff.date_missing":
        # A name alone is taken for the sign-off where a date stands beside it, which may be one that was misread.
        hides_date = finding.code == "signoff.missing" and any(map(_holds_misread_day, place))
        return hides_date or has_doubtful(place) or is_illegible(place, document)
    if any(_BLANK_DATE.search(as_written(block.text)) for block in place):
        return False
    telling = tuple(block for block in place if not _is_no_date(block, summary))
    return any(map(_holds_misread_day, place)) or has_doubtful(telling) or is_illegible(telling, document)


def _is_set_upright(blocks: Sequence[Block], names: Sequence[str]) -> bool:
    """Hold where characters stand one below the other, as in a column that is too narrow, and spell a name that may sign."""
    for is_narrow, run in groupby(blocks, key=lambda block: len(block.text.strip()) <= _UPRIGHT):
        spelt = squeeze("".join(block.text for block in run)) if is_narrow else ""
        if len(spelt) >= _SHORTEST_UPRIGHT and any(
            squeeze(name)[:_SHORTEST_UPRIGHT] in spelt for name in names
        ):
            return True
    return False


def _holds_misread_day(block: Block) -> bool:
    """三月之十一日: something stands there for the day, and none of it is a blank; 三月十六日 is a day."""
    read, text = last_date(block.text), normalise(block.text)
    rest = text[: read.start] + text[read.end :] if read is not None and read.value is not None else text
    is_misread = _MISREAD_DAY.search(rest) or _is_misread_date(as_written(squeeze(rest)))
    return block.origin is TextOrigin.OCR and bool(is_misread)


def _is_misread_date(text: str) -> bool:
    """Hold for a line that is a date but for a character or two; “3月19日” lacks its year, and that is a gap."""
    strangers = _NOT_OF_A_DATE.findall(text)
    is_blank = any(map(_BLANK_SIGN.match, strangers))
    is_nearly = _LIKE_A_DATE.fullmatch(text) and len(strangers) <= _MOST_MISREAD and not is_blank
    return bool(is_nearly) or any(pattern.fullmatch(text) for pattern in _LIKE_DIGITS)


def _is_no_date(block: Block, summary: Summary) -> bool:
    """Whether no date hides in the line under whatever seal.

    It is the unit's name or a piece of it, 盖章, the contact's, or words among which a date would have left a sign.
    """
    signed, contact, text = summary.sign_off, summary.contact, squeeze(block.text)
    if _SEAL_WORD.fullmatch(text):
        return True
    units = map(squeeze, signed.units) if signed is not None else ()
    # A piece of the name is what OCR read of the seal's own ring, be it a character: it can be no date either.
    is_lone = bool(_LONE_CHARACTER.fullmatch(text))
    if any(
        unit and (text.startswith(unit) or ((is_lone or len(text) > 1) and text in unit)) for unit in units
    ):
        return True
    is_sure = (block.confidence or 0) >= UNDER_A_SEAL
    if is_sure and (is_organisation(text) or is_lone or _NO_SIGN_OF_A_DATE.fullmatch(text)):
        return True  # another body's name, read whole, one character of the seal's, or other words
    parts = (contact.email, contact.telephone) if contact is not None else ()
    return any(part and squeeze(part) in text for part in parts)


def _rests_on_doubt(finding: Finding, section: Section, document: Document) -> bool:
    """Hold where the section has doubtful lines; of a blank, only where the very line with it is doubtful."""
    if finding.code == "section.placeholder":
        marked = [
            block for block in section.content if any(mark in block.text for mark in section.placeholders)
        ]
        # Seen is seen, whatever lies over it; and nothing is misread as exactly （略） alone.
        below = _TO_THE_LETTER if all(is_only_placeholder(block.text) for block in marked) else UNDER_A_SEAL
        return has_doubtful(marked, below)
    if finding.code == "section.empty" and is_stray_mark(section):  # whatever character it be
        return is_illegible(section.content, document)
    return has_doubtful(section.content) or is_illegible(section.content, document)


def _around(finding: Finding, summary: Summary, document: Document) -> tuple[Block, ...]:
    """Where what is missing would stand: beside the rest of it where that was found, else anywhere in the closing part."""
    cover = document.blocks[: min(_COVER, _begin(document, summary.sections))]
    if finding.code == "identity.project_mismatch":
        # A digit of the year; another unit's whole name, which is what a mismatch needs, is no misreading. A numbered
        # line of the contents names no project.
        return tuple(block for block in cover if split_number(normalise(block.text)).rank == UNNUMBERED)
    end = _end(document, summary.sections)
    tail = (*_swallowed(document, end), *_before_annexes(document.blocks[end : end + _CLOSING]))
    known = ""
    if finding.code == "contact.incomplete" and summary.contact is not None:
        return _around_contact(summary.contact, tail) or (*cover, *tail)
    if finding.code == "signoff.date_missing" and summary.sign_off is not None:
        signed = summary.sign_off
        dated_so = squeeze(signed.date_text)
        holding = [block for block in document.blocks if dated_so and dated_so in squeeze(block.text)]
        # A record of the annex may be of the same month; behind the annexes the date stands where one signs there.
        dated = [block for block in holding if block in (*cover, *tail)] or holding
        if dated:
            # 2024年3月, read surely: that the seal lies over the name says nothing of the day.
            return (dated[-1],)
        known = signed.unit
    # Behind the annexes stands who signs there.
    beside = _beside_name(known, tail) or _beside_name(known, document.blocks[end:]) if known else ()
    return beside or (*cover, *tail)


def _beside_name(name: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Where the date of who signs may stand: on either side of the name's last place among the blocks."""
    places = [index for index, block in enumerate(blocks) if name in block.text]
    if not places:
        return ()
    last = places[-1] + 1
    # Pieces of the name, as OCR read it of the seal's own ring, stand between it and the date.
    while last < len(blocks) and _SEAL_WORD.sub("", squeeze(blocks[last].text)) in squeeze(name):
        last += 1
    return tuple(blocks[max(0, places[-1] - 1) : last + 1])


def _around_contact(contact: Contact, tail: Sequence[Block]) -> tuple[Block, ...]:
    """From the first line of what is known of the contact to the one below its last: it goes on there."""
    parts = [part for part in (contact.email, contact.telephone, contact.name) if part]
    places = [index for index, block in enumerate(tail) if any(part in block.text for part in parts)]
    if not places:
        return ()
    first = min(place for place in places if place > places[-1] - _LINES_OF_A_CONTACT)
    above = int(tail[first].kind is BlockKind.TABLE_ROW)  # the heads stand in the row above
    return tuple(tail[max(0, first - above) : places[-1] + 2])


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


def _where_missing(number: int, sections: Sequence[Section], document: Document) -> Sequence[Block]:
    """Where a missing section's heading would stand: between its neighbours, where all others keep the template's order."""
    starts = {block: place for place, block in reversed(list(enumerate(document.blocks)))}
    begun = sorted((starts.get(each.content[0], -1), each.number) for each in sections if each.content)
    numbers = [known for _, known in begun]
    # Text that runs into its heading is no block of the document, and text that stands there twice tells no place.
    is_told = len({place for place, _ in begun}) == len(begun) and all(place >= 0 for place, _ in begun)
    if len(begun) < _IN_ORDER or numbers != sorted(numbers) or not is_told:
        return document.blocks[: _end(document, sections)]
    before = max((index for index, known in begun if known < number), default=0)
    behind = min((index for index, known in begun if known > number), default=_end(document, sections))
    return document.blocks[before:behind]


def _begin(document: Document, sections: Sequence[Section]) -> int:
    """Where the first section's text begins among the blocks."""
    return index_of(document, sections[0].content[0]) if sections and sections[0].content else 0


def _end(document: Document, sections: Sequence[Section]) -> int:
    """Where the last section's text ends."""
    last = next((section.content[-1] for section in reversed(sections) if section.content), None)
    return index_of(document, last) + 1 if last is not None else 0
