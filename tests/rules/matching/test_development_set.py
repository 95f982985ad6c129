"""The development set: subjects as secretaries write them, each with what it must be read as and why."""

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from rules.matching import Matcher, MatchOutcome
from service.campaign_files import default_campaigns

SUBJECTS = Path(__file__).parent / "subjects.tsv"
OUTCOMES = {"?": MatchOutcome.AMBIGUOUS, "-": MatchOutcome.UNMATCHED}
MATCHER = Matcher(default_campaigns())


class Example(NamedTuple):
    """A line of the set: `expected` is the entries, or ? (with readings that must be offered first), or -."""

    kind: str
    expected: tuple[str, ...]
    subject: str
    reason: str


def examples() -> list[Example]:
    """All lines of the data file."""
    with SUBJECTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [Example(kind, tuple(expected.split()), subject, why) for kind, expected, subject, why in rows]


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.kind}-{example.subject[:40]}")
def test_subject_is_read_as_a_clerk_reads_it(example: Example) -> None:
    """Every outcome of the set is asserted, with the readings that must be offered first."""
    first, *rest = example.expected
    result = MATCHER.match(example.subject)
    assert result.outcome is OUTCOMES.get(first, MatchOutcome.MATCHED), MATCHER.explain(
        example.subject
    ).decision
    if first in OUTCOMES:
        assert result.entries == ()
        assert {each.entry for each in result.candidates[: len(rest)]} == set(rest)
    else:
        assert result.entries == example.expected


def test_set_is_large_and_mixed() -> None:
    """At least 300 subjects, of every kind, each with a reason; no subject twice with two expectations."""
    found = examples()
    assert len(found) >= 300
    assert all(example.reason for example in found)
    outcomes = Counter(example.expected[0] if example.expected[0] in OUTCOMES else "=" for example in found)
    assert min(outcomes["?"], outcomes["-"]) >= 40
    assert outcomes["="] >= 200
    assert len({example.subject for example in found}) == len(found)
