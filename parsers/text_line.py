"""A line as it stands on a page. Places are in points, the origin at the page's lower left, as a reader holds it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Characters as wide as they are high, as a class of a regular expression has them.
WIDE = "\u2e80-\u9fff\uac00-\ufaff\uff00-\uff60"
_ONE_WIDE = re.compile(f"[{WIDE}]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line as it stands on a page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float  # of the font, in points
    page: int
    bold: bool = False
    is_ocr: bool = False
    is_artifact: bool = False  # the file itself says that this is no content (ISO 32000-1, 14.8.2.2)
    confidence: float | None = None  # of OCR, 0 to 1

    @property
    def middle(self) -> float:
        """The height of the line's middle on the page."""
        return (self.bottom + self.top) / 2


def is_wide(character: str) -> bool:
    """Hold for characters as wide as they are high: Chinese ones and full-width punctuation."""
    return bool(_ONE_WIDE.match(character))


def join_lines(texts: Sequence[str]) -> str:
    """Join the lines of one paragraph: with a space only between two words in Latin letters."""
    joined = ""
    for text in texts:
        gap = (
            " "
            if joined and text and joined[-1].isascii() and text[0].isascii() and joined[-1] != "-"
            else ""
        )
        joined += gap + text
    return joined


def least(confidences: Iterable[float | None]) -> float | None:
    """The least of the confidences that are known, None where none is."""
    return min((each for each in confidences if each is not None), default=None)
