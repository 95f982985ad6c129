"""A page in grey, and of the size in which it is looked at as a whole."""

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr import Pixels


def shrunk(pixels: Pixels, shrink: float) -> NDArray[np.uint8]:
    """The picture in grey, `shrink` times as large; a strip keeps a pixel of its shorter side, where OpenCV would leave none."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    if min(height, width) * shrink >= 1:
        small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    else:
        size = max(1, round(width * shrink)), max(1, round(height * shrink))
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
