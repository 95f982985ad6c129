"""A page that is a picture -> the lines of text on it, its tables, its seals and whether it has colour.

Read in stages: an outline knows where all lines stand and what the short ones say (headings, sign-off, contact,
captions); the rest is read once the rules have asked for the page (rules/needs.py).
"""

import hashlib
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np
from rapidfuzz.fuzz import partial_ratio

from parsers.beneath_seals import confirmed, left_open, without_day
from parsers.cut_short import read_on
from parsers.damage import DAMAGE
from parsers.errors import ReadingFaultError
from parsers.hidden_dates import hidden_dates
from parsers.hidden_names import hidden_names
from parsers.ocr import DETECTION_SIDE, Pixels, cut_out, engine
from parsers.orientation import slant, tells_slant, turned
from parsers.scan_found import Found, seals_of, waiting
from parsers.scan_lines import cut_at_cells, cut_at_gutter, lines_of, with_cells_read
from parsers.scan_marks import black_seals, is_covered
from parsers.scan_sight import sight_of, under_seals
from parsers.scan_struck import without_struck_lines
from parsers.scan_tables import levelled, piece_of, ruled_tables
from parsers.scanned_page import ScannedPage, page_of
from parsers.seal import without_red
from parsers.sheet import flattened
from parsers.text_line import TextLine

RENDER_DPI = 200.0
_POINTS = 72.0
_TELLING = 3  # characters; a shorter line is found anywhere
_ALIKE = 75.0  # of 100, between a line that is seen and its best place in the text layer
_MOST_AGREE = 0.7  # of the lines
_OUTLINE_SIDE = 640  # pixels of the longer side: half the work, for pages that are not read in full yet
_LEAST_SIDE = 8  # pixels: a picture that is narrower is a rule, and holds no character
_KEPT_PAGES = 600  # remembered from the outline to the full reading
_KEPT_CUTS = 12  # pages whose lines are kept for it, some 4 MB each; a file's outline has no more at first

Whole = frozenset[int]  # numbers of the pages to be read in full
FIRST_PAGE: Whole = frozenset({1})  # it tells what the file is
EVERY_OUTLINE = (
    0  # no page's number: in a Whole it asks for the outlines of all pages, also of those far behind
)
Picture = Callable[[], tuple[Pixels, float]]  # a page's pixels, and their dots per inch


_Kept = TypeVar("_Kept")
_PageKey = tuple[str, int]  # a file, and the page's number in it
_MEMORY: OrderedDict[_PageKey, Found] = OrderedDict()
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
    if found is not None and waiting(found, whole=whole) and page in _CUTS:
        with _faults_told():
            cut = _CUTS.pop(page)
            _read_more(cut, found, whole=whole)
            found = _without_other_side(cut, found)
            _remember(_MEMORY, page, found, _KEPT_PAGES)
    elif found is None or waiting(found, whole=whole):
        shown, dpi = picture()
        height, width = shown.shape[:2]
        if min(height, width) < _LEAST_SIDE:
            return ScannedPage(width * _POINTS / dpi, height * _POINTS / dpi)
        with _faults_told():
            found = _read_picture(page, shown, dpi, whole=whole)
    with _faults_told():
        return page_of(found, number)


def _read_picture(page: _PageKey, shown: Pixels, dpi: float, *, whole: bool) -> Found:
    """Read the page from its picture, what was found of it before taken into account."""
    found = _MEMORY.get(page)
    if found is None:
        pixels, found = _look(shown, dpi, DETECTION_SIDE if whole else _OUTLINE_SIDE)
        _remember(_MEMORY, page, found, _KEPT_PAGES)
    else:
        pixels = _readable(flattened(shown, engine().find), found)
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
    if waiting(found, whole=True) and not found.covered:  # what confirms a line needs the picture
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


def _look(shown: Pixels, dpi: float, side: int) -> tuple[Pixels, Found]:
    """Find what stands on the page; its pixels come back as they are to be read."""
    sight = sight_of(shown, dpi, side)
    pixels = sight.pixels
    height, width = pixels.shape[:2]
    rings = () if sight.colour else black_seals(pixels, dpi)
    quads, read = lines_of(sight, rings)
    level = levelled(pixels, slant(sight.lying.quads), is_sure=tells_slant(sight.lying.quads))
    angle = level.angle
    quads, read = without_struck_lines(pixels, level, quads, read)
    quads, read = cut_at_gutter(pixels, quads, read, angle)
    tables = ruled_tables(level, _POINTS / dpi)
    quads, read = cut_at_cells(quads, read, tables, (width, height, angle, _POINTS / dpi))
    quads, read = with_cells_read(sight, level, (quads, read), tables, rings)
    found = Found(
        dpi=dpi,
        width=width,
        height=height,
        turns=sight.lying.turns,
        angle=angle,
        quads=quads,
        rings=rings,
        covered=frozenset(place for place, quad in enumerate(quads) if is_covered(quad, rings)),
        sealed=under_seals(sight, quads),
        tables=tables,
        marks=sight.marks,
        colour=sight.colour,
        texts=read,
    )
    return pixels, found


def _readable(pixels: Pixels, found: Found) -> Pixels:
    return turned(without_red(pixels, found.marks) if found.marks else pixels, found.turns)


def _read_more(cut: Sequence[Pixels], found: Found, *, whole: bool) -> list[int]:
    """Read the lines, which were all cut out, that are still to be read; give their places.

    Where a seal's strokes lie over one, smaller print costs characters of which the recogniser is sure all the same.
    """
    places = waiting(found, whole=whole)
    under = [number for number, place in enumerate(places) if place in found.covered | found.sealed]
    read = engine().read_lines([cut[place] for place in places], under)
    found.texts.update(zip(places, read, strict=True))
    found.texts.update(engine().past_show_through(cut, found.texts))
    return places


def _without_other_side(cut: list[Pixels], found: Found) -> Found:
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


def _looked_beneath(pixels: Pixels, found: Found) -> Found:
    """The page with what its seals hide: the rest of lines that they cut short, dates, and names, where none was read."""
    quads, texts = list(found.quads), dict(found.texts)
    seals = seals_of(found)
    for line in read_on(pixels, quads, texts, [seal for seal in seals if seal not in found.rings]):
        quads[line.place], texts[line.place] = line.quad, line.text
    for date in hidden_dates(pixels, quads, texts, seals):
        place = len(quads) if date.place is None else date.place
        quads[place : place + 1] = [date.quad]
        texts[place] = date.text
    for name in hidden_names(pixels, quads, texts, [seal for seal in seals if seal in found.rings]):
        texts[len(quads)] = name.text
        quads.append(name.quad)
    return replace(found, quads=tuple(quads), texts=texts, beneath=True)
