"""Which strokes that reach from line to line of a scanned table are its borders, and which are strokes of characters.

Where rows are as low as their print, a character's stroke reaches as far as a border does, and stands at the same place
where rows repeat a word. What tells them apart is the paper: beside a border there is some on both sides, in most rows.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LOW_ROW, _TWO_LINES = 32, 48  # pixels of a row that one line fills, or two
INKED = 0.25  # share of a row's height, from which on ink beside a stroke is a character
_ROUGH = 0.5  # the same of what a photographed sheet lies on
# Pixels beside a stroke, between which its own width ends and the next character begins.
_NEAR, _FAR = 3, 8
_EDGE = 3  # pixels of a row next to its upper and lower line
_SPECKS = 0.02  # share of an empty cell
SAME_EDGE = 3.0  # points
_OF_ALL_ROWS = 0.85  # share of a table's rows that have a column's border, but for merged cells
_FEW_ROWS = 2  # in which it may be chance that two characters stand below one another
_LEAST_BORDERS = 3  # of two cells

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke down a row: where it stands, in points, and in what share of the row's height ink is close on both sides.

    A sure one reaches from the row's upper line to its lower one without a gap.
    """

    edge: float
    left: float
    right: float
    is_sure: bool

    @property
    def is_amid(self) -> bool:
        """Hold where characters stand on both sides."""
        return min(self.left, self.right) > INKED


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row's strokes from left to right, its height in pixels, and whether its first and its last cell are empty."""

    strokes: tuple[Stroke, ...]
    height: int
    is_bare: tuple[bool, bool]

    @property
    def sure(self) -> tuple[float, ...]:
        """Where its sure strokes stand."""
        return tuple(stroke.edge for stroke in self.strokes if stroke.is_sure)


def ink_beside(row: Mask, place: int) -> tuple[float, float]:
    """In what share of a row's height ink stands close to the left of that column of pixels, and close to the right."""
    inside = row[_EDGE : -_EDGE or None]
    left = inside[:, max(0, place - _FAR) : max(0, place - _NEAR)]
    right = inside[:, place + _NEAR + 1 : place + _FAR + 1]
    one, other = (float(side.any(axis=1).mean()) if side.size else 0.0 for side in (left, right))
    return one, other


def bare_ends(row: Mask, places: Sequence[int]) -> tuple[bool, bool]:
    """Whether a row's first cell and its last hold nothing; `places` are the columns of pixels of its strokes."""
    ends = (places[:2], places[-2:])
    inside = (row[_EDGE:-_EDGE, one + _FAR : other - _FAR] for one, other in ends)
    first, last = (not cell.size or float(np.mean(cell > 0)) <= _SPECKS for cell in inside)
    return first, last


def borders_of(rows: Sequence[SeenRow]) -> list[tuple[float, ...]]:
    """The borders of each row of a table, from left to right."""
    known = sorted((stroke for row in rows for stroke in row.strokes), key=lambda stroke: stroke.edge)
    places = [stroke.edge for stroke in known]
    is_sheet = _sheets_edges(rows)
    return [_borders(row, known, places, len(rows), is_sheet) for row in rows]


def _sheets_edges(rows: Sequence[SeenRow]) -> tuple[bool, bool]:
    """Whether the outermost strokes are those of the sheet itself, photographed on a rough table: margin, no cells, within."""
    left = all(row.strokes[0].left > _ROUGH and row.is_bare[0] for row in rows)
    right = all(row.strokes[-1].right > _ROUGH and row.is_bare[1] for row in rows)
    return left, right


def _borders(
    row: SeenRow, known: Sequence[Stroke], places: Sequence[float], count: int, is_sheet: tuple[bool, bool]
) -> tuple[float, ...]:
    first, *between, last = row.strokes
    inner = []
    for stroke in between:
        near = slice(
            bisect_left(places, stroke.edge - SAME_EDGE), bisect_right(places, stroke.edge + SAME_EDGE)
        )
        if not _is_of_a_character(stroke, row, known[near], count):
            inner.append(stroke.edge)
    enough = len(inner) >= _LEAST_BORDERS
    before = [] if is_sheet[0] and enough else [first.edge]
    behind = [] if is_sheet[1] and enough else [last.edge]
    return (*before, *inner, *behind)


def _is_of_a_character(stroke: Stroke, row: SeenRow, column: Sequence[Stroke], count: int) -> bool:
    """Hold where ink stands close by, and the strokes of that `column` of the table's `count` rows are no border.

    It stands there alone; or in most rows they stand amid characters, or some rows have none there, and they are not all sure.
    """
    if max(stroke.left, stroke.right) <= INKED:
        return False
    if row.height > (_TWO_LINES if stroke.is_amid else LOW_ROW):
        return False
    amid, all_sure = sum(each.is_amid for each in column), all(each.is_sure for each in column)
    is_rare = len(column) < _OF_ALL_ROWS * count
    if len(column) <= _FEW_ROWS:
        return amid == len(column) or (is_rare and (len(column) == 1 or not all_sure))
    return (2 * amid >= len(column) and (is_rare or not all_sure)) or (is_rare and not all_sure)
