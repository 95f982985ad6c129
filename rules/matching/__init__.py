"""Subject of a mail -> Match: normalise, aliases, readings, evidence, decide."""

from rules.matching.decide import Matcher
from rules.matching.match import Candidate, Explanation, Match, MatchOutcome, Piece, Weighing

__all__ = ["Candidate", "Explanation", "Match", "MatchOutcome", "Matcher", "Piece", "Weighing"]
