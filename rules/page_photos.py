"""Photos of single pages that are one summary together.

A telephone makes a file of each page. In the natural order of their names they are read as one document; the pages
from its title to its last part are the summary, what comes before and behind stays what it is (vouchers, a badge).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from parsers.document import Block, BlockKind, Document
from rules.contact_labels import NAMES_A_PERSON, folded_contact
from rules.contents_table import contents_lines
from rules.dates import last_date
from rules.labels import is_numbered_annex
from rules.lines import lines_of
from rules.numbering import UNNUMBERED, split_number
from rules.outline import outline_of
from rules.sign_off_marks import SEAL_WORD, is_organisation
from rules.submission import SubmittedFile
from rules.summary import Summary, read_summary
from rules.template import Template
from rules.text import normalise, squeeze
from rules.titles import cover_labels, is_title_line

_FEWEST = 2  # sections that the pages must show together, and more than any one of them alone
_LONGEST_FILE = 2  # pages of a file that may be a piece of a summary
_LAST_WORDS, _LONGEST_CONTACT = 80, 200  # characters
_ADDRESS = re.compile("地址[:：]")
_NAMES_ANNEXES = re.compile("附件[:：]")
_HEAD, _COVER, _CONTENTS, _SIGNED = 3, 6, 3, 5  # lines
_MOST_COVERS, _LONGEST_COVER = 2, 300  # photos before the summary; characters
_LONGEST_HEAD, _SHORTEST_HEAD, _LIKE_ANOTHER = 40, 8, 6  # characters
_TITLE = re.compile(r"(?:总结|报告|汇报)(?:[(（][^()（）]{0,20}[)）])?$")
_PAPER = re.compile(r"^.{0,12}(?:证明|证书|合同|协议书?|发票|签到[表册]|通知书?|收据|回单|凭证|报告书)$")
_CONTACT = re.compile(r"[\w.-]+@[\w.-]+|\d{7,}")
_LIST_OF_ANNEXES = re.compile(r"(?:附件|佐证材料)(?:目录|清单|列表)?:?")
_SIGNED_AS_UNIT = re.compile(r"(?:项目)?(?:承担|实施|报送|填报)单位\((?:盖章|公章|签章)\)")
_NAMES_CONTACT = re.compile(r"[(（]?项目联系人[:：]")
_HEAD_OF_PAPER = re.compile(r"^[^，。、]{2,11}[单表书函证票据]$")  # 送货单, 技术服务确认单
_BLANK_CONTACT = re.compile(
    r"(?:项目)?联系人:?姓名:?(?:联系)?(?:电话|方式):?(?:电子)?(?:邮箱|邮件):?"
)  # as in the template
_DIGITS = re.compile(r"(\d+)")
_CHINESE_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_PAGE = re.compile(r"第(\d+)页")


@dataclass(frozen=True, slots=True)
class JoinedPages:
    """The files as they are to be judged: `first` bears the pages of all; `others` are its further pages, by sha256."""

    files: tuple[SubmittedFile, ...]
    first: SubmittedFile | None = None
    others: frozenset[str] = frozenset()


def joined_pages(files: Sequence[SubmittedFile], template: Template) -> JoinedPages:
    """Put the photos of a summary's pages together; of everything else only a head that all pages bear goes."""
    bare = _without_running_heads(files)
    pages = sorted(_pieces(bare), key=lambda file: natural_order(file.name))
    span = _span(pages, template) if len(pages) >= _FEWEST else []
    if len(span) < _FEWEST:
        return JoinedPages(
            tuple(_bare_unless_summary(*pair, template) for pair in zip(files, bare, strict=True))
        )
    files = bare
    names = tuple(file.name for file in span for _ in (file.document.pages if file.document else ()))
    first = replace(span[0], document=_one_document(_without_running_feet(span)), page_names=names)
    others = frozenset(file.sha256 for file in span[1:])
    return JoinedPages(tuple(first if file is span[0] else file for file in files), first, others)


def _without_running_heads(files: Sequence[SubmittedFile]) -> list[SubmittedFile]:
    """Take off the line with which photo after photo begins, unless it says what the paper is: a title, 发明专利证书."""
    above = frozenset(filter(None, map(_head_above_title, files)))
    heads = Counter(
        head for head, _below in {(_head(file, above), _below_head(file)) for file in _pieces(files)}
    )
    return [
        _without_head(file) if (head := _head(file, above)) and heads[head] >= _FEWEST else file
        for file in files
    ]


def _head_above_title(file: SubmittedFile) -> str:
    """A line like a title, or the unit's name, with a title right below it, on a picture of a page: it is the pages' head.

    A title of two lines begins with the name as well; a head is followed by a title that begins with the name once more.
    """
    document = file.document
    if document is None or not _is_piece(document):
        return ""
    first, *rest = [squeeze(block.text) for block in document.blocks[:_FEWEST]] or [""]
    if not rest or not _TITLE.search(rest[0]):
        return ""
    is_title = bool(_TITLE.search(first)) and len(first) >= _SHORTEST_HEAD
    return first if is_title or (is_organisation(first) and rest[0].startswith(first)) else ""


def _without_running_feet(span: Sequence[SubmittedFile]) -> list[SubmittedFile]:
    """Take off the contact with which page after page ends, but from the last of them: there it closes the summary."""
    feet = list(map(_contact_at_foot, span))
    return [
        _without_foot(file) if foot and foot in feet[place + 1 :] else file
        for place, (file, foot) in enumerate(zip(span, feet, strict=True))
    ]


def _contact_at_foot(file: SubmittedFile) -> str:
    """The last line of a picture of a page, where it is a person's whole contact and stands below something."""
    blocks = file.document.blocks if file.document else ()
    text = blocks[-1].text if len(blocks) >= _FEWEST else ""
    is_contact = len(text) <= _LAST_WORDS and NAMES_A_PERSON.match(folded_contact(text))
    return squeeze(text) if is_contact and len(_CONTACT.findall(text)) >= _FEWEST else ""


def _without_foot(file: SubmittedFile) -> SubmittedFile:
    assert file.document is not None  # noqa: S101 - it has a foot
    return replace(file, document=replace(file.document, blocks=file.document.blocks[:-1]))


def _bare_unless_summary(file: SubmittedFile, bare: SubmittedFile, template: Template) -> SubmittedFile:
    """A voucher without the running head; a page with sections as it came, for it is no part of anything."""
    return file if file.document and _sections(file.document, template) else bare


def _head(file: SubmittedFile, above: frozenset[str] = frozenset()) -> str:
    """The first line of a picture of a page, "" where more stands in it, nothing below it, or the name that signs.

    One of those that stand `above` a title says nothing of the page.
    """
    document = file.document
    if document is None or not _is_piece(document) or len(document.blocks) < _FEWEST:
        return ""
    head = squeeze(document.blocks[0].text)
    is_heading = split_number(normalise(document.blocks[0].text)).rank != UNNUMBERED
    says_what = _TITLE.search(head) or _PAPER.search(head) or is_heading or _begins_paper(document, head)
    below = document.blocks[1:_SIGNED]
    stands_again = any(squeeze(block.text) == head for block in below)  # and signs there
    signs = is_organisation(head) and any(map(_closes, _above_text(below))) and not stands_again
    return "" if signs or (says_what and head not in above) or len(head) > _LONGEST_HEAD else head


def _above_text(blocks: Sequence[Block]) -> list[Block]:
    """The short lines before running text or an annex: below that another signs, and a list has dates and numbers."""
    return list(
        takewhile(
            lambda block: not (_is_running_text(block) or is_numbered_annex(squeeze(block.text))),
            blocks,
        )
    )


def _is_running_text(block: Block) -> bool:
    """Hold for a line too long for a head, which is no title, no contact and no annex's name either."""
    is_other = any(each.search(block.text) for each in (_TITLE, _CONTACT, _NAMES_ANNEXES, _ADDRESS))
    return len(block.text) > _LONGEST_HEAD and not is_other


def _begins_paper(document: Document, head: str) -> bool:
    """A body's name that heads a voucher or a title; above running text, a table or itself it is the pages' head."""
    below = document.blocks[1]
    is_text = _is_running_text(below) or below.kind is BlockKind.TABLE_ROW or squeeze(below.text) == head
    return is_organisation(head) and not is_text


def _closes(block: Block) -> bool:
    """Hold for what stands below the name of a unit that signs: the date, the word of a seal, the contact."""
    text = squeeze(block.text)
    is_short = len(text) <= _LONGEST_HEAD
    return is_short and bool(last_date(text) or SEAL_WORD.search(text) or _CONTACT.search(text))


def _below_head(file: SubmittedFile) -> str:
    """How the page goes on: a page that was photographed twice begins twice, and has no running head for that."""
    blocks = file.document.blocks[1:_FEWEST] if file.document else ()
    return "".join(squeeze(block.text)[:_LIKE_ANOTHER] for block in blocks)


def _without_head(file: SubmittedFile) -> SubmittedFile:
    assert file.document is not None  # noqa: S101 - it has a head
    return replace(file, document=replace(file.document, blocks=file.document.blocks[1:]))


def natural_order(name: str) -> tuple[tuple[int, int | str], ...]:
    """Sort names as people count: 2.jpg before 10.jpg, 第二页 before 第三页."""
    pieces = _DIGITS.split(name.lower().translate(_CHINESE_DIGITS))
    return tuple((0, int(piece)) if piece.isdecimal() else (1, piece) for piece in pieces if piece)


def _pieces(files: Sequence[SubmittedFile]) -> list[SubmittedFile]:
    """The files that may be a page: pictures of pages with text, each content once."""
    found: dict[str, SubmittedFile] = {}
    for file in files:
        document = file.document
        if document is not None and not file.inline and _is_piece(document):
            found.setdefault(file.sha256, file)
    return list(found.values())


def _is_piece(document: Document) -> bool:
    few = 0 < len(document.pages) <= _LONGEST_FILE
    return few and all(page.is_scan for page in document.pages) and bool(document.text.strip())


def _span(pages: Sequence[SubmittedFile], template: Template) -> list[SubmittedFile]:
    """The files that make a summary together: of all pictures, or of those called like the richest, where more of them do."""
    if len(pages) < _FEWEST:
        return []
    every, alike = _span_of(pages, template), _called_like_richest(pages, template)
    of_alike = _span_of(alike, template) if len(alike) < len(pages) else []
    return of_alike if len(of_alike) > len(every) else every


def _called_like_richest(pages: Sequence[SubmittedFile], template: Template) -> list[SubmittedFile]:
    """微信图片_…301.jpg and 微信图片_…302.jpg, where 专利证书.jpg came with them."""
    richest = _richest(pages, template)
    return [file for file in pages if _stem(file) == _stem(richest)]


def _stem(file: SubmittedFile) -> str:
    return _DIGITS.sub("#", file.name.lower())


def _span_of(pages: Sequence[SubmittedFile], template: Template) -> list[SubmittedFile]:
    """The files from the one with the title to the one with the last part; none where they make no summary together."""
    if len(pages) < _FEWEST:
        return []
    pages = [file for file in pages if not _is_paper_of_its_own(file, template)]
    if len(pages) < _FEWEST:
        return []
    document = _one_document(pages)
    summary = read_summary(document, template)
    alone = max(len(_sections(file.document, template)) for file in pages if file.document)
    together = {section.number for section in summary.sections}
    numbers = _numbers_of_parts(document, summary, template)
    more = len(together) > alone or _is_closed_by_others(pages, summary, template)
    if len(together) < _FEWEST or not more or not numbers:
        return _cover_and_richest(pages, template)
    starts = _starts(pages)
    span = [
        file
        for file, start, end in zip(pages, starts, (*starts[1:], len(document.pages) + 1), strict=True)
        if start <= max(numbers) and end > min(numbers)
    ]
    following = pages[pages.index(span[-1]) + 1 :][:1]
    before = _own_front(pages[: pages.index(span[0])], span[0], summary, template)
    return [*before, *span, *(file for file in following if _goes_on(file))]


def _cover_and_richest(pages: Sequence[SubmittedFile], template: Template) -> list[SubmittedFile]:
    """A summary on one photo, and on those before the cover and the contents, with the title or contact it lacks; else none."""
    richest = _richest(pages, template)
    place = pages.index(richest)
    before = [file for file in pages[max(0, place - _MOST_COVERS) : place] if _stem(file) == _stem(richest)]
    while before and not _is_front(before[0], template):
        before = before[1:]
    span = [*before, richest]
    if not before or richest.document is None:
        return []
    summary = read_summary(richest.document, template)
    lacks = summary.contact is None or summary.title is None
    is_front = all(_is_front(file, template) or _is_contents(file) for file in before)
    is_own = (_count_up(span) and lacks) or _names_unit_of(summary, before)
    if not (is_own and is_front and len(summary.sections) >= _FEWEST):
        return []
    following = pages[place + 1 : place + 2]
    return [*span, *(file for file in following if _goes_on_with_contact(file))]


def _own_front(
    earlier: Sequence[SubmittedFile], first: SubmittedFile, summary: Summary, template: Template
) -> list[SubmittedFile]:
    """The cover and contents just before a summary that bears its title itself: they name its unit, or its sections."""
    before = [file for file in earlier[-_MOST_COVERS:] if _stem(file) == _stem(first)]
    contents = [file for file in before[-1:] if _is_contents(file) and _names_sections(file, template)]
    while before and not _is_front(before[0], template):
        before = before[1:]
    if not all(_is_front(file, template) or _is_contents(file) for file in before):
        return contents
    return before if _names_unit_of(summary, before) else contents


def _names_unit_of(summary: Summary, pages: Sequence[SubmittedFile]) -> bool:
    """Hold where the pages name the unit that the summary's title or sign-off names."""
    units = {squeeze(part.unit) for part in (summary.title, summary.sign_off) if part and part.unit}
    text = squeeze("".join(file.document.text for file in pages if file.document))
    return any(unit in text for unit in units)


def _is_front(file: SubmittedFile, template: Template) -> bool:
    """A cover, which names the unit and its contact, or bears the title alone or above the contents; no section."""
    if file.document is None or _sections(file.document, template):
        return False
    lines = lines_of(file.document)
    is_titled = any(is_title_line(line, template) for line in lines)
    is_short = len(file.document.text) <= _LONGEST_COVER
    return (is_titled and (is_short or _is_contents(file))) or _is_cover(file, template)


def _is_contents(file: SubmittedFile) -> bool:
    """A table of contents."""
    return file.document is not None and len(contents_lines(lines_of(file.document))) >= _CONTENTS


def _names_sections(file: SubmittedFile, template: Template) -> bool:
    """Hold for a page that names two of the template's sections in its own words."""
    text = squeeze(file.document.text) if file.document else ""
    return sum(squeeze(spec.heading) in text for spec in template.sections) >= _FEWEST


def _is_cover(file: SubmittedFile, template: Template) -> bool:
    """项目名称, 承担单位, 项目联系人, each with what it is, and no section."""
    if file.document is None or _sections(file.document, template):
        return False
    labels = {label for label, _value in cover_labels(lines_of(file.document))}
    return len(labels) >= _FEWEST and bool(_CONTACT.search(file.document.text))


def _is_paper_of_its_own(file: SubmittedFile, template: Template) -> bool:
    """A certificate, a contract, an attendance list: its head says so, and it names no section."""
    head = file.document.blocks[:_HEAD] if file.document else ()
    texts = [squeeze(block.text) for block in head]
    # 附件：1.明细表 2.合同 names papers below a summary's text, and is none.
    return any(_PAPER.search(text) and not _NAMES_ANNEXES.match(text) for text in texts) and not (
        file.document and _sections(file.document, template)
    )


def _is_closed_by_others(pages: Sequence[SubmittedFile], summary: Summary, template: Template) -> bool:
    """Whether all sections stand on one page, and another that is called alike closes the summary.

    Names that count up are enough; names with the time in them need a contact, or the very unit of the title.
    """
    if len(set(map(_stem, pages))) > 1 or not _closes_only_together(pages, summary, template):
        return False
    is_own = _is_own_closing(summary, _richest(pages, template), template) or any(map(_signs_as_unit, pages))
    names_nobody = summary.title is None or not summary.title.unit
    is_own = is_own or (names_nobody and any(map(_is_closing, pages)))
    return _count_up(pages) or is_own or _goes_on_behind_heading(pages, template)


def _goes_on_behind_heading(pages: Sequence[SubmittedFile], template: Template) -> bool:
    """Hold where a page ends with its last section's heading, and the next begins with text and is signed and dated.

    By whomever; a voucher begins with a head of its own.
    """
    richest = _richest(pages, template)
    following = pages[pages.index(richest) + 1 :][:1]
    breaks_off = richest.document is not None and _breaks_off(read_summary(richest.document, template))
    return breaks_off and any(
        _begins_with_text(file) and _is_signed_and_dated(file, template) for file in following
    )


def _begins_with_text(file: SubmittedFile) -> bool:
    first = file.document.blocks[0] if file.document and file.document.blocks else None
    return first is not None and (_is_running_text(first) or first.text.rstrip().endswith("。"))


def _signs_as_unit(file: SubmittedFile) -> bool:
    """Hold for a page that begins with 承担单位（盖章）：某某: whoever it is, an operating company maybe, signs the summary."""
    first = file.document.blocks[0].text if file.document and file.document.blocks else ""
    return bool(_SIGNED_AS_UNIT.match(squeeze(first)))


def _is_closing(file: SubmittedFile) -> bool:
    """Hold for a page of a few lines that name a body, a date and 项目联系人: so a summary ends, and no voucher."""
    texts = [block.text for block in file.document.blocks] if file.document else []
    if not texts or sum(map(len, texts)) > _LONGEST_CONTACT or _HEAD_OF_PAPER.search(squeeze(texts[0])):
        return False
    return (
        any(is_organisation(squeeze(text)) for text in texts)
        and any(last_date(text) for text in texts)
        and any(_NAMES_CONTACT.match(squeeze(text)) for text in texts)
    )


def _count_up(pages: Sequence[SubmittedFile]) -> bool:
    """工作总结_1.png, 工作总结_2.png: a number that grows by one."""
    counts = [int(numbers[-1]) for file in pages if (numbers := _DIGITS.findall(file.name))]
    return counts == list(range(counts[0], counts[0] + len(pages))) if counts else False


def _is_own_closing(summary: Summary, page: SubmittedFile, template: Template) -> bool:
    """The unit that title or cover name signs, or nobody does and a person with telephone and address is named.

    Where that very page is signed and dated, by an operating company maybe, it lacks such a person alone.
    """
    signed, contact = summary.sign_off, summary.contact
    if signed is not None and signed.unit and not _is_signed_and_dated(page, template):
        cover = page.document.blocks[:_COVER] if page.document else ()
        # 上海市闵行区知识产权局 signs for 闵行区.
        titled = squeeze(summary.title.unit) if summary.title else ""
        is_own = squeeze(signed.unit) in squeeze("".join(block.text for block in cover))
        return is_own or bool(titled and titled in squeeze(signed.unit))
    return contact is not None and all((contact.name, contact.telephone, contact.email))


def _is_signed_and_dated(page: SubmittedFile, template: Template) -> bool:
    signed = read_summary(page.document, template).sign_off if page.document else None
    return signed is not None and bool(signed.unit) and signed.date is not None


def _closes_only_together(pages: Sequence[SubmittedFile], summary: Summary, template: Template) -> bool:
    """Whether all sections stand on one of the pages, and what closes a summary on another, or the contact alone."""
    richest = _richest(pages, template)
    alone = read_summary(richest.document, template) if richest.document else summary
    following = pages[pages.index(richest) + 1 :][:1]
    if alone.sign_off is None and alone.contact is None:
        return summary.sign_off is not None or summary.contact is not None
    if alone.sign_off is None and summary.sign_off is not None:
        return _breaks_off(alone) or any(map(_holds_last_words, following))
    if alone.sign_off and not alone.sign_off.date and summary.sign_off and summary.sign_off.date:
        return any(map(_holds_last_words, following))
    more = _parts_of_contact(summary) > _parts_of_contact(alone)
    return more and any(map(_goes_on_with_contact, following))


def _richest(pages: Sequence[SubmittedFile], template: Template) -> SubmittedFile:
    """The page with the most sections."""
    return max(pages, key=lambda file: len(_sections(file.document, template)) if file.document else 0)


def _breaks_off(summary: Summary) -> bool:
    """Hold for a page that ends with the heading of its last section."""
    return bool(summary.sections) and not summary.sections[-1].content


def _parts_of_contact(summary: Summary) -> int:
    contact = summary.contact
    return sum(map(bool, (contact.name, contact.telephone, contact.email))) if contact else 0


def _goes_on(file: SubmittedFile) -> bool:
    """Hold for a page that says what belongs behind a summary's last section: contact, date, or the annexes' names."""
    return _goes_on_with_contact(file) or _goes_on_with_date(file) or _lists_annexes(file)


def _lists_annexes(file: SubmittedFile) -> bool:
    """附件目录, and below it names with their numbers: it proves nothing by itself."""
    head, *names = (normalise(block.text) for block in file.document.blocks) if file.document else ("",)
    if not names or not _LIST_OF_ANNEXES.fullmatch(squeeze(head)):
        return False
    return all(len(name) <= _LONGEST_HEAD and split_number(name).rank != UNNUMBERED for name in names)


def _goes_on_with_contact(file: SubmittedFile) -> bool:
    """Hold for a page with the last words of a contact line and nothing else, or with a contact of several persons."""
    text = file.document.text if file.document else ""
    if _BLANK_CONTACT.fullmatch(squeeze(text)):
        return True
    is_contact = len(text) <= _LONGEST_CONTACT and bool(NAMES_A_PERSON.match(folded_contact(text)))
    return bool(_CONTACT.search(text)) and (len(text) <= _LAST_WORDS or is_contact)


def _goes_on_with_date(file: SubmittedFile) -> bool:
    """Hold for a page whose first line is the date of a sign-off on the page before."""
    first = file.document.blocks[0].text if file.document and file.document.blocks else ""
    found = last_date(first)
    return _holds_last_words(file) and found is not None and squeeze(found.text) == squeeze(first)


def _holds_last_words(file: SubmittedFile) -> bool:
    return file.document is not None and len(file.document.text) <= _LAST_WORDS


def _sections(document: Document, template: Template) -> set[int]:
    claimed = outline_of(lines_of(document), template).claimed
    return {number for _, numbers in claimed for number in numbers}


def _numbers_of_parts(document: Document, summary: Summary, template: Template) -> list[int]:
    """The pages on which title, headings, sign-off and contact stand."""
    lines = lines_of(document)
    headings = [lines[heading.first].block.page or 1 for heading, _ in outline_of(lines, template).claimed]
    parts = (summary.title, summary.sign_off, summary.contact)
    places = [found[1] for part in parts if part is not None and (found := _PAGE.search(part.place))]
    return [*headings, *map(int, places)]


def _starts(files: Sequence[SubmittedFile]) -> list[int]:
    starts, number = [], 1
    for file in files:
        starts.append(number)
        number += len(file.document.pages) if file.document else 0
    return starts


def _one_document(files: Sequence[SubmittedFile]) -> Document:
    """The pages of all files as one document, numbered through."""
    documents = [file.document for file in files if file.document is not None]
    shifts = [start - 1 for start in _starts(files)]
    pairs = list(zip(documents, shifts, strict=True))
    return Document(
        kind=documents[0].kind,
        blocks=tuple(_moved(block, shift) for document, shift in pairs for block in document.blocks),
        pages=tuple(
            replace(page, number=page.number + shift) for document, shift in pairs for page in document.pages
        ),
        seals=tuple(
            replace(seal, page=(seal.page or 1) + shift)
            for document, shift in pairs
            for seal in document.seals
        ),
        seals_judged=all(document.seals_judged for document in documents),
    )


def _moved(block: Block, shift: int) -> Block:
    return replace(block, page=(block.page or 1) + shift)
