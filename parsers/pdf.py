"""PDF files (ISO 32000) with a text layer: page by page, paragraphs in reading order; scans are told as scans."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from parsers.document import Block, BlockKind, Document, Page, Seal, SealKind, TextOrigin
from parsers.errors import EncryptedError, UnreadableError
from parsers.layout import (
    Margins,
    Paragraph,
    TextLine,
    is_contents_line,
    measure,
    paragraphs,
    reading_order,
    without_running_lines,
)
from parsers.pdf_pictures import Box, PagePicture, page_pictures
from parsers.pdf_tables import DrawnTable, TableFinder
from parsers.pdf_text import PageText, read_page_text, turning
from parsers.sniff import sniff

MAX_PAGES = 500
_MAX_OBJECTS = 20_000  # of one page; a page with more is a drawing whatever the rest is
_OUTLINES = 200  # paths on a page without text, from which on they are taken for text turned into curves
_PICTURE_PAGE = 0.5  # share of the page, as Page.is_scan has it
_FEW_CHARACTERS = 20  # as Page.is_scan has it


@dataclass(frozen=True, slots=True)
class _PageContent:
    """What one page holds."""

    page: Page
    lines: tuple[TextLine, ...]
    tables: tuple[DrawnTable, ...]
    pictures: tuple[PagePicture, ...]
    stamps: int


@dataclass(slots=True)
class _Drawing:
    """What is drawn on a page besides text: how much of it lies under pictures, where those stand, and the paths."""

    covered: float = 0.0  # square points
    path_count: int = 0
    pictures: list[Box] = field(default_factory=list)  # in the page's own space


def accepts(payload: bytes, name: str) -> bool:
    """Hold for a file with PDF's magic number near its beginning."""
    return sniff(payload, name) == "pdf"


def parse(payload: bytes, name: str) -> Document:
    """Read a PDF; an owner's password alone keeps nobody from reading.

    Raises EncryptedError where a password is needed to open it, UnreadableError where it has no page, and
    PdfiumError where it is damaged. Beyond MAX_PAGES the Document is `partial`.
    """
    del name  # a PDF is known by its bytes
    document = _open(payload)
    tables = TableFinder(payload)
    try:
        count = len(document)
        if count == 0:
            raise UnreadableError("a PDF without pages")
        signatures = tuple(_signatures(document))  # before form fields become part of their pages
        contents = [_read_page(document, index, tables) for index in range(min(count, MAX_PAGES))]
        return Document(
            "pdf",
            tuple(_blocks(contents)),
            pages=tuple(content.page for content in contents),
            seals=(*signatures, *_stamps(contents)),
            fields=tuple(_properties(document)),
            partial=count > MAX_PAGES,
        )
    finally:
        tables.close()
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
    names = {"Title": "title", "Author": "author", "Producer": "producer"}
    for key, text in document.get_metadata_dict(skip_empty=True).items():
        if key in names:
            yield names[key], text.encode("utf-8", "replace").decode()


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


def _read_page(document: pdfium.PdfDocument, index: int, finder: TableFinder) -> _PageContent:
    page = document[index]
    subtypes = _annotation_subtypes(page)
    if pdfium_raw.FPDF_ANNOT_WIDGET in subtypes or pdfium_raw.FPDF_ANNOT_FREETEXT in subtypes:
        page = _with_annotations_drawn(document, page, index)
    width, height = page.get_size()
    drawing = _drawing(page)
    image_share = min(1.0, drawing.covered / (width * height)) if width * height > 0 else 0.0
    text = read_page_text(page, index + 1, over_picture=image_share > _PICTURE_PAGE)
    text, image_share = _trusted(text, image_share, drawing.path_count)
    tables = finder.tables(page, index, text, drawing.path_count) if text.lines else []
    told = Page(index + 1, width, height, text.characters, image_share)
    boxes = [] if told.is_scan else map(turning(page), drawing.pictures)
    pictures = page_pictures(boxes, index + 1, text.lines)
    page.close()
    stamps = subtypes.count(pdfium_raw.FPDF_ANNOT_STAMP)
    return _PageContent(told, text.lines, tuple(tables), pictures, stamps)


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


def _drawing(page: pdfium.PdfPage) -> _Drawing:
    """Measure the area under pictures, and count the drawn paths.

    Strips of one scan are added up, so pictures that lie on one another count twice.
    """
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


def _blocks(contents: Sequence[_PageContent]) -> Iterator[Block]:
    """Yield the blocks of all pages, headers and footers set aside, table rows and pictures in their places."""
    outside = [_outside_tables(content) for content in contents]
    bodies = without_running_lines(outside, [content.page.height for content in contents])
    margins = _margins(contents, bodies)
    waiting: list[TextLine | PagePicture] = []
    for content, body in zip(contents, bodies, strict=True):
        for item in _in_order(body, content):
            if isinstance(item, DrawnTable):
                yield from _text_blocks(waiting, margins)
                waiting = []
                yield from _table_blocks(item, content.page.number)
            else:
                waiting.append(item)
    yield from _text_blocks(waiting, margins)


def _outside_tables(content: _PageContent) -> list[TextLine]:
    lines = [line for line in content.lines if not any(table.holds(line) for table in content.tables)]
    return reading_order(lines)


def _margins(contents: Sequence[_PageContent], bodies: Sequence[Sequence[TextLine]]) -> dict[int, Margins]:
    """Measure the margins of all pages of one width together: a short last page has none of its own."""
    by_width: dict[int, list[TextLine]] = {}
    for content, body in zip(contents, bodies, strict=True):
        by_width.setdefault(round(content.page.width), []).extend(body)
    measured = {width: measure(lines, width) for width, lines in by_width.items()}
    return {content.page.number: measured[round(content.page.width)] for content in contents}


def _in_order(
    lines: Sequence[TextLine], content: _PageContent
) -> Iterator[TextLine | DrawnTable | PagePicture]:
    """Yield the lines of one page, each table before the first line below its upper edge, pictures by their middle."""
    placed: list[tuple[float, DrawnTable | PagePicture]] = [(table.top, table) for table in content.tables]
    placed += [(picture.middle, picture) for picture in content.pictures]
    placed.sort(key=lambda pair: -pair[0])
    for line in lines:
        while placed and line.middle < placed[0][0]:
            yield placed.pop(0)[1]
        yield line
    yield from (item for _, item in placed)


def _text_blocks(items: Sequence[TextLine | PagePicture], margins: dict[int, Margins]) -> Iterator[Block]:
    """Yield paragraphs, and behind each the pictures among its lines: a picture does not break a paragraph."""
    lines: list[TextLine] = []
    pictures: deque[tuple[int, Block]] = deque()  # each with the count of lines before it
    for item in items:
        if isinstance(item, TextLine):
            lines.append(item)
        else:
            pictures.append((len(lines), item.block))
    seen = 0
    for paragraph in paragraphs(lines, margins):
        while pictures and pictures[0][0] <= seen:
            yield pictures.popleft()[1]
        seen += paragraph.line_count
        yield _text_block(paragraph)
    yield from (picture for _, picture in pictures)


def _text_block(paragraph: Paragraph) -> Block:
    return Block(
        BlockKind.PARAGRAPH,
        paragraph.text,
        page=paragraph.page,
        style="toc 1" if is_contents_line(paragraph.text) else "",  # as Word names such lines
        size=paragraph.size,
        bold=paragraph.bold,
        centred=paragraph.centred,
        origin=TextOrigin.OCR if paragraph.is_ocr else TextOrigin.TEXT_LAYER,
    )


def _table_blocks(table: DrawnTable, page: int) -> Iterator[Block]:
    for row in table.rows:
        if row.is_single:  # one cell across the table: a heading or a text inside a frame
            lines = (line for line in "".join(row.cells).split("\n") if line.strip())
            yield from (Block(BlockKind.PARAGRAPH, line, page=page) for line in lines)
        else:
            yield Block(BlockKind.TABLE_ROW, "\t".join(row.cells), page=page, cells=row.cells)
