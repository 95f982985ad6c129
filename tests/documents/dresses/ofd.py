"""OFD (GB/T 33190-2016) made from a PDF: each line of text as one TextObject where it stands on the page."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

import pypdfium2 as pdfium

from tests.documents.dresses.containers import zip_utf8
from tests.documents.dresses.pages import POINTS

_MILLIMETRE = POINTS / 25.4
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
    objects = "".join(_text_object(number, *line) for number, line in enumerate(_lines(page), start=1000))
    return (
        f"{_HEAD}<ofd:Page {_NAMESPACE}><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="100" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _lines(page: pdfium.PdfPage) -> Iterator[tuple[str, float, float, float, float]]:
    """Give the runs of text that pdfium finds, with left, top, width and height in millimetres."""
    text, height = page.get_textpage(), page.get_height()
    for place in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(place)
        words = text.get_text_bounded(left, bottom, right, top).strip()
        if words:
            measures = (left, height - top, right - left, top - bottom)
            yield words.replace("\r\n", ""), *(each / _MILLIMETRE for each in measures)


def _text_object(number: int, words: str, left: float, top: float, width: float, height: float) -> str:
    advance = width / max(len(words), 1)
    deltas = f'DeltaX="g {len(words) - 1} {advance:.3f}"' if len(words) > 1 else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{left:.3f} {top:.3f} {width + 1:.3f} {height + 1:.3f}" Font="3" '
        f'Size="{height:.3f}"><ofd:TextCode X="0" Y="{height * 0.85:.3f}" {deltas}>{escape(words)}</ofd:TextCode>'
        "</ofd:TextObject>"
    )
