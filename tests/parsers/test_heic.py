"""Photos as telephones keep them: HEIC (ISO/IEC 23008-12)."""

from pathlib import Path

import pytest

from parsers.errors import UnreadableError
from parsers.registry import parse

# A page that the camera held on its side; written with libheif's encoder, which the project does not install.
PAGE = Path(__file__).parent / "data" / "page.heic"


def test_a_photo_is_read_upright() -> None:
    """As the camera says which way is up, like any other picture of a page."""
    document = parse(PAGE.read_bytes(), "IMG_0001.HEIC")
    assert document.kind == "image"
    assert document.pages[0].height > document.pages[0].width
    assert [block.text for block in document.blocks][2:4] == [
        "一、项目实施成效",
        "完成专利转化75件，金额1200万元。",
    ]


@pytest.mark.parametrize("length", [32, 300, 3000])
def test_a_photo_that_breaks_off_is_unreadable(length: int) -> None:
    """And no more than that."""
    with pytest.raises(UnreadableError):
        parse(PAGE.read_bytes()[:length], "IMG_0001.HEIC")


def test_a_photo_that_only_the_decoder_finds_damaged_is_unreadable() -> None:
    """Its head is sound, and the width that the coded picture itself states (HEVC's parameter sets) is none."""
    payload = PAGE.read_bytes()
    place = payload.index(b"hvcC") + 80
    broken = payload[:place] + bytes([payload[place] ^ 0xFF]) + payload[place + 1 :]
    with pytest.raises(UnreadableError):
        parse(broken, "IMG_0001.HEIC")
