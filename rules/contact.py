"""The contact line: a name, a telephone and an e-mail address, labelled or not, on one line or several."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rules.contact_labels import AT_SIGN, LABEL, LABEL_CELL, NAMES_A_PERSON, folded_contact
from rules.contact_names import (
    DEPARTMENT,
    FORM_OF_ADDRESS,
    begins_with_surname,
    describes_a_person,
    is_name,
    name_in,
    presented_person,
)
from rules.contact_numbers import EMAIL, email_in, telephone_in
from rules.contact_stretches import LONGEST_LINE, Stretch, stretches
from rules.lines import Line, place_of
from rules.seal_pieces import is_off_a_ring
from rules.summary_parts import Contact
from rules.template import Template
from rules.text import normalise, tidy

_LONGEST_SENTENCE, _LONGEST_TITLE_OF_A_LIST = 120, 40
_ROWS_OF_ONE = 6  # lines that a contact may take, each of its labels and values on a line of its own
_LINES_OF_A_CARD = 3  # the name, and between it and the telephone a post or an address
# 科研处：王芳，电话…: who is to be reached, as surely as behind 联系人.
_BY_DEPARTMENT = re.compile(r"[\u4e00-\u9fff]{1,14}[部处室科办心]\s*:\s*[\u4e00-\u9fff]{2,4}[\s,;(]")
_UNKNOWN_LABEL = re.compile(r"^[A-Za-z\u4e00-\u9fff]{1,8}:\s*")  # Owner：, 窗口：
# What may stand before a label: a sign or a number, and whose label it is (科研处联系人：, 我院联系人：).
_LED_BY = re.compile(
    r"^(?:[^\w]|[(]?\d{1,2}[).、])*"
    r"(?:[\u4e00-\u9fff]{1,10}(?=(?:联系|联络|对接|经办|承办)(?:人员?)?\s*:)|(?:我|本|我们)?[\u4e00-\u9fff]{0,8}[处部室办科院所校司组](?=(?:项目)?负责人\s*:))?"
)
# 项目名称：… 承担单位：… 联系人：张三 电话：…, all on one line of the cover.
_FURTHER_ON = re.compile(r"(?:\s|[;,])(?:项目)?联系人(?:姓名)?\s*:.*(?:电话|手机|联系方式|邮箱|邮件)\s*:")
_GAP = 2  # lines of another kind that may stand between two parts of one contact
_MOST_ROWS = 30  # of one contact; more are a list, which is not read over and over
_ADDRESS = re.compile(r"^(?:通讯|联系|单位)?地址:|^邮编")
_CERTIFIER = re.compile(r"(?:出具|开具|证明)(?:单位|机构|企业|方)(?:名称)?\s*:")
_SIGNS_A_CERTIFICATE = re.compile(r"(?:经办|负责|承办)人")
_LINES_OF_A_CERTIFIER = 2
_PARTY_TO_A_CONTRACT = re.compile(
    r"(?:受托|委托|服务|代理|供货|供|需|被?许可|受让|转让|出让)(?:方|机构|人)[^\s:]{0,6}(?:联系|电话|邮箱|手机|经办)"
)
_SIGNATURE = re.compile(
    r"(?:负责人|经办人|填报人|填表人)\s*\((?:签[字名章]?|盖章)[^()]{0,6}\)|(?:负责人|经办人)签[字名]"
)
_GOES_ON = re.compile(r"\s*(?:[由有可已系为供均长始]|接受|受理|提供|负责)[\u4e00-\u9fff]{2}")
_SENTENCE = re.compile(r"[。!?].|[\u4e00-\u9fff]{25}")


@dataclass(frozen=True, slots=True)
class _Row:
    """One paragraph line or one whole table row, with what it brings to a contact."""

    text: str
    position: int
    last: int
    line: Line
    labelled: bool
    names_person: bool
    weight: int


def find_contact(
    lines: Sequence[Line],
    template: Template,
    foreign: Collection[str] = frozenset(),
    units: Collection[str] = frozenset(),
) -> tuple[Contact, int] | None:
    """Find the contact among the lines of the cover and below the text; with it the position of its first line.

    `foreign` are telephones and addresses that are not the unit's (the bureau's own): rows that hold one are left out. A
    piece of one of the `units`' names, off a seal's ring, is no person's. Where several contacts stand, the fullest
    counts, and what it lacks is taken from a labelled other.
    """
    rows = [row for row in _rows(lines, template, units) if not _is_foreign(row.text, foreign)]
    clusters = _clusters(rows)
    read = [(_read(cluster), cluster) for cluster in clusters]
    if not read:
        return None
    best, cluster = max(
        read, key=lambda pair: (_parts(pair[0]), pair[1][0].names_person, pair[1][0].position)
    )
    for other, rows_of_other in read:
        if other is not best and any(row.labelled for row in rows_of_other):
            best = _filled(best, other)
    return best, cluster[0].position


def fuller_contact(one: Contact, other: Contact) -> Contact:
    """The fuller of two contacts (the first where equal), with what it lacks from the other of the same person."""
    best, rest = (other, one) if _parts(other) > _parts(one) else (one, other)
    same_person = not (best.name and rest.name) or best.name == rest.name
    return _filled(best, rest) if same_person else best


def _parts(contact: Contact) -> int:
    return bool(contact.name) + bool(contact.telephone) + bool(contact.email)


def _filled(contact: Contact, other: Contact) -> Contact:
    filled = replace(
        contact,
        name=contact.name or other.name,
        telephone=contact.telephone or other.telephone,
        email=contact.email or other.email,
    )
    return replace(filled, is_placeholder=not _parts(filled))


def _is_foreign(text: str, foreign: Collection[str]) -> bool:
    folded = AT_SIGN.sub("@", normalise(text)).lower()
    return any(item and normalise(item).lower() in folded for item in foreign)


def _rows(lines: Sequence[Line], template: Template, units: Collection[str]) -> list[_Row]:
    rows: list[_Row] = []
    attended = False
    for stretch in stretches(lines):
        line = lines[stretch.position]
        attended = _names_a_sign_in(line) or (line.in_table and (attended or stretch.heads_a_sign_in))
        is_none = attended or stretch.is_row_of_a_list or stretch.is_too_long
        is_none = is_none or _belongs_to_a_certificate(stretch, lines) or _belongs_to_a_contract(stretch)
        row = None if is_none else _row(stretch, line, template)
        row = row or _awaited_name(rows, stretch, line, units)
        if row:
            rows += [*_name_above(lines, stretch.position, row), row]
    return rows


def _names_a_sign_in(line: Line) -> bool:
    """附件1 参会人员签到表, above the table."""
    return not line.in_table and line.length <= _LONGEST_TITLE_OF_A_LIST and "签到" in line.key


def _belongs_to_a_certificate(stretch: Stretch, lines: Sequence[Line]) -> bool:
    """经办人：某某 below 出具单位：某某公司: whoever certified something to the unit."""
    above = lines[max(0, stretch.position - _LINES_OF_A_CERTIFIER) : stretch.position]
    signs = _SIGNS_A_CERTIFICATE.match(folded_contact(stretch.text).strip()) and "@" not in stretch.text
    return bool(signs) and any(_CERTIFIER.match(normalise(line.text)) for line in above)


def _belongs_to_a_contract(stretch: Stretch) -> bool:
    """受托方联系人：某某 电话：…: of an agency, in a contract that is annexed."""
    return bool(_PARTY_TO_A_CONTRACT.match(folded_contact(stretch.text).strip()))


def _awaited_name(rows: Sequence[_Row], stretch: Stretch, line: Line, units: Collection[str]) -> _Row | None:
    """A name that stands alone on the line behind those rows, where they want one."""
    follows = bool(rows) and rows[-1].last == stretch.position - 1
    if not (follows and is_name(line.key) and _awaits_name(rows)) or is_off_a_ring(line, units):
        return None
    return _Row(
        stretch.text, stretch.position, stretch.last, line, labelled=False, names_person=False, weight=0
    )


def _awaits_name(rows: Sequence[_Row]) -> bool:
    """Behind a label, or behind telephone and address of somebody who is not named: a name on a line of its own."""
    if rows[-1].labelled:
        return True
    near = "\n".join(row.text for row in rows[-_ROWS_OF_ONE:])
    return "@" in near and bool(telephone_in(folded_contact(near))) and not name_in(folded_contact(near))


def _name_above(lines: Sequence[Line], position: int, row: _Row) -> list[_Row]:
    """Who is presented on the line above a telephone or an address that names nobody, be it two lines above."""
    if row.names_person or name_in(row.text):
        return []
    for place in range(position - 1, max(-1, position - 1 - _LINES_OF_A_CARD), -1):
        above = lines[place]
        folded = folded_contact(above.text).strip() if above.length <= LONGEST_LINE else ""
        if above.in_table:
            return []
        # Further up, above a post or an address, only what begins with a surname is a name.
        found = presented_person(folded)
        if found and (place == position - 1 or begins_with_surname(found)):
            return [_Row(above.text, place, place, above, labelled=False, names_person=False, weight=0)]
        if not (_ADDRESS.match(above.key) or describes_a_person(folded)):
            return []
    return []


def _row(stretch: Stretch, line: Line, template: Template) -> _Row | None:
    folded = folded_contact(stretch.text).strip()
    email, telephone = "@" in folded and bool(email_in(folded)), bool(telephone_in(folded))
    by_department = bool(_BY_DEPARTMENT.match(folded))
    labelled = _is_labelled(folded, line) or (by_department and (email or telephone))
    template_label = any(
        folded.replace(" ", "").startswith(normalise(word)) for word in template.contact_labels
    )
    whole = email and telephone
    names_person = bool(NAMES_A_PERSON.search(folded)) or by_department or template_label
    asks = not (labelled or template_label or whole) and (folded.endswith("。") or "请" in folded)
    asks = asks and not (email and name_in(folded))
    if asks or _is_sentence(folded, whole=whole, labelled=labelled):
        return None
    if _tells_of_masked_number(folded, email=email):
        return None
    if not (labelled or template_label or email or telephone):
        return None
    if telephone and not (email or labelled or template_label or names_person) and len(folded) > 40:
        return None
    if labelled and not (email or telephone) and not _plain_label(folded):
        return None
    weight = 2 * labelled + email + telephone + (_is_bare(folded) or ("@" in folded and _presents(folded)))
    return _Row(
        stretch.text,
        stretch.position,
        stretch.last,
        line,
        labelled or template_label,
        names_person,
        weight,
    )


def _is_sentence(folded: str, *, whole: bool, labelled: bool) -> bool:
    """Hold for a line too long for a contact; one without both telephone and address may hold no whole sentence."""
    is_long = len(folded) > _LONGEST_SENTENCE
    return (not whole and (is_long or bool(_SENTENCE.search(folded)))) or (is_long and not labelled)


def _tells_of_masked_number(folded: str, *, email: bool) -> bool:
    """联系热线138****1234由专人值守，……。: a sentence that names nobody, about a number that nobody can call."""
    telephone = telephone_in(folded)
    if email or "*" not in telephone or not folded.endswith("。") or name_in(folded):
        return False
    before, _, behind = folded.partition(telephone)
    return ":" not in before and bool(_GOES_ON.match(behind))


def _is_labelled(folded: str, line: Line) -> bool:
    """A label begins the line, a sign, a number or whose it is left aside; in a row of a table, any of its cells.

    Behind other labels and their values two of a contact's own may follow.
    """
    label = LABEL.match(_LED_BY.sub("", folded))
    begins = label is not None and len(label[0].strip(" :")) >= 2
    return begins or bool(_FURTHER_ON.search(folded)) or (line.in_table and bool(LABEL_CELL.search(folded)))


def _presents(folded: str) -> bool:
    """由知识产权部某某女士负责联系，邮箱…, or a line that begins with the name."""
    return _begins_with_name(folded) or (bool(NAMES_A_PERSON.search(folded)) and bool(name_in(folded)))


def _begins_with_name(folded: str) -> bool:
    """张三 138 000 1159 zs@example.org: the number is torn, and it is a contact all the same."""
    words = re.split(r"[\s,;/|(]+", _UNKNOWN_LABEL.sub("", folded.lstrip("(")), maxsplit=1)
    return len(words) > 1 and is_name(FORM_OF_ADDRESS.sub("", words[0]))


def _is_bare(folded: str) -> bool:
    """Hold for a name, or a department, with a telephone or an address and nothing else: 张三 13800001234."""
    rest = EMAIL.sub(" ", folded)
    telephone = telephone_in(rest)
    rest = rest.replace(telephone, " ") if telephone else rest
    told = re.sub(r"[\s,;/|:]+", "", rest)
    return rest.strip() != folded and (is_name(told) or bool(DEPARTMENT.fullmatch(told)))


def _plain_label(folded: str) -> bool:
    """A label with a short value, or none: 联系人机制建设 is a heading, 负责人牵头推进…… a sentence."""
    rest = LABEL.sub(" ", folded)
    if "联系人:" in folded.replace(" ", "") or ":" in folded:
        return len(rest) <= 80
    return len(rest.replace(" ", "")) <= 12 and bool(re.search(r"\s|^\S{2,6}$", folded))


def _clusters(rows: Sequence[_Row]) -> list[list[_Row]]:
    clusters: list[list[_Row]] = []
    for row in rows:
        if (
            clusters
            and row.position - clusters[-1][-1].last <= _GAP + 1
            and len(clusters[-1]) < _MOST_ROWS
            and not _another_person(row, clusters[-1])
        ):
            clusters[-1].append(row)
        else:
            clusters.append([row])
    reachable = (_without_signatures(cluster) for cluster in clusters)
    return [cluster for cluster in reachable if cluster and _is_contact(cluster)]


def _without_signatures(cluster: list[_Row]) -> list[_Row]:
    """项目负责人（签字）：某某 signs, and is no contact as long as nothing beside it tells how to reach them."""
    folded = folded_contact("\n".join(row.text for row in cluster))
    if telephone_in(folded) or "@" in folded:
        return cluster
    return [row for row in cluster if not _SIGNATURE.search(folded_contact(row.text))]


def _another_person(row: _Row, cluster: Sequence[_Row]) -> bool:
    """Hold for a row that names somebody where the contact before it is already complete enough to be another's."""
    if not (row.names_person and row.labelled and any(earlier.names_person for earlier in cluster)):
        return False
    before, after = _read(cluster), _read([row])
    return bool(before.name and after.name and before.name != after.name)


def _is_contact(cluster: Sequence[_Row]) -> bool:
    return (
        any(row.names_person and row.labelled for row in cluster) or sum(row.weight for row in cluster) >= 2
    )


def _read(cluster: Sequence[_Row]) -> Contact:
    text = tidy("  ".join(row.text for row in cluster))
    folded = folded_contact("\n".join(row.text for row in cluster))
    email = email_in(folded)
    rest = folded.replace(email, " ") if email else folded
    telephone = telephone_in(EMAIL.sub(" ", rest))
    name = name_in(folded)
    blank = not (email or telephone or name)
    return Contact(text, name, tidy(telephone), email, place_of(cluster[0].line), is_placeholder=blank)
