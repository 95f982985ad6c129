"""Pages with lines, ruled tables and pictures -> blocks in reading order, as parsers/pdf.py gives them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.document import Block, BlockKind, Page, TextOrigin
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
from parsers.pdf_pictures import PagePicture
from parsers.pdf_tables import DrawnTable


@dataclass(frozen=True, slots=True)
class PageContent:
    """What one page holds; `lines` as they were drawn."""

    page: Page
    lines: tuple[TextLine, ...]
    tables: tuple[DrawnTable, ...] = ()
    pictures: tuple[PagePicture, ...] = ()


def blocks_of(contents: Sequence[PageContent]) -> Iterator[Block]:
    """Yield the blocks of all pages, headers and footers set aside, table rows and pictures in their places."""
    outside = [_outside_tables(content) for content in contents]
    bodies = without_running_lines(outside, [content.page.height for content in contents])
    margins = _margins(contents, bodies)
    lines: list[TextLine] = []
    for content, body in zip(contents, bodies, strict=True):
        for item in _in_order(body, content):
            if isinstance(item, TextLine):
                lines.append(item)
                continue
            yield from _text_blocks(lines, margins)
            lines = []
            yield from (
                _table_blocks(item, content.page.number) if isinstance(item, DrawnTable) else [item.block]
            )
    yield from _text_blocks(lines, margins)


def _outside_tables(content: PageContent) -> list[TextLine]:
    lines = [line for line in content.lines if not any(table.holds(line) for table in content.tables)]
    return reading_order(lines)


def _margins(contents: Sequence[PageContent], bodies: Sequence[Sequence[TextLine]]) -> dict[int, Margins]:
    """Measure the margins of all pages of one width together: a short last page has none of its own."""
    by_width: dict[int, list[TextLine]] = {}
    for content, body in zip(contents, bodies, strict=True):
        by_width.setdefault(round(content.page.width), []).extend(body)
    measured = {width: measure(lines, width) for width, lines in by_width.items()}
    return {content.page.number: measured[round(content.page.width)] for content in contents}


def _in_order(
    lines: Sequence[TextLine], content: PageContent
) -> Iterator[TextLine | DrawnTable | PagePicture]:
    """Yield the lines of one page, each table and picture before the first line below its place."""
    placed: list[tuple[float, DrawnTable | PagePicture]] = [(table.top, table) for table in content.tables]
    placed += [(picture.middle, picture) for picture in content.pictures]
    placed.sort(key=lambda pair: -pair[0])
    for line in lines:
        while placed and line.middle < placed[0][0]:
            yield placed.pop(0)[1]
        yield line
    yield from (item for _, item in placed)


def _text_blocks(lines: Sequence[TextLine], margins: dict[int, Margins]) -> Iterator[Block]:
    yield from map(_text_block, paragraphs(lines, margins))


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
