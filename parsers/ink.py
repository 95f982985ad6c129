"""What is ink in a piece of a page, and where runs of it begin and end."""

import cv2
import numpy as np
from numpy.typing import NDArray

_DARK, _PAPER = 0.7, 0.9  # of the paper's brightness; the quantile of a piece that is paper

Pixels = NDArray[np.uint8]  # height, width, 3: RGB
Mask = NDArray[np.bool_]
Span = tuple[int, int]


def inked(piece: Pixels) -> Mask:
    """Which pixels are plainly darker than the piece's own paper."""
    grey = cv2.cvtColor(piece, cv2.COLOR_RGB2GRAY)
    return np.asarray(grey < _DARK * float(np.quantile(grey, _PAPER)), np.bool_)


def runs(filled: Mask) -> list[Span]:
    """From where to where (without the last) values hold one after the other."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))
