"""Headers of RAR 5 ("RAR 5.0 archive format", by RARLAB)."""

import struct
import zlib
from collections.abc import Iterator

from parsers.errors import EncryptedError
from parsers.rar_headers import MOST_BLOCKS, DamagedHeaderError, RarFile, check_archive

MARK = b"Rar!\x1a\x07\x01\x00"
MAIN, FILE, ENCRYPTION, END = 1, 2, 4, 5
HAS_EXTRA, HAS_DATA = 0x01, 0x02
VOLUME = 0x01  # of the main header's flags
FOLDER, HAS_TIME, HAS_CRC = 0x01, 0x02, 0x04  # of a file's flags
EXTRA_ENCRYPTION, EXTRA_LINK = 1, 5


class _Fields:
    """Reads a header field by field."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self._data = data
        self.place = place

    def number(self) -> int:
        """A number of seven bits a byte, low ones first, the eighth set while more follow."""
        value = 0
        for shift in range(0, 70, 7):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise DamagedHeaderError

    def take(self, size: int) -> bytes:
        """So many bytes."""
        data = self._data[self.place : self.place + size]
        if len(data) < size:
            raise DamagedHeaderError
        self.place += size
        return data


def walk(payload: bytes) -> Iterator[RarFile]:
    """Give the files in the archive's order.

    Raises EncryptedError, UnsupportedFormatError; DamagedHeaderError where headers make no sense.
    """
    place = len(MARK)
    for _block in range(MOST_BLOCKS):
        if place == len(payload):
            return
        header, place = _header(payload, place)
        fields = _Fields(header)
        kind, flags = fields.number(), fields.number()
        extra = fields.number() if flags & HAS_EXTRA else 0
        place += fields.number() if flags & HAS_DATA else 0
        if kind == END:
            return
        if kind == ENCRYPTION:
            raise EncryptedError
        if kind == MAIN:
            check_archive(is_volume=bool(fields.number() & VOLUME), is_encrypted=False)
        elif kind == FILE:
            yield from _file(fields, header[len(header) - extra :])
    raise DamagedHeaderError


def _header(payload: bytes, place: int) -> tuple[bytes, int]:
    """The header at this place, its sum right, and where it ends."""
    fields = _Fields(payload, place)
    checksum = struct.unpack("<L", fields.take(4))[0]
    start = fields.place
    header = fields.take(fields.number())
    if zlib.crc32(payload[start : fields.place]) != checksum:
        raise DamagedHeaderError
    return header, fields.place


def _file(fields: _Fields, extra: bytes) -> Iterator[RarFile]:
    flags, size, _attributes = fields.number(), fields.number(), fields.number()
    if flags & HAS_TIME:
        fields.take(4)
    crc = struct.unpack("<L", fields.take(4))[0] if flags & HAS_CRC else None
    _method, _system = fields.number(), fields.number()
    name = fields.take(fields.number()).decode("utf-8", "replace")
    records = set(_records(extra))
    if not flags & FOLDER and EXTRA_LINK not in records:  # a copy of another file is stored as a link to it
        yield RarFile(name, size, crc, is_encrypted=EXTRA_ENCRYPTION in records)


def _records(extra: bytes) -> Iterator[int]:
    """The kinds of records in a header's extra area."""
    fields = _Fields(extra)
    while fields.place < len(extra):
        size = fields.number()
        record = _Fields(fields.take(size))
        yield record.number()
