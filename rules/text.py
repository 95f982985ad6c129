"""Text as the rules compare it: folded forms, spaces out, and Chinese numerals read."""

import re
import unicodedata
from functools import lru_cache

# Radicals that look like characters and that NFKC leaves alone; PDF fonts without a proper map yield them.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻳⺃⺌⺮⺼⺾⻎⻏⻖",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟黄齐齿龙龟乚小竹月艹辶阝阝",
        strict=True,
    )
)
_RADICAL = re.compile(f"[{''.join(_RADICALS)}]")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_DASHES = re.compile("[‐‑‒–—―−─﹣－]")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[\s,。、;:!?·…“”\"'‘’()〔〕\[\]【】《》<>.\-—_]+")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "O": 0, "o": 0, "0": 0, "两": 2, "壹": 1, "贰": 2, "貳": 2, "參": 3, "叁": 3, "肆": 4, "伍": 5,
}  # fmt: skip


# Every line is asked about by many rules: what was found of short ones is kept for a while.
_SHORT = 500
_KEPT = 4096


def normalise(text: str) -> str:
    """Fold full-width forms, radicals and dashes; drop what is invisible. Spaces and line breaks stay."""
    return _normalised(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _DASHES.sub("-", _RADICAL.sub(lambda match: _RADICALS[match[0]], folded))


_normalised = lru_cache(maxsize=_KEPT)(_fold)


def squeeze(text: str) -> str:
    """Normalise and leave out all white space: what headings and names are compared by."""
    return _squeezed(text) if len(text) <= _SHORT else unspaced(_fold(text))


@lru_cache(maxsize=_KEPT)
def _squeezed(text: str) -> str:
    return unspaced(_normalised(text))


def unspaced(text: str) -> str:
    """Leave out all white space."""
    return "".join(text.split())


def tidy(text: str) -> str:
    """White space runs become one space; the characters stay as they are written."""
    return _SPACES.sub(" ", text).strip()


def bare(text: str) -> str:
    """Squeeze and leave out all punctuation: what sentences are compared by."""
    return _PUNCTUATION.sub("", squeeze(text))


def numeral(text: str) -> int | None:
    """Read a small number written in Arabic digits or in Chinese numerals ("三十一", "廿", "12"); else None."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= 4 else None
    text = text.replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text) if len(text) == 1 else None
    if any(part and part not in _DIGITS for part in (tens, ones)):
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def year(text: str) -> int | None:
    """Read a year given digit by digit ("2024", "二〇二四", "二O二四"); None where a digit is none."""
    digits = [int(character) if character.isdecimal() else _DIGITS.get(character) for character in text]
    known = [digit for digit in digits if digit is not None]
    return int("".join(map(str, known))) if len(known) == len(digits) == 4 else None
