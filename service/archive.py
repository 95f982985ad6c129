"""Raw mail and attachments by their SHA-256: written and fsynced before anything is said about them.

raw/ab/abcdef…        the bytes, named by what they hold
raw/incoming/         files that are still being written
documents/ab/abcdef…  how files were read: a cache, which may be deleted at any time
"""

import fcntl
import hashlib
import io
import os
import re
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from intake.errors import TemporaryError
from intake.os_errors import explain_os_error
from parsers.codec import dump_document, load_document
from parsers.document import Document

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # exists for type checkers only

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DIGEST_BYTES = 32
_LEFT_OVER_SECONDS = 3600
_FOLDER_MODE = 0o700


class ArchiveError(TemporaryError):
    """The archive cannot be written or read just now; the message is one line for the operator."""


class ArchiveBusyError(ArchiveError):
    """Somebody puts mails in right now: nothing may be removed."""


class FileArchive:
    """The archive (service.ports.Archive) in a folder of the file system; may be used from several threads.

    Folders are made for this account's eyes only. A file gets its name only when it is whole and on the disk: a
    crash leaves at most a nameless file behind, which a start more than an hour later removes. Every method raises
    ArchiveError where the disk refuses.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._raw = root / "raw"
        self._incoming = self._raw / "incoming"
        self._documents = root / "documents"
        with _explained(root):
            self._make_folders()
            _clear(self._incoming, older_than=time.time() - _LEFT_OVER_SECONDS)

    def put(self, payload: bytes) -> str:
        """Keep the bytes; return their SHA-256 in hex. Bytes that are kept already are not written again."""
        sha256 = hashlib.sha256(payload).hexdigest()
        with _explained(self._root):
            if self._is_kept(sha256, len(payload)):
                # Another thread may have named the file and not yet made the name last.
                _fsync_folder(self._place(sha256).parent)
                return sha256
        with self.writer() as writer:
            writer.stream.write(payload)
            return writer.finish()[0]

    @contextmanager
    def writer(self) -> Iterator["FileWriter"]:
        """A file to write in parts; `finish()` fsyncs and names it. Left without finish(), it vanishes."""
        with _explained(self._root):
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            writer = FileWriter(self._root, descriptor, Path(name), self._keep)
        try:
            yield writer
        finally:
            writer.abandon()

    def path(self, sha256: str) -> Path:
        """Where the bytes lie. Raises KeyError where they are not kept."""
        place = self._place(sha256)
        if not place.is_file():
            raise KeyError(sha256)
        return place

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises KeyError where they are not kept."""
        with _explained(self._root):
            try:
                return self._place(sha256).read_bytes()
            except FileNotFoundError:
                raise KeyError(sha256) from None

    def put_document(self, key: str, document: Document) -> None:
        """Remember how a file was read; a cache, which may be deleted at any time and is therefore not fsynced."""
        body = dump_document(document)
        place = self._document_place(key)
        # No room for what is only remembered is no reason to stop: the file is read again next time.
        with suppress(OSError):
            place.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._incoming)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(body).digest() + body)
            Path(name).replace(place)

    def get_document(self, key: str) -> Document | None:
        """What was remembered under the key; None where nothing was, or nothing that can be understood any more."""
        try:
            content = self._document_place(key).read_bytes()
        except OSError:
            return None
        # After a power failure a file that was never fsynced may be empty, short or full of zeros.
        digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        if hashlib.sha256(body).digest() != digest:
            return None
        try:
            return load_document(body)
        except ValueError:  # written by another version of this program
            return None

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep everything that is put in until its rows are in the ledger: nothing is removed meanwhile."""
        with self._locked(fcntl.LOCK_SH):
            yield

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Keep others from putting anything in. Raises ArchiveBusyError while somebody does."""
        try:
            with self._locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
                yield
        except BlockingIOError as error:
            raise ArchiveBusyError("正在收取或处理来件，请稍后再试") from error

    def discard(self, sha256: str) -> None:
        """Remove bytes that nobody may keep any longer; harmless where they are not there."""
        with _explained(self._root):
            self._place(sha256).unlink(missing_ok=True)

    def remove_all_but(self, contents: Collection[str], document_keys: Iterable[str]) -> tuple[int, int]:
        """Remove everything else; return how many files of mails and how many bytes. Only while closed()."""
        documents = {self._document_place(key).name for key in document_keys}
        with _explained(self._root):
            going = [path for path in self._kept() if path.name not in contents]
            size = sum(path.stat().st_size for path in going)
            for path in going:
                path.unlink()
            _clear(self._incoming, older_than=time.time())
            for path in self._documents.glob("??/*"):
                if path.name not in documents:
                    path.unlink()
        return len(going), size

    def _kept(self) -> list[Path]:
        return [path for path in self._raw.glob("??/*") if _SHA256.fullmatch(path.name)]

    @contextmanager
    def _locked(self, how: int) -> Iterator[None]:
        with _explained(self._root):
            descriptor = os.open(self._root / "archive.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, how)
            yield
        finally:
            os.close(descriptor)

    def _make_folders(self) -> None:
        """Make what is missing, and make every folder's name last.

        All the folders by first byte are made at once: naming a file then costs two fsyncs, its own and its folder's.
        """
        self._root.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        for folder in (self._raw, self._incoming, self._documents):
            folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        for byte in range(256):
            (self._raw / f"{byte:02x}").mkdir(mode=_FOLDER_MODE, exist_ok=True)
        for folder in (self._raw, self._root, self._root.parent):
            _fsync_folder(folder)

    def _keep(self, written: Path, sha256: str, size: int) -> None:
        """Name a file that is whole and on the disk by what it holds, and make the name last."""
        place = self._place(sha256)
        if self._is_kept(sha256, size):
            written.unlink()
        else:
            written.replace(place)
        _fsync_folder(place.parent)

    def _is_kept(self, sha256: str, size: int) -> bool:
        try:
            return self._place(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def _place(self, sha256: str) -> Path:
        # The name comes from the ledger or a person: nothing but a SHA-256 may lead to a file.
        if _SHA256.fullmatch(sha256) is None:
            raise KeyError(sha256)
        return self._raw / sha256[:2] / sha256

    def _document_place(self, key: str) -> Path:
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._documents / name[:2] / name


class FileWriter:
    """A growing file of the archive (service.ports.ArchiveWriter)."""

    def __init__(
        self, root: Path, descriptor: int, path: Path, keep: Callable[[Path, str, int], None]
    ) -> None:
        self._root = root
        self._path = path
        self._keep = keep
        self._stream = _HashingStream(root, io.FileIO(descriptor, "wb"))

    @property
    def stream(self) -> BinaryIO:
        """Where to write, from the beginning to the end: it cannot seek."""
        return self._stream

    def finish(self) -> tuple[str, int]:
        """Fsync, name by content; return SHA-256 and size. Nothing can be written afterwards."""
        with _explained(self._root):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            sha256, size = self._stream.sha256, self._stream.size
            self._keep(self._path, sha256, size)
        return sha256, size

    def abandon(self) -> None:
        """Let the file vanish, unless it was finished."""
        # A disk that is full refuses the last bytes once more; they are not wanted any longer.
        with suppress(OSError):
            self._stream.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


class _HashingStream(io.BufferedWriter):
    """A file that knows the SHA-256 and the size of what was written to it."""

    def __init__(self, root: Path, raw: io.FileIO) -> None:
        super().__init__(raw)
        self._root = root
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: "ReadableBuffer", /) -> int:
        with _explained(self._root):
            written = super().write(data)
        self._hash.update(data)
        self.size += written
        return written

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        raise io.UnsupportedOperation(f"a file of the archive only grows: no seek to {offset} ({whence})")


@contextmanager
def _explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(f"来件存档 {root} 无法读写：{explain_os_error(error)}") from error


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clear(folder: Path, older_than: float) -> None:
    """Remove what a crash left half written. What is younger may be another process's work."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < older_than:
                path.unlink()
