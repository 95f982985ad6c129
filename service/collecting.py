"""From the mailbox into the archive and the ledger: what `pipeline.collect` is made of."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from intake.errors import TemporaryError
from intake.mailbox import FetchedMail, Folder, MessageGoneError, MessageRefusedError, ResolvedFolders
from intake.message import InboundMessage, read_message
from service.kill_points import Point, Reached, pass_by
from service.ports import Archive, Clock, Ledger, LedgerTransaction
from service.records import FolderMark, Location, NewEvent, NewMessage

LARGEST_HEADER = 1 << 20  # bytes; a longer header is no mail program's
AT_ONCE = 20  # mails of one transaction: a crash means that so many are fetched once more


class Mailbox(Protocol):
    """The submission mailbox as the collector uses it (intake.mailbox.ImapMailbox, or a test's)."""

    def folders(self) -> ResolvedFolders:
        """The configured folders that are there."""

    def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
        """UIDs in the folder above the given one, ascending."""

    def fetch(self, folder: str, uid: int, into: BinaryIO) -> FetchedMail:
        """Write the mail's bytes. Raises MessageGoneError where it was moved or removed meanwhile."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What one round over the folders brought: new rows, and mails that were known already."""

    fetched: int
    recognised: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Archived:
    """A mail whose bytes are in the archive, and which has no row yet."""

    new: NewMessage
    location: Location
    is_second_copy: bool  # the same bytes lie at another place as well


class Collector:
    """One round over the mailbox's folders.

    With `full`, all UIDs are compared with the ledger and not only those above the mark: servers reshuffle UIDs, and
    people move mails about. A mail that cannot be fetched is put last and holds up no other; the folder's mark stays
    below it until it is in.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and how thoroughly
        self,
        mailbox: Mailbox,
        ledger: Ledger,
        archive: Archive,
        clock: Clock,
        *,
        full: bool,
        stop: Callable[[], bool] = lambda: False,
        reached: Reached = pass_by,
    ) -> None:
        self._mailbox, self._ledger, self._archive, self._clock = mailbox, ledger, archive, clock
        self._full = full
        self.stop = stop  # asked before every mail: an old mailbox may hold thousands
        self._pending: dict[str, set[int]] = {}
        self._listed: dict[str, frozenset[int]] = {}
        self._folders: dict[str, Folder] = {}
        self._archived: list[_Archived] = []
        self._warnings: tuple[str, ...] = ()
        self._fetched = 0
        self._recognised = 0
        self._reached = reached

    def folders(self) -> tuple[Folder, ...]:
        """The folders to read, as they now stand on the server."""
        resolved = self._mailbox.folders()
        self._warnings = resolved.warnings
        self._folders = {folder.name: folder for folder in resolved.folders}
        return resolved.folders

    def new_uids(self, folder: Folder) -> tuple[int, ...]:
        """UIDs of the folder that may be new mail, those that failed before last."""
        with self._ledger.read() as ledger:
            mark = ledger.mark(folder.name)
            known = ledger.known_uids(folder.name, folder.uidvalidity)
            trusted = mark is not None and mark.uidvalidity == folder.uidvalidity and folder.uidvalidity != 0
            above = mark.mark if mark is not None and trusted and not self._full else 0
            uids = [uid for uid in self._mailbox.uids(folder.name, above) if uid not in known]
            failures = {uid: int(ledger.note(failure_key(folder, uid)) or 0) for uid in uids}
        self._pending[folder.name] = set(uids)
        return tuple(sorted(uids, key=lambda uid: (failures[uid], uid)))

    def take(self, folder: Folder, uid: int) -> None:
        """Archive one mail; every so many mails their rows are recorded, the rest by `record`."""
        with self._archive.writer() as writer:
            try:
                fetched = self._mailbox.fetch(folder.name, uid, writer.stream)
            except MessageGoneError:
                self._pending[folder.name].discard(uid)
                return
            except MessageRefusedError as error:  # this one mail only: the others are not held up
                self._count_failure(folder, uid)
                self._warnings = (*self._warnings, str(error))
                return
            except TemporaryError:
                self._count_failure(folder, uid)
                raise
            self._reached(Point.FETCHED)
            sha256, size = writer.finish()
        self._reached(Point.ARCHIVED)
        if any(archived.new.raw_sha256 == sha256 for archived in self._archived):
            self.record()  # what is known of these bytes is asked of the ledger
        location = Location(folder.name, folder.uidvalidity, uid)
        is_second_copy = self._stands_elsewhere(sha256, location)
        mail = read_message(_header_of(self._archive.path(sha256)))
        self._archived.append(
            _Archived(self._row(mail, sha256, size, fetched, folder), location, is_second_copy)
        )
        if len(self._archived) >= AT_ONCE:
            self.record()

    def record(self) -> None:
        """Record the rows of what was archived and the folders' marks, in one transaction."""
        archived, self._archived = self._archived, []
        if not archived:
            return
        with self._ledger.write() as ledger:
            for each in archived:
                self._add(ledger, each)
            for name in dict.fromkeys(each.location.folder for each in archived):
                uids = {each.location.uid for each in archived if each.location.folder == name}
                ledger.set_mark(self._mark_after(self._folders[name], uids, ledger.mark(name)))
            self._reached(Point.ROWS_WRITTEN)
        self._reached(Point.ROWS_COMMITTED)

    def result(self) -> Collection:
        """What the round brought."""
        return Collection(self._fetched, self._recognised, self._warnings)

    def _row(
        self, mail: InboundMessage, sha256: str, size: int, fetched: FetchedMail, folder: Folder
    ) -> NewMessage:
        return NewMessage(
            raw_sha256=sha256,
            size=size,
            message_id=mail.message_id,
            subject=mail.subject,
            sender=mail.sender.email if mail.sender else "",
            received_at=mail.received_at or fetched.internal_date,
            collected_at=self._clock.now(),
            in_junk=folder.is_junk,
        )

    def _add(self, ledger: LedgerTransaction, archived: _Archived) -> None:
        known = ledger.message_by_bytes(archived.new.raw_sha256)
        if known is not None and not archived.is_second_copy:
            ledger.add_location(archived.location, known.id)
            self._recognised += 1
            if known.purged_at is not None and not ledger.is_kept(archived.new.raw_sha256):
                self._archive.discard(archived.new.raw_sha256)  # its time is over: it is only recognised
            return
        message = ledger.add_message(archived.new)
        ledger.add_location(archived.location, message)
        ledger.add_event(NewEvent(self._clock.now(), "intake", "collected", message))
        self._fetched += 1

    def _mark_after(self, folder: Folder, uids: set[int], mark: FolderMark | None) -> FolderMark:
        """The highest UID up to which every mail of the folder is in, now that these are."""
        pending = self._pending[folder.name]
        pending -= uids
        before = mark.mark if mark is not None and mark.uidvalidity == folder.uidvalidity else 0
        reached = min(pending) - 1 if pending else max(*uids, before)
        return FolderMark(folder.name, folder.uidvalidity, max(before, reached))

    def _count_failure(self, folder: Folder, uid: int) -> None:
        with self._ledger.write() as ledger:
            key = failure_key(folder, uid)
            ledger.set_note(key, str(int(ledger.note(key) or 0) + 1))

    def _stands_elsewhere(self, sha256: str, here: Location) -> bool:
        """Hold where the same bytes still lie at another known place: a second copy, not a mail that was moved."""
        with self._ledger.read() as ledger:
            known = ledger.message_by_bytes(sha256)
            places = ledger.locations(known.id) if known is not None else ()
        return any(self._is_still_there(place, sha256) for place in places if place != here)

    def _is_still_there(self, place: Location, sha256: str) -> bool:
        folder = self._folders.get(place.folder)
        if folder is None or folder.uidvalidity != place.uidvalidity:
            return False
        if place.folder not in self._listed:
            self._listed[place.folder] = frozenset(self._mailbox.uids(place.folder))
        if place.uid not in self._listed[place.folder]:
            return False
        # Some servers reshuffle UIDs under the same UIDVALIDITY: only the bytes themselves tell.
        with suppress(MessageGoneError), self._archive.writer() as writer:
            self._mailbox.fetch(place.folder, place.uid, writer.stream)
            return writer.finish()[0] == sha256
        return False


def failure_key(folder: Folder, uid: int) -> str:
    """The ledger's note that counts how often this mail could not be fetched."""
    return f"fetch failures {folder.name} {folder.uidvalidity} {uid}"


def _header_of(path: Path) -> bytes:
    """The header section of an archived mail, with the empty line that ends it (RFC 5322, 2.1)."""
    with path.open("rb") as file:
        head = file.read(LARGEST_HEADER)
    ends = [head.find(mark) + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if mark in head]
    return head[: min(ends)] if ends else head
