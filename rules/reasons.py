"""Sentences that call for a reason, and words that give one."""

import re
from collections.abc import Callable, Sequence

from parsers.document import Block, BlockKind
from rules.figures import fold, spending_rates

_SHOWN = 40  # characters of a sentence that a remark quotes

# 因此 and 因素 give no reason by themselves; 系统 and 系列 are no 系, nor are 体系, 关系 and 联系.
_REASON = re.compile(
    r"因(?!此|而|素|地制宜|材施教)|由于|原因(?!$|[。,;])|主要是|主要系|(?<![体关联])系(?!统|列|数)[^,。;]{2,}|鉴于|受[^,。;]{1,30}(?:影响|限制|制约)"
    r"|所致|导致|造成|考虑到|缘于|源于|为(?:了|更好|进一步|确保|满足|适应|加快|便于)|根据[^,。;]{0,30}(?:需要|要求|变化|实际)"
    r"|结合[^,。;]{0,20}(?:需要|实际|情况)|因为|以便|尚需|尚待|有待|须待|待[^,。;]{2,20}后"
)
_NO_REASON_ASKED = re.compile(r"原因[:]?(?:无|不详)$")

_REASON_HEADER = re.compile(r"^.{0,12}原因(?:说明|分析|及.{1,8})?$")
_NO_ENTRY = re.compile(r"[\W_]*(?:无|不涉及|不适用)?[\W_]*")

_HYPOTHETICAL = re.compile(
    r"如[需有果]|若|确需|需要?调整的|将(?:根据|按|适时)|拟|不得|应当?(?:按|报|经)|是否|须经|报[^,。;]{0,8}备案后"
)
_DENIED_ADJUSTMENT = re.compile(
    r"(?:未|无|没有|不存在|不涉及|未曾|从未|未作|不作|无需|没|不需|尚无|并未)[^,。;]{0,14}(?:调整|调剂|变更|调增|调减)"
    r"|(?:调整|调剂|变更)(?:情况|事项|金额|部分|的?情形)?[:为]?(?:无|没有|不涉及|0)"
)
_ADJUSTMENT = re.compile(
    r"(?:预算|经费|资金|费用|科目|支出|用途|费|款|金额|万元|额度)[^,。;\n]{0,25}?(?:调整|调剂|变更|调增|调减|核减|压减|追加|转用|改用|改为)"
    r"|(?:调整|调剂|变更|调增|调减|核减|压减|追加)[^,。;\n]{0,15}?(?:预算|经费|资金|费用|科目|支出|用途|费|万元|额度)"
)
_LOW_IN_WORDS = re.compile(
    r"(?:执行率|使用率|支出率|支付率|(?:执行|使用|支出|支付)(?:的)?进度|资金进度)[^,。;\n]{0,8}?(?:较低|偏低|过低|很低|不高|缓慢|偏慢|较慢|滞后|不及预期|未达)"
    r"|(?:经费|资金|款项)[^,。;\n]{0,8}(?:尚未|均未|暂未|全未|未)(?:能|曾)?(?:使用|支出|启用|动用|执行)"
)
_REMAINDER = re.compile(r"剩余|余款|结余|尾款|余额|其余")
_NOT_LOW = re.compile(r"(?:不存在|没有|无|未出现)[^,。;]{0,10}(?:较低|偏低|过低|缓慢|偏慢|滞后)")

_NOT_STARTED = re.compile(
    r"(?:尚未|还未|暂未|均未|仍未|未|没有|还没有?)(?:能|正式|全面|实质性?|按期|如期|按时)*(?:启动|开展|实施|开始|着手|动工|进行(?!调整))"
    # 三年以上未实施的专利 and 未实施、又无防御价值的专利 are kinds of patents, and no work.
    r"(?!(?<=实施)(?:[、,]?[又且也并或而][^,。;、]{1,12})?的(?:[\u4e00-\u9fff]{0,6})(?:专利|成果|技术|发明|商标)(?!导航|培训|转移|许可|开放|布局|转化|分析|评估|预警))"
    r"|待启动|待开展|暂缓|搁置|推迟|停滞|延期(?:启动|开展|实施|进行)|延后"
)
_DENIED_NOT_STARTED = re.compile(
    r"(?:无|没有|不存在|未出现|并无|暂无|未有|均无)[^,。;]{0,8}(?:未启动|未开展|未实施|未开始|尚未|暂缓|搁置|推迟|停滞|延期|延后)"
    r"|(?:未启动|未开展|未实施|未开始)(?:的)?(?:工作|任务|事项|内容|项目|部分|情况)*(?:及原因|原因)?[:为]?(?:无|没有|不涉及|0)"
)


def sentences(text: str) -> tuple[str, ...]:
    """Split folded text into its sentences."""
    return tuple(part for part in re.split(r"[。;!?\n]", text) if part)


def gives_reason(text: str) -> bool:
    """Hold where folded text gives a reason: 因…, 由于, 主要是, 受…影响, 系…所致."""
    return bool(_REASON.search(text)) and not _NO_REASON_ASKED.search(text)


def states_adjustment(sentence: str) -> bool:
    """Hold where the sentence says that funds were adjusted; denials and rules about adjusting do not."""
    if _HYPOTHETICAL.search(sentence) or _DENIED_ADJUSTMENT.search(sentence):
        return False
    return bool(_ADJUSTMENT.search(sentence))


def states_low_spending(sentence: str, threshold: float) -> bool:
    """Hold where the sentence states a spending rate below the threshold (percent), or calls it low."""
    if any(rate < threshold for rate in spending_rates(sentence)):
        return True
    if _REMAINDER.search(sentence) or _NOT_LOW.search(sentence) or _HYPOTHETICAL.search(sentence):
        return False
    return bool(_LOW_IN_WORDS.search(sentence))


def states_not_started(sentence: str) -> bool:
    """Hold where the sentence names work that has not been started; “无未启动工作” names none."""
    return bool(_NOT_STARTED.search(sentence)) and not _DENIED_NOT_STARTED.search(sentence)


def unexplained(blocks: Sequence[Block], states: Callable[[str], bool]) -> str:
    """The first sentence that states something and has no reason near it; "" where there is none.

    Near is its own block, the one before and the two behind: a reason often stands in a paragraph of its own. In a
    table a reason is what stands in the column of reasons.
    """
    texts = [fold(block.text) for block in blocks]
    explained = _explained_rows(blocks)
    for index, text in enumerate(texts):
        if index in explained:
            continue
        near = "。".join(texts[max(index - 1, 0) : index + 3])
        found = next((sentence for sentence in sentences(text) if states(sentence)), None)
        if found is not None and not gives_reason(near):
            return found if len(found) <= _SHOWN else f"{found[:_SHOWN]}…"
    return ""


def _explained_rows(blocks: Sequence[Block]) -> frozenset[int]:
    """The positions of table rows with an entry in the column that the table's header names 原因."""
    found: set[int] = set()
    column: int | None = None
    for index, block in enumerate(blocks):
        if block.kind is not BlockKind.TABLE_ROW:
            column = None
            continue
        cells = [fold(cell) for cell in block.cells]
        named = next((place for place, cell in enumerate(cells) if _REASON_HEADER.search(cell)), None)
        if named is not None:
            column = named
        elif column is not None and column < len(cells) and not _NO_ENTRY.fullmatch(cells[column]):
            found.add(index)
    return frozenset(found)
