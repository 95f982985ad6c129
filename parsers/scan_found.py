"""What was found of a scanned page, and which of its lines are still to be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from parsers.cut_short import ends_within
from parsers.hidden_dates import stands_near
from parsers.ocr import LineText, Quad
from parsers.scan_marks import Circle
from parsers.scan_sight import circle_around, turned_box
from parsers.scan_tables import RuledTable
from parsers.seal import SealMark

_SHORT = 0.72  # of the usual line's width
_USUAL = 0.9  # the quantile of the lines' widths that is the usual one
_FEW_LINES = 14  # a page with no more is read whole at once
_MOST_SEALS = 4  # of a page, beneath which is looked
_MOSTLY_ON_PAGE = 0.6  # radii, by which a seal's middle lies off the page's edge


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class Found:
    """Where everything stands on a page; `texts` fills as lines are read. Sizes in pixels, the page upright."""

    dpi: float
    width: int
    height: int
    turns: int  # by 90° against the clock, until it is upright
    angle: float  # by which it is still askew
    quads: tuple[Quad, ...]
    tables: tuple[RuledTable, ...]
    marks: tuple[SealMark, ...]
    colour: bool
    rings: tuple[Circle, ...]  # black seals
    covered: frozenset[int]  # lines that run under one of them
    sealed: frozenset[int]  # lines where a red seal was
    texts: dict[int, LineText] = field(default_factory=dict)
    # Covered lines that read the same with the seal taken off.
    confirmed: set[int] = field(default_factory=set)
    beneath: bool = False  # what its seals hide was looked for


def seals_of(found: Found) -> list[Circle]:
    """The seals beneath which is looked; over the edges of all pages at once nobody signs (骑缝章)."""
    size = found.width, found.height
    red = [circle_around(turned_box(mark.box, found.turns, size)) for mark in found.marks]
    return [seal for seal in [*red, *found.rings] if _is_whole(seal, size)][:_MOST_SEALS]


def _is_whole(seal: Circle, size: tuple[int, int]) -> bool:
    """Hold for a seal of which most lies on the page."""
    x, y, radius = seal
    return all(
        _MOSTLY_ON_PAGE * radius <= middle <= side - _MOSTLY_ON_PAGE * radius
        for middle, side in zip((x, y), size, strict=True)
    )


def waiting(found: Found, *, whole: bool) -> list[int]:
    """Which lines are still to be read: of an outline the short ones, and those where a seal may hide something."""
    wanted: Iterable[int] = range(len(found.quads))
    if not whole:
        seals = seals_of(found)
        wanted = sorted({*_short(found.quads), *_near(found.quads, seals)})
    return [place for place in wanted if place not in found.texts]


def _near(quads: Sequence[Quad], seals: Sequence[Circle]) -> Iterator[int]:
    for place, quad in enumerate(quads):
        if any(stands_near(quad, seal) or ends_within(quad, seal) for seal in seals):
            yield place


def _short(quads: Sequence[Quad]) -> list[int]:
    """The lines that are shorter than the usual one; all, where there are few."""
    if len(quads) <= _FEW_LINES:
        return list(range(len(quads)))
    widths = [float(quad[:, 0].max() - quad[:, 0].min()) for quad in quads]
    usual = float(np.quantile(widths, _USUAL))
    return [place for place, width in enumerate(widths) if width < _SHORT * usual]
