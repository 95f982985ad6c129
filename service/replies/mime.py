"""Header fields and parts -> the whole mail as bytes, the same bytes for the same arguments.

The header fields are folded here and not by `email.policy`: in Python 3.11 that one encodes a long Message-ID inside
References or In-Reply-To as an encoded-word, after which no mail program finds the thread. It also makes up random
boundaries, and a reply composed twice must be the same.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

from service.replies.text import clean_line

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[\x20-\x3b\x3d\x3f-\x7e]{1,900}>")
_MOST_REFERENCES = 20


class AddressError(ValueError):
    """The address cannot stand in a header or an SMTP command: a person must answer this mail."""


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file to be sent along. `subtype` is the media type below application/."""

    name: str
    payload: bytes
    subtype: str


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields of a mail of ours. `extra` are further fields whose values are ASCII."""

    sender: str
    sender_name: str
    to: Sequence[str]
    subject: str
    date: datetime
    message_id: str
    in_reply_to: str = ""
    references: Sequence[str] = ()
    extra: Sequence[tuple[str, str]] = ()


def is_answerable(address: str) -> bool:
    """Whether the address can be written to: ASCII, one mailbox, nothing that could end a header field."""
    return len(address) <= 254 and _ADDRESS.fullmatch(address) is not None


def message_id(kind: str, identity: Iterable[str], sender: str) -> str:
    """A Message-ID that says only what the identity says: equal arguments, equal id (RFC 5322, 3.6.4)."""
    digest = hashlib.sha256("\x1f".join((kind, *identity)).encode("utf-8", "surrogatepass")).hexdigest()
    return f"<intake.{kind}.{digest[:32]}@{_checked(sender).rpartition('@')[2]}>"


def assemble(headers: Headers, text: str, html: str, attachments: Sequence[MailAttachment] = ()) -> bytes:
    """The whole mail: CRLF, 7-bit, text and HTML as alternatives in base64, no line over 998 octets (RFC 5322, 2.1.1)."""
    body = EmailMessage()
    body.set_content(text, charset="utf-8", cte="base64")
    body.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
    for item in attachments:
        body.add_attachment(item.payload, "application", item.subtype, filename=clean_line(item.name))
    _fix_boundaries(body, headers.message_id)
    del body["MIME-Version"]
    return "\r\n".join(_fields(headers)).encode("ascii") + b"\r\n" + body.as_bytes(policy=policy.SMTP)


def _fields(headers: Headers) -> list[str]:
    fields = [
        f"From: {_mailbox(headers.sender_name, headers.sender)}",
        "To: " + ",\r\n ".join(_checked(address) for address in headers.to),
        _unstructured("Subject", headers.subject),
        f"Date: {format_datetime(headers.date.replace(microsecond=0))}",
        f"Message-ID: {headers.message_id}",
    ]
    if _MESSAGE_ID.fullmatch(headers.in_reply_to):
        fields.append(f"In-Reply-To: {headers.in_reply_to}")
    references = _references(headers)
    if references:
        fields.append("References: " + "\r\n ".join(references))
    fields.extend(f"{name}: {_ascii(value)}" for name, value in headers.extra)
    fields.append("MIME-Version: 1.0")
    return fields


def _references(headers: Headers) -> list[str]:
    """The thread so far and the mail answered; of a very long thread the root and the newest (RFC 5322, 3.6.4)."""
    thread = [*headers.references, headers.in_reply_to]
    valid = [item for item in dict.fromkeys(thread) if _MESSAGE_ID.fullmatch(item)]
    if len(valid) <= _MOST_REFERENCES:
        return valid
    return [valid[0], *valid[1 - _MOST_REFERENCES :]]


def _unstructured(name: str, value: str) -> str:
    cleaned = clean_line(value)
    return f"{name}: " + Header(cleaned, charset="utf-8", maxlinelen=76, header_name=name).encode(
        linesep="\r\n"
    )


def _mailbox(name: str, address: str) -> str:
    cleaned = clean_line(name)
    if not cleaned:
        return _checked(address)
    encoded = Header(cleaned, charset="utf-8", maxlinelen=76, header_name="From").encode(linesep="\r\n")
    return f"{encoded} <{_checked(address)}>"


def _checked(address: str) -> str:
    if not is_answerable(address):
        raise AddressError(clean_line(address)[:80])
    return address


def _ascii(value: str) -> str:
    """Values of our own (kinds, entry ids); what is not printable ASCII does not pass. Folded at each comma."""
    printable = clean_line(value).encode("ascii", "ignore").decode("ascii")
    return printable.replace(", ", ",\r\n ") if len(printable) > 900 else printable


def _fix_boundaries(body: EmailMessage, seed: str) -> None:
    for position, part in enumerate(part for part in body.walk() if part.is_multipart()):
        digest = hashlib.sha256(f"{seed}/{position}".encode()).hexdigest()
        part.set_boundary(f"=_{digest[:32]}")  # "=_" stands in no base64 line (RFC 2045, 6.7)
