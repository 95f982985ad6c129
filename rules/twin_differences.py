"""What two carriers of one text say differently, where it matters: the unit, an amount, a section.

Only what was read for certain is compared. A carrier that bears a few pages alone (the sealed last one) lacks nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from parsers.document import Block, Document, TextOrigin
from rules.campaign import Campaign
from rules.case_file import FileInCase
from rules.figures import fold
from rules.identity import Naming, name_key, read_unit
from rules.roster import RosterEntry
from rules.summary import Section, SignOff, Summary, Title
from rules.template import Subject, Template
from rules.text import bare, squeeze
from rules.twins import found_again, is_sure
from rules.units import printed_names

_ENOUGH = 20  # characters of a section that is more than a heading
_WHOLE = 3  # sections of a carrier that bears more than some pages
_NOT_THERE = 0.2  # of a section's passages that are found in the other carrier
_READ = 0.5
_CLEAR = 97.0  # of 100
_DIGIT, _NOT_DIGIT = re.compile(r"\d"), re.compile(r"\D")
_THE_SAME = 0.8
# 已使用96.5万元: the figure, the words before it and its unit. 96.5 read as 965 is OCR's doing.
_AMOUNT = re.compile(r"(?P<before>\D{4})(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元|万|%)")


class Matter(StrEnum):
    """What differs."""

    TITLE = "title"
    SIGN_OFF = "sign_off"
    AMOUNT = "amount"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, with what either file says ("" where it says nothing)."""

    matter: Matter
    main: str
    twin: str
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What tells whose a name is. `entry` is None in a dry run: then a name of the roster in either file is taken."""

    campaign: Campaign
    entry: RosterEntry | None
    roster: tuple[RosterEntry, ...]


def differences(main: FileInCase, twin: FileInCase, names: Names) -> Iterator[Difference]:
    """Yield what matters and differs between the summary's text and a file that carries it again."""
    if (
        main.summary is None
        or twin.summary is None
        or main.file.document is None
        or twin.file.document is None
    ):
        return
    documents = main.file.document, twin.file.document
    yield from _units(main.summary, twin.summary, documents, names)
    yield from _amounts(main.summary, twin.summary, names.campaign.template)
    yield from _sections(main.summary, twin.summary, documents)


def _units(
    main: Summary, twin: Summary, documents: tuple[Document, Document], names: Names
) -> Iterator[Difference]:
    pairs = (
        (Matter.TITLE, _titled(main.title), _titled(twin.title)),
        (Matter.SIGN_OFF, _signed(main.sign_off), _signed(twin.sign_off)),
    )
    for matter, one, other in pairs:
        sure = one and other and _is_read_surely(one, documents[0]) and _is_read_surely(other, documents[1])
        # Of a longer name that OCR misread in its middle only the beginning may be left.
        by_ocr = any(block.origin is TextOrigin.OCR for document in documents for block in document.blocks)
        is_rest = by_ocr and (name_key(one) in name_key(other) or name_key(other) in name_key(one))
        if sure and not is_rest and _are_two_units(one, other, names):
            yield Difference(matter, one, other)


def _titled(title: Title | None) -> str:
    return "" if title is None or title.is_placeholder else title.unit.strip()


def _signed(signed: SignOff | None) -> str:
    return "" if signed is None or signed.is_placeholder else "、".join(signed.units) or signed.unit.strip()


def _is_read_surely(name: str, document: Document) -> bool:
    """Hold where the file itself says so, or OCR read every line that bears the name with high confidence."""
    unsure = [block for block in document.blocks if not is_sure(block)]
    if not unsure:
        return True
    key = squeeze(name.split("、", maxsplit=1)[0])
    bearing = [block for block in document.blocks if key in squeeze(block.text)]
    return bool(bearing) and all(map(is_sure, bearing))


def _are_two_units(one: str, other: str, names: Names) -> bool:
    """Hold where both are read as units of the roster for certain, and as different ones."""
    entries = [names.entry] if names.entry else [_entry_named(name, names) for name in (one, other)]
    for entry in entries:
        if entry is not None:
            read = [read_unit(name, entry, names.campaign, names.roster).naming for name in (one, other)]
            if sorted(read) == [Naming.OTHER, Naming.OWN]:
                return True
    return False


def _entry_named(name: str, names: Names) -> RosterEntry | None:
    key = name_key(name)
    return next(
        (row for row in names.roster if any(name_key(printed) == key for printed in printed_names(row.unit))),
        None,
    )


def _amounts(main: Summary, twin: Summary, template: Template) -> Iterator[Difference]:
    """Yield the amounts of the section about funds that stand behind the same words and are not the same."""
    spec = template.about(Subject.FUNDS)
    found = (main.section(spec.number), twin.section(spec.number)) if spec else ()
    sections = [section for section in found if section is not None]
    if spec is None or len(sections) < 2:
        return
    by_ocr = any(block.origin is TextOrigin.OCR for section in sections for block in section.content)
    if by_ocr and not _are_clear(*sections):
        return
    first, second = _amounts_in(sections[0]), _amounts_in(sections[1])
    for words in first.keys() & second.keys():
        unit, one, other = words[1], first[words], second[words]
        moved = other in _with_unit(first, unit) or one in _with_unit(second, unit)
        if not moved and _differ(one, other, by_ocr=by_ocr):
            yield Difference(Matter.AMOUNT, one + unit, other + unit, spec.number)


def _are_clear(one: Section, other: Section) -> bool:
    """Hold where the words around the figures are the same: where OCR misread these, it misread figures as well."""
    words = (_DIGIT.sub("#", bare(_sure_text(section.content))) for section in (one, other))
    return fuzz.ratio(*words) >= _CLEAR


def _with_unit(amounts: Mapping[tuple[str, str], str], unit: str) -> set[str]:
    return {number for (_, other), number in amounts.items() if other == unit}


def _amounts_in(section: Section) -> dict[tuple[str, str], str]:
    """The amounts of a section by the words around them, where these stand there once."""
    found: dict[tuple[str, str], list[str]] = {}
    for match in _AMOUNT.finditer(fold(_sure_text(section.content))):
        found.setdefault((match["before"], match["unit"]), []).append(match["number"])
    return {words: numbers[0] for words, numbers in found.items() if len(numbers) == 1}


def _sure_text(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks if is_sure(block))


def _differ(one: str, other: str, *, by_ocr: bool) -> bool:
    """Hold for two numbers; with OCR neither for one digit misread nor for a digit or the point lost."""
    first, second = (_NOT_DIGIT.sub("", number) for number in (one, other))
    if not by_ocr:
        return Decimal(one.replace(",", "")) != Decimal(other.replace(",", ""))
    return first not in second and second not in first and Levenshtein.distance(first, second) > 1


def _sections(main: Summary, twin: Summary, documents: tuple[Document, Document]) -> Iterator[Difference]:
    numbers = [{section.number for section in summary.sections} for summary in (main, twin)]
    if min(map(len, numbers)) < _WHOLE or not _is_read_in_full(main, twin):
        return
    for section in sorted((*main.sections, *twin.sections), key=lambda section: section.number):
        holders = [section.number in held for held in numbers]
        other = documents[1] if holders[0] else documents[0]
        if all(holders) or not _is_only_here(section, other):
            continue
        says = (section.heading, "") if holders[0] else ("", section.heading)
        yield Difference(Matter.SECTION, *says, section.number)


def _is_read_in_full(main: Summary, twin: Summary) -> bool:
    """Hold where each section that both have says about the same: a scan may be read in part only."""
    for section in main.sections:
        other = twin.section(section.number)
        both = other is not None and len(bare(section.own_text)) >= _ENOUGH
        if both and other is not None and found_again(section.own_text, other.own_text) < _READ:
            return False
    return True


def _is_only_here(section: Section, other: Document) -> bool:
    """Hold for a section with content, read for certain, of which the other file bears nothing.

    A heading that OCR missed leaves the content there, under another one.
    """
    text = _sure_text(section.content)
    if len(bare(text)) < _ENOUGH or not all(
        is_sure(block) for block in other.blocks if block.confidence is not None
    ):
        return False
    return found_again(text, other.text) < _NOT_THERE


def say_the_same(main: Summary, twin: Summary) -> bool:
    """Hold where each section says the same, as far as OCR can tell: what was corrected or filled in says another."""
    if [section.number for section in main.sections] != [section.number for section in twin.sections]:
        return False
    pairs = zip(main.sections, twin.sections, strict=True)
    return all(_is_same_section(one, other) for one, other in pairs)


def _is_same_section(one: Section, other: Section) -> bool:
    states = [(bool(each.placeholders), bool(each.guidance), bool(each.own_text)) for each in (one, other)]
    lengths = [len(bare(each.own_text)) for each in (one, other)]
    if states[0] != states[1] or min(lengths) < 0.8 * max(lengths):
        return False
    return not one.own_text or found_again(one.own_text, other.own_text) >= _THE_SAME
