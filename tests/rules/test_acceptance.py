"""Whole submissions, judged from their text to their findings: exactly the gaps that the contract rules."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rules.case import Case, judge
from rules.finding import Severity
from rules.submission import Submission, SubmittedFile
from tests.rules.samples import campaign, evidence, roster
from tests.rules.summaries import document
from tests.rules.template_2024_6 import campaign_template

FOLDER = Path(__file__).parent / "acceptance"
BASES: dict[str, str] = tomllib.loads((FOLDER / "bases.toml").read_text("utf-8"))
CASES = [
    pytest.param(case, id=case["name"])
    for case in tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))["case"]
]


def text_of(case: dict[str, Any]) -> str:
    """The case's own text, or its base with the lines changed."""
    if "text" in case:
        return str(case["text"])
    text = BASES[case["base"]]
    for before, after in case.get("edits", ()):
        assert text.count(before.strip("\n")) == 1, before
        text = text.replace(before.strip("\n"), after.strip("\n"))
    return text


@pytest.mark.parametrize("case", CASES)
def test_submission_has_exactly_these_gaps(case: dict[str, Any]) -> None:
    """No gap is missed and none is claimed that is not there; the advice that the case names is given, and no other."""
    summary = SubmittedFile("工作总结.docx", "sha-summary", 50_000, document=document(text_of(case)))
    files = (summary, evidence()) if case.get("evidence", True) else (summary,)
    submission = Submission(message=1, received_at=datetime(2024, 3, 20, tzinfo=UTC), files=files)

    shipped = replace(campaign(), template=campaign_template())
    findings = judge(Case(roster().by_id[case["entry"]], (submission,)), shipped).findings

    gaps = {finding.key for finding in findings if finding.severity is Severity.GAP}
    others = {finding.code for finding in findings if finding.severity is Severity.ADVICE}
    may = {code.partition(":")[0] for code in case.get("may", ())}
    advice = {code.partition(":")[0] for code in case.get("advice", ())}
    assert gaps - set(case.get("may", ())) == set(case["gaps"]) - set(case.get("may", ()))
    assert others - may - {"seal.missing"} == advice - may
