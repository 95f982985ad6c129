"""Tells the operator once that something broke, and once that it is well again; the state is in the ledger."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from service.alarm_mail import AlarmNews, alarm_mail
from service.examining import Examiner
from service.health import beyond_limits
from service.ports import Clock, Ledger, LedgerTransaction
from service.records import AlarmRecord, NewEvent
from service.troubles import Trouble, Troubles

log = structlog.get_logger()


@dataclass(frozen=True)
class AlarmDesk:
    """Queues the mails to the operator, in one transaction with the state that keeps them from being doubled.

    Where nobody is named to be told, alarms stand all the same: `intake health` and the digest show them.
    """

    ledger: Ledger
    clock: Clock
    sender: str
    to: tuple[str, ...]

    def update(
        self,
        standing: Mapping[str, Trouble],
        past: Sequence[tuple[Trouble, datetime]] = (),
        may_end: Callable[[str], bool] = lambda _name: True,
    ) -> None:
        """Bring alarms in line with what stands; `past` is what ended before it could be recorded. Raises LedgerError.

        `may_end` tells of an alarm's name whether it is over where it does not stand, or merely not known yet.
        """
        now = self.clock.now()
        with self.ledger.read() as ledger:
            nothing_new = not list(_changes(ledger.alarms(), standing, past, now, may_end))
        if nothing_new:
            return
        with self.ledger.write() as ledger:
            known = ledger.alarms()
            for change in list(_changes(known, standing, past, now, may_end)):
                self._apply(ledger, change, now)

    def _apply(self, ledger: LedgerTransaction, change: "_Change", now: datetime) -> None:
        alarm = change.alarm
        if change.ended is None:
            ledger.save_alarm(alarm)
        else:
            ledger.end_alarm(alarm.name)
        if change.is_told and self.to:
            news = AlarmNews(alarm.name, alarm.problem, alarm.since, change.ended)
            ledger.add_reply(alarm_mail(news, self.sender, self.to, now))
        if change.is_told:
            word = "alarm" if change.ended is None else "alarm ended"
            log.warning(word, name=alarm.name, problem=alarm.problem)
            kind = "alarm" if change.ended is None else "alarm_ended"
            ledger.add_event(NewEvent(now, "intake", kind, note=alarm.name))


@dataclass(frozen=True, slots=True)
class _Change:
    alarm: AlarmRecord
    is_told: bool
    ended: datetime | None = None


def _changes(
    known: Iterable[AlarmRecord],
    standing: Mapping[str, Trouble],
    past: Iterable[tuple[Trouble, datetime]],
    now: datetime,
    may_end: Callable[[str], bool],
) -> Iterator[_Change]:
    by_name = {alarm.name: alarm for alarm in known}
    for name, trouble in standing.items():
        alarm = by_name.get(name, AlarmRecord(name, trouble.text, trouble.since))
        is_due = alarm.told_at is None and now - alarm.since >= trouble.patience
        if is_due or name not in by_name:
            yield _Change(replace(alarm, told_at=now) if is_due else alarm, is_due)
    for name, alarm in by_name.items():
        if name not in standing and may_end(name):
            yield _Change(alarm, alarm.told_at is not None, ended=now)
    for trouble, ended in past:
        if trouble.name not in by_name and trouble.name not in standing:
            was_long = ended - trouble.since >= trouble.patience
            if was_long:
                yield _Change(
                    AlarmRecord(trouble.name, trouble.text, trouble.since), is_told=True, ended=ended
                )


@dataclass(frozen=True)
class Watch:
    """Examines the program and brings the alarms in line: every minute in `intake run`, after each `intake poll`."""

    examine: Examiner
    alarms: AlarmDesk
    troubles: Troubles

    def __call__(self) -> None:
        """Look once. Raises LedgerError, with nothing forgotten."""
        health = self.examine()
        beyond = beyond_limits(health, self.examine.limits)
        not_over = [alarm.name for alarm in health.alarms if not self.troubles.may_end(alarm.name)]
        self.alarms.update(
            self.troubles.standing(beyond, not_over), self.troubles.past(), self.troubles.may_end
        )
        self.troubles.forget_past()
