"""OFD (GB/T 33190-2016) made from a PDF: each line of text as one TextObject where it stands, ruled lines as paths."""

from collections.abc import Iterator
from ctypes import c_double
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from tests.documents.dresses.containers import zip_utf8
from tests.documents.dresses.pages import POINTS

_MILLIMETRE = POINTS / 25.4
_THIN = 2.5  # points; what is thicker both ways is no ruled line
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_ROOT = (
    f'{_HEAD}<ofd:OFD {_NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:DocID>44f0a5d1f2a74e8f8a3e1c1f9c3b7d10</ofd:DocID><ofd:Creator>Dresses</ofd:Creator></ofd:DocInfo>"
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
_RESOURCES = (
    f'{_HEAD}<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts>'
    '<ofd:Font ID="3" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
)


def ofd_of(pdf: bytes) -> bytes:
    """Give the OFD of that PDF's text."""
    document = pdfium.PdfDocument(pdf)
    try:
        pages = [_page(page) for page in document]
    finally:
        document.close()
    members = {
        "OFD.xml": _ROOT,
        "Doc_0/Document.xml": _document(len(pages)),
        "Doc_0/PublicRes.xml": _RESOURCES,
    }
    members |= {f"Doc_0/Pages/Page_{place}/Content.xml": page for place, page in enumerate(pages)}
    return zip_utf8([(name, text.encode()) for name, text in members.items()])


def _document(count: int) -> str:
    pages = "".join(
        f'<ofd:Page ID="{10 + place}" BaseLoc="Pages/Page_{place}/Content.xml"/>' for place in range(count)
    )
    return (
        f"{_HEAD}<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>100000</ofd:MaxUnitID><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )


def _page(page: pdfium.PdfPage) -> str:
    objects = "".join(
        _text_object(number, run, page.get_height()) for number, run in enumerate(_runs(page), start=1000)
    )
    objects += "".join(_path_object(number, *rule) for number, rule in enumerate(_rules(page), start=50000))
    return (
        f"{_HEAD}<ofd:Page {_NAMESPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="100" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


@dataclass(slots=True)
class _Run:
    """Characters that stand on one base line: where each begins, and how large they are, in points."""

    down: float
    size: float
    across: list[float]
    words: str = ""


def _runs(page: pdfium.PdfPage) -> Iterator[_Run]:
    """Give the characters as pdfium reads them, a run for each base line; a wide gap begins another."""
    text = page.get_textpage()
    run: _Run | None = None
    for place, character in enumerate(text.get_text_range()):
        if pdfium_raw.FPDFText_IsGenerated(
            text, place
        ):  # spaces and line ends that pdfium puts between words
            continue
        across, down, size = _character(text, place)
        if (
            run is None
            or abs(run.down - down) > 1
            or across - run.across[-1] > 3 * size
            or across < run.across[-1]
        ):
            if run is not None and run.words.strip():
                yield run
            run = _Run(down, size, [])
        run.across.append(across)
        run.words += character
    if run is not None and run.words.strip():
        yield run


def _character(text: pdfium.PdfTextPage, place: int) -> tuple[float, float, float]:
    across, down = c_double(), c_double()
    pdfium_raw.FPDFText_GetCharOrigin(text, place, across, down)
    return across.value, down.value, pdfium_raw.FPDFText_GetFontSize(text, place)


def _rules(page: pdfium.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Give the thin lines drawn on the page, with left, top, width and height in millimetres."""
    height = page.get_height()
    for drawn in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = drawn.get_bounds()
        if min(right - left, top - bottom) < _THIN:
            measures = (left, height - top, right - left, top - bottom)
            across, down, width, tall = (each / _MILLIMETRE for each in measures)
            yield across, down, width, tall


def _path_object(number: int, left: float, top: float, width: float, height: float) -> str:
    end = f"{width:.3f} 0" if width > height else f"0 {height:.3f}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{left:.3f} {top:.3f} {width + 0.3:.3f} {height + 0.3:.3f}" '
        f'LineWidth="0.25"><ofd:AbbreviatedData>M 0 0 L {end}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def _text_object(number: int, run: _Run, page_height: float) -> str:
    starts = [across / _MILLIMETRE for across in run.across]
    size, base = run.size / _MILLIMETRE, (page_height - run.down) / _MILLIMETRE
    steps = " ".join(f"{after - before:.3f}" for before, after in pairwise(starts))
    deltas = f'DeltaX="{steps}"' if steps else ""
    width = starts[-1] - starts[0] + size
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{starts[0]:.3f} {base - size:.3f} {width:.3f} {size * 1.2:.3f}" '
        f'Font="3" Size="{size:.3f}"><ofd:TextCode X="0" Y="{size:.3f}" {deltas}>{escape(run.words)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
