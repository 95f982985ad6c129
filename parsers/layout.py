"""Lines with their places on pages -> paragraphs in reading order. Pure; for text layers and for OCR.

Places are in points, the origin at the page's lower left, as a reader holds the page.
"""

import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import pairwise

_SENTENCE_END = "。；：！？…;:!?”）"
_HALF_WIDTH_END = re.compile(r"[\u4e00-\u9fff%]\.\s*$")
# What begins no line of its own: 有限公司 below 某某投资发展, 师，… below 荀若谷律.
_TORN_OFF = re.compile(
    r"\s*(?:(?:股份)?有限(?:责任)?公司(?:[（(][^（）()]{2,6}[）)])?\s*$|(?![一二三四五六七八九十另故即现注且但又再])[\u4e00-\u9fff][，,])"
)
_OPEN_AT_END, _CLOSES_FIRST_NUMBER = (
    re.compile(r"[（(][^（）()]{0,4}\s*$"),
    re.compile(r"\s*[^（）()\s]{1,4}[）)]"),
)
_CLOSES_A_PHRASE = re.compile(r"[，。、；：！？）”》】,.;:!?)]\s*$")
_CLOSING_MARK = re.compile(r"\S[，。、；：！？）”》】]")
_BOX_TOLERANCE = 0.35
_END_OF_TITLE = 3  # characters
_FULL_STOPS = ("。", "！", "？")
_PUNCTUATION = re.compile(r"[。；！？，：,;:!?)）”]\s*$|[，。；]")
_REMARK = re.compile(r"[（(][^（）()]{1,60}(?:[（(][^（）()]{1,20}[）)][^（）()]{0,40})?[）)]\s*$")
_LINES_OF_A_HEADING = 2
_SHORTEST_HEADING, _LONGEST_HEADING = 2, 30  # characters
_MARGIN_GRID = 3.0  # points within which edges count as the same margin
_LEAST_RIGHT_MARGIN = 0.72  # of the page's width; a line that ends before it was ended by its author
_MOST_LEADING, _TITLE_LEADING = (
    1.6,
    2.4,
)  # usual distances, beyond which lines are of two paragraphs, of two titles
_LEAST_LEADING = 0.5  # of a line's height; what lies closer is a cell of the same row
_HEADER_ZONE, _FOOTER_ZONE = 0.88, 0.12  # of the page's height
_EDGE_LINES = 3  # a header or footer has no more
_SAME_LEFT, _SAME_SIZE = (
    15.0,
    0.3,
)  # points, share of the size, by which a header may differ from page to page
_GUTTER, _MOST_ACROSS = (35, 65), 0.2  # per cent of the text's width; share of the lines, titles mostly
_MOST_BESIDE, _RUNNING_TEXT = 4, 12  # characters
_A_COLUMN = 12  # lines
_GAP_BELOW = 1.6  # of a column's leading: what ends both columns
_LEAST_COLUMN = 0.3  # of the text's width
_FULL = 0.8  # of a column's width, as lines of running text are
# What stands in a list, beside its label or its neighbour: numbers, addresses, names of bodies.
_VALUE = re.compile(
    r"^[^\u4e00-\u9fff]*$|^\W?\d[\d.,]*\s?[万亿元%％件项家个年人]\S{0,8}\s*$|\d{7}|@|^.{0,16}[:：]"
    r"|(?:公司|大学|学院|医院|中心|研究[院所]|[协学商]会|局|委员会|章)[）)]?\s*$"
)
_NEAR_GUTTER = 3.0  # of the font's size, where a full line of the left column ends
_FIGURES = re.compile(r"[一二三四五六七八九十壹贰貳叁肆伍陆]+|\d+|[IVX]+|[①-⑳]")
_TEXT_TO_LABELS = 2  # lines of text for each of the labels beside it, at least
_LABEL_GAP = 0.8  # of the font's size, between two lines of one label
_FULL_LINES, _LEAST_FULL = 4, 2  # such lines in the fuller column, in the other
# Points within which a header stands on page after page: drawn, on two scanned pages, and on more of them.
_SAME_HEIGHT, _SAME_HEIGHT_TWICE, _SAME_HEIGHT_READ = 3.0, 6.0, 12.0
_LEAST_READ = 3  # pages of a scan that bear it so: a heading may stand on top of two
_PAGE_NUMBER = re.compile(
    r"[-—–−·•~～|\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?|[ivxlcIVXLC]{1,7})"
    r"(?:\s*[/／,，]?\s*共?\s*[0-9０-９]{1,4}\s*页?)?[-—–−·•~～|\s]*"
)
# OCR takes the dashes beside a page's number for 一: -2一.
_READ_PAGE_NUMBER = re.compile(r"[-—–一_~·.]{1,2}\s?\d{1,3}\s?[-—–一_~·.]{0,2}|\d{1,3}\s?[-—–一_~·.]{1,2}")
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[）)]"
    r"|\d{1,2}\s*[、.．）)](?!\d)|第[一二三四五六七八九十\d]{1,3}(?:[章节部条]|[，、,])|[①-⑳•●■◆➢▪]|附件?\s*[一二三\d]*\s*[：:])"
)
# “一、” begins a paragraph of its own even behind a line that is full and ended by nothing (a title); “一、二级” does not.
_TOP_NUMBER = re.compile(
    r"\s*(?:(?:PART|Part)\s?(?:\d|[IVX]{1,4})\b|(?:[IVX]{1,4}|[Ⅰ-Ⅻ])\s?[、.．](?=\s?[\u4e00-\u9fff])"
    r"|[一二三四五六七八九十壹贰貳叁肆伍陆]{1,3}\s*(?:、(?!\s*[一二三四五六七八九十])|[.．](?=\s?[\u4e00-\u9fff]))|第[一二三四五六七八九十]{1,3}[章部]分?)"
)
# Behind a sentence's end: 1 项目实施成效, 2.1 到账与支出.
_BARE_NUMBER = re.compile(r"\s*\d{1,2}(?:[.．]\d{1,2}){0,2}\s+(?=[\u4e00-\u9fff])")
# A line of a contact's or of the sign-off, or an annex's, whatever stands before it.
_LABELLED = re.compile(
    r"\s*(?:Appendix|Annex|Attachment)\b"
    r"|\s*附\s?件\s?[一二三四五六七八九\d]{0,2}\s?[:：]|\s*佐\s?证(?:材\s?料)?\s?[:：]"
    r"|\s*(?:项目)?(?:承担|实施|报送|填报)?(?:联\s*系\s*人|联系电话|联系方式|电\s*话|手\s*机|邮\s*箱|电子邮[箱件]|单位|日\s*期)"
    r"(?:[（(][^（）()]{1,8}[）)])?\s*[:：]"
)
_ANNEX = re.compile(r"\s*(?:附\s?件\s?[一二三四五六七八九\d]{0,2}|佐\s?证(?:材\s?料)?)\s?[:：]")
# An address, or a telephone: what ends a contact above the first heading.
_ENDS_AS_CONTACT = re.compile(
    r"(?:@[\w.-]+\.[a-z]{2,}|(?:电话|手机|联系)\D{0,12}[\d-]{7,14}|(?<!\d)1[3-9]\d{9})\s*[)）]?\s*$"
)
_FIRST_NUMBER = re.compile(r"\s*[（(]?\s*(?:一|1)(?![\d一二三四五六七八九十])")
# 附件 above the annex's pages; 【资金使用情况】.
_ALONE = re.compile(r"\s*附\s?件\s?[一二三四五六七八九\d]{0,2}\s*|\s*【[^【】]{2,20}】\s*")
_DATE = (
    r"(?:20\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})\s?[年./-]\s?[\d一二三四五六七八九十]{1,3}\s?[月./-]"
    r"\s?[\d一二三四五六七八九十]{1,3}\s?日?"
)
# 某某公司 2024年3月11日: a sign-off on one line.
_SIGNED_AND_DATED = re.compile(
    r"[\u4e00-\u9fff（）()·]{4,40}(?:公司|大学|学院|医院|中心|研究[院所]|[协学商]会|局|委员会|园区?|秘书处|[处部室办所院厂社]|[)）])"
    rf"\s*{_DATE}"
)
_RULES = " \u3000—–-_·*"  # drawn on either side of a sign-off
_DATE_ALONE = re.compile(rf"\s*{_DATE}\s*")
# Characters as wide as they are high, as a class of a regular expression has them.
WIDE = "\u2e80-\u9fff\uac00-\ufaff\uff00-\uff60"
_ONE_WIDE = re.compile(f"[{WIDE}]")
_LEADERS = re.compile(r"(?:[.．·…‥⋯]\s?){4,}\s*[-—(（]?\s*[0-9０-９ivxlIVXL]+\s*[-—)）]?\s*$")
_ENDS_AS_LEADERS = tuple("0123456789０１２３４５６７８９ivxlIVXL-—)）")
_LATIN_WORD = re.compile(r"[\x21-\x7e]+")
_LEAST_TWICE = 3  # characters that two overlapping readings of one row share
_LEAST_OVERLAP = 0.6  # of the room that they take up


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it stands on a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float  # of the font, in points
    page: int
    bold: bool = False
    is_ocr: bool = False
    is_artifact: bool = False  # the file itself says that this is no content (ISO 32000-1, 14.8.2.2)
    confidence: float | None = None  # of OCR, 0 to 1

    @property
    def middle(self) -> float:
        """The height of the line's middle on the page."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text of a document begins and ends, and the usual distance from line to line."""

    left: float
    right: float
    leading: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of one paragraph, joined."""

    text: str
    page: int
    size: float
    bold: bool
    centred: bool
    is_ocr: bool
    line_count: int = 1
    confidence: float | None = None  # of OCR: of its least sure line


def is_wide(character: str) -> bool:
    """Hold for characters as wide as they are high: Chinese ones and full-width punctuation."""
    return bool(_ONE_WIDE.match(character))


def is_contents_line(text: str) -> bool:
    """Hold for a line of a table of contents: dots that lead to a page number."""
    return text.rstrip().endswith(_ENDS_AS_LEADERS) and bool(_LEADERS.search(text))


def is_page_number(text: str, *, by_ocr: bool = False) -> bool:
    """Hold for a line that numbers its page and says nothing else: 3, — 3 —, 第3页共5页."""
    text = text.strip()
    return bool(_PAGE_NUMBER.fullmatch(text) or (by_ocr and _READ_PAGE_NUMBER.fullmatch(text)))


def join_lines(texts: Sequence[str]) -> str:
    """Join the lines of one paragraph: with a space only between two words in Latin letters."""
    joined = ""
    for text in texts:
        gap = (
            " "
            if joined and text and joined[-1].isascii() and text[0].isascii() and joined[-1] != "-"
            else ""
        )
        joined += gap + text
    return joined


def reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Order the lines of one page from top to bottom, pieces of one row joined; columns stay as they were drawn.

    Where the rows of two columns lie at other heights, no line may have another beside it: the space between tells.
    """
    return ordered_behind(None, lines)[0]


def ordered_behind(
    gutter_before: float | None, lines: Sequence[TextLine]
) -> tuple[list[TextLine], float | None]:
    """The lines of a page in reading order, and where its two columns part, None where it has none.

    `gutter_before` is that of the page before: a few lines at the head of the next may be the end of both columns.
    """
    are_columns = stand_in_columns(lines)
    if are_columns and not all(line.is_ocr for line in lines):
        return _as_drawn(lines), None
    # Fewer lines that do not stand so may be labels and their values.
    gutter = _gutter(lines) if are_columns or len(lines) >= _A_COLUMN else None
    if gutter is not None:
        are_labels = _are_labels(lines, gutter)
        return (_beside_labels(lines, gutter) if are_labels else _columns(lines, gutter)), gutter
    if are_columns:
        return list(lines), None
    head = _end_of_columns(lines, gutter_before) if gutter_before is not None else []
    return [*head, *_rows([line for line in lines if line not in head])] if head else _rows(lines), None


def _as_drawn(lines: Sequence[TextLine]) -> list[TextLine]:
    """Columns as the file draws them, but what stands below both, drawn with either of them, behind both."""
    gutter = _gutter(lines)
    tail = _below_columns(lines, gutter) if gutter is not None else []
    return [*(line for line in lines if line not in tail), *_rows(tail)]


def _end_of_columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """The last lines of both columns, at the head of a page; [] where they do not begin there at one height."""
    head: list[TextLine] = []
    for line in _downwards(lines):
        ends = line.left < gutter < line.right or _LABELLED.match(line.text)
        if ends or (head and head[-1].bottom - line.top > _GAP_BELOW * line.size):
            break
        head.append(line)
    left = [line for line in head if line.right <= gutter]
    right = [line for line in head if line.left >= gutter]
    if not left or not right or abs(left[0].middle - right[0].middle) > left[0].size:
        return []
    fills = any(
        gutter - line.right < _NEAR_GUTTER * line.size and _PUNCTUATION.search(line.text) for line in left
    )
    values = sum(bool(_VALUE.search(line.text)) for line in right)
    is_list = 2 * values >= len(right) and not any(_TOP_NUMBER.match(line.text) for line in right)
    return [*left, *right] if fills and not is_list else []


def _rows(lines: Sequence[TextLine]) -> list[TextLine]:
    rows: list[list[TextLine]] = []
    aside = [line for line in lines if _is_beside_text(line, lines)]
    text = [line for line in lines if line not in aside] if aside else lines
    for line in sorted(text, key=lambda line: -line.middle):
        # Digits and characters of one row may lie at different heights, and so come in any order.
        if rows and all(_in_one_row(piece, line) for piece in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [*(reduce(_merge, sorted(row, key=lambda line: line.left)) for row in rows), *aside]


def _is_beside_text(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Characters of a seal over the pages' edge, read beyond where all running text ends: no part of any line.

    An amount or a word of another script that stands there is a list's last column.
    """
    if not line.is_ocr or len(line.text) > _MOST_BESIDE or not all(map(is_wide, line.text)):
        return False
    long = [other for other in lines if len(other.text) >= _RUNNING_TEXT]
    if len(long) < _FULL_LINES or line.left <= max(other.right for other in long) + line.size / 2:
        return False
    return line.middle <= max(other.top for other in long)  # 目录 above all of it is a heading


def stand_in_columns(lines: Sequence[TextLine]) -> bool:
    """Tell whether the lines of one page stand beside each other more often than a few labels and values do."""
    return len(lines) > 10 and _with_neighbours(lines) > 0.3 * len(lines)


def _are_labels(lines: Sequence[TextLine], gutter: float) -> bool:
    """Hold where the left column has a few headings, and the right one what belongs to them: a form without its rules.

    The headings are numbered in one way, that of none of the lines at the right, each has few lines, and for each line
    of them there are two or more at the right. Of running text, a column of which a picture takes up may be as short.
    """
    left = _downwards([line for line in lines if line.right <= gutter])
    right = [line for line in lines if line.left >= gutter]
    ways = {way for line in left if (way := _way_of_numbering(line.text))}
    if len(ways) != 1 or _TEXT_TO_LABELS * len(left) > len(right):
        return False
    if any(_way_of_numbering(line.text) in ways for line in right):
        return False
    numbered = sum(bool(_way_of_numbering(line.text)) for line in left)
    return 2 * numbered >= len(left) and _longest_run(left) <= _LINES_OF_A_HEADING + 1


def _way_of_numbering(text: str) -> str:
    """How a line is numbered, "" where it is not: “一、” and “二、” alike, “1.” and “1）” differently."""
    match = _TOP_NUMBER.match(text) or _NUMBERED.match(text)
    return _FIGURES.sub("#", match[0].strip()) if match else ""


def _longest_run(lines: Sequence[TextLine]) -> int:
    """How many of the lines, from top to bottom, stand close below one another at most."""
    longest = run = min(1, len(lines))
    for above, line in pairwise(lines):
        run = run + 1 if _is_close_below(line, above) else 1
        longest = max(longest, run)
    return longest


def _is_close_below(line: TextLine, above: TextLine) -> bool:
    return above.bottom - line.top < _LABEL_GAP * line.size


def _beside_labels(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """From top to bottom, each label before what stands beside it; the lines of one label stay together."""
    labels = _downwards([line for line in lines if line.right <= gutter])
    placed: list[tuple[float, TextLine]] = []
    for label in labels:
        goes_on = bool(placed) and _is_close_below(label, placed[-1][1])
        height = placed[-1][0] if goes_on and not _way_of_numbering(label.text) else label.top
        placed.append((height, label))
    placed += [(line.middle, line) for line in _downwards(lines) if line.right > gutter]
    return [line for _, line in sorted(placed, key=lambda pair: -pair[0])]


def _columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """Two columns of running text, the left one first; a line across both comes between what is above and below it.

    Short lines below both, from a gap on, stand there across the page: the sign-off and the contact.
    """
    tail = _below_columns(lines, gutter)
    lines = [line for line in lines if line not in tail]
    ordered: list[TextLine] = []
    left: list[TextLine] = []
    right: list[TextLine] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if line.left < gutter < line.right:
            ordered += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    return [*ordered, *left, *right, *_rows(tail)]


def _below_columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """The lines behind the first gap below the lowest line that fills its column, or from 附件：… or 佐证材料：… on."""
    columns = (
        [line for line in lines if line.right <= gutter],
        [line for line in lines if line.left >= gutter],
    )
    widths = [_width(column) for column in columns]
    full = [
        line
        for column, width in zip(columns, widths, strict=True)
        for line in column
        if line.right - line.left >= _FULL * width and not _LABELLED.match(line.text)
    ]
    if not full:
        return []
    lowest = min(full, key=lambda line: line.middle)
    steps = [one.middle - other.middle for column in columns for one, other in pairwise(_downwards(column))]
    leading = sorted(steps)[len(steps) // 2]
    below = _downwards([line for line in lines if line.middle < lowest.middle])
    for place, (one, other) in enumerate(pairwise([lowest, *below])):
        if one.middle - other.middle > _GAP_BELOW * leading or _ANNEX.match(other.text):
            return below[place:] if _stands_across(below[place:], gutter) else []
    return []


def _stands_across(lines: Sequence[TextLine], gutter: float) -> bool:
    """Hold for lines of both columns none of which is a heading: that stands below a table in its own column."""
    beyond, before = any(line.right > gutter for line in lines), any(line.left < gutter for line in lines)
    return beyond and before and not any(_TOP_NUMBER.match(line.text) for line in lines)


def _downwards(lines: Sequence[TextLine]) -> list[TextLine]:
    return sorted(lines, key=lambda line: -line.middle)


def _gutter(lines: Sequence[TextLine]) -> float | None:
    """Where between two columns of full lines hardly any line goes across; None where there are no such columns."""
    if len(lines) < _LEAST_FULL + _FULL_LINES:
        return None
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    ends = [first + share * (last - first) / 100 for share in _GUTTER]
    if sum(line.left < ends[0] and ends[1] < line.right for line in lines) > _MOST_ACROSS * len(lines):
        return None  # most pages are of one column, and soon told
    places = [first + share * (last - first) / 100 for share in range(_GUTTER[0], _GUTTER[1] + 1)]
    crossed = [sum(line.left < place < line.right for line in lines) for place in places]
    across = min(crossed)
    # Halfway through: the box of a line that ends beside the gutter may be a little too wide.
    first_free = crossed.index(across)
    free = next((k for k in range(first_free, len(places)) if crossed[k] != across), len(places)) - first_free
    gutter = places[first_free + free // 2]
    columns = (
        [line for line in lines if line.right <= gutter],
        [line for line in lines if line.left >= gutter],
    )
    full = sorted(map(full_lines, columns))
    are_wide = min(map(_width, columns)) >= _LEAST_COLUMN * (last - first)
    is_text = are_wide and full[0] >= _LEAST_FULL and full[1] >= _FULL_LINES
    return gutter if across <= _MOST_ACROSS * len(lines) and is_text else None


def _width(lines: Sequence[TextLine]) -> float:
    return max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)


def full_lines(lines: Sequence[TextLine]) -> int:
    """How many lines go as far as those of running text do."""
    width = _width(lines)
    return sum(line.right - line.left >= _FULL * width for line in lines)


def _with_neighbours(lines: Sequence[TextLine]) -> int:
    """How many lines have another beside them. Only those at nearly the same height are laid beside each other."""
    ordered = sorted(lines, key=lambda line: line.bottom)
    beside = [False] * len(ordered)
    for place, line in enumerate(ordered):
        for other in range(place + 1, len(ordered)):
            if ordered[other].bottom >= line.top:
                break
            if not (beside[place] and beside[other]) and _in_one_row(line, ordered[other]):
                beside[place] = beside[other] = True
    return sum(beside)


def _in_one_row(one: TextLine, other: TextLine) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    if shared <= 0.5 * min(one.top - one.bottom, other.top - other.bottom):
        return False
    # OCR's boxes are larger than what stands in them.
    slack = 0.5 * min(one.size, other.size) if one.is_ocr and other.is_ocr else 1
    apart = one.right <= other.left + slack or other.right <= one.left + slack
    return apart or _said_twice(*sorted((one, other), key=lambda line: line.left)) > 0


def _said_twice(first: TextLine, second: TextLine) -> int:
    """How many characters the first ends and the second begins with, where OCR read what lies under a seal in both.

    The boxes overlap by as much as those characters take up: 10000 and 000元, whose boxes only touch, share none.
    """
    if not (first.is_ocr and second.is_ocr and first.left < second.left < first.right < second.right):
        return 0
    longest = min(len(first.text), len(second.text)) - 1
    same = next((k for k in range(longest, _LEAST_TWICE - 1, -1) if first.text[-k:] == second.text[:k]), 0)
    of_all = _natural_width(first.text[len(first.text) - same :]) / _natural_width(first.text)
    return same if first.right - second.left >= _LEAST_OVERLAP * of_all * (first.right - first.left) else 0


def _natural_width(text: str) -> float:
    """The text's width, of which a Chinese character takes one, another half of that."""
    return sum(1.0 if is_wide(character) else 0.5 for character in text)


def _merge(one: TextLine, other: TextLine) -> TextLine:
    first, second = sorted((one, other), key=lambda line: line.left)
    gap = "" if second.left - first.right < 0.3 * first.size else " "
    longer = max(one, other, key=lambda line: len(line.text))
    return replace(
        longer,
        text=first.text + gap + second.text[_said_twice(first, second) :],
        left=first.left,
        right=max(one.right, other.right),
        bottom=min(one.bottom, other.bottom),
        top=max(one.top, other.top),
        confidence=_least((one.confidence, other.confidence)),
    )


def _least(confidences: Iterable[float | None]) -> float | None:
    return min((each for each in confidences if each is not None), default=None)


def without_running_lines(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float]
) -> list[list[TextLine]]:
    """Set aside headers, footers and page numbers: what repeats in one place of the pages' edges, or numbers them."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    alike: dict[str, list[TextLine]] = {}
    for line in (line for lines in edges for line in lines):
        alike.setdefault(_running_key(line), []).append(line)
    needed = max(2, len(pages) // 3)
    # By identity, for equal lines of one page are equally running, and a line's hash is that of all its fields.
    running = {id(line) for lines in edges for line in lines if _is_running(line, alike, needed)}
    return [[line for line in lines if id(line) not in running] for lines in pages]


def _edge_lines(lines: Sequence[TextLine], height: float) -> list[TextLine]:
    """Give the outermost lines of a page, as far as they lie where headers and footers do."""
    ordered = sorted(lines, key=lambda line: line.middle)
    bottom = [line for line in ordered[:_EDGE_LINES] if line.middle < _FOOTER_ZONE * height]
    top = [line for line in ordered[-_EDGE_LINES:] if line.middle > _HEADER_ZONE * height]
    return [*bottom, *top]


def _running_key(line: TextLine) -> str:
    return re.sub(r"[0-9０-９]+", "#", re.sub(r"\s", "", line.text))


def _is_running(line: TextLine, alike: Mapping[str, Sequence[TextLine]], needed: int) -> bool:
    if line.is_artifact or is_page_number(line.text, by_ocr=line.is_ocr):
        return True
    # The unit's name may begin the title on one page, and sign at the head of the next: it runs nowhere.
    others = alike[_running_key(line)]
    if _stands_on(needed, line, others, _stands_as):
        return True
    is_heading = _TOP_NUMBER.match(line.text) or _NUMBERED.match(line.text)
    if not is_heading and _stands_on(needed, line, others, partial(_is_read_as, most=_SAME_HEIGHT_TWICE)):
        return True
    return _stands_on(max(_LEAST_READ, needed), line, others, partial(_is_read_as, most=_SAME_HEIGHT_READ))


def _stands_on(
    pages: int, line: TextLine, others: Iterable[TextLine], stands: Callable[[TextLine, TextLine], bool]
) -> bool:
    """Tell whether as many pages bear the line, its own included; the search ends there."""
    found: set[int] = set()
    for other in others:
        if other.page not in found and stands(other, line):
            found.add(other.page)
            if len(found) >= pages:
                return True
    return False


def _stands_as(one: TextLine, other: TextLine) -> bool:
    if abs(one.middle - other.middle) > _SAME_HEIGHT:
        return False
    near = abs(one.left - other.left) <= _SAME_LEFT or abs(one.right - other.right) <= _SAME_LEFT
    return near and abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _is_read_as(one: TextLine, other: TextLine, *, most: float) -> bool:
    """Hold for lines of scans, no two of which lie alike on the glass; as wide, so in the same type, whatever their boxes."""
    if not (one.is_ocr and other.is_ocr) or abs(one.middle - other.middle) > most:
        return False
    return abs(one.left - other.left) <= _SAME_LEFT and abs(one.right - other.right) <= _SAME_LEFT


def measure(lines: Sequence[TextLine], page_width: float) -> Margins:
    """Find the margins that many lines share, and the usual distance between lines."""
    if not lines:
        return Margins(0, page_width, 0)
    lefts = Counter(round(line.left / _MARGIN_GRID) for line in lines)
    rights = Counter(round(line.right / _MARGIN_GRID) for line in lines)
    shared = max(2, len(lines) // 20)
    left = min((edge for edge, count in lefts.items() if count >= shared), default=min(lefts))
    right = max((edge for edge, count in rights.items() if count >= shared), default=max(rights))
    distances = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if above.page == below.page and above.bottom - below.bottom > _LEAST_LEADING * below.size
    ]
    leading = statistics.median(distances) if distances else 0.0
    return Margins(left * _MARGIN_GRID, max(right * _MARGIN_GRID, _LEAST_RIGHT_MARGIN * page_width), leading)


def paragraphs(lines: Sequence[TextLine], margins: Mapping[int, Margins]) -> list[Paragraph]:
    """Join wrapped lines into paragraphs, also over the end of a page; `margins` by page number."""
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and continues(groups[-1], line, margins[line.page]):
            groups[-1].append(line)
        else:
            groups.append([line])
    groups = [part for group in groups for part in _without_heading(group)]
    return [_paragraph(group, margins[group[0].page]) for group in groups]


def _without_heading(group: list[TextLine]) -> tuple[list[TextLine], ...]:
    """Last words without an end, behind a sentence that filled its line, are the next heading: …余款。工作推进情况."""
    for lines in range(1, min(_LINES_OF_A_HEADING, len(group) - 1) + 1):
        before, last = group[-lines - 1], group[-lines:]
        if before.text.rstrip().endswith(_FULL_STOPS):
            is_heading = _is_heading_like(join_lines([line.text.strip() for line in last]))
            return (group[:-lines], last) if is_heading else (group,)
    return (group,)


def _is_heading_like(text: str) -> bool:
    """A few words without punctuation, but for a remark in brackets behind them."""
    words = _REMARK.sub("", text)
    return _SHORTEST_HEADING <= len(words) <= _LONGEST_HEADING and not _PUNCTUATION.search(words)


def continues(group: Sequence[TextLine], line: TextLine, margins: Margins) -> bool:
    """Tell whether a line goes on with the paragraph that the lines before it have begun."""
    before = group[-1]
    is_centred = (
        _is_centred(line, margins) and abs(before.left + before.right - line.left - line.right) < line.size
    )
    if not _stands_below(before, line, margins, is_centred=is_centred):
        return False
    if _is_torn_off(before, line):
        return True
    ended = before.text.rstrip()[-1:] in _SENTENCE_END or bool(_HALF_WIDTH_END.search(before.text))
    if not _is_full(before, line, margins) or _begins(group, line, margins, ended=ended):
        return False
    if is_centred:
        return not (ended or _is_title(before))  # a title of two lines
    return _is_aligned(group, line, margins, ended=ended)


def _stands_below(before: TextLine, line: TextLine, margins: Margins, *, is_centred: bool) -> bool:
    """Hold for a line as far below the other, and of the size, as those of one paragraph are."""
    is_read = before.is_ocr and line.is_ocr
    # 作总结 below …项目工: too little to stand alone, in whatever height OCR's box gives it.
    is_end_of_title = (
        is_read and is_centred and len(line.text.strip()) <= _END_OF_TITLE and not _is_title(before)
    )
    most = (_TITLE_LEADING if is_end_of_title else _MOST_LEADING) * max(margins.leading, line.size)
    far = before.page == line.page and before.bottom - line.bottom > most
    # OCR knows no size of a font, only the height of a box, which a bracket or a stain makes taller.
    tolerance = _BOX_TOLERANCE * min(before.size, line.size) if is_read else 0.6
    if is_end_of_title:
        tolerance = max(before.size, line.size)
    return not far and abs(before.size - line.size) <= tolerance


def _begins(group: Sequence[TextLine], line: TextLine, margins: Margins, *, ended: bool) -> bool:
    """Hold for a line that begins a paragraph by what it says, or behind one that says all it has to."""
    before = group[-1]
    if _TOP_NUMBER.match(line.text) or _LABELLED.match(line.text) or _ALONE.fullmatch(line.text):
        return True
    if _DATE_ALONE.fullmatch(line.text) or (len(group) == 1 and _ends_alone(before, line, margins)):
        return True
    is_numbered = bool(_NUMBERED.match(line.text) or _BARE_NUMBER.match(line.text))
    is_behind_contact = bool(_FIRST_NUMBER.match(line.text) and _ENDS_AS_CONTACT.search(before.text))
    return is_numbered and (ended or _is_title(before) or is_behind_contact)


def _is_torn_off(before: TextLine, line: TextLine) -> bool:
    """The end of a name in a narrow box, whose lines end far from the page's margin."""
    if _CLOSES_FIRST_NUMBER.match(line.text) and _OPEN_AT_END.search(before.text):
        return True  # 章） below 某某有限公司（盖
    if before.page != line.page or not _TORN_OFF.match(line.text):
        return False
    is_heading = _TOP_NUMBER.match(before.text) or _NUMBERED.match(before.text)
    return not is_heading and not _CLOSES_A_PHRASE.search(before.text)


def _ends_alone(before: TextLine, line: TextLine, margins: Margins) -> bool:
    is_whole_title = _is_title(before) and not _PUNCTUATION.search(before.text)
    if is_whole_title and not line.text.strip().startswith(("报告", "汇报")):
        return True  # 成效 below …项目总结
    return _closes(before.text.strip(_RULES)) or _is_heading_above(before, line, margins)


def _is_heading_above(before: TextLine, line: TextLine, margins: Margins) -> bool:
    """A heading that fills its line, above text: the text is not bold, or has a first line as far indented as it is."""
    if not _TOP_NUMBER.match(before.text) or before.text.rstrip().endswith(tuple(_SENTENCE_END)):
        return False
    em = line.size
    is_indented = line.left > margins.left + em and abs(line.left - before.left) < 0.5 * em
    runs_on = margins.right - line.right < em or not _is_centred(line, margins)
    return (before.bold and not line.bold) or (is_indented and runs_on)


def _closes(text: str) -> bool:
    """Hold for a line that is a sign-off with its date, or the date alone: nothing goes on behind it."""
    return bool(_SIGNED_AND_DATED.fullmatch(text) or _DATE_ALONE.fullmatch(text))


def _is_title(line: TextLine) -> bool:
    return line.text.rstrip().endswith(("总结", "报告", "汇报"))


def _is_aligned(group: Sequence[TextLine], line: TextLine, margins: Margins, *, ended: bool) -> bool:
    """Tell by the line's beginning whether it goes on with lines that filled their width."""
    before, em = group[-1], line.size
    step = line.left - before.left
    if not ended and len(line.text.strip()) <= 2 and line.right > margins.right - em:
        return True  # the last character of a name that is set to the right
    if before.left > margins.left + 5 * em:
        return False  # far from the left margin a sign-off and its date stand, each its own paragraph
    begins = ended or bool(_NUMBERED.match(line.text))
    if begins and len(group) == 1 and line.left > margins.left + em and step > -0.5 * em:
        return False  # two paragraphs, each of them with its first line indented
    hangs = not ended and 0.5 * em < step <= 4 * em and len(group) == 1 and bool(_NUMBERED.match(before.text))
    return hangs or step <= 0.5 * em


def _is_full(line: TextLine, following: TextLine, margins: Margins) -> bool:
    """Tell whether a line ended because the next word did not fit any more."""
    if is_contents_line(line.text):
        return False
    word = _LATIN_WORD.match(following.text)
    needed = 0.6 * len(word[0]) * line.size if word else line.size
    # One more character of room: closing punctuation may not begin a line and takes its neighbour along.
    room = 1.1 if _CLOSING_MARK.match(following.text.strip()) else 0.9
    return line.right + min(needed, 20 * line.size) + room * line.size > margins.right


def _is_centred(line: TextLine, margins: Margins) -> bool:
    before, after = line.left - margins.left, margins.right - line.right
    return before > line.size and abs(before - after) < 2 * line.size


def _paragraph(group: Sequence[TextLine], margins: Margins) -> Paragraph:
    sizes: dict[float, int] = {}
    bold = 0
    for line in group:
        size, count = round(line.size, 1), len(line.text)
        sizes[size] = sizes.get(size, 0) + count
        bold += count if line.bold else -count
    return Paragraph(
        join_lines([line.text.strip() for line in group]),
        group[0].page,
        max(sizes, key=sizes.__getitem__),
        bold > 0,
        _is_centred(group[-1], margins),
        any(line.is_ocr for line in group),
        len(group),
        _least(line.confidence for line in group),
    )
