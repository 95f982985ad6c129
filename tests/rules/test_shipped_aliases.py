"""The aliases that ship with 2024-6: nothing collides, nothing ever leads to a wrong entry, every unit has its names."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rules.alias_check import contained_names
from rules.campaign import Alias
from rules.matching import Matcher
from rules.matching.match import MatchOutcome
from rules.matching.normalise import name_key
from rules.roster_check import roster_warnings
from rules.units import printed_names
from service.campaign_files import default_campaigns

CAMPAIGN = default_campaigns()[0]
MATCHER = Matcher([CAMPAIGN])
UNITS = CAMPAIGN.roster.units
NAMES = (*CAMPAIGN.unit_aliases, *CAMPAIGN.signing_bodies)
PROJECT_NAMES = (
    *(alias.name for alias in CAMPAIGN.project_aliases),
    *(alias.name for alias in CAMPAIGN.shared_projects),
)
LEGAL_FORM = re.compile(r"(股份|有限|责任)*公司$")


BESIDE = [alias for alias in NAMES if alias.beside_project]


def entries_of(alias: Alias) -> set[str]:
    """The entries of the unit that the alias is said of."""
    return {entry.entry_id for entry in CAMPAIGN.roster.of_unit(alias.target)}


def test_names_are_distinct_in_the_form_that_is_compared() -> None:
    """One spelling, one line: only shared names stand more than once, and those for different units."""
    shared = {name_key(alias.name) for alias in CAMPAIGN.shared_units}
    times = Counter(name_key(alias.name) for alias in NAMES)
    assert {key for key, count in times.items() if count > 1} == shared
    assert max(Counter(map(name_key, PROJECT_NAMES)).values()) == 1


def test_shared_names_are_never_confirmed() -> None:
    """A name that fits several units is for a person."""
    shared = {alias.name for alias in CAMPAIGN.shared_units}
    assert not any(alias.confirmed for alias in CAMPAIGN.unit_aliases if alias.name in shared)
    assert {alias.name for alias in CAMPAIGN.unit_aliases} >= shared


def test_short_latin_names_are_never_confirmed() -> None:
    """Three letters are inside other words (SIT in university)."""
    latin = [alias for alias in NAMES if name_key(alias.name).isascii() and name_key(alias.name).isalpha()]
    trusted = [alias for alias in latin if alias.confirmed or alias.beside_project]
    assert not [alias.name for alias in trusted if len(name_key(alias.name)) <= 3]


def test_names_beside_the_project_are_not_shared_and_stand_in_no_others_name() -> None:
    """Nobody who shortens another unit's name arrives at one; on the list is a good part of the doubtful names."""
    shared = {name_key(alias.name) for alias in CAMPAIGN.shared_units}
    assert not [alias.name for alias in BESIDE if alias.confirmed or name_key(alias.name) in shared]
    trusted = tuple(replace(alias, confirmed=True) for alias in BESIDE)
    assert not list(contained_names(replace(CAMPAIGN, unit_aliases=trusted)))
    assert len(BESIDE) > 300


def test_alias_alone_is_never_another_units() -> None:
    """Whatever the alias leads to by itself is an entry of its own unit; a doubtful one leads nowhere for certain."""
    for alias in NAMES:
        found = MATCHER.match(alias.name).entries
        assert set(found) <= (entries_of(alias) if alias.confirmed else set()), alias.name


def test_name_beside_the_project_is_not_certain_beside_the_batch() -> None:
    """A batch has many projects: such a name leans on its own alone."""
    for alias in BESIDE:
        for batch in CAMPAIGN.batches:
            assert not MATCHER.match(f"{batch.name}-{alias.name}").entries, alias.name


def test_name_beside_the_project_of_another_unit_is_never_matched() -> None:
    """Each of them beside each of the projects that its unit does not carry out."""
    pairs = {(entry.unit, entry.project) for entry in CAMPAIGN.roster}
    for alias in BESIDE:
        for project in CAMPAIGN.roster.projects:
            if (alias.target, project) not in pairs:
                assert not MATCHER.match(f"{project}-{alias.name}").entries, (project, alias.name)


def test_alias_beside_its_project_is_its_entry() -> None:
    """A name that is certain there does what the unit's own name does; a likely or shared one only ever proposes."""
    for alias in NAMES:
        for entry in CAMPAIGN.roster.of_unit(alias.target):
            found = MATCHER.match(f"{entry.project}-{alias.name}").entries
            assert found == ((entry.entry_id,) if alias.confirmed or alias.beside_project else ()), (
                alias.name,
                entry.entry_id,
            )


@pytest.mark.parametrize("form", ["{name} {project}", "【{name}】{project}工作总结"])
def test_alias_in_front_of_its_project_is_no_other_entry(form: str) -> None:
    """In the other order too, nothing but the alias's own entry is ever matched."""
    for alias in NAMES:
        for entry in CAMPAIGN.roster.of_unit(alias.target):
            found = MATCHER.match(form.format(project=entry.project, name=alias.name)).entries
            assert found in ((), (entry.entry_id,)), (alias.name, entry.entry_id)
            assert alias.confirmed or alias.beside_project or not found, alias.name


def test_alias_beside_another_project_is_never_matched() -> None:
    """A name is never bent to a project that its unit does not carry out: two of the other projects for each name."""
    pairs = {(entry.unit, entry.project) for entry in CAMPAIGN.roster}
    projects = CAMPAIGN.roster.projects
    for position, alias in enumerate(NAMES):
        for project in (projects[position % len(projects)], projects[(position * 7 + 3) % len(projects)]):
            if (alias.target, project) not in pairs:
                assert not MATCHER.match(f"{project}-{alias.name}").entries, (project, alias.name)


def test_neighbour_that_is_not_on_the_roster_is_never_matched() -> None:
    """However many short names there are: another hospital, a sister company, an institute with another number."""
    lines = (Path(__file__).parent / "data" / "neighbours.txt").read_text(encoding="utf-8").splitlines()
    for name in (line for line in lines if not line.startswith("#")):
        for subject in (name, *(f"{project}-{name}" for project in CAMPAIGN.roster.projects)):
            assert not MATCHER.match(subject).entries, subject


def test_project_alias_beside_a_unit_is_its_entry() -> None:
    """Every confirmed project name, beside each unit of the project in full, names the one entry."""
    for alias in CAMPAIGN.project_aliases:
        for entry in CAMPAIGN.roster:
            if entry.project == alias.target:
                found = MATCHER.match(f"{alias.name}-{entry.unit}").entries
                # The unit may say enough where the project is called by a likely name.
                assert found == (entry.entry_id,) or (not alias.confirmed and not found), (
                    alias.name,
                    entry.unit,
                )


def test_alias_of_a_project_alone_is_never_matched() -> None:
    """A project, however it is called, does not name a unit."""
    for name in PROJECT_NAMES:
        assert MATCHER.match(name).outcome is not MatchOutcome.MATCHED, name


def test_every_unit_has_a_short_name() -> None:
    """A name in use that is shorter than what the roster prints without its legal form, for each of the 163 units."""
    known: dict[str, set[int]] = {
        unit: {len(name_key(name)) for name in printed_names(unit)} for unit in UNITS
    }
    for alias in CAMPAIGN.unit_aliases:
        if alias.confirmed:
            known[alias.target].add(len(name_key(alias.name)))
    without = [unit for unit in UNITS if min(known[unit]) >= len(name_key(LEGAL_FORM.sub("", unit)))]
    assert without == ["上海智能交通有限公司"]  # nothing shorter than 上海智能交通 is in use


def test_every_project_has_a_short_name() -> None:
    """Confirmed for one project, or shared with the like-named project of the other year or batch."""
    named = {alias.target for alias in CAMPAIGN.project_aliases}
    named |= {target for alias in CAMPAIGN.shared_projects for target in alias.targets}
    assert named == set(CAMPAIGN.roster.projects)


def test_short_names_that_may_be_meant_for_another_are_known() -> None:
    """What `intake roster check` warns of was looked at: beside a project that contradicts, none of them matches."""
    warned = {re.findall(r"“(.+?)”", warning)[0] for warning in roster_warnings([CAMPAIGN])}
    assert warned == {"同济", "上海医药", "松江", "虹口", "金山", "上海金山"}
