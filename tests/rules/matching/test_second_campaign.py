"""A second campaign of another city, with 2,000 rows: the same code, and no wrong match."""

import random
import re

import pytest

from rules.matching import Matcher, MatchOutcome
from rules.roster import RosterEntry
from service.campaign_files import default_campaigns
from tests.rules.matching.second_campaign import CITY, second_campaign

SECOND = second_campaign(default_campaigns()[0])
ROSTER = SECOND.campaign.roster
MATCHER = Matcher([SECOND.campaign])
_FORM = re.compile(rf"^{CITY}市?|（{CITY}）|(?:集团|股份|有限|责任)*公司$")


def named(subject: str) -> tuple[str, ...]:
    return MATCHER.match(subject).entries


def test_it_is_another_campaign_of_full_size() -> None:
    """2,000 rows, none of whose units or projects is on the shipped roster; many names beside it."""
    shipped = default_campaigns()[0].roster
    assert len(ROSTER) == 2000
    assert not set(ROSTER.units) & set(shipped.units)
    assert not set(ROSTER.projects) & set(shipped.projects)
    assert len(SECOND.strangers) >= 400


def test_every_entry_is_named_by_project_and_unit() -> None:
    """In either order, with what people put around it."""
    for entry in ROSTER:
        assert named(f"{entry.project}-{entry.unit}") == (entry.entry_id,)
        assert named(f"回复：{entry.unit}{entry.project}工作总结（盖章版）") == (entry.entry_id,)


def test_companies_are_known_without_place_and_form() -> None:
    """Of the companies' short names nearly all are matched, and none wrongly."""
    companies = [entry for entry in ROSTER if entry.unit.endswith("公司")]
    results = [named(f"{_FORM.sub('', entry.unit)} {entry.project}") for entry in companies]
    wrong = [
        entry.unit
        for entry, found in zip(companies, results, strict=True)
        if found not in {(), (entry.entry_id,)}
    ]
    assert wrong == []
    assert sum(map(bool, results)) >= 0.99 * len(companies)


def test_no_stranger_is_taken_for_a_unit() -> None:
    """A name of the same shape that is not on the roster is never matched, whatever the project."""
    taken = [
        (project, stranger)
        for stranger in SECOND.strangers
        for project in ROSTER.projects
        if MATCHER.match(f"{project}-{stranger}").outcome is MatchOutcome.MATCHED
    ]
    assert taken == []


def _shorter(entry: RosterEntry, chance: random.Random) -> str:
    """The unit's name with a piece of its middle left out."""
    start = chance.randrange(len(entry.unit) - 1)
    return entry.unit[:start] + entry.unit[start + chance.randrange(1, 3) :]


@pytest.mark.parametrize("seed", range(4))
def test_mutilated_names_are_never_another_units(seed: int) -> None:
    """With characters missing a name is still its own unit's or nobody's for certain."""
    chance = random.Random(seed)  # noqa: S311 - what is left out is no secret
    for entry in chance.sample(ROSTER.entries, 500):
        shortened = _shorter(entry, chance)
        if shortened not in ROSTER.units:
            found = named(f"{entry.project}-{shortened}")
            assert found in {(), (entry.entry_id,)}, (entry.unit, shortened)


def test_year_and_batch_and_sibling_project_contradict() -> None:
    """The learned words tell 提升示范 from 示范, as the years and batches do."""
    for entry in ROSTER.entries[:400]:
        other = "二期检查" if entry.batch == "首期验收" else "首期验收"
        rows = [row for row in ROSTER.of_unit(entry.unit) if row.project == entry.project]
        assert len(rows) == 1
        assert entry.entry_id not in named(f"{other}-{entry.project}-{entry.unit}")
        assert entry.entry_id not in named(
            f"2021年度{re.sub('20[0-9]{2}年度', '', entry.project)}-{entry.unit}"
        )
        if "提升示范" in entry.project:
            assert entry.entry_id not in named(f"{entry.project.replace('提升', '')}-{entry.unit}")
