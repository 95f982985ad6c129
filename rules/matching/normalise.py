"""Texts as people and programs write them -> one spelling for comparison. Only spelling is evened out, never words.

NFKC (Unicode Standard Annex 15) folds full width, compatibility characters and Kangxi radicals; what it leaves
apart (dashes, circles for zero, quotes, invisible marks) is evened out here.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

# A subject is a line. RFC 5322 allows 998 characters in one; what is longer is for a person.
MAXIMUM_LENGTH = 1000

SEPARATOR = "-"
ENUMERATION = "、"
_DASHES = "-‐‑‒–—―−─━﹘﹣_‗﹍﹎﹏~～〜〰ー丨∣|¦/\\／＼⁄∕+＋·•・‧∙⋅.:。：!?！？=＝>→»›*#@^`′″…﹒"
_ENUMERATIONS = "、,;，；&＆､"
_BRACKETS = "()[]{}<〔〕【】〖〗﹙﹚﹝﹞⟨⟩«‹"
_QUOTES = "\"'“”„‟‘’‚‛「」『』〝〞〟﹁﹂﹃﹄《》〈〉＂＇"
_ZEROS = "零○◯⚪⭕◦"
_CHINESE_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")
_SAME = str.maketrans(
    {
        **dict.fromkeys(_DASHES + _BRACKETS, SEPARATOR),
        **dict.fromkeys(_ENUMERATIONS, ENUMERATION),
        **dict.fromkeys(_QUOTES, ""),
        **dict.fromkeys(_ZEROS, "〇"),
    }
)
# Read digit by digit: 七〇四, 二〇二三. A lone digit (第九) or one with 十 in it is a word of its own.
_DIGIT_RUN = re.compile(
    r"(?=[〇一二三四五六七八九o]*[一二三四五六七八九])[〇一二三四五六七八九][〇一二三四五六七八九o0]+"
)
_LETTER_O = re.compile(r"(?<=\d)o(?=\d)")
_SEPARATORS = re.compile(r"[\s\-、]+")


def normalise(text: str) -> str:
    """The text in one spelling: NFKC, lower case, no invisible marks, one separator, Arabic digits for digit runs."""
    folded = unicodedata.normalize("NFKC", text).lower()
    visible = "".join(_visible(character) for character in folded)
    return _LETTER_O.sub("0", _DIGIT_RUN.sub(_digits, visible.translate(_SAME)))


def _visible(character: str) -> str:
    """Nothing for zero-width, bidirectional and other format marks; a space for control characters."""
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me", "Co", "Cs"}:
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character


def _digits(match: re.Match[str]) -> str:
    return match[0].replace("o", "〇").translate(_CHINESE_DIGITS)


def name_key(name: str) -> str:
    """A name of a unit or project reduced to what tells it from others: equal keys are the same name."""
    return _SEPARATORS.sub("", normalise(name))


@dataclass(frozen=True, slots=True)
class Compact:
    """A normalised text without spaces and separators; `breaks` says which mark stood before which place in `text`.

    A space between words is no break: mail programs put spaces into Chinese text at will.
    """

    text: str
    breaks: Mapping[int, str] = field(default_factory=dict)

    def stretch(self, start: int, end: int) -> str:
        """The text from `start` to `end` with its marks, those at both ends included."""
        marked = (self.breaks.get(place, "") + self.text[place : place + 1] for place in range(start, end))
        return "".join(marked) + self.breaks.get(end, "")


def compact(normalised: str) -> Compact:
    """Take the marks out of a normalised text and remember where they stood."""
    characters: list[str] = []
    breaks: dict[int, str] = {}
    for character in normalised:
        if character in {SEPARATOR, ENUMERATION}:
            # An enumeration's mark among other separators still enumerates.
            if breaks.get(len(characters)) != ENUMERATION:
                breaks[len(characters)] = character
        elif not character.isspace():
            characters.append(character)
    return Compact("".join(characters), breaks)
