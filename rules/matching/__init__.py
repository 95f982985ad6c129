"""Subject of a mail -> Match: normalise, aliases, readings, decide."""

from rules.matching.decide import Matcher
from rules.matching.match import Candidate, Match, MatchOutcome

__all__ = ["Candidate", "Match", "MatchOutcome", "Matcher"]
