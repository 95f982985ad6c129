"""Lines with their places become paragraphs: which line goes on with the one before."""

from dataclasses import replace

import pytest

from parsers.columns import ordered_behind, reading_order
from parsers.document import Page
from parsers.layout import Margins, continues, measure, paragraphs
from parsers.pages import PageContent, page_blocks
from parsers.pdf_tables import DrawnTable, TableRow
from parsers.running_lines import is_page_number, without_running_lines
from parsers.text_line import TextLine, join_lines

MARGINS = Margins(left=90, right=510, leading=22)
SIZE = 14.0
FULL = "字" * 30  # 420 points: from margin to margin


def line(
    text: str, left: float = 90, *, row: int = 0, page: int = 1, size: float = SIZE, artifact: bool = False
) -> TextLine:
    """A line of Chinese text, `row` lines below the first."""
    bottom = 700 - 22 * row
    right = left + size * len(text)
    return TextLine(text, left, right, bottom, bottom + size, size, page, is_artifact=artifact)


def joined(*lines: TextLine) -> list[str]:
    """The paragraphs of these lines."""
    return [paragraph.text for paragraph in paragraphs(lines, {1: MARGINS, 2: MARGINS})]


INDENTED_FULL = "字" * 28
CASES = {
    "an indented paragraph wraps": ((line(INDENTED_FULL, 118), line("下文。", row=1)), 1),
    "a short line was ended by its author": ((line("一、成效", 118), line("正文。", row=1)), 2),
    "a heading follows a title that fills its line": ((line(FULL), line("一、项目实施成效", row=1)), 2),
    "a wrapped line may begin like a heading": ((line(FULL), line("一、二级医院均已覆盖。", row=1)), 1),
    "an indented line begins a paragraph": (
        (line(INDENTED_FULL[:-1] + "。", 118), line("下文。", 118, row=1)),
        2,
    ),
    "unless the paragraph's lines are all indented": (
        (line(INDENTED_FULL, 118), line(INDENTED_FULL[:-1] + "。", 118, row=1), line("下文。", 118, row=2)),
        1,
    ),
    "after a full line at the margin too": ((line(FULL[:-1] + "。"), line("下文。", 118, row=1)), 2),
    "a number begins an item after a full sentence": (
        (line(FULL[:-1] + "。"), line("（二）下文。", row=1)),
        2,
    ),
    "a bare number does as well": ((line(FULL[:-1] + "。"), line("1 项目实施成效", row=1)), 2),
    "2.1 too": ((line(FULL[:-1] + "。"), line("2.1 到账与支出", row=1)), 2),
    "a bare number inside a sentence does not": ((line(FULL), line("12 件发明专利。", row=1)), 1),
    "a number inside a sentence does not": ((line(FULL), line("2.5万元。", row=1)), 1),
    "a heading joined to a full sentence is parted": (
        (line(FULL[:-1] + "。"), line("工作推进情况", row=1)),
        2,
    ),
    "one of two characters too": ((line(FULL[:-1] + "。"), line("推进", row=1)), 2),
    "壹、 as well": ((line(FULL[:-1] + "。"), line("壹、项目实施成效", row=1)), 2),
    "a sentence's last words are not": ((line(FULL), line("工作推进情况", row=1)), 1),
    "nor is a short last sentence": ((line(FULL[:-1] + "。"), line("均已完成。", row=1)), 1),
    "a heading of two lines below a full one": (
        (
            line(FULL[:-1] + "。"),
            line("对照预算的资金使用情况（含自筹部分，及预算科目调整", row=1),
            line("的说明）", row=2),
        ),
        2,
    ),
    "a heading with a half-width stop": ((line(FULL[:-1] + "."), line("二. 资金使用情况", row=1)), 2),
    "第三， begins behind a full sentence": ((line(FULL[:-1] + "。"), line("第三，推进方面", row=1)), 2),
    "the end of a company's name in a narrow box": (
        (line("上海某某科技城投资发展", 302), line("有限公司", 302, row=1)),
        1,
    ),
    "the end of a person's": ((line("联系人：荀若谷律", 118), line("师，13800005113", row=1)), 1),
    "but 略 is a text": ((line("二、资金使用"), line("略。", row=1)), 2),
    "a closing mark takes its neighbour to the next line": (
        (line("字" * 26 + "二", 118), line("项，下文。", row=1)),
        1,
    ),
    "a sign-off between dashes ends there": (
        (line("——— 上海某某科技有限公司 2024/03/21 ———"), line("联络：王芳", row=1)),
        2,
    ),
    "an annex begins a paragraph": (
        (line("项目联系人：王芳" + "字" * 20), line("附件：资金使用佐证材料", row=1)),
        2,
    ),
    "a label begins a paragraph": ((line("字" * 29), line("项目联系人：王芳", row=1)), 2),
    "other size, other paragraph": ((line(FULL), line("下文", row=1, size=10)), 2),
    "a gap parts": ((line(FULL), line("下文。", row=4)), 2),
    "a page's end does not": ((line(FULL, row=30), line("下文。", page=2)), 1),
    "a hanging item goes on": ((line("1、" + "字" * 28), line("下文。", 118, row=1)), 1),
    "but only its second line hangs": ((line("1、" + "字" * 27 + "。"), line("下文。", 118, row=1)), 2),
    "a centred title wraps": ((line("题" * 28, 104), line("总结", 286, row=1)), 1),
    "a title that is complete does not": (
        (line("题" * 24 + "工作总结", 104), line("某某有限公司", 258, row=1)),
        2,
    ),
    "right-aligned lines stay apart": ((line("某大学（盖章）", 412), line("2024年3月", 412, row=1)), 2),
    "附件 alone begins a page of its own": ((line(FULL), line("附件", row=1)), 2),
    "附件 in a sentence does not": ((line(FULL), line("附件所列。", row=1)), 1),
    "a heading in brackets is one": ((line(FULL), line("【项目实施成效】", row=1)), 2),
    "a date begins a line of its own": (
        (line("上海某某大学知识产权运营中心" + "字" * 14), line("二〇二四年三月十四日", row=1)),
        2,
    ),
    "and nothing goes on behind it": ((line("2024.03.14", 370), line("科技处 毕方 021-55501919", row=1)), 2),
    "a label of evidence begins a paragraph": (
        (line("邮箱：youxc@example.org" + "字" * 8), line("佐证：培训台账", row=1)),
        2,
    ),
    "a name and its date sign on one line": (
        (line("上海某某电子技术股份有限公司  2024年3月11日", 120), line("金海燕 021-55506075", row=1)),
        2,
    ),
    "a date at the end of a sentence's line does not": (
        (line("专项资金核定二百万元，首期拨付一百二十万元，截至2024年2月29日"), line("支出92万元。", row=1)),
        1,
    ),
    "the dots of a contents' entry as OCR reads them": (
        (line("附" * 25 + "… …5"), line("上海某某大学关于专利中心项目工作总结", row=1)),
        2,
    ),
    "an ellipsis before a number is no row of dots": (
        (line("字" * 26 + "……12"), line("项，下文。", row=1)),
        1,
    ),
    "a word that did not fit leaves room": ((line("字" * 25), line("example.org/address下文", row=1)), 1),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_are_joined_as_a_reader_would(case: str) -> None:
    """Indent, fullness, punctuation, numbers, size and distance decide."""
    lines, expected = CASES[case]
    assert len(joined(*lines)) == expected


@pytest.mark.parametrize(("heights", "count"), [((20.2, 15.6), 1), ((22.0, 15.6), 2)])
def test_heights_of_boxes_are_no_sizes_of_fonts(heights: tuple[float, float], count: int) -> None:
    """OCR's box is taller over a bracket or a stain; a title's is taller still."""
    read = [
        replace(line("字" * 30), size=heights[0], is_ocr=True),
        replace(line("下文。", row=1), size=heights[1], is_ocr=True),
    ]
    assert len(joined(*read)) == count


def test_latin_words_keep_a_space() -> None:
    """Only two words in Latin letters need a space between the lines."""
    assert join_lines(["and the", "EU market", "专利"]) == "and the EU market专利"
    assert join_lines(["2021-", "2023"]) == "2021-2023"


def test_margins_are_those_that_many_lines_share() -> None:
    """One line that sticks out does not move the margin."""
    lines = [line(FULL, row=row) for row in range(20)] + [line("凸" * 33, row=20)]
    assert measure(lines, 595).right == pytest.approx(510, abs=3)
    assert measure([line("短", row=1)], 595).right == pytest.approx(0.72 * 595)


def test_cells_of_one_row_are_no_leading() -> None:
    """The pieces of a table's row lie a point or two apart: the distance from line to line is that of whole lines."""
    cells = [line(f"{row}{cell}", 90 + 80 * cell, row=row) for row in range(4) for cell in range(5)]
    shifted = [replace(cell, bottom=cell.bottom - index % 5) for index, cell in enumerate(cells)]
    assert measure(shifted, 595).leading == pytest.approx(22, abs=5)


def test_running_lines_are_told_by_text_and_place() -> None:
    """The same words elsewhere on the page are content; marked artifacts and page numbers go at once."""
    pages = [[line("页眉", row=-5, page=page), line(FULL, row=5, page=page)] for page in (1, 2, 3)]
    pages[0] += [line("— 1 —", row=30), line("保密", row=29, artifact=True), line("页眉", row=6)]
    kept = without_running_lines(pages, [842.0] * 3)
    assert [[item.text for item in page] for page in kept] == [[FULL, "页眉"], [FULL], [FULL]]


@pytest.mark.parametrize(
    ("shift", "is_ocr", "runs"), [(5.0, True, True), (5.0, False, False), (1.5, False, True)]
)
def test_headers_of_scanned_pages_may_lie_a_little_apart(shift: float, *, is_ocr: bool, runs: bool) -> None:
    """No two pages lie alike on the glass; a file's own header stands in one place."""
    pages = []
    for page in (1, 2, 3):
        up = shift * (page - 1)
        header = replace(line("某某中心", 220, row=-5, page=page), is_ocr=is_ocr)
        header = replace(header, bottom=header.bottom + up, top=header.top + up)
        pages.append([header, line(FULL, row=5, page=page)])
    left = without_running_lines(pages, [842.0] * 3)
    assert [len(lines) for lines in left] == [1 if runs else 2] * 3


def test_a_header_is_as_wide_on_every_page_whatever_the_height_of_its_box() -> None:
    """OCR gives it a box of 16 points on one page, and of 10 on the next."""
    headers = [replace(line("某某中心", 220, row=-5, page=page), is_ocr=True) for page in (1, 2, 3)]
    headers[1] = replace(headers[1], size=0.6 * SIZE)
    pages = [[header, line(FULL, row=5, page=header.page)] for header in headers]
    assert [len(lines) for lines in without_running_lines(pages, [842.0] * 3)] == [1, 1, 1]


def test_a_header_of_two_scanned_pages_runs_though_it_lies_a_little_apart() -> None:
    """By five points; the same of a numbered heading is none."""
    for text, runs in (("某某中心", True), ("二、资金使用情况", False)):
        pages = []
        for page in (1, 2):
            header = replace(line(text, 220, row=-5, page=page), is_ocr=True)
            header = replace(header, bottom=header.bottom + 5 * page, top=header.top + 5 * page)
            pages.append([header, line(FULL, row=5, page=page)])
        assert [len(each) for each in without_running_lines(pages, [842.0] * 2)] == [2 - runs] * 2


def test_a_heading_on_top_of_two_scanned_pages_runs_nowhere() -> None:
    """二、资金使用情况 of the summary, and of the audit behind it, a little higher."""
    pages = []
    for page in range(1, 5):
        heading = replace(line("二、资金使用情况", 90, row=-5, page=page), is_ocr=True)
        heading = replace(heading, bottom=heading.bottom + 2 * page, top=heading.top + 2 * page)
        pages.append([heading, line(FULL, row=5, page=page)] if page % 2 == 0 else [line(FULL, page=page)])
    assert without_running_lines(pages, [842.0] * 4) == pages


def test_the_units_name_in_title_and_sign_off_runs_nowhere() -> None:
    """It stands at the head of both pages: in the middle and large on one, at the right on the other."""
    title = line("上海大学", 240, row=-5, size=22)
    signed = replace(line("上海大学", 430, page=2), bottom=title.middle - 7, top=title.middle + 7)
    pages = [[title, line(FULL, row=5)], [signed, line("2024年3月8日", 430, row=-4, page=2)]]
    assert without_running_lines(pages, [842.0] * 2) == pages


def _scan(text: str, left: float, right: float, row: int) -> TextLine:
    return TextLine(text, left, right, 700 - 20 * row, 712 - 20 * row, 12, 1, is_ocr=True)


LEFT_COLUMN = [_scan(f"左{row}", 60, 290 - 60 * (row == 9), row) for row in range(10)]
RIGHT_COLUMN = [_scan(f"右{row}", 310, 540 - 100 * (row > 4), row) for row in range(7)]


def test_a_bracket_that_a_narrow_line_broke_is_closed() -> None:
    """章） below 某某有限公司（盖: both stand at the right, far from any margin."""
    signed = [
        line("上海某某诊断技术有限公司（盖", 330),
        line("章）", 440, row=1),
        line("2024年3月12日", 400, row=2),
    ]
    margins = measure([line(FULL, row=row) for row in range(5, 9)], 595)
    assert continues(signed[:1], signed[1], margins)
    assert not continues(signed[:2], signed[2], margins)


def test_columns_of_a_scan_are_read_one_after_the_other() -> None:
    """OCR finds their lines in no order; what goes across both parts what is above from what is below."""
    mixed = sorted([*LEFT_COLUMN, *RIGHT_COLUMN], key=lambda line: (-line.middle, -line.left))
    assert [line.text for line in reading_order(mixed)] == [
        line.text for line in (*LEFT_COLUMN, *RIGHT_COLUMN)
    ]
    title = _scan("横贯两栏的标题", 80, 520, -1)
    assert [line.text for line in reading_order([*mixed, title])][:2] == ["横贯两栏的标题", "左0"]


def test_the_end_of_both_columns_at_the_head_of_a_page() -> None:
    """Twelve lines that stand beside each other, above the sign-off: they tell no gutter, the page before has told it."""
    left = [_scan(f"左栏第{row}行，", 60, 290, row) for row in range(6)]
    right = [_scan(f"右栏第{row}行", 310, 520, row) for row in range(6)]
    ends = sorted([*left, *right], key=lambda line: (-line.middle, -line.left))
    across = (
        ("附件：佐证材料（另附）", 60, 310),
        ("联系方式：某某 021-00001234", 60, 420),
        ("某某大学", 250, 420),
        ("2024年3月", 260, 350),
    )
    signed = [_scan(*each, 8 + row) for row, each in enumerate(across)]
    ordered, _ = ordered_behind(300.0, [*ends, *signed])
    assert ordered == [*left, *right, *signed]


def test_columns_of_which_a_quarter_lie_at_one_height_are_columns() -> None:
    """A heading's larger leading shifts the rest of its column."""
    right = [
        replace(each, bottom=each.bottom + 8 * (row > 1), top=each.top + 8 * (row > 1))
        for row, each in enumerate(RIGHT_COLUMN)
    ]
    assert reading_order([*LEFT_COLUMN, *right]) == [*LEFT_COLUMN, *right]


@pytest.mark.parametrize("is_ocr", [True, False])
@pytest.mark.parametrize("shift", [4.0, 8.0])
def test_columns_whose_lines_lie_at_other_heights_are_columns(shift: float, *, is_ocr: bool) -> None:
    """A large title in one of them moves its lines by half a line: none has another beside it."""
    left = [replace(each, is_ocr=is_ocr) for each in LEFT_COLUMN]
    right = [
        replace(each, bottom=each.bottom + shift, top=each.top + shift, is_ocr=is_ocr)
        for each in RIGHT_COLUMN
    ]
    assert reading_order([*left, *right]) == [*left, *right]


@pytest.mark.parametrize("count", [4, 9])
def test_wide_labels_beside_their_values_are_no_columns(count: int) -> None:
    """Both fill their column; each value stands beside its label, and so it is read."""
    labels = [
        replace(_scan(f"专项资金第{row}类支出的合计", 60, 290, row), is_ocr=False) for row in range(count)
    ]
    values = [
        replace(_scan(f"支出{row}6.5万元，执行率96.5%", 310, 540, row), is_ocr=False) for row in range(count)
    ]
    pairs = [line for pair in zip(labels, values, strict=True) for line in pair]
    read = "".join(line.text for line in reading_order(pairs))
    assert read.index(values[0].text) < read.index(labels[1].text)


def test_what_stands_below_both_columns_is_read_behind_them() -> None:
    """Annexes and contact at the left, sign-off at the right; a heading there belongs to its column."""
    columns = [*LEFT_COLUMN, *RIGHT_COLUMN]
    closing = [_scan("附件：佐证材料", 60, 200, 12), _scan("上海某某公司（盖章）", 400, 540, 14)]
    contact = _scan("联系人：张三", 60, 160, 16)
    assert reading_order([*columns, *closing, contact])[-3:] == [*closing, contact]
    heading = _scan("二、资金使用情况", 60, 200, 12)
    assert reading_order([*columns, heading, closing[1]])[len(LEFT_COLUMN)] == heading


def test_what_a_file_draws_with_the_left_column_below_both_is_read_behind_them() -> None:
    """A file's own text: the annexes' name and the contact are drawn before the right column."""
    left = [replace(each, is_ocr=False) for each in LEFT_COLUMN]
    right = [replace(each, is_ocr=False) for each in RIGHT_COLUMN]
    below = [_scan("附件：佐证材料", 60, 200, 12), _scan("联系人：张三", 60, 160, 16)]
    signed = _scan("上海某某公司（盖章）", 400, 540, 14)
    below, signed = [replace(each, is_ocr=False) for each in below], replace(signed, is_ocr=False)
    drawn = [*left, *below, *right, signed]
    assert reading_order(drawn) == [*left, *right, below[0], signed, below[1]]
    assert reading_order([*left, *right]) == [*left, *right]


def test_a_contact_as_wide_as_its_column_stands_below_both() -> None:
    """An address fills the column as running text does, and is none."""
    signed = _scan("上海某某公司（盖章）", 400, 540, 14)
    address = _scan("电子邮箱：zhang@ip.example.org", 60, 290, 16)
    mixed = [*LEFT_COLUMN, address, *RIGHT_COLUMN, signed]
    assert reading_order(mixed) == [*LEFT_COLUMN, *RIGHT_COLUMN, signed, address]


def test_the_annexes_name_below_a_column_is_read_behind_both() -> None:
    """It fills the left column, and stands close below it; but no text goes on behind it."""
    annex = _scan("附件：资金使用及工作成效佐证材料", 60, 294, 10)
    closing = [_scan("上海某某公司（盖章）", 400, 540, 12), _scan("联系人：张三", 60, 160, 14)]
    ordered = reading_order([*LEFT_COLUMN, annex, *RIGHT_COLUMN, *closing])
    assert ordered == [*LEFT_COLUMN, *RIGHT_COLUMN, annex, *closing]


@pytest.mark.parametrize("wrapped", [False, True])
def test_headings_beside_their_text_are_read_before_it(*, wrapped: bool) -> None:
    """A form whose rules were lost; the first lines at the right belong to a heading on the page before."""
    text = [_scan(f"右{row}", 310, 540, row) for row in range(14)]
    headings = [_scan(f"{number}、某某情况与成效", 60, 290, row) for number, row in (("二", 2), ("三", 8))]
    rest = [_scan("续行", 60, 120, 3)] if wrapped else []
    read = [line.text for line in reading_order([*headings, *rest, *text])]
    assert read[:2] == ["右0", "右1"]
    assert read[2 : 4 + wrapped] == [headings[0].text, *(line.text for line in rest), "右2"]
    assert read[read.index(headings[1].text) + 1] == "右8"
    assert len(read) == len(text) + 2 + wrapped


def test_the_end_of_two_columns_stands_at_the_head_of_the_next_page() -> None:
    """Too few lines to tell, were it not for the page before; labels and values in its place are rows."""
    left = [_scan("每项任务有责任人、有时间表，", 60, 290, 0), _scan("有成果证明。", 60, 150, 1)]
    right = [_scan("四、下一步工作计划", 310, 450, 0), _scan("待补充", 310, 360, 1)]
    rest = [_scan("附件：1.专项资金支出明细表", 80, 330, 2), _scan("上海某某公司", 400, 540, 4)]
    mixed = [left[0], right[0], left[1], right[1], *rest]
    assert ordered_behind(300, mixed) == ([*left, *right, *rest], None)
    assert len(ordered_behind(None, mixed)[0]) == len(rest) + 2
    labels = [_scan("联系人：张三", 60, 150, 0), _scan("电话：55500123", 310, 450, 0)]
    assert len(ordered_behind(300, labels)[0]) == 1


def test_prose_at_the_head_of_a_page_ends_both_columns_though_it_names_bodies() -> None:
    """Names, shares and colons stand in running text too; a heading at the right is none of a list."""
    left = [_scan("会同上海大学、东华大学与同济大学，", 60, 290, 0), _scan("96.5%用于测试。", 60, 170, 1)]
    right = [_scan("五、工作计划和建议", 310, 440, 0), _scan("联合复旦大学、上海交通大学", 310, 500, 1)]
    mixed = [left[0], right[0], left[1], right[1]]
    assert ordered_behind(300, mixed)[0] == [*left, *right]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            ("经办人：张三（科研处知识产权管理办公室），", "13800001234"),
            ("负责人：李四（处长）", "13800001235"),
        ),
        (("一种石墨烯的制备方法、装置及其应用，", "ZL202110001234.5"), ("一种传感器", "ZL202110001235.5")),
        (("专项资金支出合计，含设备与测试费用，", "96.5万元"), ("其中：专利导航", "30万元")),
        (
            ("上海大学知识产权，运营管理中心（章）", "上海某某公司（盖章）"),
            ("2024年3月15日", "2024年3月15日"),
        ),
    ],
)
def test_a_list_at_the_head_of_a_page_is_read_by_rows(
    first: tuple[str, str], second: tuple[str, str]
) -> None:
    """Each value beside its label, though the page before was of two columns."""
    rows = [
        [_scan(left, 60, 290, row), _scan(right, 310, 450, row)]
        for row, (left, right) in enumerate((first, second))
    ]
    read = [line.text for line in ordered_behind(300, [line for row in rows for line in row])[0]]
    assert read == [" ".join(first), " ".join(second)]


@pytest.mark.parametrize("is_ocr", [True, False])
def test_two_columns_of_labels_alone_are_read(*, is_ocr: bool) -> None:
    """Every line begins as a contact's; none fills its column as running text does."""
    lines = [
        replace(_scan(f"联系人：张某{row} 手机：1380000000{row}", left, left + 230, row), is_ocr=is_ocr)
        for left in (60, 310)
        for row in range(9)
    ]
    shifted = [
        replace(each, bottom=each.bottom + 5, top=each.top + 5) if each.left > 300 else each for each in lines
    ]
    for page in (lines, shifted):
        read = " ".join(each.text for each in reading_order(page)).split()
        assert sorted(read) == sorted(word for each in page for word in each.text.split())


def test_a_column_with_a_picture_in_it_is_a_column() -> None:
    """Few lines at the left, with headings among them; the sections go on at the right."""
    left = [
        _scan(text, 60, 290 - 110 * text.endswith("情况"), row)
        for row, text in enumerate(("一、实施成效情况", "1.完成导航报告三项", "2.授权专利二十件"))
    ]
    left += [
        _scan(text, 60, 290, row)
        for row, text in enumerate(("二、资金使用情况", "1.支出四十八万元", "2.自筹十九万元"), 14)
    ]
    right = [_scan("三、工作推进" if row == 0 else f"第{row}项任务", 310, 540, row) for row in range(18)]
    mixed = sorted([*left, *right], key=lambda each: (-each.middle, each.left))
    assert reading_order(mixed) == [*left, *right]


def test_a_box_that_reaches_into_the_gutter_belongs_to_its_column() -> None:
    """局“专利超市”项目工作总, the title's second line, fills its column and a little more; the page's number is below."""
    title, number = _scan("专利超市项目工作总", 60, 290.9, 1), _scan("— 12 —", 292, 316, 30)
    left = [LEFT_COLUMN[0], title, *LEFT_COLUMN[2:]]
    assert reading_order([*left, *RIGHT_COLUMN, number]) == [*left, *RIGHT_COLUMN, number]


def test_a_punched_hole_beside_a_column_makes_it_no_wider() -> None:
    """一 in the margin: the lines fill their column all the same."""
    hole = _scan("一", -30, -16, 4)
    mixed = sorted([*LEFT_COLUMN, *RIGHT_COLUMN, hole], key=lambda each: (-each.middle, each.left))
    ordered = reading_order(mixed)
    assert [each for each in ordered if each is not hole] == [*LEFT_COLUMN, *RIGHT_COLUMN]


def test_cells_that_reach_over_the_gutter_part_no_columns() -> None:
    """A table in the right column, wider than that: its first cells begin beneath the left column's end."""
    left = [_scan(f"左{row}", 60, 270, row) for row in range(12)]
    cells = [_scan("检索分析费", 272, 345, row) for row in (2, 3, 4)]
    right = [_scan(f"右{row}", 340, 540, row) for row in (0, 1, 5, 6, 7, 8, 9)]
    ordered = reading_order(sorted([*left, *cells, *right], key=lambda each: (-each.middle, each.left)))
    assert [each for each in ordered if each not in cells] == [*left, *right]


def test_contents_word_above_entries_is_read_first() -> None:
    """The entries' dots and numbers were not read, so it stands to the right of them all: no part of a seal."""
    word = _scan("目录", 270, 330, 0)
    entries = [_scan(f"{number}、第{number}部分的标题.....", 70, 210, number) for number in range(1, 6)]
    assert reading_order([*entries, word])[0] == word
    on_the_edge = _scan("有限", 530, 560, 3)
    assert reading_order([*entries, on_the_edge])[-1] == on_the_edge


def test_columns_tell_where_they_part() -> None:
    """Between the left one's right edge and the right one's left."""
    _, gutter = ordered_behind(None, [*LEFT_COLUMN, *RIGHT_COLUMN])
    assert gutter is not None
    assert 290 <= gutter <= 310
    assert ordered_behind(None, LEFT_COLUMN) == (LEFT_COLUMN, None)


def test_labels_and_values_are_no_columns() -> None:
    """They are short, or one of the two is narrow: they stay as they come, beside each other."""
    labels = [_scan(f"标{row}", 60, 120, row) for row in range(8)]
    values = [_scan(f"值{row}", 310, 540, row) for row in range(8)]
    mixed = [line for pair in zip(labels, values, strict=True) for line in pair]
    assert reading_order(mixed) == mixed


def test_a_seal_over_the_pages_edge_is_no_part_of_a_line() -> None:
    """Two characters right of all running text; beside short lines, or long ones as far out, they stay."""
    text = [_scan("下一步学校将落实专利转化运用专项行动方案", 60, 500, row) for row in range(5)]
    heading, seal = _scan("五、工作安排", 60, 200, 6), _scan("师范", 530, 560, 6)
    assert reading_order([*text, heading, seal])[-2:] == [heading, seal]
    assert reading_order([*text, heading, _scan("35.0", 530, 560, 6)])[-1].text == "五、工作安排 35.0"
    assert reading_order([heading, seal])[-1].text == "五、工作安排 师范"
    assert reading_order([*text, heading, _scan("师范", 470, 500, 6)])[-1].text == "五、工作安排 师范"


def test_rows_are_ordered_from_top_to_bottom() -> None:
    """Pieces of one row are joined from left to right."""
    pieces = [line("右", 300, row=1), line("下", row=2), line("左", 90, row=1), line("上", row=0)]
    assert [item.text for item in reading_order(pieces)] == ["上", "左 右", "下"]


def _read_title(last: str, *, size: float = SIZE, below: float = 40.0) -> list[str]:
    """A title's full line of OCR and its end, centred `below` the first, whose box says another size."""
    first = replace(line("题" * 29, 97), is_ocr=True)
    middle, bottom = (first.left + first.right) / 2, first.bottom - below
    half = size * len(last) / 2
    end = TextLine(last, middle - half, middle + half, bottom, bottom + size, size, 1, is_ocr=True)
    return joined(first, end)


def test_a_titles_last_characters_belong_to_it() -> None:
    """OCR's box around 结 says nothing of its size, and titles stand further apart than the text."""
    assert len(_read_title("结", size=9.0)) == 1
    assert len(_read_title("作总结", size=22.0)) == 1
    assert len(_read_title("作总结", below=90.0)) == 2
    assert len(_read_title("字" * 20)) == 2


@pytest.mark.parametrize("below", ["同济大学", "项目实施成效", "资金使用"])
def test_what_can_stand_alone_below_a_title_does(below: str) -> None:
    """A unit or a heading in the middle of the line is no end of the title."""
    assert len(_read_title(below, size=9.0)) == 2
    assert len(_read_title(below, below=45.0)) == 2


@pytest.mark.parametrize(
    ("text", "by_ocr", "numbers"),
    [
        ("第3页共5页", False, True),
        ("— 3 —", False, True),
        ("-2一", True, True),
        ("一2一", True, True),
        ("-2一", False, False),
        ("2一1", True, False),
        ("二", True, False),
        ("第" + " " * 60 + "3 页", False, True),
        ("— " * 30 + "3", False, False),
    ],
)
def test_page_numbers_are_known(text: str, *, by_ocr: bool, numbers: bool) -> None:
    """OCR takes the dashes for 一."""
    assert is_page_number(text, by_ocr=by_ocr) is numbers


@pytest.mark.parametrize("following", ["1. 实施成效", "PART 3 工作推进情况", "II. 资金使用", "Ⅲ、工作推进"])
def test_a_number_begins_a_heading_below_a_full_title(following: str) -> None:
    """A title that fills its line has no full stop, and the first heading does not go on with it."""
    title = line("题" * 27 + "工作总结", 97)
    below = replace(
        title, text=following, right=title.left + 120, bottom=title.bottom - 20, top=title.top - 20
    )
    assert len(joined(title, below)) == 2


def test_a_heading_below_a_contact_that_fills_its_line_begins_a_paragraph() -> None:
    """The contact stands above the text; its address ends it as a full stop does."""
    contact = "项目联系人：赵国栋，电话：13900002001，邮箱：zhang71@example.org"
    filled = replace(line(contact, 90), right=530)
    assert joined(filled, line("1. 实施成效", 90, row=1)) == [contact, "1. 实施成效"]
    numbered = replace(line("本项目共收到三批申报材料，流水号2023000111", 90), right=530)
    assert len(joined(numbered, line("二、三类企业各占一半。", 90, row=1))) == 1


def test_a_sign_off_with_its_date_in_numerals_ends_its_line() -> None:
    """秘书处 二〇二四年三月二十日 reaches the margin; the contact beneath is a paragraph of its own."""
    signed = line("某某市生物医药行业协会秘书处 二〇二四年三月二十日" + " " * 6, 90)
    signed = replace(signed, text=signed.text.strip())
    below = replace(
        signed, text="柏秋实（副秘书长）电话：（021）", bottom=signed.bottom - 20, top=signed.top - 20
    )
    assert len(joined(signed, below)) == 2


def test_a_heading_that_fills_its_line_ends_there() -> None:
    """In bold above plain text; in a scan above a first line that is as far indented as it is."""
    heading = line("二、市级专项资金及公司自筹资金的预算安排与实际使用情况等", 118)
    text = replace(
        heading, text="预算总额260万元，已支出。", bottom=heading.bottom - 20, top=heading.top - 20
    )
    wrapped = replace(text, left=heading.left - 2 * SIZE)
    assert len(joined(replace(heading, bold=True), wrapped)) == 2
    assert len(joined(replace(heading, bold=True), replace(wrapped, bold=True))) == 1
    assert len(joined(heading, text)) == 2


@pytest.mark.parametrize("label", ["Appendix 附件：清单", "Annex 1 List of patents"])
def test_a_label_in_english_begins_a_paragraph(label: str) -> None:
    """Behind a contact that fills its line."""
    contact = line("项" * 29, 97)
    below = replace(contact, text=label, bottom=contact.bottom - 20, top=contact.top - 20)
    assert len(joined(contact, below)) == 2


@pytest.mark.parametrize(("below", "count"), [("成效", 2), ("报告", 1)])
def test_a_title_that_fills_its_line_may_be_whole(below: str, count: int) -> None:
    """What goes on is 报告; anything else is the first heading."""
    title = line("题" * 25 + "项目总结", 97)
    following = replace(
        title, text=below, right=title.left + 28, bottom=title.bottom - 20, top=title.top - 20
    )
    assert len(joined(title, following)) == count


@pytest.mark.parametrize(
    ("above", "below", "is_one"),
    [
        ("上海某某开发区（盖章）2024年03", "月17日", True),
        ("上海某某开发区2024", "年3月17日", True),
        ("上海某某开发区（盖章）", "2024年3月17日", False),
        ("2024年3月16日", "月17日", False),
        ("2024年3月", "12", False),
        ("2024年", "3.1", False),
        ("上海某某开发区（盖章）2024年03", "月17日完成了全部建设任务", False),
    ],
)
def test_a_date_that_a_line_broke_is_one(above: str, below: str, *, is_one: bool) -> None:
    """Far from the right margin, in a block of its own."""
    first, second = line(above, 330), line(below, 330, row=1)
    margins = measure([line(FULL, row=row) for row in range(5, 9)], 595)
    assert continues([first], second, margins) is is_one


def test_a_numbers_stop_that_was_read_as_a_sentences_begins_a_heading() -> None:
    """四。工作计划和建议 below a sentence that fills its line."""
    margins = measure([line(FULL, row=row) for row in range(5, 9)], 595)
    full, heading = line(FULL[:-1] + "。", row=0), line("四。工作计划和建议", row=1)
    read = [replace(each, is_ocr=True) for each in (full, heading)]
    assert not continues(read[:1], read[1], margins)
    torn = [replace(line(FULL, row=0), is_ocr=True), read[1]]
    assert continues(torn[:1], torn[1], margins)  # …位居全市第 / 四。


def _table(top: float, right: float) -> DrawnTable:
    row = TableRow(("专利导航", "12.5"), is_single=False)
    return DrawnTable((row,), LEFT_COLUMN[0].left, top - 40, right, top)


def _order(lines: list[TextLine], table: DrawnTable) -> list[str]:
    """What stands on a page of these lines and the table, from top to bottom; the table as 表."""
    page = PageContent(Page(1, 595, 842, 0, 1.0), tuple(lines), (table,))
    return ["表" if block.cells else block.text for block in page_blocks([page])]


def test_a_table_that_ends_the_left_column_stands_before_the_right_one() -> None:
    """Nothing of its own column comes below it, and the right one stands beside it; below both it comes behind both."""
    left, right = LEFT_COLUMN[:5], RIGHT_COLUMN
    end = max(line.right for line in left)
    order = _order([*left, *right], _table(left[-1].bottom - 4, end))
    assert order.index("表") < next(place for place, text in enumerate(order) if right[0].text in text)
    for below in (end, max(line.right for line in right)):
        assert _order([*LEFT_COLUMN, *right], _table(LEFT_COLUMN[-1].bottom - 20, below))[-1] == "表"


def _with_end_beside(*ends: TextLine, width: float = 230) -> list[TextLine]:
    """A title over both columns, a left one of running text with headings, and what stands beside it."""
    title = _scan("横贯两栏的标题", 80, 520, -1)
    text = [_scan(f"左{row}", 60, 60 + (width if row % 4 else 90), row) for row in range(20)]
    return sorted([title, *text, *ends], key=lambda line: (-line.middle, line.left))


def test_the_sign_off_alone_in_the_right_column_is_read_behind_the_left_one() -> None:
    """The text just filled its column: name, date and contact stand beside its first lines, and belong to its end."""
    ends = [
        _scan("某某有限公司", 380, 520, 1),
        _scan("2024年3月12日", 420, 510, 2),
        _scan("联系人", 320, 530, 4),
    ]
    footer = _scan("某某有限公司 —1—", 200, 400, 22)
    ordered = reading_order([*_with_end_beside(*ends), footer])
    assert [line.text for line in ordered[-5:]] == ["左19", *(end.text for end in ends), footer.text]


def test_what_stands_beside_the_end_of_a_text_is_no_column_of_it() -> None:
    """Name and date at the right below short lines: the contact on the left stays where it stands, behind them."""
    ends = [_scan("某某有限公司", 380, 520, 17), _scan("2024年3月12日", 420, 510, 18)]
    ordered = [line.text for line in reading_order(_with_end_beside(*ends))]
    dated = next(place for place, text in enumerate(ordered) if "2024年3月12日" in text)
    assert dated < ordered.index("左19")


def test_a_contact_below_a_short_right_column_stays_in_one_row() -> None:
    """Two columns of text, the right one short: what stands below both is read across the page."""
    left = [_scan(f"左{row}", 60, 290, row) for row in range(20)]
    right = [_scan(f"右{row}", 320, 540, row) for row in range(3)]
    contact = [_scan("联系人：王芳", 60, 180, 22), _scan("电话：021-00001234", 330, 500, 22)]
    ordered = reading_order(sorted([*left, *right, *contact], key=lambda each: (-each.middle, each.left)))
    assert [line.text for line in ordered[-2:]] == ["右2", "联系人：王芳 电话：021-00001234"]


def test_a_comma_that_hangs_over_the_gutter_parts_no_columns() -> None:
    """Lines of the left column end in the gutter with their punctuation, and have nothing beside them."""
    left = [_scan(f"左{row}，", 60, 304 if row in (9, 12) else 291, row) for row in range(20)]
    right = [_scan(f"右{row}", 306, 534, row) for row in range(8)]
    mixed = sorted([*left, *right], key=lambda each: (-each.middle, each.left))
    assert reading_order(mixed) == [*left, *right]


def test_a_table_in_a_short_right_column_is_read_with_it() -> None:
    """The contact's, below the sign-off: of the left column's lines none stands beside most of the right one."""
    right = [_scan("某某有限公司", 380, 520, 1), _scan("2024年3月12日", 420, 510, 2)]
    table = replace(_table(right[-1].bottom - 10, 540), left=310.0)
    assert _order(_with_end_beside(*right), table)[-1] == "表"
