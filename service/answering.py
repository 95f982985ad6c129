"""From a verdict to the reply in the outgoing queue."""

from datetime import datetime

from intake.message import reply_address
from rules.campaign import Campaign
from rules.case import settled
from service.arrival import Arrival
from service.assessment import Assessment, JudgedEntry
from service.desk import Desk
from service.outcome import ReplyKind, ReplyState
from service.placing import campaigns_of
from service.ports import LedgerTransaction
from service.records import CaseRecord, NewEvent, NewReply
from service.replies.context import EntryAnswer, Original, Reading, ReplyContext
from service.replies.mime import is_answerable
from service.reply_limits import WINDOW

READINGS_SHOWN = 5  # of an ambiguous subject; more would confuse


def answer_of(
    item: JudgedEntry, before: CaseRecord | None, after: CaseRecord, campaign: Campaign
) -> EntryAnswer:
    """What the reply says of one entry."""
    judgement = item.judgement
    asked = before.findings if before is not None and before.gap_replies else ()
    counting = [file for file in judgement.files if file.counts and not file.file.inline] if judgement else []
    return EntryAnswer(
        entry=item.entry,
        campaign=campaign,
        findings=judgement.findings if judgement else (),
        settled=settled(asked, judgement.findings) if judgement else (),
        receipt=None if after.has_gaps else after.receipt,
        receipt_at=after.receipt_at,
        first_received_at=after.received_at,
        files=tuple(dict.fromkeys(file.file.name for file in counting)),
        late=after.late,
        exempt_reason=item.exemption or "",
    )


def queue_reply(
    ledger: LedgerTransaction,
    arrival: Arrival,
    assessment: Assessment,
    answers: tuple[EntryAnswer, ...],
    decision: int,
    desk: Desk,
) -> None:
    """Compose the owed reply and put it into the outgoing queue; a mail without a usable sender gets none."""
    kind, address = assessment.outcome.reply, reply_address(arrival.message)
    row, now = arrival.record, desk.clock.now()
    if kind is None:
        return
    if address is None or not is_answerable(address):
        note = "邮件没有可回复的地址"
        ledger.add_event(NewEvent(now, "intake", "no_reply_address", row.id, note=note))
        return
    message = arrival.message
    references = message.references or message.in_reply_to
    original = Original(row.id, row.message_id, references, row.subject, address, row.received_at)
    context = ReplyContext(
        kind=kind,
        original=original,
        sender=desk.policy.sender,
        answers=answers,
        readings=_readings(assessment, desk) if kind is ReplyKind.CLARIFY else (),
        campaigns=campaigns_of(tuple(answer.entry for answer in answers), desk.policy),
        decision=decision,
        composed_at=now,
    )
    _queue(ledger, context, desk)


def _queue(ledger: LedgerTransaction, context: ReplyContext, desk: Desk) -> None:
    mail, row = desk.compose(context), context.original.message
    entries = tuple(answer.entry.entry_id for answer in context.answers)
    why_held = _why_held(ledger, context, entries, mail.to, desk)
    state = ReplyState.HELD if why_held else ReplyState.QUEUED
    reply = NewReply(
        message=row,
        kind=str(context.kind),
        entries=entries,
        decision=context.decision,
        mime_id=mail.mime_id,
        to=(mail.to,),
        subject=mail.subject,
        raw=mail.raw,
        state=state,
        created_at=desk.clock.now(),
        number=mail.number,
    )
    queued = ledger.add_reply(reply)
    if queued is None:
        return
    if why_held:
        ledger.set_reply_state(queued, state, why_held)
    kind = "reply_held" if why_held else "reply_queued"
    event = NewEvent(desk.clock.now(), "intake", kind, row, entries[0] if entries else None, mail.number)
    ledger.add_event(event)


def _why_held(
    ledger: LedgerTransaction, context: ReplyContext, entries: tuple[str, ...], address: str, desk: Desk
) -> str:
    """Why a person must release the reply, "" where it may go: a trial run, or one who writes again and again.

    Two programs that answer each other are stopped here, whatever they call themselves. A person's decision counts as
    looked at.
    """
    if desk.policy.hold_replies:
        return "试运行，须经放行"
    if context.decision:
        return ""
    recent = ledger.replies_since(desk.clock.now() - WINDOW)
    unassigned = () if entries else [each.message for each in recent if each.message and not each.entries]
    subjects = {row.id: row.subject for row in (ledger.messages(unassigned) if unassigned else ())}
    return desk.policy.limits.exceeded(recent, subjects, address, entries, context.original.subject)


def _readings(assessment: Assessment, desk: Desk) -> tuple[Reading, ...]:
    nearest = assessment.candidates[:READINGS_SHOWN]
    return tuple(Reading(desk.policy.entry(each.entry), each.why) for each in nearest)


def drop_unsent(ledger: LedgerTransaction, message: int, now: datetime) -> frozenset[str]:
    """Withdraw replies to the mail that were not sent yet; return the numbers of those that were.

    A person's decision takes their place. What is being sent right now counts as sent.
    """
    sent = set()
    for reply in ledger.replies(message=message):
        if reply.state in (ReplyState.QUEUED, ReplyState.HELD, ReplyState.REFUSED):
            ledger.set_reply_state(reply.id, ReplyState.DROPPED, "由人工处理取代")
            ledger.add_event(NewEvent(now, "intake", "reply_dropped", message, note=reply.number))
        elif reply.state is not ReplyState.DROPPED:
            sent.update({reply.number, *_receipts_of(ledger, reply.entries)})
    return frozenset(sent)


def _receipts_of(ledger: LedgerTransaction, entries: tuple[str, ...]) -> set[str]:
    """The receipt numbers of these entries: one reply may carry several."""
    cases = [ledger.case(entry) for entry in entries]
    return {case.receipt for case in cases if case is not None and case.receipt is not None}
