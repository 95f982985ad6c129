"""One page of an OFD file (GB/T 33190-2016, 7.7 to 8): templates and layers -> glyphs, pictures, ruled lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.errors import TooLargeError
from parsers.matrices import Matrix, placed
from parsers.ofd_package import (
    Element,
    Font,
    OfdPackage,
    Resources,
    child,
    children,
    is_true,
    local_name,
    numbers,
    text_of,
)
from parsers.ofd_text import FontFiles, Glyph, matrix_of, text_glyphs
from parsers.pdf_pictures import Box
from parsers.ruled_cells import Edge

POINTS = 72 / 25.4  # of a millimetre
_A4 = (210.0, 297.0)
_LONGEST_SIDE = 20_000.0  # millimetres; what states more is damaged
MAX_GLYPHS = 1_000_000  # of a whole file
MAX_OBJECTS = 300_000  # of a whole file, composite graphics counted as often as they are shown
_MAX_DEPTH = 12  # of groups and composite graphics inside one another
_MOST_EDGES = 3_000  # of one page; one with more is a drawing
_LEAST_EDGE = 3.0  # points
_COMMAND = re.compile(r"([A-Za-z])([^A-Za-z]*)")
_DRAWN_BEHIND, _DRAWN_BEFORE = "Background", "Foreground"
_SILENT_ANNOTATIONS = frozenset({"watermark", "stamp", "link", "highlight"})


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture and where it stands; `matrix` maps its unit square. `order` is the number of the object."""

    media: str
    matrix: Matrix
    order: int

    @property
    def box(self) -> Box:
        """The place that it takes up."""
        corners = [placed(self.matrix, across, down) for across in (0, 1) for down in (0, 1)]
        across, up = [corner[0] for corner in corners], [corner[1] for corner in corners]
        return min(across), min(up), max(across), max(up)


@dataclass(slots=True)
class DrawnPage:
    """What a page draws, places in points from its lower left."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    paths: int = 0


@dataclass(slots=True)
class Budget:
    """How much of a file may still be read."""

    glyphs: int = MAX_GLYPHS
    objects: int = MAX_OBJECTS

    def take(self, *, glyphs: int = 0, objects: int = 0) -> None:
        """Use some of it. TooLargeError where it is used up."""
        self.glyphs -= glyphs
        self.objects -= objects
        if self.glyphs < 0 or self.objects < 0:
            raise TooLargeError


@dataclass(frozen=True)
class PageReader:
    """Reads the pages of one document of the package."""

    package: OfdPackage
    resources: Resources
    templates: dict[str, tuple[str, str]]  # by number: the part, and whether it lies behind or before
    usual_area: tuple[float, float]  # millimetres
    budget: Budget = field(default_factory=Budget)
    fonts: FontFiles = field(default_factory=FontFiles)

    def read(self, name: str, annotations: str = "") -> DrawnPage:
        """Read the page of that part, what templates and annotations add included."""
        root = self.package.xml(name)
        width, height = area_of(child(root, "Area"), self.usual_area)
        page = DrawnPage(width * POINTS, height * POINTS)
        if root is None:
            return page
        resources = self.resources
        for location in children(root, "PageRes"):
            resources = resources.with_those_of(self.package, self.package.locate(name, text_of(location)))
        outer: Matrix = (POINTS, 0, 0, -POINTS, 0, page.height)
        drawing = _Drawing(self, resources, page)
        for content in self._contents(root):
            drawing.draw_all(content, outer)
        if annotations:
            drawing.draw_annotations(annotations, outer)
        return page

    def _contents(self, root: Element) -> Iterator[Element]:
        """Yield what is drawn, from behind to before: templates and the page's own layers."""
        used = [
            (self.templates[number][0], template.get("ZOrder") or self.templates[number][1])
            for template in children(root, "Template")
            if (number := template.get("TemplateID", "")) in self.templates
        ]
        yield from (layer for part, order in used if order != _DRAWN_BEFORE for layer in self._layers(part))
        yield from _layers_of(root)
        yield from (layer for part, order in used if order == _DRAWN_BEFORE for layer in self._layers(part))

    def _layers(self, part: str) -> Iterator[Element]:
        root = self.package.xml(part)
        if root is not None:
            yield from _layers_of(root)


def _layers_of(root: Element) -> Iterator[Element]:
    layers = [layer for content in children(root, "Content") for layer in children(content, "Layer")]
    ranks = {_DRAWN_BEHIND: 0, _DRAWN_BEFORE: 2}
    yield from sorted(layers, key=lambda layer: ranks.get(layer.get("Type", ""), 1))


def area_of(area: Element | None, usual: tuple[float, float] = _A4) -> tuple[float, float]:
    """The size of a page in millimetres: its PhysicalBox, else the usual one."""
    box = numbers(text_of(child(area, "PhysicalBox")))
    if len(box) == 4 and all(0 < side <= _LONGEST_SIDE for side in box[2:]):
        return box[2], box[3]
    return usual


@dataclass(frozen=True)
class _Drawing:
    """Takes what a page draws, object by object."""

    reader: PageReader
    resources: Resources
    page: DrawnPage

    def draw_all(self, group: Element, outer: Matrix, depth: int = 0) -> None:
        for element in group if depth <= _MAX_DEPTH else ():
            self.draw(element, outer, depth)

    def draw(self, element: Element, outer: Matrix, depth: int) -> None:
        self.reader.budget.take(objects=1)
        name = local_name(element)
        if name == "TextObject":
            self._text(element, outer)
        elif not is_true(element.get("Visible"), default=True):
            return
        elif name == "ImageObject":
            self._picture(element, outer)
        elif name == "PathObject":
            self._path(element, outer)
        elif name in {"PageBlock", "Content"}:
            self.draw_all(element, outer, depth + 1)
        elif name == "CompositeObject":
            unit = self.resources.composites.get(element.get("ResourceID", ""))
            if unit is not None:
                self.draw_all(unit, matrix_of(element, outer), depth + 1)

    def draw_annotations(self, part: str, outer: Matrix) -> None:
        """Take the text that was typed onto the page afterwards; watermarks and seals are no text of its."""
        for annotation in children(self.reader.package.xml(part), "Annot"):
            kind = annotation.get("Type", "").lower()
            if kind not in _SILENT_ANNOTATIONS and is_true(annotation.get("Visible"), default=True):
                for appearance in children(annotation, "Appearance"):
                    self.draw_all(appearance, matrix_of(appearance, outer))

    def _order(self) -> int:
        return MAX_OBJECTS - self.reader.budget.objects

    def _text(self, element: Element, outer: Matrix) -> None:
        font = self.resources.fonts.get(element.get("Font", ""), Font())
        payload = self.reader.package.binary(font.file) if self._needs_font(element, font) else None
        characters = self.reader.fonts.characters(payload, font.file) if font.file else {}
        for glyph in text_glyphs(element, outer, characters, self._order(), bold=font.bold):
            self.reader.budget.take(glyphs=1)
            if (
                0 <= (glyph.left + glyph.right) / 2 <= self.page.width
                and 0 <= glyph.middle <= self.page.height
            ):
                self.page.glyphs.append(glyph)

    def _needs_font(self, element: Element, font: Font) -> bool:
        return (
            bool(font.file)
            and font.file not in self.reader.fonts.read
            and child(element, "CGTransform") is not None
        )

    def _picture(self, element: Element, outer: Matrix) -> None:
        media = self.resources.media.get(element.get("ResourceID", ""), "")
        matrix = matrix_of(element, outer)
        if element.get("CTM") is None:  # the picture fills its boundary
            boundary = numbers(element.get("Boundary"))
            if len(boundary) < 4:
                return
            a, b, c, d, e, f = matrix
            matrix = (a * boundary[2], b * boundary[2], c * boundary[3], d * boundary[3], e, f)
        self.page.pictures.append(PlacedPicture(media, matrix, self._order()))

    def _path(self, element: Element, outer: Matrix) -> None:
        self.page.paths += 1
        if len(self.page.edges) > _MOST_EDGES:
            return
        matrix = matrix_of(element, outer)
        points = _path_points(text_of(child(element, "AbbreviatedData")))
        for (x0, y0), (x1, y1) in ((placed(matrix, *one), placed(matrix, *other)) for one, other in points):
            across, up = abs(x1 - x0), abs(y1 - y0)
            if min(across, up) < 1 and max(across, up) > _LEAST_EDGE:
                self.page.edges.append(Edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


_Point = tuple[float, float]


def _path_points(data: str) -> Iterator[tuple[_Point, _Point]]:
    """Yield the straight lines of a path (9.1): M and S begin, L draws, C closes; curves only lead on."""
    start = place = (0.0, 0.0)
    for command, rest in _COMMAND.findall(data):
        values = numbers(rest)
        if command == "C":
            yield place, start
            place = start
        elif len(values) >= 2:
            end = values[-2], values[-1]
            if command == "L":
                yield place, end
            elif command in {"M", "S"}:
                start = end
            place = end
