"""`funds.no_figures`: section 2 states no amount and no rate."""

from collections.abc import Iterator

from parsers.document import Block, BlockKind
from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import holds_unread_pictures, label, own_blocks, readable_section
from rules.figures import has_amount_or_rate
from rules.finding import Severity
from rules.template import Subject


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for amounts or a spending rate; either suffices, in prose or in a table that tells its unit.

    The notice: 对照合同约定，说明资金使用情况; 花钱必问效.
    """
    standing = readable_section(given, Subject.FUNDS)
    if standing is None:
        return
    spec, section = standing
    # 资金使用情况（单位：万元） tells the unit of the bare numbers beneath.
    unit = (Block(BlockKind.PARAGRAPH, section.heading),) if "单位" in section.heading else ()
    if holds_unread_pictures(section) or has_amount_or_rate((*unit, *own_blocks(section))):
        return
    yield Remark(
        message=f"{label(spec)}部分未见资金的金额或执行率。",
        section=spec.number,
        where=given.where(section.place),
        expected="对照合同约定，说明专项资金的到账、支出金额或执行率。",
        remedy="请补充金额（如“到账100万元，支出96.5万元”）或执行率（如“执行率96.5%”）。",
    )


CHECK = Check("funds.no_figures", Severity.GAP, judge)
