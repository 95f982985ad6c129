"""Struck-out text of a scan is gone: tracked changes that were printed with their marks, and scanned."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import LineText, Pixels, Quad
from parsers.scan_struck import without_struck_lines
from parsers.scan_tables import levelled
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import askew, box

SIZE = (1654, 2339)
FACE = 44  # pixels
LEFT, TOP = 200, 600
TEXT = "已与财务核对一致此处待补充相关材料均已归档"
LINE = box(LEFT - 4, TOP - 4, LEFT + FACE * len(TEXT) + 4, TOP + FACE + 8)


def page(*strokes: tuple[float, float, float], text: str = TEXT) -> Pixels:
    """A page with that line; each stroke from character to character, so far down the line's height."""
    picture = Image.new("RGB", SIZE, (255, 255, 255))
    draw = ImageDraw.Draw(picture)
    draw.text((LEFT, TOP - 8), text, fill=(0, 0, 0), font=font(3, FACE))
    for first, last, down in strokes:
        y = round(TOP + down * FACE)
        draw.line((LEFT + first * FACE, y, LEFT + last * FACE, y), fill=(0, 0, 0), width=3)
    return np.array(picture, np.uint8)


def with_ring(down: float) -> Pixels:
    """The line with a seal's ring over it, whose top is so far down."""
    pixels, radius = page(), 260
    middle = (LEFT + 10 * FACE, round(TOP + down * FACE) + radius)
    return np.asarray(cv2.circle(pixels, middle, radius, (0, 0, 0), 10), np.uint8)


def kept(pixels: Pixels, angle: float = 0.0, line: Quad = LINE) -> Sequence[Quad]:
    """The pieces of the line that are left."""
    level = levelled(pixels, angle)
    quads, texts = without_struck_lines(pixels, level, [line], {0: LineText(TEXT, 0.99)})
    assert bool(texts) is (len(quads) == 1 and np.array_equal(quads[0], line))
    return quads


def test_what_is_struck_out_is_gone() -> None:
    """此处待补充 amid the line: what stands before and behind is left."""
    before, behind = kept(page((8, 13, 0.5)))
    assert abs(before[1, 0] - (LEFT + 8 * FACE)) < FACE / 2
    assert abs(behind[0, 0] - (LEFT + 13 * FACE)) < FACE / 2
    assert behind[1, 0] == LINE[1, 0]


def test_a_line_that_is_struck_out_as_a_whole_is_gone() -> None:
    """Nothing is left of it."""
    assert len(kept(page((0, len(TEXT), 0.5)))) == 0


def test_what_is_struck_out_on_a_page_askew_is_gone() -> None:
    """As it lay on the glass."""
    degrees = -1.0
    middle = np.array([SIZE[0] / 2, SIZE[1] / 2], np.float32)
    turn = cv2.getRotationMatrix2D((float(middle[0]), float(middle[1])), degrees, 1.0)
    line = np.asarray(LINE @ turn[:, :2].T + turn[:, 2], np.float32)
    pieces = kept(askew(page((8, 13, 0.5)), degrees), float(np.radians(-degrees)), line)
    assert len(pieces) == 2


@pytest.mark.parametrize(
    "pixels",
    [
        pytest.param(page((8, 13, 1.05)), id="underlined"),
        pytest.param(page((8, 13, -0.1)), id="overlined"),
        pytest.param(page((-4, len(TEXT) + 4, 0.5)), id="a rule that goes on beyond the text"),
        pytest.param(page((8, 13, 0.5), text=f"{TEXT[:8]}　　　　　{TEXT[13:]}"), id="a rule to write on"),
        pytest.param(page(text=f"{TEXT[:8]}————{TEXT[12:]}"), id="dashes"),
        pytest.param(page(text="一一一一二二二二三三三三一一一一"), id="numerals"),
        pytest.param(with_ring(0.45), id="the top of a seal's ring"),
        pytest.param(page(), id="nothing besides"),
    ],
)
def test_other_lines_take_nothing_away(pixels: Pixels) -> None:
    """Below the text, above it, longer than it, or with nothing above and below."""
    assert np.array_equal(kept(pixels)[0], LINE)


def test_two_rows_taken_for_one_keep_the_rule_between_them() -> None:
    """As high as two lines of the page, with a rule as long as they are."""
    pixels = page((0, len(TEXT), 1.2))
    picture = Image.fromarray(pixels)
    ImageDraw.Draw(picture).text((LEFT, TOP + 60), TEXT, fill=(0, 0, 0), font=font(3, FACE))
    both = box(LEFT - 4, TOP - 4, LEFT + FACE * len(TEXT) + 4, TOP + 112)
    level = levelled(np.array(picture, np.uint8), 0.0)
    others = [box(LEFT, top, LEFT + 900, top + 52) for top in (1000, 1080, 1160)]
    quads, _ = without_struck_lines(np.array(picture, np.uint8), level, [both, *others], {})
    assert len(quads) == 4


def test_strokes_over_one_another_strike_out_what_either_does() -> None:
    """A second one within the first gives nothing back."""
    before, behind = kept(page((4, 16, 0.42), (6, 10, 0.6)))
    assert abs(before[1, 0] - (LEFT + 4 * FACE)) < FACE / 2
    assert abs(behind[0, 0] - (LEFT + 16 * FACE)) < FACE / 2


def test_a_cells_border_strikes_nothing_out() -> None:
    """Uprights meet its ends."""
    pixels = page((8, 13, 0.5))
    for place in (8, 13):
        x = LEFT + place * FACE
        cv2.line(pixels, (x, TOP - 60), (x, TOP + 120), (0, 0, 0), 3)
    assert np.array_equal(kept(pixels)[0], LINE)
