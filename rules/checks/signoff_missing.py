"""`signoff.missing`: no sign-off line with the unit's name."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import sign_off
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the sign-off where none stands, or one left blank or as in the template.

    The notice's annex 1 ends with “xx单位（盖章）”: who answers for the paper. A twin's sign-off serves as well; one by
    another unit is `identity.unit_mismatch` and no blank.
    """
    signed = sign_off(given)
    if given.summary is None or (signed is not None and signed.unit.strip()):
        return
    if signed is not None and signed.is_placeholder:
        found = f"落款仍为模板原样（“{given.template.sign_off_line}”）。"
    else:
        found = "文末未见单位落款。"
    yield Remark(
        message=found,
        where=given.where(signed.place if signed else "文末"),
        expected=f"文末有单位名称的落款（“{given.template.sign_off_line}”）。",
        remedy="请在文末补写单位全称并加盖公章。",
    )


CHECK = Check("signoff.missing", Severity.GAP, judge)
