"""Text of a PDF page that is struck out: what tracked changes took away, and the print shows all the same."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.layout import TextLine
from parsers.pdf_text import PageText
from parsers.pdfium_calls import Box

_LOWEST, _HIGHEST = (
    0.3,
    0.65,
)  # of a line's height, between which a stroke strikes it out; underlines lie lower
_BEYOND = 0.5  # of the font's size, by which the stroke may reach beyond the text: a border reaches further
_SHORTEST = 0.8  # of the font's size
_WHOLE = 0.9  # of the line's width
_LEVEL = 0.2  # points


def without_struck(lines: Sequence[TextLine], text: PageText, strokes: Iterable[Box]) -> tuple[TextLine, ...]:
    """The lines without what level strokes run through; `strokes` as a reader holds the page."""
    level = sorted(((bottom, left, right) for left, bottom, right, top in strokes if top - bottom <= _LEVEL))
    if not level:
        return tuple(lines)
    heights = [stroke[0] for stroke in level]
    return tuple(kept for line in lines for kept in _kept(line, text, level, heights))


def _kept(
    line: TextLine, text: PageText, level: Sequence[tuple[float, float, float]], heights: Sequence[float]
) -> Iterator[TextLine]:
    height = line.top - line.bottom
    first = bisect_left(heights, line.bottom + _LOWEST * height)
    last = bisect_left(heights, line.bottom + _HIGHEST * height)
    through = sorted((left, right) for _, left, right in level[first:last] if _strikes(line, left, right))
    if not through:
        yield line
    elif _covered(through) < _WHOLE * (line.right - line.left):
        yield from _rest(line, text, through)


def _strikes(line: TextLine, left: float, right: float) -> bool:
    beyond = _BEYOND * line.size
    is_inside = left >= line.left - beyond and right <= line.right + beyond
    return is_inside and right - left >= _SHORTEST * line.size


def _covered(through: Sequence[tuple[float, float]]) -> float:
    """How far the strokes reach together; both edges of a thin box count once."""
    covered, end = 0.0, float("-inf")
    for left, right in through:
        covered += max(0.0, right - max(left, end))
        end = max(end, right)
    return covered


def _rest(line: TextLine, text: PageText, through: Sequence[tuple[float, float]]) -> Iterator[TextLine]:
    """What stands before, between and behind the strokes, as one line."""
    ends = [
        line.left - line.size,
        *(end for pair in _merged(through) for end in pair),
        line.right + line.size,
    ]
    gaps = [pair for place, pair in enumerate(pairwise(ends)) if place % 2 == 0 and pair[0] < pair[1]]
    pieces = [piece for left, right in gaps for piece in text.within((left, line.bottom, right, line.top))]
    if pieces:
        left, right = pieces[0].left, pieces[-1].right
        yield replace(line, text="".join(piece.text for piece in pieces), left=left, right=right)


def _merged(through: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for left, right in through:
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged
