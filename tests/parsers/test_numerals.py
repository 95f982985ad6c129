"""Numbers as Word's automatic numbering writes them."""

import pytest

from parsers.numerals import counting, write_number

CASES = [
    (1, "decimal", "1"),
    (7, "decimalZero", "07"),
    (12, "decimalFullWidth", "１２"),
    (3, "decimalEnclosedCircle", "③"),
    (20, "decimalEnclosedCircleChinese", "⑳"),
    (51, "decimalEnclosedCircle", "51"),
    (2, "decimalEnclosedParen", "⑵"),
    (2, "decimalEnclosedFullstop", "⒉"),
    (4, "upperRoman", "IV"),
    (1994, "lowerRoman", "mcmxciv"),
    (3, "lowerLetter", "c"),
    (28, "upperLetter", "BB"),
    (1, "chineseCountingThousand", "一"),
    (10, "chineseCountingThousand", "十"),
    (11, "chineseCounting", "十一"),
    (20, "taiwaneseCountingThousand", "二十"),
    (101, "japaneseCounting", "一百零一"),
    (10, "ideographDigital", "一〇"),
    (12, "chineseLegalSimplified", "拾贰"),
    (3, "ideographLegalTraditional", "參"),
    (2, "ideographTraditional", "乙"),
    (11, "ideographTraditional", "甲"),
    (1, "ideographZodiac", "子"),
    (3, "ideographEnclosedCircle", "㊂"),
    (22, "ordinal", "22nd"),
    (13, "ordinal", "13th"),
    (2, "numberInDash", "- 2 -"),
    (5, "none", ""),
    (5, "noSuchFormat", "5"),
    (0, "upperRoman", "0"),
    (780, "upperLetter", "Z" * 30),
    (2_000_000_000, "upperLetter", "2000000000"),
    (2_000_000_000, "lowerRoman", "2000000000"),
]


@pytest.mark.parametrize(("value", "number_format", "expected"), CASES)
def test_number_is_written_in_its_format(value: int, number_format: str, expected: str) -> None:
    """Each format of ST_NumberFormat that Chinese documents use gives what Word shows."""
    assert write_number(value, number_format) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (15, "十五"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10010, "一万零十"),
        (20000, "二万"),
        (123456, "十二万三千四百五十六"),
    ],
)
def test_counting_says_inner_zeros_once(value: int, expected: str) -> None:
    """Chinese counting leaves out zeros at the end and says inner ones once."""
    assert counting(value) == expected
