"""Pictures on PDF pages that bear text: where they stand and how large they are shown."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Block, BlockKind, Document
from parsers.registry import parse
from tests.documents.writers import FONT, picture_of

LINE = "以下为资金使用及工作成效佐证材料所附的发票照片，原件存档备查。"


def read(*pages: Callable[[Canvas], None]) -> Document:
    """Read a PDF of hand-drawn pages."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for draw in pages:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return parse(buffer.getvalue(), "总结.pdf")


def put(canvas: Canvas, left: float, bottom: float, width: float, height: float) -> None:
    """Draw a picture there."""
    canvas.drawImage(ImageReader(io.BytesIO(picture_of())), left, bottom, width, height)


def order(document: Document) -> list[str]:
    """The texts in reading order, a picture as its size."""
    return [_shown(block) for block in document.blocks]


def _shown(block: Block) -> str:
    if block.kind is not BlockKind.PICTURE:
        return block.text
    return "×".join(f"{side:.0f}" for side in block.extent) if block.extent else "?"


def test_picture_stands_between_the_lines_around_it() -> None:
    """Above, between and below the text, with its page; the text is as if it were not there."""

    def draw(page: Canvas) -> None:
        for height in (800, 780, 760):
            page.drawString(90, height, LINE)
        put(page, 90, 450, 400, 280)
        page.drawString(90, 400, "附件2：合同")
        put(page, 90, 150, 300, 200)

    document = read(draw)
    assert order(document) == [LINE * 3, "400×280", "附件2：合同", "300×200"]
    assert {block.page for block in document.blocks} == {1}
    assert document.text.endswith(f"{LINE}\n附件2：合同")


def test_picture_in_the_second_column_comes_behind_the_first() -> None:
    """A chart at the height of the left column's text is no part of that; the one in its own column is."""

    def draw(page: Canvas) -> None:
        for place in range(12):
            page.drawString(60, 760 - 20 * place, f"左{place}栏的文字写到这一栏的右边为止。")
        page.drawString(60, 400, "左栏末行的文字，在图片之下。")
        put(page, 320, 560, 230, 150)
        put(page, 60, 420, 230, 80)
        for height in (760, 740, 720, *range(540, 380, -20)):
            page.drawString(320, height, "右栏的文字也写到这一栏的右边为止。")

    document = read(draw)
    kinds = [block.text[:1] or block.kind.value for block in document.blocks]
    assert kinds == [*12 * ["左"], "picture", "左", *3 * ["右"], "picture", *8 * ["右"]]


def test_picture_on_a_turned_page() -> None:
    """The place is the one that a reader sees."""

    def draw(page: Canvas) -> None:
        page.setPageRotation(90)
        page.rotate(90)
        page.translate(0, -A4[0])
        page.drawString(90, 550, LINE)
        put(page, 90, 300, 300, 200)
        page.drawString(90, 200, "二、之后")

    assert order(read(draw)) == [LINE, "300×200", "二、之后"]


def test_strips_are_one_picture() -> None:
    """Some programs cut a picture into strips."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 760, LINE)
        for place in range(10):
            put(page, 90, 700 - 20 * (place + 1), 400, 20)

    assert order(read(draw)) == [LINE, "400×200"]


def test_picture_breaks_no_paragraph() -> None:
    """A picture at the end of a page leaves the paragraph whole that runs on over it."""
    long = "各单位按照合同约定开展工作，落实各项任务。" * 12

    def first(page: Canvas) -> None:
        for place in range(3):
            page.drawString(90, 760 - 20 * place, long[34 * place : 34 * place + 34])
        put(page, 90, 100, 400, 280)

    def second(page: Canvas) -> None:
        page.drawString(90, 760, long[102:136])

    assert order(read(first, second)) == [long[:136], "400×280"]


def _background(page: Canvas) -> None:
    put(page, 0, 0, *A4)
    for place in range(4):
        page.drawString(90, 760 - 30 * place, f"{place}、{LINE}")


def _bullet(page: Canvas) -> None:
    page.drawString(90, 760, LINE)
    put(page, 80, 760, 10, 10)


def _outside(page: Canvas) -> None:
    page.drawString(90, 760, LINE)
    put(page, 700, 300, 400, 300)


@pytest.mark.parametrize("draw", [_background, _bullet, _outside])
def test_what_is_no_picture_to_a_reader(draw: Callable[[Canvas], None]) -> None:
    """The paper behind a text, bullets, and what lies beyond the page's edge."""
    assert all(block.kind is not BlockKind.PICTURE for block in read(draw).blocks)


def test_page_that_is_a_picture_has_no_block() -> None:
    """Scanned pages are told by the page itself."""
    document = read(lambda page: page.drawString(90, 760, LINE), lambda page: put(page, 0, 0, *A4))
    assert order(document) == [LINE]
    assert [page.is_scan for page in document.pages] == [False, True]


def test_title_page_before_a_scan_leaves_it_a_scan() -> None:
    """A typed title page before scanned pages is no readable text."""
    title = "上海大学关于上海市高校知识产权运营中心项目工作总结"

    def scanned(page: Canvas) -> None:
        put(page, 0, 0, *A4)

    document = read(lambda page: page.drawString(90, 700, title), scanned, scanned)
    assert (document.is_scan, document.has_text) == (True, False)


def test_pictures_inside_a_table_follow_it() -> None:
    """The rows of a table stay together; a picture in a cell comes behind them."""

    def draw(page: Canvas) -> None:
        for height in (700, 500, 300):
            page.line(90, height, 490, height)
        for across in (90, 290, 490):
            page.line(across, 300, across, 700)
        page.drawString(100, 680, "发票")
        page.drawString(300, 680, "合同")
        put(page, 100, 310, 180, 180)
        page.drawString(90, 200, LINE)

    document = read(draw)
    assert [block.kind for block in document.blocks] == [
        BlockKind.TABLE_ROW,
        BlockKind.PICTURE,
        BlockKind.PARAGRAPH,
    ]
