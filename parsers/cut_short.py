"""Lines that a red seal cut short: 单位（盖章） where the name behind it lies beneath the star. They are read on to its rim."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parsers.ocr import LineText, Pixels, Quad, engine
from parsers.scan_marks import Circle

_RIM, _BEYOND = 0.9, 1.15  # radii: what ends before the one was cut short, and is read on to the other
_LEAST_LONGER = 2  # characters
_SURE = 0.9  # of the recogniser, for what it reads there to count
_NUMBERS_ALONE = 16  # characters of a date, or of another number
_OF_A_SEAL, _ENDS_AS_DATE = (
    re.compile("专用|财务|合同|发票|章"),
    re.compile(r"月\s?[\d一二三四五六七八九十]{1,3}\s?日\s*$"),
)
_CONTESTED = 0.81  # confidence in a number that is read otherwise so: a little below doubt


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class ReadOn:
    """A line, by its place among those that were found, as it is known now."""

    place: int
    quad: Quad
    text: LineText


def read_on(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], seals: Sequence[Circle]
) -> list[ReadOn]:
    """The lines that go on beneath a seal, whole, and numbers there that read otherwise once more is seen of the page."""
    around = (
        (place, next((seal for seal in seals if ends_within(quads[place], seal)), None)) for place in texts
    )
    cut = [(place, seal) for place, seal in around if seal is not None]
    longer = [_up_to_rim(quads[place], seal) for place, seal in cut]
    read = engine().read(pixels, longer) if longer else []
    known = (
        _known(place, quads[place], texts[place], quad, text)
        for (place, _), quad, text in zip(cut, longer, read, strict=True)
    )
    return [each for each in known if each is not None]


def ends_within(quad: Quad, seal: Circle) -> bool:
    """Hold for a line whose end lies beneath the seal."""
    x, y, radius = seal
    right, middle = float(quad[:, 0].max()), float(quad[:, 1].mean())
    return abs(middle - y) < radius and x - radius < right < x + _RIM * radius


def _up_to_rim(quad: Quad, seal: Circle) -> Quad:
    x, _, radius = seal
    along = (quad[1] - quad[0]) / max(1.0, float(np.linalg.norm(quad[1] - quad[0])))
    longer = quad.copy()
    longer[1:3] += along * (x + _BEYOND * radius - float(quad[:, 0].max()))
    return longer


def _known(place: int, quad: Quad, text: LineText, longer: Quad, other: LineText) -> ReadOn | None:
    """The longer line where it says the same and more; a number of which the two say something else is contested."""
    one, two = _said(text.text), _said(other.text)
    rest = two[len(one) :] if two.startswith(one) else ""
    if len(rest) >= _LEAST_LONGER and other.confidence >= _SURE and not _is_complete(text.text, rest):
        return ReadOn(place, longer, other)
    is_number = len(one) <= _NUMBERS_ALONE and any(map(str.isdigit, one))
    says_otherwise = not two.startswith(one) or any(map(str.isdigit, rest))
    if is_number and says_otherwise and text.confidence > _CONTESTED:
        return ReadOn(place, quad, replace(text, confidence=_CONTESTED))
    return None


def _is_complete(text: str, rest: str) -> bool:
    """Hold where what was read further on is the seal's own (专用章), or stands behind the day of a date."""
    return bool(_OF_A_SEAL.search(rest) or _ENDS_AS_DATE.search(text))


def _said(text: str) -> str:
    return "".join(filter(str.isalnum, text))
