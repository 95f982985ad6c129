"""A line that the finder misses at one size of the page, and at a larger one, is looked for at others."""

from collections import OrderedDict

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers import scan
from parsers.ocr import DETECTION_SIDE, Engine, Pixels, Quad
from parsers.scan import read_page
from tests.documents.seal_drawing import font

DPI = 150
CONTACT = "联系人：褚云 电话：60001234 邮箱：chu@example.org"
LINES = (
    "四、特色亮点工作",
    "园区推出流动服务船，每月组织代理师登岛驻点。",
    CONTACT,
    "上海某某产业园区",
    "2024年3月13日",
)
ROW = (500, 560)  # pixels from the top, where the contact stands


def page() -> Pixels:
    """Five lines of print on an A4 sheet."""
    picture = Image.new("RGB", (1240, 1754), "white")
    brush = ImageDraw.Draw(picture)
    for number, text in enumerate(LINES):
        brush.text((120, 310 + 100 * number), text, font=font(0, 32), fill=(30, 30, 30))
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize(
    ("blind", "is_read"),
    [
        pytest.param({DETECTION_SIDE}, True, id="seen at the next size"),
        pytest.param({DETECTION_SIDE, 1280}, True, id="seen at the last"),
        pytest.param({DETECTION_SIDE, 1280, 800}, False, id="seen at none"),
    ],
)
def test_a_line_that_is_not_found_is_looked_for_at_other_sizes(
    monkeypatch: pytest.MonkeyPatch, blind: set[int], *, is_read: bool
) -> None:
    """The finder missed a contact at 736 and 1280 pixels, and found it at 640 and 800."""
    find = Engine.find

    def half_blind(self: Engine, pixels: Pixels, side: int = DETECTION_SIDE) -> list[Quad]:
        seen = find(self, pixels, side)
        return [quad for quad in seen if side not in blind or not ROW[0] < quad[:, 1].mean() < ROW[1]]

    monkeypatch.setattr(Engine, "find", half_blind)
    monkeypatch.setattr(scan, "_MEMORY", OrderedDict())
    read = read_page("总结.png", 1, lambda: (page(), DPI), whole=True)
    assert any("60001234" in line.text for line in read.lines) is is_read
