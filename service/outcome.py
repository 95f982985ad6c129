"""What becomes of a message: the few words that the whole program shares."""

from dataclasses import dataclass
from enum import StrEnum


class Disposition(StrEnum):
    """What became of a message (the contract's words)."""

    ACCEPTED = "accepted"
    GAPS = "gaps"
    REVIEW = "review"
    IGNORED = "ignored"
    FAILED = "failed"


class ReplyKind(StrEnum):
    """The automatic replies there are; `X-Intake-Kind` carries the value."""

    RECEIPT = "receipt"
    GAPS = "gaps"
    CLARIFY = "clarify"


class ReplyState(StrEnum):
    """A reply's way through the outgoing queue."""

    QUEUED = "queued"
    HELD = "held"  # a person must release it
    SENDING = "sending"
    UNCERTAIN = "uncertain"  # the line dropped after DATA: look for it before sending again
    SENT = "sent"
    REFUSED = "refused"
    UNDELIVERED = "undelivered"  # it was sent, and came back: a bounce says that nobody got it
    DROPPED = "dropped"  # a person decided that it is not to be sent


SHUT = frozenset({ReplyState.SENT, ReplyState.DROPPED})  # nobody has to do anything about such a reply


class CaseState(StrEnum):
    """A roster entry's state (`intake status`)."""

    WAITING = "waiting"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    REVIEW = "review"
    EXEMPT = "exempt"


DUPLICATE = "duplicate"  # how `why` of a copy of a known mail begins
QUESTION = "question"  # the contract's word for a mail without a file to a case that has its summary
PARTIAL = "该条目此前的来件已按期清除，不能一并核对"  # why a person must look at what comes after a purge


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision on one message: where it belongs, what it is, and which reply is owed (None: none)."""

    disposition: Disposition
    why: str  # one short sentence for staff; for `ignored` it names which kind
    entries: tuple[str, ...] = ()
    reply: ReplyKind | None = None

    @property
    def needs_person(self) -> bool:
        """Hold where a person must look."""
        return self.disposition in (Disposition.REVIEW, Disposition.FAILED)

    @property
    def is_question(self) -> bool:
        """Hold for a mail that only asks or tells something about a case that has its summary."""
        return self.disposition is Disposition.REVIEW and self.why == QUESTION
