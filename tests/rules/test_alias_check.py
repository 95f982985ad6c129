"""What makes a name unfit to stand for a unit or a project."""

from dataclasses import replace

import pytest

from rules.alias_check import Named, further_name_faults, name_fault
from service.campaign_files import default_campaigns

CAMPAIGN = default_campaigns()[0]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "-",
        "一",
        "A",
        "SH",
        "上海",
        "上海市",
        "中国",
        "中心",
        "公司",
        "上海公司",
        "有限公司",
        "医院",
        "大学",
        "科技",
        "项目",
        "专利",
    ],
)
def test_name_that_says_nothing_is_a_fault(name: str) -> None:
    """Too short, or a place, a kind of body, a trade, a word of every subject."""
    assert name_fault(name)


@pytest.mark.parametrize(
    "name", ["九院", "B站", "交大", "704", "SHU", "上海医药", "上海电气", "闵行", "中山", "能力提升"]
)
def test_short_name_in_real_use_is_none(name: str) -> None:
    """Two characters, three letters, a trade behind its place."""
    assert not name_fault(name)


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("示范院", "复旦大学", ""),
        ("复旦", "复旦大学", ""),  # already known, and as the same
        ("复旦", "同济大学", "“复旦”既指“复旦大学”"),
        ("上海", "复旦大学", "太笼统"),
        ("升级培育", "复旦大学", "“升级培育”既指"),
        ("微创", "微创投资控股有限公司", "“微创”既指"),
        ("东华大学", "复旦大学", "名单中另一单位"),
        ("示范院", "示范大学", "名单中没有“示范大学”"),
    ],
)
def test_name_about_to_be_written_down_is_judged(name: str, target: str, expected: str) -> None:
    """It may be written where it collides with nothing that the campaign knows."""
    found = further_name_faults(name, target, CAMPAIGN)
    assert bool(found) is bool(expected)
    assert all(expected in fault for fault in found)


@pytest.mark.parametrize(
    ("name", "target", "named", "expected"),
    [
        ("华东", "华东理工大学", Named.UNIT, "“华东师范大学”的一部分"),
        ("培育中心", "复旦大学", Named.UNIT, "的一部分"),
        ("盖章版", "复旦大学", Named.UNIT, "常用词"),
        ("法务部", "复旦大学", Named.UNIT, "常用词"),
        ("复旦大学", "复旦大学", Named.UNIT, ""),  # in the hospitals' names with the university's own
        ("知产促进中心", "上海市知识产权运营促进中心", Named.PROJECT, ""),
        ("知识产权运营中心", "上海市产业知识产权运营中心", Named.PROJECT, "的一部分"),
        ("同济大学", "上海市产业知识产权运营中心", Named.PROJECT, "名单中另一单位"),
        ("甲乙", "示范项目", Named.PROJECT, "名单中没有“示范项目”"),
    ],
)
def test_name_that_others_hold_is_not_written_down(
    name: str, target: str, named: Named, expected: str
) -> None:
    """Whoever shortens another's name arrives at it; words of subjects stand beside every name."""
    bare = replace(
        CAMPAIGN, unit_aliases=(), project_aliases=(), signing_bodies=(), shared_units=(), shared_projects=()
    )
    found = further_name_faults(name, target, bare, named)
    assert bool(found) is bool(expected)
    assert all(expected in fault for fault in found)


def test_shared_name_is_said_to_be_shared() -> None:
    """Who wants it for one of its bearers reads why it cannot be."""
    (fault,) = further_name_faults("微创", "微创投资控股有限公司", CAMPAIGN)
    assert "共用" in fault
