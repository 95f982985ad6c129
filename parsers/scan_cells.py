"""Text in a table's cells that the detector of lines does not find: labels written downwards, characters on their own.

A narrow cell breaks 项目实施成效 into a character or two a row. The detector sees the whole column as one line, or
nothing; set side by side, the rows are a line that the recogniser reads.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ink import runs
from parsers.ocr import LineText, Pixels, Quad, cut_out, engine
from parsers.orientation import straightened
from parsers.scan_tables import Level, RuledTable

_LONG = 1.5  # times as long as high
_TALL = 1.6  # usual heights: no line of text, but several that were taken for one
_INSET = 0.12  # of the usual height, from a cell's borders
_GROWN = 0.2  # of a line's height, by which its box is taken to be larger than it is
# Of the usual height, what a row of characters takes at least; share of its area that is ink.
_LEAST_HIGH, _LEAST_INK = 0.3, 0.12
_SQUARE = 1.15  # times as high as wide: the strokes of one character
_BESIDE = 0.15  # of a character, between two that are set side by side
_MOST_CELLS = 60  # of a page that are read so
_SURE = 0.75  # of the recogniser
_BLACK = 12  # of 255, by which ink is darker than what lies around it

Mask = NDArray[np.uint8]
Rectangle = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class CellLine:
    """What was read in a cell, and where it stands on the page as it lies."""

    quad: Quad
    text: LineText


def overlooked_in_cells(
    pixels: Pixels,
    level: Level,
    quads: Sequence[Quad],
    tables: Sequence[RuledTable],
    seals: Sequence[Rectangle],
    scale: float,
) -> tuple[tuple[int, ...], tuple[CellLine, ...]]:
    """The places of the lines that are none, and what stands in the cells instead.

    What is left over where `seals` lie is their own characters. `scale` makes points of the page's pixels.
    """
    if not tables or not quads:
        return (), ()
    height, width = pixels.shape[:2]
    shrink, angle = level.shrink, level.angle
    boxes = [_box(quad * shrink) for quad in straightened(quads, angle, width, height)]
    usual = _usual_height(boxes)
    tall = tuple(number for number, box in enumerate(boxes) if box[3] - box[1] > _TALL * usual)
    table_rows = list(_rows_of(tables, scale / shrink, level.grey.shape[0]))
    taken = [_taken(box, table_rows) for number, box in enumerate(boxes) if number not in tall]
    ink = _unread(level.grey, [*taken, *(_scaled(seal, shrink) for seal in seals)], usual)
    cells = (cell for cell in _cells(table_rows, usual) if _has_rows(ink, cell, usual))
    found = [rows for cell in islice(cells, _MOST_CELLS) if (rows := _rows(ink, cell, usual))]
    placed = [(rows, _on_page(rows, shrink, angle, (width, height))) for rows in found]
    read = [(rows, quads, text) for rows, quads in placed if (text := _read(pixels, quads))]
    lines = tuple(CellLine(_around(quads), text) for _, quads, text in read)
    dropped = (
        number for number in tall if any(_overlap(boxes[number], row) for rows, _, _ in read for row in rows)
    )
    return tuple(dropped), lines


def _usual_height(boxes: Sequence[Rectangle]) -> float:
    """How high lines are: of those that are longer than high, where there are any."""
    long = [bottom - top for left, top, right, bottom in boxes if right - left >= _LONG * (bottom - top)]
    return float(np.median(long)) if long else float(min(bottom - top for _, top, _, bottom in boxes))


def _on_page(rows: Sequence[Rectangle], shrink: float, angle: float, size: tuple[int, int]) -> list[Quad]:
    """The rows' places on the page as it lies."""
    return straightened([_corners(row) / np.float32(shrink) for row in rows], -angle, *size)


def _around(rows: Sequence[Quad]) -> Quad:
    """The place of the first row to the last."""
    return np.array([rows[0][0], rows[0][1], rows[-1][2], rows[-1][3]], np.float32)


def _box(quad: Quad) -> Rectangle:
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    return round(float(left)), round(float(top)), round(float(right)), round(float(bottom))


def _corners(box: Rectangle) -> Quad:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@dataclass(frozen=True, slots=True)
class _Row:
    """A table's row on the page set straight, in pixels; `edges` are its cells' borders."""

    top: int
    bottom: int
    edges: tuple[int, ...]

    def holds(self, box: Rectangle) -> bool:
        """Tell whether the box's middle stands in the row."""
        across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.top <= down <= self.bottom and self.edges[0] <= across <= self.edges[-1]


def _rows_of(tables: Sequence[RuledTable], scale: float, height: int) -> Iterator[_Row]:
    for band in (band for table in tables for band in table.bands):
        edges = tuple(round(edge / scale) for edge in band.edges)
        yield _Row(round(height - band.top / scale), round(height - band.bottom / scale), edges)


def _taken(box: Rectangle, rows: Sequence[_Row]) -> Rectangle:
    """The room that a line takes up: a little more than its box, but no part of the row above or below."""
    left, top, right, bottom = box
    grown = round(_GROWN * (bottom - top))
    row = next((row for row in rows if row.holds(box)), _Row(0, sys.maxsize, ()))
    return left - grown, max(row.top, top - grown), right + grown, min(row.bottom, bottom + grown)


def _unread(grey: Mask, taken: Sequence[Rectangle], usual: float) -> Mask:
    """The ink of the page set straight, but for what stands in the `taken` places."""
    block = 2 * round(usual) + 3
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _BLACK)
    for left, top, right, bottom in taken:
        ink[max(0, top) : bottom, max(0, left) : right] = 0
    return np.asarray(ink, np.uint8)


def _scaled(box: Rectangle, scale: float) -> Rectangle:
    left, top, right, bottom = box
    return round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)


def _cells(rows: Sequence[_Row], usual: float) -> Iterator[Rectangle]:
    """Each cell that has room for a line, without its borders."""
    for row in rows:
        # A row may be hardly higher than its text, and lower than the page's other lines.
        inset = max(3, round(_INSET * min(usual, row.bottom - row.top)))
        for left, right in pairwise(row.edges):
            inner = left + inset, row.top + inset, right - inset, row.bottom - inset
            if inner[2] - inner[0] > usual / 2 and row.bottom - row.top > usual / 2:
                yield inner


def _has_rows(ink: Mask, cell: Rectangle, usual: float) -> bool:
    """Hold where something as large as a character is left over in the cell."""
    left, top, right, bottom = cell
    return any(
        (lower - upper) >= _LEAST_HIGH * usual
        and ink[upper:lower, left:right].sum() >= 255 * _LEAST_INK * usual * (lower - upper) / 2
        for upper, lower in _runs(ink[top:bottom, left:right], 1, top)
    )


def _runs(ink: Mask, axis: int, start: int) -> list[tuple[int, int]]:
    """Where the runs of rows (or columns: what `axis` leaves) with ink begin and end, counted from `start`."""
    filled = np.asarray(ink.any(axis=axis), np.bool_)
    return [(start + first, start + last) for first, last in runs(filled)]


def _rows(ink: Mask, cell: Rectangle, usual: float) -> list[Rectangle]:
    """The rows of characters in a cell, all as wide as the widest."""
    left, top, right, bottom = cell
    columns = _runs(ink[top:bottom, left:right], 0, left)
    first, last = columns[0][0], columns[-1][1]
    rows = _characters(_runs(ink[top:bottom, left:right], 1, top), min(last - first, 1.1 * usual))
    return [(first - 1, upper - 1, last + 1, lower + 1) for upper, lower in rows]


def _read(pixels: Pixels, rows: Sequence[Quad]) -> LineText | None:
    strip = _side_by_side([cut_out(pixels, row) for row in rows])
    (text,) = engine().read(strip, [_corners((0, 0, strip.shape[1], strip.shape[0]))])
    return text if text.confidence >= _SURE and text.text.strip() else None


def _characters(runs: Sequence[tuple[int, int]], size: float) -> list[tuple[int, int]]:
    """The rows of characters: the strokes of 二 belong together, as far as they make no more than a square."""
    rows = [runs[0]]
    for upper, lower in runs[1:]:
        if lower - rows[-1][0] <= _SQUARE * size:
            rows[-1] = rows[-1][0], lower
        else:
            rows.append((upper, lower))
    return rows


def _side_by_side(rows: Sequence[Pixels]) -> Pixels:
    """The rows as one line, each in the middle of its height, on the paper's own colour."""
    high = max(row.shape[0] for row in rows) + 4
    paper = [int(np.median([np.quantile(row[..., channel], 0.9) for row in rows])) for channel in range(3)]
    gap = np.full((high, max(2, round(_BESIDE * high)), 3), paper, np.uint8)
    parts = [gap]
    for row in rows:
        above = (high - row.shape[0]) // 2
        below = high - row.shape[0] - above
        padded = cv2.copyMakeBorder(row, above, below, 0, 0, cv2.BORDER_CONSTANT, value=paper)
        parts += [np.asarray(padded, np.uint8), gap]
    return np.asarray(np.hstack(parts), np.uint8)
