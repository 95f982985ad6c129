"""What fuzzing has found, small and by name, so that it stays mended."""

import io
import zipfile

import cv2
import numpy as np
import pytest

from parsers.errors import ParseError
from parsers.registry import parse
from parsers.scan_marks import black_seals
from tests.documents.dresses.containers import zip_encrypted
from tests.documents.word import zip_of
from tests.hostile.archives import ESCAPING_NAMES


def test_zip_whose_first_member_is_damaged() -> None:
    """The member that tells the kind of an OpenDocument file does not unpack: a finding, not a fault of ours."""
    payload = bytearray(
        zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet" * 9, "content.xml": "x"})
    )
    payload[40:44] = b"\xff\xff\xff\xff"
    with pytest.raises(ParseError):
        parse(bytes(payload), "a.ods")


def test_zip_whose_first_member_is_behind_a_password() -> None:
    """Python raises a RuntimeError for it."""
    with pytest.raises(ParseError):
        parse(zip_encrypted([("mimetype", b"text")]), "a.zip")


def test_zip_whose_first_member_goes_by_another_case() -> None:
    """There is no "mimetype" though a "MimeType" is."""
    assert [member.name for member in parse(zip_of({"MimeType": "x"}), "a.zip").members] == ["MimeType"]


@pytest.mark.parametrize(("shape", "dpi"), [((1, 900, 3), 200.0), ((900, 1, 3), 600.0), ((64, 64, 3), 0.01)])
def test_page_that_holds_no_seal_is_not_searched(shape: tuple[int, int, int], dpi: float) -> None:
    """A line of a picture, and a page of fourteen million points: OpenCV refuses both."""
    assert black_seals(np.full(shape, 255, np.uint8), dpi) == ()


def test_large_enough_page_is_searched() -> None:
    """The bound leaves a ring of a seal's size alone."""
    page = np.full((800, 800, 3), 255, np.uint8)
    cv2.circle(page, (400, 400), 165, (0, 0, 0), 8)  # 42 mm across at 200 dpi
    assert len(black_seals(page, 200.0)) == 1


def test_names_stay_names() -> None:
    """Whatever stands in them, they are kept apart and lead nowhere."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ESCAPING_NAMES:
            archive.writestr(name, "x")
    names = [member.name for member in parse(buffer.getvalue(), "a.zip").members]
    assert len(set(names)) == len(ESCAPING_NAMES)
    assert not [name for name in names if {"", ".", ".."} & set(name.split("/")) or "\x1b" in name]
