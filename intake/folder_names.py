"""Names of IMAP folders: LIST answers, modified UTF-7, and which folder a wish of the configuration means.

Pure. Sources: RFC 3501 (5.1.3 modified UTF-7, 7.2.2 LIST), RFC 6154 (special use), and the names that NetEase, QQ,
Aliyun, Dovecot, Exchange and Gmail really give.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from imap_tools.imap_utf7 import utf7_decode, utf7_encode

JUNK = "\\Junk"
SENT = "\\Sent"

# Names by which a folder of a special use is known where the server sets no flag; compared without case.
KNOWN_NAMES: dict[str, tuple[str, ...]] = {
    JUNK: (
        "垃圾邮件", "垃圾箱", "垃圾邮件箱", "广告邮件", "订阅邮件", "病毒文件夹", "病毒邮件",
        "Junk", "Spam", "Junk Mail", "Junk E-mail", "Junk Email", "Bulk Mail",
    ),
    SENT: ("已发送", "已发送邮件", "已发邮件", "发件箱", "Sent", "Sent Messages", "Sent Items", "Sent Mail"),
    "\\Trash": ("已删除", "已删除邮件", "Trash", "Deleted Messages", "Deleted Items"),
    "\\Drafts": ("草稿箱", "草稿夹", "Drafts"),
    "\\Archive": ("归档", "Archive"),
}  # fmt: skip

_UNSELECTABLE = {"\\noselect", "\\nonexistent"}
_LIST_LINE = re.compile(
    rb'\((?P<flags>[^)]*)\) (?P<delimiter>NIL|"(?:\\.|[^"\\])*"|\S+) (?P<name>.*)', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """One folder of a LIST answer: its name as people read it and as the wire wants it, and its attributes."""

    name: str
    wire_name: bytes  # modified UTF-7, unquoted
    delimiter: str  # "" for a flat name
    flags: frozenset[str]  # lower case, with their backslash

    @property
    def is_junk(self) -> bool:
        """Whether it is a folder for spam, advertisements, subscriptions or viruses."""
        return JUNK.lower() in self.flags or _bears_known_name(self, JUNK)

    @property
    def own_name(self) -> str:
        """The last level of its name."""
        return self.name.rsplit(self.delimiter, 1)[-1] if self.delimiter else self.name


def decode_folder_name(wire_name: bytes) -> str:
    """Modified UTF-7 -> text. What is no modified UTF-7 is read as UTF-8, then GB 18030; nothing is ever refused."""
    if wire_name.isascii():
        try:
            return utf7_decode(wire_name)
        except ValueError:  # a stray "&": the name means itself
            return wire_name.decode("ascii")
    try:
        return wire_name.decode("utf-8")
    except UnicodeDecodeError:
        return wire_name.decode("gb18030", "replace")


def encode_folder_name(name: str) -> bytes:
    """Text -> modified UTF-7, unquoted."""
    return utf7_encode(name)


def quote_folder_name(wire_name: bytes) -> bytes:
    """A quoted string (RFC 3501, 4.3)."""
    return b'"' + wire_name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def parse_list(answer: Sequence[object]) -> tuple[ListedFolder, ...]:
    """The selectable folders of a LIST answer as imaplib gives it: lines, or pairs of line and literal."""
    folders = (_parse_item(item) for item in answer)
    return tuple(folder for folder in folders if folder is not None and not folder.flags & _UNSELECTABLE)


def find_folders(wish: str, listed: Sequence[ListedFolder]) -> tuple[ListedFolder, ...]:
    r"""The folders that a configured name or special-use flag means; empty where there is none.

    `\Junk` means every junk folder there is: NetEase sorts mail into four of them and flags only one. Another flag
    means the folders that bear it, or else the first that bears a known name. A name means one folder.
    """
    if wish.startswith("\\"):
        return _by_flag(wish, listed)
    same = [folder for folder in listed if wish in (folder.name, folder.wire_name.decode("ascii", "replace"))]
    alike = [folder for folder in listed if folder.name.casefold() == wish.casefold()]
    return tuple((same or alike)[:1])


def _by_flag(flag: str, listed: Sequence[ListedFolder]) -> tuple[ListedFolder, ...]:
    flagged = tuple(folder for folder in listed if flag.lower() in folder.flags)
    wanted = next((known for known in KNOWN_NAMES if known.lower() == flag.lower()), None)
    if wanted is None:
        return flagged
    named = tuple(folder for folder in listed if folder not in flagged and _bears_known_name(folder, wanted))
    return flagged + named if wanted == JUNK else flagged or named[:1]


def _bears_known_name(folder: ListedFolder, flag: str) -> bool:
    return folder.own_name.casefold() in {name.casefold() for name in KNOWN_NAMES[flag]}


def _parse_item(item: object) -> ListedFolder | None:
    line, literal = item if isinstance(item, tuple) else (item, None)
    found = _LIST_LINE.search(line) if isinstance(line, bytes) else None
    if found is None:
        return None
    wire_name = literal if isinstance(literal, bytes) else _unquoted(found["name"])
    delimiter = b"" if found["delimiter"] == b"NIL" else _unquoted(found["delimiter"])
    flags = found["flags"].decode("ascii", "replace").lower().split()
    return ListedFolder(
        decode_folder_name(wire_name), wire_name, delimiter.decode("ascii", "replace"), frozenset(flags)
    )


def _unquoted(text: bytes) -> bytes:
    text = text.strip()
    if len(text) >= 2 and text.startswith(b'"') and text.endswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", text[1:-1])
    return text
