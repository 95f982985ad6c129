"""`signoff.date_missing`: no full date under the sign-off."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import is_dated, sign_off
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the date where a sign-off stands without a full one; “2024年3月xx日” is none.

    The notice's annex 1 has the date under the sign-off. Neither sign-off nor date is `signoff.missing` alone.
    """
    signed = sign_off(given)
    if signed is None or is_dated(given) or not (signed.unit.strip() or signed.date_text.strip()):
        return
    text = signed.date_text.strip()
    yield Remark(
        message=f"落款日期尚未填写完整（“{text}”）。" if text else "落款处未见日期。",
        where=given.where(signed.place),
        expected="落款处有完整的年月日。",
        remedy="请在落款处补写完整日期（年、月、日）。",
    )


CHECK = Check("signoff.date_missing", Severity.GAP, judge)
