"""Digest -> the mail to staff: text, HTML and the XLSX ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.digest.render import digest_subject, render_html, render_text
from service.digest.values import Digest
from service.digest.workbook import render_workbook
from service.replies import mime

_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class DigestMail:
    """The day's mail, ready for the outgoing queue (kind "digest")."""

    mime_id: str
    to: tuple[str, ...]
    subject: str
    raw: bytes
    text: str
    html: str


def compose_digest_mail(
    digest: Digest, sender: str, to: Sequence[str], day: date | None = None, asked_at: datetime | None = None
) -> DigestMail:
    """The mail of the digest's day; `day` is the day it is for, where it is made up for after a downtime.

    Its Message-ID says the day and nothing else, so that the outgoing queue takes one digest a day; one that a person
    asked for has the moment in it as well. Raises mime.AddressError for an unusable address.
    """
    subject, text, html = digest_subject(digest), render_text(digest), render_html(digest)
    made_for = day or digest.made_at.date()
    identity = (made_for.isoformat(), *((asked_at.isoformat(),) if asked_at is not None else ()))
    mime_id = mime.message_id("digest", identity, sender)
    headers = mime.Headers(
        sender=sender,
        sender_name="收件系统",
        to=tuple(to),
        subject=subject,
        date=digest.made_at,
        message_id=mime_id,
        extra=(
            ("Auto-Submitted", "auto-generated"),  # RFC 3834, 5
            ("X-Auto-Response-Suppress", "All"),
            ("X-Intake-Kind", "digest"),
        ),
    )
    ledger = mime.MailAttachment(f"收件台账{digest.made_at:%Y%m%d}.xlsx", render_workbook(digest), _XLSX)
    return DigestMail(mime_id, tuple(to), subject, mime.assemble(headers, text, html, (ledger,)), text, html)
