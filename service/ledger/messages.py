"""The rows of mails: what arrived, what became of it, and which files it brought."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from service.ledger.base import in_parts, is_id, select_fields, values_of
from service.ledger.columns import digest_of
from service.ledger.marking import Marking
from service.ledger.tables import files, messages
from service.outcome import Disposition
from service.records import FileRecord, MessageRecord, NewMessage

_ALL = select_fields(MessageRecord, messages).order_by(messages.c.id)
_ONE = _ALL.where(messages.c.id == bindparam("row"))
_ONE_HELD = _ONE.with_for_update()
_OF_IDS = _ALL.where(messages.c.id.in_(bindparam("rows", expanding=True)))
_OF_BYTES = _ALL.where(messages.c.raw_sha256.in_(bindparam("hashes", expanding=True))).limit(1)
_OF_MESSAGE_ID = _ALL.where(messages.c.message_id_sha256.in_(bindparam("hashes", expanding=True)))
_UNSETTLED = (
    select(messages.c.id)
    .where(
        messages.c.disposition.is_(None),
        or_(messages.c.next_attempt_at.is_(None), messages.c.next_attempt_at <= bindparam("now")),
    )
    .order_by(messages.c.received_at, messages.c.id)
    .limit(bindparam("most"))
)
# Few mails are decided on by people, and they have an index of their own.
_DECIDED_OF = (
    select(messages.c.entries)
    .where(
        messages.c.decisions > 0,
        func.lower(messages.c.sender) == bindparam("sender"),
        messages.c.id != bindparam("row"),
    )
    .order_by(messages.c.id)
)
_ADD = insert(messages).returning(messages.c.id)
_CHANGE = update(messages).where(messages.c.id == bindparam("row"))
_COUNT_ATTEMPT = _CHANGE.values(
    attempts=messages.c.attempts + 1, next_attempt_at=bindparam("next_at")
).returning(messages.c.attempts)
_COUNT_DECISION = _CHANGE.values(decisions=messages.c.decisions + 1).returning(messages.c.decisions)

_FILES = (
    select_fields(FileRecord, files).where(files.c.message == bindparam("row")).order_by(files.c.position)
)
_ADD_FILES = insert(files)
_FORGET_FILES = delete(files).where(files.c.message == bindparam("row"))

_UNTOUCHED = {
    "disposition": None,
    "why": "",
    "entries": (),
    "candidates": (),
    "attempts": 0,
    "next_attempt_at": None,
    "decisions": 0,
    "done_at": None,
}


class Messages(Marking):
    """Messages and their files (service/ports.py says what each verb means)."""

    def add_message(self, new: NewMessage) -> int:
        """Make the mail's row; return its id."""
        values = {**values_of(new), **_UNTOUCHED, "message_id_sha256": digest_of(new.message_id)}
        return int(self._connection.execute(_ADD, values).scalar_one())

    def message(self, message: int) -> MessageRecord | None:
        """The row of that id; a writer that asks keeps other writers from the row until it ends."""
        if not is_id(message):
            return None
        statement = _ONE_HELD if self._holds else _ONE
        row = self._connection.execute(statement, {"row": message}).one_or_none()
        return None if row is None else MessageRecord(*row)

    def messages(self, ids: Collection[int] | None = None) -> tuple[MessageRecord, ...]:
        """All rows, or those of the ids, by id."""
        if ids is None:
            return tuple(MessageRecord(*row) for row in self._connection.execute(_ALL))
        wanted = sorted({number for number in ids if is_id(number)})
        return tuple(
            MessageRecord(*row)
            for part in in_parts(wanted)
            for row in self._connection.execute(_OF_IDS, {"rows": part})
        )

    def message_by_bytes(self, raw_sha256: str) -> MessageRecord | None:
        """The oldest row with exactly these bytes; a writer that asks keeps others from adding one until it ends."""
        self._hold(f"bytes {raw_sha256}")
        hashes = self._marks("bytes", raw_sha256, raw_sha256)
        row = self._connection.execute(_OF_BYTES, {"hashes": hashes}).one_or_none()
        return None if row is None else MessageRecord(*row)

    def messages_by_message_id(self, message_id: str) -> tuple[MessageRecord, ...]:
        """All rows with that Message-ID, by id."""
        hashes = self._marks("message-id", message_id, digest_of(message_id))
        rows = self._connection.execute(_OF_MESSAGE_ID, {"hashes": hashes})
        return tuple(MessageRecord(*row) for row in rows)

    def entries_assigned_to(self, sender: str, without: int) -> tuple[str, ...]:
        """Entries that a person assigned mails of this address to, the mail `without` left out; each once.

        Case tells no addresses apart.
        """
        asked = {"sender": sender.lower(), "row": without}
        found = self._connection.execute(_DECIDED_OF, asked).scalars() if sender else ()
        return tuple(dict.fromkeys(entry for entries in found for entry in entries))

    def unsettled(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Ids of mails not yet settled whose next attempt is due, oldest receipt first."""
        return tuple(self._connection.execute(_UNSETTLED, {"now": now, "most": limit}).scalars())

    def settle(
        self,
        message: int,
        disposition: Disposition,
        why: str,
        entries: Sequence[str] = (),
        candidates: Sequence[str] = (),
    ) -> None:
        """Record what became of the mail. Raises KeyError where there is no such row."""
        self._change(
            message,
            {
                "disposition": disposition,
                "why": why,
                "entries": tuple(entries),
                "candidates": tuple(candidates),
                "next_attempt_at": None,
                "done_at": None,
            },
        )

    def record_attempt(self, message: int, next_attempt_at: datetime) -> int:
        """Count a failed handling; return how many there were. Raises KeyError where there is no such row."""
        return self._count(_COUNT_ATTEMPT, message, {"next_at": next_attempt_at})

    def reopen(self, message: int) -> None:
        """Make the mail unsettled again, its attempts zero. Raises KeyError where there is no such row."""
        self._change(message, {"disposition": None, "attempts": 0, "next_attempt_at": None, "done_at": None})

    def set_done(self, message: int, moment: datetime | None) -> None:
        """Record that a person has dealt with the mail, or (None) that it is open again. Raises KeyError as above."""
        self._change(message, {"done_at": moment})

    def count_decision(self, message: int) -> int:
        """Count a decision; return its number, from 1. Raises KeyError where there is no such row."""
        return self._count(_COUNT_DECISION, message, {})

    def set_files(self, message: int, files: Sequence[FileRecord]) -> None:
        """Record the mail's files, replacing what was recorded."""
        self._connection.execute(_FORGET_FILES, {"row": message})
        if files:
            self._connection.execute(_ADD_FILES, [{**values_of(file), "message": message} for file in files])

    def files(self, message: int) -> tuple[FileRecord, ...]:
        """The mail's files in order."""
        return tuple(FileRecord(*row) for row in self._connection.execute(_FILES, {"row": message}))

    def _change(self, message: int, values: dict[str, Any]) -> None:
        if self._connection.execute(_CHANGE, {"row": message, **values}).rowcount == 0:
            raise KeyError(message)

    def _count(self, statement: Any, message: int, values: dict[str, Any]) -> int:
        count = self._connection.execute(statement, {"row": message, **values}).scalar_one_or_none()
        if count is None:
            raise KeyError(message)
        return int(count)
