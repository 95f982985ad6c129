"""Which lines belong to a table of contents: they name headings, and are none."""

import re
from collections.abc import Sequence
from itertools import groupby

from parsers.document import TextOrigin
from rules.dates import last_date
from rules.lines import Line
from rules.numbering import UNNUMBERED, split_number

_TITLE = re.compile(r"^[\[(【《]?(?:目录|目次|contents|tableofcontents)[\])】》]?$", re.IGNORECASE)
_LEADER = re.compile(r"(?:\.{3,}|·{3,}|-{3,}|_{3,}|(?:\.\s){3,}|。{3,})[\s.·]*[(-]?\d{1,3}[)-]?$")
# Below the word 目录 OCR may have read dots without their number, or the number on a line of its own: 四、特色亮点…—.
_READ_LEADER = re.compile(r"(?:…|[.·…—–-]{2,})[\s.·…—–-]*\d{0,3}$")
_DOTS = re.compile(r"(?:…|[.·…]{2,})[\s.·…]*$")
_PAGE_NUMBER = re.compile(r"[\t\s ]+[(-]?\d{1,3}[)-]?$")
_LONE_NUMBER = re.compile(r"^[-(]?\d{1,3}[)-]?$")
_LONGEST_ENTRY, _SEVERAL = 60, 3
_FIRST_LINES, _ENTRIES = 40, 4  # lines at whose beginning such contents stand; their entries at least
_SENTENCE = re.compile("[。;]$")
_CLOSING = re.compile(r"盖章|公章|联系人|电话|@|,$")  # what stands in no table of contents


def contents_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The positions of all lines of tables of contents, their title included."""
    found = {index for index, line in enumerate(lines) if _is_entry_by_form(line)} | _led_on(lines)
    found |= _bare_entries(lines)
    for index, line in enumerate(lines):
        if len(line.key) <= 20 and _TITLE.match(line.key):
            found.add(index)
            end = max(_end_of_entries(lines, index + 1), _end_of_contents_page(lines, index + 1))
            found.update(range(index + 1, end))
    return frozenset(found)


def contents_entries(lines: Sequence[Line]) -> tuple[str, ...]:
    """What the tables of contents name, without white space, dots and page numbers."""
    named = (_entry(lines[index]) for index in sorted(contents_lines(lines)))
    return tuple(entry for entry in named if entry and not _TITLE.match(entry))


def _is_entry_by_form(line: Line) -> bool:
    style = line.block.style.lower()
    if style.startswith(("toc", "目录", "contents")) and not style.startswith("toc heading"):
        return True
    return line.length <= 120 and bool(_LEADER.search(line.head))


def _led_on(lines: Sequence[Line]) -> set[int]:
    """Several numbered lines on end that end in dots, of which OCR lost the pages and the word 目录 above: 一、成效..……."""
    found: set[int] = set()
    for is_led, run in groupby(enumerate(lines), key=lambda pair: _ends_in_dots(pair[1])):
        places = [place for place, _ in run]
        if is_led and len(places) >= _SEVERAL:
            found.update(places)
    return found


def _bare_entries(lines: Sequence[Line]) -> set[int]:
    """Numbered lines on end, counted from one, of which most are said again: contents without a word, dots or pages."""
    firsts = [place for place, line in enumerate(lines[:_FIRST_LINES]) if split_number(line.head).value == 1]
    for start in firsts:
        end = start + 1
        while end < len(lines) and _counts_on(lines[end - 1], lines[end]):
            end += 1
        entries = {_entry(line) for line in lines[start:end] if _may_be_entry(line)}
        if len(entries) == end - start >= _ENTRIES and len(entries & _said_in(lines[end:])) >= _SEVERAL:
            return set(range(start, end + _names_annexes(lines[end : end + 1])))
    return set()


def _said_in(lines: Sequence[Line]) -> set[str]:
    return {_entry(line) for line in lines if line.length <= _LONGEST_ENTRY}


def _names_annexes(lines: Sequence[Line]) -> bool:
    return any(line.key in {"附件", "附件:", "附录"} for line in lines)


def _ends_in_dots(line: Line) -> bool:
    is_read = line.block.origin is TextOrigin.OCR and line.length <= _LONGEST_ENTRY
    return is_read and bool(_DOTS.search(line.head)) and split_number(line.head).rank != UNNUMBERED


def _entry(line: Line) -> str:
    without_page = _PAGE_NUMBER.sub("", _READ_LEADER.sub("", _LEADER.sub("", line.head)))
    return "".join(without_page.split()).rstrip(":。.")


def _has_page_number(line: Line) -> bool:
    forms = (_LEADER, _READ_LEADER, _PAGE_NUMBER)
    return any(form.search(line.head) for form in forms) or bool(_LONE_NUMBER.match(line.key))


def _end_of_entries(lines: Sequence[Line], start: int) -> int:
    """Where the entries end: at the first one that is said again, else behind the last one with a page number.

    A list without page numbers and without repetition is a table of contents only where it is long enough (three
    numbered lines) to be none of the document's own headings.
    """
    seen: set[str] = set()
    last_with_page = start - 1
    position = start
    for position in range(start, min(len(lines), start + 200)):
        line = lines[position]
        entry = _entry(line)
        if entry in seen and not _has_page_number(line):
            return _behind_last_entry(lines, max(start, last_with_page + 1), position)
        if line.length > _LONGEST_ENTRY or _SENTENCE.search(line.key):
            break
        if not _LONE_NUMBER.match(line.key):
            seen.add(entry)
        if _has_page_number(line):
            last_with_page = position
    else:
        position = min(len(lines), start + 200)
    if last_with_page >= start:
        return _with_last_entries(lines, last_with_page + 1)
    numbered = sum(split_number(line.head).rank != UNNUMBERED for line in lines[start:position])
    return position if numbered >= _SEVERAL else start


def _end_of_contents_page(lines: Sequence[Line], start: int) -> int:
    """The end of the page below the word 目录, where it holds short lines alone, several of them numbered.

    There entries may be broken, and OCR may have read neither dots nor numbers. Where the sign-off stands there, or
    the count begins anew, the text has begun.
    """
    block = lines[start - 1].block
    end = start
    while end < len(lines) and lines[end].block.page == block.page:
        end += 1
    rest = lines[start:end]
    numbered = [number for line in rest if (number := split_number(line.head)).rank != UNNUMBERED]
    counts_once = sum(number.value == 1 for number in numbered) <= 1
    is_read = block.page is not None and block.origin is TextOrigin.OCR
    goes_on = end < len(lines)  # the text is on the pages behind
    if not (is_read and goes_on and counts_once and len(numbered) >= _SEVERAL):
        return start
    return end if all(map(_may_be_entry, rest)) else start


def _may_be_entry(line: Line) -> bool:
    if line.length > _LONGEST_ENTRY or _SENTENCE.search(line.key):
        return False
    return not (_CLOSING.search(line.key) or last_date(line.head))


def _with_last_entries(lines: Sequence[Line], end: int) -> int:
    """Take in entries of which OCR read no dots and no page: they count on, and are said again in the text."""
    if end >= len(lines) or not _counts_on(lines[end - 1], lines[end]):
        return end
    said = {_entry(line): place for place, line in enumerate(lines) if line.length <= _LONGEST_ENTRY}
    while (
        end < len(lines) and _counts_on(lines[end - 1], lines[end]) and said.get(_entry(lines[end]), 0) > end
    ):
        end += 1
    return end


def _counts_on(before: Line, line: Line) -> bool:
    one, other = split_number(before.head), split_number(line.head)
    if UNNUMBERED in (one.rank, other.rank) or one.value is None or other.value is None:
        return False
    return one.rank == other.rank and other.value == one.value + 1


def _behind_last_entry(lines: Sequence[Line], start: int, end: int) -> int:
    """Leave out what stands between the last entry and the text that begins at `end`: the title, mostly.

    An entry bears a number, or it is said again in the text.
    """
    text = {_entry(line) for line in lines[end:] if line.length <= _LONGEST_ENTRY}
    while end > start:
        line = lines[end - 1]
        if split_number(line.head).rank != UNNUMBERED or _entry(line) in text:
            break
        end -= 1
    return end
