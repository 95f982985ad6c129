"""The sign-off: the unit's name and the date below the text, wherever they stand and however they are set."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from rules.dates import DateRead, last_date
from rules.lines import Line, place_of
from rules.sign_off_marks import (
    Mark,
    is_known,
    is_organisation,
    is_template_blank,
    mark_of,
    with_its_beginning,
)
from rules.summary_parts import SignOff
from rules.template import Template
from rules.text import squeeze

_CELLS_OF_A_LIST = 3
_PIECE_OF_DATE = 8  # characters: 年十二月三十一日
# 21日, and a stroke of a seal's behind it; 10日前 begins a sentence.
_DAY_ALONE = re.compile(
    r"((?:[12]\d|3[01]|0?[1-9]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])日)(?![前起内]).?"
)
_NAMES_A_LIST = re.compile(r"(?:清单|明细|台账|一览|汇总|统计|情况|签到)表?$")
_NEAR = 4  # lines between the name and its date
_BEHIND_A_NAME = 14  # characters: （盖章）, a date
_CERTIFIES = re.compile("兹证明|特此证明|证明如下|^证明$")
_CLOSING = 6  # the last lines, where a known name signs even without date or seal word
_CELL_LABEL = re.compile(
    r"(?:(?:项目)?(?:承担|实施|申报|报送|填报|完成)?单位(?:名称|意见)?|(?:填报|填表|报告|编制|签署|落款|盖章|报送)?日期)(?:\([^()]{0,6}\))?:?$"
)
_SIGNING_LABEL = re.compile(r"单位.{0,4}(?:意见|盖章|签章|公章|承诺)|^(?:承诺|声明|落款|签章|盖章|公章)")
_LABEL_AND_VALUE = 2
_CONTACT_LABEL = re.compile(r"[(]?(?:项目)?联[系络](?:人|方式)|[(]?contact", re.IGNORECASE)


def find_sign_off(
    lines: Sequence[Line], template: Template, unit_names: Collection[str]
) -> tuple[SignOff, int] | None:
    """Find the sign-off among the lines below the text; with it the position of its first line."""
    known = frozenset(squeeze(name) for name in unit_names)
    read = (
        mark
        for position, line in enumerate(lines)
        if (mark := _torn_name(position, lines, known) or mark_of(position, line, template, known))
    )
    own = (mark for mark in read if not (_is_entry(mark, lines, known) or _certifies(mark, lines, known)))
    every = _without_addressee(list(own), lines)
    marks = _joined(every, lines, template)
    dated = frozenset(mark.position for mark in marks if mark.date)
    names = [mark for mark in marks if mark.names is not None and _is_sure(mark, dated, lines)]
    chosen = max(names, key=lambda mark: _rank(mark, dated, lines), default=None)
    if chosen is None:
        return _only_date(marks, lines)
    found = _group(chosen, names, lines)
    group = _whole_names(found, lines, known)
    # A torn name begins on the line above.
    first = min(mark.position - (mark.begins_above or mark not in found) for mark in group)
    return _sign_off(chosen, group, _date_near(group, marks, lines), lines), _beginning(first, every, lines)


def _torn_name(position: int, lines: Sequence[Line], known: frozenset[str]) -> Mark | None:
    """The end of a known name that a narrow column tore where no body's name ends: 上海师范大 / 学 2024年3月11日."""
    if position == 0 or lines[position].in_table or lines[position - 1].in_table:
        return None
    begun, key = lines[position - 1].key, lines[position].key
    torn = (name for name in known if (begun + key).startswith(name) and len(name) > len(begun))
    whole = max(torn, key=len, default="")  # 上海交通大学医学院 begins the name of each of its hospitals
    if not whole:
        return None
    rest = (begun + key)[len(whole) :]
    found = last_date(rest) if rest else None
    is_all = not rest or (found is not None and found.text == rest)
    return Mark(position, (whole,), found, known=True, begins_above=True) if is_all else None


def _is_entry(mark: Mark, lines: Sequence[Line], known: frozenset[str]) -> bool:
    """A name or a date in one of three cells or more is an entry of a list: a contract's partner, and when it was signed."""
    line = lines[mark.position]
    filled = _filled(line)
    is_list = len(filled) >= _CELLS_OF_A_LIST and not any(map(_CELL_LABEL.match, filled))
    if is_list and (_are_bodies(filled, known) or _are_dates_of_bodies(mark.position, lines, known)):
        return False
    return is_list and not (mark.known or mark.sealed or mark.labelled or mark.blank)


def _certifies(mark: Mark, lines: Sequence[Line], known: frozenset[str]) -> bool:
    """兹证明我单位……。 / 某某公司 / 2024年1月10日: a client says so in an annex, and signs nothing else."""
    above = list(lines[max(0, mark.position - _NEAR) : mark.position])
    while above and not _names_alone(above[-1], known):
        if _CERTIFIES.search(above.pop().key):
            return not mark.known
    return False  # the unit's own name stands between


def _names_alone(line: Line, known: frozenset[str]) -> bool:
    return any(line.key.startswith(name) and line.length <= len(name) + _BEHIND_A_NAME for name in known)


def _filled(line: Line) -> list[str]:
    return [squeeze(cell) for cell in line.block.cells if cell.strip()] if line.in_table else []


def _are_bodies(cells: Sequence[str], known: frozenset[str]) -> bool:
    """Several bodies that sign side by side, of which one is known."""
    return all(map(is_organisation, cells)) and any(cell in known for cell in cells)


def _are_dates_of_bodies(position: int, lines: Sequence[Line], known: frozenset[str]) -> bool:
    """The row of dates right below such bodies."""
    row = lines[position]
    if not all(map(_is_date, _filled(row))):
        return False
    first = position
    while first > 0 and lines[first - 1].block_index == row.block_index:
        first -= 1
    return first > 0 and _are_bodies(_filled(lines[first - 1]), known)


def _is_date(cell: str) -> bool:
    found = last_date(cell)
    return found is not None and found.text == cell


def _without_addressee(marks: list[Mark], lines: Sequence[Line]) -> list[Mark]:
    """此致 / 上海市某某局 / 某某大学: whom a letter is for does not sign it, where somebody else does further down."""
    named = [mark for mark in marks if mark.names]
    addressed = {mark.position for mark in named[:-1] if _is_addressed(mark, lines)}
    return [mark for mark in marks if mark.position not in addressed]


def _is_addressed(mark: Mark, lines: Sequence[Line]) -> bool:
    before = lines[mark.position - 1].key if mark.position else ""
    return before.rstrip(":,。").endswith("此致") and not (
        mark.known or mark.sealed or mark.labelled or mark.date
    )


def _beginning(first: int, marks: Sequence[Mark], lines: Sequence[Line]) -> int:
    """Step back over a date, a seal word or a label just before the name, and to the beginning of its table row."""
    # A bare blank above the name is the last section's, unfinished.
    belonging = {
        mark.position for mark in marks if mark.names is None or (not mark.names and _is_meant(mark))
    }
    while first > 0 and (first - 1 in belonging or lines[first - 1].block_index == lines[first].block_index):
        first -= 1
    return first


def _is_meant(mark: Mark) -> bool:
    return mark.sealed or mark.labelled or mark.date is not None


def _joined(marks: list[Mark], lines: Sequence[Line], template: Template) -> list[Mark]:
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


def _is_sure(mark: Mark, dated: frozenset[int], lines: Sequence[Line]) -> bool:
    """A name alone signs nothing: it is known, bears a seal word or a label, or has a date beside it."""
    if mark.sealed or mark.labelled or mark.blank or mark.date is not None:
        return True
    if any(mark.position + step in dated for step in range(-_NEAR, _NEAR + 1)):
        return True
    if _stands_between(mark, lines) or (mark.known and _is_place_to_sign(lines[mark.position])):
        return True
    if not (mark.known or mark.nearly_known) or lines[mark.position].in_table:
        return False
    return sum(not line.in_table for line in lines[mark.position + 1 :]) < _CLOSING


def _stands_between(mark: Mark, lines: Sequence[Line]) -> bool:
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


def _rank(mark: Mark, dated: frozenset[int], lines: Sequence[Line]) -> tuple[int, int]:
    """A known name before a sealed or dated one, and the later before the earlier: the sign-off closes the text."""
    with_date = mark.date is not None or any(mark.position + step in dated for step in range(1, _NEAR + 1))
    asserted = mark.sealed or mark.labelled
    in_a_table = lines[mark.position].in_table and not asserted and mark.position < len(lines) - _CLOSING
    aside = 3 * (in_a_table or _heads_a_list(mark, lines))
    return 4 * mark.known + 2 * asserted + 2 * with_date - mark.blank - aside, mark.position


def _heads_a_list(mark: Mark, lines: Sequence[Line]) -> bool:
    """授权专利清单 above 单位：某某公司: it says whose list an annex is; below 附件：授权专利清单 one signs."""
    above = lines[mark.position - 1].key if mark.position else ""
    is_label_alone = mark.labelled and not (mark.sealed or mark.date)
    return is_label_alone and bool(_NAMES_A_LIST.search(above)) and not above.startswith("附件")


def _group(chosen: Mark, names: Sequence[Mark], lines: Sequence[Line]) -> list[Mark]:
    """The chosen line and the names directly beneath or above it: a second signing body, a department.

    A sentence that ends above it in a piece of a seal's ring (…绿色通道。 普陀区) is text.
    """
    group = [chosen]
    by_position = {
        mark.position: mark for mark in names if mark.names and "。" not in lines[mark.position].head
    }
    for step in (1, -1):
        position = chosen.position + step
        while (mark := by_position.get(position)) and len(group) < 6:
            group.append(mark)
            position += step
    return sorted(group, key=lambda mark: mark.position)


def _whole_names(group: Sequence[Mark], lines: Sequence[Line], known: frozenset[str]) -> list[Mark]:
    """The group with names that a line's end tore put together; their first part is no body of its own."""
    whole: list[Mark] = []
    for mark in group:
        name = mark.names[0] if mark.names else ""
        joined = with_its_beginning(name, lines[mark.position - 1], known) if mark.position else name
        if joined != name and whole and whole[-1].position == mark.position - 1:
            whole.pop()
        is_torn = joined != name
        whole.append(replace(mark, names=(joined,), known=is_known(joined, known)) if is_torn else mark)
    return whole


def _date_near(group: Sequence[Mark], marks: Sequence[Mark], lines: Sequence[Line]) -> DateRead | None:
    own = next((_with_its_day(mark, lines) for mark in group if mark.date), None)
    if own:
        return own
    first, last = group[0].position, group[-1].position
    after = [
        _with_its_day(mark, lines)
        for mark in marks
        if mark.date and mark.names is None and last < mark.position <= last + 2 * _NEAR
    ]
    before = [
        mark.date for mark in marks if mark.date and mark.names is None and first - 2 <= mark.position < first
    ]
    found = next(iter([*after, *before]), None)
    if found is None or found.text.startswith("年"):  # 二〇二四 / 年三月十一日
        return _split_date(lines[last + 1 : last + 4]) or found
    return found


def _with_its_day(mark: Mark, lines: Sequence[Line]) -> DateRead | None:
    """The date of a line that ends behind the month, its day on the line below: 某某研究所 2024年3月 / 21日."""
    found = mark.date
    begun = squeeze(found.text) if found is not None and found.value is None else ""
    if not begun.endswith("月") or not lines[mark.position].key.endswith(begun):
        return found
    following = lines[mark.position + 1].key if mark.position + 1 < len(lines) else ""
    day = _DAY_ALONE.fullmatch(following)
    whole = last_date(begun + day[1]) if day else None
    return whole if whole is not None and whole.value is not None else found


def _split_date(lines: Sequence[Line]) -> DateRead | None:
    # A date set in three cells or lines of its own.
    joined = "".join(line.key for line in lines if line.length <= _PIECE_OF_DATE)
    return last_date(joined) if joined else None


def _sign_off(chosen: Mark, group: Sequence[Mark], found: DateRead | None, lines: Sequence[Line]) -> SignOff:
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


def _only_date(marks: Sequence[Mark], lines: Sequence[Line]) -> tuple[SignOff, int] | None:
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
