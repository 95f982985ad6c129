"""Write Word packages by hand, part by part, as Word, WPS and LibreOffice do and python-docx cannot."""

import io
import re
import zipfile
from collections.abc import Mapping

_DATE = (2024, 3, 15, 9, 0, 0)
_CORE = "docProps/core.xml"
_NOW = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_DECLARATIONS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run; `properties` go into its w:pPr, `run` into the run's w:rPr."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run_of(text, run)}</w:p>"


def run_of(text: str, properties: str = "") -> str:
    """A run with the text; `properties` go into its w:rPr."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def part(tag: str, content: str) -> str:
    """A whole part with that root element, all namespaces declared."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {_DECLARATIONS}>{content}</w:{tag}>'


def package(body: str, **parts: str) -> bytes:
    """A Word file with that body. `parts` are the contents of "styles", "numbering", "footnotes", "endnotes"."""
    return zip_of(members(body, **parts))


def members(body: str, **parts: str) -> dict[str, str]:
    """The parts of such a file by name, to be changed before zip_of."""
    links = "".join(
        f'<Relationship Id="r_{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for kind in parts
    )
    found = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": relationships(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relationships(links),
    }
    found |= {f"word/{kind}.xml": part(kind, content) for kind, content in parts.items()}
    return found


def relationships(links: str) -> str:
    """A relationships part."""
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def zip_of(contents: Mapping[str, str] | Mapping[str, bytes]) -> bytes:
    """A zip of these members, in order; the same bytes whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def dated(payload: bytes) -> bytes:
    """Give the zip with one date in all its members, so that the same lines give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(payload)) as old:
        found = {name: old.read(name) for name in old.namelist()}
    if _CORE in found:
        found[_CORE] = _NOW.sub(b"2024-03-15T01:00:00Z", found[_CORE])
    return zip_of(found)


def number_level(depth: int, number_format: str, text: str, more: str = "") -> str:
    """One level of a list, for a w:abstractNum."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbered(text: str, depth: int = 0, identifier: int = 1, more: str = "") -> str:
    """A paragraph in a list."""
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{identifier}"/></w:numPr>'
    return paragraph(text, f"{more}{place}")
