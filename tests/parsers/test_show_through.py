"""Print that shows through from a sheet's other side is no line of the page, and takes nothing from its lines."""

import numpy as np
from PIL import Image, ImageDraw

from parsers.ocr import LineText, Pixels, Quad, cut_out, engine
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

TITLE, OTHER_SIDE, NAME = "知识产权工作总结", "专项资金使用情况", "联系人：赵敏"


def _print(text: str, left: int, top: int, ink: int) -> Image.Image:
    sheet = Image.new("L", (1200, 500), 250)
    ImageDraw.Draw(sheet).text((left, top), text, fill=ink, font=font(3, 44))
    return sheet


def _mirrored(sheet: Image.Image) -> Image.Image:
    return sheet.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _page(*sheets: Image.Image) -> Pixels:
    darkest = np.minimum.reduce([np.asarray(each) for each in sheets])
    return np.ascontiguousarray(np.repeat(darkest[:, :, np.newaxis], 3, axis=2), np.uint8)


def _read(page: Pixels, quads: list[Quad]) -> list[LineText]:
    cut = [cut_out(page, quad) for quad in quads]
    read = dict(enumerate(engine().read_lines(cut)))
    read.update(engine().past_show_through(cut, read))
    return list(read.values())


FIRST, SECOND, THIRD = (box(90, top, 1110, top + 70) for top in (40, 190, 340))


def test_print_of_the_other_side_says_nothing() -> None:
    """Alone it is no line, among the page's own print it is left out; that is read as it stands."""
    shown = _mirrored(_print(OTHER_SIDE, 200, 200, 210))
    mixed = _mirrored(_print(OTHER_SIDE, 640, 55, 210))
    page = _page(_print(TITLE, 500, 50, 20), mixed, shown, _print(NAME, 100, 350, 20))
    assert [line.text for line in _read(page, [FIRST, SECOND, THIRD])] == [TITLE, "", NAME]


def test_pale_print_of_this_side_stays() -> None:
    """It reads as it stands: nothing tells that it belongs to the other side."""
    page = _page(_print(TITLE, 500, 50, 20), _print(OTHER_SIDE, 200, 200, 205), _print(NAME, 100, 350, 20))
    assert [line.text for line in _read(page, [FIRST, SECOND, THIRD])] == [TITLE, OTHER_SIDE, NAME]


def test_pale_ink_in_a_line_stays_where_nothing_shows_through() -> None:
    """Half of a line may be faint: without a line that is surely of the other side, all of it is read."""
    page = _page(_print("联系人：", 100, 350, 20), _print("赵敏", 330, 350, 190))
    cut = [cut_out(page, THIRD)]
    assert engine().past_show_through(cut, {0: LineText("联系人：赵", 0.6)}) == {}
