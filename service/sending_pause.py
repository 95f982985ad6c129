"""The pause that a provider has asked for, or that a broken line makes sensible; a provider's outlives a restart."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.ports import LedgerTransaction

NOTE = "sending paused"
# A provider's limits are waited out for at least so long (intake/smtp_replies.py); shorter pauses are the line's.
SHORTEST_LIMIT = timedelta(minutes=5)
LONGEST_AFTER_TROUBLE = timedelta(minutes=10)
LONGEST_AFTER_LIMIT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Pause:
    """Until when no mail is tried, why, and the how-manieth in a row it is."""

    until: datetime
    why: str
    in_a_row: int


def remembered_pause(ledger: LedgerTransaction) -> Pause | None:
    """The provider's pause as the last run left it, over or not."""
    note = ledger.note(NOTE)
    if note is None:
        return None
    values = json.loads(note)
    return Pause(datetime.fromisoformat(values["until"]), values["why"], values["in_a_row"])


def remember_pause(ledger: LedgerTransaction, pause: Pause) -> None:
    """Keep the pause for the next run."""
    values = {"until": pause.until.isoformat(), "why": pause.why, "in_a_row": pause.in_a_row}
    ledger.set_note(NOTE, json.dumps(values, ensure_ascii=False))


def forget_pause(ledger: LedgerTransaction) -> None:
    """Mails go out again."""
    ledger.forget_note(NOTE)
