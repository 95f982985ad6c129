"""A page that is a picture -> the lines of text on it, its tables, its seals and whether it has colour.

Read in stages: an outline knows where all lines stand and what the short ones say (headings, sign-off, contact,
captions); the rest is read once the rules have asked for the page (rules/needs.py).
"""

import hashlib
import statistics
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

import cv2
import numpy as np
from rapidfuzz.fuzz import partial_ratio

from parsers.beneath_seals import (
    confirmed,
    is_red_text,
    left_open,
    with_lines_beneath,
    with_overlooked,
    without_day,
)
from parsers.blank_ends import with_blanks_at_ends
from parsers.blank_rows import parted_by_blanks, spanned
from parsers.cut_short import ends_within, read_on
from parsers.damage import DAMAGE
from parsers.document import Seal
from parsers.errors import ReadingFaultError
from parsers.gutters import parts_across
from parsers.hidden_dates import hidden_dates, stands_near
from parsers.ocr import DETECTION_SIDE, LineText, Pixels, Quad, cut_out, engine, sides
from parsers.orientation import Upright, slant, straightened, tells_slant, turned, upright
from parsers.pdf_tables import DrawnTable
from parsers.punched_holes import without_holes
from parsers.scan_cells import overlooked_in_cells
from parsers.scan_marks import Circle, black_seals, has_overlooked_text, is_covered
from parsers.scan_struck import without_struck_lines
from parsers.scan_tables import Level, RuledTable, cut_at_borders, filled, levelled, piece_of, ruled_tables
from parsers.seal import SealMark, find_seals, without_red
from parsers.sheet import flattened
from parsers.spreads import Sheet, unfolded
from parsers.stacked_rows import parted_rows
from parsers.text_line import TextLine
from parsers.tight_lines import are_tight

RENDER_DPI = 200.0
_POINTS = 72.0
_SHORT = 0.72  # of the usual line's width
_USUAL = 0.9  # the quantile of the lines' widths that is the usual one
_FEW_LINES = 14  # a page with no more is read whole at once
_SAME_SIZE = 0.25  # by which boxes of one font differ in height
_ONE_CHARACTER = 2.0  # times as wide as high: a box of a character or two tells nothing of their size
_LOWEST_LINE = 0.5  # of the usual height: no text is set so low, but dots and rules are
_ONE_LINE = 3.0  # times as wide as high: shorter marks need be no text
_FONT = 0.8  # of a box's height: the detector leaves room around the letters
_LEAST_CONFIDENCE = 0.4  # below this the recogniser saw marks, not text
_TELLING = 3  # characters; a shorter line is found anywhere
_ALIKE = 75.0  # of 100, between a line that is seen and its best place in the text layer
_MOST_AGREE = 0.7  # of the lines
_OUTLINE_SIDE = 640  # pixels of the longer side: half the work, for pages that are not read in full yet
_NO_COLOUR, _NEARLY_ALL = 2, 0.99  # of 255, between the channels of a pixel; share of a grey page's pixels
_STRONG_COLOUR, _LEAST_COLOURED = 60, 0.0003  # and the share of a page that a faint seal's rim takes
# Pixels of the longer side, where a look has overlooked a line: closer, and where that misses it as well, otherwise.
_OTHER_SIDES = (1280, 800)
_COVERED = (
    0.81  # confidence in what runs under a black seal, however sure the recogniser is: a little below doubt
)
_NAME_AND_DATE = 2  # lines
_MOST_BLANKS = 4  # in one row
_MOST_SEALS = 4  # of a page, beneath which is looked
_MOSTLY_ON_PAGE = 0.6  # radii, by which a seal's middle lies off the page's edge
_LEAST_SIDE = 8  # pixels: a picture that is narrower is a rule, and holds no character
_KEPT_PAGES = 600  # remembered from the outline to the full reading
_KEPT_CUTS = 12  # pages whose lines are kept for it, some 4 MB each; a file's outline has no more at first

Whole = frozenset[int]  # numbers of the pages to be read in full
FIRST_PAGE: Whole = frozenset({1})  # it tells what the file is
EVERY_OUTLINE = (
    0  # no page's number: in a Whole it asks for the outlines of all pages, also of those far behind
)
Picture = Callable[[], tuple[Pixels, float]]  # a page's pixels, and their dots per inch


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


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class _Found:
    """Where everything stands on a page; `texts` fills as lines are read. Sizes in pixels, the page upright."""

    dpi: float
    width: int
    height: int
    turns: int  # by 90° against the clock, until it is upright
    angle: float  # by which it is still askew
    quads: tuple[Quad, ...]
    tables: tuple[RuledTable, ...]
    marks: tuple[SealMark, ...]
    colour: bool
    rings: tuple[Circle, ...]  # black seals
    covered: frozenset[int]  # lines that run under one of them
    sealed: frozenset[int]  # lines where a red seal was
    texts: dict[int, LineText] = field(default_factory=dict)
    # Covered lines that read the same with the seal taken off.
    confirmed: set[int] = field(default_factory=set)
    beneath: bool = False  # what its seals hide was looked for


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class _Sight:
    """A page's picture, set upright: `pixels` as they are read, `shown` with the ink of its seals `marks`."""

    pixels: Pixels
    shown: Pixels
    dpi: float
    colour: bool
    marks: tuple[SealMark, ...]  # their places on the page as it came
    lying: Upright


_Kept = TypeVar("_Kept")
_PageKey = tuple[str, int]  # a file, and the page's number in it
_MEMORY: OrderedDict[_PageKey, _Found] = OrderedDict()
"""What was found of the last pages. The worker reads one file at a time, outline first, so no page is looked at twice."""
_CUTS: OrderedDict[_PageKey, list[Pixels]] = OrderedDict()
"""The lines of the last pages that were read in outline, cut out, so that few pages are rendered twice."""


def fingerprint(payload: bytes) -> str:
    """What tells a file from others while its pages are remembered."""
    return hashlib.blake2b(payload, digest_size=16).hexdigest()


def says_the_same(layer: Sequence[TextLine], seen: Sequence[TextLine]) -> bool:
    """Hold where a page's text layer has what its picture shows; a page on which nothing is seen tells nothing."""
    text = "".join(squeezed(line.text) for line in layer)
    lines = [squeezed(line.text) for line in seen]
    lines = [line for line in lines if len(line) >= _TELLING]
    agreeing = sum(partial_ratio(line, text) >= _ALIKE for line in lines)
    return agreeing >= _MOST_AGREE * len(lines)


def squeezed(text: str) -> str:
    """The text without what OCR and text layers write differently: width of characters, white space, punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def read_page(file: str, number: int, picture: Picture, *, whole: bool) -> ScannedPage:
    """Read one page of the file (any name that tells it from others); its picture is asked for only where needed.

    Raises what `picture` raises, and ReadingFaultError where the reading itself goes wrong.
    """
    page = (file, number)
    found = _MEMORY.get(page)
    if found is not None and _waiting(found, whole=whole) and page in _CUTS:
        with _faults_told():
            cut = _CUTS.pop(page)
            _read_more(cut, found, whole=whole)
            found = _without_other_side(cut, found)
            _remember(_MEMORY, page, found, _KEPT_PAGES)
    elif found is None or _waiting(found, whole=whole):
        shown, dpi = picture()
        height, width = shown.shape[:2]
        if min(height, width) < _LEAST_SIDE:
            return ScannedPage(width * _POINTS / dpi, height * _POINTS / dpi)
        with _faults_told():
            found = _read_picture(page, shown, dpi, whole=whole)
    with _faults_told():
        return _page(found, number)


def _read_picture(page: _PageKey, shown: Pixels, dpi: float, *, whole: bool) -> _Found:
    """Read the page from its picture, what was found of it before taken into account."""
    found = _MEMORY.get(page)
    if found is None:
        pixels, found = _look(shown, dpi, DETECTION_SIDE if whole else _OUTLINE_SIDE)
        _remember(_MEMORY, page, found, _KEPT_PAGES)
    else:
        pixels = _readable(flattened(shown), found)
    cut = [cut_out(pixels, quad) for quad in found.quads]
    new = _read_more(cut, found, whole=whole)
    found = _without_other_side(cut, found)
    _remember(_MEMORY, page, found, _KEPT_PAGES)
    lines = {place: (found.quads[place], found.texts[place]) for place in new if place in found.covered}
    found.confirmed.update(
        confirmed(pixels, found.rings, lines) | without_day(pixels, lines) | left_open(pixels, lines)
    )
    if (found.marks or found.rings) and not found.beneath:
        found = _looked_beneath(pixels, found)
        _remember(_MEMORY, page, found, _KEPT_PAGES)
        cut = [cut_out(pixels, quad) for quad in found.quads]
    if _waiting(found, whole=True) and not found.covered:  # what confirms a line needs the picture
        _remember(_CUTS, page, cut, _KEPT_CUTS)
    return found


@contextmanager
def _faults_told() -> Iterator[None]:
    """What would pass for damage of the file is none from here on: the pixels are all there is of it."""
    try:
        yield
    except (cv2.error, *DAMAGE) as error:
        raise ReadingFaultError from error


def _remember(memory: OrderedDict[_PageKey, _Kept], page: _PageKey, kept: _Kept, most: int) -> None:
    memory[page] = kept
    while len(memory) > most:
        memory.popitem(last=False)


def _look(shown: Pixels, dpi: float, side: int) -> tuple[Pixels, _Found]:
    """Find what stands on the page; its pixels come back as they are to be read."""
    sight = _seen(shown, dpi, side)
    pixels = sight.pixels
    height, width = pixels.shape[:2]
    rings = () if sight.colour else black_seals(pixels, dpi)
    quads, read = _lines(sight, rings)
    level = levelled(pixels, slant(sight.lying.quads), is_sure=tells_slant(sight.lying.quads))
    angle = level.angle
    quads, read = without_struck_lines(pixels, level, quads, read)
    quads, read = _cut_at_gutter(pixels, quads, read, angle)
    tables = ruled_tables(level, _POINTS / dpi)
    quads, read = _cut(quads, read, tables, (width, height, angle, _POINTS / dpi))
    quads, read = _with_cells_read(sight, level, (quads, read), tables, rings)
    found = _Found(
        dpi=dpi,
        width=width,
        height=height,
        turns=sight.lying.turns,
        angle=angle,
        quads=quads,
        rings=rings,
        covered=frozenset(place for place, quad in enumerate(quads) if is_covered(quad, rings)),
        sealed=_under(sight, quads),
        tables=tables,
        marks=sight.marks,
        colour=sight.colour,
        texts=read,
    )
    return pixels, found


def _seen(picture: Pixels, dpi: float, side: int) -> _Sight:
    shown = flattened(picture)
    colour = not is_grey(shown)
    marks = tuple(find_seals(shown, dpi)) if colour else ()
    pixels = without_red(shown, marks) if marks else shown
    lying = upright(pixels, engine(), side)
    return _Sight(turned(pixels, lying.turns), turned(shown, lying.turns), dpi, colour, marks, lying)


def _lines(sight: _Sight, rings: Sequence[Circle]) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines of the page, with what was read of them already: those overlooked at first and beneath seals too."""
    quads, known = sight.lying.quads, sight.lying.quads
    height, width = sight.pixels.shape[:2]
    if are_tight(straightened(quads, slant(quads), width, height)):
        quads, known = tuple(engine().find_close(sight.pixels)), ()
    for side in _OTHER_SIDES:
        if not has_overlooked_text(sight.pixels, quads, sight.dpi, rings):
            break
        quads = with_overlooked(quads, engine().find(sight.pixels, side))
    quads = without_holes(sight.pixels, quads)
    quads = _with_rows_put_together(sight, _with_rows_parted(sight, quads))
    quads = with_blanks_at_ends(sight.pixels, quads)
    if sight.colour:
        quads, beneath = with_lines_beneath(sight.pixels, quads, _bare_seals(sight, quads), grey=False)
    else:
        quads, beneath = with_lines_beneath(sight.pixels, quads, rings)
    read = _read_before(quads, known, sight.lying.read)
    return _without_seal_characters(sight, quads, read | beneath)


def _read_before(
    quads: Sequence[Quad], known: Sequence[Quad], read: Iterable[tuple[int, LineText]]
) -> dict[int, LineText]:
    """What was read of the `known` lines, by the places they have now; one that turned out to be longer is read anew."""
    return {
        place: text
        for before, text in read
        for place, quad in enumerate(quads)
        if known and np.array_equal(quad, known[before])
    }


def _with_rows_parted(sight: _Sight, quads: tuple[Quad, ...]) -> tuple[Quad, ...]:
    """The lines, boxes of several rows in pieces, of which the first takes the box's place."""
    height, width = sight.pixels.shape[:2]
    rows = parted_rows(sight.pixels, quads, straightened(quads, slant(quads), width, height))
    kept = [rows[place][0] if place in rows else quad for place, quad in enumerate(quads)]
    return (*kept, *(row for each in rows.values() for row in each[1:]))


def _with_rows_put_together(sight: _Sight, quads: tuple[Quad, ...]) -> tuple[Quad, ...]:
    """The lines, those that a blank parts as one, in the place of their first piece; the others keep their order."""
    height, width = sight.pixels.shape[:2]
    for _ in range(_MOST_BLANKS):
        parted = parted_by_blanks(sight.pixels, quads, straightened(quads, slant(quads), width, height))
        if not parted:
            break
        ends = set(parted.values())
        quads = tuple(
            spanned(quad, quads[parted[place]]) if place in parted else quad
            for place, quad in enumerate(quads)
            if place not in ends
        )
    return quads


def _bare_seals(sight: _Sight, quads: Sequence[Quad]) -> list[Circle]:
    """The red seals over which fewer lines were found than the name and the date that usually stand there."""
    found = []
    for box in _seal_boxes(sight):
        left, top, right, bottom = box
        middles = [quad.mean(axis=0) for quad in quads]
        under = sum(left <= x <= right and top <= y <= bottom for x, y in middles)
        if under < _NAME_AND_DATE:
            found.append(_circle(box))
    return found


def _circle(box: tuple[int, int, int, int]) -> Circle:
    """The seal of that box; an oval one counts by its longer side."""
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2, max(right - left, bottom - top) / 2


def _seal_boxes(sight: _Sight) -> list[tuple[int, int, int, int]]:
    height, width = sight.pixels.shape[:2]
    return [_turned_box(mark.box, sight.lying.turns, (width, height)) for mark in sight.marks]


def _without_seal_characters(
    sight: _Sight, quads: Sequence[Quad], read: dict[int, LineText]
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines without those that red ink wrote: what is left of a seal's name once its ink is bleached."""
    sealed = _under(sight, quads)
    kept = [
        place for place, quad in enumerate(quads) if place not in sealed or not is_red_text(sight.shown, quad)
    ]
    texts = {new: read[place] for new, place in enumerate(kept) if place in read}
    return tuple(quads[place] for place in kept), texts


def _cut_at_gutter(
    pixels: Pixels, quads: Sequence[Quad], read: dict[int, LineText], angle: float
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, those that run from one column into the other in two."""
    height, width = pixels.shape[:2]
    parts = parts_across(pixels, quads, straightened(quads, angle, width, height))
    if not parts:
        return tuple(quads), read
    whole = [place for place in range(len(quads)) if place not in parts]
    texts = {new: read[place] for new, place in enumerate(whole) if place in read}
    halves = [
        piece_of(quads[place], *span)
        for place, (end, start) in parts.items()
        for span in ((0.0, end), (start, 1.0))
    ]
    return (*(quads[place] for place in whole), *halves), texts


def _cut(
    quads: Sequence[Quad],
    read: dict[int, LineText],
    tables: Sequence[RuledTable],
    page: tuple[int, int, float, float],
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, those that run over borders of cells in pieces; what was read of a line in pieces is read anew."""
    width, height, angle, scale = page
    cut: list[Quad] = []
    kept: dict[int, LineText] = {}
    for place, quad in enumerate(quads):
        (level,) = straightened([quad], angle, width, height)
        pieces = cut_at_borders(level, tables, height, scale)
        if len(pieces) == 1 and place in read:
            kept[len(cut)] = read[place]
        cut += [quad] if len(pieces) == 1 else straightened(pieces, -angle, width, height)
    return tuple(cut), kept


def _with_cells_read(
    sight: _Sight,
    level: Level,
    known: tuple[Sequence[Quad], Mapping[int, LineText]],
    tables: Sequence[RuledTable],
    rings: Sequence[Circle],
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines with what stands downwards or alone in the cells of tables; a column taken for one line is left out.

    `known` are the lines and what was read of them.
    """
    quads, read = known
    black = [(round(x - far), round(y - far), round(x + far), round(y + far)) for x, y, far in rings]
    seals = [*_seal_boxes(sight), *black]
    dropped, lines = overlooked_in_cells(sight.pixels, level, quads, tables, seals, _POINTS / sight.dpi)
    kept = [number for number in range(len(quads)) if number not in dropped]
    texts = {new: read[number] for new, number in enumerate(kept) if number in read}
    texts |= {len(kept) + number: line.text for number, line in enumerate(lines)}
    return (*(quads[number] for number in kept), *(line.quad for line in lines)), texts


def _under(sight: _Sight, quads: Sequence[Quad]) -> frozenset[int]:
    """The lines that touch a red seal; its place is known on the page as it came, before it was turned."""
    boxes = _seal_boxes(sight)
    return frozenset(
        place
        for place, quad in enumerate(quads)
        if any(
            left < quad[:, 0].max()
            and right > quad[:, 0].min()
            and top < quad[:, 1].max()
            and bottom > quad[:, 1].min()
            for left, top, right, bottom in boxes
        )
    )


def _turned_box(
    box: tuple[int, int, int, int], turns: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box on the page once that is turned by 90° against the clock so often; `size` is the turned page's."""
    width, height = size if turns % 2 == 0 else (size[1], size[0])
    for _turn in range(turns):
        left, top, right, bottom = box
        box = (top, width - right, bottom, width - left)
        width, height = height, width
    return box


def is_grey(pixels: Pixels) -> bool:
    """Hold for a page without any colour, not so much as a scanner's tint or a seal: grey, or black and white."""
    red, green, blue = cv2.split(pixels[::4, ::4])
    chroma = cv2.max(cv2.max(red, green), blue) - cv2.min(cv2.min(red, green), blue)
    has_seal = float(np.mean(chroma > _STRONG_COLOUR)) > _LEAST_COLOURED
    return not has_seal and float(np.mean(chroma <= _NO_COLOUR)) >= _NEARLY_ALL


def _readable(pixels: Pixels, found: _Found) -> Pixels:
    return turned(without_red(pixels, found.marks) if found.marks else pixels, found.turns)


def _read_more(cut: Sequence[Pixels], found: _Found, *, whole: bool) -> list[int]:
    """Read the lines, which were all cut out, that are still to be read; give their places.

    Where a seal's strokes lie over one, smaller print costs characters of which the recogniser is sure all the same.
    """
    places = _waiting(found, whole=whole)
    under = [number for number, place in enumerate(places) if place in found.covered | found.sealed]
    read = engine().read_lines([cut[place] for place in places], under)
    found.texts.update(zip(places, read, strict=True))
    found.texts.update(engine().past_show_through(cut, found.texts))
    return places


def _without_other_side(cut: list[Pixels], found: _Found) -> _Found:
    """The page with its lines as long as its own print, where the other side's had lengthened them; `cut` follows."""
    spans = engine().ends_of_this_side(cut, found.texts)
    if not spans:
        return found
    quads = list(found.quads)
    for place, (start, end) in spans.items():
        width = cut[place].shape[1]
        quads[place] = piece_of(quads[place], start / width, end / width)
        cut[place] = np.ascontiguousarray(cut[place][:, start:end])
    read = engine().read_lines([cut[place] for place in spans])
    found.texts.update(zip(spans, read, strict=True))
    return replace(found, quads=tuple(quads))


def _looked_beneath(pixels: Pixels, found: _Found) -> _Found:
    """The page with what its seals hide: the rest of lines that they cut short, dates beside which none was read."""
    quads, texts = list(found.quads), dict(found.texts)
    seals = _seals_of(found)
    for line in read_on(pixels, quads, texts, [seal for seal in seals if seal not in found.rings]):
        quads[line.place], texts[line.place] = line.quad, line.text
    for date in hidden_dates(pixels, quads, texts, seals):
        place = len(quads) if date.place is None else date.place
        quads[place : place + 1] = [date.quad]
        texts[place] = date.text
    return replace(found, quads=tuple(quads), texts=texts, beneath=True)


def _seals_of(found: _Found) -> list[Circle]:
    """The seals beneath which is looked; over the edges of all pages at once nobody signs (骑缝章)."""
    size = found.width, found.height
    red = [_circle(_turned_box(mark.box, found.turns, size)) for mark in found.marks]
    return [seal for seal in [*red, *found.rings] if _is_whole(seal, size)][:_MOST_SEALS]


def _is_whole(seal: Circle, size: tuple[int, int]) -> bool:
    """Hold for a seal of which most lies on the page."""
    x, y, radius = seal
    return all(
        _MOSTLY_ON_PAGE * radius <= middle <= side - _MOSTLY_ON_PAGE * radius
        for middle, side in zip((x, y), size, strict=True)
    )


def _waiting(found: _Found, *, whole: bool) -> list[int]:
    """Which lines are still to be read: of an outline the short ones, and those where a seal may hide something."""
    wanted: Iterable[int] = range(len(found.quads))
    if not whole:
        seals = _seals_of(found)
        wanted = sorted({*_short(found.quads), *_near(found.quads, seals)})
    return [place for place in wanted if place not in found.texts]


def _near(quads: Sequence[Quad], seals: Sequence[Circle]) -> Iterator[int]:
    for place, quad in enumerate(quads):
        if any(stands_near(quad, seal) or ends_within(quad, seal) for seal in seals):
            yield place


def _short(quads: Sequence[Quad]) -> list[int]:
    """The lines that are shorter than the usual one; all, where there are few."""
    if len(quads) <= _FEW_LINES:
        return list(range(len(quads)))
    widths = [float(quad[:, 0].max() - quad[:, 0].min()) for quad in quads]
    usual = float(np.quantile(widths, _USUAL))
    return [place for place, width in enumerate(widths) if width < _SHORT * usual]


def _page(found: _Found, number: int) -> ScannedPage:
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
        illegible=sum(1 for place in found.texts if _is_illegible(place, found)),
    )


def _believed(text: LineText, place: int, found: _Found) -> LineText:
    """The line, no more trusted than a black seal over it allows, however sure the recogniser is."""
    is_doubtful = place in found.covered and place not in found.confirmed
    return LineText(text.text, min(text.confidence, _COVERED)) if is_doubtful else text


def _is_illegible(place: int, found: _Found) -> bool:
    """Hold for a line that says something to people most likely: long enough, and no remains of a seal's own ring.

    What is much lower than the lines beside it and yields no character at all is a row of dots, or a rule.
    """
    width, height = sides(found.quads[place])
    is_line = width >= _ONE_LINE * height and place not in found.covered | found.sealed
    text = found.texts[place]
    is_blank = not text.text.strip() and height < _LOWEST_LINE * _height_of_lines(found)
    return is_line and text.confidence < _LEAST_CONFIDENCE and not is_blank


def _height_of_lines(found: _Found) -> float:
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


def _line(text: LineText, quad: Quad, size: float, found: _Found, number: int) -> TextLine:
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
