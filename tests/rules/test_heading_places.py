"""Headings in words that nobody foresaw: told by their place among the others and by the text beneath."""

import pytest

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.summary import read_summary
from tests.rules.summaries import document
from tests.rules.template_2024_6 import campaign_template

TEXTS = (
    "授权发明专利19件，转化收入1.27亿元。",
    "市级资金50万元已全部用完，公司自筹112万元。",
    "培育团队已经组建，每两周开一次评审会；布局图完成三份。",
    "每只箱子都带芯片，哪一项专利被用了多少次，后台看得一清二楚。",
    "响应专利转化运用专项行动，将锁扣组的专利申报开放许可。",
)
STANDARD = ("项目实施成效", "资金使用情况", "工作推进情况", "特色亮点工作", "工作计划和建议")
ODD = ("一年下来", "来了多少，去了哪里", "逐条对照", "只此一家", "往前走")


def _sections(
    headings: tuple[str, ...],
    texts: tuple[str, ...] = TEXTS,
    form: str = "● {heading}",
    origin: TextOrigin = TextOrigin.TEXT_LAYER,
) -> list[int]:
    lines = [
        line
        for count, (heading, text) in enumerate(zip(headings, texts, strict=True))
        for line in (form.format(numeral="一二三四五六七"[count], count=count + 1, heading=heading), text)
    ]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, origin=origin) for line in lines)
    return [
        section.number for section in read_summary(Document("docx", blocks), campaign_template()).sections
    ]


def _changed(*numbers: int) -> tuple[str, ...]:
    return tuple(ODD[place] if place + 1 in numbers else old for place, old in enumerate(STANDARD))


@pytest.mark.parametrize(
    "form", ["● {heading}", "{numeral}、{heading}", "{count}. {heading}", "第{numeral}部分 {heading}"]
)
@pytest.mark.parametrize("numbers", [(1,), (2,), (3,), (4,), (5,), (1, 4), (2, 3), (4, 5), (1, 3, 5)])
def test_a_heading_like_the_others_in_a_sections_place_is_that_section(
    form: str, numbers: tuple[int, ...]
) -> None:
    """A clerk reads it so, whatever its words."""
    assert _sections(_changed(*numbers), form=form) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("topic", ["存在的问题", "组织保障", "其他说明", "自评结论", "关于单位情况的介绍"])
def test_another_topic_takes_no_sections_place(topic: str) -> None:
    """That section is missing."""
    assert _sections((*STANDARD[:3], topic, STANDARD[4]), form="{numeral}、{heading}") == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一年来成绩有目共睹，行业影响进一步扩大，得到各方好评。"),
        (2, "公司上下同心，克服了种种困难，合作伙伴越来越多。"),
        (5, "一年来大家都很努力，客户都说我们的箱子很好用。"),
    ],
)
def test_the_text_beneath_must_tell_of_the_sections_subject(number: int, text: str) -> None:
    """No measure under the first, no money under the second, nothing to come under the last."""
    texts = tuple(text if place == number else old for place, old in enumerate(TEXTS, start=1))
    assert number not in _sections(_changed(number), texts)


def test_two_headings_in_one_place_are_neither() -> None:
    """Which of them is the section, nobody can tell."""
    headings = (*STANDARD[:3], "只此一家", "我们的故事", STANDARD[4])
    assert _sections(headings, (*TEXTS[:4], TEXTS[3], TEXTS[4])) == [1, 2, 3, 5]


def test_a_number_that_does_not_count_on_is_no_heading_of_the_top() -> None:
    """1. in a list below 三、 bears the same kind of number in a document counted so."""
    headings = ("项目实施成效", "资金使用情况", "工作推进情况", "工作计划和建议")
    lines = [
        f"{count}. {heading}\n{TEXTS[0]}{TEXTS[1]}" for count, heading in enumerate(headings[:3], start=1)
    ]
    lines += [f"1. 与众不同之处\n{TEXTS[3]}", f"4. {headings[3]}\n{TEXTS[4]}"]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for part in lines for line in part.split("\n"))
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 5]


def test_ocr_takes_the_roman_one_for_a_digit() -> None:
    """1. before II. is the first heading."""
    headings = ("1.我们所取得的成效", "ⅡI.我们如何使用资金", "IV.值得一提的亮点")
    lines = [line for heading, text in zip(headings, TEXTS, strict=False) for line in (heading, text)]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, origin=TextOrigin.OCR) for line in lines)
    summary = read_summary(Document("pdf", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 4]


def test_everyday_words_alone_on_a_line_of_a_scan() -> None:
    """OCR tells bold from plain nowhere: 钱怎么花的 stands out by standing alone."""
    headings = ("做成了什么", "钱怎么花的", "任务推进", "一点特色", "接下来")
    assert _sections(headings, form="{heading}", origin=TextOrigin.OCR) == [1, 2, 3, 4, 5]
    assert _sections(headings, form="{heading}") == [1, 2, 3, 4, 5]


def test_everyday_words_in_plain_type_among_headings_in_bold() -> None:
    """They are a line of the text above."""
    headings = ("项目实施成效", "资金使用情况", "做法", "特色亮点工作", "工作计划和建议")
    lines = [line for pair in zip(headings, TEXTS, strict=True) for line in pair]
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, bold=line in headings and line != "做法") for line in lines
    )
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 4, 5]


@pytest.mark.parametrize("numbers", [(1,), (2,), (3,), (4,), (5,), (2, 3), (4, 5)])
def test_headings_in_bold_without_numbers_have_places_too(numbers: tuple[int, ...]) -> None:
    """Also the first, below a title of two lines in bold; one in smaller type is a sub-heading."""
    headings = _changed(*numbers)
    for size, expected in ((15.0, [1, 2, 3, 4, 5]), (12.0, [n for n in range(1, 6) if n not in numbers])):
        blocks = [Block(BlockKind.PARAGRAPH, line, bold=True, size=15.0) for line in ("上海大学", "项目情况")]
        for heading, text in zip(headings, TEXTS, strict=True):
            own = size if heading in ODD else 15.0
            blocks += [
                Block(BlockKind.PARAGRAPH, heading, bold=True, size=own),
                Block(BlockKind.PARAGRAPH, text, size=12.0),
            ]
        summary = read_summary(Document("docx", tuple(blocks)), campaign_template())
        assert [section.number for section in summary.sections] == expected


def test_a_tables_title_is_no_second_section_on_the_funds() -> None:
    """专项资金支出明细表, large and without a number, stands among the vouchers."""
    lines = [
        f"第{numeral}部分 {heading}\n{text}"
        for numeral, heading, text in zip(
            "一二三四五", ("项目成效", "经费收支", "工作推进", "特色", "计划与建议"), TEXTS, strict=True
        )
    ]
    blocks = [Block(BlockKind.PARAGRAPH, line, size=13.0) for part in lines for line in part.split("\n")]
    blocks += [Block(BlockKind.PARAGRAPH, line, size=13.0) for line in ("上海大学", "2024年3月20日")]
    title = Block(BlockKind.PARAGRAPH, "专项资金支出明细表", size=16.0, centred=True)
    row = Block(BlockKind.TABLE_ROW, "1\t2023-06-08\t5,000.00", cells=("1", "2023-06-08", "5,000.00"))
    summary = read_summary(Document("pdf", (*blocks, title, *(row,) * 6)), campaign_template(), {"上海大学"})
    assert summary.sign_off is not None
    assert summary.annex is not None


def test_marks_below_a_heading_are_no_end_of_it() -> None:
    """**** in place of the highlights."""
    lines = [line for heading, text in zip(STANDARD, TEXTS, strict=True) for line in (heading, text)]
    lines[7] = "****"
    summary = read_summary(
        Document("docx", tuple(Block(BlockKind.PARAGRAPH, line) for line in lines)), campaign_template()
    )
    highlights = summary.section(4)
    assert highlights is not None
    assert highlights.placeholders == ("****",)


def test_a_line_of_a_list_is_no_heading() -> None:
    """市级资金 50 万元 and 落实行动，年内扩至四家 name subjects in passing."""
    lists = (
        ("实施成效", "成交 372 件"),
        ("资金使用", "市级资金 50 万元", "已支出 46.1 万元"),
        ("推进情况", "门店建设：完成"),
        ("特色亮点", "先试用，再签约"),
        ("计划与建议", "落实专利转化运用专项行动，年内扩至四个门店", "与科创街区联动"),
    )
    blocks = tuple(Block(BlockKind.PARAGRAPH, line) for lines in lists for line in lines)
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [len(section.content) for section in summary.sections] == [len(lines) - 1 for lines in lists]


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "成效："),
        (1, "成效、影响"),
        (2, "经费："),
        (2, "2023年专项资金支出"),
        (2, "资金的到位、使用与结余"),
        (3, "推进、落实情况"),
        (3, "任务推进：逐项对照"),
        (5, "2024年度计划"),
        (5, "安排、建议"),
    ],
)
def test_plain_headings_may_bear_a_year_or_a_colon(number: int, heading: str) -> None:
    """Neither makes a line one of a list."""
    changed = tuple(heading if place == number else old for place, old in enumerate(STANDARD, start=1))
    assert _sections(changed, form="{heading}") == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("behind", ["五、会议纪要", "五、活动回顾"])
def test_nothing_behind_the_sign_off_is_a_section(behind: str) -> None:
    """The fifth section is missing, and the sign-off and the contact are still there."""
    lines = [
        line
        for pair in zip(
            (f"{n}、{h}" for n, h in zip("一二三四", STANDARD, strict=False)), TEXTS, strict=False
        )
        for line in pair
    ]
    lines += ["上海大学（盖章）", "2024年3月20日", "项目联系人：张三 021-55501234 zs@example.org"]
    lines += [behind, "会议将于下月召开，计划邀请各成员单位参加，并听取建议。"]
    document = Document("docx", tuple(Block(BlockKind.PARAGRAPH, line) for line in lines))
    summary = read_summary(document, campaign_template(), {"上海大学"})
    assert [section.number for section in summary.sections] == [1, 2, 3, 4]
    assert summary.sign_off is not None
    assert summary.contact is not None


@pytest.mark.parametrize(
    ("number", "heading", "text"),
    [
        (1, "建设目标", "到2024年完成专利转化100件，服务企业60家。"),
        (5, "培训情况", "将专利知识送进企业，全年培训12场。"),
        (5, "大事记", "将展台搬进园区，企业代表纷纷前来参观，现场气氛热烈。"),
        (3, "专利池一览", "已收录专利二百件，涵盖主要产品线与关键工艺。"),
    ],
)
def test_what_only_sounds_like_a_sections_text(number: int, heading: str, text: str) -> None:
    """A goal is no result, 将 mostly means 把, and a list no progress."""
    headings = tuple(heading if place == number else old for place, old in enumerate(STANDARD, start=1))
    texts = tuple(text if place == number else old for place, old in enumerate(TEXTS, start=1))
    assert number not in _sections(headings, texts, form="{numeral}、{heading}")


def test_a_sub_heading_of_a_scan_is_no_section_out_of_its_place() -> None:
    """主要做法 below the effects, where the progress is missing."""
    lines = [
        "项目实施成效",
        TEXTS[0],
        "主要做法",
        TEXTS[3],
        "资金使用情况",
        TEXTS[1],
        "特色亮点工作",
        TEXTS[3],
    ]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, origin=TextOrigin.OCR) for line in lines)
    summary = read_summary(Document("pdf", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 4]


def test_the_brackets_may_name_a_section_more_surely() -> None:
    """计划执行（工作推进情况） tells of progress; and 资金使用：按节点拨付 goes on in the heading, in bold."""
    headings = (
        "一、项目绩效（项目实施成效）",
        "二、资金使用：按节点拨付",
        "三、计划执行（工作推进情况）",
        "四、特色亮点",
        "五、后续安排与建议",
    )
    lines = [line for pair in zip(headings, TEXTS, strict=True) for line in pair]
    lines[3] = "无"
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, bold=line in headings) for line in lines)
    summary = read_summary(Document("docx", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]
    funds = summary.section(2)
    assert funds is not None
    assert funds.own_text == "无"


def test_cells_and_lines_of_annexes_carry_no_section_on() -> None:
    """3 | 建议加长线缆 in a table behind the sign-off, and the same on a line that OCR found beside it."""
    for marked in (True, False):
        headings = [
            f"{count}. {heading}" if marked else heading
            for count, heading in enumerate(("成效", "资金", "推进", "亮点", "展望与建议"), start=1)
        ]
        lines = [line for pair in zip(headings, TEXTS, strict=True) for line in pair]
        lines += ["上海大学", "2024年3月20日", "项目联系人：张三 021-55501234 zs@example.org"]
        cells = ("2023-05-26", "门诊部", "7", "建议加长线缆")
        row = Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells, origin=TextOrigin.OCR)
        blocks = [Block(BlockKind.PARAGRAPH, line, origin=TextOrigin.OCR) for line in lines]
        behind = [row] * 4 if marked else [Block(BlockKind.PARAGRAPH, "建议加长线缆", origin=TextOrigin.OCR)]
        summary = read_summary(Document("pdf", (*blocks, *behind)), campaign_template(), {"上海大学"})
        assert summary.sign_off is not None
        assert summary.contact is not None


def test_papers_amid_sections_end_none_that_counts_on() -> None:
    """附件4：报道 stands below the fourth section; 五、下步打算 is the fifth all the same, in whatever words."""
    text = """
一、成效亮眼
完成专利转化75件。
二、经费开支
专项资金支出96.5万元。
三、推进落实
各项任务均已完成。
四、特色做法
建立“专利超市”，媒体作了报道。
附件4：报道
五、下步打算
建议加强政策支持。
"""
    summary = read_summary(document(text), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]
    fifth = summary.section(5)
    assert fifth is not None
    assert fifth.own_text == "建议加强政策支持。"


def test_a_number_tells_a_section_only_amid_known_ones() -> None:
    """一、 and 二、 alone prove nothing of 三、平台运行 and 四、校企对接; between 二、 and 五、 they would."""
    text = """
一、项目实施成效
完成专利转化75件。
二、资金使用情况
专项资金支出96.5万元。
三、平台运行
平台已上线运行，服务企业三百余家，得到各方好评。
四、校企对接
与高校对接，已签约十二家，正在推进之中，各方满意。
五、联动发展
与外省市联动，已互设窗口，成效初显，各方满意。
六、区域协同
与各区协同，已建立机制，形成合力，各方满意。
"""
    summary = read_summary(document(text), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2]


def test_a_plain_heading_with_a_comma_that_names_its_section_twice() -> None:
    """接下来的安排，另提两点建议 in a scan, where nothing is bold; 落实行动，年内扩至四家 is a line of a list."""
    lines = ["取得的成效", "提交专利申请12件，已授权7件。", "经费花在哪里", "到账30万元，支出22万元。"]
    lines += [
        "任务落实到哪一步了",
        "专职人员到岗，贯标通过外审，均已完成。",
        "值得一提的特色做法",
        "专利贴在设备旁边的墙上。",
    ]
    lines += ["接下来的安排，另提两点建议", "六月前完成导航，希望培训发一下回放。"]
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, page=1, origin=TextOrigin.OCR, confidence=0.99) for line in lines
    )
    summary = read_summary(Document("pdf", blocks), campaign_template())
    assert [section.number for section in summary.sections] == [1, 2, 3, 4, 5]


def test_the_end_of_a_heading_on_the_next_line_of_a_page() -> None:
    """使用情况（含预算调整说明） ends the heading above it, and is no content; in Word it would be a line of its own."""
    lines = ["一、取得的成效", "提交专利申请12件，已授权7件。", "二、专项资金的到位、支出以及结余"]
    lines += [
        "使用情况（含预算调整说明）",
        "三、合同任务的推进情况",
        "专职人员到岗，贯标通过外审，均已完成。",
    ]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, page=1) for line in lines)
    second = read_summary(Document("pdf", blocks), campaign_template()).section(2)
    assert second is not None
    assert second.own_text == ""


def test_a_heading_that_runs_into_its_text_has_no_style() -> None:
    """二、专项资金使用与管理。…… between headings of Word's own style; an item numbered alike below one is none."""
    styled = {"一、项目成效", "三、工作推进情况", "四、工作亮点"}
    lines = [
        "一、项目成效", "（一）绩效目标完成情况", TEXTS[0], "（二）重点工作成效", TEXTS[0],
        f"二、专项资金使用与管理。{TEXTS[1]}", "三、工作推进情况", TEXTS[2], "四、工作亮点", TEXTS[3],
        f"五、工作计划和建议。{TEXTS[4]}",
    ]  # fmt: skip

    def sections(lines: list[str]) -> list[int]:
        blocks = (
            Block(BlockKind.PARAGRAPH, line, level=1 if line in styled else None, bold=line.startswith("（"))
            for line in lines
        )
        read = read_summary(Document("docx", tuple(blocks)), campaign_template())
        return [section.number for section in read.sections]

    assert sections(lines) == [1, 2, 3, 4, 5]
    items = [*lines[:2], "一、项目成果统计。完成12项。", "二、资金带动作用。带动5000万元。", *lines[6:]]
    assert sections(items) == [1, 3, 4, 5]


def test_a_line_that_ends_amid_a_sentence_is_no_heading() -> None:
    """下一步计划新申请专利XX件，并, between lines of running text: it belongs to the heading above, with its blank."""
    lines = [
        "三、重点工作推进情况。合同约定",
        "五、下阶段计划、建议。按照《专",
        "下一步计划新申请专利XX件，并",
    ]
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, page=2, size=15.9, origin=TextOrigin.OCR, confidence=0.99)
        for line in lines
    )
    fifth = read_summary(Document("pdf", blocks), campaign_template()).section(5)
    assert fifth is not None
    assert "XX件" in fifth.own_text
