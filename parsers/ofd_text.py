"""Text objects of OFD (GB/T 33190-2016, 11) -> glyphs with their places -> lines.

Places of glyphs are in points, the origin at the page's lower left, as parsers/layout.py has them.
"""

import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pdfminer.pdffont import TrueTypeFont

from parsers.layout import TextLine, is_wide
from parsers.ofd_package import Element, child, children, is_true, local_name, numbers, text_of

Matrix = tuple[float, float, float, float, float, float]  # a b c d e f, as CTM has them
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_ASCENT, _DESCENT = 0.86, 0.14  # of a glyph, in font sizes above and below its baseline
_NARROW, _WIDE_LETTERS = frozenset("iljtfrI.,:;!|'()[]-1"), frozenset("mwMW@%&")
_BOLD_WEIGHT = 600
_SLANT = 5  # degrees from a right angle, from which on a text is a watermark
_NEAR = 1.2  # font sizes between glyphs of one run
_SPACE_IN_CHINESE, _SPACE_IN_LATIN = 0.6, 0.22  # font sizes; justification spreads text by less
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
    downwards: bool = False  # one of a text that runs downwards or upwards

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.bottom + self.top) / 2

    @property
    def inked(self) -> bool:
        """Hold for what is no white space."""
        return not self.text.isspace()


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that maps by `inner` first and by `outer` then."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def placed(matrix: Matrix, across: float, down: float) -> tuple[float, float]:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * across + c * down + e, b * across + d * down + f


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
    while place < len(words):
        if words[place] == "g":
            repeated = numbers(" ".join(words[place + 1 : place + 3]))
            if len(repeated) == 2 and repeated[0] > 0:
                found += [repeated[1]] * int(min(repeated[0], _MAX_REPEATS))
            place += 3
        else:
            found += numbers(words[place]) or [0.0]
            place += 1
    return found


def natural_width(text: str) -> float:
    """About how wide a character is, in font sizes."""
    first = text[:1]
    if is_wide(first):
        return 1.0
    if first in _NARROW:
        return 0.35
    if first in _WIDE_LETTERS:
        return 0.85
    return 0.68 if first.isupper() else 0.52


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
    for code in children(element, "TextCode"):
        text = "".join(str(part) for part in code.itertext()).replace("\n", "").replace("\r", "")
        across = _first(numbers(code.get("X")), across)
        down = _first(numbers(code.get("Y")), down)
        clusters = list(_clusters(text, groups, start, characters))
        yield from _set(clusters, _Track(code, across, down), style, matrix)
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
        size=_first(numbers(element.get("Size")), 0.0),
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
class _Track:
    """Where the glyphs of one TextCode stand."""

    code: Element
    across: float
    down: float


def _set(
    clusters: Sequence[tuple[str, int]], track: _Track, style: TextStyle, matrix: Matrix
) -> Iterator[Glyph]:
    steps_across, steps_down = read_deltas(track.code.get("DeltaX")), read_deltas(track.code.get("DeltaY"))
    stated = bool(steps_across or steps_down)
    across, down, done = track.across, track.down, 0
    turns = style.direction in {90, 270}
    for text, count in clusters:
        width = natural_width(text) * style.size * style.stretch * max(1, min(len(text), count))
        yield _glyph(
            text,
            (across, down),
            width,
            style,
            matrix,
            downwards=turns or bool(steps_down and not any(steps_across)),
        )
        if stated and done + count <= max(len(steps_across), len(steps_down)):
            across += sum(steps_across[done : done + count])
            down += sum(steps_down[done : done + count])
        elif turns:
            down += style.size if style.direction == 90 else -style.size
        else:
            across += width if style.direction == 0 else -width
        done += count


def _glyph(
    text: str, origin: tuple[float, float], width: float, style: TextStyle, matrix: Matrix, *, downwards: bool
) -> Glyph:
    across, down = origin
    one = placed(matrix, across, down - _ASCENT * style.size)
    other = placed(matrix, across + width, down + _DESCENT * style.size)
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
        downwards=downwards or abs(matrix[1]) > abs(matrix[0]),
    )


# Lines


def lines_of(glyphs: Sequence[Glyph], page: int, *, is_ocr: bool = False) -> list[TextLine]:
    """Put glyphs together to pieces of lines, by their places alone: some programs draw each character by itself."""
    shown = list(_without_repeats(glyphs))
    runs = [run for row in _rows(glyph for glyph in shown if not glyph.downwards) for run in _runs(row)]
    runs += [list(group) for _, group in groupby((each for each in shown if each.downwards), key=_drawn_as)]
    return [_line(run, page, is_ocr=is_ocr) for run in runs if any(glyph.inked for glyph in run)]


def _drawn_as(glyph: Glyph) -> int:
    return glyph.order


def _without_repeats(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Leave out what is drawn over itself, a little beside, to look bold or shadowed."""
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        cell = max(glyph.size, 0.1) / 4
        across, up = round(glyph.left / cell), round(glyph.bottom / cell)
        around = ((glyph.text, across + x, up + y) for x in (-1, 0, 1) for y in (-1, 0, 1))
        if glyph.inked and any(place in seen for place in around):
            continue
        seen.add((glyph.text, across, up))
        yield glyph


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Yield what stands side by side, from top to bottom."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.middle):
        row = next((each for each in reversed(rows[-_ROWS_ABOVE:]) if _shares_row(each[0], glyph)), None)
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    yield from rows


def _shares_row(one: Glyph, other: Glyph) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def _runs(row: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Cut a row where it leaves a gap, between columns of a page or of a table."""
    run: list[Glyph] = []
    for glyph in sorted(row, key=lambda glyph: glyph.left):
        if run and glyph.left - run[-1].right > _NEAR * min(glyph.size, run[-1].size):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _line(run: Sequence[Glyph], page: int, *, is_ocr: bool) -> TextLine:
    inked = [glyph for glyph in run if glyph.inked]
    sizes = Counter(round(glyph.size, 2) for glyph in inked)
    size = sizes.most_common(1)[0][0]
    top = max(glyph.top for glyph in inked)
    # A text that runs downwards is one line where it begins: its height would mingle it with all lines beside it.
    bottom = top - size if run[0].downwards else min(glyph.bottom for glyph in inked)
    return TextLine(
        "".join(_pieces(run)).strip(),
        left=min(glyph.left for glyph in inked),
        right=max(glyph.right for glyph in inked),
        bottom=bottom,
        top=top,
        size=size,
        page=page,
        bold=sum(glyph.bold for glyph in inked) * 2 > len(inked),
        is_ocr=is_ocr,
    )


def _pieces(run: Sequence[Glyph]) -> Iterator[str]:
    before: Glyph | None = None
    for glyph in run:
        if before is not None and not glyph.downwards and before.inked and glyph.inked:
            chinese = is_wide(before.text[-1:]) or is_wide(glyph.text[:1])
            least = _SPACE_IN_CHINESE if chinese else _SPACE_IN_LATIN
            if glyph.left - before.right >= least * glyph.size:
                yield " "
        yield glyph.text
        before = glyph
