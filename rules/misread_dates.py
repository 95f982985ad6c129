"""Dates as OCR misreads them, set right where nothing else can be meant: only for lines that it read."""

import re

_NUMERAL = "[一二三四五六七八九十]"
_DAY = rf"(?:\d{{1,2}}|{_NUMERAL}{{1,3}})"
_CORRECTIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=月)(\d{1,2})[A-Za-z目曰口囗]\s*$", r"\1日"),  # 2024年3月21E
        (r"(?<=月)([xX×])[Kk](?=日)", r"\1\1"),  # 2024年3月xK日: two crosses in place of the day
        # 〇四年三月五日, 023年8月16日, 024-3-5: a seal lay over the year's beginning.
        (r"^\s*[〇○零Oo0]?([四五六七])年(?=[\d一-十]{1,2}月[\d一-十廿]{1,3}日)", r"二〇二\1年"),
        (r"^\s*0(2[3-7])(?=年\d{1,2}月\d{1,2}日|([./-])\d{1,2}\2\d{1,2}\s*$)", r"20\1"),
        (r"^\s*\d(?=202\d年\d{1,2}月)", ""),  # 12024年3月16日: the seal's ring was taken for a digit
        # Of a line that is a date and nothing else a stroke was lost or misread: 2024-0315, 202403-15, 2023-06=21.
        (r"^\s*(?=\d{4,6}-)(202\d)-?(\d\d)-?(\d\d)\s*$", r"\1-\2-\3"),
        (r"^\s*(202\d)-(\d{1,2})[=±](\d\d)\s*$", r"\1-\2-\3"),
        (r"^\s*(202\d)[\s.,:·-](\d{1,2})/(\d{1,2})\s*$", r"\1/\2/\3"),  # 2023 10/3
        # 二〇二四年三日二十日: a seal hid a part of 月.
        (rf"^\s*(20\d\d|二\S{{3}})年({_DAY})[日目曰]({_DAY})[日目曰]\s*$", r"\1年\2月\3日"),
        # 2024.12.15工: a character of the seal's own. What may stand behind a day in a sentence stays.
        (
            r"^\s*(20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?)\s*(?![日前后起止至内末底初])[\u4e00-\u9fff]\s*$",
            r"\1",
        ),
    )
)


def as_written(text: str) -> str:
    """The line with its date as it was written, most likely; any other line as it is."""
    for pattern, replacement in _CORRECTIONS:
        text = pattern.sub(replacement, text)
    return text
