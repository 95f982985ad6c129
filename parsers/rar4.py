"""Headers of RAR 2.9 to 4 (technote.txt of RAR 3.9x)."""

import struct
import zlib
from collections.abc import Iterator

from parsers.packing import decode_name
from parsers.rar_headers import MOST_BLOCKS, DamagedHeaderError, RarFile, check_archive

MARK = b"Rar!\x1a\x07\x00"
MAIN, FILE, END = 0x73, 0x74, 0x7B
HAS_DATA = 0x8000
VOLUME, HEADERS_ENCRYPTED = 0x0001, 0x0080  # flags of the main header
ENCRYPTED, LARGE, UNICODE, FOLDER = 0x0004, 0x0100, 0x0200, 0x00E0  # flags of a file's header
HEAD = struct.Struct("<HBHH")  # check sum, type, flags, size
# Packed size, size, system, CRC, time, version, method, the name's length, attributes.
BODY = struct.Struct("<LLBLLBBHL")
_UNIX, _LINK = 3, 0xA000


def walk(payload: bytes) -> Iterator[RarFile]:
    """Give the files in the archive's order.

    Raises EncryptedError, UnsupportedFormatError; DamagedHeaderError or struct.error where headers make no sense.
    """
    place = len(MARK)
    for _block in range(MOST_BLOCKS):
        if place == len(payload):  # not every archive has an end block
            return
        checksum, kind, flags, size = HEAD.unpack_from(payload, place)
        if size < HEAD.size or checksum != zlib.crc32(payload[place + 2 : place + size]) & 0xFFFF:
            raise DamagedHeaderError
        body = payload[place + HEAD.size : place + size]
        if kind == MAIN:
            check_archive(is_volume=bool(flags & VOLUME), is_encrypted=bool(flags & HEADERS_ENCRYPTED))
        elif kind == FILE:
            yield from _file(flags, body)
        elif kind == END:
            return
        place += size + _data_size(kind, flags, body)
    raise DamagedHeaderError


def _data_size(kind: int, flags: int, body: bytes) -> int:
    if not flags & HAS_DATA:
        return 0
    size = int.from_bytes(body[:4], "little")
    if kind == FILE and flags & LARGE:
        size += int.from_bytes(body[BODY.size : BODY.size + 4], "little") << 32
    return size


def _file(flags: int, body: bytes) -> Iterator[RarFile]:
    _packed, size, system, crc, _time, _version, _method, length, attributes = BODY.unpack_from(body)
    start = BODY.size
    if flags & LARGE:
        size += struct.unpack_from("<4xL", body, start)[0] << 32
        start += 8
    is_link = system == _UNIX and attributes & 0xF000 == _LINK
    if flags & FOLDER != FOLDER and not is_link:
        name = _name(body[start : start + length], is_unicode=bool(flags & UNICODE))
        yield RarFile(name, size, crc, is_encrypted=bool(flags & ENCRYPTED))


def _name(raw: bytes, *, is_unicode: bool) -> str:
    """Read a name: in the sender's code page and, after a zero, as packed UTF-16; or all of it in UTF-8."""
    plain, zero, packed = raw.partition(b"\0")
    if not is_unicode:
        return decode_name(plain)
    return _unpack_name(plain, packed) if zero else plain.decode("utf-8", "replace")


def _unpack_name(plain: bytes, packed: bytes) -> str:
    """Undo the packing: two bits say of each character whether its high byte is 0, the common one, or its own.

    The fourth way takes a run of the plain name: as it is, or each byte moved and under the common high byte.
    """
    stream = iter(packed)
    common = next(stream, 0)
    units: list[int] = []
    for flags in stream:
        for way in (flags >> 6, flags >> 4 & 3, flags >> 2 & 3, flags & 3):
            first = next(stream, None)
            if first is None:
                break
            if way == 3:
                units += _run(plain[len(units) :], first, common, stream)
            else:
                units.append(first | (0, common, next(stream, 0) if way == 2 else 0)[way] << 8)
    return b"".join(struct.pack("<H", unit) for unit in units).decode("utf-16-le", "replace")


def _run(plain: bytes, head: int, common: int, stream: Iterator[int]) -> list[int]:
    run = plain[: (head & 0x7F) + 2]
    if not head & 0x80:
        return list(run)
    move = next(stream, 0)
    return [byte + move & 0xFF | common << 8 for byte in run]
