"""Texts as people and programs write them -> one spelling for comparison. Only spelling is evened out, never words.

NFKC (Unicode Standard Annex 15) folds full width, compatibility characters and Kangxi radicals; opencc writes
traditional characters as simplified ones; what both leave apart (dashes, circles for zero, quotes, invisible marks)
is evened out here.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from opencc import OpenCC

# A subject is a line. RFC 5322 allows 998 characters in one; what is longer is for a person.
MAXIMUM_LENGTH = 1000

SEPARATOR = "-"
ENUMERATION = "、"
OPENING, CLOSING = "()"
_DASHES = "-‐‑‒–—―−─━﹘﹣_‗﹍﹎﹏~～〜〰ー丨∣|¦/\\／＼⁄∕+＋·•・‧∙⋅.:。：!?！？=＝>→»›*#@^`′″…﹒"
_ENUMERATIONS = "、,;，；&＆､"
_OPENING = "([{<〔【〖﹙﹝⟨⟪«‹"
_CLOSING = ")]}〕】〗﹚﹞⟩⟫"
_QUOTES = "\"'“”„‟‘’‚‛「」『』〝〞〟﹁﹂﹃﹄《》〈〉＂＇"
_ZEROS = "零○◯⚪⭕◦"
_CHINESE_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_SAME = str.maketrans(
    {
        **dict.fromkeys(_DASHES, SEPARATOR),
        **dict.fromkeys(_OPENING, OPENING),
        **dict.fromkeys(_CLOSING, CLOSING),
        **dict.fromkeys(_ENUMERATIONS, ENUMERATION),
        **dict.fromkeys(_QUOTES, ""),
        **dict.fromkeys(_ZEROS, "〇"),
        "硏": "研",  # a variant that opencc leaves
    }
)
# Read digit by digit: 七〇四, 二〇二三. A lone digit (第九) or one with 十 in it is a word of its own.
_DIGIT_RUN = re.compile(
    r"(?=[〇一二三四五六七八九o]*[一二三四五六七八九])[〇一二三四五六七八九][〇一二三四五六七八九o0]+"
)
# 七 〇四: white space that a mail program put into a number. Without a zero, 一 二 may be two numbers.
_SPREAD_DIGITS = re.compile(r"(?<=[〇一二三四五六七八九])\s+(?=〇)|(?<=〇)\s+(?=[〇一二三四五六七八九])")
# 第9人民医院: a body's number, which its own name writes in characters.
_ORDINAL = re.compile("第([1-9])(?=人民医院|附属|医院|临床|分院|中学)")
_CHINESE_ONES = "一二三四五六七八九"
_LETTER_O = re.compile(r"(?<=\d)o(?=\d)")
_SEPARATORS = re.compile(r"[\s\-、()]+")
_MARKS = frozenset(f"{SEPARATOR}{ENUMERATION}{OPENING}{CLOSING}")


def normalise(text: str) -> str:
    """The text in one spelling: NFKC, lower case, simplified, no invisible marks, one separator, Arabic digit runs."""
    whole = unescape(text) if "&" in text else text  # some mail programs write &quot;
    folded = unicodedata.normalize("NFKC", whole).lower()
    visible = folded if folded.isascii() else "".join(map(_visible, folded))
    simplified = visible if visible.isascii() else _converter().convert(visible)
    simplified = _ORDINAL.sub(lambda match: f"第{_CHINESE_ONES[int(match[1]) - 1]}", simplified)
    spelled = _SPREAD_DIGITS.sub("", simplified.translate(_SAME))
    return _LETTER_O.sub("0", _DIGIT_RUN.sub(_digits, spelled))


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=16384)
def _visible(character: str) -> str:
    """Nothing for zero-width, bidirectional and other format marks; a space for control characters; ★ separates."""
    category = unicodedata.category(character)
    if category == "So" and character not in _ZEROS:
        return SEPARATOR
    if category in {"Cf", "Mn", "Me", "Co", "Cs"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character


def _digits(match: re.Match[str]) -> str:
    return match[0].replace("o", "〇").translate(_CHINESE_DIGITS)


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name of a unit or project reduced to what tells it from others: equal keys are the same name."""
    return _SEPARATORS.sub("", normalise(name))


@dataclass(frozen=True, slots=True)
class Compact:
    """A normalised text without spaces and separators.

    `breaks` says which marks stood before which place in `text`; `spaces` are the places before which white space
    stood. A space is no break within a name: mail programs put spaces into Chinese text at will.
    """

    text: str
    breaks: Mapping[int, str] = field(default_factory=dict)
    spaces: frozenset[int] = frozenset()

    def is_apart(self, place: int) -> bool:
        """Whether any mark or space (or the text's edge) stands before the place."""
        return place in self.breaks or place in self.spaces or place <= 0 or place >= len(self.text)


def compact(normalised: str) -> Compact:
    """Take the marks out of a normalised text and remember where they stood."""
    characters: list[str] = []
    breaks: dict[int, str] = {}
    spaces: set[int] = set()
    for character in normalised:
        if character in _MARKS:
            breaks[len(characters)] = breaks.get(len(characters), "") + character
        elif character.isspace():
            spaces.add(len(characters))
        else:
            characters.append(character)
    return Compact("".join(characters), breaks, frozenset(spaces))
