"""What a hostile file is to the tests: how it is made, and what may come of it."""

from collections.abc import Callable
from dataclasses import dataclass

READ, PARTIAL = "read", "partial"
UNREADABLE, TOO_LARGE, UNSUPPORTED = "unreadable", "too_large", "unsupported"
REFUSED = frozenset({UNREADABLE, TOO_LARGE})
"""A finding, whichever of the two limits is met first."""


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file by the name that a sender would give it; `outcomes` are those that keep us from harm.

    READ and PARTIAL are Documents, the others the `reason` of a ParseError.
    """

    name: str
    build: Callable[[], bytes]
    outcomes: frozenset[str]
