"""Reading never fails, whatever the document holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import Block, BlockKind, Document
from rules.roles import looks_like_summary
from rules.summary import read_summary
from tests.rules.template_2024_6 import TEMPLATE

_PIECES = st.sampled_from(
    ["一、", "（一）", "1.", "项目实施成效", "资金", "目录", "……3", "附件：", "上海大学", "（盖章）", "2024年3月", "20日", "xx",
     "____", "联系人：", "13800000000", "a@example.org", "。", "\n", " ", "关于", "工作总结", "对照绩效目标，", "@", "("]
)  # fmt: skip
_TEXTS = st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=30)
_BLOCKS = st.builds(
    Block, kind=st.sampled_from(BlockKind), text=_TEXTS, level=st.none() | st.integers(1, 3)
) | st.lists(_TEXTS, min_size=1, max_size=4).map(
    lambda cells: Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=tuple(cells))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCKS, max_size=25))
def test_any_document_is_read(blocks: list[Block]) -> None:
    """Any blocks give a Summary with each section at most once, and a likeness between 0 and 1."""
    document = Document("docx", tuple(blocks))
    summary = read_summary(document, TEMPLATE, {"上海大学"})
    numbers = [section.number for section in summary.sections]
    assert len(numbers) == len(set(numbers))
    assert 0 <= looks_like_summary(document, TEMPLATE) <= 1


@pytest.mark.parametrize(
    "piece", ["一", "x", "*", "_", "（", "[ ", "1-", "@", "…", "对照绩效目标，", "**a", "年"]
)
def test_very_long_lines_are_read(piece: str) -> None:
    """A line of two hundred thousand characters is content like any other."""
    line = piece * (200_000 // len(piece))
    blocks = (Block(BlockKind.PARAGRAPH, "一、项目实施成效"), Block(BlockKind.PARAGRAPH, line))
    section = read_summary(Document("docx", blocks), TEMPLATE).section(1)
    assert section is not None
    assert len(section.content) == 1
