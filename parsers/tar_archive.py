"""Tar archives (POSIX.1-2001 pax, ustar, GNU): names in UTF-8 or GBK, only regular files."""

import io
import tarfile
from dataclasses import replace
from typing import BinaryIO

from parsers.document import Document
from parsers.errors import UnreadableError
from parsers.packing import MOST_FILES, Packed, damaged, decode_name, unpack_all
from parsers.sniff import sniff

_MOST_HEADERS = 4 * MOST_FILES  # folders and links included


def accepts(payload: bytes, name: str) -> bool:
    """Hold for a tar that is not compressed; parsers/compressed.py opens the others."""
    return sniff(payload, name) == "tar"


def parse(payload: bytes, name: str) -> Document:
    """Unpack a tar. Raises TooLargeError, UnreadableError where nothing of it can be read."""
    del name  # a tar is known by its bytes
    packed, is_whole = list_tar(io.BytesIO(payload))
    document = unpack_all("tar", packed, len(payload))
    return document if is_whole else replace(document, partial=True)


def list_tar(stream: BinaryIO) -> tuple[list[Packed], bool]:
    """The regular files of a tar as far as its headers can be read, and whether that is to its end.

    The stream must stay open while they are unpacked. UnreadableError where there is no header at all.
    """
    packed: list[Packed] = []
    try:
        with _opened(stream) as archive:
            for count, entry in enumerate(archive):
                if count >= _MOST_HEADERS:
                    return packed, False
                if entry.isreg() and not entry.issparse():
                    packed.append(Packed(_name(entry.name), entry.size, _Reading(stream, entry)))
    except (tarfile.TarError, ValueError, OverflowError) as error:
        if not packed:
            raise UnreadableError("no tar") from error
        return packed, False
    return packed, True


def _opened(stream: BinaryIO) -> tarfile.TarFile:
    return tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape")


def _name(name: str) -> str:
    return decode_name(name.encode("utf-8", "surrogateescape"))


class _Reading:
    """Reads one file when called: it lies in the tar as it is."""

    def __init__(self, stream: BinaryIO, entry: tarfile.TarInfo) -> None:
        self._stream = stream
        self._start, self._size = entry.offset_data, entry.size

    def __call__(self) -> bytes:
        """Give the file's bytes; UnreadableError where the tar ends before it."""
        self._stream.seek(self._start)
        data = self._stream.read(self._size)
        if len(data) < self._size:
            raise damaged()
        return data
