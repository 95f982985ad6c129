"""Web pages as Word, WPS and browsers save them: what they show, in blocks."""

import pytest

from parsers import html
from parsers.document import Block, BlockKind
from parsers.errors import TooLargeError, UnreadableError
from parsers.html import blocks_of, lines_apart, parse_html
from parsers.registry import parse

ROW, PARAGRAPH, ITEM = BlockKind.TABLE_ROW, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def blocks(body: str) -> tuple[Block, ...]:
    """The blocks of a page with that body."""
    root = parse_html(f"<html><body>{body}</body></html>")
    assert root is not None
    return blocks_of(root)


def told(body: str) -> list[tuple[BlockKind, str]]:
    """The kinds and texts of the blocks."""
    return [(block.kind, block.text) for block in blocks(body)]


def test_paragraphs_headings_and_lines() -> None:
    """White space is folded as a browser does; a typed line break stays; a heading has its level."""
    found = blocks(
        "<h2>一、 项目\n 成效</h2><p>第一<br>第二</p>散文<div>块<b>粗</b></div>尾<pre>甲\n乙</pre>"
    )
    assert [block.text for block in found] == ["一、 项目 成效", "第一\n第二", "散文", "块粗", "尾", "甲\n乙"]
    assert (found[0].kind, found[0].level, found[0].bold) == (BlockKind.HEADING, 2, True)


def test_look_of_a_paragraph() -> None:
    """Centred by attribute, by style, by what is around; bold where most of it is."""
    found = blocks(
        '<p align=center>甲</p><p style="text-align:center">乙</p><center><p>丙</p></center><p>丁</p>'
        '<p><b>戊己</b>庚</p><p style="font-weight:700">辛</p>'
    )
    assert [block.centred for block in found] == [True, True, True, False, False, False]
    assert [block.bold for block in found] == [False, False, False, False, True, True]


def test_table_rows_and_layout_tables() -> None:
    """Rows of several cells are a table; a table of one cell, or around another one, only lays out the page."""
    inner = "<table><tr><td><p>姓名</p></td><td>张三<br>李四</td></tr><tr><td></td><td></td></tr></table>"
    assert told(f"<table><tr><td><p>题目</p>{inner}</td><td>旁注</td></tr></table>") == [
        (PARAGRAPH, "题目"),
        (ROW, "姓名\t张三\n李四"),
        (PARAGRAPH, "旁注"),
    ]
    assert blocks(inner)[0].cells == ("姓名", "张三\n李四")
    assert told("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>") == [
        (PARAGRAPH, "甲"),
        (PARAGRAPH, "乙"),
    ]
    whole = "<p>正文</p>" * 200
    assert len(blocks(f"<table><tr><td>&nbsp;</td><td>{whole}</td></tr></table>")) == 200
    assert told("<table><tr><td>姓名</td><td> </td></tr></table>") == [(ROW, "姓名\t")]


def test_lists_have_their_numbers() -> None:
    """As the browser counts them; nested and unnumbered ones too."""
    body = (
        '<ol start="3"><li>甲<ul><li>点</li></ul><li value="7">乙<li>丙</ol>'
        '<ol style="list-style-type:cjk-ideographic"><li>丁</ol><ol style="list-style:none"><li>戊</ol>'
    )
    found = blocks(body)
    assert [block.text for block in found] == ["3.甲", "点", "7.乙", "8.丙", "一、丁", "戊"]
    assert [block.number for block in found] == ["3.", "", "7.", "8.", "一、", ""]
    assert {block.kind for block in found} == {ITEM}


def test_what_is_not_shown_is_left_out() -> None:
    """Scripts, styles, deleted and hidden text; Word's own list numbers are shown."""
    body = (
        "<script>x</script><style>x</style><p>甲<del>旧</del><ins>新</ins><!-- x --></p>"
        '<p><s>x</s><strike>x</strike><span style="color:red;text-decoration:line-through red">x</span>乙</p>'
        '<p style="display: none">x</p><div style="mso-hide:all"><p>x</p></div>'
        "<p><![if !supportLists]><span>二、</span><![endif]>资金</p>"
    )
    assert told(body) == [(PARAGRAPH, "甲新"), (PARAGRAPH, "乙"), (PARAGRAPH, "二、资金")]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),
        ("nonsense", "utf-8"),
    ],
)
def test_charset_of_a_page(declared: str, encoding: str) -> None:
    """Its own word, GB 18030 for all that say GB; where that does not fit, what does."""
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>镕喆</html>'
    document = parse(page.encode(encoding), "a.html")
    assert (document.kind, document.text) == ("html", "镕喆")
    assert parse(page.encode("utf-16"), "a.htm").text == "镕喆"


@pytest.mark.parametrize("name", ["a.mht", "a.doc"])
def test_web_archive(name: str) -> None:
    """The page within it, in its own charset."""
    page = (
        "<html><head><title>总结</title></head><body><p>正文</p></body></html>".encode("gb18030")
        .hex("=")
        .upper()
    )
    archive = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
        '--b\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
        f"={page}\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    document = parse(archive.encode(), name)
    assert (document.kind, document.text, document.fields) == ("html", "正文", (("title", "总结"),))


def test_web_archive_without_a_page_is_unreadable() -> None:
    """Pictures alone."""
    with pytest.raises(UnreadableError):
        parse(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n", "a.mht")


@pytest.mark.parametrize(
    "page", ["<div>" * 50_000 + "x", "<table><tr><td>" * 20_000, "<ol>" + "<li>x" * 20_000, "<html>"]
)
def test_hostile_pages_are_read_as_far_as_they_go(page: str) -> None:
    """Deep, wide, empty: no fault of ours, and no long work."""
    parse(f"<html>{page}".encode(), "a.html")


def test_nothing_outside_is_looked_at(tmp_path: object) -> None:
    """An entity that names a file is no text."""
    page = f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{tmp_path}/x">]><html><body>甲&e;乙</body></html>'
    assert "&e;" in parse(page.encode(), "a.html").text


def test_large_page_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is decoded."""
    monkeypatch.setattr(html, "MAX_BYTES", 5)
    with pytest.raises(TooLargeError):
        parse(b"<html>x</html>", "a.html")


def test_lines_of_a_mail_are_paragraphs() -> None:
    """A line break in a paragraph parts it; in a table's cell it does not."""
    body = "<div>甲<br>乙</div><table><tr><td>a<br>b</td><td>c</td></tr></table>"
    assert [block.text for block in lines_apart(blocks(body))] == ["甲", "乙", "a\nb\tc"]
