"""Mails come in once, whatever people and servers do to the mailbox meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.errors import TemporaryError
from service.collecting import Collection, Collector
from service.pipeline import collect
from service.records import MessageRecord
from tests.service.office import FakeMailbox, Office, mail_of, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _collect(office: Office, mailbox: FakeMailbox, *, full: bool = False) -> Collection:
    desk = office.desk
    return collect(Collector(mailbox, desk.ledger, desk.archive, desk.clock, full=full))


def _rows(office: Office) -> tuple[MessageRecord, ...]:
    with office.desk.ledger.read() as ledger:
        return ledger.messages()


def test_every_mail_gets_one_row_and_its_exact_bytes(office: Office) -> None:
    """What lies in the archive is what came over the wire; the second round finds nothing new."""
    raw = mail_of("甲") + b"\xb8\xbd\xbc\xfe raw GBK\r\n"
    mailbox = FakeMailbox({"INBOX": {3: raw, 9: mail_of("乙")}})
    assert _collect(office, mailbox).fetched == 2
    assert _collect(office, mailbox).fetched == 0
    rows = _rows(office)
    assert [row.subject for row in rows] == ["甲", "乙"]
    assert office.desk.archive.get(rows[0].raw_sha256) == raw
    assert mailbox.fetched == [("INBOX", 3), ("INBOX", 9)]


def test_a_moved_mail_is_recognised(office: Office) -> None:
    """People move mails about: same bytes at a new place are the same mail."""
    mailbox = FakeMailbox({"INBOX": {3: mail_of("甲")}, "Junk": {}})
    _collect(office, mailbox)
    mailbox.mails["Junk"][1] = mailbox.mails["INBOX"].pop(3)
    result = _collect(office, mailbox)
    assert (result.fetched, result.recognised) == (0, 1)
    assert len(_rows(office)) == 1


def test_a_second_copy_is_a_mail_of_its_own(office: Office) -> None:
    """Two mails that lie in the mailbox are two rows, equal as they may be."""
    mailbox = FakeMailbox({"INBOX": {3: mail_of("甲"), 4: mail_of("甲")}})
    assert _collect(office, mailbox).fetched == 2
    assert len(_rows(office)) == 2


@pytest.mark.parametrize("uidvalidity", [8, 0])
def test_a_new_uidvalidity_repeats_nothing(office: Office, uidvalidity: int) -> None:
    """After the server renumbered the folder every mail is known by its bytes."""
    mailbox = FakeMailbox({"INBOX": {3: mail_of("甲"), 9: mail_of("乙")}})
    _collect(office, mailbox)
    mailbox.uidvalidity = uidvalidity
    mailbox.mails["INBOX"] = {1: mail_of("甲"), 2: mail_of("乙"), 3: mail_of("丙")}
    assert _collect(office, mailbox).fetched == 1
    assert [row.subject for row in _rows(office)] == ["甲", "乙", "丙"]


def test_a_mail_that_breaks_off_holds_up_no_other_and_is_fetched_later(office: Office) -> None:
    """The one that cannot be fetched goes last in the next round; the mark stays below it until it is in."""
    mailbox = FakeMailbox({"INBOX": {3: mail_of("甲"), 4: mail_of("乙"), 5: mail_of("丙")}}, broken={3})
    for _ in range(2):
        with pytest.raises(TemporaryError):
            _collect(office, mailbox)
    assert [row.subject for row in _rows(office)] == ["乙", "丙"]
    mailbox.broken.clear()
    assert _collect(office, mailbox).fetched == 1
    assert len(_rows(office)) == 3


def test_a_mail_below_the_mark_is_found_by_the_full_comparison(office: Office) -> None:
    """A mail that a person moved back, with a UID below the mark, is not lost."""
    mailbox = FakeMailbox({"INBOX": {9: mail_of("乙")}})
    _collect(office, mailbox)
    mailbox.mails["INBOX"][4] = mail_of("甲")
    assert _collect(office, mailbox).fetched == 0
    assert _collect(office, mailbox, full=True).fetched == 1


def test_mail_in_the_junk_folder_is_read_and_marked_so(office: Office) -> None:
    """Submissions land in the junk folder too."""
    _collect(office, FakeMailbox({"INBOX": {}, "Junk": {1: mail_of("甲")}}))
    assert [row.in_junk for row in _rows(office)] == [True]


def test_the_time_of_receipt_is_the_providers(office: Office) -> None:
    """The topmost Received counts; without one, the mailbox's INTERNALDATE; never the sender's Date."""
    stamped = b"Received: from a by mx.example.org; Wed, 20 Mar 2024 09:12:00 +0800\r\n" + mail_of("甲")
    mailbox = FakeMailbox({"INBOX": {1: stamped, 2: mail_of("乙")}})
    _collect(office, mailbox)
    first, second = _rows(office)
    assert first.received_at.isoformat() == "2024-03-20T01:12:00+00:00"
    assert second.received_at == mailbox.received


def test_a_mail_that_vanishes_meanwhile_is_no_error(office: Office) -> None:
    """Someone removes a mail between listing and fetching."""

    class Vanishing(FakeMailbox):
        def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
            """List a mail that is gone."""
            return (*super().uids(folder, above), 99)

    assert _collect(office, Vanishing({"INBOX": {1: mail_of("甲")}})).fetched == 1


def test_many_mails_at_once_all_get_their_rows_and_the_folders_their_marks(office: Office) -> None:
    """Rows are recorded a few at a time, over folders; what is in when the line drops is in."""
    inbox = {uid: mail_of(f"第{uid}件") for uid in range(1, 46)}
    mailbox = FakeMailbox({"INBOX": inbox, "Junk": {97: mail_of("垃圾"), 98: mail_of("断线")}}, broken={98})
    with pytest.raises(TemporaryError):
        _collect(office, mailbox)
    assert [row.subject for row in _rows(office)] == [*(f"第{uid}件" for uid in inbox), "垃圾"]
    with office.desk.ledger.read() as ledger:
        marks = [ledger.mark("INBOX"), ledger.mark("Junk")]
    assert [mark.mark for mark in marks if mark is not None] == [45, 97]
