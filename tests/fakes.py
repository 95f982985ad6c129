"""Hand-written stand-ins for the world outside, to be passed in where a test wants to decide what it does."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock (service.ports.Clock) that stands still until it is told otherwise."""

    def __init__(self, moment: datetime = datetime(2024, 3, 20, 1, 0, tzinfo=UTC)) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """The moment that the test has set."""
        return self._moment

    def advance(self, **by: float) -> datetime:
        """Let time pass, in the words of timedelta (minutes=5); return the new moment."""
        self._moment += timedelta(**by)
        return self._moment
