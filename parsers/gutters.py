"""A line that the detector drew across the gap between two columns: where it falls in two."""

from collections.abc import Sequence

import numpy as np

from parsers.columns import gutter_between
from parsers.ink import inked
from parsers.ocr import Pixels, Quad, cut_out, sides
from parsers.text_line import TextLine

_LEAST_GAP = 0.3  # of a line's height: between two columns there is more room than between two characters
_FREE = 0.8  # of the gap that is free of ink
_ANY_CHARACTER = 0x4E00
_LARGER = 1.3  # times as large as a usual line
_INDENTED = 2.0  # usual lines
_NEAR = 2.2  # heights of a line, from its middle to that of the next

Span = tuple[float, float]


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
    found: dict[int, Span] = {}
    for place, line in enumerate(lines):
        if not line.left < gutter < line.right:
            continue
        gap = _gap_beside(line, left, right) if _goes_along_both(line, left, right) else None
        if gap is not None and _is_free(cut_out(pixels, quads[place]), line, gap):
            width = line.right - line.left
            found[place] = (gap[0] - line.left) / width, (gap[1] - line.left) / width
    return found


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
    return line.size <= _LARGER * usual and (begins or ends)


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
    ink = np.asarray(inked(cut).any(axis=0), np.bool_)
    scale = len(ink) / (line.right - line.left)
    start, end = (round((edge - line.left) * scale) for edge in gap)
    between = ink[max(0, start) : end]
    is_blank = len(between) > 0 and float(np.mean(~between)) >= _FREE
    return is_blank and bool(ink[: max(0, start)].any()) and bool(ink[end:].any())
