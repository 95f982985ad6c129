"""Telephone numbers and e-mail addresses in a contact line."""

import re

EMAIL = re.compile(
    r"[A-Za-z0-9*][A-Za-z0-9._%+*-]{0,63}@(?:[A-Za-z0-9*-]{1,63}\.)+[A-Za-z]{2,18}(?![A-Za-z])"
)
TELEPHONE = re.compile(
    r"(?<![\d*])(?:"
    r"(?:(?:\+|00)\s?86[-\s]*|\(\+?86\)\s*)?1[3-9](?:[-\s]?[\d*xX]){9}"
    r"|(?:(?:\+|00)86[-\s]*)?[(\[]?0\d{2,3}[)\]]?[-\s/]*[\d*]{3,4}[-\s]?[\d*]{4}"
    r"|(?:\+|00)86[-\s]*(?:10|2\d|[3-9]\d{2})[-\s]*\d{3,4}[-\s]?\d{4}"
    r"|[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}"
    r"|[2-9][\d*]{3}[-\s]?[\d*]{4}"
    r")(?:\s*(?:转|-|\*|ext\.?|EXT\.?|分机[:号]?|\()\s*\d{1,6}\)?)?(?![\d*])"
)
# 电话：00003988, or 张三 00003988 and no more: no exchange gives such numbers, but who gives one for a telephone is believed.
_NOUGHT = r"(0\d{3}[-\s]?\d{4}(?:\s*(?:转|-)\s*\d{1,6})?)(?![\d*])"
_GIVEN_NUMBER = re.compile(
    rf"(?:电\s*话|手\s*机|座\s*机|联系方式|Tel|Phone)(?:号码)?\s*[:.]?\s*{_NOUGHT}"
    rf"|^\s*[\u4e00-\u9fff]{{2,4}}\s*[,、/|]?\s+{_NOUGHT}\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_FAX = re.compile(r"(?<![/、及和(])(?:传真|fax|(?<![A-Za-z])F)(?:号码)?\s*:?\s*$", re.IGNORECASE)
_TORN_DOMAIN = re.compile(
    r"@[A-Za-z0-9.-]+(?: [a-z.]{1,12}){1,2}(?![A-Za-z])"
)  # OCR's spaces: name@example.o rg
_COMPACT_DATE = re.compile(r"^20\d\d[-\s]?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$")


def email_in(folded: str) -> str:
    """The first e-mail address of a folded contact line, torn ones mended; "" where there is none or only a blank."""
    for text in (
        folded,
        re.sub(r"\s*\n\s*", "", folded),
        re.sub(r"\s*([.@])\s*", r"\1", folded.replace("。", ".")),
        _TORN_DOMAIN.sub(lambda match: match[0].replace(" ", ""), folded),
    ):
        found = next((match[0] for match in EMAIL.finditer(text) if not _is_blank_email(match[0])), "")
        if found:
            return found
    return ""


def _is_blank_email(email: str) -> bool:
    local, _, domain = email.partition("@")
    return bool(re.fullmatch(r"[xX*]+", local)) or bool(re.fullmatch(r"[xX*]{2,}", domain.partition(".")[0]))


def telephone_in(folded: str) -> str:
    """The first telephone number of a folded contact line, with its extension; "" where there is none."""
    text = EMAIL.sub(" ", folded)
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
    given = _GIVEN_NUMBER.search(text)
    return next(filter(None, given.groups())) if given else ""
