"""Web pages (.html, .mht: Word's and WPS's 另存为网页, saved mails): headings, paragraphs, list items, table rows.

Nothing outside the file is looked at. HTML Living Standard for the elements; RFC 2557 for .mht.
"""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.etree
import lxml.html

from parsers.document import Block, BlockKind, Document
from parsers.docx_styles import Element
from parsers.errors import TooLargeError, UnreadableError
from parsers.numerals import write_number
from parsers.sniff import sniff

MAX_BYTES = 30 * 1024**2
_LONGEST_LONE_CELL = 300  # characters of a cell with only empty ones beside it, in a real table
_SILENT = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "del", "s", "strike", "textarea", "select"}
)
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"figure", "footer", "form", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody"}
    | {"td", "tfoot", "th", "thead", "tr", "ul", *_LEVELS}
)  # fmt: skip
_BOLD = frozenset({"b", "strong", "th", *_LEVELS})
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|text-decoration[^;]*:[^;]*line-through",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_CHINESE_LIST = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:cjk-ideographic|simp-chinese|trad-chinese)")
_UNNUMBERED = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:none|disc|circle|square)")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GB = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936"}  # programs that say so write all of GB 18030


def accepts(payload: bytes, name: str) -> bool:
    """Hold for HTML, and for a web page saved with all that belongs to it."""
    return sniff(payload, name) in {"html", "mht"}


def parse(payload: bytes, name: str) -> Document:
    """Read a web page. TooLargeError beyond 30 MiB, UnreadableError where a .mht holds no page."""
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    page = _page_within(payload) if sniff(payload, name) == "mht" else payload
    root = parse_html(_decode(page))
    return Document("html", () if root is None else blocks_of(root), fields=_title(root))


def parse_html(text: str) -> Element | None:
    """The tree of a page, mended where it is broken; None where there is nothing. Without entities and network."""
    source = text.replace("\x00", "").encode("utf-8", "replace")
    if not source.strip():
        return None
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return lxml.html.document_fromstring(source, parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None


def blocks_of(root: Element) -> tuple[Block, ...]:
    """What a browser shows of the tree, in reading order. A table that only lays out the page is no table."""
    reader = _Reader()
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            reader.open(element)
        else:
            reader.close(element)
    reader.end_block()
    return tuple(reader.blocks)


@dataclass
class _Text:
    """A paragraph or a cell being gathered."""

    pieces: list[str] = field(default_factory=list)
    bold: Counter[bool] = field(default_factory=Counter)
    number: str = ""
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int | None = None
    centred: bool = False

    def add(self, text: str, *, bold: bool) -> None:
        self.pieces.append(text)
        self.bold[bold] += len(text.strip())

    @property
    def lines(self) -> str:
        """The text, its lines without surrounding space, empty ones left out."""
        lines = (re.sub(r" {2,}", " ", line).strip() for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line)


@dataclass
class _Reader:
    """Takes the elements as they open and close."""

    blocks: list[Block] = field(default_factory=list)
    text: _Text = field(default_factory=_Text)
    cells: list[str] | None = None  # of the table row that is open
    lists: list[int] = field(default_factory=list)  # the number of the next item in each list that is open
    silent: int = 0  # how many elements are open whose text is not shown
    bold: int = 0

    def open(self, element: Element) -> None:
        tag = str(element.tag)
        self.silent += _is_silent(element)
        if self.silent:
            return
        self.bold += _is_bold(element)
        if tag == "br":
            self.text.add("\n", bold=False)
        elif tag in _BLOCKS:
            self._begin(element, tag)
        self._say(element.text, element)

    def close(self, element: Element) -> None:
        tag = str(element.tag)
        if not self.silent:
            self.bold -= _is_bold(element)
            if tag in _BLOCKS:
                self._finish(element, tag)
        self.silent -= _is_silent(element)
        if not self.silent:
            self._say(element.tail, element.getparent())

    def end_block(self) -> None:
        """Finish the paragraph; inside a cell only its line."""
        if self.cells is not None:
            self.text.add("\n", bold=False)
            return
        said, text = self.text, self.text.lines
        self.text = _Text(centred=False)
        if text:
            bold = said.bold[True] > said.bold[False]
            number = said.number
            self.blocks.append(
                Block(
                    said.kind, f"{number}{text}", said.level, number=number, bold=bold, centred=said.centred
                )
            )

    def _begin(self, element: Element, tag: str) -> None:
        self.end_block()
        if tag == "tr" and _is_row(element):
            self.cells = []
        if self.cells is not None:
            return
        self.text.centred = _is_centred(element)
        if tag in _LEVELS:
            self.text.kind, self.text.level = BlockKind.HEADING, _LEVELS[tag]
        if tag in {"ol", "ul"}:
            self.lists.append(_whole(element.get("start")))
        if tag == "li":
            self.text.kind, self.text.number = BlockKind.LIST_ITEM, self._next_number(element)

    def _next_number(self, item: Element) -> str:
        """The number that a browser puts before an item of an ordered list, "" where it puts none."""
        around = item.getparent()
        if not self.lists or around is None or around.tag != "ol":
            return ""
        place = _whole(item.get("value"), self.lists[-1])
        self.lists[-1] = place + 1
        return _numbered(place, f"{around.get('style', '')};{item.get('style', '')}".lower())

    def _finish(self, element: Element, tag: str) -> None:
        if tag in {"ol", "ul"} and self.cells is None and self.lists:
            self.lists.pop()
        if self.cells is None or tag not in {"tr", *_CELLS}:
            self.end_block()
        elif tag in _CELLS:
            self.cells.append(self.text.lines)
            self.text = _Text()
        elif _is_row(element):
            cells, self.cells, self.text = tuple(self.cells), None, _Text()
            if any(cells):
                self.blocks.append(Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells))

    def _say(self, text: str | None, parent: Element | None) -> None:
        if not text:
            return
        folds = parent is None or parent.tag != "pre"
        said = text.replace("\xa0", " ")
        self.text.add(re.sub(r"[ \t\r\n\f]+", " ", said) if folds else said, bold=self.bold > 0)


def _is_silent(element: Element) -> bool:
    return element.tag in _SILENT or bool(_HIDDEN.search(element.get("style", "")))


def _is_bold(element: Element) -> bool:
    return element.tag in _BOLD or bool(_BOLD_STYLE.search(element.get("style", "")))


def _is_centred(element: Element) -> bool:
    """Hold where the element says so, or one of the nearest around it does."""
    for _step, each in zip(range(4), (element, *element.iterancestors()), strict=False):
        if each.tag == "center" or (each.get("align") or "").lower() == "center":
            return True
        if _CENTRED_STYLE.search(each.get("style", "")):
            return True
    return False


def _is_row(row: Element) -> bool:
    """Hold for a row of several cells without tables in them.

    Mails are laid out by tables of one cell, or of one that holds the whole text beside empty ones.
    """
    cells = list(row.iterchildren(*_CELLS))
    if len(cells) < 2 or next(row.iterdescendants("table"), None) is not None:
        return False
    lengths = [len("".join(str(text) for text in cell.itertext()).strip()) for cell in cells]
    return max(lengths) <= _LONGEST_LONE_CELL or sum(map(bool, lengths)) > 1


def _numbered(place: int, style: str) -> str:
    if _UNNUMBERED.search(style):
        return ""
    if _CHINESE_LIST.search(style):
        return f"{write_number(place, 'chineseCounting')}、"
    return f"{place}."


def _whole(stated: str | None, otherwise: int = 1) -> int:
    return int(stated) if stated and re.fullmatch(r"\d{1,6}", stated) else otherwise


def _decode(page: bytes) -> str:
    """By its byte order mark, its own charset, UTF-8 or GB 18030: the first that fits."""
    for mark, encoding in _MARKS:
        if page.startswith(mark):
            return page.decode(encoding, "replace")
    stated = _CHARSET.search(page[:4096])
    named = stated[1].decode().lower() if stated else "utf-8"
    for encoding in ("gb18030" if named in _GB else named, "utf-8", "gb18030"):
        try:
            return page.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.decode("gb18030" if named in _GB else "utf-8", "replace")


def _page_within(payload: bytes) -> bytes:
    """The page of a .mht: its first part of HTML, with its charset put where a page states it."""
    archive = email.message_from_bytes(payload, policy=email.policy.compat32)
    for part in archive.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                charset = part.get_content_charset()
                stated = f"<meta charset={charset}>".encode("ascii", "replace") if charset else b""
                return content if content.startswith(tuple(mark for mark, _ in _MARKS)) else stated + content
    raise UnreadableError("a web archive without a page")


def _title(root: Element | None) -> tuple[tuple[str, str], ...]:
    title = "" if root is None else " ".join((root.findtext(".//title") or "").split())
    return (("title", title),) if title else ()


def lines_apart(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with each line of a paragraph a block of its own: in mails a line break ends a paragraph."""
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH or "\n" not in block.text:
            yield block
            continue
        for line in block.text.split("\n"):
            yield Block(block.kind, line, bold=block.bold, centred=block.centred)
