"""Rows beneath a seal that were not found, or not whole: read wherever a row may stand, believed where readings agree.

A black ring and its star hide from the finder a date that the recogniser, shown the very row, reads surely.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from parsers.ocr import LineText, Pixels, Quad, engine, sides
from parsers.scan_marks import Circle

_REACH = 0.55  # radii above and below the seal's middle: beyond stand the characters along its ring
_STEP = 1 / 3  # of a line's height, from one try to the next
_HEIGHTS = (1.1, 1.4)  # of a line's height, of the windows
# Their ends, in radii to the left and to the right: what reads alike in several of them is no piece of a longer line.
_ENDS = ((1.2, 1.2), (1.6, 1.1), (1.1, 1.9))
_WHOLLY = 1.3  # radii to the sides, within which a line lies beneath the seal and no other
_SURE, _SUREST = 0.9, 0.95  # of the recogniser: for a reading to count, and for the best of those that agree
_LEAST_VOTES = 3  # readings that agree
_SHORTEST = 4  # characters
_OF_A_SEAL = re.compile(r"章$|^[\dA-Za-z]+$")  # 合同专用章, and its number: the seal's own
_MOST_SLOPE = 0.2  # of a page that is no more turned than scans are


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Reading:
    """What was read in one window, and the height of its middle on the page."""

    quad: Quad
    text: LineText
    height: float


def with_rows_beneath(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], ring: Circle
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, and what was read of them already, with those beneath the seal: new ones, and pieces made whole."""
    found, known = list(quads), dict(texts)
    usual = float(np.median([sides(quad)[1] for quad in quads])) if quads else 0.0
    for reading in _rows(pixels, quads, ring, usual) if usual >= 1 else ():
        pieces = [place for place, quad in enumerate(quads) if is_beneath(quad, reading.height, ring, usual)]
        if not pieces:
            found.append(reading.quad)
            known[len(found) - 1] = reading.text
        elif len(pieces) == 1 and _is_piece(pixels, quads[pieces[0]], reading.text):
            found[pieces[0]], known[pieces[0]] = reading.quad, reading.text
    return tuple(found), known


def _rows(pixels: Pixels, quads: Sequence[Quad], ring: Circle, usual: float) -> list[Reading]:
    """What stands beneath the seal, read alike in several windows, from top to bottom; `usual` is a line's height."""
    return agreed(readings(pixels, quads, ring, usual, heights_of(ring, _STEP * usual)), usual)


def readings(
    pixels: Pixels, quads: Sequence[Quad], ring: Circle, usual: float, heights: Sequence[float]
) -> list[Reading]:
    """What is read beneath the seal in the windows at those heights."""
    tries = list(_windows(ring, quads, usual, heights))
    read = engine().read(pixels, [quad for quad, _ in tries]) if tries else []
    return [Reading(quad, text, height) for (quad, height), text in zip(tries, read, strict=True)]


def agreed(readings: Sequence[Reading], usual: float) -> list[Reading]:
    """The surest reading of each row that several windows read alike, from top to bottom."""
    sure = [
        each
        for each in readings
        if each.text.confidence >= _SURE
        and len(each.text.text) >= _SHORTEST
        and not _OF_A_SEAL.search(each.text.text)
    ]
    votes = Counter(reading.text.text for reading in sure)
    rows: list[Reading] = []
    contested: set[str] = set()  # what as many read otherwise
    for text, count in votes.most_common():
        alike = (each for each in sure if each.text.text == text)
        best = max(alike, key=lambda each: each.text.confidence)
        beside = [row for row in rows if abs(best.height - row.height) < usual]
        contested.update(row.text.text for row in beside if votes[row.text.text] == count)
        if count >= _LEAST_VOTES and best.text.confidence >= _SUREST and not beside:
            rows.append(best)
    return sorted((row for row in rows if row.text.text not in contested), key=lambda row: row.height)


def heights_of(ring: Circle, step: float) -> list[float]:
    """Where rows may lie beneath the seal, `step` from one to the next."""
    _, y, radius = ring
    return [y + float(far) for far in np.arange(-_REACH * radius, _REACH * radius, step)]


def _windows(
    ring: Circle, quads: Sequence[Quad], usual: float, heights: Sequence[float]
) -> Iterator[tuple[Quad, float]]:
    """Yield the windows at those heights, each with its height, where no line goes through from beside the seal."""
    x, _, radius = ring
    slope = _slope(quads)
    for middle in heights:
        if not any(_goes_beyond(quad, middle, ring, usual) for quad in quads):
            for (left, right), high in product(_ENDS, _HEIGHTS):
                ends = (-left * radius, right * radius)
                yield _window((x, middle), ends, high * usual, slope), middle


def _slope(quads: Sequence[Quad]) -> float:
    """How many pixels the page's lines fall for one to the right."""
    falls = [float(quad[1][1] - quad[0][1]) / max(1.0, float(quad[1][0] - quad[0][0])) for quad in quads]
    slope = float(np.median(falls))
    return slope if abs(slope) <= _MOST_SLOPE else 0.0


def _goes_beyond(quad: Quad, middle: float, ring: Circle, usual: float) -> bool:
    """Hold for a line at that height that stands beside the seal too: it is known."""
    x, _, radius = ring
    beneath = quad[:, 0].min() < x + radius and quad[:, 0].max() > x - radius
    at_height = abs(quad[:, 1].mean() - middle) < usual / 2
    return bool(beneath and at_height and not _is_within(quad, ring))


def _is_within(quad: Quad, ring: Circle) -> bool:
    x, _, radius = ring
    return bool(quad[:, 0].min() > x - _WHOLLY * radius and quad[:, 0].max() < x + _WHOLLY * radius)


def is_beneath(quad: Quad, middle: float, ring: Circle, usual: float) -> bool:
    """Hold for a line at that height beneath the seal."""
    return _is_within(quad, ring) and bool(abs(quad[:, 1].mean() - middle) < usual / 2)


def _is_piece(pixels: Pixels, quad: Quad, whole: LineText) -> bool:
    """Tell whether what was found of a line is a part of it: 2024年3月 where 2024年3月19日 stands."""
    (piece,) = engine().read(pixels, [quad])
    return len(piece.text) < len(whole.text) and piece.text in whole.text


def _window(place: tuple[float, float], ends: tuple[float, float], height: float, slope: float) -> Quad:
    x, y = place
    up, down = -height / 2, height / 2
    corners = [(ends[0], up), (ends[1], up), (ends[1], down), (ends[0], down)]
    return np.array([(x + across, y + far + slope * across) for across, far in corners], np.float32)
