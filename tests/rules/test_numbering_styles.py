"""Sections are found whatever style their headings are counted in, and whatever style their items are."""

import pytest

from parsers.document import Block, BlockKind, Document
from rules.summary import read_summary
from tests.rules.summaries import document
from tests.rules.template_2024_6 import campaign_template

CHINESE, SPELT, LETTERS = "一二三四五", ("One", "Two", "Three", "Four", "Five"), "ABCDE"
CIRCLED, STEMS, FORMAL = "①②③④⑤", "甲乙丙丁戊", "壹贰叁肆伍"
ROMAN = ("I", "II", "III", "IV", "V")

# The number before a heading; {c} 一, {n} 1, {s} One, {l} A, {a} a, {o} ①, {g} 甲, {f} 壹, {r} I.
STYLES = (
    "{c}、", "{c}.", "{c}）", "（{c}）", "【{c}】", "{n}.", "{n}、", "{n}）", "（{n}）", "【{n}】", "{n}—", "0{n}/", "{n}.0 ",
    "{o}", "{f}、", "{g}、", "（{g}）", "{l}.", "{l}、", "（{l}）", "{a}.",
    "{r}、", "第{c}部分 ", "第{c}章 ", "第{c}，", "其{c}、", "Part {n} ",
    "Part {s} ", "PART {s}：",
    "Section {n}: ", "No.{n} ", "模块{c}：", "板块{c} ", "问题{c}：", "Q{n}：", "§{n} ", "● ", "■ ", "",
)  # fmt: skip
ITEMS = (
    "",
    "{n}. ",
    "（{n}）",
    "{o}",
    "● ",
    "{l}. ",
    "{a}. ",
    "（{a}）",
    "{g}、",
    "（{g}）",
    "第{c}，",
    "模块{c}：",
    "No.{n} ",
)
PLAIN = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")
FREE = ("绩效目标完成情况", "专项资金收支", "合同任务推进", "创新做法与典型经验", "后续工作安排和意见建议")
TEXTS = (
    ("新增专利35件，转化12件。", "服务企业200余家。"),
    ("到账100万元，支出96.5万元。", "执行率96.5%。"),
    ("导航分析已完成。", "培训已举办12场。"),
    ("首创专利超市模式。", "一分钟说明书被推广。"),
    ("结合专利转化运用专项行动盘活存量专利。", "建议加强政策支持。"),
)


def numbered(style: str, index: int) -> str:
    """The style's number of the heading in that place, PART ONE in capitals."""
    number = style.format(
        c=CHINESE[index], n=index + 1, s=SPELT[index], l=LETTERS[index], a=LETTERS[index].lower(), o=CIRCLED[index],
        g=STEMS[index], f=FORMAL[index], r=ROMAN[index],
    )  # fmt: skip
    return number.upper() if style.startswith("PART") else number


def clash(style: str, items: str) -> bool:
    """Hold where headings and items would be counted alike: nobody could tell them apart."""
    letters, stems = ("{l}.", "{l}、", "（{l}）", "{a}."), ("{g}、", "（{g}）")
    alike = (("{n}.", "{n}、"), ("（{n}）", "{n}）", "{o}"), letters, stems, ("● ", "■ "))
    return any(style.strip() in group and items.strip() in group for group in alike) or style == items != ""


@pytest.mark.parametrize("headings", [PLAIN, FREE], ids=["plain", "free"])
@pytest.mark.parametrize("style", STYLES)
def test_sections_are_found_in_every_style(style: str, headings: tuple[str, ...]) -> None:
    """Five sections with two lines each, whatever stands before them."""
    for items in ITEMS:
        if clash(style, items):
            continue
        lines = []
        for index, heading in enumerate(headings):
            lines.append(numbered(style, index) + heading)
            lines += [numbered(items, place) + text for place, text in enumerate(TEXTS[index])]
        summary = read_summary(document("\n".join(lines)), campaign_template())
        own = [(section.number, len(section.own_text.splitlines())) for section in summary.sections]
        assert own == [(1, 2), (2, 2), (3, 2), (4, 2), (5, 2)], items


@pytest.mark.parametrize("number", ["（乙）", "（B）", "b. ", "B）", "乙、", "（2）"])
def test_a_sub_heading_in_a_style_of_its_own_is_no_section(number: str) -> None:
    """（乙）亮点挖掘 in bold type below 三、任务落实情况 is neither section 4 nor the end of section 3."""

    def sections(*lines: str) -> list[tuple[int, bool]]:
        blocks = tuple(
            Block(
                BlockKind.PARAGRAPH,
                line,
                bold=line.startswith(number) or line[:2] in {"一、", "二、", "三、", "四、"},
            )
            for line in lines
        )
        read = read_summary(Document("docx", blocks), campaign_template())
        return [(section.number, bool(section.own_text)) for section in read.sections]

    lines = ["一、目标完成与实施成效", *TEXTS[0], "二、项目资金执行情况", *TEXTS[1], "三、任务落实情况"]
    one = [
        *lines,
        "1.资源组织：签订供货协议。",
        "2.需求挖掘：逐一反馈结果。",
        f"{number}亮点挖掘",
        "宣传部门收集素材。",
    ]
    assert sections(*one, "四、工作计划和建议", *TEXTS[4]) == [(1, True), (2, True), (3, True), (5, True)]
    other = [*lines, f"{number}资金管理与特色亮点挖掘机制", *TEXTS[2], "四、主要亮点", *TEXTS[3]]
    assert sections(*other, "五、工作计划和建议", *TEXTS[4]) == [(place, True) for place in range(1, 6)]
