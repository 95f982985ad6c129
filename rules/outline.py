"""The outline of a document: which of its lines are headings of the template's sections, and which others end them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rules.contents_table import contents_lines
from rules.heading import Heading
from rules.heading_candidates import candidates, with_roman_one
from rules.heading_claims import claimed_sections
from rules.heading_places import told_by_place
from rules.headings import (
    KEYWORD,
    TEMPLATE_HEADING,
    WORDING,
)
from rules.labels import is_label_line
from rules.lines import Line
from rules.template import Template
from rules.top_level import TopLevel

_FEW = 400  # lines of a document whose outline is kept for a while
_TWO_SECTIONS, _NEARLY_ALL_SECTIONS = 2, 4  # named before an annex label: what stands behind it is the annex


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings that count. `claimed` gives each its sections; `others` end a section without being one."""

    claimed: tuple[tuple[Heading, tuple[int, ...]], ...]
    others: tuple[Heading, ...]
    contents: frozenset[int]


def outline_of(lines: Sequence[Line], template: Template) -> Outline:
    """Find the sections' headings among the lines."""
    return _kept_outline(tuple(lines), template) if len(lines) <= _FEW else _outline(lines, template)


def _outline(lines: Sequence[Line], template: Template) -> Outline:
    contents = contents_lines(lines)
    headings = without_annex(with_roman_one(candidates(lines, template, contents)), lines, template)
    top = TopLevel(headings)
    chosen = claimed_sections(headings, top, tuple(section.number for section in template.sections))
    for position, number in told_by_place(headings, chosen, lines, template, top.holds).items():
        chosen[position] = {number}
    claimed = tuple(
        (heading, tuple(sorted(chosen[heading.first]))) for heading in headings if heading.first in chosen
    )
    others = tuple(
        heading
        for heading in headings
        if heading.first not in chosen and top.ends_a_section(heading, claimed)
    )
    return Outline(claimed, others, contents)


_kept_outline = lru_cache(maxsize=400)(_outline)  # a case's files are gone through with each of its mails


def without_annex(headings: list[Heading], lines: Sequence[Line], template: Template) -> list[Heading]:
    """Leave out what stands in annexes: behind an annex label that comes after two sections' headings.

    A heading behind such a label still counts where it carries on the numbering of the sections before it.
    """
    kept: list[Heading] = []
    labels = [
        position for position, line in enumerate(lines) if is_label_line(line, template, annex_only=True)
    ]
    for heading in headings:
        before = next((label for label in reversed(labels) if label < heading.first), None)
        if before is not None and not _carries_on(heading, kept, before):
            continue
        kept.append(heading)
    return kept


def _carries_on(heading: Heading, kept: Sequence[Heading], label: int) -> bool:
    before = [earlier for earlier in kept if earlier.first < label]
    sections = [earlier for earlier in before if earlier.strongest >= WORDING]
    if len(_named(sections)) < _TWO_SECTIONS:
        return _carries_on_in_other_words(heading, before)
    last = sections[-1]
    if heading.numbered.rank != last.numbered.rank or heading.strongest < KEYWORD:
        return False
    if heading.numbered.value is None or last.numbered.value is None:
        is_next = min(heading.names) > max(number for earlier in sections for number in earlier.names)
        is_sure = heading.strongest == TEMPLATE_HEADING or (heading.strongest == WORDING and is_next)
        return is_sure and heading.level == last.level
    return heading.numbered.value > last.numbered.value


def _carries_on_in_other_words(heading: Heading, before: Sequence[Heading]) -> bool:
    """Where few headings bear the template's words: what follows the next number, or names the next section."""
    sections = [earlier for earlier in before if earlier.strongest >= KEYWORD and earlier.is_set_off]
    if len(_named(sections)) < _NEARLY_ALL_SECTIONS:
        return True
    last = sections[-1]
    if heading.numbered.rank != last.numbered.rank or heading.level != last.level:
        return False
    if heading.numbered.value is not None and last.numbered.value is not None:
        return heading.numbered.value > last.numbered.value
    return bool(heading.names) and min(heading.names) > max(_named(sections))


def _named(headings: Sequence[Heading]) -> frozenset[int]:
    return frozenset(number for heading in headings for number in heading.names)
