"""Lines that the detector drew over two columns at once: parted where nothing stands, and nowhere else."""

import cv2
import numpy as np
import pytest

from parsers.gutters import parts_across
from parsers.ocr import Pixels, Quad

LEFT, RIGHT = (250, 780), (840, 1370)
TOPS = tuple(range(400, 1500, 90))
AMID = 3  # the row that came as one line


def box(left: int, top: int, right: int) -> Quad:
    """A line's place, 44 pixels high."""
    return np.array([(left, top), (right, top), (right, top + 44), (left, top + 44)], np.float32)


def written(quads: list[Quad], blank: tuple[int, int] | None = None) -> Pixels:
    """A page with strokes where the lines stand, close together as characters are; none in the `blank` columns."""
    page = np.full((2339, 1654, 3), 250, np.uint8)
    for quad in quads:
        left, top, right, bottom = (int(edge) for edge in (*quad[0], *quad[2]))
        for start in range(left, right - 30, 40):
            cv2.rectangle(page, (start, top + 6), (start + 34, bottom - 6), (20, 20, 20), 4)
    if blank is not None:
        page[:, blank[0] : blank[1]] = 250
    return page


def columns() -> list[Quad]:
    """A title over both columns, and their lines, of one row as a single one."""
    rows = [
        [box(LEFT[0], top, RIGHT[1])]
        if place == AMID
        else [box(LEFT[0], top, LEFT[1]), box(RIGHT[0], top, RIGHT[1])]
        for place, top in enumerate(TOPS)
    ]
    return [box(360, 250, 1260), *(quad for row in rows for quad in row)]


def test_a_line_over_both_columns_is_parted_between_them() -> None:
    """Each half ends where its column does."""
    quads = columns()
    crossing = next(
        place for place, quad in enumerate(quads) if quad[0][0] == LEFT[0] and quad[1][0] == RIGHT[1]
    )
    page = written(quads, blank=(LEFT[1], RIGHT[0]))
    page[240:300, LEFT[1] : RIGHT[0]] = written(quads)[240:300, LEFT[1] : RIGHT[0]]
    parts = parts_across(page, quads, quads)
    assert list(parts) == [crossing]
    end, start = (RIGHT[1] - LEFT[0]) * np.array(parts[crossing]) + LEFT[0]
    assert (end, start) == pytest.approx((LEFT[1], RIGHT[0]))


def test_a_line_that_is_written_across_stays_whole() -> None:
    """A sentence between two halves of a page, a row of a table without rules: ink stands in the gap."""
    quads = columns()
    assert parts_across(written(quads), quads, quads) == {}


def test_a_title_with_wide_spaces_stays_whole() -> None:
    """工　作　总　结 in large print above two columns: nothing stands in the middle of it."""
    title = np.array([(560, 290), (1060, 290), (1060, 370), (560, 370)], np.float32)
    rows = [quad for top in TOPS for quad in (box(LEFT[0], top, LEFT[1]), box(RIGHT[0], top, RIGHT[1]))]
    quads = [title, *rows]
    assert parts_across(written(quads, blank=(LEFT[1], RIGHT[0])), quads, quads) == {}


def test_a_page_of_one_column_has_no_gutter() -> None:
    """However its words stand."""
    quads = [box(LEFT[0], top, RIGHT[1]) for top in TOPS]
    assert parts_across(written(quads, blank=(LEFT[1], RIGHT[0])), quads, quads) == {}


def test_lines_that_run_across_one_below_the_other_are_parted_too() -> None:
    """None of them has a neighbour that tells where its halves end; all the lines of both columns do."""
    across = TOPS[3:6]
    rows = [
        [box(LEFT[0], top, RIGHT[1])]
        if top in across
        else [box(LEFT[0], top, LEFT[1]), box(RIGHT[0], top, RIGHT[1])]
        for top in TOPS
    ]
    quads = [quad for row in rows for quad in row]
    parts = parts_across(written(quads, blank=(LEFT[1], RIGHT[0])), quads, quads)
    assert len(parts) == len(across)
    for share in parts.values():
        end, start = (RIGHT[1] - LEFT[0]) * np.array(share) + LEFT[0]
        assert (end, start) == pytest.approx((LEFT[1], RIGHT[0]), abs=12)
    assert parts_across(written(quads), quads, quads) == {}


def test_a_box_made_higher_by_a_seals_ring_is_parted_amid_the_columns() -> None:
    """It is as high as a title's, and a title stands above both columns."""
    quads = columns()
    crossing = next(
        place for place, quad in enumerate(quads) if quad[0][0] == LEFT[0] and quad[1][0] == RIGHT[1]
    )
    quads[crossing][2:, 1] += 0.45 * 44
    assert list(parts_across(written(quads, blank=(LEFT[1], RIGHT[0])), quads, quads)) == [crossing]
    title = box(LEFT[0], 200, RIGHT[1])
    title[2:, 1] += 0.45 * 44
    assert 0 not in parts_across(
        written([title, *quads], blank=(LEFT[1], RIGHT[0])), [title, *quads], [title, *quads]
    )


def test_a_comma_at_the_gutter_parts_no_line_that_is_written_across() -> None:
    """Nothing stands there by chance, and no other line falls in two."""
    quads = columns()
    crossing = next(
        place for place, quad in enumerate(quads) if quad[0][0] == LEFT[0] and quad[1][0] == RIGHT[1]
    )
    page = written(quads, blank=(LEFT[1], RIGHT[0]))
    top = int(quads[crossing][0][1])
    page[top : top + 44, LEFT[1] - 20 : LEFT[1] + 14] = 20
    assert parts_across(page, quads, quads) == {}
