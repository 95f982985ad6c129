"""Lines that begin or end with a blank are made as wide as with it, and no others."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.blank_ends import with_blanks_at_ends
from parsers.ocr import Pixels, Quad
from parsers.registry import parse
from tests.documents.dresses.carriers import scanned_pdf
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

LINE = box(300, 100, 660, 154)
Stroke = tuple[int, int, int, int]


def page(*strokes: Stroke) -> Pixels:
    """A row, 家单位前来学习交流。, with strokes beside it."""
    picture = Image.new("RGB", (1000, 300), "white")
    brush = ImageDraw.Draw(picture)
    brush.text((310, 94), "家单位前来学习交流。", font=font(0, 36), fill=(30, 30, 30))
    for stroke in strokes:
        brush.line(stroke, fill=(30, 30, 30), width=2)
    return np.asarray(picture, np.uint8)


def extent(quad: Quad) -> tuple[float, float]:
    """Where a line begins and ends."""
    return float(quad[:, 0].min()), float(quad[:, 0].max())


@pytest.mark.parametrize(
    ("stroke", "start", "end"),
    [
        pytest.param((200, 144, 306, 144), 186.0, 660.0, id="a blank before"),
        pytest.param((668, 144, 790, 144), 300.0, 804.0, id="a blank behind"),
    ],
)
def test_a_line_is_as_wide_as_with_its_blank(stroke: Stroke, start: float, end: float) -> None:
    """The other end stays where it is."""
    (line,) = with_blanks_at_ends(page(stroke), [LINE])
    assert extent(line) == pytest.approx((start, end), abs=4.0)


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([], id="nothing"),
        pytest.param([(200, 124, 306, 124)], id="a dash"),
        pytest.param([(200, 170, 306, 170)], id="a rule below the row"),
        pytest.param([(0, 144, 999, 144)], id="a line to write upon, all along the row"),
        pytest.param([(0, 144, 306, 144)], id="a rule from the page's edge"),
        pytest.param([(100, 144, 200, 144)], id="a stroke far from the print"),
        pytest.param([(280, 144, 306, 144)], id="a stroke of a character's width at most"),
        pytest.param([(290, 60, 290, 200)], id="a border"),
        pytest.param([(664, 146, 760, 146), (760, 40, 760, 146)], id="a cell's lower right corner"),
        pytest.param([(668, 152, 790, 152)], id="a piece of a seal at the row's lower edge"),
    ],
)
def test_other_ink_leaves_a_line_as_it_is(strokes: list[Stroke]) -> None:
    """A blank is one level stroke at the feet of the print, beside it, of some width but no rule."""
    assert [extent(line) for line in with_blanks_at_ends(page(*strokes), [LINE])] == [(300.0, 660.0)]


def test_a_blank_before_another_line_is_that_lines() -> None:
    """Between two pieces of a row nothing is taken: those are put together elsewhere."""
    other = box(40, 100, 296, 154)
    lines = with_blanks_at_ends(page((200, 144, 296, 144)), [LINE, other])
    assert [extent(line) for line in lines] == [(300.0, 660.0), (40.0, 296.0)]


def test_a_blank_that_begins_a_line_is_read() -> None:
    """A scan's reader finds ____ before the print."""
    sheet = Image.new("RGB", (1654, 2339), "white")
    brush = ImageDraw.Draw(sheet)
    for number, text in enumerate(
        ("区内企业、园区和服务机构共", "家单位前来学习交流。", "做法成本不高，容易复制。")
    ):
        brush.text((310, 300 + 70 * number), text, font=font(0, 36), fill=(30, 30, 30))
    brush.line((200, 414, 306, 414), fill=(30, 30, 30), width=2)
    document = parse(scanned_pdf([np.asarray(sheet, np.uint8)], 200), "总结.pdf", frozenset({1}))
    assert "__家单位" in document.text
