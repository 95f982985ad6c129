"""What a person's decision teaches: the name that would have let the subject match, and none that would do harm."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rules.alias_check import Named
from rules.campaign import Alias, Campaign, SharedAlias
from rules.matching import Matcher
from rules.matching.options import MatchingOptions
from rules.matching.suggest import KNOWN, NOTHING, judge_name, suggest
from rules.roster import Roster
from service.campaign_files import default_campaigns

# The shipped roster with a few names of the test's own: what the shipped alias file grows by changes nothing here.
CAMPAIGN = replace(
    default_campaigns()[0],
    unit_aliases=(
        Alias("示范高新", "上海紫竹高新技术产业开发区（闵行）"),
        Alias("中国航发", "中国航发商用航空发动机有限责任公司", confirmed=False),
        Alias("STEX", "上海技术交易所", confirmed=False),
        Alias("示范东部", "上海东部科技成果转化有限公司", confirmed=False, beside_project=True),
        Alias("微创", "微创投资控股有限公司", confirmed=False),
        Alias("微创", "上海微创医疗器械（集团）有限公司", confirmed=False),
    ),
    shared_units=(SharedAlias("微创", ("微创投资控股有限公司", "上海微创医疗器械（集团）有限公司")),),
    project_aliases=(),
    shared_projects=(),
)
OPEN = (CAMPAIGN,)


@pytest.mark.parametrize(
    ("subject", "entries", "name", "named"),
    [
        ("紫竹产业城 工作总结", "acceptance-006", "紫竹产业城", Named.UNIT),  # an everyday name
        ("【盖章版】竹园开发区（3月18日）", "acceptance-006", "竹园开发区", Named.UNIT),  # trimmed
        ("2023年度升级培育-绿能重卡", "midterm-037", "绿能重卡", Named.UNIT),  # what its people call it
        ("Tongji Univ Park 工作总结", "acceptance-004", "Tongji Univ Park", Named.UNIT),  # capitals, spaces
        ("关于紫竹产业城的总结", "acceptance-006", "紫竹产业城", Named.UNIT),
        ("STEX 工作总结", "acceptance-002", "STEX", Named.UNIT),  # a likely name is confirmed
        ("示范东部 总结验收", "acceptance-021", "示范东部", Named.UNIT),  # so is one that needs the project
        (
            "哔站-2022年度上海市高价值专利培育中心",
            "acceptance-037",
            "哔站",
            Named.UNIT,
        ),  # no character in common
        ("同济大学高校IP中心材料", "midterm-001", "高校IP中心", Named.PROJECT),
        ("华东理工大学-产学研体", "acceptance-030", "产学研体", Named.PROJECT),
        ("上海航天信息研究所 知产促进中心总结", "acceptance-019", "知产促进中心", Named.PROJECT),  # not 知产
        (
            "产学研联合体-中国航发上海商用航空发动机制造有限责任公司",
            "acceptance-031",
            "中国航发上海商用航空发动机制造有限责任公司",
            Named.UNIT,
        ),
    ],
)
def test_the_name_that_nobody_had_written_down_is_found(
    subject: str, entries: str, name: str, named: Named
) -> None:
    """The shortest whole piece that suffices, spelled as in the subject; and with it the subject really matches."""
    found = suggest(subject, entries.split(), OPEN).suggestion
    assert found is not None
    assert (found.name, found.named, found.campaign) == (name, named, "2024-6")
    alias = (Alias(found.name, found.target),)
    if named is Named.UNIT:
        taught = replace(CAMPAIGN, unit_aliases=CAMPAIGN.unit_aliases + alias)
    else:
        taught = replace(CAMPAIGN, project_aliases=alias)
    assert Matcher([CAMPAIGN]).match(subject).entries == ()
    assert Matcher([taught]).match(subject).entries == tuple(entries.split())


@pytest.mark.parametrize(
    ("subject", "entries", "why"),
    [
        ("上海市高校知识产权运营中心-同济大学", "midterm-001", KNOWN),
        ("材料", "acceptance-006", NOTHING),  # words of subjects
        ("最近的进展", "acceptance-006", NOTHING),  # a sentence
        ("Project summary report, final version", "midterm-050", "“"),  # words of every English subject
        ("Final Report", "midterm-050", NOTHING),
        ("高新产业的开发", "acceptance-006", NOTHING),  # a sentence of the name's own characters
        ("紫竹高新邀请", "acceptance-006", NOTHING),  # 请 is no courtesy there
        ("紫竹高新培训", "acceptance-006", NOTHING),  # other business
        ("星河 紫竹产业城", "acceptance-006", NOTHING),  # with 小赵 left over no name of the unit suffices
        ("同济大学-2022年度升级培育项目", "midterm-001", NOTHING),  # the project is understood, and another
        ("高校运营中心-同济大学（代东华大学）", "midterm-001", NOTHING),  # holds another unit's name
        ("微创-产业知识产权运营中心", "acceptance-023", "“微创”既指"),  # shared
        ("生物医药-先导产业运营促进中心", "midterm-046", "“生物医药”"),  # stands in other units' names
        ("", "midterm-046", NOTHING),
    ],
)
def test_where_nothing_should_be_learned_the_reason_is_said(subject: str, entries: str, why: str) -> None:
    """Nothing new, nothing that names, or only what names another as well."""
    lesson = suggest(subject, entries.split(), OPEN)
    assert lesson.suggestion is None
    assert lesson.why.startswith(why)


def test_several_entries_of_one_unit_are_taught_together() -> None:
    """The name must lead to exactly the entries that the person named, not to one of them."""
    subject = "竹药所 产业知识产权运营中心"
    assert suggest(subject, ["acceptance-025"], OPEN).suggestion is not None
    assert suggest(subject, ["acceptance-025", "acceptance-026"], OPEN).suggestion is None


def test_a_name_is_judged_against_every_open_campaign() -> None:
    """A name that another campaign's unit bears would be read as either."""
    rows = tuple(
        replace(entry, entry_id=f"annual-{number:03}", campaign="2025-3")
        for number, entry in enumerate(CAMPAIGN.roster)
        if entry.unit != "上海紫竹高新技术产业开发区（闵行）"
    )
    other = replace(
        CAMPAIGN, key="2025-3", roster=Roster(rows), unit_aliases=(Alias("紫竹产业城", "上海大学"),)
    )
    assert suggest("紫竹产业城 工作总结", ["acceptance-006"], (CAMPAIGN, other)).suggestion is None
    lesson = judge_name("紫竹产业城", "紫竹产业城 工作总结", ["acceptance-006"], (CAMPAIGN, other))
    assert lesson.suggestion is None
    assert lesson.why.startswith("“紫竹产业城”既指“上海大学”")


@pytest.mark.parametrize(
    ("name", "subject", "entries", "expected"),
    [
        ("紫竹产业城", "紫竹产业城 总结", "acceptance-006", ""),
        ("stex", "ＳＴＥＸ总结", "acceptance-002", ""),
        ("紫竹城", "紫竹产业城 总结", "acceptance-006", "标题中没有"),
        ("总结", "紫竹产业城 总结", "acceptance-006", "“总结”太笼统"),
        ("盖章版", "紫竹产业城 盖章版", "acceptance-006", "“盖章版”是标题中的常用词"),
        ("示范高新", "示范高新 乙丙", "acceptance-006", "“示范高新”已经是"),
        ("微创", "微创-产业知识产权运营中心", "acceptance-023", "“微创”既指"),
        ("东华大学", "东华大学 高校运营中心", "midterm-001", "“东华大学”既指"),
        ("甲乙丙", "同济大学 甲乙丙 丁戊", "midterm-001", "单位已经认得出"),
        ("", "紫竹产业城 总结", "acceptance-006", "标题中没有"),
    ],
)
def test_a_name_that_a_person_gives_is_checked_as_well(
    name: str, subject: str, entries: str, expected: str
) -> None:
    """It stands in the subject, is news, says something, and is nobody else's."""
    lesson = judge_name(name, subject, entries.split(), OPEN)
    assert (lesson.suggestion is None) is bool(expected)
    assert lesson.why.startswith(expected)


def test_a_person_may_have_a_name_of_the_unit_written_down_that_does_not_suffice() -> None:
    """九院 has three entries: the name tells the unit, and the subject still not which of them."""
    given = judge_name("第九院", "第九院材料", ["midterm-011"], OPEN).suggestion
    assert given is not None
    assert (given.name, given.named, given.suffices) == ("第九院", Named.UNIT, False)
    assert suggest("第九院材料", ["midterm-011"], OPEN).suggestion is None


def test_a_name_is_tried_under_the_options_that_apply() -> None:
    """What a stricter configuration would still send to a person has not been taught by a name."""
    strict = MatchingOptions(certain_from=0.98)
    assert suggest("紫竹产业城 工作总结", ["acceptance-006"], OPEN, strict).suggestion is None
    given = judge_name("紫竹产业城", "紫竹产业城 工作总结", ["acceptance-006"], OPEN, strict).suggestion
    assert given is not None
    assert not given.suffices


def test_few_names_are_tried_however_many_are_thinkable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each trial builds a matcher, which takes long on a large roster."""
    built = []

    class Counted(Matcher):
        """A matcher that is counted."""

        def __init__(self, campaigns: Sequence[Campaign], options: MatchingOptions) -> None:
            built.append(1)
            super().__init__(campaigns, options)

    monkeypatch.setattr("rules.matching.suggest.Matcher", Counted)
    subject = " ".join(f"park{letter}" for letter in "abcdefgh")
    found = suggest(subject, ["acceptance-006"], OPEN).suggestion
    assert found is not None
    assert found.name == subject
    assert len(built) <= 14


def test_a_long_subject_is_learned_from_in_reasonable_time() -> None:
    """However many leftovers: a few are tried, and that is all."""
    assert suggest("甲乙 " * 300, ["acceptance-006"], OPEN).suggestion is None
