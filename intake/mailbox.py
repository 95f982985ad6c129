"""Mail in: an IMAP mailbox, read and never changed. UID and UIDVALIDITY stop here.

imap-tools signs in and keeps the session; everything about messages goes through the client's plain UID commands,
because imap-tools' own conveniences mark, expunge and drop mails (see its `fetch`, `flag` and `move`).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Self

from intake.errors import ConfigurationError, TemporaryError
from intake.folder_names import (
    SENT,
    ListedFolder,
    encode_folder_name,
    find_folders,
    parse_list,
    quote_folder_name,
)
from intake.imap_errors import (
    MessageGoneError,
    MessageRefusedError,
    answer_text,
    explain_refused_folder,
    is_unsafe_login,
)
from intake.imap_fetch import FetchItem, parse_fetch
from intake.imap_session import INBOX, ImapSession, MailboxSettings, ask
from intake.mail_stamp import MailStamp

__all__ = [
    "FetchedMail",
    "Folder",
    "ImapMailbox",
    "MailStamp",
    "MailboxSettings",
    "MessageGoneError",
    "MessageRefusedError",
    "ResolvedFolders",
]

PART_BYTES = 1 << 20
# UIDs per FETCH of headers: keeps the command's line short.
HEADERS_AT_ONCE = 200
_MESSAGE_ID = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"


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

    After a TemporaryError the session may be gone: connect() again, with back-off (MessageRefusedError and
    MessageGoneError leave it whole). `clock` counts seconds for the deadline of a whole fetch; `now` serves where a
    server tells no INTERNALDATE. Not for several threads at once.
    """

    def __init__(
        self,
        settings: MailboxSettings,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._line = ImapSession(settings)
        self._server = self._line.server
        self._clock = clock
        self._now = now
        self._listed: tuple[ListedFolder, ...] | None = None
        self._examined: str | None = None
        self._uidvalidities: dict[str, int] = {}
        self._exists = 0

    # The session

    def connect(self) -> None:
        """Connect over verified TLS, sign in and say who we are; no folder is opened yet."""
        self._listed, self._examined, self._uidvalidities = None, None, {}
        self._line.connect()

    def close(self) -> None:
        """Leave, politely where that is possible. Never raises; may be called at any time."""
        self._line.close()

    def __enter__(self) -> Self:
        self.connect()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def noop(self) -> None:
        """Keep the session alive, and find out whether it still is."""
        with self._line.operation("保持连接"):
            self._line.client.noop()

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
            opened = [folder for folder in map(self._opened, _meant(wish, listed)) if folder is not None]
            found |= {folder.name: folder for folder in opened if folder.name not in found}
            if not opened:
                warnings.append(f"{self._server} 没有文件夹 {wish}，放在那里的邮件看不到；请检查 folders")
        return ResolvedFolders(tuple(found.values()), tuple(warnings))

    def examine(self, folder: str) -> int:
        """Open the folder read-only, afresh; return its UIDVALIDITY, 0 where the server tells none.

        To be called first in every cycle: some servers show new mail only to who opens the folder anew.
        """
        with self._line.operation(f"打开文件夹 {folder} "):
            self._examined = None
            # imaplib sends bytes as they are, which its types do not say.
            kind, answer = ask(lambda: self._line.client.select(self._quoted(folder), readonly=True))  # type: ignore[arg-type]
            if kind != "OK":
                raise explain_refused_folder(self._server, folder, answer, listed=self._is_listed(folder))
            self._exists = _number(answer)
            self._uidvalidities[folder] = _number(self._line.client.response("UIDVALIDITY")[1])
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
        servers differ too much in them. A server that refuses SEARCH, or finds fewer mails than it says there are, is asked by
        FETCH.
        """
        self._enter(folder)
        wanted = f"{above + 1}:*"
        at_least = min(1, self._exists) if above else self._exists
        with self._line.operation(f"列出 {folder} 中的邮件"):
            kind, answer = ask(lambda: self._line.client.uid("SEARCH", "UID", wanted))
            found = _numbers(answer) if kind == "OK" else set[int]()
            if kind != "OK" or len(found) < at_least:
                by_fetch, listed = ask(lambda: self._line.client.uid("FETCH", wanted, "(UID)"))
                found |= {item.uid for item in parse_fetch(listed) if item.uid is not None}
                kind, answer = ("OK", answer) if "OK" in (kind, by_fetch) else (by_fetch, listed)
        if kind != "OK" and self._exists:  # of an empty folder some servers refuse every range
            raise TemporaryError(_refused(self._server, f"列出 {folder} 中的邮件", answer))
        return tuple(sorted(uid for uid in found if uid > above))

    def fetch(self, folder: str, uid: int, into: BinaryIO, part_bytes: int = PART_BYTES) -> FetchedMail:
        """Write the mail's bytes, exactly as on the wire, to the stream, in parts of `part_bytes`; it stays unread.

        Raises MessageGoneError where the mail is no longer there, MessageRefusedError where the server will not give
        this one, and what `into.write` raises. The stream holds a torso then.
        """
        self._enter(folder)
        first = self._first_part(uid, part_bytes)
        ends = self._clock() + self._line.seconds_for(first.size or 0)
        part, received = first, _write(into, first)
        while not _is_last(part, part_bytes, received, first.size or 0):
            if self._clock() >= ends:
                self._line.abandon()
                raise TemporaryError(f"{self._server}：取出邮件 {uid} 超时，请检查网络，稍后再试")
            part = self._next_part(uid, received, part_bytes)
            received += _write(into, part)
        return FetchedMail(first.internal_date or self._now(), received, first.flags or ())

    def stamps(self, folder: str, uids: Sequence[int]) -> dict[int, MailStamp]:
        """What the server says of these mails, many at a time; of some or all it may say nothing."""
        self._enter(folder)
        found: dict[int, MailStamp] = {}
        for start in range(0, len(uids), HEADERS_AT_ONCE):
            wanted = ",".join(map(str, uids[start : start + HEADERS_AT_ONCE]))
            for item in self._details(wanted):
                if item.uid is not None and (item.size, item.internal_date, item.body) != (None, None, None):
                    found[item.uid] = MailStamp(item.size, item.internal_date, item.body)
        return found

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

    def message_id_headers(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
        """The Message-ID header fields of these mails as they stand, by UID; none of a mail that is gone."""
        self._enter(folder)
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), HEADERS_AT_ONCE):
            items = self._message_id_items(tuple(uids[start : start + HEADERS_AT_ONCE]))
            found |= {item.uid: item.body for item in items if item.uid is not None and item.body is not None}
        return found

    def append_sent(self, raw: bytes) -> bool:
        """Put a mail of ours, marked as read, into the folder of sent mail; False where there is no such folder."""
        folder = self.sent_folder()
        if folder is None:
            return False
        with self._line.operation("保存已发邮件", self._line.seconds_for(len(raw))):
            # As in examine(): bytes are sent as they are.
            kind, answer = ask(lambda: self._line.client.append(self._quoted(folder), "(\\Seen)", "", raw))  # type: ignore[arg-type]
            if kind != "OK":
                raise TemporaryError(_refused(self._server, f"把已发邮件存入 {folder}", answer))
        return True

    # How it is done

    def _list(self) -> tuple[ListedFolder, ...]:
        with self._line.operation("列出文件夹"):
            kind, answer = ask(lambda: self._line.client.list('""', "*"))
        if kind != "OK":
            raise TemporaryError(_refused(self._server, "列出文件夹", answer))
        self._listed = parse_list(answer)
        return self._listed

    def _opened(self, name: str) -> Folder | None:
        """The folder as it opens; None where it does not, INBOX excepted."""
        try:
            uidvalidity = self.examine(name)
        except (TemporaryError, ConfigurationError) as error:
            if name == INBOX or not self._line.is_up or is_unsafe_login(str(error)):
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
            raise TemporaryError(f"{self._server} 已给文件夹 {folder} 中的邮件重新编号，请重新收取")

    def _first_part(self, uid: int, part_bytes: int) -> FetchItem:
        """The mail's beginning and what is said of it; the whole mail where the server does not deal in parts."""
        details, refusal = "UID FLAGS INTERNALDATE RFC822.SIZE", ""
        for body in (f"BODY.PEEK[]<0.{part_bytes}>", "BODY.PEEK[]"):
            kind, answer, item = self._fetch(uid, f"({details} {body})", part_bytes)
            if kind == "OK" and item is None:
                raise MessageGoneError(f"{self._server}：邮件 {uid} 已不在 {self._examined} 中")
            if kind == "OK" and item is not None and (item.body or (item.body == b"" and item.size == 0)):
                return item
            refusal = answer_text(answer) if kind != "OK" else "没有内容"
        if self._fetch(uid, "(UID)", 0)[2] is None:
            raise MessageGoneError(f"{self._server}：邮件 {uid} 已不在 {self._examined} 中")
        raise MessageRefusedError(
            f"{self._server} 不给出邮件 {uid}，请在网页邮箱中查看（服务器答复：{refusal}）"
        )

    def _next_part(self, uid: int, offset: int, part_bytes: int) -> FetchItem:
        kind, answer, item = self._fetch(uid, f"(UID BODY.PEEK[]<{offset}.{part_bytes}>)", part_bytes)
        if kind != "OK":
            raise MessageRefusedError(
                f"{self._server} 只给出邮件 {uid} 的前{offset}字节，请在网页邮箱中查看（服务器答复：{answer_text(answer)}）"
            )
        if item is None:
            raise MessageGoneError(f"{self._server}：邮件 {uid} 在收取途中离开了 {self._examined}")
        if item.offset not in (None, offset):
            raise MessageRefusedError(f"{self._server} 给出的不是邮件 {uid} 所要的那一段，请在网页邮箱中查看")
        return item

    def _fetch(self, uid: int, items: str, part_bytes: int) -> tuple[str, list[Any], FetchItem | None]:
        """Answers about other mails may stand between ours, and flags of ours apart from its body."""
        with self._line.operation(f"取出邮件 {uid} ", self._line.seconds_for(part_bytes)):
            kind, answer = ask(lambda: self._line.client.uid("FETCH", str(uid), items))
        ours = [item for item in parse_fetch(answer) if item.uid == uid]
        return kind, answer, max(ours, key=lambda item: item.body is not None, default=None)

    def _details(self, wanted: str) -> tuple[FetchItem, ...]:
        """Size, date and Message-ID of the mails; less where the server refuses, nothing where it refuses all."""
        for items in (f"(UID RFC822.SIZE INTERNALDATE {_MESSAGE_ID})", "(UID RFC822.SIZE INTERNALDATE)"):
            with self._line.operation("核对邮件编号"):
                kind, answer = ask(lambda items=items: self._line.client.uid("FETCH", wanted, items))  # type: ignore[misc]
            if kind == "OK":
                return parse_fetch(answer)
        return ()

    def _message_id_headers(self, uids: tuple[int, ...]) -> list[bytes]:
        return [item.body for item in self._message_id_items(uids) if item.body is not None]

    def _message_id_items(self, uids: tuple[int, ...]) -> tuple[FetchItem, ...]:
        wanted = ",".join(map(str, uids))
        with self._line.operation("查询 Message-ID"):
            kind, answer = ask(lambda: self._line.client.uid("FETCH", wanted, f"(UID {_MESSAGE_ID})"))
        if kind != "OK":
            raise TemporaryError(_refused(self._server, "查询 Message-ID", answer))
        return tuple(parse_fetch(answer))


def _meant(wish: str, listed: tuple[ListedFolder, ...]) -> tuple[str, ...]:
    """Names of the folders that are wished for. INBOX is always there to be tried (RFC 3501, 5.1), listed or not."""
    return (INBOX,) if wish.upper() == INBOX else tuple(entry.name for entry in find_folders(wish, listed))


def _refused(server: str, what: str, answer: object) -> str:
    """The line for an answer NO or BAD that may pass."""
    return f"{server} 不能{what}，请稍后再试（服务器答复：{answer_text(answer)}）"


def _write(into: BinaryIO, part: FetchItem) -> int:
    """Write the part's bytes; return their number."""
    into.write(part.body or b"")
    return len(part.body or b"")


def _is_last(part: FetchItem, asked: int, received: int, announced: int) -> bool:
    """Whether nothing comes after this part.

    RFC822.SIZE is a hint: some servers count lines or attachments differently. A part shorter than asked ends the mail
    if exactly what was announced is there; else the server may give shorter parts than one asks for, until one is empty.
    A server that names no offset gave the whole mail, unless its length happens to be what was asked.
    """
    length = len(part.body or b"")
    if length == 0 or length > asked or (part.offset is None and length != asked):
        return True
    return length < asked and received == announced


def _number(answer: list[Any]) -> int:
    """The last number of an untagged answer, 0 where there is none."""
    last = answer[-1] if answer else None
    return int(last) if isinstance(last, bytes) and last.isdigit() else 0


def _numbers(answer: list[Any]) -> set[int]:
    """All numbers of a SEARCH answer, which may come in several lines."""
    return {
        int(word) for line in answer if isinstance(line, bytes) for word in line.split() if word.isdigit()
    }
