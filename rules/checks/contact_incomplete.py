"""`contact.incomplete`: a contact line that lacks the name, the telephone or the e-mail."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import contact, contact_parts
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the part of the contact that is not given.

    The notice's annex 1: 项目联系人：姓名 电话 邮箱; all three are needed to arrange the review.
    """
    line = contact(given)
    if line is None or contact_parts(line) == 0:
        return
    parts = {"姓名": line.name, "电话": line.telephone, "邮箱": line.email}
    lacking = "、".join(name for name, value in parts.items() if not value)
    if lacking:
        yield Remark(
            message=f"项目联系人信息中未见{lacking}。",
            where=given.where(line.place),
            expected=f"联系人的姓名、电话和邮箱齐全（“{given.template.contact_line}”）。",
            remedy=f"请补写联系人的{lacking}。",
        )


CHECK = Check("contact.incomplete", Severity.GAP, judge)
