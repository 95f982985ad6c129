"""Whether a red rim is a seal's: a thin line all round, print within that does not fill it, nothing red close outside.

The measures and their limits come from drawn pages (tests/documents/seal_pages.py). A logo or badge that has all of this
in a seal's size cannot be told from a seal.
"""

from dataclasses import dataclass

import numpy as np

from parsers.seal_redness import LEAST_REDNESS, Mask, RedMap
from parsers.seal_rim import ANGLES, STEP, Ellipse, Rays, cast, ring

_RIM = ring(0.96, 1.04)  # the fit is not exact
_AROUND_RIM = ring(0.7, 1.3)
_OUTSIDE = ring(1.1, 1.24)
_INSIDE = ring(0.1, 0.88)
_PRINTED_OVER = 0.4  # share of a ray's part near the rim: print hides the ink there
_MOST = 0.75  # of the rim
_LETTERS = ring(0.3, 0.86)
_HEART = ring(0.1, 0.24)
_OVAL = 1.3  # a circle is seen no flatter
_LARGEST_OVAL, _LARGEST_ROUND = 60.0, 75.0  # millimetres, where the resolution is not known well
_FAINTEST_LETTERS = 0.035  # of redness: they are finer than the rim, and come out paler
_CROWDED = 1.5  # how much what is red close outside speaks against a rim: letters make rims of many sorts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is measured of a rim. All but `size` are shares from 0 to 1, or more for `proportion`."""

    seen: float  # of the rim that is on the page
    rim: float  # of that which is red
    thickness: float  # of the line, in radii
    outside: float  # of what lies close outside and is red
    inside: float  # of what lies within and is red
    strokes: float  # that a circle through the letters crosses
    heart: float  # of the very middle is red
    paper: float  # of what can be seen is light
    size: float  # the longer axis in millimetres
    proportion: float

    @property
    def fit(self) -> float:
        """How well the line lies under the ellipse, from 0 to 1, whatever it is the rim of."""
        return max(0.0, self.rim - _CROWDED * self.outside) * _ramp(self.seen, 0, 0.6)

    @property
    def shape(self) -> float:
        """How well a seal's rim lies here, from 0 to 1, whatever its size and its proportions."""
        least = 0.48 if self.seen > _MOST else 0.6  # half a rim is more easily made by chance
        return (
            _ramp(self.rim - _CROWDED * self.outside, least, least + 0.18)
            * _ramp(self.seen * self.rim, 0.2, 0.32)
            * _ramp(self.paper, 0.4, 0.7)
            * _ramp(self.thickness, 0.17, 0.14)
            * _ramp(self.inside, 0.05, 0.085)
            * _ramp(self.inside, 0.58, 0.44)
            * max(_ramp(self.strokes, 4, 8), _ramp(self.heart, 0.15, 0.35))
        )

    @property
    def confidence(self) -> float:
        """From 0 to 1: the product of what each measure says; from 0.5 on it is a seal."""
        largest = _LARGEST_OVAL if self.proportion > _OVAL else _LARGEST_ROUND
        return (
            self.shape
            * _ramp(self.size, 21, 27)
            * _ramp(self.size, 1.25 * largest, largest)
            * _ramp(self.proportion, 1.85, 1.6)
        )


def _ramp(value: float, none: float, full: float) -> float:
    """From 0 at `none` to 1 at `full`, whichever of them is larger."""
    return float(np.clip((value - none) / (full - none), 0, 1))


def evidence(page: RedMap, ellipse: Ellipse) -> Evidence | None:
    """Measure a rim; None where it lies off the page."""
    rays = cast(page, ellipse)
    on_page = ~rays.outside[:, _RIM].any(axis=1)
    if not on_page.any():
        return None
    strength = float(np.quantile(rays.red[:, _RIM].max(axis=1)[on_page], 0.75))
    red = rays.red > max(LEAST_REDNESS, 0.4 * strength)
    letters = rays.red > max(_FAINTEST_LETTERS, 0.3 * strength)
    covered: Mask = np.logical_and(red[:, _RIM].any(axis=1), on_page)
    printed = rays.hidden[:, _RIM].mean(axis=1) >= _PRINTED_OVER
    visible = covered | (on_page & ~printed)
    return Evidence(
        seen=float(on_page.sum()) / ANGLES,
        rim=_share(np.asarray(covered, np.bool_), np.asarray(visible, np.bool_)),
        thickness=_thickness(red[covered]),
        outside=float(red[on_page, _OUTSIDE].mean()),
        inside=_share(letters[:, _INSIDE], _visible(rays)),
        strokes=_strokes(letters) * ANGLES / float(on_page.sum()),
        heart=_share(letters[:, _HEART], ~rays.outside[:, _HEART]),
        paper=_share(rays.paper, ~(rays.outside | rays.hidden)),
        size=ellipse.longest,
        proportion=ellipse.proportion,
    )


def _thickness(red: Mask) -> float:
    """How thick the line is on most rays: from its first red point inwards to the next that is not."""
    if not len(red):
        return 1.0
    inwards = red[:, _AROUND_RIM][:, ::-1]
    within = inwards[:, ring(1.06, 1.3).stop - ring(1.06, 1.3).start :]
    first = within.argmax(axis=1)
    places = np.arange(within.shape[1])
    ended = (~within) & (places > first[:, None])
    last = np.where(ended.any(axis=1), ended.argmax(axis=1), within.shape[1])
    return float(np.median(last - first)) * STEP


def _visible(rays: Rays) -> Mask:
    """What within the rim is neither off the page nor under print."""
    return np.asarray(~(rays.outside | rays.hidden)[:, _INSIDE], np.bool_)


def _share(red: Mask, visible: Mask) -> float:
    return float((red & visible).sum()) / max(1.0, float(visible.sum()))


def _strokes(red: Mask) -> float:
    """How many red strokes a circle crosses in the fuller part of where letters stand."""
    band = red[:, _LETTERS]
    begins = band & ~np.roll(band, 1, axis=0)
    return float(np.quantile(begins.sum(axis=0), 0.8))
