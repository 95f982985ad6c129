"""Rows that a wide blank parts are put together, and no others."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.blank_rows import parted_by_blanks, spanned
from parsers.ocr import Pixels
from parsers.registry import parse
from tests.documents.dresses.carriers import scanned_pdf
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

FIRST, LAST = box(100, 100, 480, 154), box(600, 100, 760, 154)


def page(*strokes: tuple[int, int, int, int]) -> Pixels:
    """Two pieces of a row, 已完成导航报告 and 份。, and strokes beside them."""
    picture = Image.new("RGB", (1000, 300), "white")
    brush = ImageDraw.Draw(picture)
    for text, left in (("已完成导航分析报告", 120), ("份，其余", 610)):
        brush.text((left, 94), text, font=font(0, 36), fill=(30, 30, 30))
    for stroke in strokes:
        brush.line(stroke, fill=(30, 30, 30), width=2)
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize(
    ("strokes", "joined"),
    [
        pytest.param([(450, 144, 604, 144)], {0: 1}, id="a blank"),
        pytest.param([], {}, id="nothing"),
        pytest.param([(450, 124, 604, 124)], {}, id="a dash"),
        pytest.param([(0, 146, 999, 146)], {}, id="a rule below the whole row"),
        pytest.param([(450, 144, 604, 144), (530, 60, 530, 200)], {}, id="a border between two cells"),
        pytest.param([(450, 144, 470, 144)], {}, id="a stroke of a character"),
    ],
)
def test_pieces_with_a_blank_between_them_are_one_row(
    strokes: list[tuple[int, int, int, int]], joined: dict[int, int]
) -> None:
    """What lies between the two is one level stroke at the feet of the print, and nothing else."""
    pieces = [FIRST, LAST]
    assert parted_by_blanks(page(*strokes), pieces, pieces) == joined


def test_lines_of_other_rows_are_left_alone() -> None:
    """One below the other, or twice as high."""
    sheet = page((450, 144, 604, 144))
    for last in (box(600, 160, 760, 214), box(600, 60, 760, 190)):
        assert parted_by_blanks(sheet, [FIRST, last], [FIRST, last]) == {}


def test_a_row_reaches_from_its_first_piece_to_its_last() -> None:
    """The corners of both ends."""
    assert spanned(FIRST, LAST).tolist() == box(100, 100, 760, 154).tolist()


def test_a_page_whose_rows_are_put_together_is_read_whole() -> None:
    """What was read of its longest lines before, to tell how it lies, keeps its line though the lines are fewer now."""
    blank, last = (
        ("经费到账", "万元，余下部分待到账"),
        "建议进一步完善评价指标，加强对成果转化全过程的支持与服务。",
    )
    sheet = Image.new("RGB", (1654, 2339), "white")
    brush = ImageDraw.Draw(sheet)
    for top in (300, 420):
        brush.text((200, top), blank[0], font=font(0, 40), fill=(30, 30, 30))
        brush.line((368, top + 46, 600, top + 46), fill=(30, 30, 30), width=3)
        brush.text((606, top), blank[1], font=font(0, 40), fill=(30, 30, 30))
    for row in range(3):
        brush.text((200, 600 + 90 * row), last, font=font(0, 40), fill=(30, 30, 30))
    document = parse(scanned_pdf([np.asarray(sheet, np.uint8)], 200), "总结.pdf", frozenset({1}))
    assert document.text.count("____") == 2
    assert document.text.replace("\n", "").count(last) == 3
