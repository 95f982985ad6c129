"""A section of which only the sub-headings were written."""

import pytest

from parsers.document import Block, BlockKind, Document
from rules.summary import Section, read_summary
from tests.rules.template_2024_6 import campaign_template


def _progress(*lines: str, bold: bool = False, level: int | None = None, number: int = 3) -> Section:
    heading = {3: "三、工作推进情况", 5: "五、工作计划和建议"}[number]
    blocks = [
        Block(BlockKind.PARAGRAPH, "一、项目实施成效"),
        Block(BlockKind.PARAGRAPH, "完成专利转化75件。"),
    ]
    blocks += [Block(BlockKind.PARAGRAPH, heading, bold=bold)]
    blocks += [Block(BlockKind.PARAGRAPH, line, bold=bold, level=level) for line in lines]
    section = read_summary(Document("docx", tuple(blocks)), campaign_template()).section(number)
    assert section is not None
    return section


@pytest.mark.parametrize(
    "lines",
    [
        ("（一）服务大厅", "（二）服务目录", "（三）活动"),
        ("（一）组织体系建设", "（二）制度供给", "（三）平台建设"),
        ("3.1 到款情况", "3.2 支出情况"),
        ("（一）主要任务及完成情况",),
    ],
)
def test_names_alone_say_nothing(lines: tuple[str, ...]) -> None:
    """Numbered names without a word beneath are an outline that nobody filled in, in bold type or not."""
    assert _progress(*lines).own_text == ""
    assert _progress(*lines, bold=True).own_text == ""


@pytest.mark.parametrize(
    "lines",
    [
        ("（一）完成平台建设", "（二）召开评审会"),
        ("1. 导航报告2份", "2. 培训12场"),
        ("（一）服务大厅", "面积200平方米，对外开放。"),
        ("服务大厅", "服务目录"),
        ("（一）平台建设",),
        ("（一）贯标：年审通过", "（二）预警：报告定稿"),
        ("1. 数据库建成", "2. 专利池组建"),
        ("（一）平台上线", "（二）服务站挂牌", "（三）合同履约"),
        ("1、进展顺利", "2、正常进行"),
        ("1. 专款专用", "2. 全部用完"),
    ],
)
def test_a_terse_list_is_content(lines: tuple[str, ...]) -> None:
    """What was done, how often, or a single name: thin, and no gap."""
    assert _progress(*lines).own_text
    assert _progress(*lines, bold=True).own_text


@pytest.mark.parametrize("lines", [("（一）工作计划",), ("（一）主要工作计划", "（二）具体建议")])
def test_the_sections_own_title_says_nothing(lines: tuple[str, ...]) -> None:
    """As a form's writer leaves it who numbered the section's title once more."""
    assert _progress(*lines, number=5).own_text == ""


@pytest.mark.parametrize("lines", [("（一）工作计划：已报",), ("（一）建议专利",), ("工作计划",)])
def test_a_word_more_than_the_title_is_content(lines: tuple[str, ...]) -> None:
    """Or the title without a number: whoever wrote it may have meant something."""
    assert _progress(*lines, number=5).own_text


def test_plans_may_be_names() -> None:
    """“（一）专利布局” tells what is planned."""
    plan = ("（一）专利布局", "（二）人才培训")
    assert _progress(*plan).own_text == ""
    assert _progress(*plan, number=5).own_text


def test_headings_by_style_say_nothing() -> None:
    """Whatever their words."""
    assert _progress("完成平台建设", level=2).own_text == ""


def test_what_a_heading_goes_on_with_is_text() -> None:
    """Behind its colon, or behind a line break in its own paragraph."""
    for told in ("：市级资金50万元已全部用完", "\n市级资金50万元已全部用完"):
        block = Block(BlockKind.HEADING, f"二、资金使用情况{told}", level=1)
        section = read_summary(Document("docx", (block,)), campaign_template()).section(2)
        assert section is not None
        assert "50万元" in section.own_text


def test_a_styled_line_that_tells_how_it_went_is_content() -> None:
    """3.1 叶片流道专利布局——完成, all of it in a heading's style; a name alone says nothing."""
    told = (
        "3.1 叶片流道专利布局 — erledigt / 完成",
        "3.2 员工发明规则：德方总部审阅中",
        "3.3 外方许可备案已完成",
    )
    assert _progress(*told, level=2).own_text
    assert not _progress("3.1 叶片流道专利布局", "3.2 员工发明规则", level=2).own_text


@pytest.mark.parametrize("space", ["　　", "  "])
def test_nothing_told_on_the_headings_own_line_is_told(space: str) -> None:
    """“四、特色亮点工作　　无” says that there is none: the section is not empty, as it would be with nothing behind it."""
    lines = (f"四、特色亮点工作{space}无", "五、工作计划和建议", "继续推进。")
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in ("三、工作推进情况", "均已完成。", *lines))
    section = read_summary(Document("docx", blocks), campaign_template()).section(4)
    assert section is not None
    assert section.own_text == "无"


@pytest.mark.parametrize("name", ["预算安排", "支出计划", "人员安排"])
def test_parts_counted_right_below_a_heading_are_no_sections(name: str) -> None:
    """（一）预算安排。… and （二）… below 2.资金使用情况: the plan is missing, and the section on funds has its text."""
    lines = (
        "1.项目实施成效",
        "累计申请专利88件。",
        "2.资金使用情况",
        f"（一）{name}。财政资金110万元。",
        "（二）执行情况。实际支出105.8万元。",
        "3.工作推进情况",
        "已组建团队。",
        "4.特色亮点工作",
        "设置专利检查项。",
    )
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for line in lines)
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4]
    funds = summary.section(2)
    assert funds is not None
    assert "110" in funds.own_text
