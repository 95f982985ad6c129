"""The frames between the sandbox and its worker: a length, one byte that says what follows, a body.

In a file of its own, so that whoever only talks to a worker does not load what it parses with.
"""

import struct
from typing import BinaryIO

LENGTH = struct.Struct(">Q")
DOCUMENT, REFUSAL, FAILURE, READY = b"D", b"E", b"F", b"R"


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; None at the stream's end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


def write_frame(stream: BinaryIO, kind: bytes, body: bytes) -> None:
    """Write one frame: its length, what it is, its body."""
    stream.write(LENGTH.pack(len(kind) + len(body)) + kind + body)
    stream.flush()
