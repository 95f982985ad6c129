"""What is wrong with rosters and names as such, before any mail comes (`intake roster check`)."""

from collections.abc import Iterator, Sequence

from rules.campaign import Alias, Campaign
from rules.matching import Matcher
from rules.matching.normalise import name_key
from rules.roster import RosterEntry
from rules.units import printed_names


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
    """Names that mean two units (or two projects), and names of something that the roster does not hold."""
    units = {name: unit for unit in campaign.roster.units for name in printed_names(unit)}
    projects = {project: project for project in campaign.roster.projects}
    yield from _collisions(units, (*campaign.unit_aliases, *campaign.signing_bodies))
    yield from _collisions(projects, campaign.project_aliases)


def _collisions(own: dict[str, str], aliases: Sequence[Alias]) -> Iterator[str]:
    owners: dict[str, str] = {}
    named = [*own.items(), *((alias.name, alias.target) for alias in aliases)]
    known = set(own.values())
    for name, target in named:
        if target not in known:
            yield f"“{name}”所指的“{target}”不在名单中"
            continue
        owner = owners.setdefault(name_key(name), target)
        if owner != target:
            yield f"“{name}”既指“{owner}”，又指“{target}”"


def _inseparable(entries: Sequence[RosterEntry], matcher: Matcher) -> Iterator[str]:
    """Entries that not even their own project, unit and batch name for certain."""
    for entry in entries:
        subject = f"{entry.project}-{entry.unit}"
        named = (matcher.match(text).entries for text in (subject, f"{entry.batch}-{subject}"))
        if (entry.entry_id,) not in tuple(named):
            yield f"{entry.entry_id}：标题“{subject}”无法与其他条目区分"
