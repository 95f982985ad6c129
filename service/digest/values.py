"""What a digest is: frozen values, before any wording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.campaign import Campaign
from rules.roster import RosterEntry
from service.outcome import CaseState
from service.reconciliation import LastReconciliation
from service.records import AlarmRecord, CaseRecord, FileRecord, MessageRecord, ReplyRecord
from service.unfetched import Unfetched


class InconsistentCountsError(ValueError):
    """The counts of a digest do not add up: the ledger was read wrongly, and no such digest may go out."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of one consistent reading of the ledger."""

    cases: Sequence[CaseRecord] = ()
    messages: Sequence[MessageRecord] = ()
    replies: Sequence[ReplyRecord] = ()
    files: Sequence[FileRecord] = ()
    alarms: Sequence[AlarmRecord] = ()  # those that were raised
    reconciliation: LastReconciliation | None = None
    unfetched: Sequence[Unfetched] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries stand where.

    应报 = 已收 + 未报 and leaves out the exempt; 已收 = 齐全 + 待补正 + 待人工确认. `late` (逾期) and `completed_late`
    (报送及时、补正完成于截止后) are among those received.
    """

    due: int
    complete: int
    incomplete: int
    review: int
    waiting: int
    exempt: int
    late: int
    completed_late: int

    def __post_init__(self) -> None:
        if self.due != self.received + self.waiting or self.late + self.completed_late > self.received:
            raise InconsistentCountsError(repr(self))

    @property
    def received(self) -> int:
        """已收."""
        return self.complete + self.incomplete + self.review


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One roster entry as it stands. `asked_at` are the times at which the unit was asked for something (补正时间)."""

    entry: RosterEntry
    campaign: Campaign
    state: CaseState
    case: CaseRecord | None = None
    messages: tuple[MessageRecord, ...] = ()
    files: tuple[FileRecord, ...] = ()
    asked_at: tuple[datetime, ...] = ()

    @property
    def late(self) -> bool:
        """Whether what was received came after the deadline."""
        return self.case is not None and self.case.late and self.is_received

    @property
    def completed_late(self) -> bool:
        """Whether it came in time and was complete only after the deadline."""
        return self.case is not None and self.case.completed_late and self.is_received and not self.late

    @property
    def is_received(self) -> bool:
        """Whether the entry counts to 已收."""
        return self.state in (CaseState.COMPLETE, CaseState.INCOMPLETE, CaseState.REVIEW)


@dataclass(frozen=True, slots=True)
class ProjectPart:
    """One project of a batch with its entries."""

    number: int
    name: str
    counts: Counts
    lines: tuple[EntryLine, ...]

    def in_state(self, state: CaseState) -> tuple[EntryLine, ...]:
        """The entries in that state."""
        return tuple(line for line in self.lines if line.state is state)


@dataclass(frozen=True, slots=True)
class BatchPart:
    """One batch of a campaign."""

    name: str
    counts: Counts
    projects: tuple[ProjectPart, ...]


@dataclass(frozen=True, slots=True)
class CampaignPart:
    """One campaign; `days_left` is 0 on the deadline's day and negative after it."""

    campaign: Campaign
    days_left: int
    counts: Counts
    batches: tuple[BatchPart, ...]

    @property
    def lines(self) -> tuple[EntryLine, ...]:
        """All entries, in the roster's order."""
        return tuple(line for batch in self.batches for project in batch.projects for line in project.lines)


class Concern(StrEnum):
    """Why a person must look, the most urgent first."""

    FAILED = "failed"
    UNFETCHED = "unfetched"  # it lies in the mailbox, and the server does not give it out
    STUCK = "stuck"  # collected long ago and not yet handled
    UNDELIVERED = "undelivered"  # a reply was refused, bounced, or nobody knows whether it arrived
    UNASSIGNED = "unassigned"
    REVIEW = "review"  # a mail of a known entry
    CASE = "case"  # a case in review that no single mail stands for
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that a person must look at: a message, a case, a reply of ours, or a mail that could not be fetched."""

    concern: Concern
    at: datetime
    is_new: bool  # since the last digest
    message: MessageRecord | None = None
    reply: ReplyRecord | None = None
    line: EntryLine | None = None
    entries: tuple[RosterEntry, ...] = ()  # those it belongs to, else the nearest readings
    unfetched: Unfetched | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail that came since the last digest."""

    message: MessageRecord
    entries: tuple[RosterEntry, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """The day as staff are told it. `since` is the time of the last digest, None for the first.

    `unassigned` mails belong to no entry yet and are in no other count; `unsettled` ones are still being handled;
    `ignored` are the automatic and repeated mails among those that came since.
    """

    made_at: datetime
    since: datetime | None
    campaigns: tuple[CampaignPart, ...]
    attention: tuple[Attention, ...]
    arrivals: tuple[Arrival, ...]
    ignored: int
    unassigned: int
    unsettled: int
    alarms: tuple[AlarmRecord, ...] = ()
    reconciliation: LastReconciliation | None = None
    counts: Counts = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", _sum(part.counts for part in self.campaigns))


def _sum(counts: Iterable[Counts]) -> Counts:
    every = tuple(counts)
    return Counts(
        due=sum(item.due for item in every),
        complete=sum(item.complete for item in every),
        incomplete=sum(item.incomplete for item in every),
        review=sum(item.review for item in every),
        waiting=sum(item.waiting for item in every),
        exempt=sum(item.exempt for item in every),
        late=sum(item.late for item in every),
        completed_late=sum(item.completed_late for item in every),
    )
