"""A page that was read in outline is read in full from its lines: its picture is made once, where that is enough."""

from collections import OrderedDict
from itertools import count

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers import scan
from parsers.ocr import Pixels
from parsers.scan import read_page
from parsers.scanned_page import ScannedPage
from tests.documents.seal_drawing import font, seal_ink, stamp

LINE = "全年服务企业一百二十家，开展专利导航六项，培育高价值专利三十件"
LINES = 17  # more than a page that is read whole at once has
SIZE = 1240, 1754
SEAL = 620, 800, 150  # middle and radius: 25 mm at 150 dpi


def printed(*, sealed: bool = False) -> Pixels:
    """A page with a heading and long lines; a black seal over some of them."""
    sheet = Image.new("RGB", SIZE, "white")
    brush = ImageDraw.Draw(sheet)
    brush.text((480, 80), "一、工作成效", fill="black", font=font(3, 36))
    for place in range(LINES):
        brush.text((100, 180 + 80 * place), f"{LINE}。", fill="black", font=font(3, 32))
    if sealed:
        x, y, radius = SEAL
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(90, 90, 90), width=8)
    return np.array(sheet, np.uint8)


class Scanner:
    """Gives a page's picture, and counts how often it was asked to."""

    def __init__(self, pixels: Pixels) -> None:
        self._pixels, self._asked = pixels, count(1)
        self.times = 0

    def __call__(self) -> tuple[Pixels, float]:
        """The picture, and its dots per inch."""
        self.times = next(self._asked)
        return self._pixels, 150.0


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_MEMORY", OrderedDict())
    monkeypatch.setattr(scan, "_CUTS", OrderedDict())


def in_stages(scanner: Scanner, file: str = "a") -> ScannedPage:
    """What the page says once it was read in outline and then in full."""
    outline = read_page(file, 1, scanner, whole=False)
    assert outline.unread > LINES // 3
    return read_page(file, 1, scanner, whole=True)


def test_a_page_is_rendered_once() -> None:
    """All its lines are read in the end, and a third reading asks for nothing."""
    scanner = Scanner(printed())
    page = in_stages(scanner)
    assert page.unread == 0
    assert sum(LINE in line.text for line in page.lines) == LINES
    assert read_page("a", 1, scanner, whole=True) == page
    assert scanner.times == 1


def test_a_page_of_which_no_line_was_kept_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is rendered once more."""
    kept = in_stages(Scanner(printed()))
    monkeypatch.setattr(scan, "_KEPT_CUTS", 0)
    scanner = Scanner(printed())
    assert in_stages(scanner, "b") == kept
    assert scanner.times == 2


def test_the_lines_of_the_last_pages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of an earlier one are cut out anew: the memory for them has a limit."""
    monkeypatch.setattr(scan, "_KEPT_CUTS", 1)
    earlier, later = Scanner(printed()), Scanner(printed())
    for number, scanner in enumerate((earlier, later), start=1):
        read_page("a", number, scanner, whole=False)
    for number, scanner in enumerate((earlier, later), start=1):
        assert read_page("a", number, scanner, whole=True).unread == 0
    assert (earlier.times, later.times) == (2, 1)


def test_a_page_with_a_black_seal_is_rendered_again() -> None:
    """Its picture without the seal tells which of the lines beneath are to be believed."""
    scanner = Scanner(printed(sealed=True))
    assert in_stages(scanner).unread == 0
    assert scanner.times == 2


def test_long_lines_near_a_seal_are_read_with_the_outline() -> None:
    """Where only short lines were, what the seal cuts short would be missed, or its date looked for in vain."""
    pixels = printed()
    stamp(pixels, seal_ink(260, 260, "某某大学"), (1000, 1460), (200, 30, 40))
    outline = read_page("a", 1, Scanner(pixels), whole=False)
    near = [line for line in outline.lines if LINE in line.text]
    assert outline.seals
    assert 3 < len(near) < LINES  # those beside the seal, and the longest that tell how the page lies
