"""How long to wait before the next attempt, and when to leave it to a person. Pure."""

from datetime import timedelta

# RFC 5321, 4.5.4.1: give up after four to five days at least.
GIVE_UP_AFTER = timedelta(days=5)
_MOST_DOUBLINGS = 16


def growing(first: timedelta, attempts: int, longest: timedelta, jitter: float = 0.0) -> timedelta:
    """The pause after so many attempts in a row (1 for the first): twice as long each time, `first` at least.

    `jitter` between 0 and 1 makes it up to a quarter longer, so that many who wait do not come back at once; never
    shorter, for a provider's pause must be waited out.
    """
    factor: int = 2 ** min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return min(first * factor, max(first, longest)) * (1 + jitter / 4)
