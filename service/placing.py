"""Where a mail belongs: to which entries, or why to none. Pure; read `place` first."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.authentication import sender_failed
from intake.message import base_subject
from intake.screening import Screening, ScreeningKind, bears_document, screen
from rules.arrival_evidence import entry_named_in_full, speaks_against
from rules.campaign import Campaign
from rules.matching.match import Candidate, Match, MatchOutcome
from rules.roster import RosterEntry
from service.arrival import Arrival
from service.outcome import DUPLICATE, Disposition, Outcome, ReplyKind
from service.policy import EVIDENCE, Policy
from service.replies.headers import base_subject as without_our_marks


@dataclass(frozen=True, slots=True)
class Placement:
    """The entries a mail is for, or the outcome that stands already because it is for none."""

    entries: tuple[RosterEntry, ...] = ()
    outcome: Outcome | None = None
    candidates: tuple[Candidate, ...] = ()
    why: str = ""


def place(arrival: Arrival, policy: Policy) -> Placement:
    """Say to which roster entries a mail belongs.

    A person's decision goes before everything. Otherwise the first rule that knows an answer decides; the subject,
    with the help of what else the mail brings, is the last.
    """
    if arrival.assigned:
        entries = tuple(policy.entry(entry) for entry in arrival.assigned)
        return Placement(entries, why="经人工指定")
    for rule in _RULES:
        placement = rule(arrival, policy)
        if placement is not None:
            return placement
    return _by_subject(arrival, policy)


def _duplicate(arrival: Arrival, _: Policy) -> Placement | None:
    """A copy of a known mail was answered already."""
    if arrival.duplicate_of is None:
        return None
    return _ignored(f"{DUPLICATE}：与第{arrival.duplicate_of}号邮件相同")


def _too_old(arrival: Arrival, policy: Policy) -> Placement | None:
    """The first start on an old mailbox answers nobody."""
    if any(arrival.record.received_at >= campaign.opens for campaign in policy.campaigns):
        return None
    return _ignored("older：早于通知发布")


def _automatic(arrival: Arrival, policy: Policy) -> Placement | None:
    """A machine is never answered; what it brings is still looked at by a person."""
    screening = screen(arrival.message, policy.own_addresses)
    if screening is None:
        return None
    reason = screening.reason if arrival.returned is None else arrival.returned.why
    if _brings_something(arrival, screening):
        return _review(f"{reason}，但带有文件，未自动回复")
    if not screening.certain:
        return _review(f"{reason}，未自动回复")
    return _ignored(f"{screening.kind}：{reason}")


def _brings_something(arrival: Arrival, screening: Screening) -> bool:
    """Screening decides whether a mail is answered, not whether it is read: people write through groups, too."""
    if screening.kind is ScreeningKind.OWN:
        return False
    enclosing = screening.kind in (ScreeningKind.BOUNCE, ScreeningKind.READ_RECEIPT, ScreeningKind.RECALL)
    # A link, or a text as long as a summary, in what only reports another mail is that mail's.
    written = not enclosing and (bool(arrival.links) or arrival.pasted is not None)
    return written or bears_document(arrival.message)


def _disowned(arrival: Arrival, policy: Policy) -> Placement | None:
    """An answer to a forged sender would go to somebody who never wrote: a person looks first."""
    if not sender_failed(arrival.message, policy.trust):
        return None
    candidates = policy.matcher.match(arrival.record.subject).candidates
    return _review("发件人身份未通过邮箱服务商验证（SPF、DKIM 均失败），可能系冒用，未自动回复", candidates)


_RULES: tuple[Callable[[Arrival, Policy], Placement | None], ...] = (
    _duplicate,
    _too_old,
    _automatic,
    _disowned,
)


def _by_subject(arrival: Arrival, policy: Policy) -> Placement:
    match = policy.matcher.match(arrival.record.subject)
    entries, why = match.entries, "邮件标题"
    if not entries:
        entries, why = _by_evidence(arrival, match, policy)
    if not entries:
        return _unassigned(arrival, match)
    rows = tuple(policy.entry(entry) for entry in entries)
    if len({row.unit for row in rows}) > 1:
        return _review("一封邮件涉及多个单位，请人工处理", match.candidates)
    if all(arrival.record.received_at < policy.campaign(row).opens for row in rows):
        return _ignored("older：早于通知发布")
    return Placement(rows, candidates=match.candidates, why=f"依据{why}")


def _by_evidence(arrival: Arrival, match: Match, policy: Policy) -> tuple[tuple[str, ...], str]:
    """What the mail itself says beyond its subject, the surest evidence first, with the words for it."""
    for key in (key for key in EVIDENCE if key in policy.evidence):
        find, why = _EVIDENCE[key]
        entries = find(arrival, match, policy)
        if entries:
            return entries, why
    return (), ""


def _by_thread(arrival: Arrival, match: Match, policy: Policy) -> tuple[str, ...]:
    """Let an answer in a case's thread decide what its subject leaves open, never against the subject.

    Where the subject names nothing at all, it must at least be the thread's own subject, or empty: a new subject in
    an old thread may well mean something else.
    """
    entries = arrival.thread.entries
    if not all(policy.knows(entry) for entry in entries):
        return ()  # of a notice that is over
    if match.outcome is MatchOutcome.AMBIGUOUS and set(entries) <= match.possible:
        return entries
    return entries if _same_subject(arrival) else ()


def _by_document(arrival: Arrival, match: Match, policy: Policy) -> tuple[str, ...]:
    """Let the summary's title and sign-off choose among the readings, where they name unit and project in full."""
    possible = [policy.entry(entry) for entry in sorted(match.possible)]
    named = {
        found.entry_id
        for campaign in campaigns_of(tuple(possible), policy)
        if possible
        and (found := entry_named_in_full(arrival.files, possible, campaign, policy.campaigns)) is not None
    }
    return tuple(named) if len(named) == 1 else ()


def _by_sender(arrival: Arrival, match: Match, policy: Policy) -> tuple[str, ...]:
    """Let an address that a person knew narrow the unit; among a unit's entries, only the subject chooses.

    An address may write for more than one unit, so nothing in the mail's documents may name another.
    """
    known = {policy.entry(entry).unit for entry in arrival.sender_entries if policy.knows(entry)}
    left = [row for row in map(policy.entry, sorted(match.possible)) if row.unit in known]
    if len(left) != 1:
        return ()
    campaign = policy.campaign(left[0])
    against = speaks_against(arrival.files, left[0], campaign, policy.campaigns)
    return () if against else (left[0].entry_id,)


_EVIDENCE: dict[str, tuple[Callable[[Arrival, Match, Policy], tuple[str, ...]], str]] = {
    "thread": (_by_thread, "回复往来邮件"),
    "document": (_by_document, "邮件标题和所附总结的题目、落款"),
    "sender": (_by_sender, "邮件标题和发件人此前经人工确认的单位"),
}


def _same_subject(arrival: Arrival) -> bool:
    subject = _bare(arrival.record.subject)
    return subject == _bare("") or subject in {_bare(known) for known in arrival.thread.subjects}


def _bare(subject: str) -> str:
    """The subject as its first writer gave it: without prefixes, and without what our replies add to it."""
    return without_our_marks(base_subject(subject))


def _unassigned(arrival: Arrival, match: Match) -> Placement:
    """A person assigns it; the unit hears of it where the mail bears a document and did not land in junk."""
    ambiguous = match.outcome is MatchOutcome.AMBIGUOUS
    why = "标题对应多个项目或单位，或前后不一致" if ambiguous else "标题未能对应名单中的项目和单位"
    bears = bears_document(arrival.message) or arrival.pasted is not None
    answered = bears and not arrival.record.in_junk
    reply = ReplyKind.CLARIFY if answered else None
    kind = "ambiguous" if ambiguous else "unmatched"
    return Placement(
        outcome=Outcome(Disposition.REVIEW, f"{kind}：{why}", reply=reply), candidates=match.candidates
    )


def _ignored(why: str) -> Placement:
    return Placement(outcome=Outcome(Disposition.IGNORED, why))


def _review(why: str, candidates: tuple[Candidate, ...] = ()) -> Placement:
    return Placement(outcome=Outcome(Disposition.REVIEW, why), candidates=candidates)


def campaigns_of(entries: tuple[RosterEntry, ...], policy: Policy) -> tuple[Campaign, ...]:
    """The campaigns of these entries, each once; all open ones where there are no entries."""
    if not entries:
        return policy.campaigns
    named = {policy.campaign(entry).key for entry in entries}
    return tuple(campaign for campaign in policy.campaigns if campaign.key in named)
