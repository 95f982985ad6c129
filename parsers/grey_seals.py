"""Seals on grey pages: a red seal comes out of a grey scan lighter than print, and can be taken off what lies beneath."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr import Pixels
from parsers.scan_marks import Circle

_STROKE = 0.06  # of a ring's radius, on either side of it: where the ring itself is inked
_WHOLE = 1.12  # of its radius, within which a seal lies
_ELSEWHERE = 1.3  # of its radius, beyond which the page's own text stands
_INK, _SEAL_INK = 160, 200  # what is darker is ink of the text, of a seal
_DARKEST = 10  # per cent: of the text its cores without their soft edges, of the ring what is no lighter than the rest
_APART = 25  # levels between the two, without which no one tells seal from text

Levels = NDArray[np.uint8]


def without_grey_seals(pixels: Pixels, rings: Sequence[Circle]) -> Pixels | None:
    """The page with what is as light as its seals' ink taken off within them; None where seals are as dark as text."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    bared = pixels.copy()
    found = False
    for ring in rings:
        levels = _levels(grey, ring)
        if levels is not None:
            found = True
            _bare(bared, grey, ring, levels)
    return bared if found else None


def _levels(grey: Levels, ring: Circle) -> tuple[float, float] | None:
    """How dark the text is, and from where on what lies in a seal is text and not its ink."""
    left, top, part = _part(grey, ring, _WHOLE)
    stroke = part[np.abs(_distance(part, ring, left, top) - ring[2]) < _STROKE * ring[2]]
    text = grey[_distance(grey, ring, 0, 0) > _ELSEWHERE * ring[2]]
    stroke, text = stroke[stroke < _SEAL_INK], text[text < _INK]
    if not len(stroke) or not len(text):
        return None
    darkest, lightest = (float(np.percentile(each, _DARKEST)) for each in (text, stroke))
    return (darkest, lightest) if lightest - darkest >= _APART else None


def _bare(pixels: Pixels, grey: Levels, ring: Circle, levels: tuple[float, float]) -> None:
    """Stretch what is darker than the seal over the whole range; all else becomes paper."""
    left, top, part = _part(grey, ring, _WHOLE)
    darkest, lightest = levels
    stretched = np.clip((part.astype(np.float32) - darkest) / (lightest - darkest), 0, 1) * 255
    within = _distance(part, ring, left, top) < _WHOLE * ring[2]
    target = pixels[top : top + part.shape[0], left : left + part.shape[1]]
    target[within] = stretched[within].astype(np.uint8)[:, np.newaxis]


def _part(grey: Levels, ring: Circle, reach: float) -> tuple[int, int, Levels]:
    """The square about a ring as far as it lies on the page, and its left upper corner."""
    x, y, radius = ring
    left, top = max(0, int(x - reach * radius)), max(0, int(y - reach * radius))
    return left, top, grey[top : int(y + reach * radius) + 1, left : int(x + reach * radius) + 1]


def _distance(part: Levels, ring: Circle, left: int, top: int) -> NDArray[np.float64]:
    rows, columns = np.ogrid[top : top + part.shape[0], left : left + part.shape[1]]
    return np.asarray(np.hypot(columns - ring[0], rows - ring[1]))
