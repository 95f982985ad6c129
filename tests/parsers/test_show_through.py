"""Print that shows through from a sheet's other side is no line of the page, and takes nothing from its lines."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import OTHER_SIDE as OTHER
from parsers.ocr import LineText, Pixels, Quad, cut_out, engine
from parsers.scan import read_page
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


def test_a_line_ends_where_its_own_print_does() -> None:
    """What shows through beside it is cut off, where another line is surely such print; faint print of this side stays."""
    shown = _mirrored(_print(OTHER_SIDE, 200, 200, 210))
    beside = _mirrored(_print("工作计划和建议", 60, 50, 210))
    page = _page(_print(TITLE, 100, 50, 20), beside, shown, _print(NAME, 100, 350, 20))
    cut = [cut_out(page, quad) for quad in (FIRST, SECOND, THIRD)]
    read = {0: LineText(TITLE, 0.9), 1: OTHER, 2: LineText(NAME, 0.99)}
    (first, last) = engine().ends_of_this_side(cut, read)[0]
    assert (first, last) == pytest.approx((0, 380), abs=25)
    assert list(engine().ends_of_this_side(cut, read)) == [0]
    assert engine().ends_of_this_side(cut, {0: read[0], 2: read[2]}) == {}
    faint = _page(_print("联系人：", 100, 50, 20), _print("赵敏", 400, 50, 190), shown)
    cut[0] = cut_out(faint, FIRST)
    assert engine().ends_of_this_side(cut, read) == {}


def test_an_address_of_the_other_side_says_nothing_where_print_shows_through() -> None:
    """It is paler than the page's lines, and reads surely in a mirror."""
    page = _page(
        _print(TITLE, 500, 50, 20),
        _mirrored(_print(OTHER_SIDE, 200, 200, 200)),
        _mirrored(_print("zscq2024@example.org", 200, 350, 200)),
    )
    assert [line.text for line in _read(page, [FIRST, SECOND, THIRD])] == [TITLE, "", ""]


def test_a_pages_line_is_no_longer_than_its_own_print() -> None:
    """What shows through right behind its end is neither read nor counted to its length."""
    sheet, back = Image.new("L", (1654, 1200), 250), Image.new("L", (1654, 1200), 250)
    for top, text in (
        (200, "设立专利导购员，由退休高级工程师担任，既懂技术又有耐心，"),
        (270, "服务企业八十六家。"),
    ):
        ImageDraw.Draw(sheet).text((200, top), text, fill=20, font=font(3, 44))
    for left, top, text in ((300, 270, "建议市里统一组织业务培训并颁发聘书"), (240, 600, OTHER_SIDE)):
        ImageDraw.Draw(back).text((left, top), text, fill=190, font=font(3, 44))
    page = _page(sheet, _mirrored(back))
    lines = read_page("sheet", 1, lambda: (page, 72.0), whole=True).lines
    assert [line.text for line in lines][1:] == ["服务企业八十六家。"]
    assert lines[1].right == pytest.approx(600, abs=40)
