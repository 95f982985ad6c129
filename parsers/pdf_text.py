"""The text layer of one PDF page as lines, by pdfium's own calls (pypdfium2.raw, which has no types)."""

import ctypes
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.layout import TextLine, is_wide

_LINE = re.compile(r"[^\n\r]+")
_HYPHEN = "\x02"  # pdfium's mark for a hyphen at a line's end
_INK = re.compile(r"[^\s\x00-\x20]")
_BLANK = re.compile(r"[\s\x00-\x20]")
# What does not stand in the text as it comes: spaces that pdfium may have added, controls, halves of surrogate pairs.
_SPECIAL = re.compile("[\x00-\x08\x0a-\x20\ud800-\udfff]")
_SAYS_NOTHING = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_LATIN_1 = re.compile("[\x80-\xff]")
_ODD = re.compile(r"""[!"#$&'+<=>?@\[\\\]^`{|}~\u00a1-\u024f]""")
_MAX_GARBAGE = 0.2  # share of characters that say nothing, above which a text layer is not believed
_MAX_LATIN_1 = 0.3
_MAX_ODD = 0.15  # share of such signs, of many kinds: glyph numbers of a font that were taken for characters
_MANY_KINDS = 10
_MIN_JUDGED = 10  # characters
_LOOKED_AT = 20  # characters of a page whose codes are asked for one by one as well
_BOLD_WEIGHT = 600
_FORCE_BOLD = 1 << 18  # ISO 32000-1, table 123
_NAME_BYTES = 256

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class Piece:
    """A line, or the part of one that stands in a table's cell."""

    text: str
    right: float
    size: float


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of a page as drawn, the count of characters that are not white space, and whether they make sense."""

    lines: tuple[TextLine, ...]
    characters: int
    is_garbage: bool
    # The lines, or parts of lines, that stand inside a box.
    within: Callable[[Box], list[Piece]] = lambda _box: []


@dataclass(frozen=True)
class _Reader:
    """One loaded text page."""

    textpage: pdfium.PdfTextPage  # kept, for it lets go of the handle when it goes
    handle: Any  # its handle, which every call would otherwise ask it for
    turn: Callable[[Box], Box]
    boxes: dict[int, Box] = field(default_factory=dict)  # those asked for already

    @cached_property
    def text(self) -> str:
        """A character for every one of the page's: at once where the text has as many as the page, else one by one.

        A character without a code, or one beyond 16 bits, would shift all that follow in the text.
        """
        count = self.textpage.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        taken = pdfium_raw.FPDFText_GetText(self.handle, 0, count, buffer)
        text = "".join(map(chr, buffer[:count]))
        looked_at = range(0, count, max(1, count // _LOOKED_AT)) if taken == count + 1 else ()
        if looked_at and all(text[index] == self._character(index) for index in looked_at):
            return text
        return "".join(map(self._character, range(count)))

    def _character(self, index: int) -> str:
        code = int(pdfium_raw.FPDFText_GetUnicode(self.handle, index))
        return chr(code) if code <= sys.maxunicode else "\ufffd"

    def box(self, index: int) -> Box:
        if index not in self.boxes:
            self.boxes[index] = self._box(index)
        return self.boxes[index]

    def _box(self, index: int) -> Box:
        rectangle = pdfium_raw.FS_RECTF()
        pdfium_raw.FPDFText_GetLooseCharBox(self.handle, index, rectangle)
        return self.turn((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))

    def is_generated(self, index: int) -> bool:
        return bool(pdfium_raw.FPDFText_IsGenerated(self.handle, index) == 1)

    def is_slanted(self, index: int) -> bool:
        """Hold for a character that stands at neither of the four right angles: a watermark."""
        degrees = math.degrees(pdfium_raw.FPDFText_GetCharAngle(self.handle, index)) % 90
        return min(degrees, 90 - degrees) > 5

    def is_artifact(self, index: int) -> bool:
        """Hold for a character that the file marks as no content of the document."""
        drawn = pdfium_raw.FPDFText_GetTextObject(self.handle, index)
        if not drawn:
            return False
        marks = range(max(0, pdfium_raw.FPDFPageObj_CountMarks(drawn)))
        return any(_mark_name(pdfium_raw.FPDFPageObj_GetMark(drawn, mark)) == "Artifact" for mark in marks)

    def render_mode(self, index: int) -> int:
        drawn = pdfium_raw.FPDFText_GetTextObject(self.handle, index)
        return int(pdfium_raw.FPDFTextObj_GetTextRenderMode(drawn)) if drawn else 0

    def is_bold(self, index: int, render_mode: int) -> bool:
        buffer = ctypes.create_string_buffer(_NAME_BYTES)
        flags = ctypes.c_int()
        pdfium_raw.FPDFText_GetFontInfo(self.handle, index, buffer, _NAME_BYTES, flags)
        if b"bold" in buffer.value.lower() or flags.value & _FORCE_BOLD:
            return True
        # Fonts without a bold cut are thickened by drawing their outlines as well.
        outlined = render_mode == pdfium_raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        return bool(outlined or pdfium_raw.FPDFText_GetFontWeight(self.handle, index) >= _BOLD_WEIGHT)


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
    reader = _Reader(textpage, textpage.raw, turning(page))
    read = (_read_line(reader, span, number, over_picture=over_picture) for span in _split(reader.text))
    lines = tuple(line for line in read if line is not None)
    inked = "".join("".join(line.text.split()) for line in lines)
    return PageText(lines, len(inked), _is_garbage(inked), _Cells(reader).within)


@dataclass(frozen=True)
class _Cells:
    """Finds what stands inside a box; a page's table asks for each of its cells."""

    reader: _Reader

    @cached_property
    def _lines(self) -> list[tuple[range, float, float]]:
        """Each line's characters, and how far down and up their middles reach."""
        found = []
        for span in _split(self.reader.text):
            middles = [(box[1] + box[3]) / 2 for box in map(self.reader.box, span)]
            found.append((span, min(middles), max(middles)))
        return found

    def within(self, box: Box) -> list[Piece]:
        found = []
        for span, lowest, highest in self._lines:
            if highest < box[1] or lowest > box[3]:
                continue
            inside = [index for index in span if _is_inside(self.reader.box(index), box)]
            if inside:
                size = _font_size(self.reader, inside[0], 0.0)
                text = _text_of(self.reader, range(inside[0], inside[-1] + 1), size)
                if text:
                    found.append(Piece(text, self.reader.box(inside[-1])[2], size))
        return found


def _is_inside(character: Box, box: Box) -> bool:
    across, up = (character[0] + character[2]) / 2, (character[1] + character[3]) / 2
    return character[2] > character[0] and box[0] <= across <= box[2] and box[1] <= up <= box[3]


def _split(text: str) -> Iterator[range]:
    """Yield the places of each line's characters."""
    return (range(*match.span()) for match in _LINE.finditer(text))


def _read_line(reader: _Reader, span: range, number: int, *, over_picture: bool) -> TextLine | None:
    inked = _inked(reader.text, span)
    if not inked:
        return None
    first, middle, last = inked[0], inked[len(inked) // 2], inked[-1]
    mode = reader.render_mode(middle)
    invisible = mode == pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
    if reader.is_slanted(middle) or (invisible and not over_picture):
        return None
    start, end, body = reader.box(first), reader.box(last), reader.box(middle)
    size = (
        body[3] - body[1]
        if body[3] > body[1]
        else float(pdfium_raw.FPDFText_GetFontSize(reader.handle, middle))
    )
    return TextLine(
        _text_of(reader, span, size),
        left=min(start[0], end[0]),
        right=max(start[2], end[2]),
        bottom=body[1],
        top=body[3],
        size=_font_size(reader, middle, size),
        page=number,
        bold=reader.is_bold(middle, mode),
        is_ocr=invisible,
        is_artifact=reader.is_artifact(middle),
    )


def _font_size(reader: _Reader, index: int, height: float) -> float:
    """Give the font's size as it appears: some programs set size 1 and scale the page instead."""
    stated = float(pdfium_raw.FPDFText_GetFontSize(reader.handle, index))
    matrix = pdfium_raw.FS_MATRIX()
    if stated > 0 and pdfium_raw.FPDFText_GetMatrix(reader.handle, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
        return stated * scale if scale > 0 else stated
    return stated or height


def _inked(text: str, span: range) -> Sequence[int]:
    """The places of a line's characters that are drawn."""
    line = text[span.start : span.stop]
    if not _BLANK.search(line):
        return span
    return [span.start + match.start() for match in _INK.finditer(line)]


def _text_of(reader: _Reader, span: range, size: float) -> str:
    def written(match: re.Match[str]) -> str:
        character, index = match[0], span.start + match.start()
        if character == _HYPHEN:
            return "-"
        if character != " ":
            return "\ufffd"
        is_within = span.start < index < span.stop - 1
        return _generated_space(reader, index, size) if is_within and reader.is_generated(index) else " "

    return _SPECIAL.sub(written, reader.text[span.start : span.stop]).strip()


def _generated_space(reader: _Reader, index: int, size: float) -> str:
    if not (is_wide(reader.text[index - 1]) or is_wide(reader.text[index + 1])):
        return " "
    # Justification spreads Chinese text, and between Chinese and Latin letters a quarter of an em is usual.
    gap = reader.box(index + 1)[0] - reader.box(index - 1)[2]
    return " " if gap >= 0.6 * size else ""


def turning(page: pdfium.PdfPage) -> Callable[[Box], Box]:
    """Give the function that turns a box of the page's own space to how a reader holds the page."""
    rotation = page.get_rotation()
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
    unreadable, latin_1 = len(_SAYS_NOTHING.findall(inked)), len(_LATIN_1.findall(inked))
    if unreadable > _MAX_GARBAGE * len(inked) or latin_1 > _MAX_LATIN_1 * len(inked):
        return True
    odd = _ODD.findall(inked)
    return len(odd) > _MAX_ODD * len(inked) and len(set(odd)) >= _MANY_KINDS
