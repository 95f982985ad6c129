"""The summaries of several projects in one file: where each begins, and what at the file's end closes them all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rules.contents_table import contents_lines
from rules.lines import Line
from rules.outline import outline_of
from rules.summary_parts import Summary
from rules.template import Template
from rules.text import squeeze
from rules.titles import is_title_line, title_start

_MOST_TITLES = 30
_LONGEST_INNER_COVER = 20  # lines between the title on a cover and the one above the text
_LONGEST_COVER_LINE = 60


@dataclass(frozen=True, slots=True)
class FilePart:
    """The lines of one summary, and the line at which the next one in the same file begins."""

    lines: Sequence[Line]
    following: Line | None = None

    def ends_before(self, block_index: int) -> bool:
        """Hold for a block of the next summary, or of one behind it."""
        return self.following is not None and block_index >= self.following.block_index


def file_parts(lines: Sequence[Line], template: Template) -> list[FilePart]:
    """The summaries in one file: each begins with a title and holds most of the sections.

    Empty where the file holds but one. The template left standing before the unit's own text is a part as well.
    """
    titles = [index for index, line in enumerate(lines) if is_title_line(line, template)]
    if not 2 <= len(titles) <= _MOST_TITLES:
        return []
    contents = contents_lines(
        lines
    )  # of the whole file: it is told by what follows, which is cut off below a title
    full = [
        start
        for start, end in pairwise([*titles, len(lines)])
        if _has_sections([lines[place] for place in range(start, end) if place not in contents], template)
    ]
    if len(full) < 2:
        return []
    begins = [
        _beginning(lines, start, [title for title in titles if before < title < start], template)
        for before, start in pairwise(full)
    ]
    return [
        FilePart(lines[start:end], lines[end] if end < len(lines) else None)
        for start, end in pairwise([0, *begins, len(lines)])
    ]


def _has_sections(lines: Sequence[Line], template: Template) -> bool:
    numbers = {number for _, numbers in outline_of(lines, template).claimed for number in numbers}
    return len(numbers) >= min(3, len(template.sections))


def _beginning(lines: Sequence[Line], start: int, covers: Sequence[int], template: Template) -> int:
    """Where the summary begins whose title ends at `start`: with that title's first line, or with its cover's."""
    found = (cover for cover in covers if _is_cover(lines[cover:start]))
    return title_start(lines, next(found, start), template)


def _is_cover(lines: Sequence[Line]) -> bool:
    return len(lines) <= _LONGEST_INNER_COVER and all(line.length <= _LONGEST_COVER_LINE for line in lines)


def closed_together(parts: Sequence[Summary]) -> list[Summary]:
    """The parts of one unit, with the sign-off, the contact and the annex that only the last of them bears."""
    names = {squeeze(part.title.unit) for part in parts if part.title and part.title.unit}
    if len(names) > 1:
        return list(parts)
    *before, last = parts
    if last.sign_off and not any(part.sign_off for part in before):
        before = [replace(part, sign_off=last.sign_off) for part in before]
    if last.contact and not any(part.contact for part in before):
        before = [replace(part, contact=last.contact) for part in before]
    if last.annex and not any(part.annex and part.annex.has_content for part in before):
        before = [replace(part, annex=last.annex) for part in before]
    return [*before, last]
