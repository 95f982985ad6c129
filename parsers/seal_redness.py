"""How red each point of a page is, whatever the light: the map in which seals are looked for.

Ink lets red light pass and swallows green. What tells ink from paper is therefore (R - G) / R, and what tells red
from purple and orange is how (R - B) / R stands to it. Shadows leave such ratios alone, and warm light adds nearly the
same to all of a region, which is taken off.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Map = NDArray[np.float32]
Mask = NDArray[np.bool_]

DPI = 80.0  # at which seals are looked for: their rims are then some three pixels wide
MILLIMETRE = DPI / 25.4
LEAST_REDNESS = 0.05  # of the faintest ink; the noise of JPEG at its worst stays below
_COARSE = 8  # the light is measured on a picture so many times smaller
_REGION = 23  # pixels of that picture, 58 mm: wider than a seal, so that paper outweighs its ink
_MOST_LIGHT = (0.25, 0.45)  # what light can do to the two ratios; more is a colour of the page's own
_DARK = 95  # of 255: print, on which no ink shows
_PAPER = 0.5  # of the page's light parts: in a shadow it is so dark, but a desk beside it is darker
_LEAST_STRENGTH = 80.0  # of 255: the hue of what is darker is chance
_PURPLEST = 0.12  # least (R - B) / (R - G)
_MOST_ORANGE = 0.55  # least (R - G) / (R - B)


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class RedMap:
    """A page at DPI: `red` from 0 (paper, print, other colours) to 1, `dark` where print hides any ink, `paper` what is light."""

    red: Map
    dark: Mask
    paper: Mask
    scale: float  # pixels of the given picture in one of the map's


def red_map(pixels: Pixels, dpi: float) -> RedMap:
    """Measure a picture of that resolution."""
    scale = dpi / DPI
    small = cv2.GaussianBlur(resized(pixels, scale), (0, 0), 0.7)
    red, green, blue = (np.asarray(plane, np.float32) for plane in cv2.split(small))
    brightness = np.maximum(np.maximum(red, green), blue)
    paper = brightness > _PAPER * float(np.quantile(brightness[::_COARSE, ::_COARSE], 0.9))
    strength: Map = np.maximum(red, np.float32(_LEAST_STRENGTH))
    against_green = _without_light((red - green) / strength, _MOST_LIGHT[0])
    against_blue = _without_light((red - blue) / strength, _MOST_LIGHT[1])
    is_red = (against_blue > _PURPLEST * against_green) & (against_green > _MOST_ORANGE * against_blue)
    return RedMap(
        np.where(is_red, np.clip(against_green, 0, 1), np.float32(0)), brightness < _DARK, paper, scale
    )


def resized(pixels: Pixels, scale: float) -> Pixels:
    """Make a picture so many times smaller: by a whole number first, for which OpenCV is four times as fast."""
    height, width = pixels.shape[:2]
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    whole = int(scale)
    if whole > 1 and min(height, width) >= whole:
        rows, columns = height // whole, width // whole
        cut = pixels[: rows * whole, : columns * whole]  # less than a pixel of the map is lost at the edges
        pixels = np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _without_light(ratio: Map, most: float) -> Map:
    """Take off what the light adds in each region: the median of what lies around."""
    height, width = ratio.shape
    coarse = (max(1, width // _COARSE), max(1, height // _COARSE))
    levels = np.clip(cv2.resize(ratio, coarse, interpolation=cv2.INTER_AREA) * 255 + 128, 0, 255)
    median = cv2.medianBlur(levels.astype(np.uint8), _REGION).astype(np.float32)
    known = np.clip((median - 128) / 255, -0.1, most)
    light = np.asarray(cv2.resize(known, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray((ratio - light) / (1 - light), np.float32)
