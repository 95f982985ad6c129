"""Print of a sheet's other side that shows through on a scan: paler than the page's own lines, and mirrored."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # height, width, 3: RGB

_INK, _PAPER = 2, 80  # percentiles of a line's pixels, by lightness
_PALE = 0.5  # of the strongest contrast among the lines: half the ink
_KEPT = 0.55  # of the way from a line's ink to its paper: the edges of its own strokes are darker still


def pale_lines(lines: Mapping[int, Pixels]) -> list[int]:
    """The keys of those lines that are much paler than the others: they may stand on the sheet's other side."""
    contrasts = {key: _contrast(line) for key, line in lines.items()}
    return [key for key, contrast in contrasts.items() if contrast < _PALE * max(contrasts.values())]


def _contrast(line: Pixels) -> float:
    ink, paper = _ink_and_paper(line)
    return paper - ink


def as_on_the_other_side(line: Pixels) -> Pixels:
    """The line as who turns the sheet over reads it."""
    return np.ascontiguousarray(line[:, ::-1])


def without_pale_ink(line: Pixels) -> Pixels:
    """The line with its strongest ink alone on its paper."""
    ink, paper = _ink_and_paper(line)
    bleached = line.copy()
    bleached[cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) > ink + _KEPT * (paper - ink)] = round(paper)
    return bleached


def _ink_and_paper(line: Pixels) -> tuple[float, float]:
    ink, paper = np.percentile(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), (_INK, _PAPER))
    return float(ink), float(paper)
