"""Retention: which mails' personal data may go, and their removal from ledger and archive."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from service.archive import FileArchive
from service.digest.digest import entry_state
from service.ledger.sql_ledger import SqlLedger
from service.outcome import SHUT, CaseState, Disposition
from service.policy import Policy
from service.ports import LedgerTransaction
from service.reader import document_key
from service.records import MessageRecord, NewEvent


@dataclass(frozen=True, slots=True)
class Retention:
    """What may go: mails received before a moment whose cases are settled.

    `closed` are keys of campaigns that are over: their cases count as settled whatever they still lack.
    """

    before: datetime
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PurgePlan:
    """What goes, and why some of what is old enough stays (reason -> number of mails)."""

    messages: tuple[int, ...]
    entries: tuple[str, ...]
    own_mails: tuple[int, ...]
    staying: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Hold where nothing goes."""
        return not self.messages and not self.own_mails


@dataclass(frozen=True, slots=True)
class Purged:
    """What has gone. `is_scrubbed` tells whether the database's files hold no rest of it any more."""

    plan: PurgePlan
    files: int
    size: int  # bytes
    is_scrubbed: bool


def plan_purge(ledger: LedgerTransaction, policy: Policy, retention: Retention) -> PurgePlan:
    """Decide what goes. A case goes whole or not at all: the rest of one would be judged as if it were all."""
    rows = {row.id: row for row in ledger.messages() if row.purged_at is None}
    counted_to = {message: set(entries) for message, entries in ledger.counted_to().items()}
    unsent = {reply.message for reply in ledger.replies() if reply.state not in SHUT}
    cases = {case.entry: case for case in ledger.cases()}
    open_entries = {
        entry.entry_id
        for entry in policy.entries
        if policy.campaign(entry).key not in retention.closed
        and entry_state(policy.campaign(entry), entry, cases.get(entry.entry_id))
        not in (CaseState.COMPLETE, CaseState.EXEMPT)
    }
    going: set[int] = set()
    staying: Counter[str] = Counter()
    for row in rows.values():
        if row.received_at < retention.before:
            entries = counted_to.get(row.id, set()) | set(row.entries)
            reason = _why_it_stays(row, unsent, entries, open_entries)
            going |= set() if reason else {row.id}
            staying += Counter({reason: 1} if reason else {})
    whole = _whole_cases(going, rows.keys(), counted_to)
    if len(whole) < len(going):
        staying["同一条目还有不能清除的来件"] += len(going) - len(whole)
    return PurgePlan(
        messages=tuple(sorted(whole)),
        entries=tuple(sorted({entry for each in whole for entry in counted_to.get(each, ())})),
        own_mails=ledger.own_mails(retention.before),
        staying=dict(staying),
    )


def _why_it_stays(
    row: MessageRecord,
    unsent: Collection[int | None],
    entries: Collection[str],
    open_entries: Collection[str],
) -> str:
    """Why the mail must stay, "" where it may go."""
    if row.disposition is None:
        return "尚未处理"
    if row.id in unsent:
        return "回复尚未送出"
    if set(entries) & set(open_entries):
        return "所属条目尚未办结"
    waits = row.disposition in (Disposition.REVIEW, Disposition.FAILED) and row.done_at is None
    # A mail of a closed campaign's entry needs nobody any more; one of no entry is for a person to say.
    return "待人工确认或处理失败，尚未办结" if waits and not entries else ""


def _whole_cases(
    going: Collection[int], kept: Collection[int], counted_to: Mapping[int, Collection[str]]
) -> set[int]:
    """Those of the mails all of whose cases' mails go as well; a mail may be counted to several cases."""
    whole = set(going)
    while True:
        staying_entries = {
            entry for message in kept if message not in whole for entry in counted_to.get(message, ())
        }
        torn = {each for each in whole if set(counted_to.get(each, ())) & staying_entries}
        if not torn:
            return whole
        whole -= torn


@dataclass(frozen=True)
class Purger:
    """Removes from ledger and archive. Safe beside a running program: nothing is put in meanwhile."""

    ledger: SqlLedger
    archive: FileArchive
    policy: Policy

    def plan(self, retention: Retention) -> PurgePlan:
        """What would go now. Raises LedgerError."""
        with self.ledger.read() as ledger:
            return plan_purge(ledger, self.policy, retention)

    def __call__(self, retention: Retention, now: datetime, who: str) -> Purged:
        """Let it go. Raises ArchiveBusyError while mails are taken in, and LedgerError.

        The ledger's rows go first, in one transaction: what a crash leaves in the archive goes with the next purge.
        """
        with self.archive.closed():
            with self.ledger.write() as ledger:
                plan = plan_purge(ledger, self.policy, retention)
                ledger.purge_messages(plan.messages, now)
                ledger.purge_cases(plan.entries)
                ledger.purge_replies(plan.own_mails)
                if not plan.is_empty:
                    ledger.add_event(NewEvent(now, who, "purged", note=f"来件{len(plan.messages)}封"))
                mails, files = ledger.kept_content()
            contents = mails | {sha256 for _, sha256 in files}
            keys = [document_key(sha256, name) for name, sha256 in files]
            removed, size = self.archive.remove_all_but(contents, keys)
        return Purged(plan, removed, size, self.ledger.scrub())
