"""What a bounce says: whether the mail is lost or only late, which mail of ours it was, and why (RFC 3464, 6522).

163 and QQ enclose the returned mail without any delivery-status; qmail puts it into the text. Which mail it was is told
by our own Message-ID, wherever in the bounce it stands.
"""

import re
from dataclasses import dataclass

from intake import automatic_words as words
from intake.message import InboundMessage, body_text
from intake.screening import OWN_MESSAGE_ID, ScreeningKind, screen

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_LOOKED_AT = 300_000  # characters of the body and of every part
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_REASON = re.compile(
    r"\b[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\b)?.{0,160}|#?\b[45]\.\d{1,3}\.\d{1,3}\b.{0,160}"
)
_CHINESE_REASON = re.compile(
    r".{0,20}(?:(?:收件人|邮箱|邮件|用户|帐号|账号|地址|域名|空间)[^，。；\s]{0,12}(?:不存在|已满|不足|拒收|拒绝|过大|超限|停用|冻结|注销|无效|错误)"
    r"|(?:不存在|已满|拒收)).{0,40}"
)
_LONGEST_REASON = 160
_LONGEST_ADDRESS = 120


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report on mails that were sent: `originals` are Message-IDs of ours in it, the likeliest first.

    `is_failure` does not hold for a warning of delay nor for a note of delivery. `reason` is the server's word, "" where
    it gives none that can be made out; it may name the address.
    """

    originals: tuple[str, ...]
    is_failure: bool
    reason: str


def read_bounce(message: InboundMessage) -> Bounce | None:
    """What the mail reports, None where it is no bounce. Never raises."""
    screening = screen(message, frozenset())
    if screening is None or screening.kind is not ScreeningKind.BOUNCE:
        return None
    text = body_text(message)[:_LOOKED_AT]
    recipients = _recipients(message)
    return Bounce(
        _originals(message, text), _is_failure(message, recipients, text), _reason(recipients, text)
    )


def _originals(message: InboundMessage, text: str) -> tuple[str, ...]:
    """Our Message-IDs: first those of the enclosed mail, then those of the thread, then any in the text."""
    enclosed = [each.payload[:_LOOKED_AT].decode("latin-1") for each in message.attachments]
    thread = " ".join((*message.in_reply_to, *message.references))
    found = [
        match[0]
        for place in (*enclosed, thread, text, message.html)
        for match in OWN_MESSAGE_ID.finditer(place)
    ]
    return tuple(dict.fromkeys(found))


def _recipients(message: InboundMessage) -> tuple[dict[str, str], ...]:
    """The fields of each recipient (RFC 3464, 2.3): those groups that name an action."""
    payloads = [each.payload for each in message.attachments if each.content_type in _STATUS_TYPES]
    text = "\n\n".join(payload[:_LOOKED_AT].decode("utf-8", "replace") for payload in payloads)
    groups = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))
    fields = [
        {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(group)} for group in groups
    ]
    return tuple(each for each in fields if "action" in each)


def _is_failure(message: InboundMessage, recipients: tuple[dict[str, str], ...], text: str) -> bool:
    if recipients:
        return any(each["action"].lower().startswith("fail") for each in recipients)
    return not (words.DELAY_SUBJECT.search(message.subject) or words.DELAY_BODY.search(text))


def _reason(recipients: tuple[dict[str, str], ...], text: str) -> str:
    failed = [each for each in recipients if each["action"].lower().startswith("fail")] or list(recipients)
    for each in failed:
        said = each.get("diagnostic-code") or each.get("status") or ""
        address = (
            (each.get("final-recipient") or each.get("original-recipient") or "").rpartition(";")[2].strip()
        )
        if said:
            without_type = re.sub(r"^[\w-]+\s*;\s*", "", said)
            return f"{address[:_LONGEST_ADDRESS]} {without_type}".strip()[:_LONGEST_REASON]
    match = _REASON.search(text) or _CHINESE_REASON.search(text)
    return " ".join(match[0].split())[:_LONGEST_REASON] if match else ""
