"""Lines beneath seals: found by a closer look; under a grey one, believed where they read the same without it."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import cv2
import numpy as np

from parsers.grey_seals import without_grey_seals
from parsers.ink import Mask, Span, inked, runs
from parsers.ocr import LineText, Pixels, Quad, cut_out, engine, sides
from parsers.scan_marks import Circle
from parsers.sealed_rows import with_rows_beneath

_ASIDE, _ABOVE = 2.4, 1.3  # radii of a seal to its sides, and above and below its middle
_MOST_RINGS = 4  # seals on a page that are looked at closely
_LONGER = 0.7  # of a line's height, by which it must go on to be cut short
_PAPER, _INK = 0.9, 0.75  # the quantile of a line's box that is paper; how dark ink is beside it
_RED = 0.25  # red over green, as a share of red
_BRIGHT = 0.5  # of paper in red light: print beneath red ink is dark there too
_MOSTLY = 0.8  # share of a line's ink
_MONTH_LAST = re.compile(r"年\s?[\d一二三四五六七八九十]{1,3}\s?月$")
_LAST_CHARACTERS = 2.2  # heights of a line, which hold 3月, and of a longer date its day
_OPEN_DATE = re.compile(r"年\s*月\s*日$")
_OPEN_DAY = re.compile(r"年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*日$")
_OF_AN_OPEN_DATE, _ROOM_FOR_A_NUMBER, _ROOM_FOR_A_DAY = 2, 0.3, 0.4  # gaps; of a line's height
_DAY_SIGN = "日"
_BLUR = 2  # pixels beside print, where it fades
_LAST_SIGN = 1.0  # of a line's height, which 日 takes
_WHERE_A_DAY_STANDS, _SPECKS = (0.25, 4.0), 0.01  # of a line's height behind its end; share of ink
# The quantile of a line's box that is print; how much of the way to it from the paper pencil goes.
_DARKEST, _FAINT = 0.05, 0.25
_PRINTED = 0.9  # of the recogniser: a seal's own characters are read less surely


def with_lines_beneath(
    pixels: Pixels, quads: Sequence[Quad], rings: Sequence[Circle], *, grey: bool = True
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, and those of a closer look at each seal and beside it, where name and date stand.

    What of these was read comes by the place of its line. Of what is new there only that counts which reads surely:
    the rest is the seal's own ring of characters. Where the page is `grey`, it is read without its seals' ink as well.
    """
    rings = rings[:_MOST_RINGS]
    if not rings:
        return tuple(quads), {}
    bared = without_grey_seals(pixels, rings) if grey else None
    found, texts = tuple(quads), dict[int, LineText]()
    for picture in (pixels,) if bared is None else (pixels, bared):
        closer = _found_beside(picture, rings)
        longer = tuple(_lengthened(quad, closer) for quad in found)
        texts = {place: text for place, text in texts.items() if np.array_equal(longer[place], found[place])}
        found = longer
        new = with_overlooked(found, closer)[len(found) :]
        for quad, text in zip(new, engine().read(picture, new), strict=True):
            if text.confidence >= _PRINTED:
                texts[len(found)] = text
                found = (*found, quad)
    for ring in rings if grey else ():  # of red ink nothing is left to hide a row
        found, texts = with_rows_beneath(pixels if bared is None else bared, found, texts, ring)
    return found, texts


def _found_beside(pixels: Pixels, rings: Sequence[Circle]) -> list[Quad]:
    height, width = pixels.shape[:2]
    found: list[Quad] = []
    for x, y, radius in rings:
        left, right = max(0, round(x - _ASIDE * radius)), min(width, round(x + _ASIDE * radius))
        top, bottom = max(0, round(y - _ABOVE * radius)), min(height, round(y + _ABOVE * radius))
        part = np.ascontiguousarray(pixels[top:bottom, left:right])
        found += [quad + np.array((left, top), np.float32) for quad in engine().find(part)]
    return found


def _lengthened(line: Quad, closer: Sequence[Quad]) -> Quad:
    """The line up to where a closer look sees it end: a ring that it runs into cuts it short."""
    ends = [quad for quad in closer if _holds(line, quad.mean(axis=0))]
    least = _LONGER * sides(line)[1]
    longer = line.copy()
    for quad in ends:
        if quad[1:3, 0].min() > longer[1:3, 0].max() + least:
            longer[1:3] = quad[1:3]
        if quad[[0, 3], 0].max() < longer[[0, 3], 0].min() - least:
            longer[[0, 3]] = quad[[0, 3]]
    return longer


def is_red_text(pixels: Pixels, quad: Quad) -> bool:
    """Hold for a line whose characters are red, whatever lies beneath them."""
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    part = pixels[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1].astype(np.int16)
    if not part.size:
        return False
    darkest = part.min(axis=2)
    red, green = part[..., 0], part[..., 1]
    ink = darkest < _INK * np.quantile(darkest, _PAPER)
    # Print beneath red ink is dark in all three.
    is_red = (red - green > _RED * red) & (red > _BRIGHT * np.quantile(red, _PAPER))
    return bool(ink.any() and is_red[ink].mean() >= _MOSTLY)


def with_overlooked(quads: Sequence[Quad], closer: Sequence[Quad]) -> tuple[Quad, ...]:
    """The lines, and those of a closer look that stand where none was found."""
    new = [quad for quad in closer if not any(_holds(known, quad.mean(axis=0)) for known in quads)]
    return (*quads, *new)


def _holds(quad: Quad, point: Quad) -> bool:
    return cv2.pointPolygonTest(quad, (float(point[0]), float(point[1])), measureDist=False) >= 0


def confirmed(
    pixels: Pixels, rings: Sequence[Circle], lines: Mapping[int, tuple[Quad, LineText]]
) -> set[int]:
    """Which of the lines, by their places, read the same once the grey seals over them are taken off."""
    bared = without_grey_seals(pixels, rings) if lines and rings else None
    if bared is None:
        return set()
    again = engine().read(bared, [quad for quad, _ in lines.values()])
    return {
        place
        for (place, (_, text)), other in zip(lines.items(), again, strict=True)
        if text.text == other.text
    }


def without_day(pixels: Pixels, lines: Mapping[int, tuple[Quad, LineText]]) -> set[int]:
    """Which of the lines, by their places, end behind the month of a date, with blank paper where its day would stand.

    Behind that paper 日 may stand, which the finder took for a line of its own.
    """
    return {
        place
        for place, (quad, text) in lines.items()
        if _MONTH_LAST.search(text.text) and _has_no_day(pixels, quad) and _ends_on_month(pixels, quad)
    }


def _has_no_day(pixels: Pixels, quad: Quad) -> bool:
    behind = _behind(pixels, quad)
    if behind is None:
        return False
    strip, line = cut_out(pixels, behind), cut_out(pixels, quad)
    return _is_blank(strip, line) or _is_sign_alone(strip, line)


def _is_sign_alone(strip: Pixels, line: Pixels) -> bool:
    """Hold for paper on which 日 stands and nothing else, be it pencil, with room for a number before it."""
    signs, height = runs(_inked_columns(strip)), len(strip)
    if len(signs) != 1 or signs[0][0] < (_ROOM_FOR_A_DAY - _WHERE_A_DAY_STANDS[0]) * height:
        return False
    start, end = signs[0]
    beside = strip[:, : start - _BLUR], strip[:, end + _BLUR :]
    if end - start > _LAST_SIGN * height or not all(_is_blank(part, line) for part in beside if part.size):
        return False
    around = strip[:, max(0, start - height // 4) : end + height // 4]
    (read,) = engine().read_lines([np.ascontiguousarray(around)])
    return read.text.strip() == _DAY_SIGN


def _ends_on_month(pixels: Pixels, quad: Quad) -> bool:
    """Hold where the line's last characters, read by themselves, end so: a day beneath a seal's character is left out."""
    width, height = sides(quad)
    start = max(0.0, 1 - _LAST_CHARACTERS * height / max(1.0, width))
    tail = quad.copy()
    tail[[0, 3]] = quad[[0, 3]] + start * (quad[[1, 2]] - quad[[0, 3]])
    (read,) = engine().read(pixels, [tail])
    return read.text.rstrip().endswith("月") and read.confidence >= _PRINTED


def left_open(pixels: Pixels, lines: Mapping[int, tuple[Quad, LineText]]) -> set[int]:
    """Which of the lines, by their places, are a date with blank paper where its day would stand, or month and day.

    2024年3月  日, 2024年  月  日.
    """
    return {place for place, (quad, text) in lines.items() if _is_left_open(pixels, quad, text.text)}


def _is_left_open(pixels: Pixels, quad: Quad, text: str) -> bool:
    if _OPEN_DATE.search(text):
        return len(_gaps(cut_out(pixels, quad), _ROOM_FOR_A_NUMBER)) == _OF_AN_OPEN_DATE
    if not _OPEN_DAY.search(text):
        return False
    line = cut_out(pixels, quad)
    return len(_gaps(line, _ROOM_FOR_A_DAY)) == 1 and _is_day_open(line)


def _is_day_open(line: Pixels) -> bool:
    """Hold where the last run of print is one sign, 日, and before it room for a number, bare of pencil too."""
    (_, before), (start, end) = runs(_inked_columns(line))[-2:]
    is_room = start - before >= _ROOM_FOR_A_DAY * len(line) and end - start <= _LAST_SIGN * len(line)
    return is_room and _is_blank(line[:, before + _BLUR : start - _BLUR], line)


def _gaps(line: Pixels, room: float) -> list[Span]:
    """The columns of paper, at least so wide, that part the line's print."""
    signs = runs(_inked_columns(line))
    between = [(end, start) for (_, end), (start, _) in pairwise(signs)]
    return [(end, start) for end, start in between if start - end >= room * len(line)]


def _inked_columns(line: Pixels) -> Mask:
    return np.asarray(inked(line).any(axis=0), np.bool_)


def _behind(pixels: Pixels, quad: Quad) -> Quad | None:
    """Where a day would stand behind the line's end; None where the picture ends before."""
    upper, lower = quad[1], quad[2]
    height = sides(quad)[1]
    onwards = (upper - quad[0]) / max(1.0, float(np.linalg.norm(upper - quad[0])))
    near, far = (share * height * onwards for share in _WHERE_A_DAY_STANDS)
    strip = np.array([upper + near, upper + far, lower + far, lower + near], np.float32)
    is_within = (strip >= 0).all() and (strip < (pixels.shape[1], pixels.shape[0])).all()
    return strip if height >= 1 and is_within else None


def _is_blank(strip: Pixels, sealed: Pixels) -> bool:
    """Hold where nothing on the strip is darker than the line's paper, be it pencil."""
    behind, line = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY) for each in (strip, sealed))
    print_of_line, paper = (float(np.quantile(line, share)) for share in (_DARKEST, _PAPER))
    return float((behind < paper - _FAINT * (paper - print_of_line)).mean()) <= _SPECKS
