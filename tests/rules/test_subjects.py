"""What a section is about stands in the template: a notice with other sections is judged by theirs."""

from dataclasses import replace

from rules.checks.registry import run_checks
from rules.template import Subject, Template
from tests.rules.samples import campaign, check_input
from tests.rules.template_2024_6 import TEMPLATE

WORDS_ALONE = "专项资金均按合同约定的科目列支，专账核算，使用规范，审批手续齐全，未发生调整，也未用于规定用途以外的支出。"


def _funds_first() -> Template:
    """A template that asks for the funds alone, as its section 1."""
    funds = TEMPLATE.about(Subject.FUNDS)
    assert funds is not None
    return replace(TEMPLATE, sections=(replace(funds, number=1),))


def test_checks_follow_the_subject_and_not_the_number() -> None:
    """Section 1 is about funds here: it lacks figures, and nothing is said of results, progress or a plan."""
    given = check_input({"section": 1, "text": WORDS_ALONE})
    other = replace(given, campaign=replace(campaign(), template=_funds_first()))
    found = {finding.code: finding.section for finding in run_checks(other)}
    assert found["funds.no_figures"] == 1
    assert not [code for code in found if code.startswith(("results", "progress", "plan"))]


def test_a_template_may_leave_a_subject_out() -> None:
    """`about` says so, and the checks of that subject are silent."""
    assert _funds_first().about(Subject.PROGRESS) is None
    assert TEMPLATE.about(Subject.PLAN) is TEMPLATE.section(5)
