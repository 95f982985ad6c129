"""What all containers share: limits, names, what is left out, and what stands for a file that cannot be unpacked.

A file that is lost (behind a password, damaged, too large) does not take the others with it. In its place stands a
zip of a hundred bytes that tells the same reason when it is read in turn (`_stand_in`), so that the unit hears of
that very file; the Document is then `partial`. Where nothing is left the container as a whole is refused.
"""

import re
import struct
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from parsers.document import Document, Member
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError

MOST_FILES = 1000  # in one container; a mail has room for fewer still (service/reader.py)
MOST_BYTES = 56 * 1024**2  # unpacked from one container; the sandbox lets 64 MiB through
VOLUME = "volume"  # the kind of a piece of a split archive, in UnsupportedFormatError

_FREE_BYTES = 16 * 1024**2  # that even a tiny container may unpack to: blank pages as bitmaps do
_RATIO = 200  # beyond them; text packs 10 to 1, drawings 100 to 1, bombs 1000 to 1
_LONGEST_NAME = 200
_CLUTTER_FOLDERS = frozenset({"__macosx", ".git", ".svn", "@eadir", "$recycle.bin"})
_CLUTTER_NAMES = frozenset({".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_CLUTTER_STARTS = ("._", "~$", ".~")  # AppleDouble files, locks of Word and of WPS
_VOLUME_NAME = re.compile(r"\.(?:zip|7z|rar|tar|gz)\.\d{3}$|\.part\d+\.rar$|\.[zr]\d\d$", re.IGNORECASE)

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


Outcome = tuple[str, bytes | ParseError]
"""A file's name in its container, and its bytes or why it is lost."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file inside a container: its name there, the size it claims, and how to unpack it.

    `unpack` gives at most `size` bytes, or raises a ParseError.
    """

    name: str
    size: int
    unpack: Callable[[], bytes]


def unpack_all(kind: str, packed: Sequence[Packed], container_bytes: int) -> Document:
    """Unpack what the limits allow, small files first, and give it in the container's order.

    Raises TooLargeError for too many files, and the reason of the loss where all are lost.
    """
    wanted = [each for each in packed if not is_clutter(each.name)]
    if len(wanted) > MOST_FILES:
        raise TooLargeError("too many files")
    fitting = fitting_places([each.size for each in wanted], container_bytes)
    outcomes = [_unpack(each) if place in fitting else TooLargeError() for place, each in enumerate(wanted)]
    return contents(kind, [(each.name, outcome) for each, outcome in zip(wanted, outcomes, strict=True)])


def contents(kind: str, outcomes: Sequence[Outcome]) -> Document:
    """Make a Document of what was unpacked and what was lost."""
    lost = [outcome for _name, outcome in outcomes if isinstance(outcome, ParseError)]
    if lost and len(lost) == len(outcomes):
        raise lost[0]
    names = _told_apart([clean_name(name) for name, _outcome in outcomes])
    members = (
        Member(name, _stand_in(name, outcome) if isinstance(outcome, ParseError) else outcome)
        for name, (_name, outcome) in zip(names, outcomes, strict=True)
    )
    return Document(kind, members=tuple(members), partial=bool(lost))


def _unpack(packed: Packed) -> bytes | ParseError:
    try:
        return packed.unpack()
    except ParseError as error:
        return error


def fitting_places(sizes: Sequence[int], container_bytes: int) -> frozenset[int]:
    """The places of the files that may be unpacked: a summary is small, and no film beside it may crowd it out."""
    left = most_bytes(container_bytes)
    fitting = set()
    for place, size in sorted(enumerate(sizes), key=lambda each: each[1]):
        if size > left:
            break
        left -= size
        fitting.add(place)
    return frozenset(fitting)


def most_bytes(container_bytes: int) -> int:
    """How much a container of this size may unpack to."""
    return min(MOST_BYTES, max(_FREE_BYTES, _RATIO * container_bytes))


def is_volume_name(name: str) -> bool:
    """Hold for a name that split archives have: "a.7z.001", "a.part2.rar", "a.z01"."""
    return _VOLUME_NAME.search(name) is not None


# Names


def decode_name(raw: bytes) -> str:
    """Read a name without a stated encoding: macOS and Linux write UTF-8, a Chinese Windows GBK.

    Two-byte UTF-8 (accents, Greek) is not believed: Chinese has three bytes, and many a GBK name passes for it.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
    return text if text.isascii() or max(text) >= "\u0800" else raw.decode("gb18030", "replace")


def clean_name(name: str) -> str:
    """Make a label of a name: relative, slashes forward, without drives, "..", and characters that do not print.

    It is shown and never opened, but people and other programs may take it for a path.
    """
    printable = "".join(
        character for character in name if unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    pieces = re.sub(r"^[A-Za-z]:", "", printable.replace("\\", "/")).split("/")
    kept = [piece.strip() for piece in pieces if piece.strip() not in {"", ".", ".."}]
    return _shortened(unicodedata.normalize("NFC", "/".join(kept))) or "未命名"


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix[:10]
    return name[: _LONGEST_NAME - len(suffix)] + suffix


def is_clutter(name: str) -> bool:
    """Hold for what file managers and editors leave behind, and nobody sends on purpose."""
    *folders, last = [piece.lower() for piece in name.replace("\\", "/").split("/")] or [""]
    return (
        last in _CLUTTER_NAMES or last.startswith(_CLUTTER_STARTS) or not _CLUTTER_FOLDERS.isdisjoint(folders)
    )


def _told_apart(names: Sequence[str]) -> list[str]:
    """Number the names that stand more than once: "a.docx", "a(2).docx"."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        count = seen[name] = seen.get(name, 0) + 1
        path = PurePosixPath(name)
        told.append(name if count == 1 else f"{name.removesuffix(path.suffix)}({count}){path.suffix}")
    return told


# What stands for a lost file


def _stand_in(name: str, error: ParseError) -> bytes:
    """A zip with one entry and no data, that parsers/zip_archive.py refuses for the same reason.

    The name is kept as the zip's comment, so that no two lost files are taken for copies of one.
    """
    flags = 1 if isinstance(error, EncryptedError) else 0
    size = 0xFFFFFFFE if isinstance(error, TooLargeError) else 1
    comment = name.encode()[:1000]
    local = _LOCAL.pack(b"PK\x03\x04", 20, flags, 0, 0, 0, 0, size, size, 4, 0) + b"lost"
    central = (
        _CENTRAL.pack(b"PK\x01\x02", 20, 20, flags, 0, 0, 0, 0, size, size, 4, 0, 0, 0, 0, 0, 0) + b"lost"
    )
    end = _END.pack(b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), len(comment))
    return local + central + end + comment


def damaged() -> ParseError:
    """What a file is that ends too early, or whose check sum is wrong."""
    return UnreadableError("damaged in its container")
