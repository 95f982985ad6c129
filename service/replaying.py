"""What other rules would make of the mails that were received: a trial that writes and answers nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intake.message import read_message
from rules.case import Case
from rules.matching import Matcher
from rules.roster import RosterEntry
from service.arrival import Arrival
from service.assessment import Assessment
from service.casework import is_file, links_of, load_case
from service.desk import Desk
from service.pasted import pasted_summary
from service.pipeline import assess
from service.placing import Placement, place
from service.policy import Policy
from service.ports import LedgerTransaction
from service.recording import known_facts
from service.records import MessageRecord


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a mail, or of a subject: a disposition or a match's outcome, the entries, the open gaps."""

    outcome: str
    entries: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A mail that the changed rules would treat otherwise; `message` is 0 for a subject without a mail.

    `assigned` are the entries that a person gave it, empty where nobody did.
    """

    subject: str
    old: Fate
    new: Fate
    message: int = 0
    assigned: tuple[str, ...] = ()

    @property
    def goes_elsewhere(self) -> bool:
        """Hold where the changed rules would give the mail to other entries than a person did."""
        return bool(self.assigned and self.new.entries) and set(self.new.entries) != set(self.assigned)


def changed_subjects(subjects: Iterable[str], old: Matcher, new: Matcher) -> Iterator[Change]:
    """Every subject that the changed rules read otherwise."""
    for subject in subjects:
        before, after = old.match(subject), new.match(subject)
        if (before.outcome, before.entries) != (after.outcome, after.entries):
            yield Change(
                subject, Fate(str(before.outcome), before.entries), Fate(str(after.outcome), after.entries)
            )


def changed_mail(message: MessageRecord, desk: Desk, old: Policy, new: Policy) -> Change | None:
    """What the rules `new` would do otherwise than `old` with one settled mail; None where nothing.

    The case counts as it stands now.
    """
    with desk.ledger.read() as ledger:
        arrival = _arrival(message, desk, ledger)
        if not message.decisions and _is_settled_alike(arrival, old, new):
            return None
        before, after = (_fate(arrival, desk, ledger, policy) for policy in (old, new))
    change = Change(message.subject, before, after, message.id, _assigned(message))
    return change if before != after or change.goes_elsewhere else None


def mail_unlike_record(message: MessageRecord, desk: Desk, policy: Policy) -> Change | None:
    """Where the rules would put one settled mail otherwise than the ledger has on record; None where they would not.

    Gaps are not compared, for the case has gone on since; a person's decision stands unless the mail goes elsewhere.
    """
    with desk.ledger.read() as ledger:
        after = _fate(_arrival(message, desk, ledger), desk, ledger, policy)
    before = Fate(str(message.disposition), message.entries, after.gaps)
    change = Change(message.subject, before, after, message.id, _assigned(message))
    if change.assigned:
        return change if change.goes_elsewhere else None
    is_same_place = before.entries == after.entries and (before.entries or before.outcome == after.outcome)
    return None if is_same_place else change


def _assigned(message: MessageRecord) -> tuple[str, ...]:
    return message.entries if message.decisions else ()


def _arrival(message: MessageRecord, desk: Desk, ledger: LedgerTransaction) -> Arrival:
    mail = read_message(desk.archive.get(message.raw_sha256))
    files = tuple(desk.reader.reread(row) for row in ledger.files(message.id) if is_file(row))
    pasted = pasted_summary(mail, desk.policy.campaigns)
    return known_facts(ledger, Arrival(message, mail, files, links_of(mail), pasted), desk.archive)


def _is_settled_alike(arrival: Arrival, old: Policy, new: Policy) -> bool:
    """Hold where both rules place the mail alike, and judge what they place by the same campaigns."""
    before, after = place(arrival, old), place(arrival, new)
    if (before.entries, before.outcome) != (after.entries, after.outcome):
        return False
    return _campaigns(before, old) == _campaigns(after, new)


def _campaigns(placement: Placement, policy: Policy) -> tuple[object, ...]:
    return tuple(policy.campaign(entry) for entry in placement.entries)


def _fate(arrival: Arrival, desk: Desk, ledger: LedgerTransaction, policy: Policy) -> Fate:
    def case_of(entry: RosterEntry) -> Case:
        case = load_case(ledger, desk.archive, desk.reader, entry, without=arrival.record.id)
        given_later = case.receipt_at is not None and case.receipt_at >= arrival.record.received_at
        return replace(case, receipt=None, receipt_at=None) if given_later else case

    assessment = assess(arrival, case_of, policy)
    outcome = assessment.outcome
    return Fate(str(outcome.disposition), outcome.entries, _gaps(assessment))


def _gaps(assessment: Assessment) -> tuple[str, ...]:
    """The gaps' codes, each with its section where it has one: `section.missing:4`."""
    judgements = [item.judgement for item in assessment.judged if item.judgement is not None]
    gaps = (gap for judgement in judgements for gap in judgement.gaps)
    return tuple(gap.code if gap.section is None else f"{gap.code}:{gap.section}" for gap in gaps)


def replayable(messages: Sequence[MessageRecord]) -> tuple[MessageRecord, ...]:
    """The mails that have been settled and not purged; the others are still to come, or cannot be read any more."""
    return tuple(
        message for message in messages if message.disposition is not None and message.purged_at is None
    )
