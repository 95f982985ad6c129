"""A reply of ours that came back: tied to its row, marked as undelivered, and said to staff."""

from dataclasses import dataclass, replace

import structlog

from intake.bounces import read_bounce
from intake.message import InboundMessage
from service.outcome import ReplyState
from service.ports import Clock, LedgerTransaction
from service.records import NewEvent, ReplyRecord

log = structlog.get_logger()

# What is on its way again, or was given up by a person, is not changed by the bounce of an earlier attempt.
_MAY_COME_BACK = frozenset({ReplyState.SENT, ReplyState.UNCERTAIN, ReplyState.UNDELIVERED})
_TOLD_AS_REPLY = "号回复未送达"
_ONLY_LATE = "投递延迟或投递报告"


@dataclass(frozen=True, slots=True)
class Returned:
    """A bounce of the mail `reply` of ours; without `is_failure` it is only late, or was reported as delivered."""

    reply: ReplyRecord
    is_failure: bool
    reason: str

    @property
    def why(self) -> str:
        """The sentence for staff."""
        if not self.is_failure:
            return f"{_ONLY_LATE}：第{self.reply.id}号回复"
        return f"退信：第{self.reply.id}{_TOLD_AS_REPLY}" + (f"（{self.reason}）" if self.reason else "")


def returned_reply(ledger: LedgerTransaction, message: InboundMessage) -> Returned | None:
    """The mail of ours that this bounce is about; None where the mail is no bounce, or of nothing that we know."""
    bounce = read_bounce(message)
    if bounce is None:
        return None
    for original in bounce.originals:
        reply = ledger.reply_by_mime_id(original)
        if reply is not None:
            return Returned(reply, bounce.is_failure, bounce.reason)
    return None


def record_return(ledger: LedgerTransaction, message: int, returned: Returned, clock: Clock) -> None:
    """Mark the reply as undelivered, and say so in its mail's history; a warning of delay is only recorded."""
    reply = returned.reply
    if not reply.to:
        # It was purged: nobody can send it again, and the server's words may name the person that was forgotten.
        returned = replace(returned, reason="")
    failed = bool(reply.to) and returned.is_failure and reply.state in _MAY_COME_BACK
    if failed:
        said = f"退信（第{message}号邮件）" + (f"：{returned.reason}" if returned.reason else "")
        ledger.set_reply_state(reply.id, ReplyState.UNDELIVERED, said)
        log.warning("reply undelivered", reply=reply.id, kind=reply.kind, bounce=message)
    kind = "reply_undelivered" if returned.is_failure else "reply_delayed"
    entry = reply.entries[0] if reply.entries else None
    ledger.add_event(NewEvent(clock.now(), "intake", kind, reply.message, entry, returned.why))


def is_told_as_reply(why: str) -> bool:
    """Whether a bounce's `why` is about a reply that is listed itself, or about nothing that failed."""
    return _TOLD_AS_REPLY in why or _ONLY_LATE in why
