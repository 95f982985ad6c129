"""Mail in: an IMAP mailbox, read and never changed. UID and UIDVALIDITY stop here.

imap-tools signs in and keeps the session; everything about messages goes through the client's plain UID commands,
because imap-tools' own conveniences mark, expunge and drop mails (see its `fetch`, `flag` and `move`).
"""

import imaplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Self

from imap_tools.errors import MailboxLoginError

from intake.errors import ConfigurationError, TemporaryError
from intake.folder_names import (
    SENT,
    ListedFolder,
    encode_folder_name,
    find_folders,
    parse_list,
    quote_folder_name,
)
from intake.imap_client import Session, WatchedClient
from intake.imap_errors import (
    IMAP_FAILURES,
    MessageGoneError,
    MessageRefusedError,
    answer_text,
    explain_failure,
    explain_refused_folder,
    explain_refused_login,
    is_unsafe_login,
)
from intake.imap_fetch import FetchItem, parse_fetch
from intake.imap_watchdog import Watchdog
from intake.tls import Tls, require_loopback, tls_context

__all__ = [
    "FetchedMail",
    "Folder",
    "ImapMailbox",
    "MailboxSettings",
    "MessageGoneError",
    "MessageRefusedError",
    "ResolvedFolders",
]

INBOX = "INBOX"
PART_BYTES = 1 << 20
# Bytes per second below which a transfer counts as hung; it is added to the time that an operation has anyway.
SLOWEST_RATE = 16 * 1024
# RFC 2971; NetEase lets nobody open a folder who has not said who he is.
IDENTITY = '("name" "intake" "version" "1.0" "vendor" "mail-intake")'
# UIDs per FETCH of headers: keeps the command's line short.
HEADERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    r"""Where the mailbox is and how to sign in. `folders` are names or special-use flags such as `\Junk`."""

    host: str
    port: int
    tls: Tls
    ca_file: Path | None
    username: str
    password: str = field(repr=False)
    folders: tuple[str, ...] = (INBOX, "\\Junk")
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is there: its readable name, its UIDVALIDITY (0 where the server tells none)."""

    name: str
    uidvalidity: int
    is_junk: bool


@dataclass(frozen=True, slots=True)
class ResolvedFolders:
    """The configured folders that exist, in order, each once; a sentence for every one that does not."""

    folders: tuple[Folder, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """What the server says of a mail whose bytes were written: `size` is the number of bytes, counted by us."""

    internal_date: datetime
    size: int
    flags: tuple[str, ...] = ()


class ImapMailbox:
    """One kept session. Every method raises TemporaryError or ConfigurationError, each with one line.

    After a TemporaryError the session may be gone: close() and connect() again, with back-off (MessageRefusedError
    and MessageGoneError leave it whole). `clock` counts seconds for the deadlines; `now` serves where a server tells
    no INTERNALDATE. Not for several threads at once.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._server = f"{settings.host}:{settings.port}"
        self._clock = clock
        self._now = now
        self._watchdog = Watchdog(clock)
        self._session: Session | None = None
        self._listed: tuple[ListedFolder, ...] | None = None
        self._examined: str | None = None
        self._uidvalidities: dict[str, int] = {}
        self._exists = 0

    # The session

    def connect(self) -> None:
        """Connect over verified TLS, sign in and say who we are; no folder is opened yet."""
        self.close()
        try:
            with self._operation("sign in"):
                self._session = Session(self._open())
                self._sign_in(self._session)
                # Whatever a server answers that knows no ID, nothing is lost.
                _ask(lambda: self._client.xatom("ID", IDENTITY))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave, politely where that is possible. Never raises; may be called at any time."""
        if self._session is not None:
            with suppress(*IMAP_FAILURES), self._watchdog.limit(min(5.0, self._settings.timeout_seconds)):
                self._session.logout()
        self._abandon()

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def noop(self) -> None:
        """Keep the session alive, and find out whether it still is."""
        with self._operation("answer NOOP"):
            self._client.noop()

    def check(self) -> ResolvedFolders:
        """Sign in, look at the folders and leave: what `intake config doctor` asks."""
        with self:
            return self.folders()

    # Folders

    def folders(self) -> ResolvedFolders:
        """The configured folders, looked up afresh. Raises ConfigurationError where INBOX is wanted and missing."""
        listed = self._list()
        found: dict[str, Folder] = {}
        warnings: list[str] = []
        for wish in self._settings.folders:
            meant = (
                (INBOX,)
                if wish.upper() == INBOX
                else tuple(entry.name for entry in find_folders(wish, listed))
            )
            opened = [folder for folder in map(self._opened, meant) if folder is not None]
            found |= {folder.name: folder for folder in opened if folder.name not in found}
            if not opened:
                warnings.append(f"{self._server} has no folder {wish}: mail that is put there is not seen")
        return ResolvedFolders(tuple(found.values()), tuple(warnings))

    def examine(self, folder: str) -> int:
        """Open the folder read-only, afresh; return its UIDVALIDITY, 0 where the server tells none.

        To be called first in every cycle: some servers show new mail only to who opens the folder anew.
        """
        with self._operation(f"open the folder {folder}"):
            self._examined = None
            # imaplib sends bytes as they are, which its types do not say.
            kind, answer = _ask(lambda: self._client.select(self._quoted(folder), readonly=True))  # type: ignore[arg-type]
            if kind != "OK":
                raise explain_refused_folder(self._server, folder, answer, listed=self._is_listed(folder))
            self._exists = _number(answer)
            self._uidvalidities[folder] = _number(self._client.response("UIDVALIDITY")[1])
            self._examined = folder
        return self._uidvalidities[folder]

    def sent_folder(self) -> str | None:
        """The folder of sent mail, by its flag, then by its names; None where there is none."""
        listed = self._listed if self._listed is not None else self._list()
        return next((folder.name for folder in find_folders(SENT, listed)), None)

    # Mails

    def uids(self, folder: str, above: int = 0) -> tuple[int, ...]:
        """UIDs of the folder's mails above the given one, ascending.

        `n:*` always names the last mail too (RFC 3501, 6.4.8), hence the filter. No charset and no other criterion:
        servers differ too much in them. A server that refuses SEARCH is asked by FETCH.
        """
        self._enter(folder)
        wanted = f"{above + 1}:*"
        with self._operation(f"list the mails of {folder}"):
            kind, answer = _ask(lambda: self._client.uid("SEARCH", "UID", wanted))
            found = _numbers(answer)
            if kind != "OK":
                kind, answer = _ask(lambda: self._client.uid("FETCH", wanted, "(UID)"))
                found = {item.uid for item in parse_fetch(answer) if item.uid is not None}
        if kind != "OK" and self._exists:  # of an empty folder some servers refuse every range
            raise TemporaryError(f"{self._server} does not list the mails of {folder}: {answer_text(answer)}")
        return tuple(sorted(uid for uid in found if uid > above))

    def fetch(self, folder: str, uid: int, into: BinaryIO, part_bytes: int = PART_BYTES) -> FetchedMail:
        """Write the mail's bytes, exactly as on the wire, to the stream, in parts of `part_bytes`; it stays unread.

        Raises MessageGoneError where the mail is no longer there, MessageRefusedError where the server will not give
        this one, and what `into.write` raises. The stream holds a torso then.
        """
        self._enter(folder)
        first = self._first_part(uid, part_bytes)
        ends = self._clock() + self._seconds_for(first.size or 0)
        part, received = first, _write(into, first)
        while not _is_last(part, part_bytes, received, first.size or 0):
            if self._clock() >= ends:
                self._abandon()
                raise TemporaryError(f"{self._server} took too long to give out mail {uid}")
            part = self._next_part(uid, received, part_bytes)
            received += _write(into, part)
        return FetchedMail(first.internal_date or self._now(), received, first.flags or ())

    def contains_message_id(self, folder: str, message_id: str, newest: int) -> bool:
        """Whether one of the folder's `newest` mails bears that Message-ID. Compared here, not by the server's SEARCH."""
        self.examine(folder)
        recent = self.uids(folder)[-newest:] if newest > 0 else ()
        wanted = message_id.strip().encode()
        for start in range(0, len(recent), HEADERS_AT_ONCE):
            headers = self._message_id_headers(recent[start : start + HEADERS_AT_ONCE])
            if any(wanted in b"".join(header.split()) for header in headers):
                return True
        return False

    def append_sent(self, raw: bytes) -> bool:
        """Put a mail of ours, marked as read, into the folder of sent mail; False where there is no such folder."""
        folder = self.sent_folder()
        if folder is None:
            return False
        with self._operation("save a sent mail", self._seconds_for(len(raw))):
            # As in examine(): bytes are sent as they are.
            kind, answer = _ask(lambda: self._client.append(self._quoted(folder), "(\\Seen)", "", raw))  # type: ignore[arg-type]
            if kind != "OK":
                raise TemporaryError(
                    f"{self._server} does not save the sent mail in {folder}: {answer_text(answer)}"
                )
        return True

    # How it is done

    @property
    def _client(self) -> imaplib.IMAP4:
        if self._session is None:
            raise TemporaryError(f"{self._server} is not connected")
        return self._session.client

    @contextmanager
    def _operation(self, what: str, seconds: float | None = None) -> Iterator[None]:
        """One limit on time, one place where the world's failures become ours; the session is given up after one."""
        try:
            with self._watchdog.limit(self._settings.timeout_seconds if seconds is None else seconds):
                yield
        except IMAP_FAILURES as error:
            self._abandon()
            raise explain_failure(self._server, what, error, self._settings.ca_file) from error

    def _seconds_for(self, size: int) -> float:
        return self._settings.timeout_seconds + size / SLOWEST_RATE

    def _abandon(self) -> None:
        """Drop the line without a word."""
        session, self._session = self._session, None
        self._listed, self._examined, self._uidvalidities = None, None, {}
        if session is not None:
            with suppress(*IMAP_FAILURES):
                session.client.shutdown()

    def _open(self) -> WatchedClient:
        settings = self._settings
        if settings.tls == "none":
            require_loopback(settings.host, settings.port)
        context = None if settings.tls == "none" else tls_context(settings.ca_file)
        address = (settings.host, settings.port)
        at_once = context if settings.tls == "implicit" else None
        client = WatchedClient(address, settings.timeout_seconds, self._watchdog, at_once)
        if settings.tls == "starttls" and context is not None:
            _start_tls(client, context, self._server)
        return client

    def _sign_in(self, session: Session) -> None:
        username, password = self._settings.username, self._settings.password
        if not (username + password).isprintable():
            raise ConfigurationError(
                f"{self._server}: username or password holds a control character or a line break"
            )
        # LOGIN takes ASCII only; anything else goes by SASL PLAIN (RFC 4616).
        login = session.login if (username + password).isascii() else session.login_utf8
        try:
            login(username, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            answer = error.command_result[1] if isinstance(error, MailboxLoginError) else error.args
            raise explain_refused_login(self._server, username, answer) from error

    def _list(self) -> tuple[ListedFolder, ...]:
        with self._operation("list the folders"):
            kind, answer = _ask(lambda: self._client.list('""', "*"))
        if kind != "OK":
            raise TemporaryError(f"{self._server} does not list its folders: {answer_text(answer)}")
        self._listed = parse_list(answer)
        return self._listed

    def _opened(self, name: str) -> Folder | None:
        """The folder as it opens; None where it does not, INBOX excepted."""
        try:
            uidvalidity = self.examine(name)
        except (TemporaryError, ConfigurationError) as error:
            if name == INBOX or self._session is None or is_unsafe_login(str(error)):
                raise
            return None
        return Folder(
            name, uidvalidity, any(entry.is_junk for entry in self._listed or () if entry.name == name)
        )

    def _is_listed(self, name: str) -> bool:
        return any(entry.name.upper() == name.upper() for entry in self._listed or ())

    def _quoted(self, name: str) -> bytes:
        """The name as the server wrote it, or as RFC 3501 has it where it was never listed."""
        known = next((entry.wire_name for entry in self._listed or () if entry.name == name), None)
        return quote_folder_name(encode_folder_name(name) if known is None else known)

    def _enter(self, folder: str) -> None:
        """Make the folder the open one. Raises TemporaryError where its UIDs have got another meaning meanwhile."""
        if self._examined == folder:
            return
        before = self._uidvalidities.get(folder)
        if before not in (None, self.examine(folder)):
            raise TemporaryError(f"{self._server} has renumbered the folder {folder} meanwhile")

    def _first_part(self, uid: int, part_bytes: int) -> FetchItem:
        """The mail's beginning and what is said of it; the whole mail where the server does not deal in parts."""
        details, refusal = "UID FLAGS INTERNALDATE RFC822.SIZE", ""
        for body in (f"BODY.PEEK[]<0.{part_bytes}>", "BODY.PEEK[]"):
            kind, answer, item = self._fetch(uid, f"({details} {body})", part_bytes)
            if kind == "OK" and item is None:
                raise MessageGoneError(f"{self._server}: mail {uid} is no longer in {self._examined}")
            if kind == "OK" and item is not None and (item.body or (item.body == b"" and item.size == 0)):
                return item
            refusal = answer_text(answer) if kind != "OK" else "it has no content"
        if self._fetch(uid, "(UID)", 0)[2] is None:
            raise MessageGoneError(f"{self._server}: mail {uid} is no longer in {self._examined}")
        raise MessageRefusedError(f"{self._server} does not give out mail {uid}: {refusal}")

    def _next_part(self, uid: int, offset: int, part_bytes: int) -> FetchItem:
        kind, answer, item = self._fetch(uid, f"(UID BODY.PEEK[]<{offset}.{part_bytes}>)", part_bytes)
        if kind != "OK":
            raise MessageRefusedError(
                f"{self._server} gives out only {offset} bytes of mail {uid}: {answer_text(answer)}"
            )
        if item is None:
            raise MessageGoneError(
                f"{self._server}: mail {uid} left {self._examined} while it was being fetched"
            )
        if item.offset not in (None, offset):
            raise MessageRefusedError(
                f"{self._server} gives another part of mail {uid} than the one asked for"
            )
        return item

    def _fetch(self, uid: int, items: str, part_bytes: int) -> tuple[str, list[Any], FetchItem | None]:
        """Answers about other mails may stand between ours, and flags of ours apart from its body."""
        with self._operation(f"give out mail {uid}", self._seconds_for(part_bytes)):
            kind, answer = _ask(lambda: self._client.uid("FETCH", str(uid), items))
        ours = [item for item in parse_fetch(answer) if item.uid == uid]
        return kind, answer, max(ours, key=lambda item: item.body is not None, default=None)

    def _message_id_headers(self, uids: tuple[int, ...]) -> list[bytes]:
        wanted = ",".join(map(str, uids))
        with self._operation("show Message-IDs"):
            kind, answer = _ask(
                lambda: self._client.uid("FETCH", wanted, "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            )
        if kind != "OK":
            raise TemporaryError(f"{self._server} does not show Message-IDs: {answer_text(answer)}")
        return [item.body for item in parse_fetch(answer) if item.body is not None]


def _ask(command: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """Imaplib returns NO but raises on BAD: here both are answers. A dropped line still raises."""
    try:
        return command()
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        return "BAD", [str(error)]


def _start_tls(client: WatchedClient, context: ssl.SSLContext, server: str) -> None:
    if "STARTTLS" not in client.capabilities:
        client.shutdown()
        raise ConfigurationError(
            f'{server} does not offer STARTTLS; check port and tls (993 wants tls = "implicit")'
        )
    try:
        client.start_tls(context)
    except BaseException:
        with suppress(*IMAP_FAILURES):
            client.shutdown()
        raise


def _write(into: BinaryIO, part: FetchItem) -> int:
    """Write the part's bytes; return their number."""
    into.write(part.body or b"")
    return len(part.body or b"")


def _is_last(part: FetchItem, asked: int, received: int, announced: int) -> bool:
    """Whether nothing comes after this part.

    RFC822.SIZE is a hint: some servers count lines or attachments differently. A part shorter than asked ends the mail
    if all that was announced is there; else the server may give shorter parts than one asks for, until one is empty.
    A server that names no offset gave the whole mail, unless its length happens to be what was asked.
    """
    length = len(part.body or b"")
    if length == 0 or length > asked or (part.offset is None and length != asked):
        return True
    return length < asked and received >= announced


def _number(answer: list[Any]) -> int:
    """The last number of an untagged answer, 0 where there is none."""
    last = answer[-1] if answer else None
    return int(last) if isinstance(last, bytes) and last.isdigit() else 0


def _numbers(answer: list[Any]) -> set[int]:
    """All numbers of a SEARCH answer, which may come in several lines."""
    return {
        int(word) for line in answer if isinstance(line, bytes) for word in line.split() if word.isdigit()
    }
