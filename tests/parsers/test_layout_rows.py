"""Rows whose pieces lie at different heights, and lines that begin or end a paragraph in ways of their own."""

from dataclasses import replace

from parsers.columns import reading_order
from parsers.layout import Margins, continues
from parsers.text_line import TextLine

MARGINS = Margins(left=80.0, right=522.0, leading=28.0)


def line(text: str, left: float, right: float, bottom: float, height: float = 16.0) -> TextLine:
    """One line or piece of a line on page 1."""
    return TextLine(text, left, right, bottom, bottom + height, size=16.0, page=1)


def test_pieces_of_one_row_are_joined_from_left_to_right() -> None:
    """Digits drawn lower than the characters beside them do not come apart from them: a date stays a date."""
    pieces = [
        line("2024", 397, 437, 692, 15),
        line("年", 441, 457, 694, 15),
        line("3", 460, 470, 692, 15),
        line("月", 473, 489, 694, 14),
        line("9", 492, 503, 692, 15),
        line("日", 506, 522, 694, 14),
    ]
    assert [row.text.replace(" ", "") for row in reading_order(pieces)] == ["2024年3月9日"]


def test_what_was_read_twice_under_a_seal_is_said_once() -> None:
    """The seal parts a line, and OCR reads what lies beneath it with either half; without that, two texts are two."""
    first = replace(line("联系人：冯国梁；联系电话：", 132, 393, 600), is_ocr=True)
    second = replace(line("国梁；联系电话：（021）00004024；电子邮箱：", 234, 620, 600), is_ocr=True)
    (row,) = reading_order([second, first])
    assert row.text == "联系人：冯国梁；联系电话：（021）00004024；电子邮箱："
    assert len(reading_order([first, replace(second, text="（021）00004024；电子邮箱：")])) == 2
    assert len(reading_order([replace(first, is_ocr=False), second])) == 2
    amount = replace(line("支出金额100000", 200, 300, 600), is_ocr=True)
    (row,) = reading_order([amount, replace(line("000元，执行率96%", 297, 420, 600), is_ocr=True)])
    assert row.text == "支出金额100000000元，执行率96%"


def test_numbered_line_at_an_indent_begins_a_paragraph() -> None:
    """A list item without a full stop that happens to fill its line does not swallow the heading below it."""
    item = line("主要用途：专利数据库、海外代理、专利导航、专家咨询", 112, 515, 400)
    assert not continues([item], line("3. 任务进展", 112, 220, 372), MARGINS)
    assert continues([item], line("等方面。", 80, 140, 372), MARGINS)


def test_last_characters_of_a_name_set_to_the_right_go_on_with_it() -> None:
    """A long signature that is set to the right leaves a character or two on the next line."""
    name = line("某大学科学技术发展研究院/某大学国家大学科技", 84, 521, 400)
    assert continues([name], line("园", 506, 522, 372), MARGINS)
