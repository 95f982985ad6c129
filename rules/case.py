"""A case: which files count, what a new mail changes, whether it is late, and what the checks say of it all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from rules.submission import Link, Role, Submission, SubmittedFile
from rules.summary import Summary


class Verdict(StrEnum):
    """What the checks say of a case's files (`intake check`)."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FileInCase:
    """A file with its role. `summary` is set for every file of role summary that can be read, twins included."""

    file: SubmittedFile
    role: Role
    message: int = 0
    summary: Summary | None = None
    counts: bool = True  # False: replaced by a newer one, or a copy of another


@dataclass(frozen=True, slots=True)
class Case:
    """All that has been received for one roster entry, oldest first, and what was already said about it.

    `entry` is None in a dry run without `--entry`.
    """

    entry: RosterEntry | None
    submissions: tuple[Submission, ...] = ()
    receipt: str | None = None  # the receipt's number once given: it stands
    receipt_at: datetime | None = None


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
        """The file that serves as the summary, None where there is none."""
        return next((item for item in self.files if item.role is Role.SUMMARY and item.counts), None)
