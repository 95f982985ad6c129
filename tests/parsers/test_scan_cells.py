"""Forms on scans: labels written downwards, characters alone on a row, cells of a row of its own, a page of few words."""

import io
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pypdfium2
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.ocr import Pixels, engine
from parsers.registry import parse
from parsers.scan_cells import overlooked_in_cells
from parsers.scan_tables import levelled, ruled_tables
from tests.documents.dresses.carriers import scanned_pdf
from tests.documents.dresses.fonts import missing_fonts
from tests.documents.writers import FONT

pytestmark = pytest.mark.skipif(missing_fonts() is not None, reason=str(missing_fonts()))

_DPI = 200
_SIZE, _LEADING = 13, 17
_LABELS = ("项目实施成效", "资金使用情况", "特色亮点工作")
_TEXTS = (
    "授权发明专利19件，转化收入1.27亿元，服务企业60家。",
    "市级资金50万元，已支出38.4万元，其余用于海外申请。",
    "每周三请发明人坐堂，企业带着图纸上门，当面改、当面定。",
)
Draw = Callable[[Canvas], None]


def drawn(draw: Draw) -> Pixels:
    """The page that is drawn so, printed."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont(FONT, _SIZE)
    draw(canvas)
    canvas.save()
    page = pypdfium2.PdfDocument(buffer.getvalue())[0]
    return np.asarray(page.render(scale=_DPI / 72).to_pil().convert("RGB"), np.uint8)


def scanned(draw: Draw, *, degrees: float = 0.0) -> bytes:
    """The printed page, scanned a little askew."""
    pixels = drawn(draw)
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Pixels = np.asarray(
        cv2.warpAffine(pixels, turn, (width, height), borderValue=(255, 255, 255)), np.uint8
    )
    return scanned_pdf([turned], _DPI)


def row(canvas: Canvas, top: float, height: float, edges: Sequence[float]) -> None:
    """The borders of a row of cells."""
    canvas.rect(edges[0], top - height, edges[-1] - edges[0], height)
    for edge in edges[1:-1]:
        canvas.line(edge, top, edge, top - height)


def broken(canvas: Canvas, text: str, left: float, top: float, most: int) -> None:
    """A text in a cell that holds `most` characters a row."""
    for place in range(0, len(text), most):
        canvas.drawString(left, top - _LEADING * (place // most + 1) + 3, text[place : place + most])


def rows(payload: bytes) -> list[list[str]]:
    """The cells of the rows that are read, white space left out."""
    document = parse(payload, "总结.pdf")
    return [["".join(cell.split()) for cell in block.cells] for block in document.blocks if block.cells]


@pytest.mark.parametrize(("most", "degrees"), [(1, 0.0), (1, 0.8), (2, -0.6)])
def test_labels_in_a_narrow_column_are_read(most: int, degrees: float) -> None:
    """A character or two on each row: the label is read downwards, beside its text."""

    def draw(canvas: Canvas) -> None:
        height = _LEADING * (6 // most) + 8
        for place, (label, text) in enumerate(zip(_LABELS, _TEXTS, strict=True)):
            top = 760 - place * height
            row(canvas, top, height, (60, 72 + 14 * most, 540))
            broken(canvas, label, 66, top, most)
            broken(canvas, text, 80 + 14 * most, top, 30)

    assert [cells[0] for cells in rows(scanned(draw, degrees=degrees))] == list(_LABELS)


def test_characters_alone_on_their_rows_are_read_beside_lines() -> None:
    """A name of two characters, each on a row of its own, above the telephone."""

    def draw(canvas: Canvas) -> None:
        for place, (label, lines) in enumerate(
            (
                ("单位盖章", ("上海某某义齿有限公司", "2024年3月11日")),
                ("联系方式", ("贝", "齐", "13800006060", "wf@example.org")),
            )
        ):
            top = 760 - 90 * place
            row(canvas, top, 90, (60, 300, 540))
            canvas.drawString(66, top - 18, label)
            for number, line in enumerate(lines, start=1):
                canvas.drawString(306, top - 18 * number, line)

    assert rows(scanned(draw))[1][1].startswith("贝齐13800006060")


def test_a_low_row_of_pale_text_is_read() -> None:
    """A name in small type, close below a label whose box reaches into its row; the text above is larger."""
    height = 15

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 18)
        for place in range(8):
            canvas.drawString(60, 780 - 26 * place, "围绕专利转化运用专项行动，拓展许可规模，引导企业。")
        canvas.setFont(FONT, height - 2)
        for place, texts in enumerate(
            (("联系人", "电话", "邮箱"), ("冯颖", "13800009943", "fy@example.org"))
        ):
            row(canvas, 520 - height * place, height, (60, 210, 360, 530))
            for left, text in zip((64, 214, 364), texts, strict=True):
                canvas.setFillGray(0.7 if text == "冯颖" else 0.0)
                canvas.drawString(left, 523 - height - height * place, text)

    assert rows(scanned(draw))[-1][0] == "冯颖"


def test_a_row_may_have_cells_of_its_own() -> None:
    """联系人 | … | 电话 | … below rows of a label and a text."""

    def draw(canvas: Canvas) -> None:
        for place, (label, text) in enumerate(zip(_LABELS, _TEXTS, strict=True)):
            row(canvas, 760 - 40 * place, 40, (60, 160, 540))
            canvas.drawString(66, 740 - 40 * place, label)
            broken(canvas, text, 166, 760 - 40 * place, 26)
        row(canvas, 640, 30, (60, 160, 260, 340, 540))
        for left, text in ((66, "联系人"), (166, "王芳"), (266, "电话"), (346, "021-55501234")):
            canvas.drawString(left, 622, text)

    assert rows(scanned(draw))[3] == ["联系人", "王芳", "电话", "021-55501234"]


@pytest.mark.parametrize("degrees", [0.6, -0.9])
def test_a_table_alone_on_its_page_tells_how_far_that_is_askew(degrees: float) -> None:
    """Few words stand there, and their boxes are a pixel off; the ruled lines are long."""

    def draw(canvas: Canvas) -> None:
        for place, texts in enumerate(
            (("联系人", "电话", "电子邮箱"), ("祁连山", "13800009917", "qils@example.org"))
        ):
            row(canvas, 790 - 15 * place, 15, (60, 210, 360, 530))
            for left, text in zip((66, 216, 366), texts, strict=True):
                canvas.drawString(left, 779 - 15 * place, text)

    assert rows(scanned(draw, degrees=degrees)) == [
        ["联系人", "电话", "电子邮箱"],
        ["祁连山", "13800009917", "qils@example.org"],
    ]


@pytest.mark.parametrize(("seals", "found"), [((), True), (((150, 150, 900, 420),), False)])
def test_what_is_left_over_beneath_a_seal_is_the_seals(
    seals: tuple[tuple[int, int, int, int], ...], *, found: bool
) -> None:
    """Characters alone in a cell are read, unless a seal lies there."""

    def draw(canvas: Canvas) -> None:
        row(canvas, 780, 60, (60, 200, 540))
        row(canvas, 720, 60, (60, 200, 540))
        canvas.drawString(66, 750, "贝")
        canvas.drawString(260, 640, "下面一行是正文，与表格无关。")

    pixels = drawn(draw)
    level = levelled(pixels, 0.0)
    quads = [box for box in engine().find(pixels) if box[:, 1].min() > 460]
    tables = ruled_tables(level, 72 / _DPI)
    _, lines = overlooked_in_cells(pixels, level, quads, tables, seals, 72 / _DPI)
    assert bool(lines) is found
