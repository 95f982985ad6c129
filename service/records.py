"""The rows of the ledger as the rest of the program sees them: frozen values, times aware."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.finding import Finding, Severity
from service.outcome import CaseState, Disposition, ReplyState


@dataclass(frozen=True, slots=True)
class Location:
    """Where a mail lies on the server: an address, no identity. Folder names are decoded (no modified UTF-7)."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class KnownMail:
    """A collected mail at its place: `stamp` is what the server last said of that place, None before the first look."""

    stamp: str | None
    size: int
    message_id: str


@dataclass(frozen=True, slots=True)
class FolderMark:
    """Up to which UID a folder was read, under which UIDVALIDITY."""

    folder: str
    uidvalidity: int
    mark: int


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is known of a mail when it is collected, before anything was decided about it."""

    raw_sha256: str
    size: int  # bytes
    message_id: str
    subject: str
    sender: str  # addr-spec
    received_at: datetime  # the provider's Received time, else INTERNALDATE
    collected_at: datetime
    in_junk: bool = False


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One mail and what became of it. `disposition` is None until the mail is settled."""

    id: int
    raw_sha256: str
    size: int
    message_id: str
    subject: str
    sender: str
    received_at: datetime
    collected_at: datetime
    in_junk: bool
    disposition: Disposition | None
    why: str
    entries: tuple[str, ...]
    candidates: tuple[str, ...]  # readings of an ambiguous subject, best first
    attempts: int  # how often handling it failed through our fault
    next_attempt_at: datetime | None
    decisions: int  # how many times a person decided on it
    done_at: datetime | None = None  # when a person said that it is dealt with
    purged_at: datetime | None = None  # when its personal data and its bytes were removed
    sender_mark: str | None = None  # of a purged mail: the salted hash of its sender


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of a message, members of containers included (named `archive/inner`)."""

    message: int
    position: int
    name: str
    sha256: str
    size: int
    inline: bool
    kind: str
    role: str  # the contract's word; "" until judged
    error: str  # "", or the ParseError's reason


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A roster entry's case as last judged. An entry without a row is `waiting` or `exempt`."""

    entry: str
    campaign: str
    state: CaseState
    late: bool
    received_at: datetime | None  # of the first readable summary, else of the first message
    updated_at: datetime
    messages: tuple[int, ...]
    findings: tuple[Finding, ...]
    receipt: str | None
    receipt_at: datetime | None
    summary_name: str
    review: str  # why a person must look, "" where none must
    gap_replies: int = 0  # how often the unit was asked for something (补正次数)
    completed_late: bool = False  # in time at first, complete only after the deadline

    @property
    def has_gaps(self) -> bool:
        """Hold where the unit must still send something."""
        return any(finding.severity is Severity.GAP for finding in self.findings)

    def in_review(self, why: str) -> "CaseRecord":
        """The case where a person must look, for this reason unless it has one of its own."""
        return replace(self, state=CaseState.REVIEW, review=self.review or why)


@dataclass(frozen=True, slots=True)
class NewReply:
    """A reply to be queued, or a mail of our own (kind "digest")."""

    message: int | None  # the mail that it answers; None for a digest
    kind: str  # ReplyKind, or "digest"
    entries: tuple[str, ...]
    decision: int
    mime_id: str  # Message-ID header
    to: tuple[str, ...]
    subject: str
    raw: bytes  # the whole mail as it will be sent (CRLF)
    state: ReplyState
    created_at: datetime
    number: str = ""  # the reply's number, of a receipt its receipt number


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """One outgoing mail and how its sending went."""

    id: int
    message: int | None
    kind: str
    entries: tuple[str, ...]
    decision: int
    mime_id: str
    to: tuple[str, ...]
    subject: str
    state: ReplyState
    created_at: datetime
    number: str
    sent_at: datetime | None
    attempts: int
    next_attempt_at: datetime | None
    response: str  # the server's last word, or why it is held


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, for the record; `who` is "intake" or the operator's account name."""

    at: datetime
    who: str
    kind: str  # collected, judged, assigned, reply_queued, reply_sent, reply_refused, …
    message: int | None = None
    entry: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A recorded event."""

    id: int
    at: datetime
    who: str
    kind: str
    message: int | None
    entry: str | None
    note: str


@dataclass(frozen=True, slots=True)
class DigestRecord:
    """A day's digest that was made; `reply` is its mail in the outgoing queue."""

    day: date
    made_at: datetime
    reply: int


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """Something that is broken. `told_at` is None until it has lasted long enough to be raised (and mailed)."""

    name: str
    problem: str
    since: datetime
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Vitals:
    """The figures that tell whether the program is well. `queued` counts what is on its way, `uncertain` included."""

    failed: int  # mails, without those that a person has dealt with
    unprocessed: int  # mails collected and not yet settled
    oldest_unprocessed: datetime | None
    queued: int
    oldest_queued: datetime | None
    held: int
    refused: int
    undelivered: int  # sent, and returned by a bounce
    uncertain: int
