"""Matching: subjects as people write them, near misses of every kind, and what holds for all of them."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.campaign import Alias, Campaign
from rules.matching import Match, Matcher, MatchOutcome
from rules.matching.aliases import Kind
from rules.matching.normalise import MAXIMUM_LENGTH, name_key, normalise
from rules.roster import Roster, RosterEntry
from service.campaign_files import default_campaigns

CAMPAIGN = default_campaigns()[0]
MATCHER = Matcher([CAMPAIGN])
SUBJECTS = Path(__file__).parent / "data" / "subjects.txt"
OUTCOMES = {"?": MatchOutcome.AMBIGUOUS, "-": MatchOutcome.UNMATCHED}
ENTRIES = st.sampled_from(CAMPAIGN.roster.entries)


def subjects() -> list[tuple[str, str]]:
    """(expectation, subject) of each line of the data file."""
    lines = SUBJECTS.read_text(encoding="utf-8").splitlines()
    parts = [line.partition("|") for line in lines if line.strip() and not line.startswith("#")]
    return [(expected.strip(), subject.strip()) for expected, _, subject in parts]


def match(subject: str) -> Match:
    return MATCHER.match(subject)


@pytest.mark.parametrize(("expected", "subject"), subjects())
def test_subject_is_read_as_written_in_the_data(expected: str, subject: str) -> None:
    """Each hand-written subject is matched, ambiguous or unmatched as its line says."""
    first, *rest = expected.split()
    result = match(subject)
    assert result.outcome is OUTCOMES.get(first, MatchOutcome.MATCHED)
    if first in OUTCOMES:
        assert result.entries == ()
        assert [candidate.entry for candidate in result.candidates[: len(rest)]] == rest
    else:
        assert result.entries == (first, *rest)


def test_data_holds_enough_of_both_kinds() -> None:
    """At least 100 subjects, at least 40 of them must not match."""
    expected = [line[0] for line in subjects()]
    assert len(expected) >= 100
    assert sum(line[0] in "?-" for line in expected) >= 40


@pytest.mark.parametrize("entry", CAMPAIGN.roster.entries, ids=lambda entry: entry.entry_id)
def test_entry_is_matched_in_both_orders(entry: RosterEntry) -> None:
    """The notice's form 项目-单位 and its reverse name each of the 173 entries for certain."""
    assert match(f"{entry.project}-{entry.unit}").entries == (entry.entry_id,)
    assert match(f"{entry.unit}-{entry.project}").entries == (entry.entry_id,)


def test_unit_alone_is_matched_where_it_stands_once() -> None:
    """A unit that owes several summaries is ambiguous, with just those as candidates."""
    times = Counter(entry.unit for entry in CAMPAIGN.roster)
    assert sum(count > 1 for count in times.values()) == 9
    for unit in times:
        own = tuple(entry.entry_id for entry in CAMPAIGN.roster.of_unit(unit))
        result = match(unit)
        if len(own) == 1:
            assert result.entries == own
        else:
            assert result.outcome is MatchOutcome.AMBIGUOUS
            assert {candidate.entry for candidate in result.candidates} == set(own)


def test_every_trusted_alias_means_its_unit() -> None:
    """Beside the project, an alias that is certain there or a signing body names what the unit's own name does."""
    for alias in (*CAMPAIGN.unit_aliases, *CAMPAIGN.signing_bodies):
        for entry in CAMPAIGN.roster.of_unit(alias.target):
            result = match(f"{entry.project}-{alias.name}")
            assert (result.entries == (entry.entry_id,)) is (alias.confirmed or alias.beside_project)
            assert entry.entry_id in {candidate.entry for candidate in result.candidates}


def test_wrong_pairs_never_match() -> None:
    """No unit is matched under a project that the roster does not give it."""
    pairs = {(entry.project, entry.unit) for entry in CAMPAIGN.roster}
    for project in CAMPAIGN.roster.projects:
        for unit in CAMPAIGN.roster.units:
            if (project, unit) not in pairs:
                assert match(f"{project}-{unit}").outcome is MatchOutcome.AMBIGUOUS


DASHES = st.sampled_from(
    ["-", "－", "—", "——", "–", "‐", "−", "─", "_", "＿", "+", "/", "：", ":", "|", "｜", " ", "　", ""]
)
PREFIXES = st.lists(
    st.sampled_from(["Re: ", "RE：", "回复：", "答复: ", "Fw:", "Fwd: ", "转发：", "【请查收】", "[重要]"]),
    max_size=4,
)
SUFFIXES = st.sampled_from(
    ["", "（盖章版）", "-最终版", ".pdf", " v2", "工作总结", "-20240321", " 2024年3月21日", "(1)"]
)
INVISIBLE = st.sampled_from(["", "\u200b", "\u200e", "\ufeff", " ", "\u00ad"])


@given(entry=ENTRIES, dash=DASHES, prefixes=PREFIXES, suffix=SUFFIXES)
@settings(max_examples=300, deadline=None)
def test_spelling_around_the_names_changes_nothing(
    entry: RosterEntry, dash: str, prefixes: list[str], suffix: str
) -> None:
    """Prefixes of mail programs, any dash and document words leave the reading as it is."""
    subject = f"{''.join(prefixes)}{entry.project}{dash}{entry.unit}{suffix}"
    assert match(subject).entries == (entry.entry_id,)


@given(entry=ENTRIES, marks=st.lists(INVISIBLE, min_size=120, max_size=120), wide=st.booleans())
@settings(max_examples=200, deadline=None)
def test_spelling_inside_the_names_changes_nothing(entry: RosterEntry, marks: list[str], wide: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """Full width, invisible marks, spaces between characters and the kind of brackets leave the reading as it is."""
    subject = "".join(
        character + mark for character, mark in zip(f"{entry.project}-{entry.unit}", marks, strict=False)
    )
    table = (
        str.maketrans("0123456789()-", "０１２３４５６７８９（）－") if wide else str.maketrans("（）", "()")
    )
    assert match(subject.translate(table)).entries == (entry.entry_id,)


@given(entry=ENTRIES, other=ENTRIES)
@settings(max_examples=300, deadline=None)
def test_another_unit_beside_it_never_matches_the_first_alone(entry: RosterEntry, other: RosterEntry) -> None:
    """A second unit in the subject is never passed over, unless it is the district that the roster gives the first."""
    result = match(f"{entry.project}-{entry.unit}-{other.unit}")
    if other.unit != entry.unit and f"（{other.unit.removesuffix('区')}）" not in entry.unit:
        assert entry.entry_id not in result.entries


@given(entry=ENTRIES, year=st.integers(2015, 2030), order=st.booleans())
@settings(max_examples=300, deadline=None)
def test_another_year_never_matches(entry: RosterEntry, year: int, order: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """A project's year changed, or put before a project that has none, is never matched."""
    bare = re.sub(r"20\d\d年度", "", entry.project)
    project = f"{year}年度{bare}"
    result = match(f"{project}-{entry.unit}" if order else f"{entry.unit}{project}")
    assert (result.outcome is MatchOutcome.MATCHED) is any(
        (each.project, each.unit) == (project, entry.unit) for each in CAMPAIGN.roster
    )


@given(entry=ENTRIES, prefixes=PREFIXES, suffix=SUFFIXES, batch=st.sampled_from(["", "总结验收", "中期检查"]))
@settings(max_examples=200, deadline=None)
def test_project_without_unit_never_matches(
    entry: RosterEntry, prefixes: list[str], suffix: str, batch: str
) -> None:
    """However few entries a project has, it does not name one of them."""
    result = match(f"{''.join(prefixes)}{batch}{entry.project}-{suffix}")
    assert result.outcome is MatchOutcome.AMBIGUOUS


LONGER = st.sampled_from(
    ["附属学校", "出版社", "分院", "研究所", "附中", "第二附属医院", "张江校区", "工会", "基金会", "甲"]
)


@given(entry=ENTRIES, more=LONGER, front=st.booleans())
@settings(max_examples=300, deadline=None)
def test_longer_unknown_name_never_matches(entry: RosterEntry, more: str, front: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """A name that merely contains a roster's unit is not that unit."""
    unit = f"{more}{entry.unit}" if front else f"{entry.unit}{more}"
    assert match(f"{entry.project}-{unit}").outcome is not MatchOutcome.MATCHED


@given(subject=st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered(subject: str) -> None:
    """Whatever a mail brings, there is an answer that keeps the contract's shape."""
    result = match(subject)
    assert result.subject == subject
    assert bool(result.entries) is (result.outcome is MatchOutcome.MATCHED)
    assert all(0 <= candidate.score <= 1 and candidate.why for candidate in result.candidates)


def test_overlong_subject_is_not_read() -> None:
    """A subject longer than a line may be is for a person, however it ends."""
    entry = CAMPAIGN.roster.entries[0]
    name = f"{entry.project}-{entry.unit}"
    assert match(name + " " * MAXIMUM_LENGTH).outcome is MatchOutcome.UNMATCHED
    assert match(name * 3000).outcome is MatchOutcome.UNMATCHED


def renamed(campaign: Campaign, suffix: str) -> Campaign:
    """The same campaign once more, with batches of its own."""
    entries = [
        replace(
            entry,
            entry_id=f"{entry.batch_key}{suffix}-{entry.sequence:03d}",
            batch_key=f"{entry.batch_key}{suffix}",
        )
        for entry in campaign.roster
    ]
    batches = tuple(replace(batch, key=f"{batch.key}{suffix}") for batch in campaign.batches)
    return replace(campaign, key=f"{campaign.key}{suffix}", roster=Roster(tuple(entries)), batches=batches)


def test_reading_in_each_of_two_campaigns_is_ambiguous() -> None:
    """What two open campaigns both hold is for a person; both are offered."""
    result = Matcher([CAMPAIGN, renamed(CAMPAIGN, "b")]).match("上海市高校知识产权运营中心-同济大学")
    assert result.outcome is MatchOutcome.AMBIGUOUS
    assert [candidate.entry for candidate in result.candidates[:2]] == ["midterm-001", "midtermb-001"]


def test_exempt_entry_matches() -> None:
    """That nothing is due from an entry is said to its unit, so its mail must be assigned."""
    campaign = replace(CAMPAIGN, exempt={"midterm-001": "已提前完成"})
    assert Matcher([campaign]).match("上海市高校知识产权运营中心-同济大学").entries == ("midterm-001",)


def test_confirming_a_likely_alias_makes_it_match() -> None:
    """The operator's own alias stands above the shipped doubt."""
    unit = "上海联影医疗科技股份有限公司"
    doubtful = replace(CAMPAIGN, unit_aliases=(Alias("示范品牌", unit, confirmed=False),))
    confirmed = replace(CAMPAIGN, unit_aliases=(*doubtful.unit_aliases, Alias("示范品牌", unit)))
    subject = "2022年度上海市高价值专利培育中心-示范品牌"
    assert Matcher([doubtful]).match(subject).outcome is MatchOutcome.AMBIGUOUS
    assert Matcher([confirmed]).match(subject).entries == ("acceptance-040",)


BRAND = "示范品牌"
BESIDE = replace(
    CAMPAIGN,
    unit_aliases=(
        Alias(BRAND, "上海联影医疗科技股份有限公司", confirmed=False, beside_project=True),
        Alias("示范集团", "华东理工大学", confirmed=False, beside_project=True),
    ),
)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (f"2022年度上海市高价值专利培育中心-{BRAND}", ("acceptance-040",)),
        (f"{BRAND} 培育中心", ("acceptance-040",)),
        (f"附件2项目6 {BRAND}", ("acceptance-040",)),
        (f"总结验收-{BRAND}-高价值专利培育中心", ("acceptance-040",)),
        ("产学研联合体-示范集团", ("acceptance-030",)),
        ("高校知识产权运营中心-示范集团", ("midterm-009",)),
        (
            f"{BRAND}（上海联影医疗科技股份有限公司）工作总结",
            ("acceptance-040",),
        ),  # the unit's own name is enough
    ],
)
def test_name_beside_its_project_is_certain(subject: str, expected: tuple[str, ...]) -> None:
    """The project, by telling words or by its number, says which body of that name is meant."""
    assert Matcher([BESIDE]).match(subject).entries == expected


@pytest.mark.parametrize(
    "subject",
    [
        BRAND,
        f"{BRAND}工作总结",
        f"总结验收-{BRAND}",  # a batch is not a project, however long the name
        f"总结验收40 {BRAND}",  # nor is a number of the roster
        f"附件2项目7 {BRAND}",
        f"2023年度上海市高价值专利培育中心-{BRAND}",
        f"中期检查 高价值专利培育中心-{BRAND}",
        f"高校知识产权运营中心-同济大学；{BRAND}",
        f"高价值专利培育中心-{BRAND}-上海蔚来汽车有限公司",
        f"高价值专利培育中心-{BRAND}（无锡）",
        f"高价值专利培育中心-{BRAND}控股有限公司",
        f"高价值专利培育中心-{BRAND}-诸事顺遂安好",
        f"自动回复：高价值专利培育中心-{BRAND}",
        *(
            f"{project}-{BRAND}"
            for project in CAMPAIGN.roster.projects
            if project != "2022年度上海市高价值专利培育中心"
        ),
    ],
)
def test_name_that_leans_on_the_project_is_not_certain_without_it(subject: str) -> None:
    """Alone, beside a batch, beside another unit's project, or where another word contradicts."""
    assert not Matcher([BESIDE]).match(subject).entries


def test_name_that_leans_on_the_project_proposes_its_unit() -> None:
    """Alone it does what a likely name does."""
    result = Matcher([BESIDE]).match(f"{BRAND} 总结验收")
    assert result.outcome is MatchOutcome.AMBIGUOUS
    (candidate,) = result.candidates
    assert candidate.entry == "acceptance-040"
    assert "可能是" in candidate.why


def test_alias_of_two_units_never_matches() -> None:
    """A short name that means two units names neither."""
    both = (Alias("示范所", "同济大学"), Alias("示范所", "东华大学"))
    campaign = replace(CAMPAIGN, unit_aliases=both)
    result = Matcher([campaign]).match("上海市高校知识产权运营中心-示范所")
    assert result.outcome is MatchOutcome.AMBIGUOUS
    assert {candidate.entry for candidate in result.candidates[:2]} == {"midterm-001", "midterm-002"}


def test_why_tells_staff_what_was_seen() -> None:
    """The reason names what agrees and what does not, in Chinese."""
    result = match("2022年度上海市高价值专利升级培育项目-上海和辉光电股份有限公司-张三")
    assert "上海和辉光电股份有限公司" in result.candidates[0].why
    assert "“张三”无法辨认" in result.candidates[0].why


def test_reading_shows_the_grounds() -> None:
    """What was read stands in order, with what was left over."""
    reading = MATCHER.read("附属学校-上海大学-2022年度上海市高价值专利培育中心")
    pieces = [(token.text, token.kind) for token in reading.tokens]
    assert pieces[:3] == [("附属学校", Kind.REST), ("上海大学", Kind.UNIT), ("2022年度", Kind.YEAR)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("第七〇四研究所", "第704研究所"),
        ("第七○四研究所", "第704研究所"),
        ("第七Ｏ四研究所", "第704研究所"),
        ("第七零四研究所", "第704研究所"),
        ("第九人民医院", "第九人民医院"),
        ("二〇二二年度", "2022年度"),
        ("Ｂ站", "b站"),
        ("“专利超市”项目", "专利超市项目"),
        ("上海微创医疗器械（集团）有限公司", "上海微创医疗器械集团有限公司"),
        ("⼤学", "大学"),
    ],
)
def test_one_spelling(written: str, expected: str) -> None:
    """Circles for zero, digit by digit numbers, width, quotes, brackets and radicals are evened out."""
    assert name_key(written) == expected
    assert normalise(normalise(written)) == normalise(written)
