"""Word files (.docx, .docm, .dotx, flat XML; transitional and strict): a walk over the XML in reading order.

ECMA-376-1, part 17, and what Word 2010 and later put around it. Tracked changes are read as accepted: insertions
stay, deletions go, and what is struck out too. Comments, hidden text, field codes, headers and footers are no text of
the document.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from parsers.document import Block, BlockKind, Document, Page, Seal, has_few_words
from parsers.docx_numbering import Numbering
from parsers.docx_pictures import IMAGE_DATA, PICTURE, A, V, picture_block, picture_relation
from parsers.docx_scans import with_pictures_read
from parsers.docx_seals import Look, Shown, look_at_all
from parsers.docx_styles import Element, Styles, W, integer, switch, value
from parsers.errors import UnreadableError
from parsers.ooxml import Package, Relationship, open_package
from parsers.sniff import sniff

_MOST_RUNNING_TEXTS = 20  # headers and footers that are kept
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"

_DELETED = {f"{W}del", f"{W}moveFrom"}
# What may stand around paragraphs, rows, cells or runs and means nothing for their text.
_WRAPPERS = {
    f"{W}{name}"
    for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent", "hyperlink", "fldSimple")
}
_WRAPPERS |= {f"{W}{name}" for name in ("bdo", "dir", "rt")}
_MAX_SPAN = 63  # columns of one table, Word's own limit
_MAX_PICTURES = 500  # that are counted as pages
_A4 = (595.0, 842.0)  # points
_PICTURED_PAGE = (
    280.0,
    380.0,
)  # points, the shorter side and the longer one that a readable picture of a page has
_MAX_CHUNK_DEPTH = 3  # documents inside documents inside documents
_SYMBOLS = {
    "F052": "☑",
    "F0FE": "☑",
    "F0FC": "✓",
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F0FD": "☒",
    "F0FB": "✗",
}
_MARKS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}

_STRUCK = frozenset({f"{W}t", f"{W}sym", *_MARKS})  # of a run, what is gone where it is struck out


@dataclass
class _Line:
    """A paragraph being gathered: what it says, in which type, and what hangs on it."""

    pieces: list[str] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    bold: Counter[bool] = field(default_factory=Counter)
    attached: list[Callable[[], list[Block]]] = field(
        default_factory=list
    )  # text boxes and notes, read later
    in_contents: bool = False

    def add(self, text: str, size: float, *, bold: bool) -> None:
        self.pieces.append(text)
        weight = len(text.strip())
        if weight:
            self.sizes[size] += weight
            self.bold[bold] += weight


@dataclass
class _Field:
    """A complex field (17.16.18) that has begun: its code so far, and whether its result has begun."""

    code: str = ""
    in_result: bool = False

    @property
    def is_contents(self) -> bool:
        return self.code.strip().upper().startswith("TOC")


def accepts(payload: bytes, name: str) -> bool:
    """Hold for everything that is a Word package by its content."""
    return sniff(payload, name) == "docx"


def parse(payload: bytes, name: str, whole: frozenset[int] = frozenset({1})) -> Document:
    """Read a Word file; `pages` stay empty, for the format has none (the last known count is in `fields`).

    Only a file of pictures with no text but a few words has pages, one for each picture of a page, so that it is
    known as a scan.

    Raises UnreadableError where it holds no document, TooLargeError beyond the limits of parsers/ooxml.py, and
    what zipfile and lxml raise for damaged input (parsers/registry.py makes those UnreadableError).
    """
    del name  # a Word file is known by its bytes alone
    return _read(payload, depth=1, whole=whole)


def _read(payload: bytes, depth: int, whole: frozenset[int] = frozenset({1})) -> Document:
    package = open_package(payload)
    main = package.main_part()
    root, is_whole = package.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if root is None or body is None:
        raise UnreadableError("the package holds no Word document")
    walker = _Walker(package, main, depth)
    walker.partial = not is_whole
    walker.trusts_fields = _fields_balance(root)
    blocks = tuple(walker.blocks(body))
    fields = (*_properties(package), ("pictures", str(walker.pictures)), *_running(package, main))
    looks = look_at_all(package, walker.shown)
    pages = _pasted_scan(blocks, looks)
    blocks, pages, read_seals = with_pictures_read(package, blocks, pages, walker.shown, whole)
    # A page that is read is seen more closely, set straight and out of what lies around a photographed sheet.
    seals = tuple(seal for look in looks for seal in look.seals) or read_seals
    return Document(
        "docx",
        blocks,
        pages=pages,
        seals=(*walker.inner_seals, *seals),
        # On a picture without colour nobody can tell; a part of the file that was not read may bear a seal.
        seals_judged=walker.inner_judged and not walker.partial and all(look.colour for look in looks),
        fields=fields,
        partial=walker.partial,
    )


def _pasted_scan(blocks: tuple[Block, ...], looks: tuple[Look, ...]) -> tuple[Page, ...]:
    """Give a page for each picture of a file that holds little else: photos of pages pasted into Word are a scan."""
    text = "".join(block.text for block in blocks)
    pictures = [block for block in blocks if block.kind is BlockKind.PICTURE]
    # Pictures of a document inside this one have had their looks there.
    colours = [look.colour for look in looks] if len(looks) == len(pictures) else [None] * len(pictures)
    pages = [
        colour
        for picture, colour in zip(pictures, colours, strict=True)
        if not text or _is_pictured_page(picture)
    ]
    if not has_few_words(text, len(pages)):
        return ()
    return tuple(
        Page(number, *_A4, characters=0, image_share=1.0, colour=colour)
        for number, colour in enumerate(pages[:_MAX_PICTURES], start=1)
    )


def _is_pictured_page(picture: Block) -> bool:
    sides = sorted(picture.extent or (0.0, 0.0))
    return sides[0] >= _PICTURED_PAGE[0] and sides[1] >= _PICTURED_PAGE[1]


def _fields_balance(root: Element) -> bool:
    """Tell whether every field that begins also ends; otherwise a lost end would swallow the rest of the text."""
    kinds: Counter[str] = Counter()
    for mark in root.iter(f"{W}fldChar"):
        if not any(ancestor.tag in _DELETED for ancestor in mark.iterancestors()):
            kinds[mark.get(f"{W}fldCharType", "")] += 1
    return kinds["begin"] == kinds["end"]


def _properties(package: Package) -> list[tuple[str, str]]:
    wanted = {"title": "title", "creator": "author", "Application": "producer", "Pages": "pages"}
    found = []
    for kind, usual in (
        ("core-properties", "docProps/core.xml"),
        ("extended-properties", "docProps/app.xml"),
    ):
        root, _whole = package.xml(package.related("", kind) or usual)
        for element in () if root is None else root.iter("{*}*"):
            name = wanted.get(etree.QName(element).localname)
            if name and element.text and element.text.strip():
                found.append((name, element.text.strip()))
    return found


def _running(package: Package, main: str) -> list[tuple[str, str]]:
    """The paragraphs of headers and footers, each text once."""
    kinds = {"header", "footer"}
    parts = [each.target for each in package.relationships(main).values() if each.kind in kinds]
    texts: dict[str, None] = {}
    for part in sorted(set(parts))[:_MOST_RUNNING_TEXTS]:
        root, _whole = package.xml(part)
        for paragraph in () if root is None else root.iter(f"{W}p"):
            text = "".join(run.text or "" for run in paragraph.iter(f"{W}t")).strip()
            if text:
                texts.setdefault(text)
    return [("running", text) for text in list(texts)[:_MOST_RUNNING_TEXTS]]


def _alternative(element: Element) -> Element | None:
    """Choose one branch of mc:AlternateContent, so that a text box is not read twice (ECMA-376-3, 9.3)."""
    fallback = element.find(f"{_MC}Fallback")
    for choice in element.iterfind(f"{_MC}Choice"):
        if fallback is None or next(choice.iter(f"{W}t", f"{W}tbl", f"{_M}t", PICTURE), None) is not None:
            return choice
    return fallback


def _children(parent: Element) -> Iterator[Element]:
    """The children that count, seen through wrappers, content controls and alternatives; deleted ones left out."""
    for child in parent:
        tag = child.tag
        if tag in _DELETED:
            continue
        if tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _children(content)
        elif tag in _WRAPPERS:
            yield from _children(child)
        elif tag == f"{_MC}AlternateContent":
            branch = _alternative(child)
            if branch is not None:
                yield from _children(branch)
        else:
            yield child


def _drawn(element: Element) -> Iterator[Element]:
    """The text boxes, WordArt lines, diagrams and pictures drawn by an element, outermost first."""
    for child in element:
        if child.tag in {f"{W}txbxContent", f"{V}textpath", f"{_DIAGRAM}relIds", PICTURE, IMAGE_DATA}:
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            branch = _alternative(child)
            if branch is not None:
                yield from _drawn(branch)
        else:
            yield from _drawn(child)


def _mark_deleted(properties: Element | None) -> bool:
    """Tell whether a tracked change deletes the paragraph's end, so that the next one continues it (17.13.5.15)."""
    mark = None if properties is None else properties.find(f"{W}rPr")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)


class _Walker:
    """Walks one document's body. Lists count and fields open and close as the walk goes on."""

    def __init__(self, package: Package, main: str, depth: int) -> None:
        self.package = package
        self.links: dict[str, Relationship] = package.relationships(main)
        self.depth = depth
        self.partial = False
        self.trusts_fields = True
        self.pictures = 0
        self.shown: list[Shown] = []
        self.inner_seals: tuple[Seal, ...] = ()
        self.inner_judged = True
        self._fields: list[_Field] = []
        self.styles = Styles(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"), self.styles)
        self._notes = {kind: self._read_notes(f"{kind}s") for kind in ("footnote", "endnote")}

    def _part(self, kind: str) -> Element | None:
        targets = (link.target for link in self.links.values() if link.kind == kind)
        root, whole = self.package.xml(next(targets, f"word/{kind}.xml"))
        self.partial = self.partial or not whole
        return root

    def _read_notes(self, kind: str) -> dict[str, Element]:
        root = self._part(kind)
        notes = () if root is None else root.iterchildren()
        # Notes of a type are the separator lines, not notes.
        return {note.get(f"{W}id", ""): note for note in notes if note.get(f"{W}type", "normal") == "normal"}

    # Blocks: paragraphs, tables and embedded documents.

    def blocks(self, container: Element) -> list[Block]:
        """Read what stands in a body, a cell, a text box or a note, in order."""
        found: list[Block] = []
        line, last = _Line(), None
        for child in _children(container):
            if child.tag == f"{W}p":
                last = child.find(f"{W}pPr")
                self._inline(child, last, line)
                if not _mark_deleted(last):
                    found += self._finish(last, line)
                    line = _Line()
            elif child.tag == f"{W}tbl":
                found += [*self._finish(last, line, counts=False), *self._table(child)]
                line = _Line()
            elif child.tag in {f"{W}altChunk", f"{W}subDoc"}:
                found += self._chunk(child.get(f"{_R}id", ""))
        return [*found, *self._finish(last, line, counts=False)]

    def _finish(self, properties: Element | None, line: _Line, *, counts: bool = True) -> list[Block]:
        """Make a gathered line its block, followed by the text boxes and notes that hang on it."""
        text = "".join(line.pieces).strip()
        blocks: list[Block] = []
        mark = None if properties is None else properties.find(f"{W}rPr")
        if text or (counts and not switch(mark, "vanish")):
            number, separator = self.numbering.next_number(properties)  # an empty paragraph counts, too
            if text:
                blocks.append(self._block(properties, line, number, number + separator + text))
        for read in line.attached:
            blocks += read()
        return blocks

    def _block(self, properties: Element | None, line: _Line, number: str, text: str) -> Block:
        level = self.styles.heading_level(properties)
        style = self.styles.name(self.styles.style_of(properties))
        if line.in_contents and level is None and not style.startswith("toc"):
            style = "toc 1"
        plain_kind = BlockKind.LIST_ITEM if number else BlockKind.PARAGRAPH
        return Block(
            plain_kind if level is None else BlockKind.HEADING,
            text,
            level=level,
            number=number,
            style=style,
            size=line.sizes.most_common(1)[0][0] if line.sizes else None,
            bold=line.bold[True] > line.bold[False],
            centred=self.styles.paragraph_value(properties, "jc") == "center",
        )

    def _table(self, table: Element) -> list[Block]:
        found: list[Block] = []
        for row in _children(table):
            properties = row.find(f"{W}trPr")
            removed = properties is not None and properties.find(f"{W}del") is not None
            if row.tag == f"{W}tr" and not removed and not switch(properties, "hidden"):
                found += self._row(row, integer(value(properties, "gridBefore")) or 0)
        return found

    def _row(self, row: Element, columns_before: int) -> list[Block]:
        cells = [
            cell
            for cell in _children(row)
            if cell.tag == f"{W}tc" and cell.find(f"{W}tcPr/{W}cellDel") is None
        ]
        contents = [self._cell(cell) for cell in cells]
        if len(cells) == 1:
            return contents[
                0
            ]  # a frame around text, or a line across the table: no row of a table to a reader
        pictures = [block for blocks in contents for block in blocks if block.kind is BlockKind.PICTURE]
        contents = [[block for block in blocks if block.kind is not BlockKind.PICTURE] for blocks in contents]
        texts = [""] * min(columns_before, _MAX_SPAN)
        for cell, blocks in zip(cells, contents, strict=True):
            span = integer(value(cell, "tcPr/gridSpan")) or 1
            texts += ["\n".join(block.text for block in blocks), *[""] * (min(span, _MAX_SPAN) - 1)]
        inner = [block for blocks in contents for block in blocks]
        if not inner:
            return pictures
        bold = all(block.bold for block in inner)
        text = "\t".join(texts)
        row_block = Block(BlockKind.TABLE_ROW, text, cells=tuple(texts), size=inner[0].size, bold=bold)
        return [row_block, *pictures]

    def _cell(self, cell: Element) -> list[Block]:
        properties = cell.find(f"{W}tcPr")
        for merge in ("vMerge", "hMerge"):
            element = None if properties is None else properties.find(W + merge)
            if element is not None and element.get(f"{W}val", "continue") == "continue":
                return []  # it belongs to the cell above or before; Word shows nothing that stands in it
        return self.blocks(cell)

    def _chunk(self, identifier: str) -> list[Block]:
        """Read a document embedded whole (17.17.2): Word or HTML; of any other the file says that it is partial."""
        link = self.links.get(identifier)
        payload = self.package.read(link.target) if link else None
        kind = sniff(payload, link.target) if link and payload else ""
        if payload and kind == "docx" and self.depth < _MAX_CHUNK_DEPTH:
            inner = _read(payload, self.depth + 1)
            self.partial = self.partial or inner.partial
            self.pictures += int(dict(inner.fields)["pictures"])
            self.inner_seals += inner.seals
            self.inner_judged = self.inner_judged and inner.seals_judged
            return list(inner.blocks)
        if payload and kind == "html":
            lines = (str(text) for text in lxml_html.fromstring(payload).itertext())
            return [Block(BlockKind.PARAGRAPH, text.strip()) for text in lines if text.strip()]
        self.partial = True
        return []

    # Inline content: runs and what stands around them.

    def _inline(self, parent: Element, properties: Element | None, line: _Line) -> None:
        for child in _children(parent):
            if child.tag == f"{W}r":
                self._run(child, properties, line)
            elif child.tag in {f"{_M}oMath", f"{_M}oMathPara"}:
                text = "".join(part.text or "" for part in child.iter(f"{_M}t"))
                self._say(text, None, properties, line)

    def _run(self, run: Element, paragraph: Element | None, line: _Line) -> None:
        properties = run.find(f"{W}rPr")
        hidden = self.styles.run_switch(properties, paragraph, "vanish") or self._is_prompt(run, properties)
        struck = not hidden and self.styles.is_struck(properties, paragraph)
        for child in _children(run):
            if child.tag in {f"{W}fldChar", f"{W}instrText"}:
                self._follow_field(child)
            elif not hidden and not (struck and child.tag in _STRUCK):  # pictures stay to be seen
                self._run_content(child, properties, paragraph, line)

    def _is_prompt(self, run: Element, properties: Element | None) -> bool:
        """Tell whether a run is Word's own “click here to enter text” of an empty content control."""
        if "placeholder" not in self.styles.name(value(properties, "rStyle") or ""):
            return False
        controls = run.iterancestors(f"{W}sdt")
        return any(control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None for control in controls)

    def _run_content(
        self, child: Element, properties: Element | None, paragraph: Element | None, line: _Line
    ) -> None:
        tag = child.tag
        if tag == f"{W}t":
            self._say(child.text or "", properties, paragraph, line)
        elif tag in _MARKS or tag == f"{W}br":
            # A page or column break parts nothing that a reader would take for two lines.
            is_line_break = tag == f"{W}br" and child.get(f"{W}type", "textWrapping") == "textWrapping"
            self._say(_MARKS.get(tag, "\n" if is_line_break else ""), properties, paragraph, line)
        elif tag == f"{W}sym":
            self._say(_symbol(child), properties, paragraph, line)
        elif tag == f"{W}ruby":
            base = child.find(f"{W}rubyBase")
            if base is not None:  # the reading above the characters is not read as text
                self._inline(base, paragraph, line)
        elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
            self._drawing(child, line)
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            note = self._notes[tag.removeprefix(W).removesuffix("Reference")].get(child.get(f"{W}id", ""))
            if note is not None:
                line.attached.append(lambda: self._note(note))

    def _say(self, text: str, run: Element | None, paragraph: Element | None, line: _Line) -> None:
        if self.trusts_fields and any(not opened.in_result for opened in self._fields):
            return  # inside a field's code, where other fields may have results of their own
        if self.trusts_fields and any(opened.is_contents for opened in self._fields) and text.strip():
            line.in_contents = True
        if text:
            bold = self.styles.run_switch(run, paragraph, "b")
            line.add(text, self.styles.run_size(run, paragraph), bold=bold)

    def _follow_field(self, element: Element) -> None:
        if element.tag == f"{W}instrText":
            if self._fields:
                self._fields[-1].code += element.text or ""
            return
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _note(self, note: Element) -> list[Block]:
        return [replace(block, style="footnote text") for block in self.blocks(note)]

    def _drawing(self, element: Element, line: _Line) -> None:
        for drawn in _drawn(element):
            line.attached.append(lambda drawn=drawn: self._read_drawn(drawn))  # type: ignore[misc] # mypy cannot infer a lambda with a default

    def _read_drawn(self, drawn: Element) -> list[Block]:
        if drawn.tag not in {PICTURE, IMAGE_DATA}:
            return self._box(drawn)
        self.pictures += 1
        picture = picture_block(drawn)
        if picture is None:
            return []
        link = self.links.get(picture_relation(drawn))
        self.shown.append(Shown(link.target if link else "", picture.extent))
        return [picture]

    def _box(self, box: Element) -> list[Block]:
        if box.tag == f"{W}txbxContent":
            blocks = self.blocks(box)
        elif box.tag == f"{V}textpath":
            blocks = [Block(BlockKind.PARAGRAPH, text) for text in [box.get("string", "").strip()] if text]
        else:
            blocks = self._diagram(box.get(f"{_R}dm", ""))
        return [replace(block, in_text_box=True) for block in blocks]

    def _diagram(self, identifier: str) -> list[Block]:
        """Read the texts of a SmartArt diagram, point by point as its data part lists them (21.4.3)."""
        link = self.links.get(identifier)
        root, _whole = self.package.xml(link.target) if link else (None, True)
        points = () if root is None else root.iter(f"{_DIAGRAM}pt")
        texts = ("".join(text.text or "" for text in point.iter(f"{A}t")).strip() for point in points)
        return [Block(BlockKind.PARAGRAPH, text) for text in texts if text]


def _symbol(element: Element) -> str:
    """Give a character of a symbol font (17.3.3.30) as a plain one, where we know which it shows."""
    code = element.get(f"{W}char", "").upper()
    number = int(code, 16) if code else 0
    private = 0xE000 <= number <= 0xF8FF
    return _SYMBOLS.get(code, "" if private or not 0x20 <= number <= 0xFFFF else chr(number))
