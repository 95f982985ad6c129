"""A section of which only the sub-headings were written: it says as little as an empty one."""

import re
from collections.abc import Sequence

from parsers.document import Block, BlockKind
from rules.lines import Line
from rules.numbering import UNNUMBERED, split_number
from rules.text import unspaced

_LONGEST_STYLED = 45
_LONGEST_BOLD, _LONGEST_PLAIN = 20, 10
_OF_A_SENTENCE = re.compile(r"[\d,，、。.;；:：%]|[一二三四五六七八九十百千万两][件项家次个场篇份]")
# A list of what was done is content, however terse: 完成导航报告, 召开评审会.
_TELLS_WHAT_WAS_DONE = re.compile(
    r"完成|开展|举办|建立|推进|制定|形成|实现|签订|获|已|了$|加强|深化|强化|推动|提升|优化|落实|做好|继续|探索|召开|引进|培育"
    r"|发布|启动|搭建|构建|修订|设立|举行|申请|授权|许可|转让|无|待|略|[xX×*_]"
)
_LISTED_IN_FULL = frozenset({"results", "funds", "progress"})  # highlights and plans may be names alone
_SEVERAL = 2


def are_headings_alone(content: Sequence[Line], subject: str | None) -> bool:
    """Hold where nothing but sub-headings stands there: by their style, in bold type with numbers, or by their words."""
    if not content:
        return False
    if all(_is_styled(line.block) for line in content) or all(_is_bold(line) for line in content):
        return True
    return (
        len(content) >= _SEVERAL and subject in _LISTED_IN_FULL and all(_is_plain(line) for line in content)
    )


def _is_styled(block: Block) -> bool:
    """Whole paragraphs in a heading's style are text all the same."""
    text = block.text.strip()
    is_styled = block.kind is BlockKind.HEADING or block.level is not None
    return is_styled and len(text) <= _LONGEST_STYLED and not text.endswith(("。", "；", "，"))


def _is_bold(line: Line) -> bool:
    return bool(line.block.bold) and _is_a_numbered_name(line, _LONGEST_BOLD)


def _is_plain(line: Line) -> bool:
    return _is_a_numbered_name(line, _LONGEST_PLAIN)


def _is_a_numbered_name(line: Line, longest: int) -> bool:
    numbered = split_number(line.head)
    body = unspaced(numbered.rest)
    if numbered.rank == UNNUMBERED or line.in_table or not 1 < len(body) <= longest:
        return False
    return not (_OF_A_SENTENCE.search(body) or _TELLS_WHAT_WAS_DONE.search(body))
