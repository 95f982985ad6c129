"""Plain text (.txt): UTF-8, UTF-16 with its mark, or GB 18030; a line is a paragraph, or a row of a table."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from parsers.document import Block, BlockKind, Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.sniff import decode_text, sniff

# What a failed download leaves under such a name is an error message, not the unit's text.
_BINARY_NAME = re.compile(r"\.(?:pdf|docx?|docm|wps|xlsx?|et|ofd|zip|rar|7z|jpe?g|png|tiff?)$", re.IGNORECASE)
_CHINESE = re.compile("[\u4e00-\u9fff]")

_ROWS_OF_A_TABLE = 3  # fewer may be a label and its value, set apart by a tab
MAX_BYTES = 20 * 1024**2


def accepts(payload: bytes, name: str) -> bool:
    """Hold for text that is no mail, no HTML and no XML."""
    return sniff(payload, name) == "txt"


def parse(payload: bytes, name: str) -> Document:
    """Read plain text. TooLargeError beyond 20 MiB, UnreadableError where bytes further on are no text."""
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    text = decode_text(payload)
    if text is None:
        raise UnreadableError("binary content in a text file")
    if _BINARY_NAME.search(name) and not _CHINESE.search(text):
        raise UnreadableError("some bytes of text under the name of another format")
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    return Document("txt", tuple(plain_blocks(line for line in lines if line)))


def plain_blocks(lines: Iterable[str]) -> Iterator[Block]:
    """The lines as paragraphs; those of a table that was pasted as text, with tabs between its cells, as its rows."""
    for is_row, run in groupby(lines, key=lambda line: "\t" in line):
        rows = list(run)
        if is_row and len(rows) >= _ROWS_OF_A_TABLE:
            yield from (_row(line) for line in rows)
        else:
            yield from (Block(BlockKind.PARAGRAPH, line) for line in rows)


def _row(line: str) -> Block:
    return Block(BlockKind.TABLE_ROW, line, cells=tuple(cell.strip() for cell in line.split("\t")))
