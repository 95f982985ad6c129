"""Lines that may be headings: standing alone, running into their text, broken over two lines, or in unusual words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from parsers.document import Block, BlockKind, TextOrigin
from rules.figures import has_amount_or_rate, has_measure
from rules.heading import Heading
from rules.headings import (
    KEYWORD,
    WORDING,
    Wordings,
    closing_names,
    further_names_of,
    is_exact,
    names_of,
    names_twice,
    run_in,
    without_parenthesis,
    wordings_of,
)
from rules.labels import is_label_line
from rules.lines import Line
from rules.numbering import BARE, CHINESE, MARKED, UNNUMBERED, Numbered, split_number
from rules.placeholders import is_only_placeholder
from rules.template import Template
from rules.text import numeral, squeeze, unspaced
from rules.titles import is_title_line

_NO_SECTION = re.compile(r"问题|不足|困难|原因|附件|附表|附录|附:")
_GLUED_NUMBER = re.compile(r"([一二三四五])([\u4e00-\u9fff]{4,20})(?=:|$)")
_LOST_ONE = re.compile(r"[、.．](?=[\u4e00-\u9fff]{4})")
_OF_A_SENTENCE = re.compile(r"[\d,、。;:%]")
_ITEM = re.compile(
    r"[,。;%]|:.{9}|:.*(?:已|(?<!的)完成)|\d[十百千万亿]*(?:元|件|项|家|次|人|场|个|份|篇|种|套|批|期|名|所|倍)"
)
_ASKED = re.compile(
    r"^[\u4e00-\u9fff]{2,6}:[\u4e00-\u9fff]*(?:哪些|如何|怎么|怎样|什么|多少)[\u4e00-\u9fff]*$"
)
_LONGEST_HEADING = 45
# 二、专项资金的到位、支出以及结余 / 使用情况（含预算调整说明）: what only ends a heading, on a page's next line.
_END_OF_HEADING = re.compile(
    r"^(?:[和与及]|以及)?(?:(?:使用|落实|完成|推进|实施|进展|执行)?情况|(?:意见)?建议|成效|工作)(?:\([^()]{2,16}\))?$"
)
_ENDS_AMID = re.compile(r"[,;][并且而和及]$")  # 下一步计划新申请专利12件，并 / 完成布局。
_ENDS_A_CLAUSE = re.compile(r"[。;,!?]")
_WIDE_SPACE = re.compile(r"(?<=[\u4e00-\u9fff)）])(?:\u3000|[ \t]{2,})(?=\S.{8})")
_ANY_SPACE = re.compile(r"(?<=[\u4e00-\u9fff)）])\s(?=[\u4e00-\u9fff“\d].{8})")
# 四、特色亮点工作　　无: what stands behind the heading is all that its section says.
_SAYS_NOTHING = re.compile(r"(?:暂?无|没有|略|待补充|待定)。?")
_IN_ENGLISH_TOO = re.compile(
    r"(?<=[\u4e00-\u9fff])[A-Za-z][A-Za-z&,.'/-]{3,60}(?=\(|$)"
)  # 资金使用情况UseofFunds
_PARTED = re.compile(r"[。:]|--+|(?<=[\u4e00-\u9fff])(?:\u3000| {2,})")
_PUNCTUATED = re.compile(r"[。,;:!?、]")
_ENDS_AS_HEADING = re.compile(
    r"(?:成效|效益|成果|成绩|效果|情况|进展|落实|推进|做法|亮点|特色|经验|举措|计划|安排|建议|打算|思路)$"
)
_LONGEST_UNNUMBERED = 28
_LONGEST_PLAIN = 10
_LONGEST_LABEL, _SHORTEST_TEXT = 20, 15  # of a form's row
_REMARK = re.compile(r"\([^()]*\)")
_LONGEST_REMARK, _LONGEST_BRACKETS = 12, 80  # in brackets behind a heading


def candidates(lines: Sequence[Line], template: Template, contents: frozenset[int]) -> list[Heading]:
    """Every line that may be a heading, in order, lines of the table of `contents`, labels and titles left aside."""
    wordings = wordings_of(template)
    found: list[Heading] = []
    taken, titled = -1, False
    for position, line in enumerate(lines):
        if (
            position in contents
            or position < taken
            or is_label_line(line, template)
            or _goes_on_in_block(line)
        ):
            continue
        following = (
            lines[position + 1] if position + 1 < len(lines) and position + 1 not in contents else None
        )
        is_title = is_title_line(line, template)
        heading = _candidate(position, line, following, wordings) if titled or not is_title else None
        if heading and (not is_title or _names_a_section(heading)):
            found.append(heading)
            taken = heading.end
        titled = titled or is_title
    return found


def _names_a_section(heading: Heading) -> bool:
    """实施成效总结, below the document's own title: it ends as a title does, and says what a section's heading says."""
    return max(heading.names.values(), default=0) >= WORDING


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
        or (_other_run_in(heading, line, wordings) if body else None)
    )


def with_roman_one(headings: list[Heading]) -> list[Heading]:
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
    if line.block.origin is not TextOrigin.OCR or numbered.rank not in {BARE, UNNUMBERED}:
        return numbered
    if numbered.rank == UNNUMBERED:
        return _with_lost_mark(numbered, wordings)
    is_heading = not _OF_A_SENTENCE.search(numbered.rest) and names_of(unspaced(numbered.rest), wordings)
    return replace(numbered, rank=MARKED) if is_heading else numbered


def _with_lost_mark(numbered: Numbered, wordings: Wordings) -> Numbered:
    """五后续工作安排与建议：……: OCR lost the 、 behind the number, which is that of the section the words name.

    Or it lost the 一, a single stroke, before it: 、实施成效.
    """
    one = _LOST_ONE.match(numbered.rest)
    rest = numbered.rest[one.end() :] if one else ""
    if one and not _OF_A_SENTENCE.search(rest) and 1 in names_of(unspaced(rest), wordings):
        return replace(numbered, rank=CHINESE, value=1, rest=rest)
    match = _GLUED_NUMBER.match(numbered.rest)
    if match is None:
        return numbered
    value = numeral(match[1])
    names = names_of(unspaced(match[2]), wordings)
    is_own = value in names and not _OF_A_SENTENCE.search(match[2])
    return replace(numbered, rank=CHINESE, value=value, rest=numbered.rest[1:]) if is_own else numbered


def _limit(line: Line, numbered: Numbered) -> int:
    """How long a heading may be: longer where a bold line, or one that ends as headings do, has no punctuation.

    …项目实施以来取得的主要成效和社会效益 is one.
    """
    is_set_off = numbered.rank != UNNUMBERED or line.block.level
    is_one_phrase = not _PUNCTUATED.search(line.head) and (
        line.block.bold or _ENDS_AS_HEADING.search(line.key)
    )
    return _LONGEST_HEADING if is_set_off or is_one_phrase else _LONGEST_UNNUMBERED


def _standing_alone(heading: Heading, line: Line, body: str, wordings: Wordings) -> Heading | None:
    """A whole line that is a heading, a remark in brackets behind it left aside."""
    limit = _limit(line, heading.numbered)
    if line.length > limit + _LONGEST_BRACKETS:
        return None
    short, brackets = without_parenthesis(_IN_ENGLISH_TOO.sub("", body))
    names = _names_of_both(short, brackets, limit, wordings)
    if max(names.values(), default=0) <= KEYWORD and (
        (_is_a_project(short) and heading.numbered.rank == UNNUMBERED)
        or (_is_an_item(heading, short) and not names_twice(short, names, wordings))
    ):
        return None
    if not names or (not is_exact(short, wordings) and _is_sentence(line, heading.numbered, body, wordings)):
        return None
    return replace(_with_remark(heading, brackets), names=names, closing=closing_names(short, wordings))


def _with_remark(heading: Heading, brackets: str) -> Heading:
    """The heading with what stands in brackets behind it as its content, where that is long or a blank."""
    is_blank = is_only_placeholder(brackets)  # 五、工作计划（待补充）
    rest = brackets if len(brackets) > _LONGEST_REMARK or is_blank else ""
    return replace(heading, rest=rest, is_remark=bool(rest) and not _tells_more(rest))


def _names_of_both(short: str, brackets: str, limit: int, wordings: Wordings) -> Mapping[int, int]:
    """钱怎么花的（资金使用）, 计划执行（工作推进情况）: what stands in brackets may name the section more surely."""
    names = names_of(short, wordings) if len(short) <= limit else {}
    is_told = is_exact(brackets, wordings) and max(names.values(), default=0) <= KEYWORD
    fits = not names and len(short) + len(brackets) <= _LONGEST_UNNUMBERED
    if (is_told or fits) and not _NO_SECTION.search(short):
        return names_of(brackets, wordings) or names
    return names


def _tells_more(brackets: str) -> bool:
    """（共支出96.5万元，执行率98%） is content; （对照任务书逐条说明落实情况） says what will follow."""
    blocks = (Block(BlockKind.PARAGRAPH, brackets),)
    return has_measure(blocks) or has_amount_or_rate(blocks)


def _is_an_item(heading: Heading, body: str) -> bool:
    """市级资金50万元; 落实行动，年内扩至四家: a line of a list, with a figure or a comma and no look of a heading."""
    is_asked = _ASKED.search(body)  # 成效：取得了哪些可考核的结果
    return not heading.is_set_off and not is_asked and bool(_ITEM.search(body.rstrip(":")))


def _is_a_project(body: str) -> bool:
    """…专项资金支持项目 on a cover: a project's name, whatever it is financed by."""
    return body.endswith("项目")


def _is_sentence(line: Line, numbered: Numbered, body: str, wordings: Wordings) -> bool:
    """Hold for a line that ends as a sentence does or amid one, or that goes on behind the template's own heading."""
    if line.key.endswith((";", ",")) or _ENDS_AMID.search(line.key):
        return True
    if line.key.endswith("。") and (numbered.rank == UNNUMBERED or len(body) > 20):
        return True
    opened = run_in(numbered.rest, wordings, numbered=numbered.rank != UNNUMBERED)
    if opened is None or not unspaced(opened[1]):
        return False
    separated = numbered.rest[len(opened[0]) : len(opened[0]) + 1] in {"。", ":", ";"}
    is_all = bool(_SAYS_NOTHING.fullmatch(unspaced(opened[1])))
    return len(unspaced(opened[1])) > 12 or is_all or (separated and is_exact(unspaced(opened[0]), wordings))


def _run_in(heading: Heading, line: Line, wordings: Wordings) -> Heading | None:
    is_numbered = heading.numbered.rank != UNNUMBERED
    # A page's text keeps no space between Chinese characters but a wide one.
    space = _WIDE_SPACE if line.block.page is None else _ANY_SPACE
    is_spaced = bool(space.search(line.text[:_LONGEST_HEADING]))
    is_page = line.block.page is not None
    opened = run_in(heading.numbered.rest, wordings, numbered=is_numbered, spaced=is_spaced, glued=is_page)
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
    """A short line that names no section outright: it may be one in unusual words, or, numbered or styled, end one."""
    short, brackets = without_parenthesis(body)
    limit = _limit(line, heading.numbered)
    if len(short) > limit or len(body) > limit + _LONGEST_BRACKETS or body.endswith(("。", ";", ",")):
        return None
    heading = _with_remark(heading, brackets)
    is_styled = heading.numbered.rank != UNNUMBERED or bool(line.block.level or heading.numbered.mark)
    names = further_names_of(short, wordings)
    is_alone = (not line.in_table and line.begins_block and line.ends_block) or _is_line_of_a_cell(line)
    is_named = bool(names) or not line.key.endswith(":")  # 市知识产权局： addresses somebody
    stands_out = is_alone and (line.block.bold or (_is_short(line, body) and is_named))
    if not is_styled and _is_forms_label(line, short.rstrip(":")):
        return replace(heading, names=names, is_set_off=True)
    return replace(heading, names=names) if is_styled or stands_out else None


def _is_forms_label(line: Line, body: str) -> bool:
    """创新举措 | 每周三请发明人坐堂，…: in a form, a few words beside their text, or in a row of their own above it."""
    if (
        not line.in_table
        or not line.begins_block
        or _OF_A_SENTENCE.search(body)
        or len(body) > _LONGEST_LABEL
    ):
        return False
    cells = [cell for cell, _ in groupby(squeeze(cell) for cell in line.block.cells if cell.strip())]
    if not cells:
        return False
    beside = cells[1:]
    is_label = cells[0] == line.key or bool(_REMARK.fullmatch(cells[0][len(line.key) :]))
    return is_label and (not beside or (len(beside) == 1 and _is_text(beside[0])))


def _is_text(cell: str) -> bool:
    return len(cell) >= _SHORTEST_TEXT or cell.endswith("。")


def _is_line_of_a_cell(line: Line) -> bool:
    """A line with others beneath it in its cell: a form's cell may hold a section, or all of them."""
    cells = line.block.cells if line.in_table else ()
    return line.cell < len(cells) and "\n" in cells[line.cell].strip() and not line.ends_block


def _other_run_in(heading: Heading, line: Line, wordings: Wordings) -> Heading | None:
    """二、钱花在了哪里。市级资金…: a few numbered words before their text, which may be a heading in unusual words."""
    numbered = heading.numbered
    parted = _PARTED.search(numbered.rest[:_LONGEST_UNNUMBERED])
    if numbered.rank == UNNUMBERED or parted is None or not numbered.rest[parted.end() :].strip():
        return None
    body = unspaced(numbered.rest[: parted.start()])
    if not body or _OF_A_SENTENCE.search(body):
        return None
    rest = numbered.rest[parted.end() :] + line.text[len(line.head) :]
    return replace(
        heading,
        names=further_names_of(without_parenthesis(body)[0], wordings),
        rest=_as_written(line, rest),
        text=body,
    )


def _is_short(line: Line, body: str) -> bool:
    """A few plain words on a line of their own: 钱怎么花的."""
    return len(body) <= _LONGEST_PLAIN and not _OF_A_SENTENCE.search(line.text)


def _as_written(line: Line, rest: str) -> str:
    # `rest` is folded; the author's own characters are the line's end of the same length, where they agree.
    tail = line.text[-len(rest) :] if rest else ""
    return tail if squeeze(tail[:40]) == squeeze(rest[:40]) else rest


def _broken(heading: Heading, line: Line, following: Line | None, wordings: Wordings) -> Heading | None:
    """A heading that goes on in the next line, or whose number stands on a line of its own."""
    if following is None or following.length > 24 or line.key.endswith(("。", ":", ";")):
        return None
    # 46.8 in a table's last row is no number of the heading below the table.
    if split_number(following.head).rank != UNNUMBERED or (line.in_table and not following.in_table):
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
    ) or (line.block.page is not None and bool(_END_OF_HEADING.match(second)))
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
    """一、围绕两个专利组合所取得的项目实施成 / 效与目标对照: a numbered line that a page ends within the word that names it."""
    if (
        heading.numbered.rank == UNNUMBERED
        or line.block.page is None  # a paragraph of Word does not end so
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
