"""Text of a scan that is struck out: what tracked changes took away, and the print shows all the same."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import cv2
import numpy as np

from parsers.ocr import LineText, Pixels, Quad, cut_out, sides
from parsers.orientation import straightened
from parsers.pdf_struck import merged
from parsers.scan_tables import Level, piece_of

_LOWEST, _HIGHEST = 0.38, 0.6  # shares of a line's height, from above, between which a stroke strikes it out
_THICKEST = 0.25  # of a line's height
_BEYOND = 0.6  # of it, by which the stroke may reach beyond the text: a rule reaches further
_INKED = 0.5  # share of the stroke's length above and below which there are characters
_CLEAR = 1  # pixel between the stroke's edge and where characters are looked for: its own soft edge
# Share of its length that a stroke inks in one row of the whole picture, and of the line's height that it is thick: the
# strokes of bold characters leave gaps, and a seal's ring bends away.
_UNBROKEN, _THIN = 0.985, 0.2
_DARK = 0.6  # of the way from ink to paper
# Times as high as the page's usual line is what was taken for one line and is two, with a rule between them.
_HIGHEST_LINE = 1.6
_BESIDE = 3  # pixels about a stroke's end, and beyond the line, where a table's upright would stand
_UPRIGHT = 0.9  # share of that height
_LEAST_LEFT = 0.7  # of a line's height: narrower pieces beside a stroke hold no character

_Span = tuple[float, float]
_Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels of the level page


def without_struck_lines(
    pixels: Pixels, level: Level, quads: Sequence[Quad], read: Mapping[int, LineText]
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, and what was read of them already, without what strokes run through; `level` is the same page."""
    strokes = list(_strokes(level))
    usual = float(np.median([sides(quad)[1] for quad in quads])) if quads else 0.0
    kept: list[Quad] = []
    texts: dict[int, LineText] = {}
    for place, quad in enumerate(quads):
        is_one_row = sides(quad)[1] <= _HIGHEST_LINE * usual
        struck = _struck(pixels, level, quad, strokes) if strokes and is_one_row else []
        if not struck and place in read:
            texts[len(kept)] = read[place]
        kept += _rest(quad, struck) if struck else [quad]
    return tuple(kept), texts


def _strokes(level: Level) -> Iterator[_Box]:
    count, _, found, _ = cv2.connectedComponentsWithStats(level.across)
    for x, y, width, height, _ in found[1:count].tolist():
        yield x, y, x + width, y + height


def _struck(pixels: Pixels, level: Level, quad: Quad, strokes: Sequence[_Box]) -> list[_Span]:
    """The shares of the line's length, from left to right, that are struck out."""
    (flat,) = straightened([quad], level.angle, pixels.shape[1], pixels.shape[0])
    (left, top), (right, bottom) = (flat * level.shrink).min(axis=0), (flat * level.shrink).max(axis=0)
    height, width = bottom - top, max(1.0, right - left)
    spans = [
        (max(0.0, float(x0 - left) / width), min(1.0, float(x1 - left) / width))
        for x0, y0, x1, y1 in strokes
        if y1 - y0 <= _THICKEST * height
        and _LOWEST * height <= (y0 + y1) / 2 - top <= _HIGHEST * height
        and left - _BEYOND * height <= x0 < x1 <= right + _BEYOND * height
        and not _meets_uprights(level, (x0, y0, x1, y1), (int(top), int(bottom)))
        and _runs_through_text(level, (x0, y0, x1, y1), (int(top), int(bottom)))
    ]
    unbroken = (span for span in spans if _is_unbroken(cut_out(pixels, piece_of(quad, *span))))
    return merged(sorted(unbroken))


def _is_unbroken(line: Pixels) -> bool:
    """Hold where one thin stroke goes through the whole of this part of a line, set straight."""
    grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY).astype(np.float32)
    dark, light = np.quantile(grey, 0.02), np.quantile(grey, 0.9)
    ink = (grey < dark + _DARK * (light - dark)).astype(np.uint8)
    # A pixel up or down counts too: no stroke is quite level.
    inked = cv2.dilate(ink, np.ones((3, 1), np.uint8)).mean(axis=1)
    height = len(inked)
    amid = inked[int(_LOWEST * height) : int(_HIGHEST * height) + 1]
    return bool(amid.size and amid.max() >= _UNBROKEN and (amid >= _UNBROKEN).sum() <= _THIN * height + 2)


def _meets_uprights(level: Level, stroke: _Box, line: tuple[int, int]) -> bool:
    """Hold for a cell's border: an upright that is higher than the line passes one of its ends."""
    top, bottom = line
    rows = level.down[max(0, top - _BESIDE) : bottom + _BESIDE] > 0
    beside = [rows[:, max(0, end - _BESIDE) : end + _BESIDE] for end in (stroke[0], stroke[2])]
    return any(part.size and float(part.mean(axis=0).max()) >= _UPRIGHT for part in beside)


def _runs_through_text(level: Level, stroke: _Box, line: tuple[int, int]) -> bool:
    """Hold where characters stand above and below nearly all of the stroke: a dash or a rule has none."""
    left, upper, right, lower = stroke
    top, bottom = line
    above = level.ink[max(0, top) : max(0, upper - _CLEAR), left:right]
    below = level.ink[lower + _CLEAR : bottom + 1, left:right]
    return all(part.size and float(part.any(axis=0).mean()) >= _INKED for part in (above, below))


def _rest(quad: Quad, struck: Sequence[_Span]) -> list[Quad]:
    """The pieces of the line before, between and behind the strokes."""
    width = float(np.linalg.norm(quad[1] - quad[0]))
    height = float(np.linalg.norm(quad[3] - quad[0]))
    ends = [0.0, *(end for span in struck for end in span), 1.0]
    gaps = [pair for place, pair in enumerate(pairwise(ends)) if place % 2 == 0]
    return [piece_of(quad, *gap) for gap in gaps if (gap[1] - gap[0]) * width >= _LEAST_LEFT * height]
