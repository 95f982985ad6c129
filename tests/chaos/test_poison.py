"""A mail that ends the whole process is counted like one that breaks us in any other way."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from service.attempts import ATTEMPTS
from service.in_hand import IN_HAND
from service.jobs import Jobs
from service.outcome import Disposition
from service.sending import Drain, Pace
from tests.chaos import poisoned
from tests.chaos.house import no_sleep, unused
from tests.chaos.program import SRC
from tests.service.office import open_office
from tests.service.test_jobs import FakeSession
from tests.service.test_sending import FakeSender, FakeSentFolder

STARTS = 2 * ATTEMPTS + 1  # a start after a death only counts it, for the mail then rests a while


def _exits(folder: Path) -> list[str]:
    command = [sys.executable, "-m", "tests.chaos.poisoned", str(folder), str(STARTS)]
    done = subprocess.run(
        command, cwd=SRC, env=os.environ | {"PYTHONPATH": str(SRC)}, check=True, capture_output=True
    )
    lines = done.stdout.decode().splitlines()
    return [line for line in lines if line.lstrip("-").isdigit()]


def test_a_mail_that_kills_the_program_is_set_aside_after_three_deaths(tmp_path: Path) -> None:
    """Its neighbours, which were in hand with it, are settled; the program does not die of it a fourth time."""
    office = open_office(tmp_path)
    bad = poisoned.fill(office)
    assert Counter(_exits(tmp_path)) == {"0": STARTS - ATTEMPTS, str(-signal.SIGKILL): ATTEMPTS}
    with office.desk.ledger.read() as ledger:
        rows = {row.id: row for row in ledger.messages()}
        assert ledger.note(IN_HAND) == ""
    failed = rows.pop(bad)
    assert (failed.disposition, failed.attempts) == (Disposition.FAILED, ATTEMPTS)
    assert "意外终止" in failed.why
    # Whoever was in hand with it once was not counted with it again.
    assert len(rows) == poisoned.INNOCENT
    assert all(row.disposition is Disposition.REVIEW and row.attempts <= 1 for row in rows.values())
    office.desk.ledger.close()


def test_a_run_that_ends_by_itself_leaves_nothing_in_hand(tmp_path: Path) -> None:
    """A stop in the middle (SIGTERM) counts no attempt for anybody."""
    office = open_office(tmp_path)
    poisoned.fill(office)
    desk = office.desk
    drain = Drain(desk.ledger, FakeSender(), FakeSentFolder(), desk.clock, Pace(1000, 1000), no_sleep)
    answers = iter([False, False, True])
    for stop in (lambda: next(answers), lambda: True):
        Jobs(desk, FakeSession(unused, desk.clock), drain, stop=stop).settle()
    with desk.ledger.read() as ledger:
        rows = ledger.messages()
    assert [row.disposition is not None for row in rows] == [True] * 2 + [False] * (len(rows) - 2)
    assert all(row.attempts == 0 for row in rows)
    office.desk.ledger.close()
