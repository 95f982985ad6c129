"""Address headers -> pairs of display name and addr-spec (RFC 5322, 3.4), also out of broken ones.

`email.utils` decodes nothing, drops addresses that stand beside raw Chinese, and takes a comma in an unquoted
name for the end of an address.
"""

import re

from intake.encoded_words import decode_words_in, rescue_raw

_LONGEST = 60_000  # bytes of one header that are looked at
_MOST = 5_000  # addresses of one header
_LONGEST_NAME = 500  # characters in which an address is looked for
_GROUP = re.compile(r"^[^=?\"<>:]{0,100}:\s*")
_ADDRESS = re.compile(r"[^\s<>@\"',;:()\[\]，；：、（）《》]+@[^\s<>@\"',;:()\\，；：、（）《》]{1,250}")
_QUOTED_LOCAL = re.compile(r'"[^"<>]{1,64}"@[^\s<>@"\',;()]+')
_ANGLE = re.compile(r"<([^<>]*)>?")
_COMMENT = re.compile(r"[(（]([^()（）]*)[)）]")
_SEPARATORS = {",": ",", ";": ";", "，": ",", "；": ";"}


def parse_addresses(raw: bytes) -> tuple[tuple[str, str], ...]:
    """Name ("" where none) and address of every mailbox of the header, groups dissolved. Never raises."""
    text = rescue_raw(raw[:_LONGEST]).strip()
    if "@" not in text:
        text = decode_words_in(text)  # the whole address inside one encoded-word
    found: list[tuple[str, str]] = []
    pending = ""
    for piece in _split(text)[:_MOST]:
        candidate = f"{pending}, {piece}"[-_LONGEST_NAME:] if pending else piece
        mailbox = _mailbox(candidate) if "@" in candidate else None
        # No address yet: a comma that stood in a name ("Zhang, San <…>") or a group's end.
        pending = candidate if mailbox is None else ""
        if mailbox is not None:
            found.append(mailbox)
    return tuple(found)


def _split(text: str) -> list[str]:
    """Pieces between commas and semicolons that stand outside quotes, comments and angle brackets."""
    pieces: list[str] = []
    start = 0
    closing = ""
    for position, letter in enumerate(text):
        if closing:
            closing = "" if letter == closing else closing
        elif (
            letter in '"(<'
            and (end := {'"': '"', "(": ")", "<": ">"}[letter]) in text[position + 1 : position + 400]
        ):
            closing = end
        elif letter in _SEPARATORS:
            pieces.append(text[start:position])
            start = position + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _mailbox(piece: str) -> tuple[str, str] | None:
    """Name and address of one mailbox; None where no address can be made out."""
    angle = next((match for match in reversed(list(_ANGLE.finditer(piece))) if "@" in match[1]), None)
    if angle is not None:
        address = _addr_spec(angle[1])
        name = piece[: angle.start()] or piece[angle.end() :]
        return None if address is None else (_name(name), address)
    bare = _ADDRESS.search(piece)
    if bare is None:
        return None
    comment = _COMMENT.search(piece)
    rest = comment[1] if comment and bare.group() not in comment[1] else piece.replace(bare.group(), " ")
    return _name(rest), bare.group().rstrip(".")


def _addr_spec(inside: str) -> str | None:
    """The address between angle brackets, its route (RFC 5322, 4.4) dropped."""
    packed = re.sub(r"\s+", "", inside.rpartition(":")[2])
    quoted = _QUOTED_LOCAL.search(inside)
    match = quoted or _ADDRESS.search(packed)
    return match.group().rstrip(".") if match else None


def _name(text: str) -> str:
    """A display name: decoded, without quotes, and without the group's name before it."""
    decoded = decode_words_in(_GROUP.sub("", text).strip().strip('"').replace('\\"', '"'))
    return decoded.strip().strip("\"'<>()").strip()
