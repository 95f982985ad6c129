"""What of the text may be one piece of a contact: a line, or the cells of one table row, with an end that was cut off."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.document import BlockKind
from rules.contact_labels import AT_SIGN, LABEL, folded_contact
from rules.contact_names import is_name
from rules.contact_numbers import EMAIL, telephone_in
from rules.lines import Line
from rules.text import normalise

LONGEST_LINE = 200  # characters
_LONGEST_LABEL = 40
_CELLS_OF_A_LIST = 3
_SIGNED_IN = re.compile(r"签\s*到\s*[栏处]?")  # the head of a column: the rows below are of who attended
_SIGNED_BY_HAND = re.compile(
    r"签\s*[名字]\s*[栏处]?"
)  # likewise, where the others name persons and their bodies
_HEAD_OF_PERSONS, _HEAD_OF_BODIES = (
    re.compile(r"姓\s*名"),
    re.compile(r"(?:所在|工作)?(?:单位|企业|公司|部门)(?:名称)?"),
)
_OPENS_A_CONTACT = re.compile(r"(?:项目)?联系人\s*[:：]")
_BROKEN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]*$")
_EMAIL_END = re.compile(r"^[A-Za-z0-9.-]{2,40}$")
_WHOLE_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_END_OF_NAME = re.compile(
    r"[\u4e00-\u9fff]\s*[,;:/(]?\s*(?:1[3-9]\d{5}|0\d{2,3}-?\d|[2-9]\d{7}|[A-Za-z][\w.-]*@)"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of the lines from `position` to `last`, and the cells that it is joined of; a line is one cell."""

    text: str
    position: int
    last: int
    cells: tuple[str, ...]

    @property
    def is_too_long(self) -> bool:
        """Hold for what is longer than any contact."""
        return len(self.text) > 2 * LONGEST_LINE

    @property
    def is_row_of_a_list(self) -> bool:
        """Hold for a table's row that lists something else: 序号 | 工作任务 | 责任人 | 完成时间."""
        return len(self.cells) >= _CELLS_OF_A_LIST and not _may_be_contact(self.cells)

    @property
    def heads_a_sign_in(self) -> bool:
        """Hold for the head of a list of who attended."""
        by_hand = (_SIGNED_BY_HAND, _HEAD_OF_PERSONS, _HEAD_OF_BODIES)
        return self._has_cell(_SIGNED_IN) or all(map(self._has_cell, by_hand))

    def _has_cell(self, head: re.Pattern[str]) -> bool:
        return any(head.fullmatch(cell.strip()) for cell in self.cells)


def stretches(lines: Sequence[Line]) -> Iterator[Stretch]:
    """Part the lines into stretches, in their order; none of a form's cells before its contact."""
    position = 0
    while position < len(lines):
        last = _last_of_row(lines, position)
        position += _lead(lines[position : last + 1])
        stretch = _with_cut_off_end(_joined(lines, position, last), lines[last + 1 : last + 2])
        yield stretch
        position = stretch.last + 1


def _last_of_row(lines: Sequence[Line], position: int) -> int:
    last = position
    if lines[position].block.kind is BlockKind.TABLE_ROW:
        while last + 1 < len(lines) and lines[last + 1].block_index == lines[position].block_index:
            last += 1
    return last


def _lead(row: Sequence[Line]) -> int:
    """How many lines of a table row come before its contact: the last section's text, in a form's one cell."""
    texts = [index for index, line in enumerate(row) if line.length > _LONGEST_LABEL and "@" not in line.head]
    behind = texts[-1] + 1 if texts else 0
    return behind if behind < len(row) and any("@" in line.head for line in row[behind:]) else 0


def _joined(lines: Sequence[Line], position: int, last: int) -> Stretch:
    """Those lines as one, a colon behind each cell that is a label."""
    told = (_told_once(line) for line in lines[position : last + 1])
    cells = tuple(text for text in told if len(text) <= LONGEST_LINE)
    if len(cells) < 2:
        return Stretch("".join(cells), position, last, cells)
    labelled = (f"{cell}：" if LABEL.fullmatch(folded_contact(cell).strip()) else cell for cell in cells)
    return Stretch("  ".join(labelled), position, last, cells)


def _told_once(line: Line) -> str:
    """The line's text, up to where it begins anew: 联系人：张三 电话：…联系人：张三 电话：…, as a converter wrote it."""
    opens = _OPENS_A_CONTACT.match(line.text) if line.length > LONGEST_LINE else None
    if opens is None:
        return line.text
    again = _OPENS_A_CONTACT.search(line.text, opens.end())
    return line.text[: again.start()] if again else line.text


def _with_cut_off_end(stretch: Stretch, following: Sequence[Line]) -> Stretch:
    """With the next line, where the text ends within an address or a name that goes on there."""
    for line in following:
        address = _ends_in_an_address(stretch.text) and _EMAIL_END.match(line.key)
        if address or _ends_in_a_name(stretch.text, line):
            return replace(stretch, text=stretch.text.rstrip() + line.text.strip(), last=stretch.last + 1)
    return stretch


def _ends_in_an_address(text: str) -> bool:
    """Hold for a line that ends inside an e-mail address."""
    end = _BROKEN_EMAIL.search(AT_SIGN.sub("@", normalise(text[-80:])).rstrip())
    return end is not None and not EMAIL.fullmatch(end[0])


def _ends_in_a_name(text: str, following: Line) -> bool:
    """联系人：区局促进科郁 above 葱，55509071: the line ended within the name."""
    folded = folded_contact(text).rstrip()
    label = LABEL.search(folded)
    if label is None or label.end() == len(folded) or not re.search(r"[\u4e00-\u9fff]$", folded):
        return False
    is_whole = bool(_WHOLE_NAME.fullmatch(folded[label.end() :].strip()))
    return not is_whole and bool(_END_OF_NAME.match(following.head))


def _may_be_contact(cells: Sequence[str]) -> bool:
    """A row of a list (序号 | 工作任务 | 责任人 | 完成时间) has a label among its heads; a contact's row has more.

    Two labels, or a label and beside it the name, or a telephone or an address.
    """
    folded = [folded_contact(cell).strip() for cell in cells]
    labels = [bool(LABEL.fullmatch(cell)) for cell in folded]
    named = any(label and is_name(cell) for label, cell in zip(labels, folded[1:], strict=False))
    return sum(labels) > 1 or named or any("@" in cell or telephone_in(cell) for cell in folded)
