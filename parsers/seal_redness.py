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
_LEAST_STRENGTH = 80.0  # of 255: the hue of what is darker is chance
_PURPLEST = 0.12  # least (R - B) / (R - G)
_MOST_ORANGE = 0.55  # least (R - G) / (R - B)


@dataclass(frozen=True, slots=True)
class RedMap:
    """A page at DPI: `red` from 0 (paper, print, other colours) to 1, and `dark` where print hides any ink."""

    red: Map
    dark: Mask
    scale: float  # pixels of the given picture in one of the map's


def red_map(pixels: Pixels, dpi: float) -> RedMap:
    """Measure a picture of that resolution."""
    scale = dpi / DPI
    size = (max(1, round(pixels.shape[1] / scale)), max(1, round(pixels.shape[0] / scale)))
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
    small = cv2.GaussianBlur(cv2.resize(pixels, size, interpolation=method), (0, 0), 0.7)
    channels = small.astype(np.float32)
    red, green, blue = (channels[..., number] for number in range(3))
    dark = np.maximum(np.maximum(red, green), blue) < _DARK
    strength = np.maximum(red, _LEAST_STRENGTH)
    against_green = _without_light((red - green) / strength, _MOST_LIGHT[0])
    against_blue = _without_light((red - blue) / strength, _MOST_LIGHT[1])
    is_red = (against_blue > _PURPLEST * against_green) & (against_green > _MOST_ORANGE * against_blue)
    return RedMap(np.where(is_red, np.clip(against_green, 0, 1), np.float32(0)), dark, scale)


def _without_light(ratio: Map, most: float) -> Map:
    """Take off what the light adds in each region: the median of what lies around."""
    height, width = ratio.shape
    coarse = (max(1, width // _COARSE), max(1, height // _COARSE))
    levels = np.clip(cv2.resize(ratio, coarse, interpolation=cv2.INTER_AREA) * 255 + 128, 0, 255)
    median = cv2.medianBlur(levels.astype(np.uint8), _REGION).astype(np.float32)
    light = np.clip((median - 128) / 255, -0.1, most)
    light = cv2.resize(light, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray((ratio - light) / (1 - light), np.float32)
