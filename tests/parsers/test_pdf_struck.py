"""Struck-out text of a PDF is gone: tracked changes that were printed with their marks."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.registry import parse
from tests.documents.writers import FONT

pdfmetrics.registerFont(UnicodeCIDFont(FONT))  # before its widths are asked for below
LEFT, BASELINE, SIZE = 100, 700, 12
TEXT = "完成专利转化XX件86件，服务企业百余家。"


def texts(draw: Callable[[Canvas], None]) -> list[str]:
    """What is read of a page with that line, one above it, and what is drawn besides."""
    buffer = io.BytesIO()
    page = Canvas(buffer, pagesize=A4)
    page.setFont(FONT, SIZE)
    page.drawString(LEFT, BASELINE + 40, "一、项目实施成效")
    page.drawString(LEFT, BASELINE, TEXT)
    page.drawString(LEFT, BASELINE - 40, "二、资金使用情况")
    draw(page)
    page.save()
    return [block.text for block in parse(buffer.getvalue(), "总结.pdf").blocks]


def across(first: int, last: int, up: float, beyond: float = 0.0) -> tuple[float, float, float]:
    """Where a stroke begins and ends that runs through these characters, `up` above the baseline, in points."""
    begin, end = (pdfmetrics.stringWidth(TEXT[:place], FONT, SIZE) for place in (first, last))
    return LEFT + begin - beyond, LEFT + end + beyond, BASELINE + up


def stroke(first: int, last: int, up: float, beyond: float = 0.0) -> Callable[[Canvas], None]:
    """A line, as LibreOffice strikes out."""
    left, right, height = across(first, last, up, beyond)
    return lambda page: page.line(left, height, right, height)


def band(first: int, last: int, up: float) -> Callable[[Canvas], None]:
    """A highlighter's lower half of the line."""
    left, right, height = across(first, last, up)

    def draw(page: Canvas) -> None:
        page.setFillColorRGB(1, 1, 0)
        page.rect(left, height - 6, right - left, 6, stroke=0, fill=1)

    return draw


def sliver(first: int, last: int, up: float) -> Callable[[Canvas], None]:
    """A thin filled box, as Word does."""
    left, right, height = across(first, last, up)
    return lambda page: page.rect(left, height - 0.3, right - left, 0.6, stroke=0, fill=1)


WHOLE = len(TEXT)


@pytest.mark.parametrize("strike", [stroke, sliver])
def test_struck_out_text_is_gone(strike: Callable[..., Callable[[Canvas], None]]) -> None:
    """A part of a line, or all of it."""
    assert texts(strike(6, 9, 3.5))[1] == TEXT[:6] + TEXT[9:]
    assert texts(strike(0, WHOLE, 3.5)) == ["一、项目实施成效", "二、资金使用情况"]
    assert texts(strike(0, WHOLE - 2, 3.5))[1] == TEXT[-2:]


@pytest.mark.parametrize("strike", [stroke, sliver])
def test_strokes_that_go_on_in_one_another_are_one(strike: Callable[..., Callable[[Canvas], None]]) -> None:
    """A new stroke begins where the font changes; that of one narrow character alone would be none."""

    def draw(page: Canvas) -> None:
        for first, last in ((3, 6), (6, 7), (7, 11)):
            strike(first, last, 3.5)(page)

    assert texts(draw)[1] == TEXT[:3] + TEXT[11:]


def test_a_rule_between_two_words_strikes_nothing_out() -> None:
    """An arrow, or a form's rule, where nothing is written."""
    row, spaces = "申请          转化", 10
    width = pdfmetrics.stringWidth(" ", FONT, SIZE)

    def draw(page: Canvas) -> None:
        page.drawString(LEFT, BASELINE - 80, row)
        page.line(LEFT + 2 * SIZE + 2, BASELINE - 76.5, LEFT + 2 * SIZE + spaces * width - 2, BASELINE - 76.5)

    assert texts(draw)[-1].split() == ["申请", "转化"]


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(stroke(6, 9, -1.5), id="underlined"),
        pytest.param(stroke(6, 9, 12.5), id="overlined"),
        pytest.param(stroke(0, WHOLE, 3.5, beyond=40), id="a border that the text was set across"),
        pytest.param(band(6, 12, 4), id="a highlighter's band"),
        pytest.param(lambda page: page.line(LEFT, BASELINE, LEFT + 60, BASELINE + 8), id="slanted"),
    ],
)
def test_other_lines_take_nothing_away(draw: Callable[[Canvas], None]) -> None:
    """Below the text, above it, or longer than it."""
    assert texts(draw)[1] == TEXT
