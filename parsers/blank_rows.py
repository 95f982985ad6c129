"""A row that the detector found in two pieces, for a wide blank to fill in parts it: put together, the blank can be seen.

已完成报告____份 is found as 已完成报告_ and _份, and neither of the two shows the stroke from its beginning to its end.
"""

from collections.abc import Sequence

import numpy as np

from parsers.blanks import blank_strokes
from parsers.ink import inked
from parsers.ocr import Pixels, Quad, cut_out, sides

_SAME_HEIGHT, _ALIKE = 0.35, 1.4  # of a line's height, between the middles of two pieces; times as high
_LEAST_GAP, _MOST_GAP = -0.2, 12.0  # of a line's height
_REACH = 0.8  # of a line's height, by which a piece's box takes in of the stroke
_LEAST_INK = 0.5  # of the columns of pixels between the pieces

Extent = tuple[float, float, float, float]  # where a line begins and ends, its middle, and its height


def parted_by_blanks(pixels: Pixels, quads: Sequence[Quad], level: Sequence[Quad]) -> dict[int, int]:
    """Which line goes on in which other behind a blank, by their places; `level` are the lines on the page set straight."""
    extents = [_extent(quad) for quad in level]
    nearest = {
        place: other for place in range(len(level)) if (other := _next_in_row(place, extents)) is not None
    }
    found = (
        (place, other) for place, other in nearest.items() if _shows_blank(pixels, quads[place], quads[other])
    )
    joined: dict[int, int] = {}
    for place, other in found:
        if place not in joined.values() and other not in joined:
            joined[place] = other
    return joined


def spanned(first: Quad, last: Quad) -> Quad:
    """The row from the beginning of the one piece to the end of the other."""
    return np.array([first[0], last[1], last[2], first[3]], np.float32)


def _next_in_row(place: int, extents: Sequence[Extent]) -> int | None:
    left, right, middle, height = extents[place]
    beside = []
    for other, (start, _, its_middle, its_height) in enumerate(extents):
        is_alike = max(height, its_height) <= _ALIKE * min(height, its_height)
        is_beside = _LEAST_GAP * height <= start - right <= _MOST_GAP * height and start > left
        if is_alike and is_beside and abs(middle - its_middle) <= _SAME_HEIGHT * height and other != place:
            beside.append((start, other))
    return min(beside)[1] if beside else None


def _extent(quad: Quad) -> Extent:
    (left, _), (right, _) = quad.min(axis=0), quad.max(axis=0)
    return float(left), float(right), float(quad[:, 1].mean()), sides(quad)[1]


def _shows_blank(pixels: Pixels, first: Quad, last: Quad) -> bool:
    """Hold where a blank's stroke lies between the pieces, and hardly anything else."""
    between = inked(cut_out(pixels, np.array([first[1], last[0], last[3], first[2]], np.float32)))
    high = len(between)
    lower, upper = between[high // 2 :].any(axis=0), between[: high // 2].any(axis=0)
    if float(lower.mean()) < _LEAST_INK or upper.any():
        return False
    row = cut_out(pixels, spanned(first, last))
    scale = row.shape[1] / max(1.0, sides(spanned(first, last))[0])
    start, end = sides(first)[0] * scale, row.shape[1] - sides(last)[0] * scale
    reach = _REACH * row.shape[0]
    return any(
        start - reach <= left and right <= end + reach and right - left >= _LEAST_INK * (end - start)
        for left, right in blank_strokes(row)
    )
