"""`intake messages`: every message with what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import click

from service.commands.context import opened
from service.commands.output import json_option, moment, print_json, print_table, short
from service.digest.labels import DISPOSITIONS, reason_text
from service.records import MessageRecord, ReplyRecord


@click.command()
@json_option
@click.pass_context
def messages(context: click.Context, as_json: bool) -> None:
    """列出收到的每一封邮件及其处理结果。"""
    with opened(context) as app:
        with app.ledger.read() as ledger:
            rows = ledger.messages()
            replies = by_message(ledger.replies())
        zone = app.config.timezone
        if as_json:
            print_json(as_json_object(row, replies[row.id], zone) for row in rows)
        else:
            _show(rows, zone)


def by_message(replies: Iterable[ReplyRecord]) -> dict[int, list[ReplyRecord]]:
    """Replies by the mail that they answer, oldest first."""
    found: dict[int, list[ReplyRecord]] = defaultdict(list)
    for reply in replies:
        if reply.message is not None:
            found[reply.message].append(reply)
    return found


def as_json_object(row: MessageRecord, replies: Sequence[ReplyRecord], zone: ZoneInfo) -> dict[str, object]:
    """The contract's object of one message."""
    objects = [reply_object(reply, zone) for reply in replies]
    return {
        "id": row.id,
        "message_id": row.message_id,
        "subject": row.subject,
        "sender": row.sender,
        "received_at": moment(row.received_at, zone),
        "disposition": str(row.disposition) if row.disposition is not None else None,
        "why": row.why,
        "entries": list(row.entries),
        "candidates": list(row.candidates),
        "done_at": moment(row.done_at, zone),
        "purged_at": moment(row.purged_at, zone),
        "reply": objects[-1] if objects else None,
        "replies": objects,
    }


def reply_object(reply: ReplyRecord, zone: ZoneInfo) -> dict[str, object]:
    """The contract's object of one reply."""
    return {
        "id": reply.id,
        "kind": reply.kind,
        "state": str(reply.state),
        "to": ", ".join(reply.to),
        "message_id": reply.mime_id,
        "number": reply.number,
        "sent_at": moment(reply.sent_at, zone),
        "response": reply.response,
    }


def _remark(row: MessageRecord) -> str:
    """Why it became what it became, and whether a person has dealt with it."""
    remarks = [reason_text(row.why) if row.why else ""]
    remarks += ["已人工办结"] if row.done_at is not None else []
    remarks += ["已按期清除"] if row.purged_at is not None else []
    return "；".join(filter(None, remarks))


def _show(rows: Sequence[MessageRecord], zone: ZoneInfo) -> None:
    table = [
        (
            row.id,
            short(row.received_at, zone),
            row.subject,
            row.sender,
            DISPOSITIONS[row.disposition],
            "\n".join(row.entries),
            _remark(row),
        )
        for row in rows
    ]
    print_table("", ("序号", "收到", "标题", "发件人", "结果", "编号", "说明"), table)
