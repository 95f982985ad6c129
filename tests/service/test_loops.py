"""No loop lasts: an auto-responder that hides every sign, a forged sender, a ticket system that answers each answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake.authentication import Position, Trust
from service.digest.digest import build_digest, take_snapshot
from service.digest.values import Concern
from service.outcome import Disposition, ReplyState
from service.pipeline import handle
from service.reply_limits import DEFAULT_LIMITS, ReplyLimits
from tests.automatic.sheets import PROJECT, SUBJECT, UNIT
from tests.service.office import NOON, Office, evidence_docx, mail_of, open_office, summary_docx

ID = "mx.example.org"
BOTH_FAILED = f"{ID}; spf=fail smtp.mailfrom=unit@example.com; dkim=fail header.d=example.com"
PASSED = f"{ID}; spf=pass smtp.mailfrom=unit@example.com; dkim=pass header.d=example.com"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _with(office: Office, *, limits: ReplyLimits = DEFAULT_LIMITS, trust: Trust | None = None) -> Office:
    """The office under other settings."""
    return replace(
        office, desk=replace(office.desk, policy=replace(office.desk.policy, limits=limits, trust=trust))
    )


def _play(office: Office, first: bytes, answer: str, rounds: int = 40) -> list[ReplyState]:
    """A machine that answers each reply of ours at once, with words that give no sign; what became of our replies."""
    raw = first
    for number in range(rounds):
        message, _ = office.receive(raw, NOON + timedelta(minutes=number))
        replies = office.replies(message)
        office.clock.advance(minutes=1)
        if not replies or replies[-1].state is not ReplyState.QUEUED:
            break
        with office.desk.ledger.write() as ledger:
            ledger.set_reply_state(replies[-1].id, ReplyState.SENT, "250 OK", sent_at=office.clock.now())
        subject = answer.format(subject=replies[-1].subject, number=286600 + number)
        files = [evidence_docx()] if "附" in answer else []
        raw = mail_of(subject, files, text="来信收悉。", message_id=f"<{number}@machine.example>")
    return [reply.state for reply in office.replies()]


@pytest.mark.parametrize(
    "answer", ["{subject}", "RE: {subject}", "Fw: {subject}", "来信登记{number} {subject}"]
)
@pytest.mark.parametrize("about", [SUBJECT, "附件 报送材料"])
def test_a_loop_of_two_machines_ends_after_a_few_replies(office: Office, about: str, answer: str) -> None:
    """It ends with a reply that waits for a person, or with a mail that a person must read; the digest says so."""
    answer = answer if about is SUBJECT else f"附 {answer}"
    files = [] if about is SUBJECT else [evidence_docx()]
    states = _play(office, mail_of(about, files, text="来信收悉。"), answer)
    # The first mail and the talk that follows it may be two matters.
    assert 1 <= states.count(ReplyState.SENT) <= DEFAULT_LIMITS.per_matter_a_day + 1
    with office.desk.ledger.read() as ledger:
        digest = build_digest(office.desk.policy.campaigns, take_snapshot(ledger), office.clock.now(), None)
    concerns = {item.concern for item in digest.attention}
    assert concerns & {Concern.HELD, Concern.UNASSIGNED, Concern.REVIEW}


def test_the_limits_are_the_configured_ones(office: Office) -> None:
    """One reply to a matter, if the office wants it so; a person's decision goes out all the same."""
    strict = _with(office, limits=ReplyLimits(per_matter_a_day=1))
    states = _play(strict, mail_of(SUBJECT, text="来信收悉。"), "{subject}")
    assert states == [ReplyState.SENT, ReplyState.HELD]
    (held,) = [reply for reply in strict.replies() if reply.state is ReplyState.HELD]
    assert held.message is not None
    handle(held.message, strict.desk, assigned=("acceptance-046",), who="staff")
    assert strict.replies()[-1].state is ReplyState.QUEUED


def test_one_office_may_send_for_every_unit(office: Office) -> None:
    """A sender's own limit is above the number of entries of a roster."""
    entries = office.desk.policy.entries
    assert len(entries) < DEFAULT_LIMITS.per_sender_a_day
    for entry in entries[:30]:
        office.receive(mail_of(f"{entry.project}-{entry.unit}"))
    states = {reply.state for reply in office.replies()}
    assert states == {ReplyState.QUEUED}


def _submission(*results: str) -> bytes:
    head = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return head.encode() + mail_of(SUBJECT, [summary_docx(UNIT, PROJECT), evidence_docx()])


@pytest.mark.parametrize(
    ("results", "position", "answered"),
    [
        ((BOTH_FAILED,), "first", False),
        ((BOTH_FAILED, PASSED), "first", False),
        ((PASSED, BOTH_FAILED), "last", False),
        ((PASSED, BOTH_FAILED), "first", True),
        ((PASSED,), "first", True),
        (("mx.other.example; spf=fail; dkim=fail",), "first", True),
        ((f"{ID}; spf=fail; dkim=pass",), "first", True),
        ((), "first", True),
    ],
)
def test_a_forged_sender_is_not_answered(
    office: Office, results: tuple[str, ...], position: Position, *, answered: bool
) -> None:
    """Where the provider itself says that SPF and DKIM both failed, a person looks; the case is left as it was."""
    guarded = _with(office, trust=Trust(ID, position))
    message, outcome = guarded.receive(_submission(*results))
    if answered:
        assert outcome.disposition is Disposition.ACCEPTED
        return
    assert (outcome.disposition, outcome.entries, outcome.reply) == (Disposition.REVIEW, (), None)
    assert "SPF" in outcome.why
    assert guarded.replies() == ()
    assert guarded.message(message).candidates == ("acceptance-046",)
    assert handle(message, guarded.desk, assigned=("acceptance-046",)).disposition is Disposition.ACCEPTED
    assert [reply.kind for reply in guarded.replies()] == ["receipt"]


def test_without_the_setting_there_is_no_judgement(office: Office) -> None:
    """Anybody can write such a field: it counts only where the operator has named the provider's."""
    _, outcome = office.receive(_submission(BOTH_FAILED))
    assert outcome.disposition is Disposition.ACCEPTED


@pytest.mark.parametrize(
    "sender",
    [
        "noreply@unit.example",
        "postmaster@unit.example",
        "MAILER-DAEMON@unit.example",
        "no-reply+7@unit.example",
    ],
)
def test_nobody_is_written_to_where_nobody_reads(office: Office, sender: str) -> None:
    """Not even where a document comes from there: a person sees it."""
    mail = mail_of(SUBJECT, [summary_docx(UNIT, PROJECT), evidence_docx()], sender=sender)
    _, outcome = office.receive(mail)
    assert outcome.disposition is Disposition.REVIEW
    assert office.replies() == ()


@pytest.mark.parametrize(
    "sender",
    [
        "a@unit.example, b@unit.example",
        "a@unit.example, noreply@unit.example",
        "院办: a@unit.example, b@unit.example;",
    ],
)
def test_a_reply_goes_to_one_address(office: Office, sender: str) -> None:
    """Of several authors the first alone is answered, whoever else stands in To, Cc and Reply-To."""
    raw = mail_of(SUBJECT, [summary_docx(UNIT, PROJECT), evidence_docx()])
    head = f"From: {sender}\r\nCc: c@unit.example, d@other.example\r\nReply-To: x@unit.example, y@unit.example\r\n"
    raw = head.encode() + b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"From:"))
    message, _ = office.receive(raw)
    (reply,) = office.replies(message)
    assert reply.to == ("a@unit.example",)
