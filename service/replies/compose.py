"""ReplyContext -> the mail that answers: what is said is decided before, how it is said stands in the templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import jinja2

from rules.campaign import Campaign
from rules.finding import Finding, Severity
from service.digest.labels import finding_label
from service.outcome import ReplyKind
from service.replies import headers, mime, wording
from service.replies.context import EntryAnswer, ReplyContext
from service.replies.templating import environment, tidy
from service.replies.text import clean_line

_LATE = "late"
_MOST_FILES = 30


@dataclass(frozen=True, slots=True)
class ComposedReply:
    """A reply ready for the outgoing queue. `raw` is the whole mail (CRLF, 7-bit); `text` and `html` its two bodies."""

    kind: ReplyKind
    mime_id: str
    to: str
    subject: str
    number: str
    raw: bytes
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One entry's answer as the templates speak of it. `settled` are short names of what is now in order."""

    answer: EntryAnswer
    gaps: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    settled: tuple[str, ...]
    late: bool
    files: tuple[str, ...]
    files_left_out: int
    first_received: str  # "" where this mail is the first
    receipt_given: str  # "" where the receipt is given with this reply

    @property
    def is_exempt(self) -> bool:
        """Whether nothing is due from the entry."""
        return bool(self.answer.exempt_reason)


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with its deadline in words; `days_left` is negative once it is past."""

    campaign: Campaign
    deadline: str
    days_left: int


def compose(context: ReplyContext) -> ComposedReply:
    """The reply in its two forms and as the mail to be sent; equal contexts give equal bytes.

    Raises mime.AddressError where the reply address, or our own, cannot stand in a mail: then a person must answer;
    ValueError for answers of two units, which must never stand on one mail.
    """
    if len({answer.entry.unit for answer in context.answers}) > 1:
        raise ValueError("answers of different units in one reply")
    number = headers.reply_number(context)
    subject = headers.reply_subject(context.original.subject, number)
    values = _values(context, number)
    template = _template_name(context)
    text = tidy(_templates("txt").get_template(f"{template}.txt.jinja").render(values))
    html = _templates("html").get_template(f"{template}.html.jinja").render(values)
    mime_id = headers.reply_message_id(context)
    raw = mime.assemble(_mail_headers(context, subject, mime_id), text, html)
    return ComposedReply(
        context.kind, mime_id, context.original.reply_address, subject, number, raw, text, html
    )


@cache
def _templates(form: str) -> jinja2.Environment:
    return environment("service.replies", escape=form == "html")


def _template_name(context: ReplyContext) -> str:
    only_exempt = context.answers and all(answer.exempt_reason for answer in context.answers)
    if context.kind is ReplyKind.RECEIPT and only_exempt:
        return "exempt"
    return context.kind.value


def _values(context: ReplyContext, number: str) -> dict[str, object]:
    campaigns = headers.campaigns_of(context)
    answers = tuple(_answer_view(context, answer) for answer in context.answers)
    now = _composed_at(context)
    zone = campaigns[0].deadline.tzinfo if campaigns else None
    return {
        "number": number,
        "mail_number": headers.mail_number(context),
        "subject": headers.base_subject(context.original.subject),
        "received": wording.moment_text(context.original.received_at, zone),
        "unit": answers[0].answer.entry.unit if answers else "",
        "answers": answers,
        "gap_count": sum(len(view.gaps) for view in answers),
        "readings": context.readings,
        "campaigns": tuple(_campaign_view(campaign, now) for campaign in campaigns),
        "today": wording.day_text(now.astimezone(zone or wording.BEIJING).date()),
        "by_person": context.decision > 0,
    }


def _answer_view(context: ReplyContext, answer: EntryAnswer) -> AnswerView:
    received = context.original.received_at
    template = answer.campaign.template
    return AnswerView(
        answer=answer,
        gaps=_of(answer.findings, Severity.GAP),
        # Lateness has its own sentence; as an item of advice it would read as a reproach.
        advice=tuple(finding for finding in _of(answer.findings, Severity.ADVICE) if finding.code != _LATE),
        settled=tuple(dict.fromkeys(finding_label(finding, template) for finding in answer.settled)),
        late=answer.late or any(finding.code == _LATE for finding in answer.findings),
        files=tuple(name for name in map(clean_line, answer.files[:_MOST_FILES]) if name),
        files_left_out=max(0, len(answer.files) - _MOST_FILES),
        first_received=_earlier(answer.first_received_at, received, answer.campaign),
        receipt_given=_earlier(answer.receipt_at, received, answer.campaign) if answer.receipt else "",
    )


def _of(findings: Iterable[Finding], severity: Severity) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity is severity)


def _earlier(moment: datetime | None, received: datetime, campaign: Campaign) -> str:
    if moment is None or moment >= received:
        return ""
    return wording.moment_text(moment, campaign.deadline.tzinfo)


def _campaign_view(campaign: Campaign, now: datetime) -> CampaignView:
    left = wording.days_left(campaign.deadline, now)
    return CampaignView(campaign, wording.deadline_text(campaign.deadline), left)


def _mail_headers(context: ReplyContext, subject: str, mime_id: str) -> mime.Headers:
    extra = [
        ("Auto-Submitted", "auto-replied"),  # RFC 3834, 5
        ("X-Auto-Response-Suppress", "All"),
        ("X-Intake-Kind", context.kind.value),
    ]
    entries = ", ".join(headers.entry_ids(context.answers))
    if entries:
        extra.append(("X-Intake-Entry", entries))
    return mime.Headers(
        sender=context.sender,
        sender_name=_sender_name(headers.campaigns_of(context)),
        to=(context.original.reply_address,),
        subject=subject,
        date=_composed_at(context),
        message_id=mime_id,
        in_reply_to=context.original.message_id,
        references=context.original.references,
        extra=tuple(extra),
    )


def _sender_name(campaigns: tuple[Campaign, ...]) -> str:
    bureaus = {campaign.contact.bureau for campaign in campaigns}
    return bureaus.pop() if len(bureaus) == 1 else ""


def _composed_at(context: ReplyContext) -> datetime:
    return context.composed_at or context.original.received_at
