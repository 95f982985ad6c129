"""The package around OFD (GB/T 33190-2016, 5 to 7): parts by location, resources by number, limits on both."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsers.errors import TooLargeError, UnreadableError
from parsers.ooxml import Package

Element = etree._Element  # noqa: SLF001 - lxml's own name for what its functions give

_LARGEST = 1e6  # millimetres; a kilometre
_MAX_PICTURE_BYTES = 50 * 1024**2  # of one picture or font, unpacked


def local_name(element: Element) -> str:
    """An element's name without namespace or prefix: producers write http://www.ofdspec.org/2016, an older one or none."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The direct children of that name."""
    return (each for each in (() if element is None else element) if local_name(each) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: Element | None) -> str:
    """The text of an element, "" where there is no such element."""
    return "" if element is None else "".join(str(text) for text in element.itertext()).strip()


def numbers(text: str | None) -> list[float]:
    """The numbers of a list (ST_Array); what is none, or larger than any page, ends it."""
    found = []
    for word in (text or "").replace(",", " ").split():
        try:
            number = float(word)
        except ValueError:
            break
        if not abs(number) < _LARGEST:  # not a number is not smaller either
            break
        found.append(number)
    return found


def is_true(text: str | None, *, default: bool) -> bool:
    """Read an xs:boolean."""
    return default if text is None else text.strip().lower() in {"true", "1"}


@dataclass(frozen=True)
class OfdPackage:
    """An opened package. `damage` gathers the locations that lead nowhere or hold broken XML."""

    parts: Package
    damage: set[str] = field(default_factory=set)

    def xml(self, name: str) -> Element | None:
        """The root element of a part; None where it is absent or holds nothing."""
        try:
            root, whole = self.parts.xml(name)
        except (UnreadableError, etree.XMLSyntaxError):
            root, whole = None, False
        if root is None or not whole:
            self.damage.add(name)
        return root

    def locate(self, base: str, location: str) -> str:
        """The part that a location (ST_Loc) means, seen from the part `base`: relative to its folder, or from "/".

        Some producers write locations from the package's root without the slash; "" for no location at all.
        """
        location = location.strip().replace("\\", "/")
        if not location:
            return ""
        relative = _normal(posixpath.join("/", posixpath.dirname(base), location))
        if relative.lower() in self.parts.names:
            return relative
        rooted = _normal(posixpath.join("/", location))
        return rooted if rooted.lower() in self.parts.names else relative

    def binary(self, name: str) -> bytes | None:
        """A picture or a font; None where there is none. It does not count towards the limit on all XML parts."""
        stored = self.parts.names.get(name.lower())
        if stored is None or self.parts.archive is None:
            return None
        with self.parts.archive.open(stored) as part:
            payload = part.read(_MAX_PICTURE_BYTES + 1)
        if len(payload) > _MAX_PICTURE_BYTES:
            raise TooLargeError
        return payload


def _normal(path: str) -> str:
    return posixpath.normpath(path).lstrip("/")


def open_ofd(payload: bytes) -> OfdPackage:
    """Open a package; names of parts are UTF-8 or, by old programs, GB 18030. zipfile.BadZipFile where damaged."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return OfdPackage(Package(zipfile.ZipFile(io.BytesIO(payload), metadata_encoding=encoding)))
        except UnicodeDecodeError:
            continue
    return OfdPackage(Package(zipfile.ZipFile(io.BytesIO(payload))))


@dataclass(frozen=True, slots=True)
class Font:
    """What a text needs of its font."""

    bold: bool = False
    file: str = ""  # the part that holds it, "" where it is not in the package


@dataclass(frozen=True)
class Resources:
    """Fonts, pictures and composite graphics by their numbers (7.9)."""

    fonts: dict[str, Font] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)  # the parts that hold them
    composites: dict[str, Element] = field(default_factory=dict)

    def with_those_of(self, package: OfdPackage, name: str) -> "Resources":
        """These and those that a resource part adds."""
        root = package.xml(name)
        if root is None:
            return self
        more = Resources(dict(self.fonts), dict(self.media), dict(self.composites))
        folder = posixpath.join(posixpath.dirname(name), root.get("BaseLoc") or "")
        for element in root.iter():
            more._add(element, package, name, folder)
        return more

    def _add(self, element: Element, package: OfdPackage, name: str, folder: str) -> None:
        kind, number = local_name(element), element.get("ID", "")
        if kind == "Font":
            location = text_of(child(element, "FontFile"))
            called = f"{element.get('FontName', '')} {element.get('FamilyName', '')}".lower()
            bold = is_true(element.get("Bold"), default=False) or "bold" in called
            self.fonts[number] = Font(bold, _resource(package, name, folder, location))
        elif kind == "MultiMedia":
            location = text_of(child(element, "MediaFile"))
            self.media[number] = _resource(package, name, folder, location)
        elif kind == "CompositeGraphicUnit":
            self.composites[number] = element


def _resource(package: OfdPackage, name: str, folder: str, location: str) -> str:
    """The part of a resource: below the resource part's BaseLoc, or as if there were none."""
    below = package.locate(posixpath.join(folder, "x"), location)
    return below if below.lower() in package.parts.names else package.locate(name, location)
