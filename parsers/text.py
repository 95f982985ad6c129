"""Plain text (.txt): UTF-8, UTF-16 with its mark, or GB 18030; a line is a paragraph."""

from parsers.document import Block, BlockKind, Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.sniff import decode_text, sniff

MAX_BYTES = 20 * 1024**2


def accepts(payload: bytes, name: str) -> bool:
    """Hold for text that is no mail, no HTML and no XML."""
    return sniff(payload, name) == "txt"


def parse(payload: bytes, name: str) -> Document:
    """Read plain text. TooLargeError beyond 20 MiB, UnreadableError where bytes further on are no text."""
    del name  # text is known by its bytes
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    text = decode_text(payload)
    if text is None:
        raise UnreadableError("binary content in a text file")
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    return Document("txt", tuple(Block(BlockKind.PARAGRAPH, line) for line in lines if line))
