"""Single files behind gzip (RFC 1952), bzip2 or xz, and tars behind them ("a.tar.gz", "a.tgz")."""

import bz2
import lzma
import re
import zlib
from typing import Protocol

from parsers import tar_archive
from parsers.document import Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.packing import contents, decode_name, most_bytes
from parsers.sniff import sniff

_KINDS = frozenset({"gz", "bz2", "xz"})
_MOST_MEMORY = 128 * 1024**2  # of xz: its dictionary, 64 MiB at its best level
_MOST_STREAMS = 1000  # one after the other in one file
_HAS_EXTRA, _HAS_NAME = 4, 8
_SUFFIX = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)
_TAR_SUFFIX = re.compile(r"\.t(?:gz|bz2?|xz)$", re.IGNORECASE)


class _Decompressor(Protocol):
    """What the three libraries have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the three formats' magic numbers."""
    return sniff(payload, name) in _KINDS


def parse(payload: bytes, name: str) -> Document:
    """Decompress the file: a tar gives its files, anything else is the one file inside.

    Raises TooLargeError, UnreadableError.
    """
    kind = sniff(payload, name)
    data = _decompress(kind, payload)
    inner = _inner_name(payload if kind == "gz" else b"", name)
    if sniff(data, inner) == "tar":
        return tar_archive.parse(data, inner)
    return contents(kind, [(inner, data)])


def _decompress(kind: str, payload: bytes) -> bytes:
    """Give all streams of the file, one after the other; what follows the last is padding."""
    most, found = most_bytes(len(payload)), bytearray()
    for _stream in range(_MOST_STREAMS):
        decompressor = _decompressor(kind)
        try:
            found += decompressor.decompress(payload, most - len(found) + 1)
        except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
            raise _fault(error) from error
        if len(found) > most:
            raise TooLargeError("unpacked size")
        if not decompressor.eof:
            raise UnreadableError("cut off")
        payload = decompressor.unused_data
        if sniff(payload, "") != kind:
            break
    return bytes(found)


def _fault(error: Exception) -> TooLargeError | UnreadableError:
    if isinstance(error, lzma.LZMAError) and "limit" in str(error):
        return TooLargeError("dictionary")
    return UnreadableError("damaged")


def _decompressor(kind: str) -> _Decompressor:
    if kind == "bz2":
        return bz2.BZ2Decompressor()
    if kind == "xz":
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)
    return zlib.decompressobj(16 + zlib.MAX_WBITS)


def _inner_name(payload: bytes, name: str) -> str:
    """The name that gzip keeps, else the file's own without the suffix."""
    if _TAR_SUFFIX.search(name):
        return _TAR_SUFFIX.sub(".tar", name)
    return _kept_name(payload) or _SUFFIX.sub("", name.rpartition("/")[2])


def _kept_name(payload: bytes) -> str:
    """FNAME of RFC 1952 2.3: Latin-1 by the letter, UTF-8 or GBK in practice."""
    if len(payload) < 12 or not payload[3] & _HAS_NAME:
        return ""
    start = 10
    if payload[3] & _HAS_EXTRA:
        start += 2 + int.from_bytes(payload[10:12], "little")
    raw, ending, _rest = payload[start : start + 1000].partition(b"\0")
    return decode_name(raw) if ending else ""
