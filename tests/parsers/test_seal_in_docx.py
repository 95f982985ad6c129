"""Seal pictures in Word files: seen in every way that they are placed, and what is said where nobody can look."""

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from parsers.document import Document, Page, Seal, SealKind
from parsers.image import Frames
from parsers.pages import PageContent
from parsers.registry import parse
from tests.documents.seal_drawing import seal_ink
from tests.documents.seal_pages import missing_fonts
from tests.documents.seal_sheet import Sheet
from tests.documents.word import members, paragraph, relationships, zip_of

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
EMU = 12_700
TEXT = paragraph("一、项目实施成效。全年完成专利转化七十五件，金额一千二百万元。" * 4)
SEAL_SIZE = (119, 119)  # points, 42 mm


@pytest.fixture(autouse=True)
def _fonts() -> None:
    """Skip where no seal can be drawn, or fail where INTAKE_REQUIRE_INTEGRATION=1 is set."""
    reason = missing_fonts()
    if reason is not None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if reason is not None:
        pytest.skip(reason)


def seal_png(side: int = 400, shape: float = 1.0) -> bytes:
    """A seal on nothing: transparent, and cut at its rim."""
    ink = seal_ink(side, round(side / shape), "上海示例大学")
    alpha = np.round(ink * 235).astype(np.uint8)
    colour = np.broadcast_to(np.array([210, 30, 35], np.uint8), (*alpha.shape, 3))
    return packed(Image.fromarray(np.dstack([colour, alpha])), "PNG")


def packed(picture: Image.Image, file_format: str) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    picture.save(buffer, file_format)
    return buffer.getvalue()


def on_white(png: bytes, file_format: str = "JPEG", mode: str = "RGB") -> bytes:
    """The same without transparency."""
    picture = Image.open(io.BytesIO(png))
    paper = Image.new("RGB", picture.size, (255, 255, 255))
    paper.paste(picture, (0, 0), picture)
    return packed(paper.convert(mode), file_format)


def page_jpeg(*, sealed: bool = True, grey: bool = False) -> bytes:
    """The photo of a page."""
    sheet = Sheet(np.random.default_rng(3), dpi=150)
    sheet.body(colour=(20, 20, 160))
    if sealed:
        sheet.seal(140, 250)
    picture = Image.fromarray(sheet.page("photo", 0).pixels)
    return packed(picture.convert("L") if grey else picture, "JPEG")


PIC = '<pic:pic><pic:blipFill><a:blip r:embed="rId9"/></pic:blipFill><pic:spPr>{0}</pic:spPr></pic:pic>'
GRAPHIC = "<a:graphic><a:graphicData>{0}</a:graphicData></a:graphic>"


def drawing(
    kind: str = "inline", size: tuple[int, int] = SEAL_SIZE, behind: str = "0", inner: str = PIC.format("")
) -> str:
    """A DrawingML picture in its line, or anchored over or behind the text."""
    extent = f"<wp:extent cx='{size[0] * EMU}' cy='{size[1] * EMU}'/>"
    place = f' behindDoc="{behind}"' if kind == "anchor" else ""
    return f"<w:drawing><wp:{kind}{place}>{extent}{GRAPHIC.format(inner)}</wp:{kind}></w:drawing>"


def group() -> str:
    """A picture in a group that is shown at half its size."""
    inner = PIC.format(f"<a:xfrm><a:ext cx='{238 * EMU}' cy='{238 * EMU}'/></a:xfrm>")
    sizes = f"<a:ext cx='{200 * EMU}' cy='{200 * EMU}'/><a:chExt cx='{400 * EMU}' cy='{400 * EMU}'/>"
    return drawing(
        "anchor",
        (200, 200),
        inner=f"<wpg:wgp><wpg:grpSpPr><a:xfrm>{sizes}</a:xfrm></wpg:grpSpPr>{inner}</wpg:wgp>",
    )


VML = (
    '<w:pict><v:shape style="position:absolute;width:119pt;height:119pt;z-index:-1"><v:imagedata r:id="rId9"/>'
    "</v:shape></w:pict>"
)
VML_GROUP = (
    '<w:pict><v:group style="width:238pt;height:238pt" coordsize="2000,2000"><v:shape style="width:1000;height:1000">'
    '<v:imagedata r:id="rId9"/></v:shape></v:group></w:pict>'
)


def word(
    drawn: str, picture: bytes, *, name: str = "media/image1.png", text: str = TEXT, mode: str = ""
) -> bytes:
    """A Word file of a text and a picture."""
    parts: dict[str, str | bytes] = dict(members(f"{text}<w:p><w:r>{drawn}</w:r></w:p>"))
    parts["word/_rels/document.xml.rels"] = relationships(
        f'<Relationship Id="rId9" Type="{IMAGE}" Target="{name}"{mode}/>'
    )
    parts[f"word/{name}"] = picture
    return zip_of(parts)  # type: ignore[arg-type] # texts and bytes mixed, which zipfile takes


def read(*arguments: object, **named: object) -> Document:
    """Read such a file."""
    return parse(word(*arguments, **named), "总结.docx")  # type: ignore[arg-type] # handed on as they come


PLACED = {
    "in its line": drawing(),
    "over the text": drawing("anchor"),
    "behind the text": drawing("anchor", behind="1"),
    "in a group": group(),
    "VML": VML,
    "in a VML group": VML_GROUP,
    "of unknown size": '<w:pict><v:shape><v:imagedata r:id="rId9"/></v:shape></w:pict>',
}


@pytest.mark.parametrize("place", PLACED)
def test_seal_is_seen_however_it_is_placed(place: str) -> None:
    """A transparent seal, cut at its rim, is one round seal, and the file has been judged."""
    document = read(PLACED[place], seal_png())
    assert [(seal.kind, seal.page) for seal in document.seals] == [(SealKind.ROUND, None)]
    assert document.seals[0].confidence >= 0.5
    assert document.seals_judged


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_seal_is_seen_in_every_format(file_format: str) -> None:
    """The same on white paper, and as a JPEG in the colours of print."""
    assert read(drawing(), on_white(seal_png(), file_format)).seals
    assert read(drawing(), on_white(seal_png(), "JPEG", "CMYK")).seals


def test_oval_seal_and_large_seal() -> None:
    """An oval one is told as oval; a picture of many pixels is looked at small."""
    assert read(drawing(size=(128, 85)), seal_png(shape=1.5)).seals[0].kind is SealKind.OVAL
    assert read(drawing(), seal_png(side=1800)).seals


def test_photo_of_a_sealed_page() -> None:
    """The seal on a pasted photo of a page is seen; the page is in colour, in grey nobody can tell."""
    whole = (450, 636)
    sealed = read(drawing(size=whole), page_jpeg(), text="")
    assert (len(sealed.seals), [page.colour for page in sealed.pages], sealed.seals_judged) == (
        1,
        [True],
        True,
    )
    plain = read(drawing(size=whole), page_jpeg(sealed=False), text="")
    assert (plain.seals, [page.colour for page in plain.pages], plain.seals_judged) == ((), [True], True)
    grey = read(drawing(size=whole), page_jpeg(grey=True), text="")
    assert (grey.seals, [page.colour for page in grey.pages], grey.seals_judged) == ((), [False], False)


NOT_JUDGED = {
    "a metafile": (b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(60), "media/image1.emf"),
    "damaged": (seal_png()[:900] if missing_fonts() is None else b"", "media/image1.png"),
    "empty": (b"", "media/image1.png"),
    "no picture": (b"text", "media/image1.png"),
}


@pytest.mark.parametrize("case", NOT_JUDGED)
def test_picture_that_cannot_be_drawn_is_not_judged(case: str) -> None:
    """The text is read all the same, and nothing is said of seals."""
    document = read(drawing(), NOT_JUDGED[case][0], name=NOT_JUDGED[case][1])
    assert (document.seals, document.seals_judged) == ((), False)
    assert "专利转化" in document.text


def test_picture_outside_the_file_is_not_judged() -> None:
    """A linked picture, or a relationship that leads nowhere, may be a seal."""
    assert not read(drawing(), seal_png(), mode=' TargetMode="External"').seals_judged
    assert not read(drawing().replace("rId9", "rId8"), seal_png()).seals_judged


def test_picture_of_too_many_pixels_is_not_judged() -> None:
    """A picture of 400 megapixels in a few kilobytes is not unpacked."""
    bomb = packed(Image.new("1", (20_000, 20_000), 1), "PNG")
    assert len(bomb) < 200_000
    assert not read(drawing(), bomb).seals_judged


def test_files_without_a_seal_are_judged() -> None:
    """With no picture, or with one of something else in colour, the file bears no seal."""
    photo = packed(
        Image.effect_noise((300, 200), 80)
        .convert("RGB")
        .point([v // 2 for v in range(256)] * 2 + [255] * 256),
        "PNG",
    )
    for document in (read("", b""), read(drawing(size=(300, 200)), photo)):
        assert (document.seals, document.seals_judged) == ((), True)


def test_numpy_is_not_loaded_for_files_without_pictures() -> None:
    """Most Word files have none, and need not wait for it."""
    code = "import sys, parsers.docx; sys.exit('numpy' in sys.modules or 'cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_seal_on_a_photographed_page_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at the whole picture does not know how large the sheet on it is; whoever reads the page sees it closely."""
    seen = Seal(SealKind.ROUND, 1, 0.9)
    page = PageContent(Page(1, 595, 842, 0, 1.0, colour=True), ())
    monkeypatch.setattr(
        "parsers.image.read_frames", lambda *_args, **_more: Frames((page,), (seen,), partial=False)
    )
    found = read(drawing(size=(420, 600)), page_jpeg(sealed=False), text="")
    assert found.is_scan
    assert {(seal.kind, seal.page) for seal in found.seals} == {(SealKind.ROUND, None)}
