"""The contact line: a name, a telephone and an e-mail address, labelled or not, on one line or several."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from parsers.document import BlockKind
from rules.lines import Line, place_of
from rules.summary_parts import Contact
from rules.template import Template
from rules.text import normalise, tidy

_LONGEST_LINE, _LONGEST_SENTENCE, _LONGEST_LABEL = 200, 120, 40
_ROWS_OF_ONE = 6  # lines that a contact may take, each of its labels and values on a line of its own
_CELLS_OF_A_LIST = 3
_GAP = 2  # lines of another kind that may stand between two parts of one contact
_EMAIL = re.compile(
    r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63}@(?:[A-Za-z0-9*-]{1,63}\.)+[A-Za-z]{2,18}(?![A-Za-z])"
)
_BROKEN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]*$")
_EMAIL_END = re.compile(r"^[A-Za-z0-9.-]{2,40}$")
_WHOLE_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_END_OF_NAME = re.compile(
    r"[\u4e00-\u9fff]\s*[,;:/(]?\s*(?:1[3-9]\d{5}|0\d{2,3}-?\d|[2-9]\d{7}|[A-Za-z][\w.-]*@)"
)
_AT = re.compile(r"\s*(?:@|[(\[]\s*(?:at|AT|艾特)\s*[)\]])\s*")
_TELEPHONE = re.compile(
    r"(?<![\d*])(?:"
    r"(?:(?:\+|00)\s?86[-\s]*|\(\+?86\)\s*)?1[3-9](?:[-\s]?[\d*xX]){9}"
    r"|(?:(?:\+|00)86[-\s]*)?[(\[]?0\d{2,3}[)\]]?[-\s/]*[\d*]{3,4}[-\s]?[\d*]{4}"
    r"|(?:\+|00)86[-\s]*(?:10|2\d|[3-9]\d{2})[-\s]*\d{3,4}[-\s]?\d{4}"
    r"|[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}"
    r"|[2-9][\d*]{3}[-\s]?[\d*]{4}"
    r")(?:\s*(?:转|-|\*|ext\.?|EXT\.?|分机[:号]?|\()\s*\d{1,6}\)?)?(?![\d*])"
)
_FAX = re.compile(r"(?<![/、及和(])(?:传真|fax|(?<![A-Za-z])F)(?:号码)?\s*:?\s*$", re.IGNORECASE)
# OCR sees no space between a telephone and the address behind it: 13800008172name@example.org.
_GLUED = re.compile(
    r"(?<![\d.-])(?<![箱件址信l]:)(?<![箱件址信l]: )(?<!箱)"
    r"(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[2-9]\d{7})(?=[A-Za-z][A-Za-z0-9._%+-]*@)"
)
_TORN_DOMAIN = re.compile(
    r"@[A-Za-z0-9.-]+(?: [a-z.]{1,12}){1,2}(?![A-Za-z])"
)  # OCR's spaces: name@example.o rg
_COMPACT_DATE = re.compile(r"^20\d\d[-\s]?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$")
_NAME_LABEL = (
    r"(?:项目|本项目|单位|业务|日常|园区|医院|学校|公司|中心)?"
    r"(?:联系人员?|联络[人员]员?|对接人员?|负责人|责任人|承办人|经办人?|项目秘书|填报人|填表人"
    r"|(?:经办|承办|主办|代理)(?:律师|代理师|专利代理师)|联系信息|联系方式|联系我们|有事(?:请)?找|联系"
    r"|(?:业务|项目)?(?:咨询|对接)(?=\s*[:])|contact(?: person)?|name(?=\s*:))"
    r"(?:\([^()]{0,10}\))?(?:姓名|信息)?"
)
_TELEPHONE_LABEL = (
    r"(?:联系|办公|固定|移动|手机)?(?:电话|手机|座机|号码|tel(?:ephone)?|mobile|phone)(?:号码?|/手机)?"
)
_EMAIL_LABEL = r"(?:联系|电子|工作)?(?:邮箱|邮件|邮址|信箱|e-?mail|mail)(?:地址)?"
_LABEL = re.compile(
    rf"(?:{_NAME_LABEL}|姓\s*名|{_TELEPHONE_LABEL}|{_EMAIL_LABEL})(?:\s*(?:及|和|与|/|、)?\s*(?:{_NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL}))*\s*[:]?",
    re.IGNORECASE,
)
_LABEL_CELL = re.compile(rf"(?:^|  )(?:{_NAME_LABEL}|{_TELEPHONE_LABEL}|{_EMAIL_LABEL}):", re.IGNORECASE)
_NAME_BEHIND_LABEL = re.compile(rf"(?:{_NAME_LABEL}|姓\s*名)\s*[:为是]\s*(.{{1,40}})", re.IGNORECASE)
_ASKS = re.compile(r"如有|如需|请|敬请|拨打|发送|欢迎")
_NAMES_A_PERSON = re.compile(rf"{_NAME_LABEL}|姓\s*名", re.IGNORECASE)
_OTHER_LABEL = re.compile(
    r"分机\s*[:]?\s*\d{2,6}|(?:职务|职称|部门|单位|传真|邮编|邮政编码|地址|通讯地址|联系地址|微信|qq|fax|填报日期|日期)\s*[:]\s*[^\s,;]*",
    re.IGNORECASE,
)
_SPACED_NAME = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
_CHINESE_NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff·]{1,12}$")
_FIRM = re.compile(
    r"\b(?:Co|Ltd|Inc|Corp|LLC|University|Institute|Hospital|Company|Center|Centre)\b", re.IGNORECASE
)
_ENGLISH_NAME = re.compile(r"[A-Z][A-Za-z.'-]*(?:[ ]+[A-Z][A-Za-z.'-]*){0,3}")
# 联 系 人, as forms set their labels.
_SPREAD_LABEL = re.compile(r"联\s+[系络]\s+人|姓\s+名|电\s+话|手\s+机|邮\s+箱|负\s+责\s+人|经\s+办\s+人")
_DEPARTMENT = re.compile(r"[\u4e00-\u9fff]{1,16}(?:部|处|科|室|办公室|中心|秘书处|公司|大学|院|所)$")
_ADDRESS = re.compile(r"^(?:通讯|联系|单位)?地址:|^邮编")
_FORM_OF_ADDRESS = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:知识产权|专利|项目|法务|科技|科研|研发|综合)?"
    r"(?:老师|先生|女士|博士|教授|同志|工程师|律师|(?:专利)?代理[师人]|会计师?|研究员|馆员|医[师生]|专员|干事|秘书|副?(?:总经理|总监|总裁|经理|主任|主管|处长|科长|部长|院长|所长|校长|负责人))$"
)
# 证券与法务部柏青: OCR sees no space between the department and the name.
_BEHIND_DEPARTMENT = re.compile(
    r"^[\u4e00-\u9fff]{1,14}(?:部|处|室|科|办|中心|组|秘书处|办公室|总监|经理|主任|主管|专员|[处科部院所]长)(?=[\u4e00-\u9fff]{2,3}(?:先生|女士)?$)"
)
_NO_NAME = re.compile(
    r"(?:公司|大学|学院|医院|中心|研究院|研究所|研究|协会|园区|集团|处|部|科|办|室|局|所)$|盖章|公章|^(?:姓名|电话|邮箱|手机|联系|项目|单位|职务|部门|地址|传真"
    r"|邮编|无|以上|附件|日期|负责|座机|微信|性别|办公|电子|名称|特此|谢谢|专此|上海|北京|市|区|转|和|及|或|同号|分机|人员|信息|方式|报告|年月日|待定|待填|某某|主任|经理|老师"
    r"|处长|科长|先生|女士|签字|签名|大厦|大楼|公楼|办公楼|建设|完成|时间|任务|进度|如有|如需)"
)
_BLANK = re.compile(r"[xX×*_＿]{2,}|某{2,3}|[(\[]\s*[)\]]|\.{3,}|…+|-{2,}")
# 请与我方某某联系（…）， 由科研处某某负责联系，…， 可与某某接洽：…
_NAMED_BEFORE = re.compile(
    r"[与和同向找由](?:我[方们]|(?:我|本)(?:单位|公司|学校|中心|园区|[校院所司局园区会]))?(?:的)?"
    r"(?:[\u4e00-\u9fff]{2,8}?[处部室办科院所])?"
    r"([\u4e00-\u9fff]{2,4}?)(?:老师|主任|经理|同志|先生|女士)?(?:取得)?(?:负责)?(?:联系|接洽|对接|联络)\s*[(:,]"
)
# 请联系某某（…）， 请致电某某（…）， 知识产权专员某某，手机…
_NAMED_BEHIND = re.compile(
    r"(?:联系(?![人电方我])|致电|垂询|请找|专员|秘书|主管|经理)\s*[:]?\s*([\u4e00-\u9fff]{2,4})\s*[(:,/]"
)
# 知识产权总监：某某， 科研处：某某（…）: a post or a department for a label.
_NAMED_BEHIND_POST = re.compile(
    r"(?:[人员师]|总监|主管|经理|主任|秘书|负责|[处部科室办院所]|中心)\s*:\s*([\u4e00-\u9fff]{2,4})(?=[\s(,;/|\d]|$)"
)
_SIGNATURE = re.compile(
    r"(?:负责人|经办人|填报人|填表人)\s*\((?:签[字名章]?|盖章)[^()]{0,6}\)|(?:负责人|经办人)签[字名]"
)
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
    lines: Sequence[Line], template: Template, foreign: Collection[str] = frozenset()
) -> tuple[Contact, int] | None:
    """Find the contact among the lines of the cover and below the text; with it the position of its first line.

    `foreign` are telephones and addresses that are not the unit's (the bureau's own): rows that hold one are left
    out. Where several contacts stand, the fullest counts, and what it lacks is taken from a labelled other.
    """
    rows = [row for row in _rows(lines, template) if not _is_foreign(row.text, foreign)]
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


def _joined_cells(cells: Sequence[str]) -> str:
    """A table row as one line, a colon behind each cell that is a label."""
    return "  ".join(f"{cell}：" if _LABEL.fullmatch(_folded(cell).strip()) else cell for cell in cells)


def _folded(text: str) -> str:
    spread = _SPREAD_LABEL.sub(lambda match: re.sub(r"\s", "", match[0]), normalise(text))
    return _GLUED.sub(r"\1 ", _AT.sub("@", spread))


def _breaks_off(text: str) -> bool:
    """Hold for a line that ends inside an e-mail address."""
    end = _BROKEN_EMAIL.search(_AT.sub("@", normalise(text[-80:])).rstrip())
    return end is not None and not _EMAIL.fullmatch(end[0])


def _breaks_a_name(text: str, following: Line) -> bool:
    """联系人：区局促进科郁 above 葱，55509071: the line ended within the name."""
    folded = _folded(text).rstrip()
    label = _LABEL.search(folded)
    if label is None or label.end() == len(folded) or not re.search(r"[\u4e00-\u9fff]$", folded):
        return False
    is_whole = bool(_WHOLE_NAME.fullmatch(folded[label.end() :].strip()))
    return not is_whole and bool(_END_OF_NAME.match(following.head))


def _is_name(key: str) -> bool:
    return bool(_CHINESE_NAME.match(key)) and not _NO_NAME.search(key)


def _is_foreign(text: str, foreign: Collection[str]) -> bool:
    folded = _AT.sub("@", normalise(text)).lower()
    return any(item and normalise(item).lower() in folded for item in foreign)


def _rows(lines: Sequence[Line], template: Template) -> list[_Row]:
    rows: list[_Row] = []
    position = 0
    while position < len(lines):
        line, last = lines[position], position
        if line.block.kind is BlockKind.TABLE_ROW:
            while last + 1 < len(lines) and lines[last + 1].block_index == line.block_index:
                last += 1
        position += _lead(lines[position : last + 1])
        line = lines[position]
        members = [member.text for member in lines[position : last + 1] if member.length <= _LONGEST_LINE]
        text = _joined_cells(members) if len(members) > 1 else "".join(members)
        following = lines[last + 1] if last + 1 < len(lines) else None
        if following and (
            (_breaks_off(text) and _EMAIL_END.match(following.key)) or _breaks_a_name(text, following)
        ):
            text, last = text.rstrip() + following.text.strip(), last + 1
        is_list = len(members) >= _CELLS_OF_A_LIST and not _may_be_contact(members)
        row = None if is_list or len(text) > 2 * _LONGEST_LINE else _row(text, position, last, line, template)
        if (
            row is None
            and rows
            and rows[-1].last == position - 1
            and _is_name(line.key)
            and _awaits_name(rows)
        ):
            row = _Row(text, position, last, line, labelled=False, names_person=False, weight=0)
        if row:
            rows += _name_above(lines, position, row)
            rows.append(row)
        position = last + 1
    return rows


def _lead(row: Sequence[Line]) -> int:
    """How many lines of a table row come before its contact: the last section's text, in a form's one cell."""
    texts = [index for index, line in enumerate(row) if line.length > _LONGEST_LABEL and "@" not in line.head]
    behind = texts[-1] + 1 if texts else 0
    return behind if behind < len(row) and any("@" in line.head for line in row[behind:]) else 0


def _may_be_contact(cells: Sequence[str]) -> bool:
    """A row of a list (序号 | 工作任务 | 责任人 | 完成时间) has a label among its heads; a contact's row has more.

    Two labels, or a label and beside it the name, or a telephone or an address.
    """
    folded = [_folded(cell).strip() for cell in cells]
    labels = [bool(_LABEL.fullmatch(cell)) for cell in folded]
    named = any(label and _is_name(cell) for label, cell in zip(labels, folded[1:], strict=False))
    return sum(labels) > 1 or named or any("@" in cell or _telephone_in(cell) for cell in folded)


def _awaits_name(rows: Sequence[_Row]) -> bool:
    """Behind a label, or behind telephone and address of somebody who is not named: a name on a line of its own."""
    if rows[-1].labelled:
        return True
    near = "\n".join(row.text for row in rows[-_ROWS_OF_ONE:])
    return "@" in near and bool(_telephone_in(_folded(near))) and not _name_in(_folded(near))


def _name_above(lines: Sequence[Line], position: int, row: _Row) -> list[_Row]:
    """The name that stands alone on the line above a telephone or an address that names nobody."""
    place = position - 1
    if place > 0 and _ADDRESS.match(lines[place].key):
        place -= 1
    above = lines[place] if place >= 0 else None
    if above is None or above.in_table or row.names_person or _name_in(row.text):
        return []
    last = _FORM_OF_ADDRESS.sub("", _behind_department(above))
    if not _is_name(last):
        return []
    return [_Row(above.text, place, place, above, labelled=False, names_person=False, weight=0)]


def _behind_department(line: Line) -> str:
    """The name in 科技处  某某; the whole line where it is not parted so."""
    parts = line.head.split()
    return parts[-1] if len(parts) == 2 and _DEPARTMENT.search(parts[0]) else line.key


def _row(text: str, position: int, last: int, line: Line, template: Template) -> _Row | None:
    folded = _folded(text).strip()
    email, telephone = "@" in folded and bool(_email_in(folded)), bool(_telephone_in(folded))
    label = _LABEL.match(folded.lstrip("*•·-(（[【# "))
    labelled = label is not None and len(label[0].strip(" :")) >= 2
    labelled = labelled or (line.in_table and bool(_LABEL_CELL.search(folded)))
    template_label = any(
        folded.replace(" ", "").startswith(normalise(word)) for word in template.contact_labels
    )
    whole = email and telephone
    sentence = not whole and (len(folded) > _LONGEST_SENTENCE or _SENTENCE.search(folded))
    sentence = sentence or (len(folded) > _LONGEST_SENTENCE and not labelled)
    names_person = bool(_NAMES_A_PERSON.search(folded)) or template_label
    asks = not (labelled or template_label or whole) and (folded.endswith("。") or "请" in folded)
    if sentence or asks or not (labelled or template_label or email or telephone):
        return None
    if telephone and not (email or labelled or template_label or names_person) and len(folded) > 40:
        return None
    if labelled and not (email or telephone) and not _plain_label(folded):
        return None
    weight = 2 * labelled + email + telephone + (_is_bare(folded) or (email and _begins_with_name(folded)))
    return _Row(text, position, last, line, labelled or template_label, names_person, weight)


def _begins_with_name(folded: str) -> bool:
    """张三 138 000 1159 zs@example.org: the number is torn, and it is a contact all the same."""
    words = re.split(r"[\s,;/|(]+", folded, maxsplit=1)
    return len(words) > 1 and _is_name(_FORM_OF_ADDRESS.sub("", words[0]))


def _is_bare(folded: str) -> bool:
    """Hold for a name, or a department, with a telephone or an address and nothing else: 张三 13800001234."""
    rest = _EMAIL.sub(" ", folded)
    telephone = _telephone_in(rest)
    rest = rest.replace(telephone, " ") if telephone else rest
    told = re.sub(r"[\s,;/|:]+", "", rest)
    return rest.strip() != folded and (_is_name(told) or bool(_DEPARTMENT.fullmatch(told)))


def _plain_label(folded: str) -> bool:
    """A label with a short value, or none: 联系人机制建设 is a heading, 负责人牵头推进…… a sentence."""
    rest = _LABEL.sub(" ", folded)
    if "联系人:" in folded.replace(" ", "") or ":" in folded:
        return len(rest) <= 80
    return len(rest.replace(" ", "")) <= 12 and bool(re.search(r"\s|^\S{2,6}$", folded))


def _clusters(rows: Sequence[_Row]) -> list[list[_Row]]:
    clusters: list[list[_Row]] = []
    for row in rows:
        if (
            clusters
            and row.position - clusters[-1][-1].last <= _GAP + 1
            and not _another_person(row, clusters[-1])
        ):
            clusters[-1].append(row)
        else:
            clusters.append([row])
    reachable = (_without_signatures(cluster) for cluster in clusters)
    return [cluster for cluster in reachable if cluster and _is_contact(cluster)]


def _without_signatures(cluster: list[_Row]) -> list[_Row]:
    """项目负责人（签字）：某某 signs, and is no contact as long as nothing beside it tells how to reach them."""
    folded = _folded("\n".join(row.text for row in cluster))
    if _telephone_in(folded) or "@" in folded:
        return cluster
    return [row for row in cluster if not _SIGNATURE.search(_folded(row.text))]


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
    folded = _folded("\n".join(row.text for row in cluster))
    email = _email_in(folded)
    rest = folded.replace(email, " ") if email else folded
    telephone = _telephone_in(_EMAIL.sub(" ", rest))
    name = _name_in(folded)
    blank = not (email or telephone or name)
    return Contact(text, name, tidy(telephone), email, place_of(cluster[0].line), is_placeholder=blank)


def _email_in(folded: str) -> str:
    for text in (
        folded,
        re.sub(r"\s*\n\s*", "", folded),
        re.sub(r"\s*([.@])\s*", r"\1", folded.replace("。", ".")),
        _TORN_DOMAIN.sub(lambda match: match[0].replace(" ", ""), folded),
    ):
        found = next((match[0] for match in _EMAIL.finditer(text) if not _is_blank_email(match[0])), "")
        if found:
            return found
    return ""


def _is_blank_email(email: str) -> bool:
    local, _, domain = email.partition("@")
    return bool(re.fullmatch(r"[xX*]+", local)) or bool(re.fullmatch(r"[xX*]{2,}", domain.partition(".")[0]))


def _telephone_in(folded: str) -> str:
    text = _EMAIL.sub(" ", folded)
    for match in _TELEPHONE.finditer(text):
        if _FAX.search(text[: match.start()]):
            continue
        digits = re.sub(r"\D", "", match[0])
        if (
            not _COMPACT_DATE.match(match[0].strip())
            and len(digits) >= 6
            and not re.search("[xX]{5}", match[0])
        ):
            found = match[0].strip(" -").rstrip("(")
            return found if ")" in found else found.lstrip("(")
    return ""


def _name_in(folded: str) -> str:
    rest = _BLANK.sub(" ", _TELEPHONE.sub(" ", _EMAIL.sub(" ", folded)))
    told_names = (_NAME_BEHIND_LABEL, _NAMED_BEHIND_POST, _NAMED_BEFORE, _NAMED_BEHIND)
    for pattern, text in zip(told_names, (rest, rest, folded, folded), strict=True):
        told = pattern.search(text)
        found = _first_name(told[1]) if told else ""
        if found:
            return found
    is_sentence = _ASKS.search(folded) and not _NAMES_A_PERSON.search(folded)
    return "" if is_sentence else _first_name(rest)


def names_a_person(text: str) -> bool:
    """Tell whether a text has a label such as 联系人: what stands behind it is a person."""
    return bool(_NAMES_A_PERSON.search(_folded(text)))


def _first_name(text: str) -> str:
    text = _LABEL.sub(" | ", _OTHER_LABEL.sub(" ", text))
    text = _SPACED_NAME.sub(r"\1\2", text)
    for part in re.split(r"[\s,、;|/:()\[\]【】<>《》\-。]+", text):
        token = _BEHIND_DEPARTMENT.sub("", part.strip(".'’“”\""))
        name = _FORM_OF_ADDRESS.sub("", token)
        if _CHINESE_NAME.match(name) and not _NO_NAME.search(name):
            return token
    if _FIRM.search(text):
        return ""
    english = next(
        (match[0] for match in _ENGLISH_NAME.finditer(text) if re.search(r"[A-Za-z]{2}", match[0])), ""
    )
    return "" if english.lower() in {"tel", "email", "mail", "e-mail", "mobile", "phone"} else english.strip()
