"""The parts around the sections: title, sign-off, contact and annex; and the blanks in a text."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.placeholders import lost_numbers_in, placeholders_in
from rules.summary import Summary, read_summary
from tests.rules.summaries import cases, document
from tests.rules.template_2024_6 import TEMPLATE

SECTIONS = """
一、项目实施成效
完成专利转化75件，金额1200万元。
二、资金使用情况
专项资金支出96.5万元。
三、工作推进情况
各项任务均已完成。
四、特色亮点工作
建立“专利超市”。
五、工作计划和建议
结合专利转化运用专项行动，盘活存量专利。
"""
UNITS = frozenset(
    {
        "上海大学",
        "上海师范大学",
        "东华大学",
        "上海交通大学医学院",
        "上海交通大学医学院附属瑞金医院",
        "上海交通大学医学院附属仁济医院",
    }
)


def _below(text: str, foreign: tuple[str, ...] = ()) -> Summary:
    return read_summary(document(SECTIONS + text), TEMPLATE, UNITS, foreign_contacts=foreign)


@pytest.mark.parametrize("case", cases("titles"))
def test_title_is_read(case: Any) -> None:
    """The title is found on one line or several, with the unit and the project that it names."""
    title = read_summary(document(case["text"] + SECTIONS), TEMPLATE).title
    if case.get("none"):
        assert title is None
        return
    assert title is not None
    assert title.is_placeholder is case.get("placeholder", False)
    assert title.unit == case.get("unit", "")
    assert title.project == case.get("project", "")


def _as_came(case: Any) -> Document:
    """The sections with the case's closing part, typed, or read by OCR where the case says so."""
    typed = document(SECTIONS + case["text"])
    origin = TextOrigin.OCR if case.get("ocr") else TextOrigin.TEXT_LAYER
    return replace(typed, blocks=tuple(replace(block, origin=origin) for block in typed.blocks))


@pytest.mark.parametrize("case", cases("sign_offs"))
@pytest.mark.parametrize("known", [UNITS, frozenset[str]()], ids=["units known", "no unit known"])
def test_sign_off_is_read(case: Any, known: frozenset[str]) -> None:
    """The sign-off is found in every form, with or without knowing the roster's units (but for a few forms)."""
    if case.get("needs_unit") and not known:
        pytest.skip("among other bodies only the roster tells which signs")
    signed = read_summary(_as_came(case), TEMPLATE, known).sign_off
    if case.get("none"):
        assert signed is None
        return
    assert signed is not None
    assert signed.unit == case["unit"]
    assert signed.date == case.get("date")
    assert signed.date_is_placeholder is case.get("date_placeholder", False)
    if case.get("placeholder"):
        assert signed.is_placeholder
    if "units" in case:
        assert list(signed.units) == case["units"]


def test_a_running_head_that_was_read_as_text_is_no_sign_off() -> None:
    """The unit's name heads the last page, and signs behind the list of annexes."""
    text = """
上海大学
建议对转化成效突出的单位给予后补助，同时简化资金调整的备案程序。
附件：资金使用及工作成效佐证材料
单位名称：上海大学（盖章）
填报日期：二〇二四年三月九日
（联系人：俞心怡；联系电话：021-00009343-818；电子邮箱：yu@example.org）
"""
    signed = _below(text).sign_off
    assert signed is not None
    assert (signed.unit, signed.date) == ("上海大学", date(2024, 3, 9))


@pytest.mark.parametrize(
    ("first", "behind"),
    [
        ("上海大学（盖章）", "许可方：上海大学\n上海大学\n2022年5月6日"),
        ("上海大学", "许可方：上海大学\n上海大学\n2022年5月6日"),
        ("承担单位：上海大学", "上海大学（盖章）\n2022年5月6日"),
    ],
)
def test_a_voucher_dates_no_sign_off(first: str, behind: str) -> None:
    """The unit signed without a date; the contract below the annex's label bears the same name, and one."""
    signed = _below(f"{first}\n附件1：专利实施许可合同\n{behind}").sign_off
    assert signed is not None
    assert (signed.unit, signed.date) == ("上海大学", None)


def test_a_name_whose_end_was_lost_begins_on_its_own_line() -> None:
    """Only of a name that a column tore is the line above a part; here that is the last section's."""
    read = document(f"{SECTIONS}建议加强支持\n上海思谋科技有限公\n2024年3月18日")
    summary = read_summary(read, TEMPLATE, frozenset({"上海思谋科技有限公司"}))
    assert summary.sign_off is not None
    assert summary.sign_off.unit == "上海思谋科技有限公司"
    section = summary.section(5)
    assert section is not None
    assert "建议加强支持" in section.own_text


def test_a_month_in_a_voucher_is_no_date_begun() -> None:
    """Nobody signed; of the list below the annex's label each cell is a line of its own."""
    rows = "\n".join(f"{row}\n2023年{row}月\n记-{row}3\n年费\n24,698.00" for row in range(1, 6))
    assert _below(f"附件1\n专项资金支出明细表\n序号\n日期\n凭证号\n摘要\n金额（元）\n{rows}").sign_off is None
    begun = _below("附件：佐证材料\n2024年3月xx日").sign_off
    assert begun is not None
    assert begun.date_is_placeholder


@pytest.mark.parametrize(
    ("line", "origin", "unit"),
    [
        ("承担单位上海市虹口区知识产权局", TextOrigin.OCR, "上海市虹口区知识产权局"),
        ("承担单位复旦大学（盖章）", TextOrigin.OCR, "复旦大学"),
        ("承担单位上海大学", TextOrigin.TEXT_LAYER, "上海大学"),
        ("申报单位上海企业覆盖面需进一步扩大", TextOrigin.OCR, ""),
    ],
)
def test_a_label_whose_colon_was_lost(line: str, origin: TextOrigin, unit: str) -> None:
    """What stands behind it must be a body's name."""
    read = document(f"{SECTIONS}{line}\n2024年3月18日")
    blocks = tuple(replace(block, origin=origin) for block in read.blocks)
    signed = read_summary(replace(read, blocks=blocks), TEMPLATE, UNITS).sign_off
    assert signed is not None
    assert signed.unit == unit


@pytest.mark.parametrize("case", cases("sign_offs"))
def test_sign_off_is_no_content_of_the_last_section(case: Any) -> None:
    """What closes the document is not counted as the last section's text."""
    section = read_summary(_as_came(case), TEMPLATE, UNITS).section(5)
    assert section is not None
    if not case.get("none") and not case.get("needs_unit"):
        assert section.own_text == "结合专利转化运用专项行动，盘活存量专利。"


@pytest.mark.parametrize("case", cases("contacts"))
def test_contact_is_read(case: Any) -> None:
    """Name, telephone and e-mail are found in every form of a contact line."""
    contact = _below(case["text"], tuple(case.get("foreign", ()))).contact
    if case.get("none"):
        assert contact is None
        return
    assert contact is not None
    assert [contact.name, contact.telephone, contact.email] == case["contact"]
    assert contact.is_placeholder is case.get("placeholder", False)


@pytest.mark.parametrize("case", [case for case in cases("contacts") if case.values[0].get("cover", True)])
def test_contact_on_the_cover_is_read(case: Any) -> None:
    """The same contact is found where it stands on the cover."""
    text = f"上海大学关于上海市高校知识产权运营中心项目工作总结\n{case['text']}\n{SECTIONS}"
    contact = read_summary(
        document(text), TEMPLATE, UNITS, foreign_contacts=tuple(case.get("foreign", ()))
    ).contact
    if case.get("none"):
        assert contact is None
        return
    assert contact is not None
    assert [contact.name, contact.telephone, contact.email] == case["contact"]


@pytest.mark.parametrize("case", cases("annexes"))
def test_annex_is_read(case: Any) -> None:
    """An annex holds something, or is only a list of names."""
    annex = _below(case["text"]).annex
    if case.get("none"):
        assert annex is None
        return
    assert annex is not None
    assert annex.has_content is case["content"]


@pytest.mark.parametrize("case", cases("pictures"))
def test_pictures_in_an_annex_are_evidence_by_their_size(case: Any) -> None:
    """A picture of a voucher makes an annex; a seal, a logo, or a picture in the text itself does not."""
    text = f"{case.get('cover', '')}\n{SECTIONS}{case['text']}"
    annex = read_summary(document(text), TEMPLATE, UNITS).annex
    assert (annex is not None and annex.has_content) is case["content"]


def test_pictures_leave_the_text_as_it_is() -> None:
    """Between the lines of sections, sign-off and contact a picture changes nothing."""
    text = f"{SECTIONS}上海大学（盖章）\n2024年3月20日\n联系人：冯一，021-12345678，fengyi@example.org"
    plain = read_summary(document(text), TEMPLATE, UNITS)
    pictured = read_summary(document(text.replace("\n", "\n[picture 30x30]\n")), TEMPLATE, UNITS)
    assert pictured == plain


@pytest.mark.parametrize("case", cases("placeholders"))
def test_blanks_are_told_from_what_looks_like_them(case: Any) -> None:
    """Blanks in place of content are found as written; numbers, products and prose are left alone."""
    assert list(placeholders_in(case["text"])) == case["blanks"]


def test_cover_signs_where_nothing_closes_the_text() -> None:
    """Unit and date on the cover count as the sign-off when none stands at the end."""
    summary = read_summary(
        document(f"工作总结\n承担单位：上海大学\n2024年3月20日\n{SECTIONS}"), TEMPLATE, UNITS
    )
    assert summary.sign_off is not None
    assert (summary.sign_off.unit, summary.sign_off.on_cover) == ("上海大学", True)
    assert summary.sign_off.date is not None


def test_end_signs_before_the_cover() -> None:
    """A sign-off at the end counts, whatever the cover says."""
    summary = read_summary(
        document(f"工作总结\n承担单位：上海大学\n2024年3月1日\n{SECTIONS}\n上海大学（盖章）\n2024年3月20日"),
        TEMPLATE,
        UNITS,
    )
    assert summary.sign_off is not None
    assert summary.sign_off.date_text == "2024年3月20日"
    assert not summary.sign_off.on_cover


def test_a_title_in_a_narrow_column_has_its_units_whole_name() -> None:
    """The name is torn too: the lines above belong to it where the roster knows the whole."""
    text = "上海师范\n大学\n关于上海市高校知识\n产权运营中心工\n作总结\n"
    title = read_summary(document(text + SECTIONS), TEMPLATE, UNITS).title
    assert title is not None
    assert (title.unit, title.project) == ("上海师范大学", "上海市高校知识产权运营中心")


def test_an_amount_that_ends_a_table_is_no_number_of_the_heading_below() -> None:
    """合计 | 46.8, and an empty cell for remarks; the next section's heading bears no number."""
    lines = [each.partition("、")[2] or each for each in SECTIONS.strip().splitlines()]
    place = lines.index("工作推进情况")
    lines[place] = "任务完成情况"
    table = ["| 科目 | 金额（万元） | 说明 |", "| 培训 | 11.7 | 场地 |", "| 合计 | 46.8 |  |"]
    text = "\n".join([*lines[:place], *table, *lines[place:]])
    assert [each.number for each in read_summary(document(text), TEMPLATE, UNITS).sections] == [1, 2, 3, 4, 5]


def test_whoever_signs_below_the_contacts_table_signs_no_annex() -> None:
    """An operating company that nobody knows, behind the annexes' names and the table of contacts."""
    title = "上海大学关于上海市高校知识产权运营中心工作总结\n"
    names = "附件：1.专项资金审计报告\n2.授权专利清单\n"
    tables = {
        "上海某某科创园管理有限公司": "| 联系人 | 电话 | 邮箱 |\n| 杜思远 | 13800008036 | kjc82@example.org |\n",
        None: "| 凭证 | 金额 | 日期 |\n| 记-0412 | 12.5万元 | 2023年4月 |\n",
    }
    for unit, table in tables.items():
        text = f"{title}{SECTIONS}{names}{table}上海某某科创园管理有限公司（盖章）\n2024年3月19日\n"
        signed = read_summary(document(text), TEMPLATE, UNITS).sign_off
        assert (signed.unit if signed else None) == unit


def test_scanned_pages_behind_the_text_are_an_annex() -> None:
    """Pictures of vouchers after the signed text are annex pages that hold something."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, page=1)
        for line in (SECTIONS + "上海大学（盖章）\n2024年3月20日").split("\n")
    )
    pages = (Page(1, 595, 842, 400), Page(2, 595, 842, 0, 1.0), Page(3, 595, 842, 0, 1.0))
    annex = read_summary(Document("pdf", blocks, pages), TEMPLATE, UNITS).annex
    assert annex is not None
    assert annex.picture_pages == (2, 3)


def test_scanned_pages_between_annex_headings_are_an_annex() -> None:
    """Pictures of vouchers count wherever they stand behind the annex label, with text pages between and behind them."""
    text = {
        1: SECTIONS + "上海大学（盖章）\n2024年3月20日",
        2: "附件1 发票",
        4: "附件2 合同",
        6: "联系人：冯一",
    }
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, line, page=page)
        for page, lines in text.items()
        for line in lines.split("\n")
    )
    pages = tuple(
        Page(number, 595, 842, 400 if number in text else 0, 0.0 if number in text else 1.0)
        for number in range(1, 7)
    )
    annex = read_summary(Document("pdf", blocks, pages), TEMPLATE, UNITS).annex
    assert annex is not None
    assert annex.picture_pages == (3, 5)


def test_papers_before_one_with_a_title_are_an_annex_too() -> None:
    """Behind the contact who signed in to a training; the ledger on the next page, of which OCR read little, bears a title."""
    closing = ["上海大学（盖章）", "2024年3月20日", "联系人：王芳 021-00001234 wf@example.org"]
    names = [
        ("序号", "姓名", "", "签到"),
        *((str(number), "张三", "138****1234", "√") for number in range(1, 7)),
    ]
    papers: dict[int, list[str | tuple[str, ...]]] = {
        1: [*SECTIONS.strip().split("\n"), *closing],
        2: ["培训活动签到表（2023年4月27日）", *names, "说明：所列事项均有合同、发票及付款凭证。"],
        3: ["服务企业台账", "满意", "服务对象02"],
    }
    blocks = tuple(
        Block(BlockKind.TABLE_ROW, "\t".join(each), page=page, cells=each)
        if isinstance(each, tuple)
        else Block(BlockKind.PARAGRAPH, each, page=page, centred=page > 1)
        for page, lines in papers.items()
        for each in lines
    )
    annex = read_summary(Document("pdf", blocks), TEMPLATE, UNITS).annex
    assert annex is not None
    assert annex.has_content


def test_one_scanned_page_may_be_the_signed_one() -> None:
    """Where the text bears no sign-off, the first picture behind it may be the sealed page, and is no annex."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, page=1) for line in SECTIONS.split("\n"))
    pages = (Page(1, 595, 842, 400), Page(2, 595, 842, 0, 1.0))
    assert read_summary(Document("pdf", blocks, pages), TEMPLATE, UNITS).annex is None


@pytest.mark.parametrize("end", ["", "冯一 021-12345678 fengyi@example.org\n", "东华大学（盖章）\n"])
def test_second_summary_begins_with_its_whole_title(end: str) -> None:
    """A title on two lines belongs to the second summary with both, whatever closes the first."""
    first = f"上海大学关于上海市高校知识产权运营中心项目工作总结\n{SECTIONS}上海大学（盖章）\n2024年3月20日\n{end}"
    summary = read_summary(
        document(f"{first}上海市知识产权地方标准制定项目\n工作总结\n{SECTIONS}"), TEMPLATE, UNITS
    )
    assert [part.title.text for part in summary.parts if part.title] == [
        "上海大学关于上海市高校知识产权运营中心项目工作总结",
        "上海市知识产权地方标准制定项目工作总结",
    ]


def test_summaries_of_two_projects_in_one_file_are_told_apart() -> None:
    """Each has its own title and sections; the file is read as the first of them."""
    first = f"上海大学关于上海市高校知识产权运营中心项目工作总结\n{SECTIONS}上海大学（盖章）\n2024年3月20日\n"
    second = first.replace("高校知识产权运营中心", "知识产权地方标准制定").replace(
        "四、特色亮点工作\n建立“专利超市”。\n", ""
    )
    summary = read_summary(document(first + second), TEMPLATE, UNITS)
    assert [len(part.sections) for part in summary.parts] == [5, 4]
    assert [part.title.project for part in summary.parts if part.title] == [
        "上海市高校知识产权运营中心项目",
        "上海市知识产权地方标准制定项目",
    ]
    assert len(summary.sections) == 5


LIST = """
授权专利清单
| 序号 | 专利名称 | 专利号 |
| 1 | 数据处理方法 | ZL202220445571.X |
| 2 | 激光检测系统 | ZL202210593826.3 |
"""
COVER = """
| 承担单位 | 上海大学 |
| 项目名称 | 知识产权运营项目 |
| 联系人 | 张三 |
"""


FORM = """
| 项目名称 | 知识产权运营项目 | 承担单位 | 上海大学 |
| 密级 | 公开 | 版本 | 第一版 |
| 联系人 | 张三 | 日期 | 2024年3月 |
"""


@pytest.mark.parametrize(("before", "content"), [(LIST, True), (COVER, False), (FORM, False), ("", False)])
def test_vouchers_may_stand_before_the_title(before: str, *, content: bool) -> None:
    """A list of patents in front is an annex; a cover's table is none."""
    text = f"{before}\n上海大学关于知识产权运营项目工作总结\n{SECTIONS}\n上海大学\n2024年3月20日"
    annex = read_summary(document(text), TEMPLATE, UNITS).annex
    assert (annex is not None and annex.has_content) is content


@pytest.mark.parametrize(
    ("running", "name"),
    [
        ("承办人：商芸　021-55503355　shangyun@example.org", "商芸"),
        ("联系人：商芸　021-55503355　shangyun@example.org", "商芸"),
        ("地址：示范路100号　电话：021-55503355　邮箱：office@example.org", None),
    ],
)
def test_a_contact_in_the_footer_counts_where_none_stands_elsewhere(running: str, name: str | None) -> None:
    """A person's, not the letterhead's; the one below the text goes before it."""
    read = replace(document(SECTIONS), fields=(("title", "总结"), ("running", running)))
    contact = read_summary(read, TEMPLATE, UNITS).contact
    assert (contact.name if contact else None) == name
    below = replace(document(f"{SECTIONS}\n联系人：王芳 021-55501111"), fields=read.fields)
    own = read_summary(below, TEMPLATE, UNITS).contact
    assert own is not None
    assert own.name == "王芳"


def test_a_footer_of_two_lines_may_end_within_the_contact() -> None:
    """The address stands on the footer's second line."""
    fields = (
        ("running", "上海某某公司 联系人：席慕言 电话：021-55505858 邮"),
        ("running", "箱：ximy@example.org"),
    )
    contact = read_summary(replace(document(SECTIONS), fields=fields), TEMPLATE, UNITS).contact
    assert contact is not None
    assert (contact.name, contact.email) == ("席慕言", "ximy@example.org")


@pytest.mark.parametrize(
    ("text", "blanks"),
    [
        ("项目资金总额万元，已支出62.3万元；自筹万元。", ("总额万元", "自筹万元")),
        ("计划备案款；全年举办场，走访家。", ("备案款", "举办场", "走访家")),
        ("先后召开推进会次，研究解决困难；组织对接会场。", ("推进会次", "对接会场")),
        ("召开推进会3次，会场布置妥当；单位：万元，支出（万元），投入数万元，共计三百余万元。", ()),
        ("据统计，每投入万元，可带动产值十万元。每支出万元，", ()),
        ("备案8款；举办两场，对接家电企业，转让项目三个，建成对接场，申请件数上升。", ()),
    ],
)
def test_room_for_a_number_that_ocr_does_not_see(text: str, blanks: tuple[str, ...]) -> None:
    """A measure right behind the word that counts; in a text layer the room is there, and tells."""
    assert lost_numbers_in(text) == blanks
    assert placeholders_in(text) == ()


def test_bodies_sign_side_by_side() -> None:
    """Three in a row and their dates beneath: signed where one of them is known, else a list of contracts."""
    rows = """
| 上海大学 | 上海市闵行区科学技术委员会 | 上海南滨江科技服务有限公司 |
| 2024年3月18日 | 2024年3月18日 | 2024年3月18日 |
"""
    signed = _below(rows).sign_off
    assert signed is not None
    assert (signed.unit, signed.date) == ("上海大学", date(2024, 3, 18))
    contracts = _below(rows.replace("上海大学", "甲科技有限公司"))
    assert contracts.sign_off is None or not contracts.sign_off.unit


def test_a_page_breaks_a_heading_within_a_word() -> None:
    """On a page a long heading may end amid the word that names its section; a paragraph of Word does not."""
    lines = [
        "一、围绕煤制乙二醇与聚乙醇酸两个专利组合所取得的项目实施成",
        "效与绩效目标对照",
        "完成专利转化75件。",
    ]
    lines += [line for line in SECTIONS.splitlines() if line.strip()][2:]
    blocks = tuple(Block(BlockKind.PARAGRAPH, line, page=1) for line in lines)
    first = read_summary(Document("pdf", blocks), TEMPLATE).section(1)
    assert first is not None
    assert first.own_text == "完成专利转化75件。"


def test_a_long_list_of_contacts_is_no_single_contact() -> None:
    """Three hundred rows below the annex's label are read a few dozen at a time."""
    rows = "\n".join(f"联系人：王某 138{number:08d} u{number}@example.org" for number in range(300))
    contact = _below(f"附件1 企业联系表\n{rows}").contact
    assert contact is not None
    assert contact.telephone.startswith("138")
    assert contact.text.count("联系人") < 50
