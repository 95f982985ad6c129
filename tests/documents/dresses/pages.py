"""Pages as pictures: a PDF rendered, and where on its last pages the sign-off stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

Picture = NDArray[np.uint8]  # rows, columns, red-green-blue

POINTS = 72  # an inch
_ABOVE = 30  # points by which people press the seal higher, so that what stands below stays legible


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page: the page from 0, the middle in points from the top left."""

    page: int
    across: float
    down: float


def rendered(pdf: bytes, dpi: int) -> list[Picture]:
    """Give the pages of a PDF as pictures."""
    document = pdfium.PdfDocument(pdf)
    try:
        return [
            np.ascontiguousarray(page.render(scale=dpi / POINTS).to_numpy()[:, :, 2::-1]) for page in document
        ]
    finally:
        document.close()


def place_of_sign_off(pdf: bytes, sign_off: Sequence[str]) -> Spot | None:
    """Give the middle between the sign-off's unit and its date, None where neither is on paper."""
    document = pdfium.PdfDocument(pdf)
    try:
        for number in reversed(range(len(document))):
            boxes = [box for line in sign_off if (box := _last_box(document[number], line))]
            if boxes:
                return _middle(number, boxes, document[number].get_height())
    finally:
        document.close()
    return None


def _last_box(page: Any, line: str) -> tuple[float, float, float, float] | None:
    """Give the box around the last standing of a line's text on the page."""
    text = page.get_textpage()
    search = text.search("".join(line.split())[:12]) if line.strip() else None
    found = None
    while search is not None and (place := search.get_next()):
        found = place
    if found is None:
        return None
    boxes = [text.get_charbox(found[0] + shift) for shift in range(found[1])]
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _middle(number: int, boxes: Sequence[tuple[float, float, float, float]], height: float) -> Spot:
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return Spot(number, (left + right) / 2, height - (bottom + top) / 2 - _ABOVE)
