"""Sections are found whatever style their headings are counted in, and whatever style their items are."""

import pytest

from rules.summary import read_summary
from tests.rules.summaries import document
from tests.rules.template_2024_6 import campaign_template

CHINESE, SPELT, LETTERS = "一二三四五", ("One", "Two", "Three", "Four", "Five"), "ABCDE"
CIRCLED, STEMS, FORMAL = "①②③④⑤", "甲乙丙丁戊", "壹贰叁肆伍"
ROMAN = ("I", "II", "III", "IV", "V")

# The number before a heading; {c} 一, {n} 1, {s} One, {l} A, {o} ①, {g} 甲, {f} 壹, {r} I.
STYLES = (
    "{c}、", "{c}.", "{c}）", "（{c}）", "【{c}】", "{n}.", "{n}、", "{n}）", "（{n}）", "【{n}】", "{n}—", "0{n}/", "{n}.0 ",
    "{o}", "{f}、", "{g}、", "{l}.", "{l}、", "{r}、", "第{c}部分 ", "第{c}章 ", "第{c}，", "其{c}、", "Part {n} ",
    "Part {s} ", "PART {s}：",
    "Section {n}: ", "No.{n} ", "模块{c}：", "板块{c} ", "问题{c}：", "Q{n}：", "§{n} ", "● ", "■ ", "",
)  # fmt: skip
ITEMS = ("", "{n}. ", "（{n}）", "{o}", "● ", "{l}. ", "{g}、", "第{c}，", "模块{c}：", "No.{n} ")
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
        c=CHINESE[index], n=index + 1, s=SPELT[index], l=LETTERS[index], o=CIRCLED[index], g=STEMS[index],
        f=FORMAL[index], r=ROMAN[index],
    )  # fmt: skip
    return number.upper() if style.startswith("PART") else number


def clash(style: str, items: str) -> bool:
    """Hold where headings and items would be counted alike: nobody could tell them apart."""
    alike = (("{n}.", "{n}、"), ("（{n}）", "{n}）", "{o}"), ("{l}.", "{l}、"), ("● ", "■ "))
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
