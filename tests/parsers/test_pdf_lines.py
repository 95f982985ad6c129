"""Tables of PDF pages: however a program draws their lines, and however the page is held, the cells are the same."""

import io
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfplumber import table as plumber
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Block, BlockKind
from parsers.registry import parse
from parsers.ruled_cells import Edge, _plumber_edge, ruled_tables
from tests.documents.writers import FONT

COLUMNS, ROWS = (90, 250, 400), (700, 670, 640)
CELLS = [("科目", "金额"), ("设备费", "12.5")]
Draw = Callable[[Canvas], None]


def pdf(*draws: Draw, rotation: int = 0, crop: tuple[int, ...] = ()) -> bytes:
    """A page of A4 on which something is drawn so that a reader who turns it as it says sees it upright."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4 if rotation in {0, 180} else A4[::-1], cropBox=crop or None)
    canvas.setPageRotation(rotation)
    canvas.translate(*{0: (0, 0), 90: (A4[1], 0), 180: A4, 270: (0, A4[0])}[rotation])
    canvas.rotate(rotation)
    canvas.setFont(FONT, 12)
    for draw in draws:
        draw(canvas)
    canvas.save()
    return buffer.getvalue()


def rows(payload: bytes) -> list[tuple[str, ...]]:
    """The cells of the table's rows."""
    blocks: tuple[Block, ...] = parse(payload, "总结.pdf").blocks
    return [block.cells for block in blocks if block.kind is BlockKind.TABLE_ROW]


def text(page: Canvas) -> None:
    """What stands in the cells."""
    for cells, top in zip(CELLS, ROWS, strict=False):
        for cell, left in zip(cells, COLUMNS, strict=False):
            page.drawString(left + 6, top - 20, cell)


def strokes(page: Canvas) -> None:
    """One line for each border, as LibreOffice has them."""
    for left in COLUMNS:
        page.line(left, ROWS[0], left, ROWS[-1])
    for top in ROWS:
        page.line(COLUMNS[0], top, COLUMNS[-1], top)


def boxes(page: Canvas) -> None:
    """A rectangle around each cell."""
    for left, right in pairwise(COLUMNS):
        for top, bottom in pairwise(ROWS):
            page.rect(left, bottom, right - left, top - bottom)


def slivers(page: Canvas) -> None:
    """Filled rectangles half a point thin and broken at the corners, as Word's printing to PDF has them."""
    for left in COLUMNS:
        for top, bottom in pairwise(ROWS):
            page.rect(left, bottom + 0.25, 0.48, top - bottom - 0.5, stroke=0, fill=1)
    for top in ROWS:
        for left, right in pairwise(COLUMNS):
            page.rect(left, top, right - left, 0.48, stroke=0, fill=1)


def one_path(page: Canvas) -> None:
    """All lines as parts of one path, in tenths of a point."""
    page.saveState()
    page.scale(0.1, 0.1)
    path = page.beginPath()
    for left in COLUMNS:
        path.moveTo(left * 10, ROWS[0] * 10)
        path.lineTo(left * 10, ROWS[-1] * 10)
    for top in ROWS:
        path.moveTo(COLUMNS[0] * 10, top * 10)
        path.lineTo(COLUMNS[-1] * 10, top * 10)
    page.drawPath(path)
    page.restoreState()


def in_form(page: Canvas) -> None:
    """Inside a form that stands somewhere else, and that in another one."""
    page.beginForm("inner")
    page.translate(-100, -200)
    strokes(page)
    page.endForm()
    page.beginForm("outer")
    page.scale(0.5, 0.5)
    page.doForm("inner")
    page.endForm()
    page.saveState()
    page.translate(100, 200)
    page.scale(2, 2)
    page.doForm("outer")
    page.restoreState()


@pytest.mark.parametrize("lines", [strokes, boxes, slivers, one_path, in_form])
def test_every_way_to_draw_a_table(lines: Draw) -> None:
    """Lines, boxes, slivers, one path or a form within a form."""
    assert rows(pdf(lines, text)) == CELLS


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_table_on_a_turned_page(rotation: int) -> None:
    """A wide table stands on a page that readers turn."""
    assert rows(pdf(strokes, text, rotation=rotation)) == CELLS


def test_table_on_a_cropped_page() -> None:
    """What is seen of a page begins somewhere else than the page."""
    assert rows(pdf(strokes, text, crop=(60, 500, 500, 800))) == CELLS


def test_slanted_lines_and_curves_make_no_table() -> None:
    """A drawing's lines enclose nothing; neither do those that only meet in a curve."""

    def draw(page: Canvas) -> None:
        text(page)
        for place in range(0, 200, 40):
            page.line(90 + place, 700, 130 + place, 640)
        page.roundRect(300, 600, 60, 60, 25)

    assert rows(pdf(draw)) == []


def test_form_fields_make_no_table() -> None:
    """The boxes of fields stand side by side within lines of text; what is filled in is read."""

    def draw(page: Canvas) -> None:
        for place in (90, 190, 290):
            page.acroForm.textfield(
                name=f"f{place}", value="abc", x=place, y=600, width=100, height=20, borderWidth=1
            )
        page.drawString(90, 640, "联系人：")

    payload = pdf(draw)
    assert rows(payload) == []
    assert "abc" in "".join(block.text for block in parse(payload, "表.pdf").blocks)


def _grid(across: int, down: int) -> list[Edge]:
    level = [Edge(0, 5.0 * row, 5.0 * across, 5.0 * row) for row in range(down + 1)]
    return level + [Edge(5.0 * column, 0, 5.0 * column, 5.0 * down) for column in range(across + 1)]


def test_squared_paper_is_no_table() -> None:
    """Its cells would take minutes to find, and nobody writes in them."""
    assert ruled_tables(_grid(150, 150), 800) == []
    assert [len(cells) for cells in ruled_tables(_grid(10, 40), 800)] == [400]


def test_a_drawing_of_many_strokes_is_no_table() -> None:
    """A map of a thousand paths with forty points each is let be; what is written on the page is read."""

    def draw(page: Canvas) -> None:
        strokes(page)
        page.drawString(90, 750, "园区分布图，图上所标的都是已经签约入驻的知识产权服务机构。")
        for place in range(1_000):
            path = page.beginPath()
            path.moveTo(50, 100)
            for step in range(40):
                path.lineTo(50 + step % 7, 100 + place % 11)
            page.drawPath(path)

    payload = pdf(draw, text)
    assert rows(payload) == []
    assert "设备费" in "".join(block.text for block in parse(payload, "图.pdf").blocks)


_PLACES = st.integers(1, 5).map(lambda place: place * 40.0)
_LEVEL = st.builds(lambda x, width, y: Edge(x, y, x + width, y), _PLACES, _PLACES, _PLACES)
_UPRIGHT = st.builds(lambda x, y, height: Edge(x, y, x, y + height), _PLACES, _PLACES, _PLACES)


@given(st.lists(_LEVEL | _UPRIGHT, min_size=4, max_size=24))
def test_cells_are_those_that_pdfplumber_makes(edges: list[Edge]) -> None:
    """Of any lines, whole grids, merged cells and lines that lead nowhere alike."""
    joined = plumber.merge_edges([_plumber_edge(edge, 300.0) for edge in edges], 3.0, 3.0, 3.0, 3.0)
    corners = plumber.edges_to_intersections(joined, 3.0, 3.0)
    expected = plumber.cells_to_tables(plumber.intersections_to_cells(corners))
    assert sorted(map(sorted, ruled_tables(edges, 300.0))) == sorted(map(sorted, expected))


def test_a_table_in_the_second_column_comes_behind_the_first() -> None:
    """The contact's table at the foot of the right column is no part of the left one beside it."""

    def columns(page: Canvas) -> None:
        for left, name, rows in ((40, "左", 20), (310, "右", 16)):
            for row in range(rows):
                page.drawString(left, 800 - 20 * row, f"{name}栏第{row}行的正文")

    def table(page: Canvas) -> None:
        for y in (460, 430, 400):
            page.line(310, y, 530, y)
        for x in (310, 420, 530):
            page.line(x, 460, x, 400)
        for place, cells in enumerate((("联系人", "沈晓岚"), ("电话", "021-55505494"))):
            for left, cell in zip((316, 426), cells, strict=True):
                page.drawString(left, 440 - 30 * place, cell)

    texts = [block.text for block in parse(pdf(columns, table), "总结.pdf").blocks]
    assert texts[-2:] == ["联系人\t沈晓岚", "电话\t021-55505494"]
    assert texts[19].startswith("左栏第19行")
