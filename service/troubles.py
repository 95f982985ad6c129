"""What is broken right now, as the running jobs find out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.errors import ConfigurationError, TemporaryError
from service.archive import ArchiveError
from service.health import Problem
from service.ledger.errors import LedgerError
from service.ports import Clock

# What may pass by itself, as after a night in which the machine was off.
_MAY_PASS = frozenset({"poll", "unprocessed", "queue"})
# By which jobs' success it is known that an alarm of this name is over; all others are known from figures.
_PROVED_BY = {
    "mailbox": frozenset({"poll"}),
    "sign_in.mailbox": frozenset({"poll"}),
    "sign_in.smtp": frozenset({"drain"}),
    "archive": frozenset({"poll"}),
    "ledger": frozenset({"poll", "digest"}),  # these write to it
}
# Of these the mailbox's reading suffers: one fault is one alarm.
_KEEP_FROM_POLLING = frozenset({"mailbox", "sign_in.mailbox", "archive", "ledger"})


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is broken; the operator is told once it has lasted for `patience`."""

    name: str
    text: str
    since: datetime
    patience: timedelta = timedelta(0)


@dataclass
class Troubles:
    """Remembers what the jobs ("poll", "drain", …) failed at, and what was over before anybody could be told."""

    clock: Clock
    patience: timedelta
    _standing: dict[str, dict[str, Trouble]] = field(default_factory=dict, init=False)
    _past: list[tuple[Trouble, datetime]] = field(default_factory=list, init=False)
    _well: set[str] = field(default_factory=set, init=False)  # jobs that ended well when they last ran

    def failed(self, job: str, error: Exception) -> None:
        """A job failed. While a sign-in is refused, nothing that merely pauses replaces it."""
        self._well.discard(job)
        known = self._standing.setdefault(job, {})
        name = _name_of(job, error)
        if name is None or name in known or any(each.startswith("sign_in") for each in known):
            return
        self._end(job)
        may_pass = not isinstance(error, ConfigurationError)
        patience = self.patience if may_pass else timedelta(0)
        self._standing[job] = {name: Trouble(name, str(error), self.clock.now(), patience)}

    def well(self, job: str) -> None:
        """A job ended well."""
        self._well.add(job)
        self._end(job)

    def standing(
        self, problems: Iterable[Problem] = (), not_over: Collection[str] = ()
    ) -> dict[str, Trouble]:
        """Everything that is broken: what jobs failed at, and what is beyond its limit.

        `not_over` are alarms of an earlier process of which nothing else is known yet (`may_end`).
        """
        found = {name: trouble for known in self._standing.values() for name, trouble in known.items()}
        for problem in problems:
            if problem.name == "poll" and _KEEP_FROM_POLLING & {*found, *not_over}:
                continue
            patience = self.patience if problem.name in _MAY_PASS else timedelta(0)
            found.setdefault(problem.name, Trouble(problem.name, problem.text, self.clock.now(), patience))
        return found

    def may_end(self, alarm: str) -> bool:
        """Whether the alarm is over where it does not stand: a new process knows only once the job has done well."""
        return alarm not in _PROVED_BY or bool(_PROVED_BY[alarm] & self._well)

    def past(self) -> tuple[tuple[Trouble, datetime], ...]:
        """What has ended meanwhile, and when."""
        return tuple(self._past)

    def forget_past(self) -> None:
        """All that has ended was told, or needs no telling."""
        self._past.clear()

    def _end(self, job: str) -> None:
        now = self.clock.now()
        self._past += [(trouble, now) for trouble in self._standing.pop(job, {}).values()]


def _name_of(job: str, error: Exception) -> str | None:
    """The trouble's name, None for a job whose failures another job tells of."""
    if isinstance(error, LedgerError):
        return "ledger"
    if isinstance(error, ArchiveError):
        return "archive"
    if job not in {"poll", "drain"}:
        return None
    if isinstance(error, ConfigurationError):
        return "sign_in.mailbox" if job == "poll" else "sign_in.smtp"
    return "mailbox" if job == "poll" and isinstance(error, TemporaryError) else None
