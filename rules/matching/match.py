"""What a subject was read as."""

from dataclasses import dataclass
from enum import StrEnum


class MatchOutcome(StrEnum):
    """Whether the subject names entries for certain, several readings are left, or none."""

    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of the subject; `why` is a sentence that staff understand."""

    entry: str
    score: float  # 0 to 1
    why: str
    contradicted: bool = False  # something in the subject speaks against it


@dataclass(frozen=True, slots=True)
class Match:
    """The reading of one subject. `entries` is empty unless matched; `candidates` are best first."""

    subject: str
    outcome: MatchOutcome
    entries: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
