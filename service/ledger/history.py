"""What happened: events, digests and small notes."""

from datetime import date

from sqlalchemy import bindparam, delete, func, insert, select, update

from service.ledger.base import Part, is_id, select_fields, values_of
from service.ledger.tables import digests, events, notes
from service.records import DigestRecord, EventRecord, NewEvent

_ADD_EVENT = insert(events)
_EVENTS = select_fields(EventRecord, events).order_by(events.c.at, events.c.id)
_OF_MESSAGE = events.c.message == bindparam("of_message")
_OF_ENTRY = events.c.entry == bindparam("of_entry")

_DIGESTS = select_fields(DigestRecord, digests)
_DIGEST = _DIGESTS.where(digests.c.day == bindparam("of_day"))
_LAST_DIGEST = _DIGESTS.order_by(digests.c.day.desc()).limit(1)
_CHANGE_DIGEST = update(digests).where(digests.c.day == bindparam("of_day"))

_NOTE = select(notes.c.value).where(notes.c.key == bindparam("of_key"))
_FORGET_NOTE = delete(notes).where(notes.c.key == bindparam("of_key"))
# Not LIKE: keys hold folder names, in which % and _ stand for themselves.
_NOTES = (
    select(notes.c.key, notes.c.value)
    .where(func.substr(notes.c.key, 1, bindparam("length")) == bindparam("prefix"))
    .order_by(notes.c.key)
)
_CHANGE_NOTE = update(notes).where(notes.c.key == bindparam("of_key"))


class History(Part):
    """Events, digests and notes (service/ports.py says what each verb means)."""

    def add_event(self, event: NewEvent) -> None:
        """Record an event."""
        self._connection.execute(_ADD_EVENT, values_of(event))

    def events(self, message: int | None = None, entry: str | None = None) -> tuple[EventRecord, ...]:
        """Events, oldest first, narrowed to a message or an entry."""
        if message is not None and not is_id(message):
            return ()
        statement = _EVENTS
        if message is not None:
            statement = statement.where(_OF_MESSAGE)
        if entry is not None:
            statement = statement.where(_OF_ENTRY)
        wanted = {"of_message": message, "of_entry": entry}
        return tuple(EventRecord(*row) for row in self._connection.execute(statement, wanted))

    def digest(self, day: date) -> DigestRecord | None:
        """The digest made for that day; a writer that asks keeps others from making one until it ends."""
        self._hold("digests")
        row = self._connection.execute(_DIGEST, {"of_day": day}).one_or_none()
        return None if row is None else DigestRecord(*row)

    def last_digest(self) -> DigestRecord | None:
        """The newest digest."""
        row = self._connection.execute(_LAST_DIGEST).one_or_none()
        return None if row is None else DigestRecord(*row)

    def add_digest(self, digest: DigestRecord) -> None:
        """Record that a day's digest was made; one that a person has sent again replaces the day's first."""
        self._hold("digests")
        values = {"made_at": digest.made_at, "reply": digest.reply}
        if self._connection.execute(_CHANGE_DIGEST, {"of_day": digest.day, **values}).rowcount == 0:
            self._connection.execute(insert(digests), {"day": digest.day, **values})

    def note(self, key: str) -> str | None:
        """A small fact of the running program, None where unset."""
        value: str | None = self._connection.execute(_NOTE, {"of_key": key}).scalar_one_or_none()
        return value

    def set_note(self, key: str, value: str) -> None:
        """Remember a small fact."""
        self._hold(f"note {key}")
        if self._connection.execute(_CHANGE_NOTE, {"of_key": key, "value": value}).rowcount == 0:
            self._connection.execute(insert(notes), {"key": key, "value": value})

    def notes(self, prefix: str) -> dict[str, str]:
        """All notes whose keys begin so."""
        rows = self._connection.execute(_NOTES, {"prefix": prefix, "length": len(prefix)})
        return {key: value for key, value in rows}  # noqa: C416 - a row is a pair to us, not to dict's types

    def forget_note(self, key: str) -> None:
        """Remove a note; no harm where there is none."""
        self._hold(f"note {key}")
        self._connection.execute(_FORGET_NOTE, {"of_key": key})
