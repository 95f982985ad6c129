"""`identity.unit_mismatch`: the title or the sign-off names another unit of the roster."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.naming import named_units
from rules.finding import Severity
from rules.identity import Naming


def judge(given: CheckInput) -> Iterator[Remark]:
    """Compare the units that title and sign-off name with the roster entry's: another unit's paper was attached.

    The notice: 各项目承担单位…; a summary serves only the unit whose it is.
    """
    named = [item for item in named_units(given) if item[0].naming is Naming.OTHER]
    if not named or given.entry is None:
        return
    found = "，".join(f"{part}写的是“{body.roster_name or body.text}”" for body, part, _ in named)
    yield Remark(
        message=f"工作总结的{found}，与项目承担单位“{given.entry.unit}”不一致。",
        where=named[0][2],
        expected=f"由“{given.entry.unit}”编写并落款的工作总结。",
        remedy="请核对所附文件是否为本单位的工作总结，更正后重新发送。",
    )


CHECK = Check("identity.unit_mismatch", Severity.GAP, judge)
