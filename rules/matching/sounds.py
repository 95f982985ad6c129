"""Sounds of characters: what an input method by pinyin confuses. Tones are left out, every reading counts."""

from functools import lru_cache

from pypinyin import Style, pinyin


@lru_cache(maxsize=32768)
def sounds(character: str) -> frozenset[str]:
    """All readings of a character without tones; empty for what is no Chinese character."""
    if not "\u3400" <= character <= "\u9fff":
        return frozenset()
    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters share a reading."""
    return not sounds(one).isdisjoint(sounds(other))
