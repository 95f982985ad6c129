"""Is this mail automatic? Nothing automatic is ever answered, and no person's mail may be taken for automatic.

What decides are the headers that programs set for programs (RFC 3834, 5230, 3464, 8098); subjects and bodies
count only in the exact forms that mail programs give them. Signs that people's mail bears as well decide nothing:
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

from intake.message import Attachment, InboundMessage, body_text, is_robot, quoted_part_removed
from intake.names import is_logo


class ScreeningKind(StrEnum):
    """What kind of automatic mail it is."""

    OWN = "own"
    BOUNCE = "bounce"
    READ_RECEIPT = "read_receipt"
    RECALL = "recall"
    AUTO_REPLY = "auto_reply"
    LIST = "list"
    BULK = "bulk"
    ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class Screening:
    """Why a mail is not answered: its kind, and one Chinese sentence for staff (without a full stop)."""

    kind: ScreeningKind
    reason: str


def screen(message: InboundMessage, own_addresses: frozenset[str]) -> Screening | None:
    """The sign by which the mail is automatic, None for a person's. `own_addresses` are ours, in any case."""
    if message.header("X-Intake-Kind") is not None:
        return Screening(ScreeningKind.OWN, "本系统发出的邮件")
    if message.sender is not None and message.sender.email.lower() in {own.lower() for own in own_addresses}:
        return Screening(ScreeningKind.OWN, "发件人是本邮箱自己")
    return next((found for check in _CHECKS if (found := check(message)) is not None), None)


def bears_document(message: InboundMessage) -> bool:
    """Whether the mail brings a file that a person should look at though the mail looks automatic.

    Not counted: the returned mail in a report or bounce, parts for programs, calendars and visiting cards,
    signatures, the body's pictures. A large picture in the body may be the photo of a page, and counts.
    """
    bounced = _bounce(message) is not None or _read_receipt(message) is not None
    return any(_is_document(attachment, bounced=bounced) for attachment in message.attachments)


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
_TNEF_FILE = b"\x02\x02\x90\x06\x00"  # attAttachRenddata: with it every file in a winmail.dat begins


def _is_document(attachment: Attachment, *, bounced: bool) -> bool:
    kind, name, size = attachment.content_type, attachment.name.lower(), len(attachment.payload)
    if attachment.enclosed_original or kind in _NO_DOCUMENT or name.endswith(_NO_DOCUMENT_NAMES):
        return False
    if bounced and (kind.startswith(("message/", "text/")) or name.endswith(".eml")):
        return False
    if kind == "application/ms-tnef" or name == "winmail.dat":
        return _TNEF_FILE in attachment.payload
    if attachment.inline:
        return size >= LARGEST_LOGO
    return size > 0 and not is_logo(name, size)


# --- bounces (RFC 3464, 6522)

_BOUNCE_SUBJECT = re.compile(
    r"\s*(?:系统退信|系統退信|退信通知|退信[:：]|退信$|\[?退信\]|来自.{1,60}的退信|邮件退回|邮件被退回|"
    r"邮件(?:投递|发送|递送)(?:失败|延迟|状态)|(?:投递|发送)失败|未送达|无法投递|无法送达|无法传递|"
    r"传递(?:状态通知|失败)|传递延迟|未传递|邮件系统退回|郵件(?:退回|無法)|"
    r"undeliver(?:able|ed)|delivery status notification|delivery (?:has )?failed|delivery failure|delivery delayed|"
    r"mail delivery (?:failed|failure|subsystem|system|status)|mail (?:system )?error|failure notice|failed mail|"
    r"returned mail|returned to sender|warning: (?:message|could not)|nondeliverable|"
    r"message (?:delayed|undeliverable|could not)|unzustellbar|nicht zustellbar|non remis|échec de la remise|"
    r"no se pudo entregar|non recapitabile|onbestelbaar|配信不能|配信エラー|반송)",
    re.IGNORECASE,
)
_BOUNCE_SENDER = re.compile(
    r"(?:mailer-?daemon|postmaster|mail-?delivery|bounces?)(?:[-_.+=].*)?", re.IGNORECASE
)


def _bounce(message: InboundMessage) -> Screening | None:
    found = Screening(ScreeningKind.BOUNCE, "退信或投递状态通知")
    report = _report_type(message)
    if report == "delivery-status" or message.header("X-Failed-Recipients") is not None:
        return found
    if _carries(message, "message/delivery-status"):
        return found
    from_system = _sent_by(message, _BOUNCE_SENDER) or message.return_path == ""
    if from_system and (_BOUNCE_SUBJECT.match(message.subject) or _carries(message, "text/rfc822-headers")):
        return found
    # qmail's failure notice has nothing but its sender to know it by.
    return found if "mailer-daemon" in (message.header("From") or "").lower() else None


# --- receipts (RFC 8098) and recalls

_READ_SUBJECT = re.compile(
    r"\s*(?:已读|已閱讀|已阅读|已读回执|阅读回执|閱讀回條|未读|未经阅读而被删除|未讀)\s*(?:[:：]|$)|\s*\[?(?:已读|阅读)回执[\]:：]?",
    re.IGNORECASE,
)
_READ_SUBJECT_FOREIGN = re.compile(
    r"\s*(?:read|not read|read receipt|return receipt \(displayed\)|return receipt|gelesen|lu|leído|letto|開封済み|읽음)"
    r"\s*(?:[:：]|-|$)",
    re.IGNORECASE,
)
_READ_BODY = re.compile(
    r"was (?:read|opened|displayed)|has been (?:read|displayed)|return receipt for the mail|已(?:被)?(?:阅读|打开|显示|读)",
    re.IGNORECASE,
)
_RECALL_SUBJECT = re.compile(
    r"\s*(?:发信方已撤回邮件|发件人已撤回|发件方已撤回|[\[【]?撤回邮件(?:成功|失败|通知)?[\]】]|"
    r"[\[【]?邮件(?:撤回|召回)(?:成功|失败|通知)?\s*(?:[\]】:：]|$)|(?:撤回|召回)\s*[:：]|"
    r"[\[【]?(?:撤回|召回)(?:成功|失败)[\]】:：]|(?:message )?recall(?: success| failure| report)?\s*[:：])",
    re.IGNORECASE,
)


def _read_receipt(message: InboundMessage) -> Screening | None:
    found = Screening(ScreeningKind.READ_RECEIPT, "已读回执")
    if _report_type(message) == "disposition-notification" or _carries(
        message, "message/disposition-notification"
    ):
        return found
    if _READ_SUBJECT.match(message.subject):
        return found
    if _READ_SUBJECT_FOREIGN.match(message.subject) and _READ_BODY.search(_written(message)[:1_000]):
        return found
    return None


def _recall(message: InboundMessage) -> Screening | None:
    if _RECALL_SUBJECT.match(message.subject):
        return Screening(ScreeningKind.RECALL, "邮件撤回通知")
    return None


# --- automatic replies (RFC 3834, 5230)

_REPLY_HEADERS = (
    "X-QQ-AUTO-REPLY",
    "X-QQ-HolidayReply",
    "X-Autoreply",
    "X-Auto-Reply",
    "X-Autoreply-From",
    "X-Auto-Reply-From",
    "X-Autorespond",
    "X-Autoresponder",
    "X-Autorespond-From",
    "X-Mail-Autoreply",
    "X-Autogenerated",
    "X-AutoGenerated",
    "X-MDAutoResponder",
    "X-Mailer-Autoreply",
    "X-FC-MachineGenerated",
    "X-Vacation",
)
_NEGATIVE = frozenset({"", "no", "false", "0", "off", "none"})
# In the exact forms of programs: with the colon, which 自动回复系统建设项目-… has not.
_REPLY_SUBJECT = re.compile(
    r"\s*(?:[\[【(（]?\s*(?:系统|邮件|休假|假期|外出|离职)?(?:自动|自動)(?:回复|回覆|答复|答覆|应答|回信|返信)(?:邮件)?\s*(?:[:：\]】)）]|$)|"
    r"来自.{1,80}的(?:假期)?自动回复|(?:不在办公室|(?:外出|休假|离职)(?:回复|答复))\s*[:：]|"
    r"auto(?:matic|mated|mat)?[-_ ]?(?:reply|response|respond|answer)\s*(?:[:：\])]|$)|autoreply\s*(?:[:：]|$)|"
    r"out[- ]of[- ](?:the[- ])?office(?:\s*(?:auto(?:matic)?[- ]?)?(?:reply|response|notification|message))?\s*(?:[:：]|$)|"
    r"away from (?:my|the) (?:mail|office)|vacation (?:reply|notice|response|auto)|on vacation\s*[:：]|"
    r"automatische (?:antwort|abwesenheitsnotiz)|abwesenheits(?:notiz|meldung|assistent)|réponse automatique|absence du bureau|"
    r"respuesta automática|risposta automatica|resposta automática|automatisch antwoord|automatiskt? svar|automaattinen vastaus|"
    r"automatická odpověď|automatyczna odpowiedź|otomatik yanıt|автоматический ответ|автоответ|"
    r"(?:自動返信|不在通知)\s*(?:[:：\]】]|$)|자동 ?(?:회신|응답))",
    re.IGNORECASE,
)
_REPLY_BODY = re.compile(
    r"(?:(?:这|此|本)(?:封|邮件|信|条){0,3}(?:是|为|系|乃)(?:一封)?(?:(?:来自|由).{1,20}?)?(?:的)?(?:假期|系统|邮件){0,3}"
    r"自动(?:回复|发送|发出|生成|应答)(?:的)?"
    r"(?:邮件|信息|消息|，|,|。|！|!|；|\s|$)|系统自动(?:回复|发送)[，,。]?请勿(?:直接)?回复|【自动回复】|\[自动回复\]|"
    r"this is an? (?:auto(?:matic|mated|-)?[- ]?(?:reply|response|generated|email|e-mail|message))|"
    r"automatically generated (?:e-?mail|message|reply|response))",
    re.IGNORECASE,
)
_LOOKED_AT = 8_000  # characters of the body, originals included
_REPLY_BODY_WITHIN = 400  # characters: an automatic reply says so at once, and is short


def _auto_reply(message: InboundMessage) -> Screening | None:
    for header in _REPLY_HEADERS:
        if any(value.strip().lower() not in _NEGATIVE for value in message.header_all(header)):
            return Screening(ScreeningKind.AUTO_REPLY, f"自动回复（{header}）")
    submitted = _submitted(message)
    if submitted not in ("", "no"):
        return Screening(ScreeningKind.AUTO_REPLY, f"自动生成的邮件（Auto-Submitted: {submitted[:40]}）")
    suppress = ",".join(message.header_all("X-Auto-Response-Suppress")).lower()
    if "all" in re.split(r"[,;\s]+", suppress):
        return Screening(ScreeningKind.AUTO_REPLY, "自动生成的邮件（X-Auto-Response-Suppress: All）")
    if _REPLY_SUBJECT.match(message.subject):
        return Screening(ScreeningKind.AUTO_REPLY, "自动回复（邮件主题）")
    if message.return_path == "":
        return Screening(ScreeningKind.AUTO_REPLY, "自动生成的邮件（空的退回地址）")
    return _auto_reply_by_body(message)


def _auto_reply_by_body(message: InboundMessage) -> Screening | None:
    """A short body that calls itself automatic; what it quotes does not count, and a file speaks for a person."""
    written = _written(message)
    if len(written) <= _REPLY_BODY_WITHIN and _REPLY_BODY.search(written) and not message.attachments:
        return Screening(ScreeningKind.AUTO_REPLY, "自动回复（正文自称自动回复）")
    return None


def _written(message: InboundMessage) -> str:
    """What the sender wrote, as far as a short text reaches: a long one is no automatic reply."""
    return quoted_part_removed(body_text(message)[:_LOOKED_AT])


# --- lists, bulk mail, senders that are programs

_LIST_HEADERS = (
    "List-Id",
    "List-Post",
    "List-Unsubscribe",
    "List-Subscribe",
    "List-Owner",
    "List-Help",
    "Mailing-List",
    "X-Mailing-List",
)


def _list(message: InboundMessage) -> Screening | None:
    header = next((name for name in _LIST_HEADERS if message.header(name)), None)
    if header is not None:
        return Screening(ScreeningKind.LIST, f"邮件列表或群发邮件（{header}）")
    if _precedence(message) == "list":
        return Screening(ScreeningKind.LIST, "邮件列表（Precedence: list）")
    return None


def _bulk(message: InboundMessage) -> Screening | None:
    precedence = _precedence(message)
    if precedence in ("auto_reply", "auto-reply"):
        return Screening(ScreeningKind.AUTO_REPLY, f"自动回复（Precedence: {precedence}）")
    if precedence in ("bulk", "junk"):
        return Screening(ScreeningKind.BULK, f"群发邮件（Precedence: {precedence}）")
    if _report_type(message) == "feedback-report":
        return Screening(ScreeningKind.BULK, "投诉反馈报告")
    return None


def _robot(message: InboundMessage) -> Screening | None:
    if message.sender is not None and is_robot(message.sender.email):
        return Screening(ScreeningKind.ROBOT, "系统账号发出的邮件，无人收取回复")
    return None


# The most telling first: a bounce is often auto-submitted, too, and should be called a bounce.
_CHECKS: tuple[Callable[[InboundMessage], Screening | None], ...] = (
    _bounce,
    _read_receipt,
    _recall,
    _auto_reply,
    _list,
    _bulk,
    _robot,
)


def _submitted(message: InboundMessage) -> str:
    """The keyword of Auto-Submitted without parameters and comments (RFC 3834, 5.1); what is not "no" goes first."""
    words = [
        re.split(r"[;(\s]", value.strip().lower(), maxsplit=1)[0]
        for value in message.header_all("Auto-Submitted")
    ]
    return next((word for word in words if word not in ("", "no")), "")


def _precedence(message: InboundMessage) -> str:
    value = message.header("Precedence") or message.header("X-Precedence") or ""
    return value.strip().lower()


def _report_type(message: InboundMessage) -> str:
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
