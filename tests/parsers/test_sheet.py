"""A photographed sheet is set straight; what is no sheet on a table is left as it is."""

import cv2
import numpy as np
import pytest

from parsers.ocr import Pixels
from parsers.sheet import flattened

SHEET = np.array([[150, 90], [1050, 160], [1100, 1500], [80, 1420]], np.float32)


def photo(table: int, paper: int) -> Pixels:
    """A sheet with a ruled square near each corner, seen from the side."""
    sheet = np.full((1400, 1000, 3), paper, np.uint8)
    for x, y in ((100, 100), (800, 100), (800, 1200), (100, 1200)):
        cv2.rectangle(sheet, (x, y), (x + 100, y + 100), (20, 20, 20), 6)
    corners = np.array([[0, 0], [1000, 0], [1000, 1400], [0, 1400]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, SHEET)
    drawn = cv2.warpPerspective(sheet, turn, (1200, 1600), borderValue=(table, table, table))
    return np.asarray(drawn, np.uint8)


def test_a_sheet_on_a_table_is_set_straight() -> None:
    """The squares stand where they stood on the sheet, in its proportions, and nothing of the table is left."""
    flat = flattened(photo(70, 235))
    height, width = flat.shape[:2]
    assert height / width == pytest.approx(1.4, abs=0.12)
    dark = np.argwhere(flat[:, :, 0] < 100)
    top, left = dark.min(axis=0)
    bottom, right = dark.max(axis=0)
    found = (left / width, top / height, right / width, bottom / height)
    assert found == pytest.approx((0.1, 0.07, 0.9, 0.93), abs=0.02)


@pytest.mark.parametrize("shade", [0.45, 0.55, 0.65, 0.75])
def test_a_sheet_half_in_shadow_is_not_cut_at_the_shadow(shade: float) -> None:
    """A hand's or a head's shadow lies over its right half: what is printed there stays, set straight or not."""
    picture = photo(60, 235).astype(np.float32)
    fading = np.clip((np.arange(1200) - 550) / 100, 0, 1) * (1 - shade)
    dimmed = np.asarray(picture * (1 - fading)[None, :, None], np.uint8)
    flat = flattened(dimmed)
    strokes = cv2.morphologyEx(flat[:, :, 0], cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8)) > 40
    height, width = strokes.shape
    corners = (strokes[: height // 2, width // 2 :], strokes[height // 2 :, width // 2 :])
    assert all(part.sum() > 500 for part in corners)


def letter() -> Pixels:
    """A sheet on a dark table, with lines as of text and a short last one at the right, as a sign-off stands."""
    sheet = np.full((1400, 1000, 3), 235, np.uint8)
    rows = [(y, 100) for y in range(150, 1000, 34)]
    for y, start in (*rows, (1150, 700)):
        for x in range(start, 900, 26):
            cv2.rectangle(sheet, (x, y), (x + 14, y + 16), (40, 40, 40), 3)
    corners = np.array([[0, 0], [1000, 0], [1000, 1400], [0, 1400]], np.float32)
    turn = cv2.getPerspectiveTransform(corners, SHEET)
    return np.asarray(cv2.warpPerspective(sheet, turn, (1200, 1600), borderValue=(60, 60, 60)), np.uint8)


def test_a_shadow_that_falls_aslant_cuts_no_sign_off_off() -> None:
    """What it leaves lit has four corners, too, and hardly any print lies outside; but it is no sheet's shape."""
    across, down = np.meshgrid(np.arange(1200), np.arange(1600))
    fading = np.clip((across + 0.35 * down - 1100) / 60, 0, 1) * 0.55
    flat = flattened(np.asarray(letter() * (1 - fading)[..., None], np.uint8))
    strokes = cv2.morphologyEx(flat[:, :, 0], cv2.MORPH_BLACKHAT, np.ones((25, 25), np.uint8)) > 25
    height = strokes.shape[0]
    assert strokes[int(height * 0.78) : int(height * 0.9)].sum() > 2_000


@pytest.mark.parametrize(("table", "paper"), [(235, 235), (225, 240)])
def test_a_scan_is_left_as_it_is(table: int, paper: int) -> None:
    """All of it is paper; a slight shade around it is no table."""
    picture = photo(table, paper)
    assert flattened(picture) is picture


def test_a_dark_picture_with_a_bright_patch_is_no_sheet() -> None:
    """A lamp, a window, a badge: too small."""
    picture = np.full((1600, 1200, 3), 60, np.uint8)
    picture[100:400, 100:400] = 240
    assert flattened(picture) is picture


@pytest.mark.parametrize(("begins", "width"), [(900, 60), (930, 40), (950, 80)])
def test_a_shadow_along_the_margin_cuts_no_line_ends_off(begins: int, width: int) -> None:
    """What lies beyond its soft edge is the ends of the longest lines, too little print to tell."""
    fading = np.clip((np.arange(1200) - begins) / width, 0, 1) * 0.4
    dimmed = np.asarray(letter() * (1 - fading)[None, :, None], np.uint8)
    whole = flattened(letter()).shape[1]
    flat = flattened(dimmed)
    assert flat is dimmed or flat.shape[1] == pytest.approx(whole, rel=0.03)


def wooden(picture: Pixels) -> Pixels:
    """The picture with grain on what is darker than its paper."""
    drawn = np.random.default_rng(5).integers(0, 60, picture.shape[:2]).astype(np.uint8)
    grain = np.asarray(cv2.resize(drawn[:, ::8], (picture.shape[1], picture.shape[0])), np.uint8)
    grain[np.any(picture > 100, axis=2) | (cv2.erode(picture[:, :, 0], np.ones((3, 3))) < 50)] = 0
    return np.asarray(np.clip(picture.astype(int) + grain[..., None], 0, 255), np.uint8)


@pytest.mark.parametrize("beside", [False, True])
def test_the_grain_of_a_wooden_table_is_no_print(*, beside: bool) -> None:
    """Its strokes lie all around; whether they are print is asked of who finds lines, where one runs on beside the sheet."""
    picture = wooden(photo(70, 235))
    assert flattened(picture) is picture
    on_sheet = np.array([[300, 400], [800, 400], [800, 440], [300, 440]], np.float32)
    beyond = on_sheet * np.array([[1, 1], [1.45, 1], [1.45, 1], [1, 1]], np.float32)
    lines = [on_sheet, beyond] if beside else [on_sheet]
    assert (flattened(picture, lambda _pixels: lines) is picture) is beside
