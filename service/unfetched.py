"""Mails that lie in the mailbox and could not be fetched: remembered in the ledger until they are in, or gone.

Each is a note of its own, whose key begins with `PREFIX`; the digest, `intake status`, `intake health` and the alarms read them.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from service.patience import growing
from service.ports import LedgerTransaction
from service.records import Location

PREFIX = "unfetched "
PERSISTENT = 3  # attempts after which a person is told: a line may drop once or twice
FIRST_DELAY = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Unfetched:
    """One such mail: how often it was tried since when, when it is tried next, and what the server last said."""

    place: Location
    attempts: int
    since: datetime
    next_attempt_at: datetime
    why: str

    @property
    def is_persistent(self) -> bool:
        """Whether a person should look at it in the mailbox itself."""
        return self.attempts >= PERSISTENT


def unfetched(ledger: LedgerTransaction, folder: str = "") -> tuple[Unfetched, ...]:
    """All of them, or those of one folder, the oldest trouble first."""
    found = [_read(value) for value in ledger.notes(PREFIX).values()]
    wanted = [each for each in found if folder in ("", each.place.folder)]
    return tuple(sorted(wanted, key=lambda each: (each.since, each.place.uid)))


def unfetched_at(ledger: LedgerTransaction, place: Location) -> Unfetched | None:
    """The mail at that place, None where it was not tried, or is in."""
    known = ledger.note(_key(place))
    return _read(known) if known is not None else None


def record_failure(ledger: LedgerTransaction, place: Location, why: str, now: datetime) -> Unfetched:
    """Count an attempt that failed. The first few are repeated at once, later ones ever more slowly."""
    known = ledger.note(_key(place))
    before = _read(known) if known else Unfetched(place, 0, now, now, "")
    attempts = before.attempts + 1
    late = attempts - PERSISTENT + 1
    delay = growing(FIRST_DELAY, late, LONGEST_DELAY) if late > 0 else timedelta(0)
    after = replace(before, attempts=attempts, next_attempt_at=now + delay, why=why)
    ledger.set_note(_key(place), _write(after))
    return after


def forget_failure(ledger: LedgerTransaction, place: Location) -> None:
    """The mail is in, or is no longer there."""
    ledger.forget_note(_key(place))


def warnings(ledger: LedgerTransaction) -> tuple[str, ...]:
    """A sentence for each mail that a person should look at in the mailbox itself."""
    return tuple(
        f"{each.place.folder} 中有一封邮件（UID {each.place.uid}）自{each.since:%m月%d日 %H:%M}起试了{each.attempts}次都取不到，"
        f"请在网页邮箱中查看、人工办理（{each.why}）"
        for each in unfetched(ledger)
        if each.is_persistent
    )


def _key(place: Location) -> str:
    return f"{PREFIX}{place.uidvalidity} {place.uid} {place.folder}"


def _write(mail: Unfetched) -> str:
    moments = {"since": mail.since.isoformat(), "next_attempt_at": mail.next_attempt_at.isoformat()}
    return json.dumps({**asdict(mail), **moments}, ensure_ascii=False)


def _read(text: str) -> Unfetched:
    values = json.loads(text)
    return Unfetched(
        place=Location(**values["place"]),
        attempts=values["attempts"],
        since=datetime.fromisoformat(values["since"]),
        next_attempt_at=datetime.fromisoformat(values["next_attempt_at"]),
        why=values["why"],
    )
