"""The rim of a seal: an ellipse, and how one that is nearly right is moved onto the red line that it is near."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.seal_redness import LEAST_REDNESS, MILLIMETRE, Map, Mask, RedMap

ANGLES = 120
STEP = 0.02  # of the radius
_REACH = np.arange(0.1, 1.36, STEP, dtype=np.float32)
_TURNS = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False, dtype=np.float32)[:, None]
_WINDOWS = (0.14, 0.1, 0.07)  # shares of the radius in which the line is looked for, round by round
_LEAST_POINTS = ANGLES // 5
_ENOUGH_POINTS = 0.55 * ANGLES  # for an ellipse; with fewer it may become any, and a circle is fitted
_LETTERS = 0.85  # what stands farther in is so much less likely to be the rim
_STRAY = 0.03  # of the radius: points so far off the ellipse are none of it
_MOST_PROPORTION = 2.0

Points = NDArray[np.float32]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A rim on the map: its middle, its half axes, and the turn of the first of them in radians."""

    x: float
    y: float
    across: float
    down: float
    turn: float = 0.0

    @property
    def longest(self) -> float:
        """The longer axis, whole, in millimetres."""
        return 2 * max(self.across, self.down) / MILLIMETRE

    @property
    def proportion(self) -> float:
        """The longer axis by the shorter."""
        return max(self.across, self.down) / max(1e-6, min(self.across, self.down))

    @property
    def box(self) -> Box:
        """Left, top, right and bottom of what it covers."""
        sine, cosine = np.sin(self.turn), np.cos(self.turn)
        wide = float(np.hypot(self.across * cosine, self.down * sine))
        high = float(np.hypot(self.across * sine, self.down * cosine))
        return self.x - wide, self.y - high, self.x + wide, self.y + high

    def points(self, reach: Map) -> tuple[Map, Map]:
        """Where the rays from the middle come to at these shares of the radius: x and y, a row an angle."""
        along, aside = self.across * np.cos(_TURNS) * reach, self.down * np.sin(_TURNS) * reach
        sine, cosine = np.sin(self.turn), np.cos(self.turn)
        x = self.x + along * cosine - aside * sine
        y = self.y + along * sine + aside * cosine
        return x.astype(np.float32), y.astype(np.float32)

    def is_like(self, other: "Ellipse") -> bool:
        """Hold for two that lie on one another, to a twentieth of their size."""
        differences = zip(self.box, other.box, strict=True)
        return max(abs(one - two) for one, two in differences) < 0.1 * max(self.across, self.down)


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Rays:
    """What lies on the rays from an ellipse's middle: red, print, or nothing of the page; a row an angle."""

    red: Map
    hidden: Mask
    outside: Mask
    paper: Mask


def cast(page: RedMap, ellipse: Ellipse) -> Rays:
    """Look along the rays."""
    x, y = ellipse.points(_REACH)
    height, width = page.red.shape
    red = cv2.remap(page.red, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    columns, rows = np.rint(x).astype(np.intp), np.rint(y).astype(np.intp)
    outside = (columns < 0) | (rows < 0) | (columns >= width) | (rows >= height)
    places = rows.clip(0, height - 1), columns.clip(0, width - 1)
    hidden = page.dark[places] & ~outside
    return Rays(np.asarray(red, np.float32), hidden, outside, page.paper[places] & ~outside)


def ring(inner: float, outer: float) -> slice:
    """The columns of rays between two shares of the radius."""
    return slice(int(np.searchsorted(_REACH, inner - 1e-4)), int(np.searchsorted(_REACH, outer + 1e-4)))


def fitted(page: RedMap, ellipse: Ellipse) -> Ellipse:
    """Move, widen and turn an ellipse until it lies on the line that it is near; it stays where there is none."""
    for window in _WINDOWS:
        points = _rim_points(page, ellipse, ring(1 - window, 1 + window))
        if len(points) < _LEAST_POINTS:
            return ellipse
        moved = _ellipse_through(points) if len(points) >= _ENOUGH_POINTS else _circle_through(points)
        if moved is None or not _is_near(moved, ellipse):
            return ellipse
        ellipse = moved
    return ellipse


def _rim_points(page: RedMap, ellipse: Ellipse, part: slice) -> Points:
    """The reddest point of each ray near the rim, where there is a red one."""
    x, y = ellipse.points(_REACH[part])
    red = cv2.remap(page.red, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    red = red * np.linspace(_LETTERS, 1, x.shape[1], dtype=np.float32)
    place = red.argmax(axis=1)
    peak = red[np.arange(ANGLES), place]
    rows = np.nonzero(peak > max(LEAST_REDNESS, 0.4 * float(np.quantile(peak, 0.8))))[0]
    return np.stack([x[rows, place[rows]], y[rows, place[rows]]], axis=1)


def _ellipse_through(points: Points) -> Ellipse | None:
    """The ellipse that fits best, and again without the points of letters and lines that lie off it."""
    found = _direct_fit(points)
    if found is None:
        return None
    off = _distances(points, found)
    kept = points[off <= max(_STRAY, float(np.quantile(off, 0.8)))]
    return _direct_fit(kept)


def _direct_fit(points: Points) -> Ellipse | None:
    """Fitzgibbon's direct least squares."""
    (x, y), (width, height), turn = cv2.fitEllipseDirect(points)
    if not np.isfinite([x, y, width, height, turn]).all() or min(width, height) < 4:
        return None
    return Ellipse(x, y, width / 2, height / 2, float(np.radians(turn)))


def _distances(points: Points, ellipse: Ellipse) -> NDArray[np.float64]:
    """How far points lie off an ellipse, in shares of its radius."""
    x, y = points[:, 0] - ellipse.x, points[:, 1] - ellipse.y
    sine, cosine = np.sin(ellipse.turn), np.cos(ellipse.turn)
    along, aside = (x * cosine + y * sine) / ellipse.across, (y * cosine - x * sine) / ellipse.down
    return np.asarray(np.abs(np.hypot(along, aside) - 1), np.float64)


def _circle_through(points: Points) -> Ellipse | None:
    """The circle that fits best (Kåsa's linear least squares)."""
    matrix = np.column_stack([2 * points, np.ones(len(points))]).astype(np.float64)
    (x, y, rest), *_ = np.linalg.lstsq(matrix, (points.astype(np.float64) ** 2).sum(axis=1), rcond=None)
    radius = float(np.sqrt(max(0.0, rest + x * x + y * y)))
    return Ellipse(float(x), float(y), radius, radius) if radius > 0 else None


def _is_near(moved: Ellipse, before: Ellipse) -> bool:
    size = max(before.across, before.down)
    shift = float(np.hypot(moved.x - before.x, moved.y - before.y))
    grown = max(moved.across, moved.down) / size
    return shift < 0.3 * size and 0.75 < grown < 1.35 and moved.proportion < _MOST_PROPORTION
