"""The name of who signs, beneath a black seal under which no line was found."""

import numpy as np
from PIL import Image, ImageDraw

from parsers.hidden_names import hidden_names
from parsers.ocr import LineText, Pixels
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

RING = (700.0, 250.0, 160.0)  # middle and radius
ABOVE, BESIDE = box(90, 40, 1110, 90), box(560, 340, 860, 390)
TEXT = LineText("附件：佐证材料", 0.99)


def page(name: str) -> Pixels:
    """A ring, and the name where its lower part crosses it."""
    sheet = Image.new("RGB", (1200, 500), (245, 245, 245))
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((540, 90, 860, 410), outline=(70, 70, 70), width=5)
    draw.text((560, 342), name, fill=(20, 20, 20), font=font(0, 40))
    return np.asarray(sheet, np.uint8)


def test_a_name_across_a_rings_foot_is_seen_and_not_trusted() -> None:
    """Somebody signed; who, a person has to look."""
    (found,) = hidden_names(page("复旦大学（盖章）"), [ABOVE], {0: TEXT}, [RING])
    assert "大学" in found.text.text
    assert found.text.confidence <= 0.6


def test_nobody_looks_where_a_line_was_read() -> None:
    """Beneath the ring stands what the finder found there."""
    read = {0: TEXT, 1: LineText("复旦大学（盖章）", 0.9)}
    assert hidden_names(page("复旦大学（盖章）"), [ABOVE, BESIDE], read, [RING]) == []


def test_what_is_no_name_is_not_taken_for_one() -> None:
    """The seal's own words, a sentence, bare paper."""
    for text in ("知识产权专用章", "持续推进工作落实", ""):
        assert hidden_names(page(text), [ABOVE], {0: TEXT}, [RING]) == []
