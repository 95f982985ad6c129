"""Tables drawn with lines on an OFD page: pdfplumber's way from ruled lines to cells, the text from the glyphs."""

import re
from collections.abc import Iterator, Sequence

from pdfplumber import table as plumber

from parsers.layout import TextLine, join_lines, reading_order
from parsers.ofd_page import DrawnPage
from parsers.ofd_text import Glyph, lines_of
from parsers.pdf_tables import DrawnTable, TableRow

_MOST_EDGES = 400  # of a page, once those of one line are joined
_SNAP = 3.0  # points within which lines are one
_PADDING = 5.4  # points between a cell's text and its border
_FIRST_WORD, _LAST_WORD = re.compile(r"^[\x21-\x7e]+"), re.compile(r"[\x21-\x7e]+$")
_Box = tuple[float, float, float, float]  # left, top, right, bottom, from the page's upper left


def drawn_tables(page: DrawnPage, number: int) -> list[DrawnTable]:
    """The tables of a page, top to bottom; a single cell is a frame around text and none."""
    found = []
    for cells in _tables(page):
        rows = [_row(page, row, number) for row in _rows(cells)]
        rows = [row for row in rows if any(row.cells)]
        if rows and max(len(row.cells) for row in rows) > 1:
            left, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
            right, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
            found.append(DrawnTable(tuple(rows), left, page.height - bottom, right, page.height - top))
    return found


def _rows(cells: Sequence[_Box]) -> Iterator[list[_Box | None]]:
    """Yield the cells row by row, None where one is merged into its neighbour or the one above."""
    columns = sorted({cell[0] for cell in cells})
    for top in sorted({cell[1] for cell in cells}):
        row = {cell[0]: cell for cell in cells if cell[1] == top}
        yield [row.get(left) for left in columns]


def _tables(page: DrawnPage) -> list[list[_Box]]:
    edges = [
        {
            "x0": edge.left,
            "x1": edge.right,
            "top": page.height - edge.top,
            "bottom": page.height - edge.bottom,
            "width": edge.right - edge.left,
            "height": edge.top - edge.bottom,
            "orientation": "h" if edge.right - edge.left > edge.top - edge.bottom else "v",
            "object_type": "line",
        }
        for edge in page.edges
    ]
    if len(edges) < 4:  # fewer enclose nothing
        return []
    joined = plumber.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    if len(joined) > _MOST_EDGES:
        return []
    cells = plumber.intersections_to_cells(plumber.edges_to_intersections(joined, _SNAP, _SNAP))
    tables: list[list[_Box]] = plumber.cells_to_tables(cells)
    return tables


def _row(page: DrawnPage, cells: Sequence[_Box | None], number: int) -> TableRow:
    texts = tuple(_cell_text(page, cell, number) if cell else "" for cell in cells)
    return TableRow(texts, is_single=sum(cell is not None for cell in cells) == 1)


def _cell_text(page: DrawnPage, cell: _Box, number: int) -> str:
    """The text of a cell: a line with room for two more characters was ended by its author."""
    left, top, right, bottom = cell
    inside = list(_inside(page, (left, page.height - bottom, right, page.height - top)))
    parts: list[list[str]] = []
    before: TextLine | None = None
    for line in reading_order(lines_of(inside, number)):
        if before is None or before.right + 2 * before.size <= right - _PADDING:
            parts.append([line.text])
        elif _cuts_word(before, line, right - left - 2 * _PADDING):
            parts[-1][-1] += line.text
        else:
            parts[-1].append(line.text)
        before = line
    return "\n".join(join_lines(part) for part in parts)


def _inside(page: DrawnPage, box: _Box) -> Iterator[Glyph]:
    left, bottom, right, top = box
    for glyph in page.glyphs:
        if left <= (glyph.left + glyph.right) / 2 <= right and bottom <= glyph.middle <= top:
            yield glyph


def _cuts_word(above: TextLine, below: TextLine, width: float) -> bool:
    """Hold where one word (an address, a number) goes on in the next line, for it is longer than the cell is wide."""
    last, first = _LAST_WORD.search(above.text), _FIRST_WORD.search(below.text)
    if not last or not first or above.text[: last.start()].endswith(" "):
        return False
    return (len(last[0]) + len(first[0])) * 0.5 * below.size > width
