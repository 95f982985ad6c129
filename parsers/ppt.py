"""Old presentations (.ppt, .pps): the texts in their stream of records ([MS-PPT] 2.3.1, 2.9.41, 2.9.42)."""

import io
import struct
from collections.abc import Iterator

import olefile

from parsers.document import Block, BlockKind, Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError
from parsers.sniff import sniff

MAX_BYTES = 200 * 1024**2
MAX_BLOCKS = 5_000
_STREAM = "PowerPoint Document"
_RECORD = struct.Struct("<HHI")  # version and instance, type, length
_CONTAINER = 0xF  # version of a record that holds records
_TEXT_CHARS, _TEXT_BYTES = 4000, 4008
_MASTERS = {1016, 4041}  # MainMaster, Handout: the layout's words, nobody's
_ENCRYPTED = 0xF3D1C4DF  # headerToken of the stream "Current User" (2.3.2)


def accepts(payload: bytes, name: str) -> bool:
    """Hold for an OLE file with a presentation in it."""
    return sniff(payload, name) == "ppt"


def parse(payload: bytes, name: str) -> Document:
    """Read the texts, each once, in the order of the file: evidence's first lines, not the slides' layout.

    EncryptedError behind a password, UnreadableError where there is no text stream, TooLargeError beyond 200 MiB.
    """
    del name  # a presentation is known by its bytes alone
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    with olefile.OleFileIO(io.BytesIO(payload)) as container:
        if not container.exists(_STREAM):
            raise UnreadableError("a presentation without its stream")
        if _is_encrypted(container):
            raise EncryptedError
        stream = container.openstream(_STREAM).read()
    lines = tuple(dict.fromkeys(_lines(stream)))
    blocks = (Block(BlockKind.PARAGRAPH, line) for line in lines[:MAX_BLOCKS])
    return Document("ppt", tuple(blocks), partial=len(lines) > MAX_BLOCKS)


def _is_encrypted(container: "olefile.OleFileIO[str]") -> bool:
    if not container.exists("Current User"):
        return False
    head = container.openstream("Current User").read(16)
    return len(head) == 16 and int.from_bytes(head[12:16], "little") == _ENCRYPTED


def _lines(stream: bytes) -> Iterator[str]:
    place = 0
    while place + _RECORD.size <= len(stream):
        version, kind, length = _RECORD.unpack_from(stream, place)
        place += _RECORD.size
        if version & 0xF == _CONTAINER and kind not in _MASTERS:
            continue  # what it holds follows
        body = stream[place : place + length] if kind in {_TEXT_CHARS, _TEXT_BYTES} else b""
        place += length
        text = body.decode("utf-16-le" if kind == _TEXT_CHARS else "latin-1", "replace")
        yield from filter(None, (line.strip(" \t\0") for line in text.replace("\x0b", "\r").split("\r")))
