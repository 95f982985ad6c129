"""Text of a PDF page that is struck out: what tracked changes took away, and the print shows all the same."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.pdf_text import PageText
from parsers.pdfium_calls import Box
from parsers.text_line import TextLine

# Shares of a line's height between which a stroke strikes it out; underlines lie lower.
_LOWEST, _HIGHEST = 0.3, 0.65
_BEYOND = 0.5  # of the font's size, by which the stroke may reach beyond the text: a border reaches further
_SHORTEST = 0.8  # of the font's size
_LEVEL = 0.2  # points
_SLIVER = 0.2  # of the font's size: a filled box that is higher marks text, and strikes nothing out

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Strokes:
    """A page's level strokes from the lowest up (height, left, right), and its upright ones (left, bottom, top)."""

    level: tuple[tuple[float, float, float], ...]
    upright: tuple[tuple[float, float, float], ...]


def without_struck(lines: Sequence[TextLine], text: PageText, strokes: Iterable[Box]) -> tuple[TextLine, ...]:
    """The lines without what level strokes run through; `strokes` as a reader holds the page."""
    every = tuple(strokes)
    level = tuple(
        sorted((bottom, left, right) for left, bottom, right, top in every if top - bottom <= _LEVEL)
    )
    if not level:
        return tuple(lines)
    upright = tuple((left, bottom, top) for left, bottom, right, top in every if right - left <= _LEVEL)
    found = _Strokes(level, upright)
    heights = [height for height, _, _ in level]
    return tuple(kept for line in lines for kept in _kept(line, text, found, heights))


def _kept(line: TextLine, text: PageText, strokes: _Strokes, heights: Sequence[float]) -> Iterator[TextLine]:
    size = line.top - line.bottom
    first = bisect_left(heights, line.bottom + _LOWEST * size)
    last = bisect_left(heights, line.bottom + _HIGHEST * size)
    through = [
        (left, right)
        for height, left, right in _joined(
            each for each in strokes.level[first:last] if not _is_edge(strokes, *each, line.size)
        )
        if _strikes(line, left, right)
    ]
    struck = [
        span for span in merged(sorted(through)) if text.within((span[0], line.bottom, span[1], line.top))
    ]
    if not struck:
        yield line
    else:
        yield from _rest(line, text, struck)


def _joined(level: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Strokes that go on in one another as one: each change of the font begins a new one, that of “xx” amid Chinese."""
    joined: list[tuple[float, float, float]] = []
    for height, left, right in sorted(level, key=lambda each: each[1]):
        place = next((k for k, each in enumerate(joined) if _is_going_on(each, height, left)), None)
        if place is None:
            joined.append((height, left, right))
        else:
            first, begin, end = joined[place]
            joined[place] = (first, begin, max(end, right))
    return joined


def _is_going_on(before: tuple[float, float, float], height: float, left: float) -> bool:
    return abs(before[0] - height) <= _LEVEL and left <= before[2] + _LEVEL


def _strikes(line: TextLine, left: float, right: float) -> bool:
    beyond = _BEYOND * line.size
    is_inside = left >= line.left - beyond and right <= line.right + beyond
    return is_inside and right - left >= _SHORTEST * line.size


def _is_edge(strokes: _Strokes, height: float, left: float, right: float, size: float) -> bool:
    """Hold for an edge of a cell, or of a coloured band: an upright stroke leads away from an end of it."""
    ends = (left, right)
    return any(
        bottom - _LEVEL <= height <= top + _LEVEL
        and top - bottom > _SLIVER * size
        and any(abs(place - end) <= 2 * _LEVEL for end in ends)
        for place, bottom, top in strokes.upright
    )


def _rest(line: TextLine, text: PageText, struck: Sequence[_Span]) -> Iterator[TextLine]:
    """What stands before, between and behind the strokes, as one line; nothing where nothing does."""
    ends = [line.left - line.size, *(end for span in struck for end in span), line.right + line.size]
    gaps = [pair for place, pair in enumerate(pairwise(ends)) if place % 2 == 0 and pair[0] < pair[1]]
    pieces = [piece for left, right in gaps for piece in text.within((left, line.bottom, right, line.top))]
    if pieces:
        left, right = pieces[0].left, pieces[-1].right
        yield replace(line, text="".join(piece.text for piece in pieces), left=left, right=right)


def merged(spans: Iterable[_Span]) -> list[_Span]:
    """The spans from left to right, those that overlap as one: both edges of a thin box."""
    found: list[_Span] = []
    for left, right in spans:
        if found and left <= found[-1][1]:
            found[-1] = (found[-1][0], max(right, found[-1][1]))
        else:
            found.append((left, right))
    return found
