"""Excel workbooks (.xlsx, .xlsm; transitional and strict): the cells' texts, row by row (ECMA-376-1, 18.3)."""

from collections.abc import Iterator
from itertools import islice

from parsers.document import Block, BlockKind, Document
from parsers.docx_styles import Element
from parsers.errors import UnreadableError
from parsers.ooxml import Package, open_package
from parsers.sniff import sniff

MAX_ROWS = 5_000  # of the whole workbook
MAX_CELLS = 200  # of one row
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def accepts(payload: bytes, name: str) -> bool:
    """Hold for everything that is an Excel package by its content."""
    return sniff(payload, name) == "xlsx"


def parse(payload: bytes, name: str) -> Document:
    """Read a workbook: a heading per visible sheet, a table row per row that holds anything.

    Numbers and dates are as stored. Beyond MAX_ROWS the Document is `partial`. UnreadableError where it holds no
    sheet, TooLargeError beyond the limits of parsers/ooxml.py.
    """
    del name  # a workbook is known by its bytes alone
    package = open_package(payload)
    main = package.main_part()
    root, whole = package.xml(main)
    sheets = [] if root is None else list(root.iter(f"{_S}sheet"))
    if not sheets:
        raise UnreadableError("a workbook without sheets")
    blocks = tuple(islice(_all_blocks(package, main, sheets), MAX_ROWS + 1))
    fields = (("pictures", str(_pictures(package))),)
    return Document("xlsx", blocks[:MAX_ROWS], fields=fields, partial=not whole or len(blocks) > MAX_ROWS)


def _pictures(package: Package) -> int:
    """How many pictures lie in the package, shown or not; embedded files may hold pictures and count as well."""
    return sum("/media/" in name or "/embeddings/" in name for name in package.names)


def _all_blocks(package: Package, main: str, sheets: list[Element]) -> Iterator[Block]:
    links = package.relationships(main)
    shared = _shared_strings(package, main)
    for sheet in sheets:
        identifier = next((text for key, text in sheet.attrib.items() if str(key).endswith("}id")), "")
        link = links.get(str(identifier))
        if sheet.get("state", "visible") == "visible" and link is not None:
            yield Block(BlockKind.HEADING, sheet.get("name", ""), level=1)
            root, _whole = package.xml(link.target)
            for row in () if root is None else root.iter(f"{_S}row"):
                yield from _row(row, shared)


def _shared_strings(package: Package, main: str) -> list[str]:
    root, _whole = package.xml(package.related(main, "sharedStrings") or "xl/sharedStrings.xml")
    return [] if root is None else [_plain(item) for item in root.iter(f"{_S}si")]


def _plain(element: Element) -> str:
    """The text of a string, without the readings above its characters (rPh)."""
    texts = element.iter(f"{_S}t")
    return "".join(text.text or "" for text in texts if not any(True for _ in text.iterancestors(f"{_S}rPh")))


def _row(row: Element, shared: list[str]) -> Iterator[Block]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_S}c"):
        column = _column(cell.get("r", ""), len(cells))
        if column < MAX_CELLS:
            cells += [""] * (column - len(cells))
            cells.append(_cell(cell, shared))
    if any(cells):
        yield Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=tuple(cells))


def _column(reference: str, following: int) -> int:
    """The column from 0 that a reference like "AB12" names; the following one where it names none."""
    number = 0
    for character in reference:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - ord("A") + 1
    return max(number - 1, following)


def _cell(cell: Element, shared: list[str]) -> str:
    stored = cell.find(f"{_S}v")
    if cell.get("t") == "inlineStr":
        return _plain(cell).strip()
    text = "" if stored is None else (stored.text or "")
    if cell.get("t") == "s":
        return _shared(text, shared)
    return text.strip()


def _shared(place: str, shared: list[str]) -> str:
    """The string in that place of the list; "" where a program wrote a place that the list does not have."""
    is_there = place.strip().isdecimal() and int(place) < len(shared)
    return shared[int(place)].strip() if is_there else ""
