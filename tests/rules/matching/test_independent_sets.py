"""Subjects by four authors who knew the rosters and nothing of the program: what the notice's matching must hold.

Each set was measured once before anything was mended after it; the last one held all of this unseen. Where two answers
are equally right, both are written, with | between them.
"""

from collections import Counter
from pathlib import Path

import pytest

from rules.matching import Match, Matcher, MatchOutcome
from service.campaign_files import default_campaigns

SETS = sorted((Path(__file__).parent / "independent").glob("*.tsv"))
MATCHER = Matcher(default_campaigns())
FLOORS = {"easy": 0.99, "domain": 0.97, "hard": 0.85, "ambiguous": 0.95, "unmatched": 0.95}
ANSWERS = {MatchOutcome.AMBIGUOUS: {"?"}, MatchOutcome.UNMATCHED: {"-"}}


def rows(path: Path) -> list[tuple[str, list[set[str]], str]]:
    """Class, the answers that are right, and the subject of every line."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    fields = (line.split("\t") for line in lines)
    return [(kind, [set(each.split()) for each in right.split("|")], what) for kind, right, what, _ in fields]


def answer(match: Match) -> set[str]:
    """The match as the sets write it."""
    return ANSWERS.get(match.outcome, set(match.entries))


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_nothing_is_assigned_wrongly_and_nearly_all_is_read(path: Path) -> None:
    """No wrong match in any set, and of each class at least what the rosters' clerk would read."""
    right, every, wrong = Counter[str](), Counter[str](), []
    for kind, expected, subject in rows(path):
        found = MATCHER.match(subject)
        every[kind] += 1
        right[kind] += answer(found) in expected
        if found.outcome is MatchOutcome.MATCHED and answer(found) not in expected:
            wrong.append(subject)
    assert wrong == []
    assert {
        kind: right[kind] / every[kind] for kind in FLOORS if right[kind] < FLOORS[kind] * every[kind]
    } == {}


def test_the_sets_are_there() -> None:
    """Four sets of at least 600 subjects each, every line with its reason."""
    sizes = [len(rows(path)) for path in SETS]
    assert len(sizes) == 4
    assert min(sizes) >= 600
