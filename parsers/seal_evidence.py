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
_SECTORS = 12
_TRACE = 0.02  # of a sector: less is a speck
_OVAL = 1.3  # a circle is seen no flatter
_LARGEST_OVAL, _LARGEST_ROUND = 60.0, 75.0  # millimetres, where the resolution is not known well
_CROWDED = 1.5  # how much what is red close outside speaks against a rim: letters make rims of many sorts


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is measured of a rim. All but `size` are shares from 0 to 1, or more for `proportion`."""

    seen: float  # of the rim that is on the page
    rim: float  # of that which is red
    thickness: float  # of the line, in radii
    outside: float  # of what lies close outside and is red
    inside: float  # of what lies within and is red
    spread: float  # of the sectors within that hold something red
    size: float  # the longer axis in millimetres
    proportion: float

    @property
    def shape(self) -> float:
        """How well a seal's rim lies here, from 0 to 1, whatever its size and its proportions."""
        return (
            _ramp(self.rim - _CROWDED * self.outside, 0.48, 0.66)
            * _ramp(self.seen * self.rim, 0.2, 0.32)
            * _ramp(self.thickness, 0.17, 0.14)
            * _ramp(self.inside, 0.05, 0.085)
            * _ramp(self.inside, 0.58, 0.44)
            * _ramp(self.spread, 0.4, 0.6)
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
    covered = red[:, _RIM].any(axis=1) & on_page
    visible = covered | (on_page & (rays.hidden[:, _RIM].mean(axis=1) < _PRINTED_OVER))
    return Evidence(
        seen=float(on_page.sum()) / ANGLES,
        rim=float(covered.sum() / max(1, visible.sum())),
        thickness=_thickness(red[covered]),
        outside=float(red[on_page, _OUTSIDE].mean()),
        inside=_share(red[:, _INSIDE], _visible(rays)),
        spread=_spread(red[:, _INSIDE], _visible(rays)),
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
    return float(np.count_nonzero(red & visible) / max(1, np.count_nonzero(visible)))


def _spread(red: Mask, visible: Mask) -> float:
    """In how many of the sectors that can be seen something is red."""
    sectors = zip(np.split(red, _SECTORS), np.split(visible, _SECTORS), strict=True)
    shares = [_share(part, seen) for part, seen in sectors if seen.any()]
    return sum(share > _TRACE for share in shares) / max(1, len(shares))
