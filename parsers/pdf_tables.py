"""Tables drawn with lines on a PDF page: pdfium gives the lines and the text, pdfplumber makes cells of the lines.

pdfplumber itself would have pdfminer read the whole page once more, which takes ten times as long and fails for some
files that pdfium reads.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.pdf_text import PageText, Piece
from parsers.ruled_cells import Cell, Edge, bounds, rows_of, ruled_tables
from parsers.text_line import TextLine, join_lines

CELL_PADDING = 5.4  # points between a cell's text and its border, Word's usual
_FIRST_WORD, _LAST_WORD = re.compile(r"^[\x21-\x7e]+"), re.compile(r"[\x21-\x7e]+$")
_LATIN_WIDTH = 0.6  # of a character in Latin letters, in font sizes


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `cells` from left to right, "" where a cell is merged into its neighbour or the one above."""

    cells: tuple[str, ...]
    is_single: bool  # one cell goes across the whole table
    confidence: float | None = None  # of OCR, where the row was read so: of its least sure line


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table's rows and the place that it takes up on the page."""

    rows: tuple[TableRow, ...]
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, line: TextLine) -> bool:
        """Tell whether a line of text stands inside the table."""
        return (
            self.bottom - 1 <= line.middle <= self.top + 1
            and line.left >= self.left - line.size
            and line.right <= self.right + line.size
        )


def drawn_tables(edges: Sequence[Edge], text: PageText, height: float) -> list[DrawnTable]:
    """The tables that a page's ruled lines make, top to bottom; a single cell is a frame around text and none."""
    found = []
    for cells in ruled_tables(edges, height):
        rows = [_row(text, row, height) for row in rows_of(cells)]
        rows = [row for row in rows if any(row.cells)]
        if rows and max(len(row.cells) for row in rows) > 1:
            left, top, right, bottom = bounds(cells)
            found.append(DrawnTable(tuple(rows), left, height - bottom, right, height - top))
    return found


def _row(text: PageText, cells: Sequence[Cell | None], height: float) -> TableRow:
    texts = tuple(_cell_text(text, cell, height) if cell else "" for cell in cells)
    return TableRow(texts, is_single=sum(cell is not None for cell in cells) == 1)


def _cell_text(text: PageText, cell: Cell, height: float) -> str:
    left, top, right, bottom = cell
    inner = right - CELL_PADDING
    parts: list[list[str]] = []
    previous: Piece | None = None
    for piece in text.within((left, height - bottom, right, height - top)):
        if previous is None or previous.right + 2 * piece.size <= inner:
            parts.append([piece.text])  # a line with room for two more characters was ended by its author
        elif _cuts_word(previous, piece, inner - left - CELL_PADDING, inner):
            parts[-1][-1] += piece.text
        else:
            parts[-1].append(piece.text)
        previous = piece
    return "\n".join(join_lines(part) for part in parts)


def _cuts_word(above: Piece, below: Piece, width: float, right: float) -> bool:
    """Hold where one word (an address, a number) goes on in the next line, for it is longer than the cell is wide."""
    first, last = _FIRST_WORD.search(below.text.strip()), _LAST_WORD.search(above.text.strip())
    if not first or not last or above.right + _LATIN_WIDTH * above.size <= right:
        return False
    if above.text.strip()[: last.start()].endswith(" "):
        return False  # such a word begins a line of its own
    return (len(first[0]) + len(last[0])) * _LATIN_WIDTH * below.size > width
