"""What the service needs of the world, as protocols; app.py builds the real ones, tests bring fakes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from parsers.document import Document
from rules.finding import Finding
from service.outcome import Disposition, ReplyState
from service.records import (
    AlarmRecord,
    CaseRecord,
    DigestRecord,
    EventRecord,
    FileRecord,
    FolderMark,
    KnownMail,
    Location,
    MessageRecord,
    NewEvent,
    NewMessage,
    NewReply,
    ReplyRecord,
    Vitals,
)


class Clock(Protocol):
    """The time of day, aware."""

    def now(self) -> datetime:
        """The present moment in the configured zone."""


class Archive(Protocol):
    """Bytes by their SHA-256, written and fsynced before anything is said about them. Putting twice is harmless."""

    def put(self, payload: bytes) -> str:
        """Keep the bytes; return their SHA-256 in hex."""

    def writer(self) -> AbstractContextManager["ArchiveWriter"]:
        """A file to write in parts; `finish()` fsyncs and names it. Left without finish(), it vanishes."""

    def path(self, sha256: str) -> Path:
        """Where the bytes lie. Raises KeyError where they are not kept."""

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises KeyError where they are not kept."""

    def in_use(self) -> AbstractContextManager[None]:
        """Keep everything that is put in until its rows are in the ledger: nothing is removed meanwhile."""

    def discard(self, sha256: str) -> None:
        """Remove bytes that nobody may keep any longer; harmless where they are not there."""

    def put_document(self, key: str, document: Document) -> None:
        """Remember how a file was read; a cache, which may be deleted at any time."""

    def get_document(self, key: str) -> Document | None:
        """What was remembered under the key, None where nothing was."""


class ArchiveWriter(Protocol):
    """A growing file of the archive."""

    @property
    def stream(self) -> BinaryIO:
        """Where to write."""

    def finish(self) -> tuple[str, int]:
        """Fsync, name by content; return SHA-256 and size."""


class LedgerTransaction(Protocol):
    """Everything that can be asked of or told to the ledger; within a write transaction all of it holds or none."""

    # Folders and where mails lie
    def mark(self, folder: str) -> FolderMark | None:
        """How far the folder was read, None where it never was."""

    def set_mark(self, mark: FolderMark) -> None:
        """Remember how far the folder was read."""

    def known_uids(self, folder: str, uidvalidity: int) -> frozenset[int]:
        """UIDs of that folder and validity whose mail has a row."""

    def places(self, folder: str, uidvalidity: int) -> dict[int, int]:
        """Whose mail each known UID of that folder and validity is: UID -> id of the row."""

    def known_mails(self, folder: str, uidvalidity: int) -> dict[int, KnownMail]:
        """The mails of known_uids by UID, with what tells whether the UID is still theirs."""

    def add_location(self, location: Location, message: int, stamp: str | None = None) -> None:
        """Remember where the mail lies; an address that was another mail's becomes this one's."""

    def set_stamps(self, folder: str, uidvalidity: int, stamps: Mapping[int, str]) -> None:
        """Remember what the server says of the mails at these UIDs."""

    def locations(self, message: int) -> tuple[Location, ...]:
        """Where the mail is known to lie."""

    # Messages
    def add_message(self, new: NewMessage) -> int:
        """Make the mail's row; return its id."""

    def message(self, message: int) -> MessageRecord | None:
        """The row of that id."""

    def messages(self, ids: Collection[int] | None = None) -> tuple[MessageRecord, ...]:
        """All rows, or those of the ids, by id."""

    def message_by_bytes(self, raw_sha256: str) -> MessageRecord | None:
        """The oldest row with exactly these bytes."""

    def messages_by_message_id(self, message_id: str) -> tuple[MessageRecord, ...]:
        """All rows with that Message-ID, by id."""

    def unsettled(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Ids of mails not yet settled whose next attempt is due, oldest receipt first."""

    def settle(
        self,
        message: int,
        disposition: Disposition,
        why: str,
        entries: Sequence[str] = (),
        candidates: Sequence[str] = (),
    ) -> None:
        """Record what became of the mail."""

    def record_attempt(self, message: int, next_attempt_at: datetime) -> int:
        """Count a failed handling; return how many there were."""

    def reopen(self, message: int) -> None:
        """Make the mail unsettled again, its attempts zero."""

    def set_done(self, message: int, moment: datetime | None) -> None:
        """Record that a person has dealt with the mail, or (None) that it is open again; settling it opens it too."""

    def count_decision(self, message: int) -> int:
        """Count a person's decision on the mail; return the decision's number, from 1."""

    # Files
    def set_files(self, message: int, files: Sequence[FileRecord]) -> None:
        """Record the mail's files, replacing what was recorded."""

    def files(self, message: int) -> tuple[FileRecord, ...]:
        """The mail's files in order."""

    # Cases
    def lock_cases(self, entries: Iterable[str]) -> None:
        """Hold these cases until the transaction ends (PostgreSQL row locks; SQLite holds the whole ledger)."""

    def attach(self, entry: str, message: int) -> None:
        """Count the message to the entry's case."""

    def detach(self, entry: str, message: int) -> None:
        """Take the message out of the entry's case."""

    def messages_of(self, entry: str) -> tuple[int, ...]:
        """Ids of the case's messages, newest last (by time of receipt, then id)."""

    def case(self, entry: str) -> CaseRecord | None:
        """The case as last judged."""

    def cases(self) -> tuple[CaseRecord, ...]:
        """All cases."""

    def save_case(self, case: CaseRecord) -> None:
        """Record the case as now judged, its findings replaced; `messages` is kept by attach and detach, not here."""

    def next_receipt_number(self, prefix: str) -> str:
        """The next number of the campaign's series: prefix, hyphen, four digits ("ZSCQ2024-0001")."""

    def entries_of_thread(self, message_ids: Sequence[str]) -> tuple[str, ...]:
        """Entries of known mails that bear one of these Message-IDs, or whose replies do."""

    def entries_assigned_to(self, sender: str, without: int) -> tuple[str, ...]:
        """Entries that a person assigned mails of this address to, the mail `without` left out; each once."""

    # Outgoing queue
    def add_reply(self, new: NewReply) -> int | None:
        """Queue a mail; None where one of that Message-ID is already there (nothing is changed then)."""

    def reply(self, reply: int) -> ReplyRecord | None:
        """The queued mail of that id."""

    def reply_raw(self, reply: int) -> bytes:
        """The whole mail as it is to be sent."""

    def replies(
        self, message: int | None = None, states: Collection[ReplyState] | None = None
    ) -> tuple[ReplyRecord, ...]:
        """Queued mails, by id, narrowed to a message or to states."""

    def reply_by_mime_id(self, mime_id: str) -> ReplyRecord | None:
        """The mail of ours that bears that Message-ID."""

    def due_replies(self, now: datetime, limit: int) -> tuple[ReplyRecord, ...]:
        """Mails queued or uncertain whose next attempt is due: those tried least often, then the oldest first."""

    def set_reply_state(
        self,
        reply: int,
        state: ReplyState,
        response: str = "",
        sent_at: datetime | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        """Move a mail of the queue on; going to `sending` counts an attempt."""

    def replies_since(self, moment: datetime) -> tuple[ReplyRecord, ...]:
        """The replies to mails that were composed at or after the moment, by id."""

    def sent_since(self, moment: datetime) -> int:
        """How many mails were sent at or after the moment."""

    # What happened
    def add_event(self, event: NewEvent) -> None:
        """Record an event."""

    def events(self, message: int | None = None, entry: str | None = None) -> tuple[EventRecord, ...]:
        """Events, oldest first, narrowed to a message or an entry."""

    def digest(self, day: date) -> DigestRecord | None:
        """The digest made for that day."""

    def last_digest(self) -> DigestRecord | None:
        """The newest digest."""

    def add_digest(self, digest: DigestRecord) -> None:
        """Record that a day's digest was made."""

    def note(self, key: str) -> str | None:
        """A small fact of the running program (when the last full comparison was), None where unset."""

    def set_note(self, key: str, value: str) -> None:
        """Remember a small fact."""

    def notes(self, prefix: str) -> dict[str, str]:
        """All notes whose keys begin so."""

    def forget_note(self, key: str) -> None:
        """Remove a note; no harm where there is none."""

    # Alarms
    def alarms(self) -> tuple[AlarmRecord, ...]:
        """Everything that is broken, the oldest first."""

    def save_alarm(self, alarm: AlarmRecord) -> None:
        """Record what is broken, in place of what was recorded under the name."""

    def end_alarm(self, name: str) -> None:
        """Forget what is well again."""

    def vitals(self) -> Vitals:
        """How many mails and replies wait or failed, and since when."""

    # Purging
    def mark_of(self, kind: str, value: str) -> str | None:
        """The salted mark of a value of that kind ("bytes", "message-id", "sender"); None where nothing was purged."""

    def counted_to(self) -> dict[int, tuple[str, ...]]:
        """The entries whose cases each mail is counted to."""

    def kept_content(self) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """What the archive must keep: the SHA-256 of mails, and the names and SHA-256 of their files."""

    def is_kept(self, sha256: str) -> bool:
        """Whether a mail or a file that was not purged has these bytes."""

    def purge_messages(self, ids: Sequence[int], now: datetime) -> None:
        """Take from these mails, their files, replies and events all that tells of persons; leave marks."""

    def purge_cases(self, entries: Iterable[str]) -> None:
        """Take from these cases the names of files and the findings' sentences; codes and receipts stay."""

    def own_mails(self, before: datetime) -> tuple[int, ...]:
        """Digests and alarm mails of before that moment which are done with and still kept."""

    def purge_replies(self, ids: Sequence[int]) -> None:
        """Take from these mails of ours their recipients, subjects and texts."""


class Ledger(Protocol):
    """The ledger. Never hold a transaction open over slow work.

    A change to a row that is not there raises KeyError. A database that cannot be used raises LedgerError, where it
    may pass TemporaryLedgerError (an intake.errors.TemporaryError too); nothing of the transaction holds then.
    """

    def write(self) -> AbstractContextManager[LedgerTransaction]:
        """One write transaction (SQLite: BEGIN IMMEDIATE), committed on leaving, undone on an exception."""

    def read(self) -> AbstractContextManager[LedgerTransaction]:
        """A consistent view for reading."""

    def upgrade(self) -> None:
        """Bring the schema up to date."""

    def close(self) -> None:
        """Let go of the database."""


__all__ = ["Archive", "ArchiveWriter", "Clock", "Finding", "Ledger", "LedgerTransaction"]
