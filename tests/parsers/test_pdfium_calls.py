"""pdfium's calls by plain addresses tell the same as pypdfium2's own, which make an object for each."""

import pypdfium2 as pdfium
import pytest

from parsers.pdfium_calls import (
    address_of,
    character_matrix,
    count_marks,
    loose_box_of,
    objects_of,
    render_mode,
    text_object,
)
from tests.documents.writers import Line, Table, pdf_of

LINES: tuple[Line | Table, ...] = (
    "上海某某公司工作总结",
    Table((("科目", "金额"), ("设备费", "12.5"))),
    "Total 12.5",
)


@pytest.fixture
def page() -> pdfium.PdfPage:
    """A page of text with a ruled table."""
    return pdfium.PdfDocument(pdf_of(LINES))[0]


def test_boxes_are_those_of_pypdfium2(page: pdfium.PdfPage) -> None:
    """Of every character; zeros for one that is not there."""
    textpage = page.get_textpage()
    box = loose_box_of(address_of(textpage.raw))
    count = textpage.count_chars()
    assert count > 20
    for index in range(count):
        assert box(index) == pytest.approx(textpage.get_charbox(index, loose=True))
    assert box(count) == (0.0, 0.0, 0.0, 0.0)


def test_kinds_are_those_of_the_pages_objects(page: pdfium.PdfPage) -> None:
    """Text and paths, as many as there are or as one asks for."""
    objects = [each.type for each in page.get_objects(max_depth=1)]
    drawn = objects_of(address_of(page.raw), 1_000)
    assert [kind for _each, kind in drawn] == objects
    assert len(set(objects)) > 1
    assert objects_of(address_of(page.raw), 3) == drawn[:3]


def test_what_draws_a_character(page: pdfium.PdfPage) -> None:
    """Upright text in fill mode, without marks; nothing draws a character that is not there."""
    textpage = page.get_textpage()
    handle = address_of(textpage.raw)
    drawn = text_object(handle, 0)
    assert render_mode(drawn) == 0
    assert count_marks(drawn) == 0
    matrix = character_matrix(handle, 0)
    assert matrix is not None
    assert matrix[1] == matrix[2] == 0
    assert text_object(handle, 10_000) is None
    assert character_matrix(handle, 10_000) is None
