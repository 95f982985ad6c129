"""The title of a summary: “xx单位关于XX项目工作总结”, on one line or several, and the names in it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from rules.lines import Line, place_of
from rules.placeholders import is_blank_name
from rules.summary_parts import Title
from rules.template import Template
from rules.text import squeeze

_SHORTEST = 4
_LAST_WORD = re.compile(r"[·•|-](?:总结|小结|报告)")  # a title's end on a line of its own
# The end of 工作总结 that is left for a line of its own where the title is broken within the word, and what stands before.
_BROKEN_OFF = re.compile(r"(?:总结|作总结|结)(?:的?报告)?(?:\([^()]{0,30}\))?")
_BREAKS_WITHIN = re.compile(r"工作?$|工作总$|(?:项目|中心|情况|年度)的?$")
_LONGEST_TITLE = 100
_LONGEST_PART = 45
_MOST_PARTS = 5
# （某某（上海）有限公司）, ——某某大学, v2: what may stand behind 工作总结.
_BODIES = "(?:公司|大学|学院|医院|研究院|研究所|设计院|协会|学会|集团|局)"
_AFTER_TITLE = (
    r"(?:的?报告|的?汇报|的?函|材料|书)?(?:\([^()]{0,30}\)"
    rf"|\([^()。;]{{2,30}}\([^()]{{1,10}}\)[^()。;]{{0,20}}{_BODIES}\)|--?[^-。,;:]{{2,38}}{_BODIES}"
    r"|[-—_]?[vV]?\d{0,8})?[》>】\]”\"]?$"
)
_NUMBERED_HEADING = re.compile(
    r"(?:[((]?[一二三四五六七八九十]{1,3}[))、.]|\d{1,2}[、.)]|第[一二三四五六\d](?:部分|章|节|篇)|(?:PART|Part)[A-Z\d])"
)
_BREAKS_OFF = re.compile(r"[。;!?:]|,.{12}")
_NO_PART = re.compile(
    r"^(?:附件|附表|附录|目录|密级|编号|版本|日期|时间|第?\d{1,3}页?$|\(?\d{4}年(?!度.{4,30}(?:项目|中心)$)|.{0,12}〔\d{4}〕|.*:|[二2][〇○0O](?!..年度.{4,30}(?:项目|中心)$)|-\d+-$)|日$|号$|盖章|公章|@|\d{7}"
)
_TRAILING_WORDS = re.compile(
    r"(?:实施|建设|执行|完成|开展|推进)?(?:情况)?的?(?:中期检查|中期评估|中期|总结验收|项目验收|验收|结题|结项|年度|阶段性?|自查)+的?$|的$"
)
_ORGANISATION = re.compile(
    r"^(?:(?!20\d\d年).)+?(?:(?:股份)?有限(?:责任)?公司|集团公司|集团|研究院|研究所|设计院|医院|大学|学院|协会|学会|交易所|交易中心"
    r"|事务所|委员会|知识产权局|促进会|分公司|实业|药厂)(?:[((][^()]{1,20}[))])?"
)
# …项目（某某大学）, and not …项目（依托某某大学）
_UNIT_BEHIND_PROJECT = re.compile(
    r"(?P<project>.+项目)\((?!依托|联合|委托|合作|与|和|由)"
    rf"(?P<unit>[^()]+(?:\([^()]+\)[^()]*)?(?:{_BODIES}|区))\)$"
)
# 关于…项目的工作总结（某某公司）
_UNIT_AT_END = re.compile(
    r"总结(?:报告)?[(（][^()（）]{2,30}(?:公司|大学|学院|医院|中心|研究[院所]|[协学]会|[局区院所园])[)）]$"
)
_IN_ONE_PAIR = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
# 中国船舶集团第七〇四研究所: a body of its own, though its name begins with another's.
_NUMBERED_BODY = re.compile(r"第[\dOo〇○零一二三四五六七八九十]{1,4}(?:研究所|研究院|医院|厂|院|所)")
# What a project belongs to (上海市知识产权局专项资金项目), on the cover's line above its name: no unit.
_NAMES_A_FUND = re.compile(r"(?:项目|专项|资金|课题|计划|工程)$")
_COVER_LABEL = re.compile(
    r"^(?P<label>(?:项目)?(?:承担|实施|申报|报送|填报|申请|完成|依托|牵头)?单位(?:名称)?(?:\(?盖章\)?|\(公章\))?"
    r"|(?:实施|承担)?项目名?称?)[:](?P<value>.{1,60})$"
)


@lru_cache(maxsize=16)
def _title_end(template: Template) -> re.Pattern[str]:
    words = "|".join(
        sorted(map(re.escape, map(squeeze, (*template.title_words, "总结"))), key=len, reverse=True)
    )
    return re.compile(rf"(?P<words>{words}){_AFTER_TITLE}")


def is_title_line(line: Line, template: Template) -> bool:
    """Hold for a line that alone reads as the title of a summary."""
    return line.length <= _LONGEST_TITLE and _ends_as_title(line.key, template)


@lru_cache(maxsize=4096)  # a document's lines are gone through several times
def _ends_as_title(key: str, template: Template) -> bool:
    key = _label_off(key)
    if len(key) < _SHORTEST and not _LAST_WORD.fullmatch(key):
        return False
    match = _title_end(template).search(key[-60:])
    if not match or _BREAKS_OFF.search(key) or key.startswith(("附件:", "附:")):
        return False
    return not _NUMBERED_HEADING.match(key) and not key.endswith(("验收总结材料清单", "如下总结"))


def _label_off(key: str) -> str:
    return re.sub(r"^(?:附件\d{0,2}|(?:材料|文档|报告)?(?:标题|题目|名称):)(?=.{6})", "", key)


def find_title(
    lines: Sequence[Line], template: Template, unit_names: Collection[str], project_names: Collection[str]
) -> Title | None:
    """Find the title among the lines before the first section; the fullest one, the later where two are alike."""
    found: list[Title] = []
    for position, line in enumerate(lines[:400]):
        if is_title_line(line, template) or _ends_broken_title(lines, position, template):
            start = title_start(lines, position, template)
            found.append(_from_unit_on(lines, (start, position), template, unit_names, project_names))
    if not found:
        return None
    best = max(found, key=lambda title: (not title.is_placeholder, bool(title.unit), bool(title.project)))
    return best if best.unit and best.project else _completed_from_cover(best, lines)


def _ends_broken_title(lines: Sequence[Line], position: int, template: Template) -> bool:
    """Hold for 作总结 on a line of its own, below a line that breaks off before it."""
    line, before = lines[position], lines[position - 1] if position else None
    if before is None or not _BROKEN_OFF.fullmatch(line.key) or _is_no_part(before, template):
        return False
    return bool(_BREAKS_WITHIN.search(before.key)) and _ends_as_title(before.key + line.key, template)


def _from_unit_on(
    lines: Sequence[Line],
    span: tuple[int, int],
    template: Template,
    unit_names: Collection[str],
    project_names: Collection[str],
) -> Title:
    """The title on those lines, or from a line or two before them on where a unit's name begins there."""
    start, position = span
    known = {squeeze(name) for name in unit_names}
    titles = []
    for first in range(start, max(0, start - 2) - 1, -1):
        if first < start and _is_no_part(lines[first], template):
            break
        text = "".join(line.text for line in lines[first : position + 1])
        titles.append(_read(text, lines[position], template, unit_names, project_names))
    return next((title for title in titles if squeeze(title.unit) in known), titles[0])


def title_start(lines: Sequence[Line], position: int, template: Template) -> int:
    """Where a title begins whose last line stands at `position`: it may stand on several lines."""
    start = position
    while not _is_whole(squeeze("".join(line.text for line in lines[start : position + 1])), template):
        if start == max(0, position - _MOST_PARTS) or _is_no_part(lines[start - 1], template):
            break
        if _is_whole_but_for_unit(lines[start : position + 1], lines[start - 1]):
            break
        start -= 1
    return start


def _is_no_part(line: Line, template: Template) -> bool:
    """Hold for a line that belongs to no title below it: too long, a sentence, a date, another title."""
    if line.length > _LONGEST_PART or _NO_PART.search(line.key) or _BREAKS_OFF.search(line.key):
        return True
    return is_title_line(line, template) and "关于" in line.key


def _is_whole_but_for_unit(lines: Sequence[Line], above: Line) -> bool:
    """关于…工作总结（某某公司） below 内部资料: the unit stands at the title's end, and no body that may be meant above it."""
    key = squeeze("".join(line.text for line in lines))
    if not (_UNIT_AT_END.search(key) and _label_off(key).startswith("关于")):
        return False
    return not _ORGANISATION.fullmatch(above.key) or above.key.endswith("知识产权局")


def _is_whole(key: str, template: Template) -> bool:
    before = _label_off(key).partition("关于")[0]
    return "关于" in key and len(before) >= 2 and _ends_as_title(key, template)


def _read(
    text: str, line: Line, template: Template, unit_names: Collection[str], project_names: Collection[str]
) -> Title:
    key = _label_off(squeeze(text)).strip('《》【】[]“”"')
    match = _title_end(template).search(key[-60:])
    end = max(0, len(key) - 60) + match.start() if match else len(key)
    unit, project = _names(_out_of_brackets(key[:end]), unit_names, project_names)
    placeholder = (
        is_blank_name(unit) or is_blank_name(project) or bool(re.search(r"[xX×*某]{2,}(?:单位|项目)", key))
    )
    return Title(
        text=text.strip(),
        unit="" if is_blank_name(unit) else unit,
        project="" if is_blank_name(project) else project,
        place=place_of(line),
        is_placeholder=placeholder,
    )


def _out_of_brackets(body: str) -> str:
    """（某某大学）总结报告: the unit on a line of its own."""
    pair = _IN_ONE_PAIR.fullmatch(body)
    return pair[1] if pair else body


def _names(body: str, unit_names: Collection[str], project_names: Collection[str]) -> tuple[str, str]:
    """The unit and the project as the title writes them, from what stands before 工作总结."""
    before, about, after = body.partition("关于")
    if about:
        return _unit_of(before.strip("-:,"), unit_names), _project_of(after)
    known = _known_start(body, unit_names)
    if known:
        return known, _project_of(body[len(known) :])
    behind = _UNIT_BEHIND_PROJECT.fullmatch(body)
    if behind and not _ORGANISATION.match(behind["project"]):
        return behind["unit"], _project_of(behind["project"])
    for name in sorted(map(squeeze, project_names), key=len, reverse=True):
        start = body.find(name)
        if name and start >= 0:
            before = body[:start].strip("-_()《》“”的·•|")
            return "" if _NAMES_A_FUND.search(before) or before in {"上海", "上海市"} else before, name
    organisation = _ORGANISATION.match(body)
    if organisation:
        unit = _with_number(organisation[0], body[organisation.end() :])
        return unit, _project_of(body[len(unit) :])
    return "", _project_of(body)


def _unit_of(text: str, unit_names: Collection[str]) -> str:
    # 中国船舶集团有限公司第七〇四研究所 is a body of its own, though its name begins with another's.
    return text if _ORGANISATION.fullmatch(text) else _known_start(text, unit_names) or text


def _known_start(text: str, names: Collection[str]) -> str:
    squeezed = sorted((squeeze(name) for name in names if name), key=len, reverse=True)
    known = next((name for name in squeezed if text.startswith(name)), "")
    # A name may go on: 上海交通大学医学院附属……, 复旦大学科技处. Only what an own project may follow ends it.
    rest = text[len(known) :]
    if known and re.match(r"(?:医学院)?附属|医学院", rest):
        return ""
    return _with_number(known, rest) if known else ""


def _with_number(name: str, rest: str) -> str:
    numbered = _NUMBERED_BODY.match(rest)
    return name + numbered[0] if numbered else name


def _project_of(text: str) -> str:
    body = _unwrapped(text)
    while True:
        shorter = _unwrapped(_TRAILING_WORDS.sub("", body))
        if shorter == body:
            return "" if body in {"项目", "年度"} else body
        body = shorter


def _unwrapped(text: str) -> str:
    body = text.strip("-_:,·•|")
    wrapped = len(body) > 2 and f"{body[0]}{body[-1]}" in {"《》", "“”", "【】", '""'}
    return body[1:-1] if wrapped and body[0] not in body[1:-1] and body[-1] not in body[1:-1] else body


def _completed_from_cover(title: Title, lines: Sequence[Line]) -> Title:
    """Take names that the title lacks from labelled lines of the cover (项目名称：…… 承担单位：……)."""
    unit, project = title.unit, title.project
    for label, value in cover_labels(lines):
        if "单位" in label:
            unit = unit or ("" if is_blank_name(value) else value)
        else:
            project = project or ("" if is_blank_name(value) else value)
    return Title(title.text, unit, project, title.place, title.is_placeholder)


def cover_labels(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """The labelled names of a cover: (label, value), a value in the next cell or line included."""
    found = []
    for position, line in enumerate(lines):
        key = line.key
        if len(key) <= 14 and position + 1 < len(lines) and re.fullmatch(_LABEL_ALONE, key.rstrip(":")):
            key = f"{key.rstrip(':')}:{lines[position + 1].key}"
        match = _COVER_LABEL.match(key)
        if match:
            found.append((match["label"], match["value"]))
    return found


_LABEL_ALONE = r"(?:项目)?(?:承担|实施|申报|报送|填报|完成)单位(?:名称)?|项目名称|单位名称"
