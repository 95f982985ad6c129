"""A sheet of paper photographed on a darker table -> the sheet alone, as if it had been scanned."""

from collections.abc import Callable, Sequence
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.ocr import Pixels, Quad
from parsers.shrunk import shrunk

_LOOK_SIDE = 600  # pixels of the longer side; edges of paper need no more
_LEAST, _MOST = 0.3, 0.97  # share of the picture that a sheet takes; a scan is all sheet
_DARKER = 35.0  # of 255, by which the table is darker than the paper
_ROUNDNESS = 0.02  # of its outline, by which a sheet's corners may be bent
_UNEVEN = 1.35  # times as long as the side across from it: more than a telephone held askew makes of paper
_FILLED = 0.9  # share of the four corners' area that is paper
_STEP, _MOSTLY = 0.4, 0.2  # share of the way from paper to table; the quantile of a side's places
_DARK_TABLE = 0.2  # the quantile of what lies around the sheet
_BESIDE = (6, 8, 10)  # pixels from a side
_STROKE, _PRINT = 7, 20  # pixels and grey levels of print at that size
_EDGE = 15  # pixels
_OVER_EDGE = 6  # pixels, by which a line's box may reach beyond the sheet
_STRAY = 0.02  # share of the strokes that a table's grain may make

Corners = NDArray[np.float32]  # upper left, upper right, lower right, lower left
FindLines = Callable[[Pixels], Sequence[Quad]]  # the lines of text on a picture


def flattened(pixels: Pixels, find: FindLines | None = None) -> Pixels:
    """The sheet set straight; the picture as it is where no sheet with four corners stands out in it.

    Where fine dark strokes lie beside the sheet, `find` tells whether they are print or the table's grain.
    """
    corners = _corners(pixels, find)
    if corners is None:
        return pixels
    width = max(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3]))
    height = max(np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1]))
    size = round(float(width)), round(float(height))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, target)
    return np.asarray(cv2.warpPerspective(pixels, turn, size, flags=cv2.INTER_LINEAR), np.uint8)


def _corners(pixels: Pixels, find: FindLines | None) -> Corners | None:
    shrink = _LOOK_SIDE / max(pixels.shape[:2])
    small = shrunk(pixels, shrink)

    @cache
    def lines() -> Sequence[Quad]:
        return [quad * shrink for quad in find(pixels)] if find is not None else ()

    sheets = (found for level in _levels(small) if (found := _sheet_above(small, level)) is not None)
    sheet = next(
        (each for each in sheets if _bears_all_print(small, each) or _bears_all_lines(lines(), each)), None
    )
    if sheet is None:
        return None
    return np.asarray(_in_order(sheet.reshape(4, 2).astype(np.float32)) / shrink, np.float32)


def _levels(small: NDArray[np.uint8]) -> tuple[float, ...]:
    """Above which grey paper may be, the brightest first: between light and dark, and within the dark (paper in shadow)."""
    blurred = cv2.GaussianBlur(small, (5, 5), 0)
    level, _ = cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = np.ascontiguousarray(blurred[blurred <= level]).reshape(-1, 1)
    lower, _ = cv2.threshold(dark, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (level, (level + lower) / 2, lower)


def _sheet_above(small: NDArray[np.uint8], level: float) -> cv2.typing.MatLike | None:
    """The four corners of what is brighter than that, where it is a sheet."""
    paper = _paper(small, level)
    outlines, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    found = cv2.approxPolyDP(outline, _ROUNDNESS * cv2.arcLength(outline, closed=True), closed=True)
    is_sheet = len(found) == 4 and _is_even(found) and _is_sheet(small, paper, found)
    return found if is_sheet and _ends_all_around(small, found) else None


def _ends_all_around(small: NDArray[np.uint8], corners: cv2.typing.MatLike) -> bool:
    """Hold where right behind each side it is about as dark as the table: the edge of a shadow on the sheet is soft."""
    points = _in_order(np.asarray(corners, np.float32).reshape(4, 2))
    inside = np.zeros_like(small)
    cv2.fillConvexPoly(inside, corners, 255)
    table = float(np.quantile(small[inside == 0], _DARK_TABLE))
    sides = ((points[place], points[(place + 1) % 4]) for place in range(4))
    return all(_drops(small, start, end, points.mean(axis=0), table) for start, end in sides)


def _drops(
    small: NDArray[np.uint8],
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    middle: NDArray[np.float32],
    table: float,
) -> bool:
    """Hold where it is darker outside than inside along most of a side, or the picture ends there."""
    inwards = np.array([start[1] - end[1], end[0] - start[0]]) / max(1.0, float(np.linalg.norm(end - start)))
    inwards = inwards if np.dot(middle - start, inwards) > 0 else -inwards
    along = start + (end - start) * np.linspace(0.05, 0.95, 60)[:, np.newaxis]
    inside, outside = (
        np.median([_greys(small, along + sign * far * inwards) for far in _BESIDE], axis=0)
        for sign in (1, -1)
    )
    seen = np.isfinite(inside) & np.isfinite(outside)
    steps = (inside - outside)[seen] - _STEP * (inside[seen] - table)
    return not len(steps) or float(np.quantile(steps, _MOSTLY)) >= 0


def _greys(small: NDArray[np.uint8], places: NDArray[np.floating]) -> NDArray[np.float64]:
    """How bright it is in those places, nothing outside of the picture."""
    across, down = np.round(places).astype(int).T
    within = (across >= 0) & (across < small.shape[1]) & (down >= 0) & (down < small.shape[0])
    greys = np.full(len(places), np.nan)
    greys[within] = small[down[within], across[within]]
    return greys


def _is_even(corners: cv2.typing.MatLike) -> bool:
    """Hold where opposite sides are about as long: a shadow that falls aslant leaves a lit corner of another shape."""
    points = _in_order(np.asarray(corners, np.float32).reshape(4, 2))
    sides = [float(np.linalg.norm(points[place] - points[place - 1])) for place in range(4)]
    return all(
        max(one, other) <= _UNEVEN * min(one, other) for one, other in zip(sides[:2], sides[2:], strict=True)
    )


def _paper(small: NDArray[np.uint8], level: float) -> NDArray[np.uint8]:
    """What is bright, print on it closed over."""
    blurred = cv2.GaussianBlur(small, (5, 5), 0)
    _, bright = cv2.threshold(blurred, level, 255, cv2.THRESH_BINARY)
    return np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)), np.uint8)


def _bears_all_print(small: NDArray[np.uint8], corners: cv2.typing.MatLike) -> bool:
    """Hold where hardly any fine dark strokes lie outside: else half a sheet, the lit one, would be cut out."""
    strokes = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((_STROKE, _STROKE), np.uint8)) > _PRINT
    inside = np.zeros_like(small)
    cv2.fillConvexPoly(inside, corners, 255)
    around = cv2.dilate(inside, np.ones((_EDGE, _EDGE), np.uint8))  # a sheet's edge looks like a stroke
    return int(strokes[around == 0].sum()) <= _STRAY * int(strokes[inside > 0].sum())


def _bears_all_lines(lines: Sequence[Quad], corners: cv2.typing.MatLike) -> bool:
    """Hold where lines of text were found, and all end on the sheet: the strokes beside it are a wooden table's."""
    ends = [(x, y) for quad in lines for x, y in quad.tolist()]
    return bool(ends) and all(
        cv2.pointPolygonTest(corners, end, measureDist=True) >= -_OVER_EDGE for end in ends
    )


def _is_sheet(small: NDArray[np.uint8], paper: NDArray[np.uint8], corners: cv2.typing.MatLike) -> bool:
    """Hold where the four corners hold paper, and a darker table lies around."""
    inside = np.zeros_like(small)
    cv2.fillConvexPoly(inside, corners, 255)
    share = float(np.mean(inside > 0))
    if not _LEAST <= share <= _MOST:
        return False
    filled = float(np.mean(paper[inside > 0] > 0))
    return (
        filled >= _FILLED
        and float(np.median(small[inside > 0])) - float(np.median(small[inside == 0])) >= _DARKER
    )


def _in_order(corners: Corners) -> Corners:
    """From the upper left clockwise."""
    sums, differences = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    places = [sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]
    return np.asarray(corners[places], np.float32)
