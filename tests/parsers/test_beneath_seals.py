"""What lies beneath seals on grey pages: found, read, and believed where it reads the same without them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers import beneath_seals
from parsers.beneath_seals import confirmed, is_red_text, left_open, with_lines_beneath, without_day
from parsers.document import SealKind
from parsers.grey_seals import without_grey_seals
from parsers.ocr import LineText, Pixels, Quad, engine
from parsers.orientation import Upright
from parsers.scan_marks import Circle
from parsers.scan_sight import Sight, bare_seals
from parsers.seal import SealMark
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

RING: Circle = (700.0, 340.0, 150.0)
DATE = "2024年3月22日"


def page(seal: int, date: str = DATE, top: int = 320) -> Pixels:
    """Part of a page with print of level 30, and a seal of this level over the date."""
    picture = Image.new("L", (1654, 800), 250)
    draw = ImageDraw.Draw(picture)
    face = font(3, 44)
    draw.text((200, 100), "上海某某科技有限公司承担的项目已经按合同完成", fill=30, font=face)
    draw.text((560, top), date, fill=30, font=face)
    x, y, radius = RING
    stamp = Image.new("L", picture.size, 255)
    brush = ImageDraw.Draw(stamp)
    brush.ellipse((x - radius, y - radius, x + radius, y + radius), outline=seal, width=9)
    brush.polygon([(x, y - 50), (x + 47, y + 40), (x - 47, y + 40)], fill=seal)
    pixels = np.minimum(np.asarray(picture), np.asarray(stamp))
    return np.ascontiguousarray(np.repeat(pixels[:, :, np.newaxis], 3, axis=2), np.uint8)


WHOLE = box(540, 305, 900, 385)  # the place of the date


def test_a_seal_that_is_lighter_than_print_is_taken_off() -> None:
    """What was its ring and star is paper, what was print is as dark as before; beyond the seal nothing changes."""
    sealed = page(110)
    bared = without_grey_seals(sealed, [RING])
    assert bared is not None
    ring = cv2.ellipse(np.zeros(sealed.shape[:2], np.uint8), (700, 340), (147, 147), 0, 200, 340, 1, 5) > 0
    assert sealed[ring].mean() < 140
    assert bared[ring].min() > 240
    assert (bared[320:370, 560:880] < 60).sum() > 0.8 * (sealed[320:370, 560:880] < 60).sum()
    assert (bared[80:170] == sealed[80:170]).all()


@pytest.mark.parametrize("seal", [20, 45])
def test_a_seal_as_dark_as_print_stays(seal: int) -> None:
    """On a page of two tones, or a dark copy, nobody can tell its strokes from print."""
    assert without_grey_seals(page(seal), [RING]) is None


def test_a_line_beneath_counts_surely_where_it_reads_the_same_without_the_seal() -> None:
    """Read twice, on the page as it is and on the page without the seal."""
    sealed = page(110)
    quad = WHOLE
    bared = without_grey_seals(sealed, [RING])
    assert bared is not None
    (again,) = engine().read(bared, [quad])
    assert again.text == DATE
    lines = {3: (quad, LineText(DATE, 0.9)), 4: (quad, LineText("2024年3月2日", 0.9))}
    assert confirmed(sealed, [RING], lines) == {3}
    assert confirmed(page(20), [RING], lines) == set()


@pytest.mark.parametrize(
    ("written", "read", "ends"),
    [
        ("2024年3月", "2024年3月", True),
        ("2024年3月22日", "2024年3月", False),
        ("2024年3月22日", "2024年3月22日", False),
        ("2024年3月              22日", "2024年3月", False),
        ("2024年3月", "截至2024年3月的", False),
        ("2024年3月    日", "2024年3月", True),
        ("2024年3月    2日", "2024年3月", False),
        ("2024年3月    号", "2024年3月", False),
    ],
)
def test_a_month_with_paper_behind_it_has_no_day(written: str, read: str, *, ends: bool) -> None:
    """The ring lies over the year, and nothing over the paper where the day would stand."""
    paper = Image.new("L", (1654, 800), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((700, 320), written, fill=30, font=font(3, 44))
    draw.ellipse((450, 190, 750, 490), outline=30, width=9)
    pixels = np.repeat(np.asarray(paper)[:, :, np.newaxis], 3, axis=2)
    end = 700 + round(draw.textlength("2024年3月", font=font(3, 44)))
    assert without_day(pixels, {4: (box(700, 320, end, 372), LineText(read, 0.9))}) == (
        {4} if ends else set()
    )


def test_a_day_that_was_read_over_within_the_line_is_no_missing_one() -> None:
    """The line's box reaches to its day, of which a seal's character left nothing to be read: paper lies behind it only."""
    paper = Image.new("L", (1654, 800), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((700, 320), "2024年3月20日", fill=30, font=font(3, 44))
    pixels = np.repeat(np.asarray(paper)[:, :, np.newaxis], 3, axis=2)
    end = 700 + round(draw.textlength("2024年3月20日", font=font(3, 44)))
    assert without_day(pixels, {4: (box(690, 320, end, 372), LineText("2024年3月", 0.97))}) == set()


@pytest.mark.parametrize(
    ("written", "read", "is_open"),
    [
        ("2024年   月   日", "2024年月日", True),
        ("2024年   月   日", "2024年 月 日", True),
        ("2024年3月22日", "2024年月日", False),
        ("2024年 3 月   日", "2024年月日", False),
        ("2024年   月   日", "2024年3月日", False),
        ("2024年3月   日", "2024年3月日", True),
        ("二〇二四年三月   日", "二〇二四年三月日", True),
        ("2024年3月22日", "2024年3月日", False),
        ("2024年3月   2日", "2024年3月日", False),
        ("2024年   3月2日", "2024年3月日", False),
        ("2024年3月 日", "2024年3月日", True),
    ],
)
def test_a_date_with_paper_between_its_signs_is_left_open(written: str, read: str, *, is_open: bool) -> None:
    """Where OCR has lost the numbers, their print stands between the signs."""
    paper = Image.new("L", (1654, 800), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((700, 320), written, fill=30, font=font(3, 44))
    pixels = np.repeat(np.asarray(paper)[:, :, np.newaxis], 3, axis=2)
    end = 700 + round(draw.textlength(written, font=font(3, 44)))
    assert left_open(pixels, {4: (box(700, 320, end, 372), LineText(read, 0.9))}) == (
        {4} if is_open else set()
    )


def test_a_day_in_pencil_is_no_open_one() -> None:
    """Paler than print, and darker than paper: somebody wrote it by hand."""
    paper = Image.new("L", (1654, 800), 250)
    draw = ImageDraw.Draw(paper)
    draw.text((700, 320), "2024年3月   日", fill=30, font=font(3, 44))
    before, end = (
        700 + round(draw.textlength(text, font=font(3, 44))) for text in ("2024年3月 ", "2024年3月   日")
    )
    draw.text((before, 320), "5", fill=185, font=font(3, 44))
    pixels = np.repeat(np.asarray(paper)[:, :, np.newaxis], 3, axis=2)
    assert left_open(pixels, {4: (box(700, 320, end, 372), LineText("2024年3月日", 0.9))}) == set()
    month = 700 + round(draw.textlength("2024年3月", font=font(3, 44)))
    assert without_day(pixels, {4: (box(700, 320, month, 372), LineText("2024年3月", 0.9))}) == set()


class _Finder:
    """Finds what it is told to, and reads whatever begins left of 800 as a date."""

    def __init__(self, *found: Quad) -> None:
        self.found = list(found)
        self.looked_at: list[tuple[int, ...]] = []

    def find(self, part: Pixels) -> list[Quad]:
        self.looked_at.append(part.shape[:2])
        return self.found

    def read(self, _page: Pixels, quads: list[Quad]) -> list[LineText]:
        return [LineText(DATE, 0.97) if quad[0][0] < 800 else LineText("学大", 0.6) for quad in quads]


ON_PAGE = np.array((760, 370), np.float32)  # where the closer look's part begins
BLACK_RING: Circle = (1000.0, 500.0, 100.0)
PAPER = np.full((2000, 1500, 3), 255, np.uint8)


def test_what_stands_beside_a_black_seal_is_looked_for_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closer look covers the seal's surroundings; what is new there counts where it reads surely."""
    known, date, ring = box(10, 10, 60, 30), box(10, 60, 60, 80), box(100, 0, 180, 20)
    finder = _Finder(known, date, ring)
    monkeypatch.setattr(beneath_seals, "engine", lambda: finder)
    found, read = with_lines_beneath(PAPER, [known + ON_PAGE], [BLACK_RING])
    assert finder.looked_at == [(260, 480)]
    assert [tuple(quad[0]) for quad in found] == [(770.0, 380.0), (770.0, 430.0)]
    assert read == {1: LineText(DATE, 0.97)}


def test_a_line_that_a_ring_cuts_short_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closer look sees the rest of an address beneath the ring; a box that is a little wider changes nothing."""
    line, rest, wider = box(300, 400, 900, 430), box(0, 30, 270, 60), box(100, 130, 245, 160)
    other = box(300, 500, 1000, 530)
    monkeypatch.setattr(beneath_seals, "engine", lambda: _Finder(rest, wider))
    (first, second), read = with_lines_beneath(PAPER, [line, other], [BLACK_RING])
    assert (first[:, 0].min(), first[:, 0].max()) == (300, 1030)
    assert second.tolist() == other.tolist()
    assert read == {}


def test_a_page_without_a_seal_is_left_alone() -> None:
    """Nothing is looked at twice."""
    line = box(300, 400, 900, 430)
    found, read = with_lines_beneath(PAPER, [line], [])
    assert [quad.tolist() for quad in found] == [line.tolist()]
    assert read == {}


@pytest.mark.parametrize("paper", [(250, 250, 250), (205, 190, 170)])
def test_characters_of_a_seal_are_told_from_print_beneath_it(paper: tuple[int, int, int]) -> None:
    """Red ones are the seal's own, in a scan and on a photo; print with red ink over it is print, and so is black."""
    picture = Image.new("RGB", (600, 200), paper)
    draw = ImageDraw.Draw(picture)
    draw.text((20, 20), "某某大学", fill=(190, 40, 45), font=font(3, 44))
    draw.text((320, 20), "某某大学", fill=(40, 35, 35), font=font(3, 44))
    stamp = Image.new("RGB", picture.size, (255, 255, 255))
    ImageDraw.Draw(stamp).ellipse((330, 0, 480, 140), outline=(200, 60, 60), width=9)
    pixels = np.minimum(np.asarray(picture), np.asarray(stamp))
    assert is_red_text(pixels, box(15, 15, 205, 75))
    assert not is_red_text(pixels, box(315, 15, 505, 75))
    assert not is_red_text(pixels, box(15, 120, 205, 180))


@pytest.mark.parametrize(("lines", "looked_at"), [(0, 1), (1, 1), (2, 0)])
def test_a_red_seal_over_fewer_lines_than_two_is_looked_at_closely(lines: int, looked_at: int) -> None:
    """A name and a date usually stand beneath; the seal's place is turned as the page was."""
    mark = SealMark(SealKind.ROUND, 0.9, (100, 200, 300, 400))
    quads = tuple(box(120, 240 + 60 * row, 280, 270 + 60 * row) for row in range(lines))
    sight = Sight(PAPER, PAPER, 200.0, colour=True, marks=(mark,), lying=Upright(0, quads))
    found = bare_seals(sight, quads)
    assert found == [(200.0, 300.0, 100.0)] * looked_at
    assert len(bare_seals(replace(sight, lying=Upright(2, quads)), quads)) == 1
