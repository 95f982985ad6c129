"""Holes of a punch in a scanned sheet's margin: dark discs, which OCR reads as 0 or 一 beside the text."""

from collections.abc import Sequence

import numpy as np

from parsers.ink import Mask, inked
from parsers.ocr import Pixels, Quad, cut_out, sides

_SQUARE = 1.6  # times as long as high: the box around a disc
_ROUND = 1.35  # times as wide as high, or as high as wide: the disc itself
_FILLED = 0.65  # of the box around its ink; a circle fills 0.79, a 0 or 口 far less
_LONG, _SEVERAL = 5.0, 3  # times as long as high; lines that tell where the text stands
_EDGE = 0.1  # the quantile of their ends that is the text's edge


def without_holes(pixels: Pixels, quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """The lines without the boxes around punched holes; a dot in the text or beside a heading is none."""
    long = [quad for quad in quads if sides(quad)[0] >= _LONG * sides(quad)[1]]
    if len(long) < _SEVERAL:
        return tuple(quads)
    left = float(np.quantile([quad[:, 0].min() for quad in long], _EDGE))
    right = float(np.quantile([quad[:, 0].max() for quad in long], 1 - _EDGE))
    return tuple(
        quad
        for quad in quads
        if (left < quad[:, 0].max() and quad[:, 0].min() < right) or not _is_disc(pixels, quad)
    )


def _is_disc(pixels: Pixels, quad: Quad) -> bool:
    width, height = sides(quad)
    if not width or not height or max(width, height) > _SQUARE * min(width, height):
        return False
    ink = inked(cut_out(pixels, quad))
    rows, columns = (_extent(np.asarray(ink.any(axis=axis), np.bool_)) for axis in (1, 0))
    disc = ink[slice(*rows), slice(*columns)]
    high, wide = disc.shape
    return (
        min(high, wide) > 0 and max(high, wide) <= _ROUND * min(high, wide) and bool(disc.mean() >= _FILLED)
    )


def _extent(has_ink: Mask) -> tuple[int, int]:
    places = np.flatnonzero(has_ink)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, 0)
