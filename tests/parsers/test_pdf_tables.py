"""Cells of drawn tables: which lines of a cell are one, and which words go on without a space."""

from collections.abc import Sequence

import pytest

from parsers.pdf_tables import _cell_text
from parsers.pdf_text import PageText, Piece

CELL = (0.0, 0.0, 80.0, 100.0)


def lines(*pieces: tuple[str, float]) -> PageText:
    """The text of one cell: each line with the place where it ends."""
    found = [Piece(text, right, 12.0) for text, right in pieces]
    return PageText((), 0, is_garbage=False, within=lambda _box: found)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([("qianym@ex", 73.0), ("ample.org", 60.0)], "qianym@example.org"),
        ([("1350001000", 74.0), ("5", 12.0)], "13500010005"),
        ([("钱一鸣，上海", 73.0), ("某大学", 40.0)], "钱一鸣，上海某大学"),
        ([("118,000", 50.0), ("132,000", 50.0)], "118,000\n132,000"),
        ([("Hong Kong", 73.0), ("Office", 40.0)], "Hong Kong Office"),
        ([("联系人", 40.0), ("电话", 30.0)], "联系人\n电话"),
    ],
)
def test_lines_of_a_cell(pieces: Sequence[tuple[str, float]], expected: str) -> None:
    """A word longer than the cell is wide goes on without a space; a line with room left was ended by its author."""
    assert _cell_text(lines(*pieces), CELL, 100.0) == expected
