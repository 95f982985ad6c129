"""Tables that bear the sections side by side: headings in one row, each one's content in its column below."""

from collections.abc import Sequence
from itertools import groupby

from rules.headings import is_exact, wordings_of
from rules.lines import Line
from rules.numbering import split_number
from rules.template import Template
from rules.text import unspaced


def by_columns(lines: Sequence[Line], template: Template) -> tuple[Line, ...]:
    """The lines with the columns below a row of section headings put one after the other; all else as it was."""
    rows = [list(group) for _, group in groupby(lines, key=lambda line: line.block_index)]
    found: list[Line] = []
    position = 0
    while position < len(rows):
        end = _end_of_columns(rows, position, template)
        if end is None:
            found.extend(rows[position])
            position += 1
            continue
        cells = sorted({line.cell for row in rows[position:end] for line in row})
        found.extend(
            line for cell in cells for row in rows[position:end] for line in row if line.cell == cell
        )
        position = end
    return tuple(found)


def _end_of_columns(rows: Sequence[Sequence[Line]], start: int, template: Template) -> int | None:
    """Where the table ends whose row at `start` names two or more sections in cells of its own; None for any other."""
    head = rows[start]
    width = len(head[0].block.cells)
    if not head[0].in_table or len(head) < 2 or len({line.cell for line in head}) != len(head):
        return None
    # One merged cell may be written once for each column.
    are_repeated = len({line.key for line in head}) < len(head)
    if are_repeated or not all(_names_a_section(line, template) for line in head):
        return None
    end = start + 1
    while end < len(rows) and rows[end][0].in_table and len(rows[end][0].block.cells) == width:
        end += 1
    return end if end > start + 1 else None


def _names_a_section(line: Line, template: Template) -> bool:
    return line.length <= 40 and is_exact(unspaced(split_number(line.head).rest), wordings_of(template))
