"""A Document as single lines, each knowing the block that it came from, and lines put back into blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from parsers.document import Block, BlockKind, Document
from rules.text import normalise, squeeze, unspaced

# Headings, names and contact lines are short: only so much of a line's beginning is looked at.
HEAD_LENGTH = 240
_SHORT = 12_000  # characters, some twenty pages; what is kept of all such documents stays below 100 MB
_LONE_NUMERAL = re.compile(r"^[((第]?(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[IVX]{1,4})[))、.,部分章节]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block or of a table's cell.

    `head` is its beginning, normalised, white space kept; `key` the same without; `length` is the whole line's.

    `begins_block` and `ends_block` tell whether something of the same block (another cell included) stands before
    or after it.
    """

    text: str
    head: str
    key: str
    length: int
    block: Block
    block_index: int
    cell: int = 0
    begins_block: bool = True
    ends_block: bool = True

    def __hash__(self) -> int:
        """Enough for a cache to tell lines apart, and quick."""
        return hash((self.key, self.block_index))

    @property
    def in_table(self) -> bool:
        """Hold for a line of a table row."""
        return self.block.kind is BlockKind.TABLE_ROW


def lines_of(document: Document) -> tuple[Line, ...]:
    """All lines that bear text, in reading order; a table's cells one after the other."""
    return _kept_lines(document) if is_short(document) else _lines(document)


def is_short(document: Document) -> bool:
    """Hold for a document of so few characters that what was found of it may be kept in memory for a while."""
    return sum(len(block.text) for block in document.blocks) <= _SHORT


def _lines(document: Document) -> tuple[Line, ...]:
    return tuple(
        line for index, block in enumerate(document.blocks) for line in _lines_of_block(block, index)
    )


_kept_lines = lru_cache(maxsize=400)(_lines)  # those of the last two hundred mails or so


def _lines_of_block(block: Block, index: int) -> list[Line]:
    pieces = [(cell, text.strip()) for cell, text in _pieces(block)]
    heads = [normalise(text[:HEAD_LENGTH]) for _, text in pieces]
    last = len(pieces) - 1
    return [
        Line(
            text=text,
            head=heads[position],
            key=unspaced(heads[position]),
            length=len(text),
            block=block,
            block_index=index,
            cell=cell,
            begins_block=position == 0,
            ends_block=position == last,
        )
        for position, (cell, text) in enumerate(pieces)
    ]


def _pieces(block: Block) -> Iterator[tuple[int, str]]:
    if block.kind is BlockKind.TABLE_ROW and block.cells:
        cells = _without_repeats(block.cells)
        lone = ""
        for index, cell in cells:
            parts = _parts(cell)
            if len(parts) == 1 and _LONE_NUMERAL.match(squeeze(parts[0])) and index < len(block.cells) - 1:
                lone = parts[0] if not lone else f"{lone} {parts[0]}"
                continue
            for part in parts:
                yield index, f"{lone} {part}" if lone else part
                lone = ""
        if lone:
            yield len(block.cells) - 1, lone
    else:
        for part in _parts(block.text):
            yield 0, part


def _without_repeats(cells: Sequence[str]) -> list[tuple[int, str]]:
    # Some writers repeat a merged cell's text in each of the cells that it covers.
    return [
        (index, cell)
        for index, cell in enumerate(cells)
        if cell.strip() and (index == 0 or cell != cells[index - 1] or len(cell.strip()) < 8)
    ]


def _parts(text: str) -> list[str]:
    parts = [part for part in text.replace("\v", "\n").splitlines() if part.strip()]
    # A narrow cell writes its heading downwards, one character a line.
    if len(parts) >= 3 and all(len(part.strip()) <= 2 for part in parts):
        return ["".join(part.strip() for part in parts)]
    return parts


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Put lines back into blocks: a whole block as it was, of a block in part only what the lines hold."""
    found = []
    for _, group in groupby(lines, key=lambda line: line.block_index):
        members = list(group)
        block = members[0].block
        whole = members[0].begins_block and members[-1].ends_block
        found.append(block if whole else _part_of(block, members))
    return tuple(found)


def _part_of(block: Block, members: Sequence[Line]) -> Block:
    if block.kind is not BlockKind.TABLE_ROW:
        return replace(block, text="\n".join(line.text for line in members), number="")
    cells = tuple(
        "\n".join(line.text for line in group) for _, group in groupby(members, key=lambda line: line.cell)
    )
    return replace(block, text="\t".join(cells), cells=cells)


def with_rest(line: Line, rest: str) -> Line:
    """The same line holding only `rest`, what stands behind a run-in heading."""
    text = rest.strip()
    head = normalise(text[:HEAD_LENGTH])
    return replace(line, text=text, head=head, key=unspaced(head), length=len(text), begins_block=False)


def place_of(line: Line) -> str:
    """Where a line stands, for people: its page where the format has pages, else its beginning."""
    if line.block.page is not None:
        return f"第{line.block.page}页"
    shown = line.text if line.length <= 20 else f"{line.text[:20]}…"
    return f"“{shown}”处"
