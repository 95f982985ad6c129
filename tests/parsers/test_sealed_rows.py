"""Rows beneath a black seal that the finder does not see: read all the same, or left alone."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from parsers import sealed_rows
from parsers.ocr import LineText, Pixels, Quad
from parsers.sealed_rows import with_rows_beneath
from tests.parsers.test_beneath_seals import DATE, RING, page
from tests.parsers.test_scan_marks import box

TEXT = box(195, 95, 1170, 155)  # the line above the seal
BELOW = 385  # upper edge of a date below the star


def readings(pixels: Pixels, *known: Quad) -> tuple[tuple[Quad, ...], list[str]]:
    """All lines, and what was read of those that are new or longer."""
    quads, texts = with_rows_beneath(pixels, [TEXT, *known], {}, RING)
    return quads, [text.text for text in texts.values()]


@pytest.mark.parametrize("seal", [20, 45])
def test_a_date_beneath_a_black_seal_is_read(seal: int) -> None:
    """Where the finder sees nothing but the ring, the row is read from several windows, and they agree."""
    quads, read = readings(page(seal, top=BELOW))
    assert read == [DATE]
    assert abs(quads[-1][:, 1].mean() - BELOW - 25) < 20


def test_a_piece_of_the_date_is_made_whole() -> None:
    """2024年3月 was found, cut short by the ring."""
    # Read right in nine windows and wrong in three, in single precision as in bfloat16: two pixels lower it is one vote.
    quads, read = readings(page(20, top=BELOW), box(555, 381, 780, 437))
    assert read == [DATE]
    assert len(quads) == 2


def test_a_line_that_was_found_whole_stays() -> None:
    """It is read no better, whether it lies beneath the seal or goes on beside it."""
    for known in (box(550, 380, 885, 437), box(200, 380, 885, 437)):
        quads, read = readings(page(20, top=BELOW), known)
        assert read == []
        assert np.array_equal(quads[1], known)


def test_a_seal_over_nothing_hides_nothing() -> None:
    """A ring and a star say nothing that several windows agree on; nor does a page without lines."""
    blank = page(20, date="")
    assert readings(blank)[1] == []
    assert with_rows_beneath(blank, [], {}, RING) == ((), {})


def test_what_was_read_before_stays() -> None:
    """By the places of its lines."""
    known = {0: LineText("上海某某科技有限公司", 0.99)}
    _, texts = with_rows_beneath(page(20, top=BELOW), [TEXT], known, RING)
    assert [texts[place].text for place in sorted(texts)] == ["上海某某科技有限公司", DATE]


@pytest.mark.parametrize("own", ["合同专用章", "31011500123"])
def test_a_seals_own_row_is_none_of_the_page(own: str) -> None:
    """Its kind, and its number, which would pass for a telephone's."""
    assert readings(page(20, own, top=405))[1] == []


def test_a_page_whose_lines_have_no_height_is_left_alone() -> None:
    """Nobody knows where its rows would stand."""
    flat = box(200, 100, 900, 100)
    assert with_rows_beneath(page(20), [flat], {}, RING) == ((flat,), {})


class _Reader:
    """Reads whatever stands around a height as its text."""

    def __init__(self, texts: Mapping[range, str]) -> None:
        self.texts = texts

    def read(self, _page: Pixels, quads: Sequence[Quad]) -> list[LineText]:
        return [LineText(self._at(float(quad[:, 1].mean())), 0.97) for quad in quads]

    def _at(self, height: float) -> str:
        return next((text for heights, text in self.texts.items() if round(height) in heights), "")


def test_of_two_readings_with_as_many_votes_neither_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does it where that befalls two rows, each of which is compared with what else was read."""
    rows = {range(250, 270): "上海某某大学", range(270, 290): "上海其他大学"}
    more = {range(370, 390): "2024年3月22日", range(390, 410): "2024年3月27日"}
    monkeypatch.setattr(sealed_rows, "engine", lambda: _Reader(rows | more))
    assert readings(page(20))[1] == []
    monkeypatch.setattr(sealed_rows, "engine", lambda: _Reader(rows | {range(370, 390): DATE}))
    assert readings(page(20))[1] == [DATE]
