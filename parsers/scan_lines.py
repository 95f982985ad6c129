"""Where the lines of a scanned page stand: what the detector saw, put right by what is known of pages."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from parsers.beneath_seals import is_red_text, with_lines_beneath, with_overlooked
from parsers.blank_ends import with_blanks_at_ends
from parsers.blank_rows import parted_by_blanks, spanned
from parsers.gutters import parts_across
from parsers.ocr import LineText, Pixels, Quad, engine
from parsers.orientation import slant, straightened
from parsers.punched_holes import without_holes
from parsers.scan_cells import overlooked_in_cells
from parsers.scan_marks import Circle, has_overlooked_text
from parsers.scan_sight import Sight, bare_seals, seal_boxes, under_seals
from parsers.scan_tables import Level, RuledTable, cut_at_borders, piece_of
from parsers.stacked_rows import parted_rows
from parsers.tight_lines import are_tight

# Pixels of the longer side, where a look has overlooked a line: closer, and where that misses it as well, otherwise.
_OTHER_SIDES = (1280, 800)
_MOST_BLANKS = 4  # in one row
_POINTS = 72.0


def lines_of(sight: Sight, rings: Sequence[Circle]) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines of the page, with what was read of them already: those overlooked at first and beneath seals too."""
    quads, known = sight.lying.quads, sight.lying.quads
    height, width = sight.pixels.shape[:2]
    if are_tight(straightened(quads, slant(quads), width, height)):
        quads, known = tuple(engine().find_close(sight.pixels)), ()
    for side in _OTHER_SIDES:
        if not has_overlooked_text(sight.pixels, quads, sight.dpi, rings):
            break
        quads = with_overlooked(quads, engine().find(sight.pixels, side))
    quads = without_holes(sight.pixels, quads)
    quads = _with_rows_put_together(sight, _with_rows_parted(sight, quads))
    quads = with_blanks_at_ends(sight.pixels, quads)
    if sight.colour:
        quads, beneath = with_lines_beneath(sight.pixels, quads, bare_seals(sight, quads), grey=False)
    else:
        quads, beneath = with_lines_beneath(sight.pixels, quads, rings)
    read = _read_before(quads, known, sight.lying.read)
    return _without_seal_characters(sight, quads, read | beneath)


def _read_before(
    quads: Sequence[Quad], known: Sequence[Quad], read: Iterable[tuple[int, LineText]]
) -> dict[int, LineText]:
    """What was read of the `known` lines, by the places they have now; one that turned out to be longer is read anew."""
    return {
        place: text
        for before, text in read
        for place, quad in enumerate(quads)
        if known and np.array_equal(quad, known[before])
    }


def _with_rows_parted(sight: Sight, quads: tuple[Quad, ...]) -> tuple[Quad, ...]:
    """The lines, boxes of several rows in pieces, of which the first takes the box's place."""
    height, width = sight.pixels.shape[:2]
    rows = parted_rows(sight.pixels, quads, straightened(quads, slant(quads), width, height))
    kept = [rows[place][0] if place in rows else quad for place, quad in enumerate(quads)]
    return (*kept, *(row for each in rows.values() for row in each[1:]))


def _with_rows_put_together(sight: Sight, quads: tuple[Quad, ...]) -> tuple[Quad, ...]:
    """The lines, those that a blank parts as one, in the place of their first piece; the others keep their order."""
    height, width = sight.pixels.shape[:2]
    for _ in range(_MOST_BLANKS):
        parted = parted_by_blanks(sight.pixels, quads, straightened(quads, slant(quads), width, height))
        if not parted:
            break
        ends = set(parted.values())
        quads = tuple(
            spanned(quad, quads[parted[place]]) if place in parted else quad
            for place, quad in enumerate(quads)
            if place not in ends
        )
    return quads


def _without_seal_characters(
    sight: Sight, quads: Sequence[Quad], read: dict[int, LineText]
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines without those that red ink wrote: what is left of a seal's name once its ink is bleached."""
    sealed = under_seals(sight, quads)
    kept = [
        place for place, quad in enumerate(quads) if place not in sealed or not is_red_text(sight.shown, quad)
    ]
    texts = {new: read[place] for new, place in enumerate(kept) if place in read}
    return tuple(quads[place] for place in kept), texts


def cut_at_gutter(
    pixels: Pixels, quads: Sequence[Quad], read: dict[int, LineText], angle: float
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, those that run from one column into the other in two."""
    height, width = pixels.shape[:2]
    parts = parts_across(pixels, quads, straightened(quads, angle, width, height))
    if not parts:
        return tuple(quads), read
    whole = [place for place in range(len(quads)) if place not in parts]
    texts = {new: read[place] for new, place in enumerate(whole) if place in read}
    halves = [
        piece_of(quads[place], *span)
        for place, (end, start) in parts.items()
        for span in ((0.0, end), (start, 1.0))
    ]
    return (*(quads[place] for place in whole), *halves), texts


def cut_at_cells(
    quads: Sequence[Quad],
    read: dict[int, LineText],
    tables: Sequence[RuledTable],
    page: tuple[int, int, float, float],
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines, those that run over borders of cells in pieces; what was read of a line in pieces is read anew."""
    width, height, angle, scale = page
    cut: list[Quad] = []
    kept: dict[int, LineText] = {}
    for place, quad in enumerate(quads):
        (level,) = straightened([quad], angle, width, height)
        pieces = cut_at_borders(level, tables, height, scale)
        if len(pieces) == 1 and place in read:
            kept[len(cut)] = read[place]
        cut += [quad] if len(pieces) == 1 else straightened(pieces, -angle, width, height)
    return tuple(cut), kept


def with_cells_read(
    sight: Sight,
    level: Level,
    known: tuple[Sequence[Quad], Mapping[int, LineText]],
    tables: Sequence[RuledTable],
    rings: Sequence[Circle],
) -> tuple[tuple[Quad, ...], dict[int, LineText]]:
    """The lines with what stands downwards or alone in the cells of tables; a column taken for one line is left out.

    `known` are the lines and what was read of them.
    """
    quads, read = known
    black = [(round(x - far), round(y - far), round(x + far), round(y + far)) for x, y, far in rings]
    seals = [*seal_boxes(sight), *black]
    dropped, lines = overlooked_in_cells(sight.pixels, level, quads, tables, seals, _POINTS / sight.dpi)
    kept = [number for number in range(len(quads)) if number not in dropped]
    texts = {new: read[number] for new, number in enumerate(kept) if number in read}
    texts |= {len(kept) + number: line.text for number, line in enumerate(lines)}
    return (*(quads[number] for number in kept), *(line.quad for line in lines)), texts
