"""The day's digest: made when it is due, once a day, and queued like any other mail."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service.digest.digest import build_digest, take_snapshot
from service.digest.mail import DigestMail, compose_digest_mail
from service.digest.values import Digest
from service.first_start import first_start
from service.kill_points import Point, Reached, pass_by
from service.outcome import ReplyState
from service.policy import Policy
from service.ports import Clock, Ledger, LedgerTransaction
from service.records import DigestRecord, NewEvent, NewReply


@dataclass(frozen=True)
class DigestDesk:
    """What the digest is made from, to whom it goes, and at which hour."""

    ledger: Ledger
    policy: Policy
    clock: Clock
    to: tuple[str, ...]
    at: time
    reached: Reached = pass_by

    def make(self, now: datetime | None = None) -> Digest:
        """The digest as the ledger now stands, or as a given moment counts the days."""
        with self.ledger.read() as ledger:
            return self._build(ledger, now or self.clock.now())

    def is_due(self) -> bool:
        """Whether a digest is to be made now."""
        with self.ledger.read() as ledger:
            return bool(self.to) and due_digest(ledger, self.clock.now(), self.at) is not None

    def queue_if_due(self) -> date | None:
        """Queue the digest that is due, if any; return its day. One transaction, so that it is never made twice."""
        now = self.clock.now()
        with self.ledger.write() as ledger:
            day = due_digest(ledger, now, self.at) if self.to else None
            if day is None:
                return None
            mail = compose_digest_mail(self._build(ledger, now), self.policy.sender, self.to, day)
            reply = self._queue(ledger, mail, now)
            if reply is not None:
                ledger.add_digest(DigestRecord(day, now, reply))
        self.reached(Point.DIGEST_MADE)
        return day

    def queue_now(self) -> bool:
        """Queue today's digest because a person asks for it; the daily one still comes at its hour.

        False where nobody is named to receive it.
        """
        now = self.clock.now()
        with self.ledger.write() as ledger:
            digest = self._build(ledger, now)
            mail = compose_digest_mail(digest, self.policy.sender, self.to, now.date(), asked_at=now)
            return bool(self.to) and self._queue(ledger, mail, now) is not None

    def _build(self, ledger: LedgerTransaction, now: datetime) -> Digest:
        last = ledger.last_digest()
        since = last.made_at.astimezone(now.tzinfo) if last is not None else None
        return build_digest(self.policy.campaigns, take_snapshot(ledger), now, since)

    def _queue(self, ledger: LedgerTransaction, mail: DigestMail, now: datetime) -> int | None:
        # A trial run holds back what goes to units; staff want to see the digest all the more.
        reply = NewReply(
            message=None,
            kind="digest",
            entries=(),
            decision=0,
            mime_id=mail.mime_id,
            to=mail.to,
            subject=mail.subject,
            raw=mail.raw,
            state=ReplyState.QUEUED,
            created_at=now,
        )
        ledger.add_event(NewEvent(now, "intake", "digest_queued"))
        return ledger.add_reply(reply)


def due_digest(ledger: LedgerTransaction, now: datetime, at: time) -> date | None:
    """The day whose digest is due now, None where none is.

    After a downtime the newest missed one is made up for; a day's digest is never made twice; before the first start
    nothing was due.
    """
    today_at = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    due = today_at if now >= today_at else today_at - timedelta(days=1)
    started = first_start(ledger)
    if started is None or started > due:
        return None
    last = ledger.last_digest()
    return due.date() if last is None or last.day < due.date() else None
