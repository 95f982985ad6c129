"""`progress.not_itemised`: section 3 is not item by item."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from parsers.document import Block, BlockKind
from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label, own_blocks, readable_section
from rules.finding import Severity
from rules.template import Subject
from rules.text import normalise

# A line that begins an item: 1. 2、 (3) （四） 第一，任务一： 一是
_ITEM = re.compile(
    r"\s*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:\)|[、.:](?!\d(?!\d{3}\s?年)))|(?:\d{1,2}\.){1,3}\d{1,2}\D|\d{1,2}\s+\D"
    r"|[•·●○■◆▪◇□★➢➤►✓√-]\s*\S|第[一二三四五六七八九十\d]{1,3}(?:[项条,、:]|阶段)"
    r"|[\u4e00-\u9fff]{0,4}(?:任务|工作|事项|指标|目标|内容|条款|举措|措施|板块|课题)[一二三四五六七八九十\d]{1,3}(?!\d|[\u4e00-\u9fff])"
    r"|(?:任务|工作|事项|指标|目标|内容)[一二三四五六七八九十\d]{1,3}|[一二三四五六七八九十]是|首先|其次|再次|最后|其[一二三四五])"
)
_CIRCLED = re.compile("[①-⑳❶-❿]")
_RUNNING = (
    re.compile(r"([一二三四五六七八九十])(?:是|要|则)"),
    re.compile(r"(首先|其次|再次|然后|最后|此外)"),
    re.compile(r"其([一二三四五六七八九])"),
    re.compile(r"第([一二三四五六七八九十])[,、是:]"),
    re.compile(r"[(]([一二三四五六七八九十]|\d{1,2})[)]"),
    re.compile(r"(?:^|[。;:\n])\s{0,4}(\d{1,2})(?:\)|[、.](?!\d(?!\d{3}\s?年)))"),
    re.compile(r"(?:任务|工作)([一二三四五六七八九十]|\d{1,2})[:,、是]"),
    re.compile(r"([一二三四五六七八九十])方面[,是]|(另)一方面"),
)


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out progress told in one piece: numbers, list items, sub-headings, table rows or 一是…二是… make items.

    The notice: 对照合同约定，逐条说明工作落实情况.
    """
    standing = readable_section(given, Subject.PROGRESS)
    if standing is None:
        return
    spec, section = standing
    if _items(own_blocks(section)) >= 2:
        return
    yield Remark(
        message=f"{label(spec)}部分未见逐条说明。",
        section=spec.number,
        where=given.where(section.place),
        expected="对照合同约定的工作任务，逐条说明落实情况。",
        remedy="建议按合同任务分条（或以表格）说明每项的落实情况。",
    )


def _items(blocks: Sequence[Block]) -> int:
    """How many items the blocks make; a table's first row is its header, and a cell may hold a list."""
    rows = [block for block in blocks if block.kind is BlockKind.TABLE_ROW]
    in_cells = sum(_items_of(block) for block in rows)
    return max(len(rows) - 1, in_cells) + sum(
        _items_of(block) for block in blocks if block.kind is not BlockKind.TABLE_ROW
    )


def _items_of(block: Block) -> int:
    if block.kind in {BlockKind.LIST_ITEM, BlockKind.HEADING} or block.number:
        return 1
    text = normalise(_CIRCLED.sub(_written_out, block.text))
    return max(sum(bool(_ITEM.match(line)) for line in text.splitlines()), _markers(text))


def _written_out(circled: re.Match[str]) -> str:
    """A circled number begins an item wherever it stands: ② reads as 2、 behind a full stop."""
    return f"。{int(unicodedata.numeric(circled[0]))}、"


def _markers(text: str) -> int:
    """How many different markers of a running enumeration the text holds: 一是, 二是; (1), (2); 首先, 其次."""
    return max(len(set(pattern.findall(text))) for pattern in _RUNNING)


CHECK = Check("progress.not_itemised", Severity.ADVICE, judge)
