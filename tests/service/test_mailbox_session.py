"""The kept session: pauses that grow and end, and a refused sign-in that nobody repeats."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.errors import SignInRefusedError, TemporaryError
from intake.mailbox import ImapMailbox
from service.ledger.sql_ledger import SqlLedger
from service.mailbox_session import FIRST_PAUSE, LONGEST_PAUSE, MailboxSession, SentMail
from service.sign_in_guard import SignInGuard
from tests.fake_imap import fake_imap
from tests.fakes import FakeClock
from tests.intake.test_mailbox_faults import mailbox_at


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """An empty ledger."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    yield ledger
    ledger.close()


def _fail(session: MailboxSession, clock: FakeClock, *, after_progress: bool) -> timedelta:
    """Let the line drop once; return how long nothing is tried then."""
    with suppress(TemporaryError), session.connected():
        if after_progress:
            session.made_progress()
        raise TemporaryError("the line dropped")
    began: datetime = clock.now()
    while True:
        clock.advance(seconds=1)
        with suppress(TemporaryError), session.connected():
            return clock.now() - began


def test_pauses_grow_unless_mail_came_in() -> None:
    """A line that always drops at once is tried ever more rarely; one on which mail comes in is not."""
    clock = FakeClock()
    with fake_imap() as server:
        session = MailboxSession(lambda: mailbox_at(server), clock)
        session._failures = 9
        assert _fail(session, clock, after_progress=False) >= LONGEST_PAUSE * 0.5
        session._failures = 9
        assert _fail(session, clock, after_progress=True) <= FIRST_PAUSE + timedelta(seconds=1)
        session.close()


def test_a_refused_sign_in_is_repeated_by_nobody(ledger: SqlLedger) -> None:
    """Neither by a new start nor by the look through the folder of sent mail: one LOGIN in half an hour."""
    clock = FakeClock()
    guard = SignInGuard(ledger, clock, "imap", ("host", "box", "secret"))
    with fake_imap({"LOGIN": b"TAG NO [AUTHENTICATIONFAILED] wrong password\r\n"}) as server:

        def opened() -> ImapMailbox:
            return mailbox_at(server)

        for _ in range(3):
            with pytest.raises(SignInRefusedError), MailboxSession(opened, clock, guard).connected():
                pass
            with pytest.raises(SignInRefusedError):
                SentMail(opened, files_copies=True, guard=guard).contains("<1@example.org>")
        assert sum(b"LOGIN" in line for line in server.heard) == 1
        clock.advance(minutes=31)
        with pytest.raises(SignInRefusedError), MailboxSession(opened, clock, guard).connected():
            pass
        assert sum(b"LOGIN" in line for line in server.heard) == 2


def test_every_copy_of_a_sent_mail_is_a_sign_of_life() -> None:
    """The copies of hundreds of mails are filed in one go."""

    class Filing:
        def connect(self) -> None:
            """Nothing to connect to."""

        def close(self) -> None:
            """Nothing to close."""

        def sent_folder(self) -> str:
            """It has one."""
            return "Sent"

        def contains_message_id(self, _folder: str, _mime_id: str, _newest: int) -> bool:
            """Never."""
            return False

        def append_sent(self, _raw: bytes) -> None:
            """Take it."""

    beats: list[None] = []
    sent = SentMail(Filing, files_copies=True, beat=lambda: beats.append(None))  # type: ignore[arg-type] # a stand-in
    sent.file([(f"<{number}@example.org>", b"") for number in range(5)])
    assert len(beats) == 5
