"""The line drops after the mail and before the 250: whether it went out is asked in the folder of sent mail."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.mailbox import ImapMailbox, MailboxSettings
from intake.sender import SmtpSender, SmtpSettings
from service.ledger import SqlLedger
from service.mailbox_session import SentMail
from service.outcome import ReplyState
from service.records import NewReply
from service.sending import GRACE, Drain, Pace
from tests.chaos.house import no_sleep
from tests.fake_smtp import ACCEPTED, Answer, FakeSmtp
from tests.fakes import FakeClock
from tests.line_server import Line
from tests.servers import MailServers

pytestmark = pytest.mark.integration

KEY = "<intake.receipt.1@example.org>"
RAW = f"From: box@example.org\r\nMessage-ID: {KEY}\r\nSubject: receipt\r\n\r\nreceived\r\n".encode()


def _drop(line: Line) -> None:
    """Take the mail and say nothing of it."""
    line.drop()


def _sent_mail(servers: MailServers, user: str) -> SentMail:
    settings = MailboxSettings(
        host=servers.host,
        port=servers.imaps_port,
        tls="implicit",
        ca_file=servers.ca_file,
        username=user,
        password=servers.password,
        folders=("INBOX",),
        timeout_seconds=10.0,
    )
    return SentMail(lambda: ImapMailbox(settings), files_copies=True)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    """A ledger with one reply in its queue."""
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    reply = NewReply(
        None,
        "digest",
        (),
        0,
        KEY,
        ("unit@example.org",),
        "receipt",
        RAW,
        ReplyState.QUEUED,
        FakeClock().now(),
    )
    with ledger.write() as books:
        books.add_reply(reply)
    yield ledger
    ledger.close()


@pytest.mark.parametrize(("saves", "transfers"), [(True, 1), (False, 2)])
def test_a_dropped_line_after_the_mail(
    mail_servers: MailServers, ledger: SqlLedger, *, saves: bool, transfers: int
) -> None:
    """A provider that keeps what goes out has it: nothing goes out twice. Otherwise the same mail goes out again."""
    user, clock = mail_servers.new_user("box"), FakeClock()
    answers: Iterator[Answer] = iter([_drop, ACCEPTED])
    with FakeSmtp({"CONTENT": answers}) as smtp:
        settings = SmtpSettings(smtp.host, smtp.port, "none", None, user, "secret", user)

        def drain() -> None:
            async def run() -> None:
                sender = SmtpSender(settings)
                await Drain(ledger, sender, _sent_mail(mail_servers, user), clock, Pace(100, 100), no_sleep)()
                await sender.aclose()

            asyncio.run(run())

        drain()
        assert _state(ledger) is ReplyState.UNCERTAIN
        drain()  # nothing is done before the grace is over
        assert _state(ledger) is ReplyState.UNCERTAIN
        if saves:
            mail_servers.append(user, "Sent", RAW)
        clock.advance(seconds=GRACE.total_seconds() + 1)
        drain()
        clock.advance(days=1)
        drain()
    assert _state(ledger) is ReplyState.SENT
    assert smtp.contents == [RAW] * transfers
    assert mail_servers.read_folder(user, "Sent") == [RAW]


def _state(ledger: SqlLedger) -> ReplyState:
    with ledger.read() as books:
        (reply,) = books.replies()
    return reply.state
