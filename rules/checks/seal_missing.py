"""`seal.missing`: no seal is found in any file of the case."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.seals import bears_no_seal
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Remind of the seal where it is known that no file bears one; where nobody could look, nothing is said.

    The notice: 加盖公章，一式二份. The sealed paper copies follow by post, so nothing is held up. One sealed file is
    enough, whatever its role; where a page leaves it open, `seal.unclear` speaks instead.
    """
    if given.summary is not None and bears_no_seal(given):
        yield Remark(
            message="电子材料中未见单位公章。",
            where=given.where(),
            expected="总结材料加盖单位公章。",
            remedy="建议同时发送盖章页的彩色扫描件；纸质件请务必加盖公章。",
        )


CHECK = Check("seal.missing", Severity.ADVICE, judge)
