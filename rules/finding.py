"""What a check says of a submission."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: the unit must send something, should look at something, or the code is off."""

    GAP = "gap"
    ADVICE = "advice"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check, worded for the unit in courteous Chinese.

    `message` says in one sentence what was found; `expected` what the notice asks for; `remedy` how to put it
    right; `where` names the file and the place in it ("总结.docx，第3页" or "总结.docx，“二、资金使用情况”之下").
    """

    code: str
    severity: Severity
    message: str
    section: int | None = None
    where: str = ""
    expected: str = ""
    remedy: str = ""

    @property
    def key(self) -> str:
        """The finding's short name in lists: its code, and the section where it has one."""
        return self.code if self.section is None else f"{self.code}:{self.section}"
