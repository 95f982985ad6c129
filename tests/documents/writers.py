"""Make documents for tests: the same lines as .docx, as PDF, as a scan or as a picture.

A plain string is a paragraph; Title, Heading, Right and Table say what else a line is:

    lines = [Title("测试单位关于测试项目工作总结"), Heading("一、项目实施成效"), "全年授权专利12件。", Right("测试单位")]
    docx_of(lines), pdf_of(lines), scan_of(pages=2)
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from PIL import Image, ImageDraw
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as PdfTable

from tests.documents.word import dated

FONT = "STSong-Light"  # one of the fonts that every PDF reader must bring, so no font file is needed


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title: centred, large."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading by style; in a PDF only larger."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Right:
    """A line set to the right, as sign-off and date are."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, with ruled lines."""

    rows: tuple[tuple[str, ...], ...]


Line = str | Title | Heading | Right | Table


def docx_of(lines: Sequence[Line]) -> bytes:
    """Give a Word file of these lines; the same lines give the same bytes whenever they are written."""
    document = docx.Document()
    for line in lines:
        _add_to_docx(document, line)
    buffer = io.BytesIO()
    document.save(buffer)
    return dated(buffer.getvalue())


def _add_to_docx(document: "docx.document.Document", line: Line) -> None:
    match line:
        case Title(text):
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(text).font.size = Pt(22)
        case Heading(text, level):
            document.add_heading(text, level)
        case Right(text):
            document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        case Table(rows):
            table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        case str():
            document.add_paragraph(line)


def pdf_of(
    lines: Sequence[Line],
    *,
    header: str = "",
    footer: str = "",
    user_password: str | None = None,
    owner_password: str = "",
) -> bytes:
    """Give a PDF with a text layer of these lines on A4.

    `header` and `footer` stand on every page ("{page}" is its number). An empty `user_password` encrypts the file
    so that everybody can read it; None does not encrypt.
    """
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    encrypt = None
    if user_password is not None:
        encrypt = StandardEncryption(user_password, owner_password or "owner", canCopy=0)
    buffer = io.BytesIO()

    def decorate(page: canvas.Canvas, _template: object) -> None:
        page.setFont(FONT, 9)
        page.drawCentredString(A4[0] / 2, A4[1] - 40, header.format(page=page.getPageNumber()))
        page.drawCentredString(A4[0] / 2, 30, footer.format(page=page.getPageNumber()))

    SimpleDocTemplate(buffer, pagesize=A4, encrypt=encrypt, invariant=1).build(
        [_flowable(line) for line in lines], onFirstPage=decorate, onLaterPages=decorate
    )
    return buffer.getvalue()


def _flowable(line: Line) -> Paragraph | PdfTable:
    match line:
        case Title(text):
            return _pdf_paragraph(text, size=22, alignment=TA_CENTER)
        case Heading(text, level):
            return _pdf_paragraph(text, size=17 - level, indent=2)
        case Right(text):
            return _pdf_paragraph(text, alignment=TA_RIGHT)
        case Table(rows):
            cells = [[_pdf_paragraph(text, size=10) for text in row] for row in rows]
            return PdfTable(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
        case str():
            return _pdf_paragraph(line, indent=2)


def _pdf_paragraph(text: str, *, size: float = 14, alignment: int = 0, indent: int = 0) -> Paragraph:
    style = ParagraphStyle(
        "line",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.6,
        alignment=alignment,
        firstLineIndent=indent * size,
        wordWrap="CJK",
    )
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def scan_of(pages: int = 1) -> bytes:
    """Give a PDF whose pages are pictures, as a scanner makes it: no text layer."""
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer, pagesize=A4)
    for number in range(1, pages + 1):
        paper.drawImage(ImageReader(_page_picture(str(number))), 0, 0, *A4)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


def picture_of(text: str = "1", *, file_format: str = "PNG", size: tuple[int, int] = (595, 842)) -> bytes:
    """Give a photo of a page in one of Pillow's formats (PNG, JPEG, TIFF, BMP, GIF, WEBP)."""
    buffer = io.BytesIO()
    _page_picture(text, size).save(buffer, format=file_format)
    return buffer.getvalue()


def _page_picture(text: str, size: tuple[int, int] = (595, 842)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((size[0] // 2, size[1] // 2), text, fill="black")
    return picture
