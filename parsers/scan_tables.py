"""Tables drawn with lines on a scanned page: where their rows and cells are, found in the picture itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.components import Extent, extents
from parsers.ocr import Pixels, Quad
from parsers.pdf_tables import CELL_PADDING, DrawnTable, TableRow
from parsers.shrunk import shrunk
from parsers.table_borders import LOW_ROW, SAME_EDGE, SeenRow, Stroke, bare_ends, borders_of, ink_beside
from parsers.text_line import TextLine, join_lines

_LOOK_SIDE = 1400  # pixels of the longer side; a ruled line is still a pixel wide
_LEAST_ACROSS = 0.08  # of the page's width: a shorter stroke belongs to a character
_LEAST_DOWN = 0.009  # of its height
_SAME_LINE = 6  # pixels within which pieces are one ruled line
_ASKEW = 0.015  # pixels to the side for each pixel down
# Share of a row's height that a line between two cells goes along, and one that is a line for certain.
_WHOLE_ROW, _SURE_ROW = 0.92, 0.985
_PART_OF_TABLE = 0.3  # of the table's width: rows in which some cells are merged have shorter lines
_TELLS_SLANT = 0.25  # of the page's width
_LEVEL = 0.001  # radians askew that make no difference
_ALIKE = 0.02  # radians by which lines of text, found on a small picture, and ruled lines may tell one slant
_LEAST_ROWS = 2
_CELLS_OF_ONE_ROW = 3  # a single row is a table where it has as many cells: a frame has one, a label two
_FORM_ROW, _LABEL_WIDTH = 50.0, 0.35  # points; share of its width: a form's row that takes up much of a page
_LONGEST_LABEL = 12  # characters
_ROOM_LEFT = 2.0  # of a line's size: room for two more characters
_ROOM, _NARROW = 0.1, 120.0  # share of a line before its first border, of lines up to so many points
_ABUT = 0.5  # of a line's size, by which pieces of one line may overlap
_SAME_ROW = 0.7  # of a line's size, by which the pieces of one line may differ in height

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

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bands[0].top

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.bands[-1].bottom


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Level:
    """A page in grey, made small and set straight, with its long strokes: what rules and rows are looked for in."""

    grey: Mask
    shrink: float  # pixels of it for each of the page's
    angle: float  # by which the page is askew, in radians, clockwise
    ink: Mask
    across: Mask  # long strokes of it
    down: Mask


def levelled(pixels: Pixels, angle: float, *, is_sure: bool = True) -> Level:
    """Make a page small and set it straight, which its text says is so far askew.

    Its ruled lines tell that more exactly, where it has long ones; where few words stand there they alone tell it.
    """
    small, shrink = _small(pixels)
    level = _straightened(small, shrink, angle if is_sure else 0.0)
    rest = _ruled_slant(level.across)
    if rest is None or (is_sure and abs(rest) > _ALIKE):
        return level if is_sure else _straightened(small, shrink, angle)
    return level if abs(rest) < _LEVEL else _straightened(small, shrink, level.angle + rest)


def _small(pixels: Pixels) -> tuple[Mask, float]:
    shrink = min(1.0, _LOOK_SIDE / max(pixels.shape[:2]))
    return shrunk(pixels, shrink), shrink


def _straightened(small: Mask, shrink: float, angle: float) -> Level:
    grey = straight(small, angle)
    ink = _ink(grey)
    return Level(grey, shrink, angle, ink, *_strokes(ink))


def _ruled_slant(across: Mask) -> float | None:
    """How far the ruled lines are askew, in radians, clockwise; None where none is long enough to tell."""
    least = max(2.0, _TELLS_SLANT * across.shape[1])  # a stroke one pixel wide runs nowhere
    if all(right - left < least for left, _, right, _ in extents(across)):
        return None
    count, labels, found, _ = cv2.connectedComponentsWithStats(across)
    slopes = []
    for each in range(1, count):
        x, y, width, height = (int(side) for side in found[each][: cv2.CC_STAT_AREA])
        if width >= least:
            down, right = np.nonzero(labels[y : y + height, x : x + width] == each)
            slopes.append(float(np.polyfit(right, down, 1)[0]))
    return float(np.arctan(np.median(slopes)))


def ruled_tables(level: Level, points_per_pixel: float) -> tuple[RuledTable, ...]:
    """The tables on an upright page set straight; none lies over another. `points_per_pixel` is the whole page's."""
    tables: list[RuledTable] = []
    scale = points_per_pixel / level.shrink
    # A frame that is broken somewhere shows as several, one over the other.
    for box in _boxes(np.bitwise_or(level.across, level.down)):
        for table in _tables(level, box, scale):
            if not any(_overlap(table, other) for other in tables):
                tables.append(table)
    return tuple(tables)


def _overlap(table: RuledTable, other: RuledTable) -> bool:
    return table.top > other.bottom and other.top > table.bottom


def straight(grey: Mask, angle: float) -> Mask:
    """The grey picture turned so that what is `angle` (radians, clockwise) askew lies level."""
    if abs(angle) < _LEVEL:
        return grey
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.degrees(angle)), 1.0)
    return np.asarray(cv2.warpAffine(grey, turn, (width, height), borderValue=255), np.uint8)


def _ink(grey: Mask) -> Mask:
    found = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12)
    return np.asarray(found, np.uint8)


def _strokes(ink: Mask) -> tuple[Mask, Mask]:
    """The long horizontal and vertical strokes."""
    across = _opened(ink, (_least_across(ink), 1), smear=(1, 3))
    down = _opened(ink, (1, max(10, round(ink.shape[0] * _LEAST_DOWN))), smear=(3, 1))
    return across, down


def _least_across(page: cv2.typing.MatLike) -> int:
    return max(10, round(int(page.shape[1]) * _LEAST_ACROSS))


def _opened(ink: cv2.typing.MatLike, size: tuple[int, int], smear: tuple[int, int]) -> Mask:
    # A scanned line is never quite straight: steps of a pixel are smeared over, but no gap along it is closed, or
    # characters would grow together with the lines above and below them.
    smeared = cv2.dilate(ink, np.ones(smear[::-1], np.uint8))
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return np.asarray(cv2.morphologyEx(smeared, cv2.MORPH_OPEN, kernel), np.uint8)


def _boxes(lines: Mask) -> list[Extent]:
    """Where lines hang together that may hold rows of a table, the largest first; most are strokes of characters."""
    joined = cv2.dilate(lines, np.ones((5, 5), np.uint8))
    least = _least_across(lines) // 2  # at the page's edge half a stroke stands for a whole one
    boxes = [
        (left, top, right, bottom) for left, top, right, bottom in extents(joined) if right - left >= least
    ]
    return sorted(boxes, key=lambda box: (-(box[2] - box[0]) * (box[3] - box[1]), box[1], box[0]))


def _tables(level: Level, box: Extent, scale: float) -> Iterator[RuledTable]:
    """The tables within lines that hang together.

    Rows of one cell are no rows: text stands between two tables, or around one, within the edges of the sheet itself
    when it was photographed.
    """
    left, top, right, bottom = box
    columns, ink = level.down[top:bottom, left:right], level.ink[top:bottom, left:right]
    height = level.grey.shape[0]
    levels = pairwise(_levels(level.across[top:bottom, left:right], right - left))
    rows = [(upper, lower) for upper, lower in levels if lower - upper > _SAME_LINE]
    strokes = [_strokes_down(columns[upper:lower]) for upper, lower in rows]
    seen = [
        _positions(each, _WHOLE_ROW * (lower - upper))
        for each, (upper, lower) in zip(strokes, rows, strict=True)
    ]
    run: list[_Found] = []
    for place, (upper, lower) in enumerate(rows):
        around = [*seen[max(0, place - 1) : place], *seen[place + 1 : place + 2]]
        sure = _positions(strokes[place], _SURE_ROW * (lower - upper))
        found = {
            edge: Stroke((left + edge) * scale, *ink_beside(ink[upper:lower], edge), is_sure=edge in sure)
            for edge in seen[place]
        }
        inner = [edge for edge in seen[place] if _is_border(edge, found[edge], lower - upper, around)]
        if len(inner) > 2:
            borders = tuple(found[edge] for edge in inner)
            band = Band(
                (height - top - upper) * scale,
                (height - top - lower) * scale,
                tuple(stroke.edge for stroke in borders),
            )
            run.append(_Found(band, SeenRow(borders, lower - upper, bare_ends(ink[upper:lower], inner))))
            continue
        yield from _whole(run)
        run = []
    yield from _whole(run)


@dataclass(frozen=True, slots=True)
class _Found:
    """A row as it was seen, and what is told of its borders."""

    band: Band
    seen: SeenRow


def _whole(found: Sequence[_Found]) -> Iterator[RuledTable]:
    """The tables of these rows, where they are enough and have more than one cell."""
    # Text in a row of which only noise made cells would be lost amid a table.
    for are_cells, group in groupby(_agreed(found), key=lambda band: len(band.edges) > 2):
        bands = tuple(group)
        if are_cells and (len(bands) >= _LEAST_ROWS or _is_row_of_cells(bands[0])):
            yield RuledTable(bands)


def _is_row_of_cells(band: Band) -> bool:
    """Hold for a single row that is a table by itself."""
    return len(band.edges) > _CELLS_OF_ONE_ROW or _is_form_row(band)


def _is_form_row(band: Band) -> bool:
    """Hold for a narrow label beside a long text."""
    left, border, right = band.edges
    return band.top - band.bottom >= _FORM_ROW and border - left <= _LABEL_WIDTH * (right - left)


def _agreed(found: Sequence[_Found]) -> list[Band]:
    """Without the doubtful borders that one row has alone: noise, or characters that fill their row."""
    borders = borders_of([each.seen for each in found])
    bands = [replace(each.band, edges=edges) for each, edges in zip(found, borders, strict=True)]
    if len(bands) < _LEAST_ROWS:
        return bands
    shared = {
        edge for band in bands for edge in band.edges if sum(_has(each.edges, edge) for each in bands) > 1
    }
    return [
        replace(
            band,
            edges=tuple(edge for edge in band.edges if edge in shared or _has(each.seen.sure, edge)),
        )
        for band, each in zip(bands, found, strict=True)
    ]


def _has(edges: Sequence[float], edge: float) -> bool:
    return any(abs(edge - other) <= SAME_EDGE for other in edges)


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


def _strokes_down(row: Mask) -> NDArray[np.float64]:
    """How far down lines go along a row, for each column of pixels; a character's strokes end before its borders."""
    # A line that is a little askew, as on a photo, is spread over neighbouring columns of pixels.
    spread = cv2.dilate(row, np.ones((1, 5 + 2 * round(_ASKEW * row.shape[0])), np.uint8))
    return np.asarray(spread.sum(axis=0) / 255, np.float64)


def _is_border(edge: int, stroke: Stroke, height: int, beside: Sequence[Sequence[int]]) -> bool:
    """Hold for a stroke that goes on in the row above or below, or that no bold character makes that fills its row."""
    goes_on = any(abs(edge - other) <= _SAME_LINE // 2 for edges in beside for other in edges)
    return goes_on or height > LOW_ROW or not stroke.is_amid


def cut_at_borders(quad: Quad, tables: Sequence[RuledTable], height: float, scale: float) -> list[Quad]:
    """The pieces of a line that runs over borders of cells: one where it does not.

    The line's place is in pixels on the page set straight, which is `height` pixels high; `scale` makes points of them.
    """
    left, right = float(quad[:, 0].min()) * scale, float(quad[:, 0].max()) * scale
    middle = (height - float(quad[:, 1].mean())) * scale
    room = _ROOM * (right - left) if right - left < _NARROW else _NARROW * _ROOM
    borders = [
        edge
        for table in tables
        for band in table.bands
        if band.bottom <= middle < band.top
        for edge in band.edges
        if left + room < edge < right - room
    ]
    places = [0.0, *((border - left) / (right - left) for border in borders), 1.0]
    return [piece_of(quad, one, other) for one, other in pairwise(places)]


def piece_of(quad: Quad, start: float, end: float) -> Quad:
    """The part of a line between two shares of its length."""
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    corners = [quad[0] + start * top, quad[0] + end * top, quad[3] + end * bottom, quad[3] + start * bottom]
    return np.array(corners, np.float32)


def filled(table: RuledTable, lines: Sequence[TextLine]) -> DrawnTable | None:
    """The table with the lines of text that stand in its cells; None where they fill no more than one column."""
    left = min(band.edges[0] for band in table.bands)
    right = max(band.edges[-1] for band in table.bands)
    bare = DrawnTable((), left, table.bottom, right, table.top)
    held = [line for line in lines if bare.holds(line)]
    bands = [_with_all_columns(band, held, left, right) for band in table.bands]
    rows = [row for band in bands if any((row := _row(band, lines)).cells)]
    if not rows or max(sum(map(bool, row.cells)) for row in rows) < 2:
        return None
    return replace(bare, rows=tuple(rows))


def _with_all_columns(band: Band, held: Sequence[TextLine], left: float, right: float) -> Band:
    """The row with the outer column whose border it lacks and another row has, where a line of the table stands in it."""
    middles = [(line.left + line.right) / 2 for line in held if band.bottom <= line.middle < band.top]
    first, last = band.edges[0], band.edges[-1]
    before = (left,) if first - left > SAME_EDGE and any(middle < first for middle in middles) else ()
    behind = (right,) if right - last > SAME_EDGE and any(middle >= last for middle in middles) else ()
    return replace(band, edges=(*before, *band.edges, *behind))


def _row(band: Band, lines: Sequence[TextLine]) -> TableRow:
    inside = [line for line in lines if band.bottom <= line.middle < band.top]
    cells = tuple(_cell(left, right, inside) for left, right in pairwise(band.edges))
    confidences = [line.confidence for line in inside if line.confidence is not None]
    return TableRow(cells, is_single=len(cells) == 1, confidence=min(confidences, default=None))


def _cell(left: float, right: float, lines: Sequence[TextLine]) -> str:
    own = [line for line in lines if left <= (line.left + line.right) / 2 < right]
    rows: list[list[TextLine]] = []
    for line in sorted(own, key=lambda line: -line.middle):
        if rows and _is_beside(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    is_label = (
        sum(len(line.text) for line in own) <= _LONGEST_LABEL
    )  # set in the middle, broken where it looks well
    parts: list[list[str]] = []
    for place, row in enumerate(rows):
        texts = [line.text.strip() for line in sorted(row, key=lambda line: line.left)]
        if place == 0 or (not is_label and _was_ended(rows[place - 1], right)):
            parts.append(texts)
        else:
            parts[-1] += texts
    return "\n".join(join_lines(part) for part in parts)


def _is_beside(row: Sequence[TextLine], line: TextLine) -> bool:
    """Hold for a piece of that row: about as high, and above or below none of it (a page's small print is measured too large)."""
    near = row[0].middle - line.middle < _SAME_ROW * line.size
    return near and all(
        line.left >= each.right - _ABUT * line.size or line.right <= each.left + _ABUT * line.size
        for each in row
    )


def _was_ended(row: Sequence[TextLine], right: float) -> bool:
    """Hold where a row of a cell has room for two more characters: its author ended it."""
    return max(line.right + _ROOM_LEFT * line.size for line in row) <= right - CELL_PADDING
