"""Which headings stand at the document's top level, by their numbers, their styles and their looks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rules.heading import Heading
from rules.headings import (
    FURTHER_KEYWORD,
    KEYWORD,
    TEMPLATE_HEADING,
    WORDING,
)
from rules.numbering import CHINESE, CLAUSE, ORDINAL, UNNUMBERED, stands_below_all

_NO_LEVEL = 99  # of a heading without a style
_BEGUN_ANEW = 2  # counts that begin within the main one
_SEVERAL = 3  # sections named in passing, from which on the headings are theirs


class TopLevel:
    """The document's top heading level: the highest style whose headings name the most sections."""

    def __init__(self, headings: Sequence[Heading]) -> None:
        self._main = self._choose(headings)
        # A form: sections of their own in a table's cells, whatever numbers the headings outside it bear.
        cells = [heading for heading in headings if heading.in_table and heading.strongest >= WORDING]
        self._is_form = len({number for heading in cells for number in heading.names}) >= 2 and any(
            heading.strongest == TEMPLATE_HEADING for heading in cells
        )
        style = [each for each in headings if self._style(each) == self._main and each.strongest >= KEYWORD]
        self._in_tables = 2 * sum(each.in_table for each in style) >= len(style)
        self._prominence = max(
            (heading.prominence for heading in headings if self._style(heading) == self._main), default=0.0
        )
        self._inside = frozenset(_inside_count(headings, self._main[0]))
        self._by_place = frozenset(
            (
                *_in_gaps(headings, self._main),
                *_misnumbered(headings, self._main),
                *_running_in(headings, self._main),
            )
        )

    @staticmethod
    def _style(heading: Heading) -> tuple[int, int]:
        return heading.numbered.rank, heading.level if heading.level is not None else _NO_LEVEL

    def has_main_number(self, heading: Heading) -> bool:
        """Hold for a heading whose number is of the main style, or that has none where the main style has none."""
        return heading.numbered.rank == self._main[0]

    def _order(self, rank: int) -> int:
        """How high a style of numbers stands: 第一、 or 模块一 at the top where the top level is counted so, else below all."""
        if not stands_below_all(rank):
            return rank
        return CLAUSE if rank == self._main[0] else ORDINAL

    def _choose(self, headings: Sequence[Heading]) -> tuple[int, int]:
        sure: dict[tuple[int, int], dict[int, float]] = {}
        weight: Counter[tuple[int, int]] = Counter()
        in_passing = self._in_passing(headings)
        for heading in headings:
            style = self._style(heading)
            if not heading.names or (heading.strongest <= FURTHER_KEYWORD and style not in in_passing):
                continue
            weight[style] += heading.strongest
            named = sure.setdefault(style, {})
            for number, strength in heading.names.items():
                # A section named in the template's words counts twice: sub-headings name most subjects in passing.
                worth = 0.5 if strength <= FURTHER_KEYWORD else 1 if strength < WORDING else 2
                named[number] = max(named.get(number, 0), worth)
        if not sure:
            return UNNUMBERED, _NO_LEVEL
        return max(sure, key=lambda style: (sum(sure[style].values()), weight[style], -style[0], -style[1]))

    def _in_passing(self, headings: Sequence[Heading]) -> frozenset[tuple[int, int]]:
        """The styles of numbers whose headings name several sections, be it in words that stand in others as well."""
        named: dict[tuple[int, int], set[int]] = {}
        for heading in headings:
            if heading.numbered.rank != UNNUMBERED:
                named.setdefault(self._style(heading), set()).update(heading.names)
        return frozenset(style for style, numbers in named.items() if len(numbers) >= _SEVERAL)

    def holds(self, heading: Heading) -> bool:
        """Hold for a heading of the top level or above."""
        if heading.first in self._inside:
            return False
        in_form = heading.in_table and self._is_form and heading.strongest >= WORDING
        if in_form or heading.first in self._by_place:
            return True
        # 3 | 建议加长线缆: a row of a list names a subject in passing.
        is_row = heading.in_table and not self._in_tables and heading.strongest <= KEYWORD
        return not is_row and self._stands_high(heading)

    def _stands_high(self, heading: Heading) -> bool:
        level, main_level = self._style(heading)[1], self._main[1]
        rank, main_rank = self._order(heading.numbered.rank), self._order(self._main[0])
        if UNNUMBERED not in {rank, main_rank}:
            return rank <= main_rank and (level <= main_level or main_level == _NO_LEVEL)
        if heading.level is not None and main_level != _NO_LEVEL:
            return level <= main_level
        if rank == main_rank:
            return True
        # One of the two bears no number: only its looks can tell.
        if rank == UNNUMBERED:
            return 0 < self._prominence <= heading.prominence
        return rank <= CHINESE

    def ends_a_section(self, heading: Heading, claimed: Sequence[tuple[Heading, tuple[int, ...]]]) -> bool:
        """Hold for a further heading of the top level that carries on the numbering (六、其他)."""
        before = [other for other, _ in claimed if other.first < heading.first]
        if not before or not self.holds(heading) or heading.in_table != before[-1].in_table:
            return False
        if heading.has_text:
            return False  # 第一条，设专职岗：2名已入职 is an item of the section above
        if heading.numbered.rank == UNNUMBERED:
            return heading.level is not None
        if heading.numbered.rank != before[-1].numbered.rank:
            # 1. above A. or 模块一 may as well be the items of one of those; 一、预算安排 in the cell beside
            # 资金使用情况 counts what that says.
            order = self._order(heading.numbered.rank)
            is_item = heading.in_table and self._is_form
            return not is_item and order <= CHINESE and order < self._order(before[-1].numbered.rank)
        ours, last = heading.numbered.value, before[-1].numbered.value
        if ours is None or last is None or ours <= last:
            return False
        # 2.制度建设 below 1.项目实施成效, where 2.资金使用情况 is still to come, is an item.
        following = (other for other, _ in claimed if other.first > heading.first)
        behind = next((other for other in following if other.numbered.rank == heading.numbered.rank), None)
        return behind is None or behind.numbered.value is None or behind.numbered.value > ours


def _inside_count(headings: Sequence[Heading], main: int) -> Iterator[int]:
    """Yield where headings stand whose numbers usually stand above the main ones, yet are counted below each of these.

    （一）资金使用成效 between 1. and 2., and another （一） between 2. and 3.: a higher level would not begin anew there,
    while the main count runs on.
    """
    higher = [each for each in headings if each.numbered.rank < main and each.numbered.value is not None]
    alike = [each for each in headings if each.numbered.rank == main and each.numbered.value is not None]
    begun: Counter[int] = Counter()
    for one, other in pairwise(alike):
        if other.numbered.value == (one.numbered.value or 0) + 1:
            within = [each for each in higher if one.first < each.first < other.first]
            begun.update({each.numbered.rank for each in within if each.numbered.value == 1})
            yield from _counted_below(one, within)
    ranks = {rank for rank, count in begun.items() if count >= _BEGUN_ANEW}
    for each in higher:
        is_behind_first = bool(alike) and each.first > alike[0].first
        if each.numbered.rank in ranks and is_behind_first and not _carries_on(each, alike[-1]):
            yield each.first


def _counted_below(main: Heading, within: Sequence[Heading]) -> Iterator[int]:
    """（一）预算安排。… right below 2.资金使用情况 and （二） behind it are its parts, though no other section has such."""
    first = next((each for each in within if each.numbered.value == 1 and each.first == main.end), None)
    alike = [each for each in within if first is not None and each.numbered.rank == first.numbered.rank]
    if len({each.numbered.value for each in alike}) > 1 and not main.has_text:
        yield from (each.first for each in alike)


def _carries_on(heading: Heading, last: Heading) -> bool:
    """（四）特色亮点工作 below 3., the last of the main count, goes on with it in another style."""
    ours, before = heading.numbered.value or 0, last.numbered.value or 0
    return heading.first > last.first and ours > before and heading.strongest >= KEYWORD


def _in_gaps(headings: Sequence[Heading], style: tuple[int, int]) -> Iterator[int]:
    """Yield where a heading stands whose number OCR has lost: 项目实施成效 before 二、, one alone between 二、 and 四、."""
    free = [each for each in headings if each.by_ocr and each.names and each.numbered.rank == UNNUMBERED]
    before, value = -1, 0
    for heading in headings if free and style[0] != UNNUMBERED else ():
        if heading.numbered.rank != style[0] or heading.numbered.value is None:
            continue
        is_gap = heading.numbered.value == value + 2
        alone = [each for each in free if before < each.first < heading.first] if is_gap else []
        if len(alone) == 1 and (value == 0 or alone[0].strongest >= WORDING):
            yield alone[0].first
        before, value = heading.first, heading.numbered.value


def _misnumbered(headings: Sequence[Heading], style: tuple[int, int]) -> Iterator[int]:
    """Yield where OCR read (4)特色与亮点 for （四）, having lost the other headings' numbers: nothing is counted before it."""
    for place, heading in enumerate(headings if style[0] == UNNUMBERED else ()):
        value, rank = heading.numbered.value, heading.numbered.rank
        is_numbered = heading.by_ocr and rank != UNNUMBERED and value is not None and value > 1
        counted = any(other.numbered.rank == rank for other in headings[:place])
        if is_numbered and heading.strongest >= WORDING and not counted:
            yield heading.first


def _running_in(headings: Sequence[Heading], style: tuple[int, int]) -> Iterator[int]:
    """Yield where 二、资金使用情况。到账…… stands between 一、 and 三、, which have a style of headings.

    A heading whose text goes on in its own paragraph has none. Where the count begins anew, it counts items.
    """
    value, counts_items = 0, False
    alike = [each for each in headings if each.numbered.rank == style[0] and each.numbered.value is not None]
    for place, heading in enumerate(alike if style[0] != UNNUMBERED and style[1] != _NO_LEVEL else ()):
        number = heading.numbered.value or 0
        if heading.level is not None:
            value, counts_items = number, False
            continue
        counts_items = counts_items or number <= value
        styled = (each for each in alike[place + 1 :] if each.level is not None)
        following = next((each.numbered.value or 0 for each in styled), number + 1)
        is_next = heading.has_text and bool(heading.names) and number == value + 1
        if is_next and number < following and not counts_items:
            yield heading.first
            value = number
