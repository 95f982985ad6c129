"""Cases for reading a summary, as data: how a unit writes it, and what it must be read as."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from parsers.document import Block, BlockKind, Document

HERE = Path(__file__).parent
_HEADING = re.compile(r"^(#{1,3}) (.*)$")
_PICTURE = re.compile(r"^\[picture(?: (\d+)x(\d+))?\]$")


def cases(name: str) -> list[Any]:
    """The cases of one file, each named."""
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def document(text: str) -> Document:
    """A document out of marked lines.

    "| a | b |" is a table row, "# x" a heading, "{toc} x" a style, "⏎" a break, "[picture 400x300]" a picture of that size.
    """
    return Document("docx", tuple(_block(line) for line in text.split("\n") if line.strip()))


def _block(line: str) -> Block:
    line = line.replace("⏎", "\n")
    if line.startswith("| "):
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        return Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells)
    picture = _PICTURE.match(line)
    if picture:
        extent = (float(picture[1]), float(picture[2])) if picture[1] else None
        return Block(BlockKind.PICTURE, "", extent=extent)
    heading = _HEADING.match(line)
    if heading:
        return Block(BlockKind.HEADING, heading[2], level=len(heading[1]))
    if line.startswith("{toc} "):
        return Block(BlockKind.PARAGRAPH, line.removeprefix("{toc} "), style="toc 1")
    return Block(BlockKind.PARAGRAPH, line)
