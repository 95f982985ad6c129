"""Retention: personal data go for good, statistics stay, and what was answered is not answered again."""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.archive import ArchiveBusyError, FileArchive
from service.campaign_files import default_campaigns
from service.collecting import Collector
from service.digest.attention import find_attention
from service.digest.digest import take_snapshot
from service.digesting import DigestDesk
from service.ledger import SqlLedger
from service.outcome import CaseState, Disposition, ReplyState
from service.pipeline import collect, handle
from service.purging import Purged, PurgePlan, Purger, Retention
from tests.service.ledger_samples import a_case, a_message, a_reply
from tests.service.office import (
    NOON,
    SHANGHAI,
    FakeMailbox,
    File,
    Office,
    evidence_docx,
    mail_of,
    open_office,
    summary_docx,
)

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
ENTRY = next(
    entry.entry_id
    for entry in default_campaigns()[0].roster
    if (entry.unit, entry.project) == (UNIT, PROJECT)
)
SUBJECT = f"{PROJECT}-{UNIT}"
SENDER = "zhang.wei@unit.example.com"
AFTER = datetime(2024, 5, 1, tzinfo=SHANGHAI)
# What must be found nowhere afterwards: the sender, his file's name, his Message-ID.
PERSONAL = (SENDER.encode(), "张伟的证明".encode(), b"secret-id@unit")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _submission(*, subject: str = SUBJECT, message_id: str = "<secret-id@unit.example.com>") -> bytes:
    evidence = File("张伟的证明.docx", evidence_docx().payload)
    return mail_of(subject, [summary_docx(UNIT, PROJECT), evidence], sender=SENDER, message_id=message_id)


def _purger(office: Office) -> Purger:
    desk = office.desk
    assert isinstance(desk.ledger, SqlLedger)
    assert isinstance(desk.archive, FileArchive)
    return Purger(desk.ledger, desk.archive, desk.policy)


def _purge(office: Office, before: datetime = AFTER, *closed: str) -> Purged:
    office.clock.advance(days=90)
    return _purger(office)(Retention(before, frozenset(closed)), office.clock.now(), "operator")


def _plan(office: Office, before: datetime = AFTER, *closed: str) -> PurgePlan:
    return _purger(office).plan(Retention(before, frozenset(closed)))


def _send_all(office: Office) -> None:
    with office.desk.ledger.write() as ledger:
        for reply in ledger.replies(states={ReplyState.QUEUED}):
            ledger.set_reply_state(reply.id, ReplyState.SENT, "250 ok", sent_at=office.clock.now())


def _collect(office: Office, mailbox: FakeMailbox) -> tuple[int, int]:
    desk = office.desk
    found = collect(Collector(mailbox, desk.ledger, desk.archive, desk.clock, full=True))
    with desk.ledger.read() as ledger:
        due = ledger.unsettled(desk.clock.now(), 100)
    for message in due:
        handle(message, desk)
    return found.fetched, found.recognised


def _settled(office: Office, mailbox: FakeMailbox) -> None:
    """Take the mailbox in, and let every reply be sent."""
    _collect(office, mailbox)
    _send_all(office)


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_mailbox_that_is_read_again_is_not_answered_again(office: Office, tmp_path: Path) -> None:
    """Under a fresh UIDVALIDITY every mail is recognised by its mark; its bytes do not come back."""
    mailbox = FakeMailbox({"INBOX": {1: _submission()}})
    _settled(office, mailbox)
    _purge(office)
    replies = office.replies()
    mailbox.uidvalidity += 1
    assert _collect(office, mailbox) == (0, 1)
    assert office.replies() == replies
    assert len(list((tmp_path / "raw").glob("??/*"))) == 0


def test_the_same_mail_in_other_bytes_is_a_duplicate(office: Office) -> None:
    """A provider that rewrites a header makes other bytes: Message-ID, sender and files tell."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    _purge(office)
    replies = office.replies()
    again = b"X-Moved: yes\r\n" + _submission()
    assert _collect(office, FakeMailbox({"INBOX": {1: again}}, uidvalidity=9)) == (1, 0)
    row = office.message(2)
    assert (row.disposition, row.why.partition("：")[0]) == (Disposition.IGNORED, "duplicate")
    assert office.replies() == replies


@pytest.mark.parametrize("other", ["files", "sender"])
def test_another_mail_with_that_message_id_is_no_duplicate(office: Office, other: str) -> None:
    """The contract's rule holds for purged mails as well: same Message-ID, sender and files."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    _purge(office)
    raw = _submission()
    if other == "sender":
        raw = raw.replace(SENDER.encode(), b"else@unit.example.com")
    else:
        raw = mail_of(
            SUBJECT, [summary_docx(UNIT, PROJECT)], sender=SENDER, message_id="<secret-id@unit.example.com>"
        )
    _collect(office, FakeMailbox({"INBOX": {1: raw}}, uidvalidity=9))
    assert office.message(2).disposition is Disposition.REVIEW


def test_nothing_personal_is_left_anywhere(office: Office, tmp_path: Path) -> None:
    """Not in the database's pages, its log, the archive or the cache; not as a mere hash of an address either."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    before = _bytes_of(tmp_path)
    assert all(personal in before for personal in PERSONAL[:2])
    done = _purge(office)
    assert done.is_scrubbed
    assert (len(done.plan.messages), done.plan.entries) == (1, (ENTRY,))
    after = _bytes_of(tmp_path)
    assert [personal for personal in PERSONAL if personal in after] == []
    assert "张三".encode() not in after
    assert b"zhangsan@example.org" not in after
    assert list((tmp_path / "documents").glob("??/*")) == []
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as books:
        assert books.execute("SELECT count(*) FROM reply_mails").fetchone() == (0,)
    books.close()


def test_the_statistics_stay(office: Office) -> None:
    """Counts, dispositions, states, receipts, dates and codes."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    before, case = office.message(1), office.case(ENTRY)
    assert case.state is CaseState.COMPLETE
    _purge(office)
    after = office.message(1)
    kept = ("id", "size", "received_at", "collected_at", "disposition", "entries", "decisions", "in_junk")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    now = office.case(ENTRY)
    assert (now.state, now.receipt, now.receipt_at, now.received_at) == (
        case.state,
        case.receipt,
        case.receipt_at,
        case.received_at,
    )
    assert [finding.code for finding in now.findings] == [finding.code for finding in case.findings]
    assert all(not finding.message and not finding.where for finding in now.findings)
    assert [reply.number for reply in office.replies()] == [case.receipt]


def test_what_comes_after_a_purge_is_for_a_person(office: Office) -> None:
    """Judged alone it would seem to lack everything that was there: no gap is claimed, the receipt stands."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    case = office.case(ENTRY)
    _purge(office)
    _, outcome = office.receive(mail_of(SUBJECT, [evidence_docx()], text="补充"), NOON + timedelta(days=1))
    assert (outcome.disposition, outcome.reply) == (Disposition.REVIEW, None)
    assert (office.case(ENTRY).receipt, office.case(ENTRY).received_at) == (case.receipt, case.received_at)


def test_no_gap_is_claimed_of_a_case_whose_beginning_was_purged(office: Office) -> None:
    """The summary came before the purge and the evidence after it: that the summary is missing would be untrue."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    _send_all(office)
    assert _purge(office, AFTER, "2024-6").plan.entries == (ENTRY,)
    _, outcome = office.receive(mail_of(SUBJECT, [evidence_docx()], text="补充"), NOON + timedelta(days=1))
    assert (outcome.disposition, outcome.reply) == (Disposition.REVIEW, None)
    assert "清除" in outcome.why


def test_an_answer_to_our_reply_still_finds_its_case(office: Office) -> None:
    """The thread is known by our own Message-IDs, and by marks of theirs."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    _purge(office)
    with office.desk.ledger.read() as ledger:
        assert ledger.entries_of_thread([office.replies()[0].mime_id]) == (ENTRY,)
        assert ledger.entries_of_thread(["<secret-id@unit.example.com>"]) == (ENTRY,)


def test_a_file_that_another_mail_shares_is_kept(office: Office) -> None:
    """The same evidence came with a mail that stays."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    office.receive(mail_of("材料", [evidence_docx()], sender="b@example.com"), AFTER + timedelta(days=1))
    _purge(office)
    with office.desk.ledger.read() as ledger:
        (file,) = ledger.files(2)
    assert office.desk.archive.get(file.sha256) == evidence_docx().payload
    assert office.desk.archive.get(office.message(2).raw_sha256)


@pytest.mark.parametrize("state", [ReplyState.HELD, ReplyState.UNCERTAIN, ReplyState.REFUSED])
def test_a_mail_whose_reply_is_still_owed_stays(office: Office, state: ReplyState) -> None:
    """What is not settled is not touched, and the plan says why."""
    _collect(office, FakeMailbox({"INBOX": {1: _submission()}}))
    with office.desk.ledger.write() as ledger:
        ledger.set_reply_state(1, state)
    plan = _plan(office)
    assert (plan.messages, plan.staying) == ((), {"回复尚未送出": 1})


def test_a_case_goes_whole_or_not_at_all(office: Office) -> None:
    """The summary of last month stays as long as the evidence of yesterday does."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    office.receive(_submission(message_id="<later@unit.example.com>"), AFTER + timedelta(days=1))
    _send_all(office)
    plan = _plan(office)
    assert (plan.messages, plan.staying) == ((), {"同一条目还有不能清除的来件": 1})
    assert _plan(office, AFTER + timedelta(days=2)).messages == (1, 2)


def test_an_incomplete_case_goes_only_when_its_campaign_is_over(office: Office) -> None:
    """The unit may still send what it lacks."""
    office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT)]))
    _send_all(office)
    assert _plan(office).staying == {"所属条目尚未办结": 1}
    assert _plan(office, AFTER, "2024-6").messages == (1,)


def test_a_mail_that_nobody_decided_on_goes_once_it_is_done(office: Office) -> None:
    """`intake done` settles it; afterwards it is in nobody's list."""
    office.receive(mail_of("无关"))
    assert list(_plan(office).staying.values()) == [1]
    with office.desk.ledger.write() as ledger:
        ledger.set_done(1, NOON)
    assert _purge(office).plan.messages == (1,)
    with office.desk.ledger.read() as ledger:
        assert find_attention(take_snapshot(ledger), {}, office.clock.now(), None) == ()


def test_a_second_purge_finds_nothing(office: Office) -> None:
    """Also what a crash between ledger and archive left behind goes with it."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    _purge(office)
    office.desk.archive.put(b"left behind by a crash")
    again = _purge(office)
    assert (again.plan.is_empty, again.files) == (True, 1)


def test_nothing_is_removed_while_mails_are_taken_in(office: Office) -> None:
    """Beside a running program a purge waits for its turn; nothing that was just put in goes."""
    with office.desk.archive.in_use(), pytest.raises(ArchiveBusyError):
        _purge(office)


def test_digests_go_as_well(office: Office, tmp_path: Path) -> None:
    """Their table holds senders and subjects."""
    _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
    desk = office.desk
    digests = DigestDesk(desk.ledger, desk.policy, desk.clock, ("staff@example.org",), NOON.time())
    assert digests.queue_now()
    assert _plan(office).own_mails == ()
    _send_all(office)
    done = _purge(office)
    assert len(done.plan.own_mails) == 1
    assert b"staff@example.org" not in _bytes_of(tmp_path)


def test_postgresql_is_purged_too(ledger: SqlLedger, tmp_path: Path) -> None:
    """On each database the marks are found again, and what was emptied is written anew."""
    policy = replace(open_office(tmp_path).desk.policy)
    archive = FileArchive(tmp_path)
    with ledger.write() as books:
        for number in (1, 2):
            books.add_message(a_message(number, sender="Person@example.org"))
            books.settle(number, Disposition.ACCEPTED, "", (ENTRY,))
        books.attach(ENTRY, 1)
        books.save_case(a_case(ENTRY, state=CaseState.COMPLETE))
        books.add_reply(a_reply(1, message=1, state=ReplyState.SENT))
    done = Purger(ledger, archive, policy)(Retention(AFTER), AFTER, "operator")
    assert done.is_scrubbed
    with ledger.read() as books:
        rows = books.messages()
        assert [row.sender for row in rows] == ["", ""]
        found = books.message_by_bytes(a_message(1).raw_sha256)
        assert found is not None
        assert found.id == 1
        assert [row.id for row in books.messages_by_message_id("<2@example.org>")] == [2]
        assert rows[0].sender_mark == books.mark_of("sender", "person@example.org")
        assert books.replies()[0].to == ()


def test_the_data_folder_is_for_one_account_only(tmp_path: Path) -> None:
    """Folders 0700, files 0600, whatever the umask says."""
    mask = os.umask(0)
    try:
        office = open_office(tmp_path / "data")
        _settled(office, FakeMailbox({"INBOX": {1: _submission()}}))
        with office.desk.archive.in_use():
            modes = {path: path.stat().st_mode & 0o777 for path in (tmp_path / "data").rglob("*")}
        office.desk.ledger.close()
    finally:
        os.umask(mask)
    assert {path.name: oct(mode) for path, mode in modes.items() if path.is_dir() and mode != 0o700} == {}
    assert {path.name: oct(mode) for path, mode in modes.items() if path.is_file() and mode != 0o600} == {}
