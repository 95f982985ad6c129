"""The roster: names that a unit goes by, and faults of rosters and names."""

from dataclasses import replace

import pytest

from rules.campaign import Alias, Campaign
from rules.roster import Roster, RosterEntry
from rules.roster_check import roster_faults, roster_warnings
from rules.units import printed_names, unit_names
from service.campaign_files import default_campaigns

CAMPAIGN = default_campaigns()[0]


def with_entries(*entries: RosterEntry) -> Campaign:
    bare = replace(CAMPAIGN, unit_aliases=(), project_aliases=(), signing_bodies=())
    return replace(bare, roster=Roster(entries), shared_units=(), shared_projects=())


def entry(sequence: int, project: str, unit: str) -> RosterEntry:
    return RosterEntry(
        f"acceptance-{sequence:03d}", "acceptance", "总结验收", 1, project, sequence, unit, "2024-6"
    )


def test_shipped_campaign_has_no_fault() -> None:
    """Both rosters of 2024-6 and every alias stand without collision."""
    assert roster_faults([CAMPAIGN]) == ()


def test_roster_finds_by_id_and_unit() -> None:
    """173 entries, the batches side by side; a unit gives all its entries."""
    assert len(CAMPAIGN.roster) == 173
    assert CAMPAIGN.roster.by_id["midterm-007"].unit == "上海交通大学"
    ninth = CAMPAIGN.roster.of_unit("上海交通大学医学院附属第九人民医院")
    assert [each.entry_id for each in ninth] == ["acceptance-032", "acceptance-045", "midterm-011"]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("上海长征医院(海军军医大学第二附属医院)", {"上海长征医院", "海军军医大学第二附属医院"}),
        ("同济科技园（杨浦）", {"同济科技园", "同济科技园(杨浦区)", "(杨浦)同济科技园"}),
        ("上海联影医疗科技股份有限公司", set()),
        ("示范科技有限公司（上海）", set()),
        ("上海微创医疗器械（集团）有限公司", set()),
    ],
)
def test_printed_names_of_a_bracket(unit: str, expected: set[str]) -> None:
    """A second name or a district in brackets gives names; a company's place in brackets gives none."""
    names = set(printed_names(unit))
    assert unit in names
    assert expected <= names
    assert bool(expected) or names == {unit}


def test_unit_names_hold_what_certainly_means_a_unit() -> None:
    """Names as printed, confirmed aliases and signing bodies; no likely aliases, no bare places and brands."""
    names = unit_names(CAMPAIGN)
    assert names["九院"] == "上海交通大学医学院附属第九人民医院"
    assert names["上海市徐汇区知识产权局"] == "徐汇区"
    assert names["同济大学附属东方医院"] == "上海市东方医院(同济大学附属东方医院)"
    assert "上微" not in names
    assert names["上海联影"] == "上海联影医疗科技股份有限公司"
    assert not {"复旦", "金山", "B站"} & set(names)


def test_unit_names_leave_out_what_means_two() -> None:
    """A name of two units identifies neither."""
    both = (Alias("示范所", "同济大学"), Alias("示范所", "东华大学"))
    assert "示范所" not in unit_names(replace(CAMPAIGN, unit_aliases=both))


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        (
            with_entries(entry(1, "甲类示范项目", "甲大学"), entry(1, "乙类示范项目", "乙大学")),
            "编号 acceptance-001 重复",
        ),
        (
            with_entries(
                entry(1, "甲类示范项目", "甲（集团）公司"), entry(2, "甲类示范项目", "甲(集团)公司")
            ),
            "的项目和单位相同",
        ),
        (
            with_entries(
                entry(1, "甲类示范项目", "甲（集团）公司"), entry(2, "乙类示范项目", "甲(集团)公司")
            ),
            "只是写法不同",
        ),
        (
            replace(CAMPAIGN, unit_aliases=(Alias("示范所", "同济大学"), Alias("示范所", "东华大学"))),
            "“示范所”既指",
        ),
        (replace(CAMPAIGN, unit_aliases=(Alias("上海大学", "同济大学"),)), "“上海大学”既指"),
        (replace(CAMPAIGN, unit_aliases=(Alias("上海", "同济大学"),)), "“上海”太笼统"),
        (replace(CAMPAIGN, unit_aliases=(Alias("升级培育", "同济大学"),)), "“升级培育”既指"),
        (replace(CAMPAIGN, signing_bodies=(Alias("示范局", "浦东新区"),)), "不在名单中"),
        (
            with_entries(entry(1, "甲类示范项目", "甲大学"), entry(2, "甲类示范项目", "甲大学")),
            "无法与其他条目区分",
        ),
    ],
)
def test_faults_are_named(campaign: Campaign, expected: str) -> None:
    """Each kind of fault is said, with the names that it is about."""
    assert any(expected in fault for fault in roster_faults([campaign]))


def test_short_name_that_another_unit_would_be_given_too_is_warned_of() -> None:
    """同济 is said of the university and begins the parks' names; what holds the named unit itself is no doubt."""
    aliases = (Alias("同济", "同济大学"), Alias("复旦", "复旦大学"), Alias("虹口区同济园", "杨浦区"))
    (one, other) = roster_warnings([replace(CAMPAIGN, unit_aliases=aliases)])
    assert "“同济”" in one
    assert "同济科技园（杨浦）" in one
    assert "同济虹口绿色科技产业园（虹口）" in other


def test_likely_name_is_not_warned_of() -> None:
    """A name that decides nothing confuses nobody."""
    likely = (Alias("同济", "同济大学", confirmed=False),)
    assert roster_warnings([replace(CAMPAIGN, unit_aliases=likely)]) == ()
