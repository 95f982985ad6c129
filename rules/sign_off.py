"""The sign-off: the unit's name and the date below the text, wherever they stand and however they are set."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rules.dates import DateRead, last_date, without_english_date
from rules.lines import Line, place_of
from rules.placeholders import is_blank_name
from rules.summary_parts import SignOff
from rules.template import Template
from rules.text import normalise, squeeze

_LONGEST_LINE = 90
_SPECKS = " ,，:|/-—–·'`~^─━"  # beside a name or a date: a scan's specks, or a rule that begins the line
_LONGEST_NAME, _LONGEST_SPECK = 40, 2
_CELLS_OF_A_LIST = 3
_NEAR = 4  # lines between the name and its date
_CLOSING = 6  # the last lines, where a known name signs even without date or seal word
_LABEL = re.compile(
    r"^(?:[A-Za-z][A-Za-z .]{1,30}\s*[/|(]\s*)?"  # Company（单位）, Unit / 单位
    r"(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成|依托|牵头|报告|总结|责任|落款|编制|签章|盖章|支持)?(?:单位|机构)(?:名称|全称)?(?:\([^()]{0,8}\)|盖章|公章)?"
    r"|落款|(?:申报|报送|填报)(?:人|者)|(?:单位)?(?:盖章|公章|签章))"
    r"(?:\)|\s*[/|]\s*[A-Za-z][A-Za-z .]{1,30})?\s*[:]\s*"
)
_BLANK_LABEL = re.compile(r"^(?:项目)?(?:承担|实施|申报|报送|填报|完成)?(?:单位|机构)(?:名称)?$")
# A form's label in a narrow cell, read line by line beside what it labels: 承担单位（盖 上海某公司, 章） 2024年3月6日.
_TORN_LABEL = re.compile(
    r"^(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成)?(?:单位|机构)(?:名称)?\((?:加?盖?公?)|(?:盖?公?章)\))\s+(?=\S{4})"
)
_CELL_LABEL = re.compile(
    r"(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成)?单位(?:名称|意见)?|(?:填报|填表|报告|编制|签署|落款|盖章|报送)?日期)(?:\([^()]{0,6}\))?:?$"
)
_SIGNING_LABEL = re.compile(r"单位.{0,4}(?:意见|盖章|签章|公章|承诺)|^(?:承诺|声明|落款|签章|盖章|公章)")
_LABEL_AND_VALUE = 2
_CONTACT_LABEL = re.compile(r"[(]?(?:项目)?联[系络](?:人|方式)|[(]?contact", re.IGNORECASE)
_DATE_LABEL = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]{4,10}\s*[/|(]\s*)?"
    r"(?:(?:填报|填表|报告|编制|签署|落款|盖章|报送|总结|申报)?(?:日期|时间|年月日)|(?:填报|填表|报告|报送|申报|签署)日|(?<![A-Za-z])(?:date|datum))"
    r"(?:\)|\s*[/|]\s*[A-Za-z]{4,10})?\s*[:]?\s*$",
    re.IGNORECASE,
)
# 上海某某有限公司 Some Company (Shanghai) Ltd.
_IN_LATIN = re.compile(r"(?<=[\u4e00-\u9fff)])\s+[A-Z][A-Za-z0-9 .,&'()/-]{5,80}$")
# Unterschrift / 签章：某某公司, Company: 某某公司: the label's other language.
_IN_ANOTHER_LANGUAGE = re.compile(
    r"^(?:[a-zäöüß][a-zäöüßéè .()&-]{1,40}\s*[/|:]|(?:for and )?on behalf of)\s*(?=[\u4e00-\u9fff])",
    re.IGNORECASE,
)
# What may stand behind the name on its line: 谨上, or who signs by hand.
_BEHIND_NAME = re.compile(
    r"(?<=[\u4e00-\u9fff)])\s*(?:[谨敬][上呈]|呈报|呈上)$|(?<=[\u4e00-\u9fff)])\s+(?:法定代表人|法人代表|(?:单位)?负责人).{0,20}$"
)
_OF_A_DATE = frozenset("年月日")
_ISSUED = re.compile(r"^\s*(?:于[\u4e00-\u9fff]{2}市?|印发|印制|填报|填写|填制|制)\s*[。.)）]?\s*$")
# 甲辰年二月初八（2024年3月17日）: the old calendar beside the new.
_LUNAR = re.compile(r"[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年[\u4e00-\u9fff]{0,8}[\s()]*$")
_AT_A_PLACE = re.compile(r"\s*于[\u4e00-\u9fff]{2}市?\s*[。.]?\s*$")
# "上 海 大 学": a name set with a space between its characters.
_SPREAD = re.compile(
    r"(?:(?<=^[\u4e00-\u9fff])|(?<=[^\u4e00-\u9fff][\u4e00-\u9fff]))[ \u3000](?=[\u4e00-\u9fff](?:[^\u4e00-\u9fff]|$))"
)
_FOREIGN = re.compile(
    r"^(?:甲|乙|丙|丁|委托|受托|供|需|买|卖|出租|承租)方|^(?:收款|付款|开户|购买|销售)|法定代表人|法人代表|委托代理人"
)
_ORGANISATION = re.compile(
    r"(?:大学|学院|学校|医院|公司|集团|研究院|研究所|设计院|中心|协会|学会|商会|交易所|局|委员会|委|办公室|办|政府|联盟|基金会|事务所|所|院|厂|社|站"
    r"|园区?|基地|开发区|示范区|商务区|软件园|科技城|经济城|工业区|核心区|创新区|产业园|科技园|功能园|实验室|平台|项目组|课题组|工作组|专班|处|部|科|[^地分社]区|联合体|公共服务平台)"
    r"(?:\([^()]{1,20}\))?$|(?:公司|大学|医院|研究所|研究院|协会)\)$"
)
_NOT_A_NAME = re.compile(
    r"[。;!?%]|,.*,|^\d|^[(]?[一二三四五六七八九十]{1,2}[)、.]|^(?:附件|附表|附录|附:|特此|以上|联系人|地址|电话|完成|开展)|@"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What one line brings to a sign-off: names (None where it is none), a date, and how surely."""

    position: int
    names: tuple[str, ...] | None
    date: DateRead | None
    blank: bool = False
    sealed: bool = False
    known: bool = False
    labelled: bool = False


def _seal_pattern(template: Template) -> re.Pattern[str]:
    return _seal_pattern_of(template.seal_words)


@lru_cache(maxsize=16)
def _seal_pattern_of(seal_words: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(
        sorted({re.escape(word) for word in (*seal_words, "签章", "章", "印章")}, key=len, reverse=True)
    )
    return re.compile(
        # OCR reads 盖量 for 盖章.
        rf"[(\[【]\s*(?:单位|加盖|请|此处)?(?:{words}|盖.|印|[Ss]eal|SEAL|[Ss]tamp|[Cc]hop)(?:处|页)?\s*[)\]】]"
        rf"|\s*[(\[【]?\s*(?:加盖公章|盖章处|公章处|盖章|公章)\s*[)\]】]?\s*[:]?\s*$"
    )


def is_organisation(name: str) -> bool:
    """Tell whether a squeezed line ends as names of bodies do: …公司, …大学, …办公室."""
    return bool(_ORGANISATION.search(name))


def find_sign_off(
    lines: Sequence[Line], template: Template, unit_names: Collection[str]
) -> tuple[SignOff, int] | None:
    """Find the sign-off among the lines below the text; with it the position of its first line."""
    known = frozenset(squeeze(name) for name in unit_names)
    read = (mark for position, line in enumerate(lines) if (mark := _mark(position, line, template, known)))
    every = _without_addressee([mark for mark in read if not _is_entry(mark, lines[mark.position])], lines)
    marks = _joined(every, lines, template)
    dated = frozenset(mark.position for mark in marks if mark.date)
    names = [mark for mark in marks if mark.names is not None and _is_sure(mark, dated, lines)]
    chosen = max(names, key=lambda mark: _rank(mark, dated, lines), default=None)
    if chosen is None:
        return _only_date(marks, lines)
    group = _group(chosen, names)
    first = min(mark.position for mark in group)
    return _sign_off(chosen, group, _date_near(group, marks, lines), lines), _beginning(first, every, lines)


def _is_entry(mark: _Mark, line: Line) -> bool:
    """A name or a date in one of three cells or more is an entry of a list: a contract's partner, and when it was signed."""
    filled = [squeeze(cell) for cell in line.block.cells if cell.strip()] if line.in_table else []
    is_list = len(filled) >= _CELLS_OF_A_LIST and not any(map(_CELL_LABEL.match, filled))
    if is_list and (all(map(is_organisation, filled)) or all(map(_is_date, filled))):
        return False  # several bodies that sign side by side
    return is_list and not (mark.known or mark.sealed or mark.labelled or mark.blank)


def _is_date(cell: str) -> bool:
    found = last_date(cell)
    return found is not None and found.text == cell


def _without_addressee(marks: list[_Mark], lines: Sequence[Line]) -> list[_Mark]:
    """此致 / 上海市某某局 / 某某大学: whom a letter is for does not sign it, where somebody else does further down."""
    named = [mark for mark in marks if mark.names]
    addressed = {mark.position for mark in named[:-1] if _is_addressed(mark, lines)}
    return [mark for mark in marks if mark.position not in addressed]


def _is_addressed(mark: _Mark, lines: Sequence[Line]) -> bool:
    before = lines[mark.position - 1].key if mark.position else ""
    return before.rstrip(":,。").endswith("此致") and not (
        mark.known or mark.sealed or mark.labelled or mark.date
    )


def _beginning(first: int, marks: Sequence[_Mark], lines: Sequence[Line]) -> int:
    """Step back over a date, a seal word or a label just before the name, and to the beginning of its table row."""
    # A bare blank above the name is the last section's, unfinished.
    belonging = {
        mark.position for mark in marks if mark.names is None or (not mark.names and _is_meant(mark))
    }
    while first > 0 and (first - 1 in belonging or lines[first - 1].block_index == lines[first].block_index):
        first -= 1
    return first


def _is_meant(mark: _Mark) -> bool:
    return mark.sealed or mark.labelled or mark.date is not None


def _mark(position: int, line: Line, template: Template, known: frozenset[str]) -> _Mark | None:
    if line.length > _LONGEST_LINE or not line.key:
        return None
    folded = _behind_sentence(_TORN_LABEL.sub("", _SPREAD.sub("", line.head)), known).strip(_SPECKS)
    found = last_date(folded)
    if (
        found
        and found.end < len(folded.rstrip(" 。.)）"))
        and not _seal_pattern(template).search(folded[found.end :])
        and not (_ISSUED.match(folded[found.end :]) and not folded[: found.start].strip())
        and not (_AT_A_PLACE.match(folded[found.end :]) and is_organisation(squeeze(folded[: found.start])))
    ):
        found = _leading(found, folded)
        if found is None:
            return None
    rest = (
        _DATE_LABEL.sub("", (folded[: found.start] + "  " + _ISSUED.sub("", folded[found.end :])).strip())
        if found
        else folded.strip()
    )
    rest = without_english_date(rest).strip(_SPECKS).rstrip("。.;")
    rest = _LUNAR.sub("", rest)
    rest = _BEHIND_NAME.sub("", _IN_LATIN.sub("", _IN_ANOTHER_LANGUAGE.sub("", rest)))
    sealed = bool(_seal_pattern(template).search(rest))
    label = _LABEL.match(rest)
    body = _seal_pattern(template).sub("  ", rest[label.end() :] if label else rest).strip(" :,")
    if found and found.value and len(squeeze(body)) <= _LONGEST_SPECK:
        body = ""  # 海2024年3月14日: a character of the seal's own
    if not body or _BLANK_LABEL.match(squeeze(body)):
        is_blank = bool(sealed or label) and (bool(label) or bool(body))
        if not found and not sealed and not is_blank:
            return None
        return _Mark(position, () if is_blank else None, found, blank=is_blank, sealed=sealed)
    return _named(
        position, body, found, known, _Mark(position, None, found, sealed=sealed, labelled=bool(label))
    )


def _behind_sentence(folded: str, known: frozenset[str]) -> str:
    """以上内容属实。某某公司（盖章）2024年3月12日: OCR read a form's cell as one line."""
    sentence, _, rest = folded.rstrip().rpartition("。")
    key = squeeze(rest)
    return rest if sentence and any(key.startswith(name) for name in known if name) else folded


def _leading(found: DateRead, folded: str) -> DateRead | None:
    # "2024年3月20日 上海大学": the date may stand first, when nothing but a name follows.
    rest = folded[found.end :].strip()
    return (
        found
        if not folded[: found.start].strip()
        and len(rest) <= _LONGEST_NAME
        and _ORGANISATION.search(squeeze(rest))
        else None
    )


def _named(
    position: int, body: str, found: DateRead | None, known: frozenset[str], facts: _Mark
) -> _Mark | None:
    """Read the name or names of a line whose date, label and seal word are taken off."""
    if _FOREIGN.search(squeeze(body)):
        return None
    parts = [part for part in re.split(r"\s{2,}|\t|、|/|;", body) if part.strip()]
    names = tuple(_with_its_end(squeeze(part), known) for part in parts)
    if not names or not all(
        len(name) >= 4 and (name in known or _ORGANISATION.search(name)) for name in names
    ):
        names = (_with_its_end(squeeze(body), known),)
    name = names[0]
    blank = is_blank_name(name)
    recognised = any(_is_known(name, known) for name in names)
    plain = len(name) <= _LONGEST_NAME and not _NOT_A_NAME.search(name)
    if not (
        blank or recognised or (plain and (facts.sealed or facts.labelled or _ORGANISATION.search(name)))
    ):
        return None
    if recognised and not plain:
        return None
    return _Mark(position, () if blank else names, found, blank, facts.sealed, recognised, facts.labelled)


def _with_its_end(name: str, known: frozenset[str]) -> str:
    """上海某某股份有限公: a seal's ring hid the last character of a name that is known."""
    if name in known:
        return name
    if name[:-1] in known and name[-1:] in _OF_A_DATE:
        return name[:-1]  # 日 of the line below, which OCR took up
    return _without_ends(known).get(name, name)


@lru_cache(maxsize=16)
def _without_ends(known: frozenset[str]) -> dict[str, str]:
    return {name[:-1]: name for name in known if name.endswith("有限公司")}


def _is_known(name: str, known: frozenset[str]) -> bool:
    if name in known or not _ORGANISATION.search(name):
        return name in known
    return any(name.startswith(unit) for unit in known if len(name) <= len(unit) + 12)


def _joined(marks: list[_Mark], lines: Sequence[Line], template: Template) -> list[_Mark]:
    """Give a lone （盖章） or 单位（盖章）： to the name on the line before or after it."""
    by_position = {mark.position: mark for mark in marks}
    for mark in marks:
        lone = (
            mark.sealed
            and not mark.labelled
            and not mark.names
            and (mark.names is None or mark.blank)
            and not is_template_blank(lines[mark.position], template)
        )
        partner = next(
            (other for step in (1, -1) if (other := by_position.get(mark.position + step)) and other.names),
            None,
        )
        if lone and partner:
            by_position[partner.position] = replace(
                partner, date=partner.date or mark.date, sealed=True, labelled=True
            )
            by_position.pop(mark.position)
        elif lone:
            by_position[mark.position] = replace(mark, names=(), blank=True)
    return sorted(by_position.values(), key=lambda mark: mark.position)


def is_template_blank(line: Line, template: Template) -> bool:
    """Hold for the template's own "xx单位（盖章）"."""
    return line.key == squeeze(template.sign_off_line) or is_blank_name(
        _seal_pattern(template).sub("", normalise(line.text))
    )


def _is_sure(mark: _Mark, dated: frozenset[int], lines: Sequence[Line]) -> bool:
    """A name alone signs nothing: it is known, bears a seal word or a label, or has a date beside it."""
    if mark.sealed or mark.labelled or mark.blank or mark.date is not None:
        return True
    if any(mark.position + step in dated for step in range(-_NEAR, _NEAR + 1)):
        return True
    if _stands_between(mark, lines) or (mark.known and _is_place_to_sign(lines[mark.position])):
        return True
    if not mark.known or lines[mark.position].in_table:
        return False
    return sum(not line.in_table for line in lines[mark.position + 1 :]) < _CLOSING


def _stands_between(mark: _Mark, lines: Sequence[Line]) -> bool:
    """A body's name alone between the text and the contact: an operating company that forgot the date."""
    place = mark.position
    if not mark.names or lines[place].in_table or not 0 < place < len(lines) - 1:
        return False
    before, behind = lines[place - 1], lines[place + 1]
    is_end = before.key.endswith("。") or before.key.startswith("附件")
    return is_end and bool(_CONTACT_LABEL.match(behind.key)) and squeeze(mark.names[0]) == lines[place].key


def _is_place_to_sign(line: Line) -> bool:
    """承担单位意见 | 情况属实。某某公司: a form's row to be signed and dated."""
    return len(line.block.cells) == _LABEL_AND_VALUE and bool(
        _SIGNING_LABEL.search(squeeze(line.block.cells[0]))
    )


def _rank(mark: _Mark, dated: frozenset[int], lines: Sequence[Line]) -> tuple[int, int]:
    """A known name before a sealed or dated one, and the later before the earlier: the sign-off closes the text."""
    with_date = mark.date is not None or any(mark.position + step in dated for step in range(1, _NEAR + 1))
    asserted = mark.sealed or mark.labelled
    in_a_table = lines[mark.position].in_table and not asserted and mark.position < len(lines) - _CLOSING
    return 4 * mark.known + 2 * asserted + 2 * with_date - mark.blank - 3 * in_a_table, mark.position


def _group(chosen: _Mark, names: Sequence[_Mark]) -> list[_Mark]:
    """The chosen line and the names directly beneath or above it: a second signing body, a department."""
    group = [chosen]
    by_position = {mark.position: mark for mark in names if mark.names}
    for step in (1, -1):
        position = chosen.position + step
        while (mark := by_position.get(position)) and len(group) < 6:
            group.append(mark)
            position += step
    return sorted(group, key=lambda mark: mark.position)


def _date_near(group: Sequence[_Mark], marks: Sequence[_Mark], lines: Sequence[Line]) -> DateRead | None:
    own = next((mark.date for mark in group if mark.date), None)
    if own:
        return own
    first, last = group[0].position, group[-1].position
    after = [
        mark.date
        for mark in marks
        if mark.date and mark.names is None and last < mark.position <= last + 2 * _NEAR
    ]
    before = [
        mark.date for mark in marks if mark.date and mark.names is None and first - 2 <= mark.position < first
    ]
    found = next(iter([*after, *before]), None)
    return found or _split_date(lines[last + 1 : last + 4])


def _split_date(lines: Sequence[Line]) -> DateRead | None:
    # A date set in three cells or lines of its own.
    joined = "".join(line.key for line in lines if line.length <= 6)
    return last_date(joined) if joined else None


def _sign_off(
    chosen: _Mark, group: Sequence[_Mark], found: DateRead | None, lines: Sequence[Line]
) -> SignOff:
    names = tuple(name for mark in group for name in (mark.names or ()))
    known = next((mark.names[0] for mark in (chosen, *group) if mark.known and mark.names), "")
    return SignOff(
        unit=known or (names[0] if names else ""),
        date=found.value if found else None,
        date_text=found.text if found else "",
        place=place_of(lines[chosen.position]),
        is_placeholder=not names and chosen.blank,
        date_is_placeholder=bool(found and found.is_placeholder),
        units=names,
    )


def _only_date(marks: Sequence[_Mark], lines: Sequence[Line]) -> tuple[SignOff, int] | None:
    dated = [mark for mark in marks if mark.date and mark.names is None]
    if not dated:
        return None
    mark = dated[0]
    assert mark.date is not None  # noqa: S101 - chosen by it, one line above
    found = mark.date
    return (
        SignOff(
            "",
            found.value,
            found.text,
            place_of(lines[mark.position]),
            date_is_placeholder=found.is_placeholder,
        ),
        mark.position,
    )
