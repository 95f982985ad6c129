"""Tables drawn with lines on an OFD page: the cells from its ruled lines, the text from its glyphs."""

import re
from collections.abc import Iterator, Sequence

from parsers.columns import reading_order
from parsers.ofd_page import DrawnPage
from parsers.ofd_text import Glyph, lines_of
from parsers.pdf_tables import DrawnTable, TableRow
from parsers.ruled_cells import Cell, bounds, rows_of, ruled_tables
from parsers.text_line import TextLine, join_lines

_PADDING = 5.4  # points between a cell's text and its border
_FIRST_WORD, _LAST_WORD = re.compile(r"^[\x21-\x7e]+"), re.compile(r"[\x21-\x7e]+$")


def drawn_tables(page: DrawnPage, number: int) -> list[DrawnTable]:
    """The tables of a page, top to bottom; a single cell is a frame around text and none."""
    found = []
    for cells in ruled_tables(page.edges, page.height):
        rows = [_row(page, row, number) for row in rows_of(cells)]
        rows = [row for row in rows if any(row.cells)]
        if rows and max(len(row.cells) for row in rows) > 1:
            left, top, right, bottom = bounds(cells)
            found.append(DrawnTable(tuple(rows), left, page.height - bottom, right, page.height - top))
    return found


def _row(page: DrawnPage, cells: Sequence[Cell | None], number: int) -> TableRow:
    texts = tuple(_cell_text(page, cell, number) if cell else "" for cell in cells)
    return TableRow(texts, is_single=sum(cell is not None for cell in cells) == 1)


def _cell_text(page: DrawnPage, cell: Cell, number: int) -> str:
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


def _inside(page: DrawnPage, box: tuple[float, float, float, float]) -> Iterator[Glyph]:
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
