"""The column types of the ledger: what Python values become in SQLite and PostgreSQL, and back."""

import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, Text
from sqlalchemy.types import TypeDecorator

_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


def storable(text: str) -> str:
    """Return the text without what a database refuses: NUL (PostgreSQL) and lone surrogates (both) become U+FFFD.

    Subjects and names come from anybody's mail program: none of them may keep a mail out of the ledger.
    """
    if text.isascii() and "\0" not in text:
        return text
    rescued = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return rescued.replace("\0", "\ufffd")


def digest_of(text: str) -> str:
    """Return the text's SHA-256 in hex: what is indexed in place of a text of any length that a sender chose."""
    return hashlib.sha256(storable(text).encode()).hexdigest()


class SafeText(TypeDecorator[str]):
    """Text that every database takes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 the base's form
        """Text as stored."""
        return None if value is None else storable(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of texts, stored as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 the base's form
        """Array as stored."""
        # Before it is JSON: JSON would write NUL as an escape, and hand it back.
        return None if value is None else json.dumps([storable(word) for word in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002 as above
        """Array as a tuple."""
        return None if value is None else tuple(json.loads(value))


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, stored in UTC, aware in UTC out. A naive time is refused, for nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as stored: SQLite keeps no zone, so none is given to it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the ledger takes aware times only, not {value.isoformat()}")
        moment = _in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 as above
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except (
        OverflowError
    ):  # a Date of the year 1 or 9999, east or west of Greenwich: the nearest moment there is
        return _FIRST if value.year == 1 else _LAST


def short_string(values: type[StrEnum], name: str) -> Enum:
    """Return the column type of an enumeration: its values as short strings, held by a CHECK constraint."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=16,
        values_callable=lambda members: [member.value for member in members],
    )
