"""Plain text, pictures, workbooks and attached mails."""

import io
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest

from parsers.codec import dump_document, load_document
from parsers.document import BlockKind
from parsers.errors import TooLargeError, UnreadableError
from parsers.registry import parse
from tests.documents.word import zip_of
from tests.documents.writers import docx_of, picture_of, scan_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_every_usual_encoding(encoding: str) -> None:
    """Notepad on a Chinese Windows saves any of these."""
    document = parse("一、成效\r\n\r\n　　正文镕\r\n".encode(encoding), "总结.txt")
    assert [block.text for block in document.blocks] == ["一、成效", "正文镕"]


def test_a_table_that_was_pasted_as_text_has_rows() -> None:
    """Tabs between cells, line after line; a label and its value alone are set apart so too."""
    rows = ["项目名称\t某某项目", "项目实施成效\t授权21件。", "联系人\t张三\t电话\t021-00001234"]
    document = parse("\n".join(["工作总结表", *rows, "特此报告。"]).encode(), "总结.txt")
    assert [block.cells for block in document.blocks] == [(), *(tuple(row.split("\t")) for row in rows), ()]
    assert [block.cells for block in parse("\n".join(rows[:2]).encode(), "总结.txt").blocks] == [(), ()]


def test_binary_end_makes_text_unreadable() -> None:
    """Text at first, then bytes that are none."""
    with pytest.raises(UnreadableError):
        parse(b"text\n" * 20_000 + b"\xff\xfe\x00\x01", "a.txt")


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_picture_is_a_scan(file_format: str) -> None:
    """A photo of a page is a page without text."""
    document = parse(picture_of(file_format=file_format), "照片")
    assert document.kind == "image"
    assert document.is_scan
    assert [page.number for page in document.pages] == [1]


def test_truncated_picture_is_unreadable() -> None:
    """Half a photo is no photo."""
    payload = picture_of("x" * 40, file_format="JPEG")
    with pytest.raises(UnreadableError):
        parse(payload[: len(payload) // 2], "照片.jpg")


def test_picture_beyond_the_pixel_limit_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes may unpack to gigabytes: the header is judged first."""
    monkeypatch.setattr("parsers.image.MAX_PIXELS", 100)
    with pytest.raises(TooLargeError):
        parse(picture_of(), "a.png")


def test_scanned_pdf_is_a_scan() -> None:
    """Pages that are pictures have no blocks and say so."""
    document = parse(scan_of(2), "扫描件.pdf")
    assert document.is_scan
    assert [page.is_scan for page in document.pages] == [True, True]
    assert document.blocks == ()


def workbook(rows: list[list[object]]) -> bytes:
    """An Excel file of one visible and one hidden sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("资金明细")
    for row in rows:
        sheet.append(row)
    book.create_sheet("隐藏").sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_workbook_gives_its_rows() -> None:
    """The visible sheet's name and cells, empty ones kept in their columns."""
    document = parse(workbook([["科目", "金额"], ["设备费", 12.5], [None, "合计"]]), "明细.xlsx")
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "资金明细"),
        (BlockKind.TABLE_ROW, "科目\t金额"),
        (BlockKind.TABLE_ROW, "设备费\t12.5"),
        (BlockKind.TABLE_ROW, "\t合计"),
    ]


def test_workbook_tells_its_pictures() -> None:
    """None, or one: a seal can only be in a picture."""
    plain = workbook([["科目"]])
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert dict(parse(plain, "a.xlsx").fields) == {"pictures": "0"}
    assert dict(parse(zip_of({**parts, "xl/media/image1.png": b"x"}), "a.xlsx").fields) == {"pictures": "1"}


def test_a_cell_that_points_beyond_the_strings_is_empty() -> None:
    """Programs that write workbooks themselves count wrongly at times; the other cells are evidence all the same."""
    with zipfile.ZipFile(io.BytesIO(workbook([["设备费", 12.5]]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    beyond = '<c r="C1" t="s"><v>9</v></c></row>'
    parts[sheet] = parts[sheet].replace("</row>", beyond, 1)
    assert [block.cells for block in parse(zip_of(parts), "明细.xlsx").blocks if block.cells] == [
        ("设备费", "12.5", "")
    ]


def test_long_workbook_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows beyond the limit are left out, and the Document says so."""
    monkeypatch.setattr("parsers.xlsx.MAX_ROWS", 2)
    document = parse(workbook([["a"], ["b"], ["c"]]), "a.xlsx")
    assert (len(document.blocks), document.partial) == (2, True)


def test_workbook_without_sheets_is_unreadable() -> None:
    """A package of Excel's kind that holds no sheet."""
    with pytest.raises(UnreadableError):
        parse(zip_of({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "a.xlsx")


def test_attached_mail_gives_body_and_members() -> None:
    """A forwarded mail is a container: its files are members, its body text."""
    payload = (
        b"From: =?utf-8?b?5p2O5piO?= <li@example.org>\r\nSubject: =?utf-8?b?5oC757uT?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        + "您好\r\n\r\n请查收\r\n".encode()
        + b'--b\r\nContent-Type: application/octet-stream; name="a.docx"\r\nContent-Transfer-Encoding: 8bit\r\n'
        b'Content-Disposition: attachment; filename="a.docx"\r\n\r\n' + b"PK bytes" + b"\r\n--b--\r\n"
    )
    document = parse(payload, "转发.eml")
    assert [block.text for block in document.blocks] == ["您好", "请查收"]
    assert [(member.name, member.payload) for member in document.members] == [("a.docx", b"PK bytes")]
    assert ("title", "总结") in document.fields


def test_mail_of_html_alone_gives_its_lines() -> None:
    """Where there is no plain body the HTML's lines are read, scripts and styles left out."""
    payload = (
        b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        + "<html><style>p{}</style><p>第一行</p><div>第二行<br>第三行</div></html>".encode()
    )
    assert parse(payload, "a.eml").text == "第一行\n第二行\n第三行"


def test_a_control_character_in_an_attached_mail_is_left_out() -> None:
    """&#1; behind a line's end."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "s"
    mail.set_content("<p>第一行</p>第&#1;二行", subtype="html")
    mail.add_attachment(b"PK bytes", maintype="application", subtype="octet-stream", filename="a.docx")
    document = parse(mail.as_bytes(), "a.eml")
    assert document.text == "第一行\n第二行"
    assert [member.name for member in document.members] == ["a.docx"]


def test_mail_with_raw_bytes_in_its_header_can_be_stored() -> None:
    """Whatever a broken program put into a subject, the Document can be written down."""
    payload = b"From: a@example.org\r\nSubject: \xff\xfe \xed\xa0\x80\r\nDate: x\r\n\r\nbody"
    assert load_document(dump_document(parse(payload, "a.eml"))).text == "body"


def test_docx_is_no_picture() -> None:
    """A Word file has no pages of its own, so it is never a scan."""
    assert not parse(docx_of([]), "a.docx").is_scan
