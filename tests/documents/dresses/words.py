"""Word files of a sample, as three programs write them: Word with styles, WPS with direct formatting, plain."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tests.documents.dresses.sample import Form, Numbered, PageBreak, Piece
from tests.documents.word import dated, members, number_level, relationships, zip_of
from tests.documents.writers import Heading, Right, Table, Title

_WIDTH = 8800  # of the text, in twentieths of a point
_EMU = 12700  # a point
_A4_TEXT = (440.0, 680.0)
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1701" w:right="1531" w:bottom="1531" w:left="1531" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>{name}</Application><AppVersion>{version}</AppVersion></Properties>"
)
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@dataclass(frozen=True, slots=True)
class Hand:
    """A program's way of writing: `styled` headings by style, `split` runs cut into pieces as Word saves them."""

    application: str
    version: str
    font: str
    styled: bool = False
    split: bool = False
    size: int = 32  # half points
    leading: int = 560  # twentieths of a point


def word_like(font: str = "仿宋_GB2312") -> Hand:
    """Word's: heading styles, runs cut by spelling marks and revision numbers."""
    return Hand("Microsoft Office Word", "16.0000", font, styled=True, split=True)


def wps_like(font: str = "仿宋") -> Hand:
    """WPS's: everything formatted in place, no styles but Normal."""
    return Hand("WPS Office_11.1.0.14036_F1E327BC-269C-435d-A152-05C5408002CA", "14.0000", font)


def docx_of(lines: Sequence[Piece], hand: Hand) -> bytes:
    """Give the Word file of these lines."""
    return docx_of_body("".join(_xml(line, hand) for line in lines), hand)


def docx_of_body(body: str, hand: Hand) -> bytes:
    """Give the Word file of a body written in WordprocessingML."""
    parts = members(body + _SECTION, styles=_styles(hand), numbering=_numbering())
    parts["docProps/app.xml"] = _APPLICATION.format(name=hand.application, version=hand.version)
    stated = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_CONTENT}.{kind}+xml"/>'
        for name, kind in (("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"))
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", f"{stated}</Types>")
    return dated(zip_of(parts))


def docx_of_pictures(pictures: Sequence[bytes]) -> bytes:
    """Give a Word file that holds nothing but JPEG pictures of pages, one a page."""
    width, height = (int(side * _EMU) for side in _A4_TEXT)
    body = "".join(
        f"<w:p><w:r><w:drawing>{_inline(number, width, height)}</w:drawing></w:r></w:p>"
        for number in range(1, len(pictures) + 1)
    )
    parts: dict[str, str] = members(body + _SECTION)
    links = "".join(
        f'<Relationship Id="p{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="media/image{number}.jpeg"/>'
        for number in range(1, len(pictures) + 1)
    )
    parts["word/_rels/document.xml.rels"] = relationships(links)
    kinds = (
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_CONTENT}.document.main+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", kinds)
    raw = {name: text.encode() for name, text in parts.items()}
    raw |= {f"word/media/image{number}.jpeg": each for number, each in enumerate(pictures, start=1)}
    return dated(zip_of(raw))


def _inline(number: int, width: int, height: int) -> str:
    return (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="图片 {number}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{number}.jpeg"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="p{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
    )


# Lines


def _xml(line: Piece, hand: Hand) -> str:
    match line:
        case Table() | Form():
            return _any_table(line, hand)
        case PageBreak():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
        case _:
            return _line(line, hand)


def _line(line: str | Title | Heading | Numbered | Right, hand: Hand) -> str:
    match line:
        case Title(text):
            return "".join(_title(part, hand) for part in text.split("\n")) + _paragraph("", hand)
        case Heading(text, level):
            return _heading(text, level, hand)
        case Numbered(text, depth, _typed):
            place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
            return _heading(text, depth + 1, hand, more=place)
        case Right(text):
            return _paragraph(text, hand, align="right", indent=False)
        case str():
            return _paragraph(line, hand)


def _any_table(table: Table | Form, hand: Hand) -> str:
    widths = _widths(table.rows) if isinstance(table, Table) else (2000, _WIDTH - 2000)
    return _table([[_cell_text(cell, hand) for cell in row] for row in table.rows], widths)


def _title(text: str, hand: Hand) -> str:
    return _paragraph(text, hand, align="center", indent=False, bold=True, size=hand.size + 8)


def _heading(text: str, level: int, hand: Hand, more: str = "") -> str:
    style = f'<w:pStyle w:val="{level}"/>' if hand.styled else ""
    return _paragraph(text, hand, properties=style + more, indent=not more, bold=True)


def _paragraph(
    text: str,
    hand: Hand,
    *,
    align: str = "",
    indent: bool = True,
    bold: bool = False,
    size: int | None = None,
    properties: str = "",
) -> str:
    form = f'{properties}<w:spacing w:line="{hand.leading}" w:lineRule="exact"/>'
    form += '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if indent else '<w:ind w:firstLine="0"/>'
    form += f'<w:jc w:val="{align}"/>' if align else ""
    run = _run_properties(hand, size or hand.size, bold=bold)
    pieces = _cuts(text) if hand.split else [text]
    runs = '<w:proofErr w:type="spellStart"/>'.join(_run(piece, run) for piece in pieces)
    return f"<w:p><w:pPr>{form}</w:pPr>{runs}</w:p>"


def _run_properties(hand: Hand, size: int, *, bold: bool = False) -> str:
    hint = ' w:hint="eastAsia"'
    font = f'<w:rFonts w:ascii="{hand.font}" w:hAnsi="{hand.font}" w:eastAsia="{hand.font}"{hint}/>'
    return f'<w:rPr>{font}{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'


def _run(text: str, properties: str) -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _cuts(text: str) -> list[str]:
    """Cut a text where Word might: between any two characters, the same way each time."""
    chance = random.Random(text)  # noqa: S311 - no secret
    places = sorted(chance.sample(range(1, len(text)), min(2, len(text) - 1))) if len(text) > 1 else []
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


def _cell_text(text: str, hand: Hand) -> str:
    run = _run_properties(hand, min(hand.size, 24))
    spacing = '<w:pPr><w:spacing w:line="360" w:lineRule="exact"/></w:pPr>'
    return "".join(f"<w:p>{spacing}{_run(line, run)}</w:p>" for line in text.split("\n"))


def _widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Share the width among columns by the square root of their longest text."""
    longest = [max(len(row[place]) for row in rows) + 2 for place in range(len(rows[0]))]
    roots = [length**0.7 for length in longest]
    return tuple(int(_WIDTH * root / sum(roots)) for root in roots)


def _table(rows: Sequence[Sequence[str]], widths: tuple[int, ...]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    inner = "".join(f"<w:tr>{_cells(row, widths)}</w:tr>" for row in rows)
    layout = f'<w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
    return f"<w:tbl><w:tblPr>{layout}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{inner}</w:tbl>"


def _cells(row: Sequence[str], widths: tuple[int, ...]) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(row, widths, strict=True)
    )


def _styles(hand: Hand) -> str:
    return "".join(_style_parts(hand))


def _style_parts(hand: Hand) -> Iterator[str]:
    yield (
        f"<w:docDefaults><w:rPrDefault>{_run_properties(hand, hand.size)}</w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    )
    for level in (1, 2) if hand.styled else ():
        yield (
            f'<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="a"/>'
            f'<w:pPr><w:keepNext/><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        )


def _numbering() -> str:
    levels = number_level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>')
    levels += number_level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>')
    return (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
