"""The disk full, the ledger locked, read-only, gone or damaged: work stops with one line, and is made up for once."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import TemporaryError
from service.archive import ArchiveError
from service.ledger import LedgerError, TemporaryLedgerError
from tests.chaos.house import House, Weather

STEPS = 4  # of the steps every so many is tried: all of them take minutes


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The program over an empty folder."""
    house = House(tmp_path)
    yield house
    house.close()


def _weathers(house: House) -> dict[str, Weather]:
    return {"begin": house.begin, "commit": house.commit, "disk": house.disk}


def _touches(folder: Path) -> dict[str, int]:
    """How often an undisturbed run touches the world, in each way."""
    house = House(folder)
    house.poll()
    house.check()
    house.close()
    return {name: weather.touches for name, weather in _weathers(house).items()}


@pytest.mark.parametrize(
    ("where", "first", "error"),
    [
        ("begin", 1, TemporaryLedgerError("台账正被另一个程序占用")),
        ("begin", 3, LedgerError("台账是只读的")),
        ("commit", 2, TemporaryLedgerError("台账写不进去：磁盘已满")),
        ("commit", 4, TemporaryLedgerError("台账写不进去：磁盘已满")),
        ("disk", 1, ArchiveError("来件存档无法读写：磁盘已满")),
        ("disk", 2, ArchiveError("来件存档无法读写：磁盘已满")),
    ],
)
def test_a_fault_at_any_step_is_made_up_for_once(
    tmp_path: Path, where: str, first: int, error: Exception
) -> None:
    """The world refuses from the n-th touch on: the error that stands is raised, and afterwards all is done once.

    Every other time the program is ended in between: then the folder of sent mail tells what it had sent.
    """
    most = _touches(tmp_path / "first")[where]
    assert most > 12
    for turn, number in enumerate(range(first, most + 1, STEPS)):
        house = House(tmp_path / str(number))
        weather = _weathers(house)[where]
        weather.error, weather.at, weather.touches = (lambda: error), number, 0
        with pytest.raises((TemporaryError, LedgerError), match=str(error)):
            house.poll()
        weather.error = None
        if turn % 2:
            house.close()
            house.open()
        house.sent_folder.ids.update(house.sent_folder.filed)
        for _ in range(2):  # what was in hand when the program ended waits a minute
            house.mend()
            house.poll()
        house.check()
        house.close()


def test_a_ledger_locked_by_another_program_waits(house: House) -> None:
    """Another program holds the ledger, from the beginning or from the middle of a send on."""
    other = sqlite3.connect(house.ledger_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TemporaryLedgerError, match="正被另一个程序占用"):
        house.poll()
    other.execute("ROLLBACK")
    house.sender.after = lambda: None if other.in_transaction else _begin(other)
    with pytest.raises(TemporaryLedgerError, match="正被另一个程序占用"):
        house.poll()
    house.sender.after = lambda: None
    other.execute("ROLLBACK")
    other.close()
    house.mend()
    house.poll()
    house.check()


def _begin(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")


def test_a_ledger_that_is_taken_away_under_the_running_program_stops_it(house: House, tmp_path: Path) -> None:
    """SQLite would go on into a file without a name. Put back, it goes on where it was."""
    house.poll()
    house.ledger_path.rename(tmp_path / "away")
    with pytest.raises(LedgerError, match="不见了"):
        house.poll()
    assert not house.ledger_path.exists()
    (tmp_path / "away").rename(house.ledger_path)
    house.mend()
    house.poll()
    house.check()


def test_a_ledger_that_is_replaced_under_the_running_program_stops_it(house: House) -> None:
    """Whether the other file is the right one is for a person to say."""
    house.poll()
    copy = house.ledger_path.with_name("copy")
    copy.write_bytes(house.ledger_path.read_bytes())
    copy.rename(house.ledger_path)
    with pytest.raises(LedgerError, match="被替换"):
        house.poll()


def test_a_lost_ledger_is_not_replaced_by_an_empty_one(house: House, tmp_path: Path) -> None:
    """A new one would answer every mail again."""
    house.poll()
    house.close()
    house.ledger_path.rename(tmp_path / "away")
    for emptied in (False, True):
        if emptied:
            house.ledger_path.touch()
        with pytest.raises(LedgerError, match="新建台账会使每封来件再被答复一次"):
            house.open()
    (tmp_path / "away").rename(house.ledger_path)
    house.open()
    house.poll()
    house.check()


def test_a_damaged_ledger_stops_the_program_and_a_backup_brings_it_back(house: House) -> None:
    """The damage is said to be one; nothing is made anew."""
    house.poll()
    house.close()
    good = house.ledger_path.read_bytes()
    house.ledger_path.write_bytes(b"\xff" * len(good))
    with pytest.raises(LedgerError, match=r"已损坏|不是 SQLite 数据库"):
        house.open()
    house.ledger_path.write_bytes(good)
    house.open()
    house.poll()
    house.check()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of three megabytes; skipped where nothing may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run(["umount", place], check=True)


def _fill(disk: Path, free: int) -> Path:
    """Leave so many kilobytes; return the file that takes up the rest."""
    ballast = disk / "ballast"
    space = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize - free * 1024)
    return ballast


@pytest.mark.parametrize("free", [0, 8, 24, 48, 96, 160, 224])
def test_a_full_disk_stops_the_program_and_loses_nothing(small_disk: Path, free: int) -> None:
    """So many kilobytes are left: the disk is full at another step each time; then there is room again."""
    house = House(small_disk)
    ballast = _fill(small_disk, free)
    with pytest.raises((ArchiveError, TemporaryLedgerError), match="磁盘"):
        house.poll()
    ballast.unlink()
    house.mend()
    house.poll()
    house.check()
    house.close()


def test_a_read_only_disk_stops_the_program(small_disk: Path) -> None:
    """Made read-only while the program was down, as a kernel does with a failing disk."""
    house = House(small_disk)
    house.close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises((LedgerError, TemporaryError), match=r"只读|read-only|打不开"):
        house.open()
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    house.open()
    house.poll()
    house.check()
    house.close()
