"""Lines with their places on pages -> paragraphs in reading order. Pure; for text layers and for OCR.

Places are in points, the origin at the page's lower left, as a reader holds the page.
"""

import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.line_starts import LABELLED, LINES_OF_A_HEADING, NUMBERED, PUNCTUATION, TOP_NUMBER
from parsers.text_line import TextLine, join_lines, least

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
_BESIDE_TITLE = 1.5  # of the text's size, to either side
_FULL_STOPS = ("。", "！", "？")
_REMARK = re.compile(r"[（(][^（）()]{1,60}(?:[（(][^（）()]{1,20}[）)][^（）()]{0,40})?[）)]\s*$")
_SHORTEST_HEADING, _LONGEST_HEADING = 2, 30  # characters
_MARGIN_GRID = 3.0  # points within which edges count as the same margin
_LEAST_RIGHT_MARGIN = 0.72  # of the page's width; a line that ends before it was ended by its author
_MOST_LEADING, _TITLE_LEADING = (
    1.6,
    2.4,
)  # usual distances, beyond which lines are of two paragraphs, of two titles
_LEAST_LEADING = 0.5  # of a line's height; what lies closer is a cell of the same row
# Behind a sentence's end: 1 项目实施成效, 2.1 到账与支出.
_BARE_NUMBER = re.compile(r"\s*\d{1,2}(?:[.．]\d{1,2}){0,2}\s+(?=[\u4e00-\u9fff])")
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
_ENDS_AS_DATE = re.compile(rf"{_DATE}\s*[)）]?\s*$")
_END_OF_DATE = 8  # characters: 年十二月三十一日
_OF_A_DATE = re.compile("[月日]")  # a bare number may be the page's
_MISREAD_TOP_NUMBER = re.compile(r"\s*[一二三四五六七]。(?=[\u4e00-\u9fff]{4})")  # 四. as OCR reads it
# 上海市某某局：, whom a letter is for.
_ADDRESSEE = re.compile(r"\s*[\u4e00-\u9fff（）()]{2,24}(?:局|委员会|办公室|中心|处|领导|专家)\s*[:：]\s*")
_RULES = " \u3000—–-_·*"  # drawn on either side of a sign-off
# 单位（盖章）：某某大学 日期：2024-03-20, which a sentence does not hold; what its day or its sentence goes on with.
_CALLED_DATE = re.compile(rf"[^，。；,;]*日\s*期\s*[:：]\s*{_DATE}\s*")
_GOES_ON = re.compile(r"\s*[\d日，。、；：,;）)]")
_DATE_ALONE = re.compile(rf"\s*{_DATE}\s*")
_LEADERS = re.compile(r"(?:[.．·…‥⋯]\s?){4,}\s*[-—(（]?\s*[0-9０-９ivxlIVXL]+\s*[-—)）]?\s*$")
_DOTS_OF_OCR, _LONGEST_END = re.compile(r"… …\s?\d{1,3}$"), 12  # 附件… …5
_ENDS_AS_LEADERS = tuple("0123456789０１２３４５６７８９ivxlIVXL-—)）")
_LATIN_WORD = re.compile(r"[\x21-\x7e]+")


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


def is_contents_line(text: str) -> bool:
    """Hold for a line of a table of contents: dots that lead to a page number."""
    text = text.rstrip()
    if not text.endswith(_ENDS_AS_LEADERS):  # as most lines do not, and the search may be long
        return False
    return bool(_LEADERS.search(text) or _DOTS_OF_OCR.search(text[-_LONGEST_END:]))


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
    for lines in range(1, min(LINES_OF_A_HEADING, len(group) - 1) + 1):
        before, last = group[-lines - 1], group[-lines:]
        if before.text.rstrip().endswith(_FULL_STOPS):
            is_heading = _is_heading_like(join_lines([line.text.strip() for line in last]))
            return (group[:-lines], last) if is_heading else (group,)
    return (group,)


def _is_heading_like(text: str) -> bool:
    """A few words without punctuation, but for a remark in brackets behind them."""
    words = _REMARK.sub("", text)
    return _SHORTEST_HEADING <= len(words) <= _LONGEST_HEADING and not PUNCTUATION.search(words)


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
    if TOP_NUMBER.match(line.text) or LABELLED.match(line.text) or _ALONE.fullmatch(line.text):
        return True
    if ended and line.is_ocr and _MISREAD_TOP_NUMBER.match(line.text):
        return True
    is_addressed = _ADDRESSEE.fullmatch(line.text) and (ended or _is_title(before))
    if is_addressed or _is_below_title(before, line, margins):
        return True
    if _DATE_ALONE.fullmatch(line.text) or (len(group) == 1 and _ends_alone(before, line, margins)):
        return True
    is_numbered = bool(NUMBERED.match(line.text) or _BARE_NUMBER.match(line.text))
    is_behind_contact = bool(_FIRST_NUMBER.match(line.text) and _ENDS_AS_CONTACT.search(before.text))
    return is_numbered and (ended or _is_title(before) or is_behind_contact)


def _is_torn_off(before: TextLine, line: TextLine) -> bool:
    """The end of a name in a narrow box, whose lines end far from the page's margin."""
    if _CLOSES_FIRST_NUMBER.match(line.text) and _OPEN_AT_END.search(before.text):
        return True  # 章） below 某某有限公司（盖
    if before.page != line.page:
        return False
    if _breaks_a_date(before, line):
        return True
    if not _TORN_OFF.match(line.text):
        return False
    is_heading = TOP_NUMBER.match(before.text) or NUMBERED.match(before.text)
    return not is_heading and not _CLOSES_A_PHRASE.search(before.text)


def _breaks_a_date(before: TextLine, line: TextLine) -> bool:
    """月17日 below 某某公司（盖章）2024年03: neither is a date without the other."""
    is_end = len(line.text.strip()) <= _END_OF_DATE and bool(_OF_A_DATE.search(line.text))
    if not is_end or _ENDS_AS_DATE.search(before.text):
        return False
    whole = before.text.rstrip() + line.text.strip()
    return bool(_ENDS_AS_DATE.search(whole)) and not _ENDS_AS_DATE.search(line.text)


def _ends_alone(before: TextLine, line: TextLine, margins: Margins) -> bool:
    is_whole_title = _is_title(before) and not PUNCTUATION.search(before.text)
    if is_whole_title and not line.text.strip().startswith(("报告", "汇报")):
        return True  # 成效 below …项目总结
    if _CALLED_DATE.fullmatch(before.text) and not _GOES_ON.match(line.text):
        return True
    return _closes(before.text.strip(_RULES)) or _is_heading_above(before, line, margins)


def _is_heading_above(before: TextLine, line: TextLine, margins: Margins) -> bool:
    """A heading that fills its line, above text: the text is not bold, or has a first line as far indented as it is."""
    if not TOP_NUMBER.match(before.text) or before.text.rstrip().endswith(tuple(_SENTENCE_END)):
        return False
    em = line.size
    is_indented = line.left > margins.left + em and abs(line.left - before.left) < 0.5 * em
    runs_on = margins.right - line.right < em or not _is_centred(line, margins)
    return (before.bold and not line.bold) or (is_indented and runs_on)


def _closes(text: str) -> bool:
    """Hold for a line that is a sign-off with its date, or the date alone: nothing goes on behind it."""
    return bool(_SIGNED_AND_DATED.fullmatch(text) or _DATE_ALONE.fullmatch(text))


def _is_below_title(before: TextLine, line: TextLine, margins: Margins) -> bool:
    """The first line of the text, below a title that is set in the middle; an indented line that falls short is none."""
    room = min(before.left - margins.left, margins.right - before.right)
    is_set_apart = room >= _BESIDE_TITLE * line.size and not PUNCTUATION.search(before.text)
    return (
        is_set_apart and _is_title(before) and _is_centred(before, margins) and not _is_centred(line, margins)
    )


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
    begins = ended or bool(NUMBERED.match(line.text))
    if begins and len(group) == 1 and line.left > margins.left + em and step > -0.5 * em:
        return False  # two paragraphs, each of them with its first line indented
    hangs = not ended and 0.5 * em < step <= 4 * em and len(group) == 1 and bool(NUMBERED.match(before.text))
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
        least(line.confidence for line in group),
    )
