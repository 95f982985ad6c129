"""A short form of `make faults`: some of the faults, and short runs; and one under faults at random."""

import asyncio
from pathlib import Path

import pytest

from benchmarks.endurance import endure
from tests.faults.catalogue import FAULTS, Fault
from tests.faults.house import run_under
from tests.servers import MailServers

SHORT = (
    "imap LOGIN refused: password",
    "imap UIDVALIDITY changed",
    "imap SEARCH finds nothing",
    "imap FETCH: torn literal",
    "imap FETCH refused",
    "imap NOOP dropped",
    "smtp AUTH 535",
    "smtp RCPT 550 no such user",
    "smtp the end: dropped before it arrived",
    "smtp the end: 250 lost",
)


def name_of(fault: Fault) -> str:
    """The fault's name with its protocol, as the table has it."""
    return f"{fault.protocol} {fault.name}"


def test_the_catalogue_has_no_fault_twice() -> None:
    """Names tell the faults apart, and there are enough of them."""
    names = [name_of(fault) for fault in FAULTS]
    assert len(set(names)) == len(names) >= 60
    assert set(SHORT) <= set(names)


@pytest.mark.integration
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if name_of(fault) in SHORT], ids=name_of)
def test_a_fault_in_the_middle_of_a_run_loses_and_doubles_nothing(
    fault: Fault, mail_servers: MailServers, tmp_path: Path
) -> None:
    """Every mail has one row, every reply owed one state, and each that was sent arrived, once unless it was in doubt."""
    report = asyncio.run(run_under(fault, mail_servers, tmp_path, mails=20))
    assert report.wrong == ()


@pytest.mark.integration
def test_faults_at_random_lose_and_double_nothing(mail_servers: MailServers, tmp_path: Path) -> None:
    """Some minutes of `python -m benchmarks.endurance`."""
    outcome = endure(mail_servers, tmp_path, mails=60, hours=0.1, seed=3, one_in=40)
    assert outcome.faults > 5
    assert (outcome.lost, outcome.doubled, outcome.unsettled) == (0, 0, 0)
