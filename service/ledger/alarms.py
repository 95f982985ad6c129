"""Alarms that stand."""

from sqlalchemy import bindparam, delete, insert, update

from service.ledger.base import Part, select_fields, values_of
from service.ledger.tables import alarms
from service.records import AlarmRecord

_ALL = select_fields(AlarmRecord, alarms).order_by(alarms.c.since, alarms.c.name)
_OF_NAME = alarms.c.name == bindparam("of_name")
_CHANGE = update(alarms).where(_OF_NAME)
_END = delete(alarms).where(_OF_NAME)


class Alarms(Part):
    """What is broken right now (service/ports.py says what each verb means)."""

    def alarms(self) -> tuple[AlarmRecord, ...]:
        """Everything that is broken, the oldest first; a writer that asks keeps others from it until it ends."""
        self._hold("alarms")
        return tuple(AlarmRecord(*row) for row in self._connection.execute(_ALL))

    def save_alarm(self, alarm: AlarmRecord) -> None:
        """Record what is broken, in place of what was recorded under the name."""
        self._hold("alarms")
        values = {"problem": alarm.problem, "since": alarm.since, "told_at": alarm.told_at}
        if self._connection.execute(_CHANGE, {"of_name": alarm.name, **values}).rowcount == 0:
            self._connection.execute(insert(alarms), values_of(alarm))

    def end_alarm(self, name: str) -> None:
        """Forget what is well again."""
        self._hold("alarms")
        self._connection.execute(_END, {"of_name": name})
