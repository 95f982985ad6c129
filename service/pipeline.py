"""One mail's way through the house. Read `collect`, `handle` and `assess` first; everything else serves them."""

from collections.abc import Callable
from dataclasses import replace

from rules.case import Case, is_question
from rules.roster import RosterEntry
from service.arrival import Arrival
from service.assessment import Assessment, JudgedEntry
from service.casework import links_of, load_case, with_submission
from service.collecting import Collection, Collector
from service.desk import Desk
from service.kill_points import Point
from service.outcome import PARTIAL, QUESTION, Disposition, Outcome, ReplyKind
from service.pasted import pasted_summary
from service.placing import Placement, place
from service.policy import Policy
from service.reading import Reading, read
from service.recording import known_facts, record


def collect(collector: Collector) -> Collection:
    """Bring every new mail from the mailbox into the archive and the ledger.

    For each mail: its raw bytes into the archive, fsynced; then, in one transaction for a few mails, their rows and
    the folders' high-water marks. After that the mailbox is no longer needed for them. Raises TemporaryError and
    ConfigurationError.
    """
    try:
        for folder, uid in collector.new_mail():
            if collector.stop():
                break
            collector.take(folder, uid)
    finally:
        collector.record()  # what was archived before the line dropped is in
    return collector.result()


def handle(
    message: int,
    desk: Desk,
    assigned: tuple[str, ...] = (),
    who: str = "intake",
    reading: Reading | None = None,
) -> Outcome:
    """Settle one message from the archive alone; a person's `assigned` entries take the same path.

    The files are read first, slowly and with no transaction open, or were read ahead (`reading`). Then one write
    transaction takes the cases as they stand now, asks `assess`, and records verdict, reply and events together.
    """
    reading = reading or read(message, desk)
    desk.reached(Point.PARSED)
    links = links_of(reading.mail)
    pasted = pasted_summary(reading.mail, desk.policy.campaigns)
    arrival = Arrival(reading.record, reading.mail, reading.files, links, pasted, assigned=assigned)
    with desk.ledger.write() as ledger:
        arrival = known_facts(ledger, arrival, desk.archive)
        row = arrival.record
        if row.disposition is not None and not assigned:
            # Settled since it was read, by a person or another run: that stands.
            return Outcome(row.disposition, row.why, row.entries)
        ledger.lock_cases(assigned or arrival.record.entries)

        def case_of(entry: RosterEntry) -> Case:
            ledger.lock_cases([entry.entry_id])
            return load_case(ledger, desk.archive, desk.reader, entry, without=message)

        assessment = assess(arrival, case_of, desk.policy)
        desk.reached(Point.JUDGED)
        record(ledger, arrival, assessment, desk, who)
        desk.reached(Point.VERDICT_WRITTEN)
    desk.reached(Point.COMMITTED)
    return assessment.outcome


def assess(arrival: Arrival, case_of: Callable[[RosterEntry], Case], policy: Policy) -> Assessment:
    """Decide on one message and touch nothing.

    Automatic? Which entry? Which files count? What findings? Every doubt ends in `review`, where a person decides.
    """
    placement = place(arrival, policy)
    if placement.outcome is not None:
        return Assessment(placement.outcome, candidates=placement.candidates)
    judged = tuple(_judge(entry, arrival, case_of(entry), policy) for entry in placement.entries)
    outcome = _question(arrival, judged) or _decide(judged, placement)
    return Assessment(outcome, judged, placement.candidates)


def _judge(entry: RosterEntry, arrival: Arrival, case: Case, policy: Policy) -> JudgedEntry:
    exemption = policy.exemption(entry)
    if exemption is not None:
        return JudgedEntry(entry, case, None, exemption)
    case = with_submission(case, arrival.as_submission())
    judgement = policy.judge(case)
    if case.is_partial:
        judgement = replace(judgement, review=PARTIAL)
    # A person who assigned the mail has looked at it: nothing is left to send to review.
    return JudgedEntry(entry, case, replace(judgement, review="") if arrival.assigned else judgement)


def _question(arrival: Arrival, judged: tuple[JudgedEntry, ...]) -> Outcome | None:
    """A mail without a file, to cases that have their summary, asks or tells something: a person reads it."""
    judgements = [item.judgement for item in judged if item.judgement is not None]
    submission = arrival.as_submission()
    if arrival.assigned or not judgements or not all(is_question(submission, each) for each in judgements):
        return None
    return Outcome(Disposition.REVIEW, QUESTION, tuple(item.entry.entry_id for item in judged))


def _decide(judged: tuple[JudgedEntry, ...], placement: Placement) -> Outcome:
    entries = tuple(item.entry.entry_id for item in judged)
    judgements = [item.judgement for item in judged if item.judgement is not None]
    reviews = [judgement.review for judgement in judgements if judgement.review]
    if reviews:
        return Outcome(Disposition.REVIEW, "；".join(dict.fromkeys(reviews)), entries)
    if any(judgement.gaps for judgement in judgements):
        return Outcome(Disposition.GAPS, placement.why, entries, ReplyKind.GAPS)
    return Outcome(Disposition.ACCEPTED, placement.why, entries, ReplyKind.RECEIPT)
