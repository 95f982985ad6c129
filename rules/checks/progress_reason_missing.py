"""`progress.reason_missing`: work not started is named with no reason."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label, own_blocks, readable_section
from rules.finding import Severity
from rules.reasons import states_not_started, unexplained
from rules.template import Subject


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the reason where work is named as not started and nothing nearby explains it.

    The notice: 对未启动的工作说明原因.
    """
    standing = readable_section(given, Subject.PROGRESS)
    if standing is None:
        return
    spec, section = standing
    found = unexplained(own_blocks(section), states_not_started)
    if found:
        yield Remark(
            message=f"{label(spec)}部分提到“{found}”，未见原因说明。",
            section=spec.number,
            where=given.where(section.place),
            expected="对未启动的工作说明原因。",
            remedy="建议补充说明未启动的原因及后续安排。",
        )


CHECK = Check("progress.reason_missing", Severity.ADVICE, judge)
