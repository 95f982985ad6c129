"""Where the rims of seals may be: every edge of something red votes for the middles of the circles it may be part of.

The voting is Hough's for circles along the gradient (Kimme, Ballard and Sklansky 1975). For the usual ovals the map is
stretched until they are circles. Ovals that lie otherwise are found where they stand alone, by their outlines.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from parsers.seal_redness import LEAST_REDNESS, MILLIMETRE, Map, RedMap
from parsers.seal_rim import Ellipse

_HALF = 2  # the map is halved for voting
_LEAST_RADIUS = 8.0  # millimetres
_MOST_RADIUS = 36.0
_MOST_EDGES = 4000  # that vote; of more, every second or third
_MIDDLES = 6  # that are looked at
_CIRCLES = 8
_SHAPES = 8
_OVAL = 1.42  # the usual ones are 45 by 30 and 40 by 30 mm
_FULL = 0.35  # what is redder is no better an edge
_LEAD = 4  # pixels outside a rim, where there should be none
_LEAST_LEAD = 0.2  # of the circle

Circle = tuple[float, float, int, int]  # how much speaks for it; middle and radius


def candidates(page: RedMap) -> Iterator[Ellipse]:
    """Yield ellipses that may be near the rim of a seal, the likelier ones of each kind first."""
    size = (max(1, page.red.shape[1] // _HALF), max(1, page.red.shape[0] // _HALF))
    halved = cv2.resize(np.minimum(page.red, _FULL), size, interpolation=cv2.INTER_AREA)
    for _, x, y, radius in _circles(np.asarray(halved, np.float32)):
        yield Ellipse(x * _HALF, y * _HALF, radius * _HALF, radius * _HALF)
    stretched = cv2.resize(halved, (size[0], round(size[1] * _OVAL)), interpolation=cv2.INTER_LINEAR)
    for _, x, y, radius in _circles(np.asarray(stretched, np.float32)):
        yield Ellipse(x * _HALF, y * _HALF / _OVAL, radius * _HALF, radius * _HALF / _OVAL)
    yield from _outlined(page.red)


def _circles(red: Map) -> list[Circle]:
    least, most = (round(each * MILLIMETRE / _HALF) for each in (_LEAST_RADIUS, _MOST_RADIUS))
    votes = _votes(red, np.arange(least, most, dtype=np.float32), most)
    found = [
        circle for x, y in _peaks(votes, least) for circle in _rims(red, x - most, y - most, least, most)
    ]
    return sorted(found, reverse=True)[:_CIRCLES]


def _votes(red: Map, radii: Map, margin: int) -> Map:
    """How many edges point to each place; with a margin, for the middle of a seal may lie off the page."""
    height, width = red.shape[0] + 2 * margin, red.shape[1] + 2 * margin
    smooth = cv2.GaussianBlur(red, (0, 0), 0.8)
    slope_x, slope_y = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    steep = cv2.magnitude(slope_x, slope_y)
    rows, columns = np.nonzero(steep > 2 * LEAST_REDNESS)
    every = 1 + len(rows) // _MOST_EDGES
    rows, columns = rows[::every], columns[::every]
    size = steep[rows, columns]
    steps = np.concatenate([-radii, radii])
    x = columns[:, None] + margin + (slope_x[rows, columns] / size)[:, None] * steps
    y = rows[:, None] + margin + (slope_y[rows, columns] / size)[:, None] * steps
    places = np.rint(y).astype(np.int32) * width + np.rint(x).astype(np.int32)
    votes = np.bincount(places.ravel(), minlength=height * width).reshape(height, width)
    return np.asarray(cv2.GaussianBlur(votes.astype(np.float32), (0, 0), 1.5), np.float32)


def _peaks(votes: Map, apart: int) -> Iterator[tuple[int, int]]:
    for _ in range(_MIDDLES):
        _, most, _, (x, y) = cv2.minMaxLoc(votes)
        if most <= 0:
            return
        yield x, y
        cv2.circle(votes, (x, y), apart // 2, 0, -1)


def _rims(red: Map, x: int, y: int, least: int, most: int) -> Iterator[Circle]:
    """Yield the likeliest rims around a middle: red nearly all round, and not so a little farther out."""
    radii = np.arange(least - 2, most + _LEAD + 1)
    covered = _covered(red, x, y, radii.astype(np.float32))
    lead = covered[:-_LEAD] - covered[_LEAD:]
    for _ in range(3):
        best = int(lead.argmax())
        if lead[best] < _LEAST_LEAD:
            return
        yield float(lead[best]), x, y, int(radii[best])
        lead[max(0, best - 2) : best + 3] = 0


def _covered(red: Map, x: int, y: int, radii: Map) -> Map:
    """How much of each circle is red, of what lies on the page."""
    turns = np.linspace(0, 2 * np.pi, 90, endpoint=False, dtype=np.float32)[:, None]
    across, down = x + radii * np.cos(turns), y + radii * np.sin(turns)
    on_page = (across >= 0) & (down >= 0) & (across < red.shape[1] - 1) & (down < red.shape[0] - 1)
    level = cv2.remap(red, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    share = ((level > LEAST_REDNESS) & on_page).sum(axis=0) / np.maximum(on_page.sum(axis=0), 18)
    return np.asarray(share, np.float32)


def _outlined(red: Map) -> list[Ellipse]:
    """The ellipses around what stands alone, however they are turned; the largest ones."""
    is_ink = red > LEAST_REDNESS
    if not is_ink.any():
        return []
    level = max(LEAST_REDNESS, 0.35 * float(np.quantile(red[is_ink], 0.9)))
    mask = cv2.morphologyEx((red > level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hulls = [cv2.convexHull(outline) for outline in outlines if len(outline) >= 5]
    fits = [cv2.fitEllipse(hull) for hull in hulls if len(hull) >= 5 and _has_seal_size(hull)]
    found = [
        Ellipse(x, y, across / 2, down / 2, float(np.radians(turn))) for (x, y), (across, down), turn in fits
    ]
    usable = [ellipse for ellipse in found if np.isfinite(ellipse.box).all() and ellipse.proportion < 2]
    return sorted(usable, key=lambda ellipse: -ellipse.longest)[:_SHAPES]


def _has_seal_size(hull: "cv2.typing.MatLike") -> bool:
    _, _, width, height = cv2.boundingRect(hull)
    least, most = _LEAST_RADIUS * MILLIMETRE, 2.4 * _MOST_RADIUS * MILLIMETRE
    return min(width, height) > least and 2 * least < max(width, height) < most
