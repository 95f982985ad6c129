"""What hangs together in a mask: its boxes alone, which cost a third of labels for all pixels."""

import cv2
import numpy as np

Extent = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom lie outside


def extents(mask: cv2.typing.MatLike) -> list[Extent]:
    """Where each part is whose pixels touch one another, at corners too; also one that lies in another's hole."""
    outlines, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return []
    is_outer = np.reshape(nesting, (-1, 4))[:, 3] < 0  # the others are outlines of holes
    boxes = (cv2.boundingRect(outline) for outline, outer in zip(outlines, is_outer, strict=True) if outer)
    return [(x, y, x + width, y + height) for x, y, width, height in boxes]
