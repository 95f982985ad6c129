"""PDF files (ISO 32000) with a text layer: page by page, paragraphs in reading order; scans are told as scans."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.document import Document, Page, Seal, SealKind
from parsers.errors import EncryptedError, UnreadableError
from parsers.pages import PageContent, blocks_and_running_texts
from parsers.pdf_lines import ruled_lines
from parsers.pdf_pictures import Box, page_pictures
from parsers.pdf_struck import without_struck
from parsers.pdf_tables import drawn_tables
from parsers.pdf_text import PageText, read_page_text
from parsers.pdfium_calls import Drawn, address_of, objects_of
from parsers.render import render
from parsers.ruled_cells import Edge
from parsers.scan import (
    EVERY_OUTLINE,
    FIRST_PAGE,
    RENDER_DPI,
    Whole,
    fingerprint,
    read_page,
    says_the_same,
)
from parsers.scanned_page import ScannedPage
from parsers.seal import find_seals
from parsers.sniff import sniff
from parsers.spreads import Sheet, unfolded
from parsers.text_line import TextLine, is_wide

MAX_PAGES = 500
_MAX_OBJECTS = 20_000  # of one page; a page with more is a drawing whatever the rest is
_OUTLINES = 200  # paths on a page without text, from which on they are taken for text turned into curves
_PICTURE_PAGE = 0.5  # share of the page, as Page.is_scan has it
_FEW_CHARACTERS = 20  # as Page.is_scan has it
_MAX_SCANS = 100  # pages of one file that are read as pictures; what follows is a picture and no more
_FIRST_LOOKED_AT, _LAST_LOOKED_AT = 10, 2
_TWO_PAGES = 1000.0  # points: A3 lying; what is smaller is a slide, or a wide table
_BETWEEN_PAGES = 3.0  # of a line's size: their margins
_SEAL_DPI = 100.0  # enough to see a seal among text


@dataclass(frozen=True, slots=True)
class _PageContent(PageContent):
    """What one page of a PDF holds: `stamps` counts its stamp annotations, `seals` were seen on it as it is shown."""

    stamps: int = 0
    is_drawn: bool = False  # no picture covers it, though its text could not be believed
    is_garbage: bool = False
    seals: tuple[Seal, ...] = ()


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page besides text: how much of it lies under pictures, where those stand, and the paths."""

    covered: float = 0.0  # square points
    path_count: int = 0
    pictures: list[Box] = field(default_factory=list)  # in the page's own space


def accepts(payload: bytes, name: str) -> bool:
    """Hold for a file with PDF's magic number near its beginning."""
    return sniff(payload, name) == "pdf"


def parse(payload: bytes, name: str, whole: Whole = FIRST_PAGE) -> Document:
    """Read a PDF; an owner's password alone keeps nobody from reading.

    Of pages that are pictures, those in `whole` are read in full, the others in outline.

    Raises EncryptedError where a password is needed to open it, UnreadableError where it has no page, and
    PdfiumError where it is damaged. The Document is `partial` where it has more than MAX_PAGES, or pages that are damaged
    and left out.
    """
    del name  # a PDF is known by its bytes
    document = _open(payload)
    try:
        count = len(document)
        if count == 0:
            raise UnreadableError("a PDF without pages")
        signatures = tuple(_signatures(document))  # before form fields become part of their pages
        contents = _read_pages(document, min(count, MAX_PAGES))
        is_partial = len(contents) < count
        contents = _with_pictures_read(document, contents, payload, whole)
        blocks, running = blocks_and_running_texts(contents)
        return Document(
            "pdf",
            blocks,
            pages=tuple(content.page for content in contents),
            seals=(*signatures, *_stamps(contents), *(seal for each in contents for seal in each.seals)),
            seals_judged=all(
                content.page.colour is not None or content.page.image_share == 0 for content in contents
            ),
            fields=(*_properties(document), *(("running", text) for text in running)),
            partial=is_partial,
        )
    finally:
        document.close()


def _open(payload: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        # "Security" is what pdfium says of certificates and of handlers that it does not know.
        if error.err_code in {pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY}:
            raise EncryptedError from error
        raise
    if document.get_formtype() in {pdfium_raw.FORMTYPE_ACRO_FORM, pdfium_raw.FORMTYPE_XFA_FOREGROUND}:
        document.init_forms()
    return document


def _properties(document: pdfium.PdfDocument) -> Iterator[tuple[str, str]]:
    for key in ("Title", "Author", "Producer"):
        text = document.get_metadata_value(key)
        if text:
            yield key.lower(), text.encode("utf-8", "replace").decode()


def _signatures(document: pdfium.PdfDocument) -> Iterator[Seal]:
    """Yield a seal for each signature field that is signed; an empty field is only a place for one."""
    for index in range(max(0, pdfium_raw.FPDF_GetSignatureCount(document))):
        signature = pdfium_raw.FPDF_GetSignatureObject(document, index)
        if signature and pdfium_raw.FPDFSignatureObj_GetContents(signature, None, 0) > 0:
            yield Seal(SealKind.SIGNATURE, page=None)


def _stamps(contents: Sequence[_PageContent]) -> Iterator[Seal]:
    for content in contents:
        for _stamp in range(content.stamps):
            yield Seal(SealKind.SIGNATURE, page=content.page.number)


def _read_pages(document: pdfium.PdfDocument, count: int) -> list[_PageContent]:
    """Read the first pages but for those that are damaged. Raises PdfiumError where all of them are."""
    contents: list[_PageContent] = []
    damage: pdfium.PdfiumError | None = None
    for index in range(count):
        try:
            page = document[index]
        except pdfium.PdfiumError as error:
            damage = error
        else:
            contents.append(_read_page(document, page, index))
    if damage is not None and not contents:
        raise damage
    return contents


def _read_page(document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> _PageContent:
    subtypes = _annotation_subtypes(page)
    strokes: list[Box] | None = None
    if pdfium_raw.FPDF_ANNOT_WIDGET in subtypes or pdfium_raw.FPDF_ANNOT_FREETEXT in subtypes:
        strokes = ruled_lines(_drawn_on(page))  # those around form fields make no table
        page = _with_annotations_drawn(document, page, index)
    width, height = page.get_size()
    drawn = _drawn_on(page)
    drawing = _drawing(page, drawn)
    image_share = min(1.0, drawing.covered / (width * height)) if width * height > 0 else 0.0
    text = read_page_text(page, index + 1, over_picture=image_share > _PICTURE_PAGE)
    text, image_share = _trusted(text, image_share, drawing.path_count)
    if text.is_sideways:
        width, height = height, width
    if strokes is None and drawing.path_count and text.lines:
        strokes = ruled_lines(drawn)
    turned = [text.turn(stroke) for stroke in strokes or ()]
    tables = drawn_tables([Edge(*stroke) for stroke in turned], text, height)
    lines = without_struck(text.lines, text, turned)
    told = Page(index + 1, width, height, text.characters, image_share)
    boxes = [] if told.is_scan else map(text.turn, drawing.pictures)
    pictures = page_pictures(boxes, index + 1, lines)
    page.close()
    stamps = subtypes.count(pdfium_raw.FPDF_ANNOT_STAMP)
    is_drawn = drawing.covered == 0
    content = _PageContent(told, lines, tuple(tables), pictures, stamps, is_drawn, text.is_garbage)
    return _unfolded(content, text) if width >= _TWO_PAGES and width > height else content


def _unfolded(content: _PageContent, text: PageText) -> _PageContent:
    """Two pages side by side on one sheet as one above the other; lines of one height come as one from pdfium."""
    page = content.page
    if page.is_scan or content.pictures:
        return content
    lines = tuple(part for line in content.lines for part in _parted(line, page.width / 2, text))
    sheet = Sheet(page.width, page.height, lines, tuple(content.tables))
    found = unfolded(sheet)
    if found is sheet:
        return content
    told = replace(page, width=found.width, height=found.height)
    return replace(content, page=told, lines=found.lines, tables=found.tables)


def _parted(line: TextLine, fold: float, text: PageText) -> tuple[TextLine, ...]:
    """The line's parts on both sides of the fold, where nothing stands near it."""
    if not line.left < fold < line.right:
        return (line,)
    left = text.within((line.left, line.bottom, fold, line.top))
    right = text.within((fold, line.bottom, line.right, line.top))
    if not left or not right or right[0].left - left[-1].right < _BETWEEN_PAGES * line.size:
        return (line,)
    return (
        replace(line, text=" ".join(each.text for each in left), right=left[-1].right),
        replace(line, text=" ".join(each.text for each in right), left=right[0].left),
    )


def _with_pictures_read(
    document: pdfium.PdfDocument, contents: Sequence[_PageContent], payload: bytes, whole: Whole
) -> list[_PageContent]:
    """Read the pages that are pictures, and look for seals wherever pictures are."""
    if any(content.is_garbage for content in contents):  # the same font writes the other pages
        contents = [_disbelieved(content) if _has_no_chinese(content) else content for content in contents]
    if all(content.page.image_share == 0 for content in contents):
        return list(contents)
    file = fingerprint(payload)
    return [_with_picture_read(document, content, file, whole) for content in contents]


def _has_no_chinese(content: _PageContent) -> bool:
    return bool(content.lines) and not any(is_wide(each) for line in content.lines for each in line.text)


def _disbelieved(content: _PageContent) -> _PageContent:
    page = replace(content.page, characters=0, image_share=1.0)
    return replace(content, page=page, lines=(), tables=(), pictures=())


def _with_picture_read(
    document: pdfium.PdfDocument, content: _PageContent, file: str, whole: Whole
) -> _PageContent:
    page, number = content.page, content.page.number
    if page.image_share <= _PICTURE_PAGE:
        return _looked_at(document, content)
    if not _is_looked_at(number, len(document), whole):
        return replace(content, page=replace(page, unread=1))
    read = read_page(file, number, partial(render, document, number - 1, RENDER_DPI), whole=number in whole)
    # The text that another program's OCR laid over a scan is not believed; ours sees what people see.
    is_old_layer = all(line.is_ocr for line in content.lines)
    if page.is_scan or is_old_layer or not says_the_same(content.lines, read.lines):
        return _scanned(content, read)
    return replace(content, seals=read.seals, page=replace(page, colour=read.colour))


def _is_looked_at(number: int, count: int, whole: Whole) -> bool:
    """The first pages, where a summary begins, and the last, where one may be signed; the others when asked for."""
    at_the_edge = number <= _FIRST_LOOKED_AT or number > count - _LAST_LOOKED_AT
    return number in whole or at_the_edge or (EVERY_OUTLINE in whole and number <= _MAX_SCANS)


def _scanned(content: _PageContent, read: ScannedPage) -> _PageContent:
    page = replace(
        content.page,
        width=read.width,
        height=read.height,
        image_share=1.0,
        characters=0,
        colour=read.colour or content.is_drawn,
        unread=read.unread,
        illegible=read.illegible,
    )
    return replace(content, page=page, lines=read.lines, tables=read.tables, pictures=(), seals=read.seals)


def _looked_at(document: pdfium.PdfDocument, content: _PageContent) -> _PageContent:
    """A page with text of its own, and pictures of which one may be a seal."""
    if content.page.image_share == 0:
        return content
    number = content.page.number
    pixels, dpi = render(document, number - 1, _SEAL_DPI)
    marks = find_seals(pixels, dpi)
    seals = tuple(Seal(mark.kind, number, mark.confidence) for mark in marks)
    # A page of text whose pictures have no colour says nothing of seals only where such a picture is a scan.
    return replace(content, page=replace(content.page, colour=True), seals=seals)


def _annotation_subtypes(page: pdfium.PdfPage) -> list[int]:
    subtypes = []
    for index in range(pdfium_raw.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            subtypes.append(int(pdfium_raw.FPDFAnnot_GetSubtype(annotation)))
            pdfium_raw.FPDFPage_CloseAnnot(annotation)
    return subtypes


def _with_annotations_drawn(document: pdfium.PdfDocument, page: pdfium.PdfPage, index: int) -> pdfium.PdfPage:
    """Make what stands in form fields and text annotations part of the page, in memory only."""
    pdfium_raw.FPDFPage_Flatten(page, pdfium_raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[index]


def _drawn_on(page: pdfium.PdfPage) -> list[Drawn]:
    return objects_of(address_of(page.raw), _MAX_OBJECTS)


def _drawing(page: pdfium.PdfPage, objects: Sequence[Drawn]) -> _Drawing:
    """Measure the area under pictures, and count the drawn paths.

    Strips of one scan are added up, so pictures that lie on one another count twice.
    """
    kinds = [kind for _each, kind in objects]
    if pdfium_raw.FPDF_PAGEOBJ_FORM not in kinds and pdfium_raw.FPDF_PAGEOBJ_IMAGE not in kinds:
        return _Drawing(path_count=kinds.count(pdfium_raw.FPDF_PAGEOBJ_PATH))
    found = _Drawing()
    for drawn in islice(page.get_objects(max_depth=1), _MAX_OBJECTS):
        is_form = drawn.type == pdfium_raw.FPDF_PAGEOBJ_FORM
        inner = set() if not is_form else {part.type for part in _inside(page, drawn)}
        if drawn.type == pdfium_raw.FPDF_PAGEOBJ_IMAGE or pdfium_raw.FPDF_PAGEOBJ_IMAGE in inner:
            left, bottom, right, top = _seen(drawn, page)
            found.covered += max(0.0, right - left) * max(0.0, top - bottom)
            if pdfium_raw.FPDF_PAGEOBJ_TEXT not in inner:
                found.pictures.append((left, bottom, right, top))
        if drawn.type == pdfium_raw.FPDF_PAGEOBJ_PATH:
            found.path_count += 1
        elif pdfium_raw.FPDF_PAGEOBJ_PATH in inner:
            found.path_count += sum(
                part.type == pdfium_raw.FPDF_PAGEOBJ_PATH for part in _inside(page, drawn)
            )
    return found


def _inside(page: pdfium.PdfPage, form: pdfium.PdfObject) -> Iterator[pdfium.PdfObject]:
    return islice(page.get_objects(form=form, level=1, max_depth=5), _MAX_OBJECTS)


def _seen(drawn: pdfium.PdfObject, page: pdfium.PdfPage) -> Box:
    """What the page shows of an object; its right edge may lie left of its left one where that is nothing."""
    left, bottom, right, top = map(float, drawn.get_bounds())
    page_left, page_bottom, page_right, page_top = map(float, page.get_cropbox())
    return max(left, page_left), max(bottom, page_bottom), min(right, page_right), min(top, page_top)


def _trusted(text: PageText, image_share: float, path_count: int) -> tuple[PageText, float]:
    """Take a page for a picture where its text layer is garbage or its text was turned into curves."""
    outlined = text.characters < _FEW_CHARACTERS and path_count >= _OUTLINES
    if text.is_garbage or outlined:
        return PageText((), 0, is_garbage=text.is_garbage), 1.0
    if text.characters < _FEW_CHARACTERS and image_share > _PICTURE_PAGE:
        return PageText(
            (), text.characters, is_garbage=False
        ), image_share  # a stray number or stamp on a scan
    return text, image_share
