"""What holds for every entry of the roster, and for every name that is not on it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.matching import Matcher, MatchOutcome
from rules.roster import RosterEntry
from service.campaign_files import default_campaigns

CAMPAIGN = default_campaigns()[0]
MATCHER = Matcher([CAMPAIGN])
ENTRIES = st.sampled_from(CAMPAIGN.roster.entries)
PROJECTS = st.sampled_from(CAMPAIGN.roster.projects)
DASHES = st.sampled_from(
    [
        "-",
        "－",
        "—",
        "——",
        "–",
        "‐",
        "−",
        "─",
        "_",
        "＿",
        "+",
        "/",
        "：",
        "|",
        "｜",
        " ",
        "　",
        "",
        " - ",
        "·",
        "~",
    ]
)
PREFIXES = st.lists(
    st.sampled_from(
        [
            "Re: ",
            "RE：",
            "回复：",
            "答复: ",
            "Fw:",
            "Fwd: ",
            "转发：",
            "【请查收】",
            "[重要]",
            "報送：",
            "关于报送",
            "★",
        ]
    ),
    max_size=3,
).map("".join)
SUFFIXES = st.lists(
    st.sampled_from(
        [
            "（盖章版）", "-最终版", ".pdf", " v2", "工作总结", "-20240321", " 2024年3月21日", "(1/2)", "〔ZSCQ2024-0001〕",
            "，请查收", "（已替换昨天那封）", "-联系人张三", "（佐证材料）",
        ]
    ),
    max_size=3,
    unique=True,
).map("".join)  # fmt: skip
BATCHES = st.sampled_from(["", "batch-", "【batch】", "batch："])
SPACES = st.lists(st.sampled_from(["", "", "", " ", "\u200b", "\u200e", "\ufeff"]), min_size=90, max_size=90)
_WIDE = str.maketrans("0123456789()-", "０１２３４５６７８９（）－")
_NARROW = str.maketrans("（）", "()")


def spread(text: str, marks: list[str]) -> str:
    """The text with a mark behind each character."""
    return (
        "".join(character + mark for character, mark in zip(text, marks, strict=False)) + text[len(marks) :]
    )


@given(
    entry=ENTRIES,
    dash=DASHES,
    edges=st.tuples(PREFIXES, BATCHES, SUFFIXES),
    swapped=st.booleans(),
    bracketed=st.booleans(),
    wide=st.sampled_from([_WIDE, _NARROW, {}]),
    marks=SPACES,
)
@settings(max_examples=600, deadline=None)
def test_any_mix_of_spelling_matches_the_entry_itself(  # noqa: PLR0917 - drawn by hypothesis
    entry: RosterEntry,
    dash: str,
    edges: tuple[str, str, str],
    swapped: bool,  # noqa: FBT001 - drawn by hypothesis
    bracketed: bool,  # noqa: FBT001 - drawn by hypothesis
    wide: dict[int, int],
    marks: list[str],
) -> None:
    """Dash, order, width, spaces, brackets, prefix, batch and suffix, all at once."""
    prefix, batch, suffix = edges
    first, second = (entry.unit, entry.project) if swapped else (entry.project, entry.unit)
    joined = f"{first}【{second}】" if bracketed else f"{first}{dash}{second}"
    subject = f"{prefix}{batch.replace('batch', entry.batch)}{spread(joined.translate(wide), marks)}{suffix}"
    assert MATCHER.match(subject).entries == (entry.entry_id,), MATCHER.explain(subject).decision


@given(entry=ENTRIES, edges=st.tuples(PREFIXES, BATCHES, SUFFIXES), dash=DASHES)
@settings(max_examples=300, deadline=None)
def test_without_the_unit_nothing_matches(entry: RosterEntry, edges: tuple[str, str, str], dash: str) -> None:
    """However few rows a project has."""
    prefix, batch, suffix = edges
    subject = f"{prefix}{batch.replace('batch', entry.batch)}{entry.project}{dash}{suffix}"
    assert MATCHER.match(subject).outcome is not MatchOutcome.MATCHED


@given(entry=ENTRIES, year=st.integers(2010, 2035), swapped=st.booleans(), suffix=SUFFIXES)
@settings(max_examples=300, deadline=None)
def test_contradicting_year_never_matches(
    entry: RosterEntry,
    year: int,
    swapped: bool,  # noqa: FBT001 - drawn by hypothesis
    suffix: str,
) -> None:
    """A year at the project that is not the project's own."""
    project = f"{year}年度{re.sub('20[0-9]{2}年度', '', entry.project)}"
    if project != entry.project:
        subject = f"{entry.unit}-{project}{suffix}" if swapped else f"{project}-{entry.unit}{suffix}"
        assert entry.entry_id not in MATCHER.match(subject).entries


STEMS = st.text("锐恒泽瀚启辰翼嘉禾睿川蜀锦岚峰凌霄泰融昊晟维钧朗毅骏腾", min_size=2, max_size=4)
KINDS = st.sampled_from(
    [
        "科技有限公司", "医疗科技股份有限公司", "大学", "附属医院", "研究所", "行业协会", "科技园", "区", "集团", "中心",
        "（上海）有限公司", "第二人民医院", "第七〇九研究所", "新材料有限公司", "信息技术有限公司", "职业技术学院",
    ]
)  # fmt: skip
PLACES = st.sampled_from(
    ["", "上海", "上海市", "北京", "苏州", "中国科学院上海", "上海交通大学附属", "复旦大学附属"]
)


@given(place=PLACES, stem=STEMS, kind=KINDS, project=PROJECTS, dash=DASHES, suffix=SUFFIXES)
@settings(max_examples=600, deadline=None)
def test_random_name_that_is_not_on_the_roster_never_matches(
    place: str, stem: str, kind: str, project: str, dash: str, suffix: str
) -> None:
    """Whatever place and kind of body stand around it."""
    result = MATCHER.match(f"{project}{dash}{place}{stem}{kind}{suffix}")
    assert result.outcome is not MatchOutcome.MATCHED


@given(entry=ENTRIES, other=ENTRIES)
@settings(max_examples=400, deadline=None)
def test_project_of_another_never_matches_the_unit(entry: RosterEntry, other: RosterEntry) -> None:
    """Project and unit that the roster does not join are for a person."""
    result = MATCHER.match(f"{other.project}-{entry.unit}")
    joined = {row.entry_id for row in CAMPAIGN.roster.of_unit(entry.unit) if row.project == other.project}
    assert set(result.entries) == joined
