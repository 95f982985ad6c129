"""What stands in the ledger after a decision: files, cases, verdict and events, in the caller's transaction."""

from dataclasses import replace

from intake.message import InboundMessage, read_message
from rules.case import Judgement
from service.answering import answer_of, drop_unsent, queue_reply
from service.arrival import Arrival, Thread
from service.assessment import Assessment, JudgedEntry
from service.casework import case_record, empty_case, exempt_record, file_rows, load_case
from service.desk import Desk
from service.outcome import DUPLICATE, ReplyKind, ReplyState
from service.pasted import BODY_KIND
from service.ports import Archive, LedgerTransaction
from service.records import CaseRecord, MessageRecord, NewEvent
from service.replies.context import EntryAnswer
from service.returned import record_return, returned_reply


def known_facts(ledger: LedgerTransaction, arrival: Arrival, archive: Archive) -> Arrival:
    """Add what the ledger knows now: the row as it stands, an earlier copy, the thread, what the sender is known for."""
    row = ledger.message(arrival.record.id)
    if row is None:
        raise KeyError(arrival.record.id)
    known = ledger.entries_assigned_to(row.sender, without=row.id)
    arrival = replace(
        arrival,
        record=row,
        thread=_thread_of(ledger, arrival.message),
        sender_entries=known,
        returned=returned_reply(ledger, arrival.message),
    )
    return replace(arrival, duplicate_of=_duplicate_of(ledger, arrival, archive))


def record(ledger: LedgerTransaction, arrival: Arrival, assessment: Assessment, desk: Desk, who: str) -> None:
    """Write the decision: all of it holds or none."""
    message, outcome = arrival.record, assessment.outcome
    decision = ledger.count_decision(message.id) if arrival.assigned else message.decisions
    withdrawn = _leave_other_cases(ledger, arrival, outcome.entries, desk)
    ledger.set_files(message.id, file_rows(message.id, arrival.files, arrival.links, _judgement(assessment)))
    answers = [_record_entry(ledger, arrival, item, assessment, desk) for item in assessment.judged]
    readings = [candidate.entry for candidate in assessment.candidates]
    ledger.settle(message.id, outcome.disposition, outcome.why, outcome.entries, readings)
    kind, note = ("assigned" if arrival.assigned else "judged"), f"{outcome.disposition}：{outcome.why}"
    for entry in outcome.entries or (None,):
        ledger.add_event(NewEvent(desk.clock.now(), who, kind, message.id, entry, note))
    if arrival.returned is not None and not arrival.assigned and arrival.duplicate_of is None:
        record_return(ledger, message.id, arrival.returned, desk.clock)
    if answers and withdrawn:
        answers[0] = replace(answers[0], receipt_withdrawn="、".join(withdrawn))
    if outcome.reply is not None:
        queue_reply(ledger, arrival, assessment, tuple(answers), decision, desk)


def _judgement(assessment: Assessment) -> Judgement | None:
    """The judgement that tells the files' roles; the entries of one mail share its files."""
    return next((item.judgement for item in assessment.judged if item.judgement is not None), None)


def _record_entry(
    ledger: LedgerTransaction, arrival: Arrival, item: JudgedEntry, assessment: Assessment, desk: Desk
) -> EntryAnswer:
    """Count the mail to the entry's case, and save the case as now judged."""
    entry, campaign, now = item.entry, desk.policy.campaign(item.entry), desk.clock.now()
    before = ledger.case(entry.entry_id)
    ledger.attach(entry.entry_id, arrival.record.id)
    if item.judgement is None:
        after = exempt_record(entry, campaign, before, arrival.record, now)
    else:
        after = case_record(item.case, item.judgement, campaign, before, now)
        after = _after_outcome(ledger, after, arrival.record, assessment, campaign.receipt_prefix)
    ledger.save_case(after)
    return answer_of(item, before, after, campaign)


def _after_outcome(
    ledger: LedgerTransaction, case: CaseRecord, message: MessageRecord, assessment: Assessment, prefix: str
) -> CaseRecord:
    """What the mail's outcome adds to the case: a request counted, a receipt's number given once, or a person's turn.

    No number is given while a person must still look at the mail.
    """
    outcome = assessment.outcome
    if outcome.needs_person:
        return case if case.receipt or outcome.is_question else case.in_review(outcome.why)
    if case.has_gaps:
        return replace(case, gap_replies=case.gap_replies + 1)
    if case.receipt is not None:
        return case
    number = ledger.next_receipt_number(prefix)
    return replace(case, receipt=number, receipt_at=message.received_at)


def _leave_other_cases(
    ledger: LedgerTransaction, arrival: Arrival, entries: tuple[str, ...], desk: Desk
) -> tuple[str, ...]:
    """Take a mail that a person moves out of the cases it was in; return receipts sent for it that no longer hold."""
    sent = drop_unsent(ledger, arrival.record.id, desk.clock.now()) if arrival.assigned else frozenset()
    withdrawn = []
    for entry_id in arrival.record.entries:
        if entry_id in entries or not desk.policy.knows(entry_id):
            continue
        ledger.lock_cases([entry_id])
        before = ledger.case(entry_id)
        ledger.detach(entry_id, arrival.record.id)
        after = _judged_without(ledger, entry_id, arrival.record.id, before, desk)
        ledger.save_case(after)
        if (
            before is not None
            and before.receipt is not None
            and after.receipt is None
            and before.receipt in sent
        ):
            withdrawn.append(before.receipt)
    return tuple(withdrawn)


def _judged_without(
    ledger: LedgerTransaction, entry_id: str, message: int, before: CaseRecord | None, desk: Desk
) -> CaseRecord:
    entry = desk.policy.entry(entry_id)
    campaign, now = desk.policy.campaign(entry), desk.clock.now()
    case = load_case(ledger, desk.archive, desk.reader, entry, without=message)
    if case.is_partial and before is not None:
        return before  # what it rests on was removed since: its state stands
    if not case.submissions or desk.policy.exemption(entry) is not None:
        return empty_case(entry, campaign, now, is_exempt=desk.policy.exemption(entry) is not None)
    if _receipt_was_sent(ledger, entry_id):  # for another mail, whose sender relies on it: a person decides
        return case_record(case, desk.policy.judge(case), campaign, before, now)
    case = replace(case, receipt=None, receipt_at=None)
    after = case_record(case, desk.policy.judge(case), campaign, before, now)
    return replace(after, receipt=None, receipt_at=None) if after.has_gaps else after


def _receipt_was_sent(ledger: LedgerTransaction, entry_id: str) -> bool:
    """Hold where a receipt went out, or may have, for a mail that is in the case."""
    gone = {ReplyState.SENT, ReplyState.SENDING, ReplyState.UNCERTAIN, ReplyState.UNDELIVERED}
    replies = [reply for each in ledger.messages_of(entry_id) for reply in ledger.replies(each, gone)]
    return any(reply.kind == ReplyKind.RECEIPT for reply in replies)


def _thread_of(ledger: LedgerTransaction, message: InboundMessage) -> Thread:
    """The entries of the mail answered directly; those of the whole thread where it is not ours."""
    entries = ledger.entries_of_thread(message.in_reply_to) or ledger.entries_of_thread(message.references)
    ids = {number for entry in entries for number in ledger.messages_of(entry)}
    return Thread(entries, tuple(row.subject for row in ledger.messages(ids)) if ids else ())


def _duplicate_of(ledger: LedgerTransaction, arrival: Arrival, archive: Archive) -> int | None:
    """The older mail with the same bytes, or with the same Message-ID, sender and files (the contract's “duplicate”)."""
    row = arrival.record
    same_bytes = ledger.message_by_bytes(row.raw_sha256)
    if same_bytes is not None and same_bytes.id < row.id:
        return same_bytes.id
    # Of two copies the one that is settled first counts, whichever was collected first.
    others = ledger.messages_by_message_id(row.message_id) if row.message_id else ()
    for other in others:
        counts = other.id != row.id and other.disposition is not None and not other.why.startswith(DUPLICATE)
        same_sender = _same_sender(ledger, other, row)
        if counts and same_sender and _same_content(ledger, other, arrival, archive):
            return other.id
    return None


def _same_sender(ledger: LedgerTransaction, other: MessageRecord, row: MessageRecord) -> bool:
    if other.purged_at is not None:
        return other.sender_mark == ledger.mark_of("sender", row.sender.casefold())
    return other.sender.casefold() == row.sender.casefold()


def _same_content(
    ledger: LedgerTransaction, other: MessageRecord, arrival: Arrival, archive: Archive
) -> bool:
    """Compare the files' hashes; two mails without any file are the same only where their texts are."""
    theirs = sorted(file.sha256 for file in ledger.files(other.id) if file.kind != BODY_KIND)
    ours = sorted([file.sha256 for file in arrival.files] + ["" for _ in arrival.links])
    if other.purged_at is not None:  # of two texts without files only the Message-ID is left to compare
        return theirs == sorted((sha256 and ledger.mark_of("bytes", sha256)) or "" for sha256 in ours)
    if theirs or ours:
        return theirs == ours
    return read_message(archive.get(other.raw_sha256)).text == arrival.message.text
