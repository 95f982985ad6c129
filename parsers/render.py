"""Pages of a PDF as pictures, as a reader sees them: annotations and form fields included."""

import math

import cv2
import numpy as np
import pypdfium2 as pdfium

from parsers.ocr import Pixels

MAXIMUM_PIXELS = 12_000_000  # an A3 page at 200 dpi has under 8 million
_POINTS_PER_INCH = 72.0


def render(document: pdfium.PdfDocument, index: int, dpi: float) -> tuple[Pixels, float]:
    """Give the page (from 0) as RGB, and its dots per inch: fewer than asked for where the page is vast."""
    page = document[index]
    width, height = page.get_size()
    dpi = min(dpi, _POINTS_PER_INCH * math.sqrt(MAXIMUM_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
    pixels = bitmap.to_numpy()
    page.close()
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8), dpi
    return np.ascontiguousarray(pixels[:, :, :3]), dpi
