"""Mailbox, ledger and archive compared: every mail has exactly one row, every row its bytes.                 I/O."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO, Protocol

from intake.mailbox import FetchedMail, Folder, MessageGoneError, MessageRefusedError, ResolvedFolders
from intake.message import read_message
from service.first_start import first_start
from service.ports import Archive, Clock, Ledger, LedgerTransaction
from service.reconciliation import (
    Difference,
    DifferenceKind,
    LastReconciliation,
    Reconciliation,
    ledger_differences,
)
from service.records import Location, MessageRecord
from service.unfetched import Unfetched, unfetched_at

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # exists for type checkers only

_NOTE = "last reconciliation"
_TRIED = "last reconciliation tried"
_DAY = timedelta(days=1)
_FRESH = timedelta(hours=12)  # a result that young is told by the digest as it is
_PAUSE = timedelta(minutes=30)  # after a mailbox that could not be read
EXCUSE = "no_reply"  # how the events begin that say why a mail is not answered


class Mailbox(Protocol):
    """The mailbox as it is compared (intake.mailbox.ImapMailbox, or a test's)."""

    def folders(self) -> ResolvedFolders:
        """The configured folders that are there."""

    def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
        """UIDs in the folder above the given one, ascending."""

    def message_id_headers(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
        """The Message-ID header fields of these mails, by UID."""

    def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
        """Write the mail's bytes. Raises MessageGoneError where it was moved or removed meanwhile."""


@dataclass(frozen=True)
class Reconciler:
    """Compares, and changes nothing but the note of when it last did so.

    A mail is known by its UID where its Message-ID is the row's; where UIDs were reshuffled or the mail was moved, by
    its bytes. `open` gives a session of its own: the daemon's is busy polling.
    """

    ledger: Ledger
    archive: Archive
    clock: Clock
    open: Callable[[], AbstractContextManager[Mailbox]]
    beat: Callable[[], object] = lambda: None  # with every folder, mail and file: a sign of life

    def __call__(self, *, deep: bool = False) -> Reconciliation:
        """Compare everything; `deep` reads every archived file again. Raises TemporaryError, ConfigurationError."""
        with self.open() as mailbox:
            seen = _Seen()
            resolved = mailbox.folders()
            for folder in resolved.folders:
                self._compare_folder(mailbox, folder, seen)
        with self.ledger.read() as ledger:
            rows, replies = ledger.messages(), ledger.replies()
            excused = {event.message for event in ledger.events() if event.kind.startswith(EXCUSE)}
            own = tuple(
                ledger_differences(
                    rows, replies, ledger.cases(), ledger.counted_to(), {each for each in excused if each}
                )
            )
            wanted = _wanted(ledger, rows)
        return Reconciliation(
            at=self.clock.now(),
            mails=seen.mails,
            waiting=seen.waiting,
            rows=len(rows),
            gone=len({row.id for row in rows} - seen.rows),
            purged=sum(row.purged_at is not None for row in rows),
            replies=len(replies),
            deep=deep,
            differences=(*seen.differences, *own, *self._archive_differences(wanted, deep=deep)),
            warnings=resolved.warnings,
        )

    def _compare_folder(self, mailbox: Mailbox, folder: Folder, seen: "_Seen") -> None:
        self.beat()
        uids = mailbox.uids(folder.name)
        headers = mailbox.message_id_headers(folder.name, uids)
        with self.ledger.read() as ledger:
            places = ledger.places(folder.name, folder.uidvalidity)
            rows = {row.id: row for row in ledger.messages(places.values())}
        seen.mails += len(uids)
        for uid in uids:
            self.beat()
            row = rows.get(places.get(uid, 0))
            if row is not None and _is_the_same(row, headers.get(uid)):
                seen.rows.add(row.id)
            else:
                self._compare_bytes(mailbox, folder, uid, seen)

    def _compare_bytes(self, mailbox: Mailbox, folder: Folder, uid: int, seen: "_Seen") -> None:
        """Look for the mail by its bytes: its UID is not known, or is another mail's in the ledger.

        A mail that the collector could not fetch is not asked for: the line would break at it here as well.
        """
        where = f"{folder.name} UID {uid}"
        with self.ledger.read() as ledger:
            failed = unfetched_at(ledger, Location(folder.name, folder.uidvalidity, uid))
        if failed is not None:
            seen.not_fetched(failed, where)
            return
        try:
            sha256 = _hash_of(mailbox, folder.name, uid)
        except MessageGoneError:
            seen.mails -= 1
            return
        except MessageRefusedError:
            sha256 = ""
        with self.ledger.read() as ledger:
            row = ledger.message_by_bytes(sha256) if sha256 else None
            if row is not None:
                seen.rows.add(row.id)
                return
            mark = ledger.mark(folder.name)
        if mark is not None and mark.uidvalidity == folder.uidvalidity and uid <= mark.mark:
            seen.differs(DifferenceKind.MAIL_MISSING, "没有登记", where)
        else:
            seen.waiting += 1

    def _archive_differences(self, wanted: dict[tuple[str, int], int], *, deep: bool) -> Iterator[Difference]:
        for (sha256, size), message in wanted.items():
            self.beat()
            kind = self._fault_of(sha256, size, deep=deep)
            if kind is not None:
                words = "没有原件" if kind is DifferenceKind.BYTES_MISSING else "原件与登记的不符"
                where = f"raw/{sha256[:2]}/{sha256}"
                yield Difference(kind, f"第{message}号来件{words}", message, where=where)

    def _fault_of(self, sha256: str, size: int, *, deep: bool) -> DifferenceKind | None:
        try:
            path = self.archive.path(sha256)
            if path.stat().st_size != size:
                return DifferenceKind.BYTES_WRONG
            if not deep:
                return None
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (KeyError, FileNotFoundError):
            return DifferenceKind.BYTES_MISSING
        except OSError:  # the disk does not give it
            return DifferenceKind.BYTES_WRONG
        return None if found == sha256 else DifferenceKind.BYTES_WRONG


def _wanted(ledger: LedgerTransaction, rows: Sequence[MessageRecord]) -> dict[tuple[str, int], int]:
    """What the archive must hold, SHA-256 and size, each with the oldest mail that it belongs to."""
    kept = [row for row in rows if row.purged_at is None]
    wanted = {(row.raw_sha256, row.size): row.id for row in reversed(kept)}
    for row in kept:
        for file in ledger.files(row.id):
            if file.sha256:
                wanted.setdefault((file.sha256, file.size), row.id)
    return wanted


@dataclass
class _Seen:
    """What the folders hold."""

    mails: int = 0
    waiting: int = 0
    rows: set[int] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def not_fetched(self, mail: Unfetched, where: str) -> None:
        """A difference only where a person should look at it: after a dropped line the next poll takes it in."""
        if mail.is_persistent:
            self.differs(DifferenceKind.MAIL_UNFETCHED, "未能取出", where)
        else:
            self.waiting += 1

    def differs(self, kind: DifferenceKind, words: str, where: str) -> None:
        """A mail without a row."""
        self.differences.append(Difference(kind, f"邮箱中的邮件（{where}）{words}", where=where))


class _Hashing(io.BytesIO):
    """A stream that keeps nothing but the hash."""

    def __init__(self) -> None:
        super().__init__()
        self.hash = hashlib.sha256()

    def write(self, data: "ReadableBuffer", /) -> int:
        view = memoryview(data)
        self.hash.update(view)
        return view.nbytes


def _hash_of(mailbox: Mailbox, folder: str, uid: int) -> str:
    stream = _Hashing()
    mailbox.fetch(folder, uid, stream)
    return stream.hash.hexdigest()


def _is_the_same(row: MessageRecord, header: bytes | None) -> bool:
    """Whether the mail at a known UID still is the row's; of a purged row, and where no header came, the UID counts."""
    if row.purged_at is not None or header is None:
        return True
    return read_message(header).message_id == row.message_id


def remember(ledger: LedgerTransaction, found: Reconciliation) -> None:
    """Note the result, for the digest and for `intake health`."""
    last = {"at": found.at.isoformat(), "mails": found.mails, "differences": len(found.differences)}
    ledger.set_note(_NOTE, json.dumps(last))


def last_reconciliation(ledger: LedgerTransaction) -> LastReconciliation | None:
    """What is remembered of the last comparison, None where there was none."""
    note = ledger.note(_NOTE)
    if note is None:
        return None
    known = json.loads(note)
    return LastReconciliation(datetime.fromisoformat(known["at"]), known["mails"], known["differences"])


@dataclass(frozen=True)
class DailyReconciliation:
    """The comparison that the program makes by itself, once a day and before the digest, which tells its result."""

    reconciler: Reconciler
    ledger: Ledger
    clock: Clock

    def run_if_due(self, *, digest_is_due: bool) -> Reconciliation | None:
        """Compare if it is time. Raises TemporaryError and ConfigurationError where the mailbox cannot be read."""
        now = self.clock.now()
        with self.ledger.read() as ledger:
            last, tried = last_reconciliation(ledger), ledger.note(_TRIED)
            started = first_start(ledger)
        if tried is not None and now - datetime.fromisoformat(tried) < _PAUSE:
            return None
        if not _is_due(last, started, now, digest_is_due=digest_is_due):
            return None
        with self.ledger.write() as ledger:
            ledger.set_note(_TRIED, now.isoformat())
        found = self.reconciler()
        with self.ledger.write() as ledger:
            remember(ledger, found)
        return found


def _is_due(
    last: LastReconciliation | None, started: datetime | None, now: datetime, *, digest_is_due: bool
) -> bool:
    if last is None:
        return digest_is_due or (started is not None and now - started >= _DAY)
    return now - last.at >= (_FRESH if digest_is_due else _DAY)
