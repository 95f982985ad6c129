"""The number in front of a heading, in every style that Chinese office documents know."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rules.text import numeral

_CHINESE = "[一二三四五六七八九十壹贰貳叁參肆伍]{1,3}"
_END = r"[\s、.,:;。·)\]】-]*"
_DECORATION = re.compile(r"^[\s#*§●■◆★▲◇▶➤•·>|【《〈「『\"“'‘◎※☆√◼▪□○-]+")
# The rank of each style: the lower, the higher such a heading usually stands.
PART, CLAUSE, CHINESE, BRACKETED, MARKED, DECIMAL, PARENTHESISED, BARE = range(8)
ORDINAL = 8  # 第一，…: counts points below any heading, unless all headings are counted so
UNNUMBERED = 9
# Styles in which items are counted more often than sections; each has a rank of its own, above UNNUMBERED. Like
# ORDINAL, they stand below all others, unless the sections' headings are counted so.
_PART_SPELT, _PART_IN_WORDS, _TOPIC, _FIRSTLY, _NUMBER, _LETTER = range(UNNUMBERED + 1, UNNUMBERED + 7)
_STEM, _QUESTION, _SLASHED, _BOXED, _BOXED_DIGIT, _POINT_NOUGHT = range(UNNUMBERED + 7, UNNUMBERED + 13)
_SPELT = "One|Two|Three|Four|Five|Six"
_SPELT_VALUES = {word: value for value, word in enumerate(_SPELT.lower().split("|"), start=1)}
_LETTERS = {
    letter: value for letters in ("ABCDEFGH", "甲乙丙丁戊己") for value, letter in enumerate(letters, start=1)
}
_BULLETS = frozenset("●■◆★▲◇▶➤•※◎☆√◼▪□○")
_STYLES: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern + _END))
    for rank, pattern in (
        (PART, r"PART\s*(\d{1,2}|[IVX]{1,4})(?![\dA-Za-z])|Part\s*(\d{1,2})(?![\dA-Za-z])"),
        (PART, rf"第\s*({_CHINESE}|\d{{1,2}})\s*(?:大?部\s*分|篇|编|章)"),
        (_PART_SPELT, rf"(?:PART|Part)\s*({_SPELT}|{_SPELT.upper()})(?![\dA-Za-z])"),
        (_PART_SPELT, r"(?:SECTION|Section)\s*(\d{1,2})(?![\dA-Za-z])"),
        (CLAUSE, rf"第\s*({_CHINESE}|\d{{1,2}})\s*(?:[节条项]|大项)"),
        (ORDINAL, rf"第\s*({_CHINESE}|\d{{1,2}})\s*[点、,]"),
        (_FIRSTLY, rf"其({_CHINESE})[、,:]"),
        (BRACKETED, rf"[(\[〔]\s*({_CHINESE})\s*[)\]〕]"),
        (_STEM, r"[(\[〔]\s*([甲乙丙丁戊己])\s*[)\]〕]"),
        (_LETTER, r"[(\[]\s*([A-H])\s*[)\]](?=\s*[\u4e00-\u9fff])"),
        (PARENTHESISED, r"[(\[]\s*(\d{1,2}|[a-z])\s*[)\]]|(\d{1,2})\s*\)"),
        # The opening bracket is gone already, as decoration.
        (_BOXED, rf"({_CHINESE})\s*[】〕\]]"),
        (_BOXED_DIGIT, r"(\d{1,2})\s*[】〕\]]"),
        (_PART_IN_WORDS, rf"(?:模块|板块|单元|部分)\s*({_CHINESE}|\d{{1,2}})(?=[\s、.:])"),
        (_TOPIC, rf"(?:内容|问题)\s*({_CHINESE}|\d{{1,2}})(?=[\s、.:])"),
        (_NUMBER, r"N[oO](?:\.\s*|\s+)(\d{1,2})(?!\d)"),
        (_LETTER, r"([A-Ha-h])[、.:)](?=\s*[\u4e00-\u9fff])"),
        (_STEM, r"([甲乙丙丁戊己])、(?![甲乙丙丁戊己](?:[、,]|方|两|三))"),
        (_QUESTION, r"Q(\d)\s*[:.、]"),
        (_SLASHED, r"(0\d)\s*[/|](?!\d)"),
        (_POINT_NOUGHT, r"(\d{1,2})\.0\s+(?=[\u4e00-\u9fff])"),  # 1.0 成效, above 1.1; 2.0平台 is a version
        (DECIMAL, r"(\d{1,2}(?:\.\d{1,2}){1,3})(?![\d%‰万亿元件倍个])"),
        # 一?: LibreOffice writes the 、 of an automatic number so into RTF.
        (CHINESE, rf"({_CHINESE})\s*(?:[、.,:;·。)]|\?(?!$)|\s|-)"),
        (CHINESE, rf"\?({_CHINESE}|\d{{1,2}})\?{{1,3}}(?!$)"),  # and so those of 第一部分
        (CHINESE, r"([IVX]{1,6})\s*(?:[、.,:)]|\s|-)"),
        (MARKED, r"(\d{1,2})\s*(?:[、.:)]|,(?!\d)|\s|-)(?!\d(?!\d{3}\s?年))"),
        (CHINESE, r"([壹贰貳叁參肆])(?=[\u4e00-\u9fff])"),
        (MARKED, r"(0\d)(?=[\u4e00-\u9fff])(?![年月日号])"),  # 03任务落实: OCR saw no space
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


def stands_below_all(rank: int) -> bool:
    """Hold for a style in which items are counted more often than sections: 第一，… or 模块一."""
    return rank == ORDINAL or rank > UNNUMBERED


def _value(digits: str) -> int | None:
    told = _LETTERS.get(digits.upper()) or _SPELT_VALUES.get(digits.lower())
    if told:
        return told
    if digits in _ROMAN:
        return _ROMAN[digits]
    return numeral(digits.rpartition(".")[2])
