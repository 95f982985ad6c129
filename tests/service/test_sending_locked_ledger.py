"""The server takes a mail, and then the ledger cannot be written: what the program knows it does not forget."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intake.sender import SendResult
from service.ledger.errors import TemporaryLedgerError
from service.ledger.sql_ledger import SqlLedger, SqlTransaction
from service.outcome import ReplyState
from tests.service.test_sending import FakeSender, PostRoom


class LockedLedger(SqlLedger):
    """A ledger that can be locked in the middle of a send."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.locked = False

    @contextmanager
    def write(self) -> Iterator[SqlTransaction]:
        """Refuse while it is locked."""
        if self.locked:
            raise TemporaryLedgerError("locked")
        with super().write() as transaction:
            yield transaction


class LockingSender(FakeSender):
    """Sends, and finds the ledger locked afterwards."""

    def __init__(self, ledger: LockedLedger) -> None:
        super().__init__()
        self.ledger = ledger

    async def send(self, raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Lock the ledger once the mail is out."""
        self.ledger.locked = True
        return await super().send(raw, to)


def test_a_mail_known_to_be_sent_is_not_sent_again_though_the_ledger_was_locked(tmp_path: Path) -> None:
    """The program has read the 250: it remembers it, and a copy in the folder of sent mail outlives the program."""
    ledger = LockedLedger(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    ledger.upgrade()
    room = PostRoom(ledger, sender=LockingSender(ledger))
    room.queue()
    with pytest.raises(TemporaryLedgerError):
        room.send()
    assert room.states == [ReplyState.SENDING]
    assert room.sent_folder.filed == [room.replies[0].mime_id]
    ledger.locked = False
    room.clock.advance(days=1)
    assert room.send() == 0
    assert room.states == [ReplyState.SENT]
    assert len(room.sender.sent) == 1
    ledger.close()
