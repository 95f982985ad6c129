"""Which mails are in hand right now, noted in the ledger: a mail that takes the whole program down is counted too.

Without it such a mail would end the daemon at every start, for ever.
"""

from collections import Counter
from collections.abc import Collection
from contextlib import suppress

import structlog

from service.attempts import count_attempt
from service.ledger.errors import LedgerError
from service.outcome import Disposition
from service.ports import Clock, Ledger

log = structlog.get_logger()

IN_HAND = "in hand"
WHAT = "程序在处理时意外终止"


class InHand:
    """Mails that a run has begun: noted before, struck out when the run ends by itself.

    What is still noted when a process begins was in hand when the last one died, and each such mail counts one
    attempt. Several are in hand at a time, most of them innocent; but whoever was counted once is next handled alone
    (`Jobs._due`, `ReadAhead`), so that no innocent mail is counted again for its neighbour.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self._held: frozenset[int] = frozenset()
        self._is_first_run = True

    def count_interrupted(self) -> Counter[Disposition]:
        """Count what the last process left in hand; tell what failed for good by that. Once in a process."""
        counts: Counter[Disposition] = Counter()
        if not self._is_first_run:
            return counts
        with self._ledger.read() as ledger:
            left = _parse(ledger.note(IN_HAND) or "")
        if left:
            with self._ledger.write() as ledger:
                for row in ledger.messages(left):
                    if row.disposition is None and row.attempts == left[row.id]:
                        log.warning("interrupted", message=row.id, attempts=row.attempts + 1)
                        failed = count_attempt(ledger, row.id, self._clock.now(), WHAT)
                        counts.update([failed] if failed is not None else [])
                ledger.set_note(IN_HAND, "")
        self._is_first_run = False
        return counts

    def hold(self, now: Collection[int], soon: Collection[int] = ()) -> None:
        """Note the mails that are begun now, and with them those that come soon: one transaction for several."""
        if self._held.issuperset(now):
            return
        held = frozenset((*now, *soon))
        with self._ledger.write() as ledger:
            rows = ledger.messages(held)
            note = " ".join(f"{row.id}:{row.attempts}" for row in rows if row.disposition is None)
            ledger.set_note(IN_HAND, note)
        self._held = held

    def release(self) -> None:
        """The run ends by itself: no mail is to blame for anything."""
        if not self._held:
            return
        self._held = frozenset()
        # A ledger that fails is told of by whatever ended the run; at worst a few mails count one attempt too many.
        with suppress(LedgerError), self._ledger.write() as ledger:
            ledger.set_note(IN_HAND, "")


def _parse(note: str) -> dict[int, int]:
    """Message ids and the attempts that each had when it was noted."""
    pairs = (word.partition(":") for word in note.split())
    return {int(message): int(attempts) for message, _, attempts in pairs}
