"""Ruled tables, black rings and overlooked lines, on pages that are drawn here."""

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr import Pixels, Quad
from parsers.orientation import slant, straightened
from parsers.scan_marks import black_seals, has_overlooked_text, is_covered
from parsers.scan_sight import is_grey
from parsers.scan_tables import Band, RuledTable, filled, levelled, ruled_tables
from parsers.text_line import TextLine
from tests.documents.seal_drawing import font
from tests.documents.seal_pages import sealed

DPI = 200.0
SCALE = 72 / DPI


def blank() -> Pixels:
    """An empty A4 page at 200 dpi."""
    return np.full((2339, 1654, 3), 255, np.uint8)


def box(left: int, top: int, right: int, bottom: int) -> Quad:
    """A line's place."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def with_bars(page: Pixels, *lines: Quad) -> Pixels:
    """Strokes like those of characters where the lines stand."""
    for quad in lines:
        left, top, right, bottom = (int(v) for v in (*quad[0], *quad[2]))
        for x in range(left, right - 20, 44):
            cv2.rectangle(page, (x, top + 6), (x + 30, bottom - 6), (0, 0, 0), 4)
    return page


def grid(page: Pixels, xs: tuple[int, ...], ys: tuple[int, ...]) -> Pixels:
    """Ruled lines."""
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), (0, 0, 0), 2)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), (0, 0, 0), 2)
    return page


def askew(page: Pixels, degrees: float) -> Pixels:
    """The page turned about its middle, as it lay on the glass."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255)), np.uint8)


@pytest.mark.parametrize("degrees", [0.0, 1.2, -2.0])
def test_a_ruled_table_has_its_rows_and_borders(degrees: float) -> None:
    """Three columns and four rows, straight and askew."""
    page = askew(grid(blank(), (200, 600, 1000, 1450), (400, 480, 560, 640, 720)), degrees)
    (table,) = ruled_tables(levelled(page, -np.radians(degrees)), SCALE)
    assert len(table.bands) == 4
    for band in table.bands:
        assert band.edges == pytest.approx((200 * SCALE, 600 * SCALE, 1000 * SCALE, 1450 * SCALE), abs=3)


@pytest.mark.parametrize("told", [0.0, 0.4, -0.8])
def test_ruled_lines_correct_what_the_text_tells_of_the_slant(told: float) -> None:
    """Lines of text are found on a small picture, a pixel off: borders are all there none the less."""
    degrees = -0.4
    page = askew(grid(blank(), (200, 460, 900, 1450), (1100, 1160, 1220)), degrees)
    level = levelled(page, -np.radians(told))
    assert np.degrees(level.angle) == pytest.approx(-degrees, abs=0.06)
    (table,) = ruled_tables(level, SCALE)
    assert [len(band.edges) for band in table.bands] == [4, 4]


def test_a_row_that_lacks_a_border_at_its_end_keeps_all_its_text() -> None:
    """On a photo the outer border of one row was seen, and that of the other was not: 邮箱 stands there all the same."""
    table = RuledTable((Band(262, 244, (298, 443, 584)), Band(244, 207, (149, 299, 444))))
    words = {("项目联系人", 160): 250, ("电话", 305): 250, ("邮箱", 450): 250, ("刘昕", 160): 230}
    words |= {("13800003296", 305): 230, ("ip@example.org", 450): 230, ("编号", 100): 230}
    lines = [
        TextLine(text, left, left + 9 * len(text), middle - 6, middle + 6, 12, 1)
        for (text, left), middle in words.items()
    ]
    found = filled(table, lines)
    assert found is not None
    assert [row.cells for row in found.rows] == [
        ("项目联系人", "电话", "邮箱"),
        ("刘昕", "13800003296", "ip@example.org"),
    ]


def test_text_between_two_tables_within_one_frame_stays_text() -> None:
    """A stroke that nearly reaches through it, as the grain of a table beside a photographed sheet has, makes no cells of it."""
    page = grid(blank(), (200, 600, 1000, 1450), (400, 480, 560))
    page = grid(page, (200, 600, 1000, 1450), (900, 980, 1060))
    for x, length in ((200, 338), (820, 321), (1450, 338)):
        cv2.line(page, (x, 561), (x, 561 + length), (0, 0, 0), 2)
    upper, lower = ruled_tables(levelled(page, 0.0), SCALE)
    assert upper.bottom > lower.top + 300 * SCALE


def test_ruled_lines_that_lie_otherwise_than_the_text_change_nothing() -> None:
    """A drawing on the page, or a rule drawn by hand, tells nothing of the page."""
    page = askew(grid(blank(), (200, 460, 900, 1450), (1100, 1160, 1220)), -2.0)
    assert levelled(page, 0.0).angle == 0.0
    assert levelled(page, 0.0, is_sure=False).angle == pytest.approx(np.radians(2.0), abs=0.001)


def test_without_a_ruled_line_the_text_tells_the_slant() -> None:
    """However few its lines are."""
    page = with_bars(blank(), box(230, 404, 700, 444))
    assert {levelled(page, 0.01, is_sure=sure).angle for sure in (True, False)} == {0.01}


def test_characters_that_fill_their_row_are_no_borders() -> None:
    """Strokes as high as the row's text are there, and no line."""
    page = grid(blank(), (200, 800, 1450), (400, 446, 492, 538, 584))
    page = with_bars(page, box(230, 404, 700, 444), box(830, 450, 1300, 490), box(230, 496, 600, 536))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)
    assert {len(band.edges) for band in table.bands} == {3}


def test_characters_close_to_the_borders_of_low_rows_leave_them() -> None:
    """A border goes on in the rows above and below, however close to it the characters stand."""
    xs, ys = (200, 420, 640, 860, 1080, 1450), tuple(range(400, 641, 40))
    picture = Image.fromarray(grid(blank(), xs, ys))
    brush = ImageDraw.Draw(picture)
    for top in ys[:-1]:
        for left, right in pairwise(xs):
            for x in range(left + 3, right - 36, 34):
                brush.text((x, top + 3), "量", fill=(0, 0, 0), font=font(3, 33))
            brush.text((right - 36, top + 3), "目", fill=(0, 0, 0), font=font(3, 33))
    (table,) = ruled_tables(levelled(np.asarray(picture), 0.0), SCALE)
    assert [len(band.edges) for band in table.bands] == [6] * 6


_CONTACT = (("联系人", "联系电话", "电子邮箱"), ("董某", "57210000", "zhouwh@example.org"))
_FEES = ("支出科目", "支付检索数据库年费", "支付专利代理费", "支付数据库年费", "目标责任书", "支付专利年费")


_PAYMENTS = tuple((fee, _FEES[-number], f"{35 + number}900.00") for number, fee in enumerate(_FEES))


@pytest.mark.parametrize("rows", [_CONTACT, _PAYMENTS], ids=["a contact's", "payments"])
def test_words_that_rows_repeat_are_no_borders(rows: tuple[tuple[str, ...], ...]) -> None:
    """Rows as low as their print, with 付 or 费 in the same places: only the borders have paper at both sides."""
    xs, ys = (200, 640, 1080, 1450), tuple(range(400, 400 + 34 * len(rows) + 1, 34))
    picture = Image.fromarray(grid(blank(), xs, ys))
    brush = ImageDraw.Draw(picture)
    for top, cells in zip(ys, rows, strict=False):
        for left, text in zip(xs, cells, strict=False):
            brush.text((left + 14, top - 3), text, fill=(0, 0, 0), font=font(3, 33))
    (table,) = ruled_tables(levelled(np.asarray(picture), 0.0), SCALE)
    assert [len(band.edges) for band in table.bands] == [4] * len(rows)


@pytest.mark.parametrize("merged", [(0,), (0, 1, 2), (0, 1, 2, 4)])
def test_cells_of_some_rows_keep_their_borders_beside_tight_text(merged: tuple[int, ...]) -> None:
    """A form as Excel prints it, text four pixels from the border at its left: rows of two cells and of four."""
    picture = Image.fromarray(grid(blank(), (200, 1450), tuple(range(400, 701, 50))))
    brush = ImageDraw.Draw(picture)
    for number in range(6):
        top = 400 + 50 * number
        edges = (200, 460, 1450) if number in merged else (200, 460, 860, 1060, 1450)
        for left in edges[:-1]:
            brush.line((left, top, left, top + 50), fill=(0, 0, 0), width=2)
            brush.text((left + 5, top + 4), "项目名称", fill=(0, 0, 0), font=font(3, 36))
    (table,) = ruled_tables(levelled(np.asarray(picture), 0.0), SCALE)
    assert [len(band.edges) for band in table.bands] == [3 if row in merged else 5 for row in range(6)]


@pytest.mark.parametrize("width", [9, 15])
def test_a_thick_frame_keeps_its_outer_columns(width: int) -> None:
    """Its own ink lies beside the outermost border, and in the cells there is text."""
    xs, ys = (200, 500, 900, 1200, 1450), tuple(range(400, 641, 60))
    page = grid(blank(), xs, ys)
    cv2.rectangle(page, (xs[0], ys[0]), (xs[-1], ys[-1]), (0, 0, 0), width)
    page = with_bars(page, *(box(x + 40, y + 10, x + 200, y + 50) for x in xs[:-1] for y in ys[:-1]))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)
    assert [len(band.edges) for band in table.bands] == [5] * 4


def test_a_sheets_edges_are_no_borders_of_its_table() -> None:
    """A sheet photographed on rough cloth: its edges go on where its table's rows are."""
    chance = np.random.default_rng(5)
    page = chance.integers(30, 160, (2339, 1654, 3), np.uint8)
    page[:, 150:1500] = 255
    for x in (150, 1499):
        cv2.line(page, (x, 0), (x, 2338), (0, 0, 0), 2)
    page = grid(page, (300, 640, 1080, 1350), (400, 440, 480))
    cv2.line(page, (150, 400), (1499, 400), (0, 0, 0), 2)
    cv2.line(page, (150, 440), (1499, 440), (0, 0, 0), 2)
    cv2.line(page, (150, 480), (1499, 480), (0, 0, 0), 2)
    tables = ruled_tables(levelled(page, 0.0), SCALE)
    assert {round(edge / SCALE, -1) for table in tables for band in table.bands for edge in band.edges} == {
        300, 640, 1080, 1350,
    }  # fmt: skip


@pytest.mark.parametrize(("height", "found"), [(160, 1), (110, 0)])
def test_a_forms_row_alone_is_a_table(height: int, found: int) -> None:
    """工作计划和建议 | three lines, at the head of a form's second page; two lines beside a label may be anything."""
    page = grid(blank(), (200, 420, 1450), (400, 400 + height))
    assert len(ruled_tables(levelled(page, 0.0), SCALE)) == found


def test_bold_characters_between_two_lines_are_no_borders() -> None:
    """A form's headings in rows as low as they are: their strokes reach from line to line, at the same places."""
    page = grid(blank(), (200, 1450), (400, 436, 640, 676, 880, 916, 1120))
    picture = Image.fromarray(page)
    brush = ImageDraw.Draw(picture)
    for top, heading in (
        (400, "第一部分　项目实施成效"),
        (640, "第二部分　资金使用情况"),
        (880, "第三部分　工作推进情况"),
    ):
        brush.text((214, top - 6), heading, fill=(0, 0, 0), font=font(3, 40), stroke_width=2)
    assert ruled_tables(levelled(np.asarray(picture), 0.0), SCALE) == ()


def test_a_table_is_filled_with_the_lines_in_its_cells() -> None:
    """Two lines of one cell are joined; what stands outside is left."""
    page = grid(blank(), (200, 800, 1450), (400, 520, 640))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)

    def line(text: str, left: int, top: int) -> TextLine:
        bottom = (2339 - top - 40) * SCALE
        return TextLine(
            text,
            left * SCALE,
            (left + 200) * SCALE,
            bottom,
            bottom + 40 * SCALE,
            11,
            1,
            is_ocr=True,
            confidence=0.9,
        )

    lines = [
        line("专利", 220, 410),
        line("导航", 220, 460),
        line("35.0", 900, 430),
        line("正文", 220, 900),
        line("合计", 220, 550),
    ]
    drawn = filled(table, lines)
    assert drawn is not None
    assert [row.cells for row in drawn.rows] == [("专利导航", "35.0"), ("合计", "")]
    assert drawn.rows[0].confidence == pytest.approx(0.9)
    assert not drawn.holds(lines[3])


@pytest.mark.parametrize(("border", "lower", "rows"), [(420, 1800, 1), (825, 1800, 0), (420, 520, 0)])
def test_a_forms_row_alone_on_its_page_is_a_table(border: int, lower: int, rows: int) -> None:
    """A narrow label beside a long text; no frame around two columns, no box of one line."""
    page = grid(blank(), (200, border, 1450), (400, lower))
    lines = [box(border + 30, top, 1400, top + 40) for top in range(420, lower - 60, 60)]
    page = with_bars(page, box(220, 420, border - 30, 460), *lines)
    tables = ruled_tables(levelled(page, 0.0), SCALE)
    assert [len(table.bands) for table in tables] == [1] * rows


def test_small_print_in_a_cell_is_read_downwards() -> None:
    """The lines' size is that of the page's usual print; what stands below is no piece of the line above."""
    page = grid(blank(), (200, 800, 1450), (400, 520, 640))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)

    def line(text: str, left: int, top: int, right: int) -> TextLine:
        bottom = (2339 - top - 26) * SCALE
        return TextLine(text, left * SCALE, right * SCALE, bottom, bottom + 26 * SCALE, 16, 1, is_ocr=True)

    lines = [line("海外布局：选定目标国家，核", 224, 410, 780), line("算费用，按期限倒排。", 220, 439, 680)]
    lines += [line("已", 860, 410, 900), line("完成", 896, 414, 960)]
    drawn = filled(table, lines)
    assert drawn is not None
    assert [row.cells for row in drawn.rows][:1] == [
        ("海外布局：选定目标国家，核算费用，按期限倒排。", "已完成")
    ]


def test_lines_that_their_author_ended_stay_lines() -> None:
    """A form's cell with 属实。, name and date below one another; a sentence that fills its lines is one."""
    page = grid(blank(), (200, 800, 1450), (400, 640, 880))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)

    def line(text: str, top: int, right: int) -> TextLine:
        bottom = (2339 - top - 40) * SCALE
        return TextLine(text, 820 * SCALE, right * SCALE, bottom, bottom + 40 * SCALE, 11, 1, is_ocr=True)

    drawn = filled(
        table,
        [
            replace(line("单位意见", 490, 600), left=220 * SCALE, right=400 * SCALE),
            replace(line("工作计划", 680, 600), left=220 * SCALE, right=400 * SCALE),
            line("材料属实。", 420, 990),
            line("上海某某智能科技有限公司", 490, 1200),
            line("2024年3月14日", 560, 1100),
            line("结合专利转化运用专项行动，开展备案，", 680, 1440),
            line("计划三款。", 740, 990),
        ],
    )
    assert drawn is not None
    assert [row.cells[1] for row in drawn.rows] == [
        "材料属实。\n上海某某智能科技有限公司\n2024年3月14日",
        "结合专利转化运用专项行动，开展备案，计划三款。",
    ]


def test_a_frame_around_text_is_no_table() -> None:
    """A window's border beside the page's: columns enough, and text in one of them."""
    page = grid(blank(), (200, 400, 1250, 1450), (400, 520, 640))
    (table,) = ruled_tables(levelled(page, 0.0), SCALE)

    def line(text: str, top: int, left: int = 420) -> TextLine:
        bottom = (2339 - top - 40) * SCALE
        return TextLine(
            text, left * SCALE, (left + 400) * SCALE, bottom, bottom + 40 * SCALE, 11, 1, is_ocr=True
        )

    assert filled(table, [line("【工作计划和建议】", 420), line("今年办好两件事。", 560)]) is None
    assert (
        filled(table, [line("项目", 420, 150), line("金额", 420), line("今年办好两件事。", 560)]) is not None
    )


def test_a_black_ring_is_seen_and_text_is_none() -> None:
    """A seal's circle of 4.2 cm; lines of text alone make no ring."""
    lines = [box(200, top, 1400, top + 50) for top in range(300, 1500, 80)]
    page = with_bars(blank(), *lines)
    assert black_seals(page, DPI) == ()
    cv2.circle(page, (1100, 1800), 165, (0, 0, 0), 9)
    (ring,) = black_seals(page, DPI)
    assert ring[:2] == pytest.approx((1100, 1800), abs=15)
    assert is_covered(box(900, 1790, 1400, 1830), (ring,))
    assert not is_covered(box(200, 300, 1400, 350), (ring,))


def test_a_dense_table_is_no_ring() -> None:
    """Rows of vouchers: their rules and characters ink any circle, and the next one as well; a seal over them is seen."""
    picture = Image.fromarray(grid(blank(), (190, 500, 810, 1130, 1430), tuple(range(800, 1720, 31))))
    brush = ImageDraw.Draw(picture)
    for row, top in enumerate(range(800, 1680, 31)):
        for left, text in (
            (200, f"2023-{row % 12 + 1:02}-{row + 1:02}"),
            (510, f"记-{77 + 13 * row}"),
            (820, "培训场地费"),
        ):
            brush.text((left, top), text, fill=(0, 0, 0), font=font(3, 27))
    page = np.array(picture)
    assert black_seals(page, DPI) == ()
    cv2.circle(page, (1100, 1300), 165, (0, 0, 0), 11)
    assert [ring[:2] for ring in black_seals(page, DPI)] == [pytest.approx((1100, 1300), abs=15)]


def test_a_line_that_ends_where_a_ring_begins_is_covered() -> None:
    """The finder sees a line up to the ring that it runs into: its last characters lie beneath."""
    ring = (1000.0, 500.0, 150.0)
    assert is_covered(box(300, 480, 840, 530), (ring,))
    assert not is_covered(box(300, 480, 700, 530), (ring,))


def test_a_line_that_was_not_found_is_noticed() -> None:
    """Text outside every box; nothing where all is covered, and no speck counts."""
    lines = [box(200, top, 1400, top + 50) for top in (300, 380, 460)]
    page = with_bars(blank(), *lines)
    cv2.circle(page, (900, 1200), 4, (0, 0, 0), -1)
    assert not has_overlooked_text(page, lines, DPI)
    assert has_overlooked_text(page, lines[:2], DPI)
    assert has_overlooked_text(page, (), DPI)
    assert not has_overlooked_text(blank(), (), DPI)


def test_a_line_that_runs_into_a_pale_ring_is_noticed() -> None:
    """The two are of one piece, higher than a line; a picture of that size, or a table's frame, is none."""
    lines = [box(200, top, 1400, top + 50) for top in (300, 380, 460)]
    page = with_bars(blank(), *lines, box(500, 1190, 1100, 1230))
    cv2.circle(page, (1150, 1210), 165, (120, 120, 120), 7)
    assert has_overlooked_text(page, lines, DPI)
    framed = with_bars(blank(), *lines)
    cv2.rectangle(framed, (200, 1000), (1500, 1300), (0, 0, 0), 5)
    assert not has_overlooked_text(framed, lines, DPI)


def test_lines_of_a_slanted_page_are_set_straight() -> None:
    """The median of the long lines tells the slant; short ones tell nothing."""
    flat = [box(200, top, 1400, top + 50) for top in (300, 380, 460)]
    turned = straightened(flat, -0.03, 1654, 2339)  # as if the page had been turned the other way
    assert slant([*turned, box(10, 10, 50, 50)]) == pytest.approx(0.03, abs=0.001)
    for before, after in zip(flat, straightened(turned, 0.03, 1654, 2339), strict=True):
        assert after == pytest.approx(before, abs=0.1)


def test_grey_is_told_from_the_tint_of_a_scanner() -> None:
    """A grey page has no chroma at all; one scanned in colour has a little everywhere."""
    page = blank()
    assert is_grey(page)
    page[:, :, 2] -= 5
    assert not is_grey(page)


def test_worn_rings_are_told_on_grey_pages() -> None:
    """Most of those that a dry pad leaves: their characters first draw the circle a little inwards."""
    dry = list(sealed(7, group="dry pad"))
    told = [drawn for drawn in dry if black_seals(_grey(drawn.pixels), drawn.dpi)]
    assert len(dry) == 8
    assert len(told) >= 6


def with_worn_ring(page: Pixels, gap: int) -> Pixels:
    """A thin ring of 4.2 cm that an old stamp left: of every 30 degrees `gap` are missing."""
    for start in range(0, 360, 30):
        cv2.ellipse(page, (1100, 1300), (165, 165), 0, start, start + 30 - gap, (0, 0, 0), 5)
    return page


@pytest.mark.parametrize(("gap", "rings"), [(0, 1), (7, 1), (14, 0)])
def test_a_ring_with_gaps_all_along_is_told_where_nothing_else_is_near(gap: int, rings: int) -> None:
    """Black and white scans lose a part of a pale ring; half a ring is none."""
    assert len(black_seals(with_worn_ring(blank(), gap), DPI)) == rings


def _grey(pixels: Pixels) -> Pixels:
    level = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.ascontiguousarray(np.repeat(level[:, :, np.newaxis], 3, axis=2), np.uint8)
