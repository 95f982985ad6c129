"""A sign-off whose name takes two lines, with the date beside the first: two cells without borders. Pure.

单位（盖章）：上海某某医药集团      日期：2024-03-11
股份有限公司
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.text_line import TextLine, least

_DATED = re.compile(r"\s*(?:\S{0,2}(?:日\s*期|时\s*间)\s*[:：]|20\d\d\s*[年./-]|二\s*[〇○零O0].{2,3}年)")
# A person, too, may stand beside a date: only the label of the body that signs is none of theirs.
_LABEL = re.compile(
    r"\s*(?:[\u4e00-\u9fff]{0,4}(?:单位|机构)(?:名称)?|落款|盖章|公章)(?:[（(][^（）()]{1,4}[）)])?\s*[:：]"
)
_BEGUN = re.compile(r"[\u4e00-\u9fff（）()·]{2,36}")
_LEAST_BEGUN = 6  # characters of a name without a label: no person has so long a one
_END = re.compile(r"\s*(?!上海|中国|国家)[\u4e00-\u9fff（）()·]{1,20}\s*")  # those begin a name of their own
_SEAL_WORD = r"(?:[（(]\S{0,2}章[）)])?\s*$"
_WHOLE = re.compile(rf"(?:公司|大学|学院|医院|研究[院所]|[协学商]会|局|委员会){_SEAL_WORD}|章[）)]\s*$")
_MAY_BE_WHOLE = re.compile(rf"(?:中心|集团|[园区处部室所社]){_SEAL_WORD}")  # of a body, or amid its name
_OF_A_UNIVERSITY = re.compile(r"医学院|附属")  # what goes on behind a name that is whole
_MOST_LEADING = 2.4  # of the font's size
_ROOM = 1.0  # of it, by which the second line may begin before the first


def with_whole_names(rows: Sequence[Sequence[TextLine]]) -> list[list[TextLine]]:
    """The rows of a page, from top to bottom, the end of such a name behind its beginning."""
    whole: list[list[TextLine]] = []
    for row in rows:
        pieces = sorted(row, key=lambda line: line.left)
        if whole and _goes_on(whole[-1], pieces):
            name, *beside = whole[-1]
            whole[-1] = [_joined(name, pieces[0]), *beside]
        else:
            whole.append(pieces)
    return whole


def _goes_on(row: Sequence[TextLine], below: Sequence[TextLine]) -> bool:
    if len(row) != 2 or len(below) != 1:
        return False
    (name, date), end = row, below[0]
    stands_below = (
        name.bottom - end.bottom <= _MOST_LEADING * name.size
        and name.left - _ROOM * name.size <= end.left
        and end.right <= date.left
    )
    return stands_below and bool(_DATED.match(date.text)) and _is_torn(name.text, end.text)


def _is_torn(begun: str, end: str) -> bool:
    """Hold where the two are the name of one body, and the first alone is none."""
    label = _LABEL.match(begun)
    name = begun[label.end() if label else 0 :].strip()
    is_begun = _BEGUN.fullmatch(name) and (label or len(name) >= _LEAST_BEGUN)
    if not is_begun or not _END.fullmatch(end):
        return False
    whole = name + end.strip()
    if _WHOLE.search(name) and not _OF_A_UNIVERSITY.match(end.strip()):
        return False
    return bool(_WHOLE.search(whole) or (label and _MAY_BE_WHOLE.search(whole)))


def _joined(name: TextLine, end: TextLine) -> TextLine:
    text = name.text.rstrip() + end.text.strip()
    return replace(name, text=text, confidence=least((name.confidence, end.confidence)))
