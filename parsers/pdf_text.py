"""The text layer of one PDF page as lines, by pdfium's own calls (pypdfium2.raw, which has no types)."""

import ctypes
import math
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.matrices import Matrix
from parsers.pdfium_calls import (
    Box,
    Handle,
    address_of,
    character_matrix,
    count_marks,
    font_of,
    is_generated,
    loose_box_of,
    render_mode,
    stated_font_size,
    text_object,
    unicode_of,
)
from parsers.text_line import WIDE, TextLine, is_wide

_LINE = re.compile(r"[^\n\r]+")
_HYPHENS = "\x02\ufffe"  # pdfium's marks for a hyphen at a line's end
_BLANKS = "".join(re.findall(r"[\s\x00-\x20]", "".join(map(chr, range(0x3001)))))
# What does not stand in the text as it comes: spaces beside Chinese, which pdfium may have added, controls, halves of
# surrogate pairs.
_NO_CHARACTER = re.compile("[\x00-\x08\x0a-\x1f\ud800-\udfff\ufffe]")
_WIDE_SPACE = "\u3000"
_SPACED = re.compile(f"(?<=[{WIDE}]) | (?=[{WIDE}])")
_SPECIAL = re.compile(f"{_SPACED.pattern}|{_NO_CHARACTER.pattern}")
_SAYS_NOTHING = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_LATIN_1 = re.compile("[\x80-\xff]")
_ODD = re.compile(r"""[!"#$&'+<=>?@\[\\\]^`{|}~\u00a1-\u024f]""")
# All of these, found in one search; the kinds are counted among what it finds.
_SUSPECT = re.compile("|".join(each.pattern for each in (_SAYS_NOTHING, _LATIN_1, _ODD)))
_MAX_GARBAGE = 0.2  # share of characters that say nothing, above which a text layer is not believed
_MAX_LATIN_1 = 0.3
_MAX_ODD = 0.15  # share of such signs, of many kinds: glyph numbers of a font that were taken for characters
_MANY_KINDS = 10
_MIN_JUDGED = 10  # characters
_WRITTEN = ("gb2312", "big5", "euc_kr", "shift_jis")  # what people of one country write
_LEAST_WRITTEN = 0.7  # share of such characters
_HAN = re.compile("[\u4e00-\u9fff]")
# The commonest characters of any prose, and of any about projects; 30 to 50 in 100 of it, 10 of lists of names.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要来用生到作地于出就分对成会可主发年动同工也能下面方后多定行学法所民"
    "得经十三之进等部度家力里如化高自二理起小物现实加量都两体制当使从业本去性应开合因由其些然前外四日"
    "項项目专專利公司市技術术资資金单單位关關万元計计划劃完权權新研究產产知识識會與為國學業開發動實經進對體過"
)
_MUCH, _LEAST_COMMON = 60, 0.01  # characters; share
_LOOKED_AT = 20  # characters of a page whose codes are asked for one by one as well
_BOLD_WEIGHT = 600
_WORDS_APART, _LATIN_APART = 0.6, 0.2  # of a line's height: a space beside Chinese, and between Latin words
_HOLE, _OVERLAP = 0.35, 0.3  # of a line's height: what a half-width quotation mark takes; a step back
_HIGHEST = 1.0  # of a line's height, by which its other characters may reach beyond
_TELLING, _SAMPLED, _LEAST_SAMPLED = 4, 8, 3  # characters of a line that tells how a page lies; lines
_NEARLY_ALL, _ASKEW = 0.8, 10.0  # share of those lines; degrees
_FORCE_BOLD = 1 << 18  # ISO 32000-1, table 123
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one that stands in a table's cell."""

    text: str
    right: float
    size: float
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of a page as drawn, the count of characters that are not white space, and whether they make sense."""

    lines: tuple[TextLine, ...]
    characters: int
    is_garbage: bool
    # The lines, or parts of lines, that stand inside a box.
    within: Callable[[Box], list[Piece]] = lambda _box: []
    # A box of the page's own space, as a reader holds the page; `is_sideways` where that has the page's sides changed.
    turn: Callable[[Box], Box] = lambda box: box
    is_sideways: bool = False


@dataclass(frozen=True)
class _Reader:
    """One loaded text page."""

    textpage: pdfium.PdfTextPage  # kept, for it lets go of the handle when it goes
    handle: Handle
    box: Callable[[int], Box]  # of the character in that place, as a reader holds the page
    bold_fonts: dict[int, bool] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """A character for every one of the page's: at once where the text has as many as the page, else one by one.

        A character without a code, or one beyond 16 bits, would shift all that follow in the text.
        """
        count = self.textpage.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        taken = pdfium_raw.FPDFText_GetText(self.textpage, 0, count, buffer)
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
        one_by_one = taken == count + 1 == len(text) + 1
        looked_at = range(0, count, max(1, count // _LOOKED_AT)) if one_by_one else ()
        if looked_at and all(text[index] == self._character(index) for index in looked_at):
            return text
        return "".join(map(self._character, range(count)))

    @cached_property
    def spans(self) -> list[range]:
        """The places of each line's characters."""
        return [range(*match.span()) for match in _LINE.finditer(self.text)]

    def _character(self, index: int) -> str:
        code = int(unicode_of(self.handle, index))
        return chr(code) if code <= sys.maxunicode else "\ufffd"

    def is_bold(self, index: int, drawn: int | None, mode: int) -> bool:
        """Tell whether a character, which the text object `drawn` draws, is bold."""
        font = (font_of(drawn) if drawn else None) or 0
        if font not in self.bold_fonts:
            self.bold_fonts[font] = self._is_bold_font(index)
        # Fonts without a bold cut are thickened by drawing their outlines as well.
        return self.bold_fonts[font] or mode == pdfium_raw.FPDF_TEXTRENDERMODE_FILL_STROKE

    def _is_bold_font(self, index: int) -> bool:
        buffer = ctypes.create_string_buffer(_NAME_BYTES)
        flags = ctypes.c_int()
        pdfium_raw.FPDFText_GetFontInfo(self.textpage, index, buffer, _NAME_BYTES, flags)
        if b"bold" in buffer.value.lower() or flags.value & _FORCE_BOLD:
            return True
        return bool(pdfium_raw.FPDFText_GetFontWeight(self.textpage, index) >= _BOLD_WEIGHT)


def _is_artifact(drawn: int | None) -> bool:
    """Hold for a text object that the file marks as no content of the document."""
    return bool(drawn and count_marks(drawn) > 0 and "Artifact" in _marks(drawn))


def _marks(drawn: int) -> list[str]:
    """The names of the marks that the file gives a text object."""
    drawing = _page_object(drawn)
    return [_mark_name(pdfium_raw.FPDFPageObj_GetMark(drawing, mark)) for mark in range(count_marks(drawn))]


def _page_object(drawn: int) -> Any:
    return ctypes.cast(drawn, pdfium_raw.FPDF_PAGEOBJECT)


def _mark_name(mark: object) -> str:
    buffer = (pdfium_raw.FPDF_WCHAR * _NAME_BYTES)()
    size = ctypes.c_ulong()
    pdfium_raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), size)
    return bytes(buffer)[: max(0, size.value - 2)].decode("utf-16-le", "replace")


def read_page_text(page: pdfium.PdfPage, number: int, *, over_picture: bool) -> PageText:
    """Read a page's text layer. `over_picture`: the page is a picture, so invisible text is what OCR saw there.

    Invisible text elsewhere and watermarks (slanted text) are left out. Spaces that pdfium adds
    where Chinese text was only spread are taken out again.
    """
    textpage = page.get_textpage()
    handle = address_of(textpage.raw)
    loose_box = loose_box_of(handle)
    reader = _Reader(textpage, handle, loose_box)
    rotation, own = _reading_rotation(reader, page), page.get_rotation()
    turn = turning(page, rotation)
    if is_turned(page, rotation):
        reader = replace(reader, box=lambda index: turn(loose_box(index)))
    read = (_read_line(reader, span, number, over_picture=over_picture) for span in reader.spans)
    lines = tuple(line for line in read if line is not None)
    inked = "".join("".join(line.text.split()) for line in lines)
    is_sideways = (rotation - own) % 180 != 0
    return PageText(lines, len(inked), _is_garbage(inked), _Cells(reader).within, turn, is_sideways)


def _reading_rotation(reader: _Reader, page: pdfium.PdfPage) -> int:
    """By how much a reader turns the page, in degrees clockwise: as the file says, unless its text lies otherwise.

    Pages that were printed turned, or whose rotation a program lost, are drawn sideways without being told to be.
    """
    own = int(page.get_rotation())
    spans = [span for span in reader.spans if len(span) >= _TELLING]
    sample = spans[:: max(1, len(spans) // _SAMPLED)]
    angles = [_right_angle(character_matrix(reader.handle, span[len(span) // 2])) for span in sample]
    if len(angles) < _LEAST_SAMPLED:
        return own
    angle = max(angles, key=angles.count)
    return own if angle is None or angles.count(angle) < _NEARLY_ALL * len(angles) else angle


def _right_angle(matrix: Matrix | None) -> int | None:
    """By how many degrees a character is turned against the clock, where that is about a right angle or none."""
    if matrix is None or not (matrix[0] or matrix[1]):
        return None
    if matrix[1] == 0 and matrix[0] > 0:
        return 0
    degrees = math.degrees(math.atan2(matrix[1], matrix[0]))
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= _ASKEW else None


@dataclass(frozen=True)
class _Cells:
    """Finds what stands inside a box; a page's table asks for each of its cells."""

    reader: _Reader

    @cached_property
    def _spans(self) -> list[tuple[range, float, float]]:
        """Each line's characters, and how far down and up it reaches by the few that were looked at already."""
        found = []
        for span in self.reader.spans:
            boxes = [self.reader.box(span[place]) for place in (0, len(span) // 2, -1)]
            room = _HIGHEST * max(top - bottom for _, bottom, _, top in boxes)
            found.append((span, min(box[1] for box in boxes) - room, max(box[3] for box in boxes) + room))
        return found

    def _middles(self, span: range) -> list[tuple[float, float]]:
        """The middles of a line's characters; nowhere for one without any width. Asked for once for each line."""
        if span not in self._known:
            boxes = map(self.reader.box, span)
            self._known[span] = [
                ((left + right) / 2 if right > left else math.nan, (bottom + top) / 2)
                for left, bottom, right, top in boxes
            ]
        return self._known[span]

    @cached_property
    def _known(self) -> dict[range, list[tuple[float, float]]]:
        return {}

    def within(self, box: Box) -> list[Piece]:
        left, bottom, right, top = box
        found: list[Piece] = []
        for span, lowest, highest in self._spans:
            if highest < bottom or lowest > top:
                continue
            middles = zip(span, self._middles(span), strict=True)
            inside = [index for index, (x, y) in middles if left <= x <= right and bottom <= y <= top]
            if inside:
                found += self._piece(range(inside[0], inside[-1] + 1))
        return found

    def _piece(self, span: range) -> Iterator[Piece]:
        size = _font_size(self.reader, span.start, character_matrix(self.reader.handle, span.start), 0.0)
        text, _ = _text_of(self.reader, span, size)
        if text:
            yield Piece(text, self.reader.box(span[-1])[2], size, self.reader.box(span.start)[0])


def _read_line(reader: _Reader, span: range, number: int, *, over_picture: bool) -> TextLine | None:
    inked = _inked(reader.text, span)
    if not inked:
        return None
    first, middle, last = inked
    drawn, matrix = text_object(reader.handle, middle), character_matrix(reader.handle, middle)
    mode = render_mode(drawn) if drawn else 0
    invisible = mode == pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
    if _is_slanted(matrix) or (invisible and not over_picture):
        return None
    start, end, body = reader.box(first), reader.box(last), reader.box(middle)
    height = body[3] - body[1]
    size = height if height > 0 else float(stated_font_size(reader.handle, middle))
    text, has_holes = _text_of(reader, span, size)
    left, right = min(start[0], end[0]), max(start[2], end[2])
    if has_holes or not start[0] <= body[0] <= end[0]:
        text, left, right = _as_drawn(reader, span, size, (text, left, right))
    return TextLine(
        text,
        left=left,
        right=right,
        bottom=body[1],
        top=body[3],
        size=_font_size(reader, middle, matrix, size),
        page=number,
        bold=reader.is_bold(middle, drawn, mode),
        is_ocr=invisible,
        is_artifact=_is_artifact(drawn),
    )


def _as_drawn(
    reader: _Reader, span: range, size: float, written: tuple[str, float, float]
) -> tuple[str, float, float]:
    """The line from left to right, with its ends, where the file draws it in another order; else as `written`.

    A character that a font lacks is drawn in another font after all the others: “中期” comes as 中期“ ”, and a wide
    space before 二〇二四年 behind its 二.
    """
    set_down = [
        index for index in span if reader.text[index] not in _BLANKS or reader.text[index] == _WIDE_SPACE
    ]
    shown = [
        (reader.box(index), _readable(reader.text[index]))
        for index in set_down
        if reader.text[index] != _WIDE_SPACE
    ]
    steps = pairwise(reader.box(index)[0] for index in set_down)
    # A word broken at the line's end brings the next line along.
    is_one_row = max(box[1] for box, _ in shown) < min(box[3] for box, _ in shown)
    if not is_one_row or not any(behind < before - _OVERLAP * size for before, behind in steps):
        return written
    shown.sort(key=lambda each: each[0][0])
    text = shown[0][1]
    for (before, one), (behind, other) in pairwise(shown):
        least = _WORDS_APART if is_wide(one) or is_wide(other) else _LATIN_APART
        text += (" " if behind[0] - before[2] >= least * size else "") + other
    return text, shown[0][0][0], max(box[2] for box, _ in shown)


def _is_slanted(matrix: Matrix | None) -> bool:
    """Hold for a character that stands at neither of the four right angles: a watermark."""
    if matrix is None or not matrix[2]:
        return False
    degrees = math.degrees(math.atan2(matrix[2], matrix[0])) % 90
    return min(degrees, 90 - degrees) > 5


def _font_size(reader: _Reader, index: int, matrix: Matrix | None, height: float) -> float:
    """Give the font's size as it appears: some programs set size 1 and scale the page instead."""
    stated: float = stated_font_size(reader.handle, index)
    if stated > 0 and matrix is not None:
        scale = math.hypot(matrix[2], matrix[3])
        return stated * scale if scale > 0 else stated
    return stated or height


def _inked(text: str, span: range) -> tuple[int, int, int] | None:
    """The places of a line's first, middle and last character that are drawn; None where there is none."""
    line = text[span.start : span.stop]
    body = line.strip(_BLANKS)
    if not body:
        return None
    first = span.start + len(line) - len(line.lstrip(_BLANKS))
    middle = first + len(body) // 2
    while text[middle] in _BLANKS:
        middle += 1
    return first, middle, first + len(body) - 1


def _readable(character: str) -> str:
    """The character, or what stands for one that is none."""
    if character in _HYPHENS:
        return "-"
    return "\ufffd" if _NO_CHARACTER.match(character) else character


def _text_of(reader: _Reader, span: range, size: float) -> tuple[str, bool]:
    """What the file draws there, and whether it has holes.

    A hole is a gap, or a step back, into which pdfium put a space, and that a character drawn later may belong to.
    """
    has_holes = False

    def written(match: re.Match[str]) -> str:
        nonlocal has_holes
        character, index = match[0], span.start + match.start()
        if character != " ":
            return _readable(character)
        is_inside = span.start < index < span.stop - 1
        if not is_inside or is_generated(reader.handle, index) != 1:
            return " "
        # How far the characters beside the space stand apart.
        gap = reader.box(index + 1)[0] - reader.box(index - 1)[2]
        has_holes = has_holes or not -_OVERLAP * size <= gap < _HOLE * size
        # Justification spreads Chinese text, and between Chinese and Latin letters a quarter of an em is usual.
        return " " if gap >= _WORDS_APART * size else ""

    return _SPECIAL.sub(written, reader.text[span.start : span.stop]).strip(), has_holes


def is_turned(page: pdfium.PdfPage, rotation: int) -> bool:
    """Tell whether a reader who turns the page so sees its boxes elsewhere than in the page's own space."""
    left, bottom, _, _ = page.get_cropbox()
    return bool(rotation != 0 or left != 0 or bottom != 0)


def turning(page: pdfium.PdfPage, rotation: int) -> Callable[[Box], Box]:
    """Give the function that turns a box of the page's own space to how a reader holds the page, turned so far."""
    left, bottom, right, top = page.get_cropbox()

    def turn(box: Box) -> Box:
        x0, y0, x1, y1 = box[0] - left, box[1] - bottom, box[2] - left, box[3] - bottom
        if rotation == 90:
            return y0, (right - left) - x1, y1, (right - left) - x0
        if rotation == 180:
            return (right - left) - x1, (top - bottom) - y1, (right - left) - x0, (top - bottom) - y0
        if rotation == 270:
            return (top - bottom) - y1, x0, (top - bottom) - y0, x1
        return x0, y0, x1, y1

    return turn


def _is_garbage(inked: str) -> bool:
    """Hold for a text layer that says nothing: fonts without ToUnicode, or GBK bytes read as Latin-1."""
    if len(inked) < _MIN_JUDGED:
        return False
    suspect = "".join(_SUSPECT.findall(inked))
    return _is_unwritten(suspect, len(inked)) or _is_rare(inked) or _is_no_prose(inked)


def _is_unwritten(suspect: str, count: int) -> bool:
    """Hold where too many of a text's `count` characters are `suspect`, as those of no text that people wrote."""
    unreadable, latin_1 = len(_SAYS_NOTHING.findall(suspect)), len(_LATIN_1.findall(suspect))
    if unreadable > _MAX_GARBAGE * count or latin_1 > _MAX_LATIN_1 * count:
        return True
    odd = _ODD.findall(suspect)
    return len(odd) > _MAX_ODD * count and len(set(odd)) >= _MANY_KINDS


def _is_rare(inked: str) -> bool:
    """Hold where many characters are such as nobody writes: glyph numbers of a font that were taken for Chinese."""
    if _share_in(inked, "gb2312") >= _LEAST_WRITTEN:
        return False
    # Radicals that stand for characters are folded; ticks and other signs say nothing of the font.
    folded = "".join(filter(str.isalpha, unicodedata.normalize("NFKC", inked)))
    if len(folded) < _MIN_JUDGED:
        return False
    return all(_share_in(folded, each) < _LEAST_WRITTEN for each in _WRITTEN)


def _share_in(text: str, encoding: str) -> float:
    with suppress(UnicodeEncodeError):
        text.encode(encoding)
        return 1.0
    return len(text.encode(encoding, "ignore").decode(encoding)) / len(text)


def _is_no_prose(inked: str) -> bool:
    """Hold for much Chinese in which the commonest characters hardly occur: one character was written for another."""
    # In most texts the first few characters hold so many common ones that the rest need not be counted.
    if sum(map(_COMMON.__contains__, inked[:_MUCH])) >= _LEAST_COMMON * len(inked):
        return False
    chinese = _HAN.findall(inked)
    return len(chinese) >= _MUCH and sum(map(_COMMON.__contains__, chinese)) < _LEAST_COMMON * len(chinese)
