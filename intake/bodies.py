"""What a person wrote in a mail: HTML as text, lines re-flowed, quoted originals and prefixes taken off."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import lxml.etree
import lxml.html

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
    }
    | {
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
    }
    | {"tfoot", "th", "thead", "tr", "ul"}
)
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript"})
_LEFT_OUT = "left-out"
_LONGEST_HTML = 8_000_000  # characters; an HTML body beyond it is pictures in data URIs

# Elements in which mail programs put the original: 163, Gmail, Outlook, Foxmail, QQ, Apple Mail, Thunderbird, NetEase's app.
_QUOTE_IDS = frozenset(
    {"isreplycontent", "isforwardcontent", "divrplyfwdmsg", "appendonsend", "reply-intro", "replyintro"}
)
_QUOTE_CLASSES = frozenset(
    {
        "gmail_quote",
        "gmail_attr",
        "ntes-mailmaster-quote",
        "moz-cite-prefix",
        "yahoo_quoted",
        "foxmail_quote",
        "qmquote",
    }
)

_REPLY_WORDS = "回复|回覆|答复|答覆|回信|re|aw|sv|antw"
_FORWARD_WORDS = "转发|轉發|转寄|轉寄|fw|fwd|wg|tr|rv"
_TAG_WORDS = rf"{_REPLY_WORDS}|{_FORWARD_WORDS}|外部邮件|外部|external|spam|垃圾邮件"
_PREFIX = re.compile(
    rf"\s*(?:(?:{_REPLY_WORDS}|{_FORWARD_WORDS})\s*(?:[\[(（【]\s*\d{{1,3}}\s*[\])）】]|\^\d{{1,3}}|\*\d{{1,3}})?\s*[:：∶﹕]"
    rf"|[\[【(（<〔]\s*(?:{_TAG_WORDS})\s*[:：]?\s*[\]】)）>〕][:：]?)\s*",
    re.IGNORECASE,
)

_LONGEST_MARK = 600  # characters of a line by which a program marks an original
_DASHES = r"[-－—–_=*]{2,}"
_ORIGINAL_WORDS = (
    r"原始邮件|原始郵件|原邮件|原郵件|回复的原邮件|回复的邮件|回复原邮件|历史邮件|original(?:\s+e-?mail)?\s+message|original\s+mail|"
    r"original|replied\s+message|reply\s+message|源邮件|邮件原文|原文"
)
_FORWARDED_WORDS = (
    r"转发的邮件|转发邮件信息|转发邮件|转发的原邮件|被转发的邮件|轉寄郵件|forwarded\s+message|forwarded\s+mail|begin\s+forwarded\s+message|"
    r"forwarding\s+messages"
)
_ORIGINAL_LINE = re.compile(rf"^\s*[|>]?\s*{_DASHES}\s*(?:{_ORIGINAL_WORDS})\s*:?\s*{_DASHES}", re.IGNORECASE)
_FORWARD_LINE = re.compile(
    rf"^\s*[|>]?\s*(?:{_DASHES}\s*(?:{_FORWARDED_WORDS})\s*:?\s*{_DASHES}|begin forwarded message\s*:)",
    re.IGNORECASE,
)
# "在 2024-03-19 10:00:00，"张三" <…> 写道：", "于2024年3月19日周二 张三写道:", "On …, … wrote:", "张三 <…> 于…写道："
_WROTE_LINE = re.compile(
    r"^\s*(?:(?:在|于|於|at|on)\s*.{0,200}\d.{0,300}|.{1,200}[<＜][^<>]{3,100}[>＞].{0,120}\d.{0,80})(?:写道|寫道|wrote)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_FROM_LINE = re.compile(
    r"^\s*[|*]{0,3}\s*(?:发件人|發件人|寄件者|寄件人|from|发自)\s*[*|]{0,3}\s*[:：|]\s*\S", re.IGNORECASE
)
_SENT_LINE = re.compile(
    r"^\s*[|*]{0,3}\s*(?:发送时间|发送日期|日期|时间|寄件日期|傳送時間|sent|date|收件人|to|主题|主旨|subject)\s*[*|]{0,3}\s*[:：|]",
    re.IGNORECASE,
)
_DEVICE_LINE = re.compile(
    r"^\s*[|>]?\s*(?:(?:发自|發自|来自|发送自|從|从).{0,12}"
    r"(?:iphone|ipad|手机|手機|邮箱大师|邮箱|郵箱|客户端|mail|华为|小米|安卓|android|平板).{0,20}|"
    r"sent from (?:my |outlook|mail|yahoo|foxmail|the ).{0,40}|"
    r"(?:获取|下载|获取适用于).{0,6}outlook.{0,30}|get outlook for.{0,30})\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an HTML body in reading order: text with its line breaks, or a link's text with its address.

    `own_id` and `attributes` are those of the element that begins here ("" and empty for plain text).
    """

    text: str
    href: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    quoted: bool = False  # stands in an element in which a mail program keeps the original


def html_pieces(html: str) -> Iterator[Piece]:
    """The body in reading order, every tag that breaks the line as one. Never raises; broken HTML is mended."""
    root = _parsed(html)
    if root is None:
        return
    quoted_depth = silent_depth = link_depth = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent_depth += tag in _SILENT
            quoted_depth += _is_quote(element)
            link_depth += tag == "a"
            yield from _opening(
                element, tag, quoted=quoted_depth > 0, linked=link_depth > 0, silent=silent_depth > 0
            )
            continue
        if event == "end":
            silent_depth -= tag in _SILENT
            quoted_depth -= _is_quote(element)
            link_depth -= tag == "a"
            if tag in _BLOCKS and tag != "br":
                yield Piece("\t" if tag in _CELLS else "\n", quoted=quoted_depth > 0)
        if element.tail and not silent_depth and not link_depth:
            yield Piece(_spaced(element.tail, element.getparent()), quoted=quoted_depth > 0)


@lru_cache(maxsize=4)  # screening asks again and again of one body, and up to four mails are read at a time
def html_text(html: str) -> str:
    """An HTML body as lines of text, quoted originals included."""
    return tidy_lines("".join(piece.text for piece in html_pieces(html)))


def own_html(html: str) -> str:
    """An HTML body without the elements in which mail programs keep the original, and without a marked signature."""
    root = _parsed(html)
    if root is None:
        return ""
    for element in list(root.iter()):
        if element.getparent() is not None and (_is_quote(element) or _is_signature(element)):
            element.tag = _LEFT_OUT
    # Not drop_tree: it sets the text behind anew, which fails where the mail holds a control character (&#1;).
    lxml.etree.strip_elements(root, _LEFT_OUT, with_tail=False)
    return str(lxml.html.tostring(root, encoding="unicode"))


def tidy_lines(text: str) -> str:
    """Lines without surrounding space; of several empty ones one stays."""
    lines = (line.strip() for line in text.replace("\xa0", " ").splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def reflowed(text: str, *, delete_space: bool) -> str:
    """A format=flowed text with its paragraphs on one line each (RFC 3676)."""
    # Joined at the end: a paragraph of a million lines must not be copied for each.
    paragraphs: list[list[str]] = []
    open_line = False
    for line in text.split("\n"):
        flowed = line.endswith(" ") and line != "-- "
        content = (line[:-1] if delete_space and flowed else line).removeprefix(" ")
        if open_line and paragraphs and not line.startswith(">"):
            paragraphs[-1].append(content)
        else:
            paragraphs.append([content if not line.startswith(">") else line.rstrip()])
        open_line = flowed and not line.startswith(">")
    return "\n".join("".join(pieces) for pieces in paragraphs)


def base_subject(subject: str) -> str:
    """The subject without prefixes of replying and forwarding (Re: 回复： 答复: Fw: 转发： 【外部邮件】), doubled ones too.

    A subject that is nothing but prefixes gives "".
    """
    rest = unicodedata.normalize("NFC", subject)
    while (match := _PREFIX.match(rest)) is not None and match.end():
        rest = rest[match.end() :]
    return rest.strip()


def quoted_part_removed(text: str) -> str:
    """What the sender himself wrote: no quoted or forwarded originals, no 发自我的iPhone.

    The original is taken to reach to the end from its first line on; lines quoted with ">" are dropped wherever
    they stand, so that an answer below or between them stays.
    """
    lines = [line.strip() for line in text.replace("\xa0", " ").splitlines()]
    kept = [line for line in lines[: original_begins(lines)] if not _is_marked(line)]
    return tidy_lines("\n".join(kept))


def original_begins(lines: list[str]) -> int:
    """Index of the line with which the quoted or forwarded original begins; the number of lines where none does.

    The lines are stripped. An original that is marked ">" line by line does not count: text may follow it.
    """
    for number, line in enumerate(lines):
        if len(line) > _LONGEST_MARK:
            continue
        if _ORIGINAL_LINE.match(line) or _FORWARD_LINE.match(line) or _header_block(lines, number):
            return number
        if _wrote(lines, number) and not _marked_below(lines, number):
            return number
    return len(lines)


def is_forwarded(subject: str, text: str) -> bool:
    """Whether the sender passes a mail on, so that what stands below is what he sends."""
    if re.match(rf"\s*(?:{_FORWARD_WORDS})\s*[:：]", subject, re.IGNORECASE):
        return True
    return any(_FORWARD_LINE.match(line.strip()[:_LONGEST_MARK]) for line in text.splitlines())


def _is_marked(line: str) -> bool:
    """A line that the mail program wrote, not the sender: quoted with ">", "… 写道：" above it, the device's."""
    if len(line) > _LONGEST_MARK:
        return line.startswith(">")
    return bool(
        line.startswith(">") or (_ends_as_wrote(line) and _WROTE_LINE.match(line)) or _DEVICE_LINE.match(line)
    )


def _header_block(lines: list[str], number: int) -> bool:
    """Outlook's way: 发件人： … with 发送时间, 收件人 or 主题 within the next lines."""
    if not _FROM_LINE.match(lines[number]):
        return False
    following = [line for line in lines[number + 1 : number + 8] if line.strip()][:4]
    return sum(1 for line in following if _SENT_LINE.match(line)) >= 2


def _wrote(lines: list[str], number: int) -> bool:
    """A line of the kind "… 写道：", also broken over two."""
    line = lines[number]
    if _ends_as_wrote(line):
        return bool(_WROTE_LINE.match(line))
    following = lines[number + 1][:_LONGEST_MARK] if number + 1 < len(lines) else ""
    begins = line[:3].lower().startswith(("on ", "在 ", "于 "))
    return begins and _ends_as_wrote(following) and bool(_WROTE_LINE.match(f"{line} {following}"))


def _ends_as_wrote(line: str) -> bool:
    """Asked first: it costs nothing, the pattern does."""
    return line.rstrip(":： ").endswith(("写道", "寫道", "wrote"))


def _marked_below(lines: list[str], number: int) -> bool:
    following = [line for line in lines[number + 1 : number + 6] if line.strip()]
    return any(line.lstrip().startswith(">") for line in following[:2])


def _parsed(html: str) -> lxml.html.HtmlElement | None:
    """The tree, None where there is nothing to read. As bytes, since a declaration inside could contradict a text."""
    source = html[:_LONGEST_HTML].replace("\x00", "").encode("utf-8", "replace")
    if not source.strip():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    try:
        return lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def _opening(
    element: lxml.html.HtmlElement, tag: str, *, quoted: bool, linked: bool, silent: bool
) -> Iterator[Piece]:
    """What an element's start brings: its line break, a link with all its text, or its first text."""
    if silent:
        return
    if tag in _BLOCKS:
        yield Piece("\n" if tag not in _CELLS else "", quoted=quoted)
    attributes = tuple((str(name), str(value)) for name, value in element.attrib.items() if name in _TOLD)
    if tag == "a":
        text = re.sub(r"\s+", " ", "".join(str(part) for part in element.itertext() if isinstance(part, str)))
        yield Piece(text, str(element.get("href") or ""), attributes, quoted)
        return
    if attributes and tag != "style":
        yield Piece("", attributes=attributes, quoted=quoted)
    if element.text and not linked:
        yield Piece(_spaced(element.text, element), quoted=quoted)


# Attributes by which cloud attachments are known; others are of no interest.
_TOLD = frozenset({"id", "class", "filename", "file-name", "filesize", "file-size", "title", "download"})


def _spaced(text: str, parent: lxml.html.HtmlElement | None) -> str:
    """Text as a browser shows it: white space folded, except in <pre>."""
    return text if parent is not None and parent.tag == "pre" else re.sub(r"[ \t\r\n\f]+", " ", text)


def _is_quote(element: lxml.html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag == "blockquote" and (element.get("type") or "").lower() == "cite":
        return True
    if (element.get("id") or "").lower() in _QUOTE_IDS:
        return True
    return not _QUOTE_CLASSES.isdisjoint((element.get("class") or "").lower().split())


def _is_signature(element: lxml.html.HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    return any("signature" in (element.get(name) or "").lower() for name in ("id", "class"))
