"""Pictures in Word files: where they stand and how large they are shown, however they were put in."""

import pytest

from parsers.codec import dump_document, load_document
from parsers.document import Block, BlockKind, Document
from parsers.registry import parse
from tests.documents.word import package, paragraph, run_of

PIC = "<pic:pic><pic:spPr><a:xfrm><a:ext cx='{0}' cy='{1}'/></a:xfrm></pic:spPr></pic:pic>"
GRAPHIC = "<a:graphic><a:graphicData>{0}</a:graphicData></a:graphic>"
EXTENT = "<wp:extent cx='{0}' cy='{1}'/>"
LARGE = (5_080_000, 3_810_000)  # EMU: 400 by 300 points
TINY = (127_000, 127_000)


def inline(
    size: tuple[int, int] = LARGE, *, kind: str = "inline", more: str = "", drawn: str = "<pic:pic/>"
) -> str:
    """A DrawingML picture, in its line or anchored; `drawn` may be a group in its place."""
    return (
        f"<w:drawing><wp:{kind}>{EXTENT.format(*size)}{more}{GRAPHIC.format(drawn)}</wp:{kind}></w:drawing>"
    )


def vml(style: str, tag: str = "pict") -> str:
    """A picture as Word 2003 and embedded objects have it."""
    return f'<w:{tag}><v:shape style="{style}"><v:imagedata r:id="r1"/></v:shape></w:{tag}>'


def group(inner: str, *, shown: tuple[int, int], units: tuple[int, int]) -> str:
    """A DrawingML group whose inner units are shown at another size."""
    transform = (
        f"<a:xfrm><a:ext cx='{shown[0]}' cy='{shown[1]}'/><a:chExt cx='{units[0]}' cy='{units[1]}'/></a:xfrm>"
    )
    return f"<wpg:wgp><wpg:grpSpPr>{transform}</wpg:grpSpPr>{inner}</wpg:wgp>"


def in_run(content: str) -> str:
    """A paragraph of one run that holds only this."""
    return f"<w:p><w:r>{content}</w:r></w:p>"


def boxed(content: str) -> str:
    """A text box around paragraphs."""
    return (
        f"<w:drawing><wp:anchor>{EXTENT.format(*LARGE)}"
        f"{GRAPHIC.format(f'<wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>')}"
        "</wp:anchor></w:drawing>"
    )


def read(body: str) -> Document:
    """Read a file of this body."""
    return parse(package(body), "总结.docx")


def order(document: Document) -> list[str]:
    """The texts in reading order, a picture as its size."""
    return [_shown(block) for block in document.blocks]


def _shown(block: Block) -> str:
    if block.kind is not BlockKind.PICTURE:
        return block.text
    return "×".join(f"{side:.0f}" for side in block.extent) if block.extent else "?"


SEEN = {
    "in its line": in_run(inline()),
    "anchored": in_run(inline(kind="anchor")),
    "in a text box": in_run(boxed(in_run(inline()))),
    "in a content control": f"<w:sdt><w:sdtContent>{in_run(inline())}</w:sdtContent></w:sdt>",
    "inserted by a tracked change": f"<w:p><w:ins><w:r>{inline()}</w:r></w:ins></w:p>",
    "in a cell that is a frame": f"<w:tbl><w:tr><w:tc>{in_run(inline())}</w:tc></w:tr></w:tbl>",
    "in one of two cells": f"<w:tbl><w:tr><w:tc>{in_run(inline())}</w:tc><w:tc>{in_run('')}</w:tc></w:tr></w:tbl>",
    "as the better of two ways": in_run(
        f"<mc:AlternateContent><mc:Choice>{inline()}</mc:Choice><mc:Fallback>{vml('width:1pt')}</mc:Fallback>"
        "</mc:AlternateContent>"
    ),
    "VML in points": in_run(vml("width:400pt;height:300pt")),
    "VML in inches": in_run(vml("position:absolute; width:5.5556in; height: 4.1667in")),
    "VML in millimetres": in_run(vml("width:141.11mm;height:105.83mm")),
    "VML in pixels": in_run(vml("width:533.33px;height:400px")),
    "an object's picture": in_run(vml("width:400pt;height:300pt", tag="object")),
    "in a VML group": in_run(
        '<w:pict><v:group style="width:400pt;height:600pt" coordsize="8000,12000">'
        '<v:shape style="width:8000;height:6000"><v:imagedata/></v:shape></v:group></w:pict>'
    ),
    "in a group drawn at half its size": in_run(
        inline(
            (9_000_000, 9_000_000),
            drawn=group(PIC.format(10_160_000, 7_620_000), shown=(5_000_000, 5_000_000), units=(10_000_000, 10_000_000)),
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN)
def test_picture_is_reported_where_it_stands(name: str) -> None:
    """Every way to put in a picture gives one block with its size, between the texts around it."""
    document = read(paragraph("附件") + SEEN[name] + paragraph("之后"))
    assert order(document) == ["附件", "400×300", "之后"]
    assert document.text == "附件\n之后"


UNSEEN = {
    "a bullet": in_run(inline(TINY)),
    "a line": in_run(inline((5_080_000, 12_700))),
    "a small VML picture": in_run(vml("width:12pt;height:12pt")),
    "deleted": f"<w:p><w:del><w:r>{inline()}</w:r></w:del></w:p>",
    "in hidden text": f"<w:p><w:r><w:rPr><w:vanish/></w:rPr>{inline()}</w:r></w:p>",
    "hidden itself": in_run(inline(more='<wp:docPr id="1" name="x" hidden="1"/>')),
    "a hidden VML picture": in_run(vml("width:400pt;height:300pt;visibility:hidden")),
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_nobody_sees_as_a_picture_is_none(name: str) -> None:
    """Bullets, lines, deleted and hidden pictures are left out."""
    assert order(read(UNSEEN[name] + paragraph("正文"))) == ["正文"]


def test_pictures_of_a_row_follow_it() -> None:
    """A row stays one block of text; its pictures come behind it, and it has no empty line for them."""
    cells = "".join(f"<w:tc>{paragraph(text)}{in_run(inline())}</w:tc>" for text in ("发票", "合同"))
    document = read(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert order(document) == ["发票\t合同", "400×300", "400×300"]
    assert document.blocks[0].cells == ("发票", "合同")


def test_picture_of_unknown_size_is_reported_without_one() -> None:
    """Where the file does not say how large a picture is, neither do we."""
    assert order(read(in_run("<w:pict><v:shape><v:imagedata/></v:shape></w:pict>"))) == ["?"]
    assert order(read(in_run(vml("width:12furlong;height:1..2pt")))) == ["?"]


def test_picture_passes_the_pipe() -> None:
    """A block's extent comes back from the worker as it was."""
    document = read(in_run(inline()))
    assert load_document(dump_document(document)) == document


@pytest.mark.parametrize(
    ("title", "size", "scan"),
    [
        ("", LARGE, True),
        ("上海大学关于上海市高校知识产权运营中心项目工作总结", LARGE, True),
        ("上海大学关于上海市高校知识产权运营中心项目工作总结", (1_270_000, 1_270_000), False),
        ("一、项目实施成效。全年完成专利转化七十五件，金额一千二百万元。" * 4, LARGE, False),
    ],
    ids=["pictures alone", "a typed title above them", "a seal beside a title", "a text beside them"],
)
def test_pasted_pages_are_a_scan(title: str, size: tuple[int, int], *, scan: bool) -> None:
    """Photos of pages with nothing but a title are a scan, with a page for each photo."""
    body = (paragraph(title) if title else "") + in_run(inline(size)) * 3
    document = read(body)
    assert (document.is_scan, len(document.pages)) == (scan, 3 if scan else 0)
    assert document.has_text is (bool(title) and not scan)


def test_short_text_before_many_pictures_is_no_scan() -> None:
    """However many vouchers stand behind it, a text of a few lines is read."""
    document = read(
        paragraph("一、项目实施成效。全年完成专利转化七十五件，金额一千二百万元。" * 4)
        + in_run(inline()) * 40
    )
    assert (document.is_scan, document.has_text, document.pages) == (False, True, ())


def test_pictures_are_counted_once() -> None:
    """A picture in a text box, or drawn in two ways, is one; tiny ones count as well, for the seal's sake."""
    body = SEEN["in a text box"] + SEEN["as the better of two ways"] + UNSEEN["a bullet"]
    assert dict(read(body + f"<w:p>{run_of('正文')}</w:p>").fields)["pictures"] == "3"
