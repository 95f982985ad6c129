"""A section of which only the sub-headings were written: it says as little as an empty one."""

import re
from collections.abc import Sequence

from parsers.document import BlockKind
from rules.lines import Line
from rules.numbering import UNNUMBERED, split_number
from rules.text import unspaced

_LONGEST_STYLED, _LONGEST_NAME = 45, 12
# 服务大厅, 组织体系建设, 到款情况 name what was to be told; 数据库建成, 完成导航报告 tell it, however terse.
_NAME = re.compile(
    r"[^\d,，、。.;；:：%]*(?:建设|情况|概况|体系|机制|制度|供给|平台|大厅|目录|活动|工作|方面|团队|队伍|管理|保障|措施|布局|运营|服务"
    r"|推广|宣传|培训|合作|转化|支出|收入|到款|到账|来源|用途|构成|效益|影响|成果|指标|任务|进展|进度)"
)
_TOLD = re.compile(
    r"完成|开展|举办|建立|推进|形成|实现|签订|获|已|加强|深化|强化|推动|提升|优化|落实|做好|继续|启动|搭建|构建"
)
# 叶片流道专利布局——已完成, 员工培训：6场: behind the name, how it went.
_HOW_IT_WENT = re.compile(
    r"[—–:：-].*(?:\d|完成|结束|通过|进行|顺利|已|[审推建试研]\S{0,3}中)|(?:已|全部|基本)?(?:完成|完毕|结束)[)）]?$"
)
_ASKS = re.compile("[情概]况$")  # 主要任务及完成情况 alone names what was to be told, be it the only one
_LISTED_IN_FULL = frozenset({"results", "funds", "progress"})  # highlights and plans may be names alone
_SEVERAL = 2
_ADDS_NOTHING = re.compile("主要|重点|具体|情况|方面|内容|本项目|[的及与和]")


def are_headings_alone(content: Sequence[Line], subject: str | None, title: str = "") -> bool:
    """Hold where nothing but sub-headings stands there: by their style, or by their numbers and words.

    `title` is how the template calls the section: a sub-heading that says no more than that (（一）主要亮点) is none.
    """
    if not content:
        return False
    if all(map(_is_styled, content)):
        return True
    if all(_says_the_title_again(line, title) for line in content):
        return True
    is_outline = len(content) >= _SEVERAL or _ASKS.search(content[0].key)
    return bool(is_outline) and subject in _LISTED_IN_FULL and all(map(_is_numbered_name, content))


def _is_styled(line: Line) -> bool:
    """Whole paragraphs in a heading's style are text all the same, and so is what a heading's line goes on with."""
    block, text = line.block, line.text.strip()
    is_styled = block.kind is BlockKind.HEADING or block.level is not None
    return (
        is_styled
        and line.begins_block
        and len(text) <= _LONGEST_STYLED
        and not text.endswith(("。", "；", "，"))
        and not _HOW_IT_WENT.search(split_number(line.head).rest)
    )


def _says_the_title_again(line: Line, title: str) -> bool:
    numbered = split_number(line.head)
    body = unspaced(numbered.rest)
    told = _ADDS_NOTHING.sub("", body)
    is_name = numbered.rank != UNNUMBERED and not line.in_table and len(body) <= _LONGEST_NAME
    return is_name and len(told) > 1 and set(told) <= set(title)


def _is_numbered_name(line: Line) -> bool:
    numbered = split_number(line.head)
    body = unspaced(numbered.rest)
    if numbered.rank == UNNUMBERED or line.in_table or not 1 < len(body) <= _LONGEST_NAME:
        return False
    return bool(_NAME.fullmatch(body)) and (bool(_ASKS.search(body)) or not _TOLD.search(body))
