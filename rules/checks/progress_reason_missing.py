"""`progress.reason_missing`: work not started is named with no reason."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import PROGRESS, label, own_blocks, readable_section
from rules.finding import Severity
from rules.reasons import states_not_started, unexplained


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the reason where work is named as not started and nothing nearby explains it.

    The notice: 对未启动的工作说明原因.
    """
    section = readable_section(given, PROGRESS)
    if section is None:
        return
    found = unexplained(own_blocks(section), states_not_started)
    if found:
        yield Remark(
            message=f"{label(given.template.section(PROGRESS))}部分提到“{found}”，未见原因说明。",
            section=PROGRESS,
            where=given.where(section.place),
            expected="对未启动的工作说明原因。",
            remedy="建议补充说明未启动的原因及后续安排。",
        )


CHECK = Check("progress.reason_missing", Severity.ADVICE, judge)
