"""Where the parts of a mask are."""

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from parsers.components import extents

MASKS = arrays(
    np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.sampled_from([0, 255])
)


@given(MASKS)
def test_extents_are_those_of_the_labelled_parts(mask: np.ndarray) -> None:
    """Parts that touch at a corner are one, and one that lies in another's hole counts."""
    number, _, found, _ = cv2.connectedComponentsWithStats(mask)
    labelled = [(x, y, x + width, y + height) for x, y, width, height, _ in found[1:number].tolist()]
    assert sorted(extents(mask)) == sorted(labelled)


def test_a_part_within_a_frame_is_one_of_its_own() -> None:
    """As a table within a frame around the page."""
    mask = np.zeros((9, 9), np.uint8)
    mask[0], mask[-1], mask[:, 0], mask[:, -1] = 255, 255, 255, 255
    mask[4, 3:6] = 255
    assert sorted(extents(mask)) == [(0, 0, 9, 9), (3, 4, 6, 5)]
