"""When the program first ran on this ledger: before that nothing was due."""

from datetime import datetime

from service.ports import LedgerTransaction

_FIRST_START = "first start"


def first_start(ledger: LedgerTransaction) -> datetime | None:
    """That moment, None before it."""
    noted = ledger.note(_FIRST_START)
    return datetime.fromisoformat(noted) if noted is not None else None


def remember_first_start(ledger: LedgerTransaction, now: datetime) -> None:
    """Note when the program first ran on this ledger."""
    if ledger.note(_FIRST_START) is None:
        ledger.set_note(_FIRST_START, now.isoformat())
