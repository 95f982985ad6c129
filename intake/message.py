"""Raw RFC 5322 bytes -> InboundMessage, with the rescue of charsets that real mail programs need."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from intake.addresses import parse_addresses
from intake.attachments import Carried, read_bodies
from intake.bodies import base_subject, html_text, quoted_part_removed
from intake.encoded_words import decode_header, rescue_raw
from intake.mime import leaves, read_part
from intake.robots import is_robot
from intake.times import parse_date, received_time

__all__ = [
    "Address",
    "Attachment",
    "InboundMessage",
    "base_subject",
    "body_text",
    "own_text",
    "quoted_part_removed",
    "read_message",
    "reply_address",
]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header: display name (decoded, "" where none) and addr-spec (RFC 5322, 3.4)."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that the mail carries.

    `name` is never "": a lost name is made up from place and sniffed kind ("附件1.docx"). A message/rfc822 part is
    one attachment: its payload the raw inner mail, its name "<subject>.eml".
    """

    name: str
    content_type: str  # as declared, lower case
    payload: bytes
    inline: bool = False  # belongs to the body: Content-ID that the HTML refers to, or a signature's logo
    enclosed_original: bool = False  # the returned mail inside a multipart/report


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One e-mail as it arrived, decoded.

    `received_at` is the time of the topmost Received header, the provider's own (None where there is none);
    `date` is the sender's claim. `headers` are all header fields in order, names as written, values decoded.
    `text` and `html` are the bodies, "" where there is none.
    """

    message_id: str  # with its angle brackets; "" where the mail has none
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    received_at: datetime | None
    return_path: str | None  # "" for the null path <>, None where the header is absent
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    defects: tuple[str, ...] = ()  # what had to be guessed, for the log

    def header(self, name: str) -> str | None:
        """The first header field of that name, compared without case (RFC 5322, 1.2.2); None where absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every header field of that name, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)


Value = TypeVar("Value", bytes, str)

_IDENTIFIER = re.compile(r"<\s*([^<>]{1,998}?)\s*>")
_BARE_IDENTIFIER = re.compile(r"[^\s<>,;\"()]{1,400}@[^\s<>,;\"()]{1,400}")
_LONGEST_IDENTIFIERS = 60_000  # characters of References that are looked at


def read_message(raw: bytes) -> InboundMessage:
    """The mail of these bytes, decoded (RFC 5322, 2045 to 2049, 2231, 6532). Total: raises for no bytes at all.

    What had to be guessed stands in `defects`. Times without a zone are taken as China's.
    """
    root = read_part(raw, 0, len(raw))
    raw_values = _first_values(root.fields)
    headers = tuple((name, decode_header(value)) for name, value in root.fields)
    values = _first_values(headers)
    bodies = read_bodies(leaves(root))
    return InboundMessage(
        message_id=next(iter(_identifiers(values.get("message-id", ""))), ""),
        subject=values.get("subject", ""),
        sender=_sender(raw_values),
        reply_to=_addresses(raw_values.get("reply-to", b"")),
        to=_addresses(raw_values.get("to", b"")),
        cc=_addresses(raw_values.get("cc", b"")),
        in_reply_to=_identifiers(values.get("in-reply-to", "")),
        references=_identifiers(values.get("references", "")),
        date=parse_date(values.get("date", "")),
        received_at=received_time(value for name, value in headers if name.lower() == "received"),
        return_path=_return_path(raw_values.get("return-path")),
        headers=headers,
        text=bodies.text,
        html=bodies.html,
        attachments=tuple(_attachment(carried) for carried in bodies.carried),
        defects=bodies.defects,
    )


def reply_address(message: InboundMessage) -> str | None:
    """Whom a reply goes to: From, or the single Reply-To of the same domain (the contract, "Replies").

    None where there is no sender, or where nobody reads what is sent there (noreply, mailer-daemon, postmaster).
    """
    if message.sender is None:
        return None
    address = message.sender.email
    if len(message.reply_to) == 1 and _domain(message.reply_to[0].email) == _domain(address):
        address = message.reply_to[0].email
    return None if is_robot(address) else address


def body_text(message: InboundMessage) -> str:
    """The body as lines of text: the plain one, else the HTML's."""
    return message.text if message.text.strip() else html_text(message.html)


def own_text(message: InboundMessage) -> str:
    """What the sender himself wrote in the body, without quoted originals."""
    return quoted_part_removed(body_text(message))


def _attachment(carried: Carried) -> Attachment:
    return Attachment(
        carried.name, carried.content_type, carried.payload, carried.inline, carried.enclosed_original
    )


def _first_values(fields: tuple[tuple[str, Value], ...]) -> dict[str, Value]:
    """The first value of every field by lower-case name; an empty one gives way to a later one."""
    values: dict[str, Value] = {}
    for name, value in fields:
        if not values.get(name.lower()):
            values[name.lower()] = value
    return values


def _addresses(raw: bytes) -> tuple[Address, ...]:
    return tuple(Address(name, email) for name, email in parse_addresses(raw))


def _sender(values: dict[str, bytes]) -> Address | None:
    """The author (RFC 5322, 3.6.2), else who handed the mail in."""
    candidates = (*_addresses(values.get("from", b"")), *_addresses(values.get("sender", b"")))
    return candidates[0] if candidates else None


def _return_path(raw: bytes | None) -> str | None:
    """The envelope sender (RFC 5321, 4.4): "" for <>, None where the header is absent or empty."""
    if raw is None:
        return None
    text = rescue_raw(raw[:2_000]).strip()
    addresses = parse_addresses(raw[:2_000])
    if addresses:
        return addresses[0][1]
    return "" if re.sub(r"\s", "", text) == "<>" else (text.strip("<>") or None)


def _identifiers(value: str) -> tuple[str, ...]:
    """Message ids (RFC 5322, 3.6.4) with their angle brackets, also of programs that leave those out."""
    text = value[:_LONGEST_IDENTIFIERS]
    found = [re.sub(r"\s+", "", match) for match in _IDENTIFIER.findall(text)]
    bare = found or _BARE_IDENTIFIER.findall(text) or text.strip("<> ").split()[:1]
    return tuple(dict.fromkeys(f"<{identifier}>" for identifier in bare if identifier))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")
