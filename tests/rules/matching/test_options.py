"""What an operator sets: less certain readings go to a person, fewer readings are offered, other marks separate."""

import pytest

from rules.matching import Matcher, MatchOutcome
from rules.matching.options import MatchingOptions
from service.campaign_files import default_campaigns

CAMPAIGNS = default_campaigns()
PROJECT = "上海市高校知识产权运营中心"


@pytest.mark.parametrize(
    ("subject", "certain_from", "outcome"),
    [
        (f"{PROJECT}-复旦大学", 0.99, MatchOutcome.MATCHED),
        (f"{PROJECT}-华师大", 0.97, MatchOutcome.MATCHED),
        (f"{PROJECT}-华师大", 0.98, MatchOutcome.AMBIGUOUS),
        (f"{PROJECT}-华东是范大学", 0.0, MatchOutcome.MATCHED),
        (f"{PROJECT}-华东是范大学", 0.92, MatchOutcome.AMBIGUOUS),
    ],
)
def test_what_is_less_certain_goes_to_a_person(
    subject: str, certain_from: float, outcome: MatchOutcome
) -> None:
    """With the reading that it would have been, and the reason in the explanation."""
    matcher = Matcher(CAMPAIGNS, MatchingOptions(certain_from=certain_from))
    match = matcher.match(subject)
    assert match.outcome is outcome
    assert bool(match.entries) is (outcome is MatchOutcome.MATCHED)
    assert match.candidates
    if outcome is MatchOutcome.AMBIGUOUS:
        assert "把握不足" in matcher.explain(subject).decision
        assert match.possible == {match.candidates[0].entry}


def test_as_many_readings_are_offered_as_wanted() -> None:
    """All that are possible are still known."""
    match = Matcher(CAMPAIGNS, MatchingOptions(candidates=3)).match(f"{PROJECT}总结")
    assert len(match.candidates) == 3
    assert len(match.possible) == 10


def test_a_separator_of_the_operators_own() -> None:
    """A text that would otherwise be a part of the name."""
    subject = f"{PROJECT}%复旦大学"
    assert Matcher(CAMPAIGNS).match(subject).outcome is not MatchOutcome.MATCHED
    match = Matcher(CAMPAIGNS, MatchingOptions(separators=("%",))).match(subject)
    assert match.entries == ("midterm-008",)
