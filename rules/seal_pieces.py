"""Pieces of a name that OCR read off a seal's own ring: they sign nothing, and nobody is called so."""

from collections.abc import Collection

from parsers.document import TextOrigin
from rules.legibility import has_doubtful
from rules.lines import Line
from rules.text import squeeze

LONGEST_PIECE = 4  # characters
# Two may be a person's name, and 无 alone says something, though the name of some unit may hold them.
_SHORTEST, _LONG = 3, 4


def is_off_a_ring(line: Line, names: Collection[str]) -> bool:
    """谷核心 above 东方美谷核心区, not surely read; `names` are those of units."""
    is_unsure = line.block.origin is TextOrigin.OCR and has_doubtful([line.block])
    return is_unsure and len(line.key) >= _SHORTEST and is_piece(line.key, names)


def is_piece(text: str, names: Collection[str]) -> bool:
    """Hold for a few characters of one of the names."""
    return 0 < len(text) <= LONGEST_PIECE and any(text in squeeze(name) for name in names)


def is_nearly_piece(text: str, name: str) -> bool:
    """Hold for 天信息研, or 斯天信息研 for 航天信息研, a character of several misread; `name` is squeezed."""
    if text in name:
        return True
    pieces = (name[start : start + len(text)] for start in range(len(name) - len(text) + 1))
    misread = (sum(one != other for one, other in zip(text, piece, strict=True)) for piece in pieces)
    return len(text) >= _LONG and min(misread, default=len(text)) == 1
