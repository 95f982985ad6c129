"""The date beneath a seal beside which none was read: looked for wherever a row may stand, where a trace of one shows.

A seal usually lies over the date, whatever its colour; the finder then overlooks it, or the recogniser, shown too much
or too little of it, misreads it. Rows that read alike in several windows are believed (parsers/sealed_rows.py); where
they read differently the date is there, and nobody knows which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parsers.ocr import LineText, Pixels, Quad, engine, sides
from parsers.scan_marks import Circle
from parsers.sealed_rows import Reading, agreed, heights_of, is_beneath, windows

_NUMBER = "[\\d一二三四五六七八九十〇○零]"
_DATE = re.compile(
    rf"(?:20\d\d|二{_NUMBER}{{3}})\s?[年./-]\s?{_NUMBER}{{1,3}}\s?[月./-]\s?{_NUMBER}{{1,3}}(?!\d)"
)
_TRACE = re.compile(
    rf"20[12]\d|\d\d\s?[年./-]|\d\s?[月./-]\s?\d|年\s?{_NUMBER}{{1,3}}\s?月|月\s?{_NUMBER}{{1,3}}\s?日"
)
_BESIDE, _ABOVE = 3.0, 2.2  # radii of a seal, within which the date of its sign-off stands
_COARSE = 2 / 3  # of a line's height, between the rows of the first look
_LEAST_TRACE = 0.55  # of the recogniser
_UNSURE = 0.6  # confidence in a date of which only traces were read


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class HiddenDate:
    """A date beneath a seal, or what can be read of it; `place` is that of the line it was found as, None for a new one."""

    quad: Quad
    text: LineText
    place: int | None


def hidden_dates(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], seals: Sequence[Circle]
) -> list[HiddenDate]:
    """The dates beneath those seals that have none near them among the lines that were read."""
    found = []
    for seal in seals:
        if not any(_is_near(quads[place], seal) and _DATE.search(text.text) for place, text in texts.items()):
            hidden = _beneath(pixels, quads, seal)
            if hidden is not None:
                found.append(hidden)
    return found


def _is_near(quad: Quad, seal: Circle) -> bool:
    x, y, radius = seal
    middle = quad.mean(axis=0)
    return bool(abs(middle[0] - x) <= _BESIDE * radius and abs(middle[1] - y) <= _ABOVE * radius)


def _beneath(pixels: Pixels, quads: Sequence[Quad], seal: Circle) -> HiddenDate | None:
    usual = float(np.median([sides(quad)[1] for quad in quads])) if quads else 0.0
    if usual < 1:
        return None
    first = _read(pixels, quads, seal, usual, heights_of(seal, _COARSE * usual))
    traced = [each.height for each in first if _is_trace(each)]
    if not traced:
        return None
    close = [far for far in heights_of(seal, usual / 3) if min(abs(far - each) for each in traced) < usual]
    readings = _read(pixels, quads, seal, usual, close)
    dates = [each for each in agreed(readings, usual) if _DATE.search(each.text.text)]
    traces = sorted(filter(_is_trace, [*first, *readings]), key=lambda each: each.text.confidence)
    best = dates[0] if len(dates) == 1 else _unsure(traces[-1])
    lines = [place for place, quad in enumerate(quads) if is_beneath(quad, best.height, seal, usual)]
    return HiddenDate(best.quad, best.text, lines[0] if len(lines) == 1 else None)


def _read(
    pixels: Pixels, quads: Sequence[Quad], seal: Circle, usual: float, heights: Sequence[float]
) -> list[Reading]:
    tries = list(windows(seal, quads, usual, heights))
    read = engine().read(pixels, [quad for quad, _ in tries]) if tries else []
    return [Reading(quad, text, height) for (quad, height), text in zip(tries, read, strict=True)]


def _is_trace(reading: Reading) -> bool:
    return reading.text.confidence >= _LEAST_TRACE and bool(_TRACE.search(reading.text.text))


def _unsure(reading: Reading) -> Reading:
    text = replace(reading.text, confidence=min(reading.text.confidence, _UNSURE))
    return replace(reading, text=text)
