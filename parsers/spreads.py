"""Two pages side by side on one picture (a spread, an A3 scan of a folded sheet): the right one is put below the left."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.columns import full_lines
from parsers.pdf_tables import DrawnTable
from parsers.running_lines import is_page_number
from parsers.text_line import TextLine

_LANDSCAPE = 1.1  # times as wide as high
_MIDDLE = (0.3, 0.7)  # of the text's width, between which the fold lies
_GAP = 2.0  # of a line's size: the least distance between the pages' texts
_FULL_LINES = 4  # on one of the pages; the other may be a cover, or hold little more than the sign-off
_LEAST_LINES = 4  # on each
_RUNNING, _WIDE_PAGE = 6, 0.3  # full lines; share of the sheet's width
_LEAST_WIDTH = 0.25  # of the whole text's, for each page's
_EDGE = 0.15  # of the height, where page numbers stand
_BESIDE, _MOST_PAIRED = 0.3, 0.8  # of a line's size; share of one page's lines
_MARGIN, _SAME_MARGIN = 0.04, 0.008  # of the sheet's width, what a page leaves free, and how alike two are
_LEAST_BESIDE = 2  # lines on the emptier of two pages
_DIGITS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a picture of a page, in points, the origin at its lower left."""

    width: float
    height: float
    lines: tuple[TextLine, ...]
    tables: tuple[DrawnTable, ...]


def unfolded(sheet: Sheet) -> Sheet:
    """The sheet with its right page below its left one; the same where it is one page."""
    fold = _fold(sheet)
    if fold is None:
        return sheet
    left, right = _pages(sheet.lines, fold)
    aside = min(line.left for line in right) - min(line.left for line in left)
    lines = (
        *(_moved(line, 0, sheet.height) for line in left if not _is_numbering(line, sheet)),
        *(_moved(line, -aside, 0) for line in right if not _is_numbering(line, sheet)),
    )
    tables = tuple(
        _moved_table(each, aside, sheet.height, on_left=each.right <= fold) for each in sheet.tables
    )
    return Sheet(max(fold, sheet.width - fold), 2 * sheet.height, lines, tables)


def _fold(sheet: Sheet) -> float | None:
    """Where the right page begins; None for a single page, a table across the sheet, or columns of short entries."""
    if sheet.width < _LANDSCAPE * sheet.height:
        return None
    return _fold_in_the_middle(sheet) or _fold_between_columns(sheet)


def _fold_in_the_middle(sheet: Sheet) -> float | None:
    """The middle of the sheet, where two pages have their numbers at its foot, or as wide a margin at their left."""
    fold = sheet.width / 2
    spans = [(line.left, line.right) for line in sheet.lines]
    spans += [(table.left, table.right) for table in sheet.tables]
    if any(left < fold < right for left, right in spans):
        return None
    are_pages = _is_numbered_through(sheet, fold) or _has_margins_twice(sheet, fold)
    return fold if are_pages or _is_full_beside_few(sheet, fold) else None


def _is_full_beside_few(sheet: Sheet, fold: float) -> bool:
    """A page of running text, and another on which little more stands than the sign-off."""
    pages = _pages(sheet.lines, fold)
    fuller = max(pages, key=full_lines)
    is_page = full_lines(fuller) >= _RUNNING and _text_width(fuller) >= _WIDE_PAGE * sheet.width
    return is_page and min(map(len, pages)) >= _LEAST_BESIDE


def _has_margins_twice(sheet: Sheet, fold: float) -> bool:
    pages = _pages(sheet.lines, fold)
    if min(map(len, pages)) < _LEAST_BESIDE:
        return False
    left, right = (min(line.left for line in page) for page in pages)
    margins = left, right - fold
    is_margin = min(margins) >= _MARGIN * sheet.width
    paired = sum(
        any(abs(one.middle - other.middle) < _BESIDE * one.size for other in pages[1]) for one in pages[0]
    )
    is_list = paired > _MOST_PAIRED * len(pages[0])  # each entry beside its value
    return is_margin and abs(margins[0] - margins[1]) <= _SAME_MARGIN * sheet.width and not is_list


def _is_numbered_through(sheet: Sheet, fold: float) -> bool:
    numbers = [
        [int(_DIGITS.findall(line.text)[0]) for line in page if _is_number_below(line, sheet)]
        for page in _pages(sheet.lines, fold)
    ]
    return any(one + 1 == other for one in numbers[0] for other in numbers[1])


def _fold_between_columns(sheet: Sheet) -> float | None:
    if len(sheet.lines) < 2 * _LEAST_LINES:
        return None
    gap = _widest_gap(sheet.lines)
    if gap is None:
        return None
    fold = sum(gap) / 2
    pages = _pages(sheet.lines, fold)
    width = sum(map(_text_width, pages))
    are_pages = all(len(page) >= _LEAST_LINES and _text_width(page) >= _LEAST_WIDTH * width for page in pages)
    across = any(table.left < fold < table.right for table in sheet.tables)
    return fold if are_pages and max(map(full_lines, pages)) >= _FULL_LINES and not across else None


def _pages(lines: Sequence[TextLine], fold: float) -> tuple[list[TextLine], list[TextLine]]:
    return [line for line in lines if line.right <= fold], [line for line in lines if line.left >= fold]


def _text_width(lines: Sequence[TextLine]) -> float:
    return max((line.right for line in lines), default=0.0) - min((line.left for line in lines), default=0.0)


def _widest_gap(lines: Sequence[TextLine]) -> tuple[float, float] | None:
    """The widest band from top to bottom, about the middle, that no line enters."""
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    least, most = (first + share * (last - first) for share in _MIDDLE)
    usual = sorted(line.size for line in lines)[len(lines) // 2]
    reached, gaps = first, []
    for line in sorted(lines, key=lambda line: line.left):
        if line.left - reached >= _GAP * usual and least <= (line.left + reached) / 2 <= most:
            gaps.append((reached, line.left))
        reached = max(reached, line.right)
    return max(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _is_numbering(line: TextLine, sheet: Sheet) -> bool:
    at_edge = not _EDGE * sheet.height < line.middle < (1 - _EDGE) * sheet.height
    return at_edge and is_page_number(line.text, by_ocr=True)


def _is_number_below(line: TextLine, sheet: Sheet) -> bool:
    return (
        line.middle < _EDGE * sheet.height and _is_numbering(line, sheet) and bool(_DIGITS.search(line.text))
    )


def _moved(line: TextLine, across: float, up: float) -> TextLine:
    return replace(
        line, left=line.left + across, right=line.right + across, bottom=line.bottom + up, top=line.top + up
    )


def _moved_table(table: DrawnTable, aside: float, height: float, *, on_left: bool) -> DrawnTable:
    if on_left:
        return replace(table, bottom=table.bottom + height, top=table.top + height)
    return replace(table, left=table.left - aside, right=table.right - aside)
