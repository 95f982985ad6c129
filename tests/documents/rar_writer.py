"""Write RAR archives, version 4 and 5, with everything stored: no free program makes any."""

import struct
import zlib
from collections.abc import Collection, Mapping

from parsers import rar4, rar5

_STORED4, _VERSION, _WINDOWS = 0x30, 29, 2
_FOLDER_ATTRIBUTES = 0x10
_TIME = (44 << 25) | (3 << 21) | (20 << 16)  # DOS: 20 March 2024


def rar4_of(
    files: Mapping[str, bytes],
    *,
    encrypted: Collection[str] = (),
    encoding: str = "",
    is_volume: bool = False,
    headers_encrypted: bool = False,
) -> bytes:
    """A RAR 4 of these files; names that end in a slash are folders.

    `encoding` writes the names in that alone, without UTF-16 beside it, as old programs do.
    """
    flags = rar4.VOLUME * is_volume | rar4.HEADERS_ENCRYPTED * headers_encrypted
    blocks = [rar4.MARK, _block4(rar4.MAIN, flags, bytes(6))]
    for name, data in files.items():
        raw, flags = (name.encode(encoding), 0) if encoding else (packed_name(name), rar4.UNICODE)
        flags |= rar4.ENCRYPTED * (name in encrypted) | rar4.FOLDER * name.endswith("/")
        attributes = _FOLDER_ATTRIBUTES if name.endswith("/") else 0x20
        body = rar4.BODY.pack(
            len(data), len(data), _WINDOWS, zlib.crc32(data), _TIME, _VERSION, _STORED4, len(raw), attributes
        )
        blocks += [_block4(rar4.FILE, flags | rar4.HAS_DATA, body + raw), data]
    return b"".join((*blocks, _block4(rar4.END, 0x4000, b"")))


def _block4(kind: int, flags: int, body: bytes) -> bytes:
    rest = struct.pack("<BHH", kind, flags, rar4.HEAD.size + len(body)) + body
    return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest


def packed_name(name: str) -> bytes:
    """A name as WinRAR packs it: "?" for what the code page lacks, a zero, then two bits for each character's way.

    ASCII goes the first way, characters under the first one's high byte the second, all others the third.
    """
    units = struct.unpack(f"<{len(name)}H", name.encode("utf-16-le"))  # no characters beyond the plane
    common = next((unit >> 8 for unit in units if unit > 0xFF), 0)
    packed = bytearray([common])
    for start in range(0, len(units), 4):
        ways = [0 if unit < 0x80 else 1 if unit >> 8 == common else 2 for unit in units[start : start + 4]]
        packed.append(sum(way << shift for way, shift in zip(ways, (6, 4, 2, 0), strict=False)))
        for unit, way in zip(units[start : start + 4], ways, strict=True):
            packed += bytes([unit & 0xFF, unit >> 8]) if way == 2 else bytes([unit & 0xFF])
    return name.encode("ascii", "replace") + b"\0" + bytes(packed)


def rar5_of(
    files: Mapping[str, bytes],
    *,
    encrypted: Collection[str] = (),
    links: Collection[str] = (),
    is_volume: bool = False,
    headers_encrypted: bool = False,
    has_sums: bool = True,
) -> bytes:
    """A RAR 5 of these files; `links` point to what their content names; without `has_sums` no CRC is kept."""
    if headers_encrypted:
        return rar5.MARK + _block5(rar5.ENCRYPTION, _number(0) * 2 + b"\x0f" + bytes(16))
    blocks = [rar5.MARK, _block5(rar5.MAIN, _number(rar5.VOLUME * is_volume))]
    for name, data in files.items():
        is_folder, is_link = name.endswith("/"), name in links
        flags = rar5.FOLDER * is_folder | rar5.HAS_CRC * has_sums
        raw = name.rstrip("/").encode()
        body = _number(flags) + _number(0 if is_link else len(data)) + _number(0x20)
        body += (
            struct.pack("<L", zlib.crc32(data)) * has_sums + _number(0) + _number(0) + _number(len(raw)) + raw
        )
        extra = _link(data) if is_link else b""
        extra += _record(rar5.EXTRA_ENCRYPTION, bytes(36)) if name in encrypted else b""
        stored = b"" if is_link else data
        blocks += [_block5(rar5.FILE, body, extra, stored), stored]
    return b"".join((*blocks, _block5(rar5.END, _number(0))))


def _link(target: bytes) -> bytes:
    return _record(rar5.EXTRA_LINK, _number(1) + _number(0) + _number(len(target)) + target)


def _record(kind: int, data: bytes) -> bytes:
    body = _number(kind) + data
    return _number(len(body)) + body


def _block5(kind: int, body: bytes, extra: bytes = b"", data: bytes | None = None) -> bytes:
    flags = rar5.HAS_EXTRA * bool(extra) | rar5.HAS_DATA * (
        data is not None
    )  # WinRAR states a size of 0 as well
    head = _number(kind) + _number(flags)
    head += (_number(len(extra)) if extra else b"") + (_number(len(data)) if data is not None else b"")
    rest = _number(len(head + body + extra)) + head + body + extra
    return struct.pack("<L", zlib.crc32(rest)) + rest


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
