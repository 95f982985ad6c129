"""How often a mail may break us before a person must look, and how long it rests in between."""

from datetime import datetime, timedelta

from service.outcome import Disposition
from service.ports import LedgerTransaction

ATTEMPTS = 3
ATTEMPT_DELAYS = (timedelta(minutes=1), timedelta(minutes=10))


def count_attempt(ledger: LedgerTransaction, message: int, now: datetime, what: str) -> Disposition | None:
    """Count one failed handling of the mail; after the last one it is failed. Return what stands then.

    `what` says what went wrong, in the operator's words: "处理失败". Raises KeyError where there is no such row.
    """
    row = ledger.message(message)
    if row is None:
        raise KeyError(message)
    if row.disposition is not None:
        return row.disposition  # a person has decided meanwhile: that stands
    delay = ATTEMPT_DELAYS[min(row.attempts, len(ATTEMPT_DELAYS) - 1)]
    attempts = ledger.record_attempt(message, now + delay)
    if attempts < ATTEMPTS:
        return None
    ledger.settle(message, Disposition.FAILED, f"{what}，已试{attempts}次，请人工处理")
    return Disposition.FAILED
