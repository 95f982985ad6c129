"""FETCH answers as imaplib hands them over -> values (RFC 3501, 7.4.2). Pure.

imaplib gives one flat list for all messages: a pair (line up to the literal's mark, literal) for every literal, and
the rest of the line as bytes. Servers add answers about other messages (flags that somebody changed in webmail)
wherever they like, and put the items in any order.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

_TOKEN = re.compile(
    rb"""(?P<open>\() | (?P<close>\)) | \x00(?P<number>\d+)\x00
       | "(?P<quoted>(?:\\.|[^"\\])*)"
       | (?P<atom>[^\s()"\x00\[]+(?:\[[^\]]*\](?:<\d+(?:\.\d+)?>)?)?)""",
    re.VERBOSE | re.DOTALL,
)
_LITERAL_MARK = re.compile(rb"~?\{\d+\+?\}$")
_OFFSET = re.compile(r"<(\d+)")
_INTERNAL_DATE = re.compile(
    r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class FetchItem:
    """What one answer says of one message; None where it says nothing of the kind.

    `body` is the text of the first BODY[…] item, b"" for NIL, and `offset` where in the mail it begins, as far as the
    server names it (`BODY[]<1048576>`). `internal_date` is aware.
    """

    uid: int | None = None
    size: int | None = None
    internal_date: datetime | None = None
    flags: tuple[str, ...] | None = None
    body: bytes | None = None
    offset: int | None = None


def parse_fetch(answer: Sequence[object]) -> tuple[FetchItem, ...]:
    """Every message's answer, in order. What cannot be understood is left out: the caller asks by UID."""
    return tuple(_parse_one(line, literals) for line, literals in _join(answer))


def parse_internal_date(text: str) -> datetime | None:
    """`17-Jul-1996 02:44:25 -0700` -> an aware datetime, None where it is no date (RFC 3501, date-time)."""
    found = _INTERNAL_DATE.match(text)
    if found is None or found[2].lower() not in _MONTHS:
        return None
    day, _, year, hour, minute, second, sign, zone_hours, zone_minutes = found.groups()
    offset = timedelta(hours=int(zone_hours), minutes=int(zone_minutes)) * (-1 if sign == "-" else 1)
    month = _MONTHS.index(found[2].lower()) + 1
    try:
        zone = timezone(offset)
        return datetime(int(year), month, int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone)
    except ValueError:
        return None


def _join(answer: Sequence[object]) -> Iterator[tuple[bytes, list[bytes]]]:
    """One line per message, each literal replaced by its number between two NULs, which no line may contain."""
    line, literals = b"", list[bytes]()
    for item in answer:
        if isinstance(item, tuple):
            line += _LITERAL_MARK.sub(b"", item[0].replace(b"\0", b"")) + b"\0%d\0" % len(literals)
            literals.append(item[1])
        elif isinstance(item, bytes):
            yield line + item.replace(b"\0", b""), literals
            line, literals = b"", []


def _parse_one(line: bytes, literals: list[bytes]) -> FetchItem:
    start = line.find(b"(")
    values = _pairs(line[start + 1 :], literals) if start >= 0 else {}
    date, flags = values.get("INTERNALDATE"), values.get("FLAGS")
    name, body = next(((key, value) for key, value in values.items() if key.startswith("BODY[")), ("", None))
    offset = _OFFSET.search(name)
    return FetchItem(
        uid=_number(values.get("UID")),
        size=_number(values.get("RFC822.SIZE")),
        internal_date=parse_internal_date(date.decode("ascii", "replace"))
        if isinstance(date, bytes)
        else None,
        flags=tuple(flag.decode("ascii", "replace") for flag in flags) if isinstance(flags, list) else None,
        body=body if isinstance(body, bytes) else None,
        offset=int(offset[1]) if offset else None,
    )


def _pairs(text: bytes, literals: list[bytes]) -> dict[str, bytes | list[bytes]]:
    """Names and values in turn, up to the closing bracket; a bracketed list is one value, its inner brackets flattened."""
    flat: list[bytes | list[bytes]] = []
    depth, members = 0, list[bytes]()
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth, members = depth + 1, members if depth else []
        elif token["close"]:
            depth -= 1
            if depth < 0:
                break
            if depth == 0:
                flat.append(members)
        elif depth:
            members.append(_value(token, literals))
        else:
            flat.append(_value(token, literals))
    names = (name.decode("ascii", "replace").upper() if isinstance(name, bytes) else "" for name in flat[::2])
    return dict(zip(names, flat[1::2], strict=False))


def _value(token: re.Match[bytes], literals: list[bytes]) -> bytes:
    if token["number"] is not None:
        return literals[int(token["number"])]
    if token["quoted"] is not None:
        return re.sub(rb"\\(.)", rb"\1", token["quoted"])
    return b"" if token["atom"].upper() == b"NIL" else token["atom"]


def _number(value: bytes | list[bytes] | None) -> int | None:
    return int(value) if isinstance(value, bytes) and value.isdigit() else None
