"""Presentations (.pptx, .ppsx): the texts of the slides in their order (ECMA-376-1, 19.3)."""

from collections.abc import Iterator
from itertools import islice

from parsers.document import Block, BlockKind, Document
from parsers.docx_styles import Element
from parsers.errors import UnreadableError
from parsers.ooxml import Package, open_package
from parsers.sniff import sniff

MAX_SLIDES = 500
MAX_BLOCKS = 5_000
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLES = {"title", "ctrTitle"}


def accepts(payload: bytes, name: str) -> bool:
    """Hold for everything that is a presentation package by its content."""
    return sniff(payload, name) == "pptx"


def parse(payload: bytes, name: str) -> Document:
    """Read a presentation: its titles as headings, paragraphs, a table row per row of a table.

    Beyond MAX_BLOCKS the Document is `partial`. UnreadableError where it holds no slide, TooLargeError beyond the
    limits of parsers/ooxml.py.
    """
    del name  # a presentation is known by its bytes alone
    package = open_package(payload)
    slides = _slides(package)
    if not slides:
        raise UnreadableError("a presentation without slides")
    found = (block for slide in slides[:MAX_SLIDES] for block in _blocks(package, slide))
    blocks = tuple(islice(found, MAX_BLOCKS + 1))
    return Document("pptx", blocks[:MAX_BLOCKS], partial=len(blocks) > MAX_BLOCKS or len(slides) > MAX_SLIDES)


def _slides(package: Package) -> list[str]:
    """The slides' parts in their order."""
    main = package.related("", "officeDocument") or "ppt/presentation.xml"
    root, _whole = package.xml(main)
    links = package.relationships(main)
    listed = () if root is None else root.iter(f"{_P}sldId")
    identifiers = (
        next((text for key, text in each.attrib.items() if str(key).endswith("}id")), "") for each in listed
    )
    return [links[str(identifier)].target for identifier in identifiers if str(identifier) in links]


def _blocks(package: Package, slide: str) -> Iterator[Block]:
    root, _whole = package.xml(slide)
    for element in () if root is None else root.iter(f"{_P}sp", f"{_A}tr"):
        if element.tag == f"{_A}tr":
            cells = tuple("\n".join(_lines(cell)) for cell in element.iterchildren(f"{_A}tc"))
            if any(cells):
                yield Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells)
            continue
        is_title = any(mark.get("type") in _TITLES for mark in element.iter(f"{_P}ph"))
        for line in _lines(element):
            yield Block(BlockKind.HEADING, line, level=1) if is_title else Block(BlockKind.PARAGRAPH, line)


def _lines(element: Element) -> Iterator[str]:
    for paragraph in element.iter(f"{_A}p"):
        pieces = (
            "\n" if part.tag == f"{_A}br" else (part.text or "")
            for part in paragraph.iter(f"{_A}t", f"{_A}br")
        )
        line = "".join(pieces).strip()
        if line:
            yield line
