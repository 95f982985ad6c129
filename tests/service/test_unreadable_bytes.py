"""The disk does not give one mail's bytes: the others are settled all the same."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.archive import ArchiveError, FileArchive
from service.jobs import Jobs
from service.outcome import Disposition
from service.sending import Drain, Pace
from tests.chaos.house import no_sleep, unused
from tests.service.office import NOON, Office, mail_of, open_office
from tests.service.test_jobs import FakeSession
from tests.service.test_sending import FakeSender, FakeSentFolder


class BadSectors(FileArchive):
    """An archive on a disk that does not give some of its files."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.bad: set[str] = set()

    def get(self, sha256: str) -> bytes:
        """Give the bytes, or what a kernel says of a bad sector."""
        if sha256 in self.bad:
            raise ArchiveError("来件存档无法读写：读写出错")
        return super().get(sha256)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


@pytest.mark.parametrize(("bad", "settled"), [({0}, 4), ({1, 3}, 3), ({0, 1}, 0), ({4}, 4)])
def test_one_mail_that_the_disk_does_not_give_holds_up_no_other(
    office: Office, tmp_path: Path, bad: set[int], settled: int
) -> None:
    """It is said, and the mail waits uncounted; where two in a row are not given it is the disk's turn."""
    archive = BadSectors(tmp_path)
    desk = replace(office.desk, archive=archive)
    arrived = [office.arrive(mail_of(f"无关 {n}"), NOON + timedelta(minutes=n)) for n in range(5)]
    archive.bad = {office.message(arrived[number]).raw_sha256 for number in bad}
    drain = Drain(desk.ledger, FakeSender(), FakeSentFolder(), desk.clock, Pace(1000, 1000), no_sleep)
    jobs = Jobs(desk, FakeSession(unused, desk.clock), drain)
    for _ in range(2):
        with pytest.raises(ArchiveError):
            jobs.settle()
        rows = [office.message(message) for message in arrived]
        assert sum(row.disposition is Disposition.REVIEW for row in rows) == settled
        assert all(row.attempts == 0 for row in rows)
    archive.bad = set()
    assert jobs.settle() == {Disposition.REVIEW: 5 - settled}
