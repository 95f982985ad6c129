"""The outgoing queue."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.ledger.base import Part, is_id, select_fields, values_of
from service.ledger.tables import replies, reply_mails
from service.outcome import ReplyState
from service.records import NewReply, ReplyRecord

_ALL = select_fields(ReplyRecord, replies).order_by(replies.c.id)
_ONE = _ALL.where(replies.c.id == bindparam("row"))
_ONE_HELD = _ONE.with_for_update()
_OF_MIME_ID = _ALL.where(replies.c.mime_id == bindparam("bears"))
_OF_MESSAGE = replies.c.message == bindparam("of_message")
_OF_STATES = replies.c.state.in_(bindparam("in_states", expanding=True))
_DUE = (
    select_fields(ReplyRecord, replies)
    .where(
        replies.c.state.in_([ReplyState.QUEUED, ReplyState.UNCERTAIN]),
        or_(replies.c.next_attempt_at.is_(None), replies.c.next_attempt_at <= bindparam("now")),
    )
    # A mail on which the line breaks every time comes behind those that were tried less often.
    .order_by(replies.c.attempts, replies.c.created_at, replies.c.id)
    .limit(bindparam("most"))
)
# One clause, which SQLAlchemy has only apart for each database.
_ADD = {
    "sqlite": sqlite.insert(replies)
    .on_conflict_do_nothing(index_elements=[replies.c.mime_id])
    .returning(replies.c.id),
    "postgresql": postgresql.insert(replies)
    .on_conflict_do_nothing(index_elements=[replies.c.mime_id])
    .returning(replies.c.id),
}
_ADD_RAW = insert(reply_mails)
_RAW = select(reply_mails.c.raw).where(reply_mails.c.reply == bindparam("row"))
_MOVE = (
    update(replies)
    .where(replies.c.id == bindparam("row"))
    .values(
        state=bindparam("to_state"),
        response=bindparam("said"),
        # Once sent, a mail has been sent, whatever is decided about it later: the day's cap counts it.
        sent_at=func.coalesce(bindparam("sent", type_=replies.c.sent_at.type), replies.c.sent_at),
        next_attempt_at=bindparam("next_at"),
        attempts=replies.c.attempts + bindparam("tries"),
    )
)
_SENT_SINCE = select(func.count()).select_from(replies).where(replies.c.sent_at >= bindparam("moment"))
_REPLIES_SINCE = _ALL.where(replies.c.message.is_not(None), replies.c.created_at >= bindparam("moment"))
_NEW = {"sent_at": None, "attempts": 0, "next_attempt_at": None, "response": ""}


class Outgoing(Part):
    """The outgoing queue (service/ports.py says what each verb means)."""

    def add_reply(self, new: NewReply) -> int | None:
        """Queue a mail; None where one of that Message-ID is already there (nothing is changed then)."""
        values = {**values_of(new), **_NEW}
        raw = values.pop("raw")
        number = self._connection.execute(_ADD[self._connection.dialect.name], values).scalar_one_or_none()
        if number is None:
            return None
        self._connection.execute(_ADD_RAW, {"reply": number, "raw": raw})
        return int(number)

    def reply(self, reply: int) -> ReplyRecord | None:
        """The queued mail of that id; a writer that asks keeps other writers from the row until it ends."""
        if not is_id(reply):
            return None
        statement = _ONE_HELD if self._holds else _ONE
        row = self._connection.execute(statement, {"row": reply}).one_or_none()
        return None if row is None else ReplyRecord(*row)

    def reply_raw(self, reply: int) -> bytes:
        """The whole mail as it is to be sent. Raises KeyError where there is no such mail."""
        raw = self._connection.execute(_RAW, {"row": reply}).scalar_one_or_none() if is_id(reply) else None
        if raw is None:
            raise KeyError(reply)
        return bytes(raw)

    def replies(
        self, message: int | None = None, states: Collection[ReplyState] | None = None
    ) -> tuple[ReplyRecord, ...]:
        """Queued mails, by id, narrowed to a message or to states."""
        if message is not None and not is_id(message):
            return ()
        statement = _ALL
        if message is not None:
            statement = statement.where(_OF_MESSAGE)
        if states is not None:
            statement = statement.where(_OF_STATES)
        wanted = {"of_message": message, "in_states": [] if states is None else list(states)}
        return tuple(ReplyRecord(*row) for row in self._connection.execute(statement, wanted))

    def reply_by_mime_id(self, mime_id: str) -> ReplyRecord | None:
        """The mail of ours that bears that Message-ID."""
        row = self._connection.execute(_OF_MIME_ID, {"bears": mime_id}).one_or_none()
        return None if row is None else ReplyRecord(*row)

    def due_replies(self, now: datetime, limit: int) -> tuple[ReplyRecord, ...]:
        """Mails queued or uncertain whose next attempt is due: those tried least often, then the oldest first."""
        rows = self._connection.execute(_DUE, {"now": now, "most": limit})
        return tuple(ReplyRecord(*row) for row in rows)

    def set_reply_state(
        self,
        reply: int,
        state: ReplyState,
        response: str = "",
        sent_at: datetime | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        """Move a mail of the queue on; going to `sending` counts an attempt. Raises KeyError where there is none.

        `response` and `next_attempt_at` replace what stood there; a `sent_at` once recorded stays until another one.
        """
        values = {
            "row": reply,
            "to_state": state,
            "said": response,
            "sent": sent_at,
            "next_at": next_attempt_at,
            "tries": int(state is ReplyState.SENDING),
        }
        if self._connection.execute(_MOVE, values).rowcount == 0:
            raise KeyError(reply)

    def replies_since(self, moment: datetime) -> tuple[ReplyRecord, ...]:
        """The replies to mails that were composed at or after the moment, by id."""
        return tuple(
            ReplyRecord(*row) for row in self._connection.execute(_REPLIES_SINCE, {"moment": moment})
        )

    def sent_since(self, moment: datetime) -> int:
        """How many mails were sent at or after the moment."""
        return int(self._connection.execute(_SENT_SINCE, {"moment": moment}).scalar_one())
