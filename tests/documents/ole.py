"""Write OLE containers ([MS-CFB], version 3) and the streams of old Office files, by hand: no library writes them."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SMALLEST = 4096  # bytes of a stream that has sectors of its own


def ole_file(streams: dict[str, bytes]) -> bytes:
    """A container with these streams, each filled up with zeros to the size that needs no mini stream."""
    padded = {name: content.ljust(_SMALLEST, b"\0") for name, content in streams.items()}
    chains: list[int] = []
    starts: list[int] = []
    body = b""
    for content in padded.values():
        starts.append(len(chains))
        sectors = -(-len(content) // _SECTOR)
        chains += [*range(len(chains) + 1, len(chains) + sectors), _END]
        body += content.ljust(sectors * _SECTOR, b"\0")
    directory = _directory(padded, starts)
    first = len(chains)
    sectors = len(directory) // _SECTOR
    chains += [*range(first + 1, first + sectors), _END]
    fat_at = len(chains)
    chains.append(_FAT)
    assert len(chains) <= _SECTOR // 4
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(_SECTOR, b"\xff")
    return _header(first, fat_at) + body + directory + fat


def _header(directory: int, fat: int) -> bytes:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, _SMALLEST, _END, 0, _END, 0
    )
    return head + struct.pack("<I", fat) + struct.pack("<108I", *[_FREE] * 108)


def _directory(streams: dict[str, bytes], starts: Sequence[int]) -> bytes:
    """The root and its streams, which hang on it as a list to the right."""
    entries = [_entry("Root Entry", 5, _FREE, 1, _END, 0)]
    for number, (name, content) in enumerate(streams.items(), start=1):
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, right, _FREE, starts[number - 1], len(content)))
    while len(entries) % 4:
        entries.append(bytes(64) + struct.pack("<HBBIII", 0, 0, 0, _FREE, _FREE, _FREE) + bytes(48))
    return b"".join(entries)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, body: bytes) -> bytes:
    """A record of a workbook ([MS-XLS] 2.1.4)."""
    return struct.pack("<HH", kind, len(body)) + body


def xls_of(
    name: str, rows: Sequence[Sequence[str | float]], *, hidden: bool = False, more: bytes = b""
) -> bytes:
    """A workbook of one sheet; `more` are further records of the workbook."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    sheet = record(0x0809, begin[:2] + struct.pack("<H", 0x0010) + begin[4:])
    for row, values in enumerate(rows):
        sheet += b"".join(_cell(row, column, value) for column, value in enumerate(values))
    sheet += record(0x000A, b"")
    encoded = name.encode("utf-16-le")
    tail = struct.pack("<BBBB", int(hidden), 0, len(name), 1) + encoded
    globals_size = 20 + len(more) + 4 + 4 + len(tail) + 4
    workbook = record(0x0809, begin) + more + record(0x0085, struct.pack("<I", globals_size) + tail)
    return ole_file({"Workbook": workbook + record(0x000A, b"") + sheet})


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, place + struct.pack("<d", value))


def ppt_of(texts: Sequence[str], *, master: str = "", encrypted: bool = False) -> bytes:
    """A presentation that holds these texts, one a slide, and its master's."""
    slides = b"".join(_container(1006, _text(text)) for text in texts)
    stream = _container(1000, _container(1016, _text(master)) + slides)
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    user = struct.pack("<HHIII", 0, 0x0FF6, 20, 20, token)
    return ole_file({"Current User": user, "PowerPoint Document": stream})


def _container(kind: int, body: bytes) -> bytes:
    return struct.pack("<HHI", 0xF, kind, len(body)) + body


def _text(text: str) -> bytes:
    if text.isascii():
        return struct.pack("<HHI", 0, 4008, len(text)) + text.encode()
    encoded = text.encode("utf-16-le")
    return struct.pack("<HHI", 0, 4000, len(encoded)) + encoded
