"""The ruled lines of a PDF page, by pdfium's own calls (pypdfium2.raw, which has no types)."""

import ctypes
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.matrices import IDENTITY, Matrix, placed, times
from parsers.pdf_text import turning
from parsers.ruled_cells import Edge

_MAX_OBJECTS = 20_000  # that are looked through
_MAX_PATHS, _MAX_SEGMENTS = 5_000, 20_000  # of a page; one with more of them is a drawing
_MAX_DEPTH = 5  # of forms in forms
_STRAIGHT = 0.1  # points that a level line may rise, or an upright one lean
_SHORTEST = 0.5  # points

_Point = tuple[float, float]
_Box = tuple[float, float, float, float]  # left, bottom, right, top


def ruled_lines(page: pdfium.PdfPage) -> list[Edge]:
    """The level and upright strokes of a page's paths, as a reader holds the page; none of a page that is a drawing."""
    handle = page.raw
    count = pdfium_raw.FPDFPage_CountObjects(handle)
    drawn = (pdfium_raw.FPDFPage_GetObject(handle, index) for index in range(count))
    every = islice(_objects(drawn, IDENTITY, 0), _MAX_OBJECTS)
    paths = [(each, outer) for each, kind, outer in every if kind == pdfium_raw.FPDF_PAGEOBJ_PATH]
    segments = sum(max(0, pdfium_raw.FPDFPath_CountSegments(path)) for path, _outer in paths)
    if len(paths) > _MAX_PATHS or segments > _MAX_SEGMENTS:
        return []
    turn = turning(page)
    return [Edge(*turn(box)) for path, outer in paths for box in _strokes(path, outer)]


def _objects(drawn: Iterator[Any], outer: Matrix, depth: int) -> Iterator[tuple[Any, int, Matrix]]:
    """Yield each object, those inside forms too, with its kind and the matrix of the form that it is in."""
    for each in drawn:
        kind = int(pdfium_raw.FPDFPageObj_GetType(each))
        yield each, kind, outer
        if kind == pdfium_raw.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = max(0, pdfium_raw.FPDFFormObj_CountObjects(each))
            inner = (pdfium_raw.FPDFFormObj_GetObject(each, index) for index in range(count))
            yield from _objects(inner, times(_matrix(each), outer), depth + 1)


def _strokes(path: Any, outer: Matrix) -> Iterator[_Box]:
    """Yield the straight strokes of a path between its points; curves only lead on."""
    matrix = times(_matrix(path), outer)
    for one, other in pairwise(_points(path)):
        if one is None or other is None:
            continue
        (x0, y0), (x1, y1) = placed(matrix, *one), placed(matrix, *other)
        across, up = abs(x1 - x0), abs(y1 - y0)
        if min(across, up) <= _STRAIGHT and max(across, up) >= _SHORTEST:
            yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _points(path: Any) -> Iterator[_Point | None]:
    """Yield the path's points in order, None before each that begins a part of its own."""
    start: _Point | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(max(0, pdfium_raw.FPDFPath_CountSegments(path))):
        segment = pdfium_raw.FPDFPath_GetPathSegment(path, index)
        pdfium_raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        if pdfium_raw.FPDFPathSegment_GetType(segment) == pdfium_raw.FPDF_SEGMENT_MOVETO:
            yield None
            start = point
        yield point
        if pdfium_raw.FPDFPathSegment_GetClose(segment):
            yield start


def _matrix(drawn: Any) -> Matrix:
    found = pdfium_raw.FS_MATRIX()
    pdfium_raw.FPDFPageObj_GetMatrix(drawn, found)
    return found.a, found.b, found.c, found.d, found.e, found.f
