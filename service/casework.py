"""Cases from the ledger and back: what the rules judge, and what they said."""

from dataclasses import replace
from datetime import datetime

from intake.cloud_links import cloud_links
from intake.message import InboundMessage, read_message
from rules.campaign import Campaign
from rules.case import Case, FileInCase, Judgement, Verdict
from rules.roster import RosterEntry
from rules.submission import Link, Submission, SubmittedFile
from service.outcome import CaseState
from service.pasted import BODY_KIND, body_document
from service.ports import Archive, LedgerTransaction
from service.reader import FileReader
from service.records import CaseRecord, FileRecord, MessageRecord

LINK_KIND = "link"  # of a file row that stands for a link: nothing was delivered


def links_of(message: InboundMessage) -> tuple[Link, ...]:
    """The big attachments that the mail only links to."""
    return tuple(Link(link.name, link.provider, link.size, link.expires) for link in cloud_links(message))


def load_case(
    ledger: LedgerTransaction, archive: Archive, reader: FileReader, entry: RosterEntry, without: int
) -> Case:
    """The entry's case as it stands now, oldest submission first, leaving out the message `without`."""
    known = ledger.case(entry.entry_id)
    ids = tuple(number for number in ledger.messages_of(entry.entry_id) if number != without)
    records = ledger.messages(ids)
    kept = (record for record in records if record.purged_at is None)
    submissions = tuple(_submission(ledger, archive, reader, record) for record in kept)
    ordered = sorted(submissions, key=lambda each: (each.received_at, each.message))
    return Case(
        entry=entry,
        submissions=tuple(ordered),
        receipt=known.receipt if known else None,
        receipt_at=known.receipt_at if known else None,
        is_partial=len(submissions) < len(records),
    )


def _submission(
    ledger: LedgerTransaction, archive: Archive, reader: FileReader, record: MessageRecord
) -> Submission:
    rows = ledger.files(record.id)
    files = tuple(reader.reread(row) for row in rows if is_file(row))
    submission = Submission(record.id, record.received_at, files, by_person=record.decisions > 0)
    if len(files) == len(rows):
        return submission
    mail = read_message(archive.get(record.raw_sha256))
    links = links_of(mail) if any(row.kind == LINK_KIND for row in rows) else ()
    pasted = body_document(mail) if any(row.kind == BODY_KIND for row in rows) else None
    return replace(submission, links=links, pasted=pasted)


def is_file(row: FileRecord) -> bool:
    """Hold for the row of an attached file; others stand for a link, or for the summary in the body."""
    return row.kind not in {LINK_KIND, BODY_KIND}


def with_submission(case: Case, submission: Submission) -> Case:
    """The case once this submission is counted to it, in order of receipt."""
    others = tuple(each for each in case.submissions if each.message != submission.message)
    ordered = sorted((*others, submission), key=lambda each: (each.received_at, each.message))
    return replace(case, submissions=tuple(ordered))


def file_rows(
    message: int, files: tuple[SubmittedFile, ...], links: tuple[Link, ...], judgement: Judgement | None
) -> tuple[FileRecord, ...]:
    """The ledger's rows for what a message brought: files, links, and the body where it serves as the summary."""
    roles = (
        {item.file.name: item.role for item in judgement.files if item.message == message}
        if judgement
        else {}
    )
    rows = [
        FileRecord(
            message=message,
            position=position,
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            inline=file.inline,
            kind=file.kind,
            role=str(roles.get(file.name, "")),
            error=file.error.reason if file.error else "",
        )
        for position, file in enumerate(files)
    ]
    rows += [
        FileRecord(message, len(files) + position, link.name, "", 0, False, LINK_KIND, "", LINK_KIND)  # noqa: FBT003 - a row, in the order of its fields
        for position, link in enumerate(links)
    ]
    bodies = (item for item in judgement.files if _is_body(item, message)) if judgement else ()
    rows += [
        FileRecord(message, len(rows), item.file.name, "", 0, False, BODY_KIND, str(item.role), "")  # noqa: FBT003 - as above
        for item in bodies
    ]
    return tuple(rows)


def _is_body(item: FileInCase, message: int) -> bool:
    return item.message == message and item.file.kind == BODY_KIND


def case_record(
    case: Case, judgement: Judgement, campaign: Campaign, before: CaseRecord | None, now: datetime
) -> CaseRecord:
    """The case's row as now judged; the receipt and the count of requests go on from the row before."""
    if case.entry is None:
        raise ValueError("only a roster entry's case has a row")
    times = {submission.message: submission.received_at for submission in case.submissions}
    readable = [times[item.message] for item in judgement.files if item.summary is not None]
    arrived = sorted(times.values())
    state = _state(judgement)
    in_time = bool(readable) and not judgement.late
    received_at = min(readable) if readable else arrived[0] if arrived else None
    if case.is_partial and before is not None:  # what came first was removed; its time stands
        received_at = before.received_at
    return CaseRecord(
        entry=case.entry.entry_id,
        campaign=campaign.key,
        state=state,
        late=before.late if case.is_partial and before is not None else judgement.late,
        received_at=received_at,
        updated_at=now,
        messages=tuple(times),
        findings=judgement.findings,
        receipt=before.receipt if before else None,
        receipt_at=before.receipt_at if before else None,
        summary_name=judgement.summary_file.file.name if judgement.summary_file else "",
        review=judgement.review,
        gap_replies=before.gap_replies if before else 0,
        completed_late=in_time and state is CaseState.COMPLETE and _completed_late(case, campaign, before),
    )


def _completed_late(case: Case, campaign: Campaign, before: CaseRecord | None) -> bool:
    """A summary received in time, but complete only with a mail after the deadline; once complete, it stays so."""
    if before is not None and before.state is CaseState.COMPLETE:
        return before.completed_late
    return case.submissions[-1].received_at > campaign.deadline


def exempt_record(
    entry: RosterEntry, campaign: Campaign, before: CaseRecord | None, message: MessageRecord, now: datetime
) -> CaseRecord:
    """The row of an exempt entry that sent something all the same; a receipt once given stands."""
    received = before.received_at if before is not None else None
    return replace(
        empty_case(entry, campaign, now, is_exempt=True),
        received_at=received or message.received_at,
        messages=(message.id,),
        receipt=before.receipt if before else None,
        receipt_at=before.receipt_at if before else None,
    )


def empty_case(entry: RosterEntry, campaign: Campaign, now: datetime, *, is_exempt: bool) -> CaseRecord:
    """The row of an entry that nothing was received for, or no longer."""
    return CaseRecord(
        entry=entry.entry_id,
        campaign=campaign.key,
        state=CaseState.EXEMPT if is_exempt else CaseState.WAITING,
        late=False,
        received_at=None,
        updated_at=now,
        messages=(),
        findings=(),
        receipt=None,
        receipt_at=None,
        summary_name="",
        review="",
    )


def _state(judgement: Judgement) -> CaseState:
    """The state that a judgement puts the case in."""
    if judgement.review:
        return CaseState.REVIEW
    return CaseState.COMPLETE if judgement.verdict is Verdict.COMPLETE else CaseState.INCOMPLETE
