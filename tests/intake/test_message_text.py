"""What is taken off subjects and bodies, and what is left as the sender wrote it."""

import pytest

from intake.bodies import html_text, own_html, reflowed
from intake.charsets import decode_text, guess_text
from intake.message import base_subject, own_text, quoted_part_removed, read_message
from intake.times import parse_date


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("上海市高校知识产权运营中心-复旦大学", "上海市高校知识产权运营中心-复旦大学"),
        ("Re: 项目-单位", "项目-单位"),
        ("RE：回复：答复: 转发：项目-单位", "项目-单位"),
        ("Re[2]: Fwd: FW:项目-单位", "项目-单位"),
        ("回复(3)：项目-单位", "项目-单位"),
        ("【转发】项目-单位", "项目-单位"),
        ("[外部邮件] 回复: 项目-单位", "项目-单位"),
        ("【项目总结】项目-单位", "【项目总结】项目-单位"),
        ("回复系统建设-单位", "回复系统建设-单位"),
        ("Research-复旦大学", "Research-复旦大学"),
        ("转发应用技术-单位", "转发应用技术-单位"),
        ("Re:", ""),
        ("", ""),
    ],
)
def test_prefixes_are_taken_off(subject: str, base: str) -> None:
    """Prefixes of replying and forwarding go, doubled ones too; words that only begin like them stay."""
    assert base_subject(subject) == base


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("您好，请查收。\n\n------------------ 原始邮件 ------------------\n发件人: a", "您好，请查收。"),
        ("您好\n---- 回复的原邮件 ----\n| 发件人 | 张三 |", "您好"),
        ("您好\n\n发自我的iPhone", "您好"),
        ("您好\n来自网易邮箱大师\n在 2024-03-19 10:00:00，“张三” <z@unit.example> 写道：\n旧文", "您好"),
        ("ok\n\nOn Tue, Mar 19, 2024 at 10:00 AM Zhang <z@unit.example>\nwrote:\n\nold", "ok"),
        ("On Tue, Mar 19, 2024 Zhang <z@unit.example> wrote:\n> old\n> old\n新写的在下面", "新写的在下面"),
        (
            "收到\n-----邮件原件-----\n发件人: 张三\n发送时间: 2024年3月19日\n收件人: 李四\n主题: x\n旧",
            "收到\n-----邮件原件-----",
        ),
        ("收到\n\n发件人: 张三\n发送时间: 2024年3月19日\n收件人: 李四\n主题: x\n旧", "收到"),
        ("From: Zhang San\nSent: Tuesday\nTo: Li\nSubject: x\nold", ""),
        ("发件人：张三，联系电话见下", "发件人：张三，联系电话见下"),
        ("我在2024年3月的报告中写道", "我在2024年3月的报告中写道"),
        ("请查收\n---------- Forwarded message ---------\nold", "请查收"),
        ("> 旧\n新", "新"),
    ],
)
def test_quoted_originals_are_taken_off(body: str, own: str) -> None:
    """What every mail program puts below the sender's words goes, and only that."""
    assert quoted_part_removed(body) == own


def test_own_text_of_an_html_mail() -> None:
    """An HTML body is read line by line; style sheets, scripts and comments are no text."""
    html = "<head><style>p{}</style></head><p>您好&nbsp;，</p><div>请<b>查</b>收<br>谢谢</div><!--x--><script>y</script><hr>"
    html += "<div>------------------&nbsp;原始邮件&nbsp;------------------</div><div>旧</div>"
    message = read_message(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    assert own_text(message) == "您好 ，\n\n请查收\n谢谢"


def test_html_tables_and_entities() -> None:
    """Cells of a row stand on one line; entities are letters; broken HTML and declarations are read."""
    assert html_text("<table><tr><td>姓名</td><td>电话</td></tr></table>&lt;a&gt;") == "姓名\t电话\n\n<a>"
    assert html_text('<?xml version="1.0" encoding="utf-16"?><p>甲<p>乙') == "甲\n\n乙"
    assert html_text("") == ""


def test_flowed_lines_are_joined() -> None:
    """A line that ends in a space goes on (RFC 3676, 4.1); quoted lines and the signature's mark do not."""
    assert reflowed("one \ntwo\n-- \nsig", delete_space=False) == "one two\n-- \nsig"
    assert reflowed("甲 \n乙", delete_space=True) == "甲乙"


@pytest.mark.parametrize("word", ["联通", "一汽", "总结", "重塑", "法律", "镕喆", "高校", "微创", "中国"])
def test_short_words_are_told_apart(word: str) -> None:
    """Two characters without a declared charset are read right in either of the two that occur."""
    assert guess_text(word.encode("gb18030")) == word
    assert guess_text(word.encode("utf-8")) == word


@pytest.mark.parametrize(
    "charset",
    ["", "hex", "idna", "unicode_escape", "utf-7", "base64", "x" * 99, "gb2312\x00", "中文", "rot13"],
)
def test_useless_charsets_are_as_none(charset: str) -> None:
    """Names that are no charset, or dangerous codecs, count as undeclared."""
    assert decode_text("总结".encode(), charset) == "总结"


def test_letters_beyond_gb2312_are_read_under_its_name() -> None:
    """A long text declared gb2312 keeps the few letters that only GBK has."""
    text = "上海市高校知识产权运营中心项目工作总结，联系人朱镕喆，敬请查收。"
    assert decode_text(text.encode("gbk"), "gb2312") == text
    assert decode_text(text.encode("gbk"), "GB_2312-80") == text


def test_one_broken_character_spoils_no_text() -> None:
    """A text cut inside its last character keeps its charset."""
    text = "上海市高校知识产权运营中心项目工作总结"
    assert decode_text(text.encode()[:-1], "utf-8")[:-1] == text[:-1]
    assert decode_text(text.encode("gbk")[:-1], "gbk")[:-1] == text[:-1]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Tue, 19 Mar 2024 10:00:00 +0800 (CST)", "2024-03-19T10:00:00+08:00"),
        ("Tue, 19 Mar 2024 10:00:00 CST", "2024-03-19T10:00:00+08:00"),
        ("19 Mar 2024 02:00 GMT", "2024-03-19T02:00:00+00:00"),
        ("Tue, 19 Mar 2024 10:00:00 GMT+8", "2024-03-19T10:00:00+08:00"),
        ("Tue, 19 Mar 2024 10:00:00 +08:00", "2024-03-19T10:00:00+08:00"),
        ("Tue, 19 Mar 2024 10:00:00", "2024-03-19T10:00:00+08:00"),
        ("Tue Mar 19 10:00:00 2024", "2024-03-19T10:00:00+08:00"),
        ("2024-03-19 10:00:00", "2024-03-19T10:00:00+08:00"),
        ("2024-03-19T02:00:00Z", "2024-03-19T02:00:00+00:00"),
        ("Tue, 19 Mar 2024 10:00:60 +0800", "2024-03-19T10:00:59+08:00"),
        ("Tue, 32 Mar 2024 10:00:00 +0800", None),
        ("Tue, 19 Mar 2024 10:00:00 +9999", None),
        ("Tue, 19 Mar 99999 10:00:00 +0800", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_dates_are_read(text: str, iso: str | None) -> None:
    """Zones of every spelling; a date without one, or with the bare CST, is China's."""
    date = parse_date(text)
    assert (date.isoformat() if date else None) == iso


def test_a_control_character_behind_a_quotation_stays_readable() -> None:
    """&#1; cannot be written into a tree again, and the quotation is taken out all the same."""
    own = own_html(
        "<p>甲</p><blockquote type=cite>旧<blockquote type=cite>更旧</blockquote></blockquote>乙&#1;丙<p>丁</p>"
    )
    assert "旧" not in own
    assert own.index("甲") < own.index("乙") < own.index("丙") < own.index("丁")
