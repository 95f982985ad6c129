"""The ruled lines of a PDF page, by pdfium's own calls (pypdfium2.raw, which has no types)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise

import pypdfium2.raw as pdfium_raw

from parsers.matrices import IDENTITY, Matrix, placed, times
from parsers.pdfium_calls import (
    Box,
    Drawn,
    count_segments,
    object_matrix,
    objects_inside,
    segments_of,
)

_MAX_OBJECTS = 20_000  # that are looked through
_MAX_PATHS, _MAX_SEGMENTS = 5_000, 20_000  # of a page; one with more of them is a drawing
_MAX_DEPTH = 5  # of forms in forms
_STRAIGHT = 0.1  # points that a level line may rise, or an upright one lean
_SHORTEST = 0.5  # points

_Point = tuple[float, float]


def ruled_lines(drawn: Sequence[Drawn]) -> list[Box]:
    """The level and upright strokes of the paths drawn on a page, in its own space; none of one that is a drawing."""
    every = islice(_objects(drawn, IDENTITY, 0), _MAX_OBJECTS)
    paths = [(each, outer) for each, kind, outer in every if kind == pdfium_raw.FPDF_PAGEOBJ_PATH]
    segments = sum(max(0, count_segments(path)) for path, _outer in paths)
    if len(paths) > _MAX_PATHS or segments > _MAX_SEGMENTS:
        return []
    return [box for path, outer in paths for box in _strokes(path, outer)]


def _objects(drawn: Iterable[Drawn], outer: Matrix, depth: int) -> Iterator[tuple[int, int, Matrix]]:
    """Yield each object, those inside forms too, with its kind and the matrix of the form that it is in."""
    for each, kind in drawn:
        yield each, kind, outer
        if kind == pdfium_raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            yield from _objects(objects_inside(each), times(object_matrix(each), outer), depth + 1)


def _strokes(path: int, outer: Matrix) -> Iterator[Box]:
    """Yield the straight strokes of a path between its points; curves only lead on."""
    matrix = times(object_matrix(path), outer)
    for one, other in pairwise(_points(path)):
        if one is None or other is None:
            continue
        (x0, y0), (x1, y1) = placed(matrix, *one), placed(matrix, *other)
        across, up = abs(x1 - x0), abs(y1 - y0)
        if min(across, up) <= _STRAIGHT and max(across, up) >= _SHORTEST:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _points(path: int) -> Iterator[_Point | None]:
    """Yield the path's points in order, None before each that begins a part of its own."""
    start: _Point | None = None
    for point, kind, closes in segments_of(path):
        if kind == pdfium_raw.FPDF_SEGMENT_MOVETO:
            yield None
            start = point
        yield point
        if closes:
            yield start
