"""Workbooks, presentations and tables, old and new, which units send as evidence: their texts, within limits."""

import struct

import pytest

from parsers import csv_table, ods, ppt, pptx, xls
from parsers.document import BlockKind
from parsers.errors import EncryptedError, TooLargeError, UnreadableError
from parsers.registry import parse
from tests.documents.ole import ole_file, ppt_of, record, xls_of
from tests.documents.word import relationships, zip_of

ROWS: list[list[str | float]] = [["项目", "金额（万元）"], ["专利导航", 35.0, 0.925, ""], ["", ""]]
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


def ods_of(tables: str, **more: str) -> bytes:
    """A spreadsheet with these tables in its body."""
    content = (
        f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    return zip_of(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content, **more}
    )


def pptx_of(*slides: str) -> bytes:
    """A presentation with these shapes on its slides, listed in reverse of their files' names."""
    numbers = range(len(slides), 0, -1)
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="r{number}"/>' for number in numbers)
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/slide" Target="slides/slide{number}.xml"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'
        ),
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_P}" xmlns:r="{_OFFICE}"><p:sldIdLst>{listed}</p:sldIdLst>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relationships(links),
    }
    for number, shapes in zip(numbers, slides, strict=True):
        parts[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="{_P}" xmlns:a="{_A}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'
        )
    return zip_of(parts)


def shape(*paragraphs: str, kind: str = "body") -> str:
    """A placeholder with these paragraphs."""
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>'


def test_a_defined_name_that_xlrd_cannot_work_out_is_let_be() -> None:
    """Its formula has a token (tExp) that no name should have; the cells are read all the same."""
    formula = bytes([0x01, 0, 0, 0, 0])
    name = struct.pack("<HBBHHH4B", 0, 0, 4, len(formula), 0, 0, 0, 0, 0, 0) + b"\0Area" + formula
    document = parse(xls_of("支出", ROWS, more=record(0x0018, name)), "a.xls")
    assert document == parse(xls_of("支出", ROWS), "a.xls")


def test_old_workbook() -> None:
    """A heading for the sheet, rows without their empty ends, numbers as they are."""
    document = parse(xls_of("支出", ROWS), "a.xls")
    assert document.kind == "xls"
    assert [(block.kind, block.cells or block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "支出"),
        (BlockKind.TABLE_ROW, ("项目", "金额（万元）")),
        (BlockKind.TABLE_ROW, ("专利导航", "35", "0.925")),
    ]


def test_hidden_sheet_of_an_old_workbook_is_left_out() -> None:
    """As in the new format."""
    assert not parse(xls_of("支出", ROWS, hidden=True), "a.xls").blocks


def test_old_workbook_behind_a_password() -> None:
    """A FilePass record stands at its head."""
    with pytest.raises(EncryptedError):
        parse(xls_of("支出", ROWS, more=record(0x002F, bytes(6))), "a.xls")


@pytest.mark.parametrize("name", ["a.xls", "a.ppt"])
def test_damaged_old_files_are_unreadable(name: str) -> None:
    """A stream of rubbish, a container cut short, one that lost its directory."""
    stream = "Workbook" if name == "a.xls" else "Something"
    whole = ole_file({stream: b"\xff" * 5000})
    for payload in (whole, whole[:2000], whole[:-600]):
        with pytest.raises(UnreadableError):
            parse(payload, name)


def test_open_document_spreadsheet() -> None:
    """Cells that stand for several count so often; trailing empty ones, of which there are thousands, do not."""
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    row = cell.format("", "项目") + cell.format(
        ' table:number-columns-repeated="2"', "万<text:s text:c='2'/>元"
    )
    row += '<table:table-cell table:number-columns-repeated="16000"/>'
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    document = parse(
        ods_of(
            f'<table:table table:name="支出"><table:table-row>{row}</table:table-row>{blank}</table:table>'
        ),
        "a.ods",
    )
    assert document.kind == "ods"
    assert [block.cells or block.text for block in document.blocks] == ["支出", ("项目", "万  元", "万  元")]


def test_open_document_spreadsheet_behind_a_password() -> None:
    """Its manifest says so."""
    with pytest.raises(EncryptedError):
        parse(ods_of("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "a.ods")


def test_presentation() -> None:
    """Slides in their order, titles as headings, tables as rows."""
    table = "".join(
        f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>" for text in "甲乙"
    )
    frame = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr>{table}</a:tr></a:tbl></a:graphicData></a:graphic>"
    payload = pptx_of(shape("题目", kind="ctrTitle") + shape("第一", "第二"), f"{frame}</p:graphicFrame>")
    document = parse(payload, "a.pptx")
    assert document.kind == "pptx"
    assert [(block.kind, block.cells or block.text) for block in document.blocks] == [
        (BlockKind.HEADING, "题目"),
        (BlockKind.PARAGRAPH, "第一"),
        (BlockKind.PARAGRAPH, "第二"),
        (BlockKind.TABLE_ROW, ("甲", "乙")),
    ]


def test_presentation_without_slides_is_unreadable() -> None:
    """Nothing to read."""
    with pytest.raises(UnreadableError):
        parse(pptx_of(), "a.pptx")


def test_old_presentation() -> None:
    """Texts in both of their encodings, each once; the master's are nobody's."""
    document = parse(ppt_of(["成果\r第二行", "Results", "成果"], master="单击此处编辑母版"), "a.ppt")
    assert (document.kind, document.text.split("\n")) == ("ppt", ["成果", "第二行", "Results"])


def test_old_presentation_behind_a_password() -> None:
    """The stream "Current User" says so."""
    with pytest.raises(EncryptedError):
        parse(ppt_of(["x"], encrypted=True), "a.ppt")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_table_as_text(encoding: str, separator: str) -> None:
    """In any of the encodings and separators that Excel and WPS save; a quoted cell may hold a line break."""
    text = separator.join(("项目", '"金额\n万元"')) + "\r\n\r\n" + separator.join(("导航", "35")) + "\r\n"
    document = parse(text.encode(encoding), "a.csv")
    assert document.kind == "csv"
    assert [block.cells for block in document.blocks] == [("项目", "金额\n万元"), ("导航", "35")]


LARGE = {
    "xls": xls_of("支出", [["行"]] * 5),
    "csv": "行\n".encode() * 5,
    "ods": ods_of(
        f"<table:table>{'<table:table-row><table:table-cell><text:p>行</text:p></table:table-cell></table:table-row>' * 5}"
        "</table:table>"
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_beyond_the_limit_a_table_is_partial(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there is right, and it says that there is more."""
    for module in (xls, csv_table, ods):
        monkeypatch.setattr(module, "MAX_ROWS", 3)
    document = parse(LARGE[kind], f"a.{kind}")
    assert (len(document.blocks), document.partial) == (3, True)


def test_beyond_the_limit_a_presentation_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a table."""
    for module in (pptx, ppt):
        monkeypatch.setattr(module, "MAX_BLOCKS", 2)
    for payload in (pptx_of(shape("一", "二", "三")), ppt_of(["一", "二", "三"])):
        document = parse(payload, "a")
        assert (len(document.blocks), document.partial) == (2, True)


def test_too_large_files_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything of them is read."""
    for module in (xls, csv_table, ppt):
        monkeypatch.setattr(module, "MAX_BYTES", 2)
    for payload, name in ((LARGE["xls"], "a.xls"), (b"a,b", "a.csv"), (ppt_of(["x"]), "a.ppt")):
        with pytest.raises(TooLargeError):
            parse(payload, name)
