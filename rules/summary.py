"""Document -> Summary: the title, the sections found, the sign-off, the contact line and the annex."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.annex import (
    annex_in_front,
    begins_papers,
    contact_rows_end,
    content_start,
    find_annex,
    first_annex_line,
    pages_of_names,
)
from rules.annex_pictures import documents_among, picture_pages
from rules.columns import by_columns
from rules.contact import find_contact, fuller_contact
from rules.contact_labels import names_a_person
from rules.file_parts import FilePart, closed_together, file_parts
from rules.guidance import split_guidance
from rules.heading import Heading
from rules.labels import is_annex_label, is_numbered_annex
from rules.lines import Line, blocks_of, is_short, lines_of, with_rest
from rules.outline import Outline, outline_of
from rules.placeholders import is_only_placeholder, lost_numbers_in, placeholders_in
from rules.seal_pieces import is_off_a_ring
from rules.sign_off import find_sign_off
from rules.sign_off_marks import PARTY_THAT_SIGNS
from rules.sub_headings import are_headings_alone
from rules.summary_parts import Annex, Contact, Section, SignOff, Summary, Title
from rules.template import Template
from rules.text import squeeze, tidy
from rules.titles import cover_labels, find_title

__all__ = ["Annex", "Contact", "Section", "SignOff", "Summary", "Title", "read_summary"]

# A stroke alone, as in a form's cell, is 无.
_SOMETHING = re.compile(r"[^\W_]|[xX×*_＿]{2}|[%％]|^[/／]$")
_INSTRUCTS = re.compile(r"对照|逐条|逐项|说明|详见|截[至止]|包括|结合|简述|填写")
_ELLIPSIS = re.compile(r"…+|[.。]{3,12}")
_LONE_NUMBER = re.compile(r"^[-—(\s]*\d{0,3}[-—)、.\s]*$")
_SIGNATURE = re.compile(
    r"^[^。;:]{0,6}(?:负责人|代表人?|法人|领导|主管|主任|院长|校长|所长|经理|[填审经编制复][\u4e00-\u9fff]人)\(?(?:签字|签名|签章|盖章)"
)
_CLOSING_WORDS = re.compile(
    r"^(?:(?:项目|单位)?(?:负责人|法定代表人|分管领导|审核人|填报人):[^,。;:]{2,8}$|抄送:|(?:通讯|联系)?地址:)|^(?:此致|敬礼|(?:特此|专此)(?:报告|总结|汇报|说明|函达|函复|报送|呈报)|(?:妥否|当否),?请.{0,6}(?:批示|指示|审阅)"
    r"|以上(?:总结|报告|汇报)?,?(?:请|妥否).{0,6}(?:审阅|审核|审议|审查|批示|指正|查收)|顺颂.{2,4}|谢谢)[。!:]?$"
)
_LONGEST_SIGNATURE = 80
_BLANK_DAY = re.compile(r"[xX×＊*_]")
_COMMON_IN_NAMES = re.compile(
    r"上海市?|(?:股份|集团)?有限(?:责任)?公司|集团|管理|科技|技术|发展|研究[院所]|中心|医院|大学|学院|\(.*?\)"
)
_TELLING = 2  # characters that a unit's name and its title share
_SHORTEST_TITLE, _LONGEST_COVER_LINE = 12, 60  # characters; an introduction names many bodies
# So many lines before the first heading may be a cover.
_LONGEST_COVER = 80
_LONGEST_CLOSING_LINE = 12  # characters, beyond which a line below a page's running head is text


def read_summary(
    document: Document,
    template: Template,
    unit_names: Collection[str] = frozenset(),
    project_names: Collection[str] = frozenset(),
    foreign_contacts: Collection[str] = frozenset(),
) -> Summary:
    """Read a document as a work summary, whatever it holds.

    `unit_names` and `project_names` are names that the roster knows, aliases included: they make the reading of title
    and sign-off surer. `foreign_contacts` are telephones and addresses that are not the unit's (the bureau's own).
    """
    read = _kept_summary if is_short(document) else _read_summary
    names = (frozenset(unit_names), frozenset(project_names), frozenset(foreign_contacts))
    return read(document, template, *names)


def _read_summary(
    document: Document,
    template: Template,
    unit_names: frozenset[str],
    project_names: frozenset[str],
    foreign_contacts: frozenset[str],
) -> Summary:
    lines = by_columns(lines_of(document), template)
    reading = _Reading(document, template, unit_names, project_names, foreign_contacts)
    parts = [reading.read(part) for part in file_parts(lines, template)]
    own = [part for part in parts if not part.is_bare_template]
    if len(own) > 1:
        own = closed_together(own)
        return replace(own[0], parts=tuple(own))
    return own[0] if own and len(parts) > 1 else reading.read(FilePart(lines))


# A case is judged anew with each of its mails, and units often send several in a row.
_kept_summary = lru_cache(maxsize=256)(_read_summary)


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands below the last section's heading, and where the section's own content ends in it."""

    sign_off: SignOff | None
    contact: Contact | None
    annex: Annex | None
    end: int


@dataclass(frozen=True, slots=True)
class _Reading:
    document: Document
    template: Template
    unit_names: Collection[str]
    project_names: Collection[str]
    foreign_contacts: Collection[str]

    def read(self, part: FilePart) -> Summary:
        lines = part.lines
        outline = outline_of(lines, self.template)
        first = outline.claimed[0][0].first if outline.claimed else len(lines)
        last = outline.claimed[-1][0].end if outline.claimed else 0
        cover = [line for index, line in enumerate(lines[:first]) if index not in outline.contents]
        tail = self._tail(lines[last:], cover if outline.claimed else [], part)
        pictures = [
            (index, block)
            for index, block in enumerate(self.document.blocks)
            if block.kind is BlockKind.PICTURE
        ]
        sections = _sections(lines, outline, last + tail.end, self.template, pictures)
        title = find_title(cover, self.template, self.unit_names, self.project_names)
        bare = _is_bare(title, sections, tail.sign_off)
        annex = tail.annex if tail.annex and tail.annex.has_content else None
        annex = annex or annex_in_front(cover, self.template) or tail.annex
        return Summary(title, sections, tail.sign_off, tail.contact, annex, bare)

    def _tail(self, tail: Sequence[Line], cover: Sequence[Line], part: FilePart) -> _Tail:
        annex_start = first_annex_line(tail, self.template)
        signed, position = self._sign_off(tail, cover, annex_start)
        contact, contact_position = self._contact(tail, cover, annex_start)
        ends = [annex_start, position, contact_position]
        closes = min((found for found in ends if found is not None), default=len(tail))
        end = _before_closing(tail, _above_seal(tail, closes, signed, self.unit_names))
        taken = _taken(tail, self.template, position, contact_position)
        opens = [annex_start, contact_position if position is None else position]
        start = min((found for found in opens if found is not None), default=None)
        is_signed = bool(signed and signed.unit)
        closing = {tail[place].block.page for place in taken}  # the signed page itself is no voucher
        shown = self._picture_pages(tail, cover, annex_start, part, signed=is_signed)
        listed = pages_of_names(tail if annex_start is None else tail[annex_start:], self.template)
        pages = tuple(page for page in shown if page not in closing | listed)
        pictures = () if start is None else self._pictures(tail, start, part, signed=is_signed)
        return _Tail(signed, contact, find_annex(tail, taken, self.template, pages, pictures), end)

    def _picture_pages(
        self,
        tail: Sequence[Line],
        cover: Sequence[Line],
        annex_start: int | None,
        part: FilePart,
        *,
        signed: bool,
    ) -> tuple[int, ...]:
        """The scanned pages behind the annex label, else behind the text, and before the next summary in the file."""
        text = [*cover, *tail] if annex_start is None else [*cover, *tail[: annex_start + 1]]
        last = max((line.block.page for line in text if line.block.page is not None), default=None)
        following = part.following.block.page if part.following else None
        return picture_pages(self.document.pages, last, following, signed=signed)

    def _pictures(
        self, tail: Sequence[Line], start: int, part: FilePart, *, signed: bool
    ) -> tuple[Block, ...]:
        """The pictures that may be documents behind that line and before the next summary in the file.

        The first may be the signed page where nothing is signed in the text, but not right below 附件1：专利证书.
        """
        pictures = [
            (index, block)
            for index, block in enumerate(self.document.blocks)
            if block.kind is BlockKind.PICTURE
            and index > tail[start].block_index
            and not part.ends_before(index)
        ]
        labels = {line.block_index for line in tail if is_numbered_annex(line.key)}
        is_labelled = bool(pictures) and pictures[0][0] - 1 in labels
        return documents_among([block for _, block in pictures], signed=signed or is_labelled)

    def _sign_off(
        self, tail: Sequence[Line], cover: Sequence[Line], annex_start: int | None
    ) -> tuple[SignOff | None, int | None]:
        """Below the text, before annex pages if possible; else on the cover, where it bears both name and date.

        Annex pages and tables name many bodies and dates: among them the unit's own name goes before any other, and
        whoever the cover knows nothing of has signed a voucher there.
        """
        content = len(tail) if annex_start is None else content_start(tail, annex_start, self.template)
        dated: tuple[SignOff, int] | None = None
        amid_annexes: tuple[SignOff, int] | None = None
        for start, end in ((0, annex_start or content), (annex_start or 0, content), (content, len(tail))):
            found = find_sign_off(tail[start:end], self.template, self.unit_names)
            if found and (found[0].unit or found[0].is_placeholder):
                if (
                    start == content
                    and not self._is_own(found[0].unit)
                    and _is_stranger(found[0].unit, cover)
                ):
                    continue
                # A blank may be the last section's, with the sign-off behind the list of annexes.
                line = tail[found[1] + start]
                if start == content and PARTY_THAT_SIGNS.match(line.key):
                    continue  # of a contract
                is_bare_blank = found[0].is_placeholder and is_only_placeholder(line.text)
                plain = start == 0 and not line.in_table and not is_bare_blank
                if plain or self._is_own(found[0].unit):
                    first = found[0], found[1] + start
                    behind = self._signed_behind(tail[:content], annex_start, first) if plain else None
                    return behind or first
                amid_annexes = amid_annexes or (found[0], found[1] + start)
            # 2023年5月 in a voucher is no date that somebody began to write.
            tells = found and (start == 0 or found[0].date is not None or found[0].date_is_placeholder)
            if found and tells and dated is None and end <= content:
                dated = found[0], found[1] + start
        if amid_annexes or dated:
            return amid_annexes or dated or (None, None)
        return self._sign_off_on_cover(cover), None

    def _signed_behind(
        self, tail: Sequence[Line], annex_start: int | None, first: tuple[SignOff, int]
    ) -> tuple[SignOff, int] | None:
        """The unit's sign-off behind the list of annexes, where the `first` is a page's running head that was read as text.

        Such a head is the bare name with text below it; a sign-off there bears a label or a seal word, unlike a
        voucher's.
        """
        undated, place = first
        if annex_start is None or undated.date_text or not _is_bare_name(tail[place], undated):
            return None
        is_above_text = any(line.length > _LONGEST_CLOSING_LINE for line in tail[place + 1 : annex_start])
        found = find_sign_off(tail[annex_start:], self.template, self.unit_names) if is_above_text else None
        if found is None or found[0].date is None or squeeze(found[0].unit) != squeeze(undated.unit):
            return None
        behind = found[0], found[1] + annex_start
        return None if _is_bare_name(tail[behind[1]], undated) else behind

    def _is_own(self, name: str) -> bool:
        """Whether the name is one by which a unit of the roster goes."""
        return squeeze(name) in {squeeze(unit) for unit in self.unit_names}

    def _sign_off_on_cover(self, cover: Sequence[Line]) -> SignOff | None:
        found = find_sign_off(cover[:_LONGEST_COVER], self.template, self.unit_names)
        if found is None or not _is_full(found[0]):
            return None
        signed = found[0]
        if not signed.unit:
            value = next((value for label, value in cover_labels(cover) if "单位" in label), "")
            if not value:
                return None
            return SignOff(value, signed.date, signed.date_text, "封面", units=(value,), on_cover=True)
        return SignOff(
            signed.unit, signed.date, signed.date_text, "封面", signed.is_placeholder, signed.date_is_placeholder,
            signed.units, on_cover=True,
        )  # fmt: skip

    def _contact(
        self, tail: Sequence[Line], cover: Sequence[Line], annex_start: int | None
    ) -> tuple[Contact | None, int | None]:
        """Below the text before any annex, else the first behind it (as the template has it), or on the cover."""
        end = len(tail) if annex_start is None else annex_start
        below = find_contact(tail[:end], self.template, self.foreign_contacts, self.unit_names)
        if end < len(tail):
            below = self._with_the_rest(below, tail, end) if below else self._first_contact(tail, end)
        above = find_contact(cover[:_LONGEST_COVER], self.template, self.foreign_contacts, self.unit_names)
        if below is None and above is None:
            return self._contact_at_the_edge(), None
        if below is None:
            return (above[0], None) if above else (None, None)
        return (fuller_contact(below[0], above[0]) if above else below[0]), below[1]

    def _contact_at_the_edge(self) -> Contact | None:
        """The contact in the page's header or footer, where it stands nowhere else."""
        running = [text for name, text in self.document.fields if name == "running"]
        if not any(map(names_a_person, running)):
            return None
        # Alone, and joined, for a footer of two lines may end the first within the contact.
        texts = [*filter(names_a_person, running), "".join(running)]
        blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
        found = find_contact(
            lines_of(Document("txt", blocks)), self.template, self.foreign_contacts, self.unit_names
        )
        return (
            replace(found[0], place="页眉或页脚")
            if found and found[0].name and _is_reachable(found[0])
            else None
        )

    def _with_the_rest(
        self, found: tuple[Contact, int], tail: Sequence[Line], start: int
    ) -> tuple[Contact, int]:
        """The contact above the list of annexes, with what stands of it behind that list and names nobody else."""
        contact, place = found
        behind = tail[start : self._content_start(tail, start)]
        rest = find_contact(behind, self.template, self.foreign_contacts, self.unit_names)
        is_his = rest is not None and rest[0].name in ("", contact.name)
        return (fuller_contact(contact, rest[0]) if rest and is_his else contact), place

    def _content_start(self, tail: Sequence[Line], start: int) -> int:
        """Where the annexes themselves begin behind their list, or what a contact takes below it."""
        return contact_rows_end(tail, content_start(tail, start, self.template))

    def _first_contact(self, tail: Sequence[Line], start: int) -> tuple[Contact, int] | None:
        """The first contact behind the annex label; those of contracts and invoices further down are not the unit's."""
        content = self._content_start(tail, start)
        for first, last in ((start, content), (content, len(tail))):
            found = find_contact(tail[first:last], self.template, self.foreign_contacts, self.unit_names)
            if found:
                return found[0], found[1] + first
        return None


def _is_reachable(contact: Contact) -> bool:
    return bool(contact.telephone or contact.email)


def _is_stranger(name: str, cover: Sequence[Line]) -> bool:
    """Whether a body's name has nothing in common with title and cover: no operating company, no department."""
    known = squeeze("".join(line.text for line in cover if line.length <= _LONGEST_COVER_LINE))
    core = _COMMON_IN_NAMES.sub("", squeeze(name))
    pieces = [core[place : place + _TELLING] for place in range(max(1, len(core) - _TELLING + 1))]
    return len(known) >= _SHORTEST_TITLE and bool(core) and not any(piece in known for piece in pieces)


def _above_seal(tail: Sequence[Line], end: int, signed: SignOff | None, units: Collection[str]) -> int:
    """Step back over what OCR read of a seal's ring beside the sign-off: a piece of the unit's own name.

    Of a name that was itself misread there, the roster's `units` tell.
    """
    unit = squeeze(signed.unit) if signed is not None else ""
    while end > 0 and (_is_piece_of(tail[end - 1], unit) or (unit and is_off_a_ring(tail[end - 1], units))):
        end -= 1
    return end


def _is_piece_of(line: Line, unit: str) -> bool:
    key = line.key.strip("。,、.·")  # of its ring's strokes
    return line.block.origin is TextOrigin.OCR and 1 < len(key) < len(unit) and key in unit


def _before_closing(tail: Sequence[Line], end: int) -> int:
    """Where begins what leads to the sign-off: 项目负责人（签字）：____, 特此报告。, 此致 with whom it is for."""
    while end > 0 and tail[end - 1].length <= _LONGEST_SIGNATURE and _leads_to_sign_off(tail, end - 1):
        end -= 1
    return end


def _leads_to_sign_off(tail: Sequence[Line], index: int) -> bool:
    key = tail[index].key
    is_addressee = index > 0 and tail[index - 1].key.startswith("此致") and not key.endswith("。")
    return bool(_SIGNATURE.match(key) or _CLOSING_WORDS.match(key)) or is_addressee


def _taken(tail: Sequence[Line], template: Template, *positions: int | None) -> frozenset[int]:
    """The lines of sign-off and contact: from where each begins, the few short ones that belong to it."""
    taken: set[int] = set()
    for position in positions:
        if position is None:
            continue
        for index in range(position, min(len(tail), position + 6)):
            line = tail[index]
            names_a_paper = line.key.startswith(("附", "《")) or is_annex_label(line, template)
            if line.length > 120 or (index > position and (names_a_paper or begins_papers(line))):
                break
            taken.add(index)
    return frozenset(taken)


def _sections(
    lines: Sequence[Line],
    outline: Outline,
    end: int,
    template: Template,
    pictures: Sequence[tuple[int, Block]],
) -> tuple[Section, ...]:
    boundaries = sorted(
        [heading.first for heading, _ in outline.claimed] + [other.first for other in outline.others]
    )
    found: dict[int, list[tuple[Heading, tuple[int, ...], list[Line]]]] = {}
    for heading, numbers in outline.claimed:
        content = _content(lines, heading, boundaries, end, outline.contents)
        for number in numbers:
            found.setdefault(number, []).append((heading, numbers, content))
    for other in outline.others:
        named = [number for number in other.names if number in found]
        if len(named) == 1:
            content = _content(lines, other, boundaries, end, outline.contents)
            heading, numbers, _ = found[named[0]][0]
            found[named[0]].append((heading, numbers, content))
    sections = [(pieces, number) for number, pieces in found.items()]
    sections.sort(key=lambda pair: (_leading(pair[0])[0].first, pair[1]))
    return tuple(
        _section(number, pieces, template, _pictures_under(pieces, lines, boundaries, end, pictures))
        for pieces, number in sections
    )


def _pictures_under(
    pieces: Sequence[tuple[Heading, tuple[int, ...], list[Line]]],
    lines: Sequence[Line],
    boundaries: Sequence[int],
    end: int,
    pictures: Sequence[tuple[int, Block]],
) -> tuple[Block, ...]:
    """The pictures under the section's headings that are large enough to be content; no seal, no logo."""
    found: list[Block] = []
    for heading, _, _ in pieces if pictures else ():
        stop = next((boundary for boundary in boundaries if boundary > heading.first), max(end, heading.end))
        first = lines[heading.first].block_index
        last = lines[stop].block_index if stop < len(lines) else pictures[-1][0] + 1
        found += [block for index, block in pictures if first < index < last]
    return documents_among(found, signed=True)


def _content(
    lines: Sequence[Line], heading: Heading, boundaries: Iterable[int], end: int, contents: frozenset[int]
) -> list[Line]:
    stop = next((boundary for boundary in boundaries if boundary > heading.first), max(end, heading.end))
    body = [lines[index] for index in range(heading.end, stop) if index not in contents]
    if heading.rest.strip():
        body.insert(0, with_rest(lines[heading.first], heading.rest))
    return body


def _lone_ellipsis(own: str) -> Iterator[str]:
    """…… in place of all content; below other lines it says that they could be continued."""
    if _ELLIPSIS.fullmatch(own.strip()):
        yield own.strip()


def _lost_numbers(blocks: Sequence[Block]) -> Iterator[str]:
    """Blanks that OCR closed up; a text layer keeps the room that is left."""
    for block in blocks:
        if block.origin is TextOrigin.OCR:
            yield from lost_numbers_in(block.text)


def _leading(
    pieces: Sequence[tuple[Heading, tuple[int, ...], list[Line]]],
) -> tuple[Heading, tuple[int, ...], list[Line]]:
    """Of several headings of one section, the first with content."""
    return next((piece for piece in pieces if piece[2]), pieces[0])


def _section(
    number: int,
    pieces: Sequence[tuple[Heading, tuple[int, ...], list[Line]]],
    template: Template,
    pictures: tuple[Block, ...],
) -> Section:
    heading, numbers, _ = _leading(pieces)
    spec = next(section for section in template.sections if section.number == number)
    content = [line for piece in pieces for line in piece[2]]
    blocks = blocks_of(content)
    own, guidance = split_guidance("\n".join(line.text for line in content), template)
    own = _without_remark(own, heading)
    is_outline = are_headings_alone(content, spec.subject, spec.heading)
    return Section(
        number=number,
        heading=tidy(heading.text),
        place=_place(heading, content),
        content=blocks,
        own_text="" if is_outline else _own_text(own),
        guidance=guidance,
        placeholders=(*_lone_ellipsis(own), *placeholders_in(own), *_lost_numbers(blocks)),
        shares_heading_with=tuple(other for other in numbers if other != number),
        confidence=_confidence(blocks),
        pictures=pictures,
    )


def _confidence(blocks: Sequence[Block]) -> float | None:
    """How sure OCR is of the text as a whole: one doubtful line in a page does not make the page doubtful."""
    read = [(block.confidence, len(block.text)) for block in blocks if block.confidence is not None]
    length = sum(size for _, size in read)
    return sum(confidence * size for confidence, size in read) / length if length else None


def _without_remark(own: str, heading: Heading) -> str:
    """Leave out what stands in brackets behind the heading and is neither content nor the template's guidance."""
    first, _, others = own.partition("\n")
    is_left = heading.is_remark and squeeze(first) in squeeze(heading.rest)
    return others if is_left and (others.strip() or _INSTRUCTS.search(heading.rest)) else own


def _own_text(own: str) -> str:
    """The author's words, a line a line; numbers and marks alone are none."""
    texts = (tidy(line) for line in own.splitlines())
    return "\n".join(text for text in texts if _SOMETHING.search(text) and not _LONE_NUMBER.match(text))


def _place(heading: Heading, content: Sequence[Line]) -> str:
    page = content[0].block.page if content else None
    return f"{f'第{page}页' if page else ''}“{tidy(heading.text)}”之下"


def _is_bare(title: Title | None, sections: Sequence[Section], signed: SignOff | None) -> bool:
    """Hold for the template as it was sent out: no section holds a word of the author's."""
    if len(sections) < 3 or any(_has_own_words(section) for section in sections):
        return False
    blank_title = title is None or title.is_placeholder
    return any(section.guidance for section in sections) or (
        blank_title and bool(signed and signed.is_placeholder)
    )


def _has_own_words(section: Section) -> bool:
    return bool(section.own_text) and not all(
        is_only_placeholder(line) or not squeeze(line) for line in section.own_text.splitlines()
    )


def _is_bare_name(line: Line, signed: SignOff) -> bool:
    return squeeze(line.text) == squeeze(signed.unit)


def _is_full(signed: SignOff) -> bool:
    """A cover bears a month as a rule; it signs only where it bears the day as well, or a blank for it."""
    return signed.date is not None or bool(_BLANK_DAY.search(signed.date_text))
