"""Blanks to write upon: seen in a line's picture, whatever the recogniser makes of them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.blanks import blank_strokes, blanks_in, pieces_between, unread
from parsers.ocr import LineText, Pixels, engine
from tests.documents.seal_drawing import font

SIZE, HIGH = 36, 54


def line(text: str, *strokes: tuple[int, int, int], number: int = 0) -> Pixels:
    """A line that was cut out, with strokes (left, right, height) drawn besides."""
    width = round(font(number, SIZE).getlength(text)) + 40
    picture = Image.new("RGB", (width, HIGH), "white")
    brush = ImageDraw.Draw(picture)
    brush.text((20, -6), text, font=font(number, SIZE), fill=(30, 30, 30))
    for left, right, height in strokes:
        brush.line((left, height, right, height), fill=(30, 30, 30), width=2)
    return np.asarray(picture, np.uint8)


def test_a_blank_between_words_is_seen() -> None:
    """授权____件: the stroke lies low, and nothing stands above it."""
    (stroke,) = blank_strokes(line("授权　　件", (95, 165, 44)))
    assert stroke == pytest.approx((95, 166), abs=2)


@pytest.mark.parametrize(
    ("picture", "place"),
    [
        pytest.param(line("已报告　　份", (132, 198, 35)), (132, 199), id="beside the foot of 口"),
        pytest.param(line("拟投入　　万元", (124, 200, 39)), (127, 201), id="touched by the foot of 入"),
    ],
)
def test_a_blank_close_to_characters_is_seen(picture: Pixels, place: tuple[int, int]) -> None:
    """Their feet lie as low as the stroke; a foot that touches it comes from above."""
    (stroke,) = blank_strokes(picture)
    assert stroke == pytest.approx(place, abs=12)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(line("授权专利十件"), id="no stroke"),
        pytest.param(line("二〇二四年——今年"), id="a dash"),
        pytest.param(line("授权　　件", (95, 165, 27)), id="a stroke in the middle"),
        pytest.param(line("单位　　大学", (60, 230, 46)), id="a line below words as well"),
        pytest.param(line("到账　　万元", (95, 155, 46), (163, 240, 46)), id="such a line with a hole"),
        pytest.param(line("授权　　件", (0, 300, 50)), id="a cell's border"),
        pytest.param(line("授权专利　　　", (170, 291, 44)), id="at the line's end"),
    ],
)
def test_what_is_no_blank(picture: Pixels) -> None:
    """Dashes, lines below words, borders of cells; what ends a line is read by its label."""
    assert blank_strokes(picture) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [("授权____件", 1), ("2024年_月__日", 2), ("支出……万元", 1), ("2023—2025年", 0), ("授权件", 0)],
)
def test_blanks_that_were_read(text: str, count: int) -> None:
    """In whatever signs OCR puts them."""
    assert blanks_in(text) == count


@pytest.mark.parametrize(
    ("text", "stroke", "is_blank"),
    [
        pytest.param("二〇二四年——今年三月", (180, 250), False, id="the dash"),
        pytest.param("下一步计划授权专利件", (330, 380), True, id="far behind 一"),
        pytest.param("下一步计划授权专利件", (42, 70), False, id="一 itself"),
        pytest.param("计划授权专利件", (200, 250), True, id="no dash at all"),
    ],
)
def test_a_dash_is_no_blank_where_it_stands(text: str, stroke: tuple[int, int], *, is_blank: bool) -> None:
    """In a line that is askew it may lie low; a stroke elsewhere in the line is none of it."""
    assert (unread([stroke], text, 400) == [stroke]) is is_blank


def test_a_blank_in_a_line_with_a_dash_is_put_back() -> None:
    """下一步培育高价值专利____件: 一 is a stroke too, and not that one."""
    start = 20 + round(font(0, SIZE).getlength("下一步培育高价值专利"))
    picture = line("下一步培育高价值专利　　件，覆盖主要产品", (start + 6, start + 66, 44))
    assert "____" in engine().read_lines([picture])[0].text


def test_pieces_between_strokes() -> None:
    """What is too narrow for a character is left out."""
    assert list(pieces_between(300, [(100, 150), (152, 200)], 10)) == [(0, 100), None, None, (200, 300)]


@pytest.mark.parametrize("number", range(4))
def test_a_blank_that_was_read_over_is_put_back(number: int) -> None:
    """From 2024年二月二日 as well, which would pass for a date."""
    print_of = font(number, SIZE)
    first = 20 + round(print_of.getlength("落款日期为2024年"))
    second = first + 2 * SIZE + round(print_of.getlength("月"))
    strokes = [(start + 8, start + 2 * SIZE - 8, 44) for start in (first, second)]
    picture = line("落款日期为2024年　　月　　日", *strokes, number=number)
    assert len(blank_strokes(picture)) == 2
    read = engine()._with_blanks(picture, LineText("落款日期为2024年二月二日", 0.95))
    assert blanks_in(read.text) == 2


def test_a_seals_strokes_are_no_blanks() -> None:
    """Where the pieces say something else, the line stands as it was read."""
    picture = line("授权　　件", (95, 165, 44))
    read = LineText("上海市浦东新区知识产权局", 0.6)
    assert engine()._with_blanks(picture, read) is read
