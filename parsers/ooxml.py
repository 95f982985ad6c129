"""The package around Office Open XML (ECMA-376-2): parts by name, relationships, XML read with limits.

Own code rather than python-docx's, whose package refuses whole files for a missing content type, a main part of
another name, a backslash in a target or the ISO-strict namespaces; Word and WPS open all of these.
"""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from parsers.errors import TooLargeError, UnreadableError

MAX_PART_BYTES = 50 * 1024**2  # of one XML part, unpacked
MAX_TOTAL_BYTES = 200 * 1024**2  # of all parts that are read; pictures are not

_STRICT = b"http://purl.oclc.org/ooxml/"
# The ISO-strict namespaces say the same in other words (ISO/IEC 29500-1, annex A against 29500-4).
_TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"drawingml/diagram": b"http://schemas.openxmlformats.org/drawingml/2006/diagram",
    b"drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
    b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"officeDocument/extendedProperties": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    ),
}
_PACKAGE_NAMESPACE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where a part points: `kind` is the last word of the relationship's type, `target` a part's name."""

    kind: str
    target: str


@dataclass(slots=True)
class _Budget:
    """How many bytes may still be unpacked."""

    left: int = MAX_TOTAL_BYTES


@dataclass(frozen=True)
class Package:
    """An opened package. Part names have no leading slash; they are looked up without regard to case."""

    archive: zipfile.ZipFile | None
    flat: dict[str, bytes] = field(default_factory=dict)
    _budget: _Budget = field(default_factory=_Budget)

    @cached_property
    def names(self) -> dict[str, str]:
        """Lower-case part names to the names as they stand in the archive."""
        stored = self.flat if self.archive is None else self.archive.namelist()
        return {_normal_name(name).lower(): name for name in stored}

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None where there is none. TooLargeError before it fills the memory."""
        stored = self.names.get(_normal_name(name).lower())
        if stored is None:
            return None
        if self.archive is None:
            return self.flat[stored]
        limit = min(MAX_PART_BYTES, self._budget.left)
        with self.archive.open(stored) as part:
            payload = part.read(limit + 1)  # the size that the directory states may be a lie
        if len(payload) > limit:
            raise TooLargeError
        self._budget.left -= len(payload)
        return payload

    def xml(self, name: str) -> tuple["etree._Element | None", bool]:
        """The root element of a part and whether it is whole; (None, True) where the part is absent."""
        payload = self.read(name)
        return (None, True) if payload is None else parse_xml(payload)

    def relationships(self, name: str) -> dict[str, Relationship]:
        """The internal relationships of a part by their id; of the package itself with the name ""."""
        folder, base = posixpath.split(_normal_name(name))
        root, _whole = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return {}
        found = {}
        for element in root.iter("{*}Relationship"):
            if element.get("TargetMode") != "External":
                kind = element.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
                target = _resolve(folder, element.get("Target", ""))
                found[element.get("Id", "")] = Relationship(kind, target)
        return found

    def related(self, name: str, kind: str) -> str | None:
        """The first part of that kind that a part points to."""
        links = self.relationships(name).values()
        return next((link.target for link in links if link.kind == kind), None)

    def main_part(self) -> str:
        """The part that the package is about. UnreadableError where there is none."""
        target = self.related("", "officeDocument")
        if target and target.lower() in self.names:
            return target
        # Without a usable root relationship the names that Word, Excel and their kin give still tell.
        for lower, stored in self.names.items():
            if re.fullmatch(r"(word/document|xl/workbook)\d*\.xml", lower):
                return stored
        raise UnreadableError("the package has no main part")


def _normal_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _resolve(folder: str, target: str) -> str:
    """Make a relationship's target a part name: relative to the part's folder, or absolute with a slash."""
    target = unquote(target.replace("\\", "/"))
    joined = target if target.startswith("/") else posixpath.join("/", folder, target)
    return posixpath.normpath(joined).lstrip("/")


def open_package(payload: bytes) -> Package:
    """Open a zip package, or a flat one (one XML file, "Word XML document"). zipfile.BadZipFile where damaged."""
    if payload.startswith(b"PK"):
        return Package(zipfile.ZipFile(io.BytesIO(payload)))
    root, _whole = parse_xml(payload)
    return Package(None, dict(_flat_parts(root)))


def _flat_parts(root: "etree._Element") -> list[tuple[str, bytes]]:
    parts = []
    for part in root.iter(f"{_PACKAGE_NAMESPACE}part"):
        data = part.find(f"{_PACKAGE_NAMESPACE}xmlData")
        if data is not None and len(data):
            parts.append((part.get(f"{_PACKAGE_NAMESPACE}name", ""), etree.tostring(data[0])))
    return parts


def parse_xml(payload: bytes) -> tuple["etree._Element", bool]:
    """Read XML without entities, DTD or network; gives the root and whether the XML was whole.

    What is not well-formed is read as far as it makes sense. UnreadableError where nothing does.
    """
    if _STRICT in payload:
        for strict, transitional in _TRANSITIONAL.items():
            payload = payload.replace(_STRICT + strict, transitional)
    try:
        return etree.fromstring(payload, _xml_parser(recover=False)), True
    except etree.XMLSyntaxError:
        root = etree.fromstring(payload, _xml_parser(recover=True))
    if root is None:
        raise UnreadableError("a part is no XML")
    return root, False


def _xml_parser(*, recover: bool) -> "etree.XMLParser":
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
