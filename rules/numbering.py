"""The number in front of a heading, in every style that Chinese office documents know."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.text import numeral

_CHINESE = "[一二三四五六七八九十壹贰貳叁參肆伍]{1,3}"
_END = r"[\s、.,:;。·)\]】-]*"
_DECORATION = re.compile(r"^[\s#*§●■◆★▲◇▶➤•·>|【《〈「『\"“'‘◎※☆√◼▪□○-]+")
MARKED, BARE = 4, 7  # 4、 and 4 with nothing behind it
ORDINAL = 8  # 第一，…: counts points below any heading, unless all headings are counted so
UNNUMBERED = 9
_SPELT = "One|Two|Three|Four|Five|Six"
_SPELT_VALUES = {word: value for value, word in enumerate(_SPELT.lower().split("|"), start=1)}
_LETTERS = {
    letter: value for letters in ("ABCDEFGH", "甲乙丙丁戊己") for value, letter in enumerate(letters, start=1)
}
_BULLETS = frozenset("●■◆★▲◇▶➤•※◎☆√◼▪□○")
# Each style with its rank: the lower the rank, the higher such a heading usually stands.
_STYLES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern + _END))
    for rank, pattern in (
        (0, rf"(?:PART|SECTION)\s*(\d{{1,2}}|[IVX]{{1,4}}|{_SPELT.upper()})(?![\dA-Za-z])"),
        (0, rf"(?:Part|Section)\s*(\d{{1,2}}|{_SPELT})(?![\dA-Za-z])"),
        (0, rf"第\s*({_CHINESE}|\d{{1,2}})\s*(?:大?部\s*分|篇|编|章)"),
        (1, rf"第\s*({_CHINESE}|\d{{1,2}})\s*(?:[节条项]|大项)"),
        (ORDINAL, rf"第\s*({_CHINESE}|\d{{1,2}})\s*[点、,]|其({_CHINESE})[、,:]"),
        (3, rf"[(\[〔【]\s*({_CHINESE})\s*[)\]〕】]"),
        (6, r"[(\[]\s*(\d{1,2}|[a-z])\s*[)\]]|(\d{1,2})\s*\)"),
        # Some count a section's items so, and few their sections: low, unless all sections are.
        (6, rf"(?:模块|板块|单元|部分|内容|问题)\s*({_CHINESE}|\d{{1,2}})(?=[\s、.:])"),
        (6, r"N[oO]\.?\s*(\d{1,2})(?!\d)"),
        (6, r"([A-H])[、.:](?=\s*[\u4e00-\u9fff])|([甲乙丙丁戊己])、|Q(\d)\s*[:.、]"),
        (MARKED, r"(0\d)\s*[/|](?!\d)|(\d{1,2})[\]】]"),
        (MARKED, r"(\d{1,2})\.0(?![\d.])(?=\s*[\u4e00-\u9fff])(?!\s*[版个件倍万亿元])"),  # 1.0, above 1.1
        (5, r"(\d{1,2}(?:\.\d{1,2}){1,3})(?![\d%‰万亿元件倍个])"),
        # 一?: LibreOffice writes the 、 of an automatic number so into RTF.
        (2, rf"({_CHINESE})\s*(?:[、.,:;·。)\]】〕]|\?(?!$)|\s|-)"),
        (2, r"([IVX]{1,6})\s*(?:[、.,:)]|\s|-)"),
        (MARKED, r"(\d{1,2})\s*(?:[、.:)]|,(?!\d)|\s|-)(?!\d(?!\d{3}年))"),
        (2, r"([壹贰貳叁參肆])(?=[\u4e00-\u9fff])"),
        (BARE, r"(\d{1,2})(?=[^\W\d_a-zA-Z])(?![年月日号个件家次万亿元名人份篇位条种]|项(?!目))"),
    )
)
_ROMAN_DIGITS = frozenset("IVX")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line's number: the rank of its style (`UNNUMBERED` where there is none), its value, and what stands behind.

    `mark` is the bullet before it, "" where there is none.
    """

    rank: int
    value: int | None
    rest: str
    mark: str = ""
    is_roman: bool = False


@lru_cache(maxsize=4096)  # a document's lines are gone through several times
def split_number(head: str) -> Numbered:
    """Split a normalised line (white space kept) into its number and the rest; bullets and brackets fall away."""
    text = _DECORATION.sub("", head).lstrip()
    begin = head.lstrip()[:1]
    mark = begin if begin in _BULLETS else ""
    for rank, pattern in _STYLES:
        match = pattern.match(text)
        if match:
            digits = next((group for group in match.groups() if group), "")
            return Numbered(
                rank,
                _value(digits),
                text[match.end() :],
                mark,
                is_roman=bool(digits) and set(digits) <= _ROMAN_DIGITS,
            )
    return Numbered(UNNUMBERED, None, text, mark)


def _value(digits: str) -> int | None:
    told = _LETTERS.get(digits) or _SPELT_VALUES.get(digits.lower())
    if told:
        return told
    if digits in _ROMAN:
        return _ROMAN[digits]
    return numeral(digits.rpartition(".")[2])
