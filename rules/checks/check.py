"""What a check is: a code, its default severity, and a pure function from a case's facts to remarks."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rules.campaign import Campaign
from rules.case_file import FileInCase
from rules.finding import Finding, Severity
from rules.roster import RosterEntry
from rules.submission import Link
from rules.summary import Summary
from rules.template import SectionSpec, Template


@dataclass(frozen=True, slots=True)
class CheckInput:
    """Everything that a check may look at.

    `entry` is None in a dry run without one; `roster` holds the entries of all campaigns, for identity. `carriers`
    are the files that bear the summary: first the one whose text is read, then its twins (a sealed scan), which may
    bear sign-off, date, contact and seal. It is empty where no summary can be read. `files` are all of the case.
    """

    campaign: Campaign
    entry: RosterEntry | None = None
    roster: tuple[RosterEntry, ...] = ()
    carriers: tuple[FileInCase, ...] = ()
    files: tuple[FileInCase, ...] = ()
    links: tuple[Link, ...] = ()
    late: bool = False

    @property
    def template(self) -> Template:
        """The campaign's template."""
        return self.campaign.template

    @property
    def summary(self) -> Summary | None:
        """The summary whose text is read."""
        return self.carriers[0].summary if self.carriers else None

    def minimum_characters(self, spec: SectionSpec) -> int:
        """How much text the section needs: what the template asks of this one, else what the campaign asks of all."""
        usual = SectionSpec.__dataclass_fields__["minimum_characters"].default
        return (
            spec.minimum_characters if spec.minimum_characters != usual else self.campaign.minimum_characters
        )

    def where(self, place: str = "") -> str:
        """Name the summary's file and a place in it."""
        return self.carriers[0].file.locate(place) if self.carriers else place


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check has to say, worded for the unit as `Finding` describes; code and severity come with the check."""

    message: str
    section: int | None = None
    where: str = ""
    expected: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its code, the severity unless the campaign sets another, and its judgement."""

    code: str
    default: Severity
    judge: Callable[[CheckInput], Iterable[Remark]]

    def findings(self, given: CheckInput) -> Iterator[Finding]:
        """The check's findings, with the severity that the campaign gives the code; none where it is off."""
        severity = given.campaign.severity.get(self.code, self.default)
        if severity is Severity.OFF:
            return
        for remark in self.judge(given):
            yield Finding(
                code=self.code,
                severity=severity,
                message=remark.message,
                section=remark.section,
                where=remark.where,
                expected=remark.expected,
                remedy=remark.remedy,
            )
