"""Two pages on one picture are read one after the other; one page, however wide, stays as it is."""

from collections.abc import Sequence

import pytest

from parsers.pdf_tables import DrawnTable, TableRow
from parsers.spreads import Sheet, unfolded
from parsers.text_line import TextLine

WIDTH, HEIGHT, SIZE = 1190.0, 842.0, 12.0  # A3 across


def line(text: str, left: float, right: float, row: int) -> TextLine:
    """A line on the sheet, `row` lines below its head."""
    bottom = 760 - 20 * row
    return TextLine(text, left, right, bottom, bottom + SIZE, SIZE, 1, is_ocr=True)


def page(name: str, left: float, *, full: int, short: int = 0) -> list[TextLine]:
    """A page's lines from its left margin: so many of full width, then short ones."""
    rows = [line(f"{name}{row}", left, left + 420, row) for row in range(full)]
    return rows + [line(f"{name}{row}", left, left + 150, row) for row in range(full, full + short)]


def sheet(lines: Sequence[TextLine], *, width: float = WIDTH, tables: tuple[DrawnTable, ...] = ()) -> Sheet:
    """A sheet with these lines, as they were found: in no order."""
    return Sheet(width, HEIGHT, tuple(sorted(lines, key=lambda each: -each.middle)), tables)


def read(unfolded_sheet: Sheet) -> list[str]:
    """The texts from top to bottom."""
    return [each.text for each in sorted(unfolded_sheet.lines, key=lambda each: -each.middle)]


LEFT, RIGHT = page("左", 80, full=8), page("右", 690, full=5, short=3)
IN_TURN = [each.text for each in (*LEFT, *RIGHT)]


def test_the_right_page_follows_the_left() -> None:
    """Its lines begin at the same margin, below those of the left."""
    found = unfolded(sheet([*LEFT, *RIGHT]))
    assert read(found) == IN_TURN
    assert {each.left for each in found.lines} == {80}
    assert (found.width, found.height) == (WIDTH - 595, 2 * HEIGHT)


def test_a_cover_is_a_page() -> None:
    """A few short lines in its middle."""
    cover = [line(f"封{row}", 200, 380, 8 + row) for row in range(4)]
    assert read(unfolded(sheet([*cover, *RIGHT])))[:4] == ["封0", "封1", "封2", "封3"]


def test_page_numbers_between_the_pages_are_left_out() -> None:
    """They would stand in the middle of the text."""
    numbers = [line("第1页共2页", 250, 330, 36), line("— 2 —", 860, 900, 36)]
    assert read(unfolded(sheet([*LEFT, *RIGHT, *numbers]))) == IN_TURN


def test_a_page_with_nothing_but_the_sign_off_is_a_page() -> None:
    """Far from the margin, below the seal, beside a page of running text."""
    signed = [line("上海市某某区知识产权局", 840, 980, 1), line("2024.3.6", 880, 930, 2)]
    found = unfolded(sheet([*LEFT, *signed]))
    assert read(found) == [each.text for each in (*LEFT, *signed)]


@pytest.mark.parametrize("numbers", [("3", "4"), ("第3页", "第4页")])
def test_two_numbered_pages_are_two_however_little_stands_on_them(numbers: tuple[str, str]) -> None:
    """The contact's last line on the one, an annex on the other, and their numbers below."""
    few = [line("联系人：冯卓 邮箱", 107, 437, 0), line("feng@example.org", 74, 309, 1)]
    annex = [line("附件2专利清单", 720, 843, 0)]
    below = [line(numbers[0], 292, 330, 36), line(numbers[1], 887, 925, 36)]
    assert read(unfolded(sheet([*few, *annex, *below]))) == [each.text for each in (*few, *annex)]
    apart = [line("3", 292, 304, 36), line("9", 887, 900, 36)]
    assert unfolded(sheet([*few, *annex, *apart])) == sheet([*few, *annex, *apart])


def test_two_pages_with_the_same_margins_are_two() -> None:
    """No number was read; the right one's lines begin as far from the fold as the left one's from the edge."""
    few = [line("联系人：冯卓 邮箱", 107, 437, 0), line("feng@example.org", 74, 309, 1)]
    annex = [line("附件2专利清单", 669, 843, 0), line("序号", 669, 701, 2), line("授权", 889, 942, 3)]
    assert read(unfolded(sheet([*few, *annex]))) == [each.text for each in (*few, *annex)]
    beside = [line("申报表", 640, 843, 0), line("序号", 640, 701, 2)]  # a margin of its own
    assert unfolded(sheet([*few, *beside])) == sheet([*few, *beside])


@pytest.mark.parametrize("left", [100.0, 700.0])
def test_tables_move_with_their_page(left: float) -> None:
    """A table of one page stands where its page is put."""
    row = TableRow(("联系人", "电话"), is_single=False)
    table = DrawnTable((row,), left, 300, left + 380, 340)
    (moved,) = unfolded(sheet([*LEFT, *RIGHT], tables=(table,))).tables
    assert (moved.left, moved.bottom) == ((100, 300 + HEIGHT) if left == 100 else (90, 300))


@pytest.mark.parametrize(
    "one_page",
    [
        sheet([*LEFT, *RIGHT], width=700),  # upright: columns, which are read as they come
        sheet([*LEFT, *RIGHT, line("横贯两栏的标题", 80, 1100, 9)]),
        sheet(
            [
                *page("项", 80, full=0, short=9),
                *page("值", 690, full=0, short=9),
                line("长", 690, 1110, 9),
                line("长", 80, 500, 9),
            ]
        ),  # a list of short entries
        sheet(page("整", 80, full=9)),
        sheet([*LEFT, line("盖章", 900, 960, 3)]),  # a remark beside the text
        sheet(
            [*LEFT, *RIGHT],
            tables=(DrawnTable((TableRow(("任务", "完成情况"), is_single=False),), 60, 300, 1120, 780),),
        ),
        sheet([]),
    ],
)
def test_one_page_stays_as_it_is(one_page: Sheet) -> None:
    """Upright, with a line or a table across, with short entries, or with text on one side only."""
    assert unfolded(one_page) == one_page
