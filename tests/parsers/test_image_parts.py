"""Long screenshots are pages one below the other; they are cut where nothing stands."""

import io

import pytest
from PIL import ExifTags, Image, ImageDraw

from parsers.image import _parts, read_frames

WIDTH = 1000


def screenshot(height: int, rows: list[tuple[int, int]]) -> Image.Image:
    """A picture with black bands from row to row, as lines of text are."""
    picture = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(picture)
    for top, bottom in rows:
        draw.rectangle((100, top, 900, bottom - 1), fill="black")
    return picture


def test_a_page_is_one_part() -> None:
    """A4, and a photo that is a little longer, whole."""
    for height in (1414, 2100):
        picture = screenshot(height, [(100, 140)])
        assert _parts(picture, 0, is_alone=True) == [(0, height)]


def test_a_long_screenshot_is_cut_between_its_lines() -> None:
    """Near every 1,414th row, in the widest band without ink."""
    lines = [(top, top + 40) for top in range(20, 4200, 60) if not 1300 < top < 1420]
    parts = _parts(screenshot(4242, lines), 0, is_alone=True)
    assert [bottom for _, bottom in parts] == [top for top, _ in parts[1:]] + [4242]
    assert len(parts) == 3
    assert 1320 < parts[0][1] < 1400
    for _, cut in parts[:-1]:
        assert not any(top < cut < bottom for top, bottom in lines)


@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_picture_without_lines_is_cut_all_the_same(colour: str) -> None:
    """A photo from top to bottom, or nothing at all."""
    picture = Image.new("RGB", (WIDTH, 2 * 1414), colour)
    (first, second) = _parts(picture, 0, is_alone=True)
    assert first[1] == second[0] == pytest.approx(1414, abs=290)


def test_a_long_screenshot_that_lies_on_its_side_is_cut_as_it_is_shown() -> None:
    """Its camera says that it must be turned; a wide one that stands so is one page."""
    wide = screenshot(4242, []).rotate(90, expand=True)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    buffer = io.BytesIO()
    wide.save(buffer, "JPEG", exif=exif)
    with Image.open(buffer) as picture:
        assert [bottom for _, bottom in _parts(picture, 0, is_alone=True)][-1] == 4242
        assert len(_parts(picture, 0, is_alone=True)) == 3
    assert _parts(wide, 0, is_alone=True) == [(0, WIDTH)]


def test_a_picture_in_another_file_stays_one() -> None:
    """Its pages have numbers in that file already."""
    buffer = io.BytesIO()
    screenshot(4242, []).save(buffer, "PNG")
    assert len(read_frames(buffer.getvalue(), frozenset({3}), first=3).contents) == 1
    assert [
        each.page.number for each in read_frames(buffer.getvalue(), frozenset(), is_alone=True).contents
    ] == [1, 2, 3]
