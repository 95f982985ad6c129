"""Red seals on the picture of a page: round and oval ones, also over print, faint, cut by the page's edge.

Seals of Chinese units are red, round (38 to 58 mm) or oval (invoices, 40 by 30 mm), with a rim and a text within.
Square ones are persons'. Where a page has no colour nothing can be told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.document import SealKind
from parsers.seal_evidence import Evidence, evidence
from parsers.seal_redness import LEAST_REDNESS, MILLIMETRE, Mask, Pixels, RedMap, red_map, resized
from parsers.seal_rim import Box, Ellipse, fitted
from parsers.seal_votes import candidates

CERTAIN = 0.5  # from here on a mark is a seal
_DOUBTFUL = 0.25  # below, it is nothing
_LEAST_INK = 30 * MILLIMETRE**2  # of a faint seal's half
_ROUND = 1.2  # the longer axis by the shorter; a photo from aslant makes a circle an ellipse
_LEAST_FIT = 0.4
_MOST_OF_IT = 0.75
_OVERLAP = 0.35  # of the smaller of two marks that are one
_LONGEST_PAGE = 16.6  # inches, A3
_A4_INCHES = 11.7  # the longer side, where nobody says how large a page is
_LONGEST_SIDE = 700  # pixels at which colour is looked for: the lines of a seal are then two wide
_SLIGHT_TINT = 24  # of 255, between the channels of grey paper under a scanner's lamp
_CHROMA = 12  # of 255; the noise of JPEG, taken as a mean over some pixels, stays below
_LEAST_COLOUR = 0.0002  # of the page: 12 square millimetres
_MARGIN = 0.06  # around a seal, of its size, in which ink may lie
_RED = 0.15  # (R - G) / R of ink, on single pixels


@dataclass(frozen=True, slots=True)
class SealMark:
    """What may be a seal. From a `confidence` of 0.5 on it is one; below, nobody can tell."""

    kind: SealKind
    confidence: float
    box: tuple[int, int, int, int]  # left, top, right, bottom in pixels of the picture


def find_seals(pixels: Pixels, dpi: float) -> tuple[SealMark, ...]:
    """The seals on an RGB picture, the surest first.

    `dpi` tells how large a seal should be; it may be wrong by a third. What would be longer than A3 is taken for a photo
    whose camera states a resolution by habit.
    """
    page = red_map(pixels, max(dpi, max(pixels.shape[:2]) / _LONGEST_PAGE))
    if np.count_nonzero(page.red > LEAST_REDNESS) < _LEAST_INK:
        return ()
    marks: list[SealMark] = []
    taken: list[Box] = []
    for measured, ellipse in sorted(_measured(page), key=_preference):
        if all(_overlap(ellipse.box, other) < _OVERLAP for other in taken):
            taken.append(ellipse.box)
            if measured.confidence >= _DOUBTFUL:
                marks.append(_mark(measured.confidence, ellipse, page, pixels))
    return tuple(sorted(marks, key=lambda mark: -mark.confidence))


def _measured(page: RedMap) -> Iterator[tuple[Evidence, Ellipse]]:
    """Yield each rim on the page with what is measured of it; a rim may come several times, and rims of other things."""
    seen: list[Ellipse] = []
    for candidate in candidates(page):
        ellipse = fitted(page, candidate)
        if not any(ellipse.is_like(other) for other in seen):
            seen.append(ellipse)
            measured = evidence(page, ellipse)
            if measured is not None and measured.fit > _LEAST_FIT:
                yield measured, ellipse


def _preference(pair: tuple[Evidence, Ellipse]) -> tuple[float, float]:
    """The best fit first. A part of a circle is a part of many ovals too: the rounder one is meant."""
    measured, _ = pair
    is_guess = measured.seen < _MOST_OF_IT and measured.proportion >= _ROUND
    return -round(measured.fit - (0.2 if is_guess else 0), 1), measured.proportion


def _overlap(one: Box, other: Box) -> float:
    """How much of the smaller box lies in the other."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return max(0.0, across) * max(0.0, down) / max(1e-6, smaller)


def _mark(confidence: float, ellipse: Ellipse, page: RedMap, pixels: Pixels) -> SealMark:
    kind = SealKind.ROUND if ellipse.proportion < _ROUND else SealKind.OVAL
    left, top, right, bottom = (round(side * page.scale) for side in ellipse.box)
    height, width = pixels.shape[:2]
    return SealMark(kind, confidence, (max(0, left), max(0, top), min(width, right), min(height, bottom)))


def is_colourless(pixels: Pixels) -> bool:
    """Hold for a grey or black-and-white page, on which no red can be told; a scanner's slight tint is no colour.

    So is a page scanned in colour on which nothing has one: it may be a photocopy, with the seal in grey.
    """
    small = resized(pixels, max(1.0, max(pixels.shape[:2]) / _LONGEST_SIDE)).astype(np.float32)
    brightness = small[..., 1]
    paper = np.median(small[brightness >= np.median(brightness)], axis=0)
    if float(paper.max() - paper.min()) > _SLIGHT_TINT:
        return False
    balanced = small * (paper.mean() / np.maximum(paper, 1))
    red, green, blue = (balanced[..., number] for number in range(3))
    chroma = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    return bool(np.count_nonzero(cv2.blur(chroma, (2, 2)) > _CHROMA) < _LEAST_COLOUR * chroma.size)


def without_red(pixels: Pixels, marks: Sequence[SealMark] | None = None) -> Pixels:
    """The picture with the ink of its seals bleached, so that print beneath reads well; red text elsewhere stays.

    `marks` are what find_seals gave for this picture; without them they are looked for, as on a page of A4.
    """
    if marks is None:
        marks = find_seals(pixels, max(pixels.shape[:2]) / _A4_INCHES)
    bleached = pixels.copy()
    for mark in marks:
        _bleach(bleached, mark.box)
    return bleached


def _bleach(pixels: Pixels, box: tuple[int, int, int, int]) -> None:
    """Within an ellipse, take the red channel for all three, the ink in it as light as the paper around: print is not.

    Paper is white in a scan, and grey in a photograph taken in the shade.
    """
    rows, columns, inside = _around(pixels, box)
    part = pixels[rows, columns]
    red = part[..., 0].astype(np.float32)
    ink = inside & (red - part[..., 1] > _RED * red) & (red > 80)
    if not ink.any():
        return
    white = max(100.0, float(np.quantile(red[ink], 0.35)))
    # JPEG lets the colour run a little over the ink's edges, and print within the ink has lost it.
    inked = cv2.blur(cv2.dilate(ink.astype(np.float32), np.ones((3, 3), np.uint8)), (3, 3))
    blank = inside & (inked == 0)
    paper = float(np.quantile(red[blank], 0.6)) if blank.any() else 255.0
    lighter = np.clip(red * (1 + inked * (paper / white - 1)), 0, 255).astype(np.uint8)
    part[inside] = lighter[inside][:, None]


def _around(pixels: Pixels, box: tuple[int, int, int, int]) -> tuple[slice, slice, Mask]:
    """The rows and columns of a box with its margin, and which pixels of them lie in its ellipse."""
    wide, high = ((1 + 2 * _MARGIN) * (box[side + 2] - box[side]) / 2 for side in (0, 1))
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    rows = slice(max(0, int(y - high)), min(pixels.shape[0], int(y + high) + 1))
    columns = slice(max(0, int(x - wide)), min(pixels.shape[1], int(x + wide) + 1))
    down, across = np.ogrid[rows, columns]
    return rows, columns, ((across - x) / wide) ** 2 + ((down - y) / high) ** 2 <= 1
