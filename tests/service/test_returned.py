"""A reply that comes back is marked as undelivered, and staff are told until somebody has dealt with it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from service.digest.digest import build_digest, take_snapshot
from service.digest.mail import compose_digest_mail
from service.digest.render import render_html, render_text
from service.digest.values import Concern, Digest
from service.outcome import Disposition, ReplyState
from service.pipeline import handle
from service.records import NewReply, ReplyRecord
from tests.automatic.sheets import REPLY_ID, UNIT, sheets
from tests.service.office import NOON, OURSELVES, Office, evidence_docx, mail_of, open_office, summary_docx
from tests.service.test_review_cli import CONFIG, _intake

SUBJECT = f"2022年度上海市高价值专利升级培育项目-{UNIT}"
PROJECT = "2022年度上海市高价值专利升级培育项目"
BOUNCES = {sheet.name.partition("/")[2]: sheet.raw for sheet in sheets("bounce")}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _answered(office: Office, state: ReplyState = ReplyState.SENT) -> ReplyRecord:
    """A submission that was answered, its reply in that state."""
    message, _ = office.receive(mail_of(SUBJECT, [summary_docx(UNIT, PROJECT), evidence_docx()]))
    (reply,) = office.replies(message)
    with office.desk.ledger.write() as ledger:
        ledger.set_reply_state(reply.id, state, "250 OK", sent_at=NOON)
    return reply


def _bounce(name: str, reply: ReplyRecord) -> bytes:
    return BOUNCES[name].replace(REPLY_ID.encode(), reply.mime_id.encode())


def _state(office: Office, reply: ReplyRecord) -> ReplyState:
    return next(each.state for each in office.replies() if each.id == reply.id)


def _digest(office: Office) -> Digest:
    with office.desk.ledger.read() as ledger:
        rows = take_snapshot(ledger)
    return build_digest(office.desk.policy.campaigns, rows, office.clock.now(), NOON - timedelta(days=1))


@pytest.mark.parametrize(
    "form", ["postfix", "exim", "qmail", "gmail", "exchange-ndr", "qq", "163", "own-id-in-references"]
)
def test_a_reply_that_comes_back_is_undelivered(office: Office, form: str) -> None:
    """Whatever server returns it: the bounce is ignored and says which reply, the receipt stands, nothing is answered."""
    reply = _answered(office)
    message, outcome = office.receive(_bounce(form, reply))
    assert outcome.disposition is Disposition.IGNORED
    assert outcome.why.startswith(f"bounce：退信：第{reply.id}号回复未送达")
    (after,) = office.replies()
    assert after.state is ReplyState.UNDELIVERED
    assert f"第{message}号邮件" in after.response
    assert after.sent_at is not None
    assert office.case("acceptance-046").receipt == reply.number
    with office.desk.ledger.read() as ledger:
        kinds = [event.kind for event in ledger.events(message=reply.message)]
    assert kinds[-1] == "reply_undelivered"


def test_staff_see_it_until_it_is_dealt_with(office: Office) -> None:
    """First in the digest, once and not twice, on every day; no more once a person has dropped or sent it again."""
    reply = _answered(office)
    office.receive(_bounce("postfix", reply))
    for _ in range(3):
        digest = _digest(office)
        assert [item.concern for item in digest.attention] == [Concern.UNDELIVERED]
        for shown in (render_text(digest), render_html(digest)):
            assert "未送达（被退回）" in shown
            assert UNIT in shown
            assert "zhang@unit.example" not in shown  # the digest masks addresses
        office.clock.advance(days=1)
    with office.desk.ledger.write() as ledger:
        ledger.set_reply_state(reply.id, ReplyState.DROPPED, "人工取消")
    assert _digest(office).attention == ()


@pytest.mark.parametrize("form", ["postfix-delay", "gmail-delay", "delivered-report"])
def test_a_delay_changes_nothing(office: Office, form: str) -> None:
    """It is recorded, and nobody is alarmed."""
    reply = _answered(office)
    _, outcome = office.receive(_bounce(form, reply))
    assert outcome.disposition is Disposition.IGNORED
    assert _state(office, reply) is ReplyState.SENT
    assert _digest(office).attention == ()
    with office.desk.ledger.read() as ledger:
        assert [event.kind for event in ledger.events(message=reply.message)][-1] == "reply_delayed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ReplyState.UNCERTAIN, ReplyState.UNDELIVERED),  # it went out after all, and is not sent once more
        (ReplyState.QUEUED, ReplyState.QUEUED),  # a person has it sent again
        (ReplyState.DROPPED, ReplyState.DROPPED),
        (ReplyState.REFUSED, ReplyState.REFUSED),
    ],
)
def test_what_was_decided_since_stands(office: Office, before: ReplyState, after: ReplyState) -> None:
    """A bounce that comes late undoes no decision."""
    reply = _answered(office, before)
    office.receive(_bounce("postfix", reply))
    assert _state(office, reply) is after


def test_a_bounce_of_nothing_of_ours_is_told_once(office: Office) -> None:
    """A server that returns no part of the mail: a person finds out which it was."""
    office.receive(BOUNCES["163-slash"])
    assert [item.concern for item in _digest(office).attention] == [Concern.UNDELIVERED]
    office.receive(BOUNCES["postfix"])  # of a reply that this ledger never sent
    assert len(_digest(office).attention) == 2


def test_a_bounce_of_the_digest_is_told_to_the_operator(office: Office) -> None:
    """In the queue and in the next digest: somebody who was to read it did not get it."""
    mail = compose_digest_mail(_digest(office), OURSELVES, ["staff@example.org"])
    new = NewReply(
        None, "digest", (), 0, mail.mime_id, mail.to, mail.subject, mail.raw, ReplyState.SENT, NOON
    )
    with office.desk.ledger.write() as ledger:
        number = ledger.add_reply(new)
        assert number is not None
        ledger.set_reply_state(number, ReplyState.SENT, sent_at=NOON)
        reply = ledger.reply(number)
    assert reply is not None
    office.receive(_bounce("postfix", reply))
    assert _state(office, reply) is ReplyState.UNDELIVERED
    assert "收件日报" in render_text(_digest(office))
    assert [item.concern for item in _digest(office).attention] == [Concern.UNDELIVERED]


def test_a_bounce_handled_twice_counts_once(office: Office) -> None:
    """A second copy of the bounce is a duplicate; a crash before the commit leaves nothing of it."""
    reply = _answered(office)
    first, _ = office.receive(_bounce("postfix", reply))
    with office.desk.ledger.write() as ledger:
        ledger.set_reply_state(reply.id, ReplyState.QUEUED, "人工重发")
    _, outcome = office.receive(b"X-Trace: 2\r\n" + _bounce("postfix", reply))
    assert outcome.why.startswith("duplicate")
    assert _state(office, reply) is ReplyState.QUEUED
    assert handle(first, office.desk).disposition is Disposition.IGNORED
    assert _state(office, reply) is ReplyState.QUEUED


def test_the_commands_show_it_and_move_it_on(tmp_path: Path) -> None:
    """`replies list` and `show` name it; `retry` sends it again, `drop` closes it, `retry --all` leaves it."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data").mkdir()
    office = open_office(tmp_path / "data")
    reply = _answered(office)
    office.receive(_bounce("postfix", reply))

    def said(*words: str) -> str:
        ended = _intake(tmp_path, *words, PASSWORD="x")
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.decode()

    (row,) = map(json.loads, said("replies", "list", "--json").splitlines())
    assert (row["state"], row["message"]) == ("undelivered", reply.message)
    assert "550 5.1.1" in row["response"]
    assert "未送达" in said("show", str(reply.message))
    assert "回复未送达" in said("show", "acceptance-046")
    assert "0封" in said("replies", "retry", "--all")
    assert "1封" in said("replies", "retry", str(reply.id))
    assert _state(office, reply) is ReplyState.QUEUED
    with office.desk.ledger.write() as ledger:
        ledger.set_reply_state(reply.id, ReplyState.UNDELIVERED)
    said("replies", "drop", str(reply.id))
    assert _state(office, reply) is ReplyState.DROPPED
    assert said("replies", "list", "--json") == ""
    office.desk.ledger.close()


def test_a_bounce_after_the_purge_brings_nothing_back(office: Office) -> None:
    """The mail and its recipient were forgotten: there is nothing to send again, and no address comes in anew."""
    reply = _answered(office)
    assert reply.message is not None
    with office.desk.ledger.write() as ledger:
        ledger.purge_messages((reply.message,), office.clock.now())
    office.receive(_bounce("postfix", reply))
    assert _state(office, reply) is ReplyState.SENT
    with office.desk.ledger.read() as ledger:
        row, events = ledger.reply(reply.id), ledger.events(message=reply.message)
    assert row is not None
    assert "550" not in row.response + "".join(event.note for event in events)


def test_a_purged_reply_cannot_be_sent_again(tmp_path: Path) -> None:
    """It would stop the queue: one line says why not."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data").mkdir()
    office = open_office(tmp_path / "data")
    reply = _answered(office, ReplyState.REFUSED)
    assert reply.message is not None
    with office.desk.ledger.write() as ledger:
        ledger.purge_messages((reply.message,), office.clock.now())
    ended = _intake(tmp_path, "replies", "retry", str(reply.id), PASSWORD="x")
    assert ended.returncode == 2
    assert "清除" in ended.stderr.decode()
    assert _state(office, reply) is ReplyState.REFUSED
    office.desk.ledger.close()


def test_a_forged_bounce_with_a_document_is_read(office: Office) -> None:
    """Whatever it claims, a person sees the file."""
    reply = _answered(office)
    _, outcome = office.receive(_bounce("bounce-with-a-document", reply))
    assert outcome.disposition is Disposition.REVIEW
