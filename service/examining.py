"""Takes the figures from ledger and disk: what `intake health` and the alarms rest on.                       I/O."""

import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from service.health import Health, HealthLimits, find_problems
from service.ports import Clock, Ledger, LedgerTransaction
from service.reconciling import last_reconciliation
from service.unfetched import unfetched

_LAST_POLL = "last poll"


def remember_poll(ledger: LedgerTransaction, now: datetime) -> None:
    """Note that every folder was just read."""
    ledger.set_note(_LAST_POLL, now.isoformat())


@dataclass(frozen=True)
class Examiner:
    """Examines from the ledger alone: beside a running program, and when it is down."""

    ledger: Ledger
    clock: Clock
    data_dir: Path
    limits: HealthLimits

    def __call__(self) -> Health:
        """Take the figures and say what is wrong. Raises LedgerError."""
        with self.ledger.read() as ledger:
            polled = ledger.note(_LAST_POLL)
            found = Health(
                at=self.clock.now(),
                vitals=ledger.vitals(),
                last_poll=datetime.fromisoformat(polled) if polled is not None else None,
                free_bytes=_free_bytes(self.data_dir),
                reconciliation=last_reconciliation(ledger),
                alarms=ledger.alarms(),
                unfetched=sum(mail.is_persistent for mail in unfetched(ledger)),
            )
        return replace(found, problems=find_problems(found, self.limits))


def _free_bytes(folder: Path) -> int | None:
    """What this account can still write; None where the folder is not there."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
