"""PDFs (ISO 32000-1) that loop, nest, or hold far more than they are."""

import zlib
from collections.abc import Sequence

from tests.hostile.hostile_file import PARTIAL, READ, REFUSED, HostileFile


def pdf_of_objects(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    found = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    found += b"trailer\n<</Size %d/Root 1 0 R%b>>\n" % (len(objects) + 1, trailer)
    return bytes(found + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object, deflated."""
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), entries, packed)


_CATALOGUE, _PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _page(more: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R%b>>" % (box, more)


def many_pages(count: int = 10_000) -> bytes:
    """So many pages that share one content."""
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    resources = b"/Resources<</Font<</F 4 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R%b>>" % resources
    pages = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count)
    text = stream(b"BT /F 12 Tf 72 700 Td (one page of many, with some words) Tj ET")
    return pdf_of_objects([_CATALOGUE, pages, text, _FONT, *[page] * count])


def form_bomb(depth: int = 12, width: int = 20) -> bytes:
    """Forms that draw twenty of the next form each: two kilobytes, at which pdfium aborts its process."""
    forms = []
    for level in range(depth):
        number = 5 + level
        draws = b"/X Do " * width if level < depth - 1 else b"0 0 1 1 re f"
        inner = b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1) if level < depth - 1 else b""
        forms.append(stream(draws, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + inner))
    page = _page(b"/Resources<</XObject<</X 5 0 R>>>>")
    return pdf_of_objects([_CATALOGUE, _PAGES, page, stream(b"/X Do " * width), *forms])


def form_loop() -> bytes:
    """A form that draws itself."""
    form = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    return pdf_of_objects(
        [_CATALOGUE, _PAGES, _page(b"/Resources<</XObject<</X 5 0 R>>>>"), stream(b"/X Do"), form]
    )


def huge_content(mebibytes: int = 290) -> bytes:
    """One content stream that unpacks to so much."""
    drawing = stream(b"0 0 m 9 9 l S\n" * (mebibytes * 1024**2 // 14))
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(), drawing])


def endless_text(characters: int = 3_000_000) -> bytes:
    """A page with so many characters on one line."""
    text = stream(b"BT /F 1 Tf 72 700 Td (" + b"abc " * (characters // 4) + b") Tj ET")
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(b"/Resources<</Font<</F 5 0 R>>>>"), text, _FONT])


def scattered_text(pieces: int = 100_000) -> bytes:
    """A page whose every character stands somewhere else."""
    shows = b"".join(
        b"1 0 0 1 %d %d Tm (x) Tj " % (number * 37 % 590, number * 91 % 840) for number in range(pieces)
    )
    text = stream(b"BT /F 8 Tf " + shows + b"ET")
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(b"/Resources<</Font<</F 5 0 R>>>>"), text, _FONT])


def vast_page() -> bytes:
    """A page of fourteen million points, with a picture all over it so that it would be rendered."""
    picture = stream(
        b"\0", b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    page = _page(b"/Resources<</XObject<</X 5 0 R>>>>", b"0 0 14000000 14000000")
    return pdf_of_objects([_CATALOGUE, _PAGES, page, stream(b"14000000 0 0 14000000 0 0 cm /X Do"), picture])


def huge_picture(side: int = 30_000) -> bytes:
    """A picture of 900 megapixels, as a megabyte of packed zeros."""
    entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
    picture = stream(bytes(side * side), entries % (side, side))
    page = _page(b"/Resources<</XObject<</X 5 0 R>>>>")
    return pdf_of_objects([_CATALOGUE, _PAGES, page, stream(b"595 0 0 842 0 0 cm /X Do"), picture])


def table_loop() -> bytes:
    """A cross-reference table whose predecessor is itself, and one whose two point at each other."""
    plain = pdf_of_objects([_CATALOGUE, _PAGES, _page(), stream(b"")])
    place = plain.rindex(b"xref\n0")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % place)


def pages_loop() -> bytes:
    """A tree of pages that is its own child."""
    return pdf_of_objects(
        [_CATALOGUE, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000>>", _page(), stream(b"")]
    )


def deep_arrays(depth: int = 500_000) -> bytes:
    """Arrays within each other."""
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(b"/A " + b"[" * depth + b"]" * depth), stream(b"")])


def deflated_many_times(times: int = 30) -> bytes:
    """A content stream deflated again and again, with a filter for each."""
    content = b"0 0 m 9 9 l S\n" * 2_000_000
    for _time in range(times):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode" * times
    body = b"<</Length %d/Filter[%b]>>stream\n%b\nendstream" % (len(content), filters, content)
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(), body])


def with_actions(address: str = "http://127.0.0.1:9/") -> bytes:
    """Opens a page of the web, starts a program, runs a script, submits a form."""
    actions = b"/OpenAction<</S/URI/URI(%b)>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>" % address.encode()
    catalogue = b"<</Type/Catalog/Pages 2 0 R%b/Names<</JavaScript<</Names[(a)5 0 R]>>>>>>" % actions
    script = b"<</S/JavaScript/JS(app.launchURL\\('%b'\\))>>" % address.encode()
    return pdf_of_objects([catalogue, _PAGES, _page(), stream(b""), script])


def many_lines_of_a_table(count: int = 15_000) -> bytes:
    """A page of drawn lines that cross, as if they were one table of a million cells."""
    lines = b"".join(
        b"%d.%d 10 m %d.%d 800 l S 10 %d.%d m 580 %d.%d l S " % ((number % 580, number % 10) * 4)
        for number in range(count)
    )
    text = stream(lines + b"BT /F 8 Tf 72 700 Td (x y z) Tj ET")
    return pdf_of_objects([_CATALOGUE, _PAGES, _page(b"/Resources<</Font<</F 5 0 R>>>>"), text, _FONT])


_ANY = REFUSED | {READ, PARTIAL}
PDFS = (
    HostileFile("万页.pdf", many_pages, frozenset({PARTIAL})),
    HostileFile("套表单.pdf", form_bomb, REFUSED),
    HostileFile("自画.pdf", form_loop, _ANY),
    HostileFile("巨流.pdf", huge_content, _ANY),
    HostileFile("长行.pdf", endless_text, _ANY),
    HostileFile("散字.pdf", scattered_text, _ANY),
    HostileFile("巨页.pdf", vast_page, _ANY),
    HostileFile("巨图.pdf", huge_picture, _ANY),
    HostileFile("环表.pdf", table_loop, _ANY),
    HostileFile("环树.pdf", pages_loop, _ANY),
    HostileFile("深组.pdf", deep_arrays, _ANY),
    HostileFile("多层.pdf", deflated_many_times, _ANY),
    HostileFile("动作.pdf", with_actions, _ANY),
    HostileFile("密线.pdf", many_lines_of_a_table, _ANY),
)
