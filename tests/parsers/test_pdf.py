"""PDF: paragraphs in reading order, what is no content set aside, what is no text layer not believed."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.document import BlockKind, Document, SealKind, TextOrigin
from parsers.errors import UnreadableError
from parsers.registry import parse
from tests.documents.writers import FONT, Heading, Line, Right, Table, Title, pdf_of, picture_of

DOCUMENTS = Path(__file__).parent.parent / "documents"
LONG = (
    "累计申请发明专利38件，其中PCT国际专利申请6件，授权发明专利12件，转化收入1250.6万元，较立项前增长32.5％。"
)


def drawn(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    """A PDF whose pages are drawn by hand."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    for draw in pages:
        canvas.setFont(FONT, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def read(*pages: Callable[[Canvas], None]) -> Document:
    """Read such a PDF."""
    return parse(drawn(*pages), "总结.pdf")


def texts(document: Document) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in document.blocks]


SUMMARY: list[Line] = [
    Title("测试单位关于测试项目工作总结"),
    Heading("一、项目实施成效"),
    LONG * 3,
    Heading("二、资金使用情况"),
    "执行率98.8%。",
    Right("测试单位（盖章）"),
    Right("2024年3月18日"),
    "项目联系人：李明 55550123 liming@example.org",
]


def test_wrapped_lines_are_joined_and_headings_stand_alone() -> None:
    """Each paragraph comes back as it was given, whatever its lines on the page."""
    document = parse(pdf_of(SUMMARY), "总结.pdf")
    expected = [
        line if isinstance(line, str) else line.text for line in SUMMARY if not isinstance(line, Table)
    ]
    assert [text.replace(" ", "") for text in texts(document)] == [text.replace(" ", "") for text in expected]
    assert document.blocks[0].centred
    assert document.blocks[0].size == 22


def test_paragraph_goes_on_over_the_page() -> None:
    """A paragraph that the page's end cuts is one block, with the page where it begins."""
    long = "".join(LONG.replace("38", str(place)) for place in range(1000, 1060))
    document = parse(pdf_of([long, "结尾。"], header="某单位总结", footer="— {page} —"), "总结.pdf")
    assert len(document.pages) > 2
    assert texts(document) == [long, "结尾。"]
    assert [block.page for block in document.blocks] == [1, len(document.pages)]


def test_headers_footers_and_page_numbers_are_set_aside() -> None:
    """What stands at the edge of page after page is no content; a date near the edge is."""
    document = parse(pdf_of(["正文。"] * 60, header="内部资料 第{page}页", footer="{page}/9"), "总结.pdf")
    assert set(texts(document)) == {"正文。"}
    running = [text for name, text in document.fields if name == "running"]
    assert {"内部资料 第1页", "1/9", "2/9"} <= set(running)
    dated = read(lambda page: page.drawString(90, 60, "2024年3月18日"))
    assert texts(dated) == ["2024年3月18日"]


def test_table_rows_stand_in_place_and_once() -> None:
    """A drawn table becomes rows; its text is not read again as lines."""
    rows = (
        ("科目", "金额（万元）"),
        ("设备费", "12.5"),
        ("知识产权代理及咨询服务费用" * 4, "135.7"),
        ("合计", ""),
    )
    document = parse(pdf_of(["前文。", Table(rows), "后文。"]), "总结.pdf")
    assert [block.kind for block in document.blocks] == [
        BlockKind.PARAGRAPH,
        *[BlockKind.TABLE_ROW] * 4,
        BlockKind.PARAGRAPH,
    ]
    assert [block.cells for block in document.blocks[1:-1]] == list(rows)


def test_frame_around_the_page_is_no_table() -> None:
    """A single cell is a frame; the text in it stays paragraphs."""

    def draw(page: Canvas) -> None:
        for x in (50, 545):
            page.line(x, 50, x, 790)
        for y in (50, 790):
            page.line(50, y, 545, y)
        page.drawString(90, 700, "一、项目实施成效")

    assert [(block.kind, block.text) for block in read(draw).blocks] == [
        (BlockKind.PARAGRAPH, "一、项目实施成效")
    ]


def test_text_drawn_out_of_order_is_read_from_top_to_bottom() -> None:
    """Programs draw in any order; pieces of one row are joined."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 400, "第三行")
        page.drawString(90, 700, "第一行")
        page.drawString(300, 600, "右半")
        page.drawString(90, 600, "第二行左半")

    assert texts(read(draw)) == ["第一行", "第二行左半 右半", "第三行"]


def test_characters_of_another_font_stand_where_they_are_drawn() -> None:
    """LibreOffice draws what a font lacks after the rest of its line, with room left between: both quotation marks."""

    def draw(page: Canvas) -> None:
        text = page.beginText()
        for left, written in ((90, "运营中心"), (144, "中期"), (174, "工作总结")):
            text.setTextOrigin(left, 700)
            text.textOut(written)
        text.setFont("Helvetica", 12)
        text.setCharSpace(26)
        text.setTextOrigin(138, 700)
        text.textOut("“”")
        page.drawText(text)

    assert texts(read(draw)) == ["运营中心“中期”工作总结"]


def test_wide_spaces_that_are_drawn_behind_the_first_character_stand_before_it() -> None:
    """LibreOffice draws 上海大学　　二〇二四年 so where the font of 〇 is another: no space parts 二 from it."""

    def draw(page: Canvas) -> None:
        text = page.beginText()
        text.setTextOrigin(90, 700)
        unit, two = ("".join(f"{ord(each):04X}" for each in part) for part in ("上海大学", "二"))
        text._code.append(f"[<{unit}> -2000 <{two}>] TJ")  # one object, and in it room for two characters
        for left, written in ((138, "　　"), (174, "〇二四年三月六日")):
            text.setTextOrigin(left, 700)
            text.textOut(written)
        page.drawText(text)

    assert texts(read(draw)) == ["上海大学 二〇二四年三月六日"]


def test_columns_are_not_mixed() -> None:
    """Two columns stay as they were drawn."""

    def draw(page: Canvas) -> None:
        for x, column in ((60, "左"), (320, "右")):
            for place in range(12):
                page.drawString(x, 700 - 20 * place, f"{column}{place}。")

    text = "".join(texts(read(draw)))
    assert text.index("左11") < text.index("右0")


def test_watermark_is_set_aside() -> None:
    """Slanted text across the page is no content."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 700, "正文。")
        page.saveState()
        page.translate(200, 300)
        page.rotate(45)
        page.setFont(FONT, 60)
        page.drawString(0, 0, "机密文件")
        page.restoreState()

    assert texts(read(draw)) == ["正文。"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_page_reads_the_same(rotation: int) -> None:
    """A page that viewers turn: its text, order and header zone are as a reader holds it."""

    def draw(page: Canvas) -> None:
        width, height = A4
        page.setPageRotation(rotation)
        # reportlab swaps the page's sides, so that a turned page is held upright.
        page.translate(*{0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[rotation])
        page.rotate(rotation)
        page.drawString(90, 500, "一、项目实施成效")
        page.drawString(90, 400, "正文。")
        page.drawString(250, 20, "- 1 -")

    document = read(draw)
    assert texts(document) == ["一、项目实施成效", "正文。"]
    assert document.pages[0].width == pytest.approx(A4[0], abs=1)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_page_drawn_sideways_reads_the_same(rotation: int) -> None:
    """Its text lies on its side, or on its head, though the file does not say that the page is to be turned."""
    width, height = A4
    told = [f"第{place}项工作已按合同{'全部' * place}完成。" for place in range(4)]

    def draw(page: Canvas) -> None:
        page.translate(*{90: (height, 0), 180: (width, height), 270: (0, width)}[rotation])
        page.rotate(rotation)
        for place, text in enumerate(told):
            page.drawString(90, 700 - 40 * place, text)
        for row in range(3):
            page.line(90, 500 - 30 * row, 400, 500 - 30 * row)
            page.drawString(110, 480 - 30 * row, f"科目第{row}") if row < 2 else None
            page.drawString(260, 480 - 30 * row, f"{row}2.5万元") if row < 2 else None
        for x in (90, 240, 400):
            page.line(x, 500, x, 440)
        page.drawString(290, 20, "- 1 -")

    size = A4 if rotation == 180 else (height, width)
    document = parse(drawn(draw, size=size), "总结.pdf")
    assert texts(document)[:4] == told
    assert texts(document)[4:] == ["科目第0\t02.5万元", "科目第1\t12.5万元"]
    assert document.pages[0].width == pytest.approx(width, abs=1)


def test_few_lines_on_their_side_turn_no_page() -> None:
    """A table's heads may be written upwards."""

    def draw(page: Canvas) -> None:
        for place in range(4):
            page.drawString(90, 700 - 20 * place, f"第{place}项工作已完成。")
        page.rotate(90)
        page.drawString(100, -60, "竖排的表头")
        page.drawString(100, -80, "另一竖排的表头")

    assert read(draw).pages[0].width == pytest.approx(A4[0], abs=1)
    assert "第0项工作已完成。" in texts(read(draw))


def test_two_pages_on_one_sheet_are_read_one_after_the_other() -> None:
    """The right one bears little more than the sign-off; numbers at the feet tell that they are two."""

    def draw(page: Canvas) -> None:
        for place in range(12):
            page.drawString(90, 700 - 20 * place, f"{place % 10}{LONG[:34]}")
        page.drawRightString(1100, 700, "单位（盖章）：上海大学")
        page.drawRightString(1100, 680, "2024年3月13日")
        page.drawString(295, 30, "1")
        page.drawString(890, 30, "2")

    document = parse(drawn(draw, size=(1190, 842)), "总结.pdf")
    assert texts(document)[-2:] == ["单位（盖章）：上海大学", "2024年3月13日"]
    assert all("单位" not in text and "2024" not in text for text in texts(document)[:-2])


def test_line_of_contents_is_marked_and_stays_alone() -> None:
    """Leaders reach the margin without wrapping; the style says what the line is."""

    def draw(page: Canvas) -> None:
        for place, title in enumerate(("一、项目实施成效", "二、资金使用情况")):
            page.drawString(90, 700 - 20 * place, f"{title}{'.' * 90}{place + 2}")
        page.drawString(90, 600, "一、项目实施成效")

    assert [block.style for block in read(draw).blocks] == ["toc 1", "toc 1", ""]


def test_sign_off_and_date_are_not_joined() -> None:
    """Both end at the right margin; neither goes on with the other."""

    def draw(page: Canvas) -> None:
        for place in range(3):
            page.drawString(90, 700 - 20 * place, LONG[:34])
        page.drawRightString(505, 600, "上海市某某研究所知识产权与成果转化处（盖章）")
        page.drawRightString(505, 580, "二〇二四年三月十八日")

    assert texts(read(draw))[-2:] == ["上海市某某研究所知识产权与成果转化处（盖章）", "二〇二四年三月十八日"]


def test_garbage_text_layer_is_not_believed() -> None:
    """Private-use characters, or GBK bytes shown as Latin letters: the page is taken for a picture."""
    mojibake = LONG.encode("gbk").decode("latin-1")

    def draw(page: Canvas) -> None:
        page.setFont("Helvetica", 12)
        page.drawString(20, 700, mojibake)

    document = read(draw)
    assert document.pages[0].is_scan
    assert {block.origin for block in document.blocks} == {TextOrigin.OCR}


def test_private_characters_are_garbage() -> None:
    """Subset fonts without a table of their characters give private-use ones."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 700, "\ue001\ue002\ue003\ue004\ue005" * 4 + "二十个字里有文字")

    assert read(draw).is_scan


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("㐀㐁㐂㐃㐄㐅㐆㐇㐈㐉㐊㐋" * 3, id="characters that nobody writes"),
        pytest.param("亟鼐蓰冢麴纛刳剌剽匚厣厍" * 6, id="Chinese without a common character"),
    ],
)
def test_glyph_numbers_taken_for_chinese_are_garbage(written: str) -> None:
    """A font without a table of its characters: pdfium may take its glyphs' numbers for some Chinese."""

    def draw(page: Canvas) -> None:
        for place in range(0, len(written), 12):
            page.drawString(90, 700 - 2 * place, written[place : place + 12])

    document = read(draw)
    assert document.is_scan or {block.origin for block in document.blocks} == {TextOrigin.OCR}


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("一種資料處理裝置及其控制方法、專利申請書" * 4, id="traditional"),
        pytest.param("特許請求の範囲に記載された装置および方法" * 4, id="Japanese"),
        pytest.param(
            "赵敏钱卫孙磊李强周芳吴洁郑凯王丽冯涛陈静褚巍蒋雯沈昊韩璐杨帆朱琳秦岚许诺何苗吕翔邹婷窦章云帆苏醒潘悦葛亮奚娟",
            id="names",
        ),
        pytest.param("☑是☐否☑有☐无☑是☐否☑有☐无", id="ticks"),
        pytest.param("序号凭证号支出内容金额经办人", id="a table's heads"),
    ],
)
def test_what_people_write_is_no_garbage(written: str) -> None:
    """Other scripts, and lists in which hardly a common character stands."""

    def draw(page: Canvas) -> None:
        for place in range(0, len(written), 20):
            page.drawString(90, 700 - 2 * place, written[place : place + 20])

    assert not read(draw).is_scan


def test_quarter_space_beside_digits_is_no_space() -> None:
    """Programs set digits a little apart from Chinese text; a space that the author typed stays."""
    document = parse((DOCUMENTS / "twins" / "official.pdf").read_bytes(), "总结.pdf")
    assert "2022年6月至2024年2月" in document.text
    assert "李明 电话：" in re.sub(" +", " ", document.text)


def test_text_turned_into_curves_is_a_scan() -> None:
    """Hundreds of paths and no character: somebody must look at the picture."""

    def draw(page: Canvas) -> None:
        for place in range(300):
            page.line(place, 100, place + 1, 110)

    assert read(draw).is_scan


def _scan_with_layer(page: Canvas) -> None:
    page.drawImage(ImageReader(io.BytesIO(picture_of())), 0, 0, *A4)
    line = page.beginText(90, 700)
    line.setTextRenderMode(3)
    line.textLine("一、项目实施成效，本层文字由识别软件生成，可能有误。")
    page.drawText(line)


def test_invisible_layer_over_a_scan_is_not_believed() -> None:
    """What another program's OCR laid over the picture does not count: the picture shows nothing of it."""
    document = read(_scan_with_layer)
    assert document.blocks == ()
    assert document.is_scan
    assert document.pages[0].image_share == pytest.approx(1)


def test_invisible_text_on_a_plain_page_does_not_count() -> None:
    """Hidden text is no text of the document."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 720, "可见。")
        line = page.beginText(90, 700)
        line.setTextRenderMode(3)
        line.textLine("隐藏的文字")
        page.drawText(line)

    assert texts(read(draw)) == ["可见。"]


def test_stray_number_on_a_scan_leaves_it_a_scan() -> None:
    """A page number stamped on a scanned page is no text layer."""

    def draw(page: Canvas) -> None:
        page.drawImage(ImageReader(io.BytesIO(picture_of())), 0, 0, *A4)
        page.drawString(290, 400, "第3页")

    document = read(draw)
    assert document.is_scan
    assert [block.text for block in document.blocks] == ["第3页"]
    assert document.blocks[0].origin is TextOrigin.OCR


def test_form_values_are_read() -> None:
    """What a unit filled into a form's fields is part of the page."""

    def draw(page: Canvas) -> None:
        page.drawString(90, 700, "Contact:")
        page.acroForm.textfield(name="contact", value="li@example.org", x=200, y=695, width=200, height=20)

    assert "li@example.org" in read(draw).text


def _annotated(annotation: str) -> bytes:
    """A hand-written PDF of one page with one annotation."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]/Resources<<>>>>",
        "<</Length 0>>stream\n\nendstream",
        annotation,
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Contents<3000>/ByteRange[0 1 2 3]>>",
    ]
    body, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(body)
    size = len(objects) + 1
    trailer = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


@pytest.mark.parametrize(
    ("annotation", "pages"),
    [
        ("<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/V 6 0 R/Rect[0 0 99 99]/P 3 0 R>>", [None]),
        ("<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/Rect[0 0 99 99]/P 3 0 R>>", []),
        ("<</Type/Annot/Subtype/Stamp/Name/Approved/Rect[0 0 99 99]>>", [1]),
        ("<</Type/Annot/Subtype/Text/Contents(note)/Rect[0 0 9 9]>>", []),
    ],
)
def test_electronic_seals_are_seen(annotation: str, pages: list[int | None]) -> None:
    """A signed signature field or a stamp is a seal; an empty field or a note is none."""
    seals = parse(_annotated(annotation), "a.pdf").seals
    assert [(seal.kind, seal.page) for seal in seals] == [(SealKind.SIGNATURE, page) for page in pages]


def test_owner_password_alone_hinders_nobody() -> None:
    """A PDF that may be read but not changed is read."""
    assert parse(
        pdf_of(["正文。", Table((("甲", "乙"), ("丙", "丁")))], user_password=""), "a.pdf"
    ).text.startswith("正文。")


def test_pdf_without_pages_is_unreadable() -> None:
    """No page is not "read"."""
    buffer = io.BytesIO()
    with pypdfium2.PdfDocument.new() as empty:
        empty.save(buffer)
    with pytest.raises(UnreadableError):
        parse(buffer.getvalue(), "a.pdf")


def test_very_long_file_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages beyond the limit are not read, and the Document says so."""
    monkeypatch.setattr("parsers.pdf.MAX_PAGES", 2)
    document = read(*[lambda page: page.drawString(90, 700, "正文。")] * 3)
    assert (len(document.pages), document.partial) == (2, True)


TWINS = sorted((DOCUMENTS / "twins").glob("*.docx"))


@pytest.mark.parametrize("path", TWINS, ids=[path.stem for path in TWINS])
def test_pdf_twin_says_the_same_as_its_word_file(path: Path) -> None:
    """A summary and the PDF that LibreOffice made of it give the same headings and paragraphs, row by row."""
    word, pdf = (parse(twin.read_bytes(), twin.name) for twin in (path, path.with_suffix(".pdf")))
    assert [_bare(text) for text in texts(pdf)] == [_bare(text) for text in texts(word)]
    rows = [[block.cells for block in document.blocks if block.cells] for document in (word, pdf)]
    assert [len(cells) for cells in rows[0]] == [len(cells) for cells in rows[1]]


def _bare(text: str) -> str:
    """The text without white space and without the dots that lead to a page number."""
    return re.sub(r"\s|\.{4,}", "", text)


def _with_page_damaged(payload: bytes, *numbers: int) -> bytes:
    """The PDF, what describes those pages overwritten, as where a file was damaged on its way."""
    described = list(re.finditer(rb"<<(?:(?!endobj).)*/Type /Page\n.*?>>(?=\nendobj)", payload, re.DOTALL))
    for number in numbers:
        start, end = described[number - 1].span()
        payload = payload[:start] + b"null".ljust(end - start) + payload[end:]
    return payload


def _three_pages() -> bytes:
    return drawn(*(lambda canvas, text=text: canvas.drawString(72, 700, text) for text in "甲乙丙"))


def test_damaged_page_costs_no_other_page() -> None:
    """The pages that open are read; that some is missing is told, so that nobody takes it for a gap."""
    document = parse(_with_page_damaged(_three_pages(), 2), "总结.pdf")
    assert (texts(document), document.partial) == (["甲", "丙"], True)
    assert [page.number for page in document.pages] == [1, 3]


def test_file_of_damaged_pages_alone_is_unreadable() -> None:
    """Nothing of it can be read."""
    with pytest.raises(UnreadableError):
        parse(_with_page_damaged(_three_pages(), 1, 2, 3), "总结.pdf")
