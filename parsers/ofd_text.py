"""Text objects of OFD (GB/T 33190-2016, 11) -> glyphs with their places -> lines.

Places of glyphs are in points, the origin at the page's lower left, as parsers/text_line.py has them.
"""

import io
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import attrgetter

from pdfminer.pdffont import TrueTypeFont

from parsers.matrices import IDENTITY, Matrix, placed, times
from parsers.ofd_package import Element, child, children, is_true, local_name, numbers, text_of
from parsers.text_line import TextLine, is_wide

_ASCENT, _DESCENT = 0.86, 0.14  # of a glyph, in font sizes above and below its baseline
_NARROW, _WIDE_LETTERS = frozenset("iljtfrI.,:;!|'()[]-"), frozenset("mwMW@%&")
_BOLD_WEIGHT = 600
_SLANT = 5  # degrees from a right angle, from which on a text is a watermark
_NEAR = 1.2  # font sizes between glyphs of one run
_EVENLY = 2  # steps, at least
_WIDEST_STEP = 1.75  # times a character's width to the next; text set wider is spread on purpose
_SPACE_IN_CHINESE, _SPACE_IN_LATIN = 0.6, 0.22  # font sizes; justification spreads text by less
_MOST_CODES = 1_000_000  # in one text object
_MAX_REPEATS = 100_000  # of one "g n v"
_ROWS_ABOVE = 4  # among which the row of a glyph is looked for


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character where it stands. `order` is the number of the object that draws it."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    invisible: bool
    order: int
    code: int  # of the TextCode that sets it
    downwards: bool = False  # one of a text that runs downwards or upwards
    evenly: bool = False  # one of a text in which all are set equally far apart, narrow or wide

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.bottom + self.top) / 2

    @property
    def inked(self) -> bool:
        """Hold for what is no white space."""
        return not self.text.isspace()


def matrix_of(element: Element, outer: Matrix) -> Matrix:
    """The matrix of a graphic object's inside: its CTM, then its Boundary's corner, then what is around it."""
    boundary = numbers(element.get("Boundary"))
    corner = (boundary[0], boundary[1]) if len(boundary) >= 2 else (0.0, 0.0)
    own = numbers(element.get("CTM"))
    inner: Matrix = (own[0], own[1], own[2], own[3], own[4], own[5]) if len(own) == 6 else IDENTITY
    return times(times(inner, (1, 0, 0, 1, *corner)), outer)


def read_deltas(text: str | None) -> list[float]:
    """Read a list of offsets; "g 3 1.5" stands for "1.5 1.5 1.5" (11.3)."""
    words = (text or "").split()
    found: list[float] = []
    place = 0
    while place < len(words) and len(found) < _MAX_REPEATS:
        if words[place] == "g":
            repeated = numbers(" ".join(words[place + 1 : place + 3]))
            if len(repeated) == 2 and repeated[0] > 0:
                found += [repeated[1]] * int(min(repeated[0], _MAX_REPEATS))
            place += 3
        else:
            found += numbers(words[place]) or [0.0]
            place += 1
    return found


def natural_width(character: str) -> float:
    """About how wide a character is, in font sizes."""
    if is_wide(character):
        return 1.0
    if character in _NARROW:
        return 0.35
    if character in _WIDE_LETTERS:
        return 0.85
    return 0.68 if character.isupper() else 0.52


@dataclass(frozen=True, slots=True)
class FontFiles:
    """Gives the characters that a font file knows its glyphs by."""

    read: dict[str, dict[int, str]] = field(default_factory=dict)

    def characters(self, payload: bytes | None, name: str) -> dict[int, str]:
        """Characters by glyph number, {} for a font that does not tell."""
        if name not in self.read:
            self.read[name] = _characters_of(payload) if payload else {}
        return self.read[name]


def _characters_of(font: bytes) -> dict[int, str]:
    try:
        return dict(TrueTypeFont("", io.BytesIO(font)).create_unicode_map().cid2unichr)
    except Exception:  # noqa: BLE001 - pdfminer raises nearly anything for foreign fonts; the text stays as it is written
        return {}


def says_nothing(character: str) -> bool:
    """Hold for characters that stand for a glyph of one font only."""
    return "\ue000" <= character <= "\uf8ff" or character >= "\U000f0000" or character in "\ufffd\ufffe\uffff"


@dataclass(frozen=True, slots=True)
class TextStyle:
    """What all characters of a text object share."""

    size: float  # in the object's own space
    stretch: float  # HScale
    direction: int  # ReadDirection: 0, 90, 180 or 270
    bold: bool
    invisible: bool
    order: int


def text_glyphs(
    element: Element, outer: Matrix, characters: dict[int, str], order: int, *, bold: bool
) -> Iterator[Glyph]:
    """Yield the glyphs of a TextObject. `outer` maps to points; slanted text is a watermark and yields none.

    `characters` are those of the font by glyph number, for text that is written in a font's private characters.
    """
    matrix = matrix_of(element, outer)
    slant = math.degrees(math.atan2(matrix[1], matrix[0])) % 90
    style = _style(element, order, bold=bold)
    if min(slant, 90 - slant) > _SLANT or style.size <= 0:
        return
    groups = _glyph_groups(element)
    start, across, down = 0, 0.0, 0.0
    for number, code in enumerate(children(element, "TextCode")):
        text = "".join(str(part) for part in code.itertext()).replace("\n", "").replace("\r", "")
        across = _first(numbers(code.get("X")), across)
        down = _first(numbers(code.get("Y")), down)
        clusters = list(_clusters(text, groups, start, characters))
        setter = _Setter(style, matrix, order * _MOST_CODES + number)
        yield from setter.set(clusters, code, across, down)
        start += len(text)


def _first(found: Sequence[float], otherwise: float) -> float:
    return found[0] if found else otherwise


def _style(element: Element, order: int, *, bold: bool) -> TextStyle:
    weight = _first(numbers(element.get("Weight")), 400)
    filled = is_true(element.get("Fill"), default=True)
    stroked = is_true(element.get("Stroke"), default=False)
    colour = child(element, "FillColor")
    alphas = [element.get("Alpha"), None if colour is None else colour.get("Alpha")]
    unseen = any(numbers(alpha)[:1] == [0.0] for alpha in alphas) or not (filled or stroked)
    return TextStyle(
        size=_first(numbers(element.get("Size") or element.get("size")), 0.0),  # easyofd writes it small
        stretch=_first(numbers(element.get("HScale")), 1.0),
        direction=int(_first(numbers(element.get("ReadDirection")), 0)) % 360,
        bold=bold or weight >= _BOLD_WEIGHT or (filled and stroked),
        invisible=unseen or not is_true(element.get("Visible"), default=True),
        order=order,
    )


def _glyph_groups(element: Element) -> dict[int, tuple[int, list[int]]]:
    """By the place of their first character: how many characters a CGTransform replaces, and by which glyphs (11.4)."""
    groups = {}
    for transform in element.iter():
        if local_name(transform) == "CGTransform":
            place = int(_first(numbers(transform.get("CodePosition")), 0))
            count = int(_first(numbers(transform.get("CodeCount")), 1))
            glyphs = [int(number) for number in numbers(text_of(child(transform, "Glyphs")))]
            if count > 0:
                groups[place] = (count, glyphs)
    return groups


def _clusters(
    text: str, groups: dict[int, tuple[int, list[int]]], start: int, characters: dict[int, str]
) -> Iterator[tuple[str, int]]:
    """Yield the text in pieces that are set as one, each with the number of its glyphs."""
    place = 0
    while place < len(text):
        count, glyphs = groups.get(start + place, (1, []))
        piece = text[place : place + count]
        if len(glyphs) == count:
            for character, glyph in zip(piece, glyphs, strict=False):
                yield (characters.get(glyph, character) if says_nothing(character) else character), 1
        else:
            yield piece, max(1, len(glyphs))
        place += count


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets the glyphs of one TextCode."""

    style: TextStyle
    matrix: Matrix
    code: int

    def set(
        self, clusters: Sequence[tuple[str, int]], element: Element, across: float, down: float
    ) -> Iterator[Glyph]:
        """Yield the glyphs from that place on, by the stated offsets, then by about their widths."""
        right, below = read_deltas(element.get("DeltaX")), read_deltas(element.get("DeltaY"))
        stated = max(len(right), len(below)) if any(right) or any(below) else 0
        downwards = self.style.direction in {90, 270} or (any(below) and not any(right))
        evenly = len(right) >= _EVENLY and len(set(right)) == 1
        wider = {wide: self._stated_too_small(clusters, right, wide=wide) for wide in (True, False)}
        done = 0
        for text, count in clusters:
            yield self._glyph(
                text,
                across,
                down,
                wider[is_wide(text)] * self._width(text),
                downwards=downwards,
                evenly=evenly,
            )
            usual = self._usual_step(text)
            steps = right[done : done + count], below[done : done + count]
            step = (sum(steps[0]), sum(steps[1])) if done + count <= stated else usual
            across, down, done = across + step[0], down + step[1], done + count

    def _stated_too_small(
        self, clusters: Sequence[tuple[str, int]], right: Sequence[float], *, wide: bool
    ) -> float:
        """How many times wider than the font's size tells, wide (or other) characters usually stand beside each other.

        1 for those that are set as stated. Some programs state a smaller size than the text has.
        """
        if any(count != 1 for _, count in clusters):
            return 1.0
        steps = [
            step / width
            for ((one, _), (other, _)), step in zip(pairwise(clusters), right, strict=False)
            if is_wide(one) is is_wide(other) is wide and (width := self._width(one)) > 0
        ]
        usual = statistics.median_low(steps) if len(steps) >= _EVENLY else 1.0
        return usual if 1.0 < usual <= _WIDEST_STEP else 1.0

    def _width(self, text: str) -> float:
        return sum(map(natural_width, text)) * self.style.size * self.style.stretch

    def _usual_step(self, text: str) -> tuple[float, float]:
        width, size = self._width(text), self.style.size
        return {90: (0.0, size), 180: (-width, 0.0), 270: (0.0, -size)}.get(
            self.style.direction, (width, 0.0)
        )

    def _glyph(
        self, text: str, across: float, down: float, room: float, *, downwards: bool, evenly: bool
    ) -> Glyph:
        matrix, style = self.matrix, self.style
        one = placed(matrix, across, down - _ASCENT * style.size)
        other = placed(matrix, across + room, down + _DESCENT * style.size)
        return Glyph(
            text,
            left=min(one[0], other[0]),
            right=max(one[0], other[0]),
            bottom=min(one[1], other[1]),
            top=max(one[1], other[1]),
            size=style.size * math.hypot(matrix[2], matrix[3]),
            bold=style.bold,
            invisible=style.invisible,
            order=style.order,
            code=self.code,
            downwards=downwards or abs(matrix[1]) > abs(matrix[0]),
            evenly=evenly,
        )


# Lines


@dataclass(frozen=True, slots=True)
class _Run:
    """Glyphs that one TextCode sets side by side; they stay together, for some programs state their places roughly."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def lines_of(glyphs: Sequence[Glyph], page: int, *, is_ocr: bool = False) -> list[TextLine]:
    """Put glyphs together to pieces of lines by their places: some programs draw each character by itself."""
    codes = groupby(_without_repeats(glyphs), key=attrgetter("code", "downwards"))
    level: list[_Run] = []
    lines: list[list[_Run]] = []
    for (_, downwards), group in codes:
        runs = [_run(list(group))] if downwards else [_run(run) for run in _pieces(group)]
        if downwards:
            lines.append(runs)
        else:
            level += runs
    lines += (line for row in _rows(level) for line in _pieces_of_row(row))
    return [_line(line, page, is_ocr=is_ocr) for line in lines if any(run.size for run in line)]


def _without_repeats(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Leave out what is drawn over itself, a little beside, to look bold or shadowed."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        cell = max(glyph.size, 0.1) / 4
        across, up = round(glyph.left / cell), round(glyph.bottom / cell)
        around = ((glyph.text, across + x, up + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if glyph.inked and any(_is_over(glyph, other) for place in around for other in seen.get(place, ())):
            continue
        seen.setdefault((glyph.text, across, up), []).append(glyph)
        yield glyph


def _is_over(glyph: Glyph, other: Glyph) -> bool:
    """Hold within a seventh of an em: the next of several equal digits, set close, stands further away."""
    most = glyph.size / 7
    return abs(glyph.left - other.left) <= most and abs(glyph.bottom - other.bottom) <= most


def _pieces(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Cut the glyphs of one TextCode where they jump: to the next cell of a table, or to the next line."""
    piece: list[Glyph] = []
    for glyph in glyphs:
        if piece:
            before, size = piece[-1], min(glyph.size, piece[-1].size)
            gap = glyph.left - before.right
            if not _shares_row(before, glyph) or gap > _NEAR * size or glyph.left < before.left - size:
                yield piece
                piece = []
        piece.append(glyph)
    if piece:
        yield piece


def _run(glyphs: Sequence[Glyph]) -> _Run:
    """The run of these glyphs; white space at its ends takes up no room. Of white space alone the size is 0."""
    inked = [glyph for glyph in glyphs if glyph.inked]
    size = Counter(glyph.size for glyph in inked).most_common(1)[0][0] if inked else 0.0
    room = inked or glyphs
    return _Run(
        tuple(glyphs),
        left=min(glyph.left for glyph in room),
        right=max(glyph.right for glyph in room),
        bottom=min(glyph.bottom for glyph in room),
        top=max(glyph.top for glyph in room),
        size=size,
    )


def _rows(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    """Yield what stands side by side, from top to bottom."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: -run.middle):
        row = next((each for each in reversed(rows[-_ROWS_ABOVE:]) if _shares_row(each[0], run)), None)
        if row is None:
            rows.append([run])
        else:
            row.append(run)
    yield from rows


def _shares_row(one: Glyph | _Run, other: Glyph | _Run) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def _pieces_of_row(row: Iterable[_Run]) -> Iterator[list[_Run]]:
    """Cut a row where it leaves a gap, between columns of a page or of a table."""
    piece: list[_Run] = []
    for run in sorted(row, key=lambda run: run.left):
        if piece and run.left - piece[-1].right > _NEAR * (run.size or piece[-1].size):
            yield piece
            piece = []
        piece.append(run)
    if piece:
        yield piece


def _line(runs: Sequence[_Run], page: int, *, is_ocr: bool) -> TextLine:
    inked = [run for run in runs if run.size]
    glyphs = [glyph for run in inked for glyph in run.glyphs if glyph.inked]
    longest = max(inked, key=lambda run: len(run.glyphs))
    sizes = Counter(glyph.size for glyph in glyphs)
    size = sizes.most_common(1)[0][0] if len(inked) > 1 else longest.size
    top = max(run.top for run in inked)
    # A text that runs downwards is one line where it begins: its height would mingle it with all lines beside it.
    bottom = top - size if runs[0].glyphs[0].downwards else min(run.bottom for run in inked)
    return TextLine(
        _text(runs).strip(),
        left=inked[0].left,
        right=max(run.right for run in inked),
        bottom=bottom,
        top=top,
        size=size,
        page=page,
        bold=sum(glyph.bold for glyph in glyphs) * 2 > len(glyphs),
        is_ocr=is_ocr,
    )


def _text(runs: Sequence[_Run]) -> str:
    pieces: list[str] = []
    before: Glyph | None = None
    for run in runs:
        for place, glyph in enumerate(run.glyphs):
            if before is not None and _is_apart(before, glyph, inside=place > 0):
                pieces.append(" ")
            pieces.append(glyph.text)
            before = glyph
    return "".join(pieces)


def _is_apart(before: Glyph, glyph: Glyph, *, inside: bool) -> bool:
    """Hold where a gap stands for a space; inside one TextCode the program writes its spaces itself."""
    if not (before.inked and glyph.inked) or glyph.downwards or (inside and glyph.evenly):
        return False
    wide = inside or is_wide(before.text[-1:]) or is_wide(glyph.text[:1])
    return glyph.left - before.right >= (_SPACE_IN_CHINESE if wide else _SPACE_IN_LATIN) * glyph.size
