"""Numbers as Word's automatic numbering writes them: ECMA-376-1, 17.18.59 (ST_NumberFormat)."""

from collections.abc import Callable, Sequence

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL_SIMPLIFIED = str.maketrans("〇零一二三四五六七八九十百千", "零零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("〇零一二三四五六七八九十百千万", "零零壹貳參肆伍陸柒捌玖拾佰仟萬")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_HIGHEST_ROMAN, _HIGHEST_LETTERS = 32_767, 780  # what lies beyond, nobody counts up to
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_FULL_STOP = " ⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_PARENTHESISED = " ⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_CIRCLED_IDEOGRAPHS = " ㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip


def counting(value: int) -> str:
    """Write 1 to 99,999,999 the Chinese way: 12 → 十二, 105 → 一百零五, 20000 → 二万."""
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if 0 < rest < 1_000 else ""
        return counting(value // 10_000) + "万" + gap + (counting(rest) if rest else "")
    text = ""
    for place, digit in enumerate(reversed(str(value))):
        if digit != "0":
            text = _DIGITS[int(digit)] + _UNITS[place] + text
        elif text and not text.startswith("零"):
            text = "零" + text  # zeros inside are said once, zeros at the end not at all
    if text.startswith("一十"):
        text = text[1:]  # 十二, not 一十二
    return text or "零"


def _digits(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    if value > _HIGHEST_ROMAN:
        return str(value)
    text = ""
    for worth, letters in _ROMAN:
        text += letters * (value // worth)
        value %= worth
    return text


def _letters(value: int) -> str:
    """Write 1 → A, 26 → Z, 27 → AA, 28 → BB, as Word does (not as columns of a sheet)."""
    if not 1 <= value <= _HIGHEST_LETTERS:
        return str(value)
    return chr(ord("A") + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _ordinal(value: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if value % 100 in {11, 12, 13} else endings.get(value % 10, "th")
    return f"{value}{ending}"


def _from(symbols: Sequence[str]) -> Callable[[int], str]:
    """Write a number as the symbol of its place; what lies beyond the symbols is written in digits."""

    def write(value: int) -> str:
        within = 0 <= value < len(symbols) and symbols[value].strip()
        return symbols[value] if within else str(value)

    return write


def _full_width(value: int) -> str:
    return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _cyclic(symbols: str) -> Callable[[int], str]:
    return lambda value: symbols[(value - 1) % len(symbols)]


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _value: "",
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    "decimalEnclosedFullstop": _from(_FULL_STOP),
    "decimalEnclosedParen": _from(_PARENTHESISED),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "ordinal": _ordinal,
    "cardinalText": lambda value: _from(_ENGLISH)(value).capitalize(),
    "hex": lambda value: f"{value:X}",
    "numberInDash": lambda value: f"- {value} -",
    "chineseCounting": counting,
    "chineseCountingThousand": counting,
    "taiwaneseCounting": counting,
    "taiwaneseCountingThousand": counting,
    "japaneseCounting": counting,
    "koreanCounting": counting,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "koreanDigital2": _digits,
    "chineseLegalSimplified": lambda value: counting(value).translate(_LEGAL_SIMPLIFIED),
    "ideographLegalTraditional": lambda value: counting(value).translate(_LEGAL_TRADITIONAL),
    "japaneseLegal": lambda value: counting(value).translate(_LEGAL_TRADITIONAL),
    "ideographTraditional": _cyclic(_STEMS),
    "ideographZodiac": _cyclic(_BRANCHES),
    "ideographZodiacTraditional": lambda value: _cyclic(_STEMS)(value) + _cyclic(_BRANCHES)(value),
    "ideographEnclosedCircle": _from(_CIRCLED_IDEOGRAPHS),
}


def write_number(value: int, number_format: str) -> str:
    """Write a number in a format of ST_NumberFormat; a format that we do not know gives plain digits.

    Negative numbers and those that a format has no sign for are plain digits too.
    """
    if value < 0 or (
        value == 0 and number_format not in {"decimal", "decimalZero", "none", "ideographDigital"}
    ):
        return str(value)
    return _FORMATS.get(number_format, str)(value)
