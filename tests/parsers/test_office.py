"""Old Word files through LibreOffice: what they hold comes through, and what they may not do."""

import io
import tempfile
from pathlib import Path

import psutil
import pytest

from parsers import office
from parsers.document import BlockKind, Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.registry import parse
from tests.documents.build import word_file
from tests.documents.libreoffice import WRITTEN_BY, need_libreoffice, written_as
from tests.documents.word import numbered, run_of, zip_of
from tests.documents.writers import Table, docx_of, picture_of
from tests.parsers.test_registry import ole

TWINS = Path(__file__).parent.parent / "documents" / "twins"
BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2000000" '
    'cy="500000"/><wp:docPr id="1" name="box"/><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
    '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="500000"/></a:xfrm><a:prstGeom prst="rect"/>'
    "</wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>框中的题目</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice></mc:AlternateContent>"
    "</w:r></w:p>"
)
REVISED = (
    f"<w:p>{run_of('经费')}"
    '<w:del w:id="1" w:author="a" w:date="2024-03-01T00:00:00Z"><w:r><w:delText>旧数</w:delText></w:r></w:del>'
    f'<w:ins w:id="2" w:author="a" w:date="2024-03-01T00:00:00Z">{run_of("新数")}</w:ins></w:p>'
)


def everything() -> bytes:
    """A Word file with automatic numbers, a text box, tracked changes and hidden text."""
    body = numbered("项目实施成效", 2) + numbered("资金使用情况", 2) + BOX + REVISED
    body += f"<w:p>{run_of('看得见')}{run_of('看不见', '<w:vanish/>')}</w:p>"
    return word_file(body)


@pytest.fixture(scope="module", params=WRITTEN_BY)
def written(request: pytest.FixtureRequest) -> tuple[str, dict[str, bytes]]:
    """The samples as LibreOffice writes them, in each format."""
    samples = {
        "everything": everything(),
        "official": (TWINS / "official.docx").read_bytes(),
        "table": docx_of([Table((("姓名", "张三"), ("电话", "021-00001234"))), "后"]),
    }
    return request.param, written_as(request.param, samples)


def test_all_that_the_word_file_says_comes_through(written: tuple[str, dict[str, bytes]]) -> None:
    """Numbers, text box, the text as accepted; nothing that is deleted or hidden."""
    extension, samples = written
    document = parse(samples["everything"], f"a.{extension}")
    assert document.kind == extension
    lines = document.text.split("\n")
    assert lines[:2] == ["1. 项目实施成效", "2. 资金使用情况"]
    assert document.blocks[0].number == "1."
    assert lines.count("框中的题目") == 1
    assert lines[-2:] == ["经费新数", "看得见"]


def test_whole_document_reads_as_its_twin(written: tuple[str, dict[str, bytes]]) -> None:
    """An official paper in the old format has the very lines of the .docx."""
    extension, samples = written
    twin = parse((TWINS / "official.docx").read_bytes(), "a.docx")
    assert _lines(parse(samples["official"], f"a.{extension}")) == _lines(twin)


def test_table_keeps_its_cells(written: tuple[str, dict[str, bytes]]) -> None:
    """Rows and cells."""
    extension, samples = written
    rows = [block for block in parse(samples["table"], f"a.{extension}").blocks if block.cells]
    assert [row.cells for row in rows] == [("姓名", "张三"), ("电话", "021-00001234")]


def _lines(document: Document) -> list[tuple[BlockKind, str, bool]]:
    return [(block.kind, block.text, block.centred) for block in document.blocks]


def test_chinese_automatic_numbers_of_a_doc() -> None:
    """一、 and （一） are numbers that nobody typed."""
    source = (TWINS / "automatic.docx").read_bytes()
    document = parse(written_as("doc", {"a": source})["a"], "a.wps")
    assert document.kind == "wps"
    assert document.text == parse(source, "a.docx").text


def test_word_2003_xml() -> None:
    """The one-file XML of Word 2003."""
    need_libreoffice()
    body = "<w:p><w:r><w:t>一、项目实施成效</w:t></w:r></w:p>"
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        f"<w:body>{body}</w:body></w:wordDocument>"
    )
    document = parse(text.encode(), "a.xml")
    assert (document.kind, document.text) == ("wordml", "一、项目实施成效")


@pytest.mark.parametrize("name", ["a.wps", "a.docm", "a.dotx", "a.doc", "a.xml"])
def test_package_under_another_name_needs_no_libreoffice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """WPS writes .docx packages as .wps; macro and template variants are packages too."""
    monkeypatch.setattr(office, "find_office", lambda: None)
    assert parse(docx_of(["正文"]), name).kind == "docx"


@pytest.mark.parametrize(
    ("payload", "name", "kind"),
    [
        (ole("WordDocument"), "a.doc", "doc"),
        (ole("WordDocument"), "a.wps", "wps"),
        (b"{\\rtf1 x}", "a.rtf", "rtf"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}), "a.odt", "odt"),
    ],
)
def test_without_libreoffice_the_format_is_unsupported(
    payload: bytes, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit is then asked for .docx or PDF."""
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(UnsupportedFormatError) as unsupported:
        parse(payload, name)
    assert unsupported.value.kind == kind


def odt_of(text: str, *, manifest: str = "", more: dict[str, str] | None = None) -> bytes:
    """An OpenDocument text by hand."""
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"), ("draw", "drawing"))
    )
    content = (
        f'<office:document-content {namespaces} xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>{text}'
        "</office:text></office:body></office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.text"
    entries = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    return zip_of(
        {"mimetype": mime, "content.xml": content, "META-INF/manifest.xml": entries, **(more or {})}
    )


def test_odt_behind_a_password_is_encrypted() -> None:
    """Its manifest says so, before LibreOffice would ask for the password."""
    with pytest.raises(EncryptedError):
        parse(odt_of("", manifest="<manifest:encryption-data/>"), "a.odt")
    with pytest.raises(EncryptedError):
        parse(odt_of("", more={"encrypted-package": "x"}), "a.odt")


def test_sizes_are_looked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that would unpack to more than is allowed, and a file that is too large, are not opened."""
    monkeypatch.setattr("parsers.odf.MAX_UNPACKED_BYTES", 10_000)
    with pytest.raises(TooLargeError):
        parse(odt_of("", more={"x": "0" * 20_000}), "a.odt")
    monkeypatch.setattr(office, "MAX_BYTES", 5)
    with pytest.raises(TooLargeError):
        parse(b"{\\rtf1 x}", "a.rtf")


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        (ole("WordDocument"), "a.doc"),
        (ole("Something")[:600], "a.doc"),
        (b"{\\rtf1 {", "a.rtf"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}), "a.odt"),
    ],
)
def test_damaged_file_is_unreadable(payload: bytes, name: str) -> None:
    """LibreOffice gives no document, or the file does not even hold together."""
    need_libreoffice()
    with pytest.raises(UnreadableError):
        parse(payload, name)


def test_damaged_doc_is_not_read_as_plain_text() -> None:
    """The letters of a broken file are no document."""
    need_libreoffice()
    broken = bytearray(ole("WordDocument"))
    with pytest.raises(UnreadableError):
        parse(bytes(broken) + b"readable words " * 500, "a.doc")


def test_linked_files_are_not_followed(tmp_path: Path) -> None:
    """A file may name any other on the machine; nothing of it gets into the text."""
    need_libreoffice()
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", encoding="utf-8")
    rtf = rf'{{\rtf1 {{\field{{\*\fldinst INCLUDETEXT "{secret}"}}{{\fldrslt shown}}}} end}}'
    assert parse(rtf.encode(), "a.rtf").text == "shown end"
    section = f'<text:section text:name="s"><text:section-source xlink:href="{secret.as_uri()}"/>'
    odt = odt_of(f"{section}<text:p>shown</text:p></text:section><text:p>end</text:p>")
    assert parse(odt, "a.odt").text == "shown\nend"


def test_pictures_of_pages_are_a_scan() -> None:
    """Photos of pages pasted into a .doc are known as a scan, as in a .docx."""
    import docx  # noqa: PLC0415 - only here, beside the writers that use it
    from docx.shared import Pt  # noqa: PLC0415 - as above

    document = docx.Document()
    document.add_picture(io.BytesIO(picture_of()), width=Pt(400))
    buffer = io.BytesIO()
    document.save(buffer)
    assert parse(written_as("doc", {"a": buffer.getvalue()})["a"], "a.doc").is_scan


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process, no folder."""
    need_libreoffice()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(psutil.Process().children(recursive=True))  # the mail servers of other tests among them
    parse(b"{\\rtf1 x}", "a.rtf")
    assert not set(psutil.Process().children(recursive=True)) - before
    assert not list(tmp_path.iterdir())
