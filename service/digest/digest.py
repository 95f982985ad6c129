"""The ledger's rows -> Digest: counted, sorted, nothing worded yet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from rules.campaign import Batch, Campaign
from rules.roster import RosterEntry
from service.digest.attention import find_attention, needs_assignment
from service.digest.values import (
    Arrival,
    BatchPart,
    CampaignPart,
    Counts,
    Digest,
    EntryLine,
    ProjectPart,
    Snapshot,
)
from service.outcome import CaseState, Disposition, ReplyState
from service.ports import LedgerTransaction
from service.reconciling import last_reconciliation
from service.records import CaseRecord, FileRecord, MessageRecord, ReplyRecord
from service.replies.wording import days_left
from service.unfetched import unfetched


def take_snapshot(ledger: LedgerTransaction) -> Snapshot:
    """Everything that a digest speaks of; `ledger` is a reading transaction."""
    messages = ledger.messages()
    files = [file for message in messages for file in ledger.files(message.id)]
    alarms = tuple(alarm for alarm in ledger.alarms() if alarm.told_at is not None)
    return Snapshot(
        cases=ledger.cases(),
        messages=messages,
        replies=ledger.replies(),
        files=files,
        alarms=alarms,
        reconciliation=last_reconciliation(ledger),
        unfetched=unfetched(ledger),
    )


def build_digest(
    campaigns: Sequence[Campaign], rows: Snapshot, now: datetime, since: datetime | None
) -> Digest:
    """Count and sort the rows; `now` is aware, in the zone in which people read it.

    Raises InconsistentCountsError where the counts do not add up.
    """
    lines = _lines(campaigns, rows)
    arrived = [message for message in rows.messages if since is None or message.collected_at > since]
    return Digest(
        made_at=now,
        since=since,
        campaigns=tuple(_campaign_part(campaign, lines, now) for campaign in campaigns),
        attention=find_attention(rows, lines, now, since),
        arrivals=_arrivals(arrived, lines),
        ignored=sum(message.disposition is Disposition.IGNORED for message in arrived),
        unassigned=sum(map(needs_assignment, rows.messages)),
        unsettled=sum(message.disposition is None for message in rows.messages),
        alarms=tuple(rows.alarms),
        reconciliation=rows.reconciliation,
    )


def entry_state(campaign: Campaign, entry: RosterEntry, case: CaseRecord | None) -> CaseState:
    """The entry's state for status and digest: what the campaign exempts is exempt, whatever was received.

    An entry no longer exempt, for which something was received meanwhile, was never judged: a person must look.
    """
    if entry.entry_id in campaign.exempt:
        return CaseState.EXEMPT
    if case is None:
        return CaseState.WAITING
    if case.state is CaseState.EXEMPT:
        return CaseState.REVIEW if case.messages else CaseState.WAITING
    return case.state


def count_states(lines: Iterable[EntryLine]) -> Counts:
    """How many of the entries stand where."""
    every = tuple(lines)
    states = [line.state for line in every]
    return Counts(
        due=sum(state is not CaseState.EXEMPT for state in states),
        complete=states.count(CaseState.COMPLETE),
        incomplete=states.count(CaseState.INCOMPLETE),
        review=states.count(CaseState.REVIEW),
        waiting=states.count(CaseState.WAITING),
        exempt=states.count(CaseState.EXEMPT),
        late=sum(line.late for line in every),
        completed_late=sum(line.completed_late for line in every),
    )


def _lines(campaigns: Sequence[Campaign], rows: Snapshot) -> dict[str, EntryLine]:
    """Every roster entry's line by entry id, in the rosters' order."""
    cases = {case.entry: case for case in rows.cases}
    pairs = [(campaign, entry) for campaign in campaigns for entry in campaign.roster]
    messages = {message.id: message for message in rows.messages}
    files: dict[int, list[FileRecord]] = {}
    for file in rows.files:
        files.setdefault(file.message, []).append(file)
    return {
        entry.entry_id: _line(campaign, entry, cases.get(entry.entry_id), messages, files, rows.replies)
        for campaign, entry in pairs
    }


def _line(
    campaign: Campaign,
    entry: RosterEntry,
    case: CaseRecord | None,
    messages: Mapping[int, MessageRecord],
    files: Mapping[int, Sequence[FileRecord]],
    replies: Iterable[ReplyRecord],
) -> EntryLine:
    state = entry_state(campaign, entry, case)
    if case is None:
        return EntryLine(entry, campaign, state)
    return EntryLine(
        entry=entry,
        campaign=campaign,
        state=state,
        case=case,
        messages=tuple(messages[key] for key in case.messages if key in messages),
        files=tuple(file for key in case.messages for file in files.get(key, ()) if not file.inline),
        asked_at=tuple(
            reply.sent_at or reply.created_at
            for reply in replies
            if reply.kind == "gaps"
            and entry.entry_id in reply.entries
            and reply.state is not ReplyState.DROPPED
        ),
    )


def _campaign_part(campaign: Campaign, lines: Mapping[str, EntryLine], now: datetime) -> CampaignPart:
    own = [lines[entry.entry_id] for entry in campaign.roster]
    return CampaignPart(
        campaign=campaign,
        days_left=days_left(campaign.deadline, now),
        counts=count_states(own),
        batches=tuple(_batch_part(batch, own) for batch in campaign.batches),
    )


def _batch_part(batch: Batch, lines: Iterable[EntryLine]) -> BatchPart:
    own = [line for line in lines if line.entry.batch_key == batch.key]
    projects: dict[tuple[int, str], list[EntryLine]] = {}
    for line in own:
        projects.setdefault((line.entry.project_number, line.entry.project), []).append(line)
    parts = (
        ProjectPart(number, name, count_states(members), tuple(members))
        for (number, name), members in projects.items()
    )
    return BatchPart(batch.name, count_states(own), tuple(parts))


def _arrivals(arrived: Iterable[MessageRecord], lines: Mapping[str, EntryLine]) -> tuple[Arrival, ...]:
    told = (message for message in arrived if message.disposition is not Disposition.IGNORED)
    return tuple(
        Arrival(message, tuple(lines[key].entry for key in message.entries if key in lines))
        for message in sorted(told, key=lambda message: (message.received_at, message.id))
    )
