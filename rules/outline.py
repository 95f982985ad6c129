"""The outline of a document: which of its lines are headings of the template's sections, and which others end them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.document import Block, BlockKind, TextOrigin
from rules.contents_table import contents_lines
from rules.figures import has_amount_or_rate, has_measure
from rules.heading import Heading
from rules.heading_places import told_by_place
from rules.headings import (
    FURTHER_KEYWORD,
    KEYWORD,
    TEMPLATE_HEADING,
    WORDING,
    Wordings,
    closing_names,
    further_names_of,
    is_exact,
    names_of,
    run_in,
    without_parenthesis,
    wordings_of,
)
from rules.labels import is_label_line
from rules.lines import Line
from rules.numbering import BARE, MARKED, ORDINAL, UNNUMBERED, Numbered, split_number
from rules.placeholders import is_only_placeholder
from rules.template import Template
from rules.text import squeeze, unspaced
from rules.titles import is_title_line

_NO_SECTION = re.compile(r"问题|不足|困难|原因|附件|附表|附录|附:")
_OF_A_SENTENCE = re.compile(r"[\d,、。;:%]")
_ITEM = re.compile(
    r"[,。;%]|:.{9}|:.*(?:已|完成)|\d[十百千万亿]*(?:元|件|项|家|次|人|场|个|份|篇|种|套|批|期|名|所|倍)"
)
_FEW = 400  # lines of a document whose outline is kept for a while
_LONGEST_HEADING = 45
_ENDS_A_CLAUSE = re.compile(r"[。;,!?]")
_WIDE_SPACE = re.compile(r"(?<=[\u4e00-\u9fff)）])(?:\u3000|[ \t]{2,})(?=\S.{8})")
_LONGEST_UNNUMBERED = 28
_LONGEST_PLAIN = 10
_TWO_SECTIONS, _NEARLY_ALL_SECTIONS = 2, 4  # named before an annex label: what stands behind it is the annex
_CHINESE_NUMERAL = 2  # rank of 一、, and of all that stands above it
_LONGEST_REMARK = 12  # in brackets behind a heading


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings that count. `claimed` gives each its sections; `others` end a section without being one."""

    claimed: tuple[tuple[Heading, tuple[int, ...]], ...]
    others: tuple[Heading, ...]
    contents: frozenset[int]


def outline_of(lines: Sequence[Line], template: Template) -> Outline:
    """Find the sections' headings among the lines."""
    return _kept_outline(tuple(lines), template) if len(lines) <= _FEW else _outline(lines, template)


def _outline(lines: Sequence[Line], template: Template) -> Outline:
    contents = contents_lines(lines)
    headings = _without_annex(_with_roman_one(_candidates(lines, template, contents)), lines, template)
    top = _TopLevel(headings)
    chosen = _claim(headings, top, tuple(section.number for section in template.sections))
    for position, number in told_by_place(headings, chosen, lines, template, top.holds).items():
        chosen[position] = {number}
    claimed = tuple(
        (heading, tuple(sorted(chosen[heading.first]))) for heading in headings if heading.first in chosen
    )
    others = tuple(
        heading
        for heading in headings
        if heading.first not in chosen and top.ends_a_section(heading, claimed)
    )
    return Outline(claimed, others, contents)


_kept_outline = lru_cache(maxsize=400)(_outline)  # a case's files are gone through with each of its mails


# Candidates


def _candidates(lines: Sequence[Line], template: Template, contents: frozenset[int]) -> list[Heading]:
    wordings = wordings_of(template)
    found: list[Heading] = []
    taken = -1
    for position, line in enumerate(lines):
        if (
            position in contents
            or position < taken
            or is_label_line(line, template)
            or is_title_line(line, template)
            or _goes_on_in_block(line)
        ):
            continue
        following = (
            lines[position + 1] if position + 1 < len(lines) and position + 1 not in contents else None
        )
        heading = _candidate(position, line, following, wordings)
        if heading:
            found.append(heading)
            taken = heading.end
    return found


def _goes_on_in_block(line: Line) -> bool:
    """Text behind a line break in a heading's own paragraph has that style by mistake."""
    is_styled = line.block.level is not None and not line.in_table
    return is_styled and not line.begins_block and split_number(line.head).rank == UNNUMBERED


def _candidate(position: int, line: Line, following: Line | None, wordings: Wordings) -> Heading | None:
    numbered = _with_mark(split_number(line.head), line, wordings)
    body = unspaced(numbered.rest)
    heading = _heading(position, line, numbered, {})
    return (
        _broken(heading, line, following, wordings)
        or (_standing_alone(heading, line, body, wordings) if body else None)
        or (_run_in(heading, line, wordings) if body else None)
        or (_other_heading(heading, line, body, wordings) if body else None)
    )


def _with_roman_one(headings: list[Heading]) -> list[Heading]:
    """1. before II.: OCR takes the Roman one for a digit."""
    romans = [each for each in headings if each.by_ocr and each.numbered.is_roman]
    if not romans or romans[0].numbered.value == 1:
        return headings
    ones = [each for each in headings if each.first < romans[0].first and each.numbered.rank == MARKED]
    if len(ones) != 1 or ones[0].numbered.value != 1:
        return headings
    numbered = replace(ones[0].numbered, rank=romans[0].numbered.rank)
    return [replace(each, numbered=numbered) if each is ones[0] else each for each in headings]


def _with_mark(numbered: Numbered, line: Line, wordings: Wordings) -> Numbered:
    """4特色工作: OCR saw no space behind the number, which others of the kind have; 12所高校 is no such line."""
    if line.block.origin is not TextOrigin.OCR or numbered.rank != BARE:
        return numbered
    is_heading = not _OF_A_SENTENCE.search(numbered.rest) and names_of(unspaced(numbered.rest), wordings)
    return replace(numbered, rank=MARKED) if is_heading else numbered


def _limit(line: Line, numbered: Numbered) -> int:
    return _LONGEST_HEADING if numbered.rank != UNNUMBERED or line.block.level else _LONGEST_UNNUMBERED


def _standing_alone(heading: Heading, line: Line, body: str, wordings: Wordings) -> Heading | None:
    """A whole line that is a heading, a remark in brackets behind it left aside."""
    limit = _limit(line, heading.numbered)
    if line.length > limit + 80:
        return None
    short, brackets = without_parenthesis(body)
    names = names_of(short, wordings) if len(short) <= limit else {}
    # 钱怎么花的（资金使用）, 计划执行（工作推进情况）: the brackets name it more surely.
    is_told = is_exact(brackets, wordings) and max(names.values(), default=0) <= KEYWORD
    fits = not names and len(short) + len(brackets) <= _LONGEST_UNNUMBERED
    if (is_told or fits) and not _NO_SECTION.search(short):
        names = names_of(brackets, wordings) or names
    if max(names.values(), default=0) <= KEYWORD and (
        (_is_a_project(short) and heading.numbered.rank == UNNUMBERED) or _is_an_item(heading, short)
    ):
        return None
    if not names or (not is_exact(short, wordings) and _is_sentence(line, heading.numbered, body, wordings)):
        return None
    is_blank = is_only_placeholder(brackets)  # 五、工作计划（待补充）
    rest = brackets if len(brackets) > _LONGEST_REMARK or is_blank else ""
    closing = closing_names(short, wordings)
    return replace(
        heading,
        names=names,
        rest=rest,
        is_remark=bool(rest) and not (is_blank or _tells_more(rest)),
        closing=closing,
    )


def _tells_more(brackets: str) -> bool:
    """（共支出96.5万元，执行率98%） is content; （对照任务书逐条说明落实情况） says what will follow."""
    blocks = (Block(BlockKind.PARAGRAPH, brackets),)
    return has_measure(blocks) or has_amount_or_rate(blocks)


def _is_an_item(heading: Heading, body: str) -> bool:
    """市级资金50万元; 落实行动，年内扩至四家: a line of a list, with a figure or a comma and no look of a heading."""
    return not heading.is_set_off and bool(_ITEM.search(body.rstrip(":")))


def _is_a_project(body: str) -> bool:
    """…专项资金支持项目 on a cover: a project's name, whatever it is financed by."""
    return body.endswith("项目")


def _is_sentence(line: Line, numbered: Numbered, body: str, wordings: Wordings) -> bool:
    """Hold for a line that ends as a sentence does, or that goes on behind the template's own heading."""
    if line.key.endswith((";", ",")):
        return True
    if line.key.endswith("。") and (numbered.rank == UNNUMBERED or len(body) > 20):
        return True
    opened = run_in(numbered.rest, wordings, numbered=numbered.rank != UNNUMBERED)
    if opened is None or not unspaced(opened[1]):
        return False
    separated = numbered.rest[len(opened[0]) : len(opened[0]) + 1] in {"。", ":", ";"}
    return len(unspaced(opened[1])) > 12 or (separated and is_exact(unspaced(opened[0]), wordings))


def _run_in(heading: Heading, line: Line, wordings: Wordings) -> Heading | None:
    is_numbered = heading.numbered.rank != UNNUMBERED
    is_spaced = bool(_WIDE_SPACE.search(line.text[:_LONGEST_HEADING]))
    opened = run_in(heading.numbered.rest, wordings, numbered=is_numbered, spaced=is_spaced)
    if opened is None:
        return None
    # What the head leaves out of a very long line is content as well.
    rest = opened[1] + line.text[len(line.head) :] if line.length > len(line.head) else opened[1]
    written = _as_written(line, rest)
    is_remark = _is_second_half(line, rest) and not _tells_more(rest)
    return replace(heading, names=opened[2], rest=written, text=opened[0].strip(), is_remark=is_remark)


def _is_second_half(line: Line, rest: str) -> bool:
    """二、资金使用：按节点拨付, in bold or in a heading's style as a whole: the heading goes on behind its colon."""
    is_set_off = bool(line.block.bold or line.block.level)
    return is_set_off and len(unspaced(rest)) <= _LONGEST_UNNUMBERED and "。" not in rest


def _other_heading(heading: Heading, line: Line, body: str, wordings: Wordings) -> Heading | None:
    """A short numbered or styled line that names no section: it may still end one, or be one in unusual words."""
    if len(body) > _limit(line, heading.numbered) or body.endswith(("。", ";", ",")):
        return None
    is_styled = heading.numbered.rank != UNNUMBERED or bool(line.block.level or heading.numbered.mark)
    names = further_names_of(without_parenthesis(body)[0], wordings)
    is_alone = not line.in_table and line.begins_block and line.ends_block
    stands_out = is_alone and (line.block.bold or (names and _is_short(line, body)))
    return replace(heading, names=names) if is_styled or stands_out else None


def _is_short(line: Line, body: str) -> bool:
    """A few words where nothing tells bold from plain, in a scan or in plain text: 钱怎么花的."""
    return len(body) <= _LONGEST_PLAIN and not _OF_A_SENTENCE.search(line.text)


def _as_written(line: Line, rest: str) -> str:
    # `rest` is folded; the author's own characters are the line's end of the same length, where they agree.
    tail = line.text[-len(rest) :] if rest else ""
    return tail if squeeze(tail[:40]) == squeeze(rest[:40]) else rest


def _broken(heading: Heading, line: Line, following: Line | None, wordings: Wordings) -> Heading | None:
    """A heading that goes on in the next line, or whose number stands on a line of its own."""
    if following is None or following.length > 24 or line.key.endswith(("。", ":", ";")):
        return None
    if split_number(following.head).rank != UNNUMBERED:
        return None
    first, second = unspaced(heading.numbered.rest), following.key
    if line.length > 24:
        return _broken_within_a_word(heading, line, following, wordings)
    if not any(map(str.isalnum, second)):
        return None
    names = names_of(without_parenthesis(first + second)[0], wordings)
    goes_on = (
        is_exact(first + second, wordings)
        and len(second) <= 8
        and max(names_of(second, wordings).values(), default=0) < WORDING
    )
    is_number_alone = (
        not first and heading.numbered.rank != UNNUMBERED and max(names.values(), default=0) >= WORDING
    )
    if not (names and (goes_on or is_number_alone)):
        return None
    text = f"{line.text.strip()}{following.text.strip()}"
    return replace(heading, end=heading.first + 2, names=names, text=text)


def _broken_within_a_word(
    heading: Heading, line: Line, following: Line, wordings: Wordings
) -> Heading | None:
    """一、围绕两个专利组合所取得的项目实施成 / 效与目标对照: a numbered line that OCR saw end within the word that names it."""
    if (
        heading.numbered.rank == UNNUMBERED
        or line.length > _LONGEST_HEADING
        or _ENDS_A_CLAUSE.search(following.key)
    ):
        return None
    first, second = unspaced(heading.numbered.rest), following.key
    named = {**names_of(first, wordings), **names_of(second, wordings)}
    names = names_of(first + second, wordings)
    if named or max(names.values(), default=0) < KEYWORD:
        return None
    text = f"{line.text.strip()}{following.text.strip()}"
    return replace(heading, end=heading.first + 2, names=names, text=text)


def _heading(position: int, line: Line, numbered: Numbered, names: Mapping[int, int]) -> Heading:
    block = line.block
    return Heading(
        first=position,
        end=position + 1,
        text=line.text.strip(),
        numbered=numbered,
        level=block.level,
        prominence=(block.size or 0) + (0.5 if block.bold else 0),
        names=names,
        in_table=line.in_table,
        is_set_off=numbered.rank != UNNUMBERED or bool(numbered.mark or block.level or block.bold),
        by_ocr=block.origin is TextOrigin.OCR,
    )


def _without_annex(headings: list[Heading], lines: Sequence[Line], template: Template) -> list[Heading]:
    """Leave out what stands in annexes: behind an annex label that comes after two sections' headings.

    A heading behind such a label still counts where it carries on the numbering of the sections before it.
    """
    kept: list[Heading] = []
    labels = [
        position for position, line in enumerate(lines) if is_label_line(line, template, annex_only=True)
    ]
    for heading in headings:
        before = next((label for label in reversed(labels) if label < heading.first), None)
        if before is not None and not _carries_on(heading, kept, before):
            continue
        kept.append(heading)
    return kept


def _carries_on(heading: Heading, kept: Sequence[Heading], label: int) -> bool:
    before = [earlier for earlier in kept if earlier.first < label]
    sections = [earlier for earlier in before if earlier.strongest >= WORDING]
    if len(_named(sections)) < _TWO_SECTIONS:
        sections = [earlier for earlier in before if earlier.strongest >= KEYWORD and earlier.is_set_off]
        if len(_named(sections)) < _NEARLY_ALL_SECTIONS:
            return True
    last = sections[-1]
    if heading.numbered.rank != last.numbered.rank or heading.strongest < KEYWORD:
        return False
    if heading.numbered.value is None or last.numbered.value is None:
        is_next = min(heading.names) > max(number for earlier in sections for number in earlier.names)
        is_sure = heading.strongest == TEMPLATE_HEADING or (heading.strongest == WORDING and is_next)
        return is_sure and heading.level == last.level
    return heading.numbered.value > last.numbered.value


def _named(headings: Sequence[Heading]) -> frozenset[int]:
    return frozenset(number for heading in headings for number in heading.names)


# The top level


class _TopLevel:
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
        self._unnumbered = frozenset(_in_gaps(headings, self._main))

    @staticmethod
    def _style(heading: Heading) -> tuple[int, int]:
        return heading.numbered.rank, heading.level if heading.level is not None else 99

    def has_main_number(self, heading: Heading) -> bool:
        """Hold for a heading whose number is of the main style, or that has none where the main style has none."""
        return heading.numbered.rank == self._main[0]

    def _order(self, rank: int) -> int:
        """How high a style of numbers stands: 第一、 at the top where the top level is counted so, else below all."""
        return 1 if rank == ORDINAL == self._main[0] else rank

    def _choose(self, headings: Sequence[Heading]) -> tuple[int, int]:
        sure: dict[tuple[int, int], dict[int, int]] = {}
        weight: Counter[tuple[int, int]] = Counter()
        for heading in headings:
            style = self._style(heading)
            if heading.strongest <= FURTHER_KEYWORD:
                continue
            weight[style] += heading.strongest
            named = sure.setdefault(style, {})
            for number, strength in heading.names.items():
                # A section named in the template's words counts twice: sub-headings name most subjects in passing.
                named[number] = max(named.get(number, 0), 2 if strength >= WORDING else 1)
        if not sure:
            return UNNUMBERED, 99
        return max(sure, key=lambda style: (sum(sure[style].values()), weight[style], -style[0], -style[1]))

    def holds(self, heading: Heading) -> bool:
        """Hold for a heading of the top level or above."""
        in_form = heading.in_table and self._is_form and heading.strongest >= WORDING
        if in_form or heading.first in self._unnumbered:
            return True
        # 3 | 建议加长线缆: a row of a list names a subject in passing.
        is_row = heading.in_table and not self._in_tables and heading.strongest <= KEYWORD
        return not is_row and self._stands_high(heading)

    def _stands_high(self, heading: Heading) -> bool:
        level, main_level = self._style(heading)[1], self._main[1]
        rank, main_rank = self._order(heading.numbered.rank), self._order(self._main[0])
        if UNNUMBERED not in {rank, main_rank}:
            return rank <= main_rank and (level <= main_level or main_level == 99)
        if heading.level is not None and main_level != 99:
            return level <= main_level
        if rank == main_rank:
            return True
        # One of the two bears no number: only its looks can tell.
        if rank == UNNUMBERED:
            return 0 < self._prominence <= heading.prominence
        return rank <= _CHINESE_NUMERAL

    def ends_a_section(self, heading: Heading, claimed: Sequence[tuple[Heading, tuple[int, ...]]]) -> bool:
        """Hold for a further heading of the top level that carries on the numbering (六、其他)."""
        before = [other for other, _ in claimed if other.first < heading.first]
        if not before or not self.holds(heading) or heading.in_table != before[-1].in_table:
            return False
        if heading.numbered.rank == UNNUMBERED:
            return heading.level is not None
        if heading.numbered.rank != before[-1].numbered.rank:
            # 1. above A. or 模块一 may as well be the items of one of those.
            order = self._order(heading.numbered.rank)
            return order <= _CHINESE_NUMERAL and order < self._order(before[-1].numbered.rank)
        ours, last = heading.numbered.value, before[-1].numbered.value
        return ours is not None and last is not None and ours > last


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


# Which heading stands for which section


def _claim(headings: Sequence[Heading], top: _TopLevel, numbers: Sequence[int]) -> dict[int, set[int]]:
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
            if (only_top and not top.holds(heading)) or (least == KEYWORD and len(heading.names) > 1):
                continue
            if least < TEMPLATE_HEADING and not _in_sequence(heading, headings, claimed):
                continue
            if least == KEYWORD and (_repeats(heading, headings, top) or _adds_nothing(heading, claimed)):
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


def _repeats(heading: Heading, headings: Sequence[Heading], top: _TopLevel) -> bool:
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
    top: _TopLevel,
    numbers: Sequence[int],
    claimed: dict[int, set[int]],
    strength: int,
) -> None:
    """Headings that name several subjects at once take the section that fits the order, else all that they name."""
    for heading in headings:
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
    heading: Heading, top: _TopLevel, headings: Sequence[Heading], claimed: Mapping[int, set[int]]
) -> bool:
    """Hold for a heading numbered as the others are, and not set directly below one of them as a sub-heading is."""
    above = any(other.first in claimed and other.end == heading.first for other in headings)
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
