"""What staff are told: the reading step by step, why a candidate, and what spoke against the next best."""

import pytest

from rules.matching import Matcher, MatchOutcome
from service.campaign_files import default_campaigns

MATCHER = Matcher(default_campaigns())


def test_explanation_shows_every_piece_and_the_decision() -> None:
    """Pieces in order with their kind and meaning, what was put aside, the entries weighed, the decision."""
    found = MATCHER.explain("Re: 2022年-升級培育-和輝光電（此前已报送培育中心）20240320")
    pieces = [(piece.text, piece.kind) for piece in found.pieces]
    assert ("和辉光电", "单位") in pieces
    assert ("2022年", "年份") in pieces
    assert ("此前已报送培育中心", "旁注") in pieces
    assert ("20240320", "日期、号码") in pieces
    assert any(piece.meaning == "上海和辉光电股份有限公司" for piece in found.pieces)
    assert found.match == MATCHER.match(found.subject)
    assert found.match.entries == ("acceptance-046",)
    assert found.decision
    assert [each.entry for each in found.weighed] == ["acceptance-046"]
    assert found.weighed[0].speaks_for
    assert not found.weighed[0].speaks_against


def test_explanation_of_a_contradiction_names_it() -> None:
    """What spoke against each entry stands beside what spoke for it."""
    found = MATCHER.explain("总结验收-2023年度上海市高价值专利培育中心-上海联影医疗科技股份有限公司")
    first = found.weighed[0]
    assert found.match.outcome is MatchOutcome.AMBIGUOUS
    assert first.entry == "acceptance-040"
    assert any("2022年度上海市高价值专利培育中心" in reason for reason in first.speaks_against)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("升级培育-上海和晖光电股份有限公司", ("笔误", "上海和辉光电股份有限公司", "只有这一项")),
        ("产学研联合体-九院", ("九院", "另一名称", "次接近的", "不取")),
        ("移远通信技术 升级培育", ("移远通信", "上海移远通信技术股份有限公司")),
        ("高校知识产权运营中新-同济大学", ("更正",)),
        ("上海飞象健康科技有限公司工作总结", ("标题写明单位", "只有这一项")),
    ],
)
def test_why_says_what_spoke_for_and_against(subject: str, words: tuple[str, ...]) -> None:
    """One sentence, in words that staff use."""
    (candidate,) = MATCHER.match(subject).candidates
    assert all(word in candidate.why for word in words), candidate.why
    assert "\n" not in candidate.why


def test_scores_fall_with_the_certainty() -> None:
    """Full names above short ones, these above slips, these above what a person must look at; sums stay below one."""

    def best(subject: str) -> float:
        return MATCHER.match(subject).candidates[0].score

    full = best("2022年度上海市高价值专利升级培育项目-上海和辉光电股份有限公司")
    short, slip = best("升级培育-和辉光电"), best("升级培育-上海和晖光电股份有限公司")
    assert 1 >= full > short > slip > best("培育中心-和辉光电")
    for subject in ("九院总结", "华东理工大学", "高价值专利培育中心", "微创-高价值专利培育中心"):
        assert sum(each.score for each in MATCHER.match(subject).candidates) <= 1


def test_only_what_the_subject_contradicts_is_contradicted() -> None:
    """A thread may settle what a subject leaves open, not what it denies."""
    left_open = MATCHER.match("九院总结验收").candidates
    assert not left_open[0].contradicted
    assert left_open[-1].contradicted  # the row of the other batch
    assert MATCHER.match("高价值专利培育中心-和辉光电").candidates[0].contradicted
