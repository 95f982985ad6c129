"""Rows whose pieces lie at different heights, and lines that begin or end a paragraph in ways of their own."""

from dataclasses import replace

import pytest

from parsers.columns import reading_order
from parsers.layout import Margins, continues
from parsers.text_line import TextLine

MARGINS = Margins(left=80.0, right=522.0, leading=28.0)


def line(text: str, left: float, right: float, bottom: float, height: float = 16.0) -> TextLine:
    """One line or piece of a line on page 1."""
    return TextLine(text, left, right, bottom, bottom + height, size=16.0, page=1)


def test_pieces_of_one_row_are_joined_from_left_to_right() -> None:
    """Digits drawn lower than the characters beside them do not come apart from them: a date stays a date."""
    pieces = [
        line("2024", 397, 437, 692, 15),
        line("年", 441, 457, 694, 15),
        line("3", 460, 470, 692, 15),
        line("月", 473, 489, 694, 14),
        line("9", 492, 503, 692, 15),
        line("日", 506, 522, 694, 14),
    ]
    assert [row.text.replace(" ", "") for row in reading_order(pieces)] == ["2024年3月9日"]


def test_what_was_read_twice_under_a_seal_is_said_once() -> None:
    """The seal parts a line, and OCR reads what lies beneath it with either half; without that, two texts are two."""
    first = replace(line("联系人：冯国梁；联系电话：", 132, 393, 600), is_ocr=True)
    second = replace(line("国梁；联系电话：（021）00004024；电子邮箱：", 234, 620, 600), is_ocr=True)
    (row,) = reading_order([second, first])
    assert row.text == "联系人：冯国梁；联系电话：（021）00004024；电子邮箱："
    assert len(reading_order([first, replace(second, text="（021）00004024；电子邮箱：")])) == 2
    assert len(reading_order([replace(first, is_ocr=False), second])) == 2
    amount = replace(line("支出金额100000", 200, 300, 600), is_ocr=True)
    (row,) = reading_order([amount, replace(line("000元，执行率96%", 297, 420, 600), is_ocr=True)])
    assert row.text == "支出金额100000000元，执行率96%"


def test_numbered_line_at_an_indent_begins_a_paragraph() -> None:
    """A list item without a full stop that happens to fill its line does not swallow the heading below it."""
    item = line("主要用途：专利数据库、海外代理、专利导航、专家咨询", 112, 515, 400)
    assert not continues([item], line("3. 任务进展", 112, 220, 372), MARGINS)
    assert continues([item], line("等方面。", 80, 140, 372), MARGINS)


def test_last_characters_of_a_name_set_to_the_right_go_on_with_it() -> None:
    """A long signature that is set to the right leaves a character or two on the next line."""
    name = line("某大学科学技术发展研究院/某大学国家大学科技", 84, 521, 400)
    assert continues([name], line("园", 506, 522, 372), MARGINS)


NAME_BESIDE_DATE = [
    line("单位（盖章）：上海某某医药集团", 80, 290, 400),
    line("日期：2024-03-11", 320, 440, 400),
]


@pytest.mark.parametrize(
    ("begun", "date", "end"),
    [
        ("单位（盖章）：上海某某医药集团", "日期：2024-03-11", "股份有限公司"),
        ("某创（上海）医", "2024年3月21日", "药科技股份有限公司"),
        ("承担单位：上海某某医药集团股份有限公", "填报日期：2024年3月21日", "司"),
        ("上海市某某区", "二〇二四年三月十一日", "知识产权局（盖章）"),
    ],
)
def test_a_name_of_two_lines_beside_its_date_is_whole(begun: str, date: str, end: str) -> None:
    """Two cells without borders, of which the first is too narrow for the name."""
    name, beside = (
        replace(each, text=text) for each, text in zip(NAME_BESIDE_DATE, (begun, date), strict=True)
    )
    (row,) = reading_order([name, beside, line(end, 80, 180, 376)])
    assert row.text == f"{begun}{end} {date}"


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(line("附件清单", 80, 150, 376), id="no end of a name"),
        pytest.param(line("上海某某园区管理有限公司", 80, 250, 376), id="another body's name"),
        pytest.param(line("联系部门：科技处", 80, 200, 376), id="a label"),
        pytest.param(line("股份有限公司", 330, 430, 376), id="beneath the date"),
        pytest.param(line("股份有限公司", 80, 180, 300), id="far below"),
    ],
)
def test_what_else_stands_below_such_a_name_is_a_line_of_its_own(below: TextLine) -> None:
    """Only what makes the name whole, and right beneath it, belongs to it."""
    first, second = reading_order([*NAME_BESIDE_DATE, below])
    assert (first.text, second) == ("单位（盖章）：上海某某医药集团 日期：2024-03-11", below)


@pytest.mark.parametrize(
    ("begun", "date", "below"),
    [
        ("负责人：张三", "填表日期：2024-03-11", "某某大学（盖章）"),
        ("张三", "2024年3月11日", "某某大学"),
        ("某某大学（盖章）", "2024年3月11日", "某某理工大学（盖章）"),
        ("立项时间", "2023年1月", "承担处室"),
        ("项目负责人（签字）：", "2024年3月11日", "某某科技股份有限公司"),
    ],
)
def test_persons_and_whole_names_do_not_go_on_below(begun: str, date: str, below: str) -> None:
    """The body signs below its clerk, or a second one below the first."""
    name, beside = (
        replace(each, text=text) for each, text in zip(NAME_BESIDE_DATE, (begun, date), strict=True)
    )
    end = line(below, 80, 240, 376)
    assert reading_order([name, beside, end])[1] == end


def test_nothing_goes_on_behind_a_date_that_is_called_so() -> None:
    """The next page's heading, whatever room the line has left; but the rest of the day, or of a sentence."""
    signed = line("单位（盖章）：某某大学 日期：2024-03-20", 80, 515, 400)
    assert not continues([signed], line("附件清单", 80, 150, 372), MARGINS)
    broken = line("单位（盖章）：某某大学 日期：2024年12月1", 80, 515, 400)
    assert continues([broken], line("8日", 80, 110, 372), MARGINS)
    sentence = line("双方签订了专利实施许可合同，合同签订日期：2023年5月6日", 112, 515, 400)
    assert continues([sentence], line("，合同金额30万元。", 80, 200, 372), MARGINS)
    assert continues([sentence], line("签订地点为某某市。", 80, 200, 372), MARGINS)


def test_an_indented_line_that_falls_short_is_no_title() -> None:
    """A paragraph's first line that ends on 报告, a point before the margin."""
    first = line("2023年，本单位完成了集成电路领域专利导航分析，形成报告", 112, 518, 400)
    assert continues([first], line("3份，为研发方向提供了支撑。", 80, 290, 372), MARGINS)


@pytest.mark.parametrize("text", ["本材料与佐证分册装订，谨供审阅。", "上海市某某局："])
def test_the_text_below_a_title_of_two_lines_is_no_part_of_it(text: str) -> None:
    """It begins at the text's indent, the title stands in the middle."""
    title = [
        replace(line(each, left, right, bottom), size=21.0, is_ocr=True)
        for each, left, right, bottom in (
            ("某某公司关于2023年度某某市高价值专利", 84, 518, 400),
            ("升级培育项目知识产权工作总结", 114, 488, 372),
        )
    ]
    assert continues(title[:1], title[1], MARGINS)
    assert not continues(title, replace(line(text, 112, 330, 344), is_ocr=True), MARGINS)


def test_an_addressee_begins_a_line_of_its_own() -> None:
    """Below a title that fills its line; 知识产权局： amid a sentence is none."""
    title = [
        line("某某大学附属某某医院关于某某项目", 80, 520, 400),
        line("知识产权培育与运用的工作总结", 80, 520, 372),
    ]
    assert not continues(title, line("某某市某某局：", 80, 200, 344), MARGINS)
    sentence = [line("财政资金来源于某某市某某新区", 112, 518, 400)]
    assert continues(sentence, line("知识产权局：", 80, 190, 372), MARGINS)


def test_an_item_that_begins_with_a_year_is_numbered() -> None:
    """1）2022年…, 2、2023年…; 1.5 is a figure."""
    full = line("完成专利导航，服务企业百余家，成效显著。", 80, 520, 400)
    for text in ("2）2023年上半年：集中布局", "2、2023年：集中布局"):
        assert not continues([full], line(text, 80, 300, 372), MARGINS)
    assert continues([replace(full, text="完成专利导航，共支出")], line("1.5万元。", 80, 150, 372), MARGINS)
