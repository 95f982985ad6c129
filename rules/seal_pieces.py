"""Pieces of a name that OCR read off a seal's own ring: they sign nothing, and nobody is called so."""

from collections.abc import Collection

from parsers.document import TextOrigin
from rules.legibility import has_doubtful
from rules.lines import Line

_SHORTEST, _LONGEST = 2, 4  # characters; 无 alone says something, though a unit's name may hold it


def is_off_a_ring(line: Line, known: Collection[str]) -> bool:
    """谷核心 above 东方美谷核心区, not surely read; `known` are the squeezed names of units."""
    is_unsure = line.block.origin is TextOrigin.OCR and has_doubtful([line.block])
    return is_unsure and len(line.key) >= _SHORTEST and is_piece(line.key, known)


def is_piece(text: str, names: Collection[str]) -> bool:
    """Hold for a few characters of one of the squeezed names."""
    return 0 < len(text) <= _LONGEST and any(text in name for name in names)
