"""What a person must look at, the most urgent first: failed mails, replies that did not arrive, mails to decide on."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from rules.roster import RosterEntry
from service.digest.values import Attention, Concern, EntryLine, Snapshot
from service.outcome import CaseState, Disposition, ReplyState
from service.records import MessageRecord, ReplyRecord
from service.returned import is_told_as_reply
from service.unfetched import Unfetched

# Longer than any provider's wait for its limits of a day: by then something is wrong.
PATIENCE = timedelta(hours=24)
_BOUNCE = "bounce"  # the contract's word, with which such a mail's `why` begins


def find_attention(
    rows: Snapshot, lines: Mapping[str, EntryLine], now: datetime, since: datetime | None
) -> tuple[Attention, ...]:
    """Every concern once, by urgency, then by time."""
    found = [
        *_of_unfetched(rows.unfetched, since),
        *_of_messages(rows.messages, lines, now, since),
        *_of_replies(rows.replies, lines, now, since),
        *_of_cases(lines.values(), since),
    ]
    urgency = list(Concern)
    return tuple(sorted(found, key=lambda item: (urgency.index(item.concern), item.at)))


def needs_assignment(message: MessageRecord) -> bool:
    """Whether the mail was looked at and belongs to no entry yet."""
    waits = message.disposition in (Disposition.REVIEW, Disposition.FAILED) and is_open(message)
    return waits and not message.entries


def is_open(message: MessageRecord) -> bool:
    """Whether anybody may still have to look: no person has dealt with it, and there is something left to look at."""
    return message.done_at is None and message.purged_at is None


def _of_unfetched(mails: Iterable[Unfetched], since: datetime | None) -> Iterator[Attention]:
    for mail in mails:
        if mail.is_persistent:
            yield Attention(Concern.UNFETCHED, mail.since, _is_new(mail.since, since), unfetched=mail)


def _of_messages(
    messages: Iterable[MessageRecord], lines: Mapping[str, EntryLine], now: datetime, since: datetime | None
) -> Iterator[Attention]:
    for message in messages:
        concern = _message_concern(message, now, since)
        if concern is not None:
            named = message.entries or message.candidates
            yield Attention(
                concern=concern,
                at=message.received_at,
                is_new=_is_new(message.collected_at, since),
                message=message,
                entries=_entries(named, lines),
            )


def _message_concern(message: MessageRecord, now: datetime, since: datetime | None) -> Concern | None:
    if not is_open(message):
        return None
    match message.disposition:
        case Disposition.FAILED:
            return Concern.FAILED
        case Disposition.REVIEW:
            return Concern.REVIEW if message.entries else Concern.UNASSIGNED
        case None:
            return Concern.STUCK if now - message.collected_at > PATIENCE else None
        case Disposition.IGNORED:
            return Concern.UNDELIVERED if _is_new_bounce(message, since) else None
        case _:
            return None


def _is_new_bounce(message: MessageRecord, since: datetime | None) -> bool:
    """A bounce of nothing that we know is told once; it never gets another state that would end its being told."""
    is_bounce = message.why.partition("：")[0] == _BOUNCE and not is_told_as_reply(message.why)
    return is_bounce and _is_new(message.collected_at, since)


def _of_replies(
    replies: Iterable[ReplyRecord], lines: Mapping[str, EntryLine], now: datetime, since: datetime | None
) -> Iterator[Attention]:
    for reply in replies:
        concern = _reply_concern(reply, now)
        if concern is not None:
            yield Attention(
                concern=concern,
                at=reply.created_at,
                is_new=_is_new(reply.created_at, since),
                reply=reply,
                entries=_entries(reply.entries, lines),
            )


def _reply_concern(reply: ReplyRecord, now: datetime) -> Concern | None:
    match reply.state:
        case ReplyState.REFUSED | ReplyState.UNCERTAIN | ReplyState.UNDELIVERED:
            return Concern.UNDELIVERED
        case ReplyState.HELD:
            return Concern.HELD
        case ReplyState.QUEUED | ReplyState.SENDING:
            return Concern.UNDELIVERED if now - reply.created_at > PATIENCE else None
        case _:
            return None


def _of_cases(lines: Iterable[EntryLine], since: datetime | None) -> Iterator[Attention]:
    """Cases in review, but for those that one of the mails listed above stands for."""
    for line in lines:
        if line.state is not CaseState.REVIEW or line.case is None:
            continue
        if not any(
            message.disposition in (Disposition.REVIEW, Disposition.FAILED) for message in line.messages
        ):
            yield Attention(
                concern=Concern.CASE,
                at=line.case.updated_at,
                is_new=_is_new(line.case.updated_at, since),
                line=line,
                entries=(line.entry,),
            )


def _entries(keys: Iterable[str], lines: Mapping[str, EntryLine]) -> tuple[RosterEntry, ...]:
    return tuple(lines[key].entry for key in keys if key in lines)


def _is_new(moment: datetime, since: datetime | None) -> bool:
    return since is None or moment > since
