"""A page's picture, set upright, and the red seals on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.ocr import Pixels, Quad, engine
from parsers.orientation import Upright, turned, upright
from parsers.scan_marks import Circle
from parsers.seal import SealMark, find_seals, without_red
from parsers.sheet import flattened

_NO_COLOUR, _NEARLY_ALL = 2, 0.99  # of 255, between the channels of a pixel; share of a grey page's pixels
_STRONG_COLOUR, _LEAST_COLOURED = 60, 0.0003  # and the share of a page that a faint seal's rim takes
_NAME_AND_DATE = 2  # lines


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Sight:
    """A page's picture, set upright: `pixels` as they are read, `shown` with the ink of its seals `marks`."""

    pixels: Pixels
    shown: Pixels
    dpi: float
    colour: bool
    marks: tuple[SealMark, ...]  # their places on the page as it came
    lying: Upright


def sight_of(picture: Pixels, dpi: float, side: int) -> Sight:
    """Look at a page's picture: its colour, its red seals, which way up it is; `side` as `Engine.find` has it."""
    shown = flattened(picture, engine().find)
    colour = not is_grey(shown)
    marks = tuple(find_seals(shown, dpi)) if colour else ()
    pixels = without_red(shown, marks) if marks else shown
    lying = upright(pixels, engine(), side)
    return Sight(turned(pixels, lying.turns), turned(shown, lying.turns), dpi, colour, marks, lying)


def bare_seals(sight: Sight, quads: Sequence[Quad]) -> list[Circle]:
    """The red seals over which fewer lines were found than the name and the date that usually stand there."""
    found = []
    for box in seal_boxes(sight):
        left, top, right, bottom = box
        middles = [quad.mean(axis=0) for quad in quads]
        under = sum(left <= x <= right and top <= y <= bottom for x, y in middles)
        if under < _NAME_AND_DATE:
            found.append(circle_around(box))
    return found


def circle_around(box: tuple[int, int, int, int]) -> Circle:
    """The seal of that box; an oval one counts by its longer side."""
    left, top, right, bottom = box
    return (left + right) / 2, (top + bottom) / 2, max(right - left, bottom - top) / 2


def seal_boxes(sight: Sight) -> list[tuple[int, int, int, int]]:
    """The red seals' places on the page as it is read."""
    height, width = sight.pixels.shape[:2]
    return [turned_box(mark.box, sight.lying.turns, (width, height)) for mark in sight.marks]


def under_seals(sight: Sight, quads: Sequence[Quad]) -> frozenset[int]:
    """The lines that touch a red seal; its place is known on the page as it came, before it was turned."""
    boxes = seal_boxes(sight)
    return frozenset(
        place
        for place, quad in enumerate(quads)
        if any(
            left < quad[:, 0].max()
            and right > quad[:, 0].min()
            and top < quad[:, 1].max()
            and bottom > quad[:, 1].min()
            for left, top, right, bottom in boxes
        )
    )


def turned_box(
    box: tuple[int, int, int, int], turns: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """A box on the page once that is turned by 90° against the clock so often; `size` is the turned page's."""
    width, height = size if turns % 2 == 0 else (size[1], size[0])
    for _turn in range(turns):
        left, top, right, bottom = box
        box = (top, width - right, bottom, width - left)
        width, height = height, width
    return box


def is_grey(pixels: Pixels) -> bool:
    """Hold for a page without any colour, not so much as a scanner's tint or a seal: grey, or black and white."""
    red, green, blue = cv2.split(pixels[::4, ::4])
    chroma = cv2.max(cv2.max(red, green), blue) - cv2.min(cv2.min(red, green), blue)
    has_seal = float(np.mean(chroma > _STRONG_COLOUR)) > _LEAST_COLOURED
    return not has_seal and float(np.mean(chroma <= _NO_COLOUR)) >= _NEARLY_ALL
