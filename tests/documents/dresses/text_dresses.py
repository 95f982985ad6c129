"""Dresses with text: Word files of several programs, what LibreOffice writes, PDF with a text layer."""

import io
import re

import numpy as np
import pypdfium2 as pdfium
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from tests.documents.dresses.carriers import jpeg
from tests.documents.dresses.dress import Dress, Dressed, Make, SealShown, Workshop, seal_of
from tests.documents.dresses.pages import POINTS
from tests.documents.dresses.sample import Form, Numbered, PageBreak, Piece, Sample, lines_of
from tests.documents.dresses.words import docx_of, word_like, wps_like
from tests.documents.writers import FONT, Line, Table, pdf_of

_MISREAD = str.maketrans("情工作项目资金使用推进计划的发特色", "惰土怍顷日资釜便用椎迸汁戈旳友持邑")


def _word(_shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    return Dressed((("工作总结.docx", docx_of(lines_of(sample), word_like())),), SealShown.MISSING)


def _wps_word(_shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    return Dressed((("工作总结(终稿).docx", docx_of(lines_of(sample), wps_like())),), SealShown.MISSING)


def _converted(kind: str, name: str) -> Make:
    def make(shop: Workshop, sample: Sample, _seed: int) -> Dressed:
        return Dressed(((name, shop.office.convert(shop.docx(sample), kind)),), SealShown.MISSING)

    return make


def _through_odt(shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    """LibreOffice's own Word file: from its own format, so that nothing of the first writer is left."""
    odt = shop.office.convert(shop.docx(sample), "odt")
    payload = shop.office.convert(odt, "docx", source="odt")
    return Dressed((("工作总结.docx", payload),), SealShown.MISSING)


def _reportlab(_shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    lines = [each for line in lines_of(sample) for each in _typed(line)]
    return Dressed((("工作总结.pdf", pdf_of(lines, footer="- {page} -")),), SealShown.MISSING)


def _typed(line: Piece) -> list[Line]:
    """Give the line in what tests/documents/writers.py can set."""
    match line:
        case Numbered(_text, _depth, typed):
            return [typed]
        case PageBreak():
            return []
        case Form(rows):
            return [Table(tuple(cells)) for heading, body in rows for cells in [_spread(heading, body)]]
        case _:
            return [line]


def _spread(heading: str, body: str) -> list[tuple[str, str]]:
    paragraphs = body.split("\n")
    return [(heading, paragraphs[0]), *(("", paragraph) for paragraph in paragraphs[1:])]


def _without_unicode(shop: Workshop, sample: Sample, _seed: int) -> Dressed:
    """Take the table from glyphs to characters out of every font: the page looks right, its text is garbage."""
    pdf = shop.pdf(sample)
    garbled = re.sub(rb"/ToUnicode \d+ 0 R", lambda match: b" " * len(match[0]), pdf)
    return Dressed((("工作总结.pdf", garbled),), SealShown.MISSING)


def _wrong_layer(shop: Workshop, sample: Sample, seed: int) -> Dressed:
    """A sealed colour scan with the invisible text of a bad old OCR over it."""
    chance = np.random.default_rng(seed)
    pages = shop.pages(sample, 200, chance)
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer, invariant=1)
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for page, text in zip(pages, _texts(shop.pdf(sample)), strict=True):
        width, height = (side * POINTS / 200 for side in (page.shape[1], page.shape[0]))
        paper.setPageSize((width, height))
        paper.drawImage(ImageReader(io.BytesIO(jpeg(page, 80))), 0, 0, width, height)
        _write_invisibly(paper, text, height, chance)
        paper.showPage()
    paper.save()
    return Dressed((("工作总结（盖章）.pdf", buffer.getvalue()),), seal_of(sample, SealShown.SEEN))


def _texts(pdf: bytes) -> list[list[str]]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded().splitlines() for page in document]
    finally:
        document.close()


def _write_invisibly(
    paper: canvas.Canvas, lines: list[str], height: float, chance: np.random.Generator
) -> None:
    text = paper.beginText(80, height - 90)
    text.setFont(FONT, 14, 26)
    text.setTextRenderMode(3)
    for line in lines:
        text.textLine(_misread(line, chance))
    paper.drawText(text)


def _misread(line: str, chance: np.random.Generator) -> str:
    """Give a line as an old OCR reads it: characters taken for others, some lost, digits for letters."""
    kept = [character for character in line.translate(_MISREAD) if chance.random() > 0.12]
    return "".join(kept).replace("0", "O").replace("1", "l").replace("@", "＠ ")


DRESSES = (
    Dress("docx-word", "docx", _word),
    Dress("docx-wps", "docx", _wps_word),
    Dress("docx-libreoffice", "docx", _through_odt),
    Dress("doc", "office", _converted("doc", "工作总结.doc")),
    Dress("wps", "office", _converted("doc", "工作总结.wps")),
    Dress("rtf", "office", _converted("rtf", "工作总结.rtf")),
    Dress("odt", "office", _converted("odt", "工作总结.odt")),
    Dress("pdf-libreoffice", "pdf", _converted("pdf", "工作总结.pdf")),
    Dress("pdf-reportlab", "pdf", _reportlab),
    Dress("pdf-garbage-layer", "scan", _without_unicode),
    Dress("pdf-wrong-layer", "scan", _wrong_layer),
)
