"""Is this mail automatic? Nothing automatic is ever answered, and no person's mail may be taken for automatic.

What decides are the headers that programs set for programs (RFC 3834, 5230, 3464, 8098; intake/automatic_headers.py);
subjects and bodies count only in the exact forms that mail programs give them (intake/automatic_words.py). Signs that
people's mail bears as well decide nothing:
- `Auto-Submitted: no` (RFC 3834, 5: a person sent it).
- `Precedence: normal` or `first-class`.
- `X-Auto-Response-Suppress` with any list but `All`: Exchange and Cisco's gateways set `DR, OOF, AutoReply` and
  `DR, RN, NRN, OOF, AutoReply` on what people send. `All` is set by programs and on Exchange's own absence notices.
- `Feedback-ID`: Tencent's servers (exmail, foxmail) set it on every mail, people's included. It counts only
  beside a List-Unsubscribe, which counts by itself.
- A list's address in To or Cc: a list's mail bears the list's own headers (RFC 2369, 2919).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from intake import automatic_headers as headers
from intake import automatic_words as words
from intake.addresses import parse_addresses
from intake.cloud_links import cloud_links
from intake.message import Address, Attachment, InboundMessage, base_subject, body_text, quoted_part_removed
from intake.names import is_logo
from intake.robots import is_robot


class ScreeningKind(StrEnum):
    """What kind of automatic mail it is."""

    OWN = "own"
    BOUNCE = "bounce"
    READ_RECEIPT = "read_receipt"
    RECALL = "recall"
    CALENDAR = "calendar"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    BULK = "bulk"
    ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class Screening:
    """Why a mail is not answered: its kind, and one Chinese sentence for staff (without a full stop).

    Where it is not `certain`, a person may have written it: it is not answered, and somebody must look at it.
    """

    kind: ScreeningKind
    reason: str
    certain: bool = True


def screen(message: InboundMessage, own_addresses: frozenset[str]) -> Screening | None:
    """The sign by which the mail is automatic, None for a person's. `own_addresses` are ours, in any case."""
    # Some servers put the returned mail's own fields over their report: it is their mail all the same.
    if is_ours(message) and report_type(message) != "delivery-status":
        return Screening(ScreeningKind.OWN, "本系统发出的邮件")
    own = {address.lower() for address in own_addresses}
    if message.sender is not None and message.sender.email.lower() in own:
        return Screening(ScreeningKind.OWN, "发件人是本邮箱自己")
    if any(value.strip().strip("<>").lower() in own for value in message.header_all("X-Loop")):
        return Screening(ScreeningKind.AUTO_REPLY, "本邮箱的邮件循环返回（X-Loop）")
    return next((found for check in _CHECKS if (found := check(message)) is not None), None)


def is_ours(message: InboundMessage) -> bool:
    """Whether it is a mail of this program: it bears our header fields, or one of our Message-IDs as its own."""
    marked = any(name.lower().startswith("x-intake-") for name, _ in message.headers)
    return marked or OWN_MESSAGE_ID.fullmatch(message.message_id) is not None


def bears_document(message: InboundMessage) -> bool:
    """Whether the mail brings a file that a person should look at though the mail looks automatic.

    Not counted: the returned mail in a report or bounce, a mail of ours enclosed, parts for programs, calendars and
    visiting cards, signatures, the body's pictures. A large picture in the body may be the photo of a page, and counts.
    """
    bounced = _bounce(message) is not None or _read_receipt(message) is not None
    return any(_is_document(attachment, bounced=bounced) for attachment in message.attachments)


# What service.replies gives its mails: nobody else makes such a Message-ID.
OWN_MESSAGE_ID = re.compile(r"<intake\.[a-z_]{1,20}\.[0-9a-f]{32}@[^<>\s]{1,255}>", re.IGNORECASE)


# --- what a document is not

_NO_DOCUMENT = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "message/rfc822-headers",
        "text/rfc822-headers",
        "message/global-headers",
        "text/calendar",
        "application/ics",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "application/applefile",
    }
)
_NO_DOCUMENT_NAMES = (".ics", ".vcf", ".p7s", ".asc", ".sig")
LARGEST_LOGO = 150_000  # bytes; logos and banners are smaller, photos of a readable page are not
_HEADER = 20_000  # bytes of an enclosed mail in which its header is looked for
_OWN_FIELD = re.compile(rb"^X-Intake-Kind:", re.IGNORECASE | re.MULTILINE)
_TNEF_FILE = b"\x02\x02\x90\x06\x00"  # attAttachRenddata: with it every file in a winmail.dat begins


def _is_document(attachment: Attachment, *, bounced: bool) -> bool:
    kind, name, size = attachment.content_type, attachment.name.lower(), len(attachment.payload)
    if attachment.enclosed_original or kind in _NO_DOCUMENT or name.endswith(_NO_DOCUMENT_NAMES):
        return False
    if kind in ("message/rfc822", "message/global") and _OWN_FIELD.search(attachment.payload[:_HEADER]):
        return False
    if bounced and (kind.startswith(("message/", "text/")) or name.endswith(".eml")):
        return False
    if kind == "application/ms-tnef" or name == "winmail.dat":
        return _TNEF_FILE in attachment.payload
    if attachment.inline:
        return size >= LARGEST_LOGO
    return size > 0 and not is_logo(name, size)


# --- bounces (RFC 3464, 6522)

_BOUNCE_SENDER = re.compile(
    r"(?:.*[-_.])?(?:mailer-?daemon|postmaster|mail-?delivery|bounces?|mail-?(?:system|admin|robot|service)|microsoftexchange[0-9a-f]*)"
    r"(?:[-_.+=].*)?",
    re.IGNORECASE,
)
_BOUNCE_NAME = re.compile(
    r"mail ?delivery|mailer[- ]daemon|post ?master|system administrator|mail administrator|邮件(?:系统|服务器|管理员)|系统退信",
    re.IGNORECASE,
)


def _bounce(message: InboundMessage) -> Screening | None:
    found = Screening(ScreeningKind.BOUNCE, "退信或投递状态通知")
    report = report_type(message)
    if report == "delivery-status" or message.header("X-Failed-Recipients") is not None:
        return found
    if message.header("X-MS-Exchange-Message-Is-Ndr") is not None or headers.content_class(message) == "dsn":
        return found
    if _carries(message, "message/delivery-status") or _carries(message, "message/global-delivery-status"):
        return found
    if words.SURE_BOUNCE_SUBJECT.match(message.subject):
        return found
    from_system = _sent_by(message, _BOUNCE_SENDER) or _from_nobody(message) or _named_as_system(message)
    if from_system and (
        words.BOUNCE_SUBJECT.match(message.subject) or _carries(message, "text/rfc822-headers")
    ):
        return found
    # qmail's failure notice has nothing but its sender to know it by.
    return found if "mailer-daemon" in (message.header("From") or "").lower() else None


_NOBODY = re.compile(r"<\s*>\s*$")


def _from_nobody(message: InboundMessage) -> bool:
    """Whether it comes from the null path (RFC 5321, 4.5.5), in the envelope or, of odd programs, as its author."""
    return message.return_path == "" or _NOBODY.search(message.header("From") or "") is not None


def _named_as_system(message: InboundMessage) -> bool:
    return message.sender is not None and _BOUNCE_NAME.search(message.sender.name) is not None


# --- receipts (RFC 8098), recalls, answers to calendars (RFC 5546)


def _read_receipt(message: InboundMessage) -> Screening | None:
    found = Screening(ScreeningKind.READ_RECEIPT, "已读回执")
    if report_type(message) == "disposition-notification" or headers.content_class(message) == "mdn":
        return found
    if _carries(message, "message/disposition-notification"):
        return found
    if words.READ_SUBJECT.match(message.subject):
        return found
    if words.READ_SUBJECT_FOREIGN.match(message.subject) and words.READ_BODY.search(
        _written(message)[:1_000]
    ):
        return found
    return None


def _recall(message: InboundMessage) -> Screening | None:
    if words.RECALL_SUBJECT.match(message.subject) or headers.content_class(message).startswith("recall"):
        return Screening(ScreeningKind.RECALL, "邮件撤回通知")
    return None


def _calendar(message: InboundMessage) -> Screening | None:
    """A meeting's invitation or answer: a program writes it when a person presses a button."""
    content_type = (message.header("Content-Type") or "").lower().replace(" ", "")
    of_program = "method=" in content_type and "method=publish" not in content_type
    invited = any(
        attachment.content_type in ("text/calendar", "application/ics")
        and _METHOD.search(attachment.payload[:_HEADER])
        for attachment in message.attachments
    )
    if invited or of_program or words.CALENDAR_SUBJECT.match(message.subject):
        return Screening(ScreeningKind.CALENDAR, "会议邀请或日程答复")
    return None


# RFC 5546, 3.2: what is published asks for no answer and is none; people attach such a file to their mails.
_METHOD = re.compile(rb"^METHOD:(?!\s*PUBLISH\b)", re.IGNORECASE | re.MULTILINE)


# --- automatic replies (RFC 3834, 5230)

_LOOKED_AT = 8_000  # characters of the body, originals included
_SELF_WITHIN = 800  # characters: a program that calls itself one says so at once, and is short
_ABSENT_WITHIN = 600


def _auto_reply(message: InboundMessage) -> Screening | None:
    return (
        _auto_reply_by_header(message)
        or _auto_reply_by_loop(message)
        or _auto_reply_by_subject(message)
        or _auto_reply_by_body(message)
        or _perhaps_absent(message)
    )


def _auto_reply_by_header(message: InboundMessage) -> Screening | None:
    sign = headers.answering_sign(message)
    if sign:
        return _auto(f"自动回复（{sign[:40]}）")
    submitted = headers.submitted_keyword(message)
    if submitted:
        return _auto(f"自动生成的邮件（Auto-Submitted: {submitted[:40]}）")
    if headers.suppresses_all(message):
        return _auto("自动生成的邮件（X-Auto-Response-Suppress: All）")
    if headers.answers_by_precedence(message):
        return _auto("自动回复（Precedence）")
    if _from_nobody(message):
        return _auto("自动生成的邮件（空的退回地址）")
    return None


def _auto_reply_by_loop(message: InboundMessage) -> Screening | None:
    """Answering programs of procmail mark their mail with the very address that they answer for (procmailex(5))."""
    own = message.sender.email.lower() if message.sender is not None else ""
    marked = bool(own) and any(value.strip().lower() == own for value in message.header_all("X-Loop"))
    return _auto("自动回复（X-Loop）") if marked and not _brings_something(message) else None


def _auto_reply_by_subject(message: InboundMessage) -> Screening | None:
    said = words.REPLY_SUBJECT.match(message.subject) or words.REPLY_SUBJECT_END.search(message.subject)
    return _auto("自动回复（邮件主题）") if said else None


def _auto_reply_by_body(message: InboundMessage) -> Screening | None:
    """A short body that calls itself automatic; what it quotes does not count, and a file speaks for a person."""
    written = _written(message)
    if len(written) <= _SELF_WITHIN and words.SELF_BODY.search(written) and not _brings_something(message):
        return _auto("自动回复（正文自称自动回复）")
    return None


def _perhaps_absent(message: InboundMessage) -> Screening | None:
    """A short answer without any file that tells of an absence: most likely a program's, but people write so, too."""
    if not _is_answer(message) or _brings_something(message):
        return None
    written = _written(message)
    if len(written) <= _ABSENT_WITHIN and words.ABSENT_BODY.search(written):
        return Screening(ScreeningKind.AUTO_REPLY, "疑似自动回复（正文说明外出或稍后处理）", certain=False)
    return None


def _auto(reason: str) -> Screening:
    return Screening(ScreeningKind.AUTO_REPLY, reason)


def _is_answer(message: InboundMessage) -> bool:
    """Whether the mail answers another: by its references, or by its subject."""
    return (
        bool(message.in_reply_to or message.references)
        or base_subject(message.subject) != message.subject.strip()
    )


def _brings_something(message: InboundMessage) -> bool:
    """Whether a file comes with it, or a link to one; the signature's pictures are none."""
    return any(_is_document(each, bounced=False) for each in message.attachments) or bool(
        cloud_links(message)
    )


def _written(message: InboundMessage) -> str:
    """What the sender wrote, as far as a short text reaches: a long one is no automatic reply."""
    return quoted_part_removed(body_text(message)[:_LOOKED_AT])


# --- lists, bulk mail, senders that are programs


def _list(message: InboundMessage) -> Screening | None:
    sign = headers.list_sign(message)
    return Screening(ScreeningKind.LIST, f"邮件列表或群发邮件（{sign[:40]}）") if sign else None


def _bulk(message: InboundMessage) -> Screening | None:
    sign = headers.bulk_sign(message)
    if sign:
        return Screening(ScreeningKind.BULK, f"群发邮件（{sign[:40]}）")
    if report_type(message) == "feedback-report":
        return Screening(ScreeningKind.BULK, "投诉反馈报告")
    return None


def _robot(message: InboundMessage) -> Screening | None:
    if message.sender is not None and _is_program(message.sender.email, message):
        return Screening(ScreeningKind.ROBOT, "系统账号发出的邮件，无人收取回复")
    if any(is_robot(address.email) for address in _answered_instead(message) if not _hosts(address, message)):
        return Screening(ScreeningKind.ROBOT, "经系统代发或请勿回复的邮件", certain=False)
    sign = headers.system_sign(message)
    if sign:
        return Screening(ScreeningKind.ROBOT, f"系统自动发出的邮件（{sign[:40]}）")
    return None


def _robot_by_words(message: InboundMessage) -> Screening | None:
    if words.TICKET_SUBJECT.match(message.subject) and not _answers_with_file(message):
        return Screening(ScreeningKind.ROBOT, "工单或系统自动发出的邮件（邮件主题）")
    if words.SYSTEM_SUBJECT.match(message.subject):
        return Screening(ScreeningKind.ROBOT, "工单或系统自动发出的邮件（邮件主题）")
    if words.PORTAL_SUBJECT.match(message.subject) or _asks_to_sign_in(message):
        return Screening(ScreeningKind.ROBOT, "疑似办公系统、平台自动发出的提醒", certain=False)
    if words.CONFIRM_SUBJECT.match(message.subject):
        return Screening(ScreeningKind.ROBOT, "疑似系统自动发出的收信确认（邮件主题）", certain=False)
    return None


def _answers_with_file(message: InboundMessage) -> bool:
    """A person who sends a file in answer keeps the mark of a ticket that an earlier mail got."""
    return base_subject(message.subject) != message.subject.strip() and _brings_something(message)


def _is_program(address: str, message: InboundMessage) -> bool:
    """system@: an office for management systems (体系办) sends its files from there; what brings none is a program's."""
    lone = address.rpartition("@")[0].lower() == "system" and not _brings_something(message)
    return lone or is_robot(address)


def _asks_to_sign_in(message: InboundMessage) -> bool:
    """A short text that sends its reader to a system: 请登录协同管理系统查看.

    A file speaks for a person, unless the text says besides that a program sent it.
    """
    written = _written(message)
    if len(written) > _ABSENT_WITHIN or not words.PORTAL_BODY.search(written):
        return False
    return not _brings_something(message) or words.SELF_BODY.search(written) is not None


def _hosts(agent: Address, message: InboundMessage) -> bool:
    """Small mail servers name their postmaster as the agent of each of their users (RFC 5322, 3.6.2)."""
    local, _, domain = agent.email.lower().rpartition("@")
    own = message.sender.email.lower().rpartition("@")[2] if message.sender is not None else ""
    return local == "postmaster" and domain == own and _brings_something(message)


def _answered_instead(message: InboundMessage) -> tuple[Address, ...]:
    """Who else says whether a person writes: the agent that handed the mail in, and the one address for answers."""
    agents = parse_addresses((message.header("Sender") or "").encode("utf-8", "replace"))
    single = message.reply_to if len(message.reply_to) == 1 and message.sender is not None else ()
    domain = message.sender.email.rpartition("@")[2].lower() if message.sender else ""
    # A Reply-To of another domain is not answered anyway, and decides nothing.
    own = tuple(each for each in single if each.email.rpartition("@")[2].lower() == domain)
    return (*own, *(Address(name, email) for name, email in agents))


# The most telling first: a bounce is often auto-submitted, too, and should be called a bounce.
_CHECKS: tuple[Callable[[InboundMessage], Screening | None], ...] = (
    _bounce,
    _read_receipt,
    _recall,
    _calendar,
    _auto_reply,
    _list,
    _bulk,
    _robot,
    _robot_by_words,
)


def report_type(message: InboundMessage) -> str:
    """The report-type of a mail that is a multipart/report as a whole (RFC 6522, 3), else ""."""
    value = (message.header("Content-Type") or "").lower()
    if not value.lstrip().startswith("multipart/report"):
        return ""
    match = re.search(r"report-type\s*=\s*\"?\s*([a-z-]+)", value)
    return match[1] if match else "delivery-status"


def _carries(message: InboundMessage, content_type: str) -> bool:
    """Whether a part of that type stands in the mail itself (an attached mail is not looked into)."""
    return any(attachment.content_type == content_type for attachment in message.attachments)


def _sent_by(message: InboundMessage, local_part: re.Pattern[str]) -> bool:
    senders = [message.sender.email if message.sender else "", message.return_path or ""]
    # A sender without a domain (From: MAILER-DAEMON) is no address, and stands in the header alone.
    bare = (message.header("From") or "").strip() if message.sender is None else ""
    names = [sender.rpartition("@")[0] for sender in senders] + bare.split(" ")[:1]
    return any(name and local_part.fullmatch(name) for name in names)
