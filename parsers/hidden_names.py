"""The name of who signs, beneath a black seal under which no line was found: at the foot of a ring it crosses the rim.

It is read in windows at every height (parsers/sealed_rows.py), and never trusted: that a name stands there is all
that is told.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz.fuzz import ratio

from parsers.hidden_dates import unsure
from parsers.ocr import LineText, Pixels, Quad, sides
from parsers.scan_marks import Circle
from parsers.sealed_rows import Reading, readings

_FIRST, _LAST = -0.3, 1.05  # radii below the seal's middle, within which the name beneath it stands
_STEP = 1 / 3  # of a line's height, from one try to the next
_LINE = re.compile("(?:[\u4e00-\u9fff].?){4}")
# 某某公司, 某某大学（盖章）; the word alone, or 专用章, is the seal's own.
_NAME = re.compile(
    r"^[^\s]{3,}(?:公司|大学|学院|医院|中心|研究[院所]|[协学商]会|局|委员会|园区?|平台)\W{0,2}$"
    r"|^[^\s]{4,}[(（\[【]\s*(?:盖.|公.|签.)\s*[)）\]】]$"
)
_LEAST_SURE = 0.7  # of the recogniser
_ALIKE, _LEAST_VOTES = 70.0, 3  # of 100; readings that agree so


def hidden_names(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], rings: Sequence[Circle]
) -> list[Reading]:
    """The names beneath those black seals under which no line of text was read, none of them surely read."""
    usual = float(np.median([sides(quad)[1] for quad in quads])) if quads else 0.0
    if usual < 1:
        return []
    bare = [ring for ring in rings if not any(_is_under(quads[place], texts[place], ring) for place in texts)]
    found = (_name_beneath(pixels, quads, ring, usual) for ring in bare)
    return [unsure(name) for name in found if name is not None]


def _is_under(quad: Quad, text: LineText, ring: Circle) -> bool:
    """Hold for a line of several characters at the height of a name beneath the seal, any part of it under that."""
    x, y, radius = ring
    is_at_height = y + _FIRST * radius <= float(quad[:, 1].mean()) <= y + _LAST * radius
    is_beside = quad[:, 0].min() < x + radius and quad[:, 0].max() > x - radius
    return bool(is_at_height and is_beside and _LINE.search(text.text))


def _name_beneath(pixels: Pixels, quads: Sequence[Quad], ring: Circle, usual: float) -> Reading | None:
    """The surest reading of a name that others are like."""
    _, y, radius = ring
    heights = [y + float(far) for far in np.arange(_FIRST * radius, _LAST * radius, _STEP * usual)]
    names = [
        each
        for each in readings(pixels, quads, ring, usual, heights)
        if each.text.confidence >= _LEAST_SURE and _NAME.search(each.text.text)
    ]
    if not names:
        return None
    best = max(names, key=lambda each: each.text.confidence)
    votes = sum(ratio(each.text.text, best.text.text) >= _ALIKE for each in names)
    return best if votes >= _LEAST_VOTES else None
