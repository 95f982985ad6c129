"""Which of the summaries in one file is about the entry being judged, and which contradict it."""

from collections.abc import Collection
from dataclasses import replace

from rules.campaign import Campaign
from rules.identity import Naming, read_project, read_unit
from rules.roster import RosterEntry
from rules.summary import Summary


def fitting_part(
    summary: Summary, entry: RosterEntry | None, campaign: Campaign, roster: Collection[RosterEntry]
) -> Summary:
    """The summary of the entry's project where a file holds those of several; the first where none fits better."""
    if entry is None or not summary.parts:
        return summary
    return replace(
        max(summary.parts, key=lambda part: _fit(part, entry, campaign, roster)), parts=summary.parts
    )


def _fit(
    part: Summary, entry: RosterEntry, campaign: Campaign, roster: Collection[RosterEntry]
) -> tuple[bool, bool, int]:
    """What names nobody else comes first, then what names the project, then what names the unit most often."""
    units, project = _namings(part, entry, campaign, roster)
    contradicted = Naming.OTHER in {*units, project}
    return not contradicted, project is Naming.OWN, units.count(Naming.OWN)


def contradicts(
    summary: Summary, entry: RosterEntry | None, campaign: Campaign, roster: Collection[RosterEntry]
) -> bool:
    """Hold for a summary that is for certain another unit's, or about another project."""
    if entry is None:
        return False
    units, project = _namings(summary, entry, campaign, roster)
    return Naming.OTHER in {*units, project}


def _namings(
    summary: Summary, entry: RosterEntry, campaign: Campaign, roster: Collection[RosterEntry]
) -> tuple[list[Naming], Naming]:
    """What the units in title and sign-off are to the entry, and what the title's project is."""
    title, signed = summary.title, summary.sign_off
    names = [part.unit for part in (title, signed) if part and not part.is_placeholder]
    units = [read_unit(name, entry, campaign, roster).naming for name in names]
    if title is None or title.is_placeholder:
        return units, Naming.NONE
    return units, read_project(title.project, entry, campaign, roster).naming
