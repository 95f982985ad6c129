"""What `assess` decides on one message."""

from dataclasses import dataclass

from rules.case import Case, Judgement
from rules.matching.match import Candidate
from rules.roster import RosterEntry
from service.outcome import Outcome


@dataclass(frozen=True, slots=True)
class JudgedEntry:
    """One entry of a mail with its case, judged with this mail; no judgement where nothing is due from it."""

    entry: RosterEntry
    case: Case
    judgement: Judgement | None
    exemption: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome, the cases it rests on, and the readings of a subject that was not certain."""

    outcome: Outcome
    judged: tuple[JudgedEntry, ...] = ()
    candidates: tuple[Candidate, ...] = ()
