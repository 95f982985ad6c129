"""`funds.reason_missing`: a low spending rate or an adjustment is stated with no reason."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label, own_blocks, readable_section
from rules.figures import table_spending_rates
from rules.finding import Severity
from rules.reasons import gives_reason, states_adjustment, states_low_spending, unexplained
from rules.template import Subject


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the reason of slow spending or of an adjusted budget where it is stated and not explained nearby.

    The notice: 对资金使用进度过低或调整的部分说明原因.
    """
    standing = readable_section(given, Subject.FUNDS)
    if standing is None:
        return
    spec, section = standing
    blocks, threshold = own_blocks(section), given.campaign.low_spending_rate
    low = unexplained(blocks, lambda sentence: states_low_spending(sentence, threshold))
    if not low and not any(gives_reason(block.text) for block in blocks):
        low = next((f"执行率{rate:g}%" for rate in table_spending_rates(blocks) if rate < threshold), "")
    found = low or unexplained(blocks, states_adjustment)
    if found:
        yield Remark(
            message=f"{label(spec)}部分提到“{found}”，未见原因说明。",
            section=spec.number,
            where=given.where(section.place),
            expected="对资金使用进度过低或调整的部分说明原因。",
            remedy="建议补充说明原因；预算调整已经书面备案的，可注明备案情况。",
        )


CHECK = Check("funds.reason_missing", Severity.ADVICE, judge)
