"""A sample summary: its words from tests/documents/summaries/*.toml, and the lines that a writer sets on paper.

In the data a section's body is a text: "## …" is a sub-heading, "| … | … |" a table's row, any other line a paragraph.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from parsers.numerals import counting
from tests.documents.writers import Heading, Right, Table, Title

SUMMARIES = Path(__file__).parent.parent / "summaries"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A heading that bears Word's automatic number, which is not in its text; `typed` is how it reads."""

    text: str
    depth: int
    typed: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Form:
    """A table with a heading in the left column and the section's text, a line a paragraph, in the right."""

    rows: tuple[tuple[str, str], ...]


Piece = str | Title | Heading | Right | Table | Numbered | PageBreak | Form


@dataclass(frozen=True, slots=True)
class Section:
    """One section as the unit wrote it. `numbers` are the template's sections that it stands for."""

    numbers: tuple[int, ...]
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One summary. The fields are those of the data; see the comments at the head of each file."""

    key: str
    entry: str
    unit: str
    title: tuple[str, ...]
    numbering: str
    font: str
    sections: tuple[Section, ...]
    alternatives: dict[str, Any]
    sign_off: tuple[str, ...]
    contact: tuple[str, ...]
    cover: tuple[str, ...] = ()
    preamble: str = ""
    annex: tuple[str, ...] = ()
    annex_pages: str = ""
    sign_off_at: str = "right"
    contact_at: str = "end"
    layout: str = "plain"
    run_in: bool = False
    held_out: bool = False

    @property
    def contact_text(self) -> str:
        """The contact, a line each, in the data's marks."""
        return "\n".join(self.contact)

    def with_body(self, number: int, body: str) -> "Sample":
        """Give the same with another text under that section."""
        sections = (
            replace(section, body=body) if number in section.numbers else section for section in self.sections
        )
        return replace(self, sections=tuple(sections))

    def body(self, number: int) -> str:
        """Give the text of that section."""
        return next(section.body for section in self.sections if number in section.numbers)

    def without(self, number: int) -> "Sample":
        """Give the same without that section; the numbers of those behind it close up."""
        return replace(self, sections=tuple(each for each in self.sections if number not in each.numbers))


@cache
def samples() -> dict[str, Sample]:
    """Give all samples by key, in order of their names."""
    return {path.stem: _load(path) for path in sorted(SUMMARIES.glob("*.toml"))}


def open_samples() -> tuple[Sample, ...]:
    """Give the six that may be looked at while the program is being written."""
    return tuple(sample for sample in samples().values() if not sample.held_out)


def _load(path: Path) -> Sample:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = tuple(
        Section(tuple(each["numbers"]), each["heading"], each["body"]) for each in told.pop("section")
    )
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Sample(key=path.stem, sections=sections, **values)


# Lines


def lines_of(sample: Sample) -> tuple[Piece, ...]:
    """Give the whole summary as lines, in order."""
    return tuple(_lines(sample))


def _lines(sample: Sample) -> Iterator[Piece]:
    yield from _cover(sample)
    if sample.title:
        yield Title("\n".join(sample.title))
    if sample.preamble:
        yield sample.preamble
    yield from _form(sample) if sample.layout == "table" else _sections(sample)
    yield from sample.annex
    if sample.contact_at == "before":
        yield from pieces(sample.contact_text)
    yield from (Right(line) if sample.sign_off_at == "right" else line for line in sample.sign_off)
    if sample.contact_at == "end":
        yield from pieces(sample.contact_text)
    if sample.annex_pages:
        yield PageBreak()
        yield from pieces(sample.annex_pages)


def _cover(sample: Sample) -> Iterator[Piece]:
    lines = sample.cover or (sample.title if sample.contact_at == "cover" and sample.title else ())
    if sample.contact_at != "cover" and not lines:
        return
    if lines:
        yield Title("\n".join(lines))
    if sample.contact_at == "cover":
        yield from pieces(sample.contact_text)
    yield PageBreak()


def _sections(sample: Sample) -> Iterator[Piece]:
    for place, section in enumerate(sample.sections, start=1):
        heading = f"{_number(sample.numbering, place)}{section.heading}"
        body = list(pieces(section.body))
        if sample.run_in and body and isinstance(body[0], str):
            yield f"{heading}。{body[0]}"
            yield from body[1:]
            continue
        if sample.numbering == "automatic":
            yield Numbered(section.heading, 0, f"{counting(place)}、{section.heading}")
            body = list(_with_automatic(body))
        else:
            yield Heading(heading)
        yield from body


def _with_automatic(body: list[Piece]) -> Iterator[Piece]:
    count = 0
    for piece in body:
        if isinstance(piece, Heading):
            count += 1
            yield Numbered(piece.text, 1, f"（{counting(count)}）{piece.text}")
        else:
            yield piece


def _number(numbering: str, place: int) -> str:
    """Write the place in the numbering's form, which is told by its first number: "一、", "（一）", "1."."""
    chinese = counting(place)
    return "" if numbering == "automatic" else numbering.replace("一", chinese).replace("1", str(place))


def _form(sample: Sample) -> Iterator[Piece]:
    rows = tuple(
        (f"{_number(sample.numbering, place)}{section.heading}", section.body.strip())
        for place, section in enumerate(sample.sections, start=1)
    )
    yield Form(rows)


def pieces(body: str) -> Iterator[Piece]:
    """Give the lines of a body written in the data's marks."""
    rows: list[tuple[str, ...]] = []
    for line in filter(None, map(str.strip, body.splitlines())):
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            yield Table(tuple(rows))
            rows = []
        yield Heading(line[3:], 2) if line.startswith("## ") else line
    if rows:
        yield Table(tuple(rows))
