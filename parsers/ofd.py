"""OFD files (GB/T 33190-2016), China's fixed layout: pages in paragraphs like a PDF's; scans are told as scans.

Packages of zip and XML with text objects at places in millimetres. Signatures are looked at for their presence only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.document import Document, Page, Seal
from parsers.errors import EncryptedError, UnreadableError
from parsers.image import Frames, read_frames
from parsers.ofd_package import Element, OfdPackage, Resources, child, children, open_ofd, text_of
from parsers.ofd_page import Budget, DrawnPage, PageReader, PlacedPicture, area_of
from parsers.ofd_pictures import encoded
from parsers.ofd_seals import annotation_parts, signature_seals, stamp_annotations
from parsers.ofd_tables import drawn_tables
from parsers.ofd_text import Glyph, lines_of, says_nothing
from parsers.pages import PageContent, page_blocks
from parsers.pdf_pictures import page_pictures
from parsers.scan import FIRST_PAGE, Whole
from parsers.sniff import sniff
from parsers.text_line import TextLine

MAX_PAGES = 500
_OUTLINES = 200  # paths on a page without text, from which on they are taken for text turned into curves
_PICTURE_PAGE = 0.5  # share of the page, as Page.is_scan has it
_FEW_CHARACTERS = 20  # as Page.is_scan has it
_MAX_GARBAGE = 0.2  # share of characters that say nothing, above which a page's text is not believed


@dataclass(frozen=True, slots=True)
class _PagePart:
    """A page before it is read: its number in the file, its part, and its annotations' part ("" for none)."""

    number: int
    part: str
    annotations: str


@dataclass(frozen=True, slots=True)
class _DocumentPart:
    """One document of the package: several may lie in one."""

    reader: PageReader
    pages: tuple[_PagePart, ...]
    numbers: dict[str, int]  # of pages by their ids
    signatures: str  # the part that lists them, "" for none
    information: Element | None


def accepts(payload: bytes, name: str) -> bool:
    """Hold for a zip with OFD.xml at its root."""
    return sniff(payload, name) == "ofd"


def parse(payload: bytes, name: str, whole: Whole = FIRST_PAGE) -> Document:
    """Read an OFD file; the pages of several documents in it follow one another.

    Of pages that are pictures, those in `whole` are read in full, the others in outline.

    Raises EncryptedError for an encrypted package (GM/T 0099), UnreadableError where it has no page, TooLargeError
    beyond the limits, zipfile.BadZipFile where damaged. With parts missing or broken the Document is `partial`.
    """
    del name  # the package is known by its members
    package = _open(payload)
    documents = list(_documents(package))
    pages = [(document, page) for document in documents for page in document.pages]
    if not pages:
        raise UnreadableError("an OFD file without pages")
    contents = [_read_page(document.reader, page) for document, page in pages[:MAX_PAGES]]
    scans = _scans(contents, dict(_covering(package, pages)), whole)
    contents = [
        scans[content.page.number].contents[0] if content.page.number in scans else content
        for content in contents
    ]
    return Document(
        "ofd",
        tuple(page_blocks(contents)),
        pages=tuple(content.page for content in contents),
        seals=(*_seals(package, documents), *(seal for read in scans.values() for seal in read.seals)),
        # A seal without a signature would be a picture; where there is none, there is no seal.
        seals_judged=all(
            content.page.colour is not None or not content.page.image_share for content in contents
        ),
        fields=tuple(_properties(documents)),
        partial=bool(package.damage) or len(pages) > MAX_PAGES,
    )


def page_images(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the pages that pictures cover, each with its number and one encoded picture of it. Raises as `parse` does."""
    package = _open(payload)
    yield from _covering(package, [(each, page) for each in _documents(package) for page in each.pages])


def _covering(
    package: OfdPackage, pages: Sequence[tuple[_DocumentPart, _PagePart]]
) -> Iterator[tuple[int, bytes]]:
    """The pages that pictures cover, each with its number and one encoded picture of it.

    A page whose pictures are in a format that nobody reads is left out.
    """
    for document, page in pages[:MAX_PAGES]:
        drawn = document.reader.read(page.part)
        picture = encoded(drawn, package) if _image_share(drawn) > _PICTURE_PAGE else None
        if picture is not None:
            yield page.number, picture


def _scans(contents: Sequence[PageContent], pictures: Mapping[int, bytes], whole: Whole) -> dict[int, Frames]:
    """What OCR reads on the pages that have no text of their own, by their numbers."""
    scanned = (content.page.number for content in contents if content.page.is_scan)
    return {
        number: read_frames(pictures[number], whole, first=number) for number in scanned if number in pictures
    }


def _open(payload: bytes) -> OfdPackage:
    package = open_ofd(payload)
    if any(name.rpartition("/")[2] == "encryptions.xml" for name in package.parts.names):
        raise EncryptedError
    return package


def _documents(package: OfdPackage) -> Iterator[_DocumentPart]:
    number, budget = 1, Budget()
    for body in children(package.xml("OFD.xml"), "DocBody"):
        part = package.locate("OFD.xml", text_of(child(body, "DocRoot")))
        signatures = package.locate("OFD.xml", text_of(child(body, "Signatures")))
        root = package.xml(part)
        common = child(root, "CommonData")
        annotations = annotation_parts(package, package.locate(part, text_of(child(root, "Annotations"))))
        pages, numbers = [], {}
        for page in children(child(root, "Pages"), "Page"):
            identifier = page.get("ID", "")
            location = package.locate(part, page.get("BaseLoc", ""))
            pages.append(_PagePart(number, location, annotations.get(identifier, "")))
            numbers[identifier] = number
            number += 1
        reader = _reader(package, part, common, budget)
        yield _DocumentPart(reader, tuple(pages), numbers, signatures, child(body, "DocInfo"))


def _reader(package: OfdPackage, part: str, common: Element | None, budget: Budget) -> PageReader:
    resources = Resources()
    for kind in ("PublicRes", "DocumentRes"):
        for location in children(common, kind):
            resources = resources.with_those_of(package, package.locate(part, text_of(location)))
    templates = {
        template.get("ID", ""): (
            package.locate(part, template.get("BaseLoc", "")),
            template.get("ZOrder") or "Background",
        )
        for template in children(common, "TemplatePage")
    }
    return PageReader(package, resources, templates, area_of(child(common, "PageArea")), budget)


def _properties(documents: list[_DocumentPart]) -> Iterator[tuple[str, str]]:
    names = {"Title": "title", "Author": "author", "Creator": "producer"}
    for name, told in names.items():
        text = text_of(child(documents[0].information, name))
        if text:
            yield told, text


def _seals(package: OfdPackage, documents: list[_DocumentPart]) -> Iterator[Seal]:
    for document in documents:
        if document.signatures:
            yield from signature_seals(package, document.signatures, document.numbers)
        for page in document.pages:
            yield from stamp_annotations(package, page.annotations, page.number)


def _read_page(reader: PageReader, page: _PagePart) -> PageContent:
    drawn = reader.read(page.part, page.annotations)
    image_share = _image_share(drawn)
    lines = tuple(_lines(drawn, page.number, image_share))
    characters = sum(1 for line in lines for character in line.text if not character.isspace())
    if _is_garbage(lines) or (characters < _FEW_CHARACTERS and drawn.paths >= _OUTLINES):
        lines, characters, image_share = (), 0, 1.0
    told = Page(page.number, drawn.width, drawn.height, characters, image_share)
    if told.is_scan:  # a stray number or stamp on a scan is no text of its
        return PageContent(told, ())
    tables = drawn_tables(drawn, page.number) if lines else []
    pictures = page_pictures((_seen(picture, drawn) for picture in drawn.pictures), page.number, lines)
    return PageContent(told, lines, tuple(tables), pictures)


def _seen(picture: PlacedPicture, page: DrawnPage) -> tuple[float, float, float, float]:
    left, bottom, right, top = picture.box
    return max(0.0, left), max(0.0, bottom), min(page.width, right), min(page.height, top)


def _image_share(page: DrawnPage) -> float:
    """How much of the page pictures cover; strips of one scan are added up."""
    boxes = [_seen(picture, page) for picture in page.pictures]
    covered = sum(max(0.0, right - left) * max(0.0, top - bottom) for left, bottom, right, top in set(boxes))
    return min(1.0, covered / (page.width * page.height))


def _lines(page: DrawnPage, number: int, image_share: float) -> Iterator[TextLine]:
    """Yield the lines that are seen; on a scan those that lie invisible or under it, as OCR put them there."""
    covering = [picture.order for picture in page.pictures if _covers(picture, page)]
    last = max(covering, default=-1)

    def is_hidden(glyph: Glyph) -> bool:
        return glyph.invisible or glyph.order < last

    seen = [glyph for glyph in page.glyphs if not is_hidden(glyph)]
    hidden = [glyph for glyph in page.glyphs if is_hidden(glyph)]
    if image_share > _PICTURE_PAGE:
        yield from lines_of(hidden, number, is_ocr=True)
    page.glyphs[:] = seen
    yield from lines_of(seen, number)


def _covers(picture: PlacedPicture, page: DrawnPage) -> bool:
    left, bottom, right, top = _seen(picture, page)
    return (right - left) * (top - bottom) > _PICTURE_PAGE * page.width * page.height


def _is_garbage(lines: tuple[TextLine, ...]) -> bool:
    """Hold for text in a font's private characters, with no font that tells what they are."""
    inked = [character for line in lines for character in line.text if not character.isspace()]
    return bool(inked) and sum(map(says_nothing, inked)) > _MAX_GARBAGE * len(inked)
