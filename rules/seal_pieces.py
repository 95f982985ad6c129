"""Pieces of a name that OCR read off a seal's own ring: they sign nothing, and nobody is called so."""

from collections.abc import Collection

from parsers.document import TextOrigin
from rules.legibility import has_doubtful
from rules.lines import Line

_SHORTEST, _LONGEST = 2, 4  # characters


def is_off_a_ring(line: Line, known: Collection[str]) -> bool:
    """谷核心 above 东方美谷核心区, not surely read; `known` are the squeezed names of units."""
    is_short = _SHORTEST <= len(line.key) <= _LONGEST and line.block.origin is TextOrigin.OCR
    return is_short and has_doubtful([line.block]) and any(line.key in name for name in known)
