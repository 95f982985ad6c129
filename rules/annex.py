"""Annexes inside the summary: a list of their names, or pages that hold something."""

import re
from collections.abc import Collection, Sequence

from parsers.document import Block
from rules.labels import annex_pattern, is_annex_label
from rules.lines import Line, blocks_of
from rules.numbering import UNNUMBERED, split_number
from rules.placeholders import is_only_placeholder
from rules.summary_parts import Annex
from rules.template import Template
from rules.text import squeeze
from rules.titles import is_title_line

_LONGEST_NAME, _LONGEST_TITLE, _LONGEST_REMARK = 70, 30, 100
_VOUCHER = re.compile(
    r"^(?!.*(?:计划|任务|安排|下一步))[^。,;:]{2,26}(?:明细账?表?|清单|台账|一览表|汇总表|统计表|决算表|签到[表册簿]|证书|凭证|发票|回单|合同书?|协议书?|证明|照片|截图)(?:\(.{1,12}\))?$"
)
# Behind 无 a list of plans may be what the section says; of what was paid it is none.
_PROVES_PAYMENT = re.compile(r"支出|使用|支付|付款|发票|凭证|回单|证书")
_COLUMNS_OF_A_LIST, _ROWS_OF_A_LIST = 3, 3
_COLUMN = re.compile(
    r"^(?:序号|编号|凭证号?|日期|时间|摘要|事由|用途|科目|备注|类型|类别|状态|.{0,6}(?:名称|号码?|日期?|金额|状态|单位|数量|人))(?:\(.{1,4}\))?$"
)
_CONTACT_CELL = re.compile(
    r"^\s*(?:项目)?(?:联系人|联系电话|联系方式|办公电话|电话|手机号?码?|电子邮[箱件]|邮箱|e-?mail)\s*[:：]?\s*$|\w@\w",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(r"联系|负责人|填报|编制|填表|审核|签[字名]|电话|手机|邮箱|邮件")
_ENUMERATION = re.compile(r"^[((]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[))、.:]+")
_SENTENCE = re.compile(r"[。;!?].|。$|,.{6,},")
_LIST_HEADER = re.compile(r"(?:材料|附件|文件|资料|佐证)(?:名称|清单|目录|列表)")
# 佐证材料已于2023年12月报送，此次不再重复提供: where it is, and not the thing itself.
_ELSEWHERE = re.compile(
    r"已(?:经)?(?:于|在|随|按).{0,40}(?:报送|提交|提供|寄出|寄送|递交)|不再(?:重复|另行|一并)?(?:提供|报送|附|提交)|(?:另行|随后|后续|稍后|容后)(?:报送|寄送|提交|提供|补充|补报)"
    r"|(?:备查|存档|留存)[。;,]?$|可(?:随时|供|应要求)?(?:提供|查阅|调阅)"
)
_KEY_AND_VALUE = re.compile(r"^[^:]{2,12}:.{2,}")
_NOTHING = re.compile(
    r"^(?:无|见附件|另附|详见附件|另行报送|单独提交|后附|附后|略|见压缩包|另见.{0,10})[。.]?$"
)
# So many characters beyond the names make pages that hold something.
_SUBSTANCE, _TELLING = 40, 24  # a sentence with a date or a certificate's number needs fewer
_SUM_OR_NUMBER = re.compile(r"\d\s*[万亿]?元|\d[万亿]|ZL\s?\d|[A-Z]{1,3}\d{6,}")
_DATE_OR_NUMBER = re.compile(r"\d{4}年\d{1,2}月|\d{4}[-.]\d{1,2}[-.]\d|\d万?元|ZL\d|(?:证书|编)号")


def first_annex_line(lines: Sequence[Line], template: Template) -> int | None:
    """The position of the first annex label, or of the title of a voucher on a page of its own; None without either."""
    found = (
        index
        for index, line in enumerate(lines)
        if is_annex_label(line, template) or _begins_a_voucher(lines, index)
    )
    return next(found, None)


def _begins_a_voucher(lines: Sequence[Line], index: int) -> bool:
    """专项资金支出明细表 at the head of a page: vouchers bound between the text and its sign-off need no label.

    The text before has come to its end, and the title stands in the middle or above a table.
    """
    line = lines[index]
    if index == 0 or line.in_table or line.length > _LONGEST_TITLE or not _VOUCHER.search(line.key):
        return False
    before, page, numbered = lines[index - 1], line.block.page, split_number(line.head)
    is_unfinished = not before.in_table and (before.key == "无" or is_only_placeholder(before.text))
    is_ended = before.key.endswith("。") or (is_unfinished and bool(_PROVES_PAYMENT.search(line.key)))
    is_at_head = page is not None and (before.block.page or page) < page and is_ended
    is_title = line.block.centred or (index + 1 < len(lines) and lines[index + 1].in_table)
    return is_at_head and is_title and numbered.rank == UNNUMBERED and not numbered.mark


def begins_papers(line: Line) -> bool:
    """Hold for the title of a voucher or the head row of a list, which belong to no sign-off and to no contact."""
    if line.in_table:
        cells = line.block.cells
        return _is_heads_of_list(cells) and not any(_OF_A_PERSON.search(cell) for cell in cells)
    return line.length <= _LONGEST_TITLE and bool(_VOUCHER.search(line.key))


def find_annex(
    lines: Sequence[Line],
    taken: Collection[int],
    template: Template,
    picture_pages: tuple[int, ...] = (),
    pictures: tuple[Block, ...] = (),
) -> Annex | None:
    """Read the annex from the lines below the text; `taken` are positions of the sign-off and the contact.

    Pages without a label count as an annex where they stand behind the sign-off and hold something. `picture_pages`
    and `pictures` are what shows documents there without bearing text.
    """
    start = first_annex_line(lines, template)
    closed = max(taken) + 1 if taken else len(lines)
    if start is None or (closed <= start and not is_annex_label(lines[start], template)):
        start = closed  # papers without a label, of which a later one bears a title
        rest = lines[start:]
        content = _content(rest, template)
        found = blocks_of(content) if _is_substantial(content) else ()
        annex = Annex(rest[0].text if rest else "", found, (), picture_pages, pictures)
        return annex if annex.has_content else None
    rest = [line for index, line in enumerate(lines) if index >= start and index not in taken]
    content = _content(rest, template)
    kept = {id(line) for line in content}
    names = (_name(line, template) for line in rest if id(line) not in kept)
    listed = tuple(name for name in names if name)
    found = blocks_of(content) if _is_substantial(content) else ()
    return Annex(lines[start].text, found, tuple(dict.fromkeys(listed)), picture_pages, pictures)


def pages_of_names(lines: Sequence[Line], template: Template) -> frozenset[int]:
    """The pages on which nothing stands but names of annexes, as the list that ran over onto the last page of a scan."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        if line.block.page is not None:
            by_page.setdefault(line.block.page, []).append(line)
    return frozenset(
        page for page, those in by_page.items() if all(_is_listed(line, template) for line in those)
    )


def annex_in_front(cover: Sequence[Line], template: Template) -> Annex | None:
    """The vouchers that stand before the summary's title: lists of three columns and more, which no cover has."""
    title = next((index for index, line in enumerate(cover) if is_title_line(line, template)), 0)
    before = cover[:title]
    tables = {line.block_index: line.block.cells for line in before if line.in_table}
    is_list = len(tables) >= _ROWS_OF_A_LIST and any(map(_is_heads_of_list, tables.values()))
    return Annex(before[0].text, blocks_of(before), ()) if is_list else None


def _is_heads_of_list(cells: Sequence[str]) -> bool:
    """序号、专利名称、专利号、授权日: all cells but one name a column; a cover's row names one thing and gives it."""
    heads = sum(bool(_COLUMN.match(squeeze(cell))) for cell in cells)
    return heads >= max(_COLUMNS_OF_A_LIST, len(cells) - 1)


def content_start(lines: Sequence[Line], start: int, template: Template) -> int:
    """From `start`, the first line that belongs to annex pages rather than to a list of names, or to the contact's table."""
    index = start
    while index < len(lines):
        behind = contact_rows_end(lines, index)
        if behind > index:
            index = behind
            continue
        line = lines[index]
        if not _is_listed(line, template) and (line.in_table or line.length > _LONGEST_NAME):
            return index
        index += 1
    return len(lines)


def contact_rows_end(lines: Sequence[Line], start: int) -> int:
    """Where a narrow table ends that begins at `start` with a contact's label or address; `start` where none does."""
    if start >= len(lines) or not any(map(_CONTACT_CELL.search, lines[start].block.cells)):
        return start
    end = start
    while end < len(lines) and 0 < _filled(lines[end].block) <= _COLUMNS_OF_A_LIST:
        end += 1
    return end


def _filled(block: Block) -> int:
    """How many cells of a row hold something: of a form on a photo OCR sees more columns than there are."""
    return sum(bool(cell.strip()) for cell in block.cells)


def _name(line: Line, template: Template) -> str:
    match = annex_pattern(template).match(line.key)
    return _ENUMERATION.sub("", match["name"] if match else line.key).strip(":。.;")


def _is_listed(line: Line, template: Template) -> bool:
    """Hold for a line that only names an annex."""
    if is_annex_label(line, template) or _NOTHING.match(line.key) or is_only_placeholder(line.text):
        return True
    if line.length <= _LONGEST_REMARK and not line.in_table and _ELSEWHERE.search(line.key):
        return True
    body = _ENUMERATION.sub("", line.key)
    if line.length > _LONGEST_NAME or _SENTENCE.search(body) or line.in_table:
        return False
    return bool(_ENUMERATION.match(line.key) or line.block.number or line.key.startswith("《"))


def _content(lines: Sequence[Line], template: Template) -> list[Line]:
    kept: list[Line] = []
    table_is_list = False
    previous_listed = False
    for line in lines:
        if line.in_table and _LIST_HEADER.search(line.key):
            table_is_list = True
        elif not line.in_table:
            table_is_list = False
        in_list = line.in_table and table_is_list and not _tells_more_than_names(line.block)
        listed = in_list or _is_listed(line, template)
        # A name that runs over onto a second line, and the heading of a list.
        goes_on = (
            previous_listed
            and not line.in_table
            and line.length <= 30
            and not _KEY_AND_VALUE.match(line.key)
            and not line.key.endswith("。")
        )
        if listed or goes_on:
            previous_listed = listed
            continue
        previous_listed = False
        kept.append(line)
    return kept


def _tells_more_than_names(block: Block) -> bool:
    """1 | 专项资金收款回单 | 80.00万元: an abstract of the document, not only what it is called."""
    return len(block.cells) >= _COLUMNS_OF_A_LIST and any(map(_SUM_OR_NUMBER.search, block.cells[2:]))


def _is_substantial(content: Sequence[Line]) -> bool:
    is_telling = any(_DATE_OR_NUMBER.search(line.key) for line in content if not line.in_table)
    rows = {line.block_index for line in content if line.in_table}
    characters = sum(line.length for line in content)
    pairs = sum(1 for line in content if _KEY_AND_VALUE.match(line.key))
    return len(rows) >= 2 or characters >= (_TELLING if is_telling else _SUBSTANCE) or pairs >= 3
