"""Pieces of lines that stand in one row -> whole lines, from top to bottom. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from parsers.broken_names import with_whole_names
from parsers.text_line import TextLine, is_wide, least

_MOST_BESIDE, _RUNNING_TEXT = 4, 12  # characters
_LONG_LINES = 4  # that tell where running text ends
_LEAST_TWICE = 3  # characters that two overlapping readings of one row share
_LEAST_OVERLAP = 0.6  # of the room that they take up


def joined_rows(lines: Sequence[TextLine]) -> list[TextLine]:
    """The rows of a page from top to bottom, each as one line; what a seal writes beside all text comes last."""
    rows: list[list[TextLine]] = []
    aside = [line for line in lines if _is_beside_text(line, lines)]
    text = [line for line in lines if line not in aside] if aside else lines
    for line in sorted(text, key=lambda line: -line.middle):
        # Digits and characters of one row may lie at different heights, and so come in any order.
        if rows and all(in_one_row(piece, line) for piece in rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [*(reduce(_merge, row) for row in with_whole_names(rows)), *aside]


def _is_beside_text(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """Characters of a seal over the pages' edge, read beyond where all running text ends: no part of any line.

    An amount or a word of another script that stands there is a list's last column.
    """
    if not line.is_ocr or len(line.text) > _MOST_BESIDE or not all(map(is_wide, line.text)):
        return False
    long = [other for other in lines if len(other.text) >= _RUNNING_TEXT]
    if len(long) < _LONG_LINES or line.left <= max(other.right for other in long) + line.size / 2:
        return False
    return line.middle <= max(other.top for other in long)  # 目录 above all of it is a heading


def in_one_row(one: TextLine, other: TextLine) -> bool:
    """Tell whether two lines stand beside each other, or are two readings of one line that a seal lies over."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    if shared <= 0.5 * min(one.top - one.bottom, other.top - other.bottom):
        return False
    # OCR's boxes are larger than what stands in them.
    slack = 0.5 * min(one.size, other.size) if one.is_ocr and other.is_ocr else 1
    apart = one.right <= other.left + slack or other.right <= one.left + slack
    return apart or _said_twice(*sorted((one, other), key=lambda line: line.left)) > 0


def _said_twice(first: TextLine, second: TextLine) -> int:
    """How many characters the first ends and the second begins with, where OCR read what lies under a seal in both.

    The boxes overlap by as much as those characters take up: 10000 and 000元, whose boxes only touch, share none.
    """
    if not (first.is_ocr and second.is_ocr and first.left < second.left < first.right < second.right):
        return 0
    longest = min(len(first.text), len(second.text)) - 1
    same = next((k for k in range(longest, _LEAST_TWICE - 1, -1) if first.text[-k:] == second.text[:k]), 0)
    of_all = _natural_width(first.text[len(first.text) - same :]) / _natural_width(first.text)
    return same if first.right - second.left >= _LEAST_OVERLAP * of_all * (first.right - first.left) else 0


def _natural_width(text: str) -> float:
    """The text's width, of which a Chinese character takes one, another half of that."""
    return sum(1.0 if is_wide(character) else 0.5 for character in text)


def _merge(one: TextLine, other: TextLine) -> TextLine:
    first, second = sorted((one, other), key=lambda line: line.left)
    gap = "" if second.left - first.right < 0.3 * first.size else " "
    longer = max(one, other, key=lambda line: len(line.text))
    return replace(
        longer,
        text=first.text + gap + second.text[_said_twice(first, second) :],
        left=first.left,
        right=max(one.right, other.right),
        bottom=min(one.bottom, other.bottom),
        top=max(one.top, other.top),
        confidence=least((one.confidence, other.confidence)),
    )
