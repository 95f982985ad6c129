"""Punched holes are no characters."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import Pixels, Quad
from parsers.punched_holes import without_holes
from tests.documents.seal_drawing import font

LINES = [(200, 100 + 80 * row, 900, 140 + 80 * row) for row in range(5)]


def quad(left: float, top: float, right: float, bottom: float) -> Quad:
    """The box of a line."""
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def page(shape: str, place: tuple[int, int]) -> Pixels:
    """A page with five lines, and a mark of 30 pixels at that place."""
    picture = Image.new("RGB", (1000, 600), "white")
    brush = ImageDraw.Draw(picture)
    for left, top, right, bottom in LINES:
        brush.rectangle((left, top + 10, right, bottom - 10), fill=(60, 60, 60))
    x, y = place
    if shape == "disc":
        brush.ellipse((x, y, x + 30, y + 30), fill=(90, 90, 90))
    elif shape == "bar":
        brush.rectangle((x, y + 12, x + 30, y + 16), fill=(40, 40, 40))
    else:
        brush.text((x, y - 8), shape, font=font(0, 32), fill=(40, 40, 40))
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize(
    ("shape", "place", "is_hole"),
    [
        pytest.param("disc", (60, 200), True, id="in the left margin"),
        pytest.param("disc", (940, 200), True, id="in the right margin"),
        pytest.param("disc", (500, 560), False, id="below the text: a bullet"),
        pytest.param("0", (60, 200), False, id="a nought in the margin"),
        pytest.param("口", (60, 200), False, id="a character in the margin"),
        pytest.param("bar", (60, 200), False, id="a stroke"),
    ],
)
def test_a_dark_disc_beside_the_text_is_a_hole(shape: str, place: tuple[int, int], *, is_hole: bool) -> None:
    """It is solid, round, and stands beyond the lines' ends."""
    mark = quad(place[0] - 4, place[1] - 4, place[0] + 36, place[1] + 36)
    quads = [quad(*line) for line in LINES]
    kept = without_holes(page(shape, place), [*quads, mark])
    assert len(kept) == len(quads) + (not is_hole)
    assert all(any(np.array_equal(each, line) for each in kept) for line in quads)


def test_without_lines_nothing_is_a_margin() -> None:
    """A page with hardly any text tells no edges."""
    mark = quad(56, 196, 96, 236)
    assert len(without_holes(page("disc", (60, 200)), [quad(*LINES[0]), mark])) == 2
