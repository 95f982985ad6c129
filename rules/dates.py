"""Dates as they stand under a text: in digits or Chinese numerals, and the blanks in place of one."""

import re
from dataclasses import dataclass
from datetime import date

from rules.text import normalise, numeral, year

_CHINESE_DIGIT = "〇○零OoＯ0-9一二三四五六七八九"
# Behind 年 and 月 a scan's specks may stand.
_FULL = re.compile(
    rf"(?P<y>(?:[12]\s*[\dOo]\s*\d\s*\d)|二(?:\s?[{_CHINESE_DIGIT}]){{3}})\s*(?:年[\s·.,:'’`-]{{0,3}}|[./-]\s*)"
    r"(?P<m>\d\s?\d?|[一二三四五六七八九十]{1,2})\s*(?:月[\s·.,:'’`-]{0,3}|[./-]\s*)"
    r"(?P<d>\d\s?\d?|[一二三四五六七八九十廿卅]{1,4})\s*(?P<end>[日号]?)(?!\d)"
    r"(?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?"
)
# A line that is a date and nothing else, of whose signs OCR lost one or made a comma: 20243.18, 2024,3.18, 20243月18日.
_TORN = re.compile(
    r"\s*(?P<y>202\d)(?:(?=\d{1,2}(?:[.,:·-]\s?\d\d|月))|[.,:·\s-]{1,2})(?P<m>\d{1,2})[.,:·月-]\s?(?P<d>\d{1,2})"
    r"(?P<end>日?)\s*"
)
# 2024-03~14, as OCR reads the second stroke; 2024.1~3 are three months.
_WAVED = re.compile(r"\s*(?P<y>202\d)-(?P<m>\d{1,2})~(?P<d>\d\d)(?P<end>)\s*")
# What is a date only behind a label or on a line of its own: 20240318, 24年3月18日, 24.3.18, 18/03/2024.
_LABELLED = r"(?:日期|时间|年月日|date|datum)\)?\s*:?\s*"
_BRIEF = tuple(
    re.compile(rf"(?:^\s*|{_LABELLED}){form}\s*$", re.IGNORECASE)
    for form in (
        r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)",
        r"[\"'’]?(?P<y>2[2-7])(?:年|[./-])(?P<m>\d{1,2})(?:月|[./-])(?P<d>\d{1,2})(?P<end>[日号]?)",
        r"(?P<d>\d{1,2})[./-](?P<m>0?[1-9]|1[0-2])[./-](?P<y>20\d\d)",
        r"(?P<m>0?[1-9]|1[0-2])[./-](?P<d>\d{1,2})[./-](?P<y>20\d\d)",
    )
)
# Eight digits behind a label, whatever follows.
_COMPACT = re.compile(rf"{_LABELLED}(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)", re.IGNORECASE)
# 12 March 2024, and March 12th, 2024: joint ventures sign so.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<m>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH = tuple(
    re.compile(rf"(?<![a-z\d]){form}[\s,]{{1,3}}(?P<y>20\d\d)(?!\d)", re.IGNORECASE)
    for form in (rf"{_DAY}[\s-]{{1,2}}(?:of\s)?{_MONTH}", rf"{_MONTH}\s?{_DAY}")
)
_BLANK = r"[xX×*_＿\s某〇○()…-]"
_PARTIAL = re.compile(
    rf"(?:(?P<y>20\d\d|20{_BLANK}{{0,4}}|二[{_CHINESE_DIGIT}]{{3}}|{_BLANK}{{0,8}})\s*年)\s*"
    rf"(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}}|{_BLANK}{{0,8}})\s*月"
    rf"(?:\s*(?P<d>\d{{1,2}}|[一二三四五六七八九十廿]{{1,3}}|{_BLANK}{{0,8}})\s*日|(?P<open>{_BLANK}*))"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")  # 贰零贰肆年叁月拾捌日
_LONGEST = 200
_YEAR_IN_SHORT = 2  # digits


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date in a line: `value` None where it is not full or does not exist; `start` and `end` in the folded text."""

    value: date | None
    text: str
    start: int
    end: int
    is_placeholder: bool = False


def last_date(text: str) -> DateRead | None:
    """The last date that a (short) line holds, full or blank; None where there is none."""
    folded = normalise(text[:_LONGEST]).translate(_FORMAL)
    torn = _TORN.fullmatch(folded) or _WAVED.fullmatch(folded)
    full = [match for match in _FULL.finditer(folded) if _separators_agree(match)]
    full = full or [match for match in _COMPACT.finditer(folded) if _value(match) is not None]
    full = full or _brief(folded)
    if not full and torn is not None and _value(torn) is not None:
        full = [torn]
    full = full or [match for pattern in _ENGLISH for match in pattern.finditer(folded)]
    if full:
        match = full[-1]
        start = min(map(match.start, ("y", "m", "d")))
        return DateRead(_value(match), match[0].strip(), start, match.end())
    partial = next((match for match in _PARTIAL.finditer(folded) if match[0].strip()), None)
    if partial is None:
        return None
    blank = any(
        part is not None and not re.search(r"[\d一-十]", part) for part in partial.group("y", "m", "d")
    )
    return DateRead(
        None,
        partial[0].strip(),
        partial.start(),
        partial.end(),
        is_placeholder=blank or bool((partial["open"] or "").strip()),
    )


def _brief(folded: str) -> list[re.Match[str]]:
    """The date in short that a line holds, the day before the month where both readings are dates."""
    found = (pattern.search(folded) for pattern in _BRIEF)
    return [match for match in found if match is not None and _value(match) is not None][:1]


def without_english_date(text: str) -> str:
    """The text without a date in English, which may stand beside the Chinese one: March 20, 2024 / 2024年3月20日."""
    for pattern in _ENGLISH:
        text = pattern.sub("", text)
    return text


def _separators_agree(match: re.Match[str]) -> bool:
    return ("年" in match[0]) == ("月" in match[0])


def _month(text: str) -> int | None:
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else numeral(text)


def _value(match: re.Match[str]) -> date | None:
    digits = [re.sub(r"\s", "", part) for part in match.group("y", "m", "d")]
    digits[0] = re.sub("[Oo]", "0", digits[0])  # as OCR reads the nought
    if len(digits[0]) == _YEAR_IN_SHORT:
        digits[0] = f"20{digits[0]}"
    numbers = year(digits[0]), _month(digits[1]), numeral(digits[2])
    if None in numbers:
        return None
    try:
        return date(numbers[0] or 0, numbers[1] or 0, numbers[2] or 0)
    except ValueError:
        return None  # the 30th of February
