"""Lines that begin with a label of the template: annex lines and contact lines. They are no headings."""

import re
from functools import lru_cache

from parsers.document import TextOrigin
from rules.lines import Line
from rules.template import Template
from rules.text import squeeze

_DIGIT = "[\\d一二三四五六七八九十]"
_NUMBERED = re.compile(r"^[一二三四五六七八九十\d、.()]{1,4}")
_LONGEST = 150  # characters
# 附件 门店活动记录: a label and a name, with room between them.
_SET_APART = re.compile(r"^附件\s+[^\s,;。][^,;。]{2,40}$")
_NUMBERED_ANNEX = re.compile(rf"附[件表录]{_DIGIT}")
_NUMBERED_EVIDENCE = re.compile(rf"^佐证{_DIGIT}{{1,2}}(?!\d)[^。]{{2,30}}$")
# 附件成效佐证：标准提案清单: a PDF's text keeps no space behind the label.
_NAMED_LABEL = re.compile(r"^附[件录表][^,:;。\d]{0,6}(?:佐证|证明|材料|清单|凭证|目录):.{2,40}$")
_LABEL = 2  # characters: 附 alone begins many words
_NUMBER = _DIGIT + "{0,3}"


def annex_pattern(template: Template) -> re.Pattern[str]:
    """An annex label at a line's beginning, whose squeezed text it is matched against; group `name` is what follows."""
    return _annex_pattern(template.annex_labels)


@lru_cache(maxsize=16)
def _annex_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    labels = _alternatives(words)
    return re.compile(
        rf"^[\[(【《]?(?:[A-Za-z]{{5,10}})?(?:{labels})(?:(?:材料|清单|目录|列表|资料)?(?:\({_NUMBER}\)|{_NUMBER}(?:-\d{{1,2}})?|之{_DIGIT}{{1,2}})[\])】》]?"
        rf"(?:[:.、;,]|$)|{_DIGIT}{{1,3}}[\])】》]?|[A-H](?:[:.]|$)|(?<=件)[\])】》])(?P<name>.*)$"
    )


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, map(squeeze, words)), key=len, reverse=True))


@lru_cache(maxsize=16)
def _named_annex(words: tuple[str, ...]) -> re.Pattern[str]:
    """附件 工作成效佐证材料: without a colon or a number between label and name."""
    labels = _alternatives(tuple(word for word in words if len(squeeze(word)) >= _LABEL))
    return re.compile(rf"^(?:{labels})[^,:;。]{{2,24}}(?:材料|清单|明细表?|凭证|目录|汇总表?)$")


@lru_cache(maxsize=16)
def _contact_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    labels = _alternatives(words)
    return re.compile(rf"^(?:项目)?(?:{labels})(?:姓名|电话|方式|及.{{0,8}})?(?:[:/]|$|[^\W\d_a-z]{{2,4}}\d)")


def is_annex_label(line: Line, template: Template) -> bool:
    """Hold for "附件：资金使用及……", "附件1", "附件2 专利清单", and for the annex's own heading without a label."""
    if line.length > _LONGEST or line.key.endswith("。"):
        return False
    is_set_apart = (
        _SET_APART.match(line.head) or _NUMBERED_EVIDENCE.match(line.key) or _NAMED_LABEL.match(line.key)
    )
    return _is_annex_key(line.key, template) or bool(is_set_apart) or _is_torn_label(line, template)


def _is_torn_label(line: Line, template: Template) -> bool:
    """工作成效佐证 of 附件：资金使用及工作成效佐证材料, which a seal's ring tore."""
    heading = squeeze(template.annex_heading).rpartition(":")[2]
    return line.block.origin is TextOrigin.OCR and heading[-4:-2] in line.key and line.key in heading


def is_numbered_annex(key: str) -> bool:
    """Hold for a (squeezed) line that begins as 附件1 does: what stands below is the annex itself."""
    return bool(_NUMBERED_ANNEX.match(key))


@lru_cache(maxsize=4096)  # a document's lines are gone through several times
def _is_annex_key(key: str, template: Template) -> bool:
    if annex_pattern(template).match(key) or _named_annex(template.annex_labels).match(key):
        return True
    body = _NUMBERED.sub("", key).rstrip(":")
    heading = squeeze(template.annex_heading).rpartition(":")[2]
    return body in {
        heading,
        heading[-4:],
        f"{heading[-4:]}清单",
        f"相关{heading[-4:]}",
        f"{heading[-4:]}目录",
    }


def is_label_line(line: Line, template: Template, *, annex_only: bool = False) -> bool:
    """Hold for a line that begins with an annex label or (unless `annex_only`) a contact label."""
    if is_annex_label(line, template):
        return True
    return (
        not annex_only
        and line.length <= _LONGEST
        and bool(_contact_pattern(template.contact_labels).match(line.key))
    )
