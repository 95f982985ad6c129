"""Old Excel workbooks (.xls, .et): the cells' values, row by row, by xlrd ([MS-XLS], and the versions before it)."""

import io
from collections.abc import Iterator
from itertools import islice

import xlrd
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.compdoc import CompDocError
from xlrd.sheet import Cell, Sheet

from parsers.document import Block, BlockKind, Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError
from parsers.sniff import sniff

MAX_BYTES = 100 * 1024**2
MAX_ROWS = 5_000  # of the whole workbook
MAX_CELLS = 200  # of one row
# What xlrd stumbles over in a damaged file, beside what parsers/registry.py knows.
_DAMAGE = (XLRDError, CompDocError, AssertionError, TypeError, AttributeError)


def _leave_names_be(_book: Book) -> None:
    """Work out nothing: the cells' values are asked for, never what a defined name refers to."""


# xlrd would evaluate every defined name, and give up the whole workbook for a formula that it does not know.
Book.names_epilogue = _leave_names_be  # type: ignore[assignment]  # the stubs say what it is called with


def accepts(payload: bytes, name: str) -> bool:
    """Hold for an OLE file with a workbook in it."""
    return sniff(payload, name) == "xls"


def parse(payload: bytes, name: str) -> Document:
    """Read a workbook: a heading per visible sheet, a table row per row that holds anything.

    Numbers and dates are as stored. Beyond MAX_ROWS the Document is `partial`. EncryptedError behind a password,
    UnreadableError where it is damaged, TooLargeError beyond 100 MiB.
    """
    del name  # a workbook is known by its bytes alone
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    try:
        with xlrd.open_workbook(file_contents=payload, on_demand=True, logfile=io.StringIO()) as book:
            blocks = tuple(islice(_blocks(book), MAX_ROWS + 1))
    except _DAMAGE as error:
        if "encrypted" in str(error):
            raise EncryptedError from error
        raise UnreadableError(type(error).__name__) from error
    return Document("xls", blocks[:MAX_ROWS], partial=len(blocks) > MAX_ROWS)


def _blocks(book: Book) -> Iterator[Block]:
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if sheet.visibility == 0:
            yield Block(BlockKind.HEADING, sheet.name, level=1)
            yield from _rows(sheet)
        book.unload_sheet(number)


def _rows(sheet: Sheet) -> Iterator[Block]:
    for row in range(sheet.nrows):
        cells = [_shown(cell) for cell in sheet.row(row)[:MAX_CELLS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=tuple(cells))


def _shown(cell: Cell) -> str:
    """The value as text; whole numbers, which are stored as floats, without a fraction."""
    if cell.ctype in {xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return ""
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return str(cell.value).strip()
