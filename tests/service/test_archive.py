"""The archive: bytes by what they hold, whole or not at all, and for nobody else's eyes."""

import errno
import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intake.errors import TemporaryError
from parsers.document import Block, BlockKind, Document
from service.archive import ArchiveError, FileArchive
from service.ports import Archive

MAIL = b"Subject: =?gb18030?B?1tC5+g==?=\r\n\r\n\x00\xff\x80"
SHA256 = hashlib.sha256(MAIL).hexdigest()
DOCUMENT = Document(kind="docx", blocks=(Block(BlockKind.HEADING, "一、项目实施成效", level=1),))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the archive of a test lies."""
    return tmp_path / "data"


@pytest.fixture
def archive(root: Path) -> Archive:
    """An empty archive, as the ports describe it."""
    return FileArchive(root)


def _files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_bytes_come_back_by_their_hash(archive: Archive, root: Path) -> None:
    """What was put is found by its SHA-256, at the place that it names."""
    assert archive.put(MAIL) == SHA256
    assert archive.get(SHA256) == MAIL
    assert archive.path(SHA256) == root / "raw" / SHA256[:2] / SHA256
    assert archive.put(b"") == hashlib.sha256(b"").hexdigest()
    assert archive.get(hashlib.sha256(b"").hexdigest()) == b""


def test_putting_twice_writes_once(archive: Archive, root: Path) -> None:
    """The same bytes are one file, which the second time is left as it is."""
    archive.put(MAIL)
    before = archive.path(SHA256).stat()
    assert archive.put(MAIL) == SHA256
    after = archive.path(SHA256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert _files(root) == [f"raw/{SHA256[:2]}/{SHA256}"]


def test_file_of_another_size_is_replaced(archive: Archive) -> None:
    """A file that was cut short behind our back is not taken for the bytes."""
    archive.put(MAIL)
    archive.path(SHA256).write_bytes(MAIL[:5])
    archive.put(MAIL)
    assert archive.get(SHA256) == MAIL
    archive.path(SHA256).write_bytes(MAIL + b"more")
    with archive.writer() as writer:
        writer.stream.write(MAIL)
        writer.finish()
    assert archive.get(SHA256) == MAIL


@pytest.mark.parametrize(
    "sha256", [SHA256, "", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "０" * 64]
)
def test_what_is_not_kept_is_a_key_error(archive: Archive, sha256: str) -> None:
    """Unknown hashes and what is no hash at all: nothing but a SHA-256 leads to a file."""
    with pytest.raises(KeyError):
        archive.get(sha256)
    with pytest.raises(KeyError):
        archive.path(sha256)


def test_writing_in_parts(archive: Archive, root: Path) -> None:
    """A long mail is written part by part, of whatever type the parts are; hash and size are those of the whole."""
    parts = (b"a" * 100_000, bytearray(b"b" * 7), memoryview(b"c" * 3))
    with archive.writer() as writer:
        for part in parts:
            writer.stream.write(part)
        assert _files(root)[0].startswith("raw/incoming/")
        found = writer.finish()
    whole = b"".join(parts)
    assert found == (hashlib.sha256(whole).hexdigest(), 100_010)
    assert archive.get(found[0]) == whole
    assert len(_files(root)) == 1


def test_unfinished_file_vanishes(archive: Archive, root: Path) -> None:
    """Left without finish(), or by an exception, nothing stays behind; the exception passes as it is."""
    with archive.writer() as writer:
        writer.stream.write(MAIL)
    assert _files(root) == []
    with pytest.raises(ConnectionError):
        _write_until_the_line_drops(archive)
    assert _files(root) == []


def _write_until_the_line_drops(archive: Archive) -> None:
    with archive.writer() as writer:
        writer.stream.write(MAIL)
        raise ConnectionError


def test_growing_file_only_grows(archive: Archive) -> None:
    """A file whose hash is taken while it is written cannot be written anywhere but at its end."""
    with archive.writer() as writer:
        assert not writer.stream.seekable()
        with pytest.raises(io.UnsupportedOperation):
            writer.stream.seek(0)


def test_everything_is_on_the_disk_before_it_is_said(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are fsynced before they get their name, the name before put() returns."""
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        place = Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(root)
        steps.append(f"fsync {'/'.join(place.parts[:2])}")
        real_fsync(descriptor)

    def replace(path: Path, target: Path) -> Path:
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    archive.put(MAIL)
    assert steps == ["fsync raw/incoming", "name", f"fsync raw/{SHA256[:2]}"]
    steps.clear()
    archive.put(MAIL)
    assert steps == [f"fsync raw/{SHA256[:2]}"]


def test_threads_may_put_the_same(archive: Archive, root: Path) -> None:
    """Several that put the same bytes at once leave one whole file."""
    payloads = [bytes([number % 5]) * 50_000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        hashes = list(pool.map(archive.put, payloads))
    assert [archive.get(sha256) for sha256 in hashes] == payloads
    assert len(_files(root)) == 5


def test_nobody_else_may_look(root: Path) -> None:
    """Folders are 0700 and files 0600, whatever the umask."""
    before = os.umask(0)
    try:
        archive = FileArchive(root)
        archive.put(MAIL)
        archive.put_document("key", DOCUMENT)
    finally:
        os.umask(before)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in root.rglob("*")}
    assert modes == {True: 0o700, False: 0o600}
    assert {path.stat().st_mode & 0o777 for path in root.rglob("*") if path.is_dir()} == {0o700}
    assert root.stat().st_mode & 0o777 == 0o700


def test_left_overs_of_a_crash_are_removed(archive: Archive, root: Path) -> None:
    """At a later start what is older than an hour goes; what is younger may be another process's work, and stays."""
    archive.put(MAIL)
    old, young = root / "raw" / "incoming" / "tmpold", root / "raw" / "incoming" / "tmpyoung"
    for path in (old, young):
        path.write_bytes(b"half a mail")
    hour_ago = young.stat().st_mtime - 3_700
    os.utime(old, (hour_ago, hour_ago))
    os.utime(archive.path(SHA256), (hour_ago, hour_ago))
    again = FileArchive(root)
    assert not old.exists()
    assert young.exists()
    assert again.get(SHA256) == MAIL


def test_document_is_remembered(archive: Archive) -> None:
    """By any key, until another one is remembered under it."""
    for key in (SHA256, f"{SHA256}:outline", "键/../..", "\ud800"):
        assert archive.get_document(key) is None
        archive.put_document(key, Document(kind="pdf"))
        archive.put_document(key, DOCUMENT)
        assert archive.get_document(key) == DOCUMENT


@pytest.mark.parametrize("damage", ["empty", "short", "zeros", "changed", "other version", "folder"])
def test_damaged_memory_is_none(archive: Archive, root: Path, damage: str) -> None:
    """The cache is never fsynced: whatever a power failure leaves of it is as good as nothing."""
    archive.put_document("key", DOCUMENT)
    (path,) = (root / "documents").rglob("*/*")
    content = path.read_bytes()
    other = b"a document of another version"
    contents = {
        "empty": b"",
        "short": content[:-1],
        "zeros": bytes(len(content)),
        "changed": content.replace(b"docx", b"docy"),
        "other version": hashlib.sha256(other).digest() + other,
    }
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes(contents[damage])
    assert archive.get_document("key") is None


def test_memory_may_be_deleted_at_any_time(archive: Archive, root: Path) -> None:
    """An operator who makes room with rm loses nothing: the next file is remembered again."""
    archive.put_document("key", DOCUMENT)
    for folder in sorted((root / "documents").rglob("*"), reverse=True):
        folder.rmdir() if folder.is_dir() else folder.unlink()
    (root / "documents").rmdir()
    assert archive.get_document("key") is None
    archive.put_document("key", DOCUMENT)
    assert archive.get_document("key") == DOCUMENT


def test_no_room_for_memory_is_no_failure(
    archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the memory only, and leaves nothing half written in its place."""
    monkeypatch.setattr(Path, "replace", _no_room)
    archive.put_document("key", DOCUMENT)
    assert archive.get_document("key") is None
    assert _files(root / "documents") == []


def test_refusal_of_the_disk_may_pass(archive: Archive, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is the world's fault, said in one line; the bytes are not said to be kept."""
    monkeypatch.setattr(os, "fsync", _no_room)
    with pytest.raises(ArchiveError, match="磁盘已满") as caught:
        archive.put(MAIL)
    assert isinstance(caught.value, TemporaryError)
    assert str(root) in str(caught.value)
    monkeypatch.undo()
    assert _files(root) == []
    assert archive.put(MAIL) == SHA256


def test_full_disk_while_writing() -> None:
    """Refused in the middle of a mail: one line, whoever wrote the part."""
    from service.archive import _HashingStream  # noqa: PLC0415 the only test that looks inside

    stream = _HashingStream(Path("/data"), io.FileIO("/dev/full", "wb"))
    with pytest.raises(ArchiveError, match="来件存档 /data 无法读写：磁盘已满"):
        stream.write(b"x" * 100_000)
    stream.close()


def test_archive_that_cannot_be_made(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "data").write_bytes(b"")
    with pytest.raises(ArchiveError, match="data"):
        FileArchive(tmp_path / "data")


def _no_room(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
