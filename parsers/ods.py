"""OpenDocument spreadsheets (.ods): the cells' texts as shown, row by row (ODF 1.2, part 1, 9.1)."""

from collections.abc import Iterator
from itertools import islice

from parsers import odf
from parsers.document import Block, BlockKind, Document
from parsers.docx_styles import Element
from parsers.errors import UnreadableError
from parsers.ooxml import open_package
from parsers.sniff import sniff

MAX_ROWS = 5_000  # of the whole workbook
MAX_CELLS = 200  # of one row
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def accepts(payload: bytes, name: str) -> bool:
    """Hold for an OpenDocument package that says it is a spreadsheet."""
    return sniff(payload, name) == "ods"


def parse(payload: bytes, name: str) -> Document:
    """Read a spreadsheet: a heading per sheet, a table row per row that holds anything.

    Beyond MAX_ROWS the Document is `partial`. UnreadableError where it holds no content, EncryptedError behind a
    password, TooLargeError beyond the limits of parsers/ooxml.py.
    """
    del name  # a spreadsheet is known by its bytes alone
    odf.look_into(payload)
    root, whole = open_package(payload).xml("content.xml")
    if root is None:
        raise UnreadableError("a spreadsheet without content")
    blocks = tuple(islice(_blocks(root), MAX_ROWS + 1))
    return Document("ods", blocks[:MAX_ROWS], partial=not whole or len(blocks) > MAX_ROWS)


def _blocks(root: Element) -> Iterator[Block]:
    for element in root.iter(f"{_TABLE}table", f"{_TABLE}table-row"):
        if element.tag == f"{_TABLE}table":
            yield Block(BlockKind.HEADING, element.get(f"{_TABLE}name", ""), level=1)
            continue
        cells = _cells(element)
        if any(cells):
            yield Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells)


def _cells(row: Element) -> tuple[str, ...]:
    """The row's texts; a cell that stands for many equal ones counts that often, empty ones at the end do not."""
    cells: list[str] = []
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        text = "\n".join(_line(line) for line in cell.iterchildren(f"{_TEXT}p")).strip()
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        cells += [text] * min(times, MAX_CELLS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _line(paragraph: Element) -> str:
    """A paragraph's text with its tabs and spaces, which are elements (6.1.3)."""
    pieces: list[str] = [paragraph.text or ""]
    for element in paragraph.iterdescendants():
        if element.tag == f"{_TEXT}s":
            pieces.append(" " * min(int(element.get(f"{_TEXT}c", "1")), 80))
        elif element.tag == f"{_TEXT}tab":
            pieces.append("\t")
        pieces += (element.text or "", element.tail or "")
    return "".join(pieces)
