"""Write OFD packages (GB/T 33190-2016) part by part, as different producers do: see `Style`.

`ofd_of` sets the lines of tests/documents/writers.py on A4; `package` takes pages that `page` and `text_object` write.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape

from tests.documents.word import zip_of
from tests.documents.writers import Heading, Line, Right, Table, Title

WIDTH, HEIGHT = 210.0, 297.0  # millimetres
_LEFT, _RIGHT, _TOP, _BOTTOM = 28.0, 182.0, 37.0, 262.0
_POINT = 25.4 / 72
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


@dataclass(frozen=True, slots=True)
class Style:
    """How a producer writes: what real packages differ in.

    `unit` is what text is set by: "line", "run" (Latin letters apart from Chinese ones) or "character". `in_points`
    scales by the CTM, as converters from PDF do. `groups` writes offsets as "g n v". `absolute` begins locations
    with "/". `prefix` is the namespace's, `namespace` its declaration.
    """

    unit: str = "line"
    in_points: bool = False
    groups: bool = False
    absolute: bool = False
    glyphs: bool = False  # a CGTransform beside the text
    prefix: str = "ofd:"
    namespace: str = NAMESPACE
    shuffled: bool = False  # objects in another order than they are read
    thin_rectangles: bool = False  # ruled lines as filled rectangles


STYLES = {
    "lines": Style(),
    "from PDF": Style(unit="run", in_points=True, glyphs=True, thin_rectangles=True),
    "characters": Style(unit="character", glyphs=True, absolute=True),
    "groups": Style(groups=True, absolute=True),
    "no namespace": Style(prefix="", namespace=""),
    "old namespace": Style(namespace='xmlns:ofd="http://www.ofdspec.org"'),
    "shuffled": Style(unit="character", shuffled=True),
}


def width_of(character: str) -> float:
    """A character's width in font sizes, as in 仿宋."""
    return 0.5 if character.isascii() else 1.0


def offsets(text: str, size: float, *, groups: bool = False) -> str:
    """The DeltaX of a text, equal ones grouped if asked for."""
    steps = [f"{width_of(character) * size:.4f}" for character in text[:-1]]
    if not groups:
        return " ".join(steps)
    found: list[str] = []
    while steps:
        count = next((place for place, step in enumerate(steps) if step != steps[0]), len(steps))
        found.append(f"g {count} {steps[0]}" if count > 1 else steps[0])
        steps = steps[count:]
    return " ".join(found)


def text_object(
    text: str, left: float, baseline: float, size: float, style: Style | None = None, **more: str
) -> str:
    """A TextObject whose first character stands at `left` on `baseline`, in millimetres; `more` are attributes."""
    style = style or Style()
    tag = style.prefix
    scale = _POINT if style.in_points else 1.0
    ctm = f' CTM="{scale:.4f} 0 0 {scale:.4f} 0 0"' if style.in_points else ""
    width = sum(map(width_of, text)) * size
    attributes = "".join(f' {name}="{value}"' for name, value in more.items())
    glyphs = ""
    if style.glyphs:
        numbers = " ".join(str(20 + place) for place in range(len(text)))
        glyphs = (
            f'<{tag}CGTransform CodePosition="0" CodeCount="{len(text)}" GlyphCount="{len(text)}">'
            f"<{tag}Glyphs>{numbers}</{tag}Glyphs></{tag}CGTransform>"
        )
    delta = f' DeltaX="{offsets(text, size / scale, groups=style.groups)}"' if len(text) > 1 else ""
    return (
        f'<{tag}TextObject ID="9" Boundary="{left:.4f} {baseline - size:.4f} {width:.4f} {1.2 * size:.4f}"{ctm} '
        f'Font="3" Size="{size / scale:.4f}"{attributes}><{tag}FillColor Value="0 0 0"/>{glyphs}'
        f'<{tag}TextCode X="0" Y="{size / scale:.4f}"{delta}>{escape(text)}</{tag}TextCode></{tag}TextObject>'
    )


def ruled_line(x0: float, y0: float, x1: float, y1: float, style: Style | None = None) -> str:
    """A PathObject: a line, or a thin filled rectangle."""
    style = style or Style()
    tag, thick = style.prefix, 0.18
    if style.thin_rectangles:
        right, bottom = max(x1 - x0, thick), max(y1 - y0, thick)
        data, drawn = (
            f"M 0 0 L {right:.3f} 0 L {right:.3f} {bottom:.3f} L 0 {bottom:.3f} C",
            'Fill="true" Stroke="false"',
        )
    else:
        data, drawn = f"M 0 0 L {x1 - x0:.3f} {y1 - y0:.3f}", 'LineWidth="0.18"'
    return (
        f'<{tag}PathObject ID="8" Boundary="{x0:.3f} {y0:.3f} {x1 - x0 + 0.2:.3f} {y1 - y0 + 0.2:.3f}" {drawn}>'
        f"<{tag}AbbreviatedData>{data}</{tag}AbbreviatedData></{tag}PathObject>"
    )


def image_object(number: int, left: float, top: float, width: float, height: float) -> str:
    """An ImageObject that fills its boundary."""
    return (
        f'<ofd:ImageObject ID="7" ResourceID="{number}" Boundary="{left} {top} {width} {height}" '
        f'CTM="{width} 0 0 {height} 0 0"/>'
    )


def page(objects: str, style: Style | None = None, *, area: str = "", template: str = "") -> str:
    """A page's Content.xml."""
    style = style or Style()
    tag = style.prefix
    box = f"<{tag}Area><{tag}PhysicalBox>{area}</{tag}PhysicalBox></{tag}Area>" if area else ""
    used = f'<{tag}Template TemplateID="{template}" ZOrder="Background"/>' if template else ""
    return _xml(
        "Page",
        f'{used}{box}<{tag}Content><{tag}Layer ID="2" Type="Body">{objects}</{tag}Layer></{tag}Content>',
        style,
    )


def _xml(name: str, content: str, style: Style) -> str:
    space = f" {style.namespace}" if style.namespace else ""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<{style.prefix}{name}{space}>{content}</{style.prefix}{name}>"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a package holds besides its pages."""

    title: str = "工作总结"
    media: Mapping[int, bytes] = field(default_factory=dict)  # pictures by resource number
    templates: Mapping[str, str] = field(default_factory=dict)  # Content.xml by template id
    stamps: Sequence[int] = ()  # pages that a signature stamps
    signed: bool = True
    annotations: Mapping[int, str] = field(default_factory=dict)  # a page's Annot elements
    extra: Mapping[str, bytes] = field(default_factory=dict)


def members(pages: Sequence[str], style: Style | None = None, parts: Parts | None = None) -> dict[str, bytes]:
    """The parts of a package by name, to be changed before zip_of. Pages have the ids 101, 102 and so on."""
    style, parts = style or Style(), parts or Parts()
    found = {
        "OFD.xml": _main(style, parts),
        "Doc_0/Document.xml": _document(len(pages), style, parts),
        "Doc_0/PublicRes.xml": _xml("Res", _fonts(style), style).replace("Res ", 'Res BaseLoc="Res" ', 1),
        "Doc_0/DocumentRes.xml": _xml("Res", _media(style, parts), style).replace(
            "Res ", 'Res BaseLoc="Res" ', 1
        ),
    }
    found |= {f"Doc_0/Pages/Page_{place}/Content.xml": content for place, content in enumerate(pages)}
    found |= {f"Doc_0/Tpls/Tpl_{name}/Content.xml": content for name, content in parts.templates.items()}
    found |= _signature_parts(style, parts) if parts.stamps else {}
    found |= _annotation_parts(style, parts) if parts.annotations else {}
    encoded = {name: content.encode() for name, content in found.items()}
    pictures = {f"Doc_0/Res/image_{number}.dat": payload for number, payload in parts.media.items()}
    value = (
        {"Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30\x03\x02\x01\x01"}
        if parts.stamps and parts.signed
        else {}
    )
    return {**encoded, **pictures, **value, **parts.extra}


def package(pages: Sequence[str], style: Style | None = None, parts: Parts | None = None) -> bytes:
    """An OFD file of these pages."""
    return zip_of(members(pages, style, parts))


def _main(style: Style, parts: Parts) -> str:
    tag, slash = style.prefix, "/" if style.absolute else ""
    signatures = (
        f"<{tag}Signatures>{slash}Doc_0/Signs/Signatures.xml</{tag}Signatures>" if parts.stamps else ""
    )
    body = (
        f"<{tag}DocBody><{tag}DocInfo><{tag}DocID>0</{tag}DocID><{tag}Title>{escape(parts.title)}</{tag}Title>"
        f"<{tag}Creator>sample writer</{tag}Creator></{tag}DocInfo>"
        f"<{tag}DocRoot>{slash}Doc_0/Document.xml</{tag}DocRoot>{signatures}</{tag}DocBody>"
    )
    return _xml("OFD", body, style).replace("OFD ", 'OFD Version="1.0" DocType="OFD" ', 1)


def _document(count: int, style: Style, parts: Parts) -> str:
    tag, base = style.prefix, "/Doc_0/" if style.absolute else ""
    pages = "".join(
        f'<{tag}Page ID="{101 + place}" BaseLoc="{base}Pages/Page_{place}/Content.xml"/>'
        for place in range(count)
    )
    templates = "".join(
        f'<{tag}TemplatePage ID="{name}" BaseLoc="{base}Tpls/Tpl_{name}/Content.xml"/>'
        for name in parts.templates
    )
    notes = f"<{tag}Annotations>{base}Annots/Annotations.xml</{tag}Annotations>" if parts.annotations else ""
    common = (
        f"<{tag}MaxUnitID>999</{tag}MaxUnitID>"
        f"<{tag}PageArea><{tag}PhysicalBox>0 0 {WIDTH} {HEIGHT}</{tag}PhysicalBox></{tag}PageArea>"
        f"<{tag}PublicRes>{base}PublicRes.xml</{tag}PublicRes>"
        f"<{tag}DocumentRes>{base}DocumentRes.xml</{tag}DocumentRes>{templates}"
    )
    return _xml(
        "Document",
        f"<{tag}CommonData>{common}</{tag}CommonData><{tag}Pages>{pages}</{tag}Pages>{notes}",
        style,
    )


def _fonts(style: Style) -> str:
    tag = style.prefix
    return f'<{tag}Fonts><{tag}Font ID="3" FontName="FangSong" FamilyName="仿宋"/></{tag}Fonts>'


def _media(style: Style, parts: Parts) -> str:
    tag = style.prefix
    items = "".join(
        f'<{tag}MultiMedia ID="{number}" Type="Image"><{tag}MediaFile>image_{number}.dat</{tag}MediaFile></{tag}MultiMedia>'
        for number in parts.media
    )
    return f"<{tag}MultiMedias>{items}</{tag}MultiMedias>"


def _signature_parts(style: Style, parts: Parts) -> dict[str, str]:
    tag = style.prefix
    stamps = "".join(
        f'<{tag}StampAnnot ID="s{number}" PageRef="{100 + number}" Boundary="130 200 42 42"/>'
        for number in parts.stamps
    )
    signature = (
        f'<{tag}SignedInfo><{tag}Provider ProviderName="sample"/>{stamps}'
        f"<{tag}Seal><{tag}BaseLoc>Seal.esl</{tag}BaseLoc></{tag}Seal></{tag}SignedInfo>"
        f"<{tag}SignedValue>SignedValue.dat</{tag}SignedValue>"
    )
    base = "/Doc_0/Signs/" if style.absolute else ""
    listing = f'<{tag}MaxSignId>1</{tag}MaxSignId><{tag}Signature ID="1" Type="Seal" BaseLoc="{base}Sign_0/Signature.xml"/>'
    return {
        "Doc_0/Signs/Signatures.xml": _xml("Signatures", listing, style),
        "Doc_0/Signs/Sign_0/Signature.xml": _xml("Signature", signature, style),
    }


def _annotation_parts(style: Style, parts: Parts) -> dict[str, str]:
    tag = style.prefix
    listing = "".join(
        f'<{tag}Page PageID="{100 + number}"><{tag}FileLoc>Page_{number}/Annotation.xml</{tag}FileLoc></{tag}Page>'
        for number in parts.annotations
    )
    notes = {
        f"Doc_0/Annots/Page_{number}/Annotation.xml": _xml("PageAnnot", content, style)
        for number, content in parts.annotations.items()
    }
    return {"Doc_0/Annots/Annotations.xml": _xml("Annotations", listing, style), **notes}


# The lines of tests/documents/writers.py, set on pages


@dataclass(frozen=True, slots=True)
class _Set:
    """A line of text as set: its place and size in millimetres; or a ruled line's two ends."""

    text: str
    left: float
    baseline: float
    size: float
    until: tuple[float, float] | None = None


def ofd_of(
    lines: Sequence[Line], style: Style | None = None, parts: Parts | None = None, *, footer: str = ""
) -> bytes:
    """Give an OFD file of these lines on A4; `footer` stands on every page ("{page}" is its number)."""
    style = style or Style()
    pages = []
    for number, items in enumerate(_pages(lines), 1):
        objects = [piece for item in items for piece in _objects(item, style)]
        if style.shuffled:
            objects = objects[1::2] + objects[::2]
        if footer:
            objects.append(text_object(footer.format(page=number), 103, 285, 3.2, style))
        pages.append(page("".join(objects), style))
    return package(pages, style, parts)


def _objects(item: _Set, style: Style) -> Iterator[str]:
    if item.until is not None:
        yield ruled_line(item.left, item.baseline, *item.until, style)
        return
    left = item.left
    for piece in _pieces(item.text, style.unit):
        yield text_object(piece, left, item.baseline, item.size, style)
        left += sum(map(width_of, piece)) * item.size


def _pieces(text: str, unit: str) -> Iterator[str]:
    if unit == "line":
        yield text
        return
    piece = ""
    for character in text:
        if piece and (unit == "character" or piece[-1].isascii() != character.isascii()):
            yield piece
            piece = ""
        piece += character
    yield piece


def _pages(lines: Sequence[Line]) -> list[list[_Set]]:
    pages: list[list[_Set]] = [[]]
    down = _TOP
    for line in lines:
        for item, height in _set_line(line):
            if down + height > _BOTTOM and item.until is None:
                pages.append([])
                down = _TOP
            end = item.until and (item.until[0], item.until[1] + down)
            pages[-1].append(replace(item, baseline=item.baseline + down, until=end))
            down += height
    return pages


def _set_line(line: Line) -> Iterator[tuple[_Set, float]]:
    """Yield the set lines of one line, their places counted from the current height, each with how far it moves on."""
    match line:
        case Title(text):
            yield from _wrapped(text, 22 * _POINT, centred=True)
        case Heading(text):
            yield from _wrapped(text, 16 * _POINT, indent=2)
        case Right(text):
            size = 16 * _POINT
            yield _Set(text, _RIGHT - sum(map(width_of, text)) * size, size, size), 28 * _POINT
        case Table(rows):
            yield from _table(rows)
        case str():
            yield from _wrapped(line, 16 * _POINT, indent=2)


def _wrapped(
    text: str, size: float, *, indent: int = 0, centred: bool = False
) -> Iterator[tuple[_Set, float]]:
    room, first, piece = _RIGHT - _LEFT, indent * size, ""
    for character in text:
        if sum(map(width_of, piece + character)) * size > room - first:
            yield _Set(piece, _LEFT + first, size, size), size * 1.75
            piece, first = "", 0.0
        piece += character
    left = _LEFT + (room - sum(map(width_of, piece)) * size) / 2 if centred else _LEFT + first
    yield _Set(piece, left, size, size), size * 1.75


def _table(rows: Sequence[Sequence[str]]) -> Iterator[tuple[_Set, float]]:
    """Rows of 9 millimetres with ruled lines around every cell; the texts must fit."""
    size, height, width = 12 * _POINT, 9.0, (_RIGHT - _LEFT) / len(rows[0])
    for place, row in enumerate(rows):
        for column, text in enumerate(row):
            left = _LEFT + column * width
            if place == 0:
                yield _Set("", left, 0, 0, (left + width, 0)), 0
            yield _Set("", left, 0, 0, (left, height)), 0
            yield _Set("", left + width, 0, 0, (left + width, height)), 0
            yield _Set("", left, height, 0, (left + width, height)), 0
            yield _Set(text, left + 2, 6.0, size), 0
        yield _Set(" ", _LEFT, 0, size), height
    yield _Set(" ", _LEFT, 0, size), 3.0
