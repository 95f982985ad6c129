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
    """The reading of one subject. `entries` is empty unless matched; `candidates` are best first.

    `possible` are all entries that an ambiguous subject leaves open with nothing against them, be they many.
    """

    subject: str
    outcome: MatchOutcome
    entries: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    possible: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a subject: how it stands there (in the spelling of comparison), what kind it is, what it means."""

    text: str
    kind: str  # 单位, 项目, 批次, 年份, …
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Weighing:
    """An entry that was thought of: its score, what speaks for it and what against it."""

    entry: str
    score: float
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A subject's reading step by step: one spelling, its pieces, the entries weighed, the decision and its reason."""

    subject: str
    normalised: str
    pieces: tuple[Piece, ...]
    weighed: tuple[Weighing, ...]
    decision: str  # one Chinese sentence
    match: Match
