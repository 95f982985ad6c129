"""Mailbox, ledger and archive compared: what agrees is silent, what does not is named with what to do."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from intake.errors import TemporaryError
from intake.mailbox import FetchedMail, MessageRefusedError
from service.collecting import Collector
from service.digest.digest import build_digest, take_snapshot
from service.digest.render import render_html, render_text
from service.first_start import remember_first_start
from service.outcome import CaseState, Disposition, ReplyState
from service.pipeline import collect, handle
from service.reconciliation import Difference, DifferenceKind, ledger_differences
from service.reconciling import DailyReconciliation, Reconciler, last_reconciliation
from service.unfetched import PERSISTENT
from tests.service.ledger_samples import a_case, a_reply
from tests.service.office import FakeMailbox, Office, evidence_docx, mail_of, open_office, summary_docx

SUBJECT = "2022年度上海市高价值专利升级培育项目-上海和辉光电股份有限公司"
FILES = [
    summary_docx("上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"),
    evidence_docx(),
]


@dataclass
class ComparedMailbox(FakeMailbox):
    """A mailbox that tells Message-IDs as well, and refuses what the test wants refused."""

    refused: set[int] = field(default_factory=set)

    def message_id_headers(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
        """The header fields as they stand."""
        heads = {uid: self.mails[folder][uid].partition(b"\r\n\r\n")[0].split(b"\r\n") for uid in uids}
        return {
            uid: b"".join(line + b"\r\n" for line in lines if line.lower().startswith(b"message-id"))
            for uid, lines in heads.items()
        }

    def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
        """Refuse, or write the bytes."""
        if uid in self.refused:
            self.fetched.append((folder, uid))
            raise MessageRefusedError("not this one")
        return super().fetch(folder, uid, into)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


@pytest.fixture
def mailbox() -> ComparedMailbox:
    """Three mails: a submission, an automatic one, one that nobody can assign."""
    automatic = b"Auto-Submitted: auto-replied\r\n" + mail_of("自动回复")
    return ComparedMailbox({"INBOX": {1: mail_of(SUBJECT, FILES), 2: automatic, 3: mail_of("无关")}})


def _take_in(office: Office, mailbox: FakeMailbox) -> None:
    desk = office.desk
    collect(Collector(mailbox, desk.ledger, desk.archive, desk.clock, full=True))
    with desk.ledger.read() as ledger:
        due = ledger.unsettled(desk.clock.now(), 100)
    for message in due:
        handle(message, desk)


def _reconciler(office: Office, mailbox: ComparedMailbox) -> Reconciler:
    desk = office.desk
    return Reconciler(desk.ledger, desk.archive, desk.clock, lambda: nullcontext(mailbox))


def _kinds(differences: Sequence[Difference]) -> list[str]:
    return [str(each.kind) for each in differences]


def test_a_mailbox_that_was_taken_in_agrees(office: Office, mailbox: ComparedMailbox) -> None:
    """Every mail has its row; no mail is fetched again to find that out."""
    _take_in(office, mailbox)
    mailbox.fetched.clear()
    found = _reconciler(office, mailbox)(deep=True)
    assert (found.mails, found.rows, found.waiting, found.gone) == (3, 3, 0, 0)
    assert found.differences == ()
    assert mailbox.fetched == []


def test_reshuffled_uids_raise_no_false_alarm(office: Office, mailbox: ComparedMailbox) -> None:
    """Under the same UIDVALIDITY, under a new one, and moved to another folder: the bytes tell who is who."""
    _take_in(office, mailbox)
    first, second, third = mailbox.mails["INBOX"].values()
    mailbox.mails = {"INBOX": {1: third, 2: first}, "Junk": {9: second}}
    assert _reconciler(office, mailbox)().differences == ()
    mailbox.uidvalidity = 8
    found = _reconciler(office, mailbox)()
    assert (found.differences, found.waiting, found.gone) == ((), 0, 0)


def test_a_mail_that_was_passed_by_is_missing(office: Office, mailbox: ComparedMailbox) -> None:
    """It lies below the mark and has no row; one above the mark merely waits for the next poll."""
    lost = mailbox.mails["INBOX"].pop(2)
    _take_in(office, mailbox)
    mailbox.mails["INBOX"] |= {2: lost, 4: mail_of("刚到")}
    found = _reconciler(office, mailbox)()
    assert _kinds(found.differences) == ["mail.missing"]
    assert found.differences[0].where == "INBOX UID 2"
    assert "intake poll" in found.differences[0].advice
    assert found.waiting == 1


def test_a_known_uid_that_is_another_mail_now_is_looked_at(office: Office, mailbox: ComparedMailbox) -> None:
    """A UID is an address: the Message-ID tells that somebody else lives there, and that one has no row."""
    _take_in(office, mailbox)
    mailbox.mails["INBOX"][2] = mail_of("另一封")
    found = _reconciler(office, mailbox)()
    assert (_kinds(found.differences), found.gone) == (["mail.missing"], 1)


def test_a_mail_that_the_server_does_not_give_is_named(office: Office, mailbox: ComparedMailbox) -> None:
    """Whoever reads the result is told to open it in webmail; it is not asked for once more."""
    mailbox.refused = {2}
    for _ in range(PERSISTENT):
        _take_in(office, mailbox)
    mailbox.fetched.clear()
    found = _reconciler(office, mailbox)()
    assert (_kinds(found.differences), found.waiting) == (["mail.unfetched"], 0)
    assert mailbox.fetched == []


def test_a_mail_that_was_tried_once_waits_for_the_next_poll(office: Office, mailbox: ComparedMailbox) -> None:
    """A line may drop: that is no difference yet."""
    mailbox.refused = {2}
    _take_in(office, mailbox)
    found = _reconciler(office, mailbox)()
    assert (found.differences, found.waiting) == ((), 1)


def test_a_mail_on_which_the_line_breaks_does_not_end_the_comparison(
    office: Office, mailbox: ComparedMailbox
) -> None:
    """The collector has put it off; the comparison does not fall into the same hole, today or any other day."""
    mailbox.broken = {2}
    for _ in range(PERSISTENT):
        with pytest.raises(TemporaryError):
            _take_in(office, mailbox)
    found = _reconciler(office, mailbox)()
    assert (_kinds(found.differences), found.mails) == (["mail.unfetched"], 3)


def test_a_mail_removed_by_people_is_no_difference(office: Office, mailbox: ComparedMailbox) -> None:
    """The mailbox is theirs; the row and its bytes stay with us."""
    _take_in(office, mailbox)
    del mailbox.mails["INBOX"][3]
    found = _reconciler(office, mailbox)()
    assert (found.gone, found.differences) == (1, ())


def test_bytes_that_are_gone_or_other_are_found(office: Office, mailbox: ComparedMailbox) -> None:
    """A missing file and one of another size at once; one of the same size only where everything is read again."""
    _take_in(office, mailbox)
    first, second, third = (
        office.desk.archive.path(office.message(number).raw_sha256) for number in (1, 2, 3)
    )
    first.unlink()
    second.write_bytes(b"short")
    third.write_bytes(b"x" * third.stat().st_size)
    reconciler = _reconciler(office, mailbox)
    assert sorted(_kinds(reconciler().differences)) == ["bytes.missing", "bytes.wrong"]
    assert sorted(_kinds(reconciler(deep=True).differences)) == [
        "bytes.missing",
        "bytes.wrong",
        "bytes.wrong",
    ]


def test_an_owed_reply_that_is_not_there_is_found(office: Office, mailbox: ComparedMailbox) -> None:
    """A verdict without its reply, unless the events say why none can be given."""
    _take_in(office, mailbox)
    row = replace(office.message(1), disposition=Disposition.GAPS)
    counted = {1: row.entries}
    assert _kinds(list(ledger_differences([row], [], [], counted, ()))) == ["reply.missing"]
    assert list(ledger_differences([row], [], [], counted, {1})) == []
    assert _kinds(list(ledger_differences([row], [], [], {}, {1}))) == ["case.missing"]


def test_what_is_doubled_is_found(office: Office, mailbox: ComparedMailbox) -> None:
    """Two judged rows of one mail, two replies for one decision, one receipt for two cases."""
    _take_in(office, mailbox)
    row = office.message(3)
    twin = replace(row, id=9)
    assert _kinds(list(ledger_differences([row, twin], [], [], {}, ()))) == ["mail.doubled"]
    assert list(ledger_differences([row, replace(twin, decisions=1)], [], [], {}, ())) == []
    with office.desk.ledger.write() as ledger:
        for number in (1, 2):
            assert ledger.add_reply(a_reply(number, message=3))
        replies = ledger.replies(message=3)
    assert _kinds(list(ledger_differences([], replies, [], {}, ()))) == ["reply.doubled"]
    dropped = [replies[0], replace(replies[1], state=ReplyState.DROPPED)]
    assert list(ledger_differences([], dropped, [], {}, ())) == []
    cases = [a_case(entry, receipt="A-1", state=CaseState.COMPLETE) for entry in ("a-001", "a-002")]
    assert _kinds(list(ledger_differences([], [], cases, {}, ()))) == ["receipt.doubled"]


def test_it_is_done_once_a_day_before_the_digest(office: Office, mailbox: ComparedMailbox) -> None:
    """At the digest's hour if the last one is old, after a day without a digest, and not again while it fails."""
    _take_in(office, mailbox)
    desk = office.desk
    daily = DailyReconciliation(_reconciler(office, mailbox), desk.ledger, desk.clock)
    with desk.ledger.write() as ledger:
        remember_first_start(ledger, desk.clock.now())
    assert daily.run_if_due(digest_is_due=False) is None
    assert daily.run_if_due(digest_is_due=True) is not None
    office.clock.advance(hours=1)
    assert daily.run_if_due(digest_is_due=True) is None
    office.clock.advance(hours=12)
    assert daily.run_if_due(digest_is_due=False) is None
    assert daily.run_if_due(digest_is_due=True) is not None
    office.clock.advance(hours=25)
    assert daily.run_if_due(digest_is_due=False) is not None


def test_a_mailbox_that_cannot_be_read_is_not_asked_again_at_once(
    office: Office, mailbox: ComparedMailbox
) -> None:
    """Sign-ins repeated every minute would lock the account."""
    mailbox.broken = {1}
    desk = office.desk
    daily = DailyReconciliation(_reconciler(office, mailbox), desk.ledger, desk.clock)
    with pytest.raises(Exception, match="dropped"):
        daily.run_if_due(digest_is_due=True)
    office.clock.advance(minutes=5)
    assert daily.run_if_due(digest_is_due=True) is None


@pytest.mark.parametrize(("lost", "says"), [(False, "均已登记"), (True, "1处不一致")])
def test_the_digest_tells_the_result(
    office: Office, mailbox: ComparedMailbox, *, lost: bool, says: str
) -> None:
    """One line in text and HTML, after the counts."""
    _take_in(office, mailbox)
    if lost:
        office.desk.archive.path(office.message(2).raw_sha256).unlink()
    desk = office.desk
    DailyReconciliation(_reconciler(office, mailbox), desk.ledger, desk.clock).run_if_due(digest_is_due=True)
    with desk.ledger.read() as ledger:
        assert last_reconciliation(ledger) is not None
        digest = build_digest(desk.policy.campaigns, take_snapshot(ledger), desk.clock.now(), None)
    for text in (render_text(digest), render_html(digest)):
        assert "核对：3月20日12:00" in text
        assert says in text


def test_every_kind_of_difference_says_what_to_do() -> None:
    """No difference is left without advice."""
    assert all(Difference(kind, "").advice for kind in DifferenceKind)


def test_without_a_comparison_the_digest_says_nothing_of_one(office: Office) -> None:
    """The first days of a ledger."""
    with office.desk.ledger.read() as ledger:
        snapshot = take_snapshot(ledger)
    digest = build_digest(
        office.desk.policy.campaigns, snapshot, office.clock.now() + timedelta(days=1), None
    )
    assert "核对：" not in render_text(digest)


def test_every_step_of_a_comparison_is_a_sign_of_life(office: Office, mailbox: ComparedMailbox) -> None:
    """Each folder, each of its mails, and each file of the archive: with thousands it takes long."""
    _take_in(office, mailbox)
    beats: list[None] = []
    replace(_reconciler(office, mailbox), beat=lambda: beats.append(None))(deep=True)
    with office.desk.ledger.read() as ledger:
        rows = ledger.messages()
        files = {file.sha256 for row in rows for file in ledger.files(row.id) if file.sha256}
    assert len(beats) == 1 + len(mailbox.mails["INBOX"]) + len(rows) + len(files)
