"""Tables drawn with lines on a scanned page: where their rows and cells are, found in the picture itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.layout import TextLine, join_lines
from parsers.ocr import Pixels
from parsers.pdf_tables import DrawnTable, TableRow

_LOOK_SIDE = 1400  # pixels of the longer side; a ruled line is still a pixel wide
_LEAST_ACROSS = 0.08  # of the page's width: a shorter stroke belongs to a character
_LEAST_DOWN = 0.009  # of its height
_SAME_LINE = 6  # pixels within which pieces are one ruled line
_WHOLE_ROW = 0.92  # share of a row's height that a line between two cells goes along
_PART_OF_TABLE = 0.3  # of the table's width: rows in which some cells are merged have shorter lines
_LEAST_ROWS = 2
_SAME_EDGE = 3.0  # points

Mask = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a table, in points, the origin at the page's lower left; `edges` are its cells' borders, left to right."""

    top: float
    bottom: float
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RuledTable:
    """The rows of a table from top to bottom."""

    bands: tuple[Band, ...]


def ruled_tables(pixels: Pixels, angle: float, points_per_pixel: float) -> tuple[RuledTable, ...]:
    """The tables on an upright page that is `angle` (radians) askew, top to bottom."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, _LOOK_SIDE / max(height, width))
    small = cv2.resize(
        cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA
    )
    across, down = _strokes(_straight(np.asarray(small, np.uint8), angle))
    boxes = _boxes(across | down)
    tables = (_table(across, down, box, points_per_pixel / shrink) for box in boxes)
    return tuple(table for table in tables if table is not None)


def _straight(grey: Mask, angle: float) -> Mask:
    if abs(angle) < 0.001:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(angle)), 1.0)
    return np.asarray(cv2.warpAffine(grey, turn, (width, height), borderValue=255), np.uint8)


def _strokes(grey: Mask) -> tuple[Mask, Mask]:
    """The long horizontal and vertical strokes."""
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    height, width = grey.shape
    across = _opened(ink, (max(10, round(width * _LEAST_ACROSS)), 1), smear=(1, 3))
    down = _opened(ink, (1, max(10, round(height * _LEAST_DOWN))), smear=(3, 1))
    return across, down


def _opened(ink: cv2.typing.MatLike, size: tuple[int, int], smear: tuple[int, int]) -> Mask:
    # A scanned line is never quite straight: steps of a pixel are smeared over, but no gap along it is closed, or
    # characters would grow together with the lines above and below them.
    smeared = cv2.dilate(ink, np.ones(smear[::-1], np.uint8))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return np.asarray(cv2.morphologyEx(smeared, cv2.MORPH_OPEN, kernel), np.uint8)


def _boxes(lines: Mask) -> list[tuple[int, int, int, int]]:
    """Where lines hang together: left, top, right, bottom, from top to bottom."""
    joined = cv2.dilate(lines, np.ones((5, 5), np.uint8))
    count, _, found, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in found[1:count]]
    return sorted(boxes, key=lambda box: box[1])


def _table(across: Mask, down: Mask, box: tuple[int, int, int, int], scale: float) -> RuledTable | None:
    left, top, right, bottom = box
    rows, columns = across[top:bottom, left:right], down[top:bottom, left:right]
    levels = _levels(rows, right - left)
    if len(levels) <= _LEAST_ROWS - 1:
        return None
    height = across.shape[0]
    bands = []
    for upper, lower in pairwise(levels):
        if lower - upper > _SAME_LINE:
            edges = tuple((left + edge) * scale for edge in _edges(columns[upper:lower]))
            bands.append(Band((height - top - upper) * scale, (height - top - lower) * scale, edges))
    bands = [band for band in _agreed(bands) if len(band.edges) >= 2]
    return (
        RuledTable(tuple(bands))
        if len(bands) >= _LEAST_ROWS and any(len(band.edges) > 2 for band in bands)
        else None
    )


def _agreed(bands: Sequence[Band]) -> list[Band]:
    """Without the borders that one row has alone: noise, or characters that fill their row."""
    if len(bands) <= _LEAST_ROWS:
        return list(bands)
    shared = [
        edge
        for band in bands
        for edge in band.edges
        if sum(any(abs(edge - other) <= _SAME_EDGE for other in each.edges) for each in bands) > 1
    ]
    return [replace(band, edges=tuple(edge for edge in band.edges if edge in shared)) for band in bands]


def _levels(rows: Mask, width: int) -> list[int]:
    """The heights of the lines between rows."""
    spread = cv2.dilate(rows, np.ones((3, 1), np.uint8))
    return _positions(spread.sum(axis=1) / 255, least=_PART_OF_TABLE * width)


def _positions(amount: NDArray[np.float64], least: float) -> list[int]:
    """The middles of the strokes along one axis: neighbouring rows or columns of pixels with enough ink."""
    groups: list[list[int]] = []
    for place in map(int, np.flatnonzero(amount >= least)):
        if groups and place - groups[-1][-1] <= _SAME_LINE:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [round(sum(group) / len(group)) for group in groups]


def _edges(columns: Mask) -> list[int]:
    """Where lines go down along a whole row; a character's strokes end before its borders."""
    # A line that is a little askew is spread over neighbouring columns of pixels.
    spread = cv2.dilate(columns, np.ones((1, 5), np.uint8))
    return _positions(spread.sum(axis=0) / 255, least=_WHOLE_ROW * columns.shape[0])


def filled(table: RuledTable, lines: Sequence[TextLine]) -> DrawnTable | None:
    """The table with the lines of text that stand in its cells; None where they fill no more than one column."""
    rows = [row for band in table.bands if any((row := _row(band, lines)).cells)]
    if not rows or max(len(row.cells) for row in rows) < 2:
        return None
    first, last = table.bands[0], table.bands[-1]
    left = min(band.edges[0] for band in table.bands)
    right = max(band.edges[-1] for band in table.bands)
    return DrawnTable(tuple(rows), left, last.bottom, right, first.top)


def _row(band: Band, lines: Sequence[TextLine]) -> TableRow:
    inside = [line for line in lines if band.bottom <= line.middle < band.top]
    cells = tuple(_cell(left, right, inside) for left, right in pairwise(band.edges))
    confidences = [line.confidence for line in inside if line.confidence is not None]
    return TableRow(cells, is_single=len(cells) == 1, confidence=min(confidences, default=None))


def _cell(left: float, right: float, lines: Sequence[TextLine]) -> str:
    own = [line for line in lines if left <= (line.left + line.right) / 2 < right]
    ordered = sorted(own, key=lambda line: (-round(line.middle / max(line.size, 1.0)), line.left))
    return join_lines([line.text.strip() for line in ordered])
