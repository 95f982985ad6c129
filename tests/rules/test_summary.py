"""Reading a document as a summary: its sections, and what stands in them."""

from typing import Any

import pytest

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.summary import Summary, read_summary
from rules.template import Template
from tests.rules.summaries import cases, document
from tests.rules.template_2024_6 import TEMPLATE, campaign_template

CONTENT = "本单位按合同约定开展了相应工作，完成情况良好。"


TEMPLATES = pytest.mark.parametrize("template", [TEMPLATE, campaign_template()], ids=["notice", "campaign"])


def _read(text: str, template: Template) -> Summary:
    return read_summary(document(text), template, {"上海大学", "东华大学"})


@TEMPLATES
@pytest.mark.parametrize("case", cases("headings"))
def test_headings_are_found_by_what_they_say(case: Any, template: Template) -> None:
    """Every way of numbering and wording headings gives the sections that they name, in document order."""
    summary = _read("\n".join(f"{heading}\n{CONTENT}" for heading in case["headings"]), template)
    assert [section.number for section in summary.sections] == case["sections"]
    for number, others in case.get("shares", {}).items():
        section = summary.section(int(number))
        assert section is not None
        assert list(section.shares_heading_with) == others


_STANDARD = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")
_NUMERALS = "一二三四五"


def _numbers(*headings: str, form: str = "{numeral}、{heading}") -> list[int]:
    """The sections that these headings open, numbered in order, by the template that the campaign ships."""
    lines = [
        form.format(numeral=numeral, heading=heading) + f"\n{CONTENT}"
        for numeral, heading in zip(_NUMERALS, headings, strict=False)
    ]
    return [section.number for section in _read("\n".join(lines), campaign_template()).sections]


@pytest.mark.parametrize(
    ("number", "headings"),
    [
        (1, "做成了什么 主要成绩 取得的成果 绩效目标达成 产出与效益 总体完成情况及效果 收获"),
        (2, "钱怎么花的 财务执行 投入与支出 收支情况 花钱情况 预算与决算 款项使用"),
        (3, "工作情况（推进清单） 实施进展 工作进度 履约情况 主要工作 组织实施 主要举措"),
        (4, "创新做法 典型经验 主要创新点 探索与创新 经验与启示"),
        (5, "下一步打算 未来展望 2024年工作思路 努力方向 接下来怎么做"),
    ],
)
def test_headings_in_words_of_other_notices(number: int, headings: str) -> None:
    """A heading of the top level that a clerk would know by its subject is no missing section."""
    for heading in headings.split():
        changed = [heading if place == number else old for place, old in enumerate(_STANDARD, start=1)]
        assert _numbers(*changed) == [1, 2, 3, 4, 5], heading


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        # 资金 names it, 进度 does not count beside it
        (("项目实施成效", "资金执行进度", "特色亮点工作", "工作计划和建议"), [1, 2, 4, 5]),
        (("项目实施成效", "资金使用情况", "工作推进情况", "存在的问题", "工作计划和建议"), [1, 2, 3, 5]),
        # what is wrong with the funds is no section on them
        (
            ("项目实施成效", "工作推进情况", "存在问题（资金使用）", "特色亮点工作", "工作计划和建议"),
            [1, 3, 4, 5],
        ),
        # a section that is there already is not named a second time
        (("项目实施成效", "资金使用情况", "工作推进情况", "主要成绩", "工作计划和建议"), [1, 2, 3, 5]),
    ],
)
def test_further_words_name_only_what_nothing_else_names(
    headings: tuple[str, ...], expected: list[int]
) -> None:
    """They are weaker than all the others."""
    assert _numbers(*headings) == expected


@pytest.mark.parametrize("below", ["（一）下一步打算", "1. 未来展望", "下一步打算", "未来展望，请见附件。"])
def test_further_words_below_a_heading_name_nothing(below: str) -> None:
    """Sub-headings, items and plain lines."""
    text = "\n".join(
        f"{numeral}、{heading}\n{CONTENT}" for numeral, heading in zip(_NUMERALS, _STANDARD[:4], strict=False)
    )
    summary = _read(f"{text}\n{below}\n{CONTENT}", campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4]


@TEMPLATES
@pytest.mark.parametrize("case", cases("headings"))
def test_sections_under_any_heading_have_their_content(case: Any, template: Template) -> None:
    """Each section found holds the paragraph under its heading."""
    summary = _read("\n".join(f"{heading}\n{CONTENT}" for heading in case["headings"]), template)
    assert all(CONTENT in section.own_text for section in summary.sections)


@TEMPLATES
@pytest.mark.parametrize("case", cases("documents"))
def test_whole_documents_are_read(case: Any, template: Template) -> None:
    """Sections, own words, guidance, title and sign-off of whole documents are as their case says."""
    summary = _read(case["text"], template)
    assert [section.number for section in summary.sections] == case["sections"]
    for number, words in case.get("own", {}).items():
        section = summary.section(int(number))
        assert section is not None
        assert words in section.own_text if words else not section.own_text
    for number, blanks in case.get("placeholders", {}).items():
        section = summary.section(int(number))
        assert section is not None
        assert list(section.placeholders) == blanks
    if "guidance" in case:
        assert [section.number for section in summary.sections if section.guidance] == case["guidance"]
    if "title_unit" in case:
        assert summary.title is not None
        assert summary.title.unit == case["title_unit"]
    if "title_project" in case:
        assert summary.title is not None
        assert case["title_project"] in summary.title.project
    if "unit" in case:
        assert summary.sign_off is not None
        assert summary.sign_off.unit == case["unit"]
    assert not (case.get("unsigned") and summary.sign_off)
    if "date" in case:
        assert summary.sign_off is not None
        assert summary.sign_off.date == case["date"]


def test_a_bold_line_below_a_heading_is_no_section_in_other_words() -> None:
    """主要做法 in bold under the first of numbered headings, where the fourth is missing."""
    headings = ("一、项目实施成效", "二、资金使用情况", "三、工作推进情况", "四、工作计划和建议")
    lines = [heading for each in headings for heading in (each, CONTENT)]
    lines.insert(1, "主要做法")
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, size=16.0, bold=text == "主要做法") for text in lines)
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 5]


def test_a_project_on_the_cover_is_no_heading() -> None:
    """Headings without numbers in the text, and on the cover what the project is financed by."""
    text = "\n".join(f"{heading}\n{CONTENT}" for heading in _STANDARD)
    cover = "上海市知识产权运营体系建设专项资金支持项目\n工作总结\n联系人：佟佳 021-35900000"
    summary = _read(f"{cover}\n{text}", campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]
    assert summary.contact is not None


def test_where_to_find_the_evidence_is_no_annex() -> None:
    """佐证：见附件1 below each section, and headings in styles without numbers."""
    headings = ("实施成效", "经费使用情况", "任务完成情况", "亮点做法", "下一步工作计划")
    blocks = [
        block
        for number, heading in enumerate(headings, start=1)
        for block in (
            Block(BlockKind.PARAGRAPH, heading, level=1),
            Block(BlockKind.PARAGRAPH, CONTENT),
            Block(BlockKind.PARAGRAPH, f"佐证材料：见附件{number}"),
        )
    ]
    summary = read_summary(Document("docx", tuple(blocks)), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("title", "last", "found"),
    [
        ("专项资金支出明细表", CONTENT, True),
        ("专项资金支出明细表", "待补充", True),
        ("专项资金支出明细表", "无", True),
        ("2024年度专利转化项目一览表", "无", False),
        ("专项资金支出明细表", "我们将继续整理", False),
        ("我们将继续整理专利清单。", CONTENT, False),
    ],
)
def test_vouchers_bound_before_the_sign_off_are_an_annex(title: str, last: str, found: bool) -> None:  # noqa: FBT001 - a case
    """A voucher's title at the head of a page needs no label; a sentence that runs over the page's end is none."""
    headings = [line for heading in _STANDARD for line in (heading, CONTENT)]
    headings[-1] = last
    blocks = [Block(BlockKind.PARAGRAPH, line, page=1) for line in headings]
    blocks += [Block(BlockKind.PARAGRAPH, title, page=2)]
    cells = ("1", "2023-06-08", "专利检索分析", "5,000.00")
    blocks += [Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells, page=2) for _ in range(3)]
    blocks += [Block(BlockKind.PARAGRAPH, line, page=3) for line in ("上海大学", "2024年3月11日")]
    summary = read_summary(Document("pdf", tuple(blocks)), campaign_template(), {"上海大学"})
    assert (summary.annex is not None) is found
    assert summary.sign_off is not None
    assert summary.sign_off.date is not None


@pytest.mark.parametrize("form", ["● {}", "{}"])
def test_a_caption_below_the_funds_is_no_annex(form: str) -> None:
    """附表 专项资金支出情况 above its table: the section on progress follows."""
    headings = ("实施成效", "资金使用情况", "任务推进与落实", "特色亮点", "计划与建议")
    lines = [line for heading in headings for line in (form.format(heading), CONTENT)]
    lines[4:4] = ["附表 专项资金支出情况", "| 科目 | 金额（万元） |", "| 设备费 | 12.5 |"]
    summary = _read("\n".join(lines), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]


def test_a_contact_in_the_last_sections_cell_leaves_it_its_text() -> None:
    """A form whose last cell holds the plan and, nested in it, the contact's small table."""
    rows = [f"| {heading} | {CONTENT} |" for heading in _STANDARD[:4]]
    plan = "年内补齐三件申请，通过贯标认证；结合专利转化运用专项行动，开展专利产品备案，并建议降低贯标费用。"
    rows.append(f"| 工作计划和建议 | {plan}⏎联系人 电话 邮箱⏎方一舟 55506159 fangyz@example.org |")
    rows.append("| 承担单位意见 | 以上内容属实。⏎上海大学⏎2024年3月12日 |")
    summary = _read("\n".join(rows), campaign_template())
    section = summary.section(5)
    assert section is not None
    assert section.own_text == plan
    assert summary.contact is not None
    assert (summary.contact.name, summary.contact.email) == ("方一舟", "fangyz@example.org")


def test_a_paragraphs_end_on_the_next_page_is_no_voucher() -> None:
    """专利开放许可清单, the last words of a sentence without a full stop, above more text."""
    lines = [line for heading in _STANDARD for line in (heading, CONTENT)]
    blocks = [Block(BlockKind.PARAGRAPH, line, page=1) for line in lines]
    blocks += [Block(BlockKind.PARAGRAPH, line, page=2) for line in ("专利开放许可清单", CONTENT)]
    blocks += [Block(BlockKind.PARAGRAPH, line, page=2) for line in ("上海大学", "2024年3月11日")]
    summary = read_summary(Document("pdf", tuple(blocks)), campaign_template(), {"上海大学"})
    section = summary.section(5)
    assert summary.annex is None
    assert section is not None
    assert len(section.content) == 3


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("资金支出明细表", True),
        ("资金支出明细表（单位：万元）", True),
        ("第五部分 资金支出明细表", False),
    ],
)
def test_a_tables_title_behind_the_contact_is_no_section(title: str, *, missing: bool) -> None:
    """The numbered sections lack one, and a table far below bears its word: it entitles a paper, unless it counts on."""
    headings = ["第一部分培育中心建设成效", "第二部分 工作推进情况", "第三部分 特色亮点"]
    headings.append("第四部分下步工作安排与建议")
    closing = ["上海大学（盖章）", "2024年3月15日", "项目联系人：张三 021-00001234 zs@example.org"]
    text = [each for heading in headings for each in (heading, CONTENT)]
    lines = [*text, *(closing if missing else ()), title, "合计支出三万元。"]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, size=16.0) for line in lines)
    summary = read_summary(Document("pdf", blocks), TEMPLATE, frozenset({"上海大学"}))
    assert (2 not in {section.number for section in summary.sections}) is missing
    assert (summary.contact is not None) is missing


def test_contents_on_a_page_below_the_title_are_no_summary_of_their_own() -> None:
    """OCR read one entry twice and lost the pages: what makes them contents is the text that follows."""
    headings = ["一、经费使用情况", "二、工作推进情况", "三、特色亮点", "四、下阶段工作计划与建议"]
    title = "上海大学关于上海市高校知识产权运营中心项目工作总结报告"
    entries = [
        "目录",
        "一、项目实施主要成效.....",
        "二、经费使用情况……",
        "三、工作推进情况….2",
        "三、工作推进情况",
    ]
    listed = [*entries, "四、特色亮点.......", "五、下阶段工作计划与建议..."]
    pages = [[title], listed, [title, *(each for heading in headings for each in (heading, CONTENT))]]
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text, page=number, origin=TextOrigin.OCR, confidence=0.98)
        for number, texts in enumerate(pages, 1)
        for text in texts
    )
    summary = read_summary(Document("pdf", blocks), TEMPLATE, frozenset({"上海大学"}))
    assert not summary.parts
    assert [section.number for section in summary.sections] == [2, 3, 4, 5]
