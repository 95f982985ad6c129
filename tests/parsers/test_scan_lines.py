"""Which lines of a scan count as such that nobody could read: findings that rest on them are asked about."""

import io
from collections import OrderedDict

import numpy as np
import pytest
from PIL import Image

from parsers import scan
from parsers.errors import ReadingFaultError
from parsers.ocr import LineText, Pixels
from parsers.registry import parse
from parsers.scan import read_page
from parsers.scan_found import Found
from parsers.scanned_page import is_illegible


def found(height: int, text: LineText) -> Found:
    """Three lines of print that were read, and one, 250 pixels wide and of that height."""
    heights = (50, 54, 48, height)
    quads = tuple(
        np.array([(200, top), (450, top), (450, top + each), (200, top + each)], np.float32)
        for top, each in zip(range(100, 500, 100), heights, strict=True)
    )
    texts = {place: LineText("三、工作推进情况", 0.99) for place in range(3)} | {3: text}
    none: frozenset[int] = frozenset()
    return Found(
        200, 1654, 2339, 0, 0.0, quads, (), (), colour=False, rings=(), covered=none, sealed=none, texts=texts
    )


@pytest.mark.parametrize(
    ("height", "text", "illegible"),
    [
        pytest.param(24, LineText("", 0.0), False, id="a row of dots"),
        pytest.param(46, LineText("", 0.0), True, id="as high as print"),
        pytest.param(24, LineText("三", 0.2), True, id="small, and something was seen in it"),
        pytest.param(24, LineText("三、工作", 0.9), False, id="small print"),
    ],
)
def test_a_low_row_without_any_character_is_no_text(height: int, text: LineText, *, illegible: bool) -> None:
    """The dots of a table of contents, a rule."""
    assert is_illegible(3, found(height, text)) is illegible


def stumble(*_given: object, **_named: object) -> None:
    """Go wrong as numpy does where arrays are compared."""
    raise ValueError("an array's truth is ambiguous")


@pytest.mark.parametrize("stage", ["sight_of", "_read_more", "page_of"])
def test_a_fault_in_reading_pixels_is_no_damage_of_the_file(
    stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What libraries raise for damaged files is ours once the pixels are there; before that it is the file's."""
    pixels = np.full((300, 200, 3), 255, np.uint8)

    def broken() -> tuple[Pixels, float]:
        raise ValueError("bad strip")

    monkeypatch.setattr(scan, "_MEMORY", OrderedDict())
    with pytest.raises(ValueError, match="bad strip"):
        read_page("a", 1, broken, whole=True)
    monkeypatch.setattr(scan, stage, stumble)
    with pytest.raises(ReadingFaultError) as fault:
        read_page("a", 1, lambda: (pixels, 200.0), whole=True)
    assert isinstance(fault.value.__cause__, ValueError)


def test_a_fault_with_a_page_that_is_remembered_is_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read any more then, but the page is put together once more."""
    pixels = np.full((300, 200, 3), 255, np.uint8)
    monkeypatch.setattr(scan, "_MEMORY", OrderedDict())
    read_page("a", 1, lambda: (pixels, 200.0), whole=True)
    monkeypatch.setattr("parsers.scanned_page.unfolded", stumble)
    with pytest.raises(ReadingFaultError):
        read_page("a", 1, lambda: (pixels, 200.0), whole=True)


@pytest.mark.parametrize("size", [(1, 1), (1, 1400), (3500, 2), (3, 3500), (12, 30000), (30000, 12)])
def test_a_strip_is_a_page_without_text(size: tuple[int, int]) -> None:
    """A rule or a spacer that is pasted or attached as a picture: nothing stands there, and nothing goes wrong."""
    strip = np.full((size[1], size[0]), 255, np.uint8)
    strip[size[1] // 3 : size[1] // 2] = 0
    payload = io.BytesIO()
    Image.fromarray(strip).save(payload, "PNG", dpi=(300, 300))
    document = parse(payload.getvalue(), "a.png")
    assert not document.blocks
    assert len(document.pages) == 1
