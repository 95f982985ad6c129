"""Which heading stands for which section: the surest first, in the template's words, in others, in passing."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rules.heading import Heading
from rules.headings import (
    FURTHER_KEYWORD,
    KEYWORD,
    TEMPLATE_HEADING,
    WORDING,
)
from rules.text import squeeze
from rules.top_level import TopLevel

_NAMES_A_PAPER = re.compile(r"(?:表|清单|明细|台账|凭证|发票|合同|票据)(?:\([^()]{0,12}\))?$")


def claimed_sections(
    headings: Sequence[Heading], top: TopLevel, numbers: Sequence[int]
) -> dict[int, set[int]]:
    """Give the sections their headings, the surest first: position of the heading -> its sections."""
    claimed: dict[int, set[int]] = {}
    for least, only_top in (
        (TEMPLATE_HEADING, True),
        (WORDING, True),
        (TEMPLATE_HEADING, False),
        (KEYWORD, True),
    ):
        missing = _missing(numbers, claimed)
        for heading in headings:
            if not heading.names:
                continue
            if (only_top and not top.holds(heading)) or (least == KEYWORD and len(heading.names) > 1):
                continue
            if least < TEMPLATE_HEADING and not _in_sequence(heading, headings, claimed):
                continue
            if least == KEYWORD and _is_no_heading(heading, headings, top, claimed):
                continue
            named = {
                number
                for number, strength in heading.names.items()
                if strength == least and number in missing
            }
            if named:
                claimed.setdefault(heading.first, set()).update(named)
    for strength in (KEYWORD, FURTHER_KEYWORD):
        _claim_undecided(headings, top, numbers, claimed, strength)
    return claimed


def _is_no_heading(
    heading: Heading, headings: Sequence[Heading], top: TopLevel, claimed: Mapping[int, set[int]]
) -> bool:
    """Hold for a line that only bears a section's word in passing, as far as the others show."""
    return (
        _repeats(heading, headings, top)
        or _adds_nothing(heading, claimed)
        or _entitles_a_paper(heading, headings, top, claimed)
    )


def _entitles_a_paper(
    heading: Heading, headings: Sequence[Heading], top: TopLevel, claimed: Mapping[int, set[int]]
) -> bool:
    """资金支出明细表 below 第四部分 下步安排: what the numbered sections lack is not a table's title far behind its place."""
    if top.has_main_number(heading) or not _NAMES_A_PAPER.search(squeeze(heading.text)):
        return False
    numbered = [other for other in headings if other.first < heading.first and top.has_main_number(other)]
    passed = {number for other in numbered for number in claimed.get(other.first, ())}
    return bool(passed) and max(passed) > max(heading.names)


def _repeats(heading: Heading, headings: Sequence[Heading], top: TopLevel) -> bool:
    """专项资金支出明细表 far below 第二部分 经费收支: what a numbered heading names is not named again by a table's title."""
    if top.has_main_number(heading):
        return False
    earlier = (other for other in headings if other.first < heading.first and top.has_main_number(other))
    return any(other.strongest >= KEYWORD and set(heading.names) <= set(other.names) for other in earlier)


def _adds_nothing(heading: Heading, claimed: Mapping[int, set[int]]) -> bool:
    """建议加长线缆 on a plain line, far below 下一步与建议: only what is set off as a heading may carry a section on."""
    earlier = {number for first, named in claimed.items() if first < heading.first for number in named}
    return not heading.is_set_off and set(heading.names) <= earlier


def _in_sequence(heading: Heading, headings: Sequence[Heading], claimed: Mapping[int, set[int]]) -> bool:
    """Hold where the numbering runs on: a list's "1." under the heading "3." starts anew and is no heading."""
    before = [other for other in headings if other.first in claimed and other.first < heading.first]
    if not before or before[-1].numbered.rank != heading.numbered.rank:
        return True
    ours, last = heading.numbered.value, before[-1].numbered.value
    if ours is None or last is None or ours >= last:
        return True
    if ours == 1 or heading.strongest < KEYWORD:
        return False
    # 四、 behind 五、: the two stand in the wrong order, and no other has that number.
    others = (other for other in headings if other is not heading and other.strongest >= KEYWORD)
    return all(other.numbered.value != ours for other in others)


def _missing(numbers: Iterable[int], claimed: Mapping[int, set[int]]) -> set[int]:
    return set(numbers) - {number for named in claimed.values() for number in named}


def _claim_undecided(
    headings: Sequence[Heading],
    top: TopLevel,
    numbers: Sequence[int],
    claimed: dict[int, set[int]],
    strength: int,
) -> None:
    """Headings that name several subjects at once take the section that fits the order, else all that they name."""
    for heading in headings:
        if not heading.names or _entitles_a_paper(heading, headings, top, claimed):
            continue
        missing = _missing(numbers, claimed)
        open_names = {
            number for number, told in heading.names.items() if told == strength and number in missing
        }
        if strength == FURTHER_KEYWORD and not _may_be_in_other_words(heading, top, headings, claimed):
            continue
        if not open_names or not top.holds(heading) or not _in_sequence(heading, headings, claimed):
            continue
        fitting = {number for number in open_names if _fits_order(heading, number, claimed)}
        if strength == FURTHER_KEYWORD and not (fitting or heading.is_set_off):
            continue
        taken = (fitting or open_names) | (open_names & heading.closing)
        if heading.first not in claimed or len(heading.names) > 1:
            claimed.setdefault(heading.first, set()).update(taken)


def _may_be_in_other_words(
    heading: Heading, top: TopLevel, headings: Sequence[Heading], claimed: Mapping[int, set[int]]
) -> bool:
    """Hold for a heading numbered as the others are, and not set directly below one of them as a sub-heading is."""
    above = any(
        other.first in claimed and other.end == heading.first and not other.has_text for other in headings
    )
    marked = [bool(other.numbered.mark) for other in headings if other.first in claimed]
    is_marked_alike = not marked or bool(heading.numbered.mark) == (2 * sum(marked) > len(marked))
    plain = [not other.is_set_off for other in headings if other.first in claimed]
    is_set_alike = heading.is_set_off or 2 * sum(plain) >= len(plain)
    return top.has_main_number(heading) and is_marked_alike and is_set_alike and not above


def _fits_order(heading: Heading, number: int, claimed: Mapping[int, set[int]]) -> bool:
    return all(
        (min(named) <= number if position <= heading.first else max(named) >= number)
        for position, named in claimed.items()
    )
