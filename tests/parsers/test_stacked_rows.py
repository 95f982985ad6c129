"""Boxes around the beginnings of two lines: parted between the rows; what is written downwards stays whole."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import Pixels, Quad
from parsers.stacked_rows import parted_rows
from tests.documents.seal_drawing import font

STEP = 50


def box(left: int, top: int, right: int, height: int = 52) -> Quad:
    """A line's place."""
    return np.array([(left, top), (right, top), (right, top + height), (left, top + height)], np.float32)


def page(*rows: tuple[int, str]) -> Pixels:
    """Rows of characters from so many pixels from the left on."""
    picture = Image.new("RGB", (1654, 900), "white")
    brush = ImageDraw.Draw(picture)
    for place, (left, text) in enumerate(rows):
        brush.text((left, 205 + place * STEP), text, font=font(0, 36), fill=(30, 30, 30))
    return np.asarray(picture, np.uint8)


ROWS = ((250, "景，重新评估应用场景"), (250, "家。"), (250, "务，重点抓好保温砂浆"), (250, "验。"))
REST = (box(330, 200, 640), box(330, 200 + 2 * STEP, 640), box(250, 200 + 4 * STEP, 640), box(250, 500, 640))


def test_the_beginnings_of_two_lines_are_parted() -> None:
    """Each row's box holds its own print."""
    high = box(245, 200, 325, 2 * STEP)
    parts = parted_rows(page(*ROWS), (high, *REST), (high, *REST))
    assert list(parts) == [0]
    first, second = parts[0]
    middle = 210 + STEP  # between the two rows' print
    assert first[0][1] == pytest.approx(200, abs=10)
    assert first[3][1] == pytest.approx(middle, abs=10)
    assert second[0][1] == pytest.approx(middle, abs=10)
    assert second[3][1] == pytest.approx(200 + 2 * STEP)


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param((*REST[2:], box(700, 200, 900), box(700, 250, 900)), id="text beyond a cell's border"),
        pytest.param(REST[2:], id="nothing"),
    ],
)
def test_what_is_written_downwards_stays_whole(beside: tuple[Quad, ...]) -> None:
    """项 above 目, in a narrow cell: no line goes on beside it."""
    high = box(245, 200, 325, 2 * STEP)
    assert parted_rows(page((260, "项"), (260, "目")), (high, *beside), (high, *beside)) == {}


def test_large_print_is_one_row() -> None:
    """A title is as high as two lines, and has the strokes of one."""
    picture = Image.fromarray(page())
    ImageDraw.Draw(picture).text((250, 205), "三二一", font=font(0, 76), fill=(30, 30, 30))
    title = box(245, 200, 490, 2 * STEP)
    quads = (title, box(500, 220, 900), *REST[2:])
    assert parted_rows(np.asarray(picture, np.uint8), quads, quads) == {}
