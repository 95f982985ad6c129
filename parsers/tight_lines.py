"""Lines that stand so close below one another that a detector's small picture runs them together. Pure."""

from collections.abc import Sequence

import numpy as np

from parsers.ocr import Quad

_TIGHT = 0.93  # of their boxes' height, which leaves room around the letters, from line to line
_STEP = 0.3  # the quantile of the steps that is one line's: others lead over lines that were lost
_LEAST_LINES = 6
# Times as wide as high: lines of running text; the rows of a list of figures may stand as they like.
_LONG = 6.0
_BENEATH = 0.5  # of the shorter line's width, by which the other one lies below it


def are_tight(level: Sequence[Quad]) -> bool:
    """Hold where the lines of a page, set straight, lie about as close as single spacing sets them."""
    if len(level) <= _LEAST_LINES:
        return False
    boxes = np.array([[*quad.min(axis=0), *quad.max(axis=0)] for quad in level])
    long = (boxes[:, 2] - boxes[:, 0]) >= _LONG * (boxes[:, 3] - boxes[:, 1])
    left, top, right, bottom = boxes[long].T
    middle = (top + bottom) / 2
    shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    lies_below = shared > _BENEATH * np.minimum((right - left)[:, None], right - left)
    below = lies_below & (middle > middle[:, None])
    step = np.where(below, middle - middle[:, None], np.inf).min(axis=1, initial=np.inf)
    known = np.isfinite(step)
    if int(known.sum()) < _LEAST_LINES:
        return False
    return float(np.quantile(step[known], _STEP)) < _TIGHT * float(np.median((bottom - top)[known]))
