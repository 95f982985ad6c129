"""What the recogniser says of a line, put as it was written."""

import pytest

from parsers.ocr import as_written


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("(=)经费收支情况", "(二)经费收支情况"),
        ("（＝）经费收支情况", "（二）经费收支情况"),
        ("( - )项目实施成效", "( 一 )项目实施成效"),
        ("=、资金使用情况", "二、资金使用情况"),
        ("—、项目实施成效", "一、项目实施成效"),
        ("执行率=支出（-）", "执行率=支出（-）"),
        ("- 1 -", "- 1 -"),
        ("(-)12.5", "(-)12.5"),
        ("( - ) 无", "( - ) 无"),
        ("—— 完", "—— 完"),
        ("（沈—帆，021-55501234，sf@example.org）", "（沈一帆，021-55501234，sf@example.org）"),
        ("联系人：王— 电话", "联系人：王一 电话"),
        ("（三—四月）", "（三—四月）"),
        ("规格：中—大、小", "规格：中—大、小"),
        ("（甲—乙，丙）", "（甲—乙，丙）"),
        ("（四—六，021-55501234）", "（四—六，021-55501234）"),
        ("联系人：无— 电话", "联系人：无— 电话"),
        ("二四年三月八日", "二〇二四年三月八日"),
        ("支出 35.0 万元", "支出35.0万元"),
    ],
)
def test_strokes_and_spaces_of_print(read: str, written: str) -> None:
    """The number before a heading is two strokes, or one; a sign elsewhere in the line is itself."""
    assert as_written(read) == written
