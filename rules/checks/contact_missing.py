"""`contact.missing`: no contact line, or one left as in the template."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import contact, contact_parts
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the contact where no line gives any part of it.

    The notice's annex 1 ends with “项目联系人：姓名 电话 邮箱”: whom to call about the review.
    """
    if given.summary is None:
        return
    line = contact(given)
    if line is None or contact_parts(line) == 0:
        found = "未见项目联系人信息" if line is None else f"项目联系人尚未填写（“{line.text.strip()}”）"
        yield Remark(
            message=f"{found}。",
            where=given.where(line.place if line else "文末"),
            expected=f"文末写明联系人的姓名、电话和邮箱（“{given.template.contact_line}”）。",
            remedy="请补写项目联系人的姓名、电话和邮箱。",
        )


CHECK = Check("contact.missing", Severity.GAP, judge)
