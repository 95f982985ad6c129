"""The lines of one page in reading order: one column, two columns, labels beside their text. Pure."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from parsers.line_rows import in_one_row, joined_rows
from parsers.line_starts import ANNEX, LABELLED, LINES_OF_A_HEADING, NUMBERED, PUNCTUATION, TOP_NUMBER
from parsers.text_line import TextLine

_GUTTER, _MOST_ACROSS = (35, 65), 0.2  # per cent of the text's width; share of the lines, titles mostly
_A_COLUMN = 12  # lines
_GAP_BELOW = 1.6  # of a column's leading: what ends both columns
_LEAST_COLUMN = 0.3  # of the text's width
_REACH_OVER = 3.0  # of the font's size, by which a cell may reach over the gutter
_HANGING = 0.7  # of the font's size, by which a line's punctuation may
_A_WORD = 1.5  # of the font's size; what is narrower is a character alone
_FULL = 0.8  # of a column's width, as lines of running text are
# What stands in a list, beside its label or its neighbour: numbers, addresses, names of bodies.
_VALUE = re.compile(
    r"^[^\u4e00-\u9fff]*$|^\W?\d[\d.,]*\s?[万亿元%％件项家个年人]\S{0,8}\s*$|\d{7}|@|^.{0,16}[:：]"
    r"|(?:公司|大学|学院|医院|中心|研究[院所]|[协学商]会|局|委员会|章)[）)]?\s*$"
)
_NEAR_GUTTER = 3.0  # of the font's size, where a full line of the left column ends
_FIGURES = re.compile(r"[一二三四五六七八九十壹贰貳叁肆伍陆]+|\d+|[IVX]+|[①-⑳]")
_TEXT_TO_LABELS = 2  # lines of text for each of the labels beside it, at least
_LABEL_GAP = 0.8  # of the font's size, between two lines of one label
_FEW_BESIDE, _MOSTLY_FULL = 0.25, 0.33  # of the lines of a column: those beside it, those as long as text is
_FULL_LINES, _LEAST_FULL = 4, 2  # such lines in the fuller column, in the other


def reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Order the lines of one page from top to bottom, pieces of one row joined; columns stay as they were drawn.

    Where the rows of two columns lie at other heights, no line may have another beside it: the space between tells.
    """
    return ordered_behind(None, lines)[0]


def ordered_behind(
    gutter_before: float | None, lines: Sequence[TextLine]
) -> tuple[list[TextLine], float | None]:
    """The lines of a page in reading order, and where its two columns part, None where it has none.

    `gutter_before` is that of the page before: a few lines at the head of the next may be the end of both columns.
    """
    are_columns = stand_in_columns(lines)
    if are_columns and not all(line.is_ocr for line in lines):
        return _as_drawn(lines), None
    # Fewer lines that do not stand so may be labels and their values.
    gutter = _gutter(lines) if are_columns or len(lines) >= _A_COLUMN else None
    if gutter is not None:
        are_labels = _are_labels(lines, gutter)
        return (_beside_labels(lines, gutter) if are_labels else _columns(lines, gutter)), gutter
    head = _end_of_columns(lines, gutter_before) if gutter_before is not None else []
    if are_columns and not head:
        return list(lines), None
    return [*head, *joined_rows(_others(lines, head))], None


def _as_drawn(lines: Sequence[TextLine]) -> list[TextLine]:
    """Columns as the file draws them, but what stands below both, drawn with either of them, behind both."""
    gutter = _gutter(lines)
    tail = _below_columns(lines, gutter) if gutter is not None else []
    return [*_others(lines, tail), *joined_rows(tail)]


def _others(lines: Sequence[TextLine], some: Sequence[TextLine]) -> list[TextLine]:
    """The lines without these, which are told by their identity: to compare all fields takes long."""
    known = set(map(id, some))
    return [line for line in lines if id(line) not in known]


def _end_of_columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """The last lines of both columns, at the head of a page; [] where they do not begin there at one height."""
    head: list[TextLine] = []
    for line in _downwards(lines):
        ends = line.left < gutter < line.right or LABELLED.match(line.text)
        if ends or (head and head[-1].bottom - line.top > _GAP_BELOW * line.size):
            break
        head.append(line)
    left = [line for line in head if line.right <= gutter]
    right = [line for line in head if line.left >= gutter]
    if not left or not right or abs(left[0].middle - right[0].middle) > left[0].size:
        return []
    fills = any(
        gutter - line.right < _NEAR_GUTTER * line.size and PUNCTUATION.search(line.text) for line in left
    )
    values = sum(bool(_VALUE.search(line.text)) for line in right)
    is_list = 2 * values >= len(right) and not any(TOP_NUMBER.match(line.text) for line in right)
    return [*left, *right] if fills and not is_list else []


def stand_in_columns(lines: Sequence[TextLine]) -> bool:
    """Tell whether the lines of one page stand beside each other more often than a few labels and values do."""
    return len(lines) > 10 and _with_neighbours(lines) > 0.3 * len(lines)


def _are_labels(lines: Sequence[TextLine], gutter: float) -> bool:
    """Hold where the left column has a few headings, and the right one what belongs to them: a form without its rules.

    The headings are numbered in one way, that of none of the lines at the right, each has few lines, and for each line
    of them there are two or more at the right. Of running text, a column of which a picture takes up may be as short.
    """
    left = _downwards([line for line in lines if line.right <= gutter])
    right = [line for line in lines if line.left >= gutter]
    ways = {way for line in left if (way := _way_of_numbering(line.text))}
    if len(ways) != 1 or _TEXT_TO_LABELS * len(left) > len(right):
        return False
    if any(_way_of_numbering(line.text) in ways for line in right):
        return False
    numbered = sum(bool(_way_of_numbering(line.text)) for line in left)
    return 2 * numbered >= len(left) and _longest_run(left) <= LINES_OF_A_HEADING + 1


def _way_of_numbering(text: str) -> str:
    """How a line is numbered, "" where it is not: “一、” and “二、” alike, “1.” and “1）” differently."""
    match = TOP_NUMBER.match(text) or NUMBERED.match(text)
    return _FIGURES.sub("#", match[0].strip()) if match else ""


def _longest_run(lines: Sequence[TextLine]) -> int:
    """How many of the lines, from top to bottom, stand close below one another at most."""
    longest = run = min(1, len(lines))
    for above, line in pairwise(lines):
        run = run + 1 if _is_close_below(line, above) else 1
        longest = max(longest, run)
    return longest


def _is_close_below(line: TextLine, above: TextLine) -> bool:
    return above.bottom - line.top < _LABEL_GAP * line.size


def _beside_labels(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """From top to bottom, each label before what stands beside it; the lines of one label stay together."""
    labels = _downwards([line for line in lines if line.right <= gutter])
    placed: list[tuple[float, TextLine]] = []
    for label in labels:
        goes_on = bool(placed) and _is_close_below(label, placed[-1][1])
        height = placed[-1][0] if goes_on and not _way_of_numbering(label.text) else label.top
        placed.append((height, label))
    placed += [(line.middle, line) for line in _downwards(lines) if line.right > gutter]
    return [line for _, line in sorted(placed, key=lambda pair: -pair[0])]


def _columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """Two columns of running text, the left one first; a line across both comes between what is above and below it.

    Short lines below both, from a gap on, stand there across the page: the sign-off and the contact.
    """
    tail = _below_columns(lines, gutter)
    lines = _others(lines, tail)
    ordered: list[TextLine] = []
    left: list[TextLine] = []
    right: list[TextLine] = []
    for line in sorted(lines, key=lambda line: -line.middle):
        if _goes_across(line, gutter, lines):
            ordered += [*left, *right, line]
            left, right = [], []
        else:
            (left if (line.left + line.right) / 2 <= gutter else right).append(line)
    return [*ordered, *left, *right, *joined_rows(tail)]


def _goes_across(line: TextLine, gutter: float, lines: Sequence[TextLine]) -> bool:
    """Hold for a title or the like; the cells of a table wider than its column reach a little over the gutter too.

    Those have others beside them. A comma that hangs over the end of its column goes nowhere.
    """
    over = min(gutter - line.left, line.right - gutter)
    beside = (
        other for other in lines if other is not line and abs(other.middle - line.middle) < line.size / 2
    )
    return over > _REACH_OVER * line.size or (over > _HANGING * line.size and next(beside, None) is None)


def _below_columns(lines: Sequence[TextLine], gutter: float) -> list[TextLine]:
    """The lines behind the first gap below the lowest line that fills its column, or from 附件：… or 佐证材料：… on."""
    columns = (
        [line for line in lines if line.right <= gutter],
        [line for line in lines if line.left >= gutter],
    )
    widths = [_width(column) for column in columns]
    full = [
        line
        for column, width in zip(columns, widths, strict=True)
        for line in column
        if line.right - line.left >= _FULL * width and not LABELLED.match(line.text)
    ]
    if not full or (not _are_both_text(columns) and _is_end_of_text(*columns)):
        return []
    lowest = min(full, key=lambda line: line.middle)
    steps = [one.middle - other.middle for column in columns for one, other in pairwise(_downwards(column))]
    leading = sorted(steps)[len(steps) // 2]
    below = _downwards([line for line in lines if line.middle < lowest.middle])
    for place, (one, other) in enumerate(pairwise([lowest, *below])):
        if one.middle - other.middle > _GAP_BELOW * leading or ANNEX.match(other.text):
            return below[place:] if _stands_across(below[place:], gutter) else []
    return []


def _stands_across(lines: Sequence[TextLine], gutter: float) -> bool:
    """Hold for lines of both columns none of which is a heading: that stands below a table in its own column."""
    beyond, before = any(line.right > gutter for line in lines), any(line.left < gutter for line in lines)
    return beyond and before and not any(TOP_NUMBER.match(line.text) for line in lines)


def _downwards(lines: Sequence[TextLine]) -> list[TextLine]:
    return sorted(lines, key=lambda line: -line.middle)


def are_read_as_columns(lines: Sequence[TextLine]) -> bool:
    """Tell whether the lines of one page are read one column after the other."""
    return stand_in_columns(lines) or (len(lines) >= _A_COLUMN and _gutter(lines) is not None)


def gutter_between(lines: Sequence[TextLine]) -> float | None:
    """Where two columns of running text part, by the boxes of their lines; None where there are none."""
    return _gutter(lines) if stand_in_columns(lines) else None


def _gutter(lines: Sequence[TextLine]) -> float | None:
    """Where between two columns of full lines hardly any line goes across; None where there are no such columns."""
    if len(lines) < _LEAST_FULL + _FULL_LINES:
        return None
    first, last = min(line.left for line in lines), max(line.right for line in lines)
    ends = [first + share * (last - first) / 100 for share in _GUTTER]
    if sum(line.left < ends[0] and ends[1] < line.right for line in lines) > _MOST_ACROSS * len(lines):
        return None  # most pages are of one column, and soon told
    places = [first + share * (last - first) / 100 for share in range(_GUTTER[0], _GUTTER[1] + 1)]
    crossed = [sum(line.left < place < line.right for line in lines) for place in places]
    runs = [list(run) for _, run in groupby(range(len(places)), key=crossed.__getitem__)]
    # Halfway through each: the box of a line that ends beside the gutter may be a little too wide.
    free = sorted((crossed[run[0]], run[0], places[run[0] + len(run) // 2]) for run in runs)
    few = (place for across, _, place in free if across <= _MOST_ACROSS * len(lines))
    return next((place for place in few if _parts_text(lines, place, _LEAST_COLUMN * (last - first))), None)


def _parts_text(lines: Sequence[TextLine], gutter: float, least: float) -> bool:
    """Hold where wide columns stand on both sides, with lines of running text in them."""
    columns = (
        [line for line in lines if line.right <= gutter],
        [line for line in lines if line.left >= gutter],
    )
    are_wide = min(map(_width, columns)) >= least
    return (are_wide and _are_both_text(columns)) or _is_end_of_text(*columns, least)


def _are_both_text(columns: tuple[Sequence[TextLine], Sequence[TextLine]]) -> bool:
    full = sorted(map(full_lines, columns))
    return full[0] >= _LEAST_FULL and full[1] >= _FULL_LINES


def _is_end_of_text(left: Sequence[TextLine], right: Sequence[TextLine], least: float = 0.0) -> bool:
    """Hold for a column of running text and, from its upper half on, a few lines beside it: the sign-off, the contact."""
    if not right or len(left) < _A_COLUMN or len(right) > _FEW_BESIDE * len(left) or _width(left) < least:
        return False
    highest, lowest = max(line.top for line in left), min(line.bottom for line in left)
    begins_high = max(line.top for line in right) > (highest + lowest) / 2
    return begins_high and full_lines(left) >= _MOSTLY_FULL * len(left)


def _width(lines: Sequence[TextLine]) -> float:
    """From the first to the last of them; a character alone, which a punched hole may be read as, counts for nothing."""
    words = [line for line in lines if line.right - line.left >= _A_WORD * line.size] or lines
    return max((line.right for line in words), default=0.0) - min((line.left for line in words), default=0.0)


def full_lines(lines: Sequence[TextLine]) -> int:
    """How many lines go as far as those of running text do."""
    width = _width(lines)
    return sum(line.right - line.left >= _FULL * width for line in lines)


def _with_neighbours(lines: Sequence[TextLine]) -> int:
    """How many lines have another beside them. Only those at nearly the same height are laid beside each other."""
    ordered = sorted(lines, key=lambda line: line.bottom)
    beside = [False] * len(ordered)
    for place, line in enumerate(ordered):
        for other in range(place + 1, len(ordered)):
            if ordered[other].bottom >= line.top:
                break
            if not (beside[place] and beside[other]) and in_one_row(line, ordered[other]):
                beside[place] = beside[other] = True
    return sum(beside)
