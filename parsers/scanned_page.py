"""A scanned page as the rest of the program sees it: in points, with what is believed of its lines."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document import Seal
from parsers.ocr import LineText, Quad, sides
from parsers.orientation import straightened
from parsers.pdf_tables import DrawnTable
from parsers.scan_found import Found
from parsers.scan_tables import filled
from parsers.spreads import Sheet, unfolded
from parsers.text_line import TextLine

_SAME_SIZE = 0.25  # by which boxes of one font differ in height
_ONE_CHARACTER = 2.0  # times as wide as high: a box of a character or two tells nothing of their size
_LOWEST_LINE = 0.5  # of the usual height: no text is set so low, but dots and rules are
_ONE_LINE = 3.0  # times as wide as high: shorter marks need be no text
_FONT = 0.8  # of a box's height: the detector leaves room around the letters
_LEAST_CONFIDENCE = 0.4  # below this the recogniser saw marks, not text
_COVERED = (
    0.81  # confidence in what runs under a black seal, however sure the recogniser is: a little below doubt
)
_POINTS = 72.0


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was read of a page, in points, the origin at its lower left as a reader holds it.

    `unread` is how many lines nobody has read yet, `illegible` how many could not be read.
    """

    width: float
    height: float
    lines: tuple[TextLine, ...] = ()
    tables: tuple[DrawnTable, ...] = ()
    seals: tuple[Seal, ...] = ()
    colour: bool = True
    unread: int = 0
    illegible: int = 0


def page_of(found: Found, number: int) -> ScannedPage:
    """What was found of the page so far, the `number`th of its file."""
    scale = _POINTS / found.dpi
    quads = straightened(found.quads, found.angle, found.width, found.height)
    sizes = _sizes(quads)
    lines = tuple(
        _line(_believed(text, place, found), quads[place], sizes[place], found, number)
        for place, text in sorted(found.texts.items(), key=lambda item: float(quads[item[0]][:, 1].mean()))
        if text.text.strip() and text.confidence >= _LEAST_CONFIDENCE
    )
    tables = tuple(table for each in found.tables if (table := filled(each, lines)) is not None)
    sheet = unfolded(Sheet(found.width * scale, found.height * scale, lines, tables))
    return ScannedPage(
        width=sheet.width,
        height=sheet.height,
        lines=sheet.lines,
        tables=sheet.tables,
        seals=tuple(Seal(mark.kind, number, mark.confidence) for mark in found.marks),
        colour=found.colour,
        unread=len(found.quads) - len(found.texts),
        illegible=sum(1 for place in found.texts if is_illegible(place, found)),
    )


def _believed(text: LineText, place: int, found: Found) -> LineText:
    """The line, no more trusted than a black seal over it allows, however sure the recogniser is."""
    is_doubtful = place in found.covered and place not in found.confirmed
    return LineText(text.text, min(text.confidence, _COVERED)) if is_doubtful else text


def is_illegible(place: int, found: Found) -> bool:
    """Hold for a line that says something to people most likely: long enough, and no remains of a seal's own ring.

    What is much lower than the lines beside it and yields no character at all is a row of dots, or a rule.
    """
    width, height = sides(found.quads[place])
    is_line = width >= _ONE_LINE * height and place not in found.covered | found.sealed
    text = found.texts[place]
    is_blank = not text.text.strip() and height < _LOWEST_LINE * _height_of_lines(found)
    return is_line and text.confidence < _LEAST_CONFIDENCE and not is_blank


def _height_of_lines(found: Found) -> float:
    """The usual height in pixels of the lines that were read."""
    read = (place for place, text in found.texts.items() if text.confidence >= _LEAST_CONFIDENCE)
    return statistics.median([sides(found.quads[place])[1] for place in read] or [0.0])


def _sizes(quads: Sequence[Quad]) -> list[float]:
    """Each line's height in pixels; boxes of one font differ a little, and count as one size."""
    heights = [float(quad[:, 1].max() - quad[:, 1].min()) for quad in quads]
    usual = statistics.median(heights) if heights else 0.0
    return [
        usual
        if abs(height - usual) <= _SAME_SIZE * usual or sides(quad)[0] < _ONE_CHARACTER * height
        else height
        for height, quad in zip(heights, quads, strict=True)
    ]


def _line(text: LineText, quad: Quad, size: float, found: Found, number: int) -> TextLine:
    scale = _POINTS / found.dpi
    left, top = (float(edge) for edge in quad.min(axis=0))
    right, bottom = (float(edge) for edge in quad.max(axis=0))
    middle = found.height - (top + bottom) / 2
    return TextLine(
        text=text.text,
        left=left * scale,
        right=right * scale,
        bottom=(middle - size / 2) * scale,
        top=(middle + size / 2) * scale,
        size=round(size * _FONT * scale, 1),
        page=number,
        is_ocr=True,
        confidence=text.confidence,
    )
