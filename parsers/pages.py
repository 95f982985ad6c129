"""Pages with the places of their lines, tables and pictures -> the blocks of a Document, in reading order."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.columns import are_read_as_columns, ordered_behind
from parsers.document import Block, BlockKind, Page, TextOrigin
from parsers.layout import Margins, Paragraph, is_contents_line, measure, paragraphs
from parsers.pdf_pictures import PagePicture
from parsers.pdf_tables import DrawnTable
from parsers.running_lines import without_running_lines
from parsers.text_line import TextLine

_MOST_RUNNING_TEXTS = 20  # headers and footers of one document that are kept
_MEASURED_ALONE = 10  # lines of a scanned page


@dataclass(frozen=True, slots=True)
class PageContent:
    """What stands on one page."""

    page: Page
    lines: tuple[TextLine, ...]
    tables: tuple[DrawnTable, ...] = ()
    pictures: tuple[PagePicture, ...] = ()


def page_blocks(contents: Sequence[PageContent]) -> Iterator[Block]:
    """Yield the blocks of all pages, headers and footers set aside, table rows and pictures in their places."""
    yield from _blocks(contents, _bodies(contents)[0])


def blocks_and_running_texts(contents: Sequence[PageContent]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of all pages, and what was set aside of them, each text once: headers, footers, page numbers."""
    bodies, running = _bodies(contents)
    return tuple(_blocks(contents, bodies)), running


def _bodies(contents: Sequence[PageContent]) -> tuple[list[list[TextLine]], tuple[str, ...]]:
    outside = list(_outside_tables(contents))
    bodies = without_running_lines(outside, [content.page.height for content in contents])
    kept = {id(line) for body in bodies for line in body}
    aside = (line.text for lines in outside for line in lines if id(line) not in kept)
    return bodies, tuple(dict.fromkeys(aside))[:_MOST_RUNNING_TEXTS]


def _blocks(contents: Sequence[PageContent], bodies: Sequence[Sequence[TextLine]]) -> Iterator[Block]:
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


def _outside_tables(contents: Sequence[PageContent]) -> Iterator[list[TextLine]]:
    """Yield each page's lines in reading order, those in its tables left out."""
    gutter: float | None = None
    for content in contents:
        lines = [line for line in content.lines if not any(table.holds(line) for table in content.tables)]
        ordered, gutter = ordered_behind(gutter, lines)
        yield ordered


def _margins(contents: Sequence[PageContent], bodies: Sequence[Sequence[TextLine]]) -> dict[int, Margins]:
    """Measure the margins of all pages of one width together: a short last page has none of its own.

    No two scanned pages lie alike on the glass, so such a page is measured alone where it has enough lines, those in
    its tables included.
    """
    by_width: dict[int, list[TextLine]] = {}
    for content, body in zip(contents, bodies, strict=True):
        by_width.setdefault(round(content.page.width), []).extend(body)
    measured = {width: measure(lines, width) for width, lines in by_width.items()}
    return {
        content.page.number: measure(content.lines, content.page.width)
        if content.page.is_scan and len(content.lines) >= _MEASURED_ALONE
        else measured[round(content.page.width)]
        for content in contents
    }


def _in_order(
    lines: Sequence[TextLine], content: PageContent
) -> Iterator[TextLine | DrawnTable | PagePicture]:
    """Yield the lines of one page, each table before the first line below its upper edge, pictures by their middle."""
    placed: list[tuple[float, DrawnTable | PagePicture]] = [(table.top, table) for table in content.tables]
    placed += [(picture.middle, picture) for picture in content.pictures]
    placed.sort(key=lambda pair: -pair[0])
    in_columns = bool(placed) and are_read_as_columns(lines)
    for number, line in enumerate(lines):
        while placed and (place := _first_due(placed, lines, number, in_columns=in_columns)) is not None:
            yield placed.pop(place)[1]
        yield line
    yield from (item for _, item in placed)


def _first_due(
    placed: Sequence[tuple[float, DrawnTable | PagePicture]],
    lines: Sequence[TextLine],
    number: int,
    *,
    in_columns: bool,
) -> int | None:
    """Which of them, by its place among them, comes first before the line of that number; None where none does."""
    line = lines[number]
    due = (
        place
        for place, (height, item) in enumerate(placed)
        if (line.middle < height and not (in_columns and _is_aside(item, line)))
        or (in_columns and item.right <= line.left and _ends_column(height, item, lines[number:]))
    )
    return next(due, None)


def _ends_column(height: float, item: DrawnTable | PagePicture, lines: Sequence[TextLine]) -> bool:
    """Hold where the lines to come begin the next column: none stands above it and in its own, and some stand beside it."""
    goes_on = any(line.middle >= height and not _is_aside(item, line) for line in lines)
    return not goes_on and any(line.middle < height for line in lines)


def _is_aside(item: DrawnTable | PagePicture, line: TextLine) -> bool:
    """Hold where a table or picture stands in another column than the line."""
    return item.right <= line.left or line.right <= item.left


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
        confidence=paragraph.confidence,
    )


def _table_blocks(table: DrawnTable, page: int) -> Iterator[Block]:
    for row in table.rows:
        origin = TextOrigin.TEXT_LAYER if row.confidence is None else TextOrigin.OCR
        if row.is_single:  # one cell across the table: a heading or a text inside a frame
            for line in (line for line in "".join(row.cells).split("\n") if line.strip()):
                yield Block(BlockKind.PARAGRAPH, line, page=page, origin=origin, confidence=row.confidence)
        else:
            text = "\t".join(row.cells)
            yield Block(
                BlockKind.TABLE_ROW,
                text,
                page=page,
                cells=row.cells,
                origin=origin,
                confidence=row.confidence,
            )
