"""From the mailbox into the archive and the ledger: what `pipeline.collect` is made of."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from intake.errors import TemporaryError
from intake.mailbox import (
    FetchedMail,
    Folder,
    MailStamp,
    MessageGoneError,
    MessageRefusedError,
    ResolvedFolders,
)
from intake.message import InboundMessage, read_message
from service.archive import ArchiveError
from service.kill_points import Point, Reached, pass_by
from service.ports import Archive, Clock, Ledger, LedgerTransaction
from service.records import FolderMark, KnownMail, Location, NewEvent, NewMessage
from service.unfetched import Unfetched, forget_failure, record_failure, unfetched

LARGEST_HEADER = 1 << 20  # bytes; a longer header is no mail program's
AT_ONCE = 20  # mails of one transaction: a crash means that so many are fetched once more


class Mailbox(Protocol):
    """The submission mailbox as the collector uses it (intake.mailbox.ImapMailbox, or a test's)."""

    def folders(self) -> ResolvedFolders:
        """The configured folders that are there."""

    def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
        """UIDs in the folder above the given one, ascending."""

    def stamps(self, folder: str, uids: Sequence[int]) -> dict[int, MailStamp]:
        """What the server says of these mails without giving them out; of some or all it may say nothing."""

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
    people move mails about. With `compare`, which is `full` as well, and always where UIDVALIDITY promises nothing, the
    server is also asked what it says of the known mails: where that has changed, another mail may have got the UID, and
    it is fetched. A mail that cannot be fetched is put last and holds up no other; the folder's mark stays below it
    until it is in.
    """

    def __init__(  # noqa: PLR0913 - what it works with, and how thoroughly
        self,
        mailbox: Mailbox,
        ledger: Ledger,
        archive: Archive,
        clock: Clock,
        *,
        full: bool,
        compare: bool = False,
        stop: Callable[[], bool] = lambda: False,
        reached: Reached = pass_by,
    ) -> None:
        self._mailbox, self._ledger, self._archive, self._clock = mailbox, ledger, archive, clock
        self._full, self._compare = full or compare, compare
        self.stop = stop  # asked before every mail: an old mailbox may hold thousands
        self._put_off: list[tuple[Folder, int]] = []
        self._stamps: dict[tuple[str, int], str] = {}  # of places where another mail seems to lie now
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

    def new_mail(self) -> Iterator[tuple[Folder, int]]:
        """Every mail that may be new, folder by folder; those that could not be fetched before come last of all.

        Raises TemporaryError: at once where the folders cannot be looked up, and at the end where one of them could not
        be listed, for the others are not held up by it.
        """
        trouble: TemporaryError | None = None
        for folder in self.folders():
            try:
                uids = self.new_uids(folder)
            except TemporaryError as error:
                trouble = trouble or error
                continue
            yield from ((folder, uid) for uid in uids)
        yield from self._put_off
        if trouble is not None:
            raise trouble

    def new_uids(self, folder: Folder) -> tuple[int, ...]:
        """UIDs of the folder that may be new mail; those that failed before are put off."""
        with self._ledger.read() as ledger:
            mark = ledger.mark(folder.name)
            trusted = mark is not None and mark.uidvalidity == folder.uidvalidity and folder.uidvalidity != 0
            compares = self._compare or not trusted
            known = ledger.known_uids(folder.name, folder.uidvalidity)
            mails = ledger.known_mails(folder.name, folder.uidvalidity) if compares else {}
            failed = unfetched(ledger, folder.name)
        above = mark.mark if mark is not None and trusted and not self._full else 0
        listed = self._mailbox.uids(folder.name, above)
        if compares:
            known -= self._changed(folder, {uid: mails[uid] for uid in listed if uid in mails})
        uids = {uid for uid in listed if uid not in known}
        self._pending[folder.name] = set(uids)
        return tuple(sorted(uids - self._sort_out(folder, failed, above)))

    def _sort_out(self, folder: Folder, failed: tuple[Unfetched, ...], above: int) -> set[int]:
        """Put off the mails that failed before until all others are in; return their UIDs. Forget those that are gone."""
        now, pending = self._clock.now(), self._pending[folder.name]
        here = {mail.place.uid: mail for mail in failed if mail.place.uidvalidity == folder.uidvalidity}
        gone = [
            mail.place
            for mail in failed
            if mail.place.uid not in pending
            and (mail.place.uid > above or mail.place.uidvalidity != folder.uidvalidity)
        ]
        if gone:
            with self._ledger.write() as ledger:
                for place in gone:
                    forget_failure(ledger, place)
        due = [mail for uid, mail in here.items() if uid in pending and mail.next_attempt_at <= now]
        self._put_off += [
            (folder, mail.place.uid) for mail in sorted(due, key=lambda mail: (mail.attempts, mail.place.uid))
        ]
        return set(here)

    def _changed(self, folder: Folder, known: dict[int, KnownMail]) -> set[int]:
        """UIDs that seem to be another mail's now, as far as the server tells; it is asked in large batches."""
        stamps = self._mailbox.stamps(folder.name, tuple(sorted(known)))
        changed = {uid for uid, stamp in stamps.items() if not _is_same(known[uid], stamp)}
        self._stamps |= {(folder.name, uid): stamps[uid].text for uid in changed}
        new = {
            uid: stamp.text
            for uid, stamp in stamps.items()
            if uid not in changed and known[uid].stamp != stamp.text
        }
        if new:
            with self._ledger.write() as ledger:
                ledger.set_stamps(folder.name, folder.uidvalidity, new)
        return changed

    def take(self, folder: Folder, uid: int) -> None:
        """Archive one mail; every so many mails their rows are recorded, the rest by `record`."""
        location = Location(folder.name, folder.uidvalidity, uid)
        with self._archive.writer() as writer:
            try:
                fetched = self._mailbox.fetch(folder.name, uid, writer.stream)
            except MessageGoneError:
                self._pending[folder.name].discard(uid)
                return
            except MessageRefusedError as error:  # this one mail only: the others are not held up
                self._count_failure(location, error)
                self._warnings = (*self._warnings, str(error))
                return
            except ArchiveError:  # our disk is full: no fault of this mail's
                raise
            except TemporaryError as error:
                self._count_failure(location, error)
                raise
            self._reached(Point.FETCHED)
            sha256, size = writer.finish()
        self._reached(Point.ARCHIVED)
        if any(archived.new.raw_sha256 == sha256 for archived in self._archived):
            self.record()  # what is known of these bytes is asked of the ledger
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
        place = archived.location
        stamp = self._stamps.get((place.folder, place.uid))
        forget_failure(ledger, place)
        known = ledger.message_by_bytes(archived.new.raw_sha256)
        if known is not None and not archived.is_second_copy:
            ledger.add_location(archived.location, known.id, stamp)
            self._recognised += 1
            if known.purged_at is not None and not ledger.is_kept(archived.new.raw_sha256):
                self._archive.discard(archived.new.raw_sha256)  # its time is over: it is only recognised
            return
        message = ledger.add_message(archived.new)
        ledger.add_location(archived.location, message, stamp)
        ledger.add_event(NewEvent(self._clock.now(), "intake", "collected", message))
        self._fetched += 1

    def _mark_after(self, folder: Folder, uids: set[int], mark: FolderMark | None) -> FolderMark:
        """The highest UID up to which every mail of the folder is in, now that these are."""
        pending = self._pending[folder.name]
        pending -= uids
        before = mark.mark if mark is not None and mark.uidvalidity == folder.uidvalidity else 0
        reached = min(pending) - 1 if pending else max(*uids, before)
        return FolderMark(folder.name, folder.uidvalidity, max(before, reached))

    def _count_failure(self, place: Location, error: TemporaryError) -> None:
        with self._ledger.write() as ledger:
            record_failure(ledger, place, str(error), self._clock.now())

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


def _is_same(known: KnownMail, stamp: MailStamp) -> bool:
    """Whether the server says of the place what it said before; at the first look, what fits the mail's own bytes."""
    if known.stamp is not None:
        return known.stamp == stamp.text
    if stamp.size not in (None, known.size):
        return False
    return (
        stamp.message_id_field is None or read_message(stamp.message_id_field).message_id == known.message_id
    )


def _header_of(path: Path) -> bytes:
    """The header section of an archived mail, with the empty line that ends it (RFC 5322, 2.1)."""
    with path.open("rb") as file:
        head = file.read(LARGEST_HEADER)
    ends = [head.find(mark) + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if mark in head]
    return head[: min(ends)] if ends else head
