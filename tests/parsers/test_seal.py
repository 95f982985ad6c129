"""Seals on drawn pages: what is found, what is not taken for one, and what is left when the red is taken out."""

import os

import cv2
import numpy as np
import pytest

from parsers.document import SealKind
from parsers.seal import SealMark, find_seals, is_colourless, without_red
from tests.documents.seal_drawing import Pixels
from tests.documents.seal_pages import missing_fonts, sealed, unsealed
from tests.documents.seal_score import Score, score
from tests.documents.seal_sheet import RED, DrawnPage, DrawnSeal, Sheet, as_jpeg

SEED = 1
HARD = {"faint", "dry pad", "straddling the edge"}  # where a seal may be missed
WHITE = (255, 255, 255)


@pytest.fixture(autouse=True)
def _fonts() -> None:
    """Skip where no page can be drawn, or fail where INTAKE_REQUIRE_INTEGRATION=1 is set."""
    reason = missing_fonts()
    if reason is not None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if reason is not None:
        pytest.skip(reason)


def _missed(scores: dict[str, Score]) -> dict[str, int]:
    return {name: group.seals - group.found for name, group in scores.items() if group.found < group.seals}


def test_seals_are_found_on_sealed_pages() -> None:
    """All clear seals, nearly all faint ones, each at its place; nothing else on these pages is taken for one."""
    scores = score(sealed(SEED, every=2))
    missed = _missed(scores)
    seals = sum(group.seals for group in scores.values())
    assert seals >= 75
    assert set(missed) <= HARD, missed
    assert sum(missed.values()) <= 0.03 * seals, missed
    assert sum(group.right_kind for group in scores.values()) >= 0.97 * seals
    assert sum(group.wrong for group in scores.values()) == 0


def test_nothing_red_is_taken_for_a_seal() -> None:
    """No heading, logo, flag, table, fingerprint, photo, chart, stamp, code, sign or stroke of a pen is one."""
    scores = score(unsealed(SEED, every=2))
    assert sum(group.pages for group in scores.values()) >= 45
    assert {name: group.wrong for name, group in scores.items() if group.wrong} == {}
    assert sum(group.wrong_doubtful for group in scores.values()) <= 1


def _page(*, seals: bool = True, colour: tuple[int, int, int] = RED) -> Sheet:
    sheet = Sheet(np.random.default_rng(5), dpi=150)
    sheet.body(bottom=275)
    if seals:
        sheet.seal(140, 230, colour=colour)
    return sheet


def _scan(sheet: Sheet) -> DrawnPage:
    return sheet.page("scan", 0)


@pytest.mark.parametrize("quality", [0, 30, 75])
def test_grey_pages_are_colourless(quality: int) -> None:
    """Grey, black and white and slightly tinted pages tell nothing of red, before and after JPEG."""
    grey: Pixels = np.asarray(cv2.cvtColor(_scan(_page()).pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    black = np.where(grey > 128, 255, 0).astype(np.uint8)
    tint = np.array([1.0, 0.985, 0.955])
    tinted = np.round(grey[..., None] * tint).astype(np.uint8)
    pages: list[Pixels] = [np.stack([grey] * 3, axis=-1), np.stack([black] * 3, axis=-1), tinted]
    for page in pages:
        assert is_colourless(as_jpeg(page, quality))
        assert find_seals(as_jpeg(page, quality), 150) == ()


def test_coloured_pages_are_not_colourless() -> None:
    """A seal, even a faint one, a marker, a photo in lamplight: there red can be told."""
    faint = Sheet(np.random.default_rng(6))
    faint.body()
    faint.seal(140, 230, opacity=0.25)
    pages = [
        _scan(_page()),
        _scan(faint),
        *(page for page in unsealed(SEED, every=6) if page.group != "code to be scanned"),
    ]
    assert [(page.group, page.number) for page in pages if is_colourless(page.pixels)] == []


def _text_difference(one: Pixels, other: Pixels) -> float:
    """How far two pages' darkness is apart where the seal stood, as a mean of 255."""
    part = (slice(1230, 1490), slice(705, 950))
    return float(np.abs(one[part].min(axis=-1).astype(int) - other[part].min(axis=-1)).mean())


@pytest.mark.parametrize("colour", [RED, (226, 62, 40), (150, 30, 95), (165, 18, 28)])
def test_print_under_a_seal_is_left_as_if_there_were_none(colour: tuple[int, int, int]) -> None:
    """What is left of the sealed part differs little from the same page without a seal; before it differed much."""
    plain, stamped = _scan(_page(seals=False)).pixels, _scan(_page(colour=colour)).pixels
    bleached = without_red(stamped)
    assert _text_difference(stamped, plain) > 30
    assert _text_difference(bleached, plain) < 12
    dark = plain[1230:1490, 705:950].max(axis=-1) < 60
    assert bleached[1230:1490, 705:950][dark].max() < 150


@pytest.mark.parametrize("light", [0.75, 0.6, 0.5])
def test_ink_is_as_light_as_paper_that_lies_in_the_shade(light: float) -> None:
    """A photograph's paper is grey: white where the ink was would stand out as print of its own."""
    plain, stamped = (
        np.asarray(page.pixels * light, np.uint8) for page in (_scan(_page(seals=False)), _scan(_page()))
    )
    marks = find_seals(_scan(_page()).pixels, _scan(_page()).dpi)
    assert _text_difference(without_red(stamped, marks), plain) < 12


def test_red_text_away_from_seals_stays() -> None:
    """A red heading is as it was, with a seal on the page or none."""
    sheet = _page()
    sheet.write("上海示例大学文件", 105, 22, 40, (220, 20, 25))
    page = _scan(sheet)
    bleached = without_red(page.pixels, find_seals(page.pixels, page.dpi))
    assert np.array_equal(bleached[:200], page.pixels[:200])
    assert np.array_equal(without_red(page.pixels, ()), page.pixels)


def test_marks_tell_kind_place_and_order() -> None:
    """The surest mark comes first; boxes are pixels of the picture that was given, and end at its edges."""
    sheet = Sheet(np.random.default_rng(7), dpi=200)
    sheet.seal(205, 200)
    sheet.seal(80, 100, (45, 30))
    sheet.seal(60, 200, (24, 24))
    marks = find_seals(_scan(sheet).pixels, 200)
    assert [mark.kind for mark in sorted(marks, key=lambda mark: mark.box)] == [
        SealKind.ROUND,
        SealKind.OVAL,
        SealKind.ROUND,
    ]
    assert marks[-1].confidence < marks[0].confidence  # so small a seal is rare
    assert marks == tuple(sorted(marks, key=lambda mark: -mark.confidence))
    assert max(mark.box[2] for mark in marks) == sheet.pixels.shape[1]
    for mark, seal in zip(sorted(marks, key=_left), sorted(sheet.seals, key=_left), strict=True):
        assert mark.box == pytest.approx(seal.box, abs=12)


def _left(seal: SealMark | DrawnSeal) -> float:
    return seal.box[0]


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (7, 9), (50, 50)])
@pytest.mark.parametrize("dpi", [60, 300, 1200])
def test_odd_pictures_bear_no_seal(shape: tuple[int, int], dpi: int) -> None:
    """Pictures of a few pixels, and red all over, are answered and not stumbled over."""
    for colour in (WHITE, RED, (0, 0, 0)):
        pixels = np.full((*shape, 3), colour, np.uint8)
        assert find_seals(pixels, dpi) == ()
        assert is_colourless(pixels) is (colour != RED)
        assert np.array_equal(without_red(pixels), pixels)


def test_noise_bears_no_seal() -> None:
    """Neither does a page of coloured noise."""
    pixels = np.random.default_rng(8).integers(0, 256, (1100, 800, 3)).astype(np.uint8)
    assert [mark for mark in find_seals(pixels, 100) if mark.confidence >= 0.5] == []


@pytest.mark.parametrize("stated", [0.1, 0.6, 0.8, 1.3, 1.5])
def test_stated_resolution_may_be_wrong(stated: float) -> None:
    """By half, or as a camera's 72 dpi is: the seal is found all the same, at the same place."""
    sheet = Sheet(np.random.default_rng(9), dpi=150)
    sheet.body()
    sheet.seal(140, 230)
    page = _scan(sheet)
    (mark,) = find_seals(page.pixels, page.dpi * stated)
    assert mark.confidence >= 0.5
    assert mark.box == pytest.approx(sheet.seals[0].box, abs=8)
