"""7z archives (7zFormat.txt of the LZMA SDK), through py7zr: LZMA, LZMA2, BZip2, Deflate, BCJ, Zstandard.

PPMd is left out: pyppmd, which py7zr uses, writes beyond its memory when the data is damaged. 7-Zip packs with it only
when told to.
"""

import io
import struct
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath

import py7zr
from py7zr.exceptions import (
    DecompressionBombError,
    PasswordRequired,
    UnsupportedCompressionMethodError,
)
from py7zr.io import Py7zIO, WriterFactory
from py7zr.py7zr import ArchiveFile

from parsers.document import Document
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnsupportedFormatError
from parsers.packing import (
    MOST_FILES,
    VOLUME,
    Outcome,
    contents,
    damaged,
    fitting_places,
    is_clutter,
    is_volume_name,
)
from parsers.sniff import sniff

_MOST_READ = 256 * 1024**2  # of a solid archive, to come to the small files behind a film
_LARGEST_DICTIONARY = 1024**3  # address space; memory is only used as far as a file fills it
_PACKED_DIRECTORY = b"\x17"
_LZMA, _LZMA2, _PPMD = b"\x03\x01\x01", b"\x21", b"\x03\x04\x01"
_HEAD = struct.Struct(
    "<12xQQ4x"
)  # where the directory is, counted from the end of these 32 bytes, and its size


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the signature of 7z."""
    return sniff(payload, name) == "7z"


def parse(payload: bytes, name: str) -> Document:
    """Unpack a 7z. What stands in front of a damaged place is kept.

    Raises EncryptedError, TooLargeError, UnreadableError; UnsupportedFormatError for a piece of a split archive and
    for a compression that py7zr does not know.
    """
    if _is_volume(payload, name):
        raise UnsupportedFormatError(VOLUME)
    archive, files = _open(payload)
    with archive:
        if len(files) > MOST_FILES:
            raise TooLargeError("too many files")
        return contents("7z", _unpack(archive, files, len(payload)))


def _open(payload: bytes) -> tuple[py7zr.SevenZipFile, list[ArchiveFile]]:
    """The archive and its files: no folders, links and clutter."""
    with _faults_told():
        _check_directory(payload)
        archive = py7zr.SevenZipFile(io.BytesIO(payload), max_extract_size=_MOST_READ)
        _check_coders(archive)
        return archive, [each for each in archive.files if _is_wanted(each)]


def _is_volume(payload: bytes, name: str) -> bool:
    """Tell a split archive's first piece by its name, and by a directory that lies beyond its end."""
    if len(payload) < _HEAD.size or not is_volume_name(name):
        return False
    place, size = _HEAD.unpack_from(payload)
    return _HEAD.size + int(place) + int(size) > len(payload)


def _is_wanted(file: ArchiveFile) -> bool:
    return file.is_file and not file.is_symlink and not is_clutter(file.filename)


def _check_directory(payload: bytes) -> None:
    """Refuse a directory that is itself packed with PPMd, before py7zr unpacks it."""
    place, size = _HEAD.unpack_from(payload.ljust(_HEAD.size, b"\0"))
    directory = payload[_HEAD.size + place :][:size]
    if directory.startswith(_PACKED_DIRECTORY) and _PPMD in directory:
        raise UnsupportedFormatError("7z")


def _check_coders(archive: py7zr.SevenZipFile) -> None:
    """Refuse PPMd, and dictionaries of gigabytes. py7zr shows the coders only inside its header."""
    streams = archive.header.main_streams
    for folder in streams.unpackinfo.folders if streams is not None else ():
        for coder in folder.coders:
            if coder["method"] == _PPMD:
                raise UnsupportedFormatError("7z")
            if _dictionary(coder["method"], coder.get("properties") or b"") > _LARGEST_DICTIONARY:
                raise TooLargeError("dictionary")


def _dictionary(method: bytes, properties: bytes) -> int:
    if method == _LZMA and len(properties) >= 5:
        return int.from_bytes(properties[1:5], "little")
    if method == _LZMA2 and properties:
        return (2 | properties[0] & 1) << (properties[0] // 2 + 11)
    return 0


def _unpack(archive: py7zr.SevenZipFile, files: Sequence[ArchiveFile], container_bytes: int) -> list[Outcome]:
    """Give each file's bytes, or why it is lost."""
    fitting = fitting_places([file.uncompressed for file in files], container_bytes)
    wanted = {file.filename for place, file in enumerate(files) if place in fitting}
    shelf = _Shelf()
    fault = _extract(archive, wanted, shelf)
    outcomes: list[Outcome] = []
    for file in files:
        found = shelf.take(file.filename)
        lost = fault if file.filename in wanted else TooLargeError()
        outcomes.append((file.filename, lost if found is None else found))
    return outcomes


def _extract(archive: py7zr.SevenZipFile, wanted: Collection[str], shelf: "_Shelf") -> ParseError:
    """Unpack to the shelf; give what befell the files that are not there afterwards."""
    try:
        with _faults_told():
            archive.extract(targets=wanted, factory=shelf)
    except ParseError as error:
        return error
    return damaged()  # of a name that another file has, or that py7zr gave otherwise


class _Shelf(WriterFactory):
    """Where py7zr puts what it unpacks, by name. Only files that were unpacked to their end are given back."""

    def __init__(self) -> None:
        self._files: dict[str, _Buffer] = {}

    def create(self, filename: str) -> Py7zIO:
        """Make room for a file. py7zr opens each one once."""
        self._files[_key(filename)] = buffer = _Buffer()
        return buffer

    def take(self, filename: str) -> bytes | None:
        """Give the file's bytes; None where it is not whole, or was taken before."""
        buffer = self._files.pop(_key(filename), None)
        return buffer.data() if buffer is not None and buffer.is_whole else None


def _key(filename: str) -> str:
    """A name as py7zr gives it back, which makes it relative."""
    return str(PurePosixPath(filename.lstrip("/")))


class _Buffer(Py7zIO):
    """One file in memory."""

    def __init__(self) -> None:
        self._buffer = io.BytesIO()
        self.is_whole = False

    def write(self, s: bytes | bytearray) -> int:
        """Add to the file's end. No more comes than the size that was chosen for it."""
        return self._buffer.write(s)

    def read(self, size: int | None = None) -> bytes:
        """Give what was written."""
        return self._buffer.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move in the file."""
        return self._buffer.seek(offset, whence)

    def flush(self) -> None:
        """Nothing waits."""

    def size(self) -> int:
        """How much was written."""
        return self._buffer.getbuffer().nbytes

    def close(self) -> None:
        """Called by py7zr for a file whose check sum is right."""
        self.is_whole = True

    def data(self) -> bytes:
        """All of it."""
        return self._buffer.getvalue()


@contextmanager
def _faults_told() -> Iterator[None]:
    """Translate what py7zr raises. Over files that make no sense it stumbles in many ways, all of them the file's."""
    try:
        yield
    except ParseError:
        raise
    except PasswordRequired as error:
        raise EncryptedError from error
    except UnsupportedCompressionMethodError as error:
        raise UnsupportedFormatError("7z") from error
    except (DecompressionBombError, MemoryError) as error:
        raise TooLargeError("unpacked size") from error
    except (
        Exception
    ) as error:  # six libraries are behind it, each with errors of its own; only py7zr runs here
        raise damaged() from error
