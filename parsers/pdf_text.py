"""The text layer of one PDF page as lines, by pdfium's own calls (pypdfium2.raw, which has no types)."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.layout import TextLine, is_wide

_BREAKS = {0x0A, 0x0D}
_HYPHEN = 0x02  # pdfium's mark for a hyphen at a line's end
_MAX_GARBAGE = 0.2  # share of characters that say nothing, above which a text layer is not believed
_MAX_LATIN_1 = 0.3
_ODD = frozenset("!\"#$&'+<=>?@[\\]^`{|}~")
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """One loaded text page."""

    textpage: pdfium.PdfTextPage
    turn: Callable[[Box], Box]
    boxes: dict[int, Box] = field(default_factory=dict)  # those asked for already

    def codes(self) -> list[int]:
        """The code of every character: at once where the text has as many as the page, else one by one.

        A character without a code, or one beyond 16 bits, would shift all that follow in the text.
        """
        count = self.textpage.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        taken = pdfium_raw.FPDFText_GetText(self.textpage, 0, count, buffer)
        codes: list[int] = buffer[:count]
        looked_at = range(0, count, max(1, count // _LOOKED_AT)) if taken == count + 1 else ()
        if looked_at and all(codes[index] == self._code(index) for index in looked_at):
            return codes
        return [self._code(index) for index in range(count)]

    def _code(self, index: int) -> int:
        return int(pdfium_raw.FPDFText_GetUnicode(self.textpage, index))

    def box(self, index: int) -> Box:
        if index not in self.boxes:
            self.boxes[index] = self._box(index)
        return self.boxes[index]

    def _box(self, index: int) -> Box:
        rectangle = pdfium_raw.FS_RECTF()
        pdfium_raw.FPDFText_GetLooseCharBox(self.textpage, index, rectangle)
        return self.turn((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))

    def is_generated(self, index: int) -> bool:
        return bool(pdfium_raw.FPDFText_IsGenerated(self.textpage, index) == 1)

    def is_slanted(self, index: int) -> bool:
        """Hold for a character that stands at neither of the four right angles: a watermark."""
        degrees = math.degrees(pdfium_raw.FPDFText_GetCharAngle(self.textpage, index)) % 90
        return min(degrees, 90 - degrees) > 5

    def is_artifact(self, index: int) -> bool:
        """Hold for a character that the file marks as no content of the document."""
        drawn = pdfium_raw.FPDFText_GetTextObject(self.textpage, index)
        if not drawn:
            return False
        marks = range(max(0, pdfium_raw.FPDFPageObj_CountMarks(drawn)))
        return any(_mark_name(pdfium_raw.FPDFPageObj_GetMark(drawn, mark)) == "Artifact" for mark in marks)

    def render_mode(self, index: int) -> int:
        drawn = pdfium_raw.FPDFText_GetTextObject(self.textpage, index)
        return int(pdfium_raw.FPDFTextObj_GetTextRenderMode(drawn)) if drawn else 0

    def is_bold(self, index: int, render_mode: int) -> bool:
        buffer = ctypes.create_string_buffer(_NAME_BYTES)
        flags = ctypes.c_int()
        pdfium_raw.FPDFText_GetFontInfo(self.textpage, index, buffer, _NAME_BYTES, flags)
        if b"bold" in buffer.value.lower() or flags.value & _FORCE_BOLD:
            return True
        # Fonts without a bold cut are thickened by drawing their outlines as well.
        outlined = render_mode == pdfium_raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        return bool(outlined or pdfium_raw.FPDFText_GetFontWeight(self.textpage, index) >= _BOLD_WEIGHT)


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
    reader = _Reader(textpage, turning(page))
    codes = reader.codes()
    lines = []
    for indexes in _split(codes):
        line = _read_line(reader, codes, indexes, number, over_picture=over_picture)
        if line is not None:
            lines.append(line)
    text = "".join(line.text for line in lines)
    characters = sum(1 for character in text if not character.isspace())
    return PageText(tuple(lines), characters, _is_garbage(text), _Cells(reader, codes).within)


@dataclass(frozen=True)
class _Cells:
    """Finds what stands inside a box; a page's table asks for each of its cells."""

    reader: _Reader
    codes: list[int]

    @cached_property
    def _lines(self) -> list[tuple[list[int], float, float]]:
        """Each line's characters, and how far down and up their middles reach."""
        found = []
        for indexes in _split(self.codes):
            middles = [(box[1] + box[3]) / 2 for box in map(self.reader.box, indexes)]
            found.append((indexes, min(middles), max(middles)))
        return found

    def within(self, box: Box) -> list[Piece]:
        found = []
        for indexes, lowest, highest in self._lines:
            if highest < box[1] or lowest > box[3]:
                continue
            inside = [index for index in indexes if _is_inside(self.reader.box(index), box)]
            if inside:
                size = _font_size(self.reader, inside[0], 0.0)
                text = _text_of(self.reader, self.codes, list(range(inside[0], inside[-1] + 1)), size)
                if text:
                    found.append(Piece(text, self.reader.box(inside[-1])[2], size))
        return found


def _is_inside(character: Box, box: Box) -> bool:
    across, up = (character[0] + character[2]) / 2, (character[1] + character[3]) / 2
    return character[2] > character[0] and box[0] <= across <= box[2] and box[1] <= up <= box[3]


def _split(codes: list[int]) -> Iterator[list[int]]:
    line: list[int] = []
    for index, code in enumerate(codes):
        if code in _BREAKS:
            if line:
                yield line
            line = []
        else:
            line.append(index)
    if line:
        yield line


def _read_line(
    reader: _Reader, codes: list[int], indexes: list[int], number: int, *, over_picture: bool
) -> TextLine | None:
    inked = [index for index in indexes if codes[index] > 0x20 and not chr_of(codes[index]).isspace()]
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
        else float(pdfium_raw.FPDFText_GetFontSize(reader.textpage, middle))
    )
    return TextLine(
        _text_of(reader, codes, indexes, size),
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
    stated = float(pdfium_raw.FPDFText_GetFontSize(reader.textpage, index))
    matrix = pdfium_raw.FS_MATRIX()
    if stated > 0 and pdfium_raw.FPDFText_GetMatrix(reader.textpage, index, matrix):
        scale = math.hypot(matrix.c, matrix.d)
        return stated * scale if scale > 0 else stated
    return stated or height


def chr_of(code: int) -> str:
    """The character of a code point; what is none (a lone half of a surrogate pair) as U+FFFD."""
    return "\ufffd" if 0xD800 <= code <= 0xDFFF or not 0 < code <= 0x10FFFF else chr(code)


def _text_of(reader: _Reader, codes: list[int], indexes: list[int], size: float) -> str:
    pieces = []
    for place, index in enumerate(indexes):
        code = codes[index]
        if code == _HYPHEN:
            pieces.append("-")
        elif code == 0x20 and 0 < place < len(indexes) - 1 and reader.is_generated(index):
            pieces.append(_generated_space(reader, codes, index, size))
        elif code >= 0x20 or code == 0x09:
            pieces.append(chr_of(code))
        else:
            pieces.append("\ufffd")
    return "".join(pieces).strip()


def _generated_space(reader: _Reader, codes: list[int], index: int, size: float) -> str:
    before, after = chr_of(codes[index - 1]), chr_of(codes[index + 1])
    if not (is_wide(before) or is_wide(after)):
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


def _is_garbage(text: str) -> bool:
    """Hold for a text layer that says nothing: fonts without ToUnicode, or GBK bytes read as Latin-1."""
    inked = [character for character in text if not character.isspace()]
    if len(inked) < _MIN_JUDGED:
        return False
    unreadable = sum(1 for character in inked if _says_nothing(character))
    latin_1 = sum(1 for character in inked if "\u0080" <= character <= "\u00ff")
    if unreadable > _MAX_GARBAGE * len(inked) or latin_1 > _MAX_LATIN_1 * len(inked):
        return True
    odd = [character for character in inked if character in _ODD or "\u00a1" <= character <= "\u024f"]
    return len(odd) > _MAX_ODD * len(inked) and len(set(odd)) >= _MANY_KINDS


def _says_nothing(character: str) -> bool:
    private = "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000"
    return private or character in "\ufffd\ufffe\uffff" or character < " "
