"""What is ink in a piece of a page, and where runs of it begin and end."""

import cv2
import numpy as np
from numpy.typing import NDArray

_DARK, _PAPER = 0.7, 0.9  # of the paper's brightness; the quantile of a piece that is paper

Pixels = NDArray[np.uint8]  # height, width, 3: RGB
Mask = NDArray[np.bool_]
Grey = NDArray[np.uint8]
Span = tuple[int, int]


def inked(piece: Pixels) -> Mask:
    """Which pixels are plainly darker than the piece's own paper."""
    grey = np.asarray(cv2.cvtColor(piece, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.asarray(grey < _DARK * brightness_of(grey, _PAPER)[0], np.bool_)


def brightness_of(grey: Grey, *shares: float) -> list[float]:
    """The brightness below which those shares of the pixels lie: numpy's quantiles, told from a histogram at once."""
    counts = cv2.calcHist([grey], [0], None, [256], [0, 256]).ravel().cumsum(dtype=np.float64)
    places = (counts[-1] - 1) * np.asarray(shares)
    below, above = (np.searchsorted(counts, edge(places) + 1) for edge in (np.floor, np.ceil))
    return [float(value) for value in below + (above - below) * (places - np.floor(places))]


def runs(filled: Mask) -> list[Span]:
    """From where to where (without the last) values hold one after the other."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return list(zip(changes[::2].tolist(), changes[1::2].tolist(), strict=True))
