"""Tables drawn with lines on a PDF page: pdfplumber finds the cells, pdfium reads the text in them.

pdfplumber is slow and refuses some files, so it is asked only for pages that have drawn lines.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pdfplumber
import pypdfium2 as pdfium
from pdfminer.layout import LTPage
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF

from parsers.layout import TextLine, join_lines
from parsers.pdf_text import PageText, Piece

_MAX_PATHS = 5_000  # a page with more of them is a drawing
_MIN_PATHS = 4  # fewer enclose nothing
_PADDING = 5.4  # points between a cell's text and its border, Word's usual
_FIRST_WORD, _LAST_WORD = re.compile(r"^[\x21-\x7e]+"), re.compile(r"[\x21-\x7e]+$")
_LATIN_WIDTH = 0.6  # of a character in Latin letters, in font sizes
_Box = tuple[float, float, float, float]  # left, top, right, bottom, from the page's upper left


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


class TableFinder:
    """Finds tables in one file; opens it a second time, by pdfplumber, when the first page asks."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._opened: PDF | None = None
        self._refused = False

    def tables(self, page: pdfium.PdfPage, index: int, text: PageText, path_count: int) -> list[DrawnTable]:
        """The tables of a page (from 0), top to bottom; none where pdfplumber cannot read the page."""
        # pdfplumber measures turned and cropped pages otherwise; their tables stay lines of text.
        media, crop = page.get_mediabox(), page.get_cropbox()
        is_plain = page.get_rotation() == 0 and max(map(abs, media[:2])) < 1 and media == crop
        if not is_plain or not _MIN_PATHS <= path_count <= _MAX_PATHS or self._refused:
            return []
        try:
            return list(self._find(index, text))
        except Exception:  # noqa: BLE001 - pdfminer raises nearly anything for foreign files; the text stays as lines
            self._refused = True
            return []

    def _find(self, index: int, text: PageText) -> Iterator[DrawnTable]:
        if self._opened is None:
            self._opened = pdfplumber.open(io.BytesIO(self._payload))
        plumbed = self._opened.pages[index]
        plumbed._layout = _drawings(plumbed)  # noqa: SLF001 - pdfplumber's own place for it; it would read the text too
        height = float(plumbed.height)
        for table in sorted(plumbed.find_tables(), key=lambda table: table.bbox[1]):
            rows = [_row(text, row.cells, height) for row in table.rows]
            rows = [row for row in rows if any(row.cells)]
            if rows and max(len(row.cells) for row in rows) > 1:  # a single cell is a frame around text
                left, top, right, bottom = table.bbox
                yield DrawnTable(tuple(rows), left, height - bottom, right, height - top)
        plumbed.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._opened is not None:
            with suppress(Exception):  # it goes through all pages once more, and raises for damaged ones
                self._opened.close()


class _Drawings(PDFPageAggregatorWithMarkedContent):
    """Takes in what is drawn on a page and leaves out its text, which takes most of the time and is pdfium's to read."""

    def render_string(self, *_arguments: object) -> None:
        """Leave out a text."""


def _drawings(page: Page) -> LTPage:
    resources = page.pdf.rsrcmgr
    device = _Drawings(resources, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(resources, device).process_page(page.page_obj)
    return device.get_result()


def _row(text: PageText, cells: list[_Box | None], height: float) -> TableRow:
    texts = tuple(_cell_text(text, cell, height) if cell else "" for cell in cells)
    return TableRow(texts, is_single=sum(cell is not None for cell in cells) == 1)


def _cell_text(text: PageText, cell: _Box, height: float) -> str:
    left, top, right, bottom = cell
    inner = right - _PADDING
    parts: list[list[str]] = []
    previous: Piece | None = None
    for piece in text.within((left, height - bottom, right, height - top)):
        if previous is None or previous.right + 2 * piece.size <= inner:
            parts.append([piece.text])  # a line with room for two more characters was ended by its author
        elif _cuts_word(previous, piece, inner - left - _PADDING, inner):
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
