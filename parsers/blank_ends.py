"""A line that begins or ends with a blank to fill in, ____家单位 or 已有____: the detector finds only its print."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.blanks import blank_strokes
from parsers.ink import Grey, Mask, Span, inked
from parsers.ocr import Pixels, Quad, cut_out, sides

_REACH = 6.0  # of a line's height, in which a blank is looked for; a longer stroke is a rule
_GAP = 0.7  # of a line's height, between the blank and the print
_INTO = 1.5  # of a line's height, by which the line's box may take in of the stroke
_ROOM = 0.25  # of a line's height, that the line is given beyond its blank
_FREE = 0.4  # of a line's height: paper beyond the blank
_LEAST_WIDTH = 1.0  # of a line's height: a shorter stroke is a border's piece
_BELOW = 0.05  # of a line's height, below which a stroke at its very edge is a border or a piece of a seal
_LONG = 2.5  # times as wide as high: a shorter box is no line of words
_DARK = 0.7  # of the paper's brightness

Edges = NDArray[np.float32]  # a line's left, top, right and bottom


def with_blanks_at_ends(pixels: Pixels, quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """The lines in their order, those that a blank begins or ends as wide as with it."""
    if not quads:
        return ()
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    dark = _DARK * float(np.median(grey[::8, ::8]))
    edges = np.array([[*quad.min(axis=0), *quad.max(axis=0)] for quad in quads], np.float32)
    return tuple(
        _widened(pixels, quad, _sides_with_ink(grey, place, edges, dark)) for place, quad in enumerate(quads)
    )


def _sides_with_ink(grey: Grey, place: int, edges: Edges, dark: float) -> tuple[bool, bool]:
    """Beside which ends of a line anything may be a blank's stroke: there is ink, and no other line."""
    left, top, right, bottom = (float(edge) for edge in edges[place])
    high = bottom - top
    if right - left < _LONG * high:
        return False, False
    in_row = (edges[:, 1] < bottom - high / 4) & (edges[:, 3] > top + high / 4)
    found = []
    for start, end in ((left - high, left - high / 8), (right + high / 8, right + high)):
        is_free = not bool((in_row & (edges[:, 0] < end) & (edges[:, 2] > start)).any())
        strip = grey[max(0, round(top + high / 2)) : round(bottom), max(0, round(start)) : max(0, round(end))]
        found.append(is_free and strip.size > 0 and bool((strip < dark).any()))
    return found[0], found[1]


def _widened(pixels: Pixels, quad: Quad, wanted: tuple[bool, bool]) -> Quad:
    """The line as wide as with the blanks at those of its ends."""
    if not any(wanted):
        return quad
    width, high = sides(quad)
    before, behind = (_REACH * high if each else 0.0 for each in wanted)
    row = cut_out(pixels, _longer(quad, before, behind))
    start, end = before, before + width
    ink = inked(row)
    strokes = [stroke for stroke in blank_strokes(row) if _lies_free(ink, stroke)]
    starts = [left for left, right in strokes if left < start and _is_beside(start - right, high)]
    ends = [right for left, right in strokes if right > end and _is_beside(left - end, high)]
    room = _ROOM * high
    return _longer(
        quad, start - min(starts) + room if starts else 0.0, max(ends) - end + room if ends else 0.0
    )


def _lies_free(ink: Mask, stroke: Span) -> bool:
    """Hold for a stroke that no border goes on from: paper lies below it, and before or behind it the line is clear."""
    start, end = stroke
    high = len(ink)
    far, edge = round(_FREE * high), high - max(1, round(_BELOW * high))
    ends = (ink[:, max(0, start - far) : start - 1], ink[:, end + 1 : end + far])
    is_clear = any(not beyond.any() for beyond in ends)
    return end - start >= _LEAST_WIDTH * high and is_clear and not ink[edge:, start:end].any()


def _is_beside(gap: float, high: float) -> bool:
    return -_INTO * high <= gap <= _GAP * high


def _longer(quad: Quad, before: float, behind: float) -> Quad:
    """The line, longer by so many pixels at its beginning and its end, along its own direction."""
    if not (before or behind):
        return quad
    along = (quad[1] - quad[0]) / max(1.0, float(np.linalg.norm(quad[1] - quad[0])))
    shift = np.array([-before * along, behind * along, behind * along, -before * along], np.float32)
    return np.asarray(quad + shift, np.float32)
