"""What a reply's headers say: its number, its subject, its Message-ID."""

import re
from collections.abc import Iterable

from rules.campaign import Campaign
from service.outcome import ReplyKind
from service.replies import mime
from service.replies.context import EntryAnswer, ReplyContext
from service.replies.text import clean_line, shorten

_REPLY_PREFIX = re.compile(
    r"\s*(?:re|回复|答复|回覆|回復)\s*(?:\[\d+\]|\(\d+\)|（\d+）)?\s*[:：]\s*", re.IGNORECASE
)
# Numbers of our own at the end of a subject, as they come back when a unit answers our reply.
_OWN_NUMBER = re.compile(r"\s*〔(?:[0-9A-Za-z]+-)?M?\d{4,}(?:-\d+)?(?:、[0-9A-Za-z-]+)*(?:等\d+项)?〕\s*$")
_LONGEST_SUBJECT = 160
_NUMBERS_IN_SUBJECT = 2


def reply_number(context: ReplyContext) -> str:
    """A receipt's number; else one of the mail and the decision: “ZSCQ2024-M00012”, “ZSCQ2024-M00012-1”."""
    receipts = list(dict.fromkeys(answer.receipt for answer in context.answers if answer.receipt))
    if context.kind is ReplyKind.RECEIPT and receipts:
        shown = "、".join(receipts[:_NUMBERS_IN_SUBJECT])
        return shown if len(receipts) <= _NUMBERS_IN_SUBJECT else f"{shown}等{len(receipts)}项"
    return mail_number(context)


def mail_number(context: ReplyContext) -> str:
    """收文号, the number of the mail that is answered. Where several notices run, it bears none's prefix."""
    prefixes = {campaign.receipt_prefix for campaign in campaigns_of(context)}
    prefix = f"{prefixes.pop()}-" if len(prefixes) == 1 else ""
    decision = f"-{context.decision}" if context.decision else ""
    return f"{prefix}M{context.original.message:05d}{decision}"


def campaigns_of(context: ReplyContext) -> tuple[Campaign, ...]:
    """The campaigns that the reply speaks of, each once."""
    return _distinct([answer.campaign for answer in context.answers] or context.campaigns)


def reply_subject(original: str, number: str) -> str:
    """“回复：” and the original's subject without reply prefixes and numbers of ours, then 〔number〕."""
    return f"回复：{shorten(base_subject(original), _LONGEST_SUBJECT)}〔{number}〕"


def base_subject(subject: str) -> str:
    """The subject as first written; 转发： stays, for it is part of what the unit sent. “（无主题）” where none is."""
    base = clean_line(subject)
    while True:
        shorter = _OWN_NUMBER.sub("", _REPLY_PREFIX.sub("", base) if _REPLY_PREFIX.match(base) else base)
        if shorter == base:
            return base or "（无主题）"
        base = shorter


def reply_message_id(context: ReplyContext) -> str:
    """Derived from message, kind, entries and decision: the same reply sent twice can be seen to be the same.

    The ledger's id stands beside the Message-ID, for two different mails may bear the same Message-ID.
    """
    identity = (
        context.original.message_id,
        str(context.original.message),
        ",".join(entry_ids(context.answers)),
        str(context.decision),
    )
    return mime.message_id(context.kind.value, identity, context.sender)


def entry_ids(answers: Iterable[EntryAnswer]) -> tuple[str, ...]:
    """The entries answered, in order."""
    return tuple(answer.entry.entry_id for answer in answers)


def _distinct(campaigns: Iterable[Campaign]) -> tuple[Campaign, ...]:
    # Not a set of campaigns: their mappings have no hash.
    return tuple({campaign.key: campaign for campaign in campaigns}.values())
