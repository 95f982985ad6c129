"""Photos of a summary's pages are one summary; what else was photographed is not."""

import hashlib

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.page_photos import joined_pages, natural_order
from rules.submission import SubmittedFile
from tests.rules.template_2024_6 import TEMPLATE

FIRST = (
    "上海和辉光电股份有限公司关于2022年度上海市高价值专利升级培育项目工作总结",
    "一、项目实施成效",
    "授权专利21件。",
)
SECOND = ("二、资金使用情况", "支出92万元。", "三、工作推进情况", "1.已完成导航。")
THIRD = (
    "四、特色亮点工作",
    "建立机制。",
    "五、工作计划和建议",
    "推进专项行动。",
    "上海和辉光电股份有限公司",
    "2024年3月15日",
)
COVER = (
    "项目名称：2022年度上海市高价值专利升级培育项目",
    "承担单位：上海和辉光电股份有限公司",
    "项目联系人：王示范 13800003348 wang@example.org",
)
VOUCHER = ("增值税专用发票", "价税合计35万元")


def photo(name: str, lines: tuple[str, ...]) -> SubmittedFile:
    """A photo as OCR read it."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text, page=1, origin=TextOrigin.OCR, confidence=0.99) for text in lines
    )
    document = Document("image", blocks, (Page(1, 595, 842, 0, 1.0, colour=True),), seals_judged=True)
    return SubmittedFile(name, hashlib.sha256(name.encode()).hexdigest(), 400_000, document)


def test_pages_are_put_together_in_natural_order() -> None:
    """IMG_10 comes behind IMG_9, whatever the order of the attachments."""
    files = [photo("IMG_10.jpg", THIRD), photo("IMG_8.jpg", FIRST), photo("IMG_9.jpg", SECOND)]
    joined = joined_pages(files, TEMPLATE)
    assert joined.first is not None
    assert joined.first.name == "IMG_8.jpg"
    document = joined.first.document
    assert document is not None
    assert document.text.splitlines() == [*FIRST, *SECOND, *THIRD]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert joined.others == {files[0].sha256, files[2].sha256}


def test_a_place_is_told_by_the_photo_that_shows_it() -> None:
    """Nobody can look at page 3 of a photo: the unit is told which of its pictures is meant."""
    joined = joined_pages([photo("1.jpg", FIRST), photo("2.jpg", SECOND), photo("3.jpg", THIRD)], TEMPLATE)
    assert joined.first is not None
    assert joined.first.locate("第3页“四、特色亮点工作”之下") == "3.jpg，“四、特色亮点工作”之下"
    assert joined.first.locate("第3页，文末") == "3.jpg，文末"
    assert joined.first.locate("文末") == "1.jpg等3个文件，文末"
    assert photo("扫描.jpg", FIRST).locate("第1页") == "扫描.jpg，第1页"


def test_a_voucher_behind_the_summary_stays_a_voucher() -> None:
    """It comes last by its name, and has no part of a summary."""
    files = [photo("1.jpg", FIRST), photo("2.jpg", SECOND), photo("3.jpg", THIRD), photo("4.jpg", VOUCHER)]
    joined = joined_pages(files, TEMPLATE)
    assert files[3].sha256 not in joined.others
    assert joined.first is not None
    assert "发票" not in (joined.first.document.text if joined.first.document else "")


@pytest.mark.parametrize(("second", "joined"), [("总结_2.jpg", True), ("其他.jpg", False)])
def test_a_closing_page_belongs_to_the_sections_that_stand_on_another(second: str, *, joined: bool) -> None:
    """All sections on one page, sign-off and contact on the next: the names count up, or they are two matters."""
    closing = ("上海和辉光电股份有限公司（盖章）", "2024年3月15日", "项目联系人：张三 电话：021-00001234")
    files = [
        photo("总结_1.jpg", (*FIRST, *SECOND, *THIRD[:4])),
        photo(second, closing),
        photo("证书.jpg", VOUCHER),
    ]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        (("联系人：蒋海涛 电话：021-55506632 邮箱：jht@example.org",), True),
        (("技术服务合同", "甲方联系人：蒋海涛 电话：021-55506632", *SECOND * 3), False),
    ],
)
def test_a_page_with_the_contact_alone_belongs_to_the_signed_one(
    second: tuple[str, ...], *, joined: bool
) -> None:
    """The first photo is signed at its foot, and the contact's line went over to the next; a contract is none such."""
    files = [
        photo("总结1.jpg", (*FIRST, *SECOND, *THIRD)),
        photo("总结2.jpg", second),
        photo("总结3.jpg", VOUCHER),
    ]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        ("项目联系人：蒋海涛 021-55506632 jht@example.org", True),
        ("项目联系人：蒋海涛 021-55506632", False),
    ],
)
def test_a_contact_behind_a_summary_that_an_operating_company_signed(second: str, *, joined: bool) -> None:
    """Names with the time in them: the first photo is signed and dated, and lacks a whole contact alone."""
    signed = (*THIRD[:4], "单位（盖章）：上海启航企业服务有限公司", THIRD[5])
    head = "上海市高价值专利升级培育项目材料"
    files = [
        photo("IMG_20240318_115912.jpg", (head, *FIRST, *SECOND, *signed)),
        photo("IMG_20240318_115919.jpg", (head, second)),
    ]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (("项目联系人 陆文琪",), ("联系电话：021-55506850", "电子邮箱：luwq@example.org"), True),
        (
            ("项目联系人：陆文琪 电话：021-55506850 邮箱：luwq@example.org",),
            ("证明人：张三 021-55501111",),
            False,
        ),
    ],
)
def test_a_contact_that_goes_on_on_the_next_photo(
    first: tuple[str, ...], second: tuple[str, ...], *, joined: bool
) -> None:
    """Its name is the last line of one, telephone and address the first of the other; a whole one needs no other."""
    files = [photo("IMG_1.jpg", (*FIRST, *SECOND, *THIRD, *first)), photo("IMG_2.jpg", second)]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [(("孙强 021-55506850 sunq@example.org",), True), (VOUCHER, False)],
)
def test_a_contact_that_goes_on_where_nobody_signed(second: tuple[str, ...], *, joined: bool) -> None:
    """The labels are the last row of one photo, their values the first of the other; the sign-off is missing on both."""
    labels = ("项目联系人：", "联系电话：", "电子邮箱：")
    files = [photo("IMG_1.jpg", (*FIRST, *SECOND, *THIRD[:4], *labels)), photo("IMG_2.jpg", second)]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        ((f"{THIRD[4]}（盖章）", THIRD[5]), True),
        (("采购验收单", "设备已经安装调试完毕，运行正常，" * 6, f"{THIRD[4]}（盖章）", THIRD[5]), False),
    ],
)
def test_a_sign_off_on_the_next_photo_where_the_contact_stands_below_the_title(
    second: tuple[str, ...], *, joined: bool
) -> None:
    """A short page with name and date closes the summary; a paper that is signed too does not."""
    contact = "（联系人：范立群；手机 13800005501；E-mail：fanlq@example.org）"
    first = photo("IMG_1.jpg", (FIRST[0], contact, *FIRST[1:], *SECOND, *THIRD[:4]))
    assert (joined_pages([first, photo("IMG_2.jpg", second)], TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(
    ("names", "second", "joined"),
    [
        (("微信图片_20240318120130.jpg", "微信图片_20240318120143.jpg"), (THIRD[4], THIRD[5]), True),
        (("微信图片_20240318120130.jpg", "微信图片_20240318120143.jpg"), ("某某检测公司", THIRD[5]), False),
        (("总结1.jpg", "总结2.jpg"), (THIRD[5],), True),
        (("总结1.jpg", "总结2.jpg"), ("证明人：张三",), False),
    ],
)
def test_the_last_words_on_a_photo_of_their_own(
    names: tuple[str, str], second: tuple[str, ...], *, joined: bool
) -> None:
    """The unit that the cover names signs there, or the date alone stands there, below the name on the page before."""
    cover = ("上海市知识产权地方标准制定项目", "中期工作总结", f"承担单位：{THIRD[4]}", *FIRST[1:])
    last = THIRD[4:5] if len(second) == 1 else ()
    files = [photo(names[0], (*cover, *SECOND, *THIRD[:4], *last)), photo(names[1], second)]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


def test_pages_of_which_the_first_ends_with_a_heading() -> None:
    """All five headings stand on it; what the last of them says, and who signs, on the next."""
    contact = "（科研处 章予宁 021-55508614 zhangyn@example.org）"
    files = [
        photo("扫描_01.pdf", (FIRST[0], contact, *FIRST[1:], *SECOND, *THIRD[:3])),
        photo("扫描_02.pdf", ("结合专利转化运用专项行动，完成存量专利全面盘点，" * 4, *THIRD[4:])),
    ]
    assert joined_pages(files, TEMPLATE).first is not None


@pytest.mark.parametrize(
    "head", ["知识产权运营体系建设项目·总结材料", "2022年度上海市高价值专利培育中心 工作总结"]
)
def test_a_head_on_every_photo_is_taken_off(head: str) -> None:
    """On the pages that are joined, where it would become part of the title, and on the voucher that bears it too.

    A head like a title is one where the title stands below it.
    """
    photos = [
        photo(f"IMG_{number}.jpg", (head, *lines))
        for number, lines in enumerate((FIRST, SECOND, THIRD, VOUCHER))
    ]
    joined = joined_pages(photos, TEMPLATE)
    texts = [file.document.text.splitlines() for file in joined.files if file.document]
    assert texts[0] == [*FIRST, *SECOND, *THIRD]
    assert texts[3] == list(VOUCHER)


def test_a_units_name_above_its_title_is_a_running_head() -> None:
    """The title begins with the name once more; where a date follows the name, the unit signs there."""
    unit = THIRD[4]
    pages = (unit, *FIRST), (unit, *SECOND, *THIRD[:4]), THIRD[4:]
    joined = joined_pages(
        [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)], TEMPLATE
    )
    assert joined.first is not None
    assert joined.first.document is not None
    assert joined.first.document.text.splitlines() == [*FIRST, *SECOND, *THIRD]


def test_a_units_name_above_running_text_is_a_running_head() -> None:
    """Another unit signs further down; and on the first photo the name stands above a red head with a number."""
    unit, sentence = (
        THIRD[4],
        "承接前期工作，结合专利转化运用专项行动，继续完善专利分级管理，推进专利产品备案并扩大许可。",
    )
    closing = ("上海稷以科技有限公司", "2024年3月15日", "项目联系人：毛宁 021-55500123 mn@example.org")
    pages = (unit, unit, "沪知运〔2024〕40号", *FIRST, *SECOND, *THIRD[:3]), (unit, sentence, *closing)
    files = [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)]
    joined = joined_pages(files, TEMPLATE).first
    assert joined is not None
    assert joined.document is not None
    assert joined.document.text.splitlines()[-5:] == [THIRD[2], sentence, *closing]


def test_a_head_above_an_annex_with_dates_and_numbers_signs_nothing() -> None:
    """附件1 stands below the name, and in its list numbers and dates: who signs stands further down."""
    unit = THIRD[4]
    rows = (f"{number} 评估费 ZL20231499891{number} 2023年5月6日" for number in range(1, 5))
    closing = ("附件1 资金使用明细", *rows, unit, "2024年3月15日")
    pages = (unit, *FIRST), (unit, *SECOND, *THIRD[:4]), (unit, *closing)
    files = [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)]
    joined = joined_pages(files, TEMPLATE).first
    assert joined is not None
    assert joined.document is not None
    assert joined.document.text.splitlines()[-8:] == [THIRD[3], *closing]


@pytest.mark.parametrize(("begun", "joined"), [(THIRD[:3], True), (THIRD[:4], False)])
def test_who_signs_behind_a_last_heading_signs_the_summary(begun: tuple[str, ...], *, joined: bool) -> None:
    """Another unit even, whose contact lacks the name; where the page ends with text that may be a voucher."""
    closing = ("推进专项行动。", "上海闻泰电子科技有限公司", "2024年3月9日", "联系电话：021-55500123")
    page = photo("IMG_20240319_093692.jpg", (*FIRST, *SECOND, *begun))
    files = [page, photo("IMG_20240319_093709.jpg", closing)]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined
    voucher = photo("IMG_20240319_093709.jpg", ("技术服务验收意见", "同意验收。", *closing[1:]))
    assert joined_pages([page, voucher], TEMPLATE).first is None


def test_a_name_that_begins_a_long_title_is_no_head() -> None:
    """Further pages bear it above their text: the title keeps the unit's name, however long it is."""
    unit, sentence = (
        THIRD[4],
        "承接前期工作，结合专利转化运用专项行动，继续完善专利分级管理，推进专利产品备案并扩大许可。",
    )
    title = "关于承担2022年度上海市高价值专利升级培育项目（新型显示器件方向）两年来实施情况的工作总结"
    pages = (unit, title, *FIRST[1:], *SECOND), (unit, sentence, *THIRD), (unit, sentence)
    files = [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)]
    joined = joined_pages(files, TEMPLATE).first
    assert joined is not None
    assert joined.document is not None
    assert joined.document.text.splitlines()[:2] == [unit, title]


def test_the_name_that_signs_above_a_long_contact_is_no_head() -> None:
    """The first page bears the name above its title; the last one begins with the sign-off."""
    unit = THIRD[4]
    contact = "项目联系人：王示范 电话：021-55512345 电子邮箱：wangshifan@everdisplay.example.org"
    pages = (unit, *FIRST), (*SECOND, *THIRD[:4]), (unit, contact, "2024年3月15日")
    files = [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)]
    joined = joined_pages(files, TEMPLATE).first
    assert joined is not None
    assert joined.document is not None
    assert joined.document.text.splitlines()[-3:] == [unit, contact, "2024年3月15日"]


@pytest.mark.parametrize("below", ["（盖章）", "项目联系人：张三 021-00001234", "2024年3月15日"])
def test_a_name_above_what_closes_a_summary_signs_it(below: str) -> None:
    """The first photo has the name above its title as well: on the last one it is no head."""
    unit = THIRD[4]
    pages = (unit, *FIRST), (*SECOND, *THIRD[:4]), (unit, below, "2024年3月15日")
    joined = joined_pages(
        [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)], TEMPLATE
    )
    assert joined.first is not None
    assert joined.first.document is not None
    assert joined.first.document.text.splitlines()[-3] == unit


@pytest.mark.parametrize("annexes", ["附件：1.专项资金使用明细表 2.专利证书复印件", "附件：1.明细表 2.合同"])
def test_a_running_head_on_the_page_that_is_signed_is_one(annexes: str) -> None:
    """The name stands there once more, above the date: what signs is that, and the annexes' names come between."""
    unit = THIRD[4]
    closing = (annexes, unit, "2024年3月15日", "项目联系人：张三 021-00001234 zs@example.org")
    pages = (unit, *FIRST), (*SECOND, *THIRD[:4]), (unit, *closing)
    joined = joined_pages(
        [photo(f"{number}.jpg", lines) for number, lines in enumerate(pages, start=1)], TEMPLATE
    )
    assert joined.first is not None
    assert joined.first.document is not None
    assert joined.first.document.text.splitlines()[-5:] == [THIRD[3], *closing]


def test_a_name_that_signs_at_the_head_of_a_photo_is_no_running_head() -> None:
    """It begins the title on the first photo, and signs on the second."""
    unit = THIRD[4]
    first = photo(
        "1.jpg", (unit, "关于2022年度上海市高价值专利升级培育项目工作总结", *FIRST[1:], *SECOND, *THIRD[:4])
    )
    joined = joined_pages([first, photo("2.jpg", THIRD[4:])], TEMPLATE)
    assert joined.first is not None
    assert joined.first.document is not None
    assert joined.first.document.text.splitlines().count(unit) == 2


@pytest.mark.parametrize("page", [SECOND, ("资金使用情况", *SECOND[1:])])
def test_a_page_that_was_photographed_twice_has_no_running_head(page: tuple[str, ...]) -> None:
    """The second photo is sharper; both begin with the same heading, which is no head of all pages."""
    photos = [
        photo("1.jpg", FIRST),
        photo("2.jpg", page),
        photo("3.jpg", (*page, "以上。")),
        photo("4.jpg", THIRD),
    ]
    first = joined_pages(photos, TEMPLATE).first
    assert first is not None
    assert first.document is not None
    assert page[0] in first.document.text.splitlines()


@pytest.mark.parametrize("head", [FIRST[0], "发明专利证书"])
def test_a_head_that_says_what_a_paper_is_stays(head: str) -> None:
    """A title on two photos of one page, two certificates: neither is a running head."""
    photos = [photo("1.jpg", FIRST), photo("2.jpg", SECOND), photo("3.jpg", THIRD)]
    papers = [photo("8.jpg", (head, "证书号第1号")), photo("9.jpg", (head, "专利号：2"))]
    files = joined_pages([*photos, *papers], TEMPLATE).files
    assert [file.document.blocks[0].text for file in files[3:] if file.document] == [head, head]


def test_a_summary_keeps_its_head_where_nothing_is_joined() -> None:
    """A whole summary on one photo, and a voucher with the same head, which hides what the voucher is."""
    head = "知识产权运营体系建设项目·总结材料"
    files = [
        photo("1.jpg", (head, *FIRST, *SECOND, *THIRD, "联系人：张三 021-00001234 z@example.org")),
        photo("2.jpg", (head, *VOUCHER)),
    ]
    summary, voucher = joined_pages(files, TEMPLATE).files
    assert summary == files[0]
    assert voucher.document is not None
    assert voucher.document.blocks[0].text == VOUCHER[0]


def test_one_photo_that_is_a_whole_summary_is_left_alone() -> None:
    """The same summary photographed once, beside a voucher."""
    files = [photo("1.jpg", FIRST + SECOND + THIRD), photo("2.jpg", VOUCHER)]
    assert joined_pages(files, TEMPLATE).files == tuple(files)


def test_vouchers_alone_are_no_summary() -> None:
    """Nothing is put together where there is nothing of a summary."""
    files = [photo("1.jpg", VOUCHER), photo("2.jpg", ("专利证书",))]
    assert joined_pages(files, TEMPLATE).first is None


@pytest.mark.parametrize(
    "names",
    [
        ("2.jpg", "10.jpg"),
        ("第二页.jpg", "第三页.jpg"),
        ("IMG_0009.JPG", "img_0010.jpg"),
        ("a/1.png", "a/02.png"),
        ("照片1①.jpg", "照片1②3.jpg"),
        ("1²3.png", "2²3.png"),
    ],
)
def test_names_are_sorted_as_people_count(names: tuple[str, str]) -> None:
    """The first comes first."""
    assert natural_order(names[0]) < natural_order(names[1])


SECTIONS = (*FIRST, *SECOND, *THIRD[:4])
SIGNED = ("上海和辉光电股份有限公司", "2024年3月15日")
CONTACT = ("项目联系人：张三 电话：021-55500123 邮箱：zhangsan@example.org",)
INVOICE = ("江苏某设备有限公司（盖章）", "2024年2月6日")


@pytest.mark.parametrize(
    ("closing", "joined"),
    [
        (SIGNED, True),
        (CONTACT, True),
        ((*SIGNED, *CONTACT), True),
        (("承担单位（盖章）：上海某某园区运营有限公司", "日期：2024年3月10日", *CONTACT), True),
        (INVOICE, False),
        ((*INVOICE, *CONTACT), False),
        (VOUCHER, False),
        (("电话：021-55500123 邮箱：sales@example.org",), False),
    ],
)
def test_photos_named_by_the_time_are_told_by_who_signs(closing: tuple[str, ...], *, joined: bool) -> None:
    """The title's own unit, or a whole contact, closes the summary on the next photo; another body has signed a voucher."""
    files = [photo("微信图片_20240318102522.jpg", SECTIONS), photo("微信图片_20240318102529.jpg", closing)]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize(("titled", "joined"), [(False, True), (True, False)])
def test_a_page_that_closes_a_summary_belongs_to_one_that_names_nobody(*, titled: bool, joined: bool) -> None:
    """Below the annex's name a contact, a body and a date; where the title names another body it is not believed."""
    closing = (
        "附件：资金使用及工作成效佐证材料",
        "项目联系人：沈思 邮箱：kjc@example.org",
        "2024.3.15",
        INVOICE[0],
    )
    files = [
        photo("IMG_20240319_102062.jpg", SECTIONS if titled else SECTIONS[1:]),
        photo("IMG_20240319_102069.jpg", closing),
    ]
    assert (joined_pages(files, TEMPLATE).first is not None) is joined


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_a_closing_page_may_be_any_of_the_photos(order: tuple[int, ...]) -> None:
    """Behind a page of running text, or taken first; its first line may be a sentence's end."""
    pages = (
        SECTIONS[1:],
        ("继续对照合同任务逐项落实，定期向主管部门报告进展情况。",),
        ("并据此完善各类数据表", INVOICE[0], "2024年3月15日", *CONTACT),
    )
    files = [photo(f"IMG_20240319_10206{place}.jpg", pages[page]) for place, page in enumerate(order)]
    joined = joined_pages(files, TEMPLATE)
    assert joined.first is not None
    assert files[order.index(2)].sha256 in {joined.first.sha256, *joined.others}


@pytest.mark.parametrize(
    "voucher",
    [
        ("送货单", INVOICE[0], "2024年2月6日", "联系人：李四"),
        ("技术服务确认单", INVOICE[0], "2024年2月6日", "项目联系人：李四"),
    ],
)
def test_a_voucher_with_a_contact_closes_no_summary(voucher: tuple[str, ...]) -> None:
    """Though the summary has no title, and so names nobody."""
    files = [photo("IMG_20240319_102062.jpg", SECTIONS[1:]), photo("IMG_20240319_102069.jpg", voucher)]
    assert joined_pages(files, TEMPLATE).first is None


OWN_PROOF = ("专利授权证明", "兹证明我司许可实施。", "上海和辉光电股份有限公司（盖章）", "2023年5月6日")
SIGN_IN = ("培训签到表", *CONTACT)


@pytest.mark.parametrize("paper", [OWN_PROOF, SIGN_IN])
def test_a_paper_with_a_head_of_its_own_closes_no_summary(paper: tuple[str, ...]) -> None:
    """It is evidence, though the own unit signs it or a contact stands on it."""
    files = [photo("IMG_20240318_1010.jpg", SECTIONS), photo("IMG_20240318_1055.jpg", paper)]
    assert joined_pages(files, TEMPLATE).first is None


def test_a_paper_between_the_pages_stays_what_it_is() -> None:
    """The closing page was photographed last."""
    invoice = ("增值税专用发票", "价税合计35万元")
    files = [
        photo(f"IMG_2024031810{minute}.jpg", page)
        for minute, page in ((10, SECTIONS), (12, invoice), (15, SIGNED))
    ]
    joined = joined_pages(files, TEMPLATE)
    assert joined.others == {files[2].sha256}


@pytest.mark.parametrize(
    ("cover", "names", "joined"),
    [
        (COVER, ("总结1.jpg", "总结2.jpg"), True),
        ((*COVER[:2], "项目联系人：王示范"), ("总结1.jpg", "总结2.jpg"), False),  # nobody can be reached
        (COVER[2:], ("总结1.jpg", "总结2.jpg"), False),  # a card, of whom nobody knows
        (COVER, ("封面.jpg", "总结2.jpg"), False),
        (COVER, ("总结1.jpg", "总结5.jpg"), True),  # it names the summary's unit
        ((COVER[0], "承担单位：上海大学", COVER[2]), ("总结1.jpg", "总结5.jpg"), False),
    ],
)
def test_a_cover_with_the_contact_belongs_to_the_summary_on_the_next_photo(
    cover: tuple[str, ...], names: tuple[str, str], *, joined: bool
) -> None:
    """The whole summary stands on the second photo, but for the contact."""
    files = [photo(names[0], cover), photo(names[1], (*FIRST, *SECOND, *THIRD)), photo("发票.jpg", VOUCHER)]
    found = joined_pages(files, TEMPLATE)
    assert (found.first is not None and found.first.name == names[0]) is joined
    assert found.others == ({files[1].sha256} if joined else frozenset())


def test_what_closes_a_summary_behind_a_cover_is_kept_beside_a_scanned_paper() -> None:
    """Title and contents, all sections, the closing, each on a photo; a paper of another name came with them."""
    headings = ("一、项目实施成效", "二、资金使用情况", "三、工作推进情况")
    contents = tuple(f"{heading}……{page}" for page, heading in enumerate(headings, start=2))
    cover = ("上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目工作总结", "目录", *contents)
    goes_on = "工作中感到评估机构水平参差不齐，建议主管部门出台评估质量规范，并组织培训。" * 8
    pages = {
        "1.jpg": cover,
        "2.jpg": (*FIRST[1:], *SECOND, *THIRD[:4]),
        "3.jpg": (goes_on, *THIRD[4:], COVER[2]),
    }
    files = [photo(name, lines) for name, lines in pages.items()]
    joined = joined_pages(
        [*files, photo("专利.pdf", ("中华人民共和国国家知识产权局", "专利号：ZL202100000001.0"))], TEMPLATE
    )
    assert joined.others == {files[1].sha256, files[2].sha256}


def test_a_title_page_with_contents_belongs_to_the_summary_on_the_next_photo() -> None:
    """The title stands on the first photo alone; all sections, sign-off and contact on the second."""
    headings = (
        "一、项目实施成效",
        "二、资金使用情况",
        "三、工作推进情况",
        "四、特色亮点工作",
        "五、工作计划和建议",
    )
    title_page = ("上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目工作总结", "目录",
                  *(f"{heading}……{page}" for page, heading in enumerate(headings, start=2)))  # fmt: skip
    whole = (*FIRST[1:], *SECOND, *THIRD, COVER[2])
    files = [
        photo("微信图片_10.jpg", title_page),
        photo("微信图片_11.jpg", whole),
        photo("发票.jpg", VOUCHER),
    ]
    found = joined_pages(files, TEMPLATE)
    assert found.first is not None
    assert found.first.name == "微信图片_10.jpg"
    assert found.others == {files[1].sha256}


def test_a_poster_with_a_telephone_is_no_page_of_a_summary() -> None:
    """Evidence photographed behind the pages, whose last one bears the contact already."""
    poster = (
        "高校专利成果推介会",
        "时间：2023年9月14日 地点：某某会展中心三楼报告厅 参展项目三十五项 " * 2,
        "咨询电话：021-55501234",
    )
    files = [
        photo("1.jpg", FIRST),
        photo("2.jpg", SECOND),
        photo("3.jpg", (*THIRD, COVER[2])),
        photo("4.jpg", poster),
    ]
    found = joined_pages(files, TEMPLATE)
    assert files[3].sha256 not in found.others


def test_a_district_is_signed_for_by_its_office_on_the_next_photo() -> None:
    """Names with the time in them; the title's unit is part of the name that signs."""
    whole = ("闵行区关于“专利超市”项目的工作总结", *FIRST[1:], *SECOND, *THIRD[:4])
    closing = (
        "附件：资金使用及工作成效佐证材料",
        "上海市闵行区知识产权局",
        "2024年3月19日",
        "联系人：楼启明，电话：021-55509093，邮箱：louqm@example.org",
    )
    files = [photo("微信图片_202403201120000.heic", whole), photo("微信图片_202403201130017.heic", closing)]
    assert joined_pages(files, TEMPLATE).others == {files[1].sha256}


TITLE_PAGE = (
    "上海市知识产权运营体系建设项目",
    "工作总结",
    "承担单位：上海和辉光电股份有限公司",
    "填报日期：2024年3月",
)
WHOLE = (*FIRST, *SECOND, *THIRD)


def test_the_cover_of_a_summary_on_one_photo_is_no_voucher() -> None:
    """It names the summary's unit, and its name tells the time; the contact that was left as it was goes along."""
    names = ("IMG_095411.jpg", "IMG_095418.jpg", "IMG_095425.jpg")
    pages = (TITLE_PAGE, WHOLE, ("项目联系人：姓名电话邮箱",))
    joined = joined_pages([photo(*each) for each in zip(names, pages, strict=True)], TEMPLATE)
    assert joined.first is not None
    assert joined.first.name == names[0]
    assert len(joined.others) == 2


def test_the_cover_of_another_unit_is_left_alone() -> None:
    """Nothing tells that it belongs to the summary behind it."""
    cover = ("某某项目", "工作总结", "承担单位：上海大学", "填报日期：2024年3月")
    files = [photo("IMG_095411.jpg", cover), photo("IMG_095418.jpg", WHOLE)]
    assert joined_pages(files, TEMPLATE).first is None


def test_covers_before_several_pages_belong_to_them() -> None:
    """A cover that names the unit stands before the first of two pages, which bears the title itself."""
    first, second = (*FIRST, *SECOND), THIRD
    files = [photo("IMG_1.jpg", TITLE_PAGE), photo("IMG_3.jpg", first), photo("IMG_7.jpg", second)]
    joined = joined_pages(files, TEMPLATE)
    assert joined.first is not None
    assert joined.first.name == "IMG_1.jpg"


@pytest.mark.parametrize(
    ("page", "joined"),
    [
        (("附件目录", "1. 资金使用明细表", "2. 授权专利证书"), True),
        (("附件目录", "1. 资金使用明细表", "记-0412 专利导航服务费 12.5万元"), False),
        (("授权专利目录", "1. 一种数控主轴"), False),
    ],
)
def test_a_photo_of_the_annexes_names_belongs_to_the_pages(page: tuple[str, ...], *, joined: bool) -> None:
    """It proves nothing; a list of what was bought or granted does."""
    files = [photo("IMG_1.jpg", (*FIRST, *SECOND)), photo("IMG_2.jpg", THIRD), photo("IMG_3.jpg", page)]
    assert (files[2].sha256 in joined_pages(files, TEMPLATE).others) is joined


@pytest.mark.parametrize(
    ("entries", "joined"),
    [
        (("一、项目实施成效…………", "二、资金使用情况.……2", "三、工作推进情况.….2"), True),
        (("1.专利证书.…………1", "2.发票……2", "3.合同.……2"), False),
    ],
)
def test_contents_alone_on_the_first_photo(entries: tuple[str, ...], *, joined: bool) -> None:
    """Those of the summary are a page of it; those of the evidence stay evidence."""
    files = [
        photo("IMG_1.jpg", ("目录", *entries)),
        photo("IMG_2.jpg", FIRST),
        photo("IMG_3.jpg", (*SECOND, *THIRD)),
    ]
    found = joined_pages(files, TEMPLATE)
    assert found.first is not None
    assert (found.first.name == "IMG_1.jpg") is joined


def test_a_contact_at_the_foot_of_every_photo_is_no_text_of_a_section() -> None:
    """Below a section that has nothing but the template's guidance it would pass for its text; the last one stays."""
    foot = "联系人：陶然 电话：021-00006620 邮箱：ip24@example.org"
    files = [photo("IMG_1.jpg", (*FIRST, foot)), photo("IMG_2.jpg", (*SECOND, *THIRD, foot))]
    found = joined_pages(files, TEMPLATE)
    assert found.first is not None
    assert found.first.document is not None
    assert found.first.document.text.splitlines() == [*FIRST, *SECOND, *THIRD, foot]


def test_a_voucher_with_the_same_contact_takes_it_from_nobody() -> None:
    """The summary's contact stays where it is, though a list of certificates behind it ends with the same line."""
    foot = "联系人：陶然 电话：021-00006620 邮箱：ip24@example.org"
    files = [
        photo("1.jpg", FIRST),
        photo("2.jpg", (*SECOND, *THIRD, foot)),
        photo("3.jpg", ("专利证书", "一种检测装置", foot)),
    ]
    found = joined_pages(files, TEMPLATE)
    assert found.first is not None
    assert found.first.document is not None
    assert found.first.document.text.splitlines()[-1] == foot
