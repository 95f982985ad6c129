"""What a reply is composed from."""

from dataclasses import dataclass
from datetime import datetime

from rules.campaign import Campaign
from rules.finding import Finding
from rules.roster import RosterEntry
from service.outcome import ReplyKind


@dataclass(frozen=True, slots=True)
class Original:
    """The mail that is answered."""

    message: int  # the ledger's id
    message_id: str  # "" where it has none
    references: tuple[str, ...]
    subject: str
    reply_address: str  # already chosen: From, or the single Reply-To of the same domain
    received_at: datetime


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What is said of one roster entry. `findings` are those now standing, gaps and advice.

    `settled` are the gaps that an earlier reply named and that no longer stand. `receipt` is the receipt's number,
    None where gaps stand. `files` are names of all files received for the entry that count, in order.
    """

    entry: RosterEntry
    campaign: Campaign
    findings: tuple[Finding, ...] = ()
    settled: tuple[Finding, ...] = ()
    receipt: str | None = None
    receipt_at: datetime | None = None
    first_received_at: datetime | None = None
    files: tuple[str, ...] = ()
    late: bool = False
    exempt_reason: str = ""
    receipt_withdrawn: str = ""  # a receipt number that no longer holds, after a person moved the message


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the nearest readings of a subject that could not be assigned."""

    entry: RosterEntry
    why: str


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """Everything that a reply needs; the composer adds wording only."""

    kind: ReplyKind
    original: Original
    sender: str  # our From address
    answers: tuple[EntryAnswer, ...] = ()  # empty for clarify
    readings: tuple[Reading, ...] = ()  # of clarify
    campaigns: tuple[Campaign, ...] = ()  # for clarify: whom to ask
    decision: int = 0  # 0: the program's own reply; from 1: after that decision of a person
    composed_at: datetime | None = None
