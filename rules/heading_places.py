"""Headings in words that nobody foresaw: what they tell of is known by their place among the others, and by their text.

与众不同之处 names no subject that a list of words could hold. Where it bears the same number or bullet as the other
headings, stands alone between the third section and the fifth, and has text beneath it, it is the fourth: a clerk
reads it so, and to claim that the section is missing would be wrong.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from parsers.document import Block, BlockKind
from rules.dates import last_date
from rules.figures import has_amount_or_rate, has_measure
from rules.heading import Heading
from rules.labels import is_label_line
from rules.lines import Line, blocks_of
from rules.numbering import UNNUMBERED
from rules.template import Template
from rules.text import squeeze

_ANOTHER_TOPIC = re.compile(
    r"问题|困难|不足|原因|短板|风险|偏差|分析|概况|概述|基本|背景|简介|介绍|缘由|组织|保障|机构|领导|团队|人员"
    r"|(?:建设|项目|总体|工作|年度|绩效)目标$|由来|来源|立项|内容|培训|一览|照片|图片|截图|凭证|发票|证书|纪要|材料"
    r"|附|其[他它]|声明|承诺|结论|结语|小结|总结|致谢|自评|评价|审计|验收|联系|单位|依据|目的|说明|前言|引言|目录|意见|协调"
    r"|名称|编号|负责人|期限|起止|合同(?:金额|总额)|总(?:金额|投资)"
)
_MONEY = re.compile(r"[资专]金|经费|支出|拨款|款项|到账|[万亿]?元")
_DONE = re.compile(r"已经?(?!收录)|完成|启动|推进|开展|进行|落实|履行|建立|举办|按期|如期")
_AHEAD = re.compile(
    r"将(?:继续|进一步|于|在|会|以|按)|拟|专项行动|计划|下一步|今后|后续|建议|打算|希望|力争|争取|恳请|期待"
)
_ABOUT = {
    "results": re.compile(
        r"绩效|指标|目标|成效|成果|授权|申请量?|转化|受益|新增|累计|增长|提升|[件项家个]|人次|%"
    ),
    "funds": re.compile(r"资金|经费|支出|预算|拨付|到账|结余|执行率|专款|[万亿]?元|%"),
    "progress": re.compile(r"任务|合同|按期|进度|节点|推进|落实|启动|开展|举办|完成|正在|尚未|进行"),
    "highlights": re.compile(
        r"特色|亮点|创新|首创|首个|首家|率先|探索|模式|机制|经验|做法|推广|示范|案例|典型|独"
    ),
    "plan": _AHEAD,
}
_SHORTEST_TEXT, _LONGEST_DATE = 20, 20  # characters
_ESTABLISHED = 2  # sections whose headings tell what the others look like


def told_by_place(
    headings: Sequence[Heading],
    claimed: Mapping[int, set[int]],
    lines: Sequence[Line],
    template: Template,
    is_top: Callable[[Heading], bool],
) -> dict[int, int]:
    """Give sections without a heading those that stand just where theirs would: position of the heading -> section."""
    known = [heading for heading in headings if heading.first in claimed]
    if len({number for named in claimed.values() for number in named}) < _ESTABLISHED:
        return {}
    if not _ascends(known, claimed):
        return {}
    found: dict[int, int] = {}
    for run in _runs(tuple(section.number for section in template.sections), claimed):
        free = _between(run, known, headings, claimed, lines, template)
        fitting = [
            each
            for each in free
            if is_top(each) and _looks_like(each, known) and _is_counted_between(each, known)
        ]
        if run[0] == template.sections[0].number:
            fitting = fitting[-len(run) :]  # what stands above belongs to the title
        if told := _in_order(fitting, run, headings, lines, template):
            found |= told
        elif _bears_the_templates_numbers(known, claimed, run):
            found |= {
                each.first: number
                for number in run
                for each in fitting
                if each.numbered.value == number and _may_be(each, number, headings, lines, template)
            }
    return found


def _is_counted_between(heading: Heading, known: Sequence[Heading]) -> bool:
    """Hold for a number between those of the sections around: 2. under 3. is an item of that section."""
    value = heading.numbered.value
    if value is None:
        return True
    alike = [each for each in known if each.numbered.rank == heading.numbered.rank]
    before = [each.numbered.value or 0 for each in alike if each.first < heading.first]
    behind = [each.numbered.value or value + 1 for each in alike if each.first > heading.first]
    runs_in = sum(each.has_text for each in known) * 2 > len(known)
    is_set_alike = not heading.has_text or runs_in
    return max(before, default=0) < value < min(behind, default=value + 1) and is_set_alike


def _in_order(
    fitting: Sequence[Heading],
    run: Sequence[int],
    headings: Sequence[Heading],
    lines: Sequence[Line],
    template: Template,
) -> dict[int, int]:
    """The sections of a run that as many or fewer headings stand for, one after the other; {} where that is not clear.

    Of several ways that one counts in which the texts beneath tell most of what their sections are about.
    """
    if not 0 < len(fitting) <= len(run):
        return {}
    ways = [
        dict(zip((heading.first for heading in fitting), numbers, strict=True))
        for numbers in combinations(run, len(fitting))
        if all(
            _may_be(heading, number, headings, lines, template)
            for heading, number in zip(fitting, numbers, strict=True)
        )
    ]
    if len(ways) == 1:
        (way,) = ways
        are_items = (not _is_no_item(each, way[each.first], headings, lines, template) for each in fitting)
        return {} if any(are_items) else way
    told = [
        sum(_telling(each, way[each.first], headings, lines, template) for each in fitting) for way in ways
    ]
    best = max(told, default=0.0)
    return ways[told.index(best)] if told.count(best) == 1 else {}


def _is_no_item(
    heading: Heading, number: int, headings: Sequence[Heading], lines: Sequence[Line], template: Template
) -> bool:
    """Hold unless a heading without a number tells more of the section above: 平台开发 below 工作推进情况."""
    above = [section.number for section in template.sections if section.number < number]
    if heading.numbered.value is not None or not above:
        return True
    own, other = (_telling(heading, each, headings, lines, template) for each in (number, above[-1]))
    return own >= other


def _telling(
    heading: Heading, number: int, headings: Sequence[Heading], lines: Sequence[Line], template: Template
) -> float:
    """How often the text says what the section is about, for each of its characters."""
    text = "".join(block.text for block in _content(heading, headings, lines))
    pattern = _ABOUT.get(_subject(number, template) or "")
    return sum(len(match[0]) for match in pattern.finditer(text)) / len(text) if pattern and text else 0.0


def _ascends(known: Sequence[Heading], claimed: Mapping[int, set[int]]) -> bool:
    """Hold where the sections stand in the template's order: in another, a place tells nothing."""
    order = [number for heading in known for number in sorted(claimed[heading.first])]
    return order == sorted(order)


def _bears_the_templates_numbers(
    known: Sequence[Heading], claimed: Mapping[int, set[int]], run: Sequence[int]
) -> bool:
    """一 to 五 as the template counts them, one left out: 三、 is the third section, whatever it is called.

    Sections must be known on either side of what is missing.
    """
    numbers = frozenset[int]().union(*claimed.values())
    is_amid = min(numbers) < run[0] and run[-1] < max(numbers) and len(numbers) > _ESTABLISHED
    return is_amid and all({heading.numbered.value} == claimed[heading.first] for heading in known)


def _runs(numbers: Sequence[int], claimed: Mapping[int, set[int]]) -> list[list[int]]:
    """The missing sections, those that follow each other together."""
    present = {number for named in claimed.values() for number in named}
    runs: list[list[int]] = [[]]
    for number in numbers:
        if number in present:
            runs.append([])
        else:
            runs[-1].append(number)
    return [run for run in runs if run]


def _between(
    run: Sequence[int],
    known: Sequence[Heading],
    headings: Sequence[Heading],
    claimed: Mapping[int, set[int]],
    lines: Sequence[Line],
    template: Template,
) -> list[Heading]:
    """The headings that stand between the sections before the run and those behind it."""
    before = [heading for heading in known if max(claimed[heading.first]) < run[0]]
    behind = [heading for heading in known if min(claimed[heading.first]) > run[-1]]
    # Directly beneath a section's heading stands a sub-heading, unless its text runs into that heading's line.
    first = before[-1].end - before[-1].has_text if before else -1
    last = behind[0].first if behind else _closing(lines, first, template)
    return [each for each in headings if first < each.first < last]


def _closing(lines: Sequence[Line], start: int, template: Template) -> int:
    """Where sign-off, contact or annexes begin: at a date alone, or at a label of theirs. No section stands below."""
    for index in range(start, len(lines)):
        line = lines[index]
        dated = last_date(line.head) if line.length <= _LONGEST_DATE else None
        if is_label_line(line, template) or (dated and squeeze(dated.text) == line.key):
            return index
    return len(lines)


def _looks_like(heading: Heading, known: Sequence[Heading]) -> bool:
    """Hold for a heading numbered, marked and set as those of the other sections are."""
    usual = Counter(_looks(each) for each in known).most_common(1)[0][0]
    return _looks(heading) == usual and (heading.is_set_off or not any(each.is_set_off for each in known))


def _looks(heading: Heading) -> tuple[int, int | None, bool, bool, int]:
    numbered = heading.numbered
    is_plain = numbered.rank == UNNUMBERED and not heading.by_ocr
    size = round(heading.prominence) if is_plain else 0  # of OCR's boxes no two are alike
    return numbered.rank, heading.level, bool(numbered.mark), heading.in_table, size


def _may_be(
    heading: Heading, number: int, headings: Sequence[Heading], lines: Sequence[Line], template: Template
) -> bool:
    """Hold where neither the heading nor the text beneath speaks of something else."""
    if _ANOTHER_TOPIC.search(heading.text) or any(told != number for told in heading.names):
        return False
    if not _counts_on(heading, headings):
        return False
    content = _content(heading, headings, lines)
    subject = _subject(number, template)
    text = "".join(block.text for block in content)
    return len(text) >= _SHORTEST_TEXT and _tells_of(subject, text, content)


def _content(heading: Heading, headings: Sequence[Heading], lines: Sequence[Line]) -> tuple[Block, ...]:
    """What stands behind the heading on its line and beneath it, up to the next heading of its kind."""
    end = next(
        (other.first for other in headings if other.first > heading.first and _is_level(other, heading)),
        len(lines),
    )
    run_in = (Block(BlockKind.PARAGRAPH, heading.rest),) if heading.rest else ()
    return (*run_in, *blocks_of(lines[heading.end : end]))


def _subject(number: int, template: Template) -> str | None:
    return next(section.subject for section in template.sections if section.number == number)


def _is_level(other: Heading, heading: Heading) -> bool:
    return other.numbered.rank == heading.numbered.rank and other.level == heading.level


def _counts_on(heading: Heading, headings: Sequence[Heading]) -> bool:
    """Hold where the number is the next one after that of the heading before it, of which the first bears 1."""
    value = heading.numbered.value
    if value is None:
        return True
    before = [each for each in headings if each.first < heading.first and _is_level(each, heading)]
    return value == (before[-1].numbered.value or 0) + 1 if before else value == 1


def _tells_of(subject: str | None, text: str, content: Sequence[Block]) -> bool:
    if subject == "results":
        return has_measure(content)
    if subject == "funds":
        return has_amount_or_rate(content) and bool(_MONEY.search(text))
    pattern = {"progress": _DONE, "plan": _AHEAD}.get(subject or "")
    return pattern is None or bool(pattern.search(text))
