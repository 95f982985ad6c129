"""A gap in a scan is held against the doubtful lines of its place: it is asked about, not claimed."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.case import Case, Judgement, Verdict, judge
from rules.finding import Severity
from rules.lines import lines_of
from rules.roster import RosterEntry
from rules.sign_off import find_sign_off
from rules.submission import Submission, SubmittedFile
from tests.rules.samples import CONTENT, campaign, roster
from tests.rules.template_2024_6 import TEMPLATE

ENTRY = roster().by_id["acceptance-046"]
TITLE = f"{ENTRY.unit}关于{ENTRY.project}工作总结"
HEADINGS = (
    "一、项目实施成效",
    "二、资金使用情况",
    "三、工作推进情况",
    "四、特色亮点工作",
    "五、工作计划和建议",
)
CONTACT = "项目联系人：张三 电话：021-00001234 邮箱：zhangsan@example.org"
CLOSING = (f"{ENTRY.unit}（盖章）", "2024年3月15日", CONTACT)
Lines = Sequence[tuple[str, float]]


def lines(*, closing: Sequence[str] = CLOSING, without: int = 0) -> list[tuple[str, float]]:
    """The lines of a complete summary, surely read."""
    body = [TITLE]
    for number, heading in enumerate(HEADINGS, start=1):
        if number != without:
            body += [heading, *CONTENT[number].strip().splitlines()]
    return [(text, 0.99) for text in (*body, *closing) if text.strip()]


def judged(
    read: Lines, *, illegible: int = 0, origin: TextOrigin = TextOrigin.OCR, entry: RosterEntry = ENTRY
) -> Judgement:
    """The judgement on a scan of one page that was read so, beside evidence; a line with tabs is a table's row."""
    blocks = tuple(
        Block(
            BlockKind.TABLE_ROW if "\t" in text else BlockKind.PARAGRAPH,
            text,
            page=1,
            cells=tuple(text.split("\t")) if "\t" in text else (),
            origin=origin,
            confidence=confidence,
        )
        for text, confidence in read
    )
    page = Page(1, 595, 842, 0, 1.0, colour=True, illegible=illegible)
    summary = SubmittedFile("总结.pdf", "a" * 64, 1000, Document("pdf", blocks, (page,), seals_judged=True))
    proof = Document(
        "docx", (Block(BlockKind.PARAGRAPH, "资金支出凭证明细：记-0012，专利导航分析服务费35.0万元。"),)
    )
    files = (summary, SubmittedFile("佐证材料.docx", "b" * 64, 1000, proof))
    case = Case(entry, (Submission(1, datetime(2024, 3, 20, tzinfo=UTC), files),))
    return judge(case, campaign(), (campaign(),))


def codes(judgement: Judgement) -> set[str]:
    """The findings' short names, the seal left aside."""
    return {finding.key for finding in judgement.findings if not finding.code.startswith("seal.")}


def test_a_scan_that_is_surely_read_is_judged_like_any_file() -> None:
    """Complete; and what is not there is a gap."""
    assert codes(judged(lines())) == set()
    assert codes(judged(lines(without=4))) == {"section.missing:4"}
    assert codes(judged(lines(closing=(*CLOSING[:2], "项目联系人：张三 电话：021-00001234")))) == {
        "contact.incomplete"
    }


@pytest.mark.parametrize(
    ("closing", "code"),
    [
        ((*CLOSING[:2], "项目联系人：张三 邮箱：zs@example.org"), "contact.incomplete"),
        (CLOSING[:2], "contact.missing"),
        ((CLOSING[0], CONTACT), "signoff.date_missing"),
        (CLOSING[2:], "signoff.missing"),
    ],
)
def test_what_may_stand_in_a_doubtful_line_is_asked_about(closing: tuple[str, ...], code: str) -> None:
    """One line of the closing part was hardly to be read: no gap, the unit confirms, a person looks."""
    assert codes(judged(lines(closing=closing))) == {code}
    doubtful = lines(closing=closing)
    doubtful.insert(
        len(doubtful) - len(closing) + 1 if code.startswith("signoff") else len(doubtful),
        ("曰朋：20 4苹", 0.55),
    )
    judgement = judged(doubtful)
    assert "text.uncertain" in codes(judgement)
    assert not judgement.gaps
    assert judgement.verdict is Verdict.COMPLETE
    assert "请人工核对" in judgement.review


@pytest.mark.parametrize(
    ("dated", "confidence"), [("2024年3月", 0.99), ("2024年3月×x日", 0.81), ("2024年3月xx日", 0.6)]
)
def test_a_date_that_is_surely_incomplete_is_a_gap(dated: str, confidence: float) -> None:
    """The seal over the unit's name casts no doubt on the line below it; two crosses are no misread digits."""
    read = [*lines(closing=()), (CLOSING[0], 0.81), (dated, confidence), (CONTACT, 0.99)]
    assert codes(judged(read)) == {"signoff.date_missing"}


def test_contents_read_badly_say_nothing_of_the_project() -> None:
    """1、项目实施成效...…, its dots misread, stands above the title of another year's project."""
    other = ENTRY.project.replace("2022", "2021")
    assert other != ENTRY.project
    title = (f"{ENTRY.unit}关于{other}工作总结", 0.99)
    contents = [("目录", 0.99), ("1、项目实施成效...…", 0.81), ("2、资金使用情况..2", 0.9)]
    assert codes(judged([*contents, title, *lines()[1:]])) == {"identity.project_mismatch"}
    assert codes(judged([("专顼资全", 0.6), title, *lines()[1:]])) == {"text.uncertain"}


@pytest.mark.parametrize("number", ["1380000613", "138000006133", "5508830", "555088530"])
def test_a_number_with_a_digit_lost_or_doubled_is_asked_about(number: str) -> None:
    """OCR lost it, or the unit did: only the page tells."""
    contact = f"项目联系人：张三 电话：{number} 邮箱：zhangsan@example.org"
    assert codes(judged(lines(closing=(*CLOSING[:2], contact)))) == {"text.uncertain"}


def test_a_name_and_a_contact_under_a_seal_hide_no_date() -> None:
    """Both were read to the letter though a black seal lies over them; of a name read amiss nobody knows."""
    read = [*lines(closing=()), (CLOSING[0], 0.81), (CONTACT, 0.81)]
    assert codes(judged(read)) == {"signoff.date_missing"}
    amiss = [*lines(closing=()), (CLOSING[0], 0.99), ("2O24年3用l5曰", 0.81), (CONTACT, 0.99)]
    assert "signoff.date_missing" not in codes(judged(amiss))


def test_a_name_whose_label_is_torn_is_asked_about() -> None:
    """A border through 联系人 leaves the name alone in its cell."""
    closing = (*CLOSING[:2], "联 人 蒲一帆", "电话 13800006133", "邮箱 puyf@example.org")
    assert "contact.incomplete" not in codes(judged(lines(closing=closing)))
    bare = (*CLOSING[:2], "电话 13800006133", "邮箱 puyf@example.org")
    assert codes(judged(lines(closing=bare))) == {"contact.incomplete"}


def test_no_heading_stands_in_a_row_of_figures() -> None:
    """A figure of a table that was hardly read says nothing of a missing heading."""
    read = lines(without=4)
    read.insert(3, ("引进服务机构\t家\t一", 0.46))
    assert codes(judged(read)) == {"section.missing:4"}


def test_the_heads_of_a_contacts_table_count() -> None:
    """They stand in the row above, and lie under a seal: whether the address is left blank nobody can tell."""
    table = [("项目联系人\t电话\t邮箱", 0.81), ("卞宏达\t021-55558899\t", 0.99)]
    assert codes(judged([*lines(closing=CLOSING[:2]), *table])) == {"text.uncertain"}


def test_a_seal_over_the_signed_name_says_nothing_of_a_contact() -> None:
    """The name and the date were read under a black seal: no contact hides in them."""
    read = [*lines(closing=()), (CLOSING[0], 0.81), (CLOSING[1], 0.81)]
    assert codes(judged(read)) == {"contact.missing"}


def test_a_whole_mobile_number_leaves_the_missing_address_a_gap() -> None:
    """Eleven digits are a mobile number."""
    contact = "项目联系人：张三 电话：13800006133"
    assert codes(judged(lines(closing=(*CLOSING[:2], contact)))) == {"contact.incomplete"}


def test_a_line_that_could_not_be_read_at_all_counts_too() -> None:
    """It is on the page on which the contact would stand."""
    judgement = judged(lines(closing=CLOSING[:2]), illegible=1)
    assert codes(judgement) == {"text.uncertain"}


def test_a_missing_heading_may_be_one_that_was_misread() -> None:
    """A short doubtful line stands where it would; a long one is no heading."""
    short = lines(without=4)
    short.insert(short.index((HEADINGS[4], 0.99)), ("匹、恃色売点", 0.6))
    assert codes(judged(short)) == {"text.uncertain:4"}
    behind = [*lines(without=4), ("曰朋", 0.6)]
    assert "section.missing:4" in codes(judged(behind))
    elsewhere = lines(without=4)
    elsewhere.insert(
        elsewhere.index((HEADINGS[2], 0.99)), ("曰朋", 0.6)
    )  # the others keep the template's order
    assert "section.missing:4" in codes(judged(elsewhere))
    long = [*lines(without=4)]
    long.insert(
        3,
        (
            "这是一行很长的正文，扫描得不太清楚，但无论如何也不会是某一部分的标题，因为它太长而且是一个完整的句子。",
            0.6,
        ),
    )
    assert "section.missing:4" in codes(judged(long))


def test_doubt_elsewhere_saves_no_gap() -> None:
    """The contact is surely missing although a line of section 1 was hard to read."""
    read = lines(closing=CLOSING[:2])
    read[2] = (read[2][0], 0.6)
    assert "contact.missing" in codes(judged(read))


def test_a_text_layer_is_never_doubtful() -> None:
    """Confidence is the recogniser's; a typed text has none."""
    read = [*lines(closing=CLOSING[:2]), ("曰朋", 0.1)]
    assert "contact.missing" in codes(judged(read, origin=TextOrigin.TEXT_LAYER))


def test_another_units_name_is_no_misreading() -> None:
    """A doubtful line beside the sign-off says nothing of a name that another unit bears to the letter."""
    closing = ("上海箱箱智能科技有限公司（盖章）", *CLOSING[1:])
    read = lines(closing=closing)
    read.insert(-2, ("曰朋", 0.5))
    assert "identity.unit_mismatch" in codes(judged(read))


def _numbered_amiss(place: int, text: str, *, origin: TextOrigin = TextOrigin.OCR) -> set[str]:
    read = lines()
    read[read.index((HEADINGS[place], 0.99))] = (text, 0.99)
    return codes(judged(read, origin=origin))


def test_a_heading_whose_number_was_lost_in_reading() -> None:
    """Its place in the numbering is free, and it stands there alone; in a typed text it is a line like others."""
    assert _numbered_amiss(0, "项目实施情况及成效") == set()
    assert _numbered_amiss(2, "重点工作推进情况") == set()
    assert _numbered_amiss(2, "重点任务落实") == {
        "section.missing:3"
    }  # as likely a sub-heading, its section left out
    assert _numbered_amiss(0, "项目实施情况及成效", origin=TextOrigin.TEXT_LAYER) == {"section.missing:1"}


@pytest.mark.parametrize(
    ("behind", "sure", "found"),
    [
        pytest.param("技股份", 0.81, {"section.placeholder:5"}, id="a piece of the seal's name"),
        pytest.param("同上", 0.99, set(), id="two characters, surely read"),
        pytest.param("加强培训", 0.99, set(), id="what somebody wrote"),
        pytest.param("我们将加强培训", 0.81, set(), id="more than a piece"),
    ],
)
def test_what_a_seal_leaves_behind_the_templates_guidance(behind: str, sure: float, found: set[str]) -> None:
    """The guidance was read to its end: a few characters behind it, not surely read, are no content."""
    guidance = TEMPLATE.sections[4].guidance[0]
    read = lines(closing=())
    place = read.index((HEADINGS[4], 0.99)) + 1
    sealed = [*read[:place], (f"{guidance}{behind}", sure), *((text, 0.99) for text in CLOSING)]
    judgement = judged(sealed)
    gaps = {finding for finding in judgement.findings if finding.severity is Severity.GAP}
    assert {f"{finding.code}:{finding.section}" for finding in gaps} == found
    assert not any("技股份" in finding.message for finding in gaps)


def test_a_heading_whose_number_alone_was_read_among_lost_ones() -> None:
    """（·）, （:） and （） are no numbers, （4） for （四） is one; behind (1) to (3) it would count items."""
    misread = (
        "（·）项目建设成效",
        "（:）资金使用情况",
        "（）工作推进情况",
        "(4)特色与亮点",
        "(li)计划与建议",
    )
    read = [
        (dict(zip(HEADINGS, misread, strict=True)).get(text, text), sure)
        for text, sure in lines(closing=CLOSING)
    ]
    assert codes(judged(read)) == set()
    place = read.index(("(4)特色与亮点", 0.99))
    items = [(f"({number}){text}", 0.99) for number, text in enumerate(("培训", "走访", "调研"), start=1)]
    assert "section.missing:4" in codes(judged([*read[:place], *items, *read[place:]]))


@pytest.mark.parametrize(
    "line", ["-2一", "一", "— 2 —", "一2一", "（盖章）", "附件：资金使用及工作成效佐证材料", "…"]
)
def test_a_page_number_or_a_seal_word_hides_nothing(line: str) -> None:
    """However badly it was read: neither a date nor a contact stands in it."""
    read = [*lines(closing=()), (line, 0.6), (CLOSING[0], 0.81), (CONTACT, 0.99)]
    assert codes(judged(read)) == {"signoff.date_missing"}
    assert codes(judged([*lines(closing=CLOSING[:2]), ("-2一", 0.6)])) == {"contact.missing"}


def test_a_signed_line_is_known_in_any_width() -> None:
    """（盖章） stands in wide brackets, and a black seal lies over it: no contact hides there."""
    read = [*lines(closing=()), (f"{ENTRY.unit}（盖量）", 0.81), (CLOSING[1], 0.81)]
    assert codes(judged(read)) == {"contact.missing"}


@pytest.mark.parametrize("signed", [f"{ENTRY.unit}盖章）", f"{ENTRY.unit}（盖章", ENTRY.unit[:-1]])
def test_a_sign_off_of_which_a_sign_was_lost_is_one(signed: str) -> None:
    """A bracket that OCR did not see, the last character under a seal's ring."""
    assert "signoff.missing" not in codes(judged(lines(closing=(signed, *CLOSING[1:]))))


def test_an_address_that_lost_its_sign_is_asked_about() -> None:
    """At 120 dpi OCR may see no @; a web address is none, and what was not read by OCR says what it says."""
    lost = "联系人 庞学军 13800004406 pangxjexample.org"
    assert codes(judged(lines(closing=(*CLOSING[:2], lost)))) == {"text.uncertain"}
    site = "联系人 庞学军 13800004406 www.pangxjexample.org"
    assert "contact.incomplete" in codes(judged(lines(closing=(*CLOSING[:2], site))))


def test_an_address_that_lost_its_end_is_asked_about() -> None:
    """The rest of it stood behind a border or in the next line."""
    torn = "项目联系人：张三 电话：021-00001234 邮箱：zhangsan@example.o"
    assert codes(judged(lines(closing=(*CLOSING[:2], torn)))) == {"text.uncertain"}
    assert "contact.incomplete" in codes(
        judged(lines(closing=(*CLOSING[:2], torn.split("@", maxsplit=1)[0])))
    )


def test_a_heading_whose_space_was_lost_in_reading() -> None:
    """1 项目实施成效, and 4特色工作 beside it."""
    body = [TITLE]
    for number, heading in enumerate(HEADINGS, start=1):
        name = heading.partition("、")[2]
        body += [
            "4特色工作" if number == 4 else f"{number} {name}",
            *CONTENT[number].strip().splitlines(),
        ]
    read = [(text, 0.99) for text in (*body, *CLOSING)]
    assert codes(judged(read)) == set()


def test_lines_that_begin_with_a_count_are_no_headings() -> None:
    """12所高校参与 in a scan: a number without a mark, and no section's name behind it."""
    body = [TITLE]
    for number, heading in enumerate(HEADINGS, start=1):
        more = ["12所高校参与，授权专利120件", "8轮路演促成合作"] if number == 1 else []
        body += [f"{number}、{heading.partition('、')[2]}", *more, *CONTENT[number].strip().splitlines()]
    assert codes(judged([(text, 0.99) for text in (*body, *CLOSING)])) == set()


def test_a_date_beneath_two_seals_side_by_side_is_asked_about() -> None:
    """A row in which two bodies sign is no row of a list."""
    row = ("某某信(盖章) 2024年3\t有限公司肖6日\t\t北京交通大学\n(盖章)\n2", 0.81)
    found = codes(judged([*lines(closing=()), row, (CONTACT, 0.99)]))
    assert "text.uncertain" in found
    assert "signoff.date_missing" not in found


def test_nobody_signs_in_a_row_of_a_list() -> None:
    """The doubtful row stands in a table of evidence: the sign-off is missing for sure."""
    read = [*lines(closing=(CONTACT,)), ("16.4\t删除费率上限\t某行业协会\t未采纳", 0.75)]
    assert "signoff.missing" in codes(judged(read))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("报告2.专利清单", "contact.missing"),  # of the annexes, its head under the seal
        ("3021年3月6日", "contact.missing"),  # a date, whatever the year
        ("联某人：张", "text.uncertain"),
        ("021-0000 1234", "text.uncertain"),
        ("张小某", "text.uncertain"),
    ],
)
def test_a_line_under_a_seal_without_a_sign_of_a_contact_is_none(line: str, code: str) -> None:
    """What was read of it is no label, no number and no name."""
    read = [*lines(closing=CLOSING[:2]), (line, 0.81)]
    assert {"contact.missing", "text.uncertain"} & codes(judged(read)) == {code}


def test_a_seals_own_ring_hides_no_contact() -> None:
    """A piece of the very name that signs, read from the seal."""
    read = [*lines(closing=()), (ENTRY.unit[3:8], 0.81), (CLOSING[0], 0.99), (CLOSING[1], 0.99)]
    assert "contact.missing" in codes(judged(read))


def test_a_sign_off_that_nobody_would_know_again_is_asked_about() -> None:
    """Name and date are misread under a black seal, and so look like the last section's own lines."""
    read = [*lines(closing=()), ("上海和光电股份有限", 0.81), ("3024年3月22", 0.81), (CONTACT, 0.98)]
    assert codes(judged(read)) == {"text.uncertain"}
    sure = [*lines(closing=()), ("以上情况属实", 0.99), (CONTACT, 0.98)]
    assert codes(judged(sure)) == {"signoff.missing"}


@pytest.mark.parametrize(
    "contact",
    ["联系人：张三 邮箱：123456789@qq.com", "联系人：张三 电话：021-66135335 邮编：200444"],
)
def test_digits_of_an_address_or_a_postcode_are_no_torn_telephone(contact: str) -> None:
    """What is missing beside them is a gap."""
    assert codes(judged(lines(closing=(*CLOSING[:2], contact)))) == {"contact.incomplete"}


@pytest.mark.parametrize(
    ("contact", "confidence", "code"),
    [
        ("联系人：周海涛 邮箱：liwj2024@example.org", 0.81, "contact.incomplete"),
        ("联系人：周海涛；联系方式：55507169）", 0.81, "contact.incomplete"),
        ("联系人：周海涛 邮箱：liwj2024@example.org", 0.7, "text.uncertain"),  # hardly to be read
        ("联系人：周海涛 竹川乙口 邮箱：liwj2024@example.org", 0.81, "text.uncertain"),
        ("项目联系人 Contact：周海涛 (Evan Zhou) E-mail: zhou@example.org", 0.81, "contact.incomplete"),
        ("电话：55507169 邮箱：liwj2024@example.org", 0.81, "contact.incomplete"),
        ("联系电话：55507169", 0.81, "text.uncertain"),  # the name may be what the seal lies over
    ],
)
def test_a_contact_under_a_seal_that_was_read_whole(contact: str, confidence: float, code: str) -> None:
    """Nothing stands between name and address where a telephone could be."""
    read = [*lines(closing=CLOSING[:2]), (contact, confidence)]
    assert codes(judged(read)) == {code}


@pytest.mark.parametrize(("above", "confidence"), [("021-", 0.99), ("综合科", 0.81)])
def test_a_number_that_a_seal_hides_between_name_and_address_is_asked_about(
    above: str, confidence: float
) -> None:
    """俞静怡，021- / 60001928，yujy@example.org: the seal lies over the second line's beginning."""
    read = [(f"联系人：俞静怡（科研部），{above}", confidence), ("yujy@example.org", 0.81)]
    assert codes(judged([*lines(closing=CLOSING[:2]), *read])) == {"text.uncertain"}


@pytest.mark.parametrize(
    ("contact", "below"),
    [
        ("联系人：林欣 Lin Xin，联系电话：021-55515593", ""),
        ("钱卫平 qianwp@example.org", "业科炭"),
    ],
)
def test_what_a_seal_lies_over_is_told_by_its_signs(contact: str, below: str) -> None:
    """The name in Latin letters is no address, and three characters of the seal no telephone."""
    read = [*lines(closing=CLOSING[:2]), (contact, 0.81), *([(below, 0.81)] if below else [])]
    assert codes(judged(read)) == {"contact.incomplete"}


def test_what_is_no_contact_hides_none() -> None:
    """A row of a list, and a piece of the unit's own name, under a black seal; a number with the country's code."""
    row = "2023-04-05\t权利要求解读\t卫霞静\t14\t88.4"
    read = [*lines(closing=CLOSING[:2]), (ENTRY.unit[2:5], 0.81), (row, 0.81)]
    assert codes(judged(read)) == {"contact.missing"}
    contact = "知识产权部固定电话:+862155504409邮件:ip-dept@example.org"
    assert codes(judged(lines(closing=(*CLOSING[:2], contact)))) == {"contact.incomplete"}
    mobile = "项目联系人：张三 电话：+8613800001234"
    assert codes(judged(lines(closing=(*CLOSING[:2], mobile)))) == {"contact.incomplete"}


def test_a_torn_number_that_runs_into_the_address_is_asked_about() -> None:
    """Of 021-00004253 two noughts were lost, and the space behind it."""
    glued = (*CLOSING[:2], "项目联系人：张三 021-004253zhang@example.org")
    assert codes(judged(lines(closing=glued))) == {"text.uncertain"}


def test_a_torn_number_in_groups_is_asked_about() -> None:
    """138 000 1159 lost a digit."""
    contact = "管成 138 000 1159 guanc@example.org"
    assert codes(judged(lines(closing=(*CLOSING[:2], contact)))) == {"text.uncertain"}


def test_a_day_of_which_a_character_was_misread_is_asked_about() -> None:
    """三月之十一日: the seal lies over 二十一."""
    assert codes(judged(lines(closing=(CLOSING[0], "二〇二四年三月之十一日", CONTACT)))) == {"text.uncertain"}
    assert codes(judged(lines(closing=(CLOSING[0], "2024年3月xx日", CONTACT)))) == {"signoff.date_missing"}
    assert codes(judged(lines(closing=(CLOSING[0], "2024年3月 日", CONTACT)))) == {"signoff.date_missing"}


def test_what_an_annex_holds_hides_no_contact() -> None:
    """名称： on a certificate, read badly, behind 附件1."""
    read = [*lines(closing=CLOSING[:2]), ("附件1 专利证书", 0.99), ("名　称:", 0.7)]
    assert codes(judged(read)) == {"contact.missing"}
    assert codes(judged([*read[:-2], ("名　称:", 0.7)])) == {"text.uncertain"}


def test_a_blank_cell_that_was_read_surely_is_blank() -> None:
    """电子邮箱 with nothing beside it, amid rows of a form that were hardly read."""
    rows = [("联系\t人\t\t思远", 0.7), ("联系电话\t021-55509082", 0.98), ("电子邮箱\t", 0.99)]
    read = [*lines(closing=CLOSING[:2]), *rows]
    assert codes(judged(read)) == {"contact.incomplete"}
    unsure = [*lines(closing=CLOSING[:2]), *rows[:2], ("电子邮箱\t", 0.7)]
    assert codes(judged(unsure)) == {"text.uncertain"}


@pytest.mark.parametrize(
    ("line", "confidence", "code"),
    [
        ("显示技术研究院（参与单位）", 0.81, "signoff.date_missing"),
        (ENTRY.unit[2:6], 0.81, "signoff.date_missing"),
        ("显示技术研究院（参与单位）", 0.7, "text.uncertain"),
        ("丫日曰", 0.81, "text.uncertain"),
        ("以", 0.81, "signoff.date_missing"),
        ("日", 0.81, "text.uncertain"),
    ],
)
def test_names_under_a_seal_hide_no_date(line: str, confidence: float, code: str) -> None:
    """Another body's name, and a piece of the unit's own; not what was hardly read, nor characters that name nobody."""
    read = [*lines(closing=()), (ENTRY.unit, 0.81), (line, confidence), (CONTACT, 0.97)]
    assert codes(judged(read)) == {code}


@pytest.mark.parametrize(
    ("closing", "gaps"),
    [
        pytest.param((*CLOSING[:2], "项目联系人：姓名电话邮箱"), {"contact.missing"}, id="the contact"),
        pytest.param(("单位（盖章）：", *CLOSING[1:]), {"signoff.missing"}, id="the name"),
        pytest.param(("xx单位（盖章)", *CLOSING[1:]), {"signoff.missing"}, id="the name as in the template"),
    ],
)
def test_a_blank_that_was_read_is_a_gap_whatever_else_is_doubtful(
    closing: Sequence[str], gaps: set[str]
) -> None:
    """That the cover or a seal's ring was read badly says nothing of a blank that stands there to be seen."""
    read = [("专顼资全", 0.6), *lines(closing=closing)]
    assert codes(judged(read)) == gaps
    unclear = [(text, 0.88 if text in closing and text not in CLOSING else sure) for text, sure in read]
    assert codes(judged(unclear)) == gaps
    unsure = [(text, 0.5 if text in closing and text not in CLOSING else sure) for text, sure in read]
    assert codes(judged(unsure)) == {"text.uncertain"}


def test_a_piece_of_the_name_off_a_seal_is_no_content_and_no_person() -> None:
    """The last section says 无, and the contact's table names nobody: what OCR read of the ring fills neither."""
    piece = ENTRY.unit[2:5]
    content = {text for text in CONTENT[5].strip().splitlines() if text.strip()}
    read = [pair for pair in lines(closing=()) if pair[0] not in content]
    signed = [
        *read,
        ("无。", 0.99),
        (piece, 0.81),
        (f"{ENTRY.unit.replace(piece[1], '口')}（盖章）", 0.81),
        *((text, 0.99) for text in CLOSING[1:]),
    ]
    assert "section.empty:5" in codes(judged(signed))
    table = [("联系人\t联系电话\t电子邮箱", 0.99), ("\t021-00001234\tzs@example.org", 0.99)]
    named = [*lines(closing=()), *table, (piece, 0.81), (CLOSING[0], 0.81), (CLOSING[1], 0.99)]
    assert codes(judged(named)) == {"contact.incomplete"}


@pytest.mark.parametrize(
    ("read", "found"),
    [("斯天信息研", "contact.incomplete"), ("斯天信据研", "text.uncertain")],
)
def test_a_piece_of_the_name_with_a_character_misread_is_no_contacts_name(read: str, found: str) -> None:
    """上海航天信息研究所 as a seal's ring has it, read a little wrong; with two characters misread it is asked about."""
    unit = roster().by_id["midterm-021"]
    own = [(text.replace(ENTRY.unit, unit.unit), sure) for text, sure in lines(closing=())]
    contact = [("项目联系人：021-64400849 ip-dept01@ip.example.org", 0.99), (read, 0.71)]
    assert found in codes(judged([*own, *contact, (unit.unit, 0.99), (CLOSING[1], 0.99)], entry=unit))


@pytest.mark.parametrize("blank", ["xx单位（盖章）", "海 xx单位（盖章）"])
def test_a_seal_over_the_blank_to_sign_fills_it_with_nothing(blank: str) -> None:
    """Beside it stand the date, the contact, and a piece of the seal's own name; a body's whole name may be written there."""
    piece = ENTRY.unit[2:5]
    read = [*lines(closing=()), (piece, 0.81), (blank, 0.81), ("2024年3月17日", 0.81), (CONTACT, 0.81)]
    assert codes(judged(read)) == {"signoff.missing"}
    written = [*lines(closing=()), ("上海某某医丙有限司", 0.81), *read[-3:]]
    assert codes(judged(written)) == {"text.uncertain"}
    undated = [*read[:-2], ("2024年3月xK日", 0.81), (CONTACT, 0.81)]
    assert codes(judged(undated)) == {"signoff.missing", "signoff.date_missing"}


def test_nothing_is_misread_as_a_blank_alone() -> None:
    """（略） in brackets of another font reads at 0.7 and is what it says; within a line it may be anything."""
    body = CONTENT[4].strip()
    read = [(text, sure) for text, sure in lines() if text not in body.splitlines()]
    place = read.index((HEADINGS[3], 0.99)) + 1
    assert "section.placeholder:4" in codes(judged([*read[:place], ("（略）", 0.66), *read[place:]]))
    assert "section.placeholder:4" not in codes(judged([*read[:place], ("（略）", 0.5), *read[place:]]))


def test_a_date_behind_pieces_of_the_seals_ring_may_have_been_misread() -> None:
    """OCR read the name once more, in pieces, off the ring; what stands behind them is no date that it could read."""
    ring = [(ENTRY.unit[:4], 0.8), (f"{ENTRY.unit[4:7]} (盖章)", 0.8)]
    body = lines(closing=(CONTACT, f"{ENTRY.unit}（盖章）"))
    assert codes(judged([*body, *ring, ("康二〇二四年三月二帝日", 0.8)])) == {"text.uncertain"}
    assert codes(judged([*body, *ring, ("川", 0.7)])) == {"text.uncertain"}
    assert codes(judged([*body, *ring])) == {"signoff.date_missing"}


@pytest.mark.parametrize(
    ("blank", "beside"),
    [
        ("单位（盖章）：", ("上海大掌知", 0.7)),
        ("项目联系人：姓名电话邮箱", ("张=1380OOO06l3 zhang5an", 0.4)),
    ],
)
def test_what_is_read_badly_beside_a_blank_may_fill_it(blank: str, beside: tuple[str, float]) -> None:
    """Somebody wrote it there by hand, or the name stands on the next line."""
    closing = (blank, *CLOSING[1:]) if blank.startswith("单位") else (*CLOSING[:2], blank)
    read = lines(closing=closing)
    place = read.index((blank, 0.99)) + 1
    assert codes(judged([*read[:place], beside, *read[place:]])) == {"text.uncertain"}


def test_a_heading_that_lost_the_sign_behind_its_number_is_one() -> None:
    """五后续工作安排与建议：…… runs into its text; 三 is not the number of the section that these words name."""
    whole = lines()
    place = whole.index((HEADINGS[4], 0.99))
    plan = whole[place + 1][0]
    for heading, found in (
        ("五后续工作安排与建议：", set()),
        ("三后续工作安排与建议：", {"section.missing:5"}),
    ):
        read = [*whole[:place], (heading + plan, 0.99), *whole[place + 2 :]]
        assert {code for code in codes(judged(read)) if code.startswith("section.missing")} == found


@pytest.mark.parametrize(
    ("dated", "gaps"),
    [
        ("2024年03月21E", set()),
        (f"{ENTRY.unit}（盖章） 2024年3月21E", set()),
        ("〇四年三月五日", set()),
        ("二〇二年三月五日", set()),
        ("二二四年万十七日", set()),
        ("2024月16日", set()),
        ("202年3月19日", set()),
        ("202.1-03-05", set()),
        ("2024年3日日", set()),
        ("2024-13-45", set()),
        ("2024316", set()),
        ("202-11月12E", set()),
        ("2023/677", set()),
        ("2024/61", set()),
        ("2024.12.15工", set()),
        ("024年3月5日", set()),
        ("2024.11", {"signoff.date_missing"}),
        ("021-3456-78", {"signoff.date_missing"}),
        ("3月19日", {"signoff.date_missing"}),
        ("二月十九日", {"signoff.date_missing"}),
        ("二〇二三年工作已于12日", {"signoff.date_missing"}),
        ("2024年月日", {"signoff.date_missing"}),
        ("2024年3月", {"signoff.date_missing"}),
    ],
)
def test_a_date_with_a_character_misread_or_without_its_beginning(dated: str, gaps: set[str]) -> None:
    """As a seal over it has OCR read it; which year ends on a lost digit nobody knows."""
    name = () if ENTRY.unit in dated else CLOSING[:1]
    read = lines(closing=(*name, dated, CONTACT))
    assert {code for code in codes(judged(read)) if code != "text.uncertain"} == gaps


def test_a_sealed_date_beside_the_blank_does_not_fill_it() -> None:
    """A seal lies over the name and the date above 姓名 电话 邮箱, all the same read."""
    closing = (*CLOSING[:2], "项目联系人：姓名电话邮箱")
    sealed = [(text, 0.81 if text in closing else sure) for text, sure in lines(closing=closing)]
    assert codes(judged(sealed)) == {"contact.missing"}


def test_a_misread_date_beside_the_blank_does_not_fill_it() -> None:
    """The seal has cost the date a digit: that is asked about, and the contact is plainly not given."""
    closing = (CLOSING[0], "济 202年3月9日", "项目联系人：姓名 电话 邮箱")
    sealed = [(text, 0.81 if "202年" in text else sure) for text, sure in lines(closing=closing)]
    assert codes(judged(sealed)) == {"contact.missing", "text.uncertain"}


@pytest.mark.parametrize("number", ["-2－", "－ 2 －", "—2一"])
def test_a_pages_number_hides_no_contact(number: str) -> None:
    """Whatever dashes OCR sees beside it."""
    closing = (*CLOSING[:2], "项目联系人：张三 电话：021-00001234")
    assert codes(judged([*lines(closing=closing), (number, 0.65)])) == {"contact.incomplete"}


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param(
            [("项目联系人：张三(021)00004 e50@example.org", 0.97)], id="a number cut short by a seal"
        ),
        pytest.param(
            [("联系人：张三 (021)00009556 zheng_ipomail.example. org", 0.95)],
            id="an address without its sign",
        ),
        pytest.param(
            [
                ("电话", 1.0),
                ("联系人", 1.0),
                ("邮箱", 1.0),
                ("z161@mail examp", 0.96),
                ("13800002067", 1.0),
                ("瞿立", 0.94),
            ],
            id="cells of a table whose rows a seal has mixed up",
        ),
        pytest.param(
            [("系人：林嘉怡 只产权部）", 0.79), ("Tel：021-00009621 邮箱：p26@example.org", 0.81)],
            id="a label cut short",
        ),
        pytest.param(
            [
                ("联系人\t电话", 1.0),
                ("邵海燕\t021-00002195-873\t2\t国", 0.86),
                ("邮箱", 1.0),
                ("q126@mail", 0.95),
            ],
            id="a table that a seal has parted",
        ),
    ],
)
def test_a_contact_that_a_seal_has_torn_is_asked_about(contact: list[tuple[str, float]]) -> None:
    """All of it stands there; what was read is not whole."""
    assert codes(judged([*lines(closing=CLOSING[:2]), *contact])) == {"text.uncertain"}


@pytest.mark.parametrize(
    ("entry", "name", "sure", "found"),
    [
        pytest.param(
            "midterm-029", "上海大学", 0.81, "text.uncertain", id="what the star leaves of 上海师范大学"
        ),
        pytest.param(
            "acceptance-045",
            "上海交通大",
            0.81,
            "text.uncertain",
            id="with which the own name in the title begins",
        ),
        pytest.param("midterm-029", "上海大学", 0.99, "identity.unit_mismatch", id="no seal over it"),
        pytest.param(
            "midterm-029", "上海应用技术大学", 0.81, "identity.unit_mismatch", id="more than that name has"
        ),
    ],
)
def test_another_units_name_that_is_left_of_the_own_is_asked_about(
    entry: str, name: str, sure: float, found: str
) -> None:
    """Where a black seal lies over it; any other name says whose paper it is, whatever lies over it."""
    own = roster().by_id[entry]
    closing = (f"{name}（盖章）", *CLOSING[1:])
    seen = [
        (text.replace(ENTRY.unit, own.unit), sure if text == closing[0] else other)
        for text, other in lines(closing=closing)
    ]
    assert found in codes(judged(seen, entry=own))


def test_no_name_is_held_against_a_unit_that_was_read_badly() -> None:
    """西虹府务区 beneath a black seal: what is read surely is another matter."""
    for sure, told in ((0.81, False), (0.99, True)):
        read = lines(closing=("某某府务区（盖章）", *CLOSING[1:]))
        seen = [(text, sure if text.startswith("某某府") else other) for text, other in read]
        found = {finding.code for finding in judged(seen).findings}
        assert ("identity.unit_unclear" in found) is told


def test_another_bodys_whole_name_is_pointed_out_however_badly_it_was_read() -> None:
    """No misreading makes 上海启泽园区开发有限公司 of the unit's own name; what is like that is left alone."""
    slip = f"{ENTRY.unit[:2]}其{ENTRY.unit[3:]}"
    for name, told in (("上海启泽园区开发有限公司", True), (slip, False), ("本公司知识产权管理部", False)):
        read = lines(closing=(f"{name}（盖章）", *CLOSING[1:]))
        seen = [(text, 0.81 if text.startswith(name) else sure) for text, sure in read]
        found = {finding.code for finding in judged(seen).findings}
        assert ("identity.unit_unclear" in found) is told


def test_a_sign_off_whose_date_was_misread_is_asked_about() -> None:
    """A company that the roster does not know signs, and the date that would tell so is none to us."""
    signed = ("上海启泽园区开发有限公司", "2024年3日日")
    assert "signoff.missing" not in codes(judged(lines(closing=(*signed, CONTACT))))


def test_a_piece_of_the_own_name_off_a_seal_is_no_other_body() -> None:
    """Nobody is told that 公司 is not the name on the list; another body's whole name is another matter."""
    torn = judged(lines(closing=("公司（盖章）", *CLOSING[1:])))
    assert "identity.unit_unclear" not in {finding.code for finding in torn.findings}
    other = judged(lines(closing=("上海某某科技有限公司（盖章）", *CLOSING[1:])))
    assert "identity.unit_unclear" in {finding.code for finding in other.findings}


def test_pieces_of_the_body_that_signs_for_a_district_are_no_contact() -> None:
    """青浦区知识产权局 signs for 青浦区; what OCR reads of its seal's ring is nobody's name, and no name of another unit."""
    district = roster().by_id["midterm-108"]
    title = (f"青浦区知识产权局关于{district.project}工作总结", 0.99)
    read = [title, *lines(closing=())[1:], ("区知识产", 0.81), ("青区知识权局（盖章）", 0.81)]
    assert codes(judged([*read, ("2024年3月8日", 0.81)], entry=district)) == {"contact.missing"}
    assert codes(judged([*read, ("张晓光", 0.81), ("2024年3月8日", 0.81)], entry=district)) == {
        "text.uncertain"
    }


def test_another_units_name_with_a_character_misread_is_another_units() -> None:
    """吴海 for 昊海; a text that nobody misread is asked about."""
    signed = ("上海吴海生物科技股份有限公司（盖章）", *CLOSING[1:])
    assert "identity.unit_mismatch" in codes(judged(lines(closing=signed)))
    typed = codes(judged(lines(closing=signed), origin=TextOrigin.TEXT_LAYER))
    assert "identity.unit_unclear" in typed


def test_a_date_that_lost_its_year_under_a_seal_is_asked_about() -> None:
    """0年3月13: a record of the annex was dated in the same month, and read surely."""
    read = [*lines(closing=CLOSING[:1]), ("0年3月13", 0.81), (CONTACT, 0.97)]
    annex = [("附件1", 0.99), ("专利实施许可合同备案证明", 0.99), ("备案日期：2023年3月6日", 0.99)]
    assert codes(judged([*read, *annex])) == {"text.uncertain"}


def test_headings_that_lost_their_numbers_are_ones() -> None:
    """、实施成效 and 、专项资金使用与管理: the few strokes before the sign were lost."""
    lost = {HEADINGS[0]: "、实施成效", HEADINGS[1]: "、专项资金使用与管理"}
    assert codes(judged([(lost.get(text, text), sure) for text, sure in lines()])) == set()


@pytest.mark.parametrize(
    ("name", "origin", "signs"),
    [
        ("上海和辉光申份有限公司", TextOrigin.OCR, True),
        ("上海和辉光申份有限公司", TextOrigin.TEXT_LAYER, False),
        ("上海大和光学制造有限公司", TextOrigin.OCR, False),
    ],
)
def test_a_name_that_was_misread_signs_without_a_date(name: str, origin: TextOrigin, *, signs: bool) -> None:
    """Another date's year lost a digit, so the name stands alone; somebody else's needs a date beside it."""
    texts = ("202年3月15日", name, "项目联系人：张三", "电话：021-00001830", "邮箱：zs@example.org")
    closing = Document("pdf", tuple(Block(BlockKind.PARAGRAPH, text, origin=origin) for text in texts))
    found = find_sign_off(lines_of(closing), TEMPLATE, (ENTRY.unit,))
    assert (found is not None and found[0].unit == name) is signs


@pytest.mark.parametrize("date", ["4年3月2日", "二○二四年丑月十四日"])
def test_a_date_behind_the_annexes_that_was_misread_is_asked_about(date: str) -> None:
    """With a seal over it, below twenty rows of vouchers: its beginning lost, or a character misread."""
    vouchers = [("附件1", 0.99), *((f"记-{number}\t专利年费\t{number}00.00", 0.99) for number in range(20))]
    signed = [(f"{ENTRY.unit}（盖章）", 0.81), (date, 0.81), (CONTACT, 0.97)]
    assert codes(judged([*lines(closing=()), *vouchers, *signed])) == {"text.uncertain"}


@pytest.mark.parametrize("date", ["2024年3月16日", "二〇二四年三月十六日"])
def test_a_date_that_was_read_is_no_misread_one(date: str) -> None:
    """Nobody signs, and no name hides in the date: that the name is missing is told."""
    assert codes(judged(lines(closing=(date, CONTACT)))) == {"signoff.missing"}
    assert codes(judged(lines(closing=("二〇二四年三月之十一日", CONTACT)))) >= {"text.uncertain"}


def test_a_units_short_name_is_nobodys() -> None:
    """上海大学 above a contact without a name is the unit that signs."""
    entry = roster().by_id["midterm-004"]
    closing = (entry.unit, "2024年3月21日", "项目联系人：13800005345 xu@example.org")
    read = [(f"{entry.unit}关于{entry.project}工作总结", 0.99), *lines(closing=closing)[1:]]
    assert codes(judged(read, entry=entry)) == {"contact.incomplete"}
    read[-3:-2] = [(entry.unit, 0.99), ("齐某某", 0.99)]
    read[-1] = ("电话：13800005345 xu@example.org", 0.99)
    assert "contact.incomplete" not in codes(judged(read, entry=entry))


def test_a_contact_that_was_hardly_read_fills_no_blank_to_sign() -> None:
    """Noise in the wide spaces of the contact above xx单位（盖章） says nothing of the name; a line of another kind may."""
    blank = ("xx单位（盖章）", 0.93), ("2024年3月9日", 0.99)
    contact = ("联系人：张三3 R电话：13800001234 邮箱：zs@example.org", 0.43)
    assert codes(judged([*lines(closing=()), contact, *blank])) == {"signoff.missing"}
    written = ("上海某某某某", 0.43)
    assert codes(judged([*lines(closing=()), written, *blank, (CONTACT, 0.99)])) == {"text.uncertain"}


def test_two_crosses_at_a_lines_end_are_a_blank_day() -> None:
    """A seal hides the 日 behind them; a month alone under a seal is asked about."""
    signed = f"{ENTRY.unit}（盖章）"
    crossed = [(signed, 0.81), ("-2024年3月xx", 0.81), (CONTACT, 0.99)]
    assert codes(judged([*lines(closing=()), *crossed])) == {"signoff.date_missing"}
    month = [(signed, 0.81), ("2024年3月", 0.81), (CONTACT, 0.99)]
    assert codes(judged([*lines(closing=()), *month])) == {"text.uncertain"}


@pytest.mark.parametrize(
    ("upright", "found"),
    [
        (tuple(ENTRY.unit), {"text.uncertain"}),
        (("张三", "李四", "王五", "赵六", "孙七", "周八"), {"signoff.missing"}),
    ],
)
def test_a_name_that_is_set_upright_is_asked_about(upright: Sequence[str], found: set[str]) -> None:
    """In a column too narrow for it each character has a line of its own; a list of people is no such name."""
    read = [*lines(closing=()), *((text, 0.99) for text in (*upright, "附件：佐证材料", CONTACT))]
    assert codes(judged(read)) == found


def test_a_name_beside_the_units_is_somebodys() -> None:
    """上海大学 蒲一帆 above a contact without a name: who it is stands beside the unit."""
    entry = roster().by_id["midterm-004"]
    closing = (entry.unit, "2024年3月21日", f"{entry.unit} 蒲一帆", "项目联系人：13800005345 xu@example.org")
    read = [(f"{entry.unit}关于{entry.project}工作总结", 0.99), *lines(closing=closing)[1:]]
    assert "contact.incomplete" not in codes(judged(read, entry=entry))


def test_a_name_before_a_contact_may_fill_a_blank_to_sign() -> None:
    """上海和辉光电 联系人：张三, hardly read, above xx单位（盖章）: only a line that begins with the label names no body."""
    blank = ("xx单位（盖章）", 0.93), ("2024年3月9日", 0.99), (CONTACT, 0.99)
    beside = (f"{ENTRY.unit[:6]} 联系人：张三", 0.43)
    assert codes(judged([*lines(closing=()), beside, *blank])) == {"text.uncertain"}


def test_another_date_in_the_line_makes_no_misread_one_sure() -> None:
    """项目期至2023年12月31日 stands before a day that was misread."""
    torn = ("项目期至2023年12月31日 2024年3月之1日", 0.99)
    assert "text.uncertain" in codes(judged([*lines(closing=()), torn, (CONTACT, 0.99)]))


@pytest.mark.parametrize("piece", ["应用技术", "应用技术。"])
def test_a_piece_of_the_name_is_no_content_of_the_last_section(piece: str) -> None:
    """As OCR read it off the seal's ring, a stroke of which it takes for a stop."""
    entry = next(each for each in roster().entries if each.unit == "上海应用技术大学")
    body = [(f"{entry.unit}关于{entry.project}工作总结", 0.99), *lines(closing=())[1:]]
    del body[[text for text, _ in body].index(HEADINGS[4]) + 1 :]
    closing = [(piece, 0.81), (f"{entry.unit}（盖章）", 0.81), (CLOSING[1], 0.81), (CONTACT, 0.81)]
    assert codes(judged([*body, *closing], entry=entry)) == {"section.empty:5"}


def test_a_day_left_open_with_its_sign_read_apart_is_a_gap() -> None:
    """2024年3月 日, surely read: what lies over the name says nothing of that line, however many blanks it bears."""
    read = [*lines(closing=()), ("溶机器", 0.7), (CLOSING[0], 0.81), ("2024年3月 日", 0.99), (CONTACT, 0.99)]
    assert codes(judged(read)) == {"signoff.date_missing"}


@pytest.mark.parametrize(
    ("closing", "code"),
    [((CLOSING[0], CONTACT), "signoff.date_missing"), (CLOSING[:2], "contact.missing")],
)
def test_a_character_of_the_seals_ring_hides_nothing(closing: tuple[str, ...], code: str) -> None:
    """One of the unit's name, hardly read, is no date and no contact; another may be all that was read of one."""
    own, other = ENTRY.unit[1], "斗"
    assert own not in "年月日"
    assert other not in ENTRY.unit
    for character, found in ((own, {code}), (other, {"text.uncertain"})):
        read = lines(closing=closing)
        read.insert(len(read) - 1, (character, 0.57))
        assert codes(judged(read)) == found


def test_a_character_or_two_are_no_misread_heading() -> None:
    """Off a seal's ring, or in a table's narrow cell; 五、 and 建议 may be what is left of one."""
    for piece, found in (
        ("海 下", {"section.missing:5"}),
        ("序", {"section.missing:5"}),
        ("五、", {"text.uncertain:5"}),
        ("建议", {"text.uncertain:5"}),
    ):
        read = lines(without=5)
        read.insert(len(read) - len(CLOSING), (piece, 0.57))
        assert codes(judged(read)) == found


def test_a_page_head_beneath_a_seal_hides_no_date() -> None:
    """Of a date as long as that, a digit or a sign would have been read."""
    closing = (CLOSING[0], CONTACT)
    for head, found in (
        ("上海市知识产权运营体系建设专项资金项", {"signoff.date_missing"}),
        ("上海市知识产权运营体系建设月专项", {"text.uncertain"}),
    ):
        read = lines(closing=closing)
        read.insert(len(read) - len(closing), (head, 0.81))
        assert codes(judged(read)) == found


def test_a_piece_of_the_ring_behind_the_last_sentence_signs_nothing() -> None:
    """…绿色通道。 普陀区: the line is the last section's text, though a unit of the roster is called so."""
    entry = roster().by_id["midterm-103"]
    closing = ("上海市普陀区知识产权局", "2024年3月12日", CONTACT)
    text = "一是结合专利转化运用专项行动开展存量专利回头看；二是建议市级层面建立跨境专利许可备案绿色通道。 普陀区"
    begun = lines(closing=())
    body = [*begun[: begun.index((HEADINGS[-1], 0.99)) + 1], (text, 0.98)]
    read = [(f"上海市普陀区知识产权局关于{entry.project}工作总结", 0.99), *body[1:]]
    assert codes(judged([*read, *((line, 0.97) for line in closing)], entry=entry)) <= {"section.thin:5"}


@pytest.mark.parametrize("sure", [0.81, 0.99])
@pytest.mark.parametrize(("date", "found"), [("20244319", {"text.uncertain"}), ("20240319", set())])
def test_a_sign_between_the_dates_numbers_read_as_a_digit(date: str, found: set[str], sure: float) -> None:
    """There is no 43rd month: whether 2024/3/19 stands there is asked about."""
    read = lines(closing=(CLOSING[0], date, CONTACT))
    assert codes(judged([(text, sure if text == date else other) for text, other in read])) == found


def test_a_telephone_like_a_year_reaches_somebody_beneath_a_seal() -> None:
    """Shanghai's numbers may begin with 20."""
    card = ("项目联系人：张三", "20281234", "zhangsan@example.org")
    read = lines(closing=(*CLOSING[:2], *card))
    assert codes(judged([(text, 0.81 if text == card[1] else other) for text, other in read])) == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [("附件", "contact.missing"), ("盖章", "contact.missing"), ("付强", "text.uncertain")],
)
def test_words_of_the_closing_part_are_nobodys_name(line: str, found: str) -> None:
    """附件, under a black seal, is no person who is to be asked about."""
    read = [*lines(closing=()), (line, 0.81), (CLOSING[0], 0.81), (CLOSING[1], 0.99)]
    assert codes(judged(read)) == {found}


def test_an_address_whose_sign_was_misread_is_a_contact_asked_about() -> None:
    """熊彬 39599662 xiongbord.example.org stands there for a whole contact, in lines that read surely."""
    whole, torn = "熊彬 39599662 xiongb@rd.example.org", "熊彬 39599662 xiongbord.example.org"
    blank = ("xx单位（盖章）", "2024年3月xx日")
    gaps = {"signoff.missing", "signoff.date_missing"}
    assert codes(judged(lines(closing=(*blank, whole)))) == gaps
    assert codes(judged(lines(closing=(*blank, torn)))) == {*gaps, "text.uncertain"}
    voucher = "发票号码 31005566 fapiao.example.org"
    assert codes(judged(lines(closing=(*CLOSING[:2], voucher)))) == {"contact.missing"}
