"""Sound documents of every format that we read, small, to be damaged; and how often each format's turn comes."""

import gzip
import io
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.documents import ofd
from tests.documents.dresses.containers import attached_mail, seven_zip
from tests.documents.libreoffice import written_as
from tests.documents.msg_writer import msg_of
from tests.documents.ole import ppt_of, xls_of
from tests.documents.rar_writer import rar4_of, rar5_of
from tests.documents.tnef_writer import Attached, tnef_of
from tests.documents.word import number_level, numbered, package, paragraph, zip_of
from tests.documents.writers import Table, docx_of, pdf_of, picture_of, scan_of
from tests.hostile.packages import spreadsheet_of_repeats, workbook
from tests.hostile.pdfs import many_pages, table_loop
from tests.service.office import File, mail_of, summary_lines

_UNIT, _PROJECT = "某某研究所", "专利导航项目"
_TABLE = Table((("科目", "金额"), ("导航", "35.0万元")))
_MAILS = Path(__file__).parent.parent / "messages"
_DATA = Path(__file__).parent.parent / "parsers" / "data"


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the names and bytes of sound files, and of a thousand cases how many are its."""

    name: str
    share: int
    build: Callable[[], Sequence[tuple[str, bytes]]]


@cache
def _summary() -> bytes:
    return docx_of([*summary_lines(_UNIT, _PROJECT), _TABLE])


@cache
def _summary_pdf() -> bytes:
    return pdf_of([*summary_lines(_UNIT, _PROJECT), _TABLE])


def _docx() -> Sequence[tuple[str, bytes]]:
    levels = number_level(0, "chineseCounting", "%1、")
    numbering = (
        f'<w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = numbered("项目实施成效") + paragraph("新增专利21件。") + numbered("资金使用情况")
    return (("总结.docx", _summary()), ("编号.docx", package(body, numbering=numbering)))


def _pdf() -> Sequence[tuple[str, bytes]]:
    return (("总结.pdf", _summary_pdf()), ("多页.pdf", many_pages(5)), ("环.pdf", table_loop()))


def _xlsx() -> Sequence[tuple[str, bytes]]:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>35.5</v></c></row>' * 4
    return (("台账.xlsx", workbook(rows, "<si><t>科目</t></si>")),)


def _pptx() -> Sequence[tuple[str, bytes]]:
    names = (
        'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    link = f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{office}/{{}}" Target="{{}}"/></Relationships>'
    listed = "<p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst>"
    slide = "<p:sp><p:txBody><a:p><a:r><a:t>典型案例</a:t></a:r></a:p></p:txBody></p:sp>"
    return (("案例.pptx", zip_of({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": link.format("officeDocument", "ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {names}>{listed}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": link.format("slide", "slides/slide1.xml"),
        "ppt/slides/slide1.xml": f"<p:sld {names}>{slide * 3}</p:sld>",
    })),)  # fmt: skip


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, payload in (("总结.docx", _summary()), ("说明.txt", "说明".encode())):
            entry = tarfile.TarInfo(name)
            entry.size = len(payload)
            archive.addfile(entry, io.BytesIO(payload))
    return buffer.getvalue()


def _gz() -> Sequence[tuple[str, bytes]]:
    return (
        ("全部.tar.gz", gzip.compress(_tar(), mtime=0)),
        ("总结.txt.gz", gzip.compress(b"text" * 99, mtime=0)),
    )


def _html() -> Sequence[tuple[str, bytes]]:
    lines = "".join(
        f"<p style='text-align:center'>{line}</p>"
        for line in summary_lines(_UNIT, _PROJECT)
        if isinstance(line, str)
    )
    table = "<table><tr><td colspan=2>科目</td></tr><tr><td>导航</td><td>35.0</td></tr></table><ol><li>一</li></ol>"
    return (
        ("总结.html", f"<html><head><title>总结</title></head><body>{lines}{table}</body></html>".encode()),
    )


_FILES = {"总结.docx": b"x" * 900, "佐证/说明.txt": "说明".encode() * 50}


def _members() -> list[tuple[str, bytes]]:
    return [("总结.docx", _summary()), ("佐证/说明.txt", "说明".encode())]


def _mails() -> Sequence[tuple[str, bytes]]:
    stored = [(path.name, path.read_bytes()) for path in sorted(_MAILS.glob("*.eml"))]
    files = [
        File("总结.docx", _summary()),
        File("总结.pdf", _summary_pdf()),
        File("全部.zip", zip_of(_FILES)),
    ]
    return (*stored, ("全.eml", mail_of(f"{_PROJECT}-{_UNIT}", files)), ("附.eml", attached_mail(_members())))


def _old_word(extension: str) -> Callable[[], Sequence[tuple[str, bytes]]]:
    def build() -> Sequence[tuple[str, bytes]]:
        return ((f"总结.{extension}", written_as(extension, {"a": _summary()})["a"]),)

    return build


def _pictures() -> Sequence[tuple[str, bytes]]:
    small = (300, 400)
    kinds = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}
    made = [
        (f"照片.{suffix}", picture_of("总结", file_format=kind, size=small)) for kind, suffix in kinds.items()
    ]
    return (*made, ("扫描.pdf", scan_of()))


MAIL = "mime"
FORMATS: tuple[Format, ...] = (
    Format("docx", 200, _docx),
    Format("pdf", 160, _pdf),
    Format("xlsx", 50, _xlsx),
    Format("xls", 30, lambda: (("台账.xls", xls_of("表", [["科目", 35.0], ["导航", 1.5]])),)),
    Format("ods", 30, lambda: (("台账.ods", spreadsheet_of_repeats()),)),
    Format("csv", 15, lambda: (("台账.csv", "科目,金额\n导航,35.0\n".encode() * 20),)),
    Format("pptx", 30, _pptx),
    Format("ppt", 20, lambda: (("案例.ppt", ppt_of(["典型案例", "plain"], master="母版")),)),
    Format("html", 40, _html),
    Format("ofd", 60, lambda: (("总结.ofd", ofd.ofd_of(summary_lines(_UNIT, _PROJECT))),)),
    Format("msg", 30, lambda: (("转发.msg", msg_of(Attached(b"x" * 900, "总结.docx"))),)),
    Format("tnef", 30, lambda: (("winmail.dat", tnef_of(Attached(b"x" * 900, "总结.docx"), body="请查收")),)),
    Format("zip", 60, lambda: (("全部.zip", zip_of(_FILES)), ("内.zip", zip_of(dict(_members()))))),
    Format("7z", 30, lambda: (("全部.7z", seven_zip(_members())),)),
    Format("rar", 20, lambda: (("全部.rar", rar4_of(_FILES)), ("五.rar", rar5_of(_FILES)))),
    Format("tar", 20, lambda: (("全部.tar", _tar()),)),
    Format("gz", 20, _gz),
    Format("txt", 10, lambda: (("总结.txt", "一、项目实施成效\n新增专利21件。\n".encode("gb18030") * 9),)),
    Format("picture", 5, _pictures),
    Format("heic", 5, lambda: (("照片.heic", (_DATA / "page.heic").read_bytes()),)),
    Format("doc", 1, _old_word("doc")),
    Format("rtf", 1, _old_word("rtf")),
    Format("odt", 1, _old_word("odt")),
    Format(MAIL, 160, _mails),
)  # fmt: skip
