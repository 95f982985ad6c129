"""Lines set without any space between them, as in the cells of a form: each is found by itself."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import Quad
from parsers.scan import read_page
from parsers.tight_lines import are_tight
from tests.documents.seal_drawing import font

TEXTS = (
    "　　设立“沉睡专利唤醒日”，请老发明人回忆当年的技术背",
    "景，重新评估应用场景，几项搁置多年的成果由此找到了买",
    "家。",
    "　　围绕专利转化运用专项行动部署，继续做实做细运营服",
    "务，重点抓好保温砂浆的推广应用，争取形成可复制的经",
    "验。",
    "　　此外，完善考核激励，把转化成效作为评优的重要依据，",
    "真正让干得好的同志有干劲、有奔头。",
)


def page(step: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """An A4 page at 200 dpi whose lines stand so many pixels below one another."""
    picture = Image.new("RGB", (1654, 2339), "white")
    brush = ImageDraw.Draw(picture)
    for place, text in enumerate(TEXTS * 2):
        brush.text((250, 300 + place * step), text, font=font(0, 36), fill=(30, 30, 30))
    return np.asarray(picture, np.uint8)


def box(left: int, top: int, right: int, height: int) -> Quad:
    """A line's place."""
    return np.array([(left, top), (right, top), (right, top + height), (left, top + height)], np.float32)


@pytest.mark.parametrize(("step", "tight"), [(44, True), (60, False)])
def test_overlapping_boxes_tell(step: int, *, tight: bool) -> None:
    """The detector leaves room around the letters, so that boxes of single spacing overlap."""
    assert are_tight([box(200, 300 + place * step, 1400, 50) for place in range(12)]) is tight
    assert not are_tight([box(200, 300 + place * step, 1400, 50) for place in range(6)])


def test_lines_that_were_lost_make_no_page_wide() -> None:
    """Where half of the lines were not found, the others tell how close they stand."""
    lines = [box(200, 300 + place * 42, 1400, 50) for place in range(24) if place % 4]
    assert are_tight(lines)


@pytest.mark.parametrize("step", [42, 46])
@pytest.mark.parametrize("outlined", [False, True])
def test_no_line_of_a_tight_page_is_lost(step: int, *, outlined: bool) -> None:
    """What the usual look runs together, the closer one keeps apart: no line is lost, nor the end of any."""
    pixels = page(step)
    name = f"tight-{step}-{outlined}"
    if outlined:
        read_page(name, 1, lambda: (pixels, 200.0), whole=False)
    read = read_page(name, 1, lambda: (pixels, 200.0), whole=True)
    found = "".join(line.text for line in read.lines)
    for piece in ("背", "重新评估", "了买", "家。", "务，", "重点抓好", "的经", "验。", "奔头。"):
        assert found.count(piece) == 2, piece
