"""One mail's files together: disk, time and text have an end, and what lies beyond is told."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from intake.message import Attachment
from parsers.document import Block, BlockKind, Document
from parsers.errors import UnreadableError
from rules.submission import SubmittedFile
from service.allowance import MailLimits
from service.archive import FileArchive
from service.reader import FileReader
from tests.documents.word import zip_of
from tests.hostile.archives import forty_two
from tests.service.office import ParserInProcess


@dataclass
class SlowParser:
    """Each file takes so many seconds by the stopwatch, and then is read, or not."""

    seconds: float
    fails: bool = False
    now: float = 0.0
    parsed: list[str] = field(default_factory=list)

    def parse(self, _path: Path, name: str, _pages: frozenset[int] = frozenset()) -> Document:
        """Let time pass."""
        self.now += self.seconds
        self.parsed.append(name)
        if self.fails:
            raise UnreadableError
        return Document("txt", (Block(BlockKind.PARAGRAPH, "字" * 1000),))

    def stopwatch(self) -> float:
        """The time that has passed."""
        return self.now


@dataclass
class CountingParser(ParserInProcess):
    """The parsers, and how often they were asked."""

    parsed: int = 0

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Count, and read."""
        self.parsed += 1
        return super().parse(path, name, pages)


def attached(count: int) -> tuple[Attachment, ...]:
    """So many files, no two alike."""
    return tuple(Attachment(f"{number}.txt", "text/plain", b"%d" % number) for number in range(count))


def reasons(files: tuple[SubmittedFile, ...]) -> list[str]:
    """Why each file could not be read; "" where it was."""
    return [file.error.reason if file.error else "" for file in files]


def test_disk_has_an_end(tmp_path: Path) -> None:
    """Members beyond the mail's share are there by name and sum, and not on the disk."""
    payload = zip_of({f"{number}.txt": str(number).encode() * 1000 for number in range(6)})
    reader = FileReader(
        FileArchive(tmp_path), ParserInProcess(), limits=MailLimits(disk_bytes=len(payload) + 3000)
    )
    files = reader.read((Attachment("a.zip", "application/zip", payload),))
    assert reasons(files) == ["", "", "", "too_large", "too_large", "too_large"]
    assert [_is_kept(tmp_path, file) for file in files] == [True, True, True, False, False, False]


def _is_kept(folder: Path, file: SubmittedFile) -> bool:
    try:
        return FileArchive(folder).path(file.sha256).is_file()
    except KeyError:
        return False


def test_zip_of_zips_fills_no_disk(tmp_path: Path) -> None:
    """42.zip and its like: what is written, containers and all that was read of them included, stays in bounds."""
    limits = MailLimits(disk_bytes=40 * 1024**2)
    reader = FileReader(FileArchive(tmp_path), ParserInProcess(), limits=limits)
    files = reader.read((Attachment("42.zip", "application/zip", forty_two(depth=2)),))
    assert "too_large" in reasons(files)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 2 * limits.disk_bytes


@pytest.mark.parametrize("depth", [2, 5])
def test_zip_of_zips_is_not_unpacked_without_end(tmp_path: Path, depth: int) -> None:
    """What was refused costs as well: of 256 files of 16 MiB a few are unpacked, the others not looked at."""
    parser = CountingParser()
    reader = FileReader(FileArchive(tmp_path), parser, limits=MailLimits(disk_bytes=40 * 1024**2))
    files = reader.read((Attachment("42.zip", "application/zip", forty_two(depth)),))
    assert parser.parsed < 20
    assert len(files) > parser.parsed


def test_files_that_take_too_long_end(tmp_path: Path) -> None:
    """After the mail's time its other files are not begun: the next mail waits."""
    slow = SlowParser(seconds=100)
    limits = MailLimits(seconds=250)
    reader = FileReader(FileArchive(tmp_path), slow, limits=limits, stopwatch=slow.stopwatch)
    assert reasons(reader.read(attached(5))) == ["", "", "", "too_large", "too_large"]
    assert len(slow.parsed) == 3


def test_files_that_are_lost_after_long_end_sooner(tmp_path: Path) -> None:
    """Time spent for nothing is worth less than time spent reading."""
    slow = SlowParser(seconds=100, fails=True)
    limits = MailLimits(seconds=1000, lost_seconds=150)
    reader = FileReader(FileArchive(tmp_path), slow, limits=limits, stopwatch=slow.stopwatch)
    assert reasons(reader.read(attached(4))) == ["unreadable", "unreadable", "too_large", "too_large"]


def test_next_mail_begins_anew(tmp_path: Path) -> None:
    """Limits are a mail's, not the program's."""
    slow = SlowParser(seconds=100)
    reader = FileReader(FileArchive(tmp_path), slow, limits=MailLimits(seconds=150), stopwatch=slow.stopwatch)
    assert reasons(reader.read(attached(3))) == ["", "", "too_large"]
    assert reasons(reader.read((Attachment("b.txt", "text/plain", b"b"),))) == [""]


def test_text_of_all_files_has_an_end(tmp_path: Path) -> None:
    """Documents of one mail are held together while it is judged."""
    slow = SlowParser(seconds=0)
    reader = FileReader(FileArchive(tmp_path), slow, limits=MailLimits(document_bytes=3000))
    assert reasons(reader.read(attached(4))) == ["", "", "too_large", "too_large"]


def test_container_is_not_remembered_twice(tmp_path: Path) -> None:
    """What lies in it is archived by itself; the cache of Documents holds no second copy."""
    payload = zip_of({"a.bin": bytes(range(256)) * 4096})
    FileReader(FileArchive(tmp_path), ParserInProcess()).read((Attachment("a.zip", "", payload),))
    remembered = [path for path in (tmp_path / "documents").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in remembered) < 100_000
