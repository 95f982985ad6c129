"""How large a picture in a Word file is shown: DrawingML (ECMA-376-1, 20.2, 20.4, 20.5) and VML (ECMA-376-4, 19.1)."""

import re
from collections.abc import Iterator

from parsers.document import Block, BlockKind
from parsers.docx_styles import Element, integer

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PICTURE = f"{_PIC}pic"
IMAGE_DATA = f"{V}imagedata"

_EMU_PER_POINT = 12_700
_LEAST_SIDE = 24.0  # points; what is narrower is a bullet or a ruled line
_LENGTH = re.compile(r"^\s*(-?[\d.]+)\s*(pt|in|cm|mm|pc|px)?\s*$")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}

Size = tuple[float, float]


def picture_block(picture: Element) -> Block | None:
    """The block of a pic:pic or a v:imagedata; None where nobody sees it or it is tiny."""
    if _is_hidden(picture):
        return None
    extent = _drawn_size(picture) if picture.tag == PICTURE else _vml_size(picture.getparent())
    if extent is not None and min(extent) < _LEAST_SIDE:
        return None
    return Block(BlockKind.PICTURE, "", extent=extent)


def picture_relation(picture: Element) -> str:
    """The id of the relationship to the part that holds a picture; "" where it is none of the file's own."""
    if picture.tag == IMAGE_DATA:
        return picture.get(f"{_R}id") or ""
    blip = picture.find(f"{_PIC}blipFill/{A}blip")
    return "" if blip is None else blip.get(f"{_R}embed") or ""


def _is_hidden(picture: Element) -> bool:
    if picture.tag == PICTURE:
        frame = _frame(picture)
        named = [
            picture.find(f"{_PIC}nvPicPr/{_PIC}cNvPr"),
            None if frame is None else frame.find(f"{_WP}docPr"),
        ]
        return any(each is not None and each.get("hidden") in {"1", "true"} for each in named)
    shapes = (shape for shape in picture.iterancestors() if shape.tag.startswith(V))
    return any(_style(shape).get("visibility") == "hidden" for shape in shapes)


def _frame(picture: Element) -> Element | None:
    """The innermost wp:inline or wp:anchor around a picture."""
    return next(picture.iterancestors(f"{_WP}inline", f"{_WP}anchor"), None)


def _drawn_size(picture: Element) -> Size | None:
    frame, parent = _frame(picture), picture.getparent()
    stands_alone = parent is not None and parent.tag == f"{A}graphicData"
    own = None if stands_alone else _extent(picture.find(f"{_PIC}spPr/{A}xfrm/{A}ext"))
    if own is None:  # the frame is all that is known
        return None if frame is None else _extent(frame.find(f"{_WP}extent"))
    width, height = own
    for across, down in _group_scales(picture, frame):
        width, height = width * across, height * down
    return width, height


def _extent(element: Element | None) -> Size | None:
    if element is None:
        return None
    width, height = integer(element.get("cx")), integer(element.get("cy"))
    return None if width is None or height is None else (width / _EMU_PER_POINT, height / _EMU_PER_POINT)


def _group_scales(picture: Element, frame: Element | None) -> Iterator[Size]:
    """How each group around a picture enlarges what stands in it (20.1.7.6: a:ext against a:chExt)."""
    for group in picture.iterancestors():
        if group is frame:
            return
        transform = group.find(f"{{*}}grpSpPr/{A}xfrm")
        if transform is not None:
            shown, inner = _extent(transform.find(f"{A}ext")), _extent(transform.find(f"{A}chExt"))
            if shown and inner and min(inner) > 0:
                yield shown[0] / inner[0], shown[1] / inner[1]


def _vml_size(shape: Element | None) -> Size | None:
    """The size of a VML shape by its style; inside a group in the group's own units (19.1.2.7, coordsize)."""
    if shape is None:
        return None
    style = _style(shape)
    group = shape.getparent()
    is_grouped = group is not None and group.tag == f"{V}group"
    scale = _vml_group_scale(group) if is_grouped else (_POINTS["px"], _POINTS["px"])
    if scale is None:
        return None
    width, height = _length(style.get("width"), scale[0]), _length(style.get("height"), scale[1])
    return None if width is None or height is None else (width, height)


def _vml_group_scale(group: Element | None) -> Size | None:
    size = _vml_size(group)
    if group is None or size is None:
        return None
    units = [integer(unit) or 0 for unit in group.get("coordsize", "1000,1000").split(",")]
    if len(units) != 2 or min(units) <= 0:
        return None
    return size[0] / units[0], size[1] / units[1]


def _length(text: str | None, unit: float) -> float | None:
    """A length in points; a number without a unit counts in `unit`."""
    match = _LENGTH.match(text or "")
    try:
        return None if match is None else float(match[1]) * (_POINTS[match[2]] if match[2] else unit)
    except ValueError:
        return None


def _style(shape: Element) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in shape.get("style", "").lower().split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}
