"""Print of a sheet's other side that shows through on a scan: paler than the page's own lines, and mirrored."""

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ink import Span, brightness_of

Pixels = NDArray[np.uint8]  # height, width, 3: RGB

_INK, _PAPER = 0.02, 0.8  # quantiles of a line's pixels, by lightness
_PALE = 0.5  # of the strongest contrast among the lines: half the ink
_FAINTEST = 0.1  # of a line's contrast: what is fainter is paper
_MARGIN = 0.25  # of a line's height, that is left around its print
_KEPT = 0.55  # of the way from a line's ink to its paper: the edges of its own strokes are darker still


def pale_lines(lines: Mapping[int, Pixels]) -> list[int]:
    """The keys of those lines that are much paler than the others: they may stand on the sheet's other side."""
    contrasts = {key: _contrast(line) for key, line in lines.items()}
    return [key for key, contrast in contrasts.items() if contrast < _PALE * max(contrasts.values())]


def printed_span(line: Pixels) -> Span:
    """From which column to which the line's strongest ink reaches, with some room around it."""
    ink, paper = _ink_and_paper(line)
    is_strong = (cv2.cvtColor(line, cv2.COLOR_RGB2GRAY) <= ink + _KEPT * (paper - ink)).any(axis=0)
    columns = np.flatnonzero(is_strong)
    room = round(_MARGIN * line.shape[0])
    return max(0, int(columns[0]) - room), min(line.shape[1], int(columns[-1]) + 1 + room)


def pale_ends(line: Pixels) -> list[Span]:
    """What lies before and behind the line's strongest ink: from column to column, where it is long and no mere paper."""
    first, last = printed_span(line)
    least, whole = line.shape[0], _contrast(line)
    return [
        (start, end)
        for start, end in ((0, first), (last, line.shape[1]))
        if end - start >= least and _contrast(line[:, start:end]) >= _FAINTEST * whole
    ]


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
    ink, paper = brightness_of(np.asarray(cv2.cvtColor(line, cv2.COLOR_RGB2GRAY), np.uint8), _INK, _PAPER)
    return ink, paper
