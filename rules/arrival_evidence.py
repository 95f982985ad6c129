"""What a mail's own documents say of where it belongs, for subjects that leave several entries open."""

from collections.abc import Collection, Sequence

from rules.campaign import Campaign
from rules.fitting import contradicts
from rules.identity import names_project_in_full, names_unit_in_full
from rules.roster import RosterEntry
from rules.standing import knowledge
from rules.submission import SubmittedFile
from rules.summary import Summary


def entry_named_in_full(
    files: Sequence[SubmittedFile],
    possible: Collection[RosterEntry],
    campaign: Campaign,
    campaigns: Collection[Campaign],
) -> RosterEntry | None:
    """The one entry of `possible` whose unit and project a summary names in full in its title or sign-off.

    None where no summary does, where they name several, or where anything in them is another unit's or project's.
    """
    summaries = _summaries(files, campaign, campaigns)
    named = [row for row in possible if any(_names(summary, row) for summary in summaries)]
    if len(named) != 1 or _speaks_against(summaries, named[0], campaign, campaigns):
        return None
    return named[0]


def speaks_against(
    files: Sequence[SubmittedFile], entry: RosterEntry, campaign: Campaign, campaigns: Collection[Campaign]
) -> bool:
    """Hold where a summary among the files names another unit or project than the entry's."""
    return _speaks_against(_summaries(files, campaign, campaigns), entry, campaign, campaigns)


def _summaries(
    files: Sequence[SubmittedFile], campaign: Campaign, campaigns: Collection[Campaign]
) -> tuple[Summary, ...]:
    """Every summary in the files; of a file that holds several, each."""
    roled = knowledge(campaign, campaigns, None).roles(files)
    found = [item.summary for item in roled if item.summary is not None]
    return tuple(part for summary in found for part in summary.parts or (summary,))


def _speaks_against(
    summaries: Sequence[Summary], entry: RosterEntry, campaign: Campaign, campaigns: Collection[Campaign]
) -> bool:
    roster = knowledge(campaign, campaigns, entry).roster
    return any(contradicts(summary, entry, campaign, roster) for summary in summaries)


def _names(summary: Summary, entry: RosterEntry) -> bool:
    title, signed = summary.title, summary.sign_off
    if title is None or title.is_placeholder or not names_project_in_full(title.project, entry.project):
        return False
    signing = (signed.unit, *signed.units) if signed is not None and not signed.is_placeholder else ()
    return any(names_unit_in_full(name, entry.unit) for name in (title.unit, *signing) if name)
