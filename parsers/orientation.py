"""Which way up a scanned page lies, and how far it is askew: told by the shapes and the text of its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.ocr import Engine, LineText, Pixels, Quad, sides

_PROBES = 3  # lines that are read to tell upright from upside down
_SURE = 0.88  # of the recogniser: the mean of an upright page's longest lines is above
_TELLING, _ENOUGH = 8.0, 4  # times as long as high; lines
_LONG = 2.0  # times as long as high: a shorter box tells no direction


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Upright:
    """How often a page must be turned by 90° against the clock, its lines then, and those that were read to tell."""

    turns: int
    quads: tuple[Quad, ...]
    read: tuple[tuple[int, LineText], ...] = ()  # place among the quads, text


def upright(pixels: Pixels, engine: Engine, side: int) -> Upright:
    """Find a page's lines, its longer side made `side` pixels, and which way up it lies: turned by right angles only."""
    quads, turns = engine.find(pixels, side), 0
    if not quads:
        return Upright(0, ())
    if _lies_on_its_side(quads):
        pixels, turns = turned(pixels, 1), 1
        quads = engine.find(pixels, side)
    read = _probe(pixels, quads, engine)
    if _confidence(read) >= _SURE:
        return Upright(turns, tuple(quads), read)
    over = _turned_over(quads, pixels.shape[1], pixels.shape[0])
    read_over = _probe(turned(pixels, 2), over, engine)
    if _confidence(read_over) > _confidence(read):
        return Upright((turns + 2) % 4, tuple(over), read_over)
    return Upright(turns, tuple(quads), read)


def turned(pixels: Pixels, turns: int) -> Pixels:
    """The picture turned so often by 90° against the clock."""
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels


def _lies_on_its_side(quads: Sequence[Quad]) -> bool:
    """Hold where most of the text, by its length, runs from top to bottom."""
    across = down = 0.0
    for quad in quads:
        width, height = _extent(quad)
        if max(width, height) >= _LONG * min(width, height):
            across, down = (across + width, down) if width > height else (across, down + height)
    return down > across


def _extent(quad: Quad) -> tuple[float, float]:
    spread = quad.max(axis=0) - quad.min(axis=0)
    return float(spread[0]), float(spread[1])


def _probe(pixels: Pixels, quads: Sequence[Quad], engine: Engine) -> tuple[tuple[int, LineText], ...]:
    longest = sorted(range(len(quads)), key=lambda place: -sides(quads[place])[0])[:_PROBES]
    return tuple(zip(longest, engine.read(pixels, [quads[place] for place in longest]), strict=True))


def _confidence(read: Sequence[tuple[int, LineText]]) -> float:
    return sum(line.confidence for _, line in read) / len(read) if read else 0.0


def _turned_over(quads: Sequence[Quad], width: int, height: int) -> list[Quad]:
    """The same places once the picture is turned by 180°; corners begin at the upper left again."""
    corner = np.array([width, height], np.float32)
    return [np.roll(corner - quad, -2, axis=0).astype(np.float32) for quad in quads]


def slant(quads: Sequence[Quad]) -> float:
    """How far the text of a page is askew, in radians, clockwise: the median of its long lines."""
    angles = [_angle(quad) for quad in quads if sides(quad)[0] >= _LONG * sides(quad)[1]]
    return float(np.median(angles)) if angles else 0.0


def tells_slant(quads: Sequence[Quad]) -> bool:
    """Hold where enough lines are long: the corners of short ones are a pixel off."""
    return sum(sides(quad)[0] >= _TELLING * sides(quad)[1] for quad in quads) >= _ENOUGH


def straightened(quads: Sequence[Quad], angle: float, width: int, height: int) -> list[Quad]:
    """The lines' places once the page is turned about its middle so that its text lies level."""
    middle = np.array([width / 2, height / 2], np.float32)
    cosine, sine = np.cos(-angle), np.sin(-angle)
    matrix: NDArray[np.float32] = np.array([[cosine, -sine], [sine, cosine]], np.float32)
    return [((quad - middle) @ matrix.T + middle).astype(np.float32) for quad in quads]


def _angle(quad: Quad) -> float:
    across = quad[1] - quad[0] + quad[2] - quad[3]
    return float(np.arctan2(across[1], across[0]))
