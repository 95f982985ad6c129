"""`signoff.missing`: no sign-off line with the unit's name."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.naming import signs_without_name
from rules.checks.parts import sign_off
from rules.finding import Severity
from rules.summary import SignOff


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the sign-off where none stands, or one left blank or as in the template.

    The notice's annex 1 ends with “xx单位（盖章）”: who answers for the paper. 本公司 tells that no more than a blank
    does, unless a seal stands there. A twin's sign-off serves as well; one by another unit is `identity.unit_mismatch`
    and no blank.
    """
    signed = sign_off(given)
    nameless = signed is not None and signs_without_name(signed, given)
    if given.summary is None or (signed is not None and signed.unit.strip() and not nameless):
        return
    yield Remark(
        message=_found(signed, given.template.sign_off_line),
        where=given.where(signed.place if signed else "文末"),
        expected=f"文末有单位名称的落款（“{given.template.sign_off_line}”）。",
        remedy="请在文末补写单位全称并加盖公章。",
    )


def _found(signed: SignOff | None, as_in_template: str) -> str:
    if signed is not None and signed.unit.strip():
        return f"落款写的是“{signed.unit.strip()}”，未见单位名称。"
    if signed is not None and signed.is_placeholder:
        return f"落款仍为模板原样（“{as_in_template}”）。"
    return "文末未见单位落款。"


CHECK = Check("signoff.missing", Severity.GAP, judge)
