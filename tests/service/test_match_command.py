"""`intake match`: a line a subject, and the reading step by step where it is asked for."""

import json

import pytest
from click.testing import CliRunner, Result

from service.commands.match import match

MATCHED = "上海市高校知识产权运营中心-复旦大学"
NINTH = "九院总结材料"


def _run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(match, list(words), obj=None, input=typed)


def test_one_answer_a_line_in_order_blank_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A blank line is a subject; any answer that is no match makes the exit code 1."""
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    result = _run("--json", typed=f"{MATCHED}\n\n{NINTH}\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["outcome"] for row in rows] == ["matched", "unmatched", "ambiguous"]
    assert rows[0]["entries"] == ["midterm-008"]
    assert result.exit_code == 1
    assert _run("--json", MATCHED).exit_code == 0


def test_the_reading_is_explained_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spelling, pieces, what speaks for and against each entry, the decision: as tables and as JSON."""
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    (row,) = [json.loads(line) for line in _run("--explain", "--json", NINTH).stdout.splitlines()]
    steps = row["explanation"]
    assert {piece["kind"] for piece in steps["pieces"]} >= {"单位"}
    assert {each["entry"] for each in steps["weighed"]} == {"acceptance-032", "acceptance-045", "midterm-011"}
    assert steps["decision"]
    shown = _run("--explain", MATCHED)
    assert shown.exit_code == 0
    assert "统一写法" in shown.stdout
    assert "结论" in shown.stdout
