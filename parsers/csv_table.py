"""Tables as plain text (.csv, as Excel and WPS save them; RFC 4180): UTF-8, UTF-16 or GB 18030."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from parsers.document import Block, BlockKind, Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.sniff import decode_text, sniff

MAX_BYTES = 20 * 1024**2
MAX_ROWS = 5_000
MAX_CELLS = 200  # of one row


def accepts(payload: bytes, name: str) -> bool:
    """Hold for text that is called a table: the bytes alone do not tell it from other text."""
    return sniff(payload, name) == "csv"


def parse(payload: bytes, name: str) -> Document:
    """Read a table: a table row per line that holds anything. Beyond MAX_ROWS the Document is `partial`.

    TooLargeError beyond 20 MiB, UnreadableError where bytes further on are no text.
    """
    del name  # has told that it is a table
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    text = decode_text(payload)
    if text is None:
        raise UnreadableError("binary content in a table")
    try:
        blocks = tuple(islice(_blocks(text.lstrip("\ufeff")), MAX_ROWS + 1))
    except csv.Error as error:
        raise UnreadableError("no table") from error
    return Document("csv", blocks[:MAX_ROWS], partial=len(blocks) > MAX_ROWS)


def _blocks(text: str) -> Iterator[Block]:
    first = text[:10_000].splitlines()[:10]
    separator = max(",\t;", key=lambda each: sum(line.count(each) for line in first))
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        cells = tuple(cell.strip() for cell in row[:MAX_CELLS])
        if any(cells):
            yield Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells)
