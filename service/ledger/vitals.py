"""The few figures that tell whether the program is well, without a look at every row."""

from sqlalchemy import func, select

from service.ledger.base import Part
from service.ledger.columns import UtcDateTime
from service.ledger.tables import messages, replies
from service.outcome import Disposition, ReplyState
from service.records import Vitals

_ON_THE_WAY = (ReplyState.QUEUED, ReplyState.SENDING, ReplyState.UNCERTAIN)

_FAILED = (
    select(func.count())
    .select_from(messages)
    .where(
        messages.c.disposition == Disposition.FAILED,
        messages.c.done_at.is_(None),
        messages.c.purged_at.is_(None),
    )
)
_UNSETTLED = select(func.count(), func.min(messages.c.collected_at, type_=UtcDateTime)).where(
    messages.c.disposition.is_(None)
)
# An alarm that cannot be sent must not be the cause of another one.
_REPLIES = select(replies.c.state, func.count()).where(replies.c.kind != "alarm").group_by(replies.c.state)
_OLDEST_QUEUED = select(func.min(replies.c.created_at, type_=UtcDateTime)).where(
    replies.c.state.in_(_ON_THE_WAY), replies.c.kind != "alarm"
)


class VitalSigns(Part):
    """Counts and ages (service/ports.py says what each verb means)."""

    def vitals(self) -> Vitals:
        """How many mails and replies wait or failed, and since when."""
        unsettled, oldest_unsettled = self._connection.execute(_UNSETTLED).one()
        by_state = {row[0]: row[1] for row in self._connection.execute(_REPLIES)}
        return Vitals(
            failed=self._connection.execute(_FAILED).scalar_one(),
            unprocessed=unsettled,
            oldest_unprocessed=oldest_unsettled,
            queued=sum(by_state.get(state, 0) for state in _ON_THE_WAY),
            oldest_queued=self._connection.execute(_OLDEST_QUEUED).scalar_one(),
            held=by_state.get(ReplyState.HELD, 0),
            refused=by_state.get(ReplyState.REFUSED, 0),
            undelivered=by_state.get(ReplyState.UNDELIVERED, 0),
            uncertain=by_state.get(ReplyState.UNCERTAIN, 0),
        )
