"""Telephone numbers and e-mail addresses in a contact line."""

import re

EMAIL = re.compile(
    r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63}@(?:[A-Za-z0-9*-]{1,63}\.)+[A-Za-z]{2,18}(?![A-Za-z])"
)
TELEPHONE = re.compile(
    r"(?<![\d*])(?<!ZL)(?<!ZL\s)(?:"  # a patent's number may hold one
    r"(?:(?:\+|00)\s?86[-\s]*|\(\+?86\)\s*)?1[3-9](?:[-\s]?[\d*xX]){9}"
    r"|(?:(?:\+|00)86[-\s]*)?[(\[]?0\d{2,3}[)\]]?[-\s/]*[\d*]{3,4}[-\s]?[\d*]{4}"
    r"|(?:\+|00)86[-\s]*(?:10|2\d|[3-9]\d{2})[-\s]*\d{3,4}[-\s]?\d{4}"
    r"|[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}"
    r"|[2-9][\d*]{3}[-\s]?[\d*]{4}"
    r")(?:\s*(?:转|-|\*|ext\.?|EXT\.?|分机[:号]?|\()\s*\d{1,6}\)?)?(?![\d*])"
)
# 00003988: no exchange gives such a number, but who gives one, and no other, is believed; 工号00003988 is none.
NUMBER_FROM_NOUGHT = re.compile(r"(?<![\d*A-Za-z-])0\d{7}(?:\s*(?:转|-)\s*\d{1,6})?(?![\d*])")
_OF_ANOTHER_KIND = re.compile(
    r"(?:工号|学号|编号|证号|单号|票号|账号|帐号|卡号|号码?|凭证|发票|合同|邮编|邮政编码|账户|QQ|微信|传真|记)\s*[:#№-]?\s*$",
    re.IGNORECASE,
)
_NUMBER_OF_TELEPHONE = re.compile(r"(?:电话|手机|联系|座机)号码?\s*[:]?\s*$")
_FAX = re.compile(r"(?<![/、及和(])(?:传真|fax|(?<![A-Za-z])F)(?:号码)?\s*:?\s*$", re.IGNORECASE)
_TORN_DOMAIN = re.compile(
    r"@[A-Za-z0-9.-]+(?: [a-z.]{1,12}){1,2}(?![A-Za-z])"
)  # OCR's spaces: name@example.o rg
_COMPACT_DATE = re.compile(r"^20\d\d[-\s]?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$")
_SPREAD_DIGITS = re.compile(r"(?<![\d ])\d(?: \d){7,11}(?! ?\d)")  # 1 3 9 0 0 0 0 8 8 8 8
_PIECES, _LONGEST_PIECES = 6, 3.5  # of an address that is set letter by letter; characters, in the mean


def email_in(folded: str) -> str:
    """The first e-mail address of a folded contact line, torn ones mended; "" where there is none or only a blank."""
    for text in (
        folded,
        re.sub(r"\s*\n\s*", "", folded),
        re.sub(r"\s*([.@])\s*", r"\1", folded.replace("。", ".")),
        _TORN_DOMAIN.sub(lambda match: match[0].replace(" ", ""), folded),
        "\n".join(map(_unspread, folded.splitlines())),
    ):
        found = next((match[0] for match in EMAIL.finditer(text) if not _is_blank_email(match[0])), "")
        if found:
            return found
    return ""


def _unspread(line: str) -> str:
    """The address that stands alone on its line, or behind its label, set letter by letter: w an g@e xampl e. o r g; else ""."""
    pieces = line.rpartition(":")[2].split()
    is_spread = len(pieces) >= _PIECES and sum(map(len, pieces)) <= _LONGEST_PIECES * len(pieces)
    return "".join(pieces) if is_spread and all(map(str.isascii, pieces)) else ""


def _is_blank_email(email: str) -> bool:
    local, _, domain = email.partition("@")
    return bool(re.fullmatch(r"[xX*]+", local)) or bool(re.fullmatch(r"[xX*]{2,}", domain.partition(".")[0]))


def telephone_in(folded: str) -> str:
    """The first telephone number of a folded contact line, with its extension; "" where there is none."""
    text = _SPREAD_DIGITS.sub(lambda match: match[0].replace(" ", ""), EMAIL.sub(" ", folded))
    for match in TELEPHONE.finditer(text):
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
    return next(
        (match[0].strip() for match in NUMBER_FROM_NOUGHT.finditer(text) if _is_given(text[: match.start()])),
        "",
    )


def _is_given(before: str) -> bool:
    """Hold for a number behind that text which is none of another kind."""
    return bool(_NUMBER_OF_TELEPHONE.search(before)) or not _OF_ANOTHER_KIND.search(before)
