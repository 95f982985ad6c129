"""Raw RFC 5322 bytes -> InboundMessage, with the rescue of charsets that real mail programs need."""

from dataclasses import dataclass
from datetime import datetime


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
