"""`results.unquantified`: section 1 states no measurable result."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import holds_unread_pictures, label, own_blocks, readable_section
from rules.figures import has_measure
from rules.finding import Severity
from rules.template import Subject


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for figures where the results are told in words only: no number with a unit, no count, no rate.

    The notice: 须可量化、可考核. Years, section numbers, dates and document numbers measure nothing.
    """
    standing = readable_section(given, Subject.RESULTS)
    if standing is None:
        return
    spec, section = standing
    if holds_unread_pictures(section) or has_measure(own_blocks(section)):
        return
    yield Remark(
        message=f"{label(spec)}部分未见可量化的成效（如数量、比例、金额）。",
        section=spec.number,
        where=given.where(section.place),
        expected="对照绩效目标，以数量、比例或金额说明完成情况。",
        remedy="请补充可量化、可考核的成效，如专利申请和授权件数、转化金额、服务企业家数、绩效目标完成率等。",
    )


CHECK = Check("results.unquantified", Severity.GAP, judge)
