"""Blanks in print, “授权____件”: a recogniser easily reads over them, or takes __月__日 for 二月二日."""

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from parsers.ink import Mask, Pixels, Span, inked, runs

BLANK = "____"
_LOWER_HALF = 0.5  # of a line's height, below which a blank's stroke lies
_LOW = 0.8  # of the height of the print beside it: a dash and 一 lie in the middle
_AROUND = 2.5  # heights of a line on both sides, in which that print stands
_THIN, _SLOPE = 0.12, 0.03  # of a line's height; of a stroke's width
_LEAST_WIDTH = 0.6  # of a line's height: two strokes of an underscore
_BESIDE = 3  # pixels beside a stroke, where it has ended; a line under words goes on below them
_FAR = 0.9  # of a line's height: how far behind a hole that line is looked for
_MOSTLY = 0.8  # of that: no character's foot fills so much
_READ_AS_BLANK = re.compile(r"[_＿]+|…+|\.{3,}")
_DASH = re.compile(r"[-—–－一~～]")  # it may be such a stroke, in a line that is askew
_NEAR = 1.5  # characters, from where a dash stands by the count of those before it
_WIDE = "\u2e80"  # from here on characters are as wide as they are high
_UNDERSCORES = re.compile(r"[_＿]+")


def blanks_in(text: str) -> int:
    """How many blanks were read."""
    return len(_READ_AS_BLANK.findall(text))


def unread(strokes: Sequence[Span], text: str, width: int) -> list[Span]:
    """Those of the strokes that no dash of the reading may be, 一 among them; `width` is the line's, in pixels."""
    widths = [1.0 if sign >= _WIDE or _DASH.match(sign) else 0.5 for sign in text]
    one = width / max(1.0, sum(widths))
    middles = [(sum(widths[:place]) + 0.5) * one for place, sign in enumerate(text) if _DASH.match(sign)]
    return [
        (start, end)
        for start, end in strokes
        if all(abs((start + end) / 2 - middle) > _NEAR * one for middle in middles)
    ]


def written_out(text: str, strokes: int) -> str:
    """The reading with a whole blank for each underscore, where the line bears so many strokes to write upon."""
    return _UNDERSCORES.sub(BLANK, text) if len(_UNDERSCORES.findall(text)) == strokes else text


def blank_strokes(line: Pixels) -> list[Span]:
    """From which column to which a line that was cut out bears a stroke to write upon and nothing above it."""
    ink = inked(line)
    high = len(ink)
    low = round(_LOWER_HALF * high)
    thin = max(3, round(_THIN * high))
    counts = ink[low:].sum(axis=0)
    is_stroke = ~ink[:low].any(axis=0) & (counts > 0) & (counts <= thin)
    least = _LEAST_WIDTH * high
    level = (
        _level_part(ink, low, span, thin) for span in _runs(is_stroke, high) if span[1] - span[0] >= least
    )
    return [
        (start, end)
        for start, end in level
        if end - start >= least and _stands_alone(ink, low, (start, end), thin)
    ]


def pieces_between(width: int, strokes: Sequence[Span], least: int) -> Iterator[Span | None]:
    """What stands between the strokes, from column to column, and None for each stroke; pieces under `least` are left out."""
    start = 0
    for left, right in strokes:
        if left - start >= least:
            yield start, left
        yield None
        start = right
    if width - start >= least:
        yield start, width


def _runs(columns: Mask, high: int) -> Iterator[Span]:
    """The runs of such columns that begin and end within the line; gaps of a grain's width are closed."""
    closed = cv2.morphologyEx(columns.astype(np.uint8)[None], cv2.MORPH_CLOSE, np.ones((1, 3), np.uint8))[0]
    margin = high // 8
    for start, end in runs(closed.astype(np.bool_)):
        if start > margin and end < len(columns) - margin:
            yield start, end


def _level_part(ink: Mask, low: int, span: Span, thin: int) -> Span:
    """The longest part of a run that is one level stroke, without a character's foot that touches it: 入____."""
    start, end = span
    lower = ink[low:, start:end]
    middle = int(lower.sum(axis=1).argmax())
    is_level = ~lower[: max(0, middle - thin)].any(axis=0) & ~lower[middle + thin :].any(axis=0)
    first, last = max(
        runs(np.asarray(is_level, np.bool_)), key=lambda part: part[1] - part[0], default=(0, 0)
    )
    return start + first, start + last


def _stands_alone(ink: Mask, low: int, span: Span, thin: int) -> bool:
    """Hold for one level stroke that ends on both sides, at the feet of the print beside it."""
    start, end = span
    rows = np.flatnonzero(ink[low:, start:end].any(axis=1)) + low
    if not len(rows) or rows[-1] - rows[0] >= thin + _SLOPE * (end - start):
        return False
    band, reach = ink[rows[0] : rows[-1] + 1], round(_FAR * len(ink))
    above = ink[max(0, rows[0] - _BESIDE) : rows[0]]
    ends = (slice(max(0, start - _BESIDE), start), slice(end, end + _BESIDE))
    # A character's foot that touches it comes from above.
    has_ended = all(not band[:, each].any(axis=0).all() or above[:, each].any() for each in ends)
    beyond = (slice(max(0, start - reach), start), slice(end, end + reach))
    goes_on = any(_goes_below(ink[:low, each], band[:, each]) >= _MOSTLY * reach for each in beyond)
    return has_ended and not goes_on and float(rows.mean()) >= _feet_beside(ink, span)


def _goes_below(upper: Mask, band: Mask) -> int:
    """How far the stroke goes on below words, behind a hole: a line to write upon, scanned badly, that was filled in."""
    longest = max((end - start for start, end in runs(np.asarray(band.any(axis=0), np.bool_))), default=0)
    return longest if upper.any() else 0


def _feet_beside(ink: Mask, span: Span) -> float:
    """The row at which the characters around a stroke stand, nearly; below the line where none does."""
    reach = round(_AROUND * len(ink))
    start, end = span
    around = np.concatenate((ink[:, max(0, start - reach) : start], ink[:, end : end + reach]), axis=1)
    is_high = around[: len(ink) // 2].any(axis=0)  # characters, no other stroke
    rows = np.flatnonzero(around[:, is_high].any(axis=1))
    return float(rows[0] + _LOW * (rows[-1] - rows[0])) if len(rows) else float(len(ink))
