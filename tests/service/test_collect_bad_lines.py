"""UIDs that change hands, mails that cannot be fetched, folders that cannot be listed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest

from intake.errors import TemporaryError
from intake.mailbox import FetchedMail, MailStamp, MessageRefusedError
from service.archive import ArchiveError
from service.collecting import Collection, Collector
from service.pipeline import collect
from service.unfetched import PERSISTENT, unfetched, warnings
from tests.service.office import FakeMailbox, Office, mail_of, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _collect(office: Office, mailbox: FakeMailbox, *, compare: bool = False) -> Collection:
    desk = office.desk
    return collect(Collector(mailbox, desk.ledger, desk.archive, desk.clock, full=compare, compare=compare))


def _subjects(office: Office) -> list[str]:
    with office.desk.ledger.read() as ledger:
        return [row.subject for row in ledger.messages()]


# UIDs


def test_a_new_mail_on_the_uid_of_another_is_fetched(office: Office) -> None:
    """Under the same UIDVALIDITY: the old mail was moved away, and its UID was given to a new one."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲"), 2: mail_of("乙")}})
    _collect(office, mailbox)
    mailbox.mails["INBOX"][1] = mail_of("丙")
    assert _collect(office, mailbox).fetched == 0
    assert _collect(office, mailbox, compare=True).fetched == 1
    assert _subjects(office) == ["甲", "乙", "丙"]


def test_the_same_message_id_with_another_size_is_fetched(office: Office) -> None:
    """A programme that numbers its mails badly: the Message-ID alone does not tell."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲", message_id="<1@example.com>")}})
    _collect(office, mailbox)
    mailbox.mails["INBOX"][1] = mail_of("甲乙", message_id="<1@example.com>")
    assert _collect(office, mailbox, compare=True).fetched == 1


def test_shuffled_uids_repeat_nothing(office: Office) -> None:
    """QQ: every mail is still there, under another one's UID. None gets a second row, then or later."""
    names = ["甲", "乙", "丙", "丁"]
    mailbox = FakeMailbox({"INBOX": {uid: mail_of(name) for uid, name in enumerate(names, 1)}})
    _collect(office, mailbox)
    mailbox.mails["INBOX"] = {uid: mail_of(name) for uid, name in enumerate([*names[::-1], "戊"], 1)}
    for _ in range(3):
        _collect(office, mailbox, compare=True)
    assert _subjects(office) == [*names, "戊"]


def test_without_uidvalidity_every_round_compares(office: Office) -> None:
    """0 promises nothing (RFC 3501, 2.3.1.1): a mail on another's UID is seen in the next round."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲")}}, uidvalidity=0)
    _collect(office, mailbox)
    mailbox.mails["INBOX"] = {1: mail_of("乙")}
    assert _collect(office, mailbox).fetched == 1
    assert _collect(office, mailbox).fetched == 0


def test_what_is_as_before_is_not_fetched_again(office: Office) -> None:
    """A comparison costs no mail, neither the first nor the next."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲"), 2: mail_of("乙")}})
    _collect(office, mailbox)
    for _ in range(3):
        _collect(office, mailbox, compare=True)
    assert len(mailbox.fetched) == 2


@dataclass
class Lying(FakeMailbox):
    """Sizes, dates and fields are as the test says: (None, None, None) for a server that tells nothing."""

    stamp: MailStamp = field(default_factory=MailStamp)

    def stamps(self, folder: str, uids: Sequence[int]) -> dict[int, MailStamp]:
        """The same of every mail."""
        return {uid: self.stamp for uid in uids if uid in self.mails[folder]}


@pytest.mark.parametrize(
    ("stamp", "fetched"),
    [(MailStamp(), 1), (MailStamp(size=1), 2), (MailStamp(message_id_field=b"\r\n"), 2)],
)
def test_a_server_that_tells_nothing_true_costs_one_fetch_at_most(
    office: Office, stamp: MailStamp, fetched: int
) -> None:
    """What it says the second time is what it said before: that is all that is asked of it."""
    mailbox = Lying({"INBOX": {1: mail_of("甲")}}, stamp=stamp)
    _collect(office, mailbox)
    for _ in range(3):
        _collect(office, mailbox, compare=True)
    assert len(mailbox.fetched) == fetched
    assert _subjects(office) == ["甲"]


# Mails that cannot be fetched


@dataclass
class Refusing(FakeMailbox):
    """Gives out some mails never; the session stays whole."""

    refused: set[int] = field(default_factory=set)

    def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
        """Refuse, or write the mail's bytes."""
        if uid in self.refused:
            self.fetched.append((folder, uid))
            raise MessageRefusedError(f"不给出邮件 {uid}")
        return super().fetch(folder, uid, into)


def test_a_mail_that_breaks_the_line_holds_up_no_folder(office: Office) -> None:
    """Each cycle ends at it, so it comes behind everything else, the next folder included."""
    mailbox = FakeMailbox({"INBOX": {1: mail_of("甲")}, "Junk": {1: mail_of("乙")}}, broken={1})
    mailbox.mails["Junk"] = {2: mail_of("乙")}
    with pytest.raises(TemporaryError):
        _collect(office, mailbox)
    with pytest.raises(TemporaryError):
        _collect(office, mailbox)
    assert _subjects(office) == ["乙"]


def test_a_mail_that_is_never_given_out_is_told_and_tried_ever_more_rarely(office: Office) -> None:
    """After some attempts a person must look for it in the mailbox; once it is in, nothing is left of it."""
    mailbox = Refusing({"INBOX": {1: mail_of("甲"), 2: mail_of("乙")}}, refused={1})
    for _ in range(PERSISTENT):
        _collect(office, mailbox)
    with office.desk.ledger.read() as ledger:
        (line,) = warnings(ledger)
    assert "INBOX" in line
    assert "不给出邮件 1" in line
    tries = len(mailbox.fetched)
    _collect(office, mailbox)
    assert len(mailbox.fetched) == tries
    office.clock.advance(minutes=6)
    _collect(office, mailbox)
    assert len(mailbox.fetched) == tries + 1
    mailbox.refused.clear()
    office.clock.advance(hours=7)
    assert _collect(office, mailbox).fetched == 1
    with office.desk.ledger.read() as ledger:
        assert unfetched(ledger) == ()


def test_once_or_twice_is_no_trouble(office: Office) -> None:
    """A line may drop: nobody is told."""
    mailbox = Refusing({"INBOX": {1: mail_of("甲")}}, refused={1})
    for _ in range(PERSISTENT - 1):
        _collect(office, mailbox)
    with office.desk.ledger.read() as ledger:
        assert warnings(ledger) == ()


def test_a_full_disk_is_no_fault_of_the_mail(office: Office) -> None:
    """Nobody is sent to look for it in the mailbox, and it is fetched as soon as there is room."""

    class Large(FakeMailbox):
        is_full = True

        def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
            """Find no room, as the archive's stream does."""
            if self.is_full:
                raise ArchiveError("磁盘已满")
            return super().fetch(folder, uid, into)

    mailbox = Large({"INBOX": {1: mail_of("甲")}})
    for _ in range(PERSISTENT + 1):
        with pytest.raises(ArchiveError):
            _collect(office, mailbox)
    with office.desk.ledger.read() as ledger:
        assert unfetched(ledger) == ()
    mailbox.is_full = False
    assert _collect(office, mailbox).fetched == 1


@pytest.mark.parametrize("uidvalidity", [7, 8])
def test_a_mail_that_was_removed_is_forgotten(office: Office, uidvalidity: int) -> None:
    """Somebody has dealt with it, or the server has renumbered the folder: nothing is left to tell."""
    mailbox = Refusing({"INBOX": {1: mail_of("甲"), 2: mail_of("乙")}}, refused={1})
    for _ in range(PERSISTENT):
        _collect(office, mailbox)
    mailbox.uidvalidity = uidvalidity
    del mailbox.mails["INBOX"][1]
    _collect(office, mailbox)
    with office.desk.ledger.read() as ledger:
        assert unfetched(ledger) == ()


def test_a_folder_that_cannot_be_listed_holds_up_no_other(office: Office) -> None:
    """The others are read; then the trouble is told."""

    class Unlisted(FakeMailbox):
        def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
            """Refuse for one folder."""
            if folder == "INBOX":
                raise TemporaryError("不能列出")
            return super().uids(folder, above)

    mailbox = Unlisted({"INBOX": {1: mail_of("甲")}, "Junk": {2: mail_of("乙")}})
    with pytest.raises(TemporaryError, match="不能列出"):
        _collect(office, mailbox)
    assert _subjects(office) == ["乙"]
