"""`identity.unit_unclear`: the title or the sign-off names a body that the roster does not know."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.naming import named_units, was_read_badly
from rules.checks.parts import is_read_by_ocr
from rules.finding import Severity
from rules.identity import Naming, is_far_from, is_misread, is_nearly, names_to_sign


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out a body that is neither the entry's unit nor another of the roster: a former name, a park's company.

    The notice's annexes name the units; the bureau must be able to tell whose paper it is. A park may well be
    signed for by its operating company, so nothing is held up. Where another unit is named, that is said alone.
    """
    named = list(named_units(given))
    unclear = [item for item in named if item[0].naming is Naming.UNCLEAR and _is_read(item[0].text, given)]
    if given.entry is None or not unclear or any(item[0].naming is Naming.OTHER for item in named):
        return
    unit = given.entry.unit
    found = "，".join(f"{part}写的是“{body.text.strip()}”" for body, part, _ in unclear)
    names = names_to_sign(given.entry, given.campaign)
    if is_read_by_ocr(given) and all(
        any(is_misread(body.text, name) for name in names) for body, _, _ in unclear
    ):
        return  # a misreading, most likely, and no slip of the unit's
    nearly = all(is_nearly(body.text, unit) for body, _, _ in unclear)
    yield Remark(
        message=f"{found}，与名单所列“{unit}”{'写法略有出入' if nearly else '名称不同'}。",
        where=unclear[0][2],
        expected=f"标题和落款使用名单所列的单位名称“{unit}”，或能看出两者的关系。",
        remedy="如为笔误，请更正；如单位已更名，或由运营公司、主管部门代为落款，请在回复中说明即可。",
    )


def _is_read(text: str, given: CheckInput) -> bool:
    """Whether the name is worth pointing out: read surely, or the whole name of a body that cannot be the unit misread."""
    names = names_to_sign(given.entry, given.campaign) if given.entry is not None else ()
    return not was_read_badly(text, given) or all(is_far_from(text, name) for name in names)


CHECK = Check("identity.unit_unclear", Severity.ADVICE, judge)
