"""Boxes that the detector drew around the beginnings, or the ends, of two lines at once: parted between the rows.

Where lines stand close, 景， at the beginning of one and 家。 below it come as one box, beside what is left of the line.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from parsers.ink import inked, runs
from parsers.ocr import Pixels, Quad, cut_out

_HIGH = 1.4  # usual lines; a box of two rows, which leaves less room around them than two boxes do
_BESIDE = 1.0  # usual lines, to what is left of the row
_LEAST_ROW, _MOST_ROW = 0.3, 1.0  # usual lines: the height of a row's print
_ROW = 0.85  # usual lines, as far as strokes above one another are of one character
_ROOM = 0.2  # usual lines, above and below a row's print
_FEWEST = 3  # lines that tell what is usual

Box = tuple[float, float, float, float]  # left, top, right, bottom
Span = tuple[float, float]


def parted_rows(pixels: Pixels, quads: Sequence[Quad], level: Sequence[Quad]) -> dict[int, tuple[Quad, ...]]:
    """The boxes of several rows, by their places, with a box for each row. `level` are the same lines set straight."""
    if len(quads) < _FEWEST:
        return {}
    boxes = [_box(quad) for quad in level]
    usual = float(np.median([bottom - top for _, top, _, bottom in boxes]))
    found: dict[int, tuple[Quad, ...]] = {}
    for place, box in enumerate(boxes):
        if box[3] - box[1] >= _HIGH * usual and _has_rest_beside(box, boxes, usual):
            spans = _rows(cut_out(pixels, quads[place]), usual)
            if len(spans) > 1:
                found[place] = tuple(_between(quads[place], span) for span in spans)
    return found


def _box(quad: Quad) -> Box:
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _has_rest_beside(box: Box, boxes: Sequence[Box], usual: float) -> bool:
    """Hold where a line begins or ends right beside the box; what is written downwards stands alone."""
    left, top, right, bottom = box
    return any(
        min(abs(other[0] - right), abs(left - other[2])) <= _BESIDE * usual
        and top <= (other[1] + other[3]) / 2 <= bottom
        for other in boxes
        if other is not box
    )


def _rows(cut: Pixels, usual: float) -> list[Span]:
    """Between which shares of the box's height its rows stand; [] where they are not plainly rows of print."""
    rows = list(_runs(cut, usual))
    heights = [end - start for start, end in rows]
    if not rows or min(heights) < _LEAST_ROW * usual or max(heights) > _MOST_ROW * usual:
        return []
    high, room = cut.shape[0], _ROOM * usual
    return [(max(0.0, start - room) / high, min(high, end + room) / high) for start, end in rows]


def _runs(cut: Pixels, usual: float) -> Iterator[Span]:
    """The rows of pixels with ink, from where to where; the strokes of 二 are one."""
    row: Span | None = None
    for start, end in runs(np.asarray(inked(cut).any(axis=1), np.bool_)):
        if row is not None and end - row[0] > _ROW * usual:
            yield row
            row = None
        row = (float(start) if row is None else row[0], float(end))
    if row is not None:
        yield row


def _between(quad: Quad, span: Span) -> Quad:
    """The part of a box between two shares of its height."""
    left, right = quad[3] - quad[0], quad[2] - quad[1]
    start, end = span
    corners = [quad[0] + start * left, quad[1] + start * right, quad[1] + end * right, quad[0] + end * left]
    return np.array(corners, np.float32)
