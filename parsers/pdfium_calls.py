"""Calls of pdfium that every character or object of a page needs, by plain addresses.

pypdfium2.raw makes an object for every handle and rectangle that it passes, which takes longer than pdfium's own work.
"""

import ctypes
import struct
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium_raw

from parsers.matrices import Matrix

Box = tuple[float, float, float, float]  # left, bottom, right, top
Handle = ctypes.c_void_p  # of a page or of its text
Drawn = tuple[int, int]  # an object of a page, and its kind (FPDF_PAGEOBJ_…)

_Matrix = ctypes.c_float * 6  # FS_MATRIX: a, b, c, d, e, f
_six = struct.Struct("6f").unpack
_unpacked = struct.Struct("4f").unpack


def _by_address(function: Any, result: Any, *arguments: Any) -> Any:
    """The same function of the library, without pypdfium2's own types; called with Python's lock held (PYFUNCTYPE).

    Giving the lock up and taking it again would be a part of so short a call that is felt. Without `arguments` none is
    converted, which makes a call a third shorter: such a function must be given a Handle, for ctypes passes a bare
    integer as a C int, and an address would lose its upper half.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_handle, _int = ctypes.c_void_p, ctypes.c_int
_loose_box = _by_address(pdfium_raw.FPDFText_GetLooseCharBox, _int)
_count_objects = _by_address(pdfium_raw.FPDFPage_CountObjects, _int)
_object = _by_address(pdfium_raw.FPDFPage_GetObject, _handle)
_matrix = _by_address(pdfium_raw.FPDFText_GetMatrix, _int)
_object_matrix = _by_address(pdfium_raw.FPDFPageObj_GetMatrix, _int, _handle, _handle)
_count_inside = _by_address(pdfium_raw.FPDFFormObj_CountObjects, _int, _handle)
_object_inside = _by_address(pdfium_raw.FPDFFormObj_GetObject, _handle, _handle, ctypes.c_ulong)
_segment = _by_address(pdfium_raw.FPDFPath_GetPathSegment, _handle, _handle, _int)
_point = _by_address(pdfium_raw.FPDFPathSegment_GetPoint, _int, _handle, _handle, _handle)
_segment_kind = _by_address(pdfium_raw.FPDFPathSegment_GetType, _int, _handle)
_closes = _by_address(pdfium_raw.FPDFPathSegment_GetClose, _int, _handle)

# How many segments a path has, below 0 for what is no path; the kind (FPDF_PAGEOBJ_…) of an object.
count_segments = _by_address(pdfium_raw.FPDFPath_CountSegments, _int, _handle)
kind_of = _by_address(pdfium_raw.FPDFPageObj_GetType, _int, _handle)

# The text object that draws a character, None for a character that pdfium added; what is known of such an object.
text_object = _by_address(pdfium_raw.FPDFText_GetTextObject, _handle)
render_mode = _by_address(pdfium_raw.FPDFTextObj_GetTextRenderMode, _int, _handle)
font_of = _by_address(pdfium_raw.FPDFTextObj_GetFont, _handle, _handle)
count_marks = _by_address(pdfium_raw.FPDFPageObj_CountMarks, _int, _handle)

stated_font_size = _by_address(pdfium_raw.FPDFText_GetFontSize, ctypes.c_double)
is_generated = _by_address(pdfium_raw.FPDFText_IsGenerated, _int)
unicode_of = _by_address(pdfium_raw.FPDFText_GetUnicode, ctypes.c_uint)


def address_of(handle: Any) -> Handle:
    """The address that a handle of pypdfium2.raw stands for."""
    return ctypes.cast(handle, ctypes.c_void_p)


def loose_box_of(textpage: Handle) -> Callable[[int], Box]:
    """Give the function from a character's place to its box, as high as its font, in the page's own space.

    Zeros for a character that is not there. Each character is asked for once.
    """
    buffer = (ctypes.c_float * 4)()

    @cache
    def loose_box(index: int) -> Box:
        if not _loose_box(textpage, index, buffer):
            return 0.0, 0.0, 0.0, 0.0
        left, top, right, bottom = _unpacked(buffer)  # FS_RECTF
        return left, bottom, right, top

    return loose_box


def objects_of(page: Handle, most: int) -> list[Drawn]:
    """The first `most` objects that are drawn on a page, each with its kind; those within forms are left out."""
    objects = [_object(page, index) for index in range(min(most, _count_objects(page)))]
    return list(zip(objects, map(kind_of, objects), strict=True))


def objects_inside(form: int) -> Iterator[Drawn]:
    """Yield what is drawn in a form, each object with its kind."""
    objects = (_object_inside(form, index) for index in range(max(0, _count_inside(form))))
    return ((each, kind_of(each)) for each in objects)


def object_matrix(drawn: int) -> Matrix:
    """How an object is turned, scaled and placed in what holds it."""
    buffer = _Matrix()
    _object_matrix(drawn, ctypes.addressof(buffer))
    return _six(buffer)


def segments_of(path: int) -> Iterator[tuple[tuple[float, float], int, bool]]:
    """Yield the ends of a path's segments in order, with their kind (FPDF_SEGMENT_…) and whether they close the path."""
    buffer = (ctypes.c_float * 2)()
    across = ctypes.addressof(buffer)
    up = across + ctypes.sizeof(ctypes.c_float)
    for index in range(max(0, count_segments(path))):
        segment = _segment(path, index)
        _point(segment, across, up)
        yield (buffer[0], buffer[1]), _segment_kind(segment), bool(_closes(segment))


def character_matrix(textpage: Handle, index: int) -> Matrix | None:
    """How a character is turned, scaled and placed; None for one that is not there."""
    buffer = _Matrix()
    return _six(buffer) if _matrix(textpage, index, buffer) else None
