"""What is wrong with rosters and names as such, before any mail comes (`intake roster check`)."""

from collections.abc import Iterator, Sequence

from rules.alias_check import Named, campaign_claims, claim_faults, contained_names
from rules.campaign import Campaign
from rules.matching import Matcher
from rules.matching.normalise import name_key
from rules.roster import RosterEntry


def roster_faults(campaigns: Sequence[Campaign]) -> tuple[str, ...]:
    """Every fault, one Chinese sentence each: ids and rows that stand twice, names that collide, inseparable entries."""
    entries = [entry for campaign in campaigns for entry in campaign.roster]
    return (
        *_repeated_ids(entries),
        *_repeated_rows(entries),
        *_spelled_twice(entries),
        *(fault for campaign in campaigns for fault in _alias_faults(campaign)),
        *_inseparable(entries, Matcher(campaigns)),
    )


def roster_warnings(campaigns: Sequence[Campaign]) -> tuple[str, ...]:
    """What is no fault but worth knowing, one Chinese sentence each: short names that may be meant for another unit."""
    return tuple(
        f"“{alias.name}”作为“{alias.target}”的简称，也见于“{unit}”：标题只写“{alias.name}”时未必指前者"
        for campaign in campaigns
        for alias, unit in contained_names(campaign)
    )


def _repeated_ids(entries: Sequence[RosterEntry]) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.entry_id in seen:
            yield f"编号 {entry.entry_id} 重复"
        seen.add(entry.entry_id)


def _repeated_rows(entries: Sequence[RosterEntry]) -> Iterator[str]:
    seen: dict[tuple[str, str, str], RosterEntry] = {}
    for entry in entries:
        key = (entry.batch_key, name_key(entry.project), name_key(entry.unit))
        if key in seen:
            yield f"{entry.entry_id} 与 {seen[key].entry_id} 的项目和单位相同"
        seen.setdefault(key, entry)


def _spelled_twice(entries: Sequence[RosterEntry]) -> Iterator[str]:
    """One unit or project in two spellings is taken for one, but shown as two."""
    spellings: dict[str, str] = {}
    for name in dict.fromkeys(name for entry in entries for name in (entry.unit, entry.project)):
        first = spellings.setdefault(name_key(name), name)
        if first != name:
            yield f"“{name}”与“{first}”只是写法不同"


def _alias_faults(campaign: Campaign) -> Iterator[str]:
    """Names that mean two, that mean nothing of the roster, or that every other subject would hold."""
    own = {Named.UNIT: campaign.roster.units, Named.PROJECT: campaign.roster.projects}
    claims = campaign_claims(campaign)
    for claim in claims:
        for target in claim.targets - frozenset(own[claim.named]):
            yield f"“{claim.name}”所指的“{target}”不在名单中"
    yield from (fault for _, fault in claim_faults(claims, campaign.roster, campaign.batches))


def _inseparable(entries: Sequence[RosterEntry], matcher: Matcher) -> Iterator[str]:
    """Entries that not even their own project, unit and batch name for certain."""
    for entry in entries:
        subject = f"{entry.project}-{entry.unit}"
        named = (matcher.match(text).entries for text in (subject, f"{entry.batch}-{subject}"))
        if (entry.entry_id,) not in tuple(named):
            yield f"{entry.entry_id}：标题“{subject}”无法与其他条目区分"
