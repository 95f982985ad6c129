"""What an operator can set about the matching, whatever the campaign."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatchingOptions:
    """Thresholds and further separators.

    A reading whose score is below `certain_from` (0 to 1) goes to a person although nothing speaks against it: the
    scores tell a full name (0.99) from another name of the unit (0.97), and take off for what is missing or mistyped.
    `candidates` is how many readings of an ambiguous subject are offered. `separators` are texts that stand between
    project and unit besides the usual marks.
    """

    certain_from: float = 0.0
    candidates: int = 10
    separators: tuple[str, ...] = ()


DEFAULT_OPTIONS = MatchingOptions()
