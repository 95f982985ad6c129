"""Office packages and other XML that grows, nests, repeats or refers to what it must not."""

import zipfile
from io import BytesIO

from tests.documents import ofd
from tests.documents.word import members, package, paragraph, zip_of
from tests.hostile.hostile_file import PARTIAL, READ, REFUSED, TOO_LARGE, HostileFile

_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def laughs(entity: str = "lol", depth: int = 12) -> str:
    """A document type of entities, each ten of the one before: a billion and more."""
    lines = [f'<!ENTITY {entity}0 "哈哈哈哈">']
    lines += [f'<!ENTITY {entity}{level} "{f"&{entity}{level - 1};" * 10}">' for level in range(1, depth)]
    return f"<!DOCTYPE x [{''.join(lines)}]>"


def with_doctype(doctype: str, text: str) -> bytes:
    """A Word file whose main part has that document type and that text."""
    contents = members(paragraph(text))
    contents["word/document.xml"] = contents["word/document.xml"].replace("?>", f"?>{doctype}", 1)
    return zip_of(contents)


def billion_laughs() -> bytes:
    """Entities of entities."""
    return with_doctype(laughs(), "&lol11;")


def quadratic_blow_up() -> bytes:
    """One long entity, referred to fifty thousand times."""
    return with_doctype(f'<!DOCTYPE x [<!ENTITY a "{"长" * 50_000}">]>', "&a;" * 50_000)


def external_entity(address: str = "file:///etc/hostname") -> bytes:
    """An entity, a parameter entity and a document type that lie elsewhere."""
    outside = f'<!DOCTYPE x SYSTEM "{address}" [<!ENTITY % p SYSTEM "{address}"> %p; <!ENTITY e SYSTEM "{address}">]>'
    return with_doctype(outside, "前&e;后")


def million_paragraphs(count: int = 1_000_000) -> bytes:
    """A main part of that many short paragraphs: 20 MB of XML, 60 KB of zip."""
    return package("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * count)


def endless_paragraph(characters: int = 40_000_000) -> bytes:
    """One paragraph of so many characters."""
    return package(paragraph("a" * characters))


def deep_tables(depth: int = 200) -> bytes:
    """A table in a table in a table: lxml itself gives up at 256 levels of elements."""
    before, after = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return package(before * depth + paragraph("深") + after * depth)


def deep_elements(depth: int = 100_000) -> bytes:
    """Elements within each other without end."""
    return package("<w:sdt>" * depth + "</w:sdt>" * depth)


def huge_member(mebibytes: int = 60) -> bytes:
    """A main part of white space that no memory should hold."""
    contents = members(paragraph("x"))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            filled = content.replace("<w:body>", "<w:body>" + " " * mebibytes * 1024**2)
            archive.writestr(name, filled if name == "word/document.xml" else content)
    return buffer.getvalue()


def many_attributes(count: int = 200_000) -> bytes:
    """One element with so many attributes."""
    return package("<w:p " + " ".join(f'a{number}="1"' for number in range(count)) + "/>")


def style_loop() -> bytes:
    """Styles that are based on each other."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{number}"><w:basedOn w:val="s{(number + 1) % 3}"/></w:style>'
        for number in range(3)
    )
    return package(paragraph("正文", '<w:pStyle w:val="s0"/>'), styles=styles)


def workbook(sheet: str, shared: str = "") -> bytes:
    """A workbook of one sheet, given as XML."""
    return zip_of(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_S} {_R}><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{sheet}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f"<sst {_S}>{shared}</sst>",
        }
    )


def million_shared_strings(count: int = 1_000_000) -> bytes:
    """A workbook with that many strings, of which it uses one."""
    return workbook('<row><c t="s"><v>0</v></c></row>', "<si><t>字</t></si>" * count)


def repeated_string() -> bytes:
    """One string of a megabyte, in every cell of five thousand rows."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>"
    return workbook(row * 5_000, f"<si><t>{'字' * 350_000}</t></si>")


def far_cell() -> bytes:
    """A cell in the last column and row that there can be, and one far beyond."""
    return workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="ZZZZZZZZ9"><v>2</v></c></row>')


def million_rows(count: int = 1_000_000) -> bytes:
    """So many rows."""
    return workbook("<row><c><v>1</v></c></row>" * count)


def spreadsheet_of_repeats() -> bytes:
    """A row and a cell that an OpenDocument sheet repeats two thousand million times (ODF 1.2, 9.1.3)."""
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    cell = (
        '<table:table-cell table:number-columns-repeated="2000000000"><text:p>字'
        '<text:s text:c="2000000000"/></text:p></table:table-cell>'
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet><table:table>"
        f'<table:table-row table:number-rows-repeated="2000000000">{cell}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zip_of({"mimetype": kind, "content.xml": content})


def ofd_bomb(objects: int = 400_000) -> bytes:
    """An OFD page of so many text objects."""
    return ofd.package([ofd.page(ofd.text_object("字", 30, 50, 5) * objects)])


def ofd_of_pages(pages: int = 5_000) -> bytes:
    """So many pages."""
    return ofd.package([ofd.page(ofd.text_object("字", 30, 50, 5))] * pages)


def ofd_laughs() -> bytes:
    """Entities of entities in a page."""
    content = ofd.page(ofd.text_object("前LAUGH后", 30, 50, 5)).replace("LAUGH", "&lol11;")
    return ofd.package([content.replace("<ofd:Page", f"{laughs()}<ofd:Page", 1)])


def deep_html(depth: int = 200_000) -> bytes:
    """Elements within each other."""
    return b"<html><body>" + b"<div>" * depth + "深".encode() + b"</div>" * depth


def wide_html() -> bytes:
    """Cells that span a thousand million columns and rows."""
    cell = '<td colspan="1000000000" rowspan="1000000000">字</td>'
    return f"<html><body><table><tr>{cell * 1000}</tr></table></body></html>".encode()


def html_laughs() -> bytes:
    """Entities of entities in a page."""
    return f"{laughs()}<html><body>&lol11;</body></html>".encode()


PACKAGES = (
    HostileFile("十亿.docx", billion_laughs, REFUSED | {READ, PARTIAL}),
    HostileFile("平方.docx", quadratic_blow_up, REFUSED | {READ, PARTIAL}),
    HostileFile("外部.docx", external_entity, frozenset({READ, PARTIAL})),
    HostileFile("百万段.docx", million_paragraphs, REFUSED | {PARTIAL}),
    HostileFile("无尽段.docx", endless_paragraph, REFUSED | {PARTIAL}),
    HostileFile("表中表.docx", deep_tables, REFUSED | {READ, PARTIAL}),
    HostileFile("深.docx", deep_elements, REFUSED | {READ, PARTIAL}),
    HostileFile("巨大.docx", huge_member, frozenset({TOO_LARGE})),
    HostileFile("属性.docx", many_attributes, REFUSED | {READ, PARTIAL}),
    HostileFile("样式.docx", style_loop, frozenset({READ})),
    HostileFile("百万串.xlsx", million_shared_strings, REFUSED | {READ}),
    HostileFile("重复串.xlsx", repeated_string, frozenset({TOO_LARGE, PARTIAL})),
    HostileFile("远格.xlsx", far_cell, frozenset({READ})),
    HostileFile("百万行.xlsx", million_rows, REFUSED | {PARTIAL}),
    HostileFile("重复.ods", spreadsheet_of_repeats, frozenset({READ, PARTIAL})),
    HostileFile("炸弹.ofd", ofd_bomb, REFUSED | {READ, PARTIAL}),
    HostileFile("千页.ofd", ofd_of_pages, frozenset({PARTIAL, TOO_LARGE})),
    HostileFile("十亿.ofd", ofd_laughs, REFUSED | {READ, PARTIAL}),
    HostileFile("深.html", deep_html, REFUSED | {READ, PARTIAL}),
    HostileFile("宽.html", wide_html, REFUSED | {READ, PARTIAL}),
    HostileFile("十亿.html", html_laughs, REFUSED | {READ, PARTIAL}),
)
