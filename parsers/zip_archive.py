"""Zip archives (PKWARE's APPNOTE 6.3.10), as Windows, WinRAR, 7-Zip, macOS, WPS and 好压 write them.

`zipfile` reads the directory; the members are unpacked here, because it refuses members whose two names differ in a
byte, and does not stop at the size that a member claims.
"""

import bz2
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable

import inflate64

from parsers.document import Document
from parsers.errors import EncryptedError, TooLargeError, UnsupportedFormatError
from parsers.packing import VOLUME, Packed, damaged, decode_name, is_volume_name, unpack_all
from parsers.sniff import sniff

_ENCRYPTED = 0x0001 | 0x0040  # flags: ZipCrypto or AES, PKWARE's strong encryption
_UTF8 = 0x0800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field
_LARGEST_DICTIONARY = 64 * 1024**2
_LOCAL_HEAD = 30
_SIP = 64  # bytes of Deflate64, which may become 16 MiB


def accepts(payload: bytes, name: str) -> bool:
    """Hold for a zip that is no Office package, OFD or e-book."""
    return sniff(payload, name) == "zip"


def parse(payload: bytes, name: str) -> Document:
    """Unpack a zip.

    Raises EncryptedError, TooLargeError, UnreadableError where that holds for all of it; UnsupportedFormatError for
    a piece of a split archive.
    """
    if _is_volume(payload, name):
        raise UnsupportedFormatError(VOLUME)
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        files = [info for info in archive.infolist() if not _is_folder(info)]
    packed = [Packed(_name(info), info.file_size, _Unpacking(payload, info)) for info in files]
    return unpack_all("zip", packed, len(payload))


def _is_volume(payload: bytes, name: str) -> bool:
    """Tell a split archive by its end record's disk numbers, its first piece by the mark at its head."""
    end = payload.rfind(b"PK\x05\x06")
    if end < 0 or len(payload) < end + 22:
        return payload.startswith(b"PK\x07\x08") or is_volume_name(name)
    disk, first = struct.unpack_from("<2H", payload, end + 4)
    return bool(0 < disk < 0xFFFF or 0 < first < 0xFFFF)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Folders end in a slash; some programs on Windows write a backslash."""
    return info.orig_filename.endswith(("/", "\\")) and info.file_size == 0


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")  # what zipfile read them as; it maps all 256 bytes
    return _unicode_path(info.extra, raw) or decode_name(raw)


def _unicode_path(extra: bytes, raw: bytes) -> str:
    """The name in UTF-8 that Info-ZIP keeps beside the old one, where it still belongs to it (APPNOTE 4.6.9)."""
    while len(extra) >= 4:
        field, size = struct.unpack_from("<2H", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if field == _UNICODE_PATH and body[:1] == b"\x01" and body[1:5] == struct.pack("<L", zlib.crc32(raw)):
            return body[5:].decode("utf-8", "replace")
    return ""


class _Unpacking:
    """Unpacks one member when called."""

    def __init__(self, payload: bytes, info: zipfile.ZipInfo) -> None:
        self._payload = payload
        self._info = info

    def __call__(self) -> bytes:
        """Give the member's bytes; EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError."""
        if self._info.flag_bits & _ENCRYPTED:
            raise EncryptedError
        data = unpack_data(self._info.compress_type, self._data(), self._info.file_size)
        if len(data) != self._info.file_size or zlib.crc32(data) != self._info.CRC:
            raise damaged()
        return data

    def _data(self) -> bytes:
        start = self._info.header_offset
        head = self._payload[start : start + _LOCAL_HEAD]
        if len(head) < _LOCAL_HEAD or not head.startswith(b"PK\x03\x04"):
            raise damaged()
        start += _LOCAL_HEAD + sum(struct.unpack_from("<2H", head, 26))
        return self._payload[start : start + self._info.compress_size]


def unpack_data(method: int, data: bytes, size: int) -> bytes:
    """Decompress at most `size` bytes and one, so that too long a member can be told."""
    if method not in _METHODS:
        raise UnsupportedFormatError("zip")
    try:
        return _METHODS[method](data, size + 1)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, struct.error) as error:
        raise damaged() from error


def _store(data: bytes, most: int) -> bytes:
    return data[:most]


def _inflate(data: bytes, most: int) -> bytes:
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most)


def _inflate64(data: bytes, most: int) -> bytes:
    """Windows' Explorer packs large files so. The library knows no limit: it gets a few bytes at a time."""
    inflater = inflate64.Inflater()
    found = bytearray()
    for start in range(0, len(data), _SIP):
        if len(found) >= most or inflater.eof:
            break
        found += inflater.inflate(data[start : start + _SIP])
    return bytes(found[:most])


def _bunzip2(data: bytes, most: int) -> bytes:
    return bz2.BZ2Decompressor().decompress(data, most)


def _unlzma(data: bytes, most: int) -> bytes:
    """Read the properties (APPNOTE 5.8.8): two bytes of version, two of their size, then lc/lp/pb, dictionary."""
    size, packed, dictionary = struct.unpack_from("<2xHBL", data)
    if dictionary > _LARGEST_DICTIONARY:
        raise TooLargeError("dictionary")
    rest, literal_context = divmod(packed, 9)
    position, literal_position = divmod(rest, 5)
    filters = [
        {
            "id": lzma.FILTER_LZMA1,
            "dict_size": dictionary,
            "lc": literal_context,
            "lp": literal_position,
            "pb": position,
        }
    ]
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress(data[4 + size :], most)


_METHODS: dict[int, Callable[[bytes, int], bytes]] = {
    0: _store,
    8: _inflate,
    9: _inflate64,
    12: _bunzip2,
    14: _unlzma,
}
