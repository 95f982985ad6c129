"""A line that the detector drew across the gap between two columns: where it falls in two."""

from collections.abc import Mapping, Sequence

import numpy as np

from parsers.columns import gutter_between
from parsers.ink import Mask, inked, runs
from parsers.ocr import Pixels, Quad, cut_out, sides
from parsers.text_line import TextLine

_LEAST_GAP = 0.3  # of a line's height: between two columns there is more room than between two characters
_FREE = 0.8  # of the gap that is free of ink
_MOST_FREE = 0.6  # of the gap between whole columns
_ANY_CHARACTER = 0x4E00
_LARGER, _WITH_A_RING = 1.3, 1.6  # times as large as a usual line
_INDENTED = 2.0  # usual lines
_SEVERAL = 2  # lines
_NEAR = 2.2  # heights of a line, from its middle to that of the next

Span = tuple[float, float]
Columns = tuple[Sequence[TextLine], Sequence[TextLine]]  # the left one, the right one


def parts_across(pixels: Pixels, quads: Sequence[Quad], level: Sequence[Quad]) -> dict[int, Span]:
    """The lines to be parted, by their places, with the shares of the width between which nothing stands.

    `level` are the same lines on the page set straight.
    """
    lines = [_as_line(place, quad) for place, quad in enumerate(level)]
    gutter = gutter_between(lines)
    if gutter is None:
        return {}
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    across = [
        place
        for place, line in enumerate(lines)
        if line.left < gutter < line.right and _goes_along_both(line, left, right)
    ]
    cuts = {place: cut_out(pixels, quads[place]) for place in across}
    found = {
        place: gap
        for place in across
        if (gap := _gap_beside(lines[place], left, right)) and _is_free(cuts[place], lines[place], gap)
    }
    more = _run_across({place: cuts[place] for place in across if place not in found}, lines, (left, right))
    if len(found) + len(more) >= _SEVERAL:
        found |= more
    return {place: _shares(gap, lines[place]) for place, gap in found.items()}


def _run_across(cuts: Mapping[int, Pixels], lines: Sequence[TextLine], columns: Columns) -> dict[int, Span]:
    """Where lines fall in two whose neighbours run across as well: all of them, in the gap that all others leave.

    One that is written across both columns may have a comma there, but no others fall in two beside it.
    """
    between = max(each.right for each in columns[0]), min(each.left for each in columns[1])
    found = {
        place: paper
        for place, cut in cuts.items()
        if between[1] - between[0] >= _LEAST_GAP * lines[place].size
        and (paper := _paper_in(cut, lines[place], between))
    }
    return found if len(found) == len(cuts) else {}


def _shares(gap: Span, line: TextLine) -> Span:
    width = line.right - line.left
    return (gap[0] - line.left) / width, (gap[1] - line.left) / width


def _as_line(place: int, quad: Quad) -> TextLine:
    """The line's box, heights counted upwards as on a page."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    _, height = sides(quad)
    text = chr(_ANY_CHARACTER + place)  # none says what another does
    return TextLine(text, float(left), float(right), -float(bottom), -float(top), height, 1, is_ocr=True)


def _goes_along_both(line: TextLine, left: Sequence[TextLine], right: Sequence[TextLine]) -> bool:
    """Hold for a line as large as those of the columns, from the one's outer edge or to the other's: no title above both."""
    usual = float(np.median([each.size for each in (*left, *right)]))
    begins = line.left <= min(each.left for each in left) + _INDENTED * usual
    ends = line.right >= max(each.right for each in right) - _INDENTED * usual
    # A box that took in the ring of a seal is higher; above some of both columns' lines it would be a title's.
    is_amid = all(any(each.middle > line.middle for each in column) for column in (left, right))
    return line.size <= (_WITH_A_RING if is_amid else _LARGER) * usual and (begins or ends)


def _gap_beside(line: TextLine, left: Sequence[TextLine], right: Sequence[TextLine]) -> Span | None:
    """The gap between the columns as the next lines above and below the line leave it; None where one has none."""
    near = [
        [each for each in column if abs(each.middle - line.middle) < _NEAR * line.size]
        for column in (left, right)
    ]
    if not all(near):
        return None
    start, end = max(each.right for each in near[0]), min(each.left for each in near[1])
    return (start, end) if end - start >= _LEAST_GAP * line.size else None


def _is_free(cut: Pixels, line: TextLine, gap: Span) -> bool:
    """Hold where no ink lies between the columns, and some on both sides."""
    ink, (start, end) = _ink_along(cut, line, gap)
    between = ink[start:end]
    is_blank = len(between) > 0 and float(np.mean(~between)) >= _FREE
    return is_blank and bool(ink[:start].any()) and bool(ink[end:].any())


def _paper_in(cut: Pixels, line: TextLine, gap: Span) -> Span | None:
    """The widest paper within the gap, where it takes most of it."""
    ink, (start, end) = _ink_along(cut, line, gap)
    paper = max(runs(np.asarray(~ink[start:end], np.bool_)), key=lambda run: run[1] - run[0], default=(0, 0))
    if paper[1] - paper[0] < _MOST_FREE * (end - start) or not (ink[:start].any() and ink[end:].any()):
        return None
    scale = (line.right - line.left) / len(ink)
    return line.left + (start + paper[0]) * scale, line.left + (start + paper[1]) * scale


def _ink_along(cut: Pixels, line: TextLine, gap: Span) -> tuple[Mask, tuple[int, int]]:
    """In which columns of the line ink stands, and between which of them the gap lies."""
    ink = np.asarray(inked(cut).any(axis=0), np.bool_)
    scale = len(ink) / (line.right - line.left)
    start, end = (max(0, round((edge - line.left) * scale)) for edge in gap)
    return ink, (start, end)
