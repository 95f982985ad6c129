"""Which pages of a scan are read in full, told from its outline alone."""

from dataclasses import replace

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.contents_table import contents_lines
from rules.lines import lines_of
from rules.needs import EVERY_OUTLINE, pages_needed
from tests.rules.template_2024_6 import TEMPLATE

HEADINGS = (
    "一、项目实施成效",
    "二、资金使用情况",
    "三、工作推进情况",
    "四、特色亮点工作",
    "五、工作计划和建议",
)
TITLE = "上海和辉光电股份有限公司关于2022年度上海市高价值专利升级培育项目工作总结"
CLOSING = (
    "上海和辉光电股份有限公司（盖章）",
    "2024年3月15日",
    "联系人：张三 电话：021-00001234 邮箱：a@example.org",
)


def scan(*pages: tuple[str, ...], unread: int = 20) -> Document:
    """An outline: the short lines of each page, and on each some lines that nobody has read."""
    return Document(
        "pdf",
        tuple(
            Block(BlockKind.PARAGRAPH, text, page=number, origin=TextOrigin.OCR, confidence=0.99)
            for number, lines in enumerate(pages, start=1)
            for text in lines
        ),
        tuple(
            Page(number, 595, 842, 0, 1.0, colour=True, unread=unread) for number in range(1, len(pages) + 1)
        ),
    )


WHOLE = ((TITLE, *HEADINGS[:2]), HEADINGS[2:], CLOSING)
VOUCHERS = (("付款凭证",), ("增值税专用发票",), ("授权专利清单",))


def test_evidence_behind_a_whole_summary_is_not_read() -> None:
    """All parts stand on the first three pages; the vouchers behind them stay an outline."""
    assert pages_needed(scan(*WHOLE, *VOUCHERS), (TEMPLATE,)) == {1, 2, 3}


def test_a_page_of_short_lines_below_the_word_contents_is_one() -> None:
    """Entries that are broken, and of which OCR read neither dots nor pages; where text stands there too, it is none."""
    entries = (
        "一、项目实施成",
        "效……",
        "二、经费收支情",
        "三、各项工作推",
        "四、特色做法与亮",
        "五、下一步工作计划及建",
    )
    text = (TITLE, "为总结项目执行情况，知识产权部对照任务书开展了自评。")
    found = contents_lines(lines_of(scan(("目录", *entries), text)))
    assert found == frozenset(range(len(entries) + 1))
    assert len(entries) not in contents_lines(lines_of(scan(("目录", *entries, *text))))
    # The sign-off, or the first section, on the same page: the text has begun.
    for more in (CLOSING, ("一、项目实施成效", "授权专利21件，服务企业45家，")):
        page = ("目录", *HEADINGS, *more)
        assert max(contents_lines(lines_of(scan(page, HEADINGS)))) <= len(HEADINGS)


@pytest.mark.parametrize(
    ("dots", "entries"), [("..……", 5), ("....", 5), ("……", 5), ("", 5), ("。", 0), ("：", 5)]
)
def test_numbered_lines_that_end_in_dots_are_a_table_of_contents(dots: str, entries: int) -> None:
    """OCR lost the word 目录 and the pages' numbers, or nobody wrote them, and all is said again in the text.

    One such line alone is a heading with dots behind it.
    """
    led = tuple(f"{heading}{dots}" for heading in HEADINGS)
    found = contents_lines(lines_of(scan((TITLE, *led), ("根据通知要求，现将工作情况汇报如下。", *HEADINGS))))
    assert found == frozenset(range(1, 1 + entries))
    assert contents_lines(lines_of(scan((TITLE, led[0], "完成75件。", *HEADINGS[1:])))) == frozenset()


def test_what_a_table_of_contents_announces_is_read() -> None:
    """Headings that run into their text are in lines that nobody has read; the contents before them name the sections."""
    contents = ("目录", *(f"{heading}…………{page}" for page, heading in enumerate(HEADINGS, start=1)))
    assert pages_needed(scan(contents, ("家。",), CLOSING), (TEMPLATE,)) == {1, 2, 3}
    other = ("目录", "一、付款凭证…………1", "二、增值税专用发票…………2", "三、授权专利清单…………3", "四、合同…………4")
    assert pages_needed(scan(other, ("家。",), CLOSING), (TEMPLATE,)) == frozenset()


def test_where_a_part_is_not_seen_everything_is_read_in_the_end() -> None:
    """A heading, the sign-off or the contact may stand in a line that nobody has read: near ones first, then all."""
    without_heading = ((TITLE, *HEADINGS[:2]), HEADINGS[3:], CLOSING)
    without_contact = ((TITLE, *HEADINGS[:2]), HEADINGS[2:], CLOSING[:2])
    without_date = ((TITLE, *HEADINGS[:2]), HEADINGS[2:], (CLOSING[0], CLOSING[2]))
    for pages in (without_heading, without_contact, without_date):
        document = scan(*pages, *VOUCHERS)
        assert pages_needed(document, (TEMPLATE,)) == {1, 2, 3, 4}
        read = replace(
            document,
            pages=tuple(replace(page, unread=0) for page in document.pages[:4]) + document.pages[4:],
        )
        assert pages_needed(read, (TEMPLATE,)) == {5, 6}


def test_what_is_no_summary_is_not_read() -> None:
    """Thirty pages of vouchers are known by their first page."""
    assert pages_needed(scan(*VOUCHERS * 10), (TEMPLATE,)) == frozenset()


def test_a_page_that_has_been_read_is_not_asked_for_again() -> None:
    """Nothing is wanted where nothing is unread."""
    assert pages_needed(scan(*WHOLE, unread=0), (TEMPLATE,)) == frozenset()
    document = scan(*WHOLE)
    read = replace(
        document, pages=tuple(replace(page, unread=0) for page in document.pages[:2]) + document.pages[2:]
    )
    assert pages_needed(read, (TEMPLATE,)) == {3}


def test_without_a_notice_all_is_read() -> None:
    """Nobody says what matters."""
    assert pages_needed(scan(*VOUCHERS), ()) == {1, 2, 3}


def test_pages_that_nobody_looked_at_are_looked_at_where_no_summary_is_seen() -> None:
    """Vouchers in front, the summary far behind: outlines of all pages first."""
    document = scan(*VOUCHERS)
    far = Page(4, 595, 842, 0, 1.0, unread=1)
    assert pages_needed(replace(document, pages=(*document.pages, far)), (TEMPLATE,)) == {EVERY_OUTLINE}
    whole = scan(*WHOLE, unread=0)
    assert pages_needed(replace(whole, pages=(*whole.pages, far)), (TEMPLATE,)) == frozenset()
