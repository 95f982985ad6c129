"""What other people wrote (subjects, file names, addresses), made fit to stand in our mails."""

import re
import unicodedata

# Cc control, Cf format (bidi overrides, zero-width), Cs lone surrogates, Co private use, Cn unassigned.
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A number that letters lead is no telephone: a receipt's (ZSCQ2024-0001), a patent's (ZL2021…).
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d])\d(?:[ \-－—]?\d){6,}")


def clean_line(text: str) -> str:
    """One printable line: white space of any kind becomes one blank, what cannot be seen goes.

    Line breaks end a header (RFC 5322, 2.2) and bidi controls turn "fdp.exe" into "exe.pdf": neither may pass.
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    visible = "".join(
        character for character in spaced if unicodedata.category(character) not in _UNPRINTABLE
    )
    return " ".join(visible.split())


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis in place of the rest."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def mask_personal(text: str) -> str:
    """The text without telephone numbers and addresses of persons: 138****1234, ***@example.org."""
    without_addresses = _EMAIL.sub(lambda match: "***@" + match.group().rpartition("@")[2], text)
    return _LONG_NUMBER.sub(_mask_number, without_addresses)


def _mask_number(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    # Dates written without separators (20240320) are no one's telephone.
    if re.fullmatch(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", digits):
        return match.group()
    kept = 3 if len(digits) >= 11 else 2
    return digits[:kept] + "****" + digits[-min(4, len(digits) - kept - 3) :]
