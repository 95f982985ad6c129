"""Whether a contact that was not found, or not whole, may stand in lines that OCR did not read surely."""

import re
from collections.abc import Iterable, Sequence

from parsers.document import Block, Document, TextOrigin
from rules.contact_labels import NUMBER_BEFORE_ADDRESS
from rules.finding import Finding
from rules.legibility import (
    CELLS_OF_A_TABLE,
    LOW_CONFIDENCE,
    UNDER_A_SEAL,
    has_doubtful,
    index_of,
    is_illegible,
)
from rules.seal_pieces import is_nearly_piece
from rules.summary import Contact, Summary
from rules.text import squeeze

_NAME_ABOVE, _CELLS_ABOVE, _CELLS_BELOW, _CLOSING = 2, 4, 2, 12  # lines
_PIECE_OF_NAME = 2  # characters
_TORN_MOBILE = re.compile(r"(?<!\d)1[3-9](?:\d{7,8}|\d{10})(?!\d)")  # nine, ten or twelve digits
# As many digits beside a name or an address as no telephone has: one was lost or doubled.
_TORN_NUMBER = re.compile(r"(?<![\d.])(?:\d{6,7}|\d{9,10}|\d{12})(?![\d.])")
# (021)00004: of a local number behind its area code not enough is left.
_TORN_LOCAL = re.compile(r"(?<!\d)(?:[(（]0\d{2,3}[)）]|0\d{2,3}[-—–－])\s?\d{3,6}(?![\d-])")
_REACHES = re.compile(r"\w@\w|(?<!\d)(?:1[3-9]\d{9}|[(（]?0\d{2,3}[)）]?[-—–－\s]?\d{7,8})(?!\d)")
_BEGINS_WITH_NAME = re.compile(r"^\s*[\u4e00-\u9fff]{2,3}[\s,，、]")
_NUMBER = re.compile(r"(?<!\d)\d{8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
_TORN_LABEL = re.compile(r"[系人名][:：]\s*[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
# 021- at a line's end, whose rest on the next a seal hides.
_BEGUN_NUMBER = re.compile(r"(?<!\d)[(（]?0\d{2,3}[)）]?\s?[-—–－]\s*$")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
_MOBILE_WITH_COUNTRY, _LOCAL_WITH_COUNTRY = (
    re.compile(rf"(?:\+|00)86(?={begin})") for begin in ("1[3-9]", "[2-9]")
)
_ADDRESS_LABEL = re.compile(r"(?:电子|联系)?(?:邮箱|邮件|信箱)(?:地址)?:?")
_WITHOUT_AT = re.compile(
    r"(?<![\w.-])(?<!网址)(?<![官网址站][:： ])(?!www)[A-Za-z0-9_]{2}[A-Za-z0-9._-]{3,63}"
    r"\.(?:com|cn|org|net|edu|gov)(?:\.cn)?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SPACED_DOT = re.compile(r"(?<=[A-Za-z0-9])\s?\.\s?(?=[A-Za-z])")  # example. org
_OTHER_NUMBER = re.compile(r"[\w.+-]+@|(?:邮\s*编|邮政编码)\s*[:：]?\s*\d{6}")
_BESIDE_NUMBER = re.compile(r"联\s*系|电\s*话|手\s*机|@")
_LONE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_NOBODY = frozenset({"附件", "附表", "附录", "盖章", "公章", "签章", "落款", "日期", "单位"})
_CONTACT_LABELS = re.compile(
    r"项目|单位|联系|负责人|经办人|人|方式|电话|手机|号码|电子|邮箱|邮件|地址|tel|e-?mail|contact|mobile|phone|name",
    re.IGNORECASE,
)
_NAME_IN_LATIN = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]{1,9}){2,3}(?![A-Za-z.@])")
_SIGN_OF_CONTACT = re.compile(r"\d{3}|[@#]|[A-Za-z]{2}|[.][A-Za-z]|联|系|电话|手机|邮|箱|传真|负责|经办")
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日?")  # 3021年3月6日, with a seal over it
_DEPARTMENT = re.compile(r"^(?:法务|[\u4e00-\u9fff]{1,8}[部处室科办])(?=[\u4e00-\u9fff])")
_LABEL_OF_CONTACT = re.compile(r"联|系|电|话|手|机|邮|箱|姓|名|部|处|室|科|职")


def contact_is_doubtful(
    finding: Finding, place: Sequence[Block], summary: Summary, document: Document, names: Sequence[str]
) -> bool:
    """Whether what is missing of the contact may stand in `place`; `names` are the unit's own, which are no contact."""
    contact = summary.contact
    if finding.code == "contact.incomplete":
        nameless = contact is not None and not contact.name
        lines = (block for block in place if not block.cells)
        beside = (*_before(place, document), *lines) if nameless else ()
        known = (*names, *(summary.sign_off.units if summary.sign_off else ()))
        if any(_holds_lone_name(block, known) or _holds_torn_name(block) for block in beside):
            return True
        if _holds_torn_address(_near(place, document), contact):
            return True
        if contact is not None and not contact.email and any(map(_leaves_address_blank, place)):
            return False
    is_missing = finding.code == "contact.missing"
    is_blank = is_missing and contact is not None and contact.is_placeholder
    # 联系人 | 电话 above 邵海燕 | 021-00002195: a seal parted the table.
    if is_blank and any(map(_reaches_somebody, document.blocks[-_CLOSING:])):
        return True
    if any(_holds_torn_number(block) or (is_missing and _lost_its_sign(block)) for block in place):
        return True
    place = [
        block for block in place if not (is_signed(block, summary, names) or _is_all_told(block, contact))
    ]
    telling = [
        block for block in place if not (_bears_no_contact(block, contact) or _is_row_of_a_list(block))
    ]
    return has_doubtful(telling) or is_illegible(place, document)


def _leaves_address_blank(block: Block) -> bool:
    """电子邮箱 | : a form's row, read surely, with nothing in the cell beside the label."""
    filled = [cell for cell in block.cells if cell.strip()]
    is_sure = (block.confidence or 0) >= LOW_CONFIDENCE
    return (
        is_sure
        and len(block.cells) > 1
        and len(filled) == 1
        and bool(_ADDRESS_LABEL.fullmatch(squeeze(filled[0])))
    )


def _before(place: Sequence[Block], document: Document) -> tuple[Block, ...]:
    """The lines above what is known of the contact: the name goes before telephone and address."""
    first = index_of(document, place[0]) if place else 0
    return document.blocks[max(0, first - _NAME_ABOVE) : first]


def _near(place: Sequence[Block], document: Document) -> tuple[Block, ...]:
    """What stands about what is known of the contact: cells whose rows a seal has mixed up."""
    if not place:
        return ()
    first, last = index_of(document, place[0]), index_of(document, place[-1])
    return document.blocks[max(0, first - _CELLS_ABOVE) : last + _CELLS_BELOW + 1]


def _reaches_somebody(block: Block) -> bool:
    """Hold for a telephone or an address that OCR read."""
    return block.origin is TextOrigin.OCR and bool(_REACHES.search(block.text))


def _lost_its_sign(block: Block) -> bool:
    """熊彬 39599662 xiongbord.example.org: a whole contact, of whose address OCR misread the sign amid it."""
    is_ocr = block.origin is TextOrigin.OCR
    return is_ocr and all(each.search(block.text) for each in (_BEGINS_WITH_NAME, _NUMBER, _WITHOUT_AT))


def _holds_torn_name(block: Block) -> bool:
    """系人：林嘉怡: a label, its beginning hidden by a seal, and a name behind it that was not read surely."""
    return has_doubtful([block]) and bool(_TORN_LABEL.search(block.text))


def _holds_lone_name(block: Block, units: Sequence[str]) -> bool:
    """联|人|蒲一帆: a cell that may be the name, its label torn by a border that runs through it.

    上海大学 is nobody's name, and no piece of what a unit is called is one.
    """
    cells = [cell.strip() for cell in block.cells or block.text.split()]
    return block.origin is TextOrigin.OCR and any(
        _LONE_NAME.fullmatch(cell)
        and not _LABEL_OF_CONTACT.search(cell)
        and not any(cell in squeeze(unit) for unit in units)
        for cell in cells
    )


def is_signed(block: Block, summary: Summary, names: Sequence[str]) -> bool:
    """The line of the unit's name, or of the date: a seal lies over it, and yet it is read, and is no contact."""
    signed, text = summary.sign_off, squeeze(block.text)
    parts = (signed.unit, signed.date_text) if signed is not None else ()
    if any(part and squeeze(part) in text for part in parts):
        return True
    if len(text) > _PIECE_OF_NAME and signed is not None and text in squeeze(signed.date_text):
        return True  # 月13日: read once more where the seal was taken off
    # A piece of the name, as the seal's own ring of characters has it, be it one of them: nobody is reached by that.
    known = (*names, signed.unit if signed is not None else "")
    return bool(text) and any(is_nearly_piece(text, squeeze(name)) for name in known)


def _is_all_told(block: Block, contact: Contact | None) -> bool:
    """A contact's line under a seal, read to the last character: 联系人：周海涛 邮箱：…, and no telephone between them."""
    if contact is None or (block.confidence or 0) < UNDER_A_SEAL:
        return False
    if not (contact.name or (contact.telephone and contact.email)):
        return False
    rest = _DEPARTMENT.sub("", squeeze(block.text))
    for part in (contact.name, contact.telephone, contact.email):
        rest = rest.replace(squeeze(part), "") if part else rest
    left = _NAME_IN_LATIN.sub("", _CONTACT_LABELS.sub("", rest))
    return rest != squeeze(block.text) and not any(map(str.isalnum, left))


def _is_row_of_a_list(block: Block) -> bool:
    """2023-04-05 | 权利要求解读 | 14 | 88.4: nobody is to be reached there, and no label says so."""
    return len(block.cells) > CELLS_OF_A_TABLE and not _BESIDE_NUMBER.search(block.text)


def _bears_no_contact(block: Block, contact: Contact | None) -> bool:
    """A line that was read well but for the seal over it, and has no sign of a contact: no label, number or name.

    A name alone is none where the contact is named already.
    """
    text = _DATE.sub("", squeeze(block.text))
    if (block.confidence or 0) < UNDER_A_SEAL or _SIGN_OF_CONTACT.search(text):
        return False
    return bool(contact and contact.name) or not _LONE_NAME.fullmatch(text) or text in _NOBODY


def _holds_torn_address(blocks: Iterable[Block], contact: Contact | None) -> bool:
    """name@example.o, nameexample.org: an address of which OCR has lost the end, or the sign amid it."""
    read = (block for block in blocks if block.origin is TextOrigin.OCR)
    return (
        contact is not None
        and not contact.email
        and any("@" in block.text or _WITHOUT_AT.search(_SPACED_DOT.sub(".", block.text)) for block in read)
    )


def _holds_torn_number(block: Block) -> bool:
    """1380006613, or 555088530 beside a name: a digit was lost or doubled in reading; or 021- alone is left."""
    if block.origin is not TextOrigin.OCR:
        return False
    whole = _BETWEEN_DIGITS.sub("", block.text)
    torn = _TORN_MOBILE.search(whole) or _TORN_LOCAL.search(whole) or _BEGUN_NUMBER.search(block.text)
    rest = _OTHER_NUMBER.sub(" ", NUMBER_BEFORE_ADDRESS.sub(r"\1 ", _at_home(block.text)))
    return bool(torn or (_BESIDE_NUMBER.search(block.text) and _TORN_NUMBER.search(rest)))


def _at_home(text: str) -> str:
    """Numbers as they are dialled in the country: +862155504409 is 02155504409."""
    return _LOCAL_WITH_COUNTRY.sub("0", _MOBILE_WITH_COUNTRY.sub(" ", text))
