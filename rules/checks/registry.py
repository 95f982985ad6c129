"""Every check, in the contract's order, which is also the order of the findings."""

from collections.abc import Iterator

from rules.checks import (
    contact_incomplete,
    contact_missing,
    evidence_missing,
    funds_no_figures,
    funds_reason_missing,
    late,
    plan_no_action_plan,
    progress_not_itemised,
    progress_reason_missing,
    project_mismatch,
    results_unquantified,
    seal_missing,
    seal_unclear,
    section_empty,
    section_guidance_left,
    section_missing,
    section_order,
    section_placeholder,
    section_thin,
    signoff_date_missing,
    signoff_missing,
    summary_missing,
    summary_unreadable,
    text_uncertain,
    title_missing,
    twins_differ,
    unit_mismatch,
    unit_unclear,
)
from rules.checks.check import Check, CheckInput
from rules.finding import Finding

CHECKS: tuple[Check, ...] = (
    summary_missing.CHECK,
    summary_unreadable.CHECK,
    twins_differ.CHECK,
    unit_mismatch.CHECK,
    unit_unclear.CHECK,
    project_mismatch.CHECK,
    title_missing.CHECK,
    section_missing.CHECK,
    section_empty.CHECK,
    section_placeholder.CHECK,
    section_guidance_left.CHECK,
    section_thin.CHECK,
    section_order.CHECK,
    results_unquantified.CHECK,
    funds_no_figures.CHECK,
    funds_reason_missing.CHECK,
    progress_not_itemised.CHECK,
    progress_reason_missing.CHECK,
    plan_no_action_plan.CHECK,
    signoff_missing.CHECK,
    signoff_date_missing.CHECK,
    seal_missing.CHECK,
    seal_unclear.CHECK,
    text_uncertain.CHECK,
    contact_missing.CHECK,
    contact_incomplete.CHECK,
    evidence_missing.CHECK,
    late.CHECK,
)

ORDER = {check.code: place for place, check in enumerate(CHECKS)}


def run_checks(given: CheckInput) -> Iterator[Finding]:
    """What all checks find, in the registry's order."""
    for check in CHECKS:
        yield from check.findings(given)
