"""What a page bears besides the lines that were found: text that was overlooked, and black seals over text."""

from collections.abc import Sequence
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr import Pixels, Quad, sides
from parsers.shrunk import shrunk

_LOOK_DPI = 80.0
_SEAL_DPI = 50.0
_SEAL_RADIUS = (15.0, 25.0)  # millimetres: seals measure 3.8 to 4.5 cm across, a little more where ink ran
_MILLIMETRES = 25.4
_ROUND = 0.9  # share of a circle that must be inked for a ring
_CLOSED, _AROUND, _CLEARER = 0.98, 6.0, 0.4  # share of a circle; pixels at _SEAL_DPI; share
_WORN, _BARE = 0.82, 0.3  # share of a ring with gaps all along it; and of the circles within and around that
_NEARLY_ROUND, _MOST_FITTED = 0.7, 8  # share, from which on a circle is fitted to the ink; circles of a page
# Pixels at _SEAL_DPI by which it may lie beside its place: x, y, radius. That which moves nothing comes first.
_RADII = tuple((0, 0, far) for far in sorted(range(-4, 6), key=abs))
_MIDDLES = tuple(
    (x, y, 0)
    for x, y in sorted(product(range(-3, 4), repeat=2), key=lambda each: abs(each[0]) + abs(each[1]))
)
_NEAR = 1.2  # of a ring's radius
_LINE = (0.5, 2.2)  # of the usual line's height: what is lower is a speck or a rule, what is higher a picture
_SEALED_HEIGHT, _SEALED_WIDTH = (25.0, 50.0), 150.0  # millimetres, of a seal and what runs into it
_SEALED_INK = (0.08, 0.6)
_LINES_OF_A_PAGE = 75.0  # heights of a line in that of a page, where no line tells
_LONG = 3.0  # times as long as high
_CUT_SHORT = 1.5  # of a line's height, before which the finder ends a line that runs into a ring
_GROWN = 0.25  # of a line's height, by which its box is taken to be larger than it is

Circle = tuple[float, float, float]  # middle and radius, in pixels of the picture
Mask = NDArray[np.uint8]


def has_overlooked_text(
    pixels: Pixels, quads: Sequence[Quad], dpi: float, seals: Sequence[Circle] = ()
) -> bool:
    """Hold where something that looks like a line of text stands outside all the lines that were found.

    Or like a seal with a line that runs into it: the two are of one piece, where the seal itself was not told.
    """
    shrink = min(1.0, _LOOK_DPI / dpi)
    ink = _ink(pixels, shrink)
    for quad in quads:
        _blot(ink, quad * shrink)
    for x, y, radius in seals:  # a line that runs into a ring is of one piece with it
        cv2.circle(ink, (round(x * shrink), round(y * shrink)), round(radius * shrink) + 2, 0, -1)
    heights = [sides(quad)[1] for quad in quads] or [max(pixels.shape[:2]) / _LINES_OF_A_PAGE]
    usual = float(np.median(heights)) * shrink
    reach = max(3, round(usual))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, _, found, _ = cv2.connectedComponentsWithStats(joined)
    millimetre = dpi * shrink / _MILLIMETRES
    return any(
        _is_like_a_line(width, height, area, usual)
        or _is_like_a_sealed_line(width / millimetre, height / millimetre, area / (width * height))
        for _, _, width, height, area in found[1:count].tolist()
    )


def _is_like_a_line(width: int, height: int, area: int, usual: float) -> bool:
    is_high = _LINE[0] * usual <= height <= _LINE[1] * usual
    return is_high and width >= _LONG * height and area >= 0.25 * width * height


def _is_like_a_sealed_line(width: float, height: float, inked: float) -> bool:
    """By its size in millimetres, and the share of it that is ink."""
    return (
        _SEALED_HEIGHT[0] <= height <= _SEALED_HEIGHT[1]
        and height <= width <= _SEALED_WIDTH
        and _SEALED_INK[0] <= inked <= _SEALED_INK[1]
    )


def _ink(pixels: Pixels, shrink: float) -> Mask:
    small = shrunk(pixels, shrink)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    return np.asarray(ink, np.uint8)


def _blot(ink: Mask, quad: Quad) -> None:
    middle = quad.mean(axis=0)
    height = sides(quad)[1]
    grown = middle + (quad - middle) + np.sign(quad - middle) * _GROWN * height
    cv2.fillConvexPoly(ink, grown.astype(np.int32), 0)


def black_seals(pixels: Pixels, dpi: float) -> tuple[Circle, ...]:
    """Round rings of a seal's size on a page without colour: middle and radius, in pixels of the picture."""
    shrink = min(1.0, _SEAL_DPI / dpi)
    least, most = (round(radius * shrink * dpi / _MILLIMETRES) for radius in _SEAL_RADIUS)
    if least < 1 or min(pixels.shape[:2]) * shrink < least:
        return ()  # a page so vast that a seal would be less than a pixel, or too small to hold one
    small = shrunk(pixels, shrink)
    blurred = cv2.GaussianBlur(small, (3, 3), 0)
    circles = cv2.HoughCircles(
        blurred,
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=least,
        param1=120,
        param2=40,
        minRadius=least,
        maxRadius=most,
    )
    ink = _ink(pixels, shrink)
    found = [] if circles is None else [tuple(map(float, circle)) for circle in np.reshape(circles, (-1, 3))]
    rings = _rings(ink, found)
    return tuple((x / shrink, y / shrink, radius / shrink) for x, y, radius in rings)


def _rings(ink: Mask, circles: Sequence[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """The circles that are closed ones of ink, or worn ones with much less ink around them, or within as well.

    In a dense table nearly all of any circle is inked, and of the next one too. A thin ring may have been seen a
    little beside its place, the characters along it being taken for a part of it: the likeliest are fitted.
    """
    inked = [(circle, _inked(ink, circle)) for circle in circles]
    rings = [each for each, along in inked if along >= _CLOSED or _stands_out(ink, each, along)]
    rest = [pair for pair in inked if pair[0] not in rings and pair[1] >= _NEARLY_ROUND]
    likeliest = sorted(rest, key=lambda pair: -pair[1])[:_MOST_FITTED]
    fitted = [_fitted(ink, circle) for circle, _ in likeliest]
    return [*rings, *(each for each in fitted if _stands_out(ink, each, _inked(ink, each)))]


def _stands_out(ink: Mask, circle: tuple[float, ...], along: float) -> bool:
    x, y, radius = circle
    around, within = (_inked(ink, (x, y, radius + step)) for step in (_AROUND, -_AROUND))
    is_worn = along >= _WORN and max(around, within) <= _BARE
    return is_worn or (along >= _ROUND and along - around >= _CLEARER)


def _fitted(ink: Mask, circle: tuple[float, ...]) -> tuple[float, ...]:
    """The circle close by along which there is most ink: its radius and its middle are moved in turns."""
    best = circle
    for steps in (_RADII, _MIDDLES, _RADII):
        moved = (tuple(map(sum, zip(best, step, strict=True))) for step in steps)
        best = max(moved, key=lambda each: _inked(ink, each))
    return best


def _inked(ink: Mask, circle: tuple[float, ...]) -> float:
    """The share of the circle along which there is ink, within a pixel or two."""
    x, y, radius = circle
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    hits = np.zeros(len(angles), bool)
    for step in (-2, -1, 0, 1, 2):
        across = np.clip(np.round(x + (radius + step) * np.cos(angles)).astype(int), 0, ink.shape[1] - 1)
        down = np.clip(np.round(y + (radius + step) * np.sin(angles)).astype(int), 0, ink.shape[0] - 1)
        hits |= ink[down, across] > 0
    return float(hits.mean())


def is_covered(quad: Quad, seals: Sequence[Circle]) -> bool:
    """Hold for a line that runs under one of the seals, or up to it: what stands beneath may not have been found."""
    left, top = quad.min(axis=0)
    right, bottom = quad.max(axis=0)
    reach = _CUT_SHORT * sides(quad)[1]
    return any(
        np.hypot(min(max(x, left - reach), right + reach) - x, min(max(y, top), bottom) - y) < radius
        for x, y, radius in seals
    )
