"""Every check against its data file of good and bad examples, and the registry against the contract's table."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rules.checks.check import Check
from rules.checks.registry import CHECKS, run_checks
from rules.finding import Finding, Severity
from tests.rules.samples import campaign, check_input

FOLDER = Path(__file__).parent / "checks"

# CONTRACT.md, “Check codes”: code and default severity, in its order; summary.twins_differ is added to it.
CONTRACT = """
summary.missing gap
summary.unreadable gap
summary.twins_differ advice
identity.unit_mismatch gap
identity.unit_unclear advice
identity.project_mismatch gap
title.missing advice
section.missing gap
section.empty gap
section.placeholder gap
section.guidance_left advice
section.thin advice
section.order advice
results.unquantified gap
funds.no_figures gap
funds.reason_missing advice
progress.not_itemised advice
progress.reason_missing advice
plan.no_action_plan advice
signoff.missing gap
signoff.date_missing gap
seal.missing advice
seal.unclear advice
text.uncertain advice
contact.missing gap
contact.incomplete gap
evidence.missing gap
late advice
"""
HARSH_WORDS = ("不合格", "驳回", "错误", "违规", "必须", "不予", "责令", "退回")


def _examples() -> Iterator[Any]:
    for check in CHECKS:
        data = tomllib.loads((FOLDER / f"{check.code}.toml").read_text("utf-8"))
        for kind in ("good", "bad"):
            for number, table in enumerate(_tables(data, kind)):
                yield pytest.param(check, kind, table, id=f"{check.code}-{kind}-{number}")


def _tables(data: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    shared = {"section": data["section"]} if "section" in data else {}
    texts = [{**shared, "text": text} for text in data.get(kind, ())]
    return texts + [{**shared, **table} for table in data.get(f"{kind}_case", ())]


@pytest.mark.parametrize(("check", "kind", "table"), list(_examples()))
def test_check_tells_good_from_bad(check: Check, kind: str, table: dict[str, Any]) -> None:
    """A good example gives no finding of the check, a bad one gives it, for the sections that the data names."""
    found = list(check.findings(check_input(table)))
    if kind == "good":
        assert not found, (found[0].message, table)
        return
    assert found, table
    assert {finding.code for finding in found} == {check.code}
    assert [finding.section for finding in found] == table.get(
        "sections", [finding.section for finding in found]
    )
    assert table.get("says", "") in found[0].message


def test_registry_is_the_contract() -> None:
    """The registry has the contract's codes with their default severities, in its order, and no others."""
    listed = [tuple(line.split()) for line in CONTRACT.split("\n") if line]
    assert [(check.code, str(check.default)) for check in CHECKS] == listed


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.code))
def test_every_check_is_documented_and_has_examples(check: Check) -> None:
    """Each check says what it does and where the notice asks for it, and has six examples or more of either kind."""
    assert "The notice" in (check.judge.__doc__ or "")
    data = tomllib.loads((FOLDER / f"{check.code}.toml").read_text("utf-8"))
    assert len(_tables(data, "good")) >= 6
    assert len(_tables(data, "bad")) >= 6


def test_no_data_file_without_a_check() -> None:
    """Every data file belongs to a check of the registry."""
    assert {path.stem for path in FOLDER.glob("*.toml")} == {check.code for check in CHECKS}


def _all_findings() -> list[Finding]:
    tables = [parameter.values[2] for parameter in _examples() if parameter.values[1] == "bad"]
    return [finding for table in tables for finding in run_checks(check_input(table))]


def test_findings_are_worded_for_the_unit() -> None:
    """Every finding is one courteous Chinese sentence with what is expected and how to put it right."""
    for finding in _all_findings():
        assert finding.message.endswith("。")
        assert "None" not in finding.message
        assert "。。" not in finding.message + finding.expected + finding.remedy
        assert finding.expected
        assert finding.remedy.startswith(("请", "建议", "如", "材料"))
        words = finding.message + finding.expected + finding.remedy
        assert not [harsh for harsh in HARSH_WORDS if harsh in words], words


def test_campaign_sets_severities() -> None:
    """The campaign turns a code off, or makes an advice a gap."""
    given = check_input({"files": []})
    changed = replace(campaign(), severity={"evidence.missing": Severity.OFF, "seal.missing": Severity.GAP})
    before = {finding.code: finding.severity for finding in run_checks(given)}
    after = {finding.code: finding.severity for finding in run_checks(replace(given, campaign=changed))}
    assert before == {"evidence.missing": Severity.GAP, "seal.missing": Severity.ADVICE}
    assert after == {"seal.missing": Severity.GAP}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ({}, []),
        ({"missing": [4]}, ["section.missing"]),
        ({"section": 1, "text": ""}, ["section.empty"]),
        ({"section": 2, "text": "待补充"}, ["section.placeholder"]),
        ({"section": 3, "text": "进展XX。", "placeholders": ["XX"]}, ["section.placeholder"]),
        ({"section": 4, "text": "无"}, ["section.thin"]),
        ({"section": 5, "text": "无"}, ["section.empty"]),
        ({"sign_off": {"unit": "上海大学"}}, ["identity.unit_mismatch"]),
        ({"sign_off": False}, ["signoff.missing"]),
        (
            {"sign_off": {"unit": "", "is_placeholder": True, "date_text": "2024年3月xx日"}},
            ["signoff.missing", "signoff.date_missing"],
        ),
        (
            {"summary": False, "files": [{"name": "总结.doc", "role": "summary", "error": "unsupported"}]},
            ["summary.unreadable"],
        ),
        ({"summary": False, "files": [{"name": "佐证.docx", "role": "evidence"}]}, ["summary.missing"]),
        ({"summary": False, "late": True}, ["summary.missing", "late"]),
    ],
)
def test_one_fault_gives_one_code(table: dict[str, Any], codes: list[str]) -> None:
    """A fault gives its own code and draws no others after it; the seal's advice is left aside."""
    found = [finding.code for finding in run_checks(check_input(table)) if finding.code != "seal.missing"]
    assert found == codes


@pytest.mark.parametrize(
    "text", ["一" * 50_000, "1" * 50_000, "1," * 25_000, "执行率" * 15_000, "资金" * 25_000, " " * 50_000]
)
def test_endless_line_does_not_hold_up_the_checks(text: str) -> None:
    """A line of many thousand like characters is judged like any other; unbounded patterns would never end."""
    for section in (1, 2, 3, 5):
        assert isinstance(list(run_checks(check_input({"section": section, "text": text}))), list)
