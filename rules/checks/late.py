"""`late`: the case's first readable summary was received after the deadline."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Say that the summary came after the deadline; whether it did, the case tells by the provider's own time.

    The notice: 于3月22日前…邮件发送至…. It is received all the same.
    """
    if given.late:
        yield Remark(
            message=f"工作总结收到时已过通知规定的时间（{given.campaign.deadline_text}）。",
            expected=f"{given.campaign.deadline_text}送达。",
            remedy="材料已照常登记，无需为此重新发送。",
        )


CHECK = Check("late", Severity.ADVICE, judge)
