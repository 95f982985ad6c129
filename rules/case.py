"""A case: which files count, what a new mail changes, whether it is late, and what the checks say of it all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.campaign import Campaign
from rules.candidates import doubtful_evidence, doubtful_twins
from rules.case_file import FileInCase
from rules.checks.check import CheckInput
from rules.checks.registry import ORDER, run_checks
from rules.checks.text_uncertain import in_place_of, rests_on_pictures
from rules.doubt import Weighed, weighed
from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from rules.standing import Standing, knowledge, stand
from rules.submission import Link, Role, Submission

__all__ = ["Case", "FileInCase", "Judgement", "Verdict", "is_question", "judge", "settled"]


class Verdict(StrEnum):
    """What the checks say of a case's files (`intake check`)."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Case:
    """All that has been received for one roster entry, oldest first, and what was already said about it.

    `entry` is None in a dry run without `--entry`.
    """

    entry: RosterEntry | None
    submissions: tuple[Submission, ...] = ()
    receipt: str | None = None  # the receipt's number once given: it stands
    receipt_at: datetime | None = None
    is_partial: bool = False  # some of what was received was removed since: nobody can judge the whole


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rules' answer on a case as it stands with all its submissions.

    `review` is the reason why a person must look before anything is answered, "" where the program is sure.
    """

    verdict: Verdict
    files: tuple[FileInCase, ...]
    findings: tuple[Finding, ...]
    links: tuple[Link, ...] = ()
    late: bool = False
    review: str = ""

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """The findings of severity gap."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.GAP)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """The findings of severity advice."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ADVICE)

    @property
    def summary_file(self) -> FileInCase | None:
        """The file that serves as the summary, None where none can be read."""
        serving = (
            item for item in self.files if item.counts and not item.is_twin and item.summary is not None
        )
        return next((item for item in serving if item.role is Role.SUMMARY), None)


def judge(
    case: Case, campaign: Campaign, campaigns: Collection[Campaign] = (), *, judges_late: bool = True
) -> Judgement:
    """Judge all that a case holds. `campaigns` are all configured ones: their rosters tell another unit's paper.

    A dry run has no time of receipt, hence `judges_late`.
    """
    knows = knowledge(campaign, campaigns, case.entry)
    standing = stand(case.submissions, knows)
    late = judges_late and standing.first_at is not None and standing.first_at > campaign.deadline
    links = tuple(link for submission in case.submissions for link in submission.links)
    given = CheckInput(
        campaign=campaign,
        entry=case.entry,
        roster=knows.roster,
        carriers=standing.carriers,
        files=standing.files,
        links=links,
        late=late,
    )
    found = weighed(run_checks(given), given)
    findings = _with_doubts(found, given)
    reviews = [*_reviews(case, standing, given, findings)]
    if found.doubtful:
        reviews.append("待补正之处所依据的扫描文字不够清晰，请人工核对")
    return Judgement(
        verdict=_verdict(given, findings),
        files=standing.files,
        findings=findings,
        links=links,
        late=late,
        review="；".join(dict.fromkeys(reviews)),
    )


def _with_doubts(found: Weighed, given: CheckInput) -> tuple[Finding, ...]:
    """The findings that stand, and in place of doubtful gaps the request to confirm, once for each place."""
    instead = (uncertain for gap in found.doubtful for uncertain in in_place_of(gap, given))
    once = {(each.code, each.section, each.message): each for each in (*found.firm, *instead)}
    return tuple(sorted(once.values(), key=lambda each: ORDER[each.code]))


def _verdict(given: CheckInput, findings: Sequence[Finding]) -> Verdict:
    # Without a summary nothing was checked: severities that are turned off do not make it complete.
    if given.summary is None:
        return Verdict.UNREADABLE
    has_gap = any(finding.severity is Severity.GAP for finding in findings)
    return Verdict.INCOMPLETE if has_gap else Verdict.COMPLETE


def _reviews(
    case: Case, standing: Standing, given: CheckInput, findings: Sequence[Finding]
) -> tuple[str, ...]:
    """Why a person must look, one sentence a reason."""
    gaps = [finding for finding in findings if finding.severity is Severity.GAP]
    reasons = list(standing.doubts)
    if case.receipt and gaps:
        reasons.append("已出具收件回执，后续来件仍有待补正之处，请人工确认")
    sections = given.summary.sections if given.summary else ()
    if any(rests_on_pictures(given, section) for section in sections):
        reasons.append("总结中有的部分以图片代替文字，图中文字未能识别，请人工核对")
    lacks_evidence = any(finding.code == "evidence.missing" for finding in gaps)
    doubtful = (
        doubtful_twins(standing.files)
        if lacks_evidence
        else doubtful_evidence(standing.files, standing.carriers)
    )
    if doubtful:
        names = "、".join(f"“{name}”" for name in doubtful[:3])
        reasons.append(f"除总结外只有未识别文字的扫描件或图片（{names}），请确认是否为佐证材料")
    return tuple(reasons)


def is_question(submission: Submission, judgement: Judgement) -> bool:
    """Hold for a mail with neither file, link nor pasted summary, to a case that has its summary: a person answers."""
    brings_nothing = not submission.links and submission.pasted is None
    return (
        brings_nothing
        and all(file.inline for file in submission.files)
        and judgement.summary_file is not None
    )


# What stands in one place of the summary has one code at a time: a later code there means that it is not yet settled.
_ONE_PLACE = {
    "summary.missing": "summary",
    "summary.unreadable": "summary",
    "contact.missing": "contact",
    "contact.incomplete": "contact",
    "section.missing": "section",
    "section.empty": "section",
    "section.placeholder": "section",
}


def settled(before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """Gaps that an earlier reply named and that no longer stand.

    What cannot be told is not settled: nothing while the summary is missing or unreadable, no figure of a section that
    has since become a placeholder, no date where the sign-off itself is gone.
    """
    standing = {_place(finding) for finding in after if finding.severity is Severity.GAP}
    hidden = {("section", section) for kind, section in standing if kind == "section"}
    if ("summary", None) in standing:
        return ()
    return tuple(
        finding
        for finding in before
        if finding.severity is Severity.GAP
        and _place(finding) not in standing
        and ("section", finding.section) not in hidden
        and not (finding.code == "signoff.date_missing" and ("signoff.missing", None) in standing)
    )


def _place(finding: Finding) -> tuple[str, int | None]:
    return _ONE_PLACE.get(finding.code, finding.code), finding.section
