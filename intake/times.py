"""Dates of mail headers -> aware times (RFC 5322, 3.3), tolerant of what mail programs make of them."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_tz

# A date without a zone, or with the bare name "CST" (in the RFC's own table America's), was written in China here.
_CHINA = timedelta(hours=8)
_COMMENT = re.compile(r"\([^()]*\)")
_BARE_CHINA = re.compile(r"\b(?:CST|HKT|PRC|BJT)\b\s*$", re.IGNORECASE)
_ZONE_WORD = re.compile(r"\b(?:GMT|UTC)([+-]\d{1,2}):?(\d{2})?\s*$", re.IGNORECASE)
_STATES_ZONE = re.compile(r"[+-]\d{4}\s*$|\d\s*[A-Za-z]{1,5}\s*$")
_COLON_ZONE = re.compile(r"([+-]\d{2}):(\d{2})\s*$")
# 2024-03-19 10:00:00 +0800, which some gateways write
_ISO = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_LONGEST = 2_000  # characters


def parse_date(text: str) -> datetime | None:
    """The time that the text states, aware; None where none can be read in it."""
    cleaned = _without_comments(text[:_LONGEST]).strip()
    try:
        return _iso(cleaned) or _rfc(cleaned)
    except (ValueError, OverflowError, TypeError, IndexError, ArithmeticError):
        return None


def received_time(values: Iterable[str]) -> datetime | None:
    """The time of the topmost Received header that states one (RFC 5321, 4.4: after the last semicolon)."""
    for value in values:
        cleaned = _without_comments(value[-_LONGEST:])
        time = parse_date(cleaned.rpartition(";")[2])
        if time is not None:
            return time
    return None


def _without_comments(text: str) -> str:
    """RFC 5322, 3.2.2: comments may stand within each other."""
    for _ in range(5):
        text, count = _COMMENT.subn(" ", text)
        if not count:
            break
    return re.sub(r"\s+", " ", text)


def _rfc(text: str) -> datetime | None:
    china = _BARE_CHINA.search(text)
    if china:
        text = text[: china.start()] + "+0800"
    text = _ZONE_WORD.sub(lambda zone: f"{int(zone[1]):+03d}{zone[2] or '00'}", text)
    text = _COLON_ZONE.sub(r"\1\2", text)
    fields = parsedate_tz(text)
    if fields is None:
        return None
    # (parsedate_tz says 0 both for "GMT" and for no zone at all)
    offset = timedelta(seconds=fields[9] or 0) if _STATES_ZONE.search(text) else _CHINA
    return _aware(fields[:6], offset)


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    zone = match[7]
    if zone in (None, "Z"):
        offset = _CHINA if zone is None else timedelta()
    else:
        digits = zone.replace(":", "")
        offset = (1 if digits[0] == "+" else -1) * timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return _aware(tuple(int(field or 0) for field in match.groups()[:6]), offset)


def _aware(fields: tuple[int, ...], offset: timedelta) -> datetime:
    """Raises ValueError for what no calendar has. A leap second counts as the second before it."""
    year, month, day, hour, minute, second = fields
    moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=timezone(offset))
    # Far from every real mail, and near the calendar's ends arithmetic with zones overflows.
    return moment if 1970 <= year <= 2200 else _refuse(year)


def _refuse(year: int) -> datetime:
    raise ValueError(year)
