"""`intake show`: one case or message in full."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

from intake.message import InboundMessage, read_message
from rules.finding import Severity
from rules.submission import Role
from service.app import App
from service.casework import LINK_KIND
from service.commands.check import ROLES, SEVERITIES, finding_object
from service.commands.context import opened
from service.commands.messages import as_json_object as message_object
from service.commands.messages import by_message
from service.commands.output import clean, json_option, moment, print_json, print_line, print_table
from service.commands.status import as_json_object as entry_object
from service.commands.status import case_of
from service.digest.labels import (
    DISPOSITIONS,
    FILE_ERRORS,
    REPLY_KINDS,
    REPLY_STATES,
    STATES,
    event_text,
    note_text,
    reason_text,
)
from service.outcome import CaseState, Disposition, ReplyState
from service.pasted import BODY_KIND
from service.ports import LedgerTransaction
from service.records import EventRecord, FileRecord


@click.command()
@click.argument("identifier", metavar="ID")
@json_option
@click.pass_context
def show(context: click.Context, identifier: str, as_json: bool) -> None:
    """完整显示一封邮件（序号）或名单中的一项（编号）：来件、文件、核对情况、回复和经过。"""
    with opened(context) as app, app.ledger.read() as ledger:
        if app.policy.knows(identifier):
            found, is_case = _entry(ledger, app, identifier), True
        elif identifier.isdecimal() and ledger.message(int(identifier)) is not None:
            found, is_case = _message(ledger, app, int(identifier)), False
        else:
            raise click.UsageError(
                f"没有 {clean(identifier)}：请给出邮件序号（intake messages）或名单编号（intake status）"
            )
    if as_json:
        print_json(found)
    elif is_case:
        _print_case(found)
    else:
        _print_message(found)


def _message(ledger: LedgerTransaction, app: App, number: int) -> dict[str, Any]:
    row = ledger.message(number)
    if row is None:
        raise KeyError(number)
    zone = app.config.timezone
    is_kept = row.purged_at is None
    return {
        **message_object(row, ledger.replies(message=number), zone),
        "mail": _mail_object(read_message(app.archive.get(row.raw_sha256))) if is_kept else None,
        "raw": str(app.archive.path(row.raw_sha256)) if is_kept else None,
        "size": row.size,
        "files": [_file_object(file, app, is_kept=is_kept) for file in ledger.files(number)],
        "events": [_event_object(event, app) for event in ledger.events(message=number)],
    }


def _mail_object(mail: InboundMessage) -> dict[str, object]:
    return {
        "from": f"{mail.sender.name} <{mail.sender.email}>".strip() if mail.sender else "",
        "to": [address.email for address in mail.to],
        "date": mail.date.isoformat() if mail.date else None,
        "text": mail.text,
    }


def _file_object(file: FileRecord, app: App, *, is_kept: bool) -> dict[str, object]:
    return {
        "name": file.name,
        "role": file.role,
        "kind": file.kind,
        "size": file.size,
        "error": file.error or None,
        "stored": _stored(file, app) if is_kept else None,
    }


def _stored(file: FileRecord, app: App) -> str | None:
    """Where the file lies; None for one beyond its mail's limits, which was not kept on its own."""
    try:
        return str(app.archive.path(file.sha256))
    except KeyError:
        return None


def _event_object(event: EventRecord, app: App) -> dict[str, object]:
    at = moment(event.at, app.config.timezone)
    return {"at": at, "who": event.who, "kind": event.kind, "message": event.message, "note": event.note}


def _entry(ledger: LedgerTransaction, app: App, entry_id: str) -> dict[str, Any]:
    entry = app.policy.entry(entry_id)
    known = ledger.case(entry_id)
    case = case_of(entry, {entry_id: known} if known else {}, app.policy)
    numbers = ledger.messages_of(entry_id)
    replies = by_message(ledger.replies())
    rows = {row.id: row for row in (ledger.messages(numbers) if numbers else ())}
    zone = app.config.timezone
    return {
        **entry_object(entry, case, zone),
        "project_number": entry.project_number,
        "sequence": entry.sequence,
        "receipt_at": moment(case.receipt_at, zone),
        "review": case.review,
        "exempt": app.policy.exemption(entry),
        "findings": [finding_object(finding) for finding in case.findings],
        "files": [
            {"message": number, **_file_object(file, app, is_kept=rows[number].purged_at is None)}
            for number in numbers
            for file in ledger.files(number)
        ],
        "mails": [message_object(row, replies[row.id], zone) for row in rows.values()],
        "events": [_event_object(event, app) for event in ledger.events(entry=entry_id)],
    }


def _print_message(found: Mapping[str, Any]) -> None:
    mail = found["mail"]
    print_line(f"第{found['id']}号邮件　{found['received_at']}")
    print_line(f"发件人　{mail['from'] if mail else '（已清除）'}")
    print_line(f"标题　　{found['subject']}")
    why = reason_text(found["why"]) if found["why"] else ""
    print_line(f"结果　　{_disposition(found)}　{why}　{'、'.join(found['entries'])}")
    print_line(f"原件　　{found['raw'] or '已按期清除'}（{found['size']}字节）")
    if found["done_at"]:
        print_line(f"办结　　{found['done_at']}")
    if mail and mail["text"].strip():
        print_line()
        print_line(mail["text"].strip())
        print_line()
    _print_files(found["files"])
    _print_replies(found["replies"])
    _print_events(found["events"])


def _print_case(found: Mapping[str, Any]) -> None:
    print_line(f"{found['entry']}　{found['batch']}　{found['project']}　{found['unit']}")
    state = STATES[CaseState(found["state"])]
    late = "（逾期）" if found["late"] else ""
    print_line(
        f"状态　{state}{late}　回执号　{found['receipt'] or '无'}　收到　{found['received_at'] or '无'}"
    )
    if found["review"]:
        print_line(f"需人工确认：{reason_text(found['review'])}")
    rows = [
        (SEVERITIES[Severity(each["severity"])], each["code"], each["message"], each["where"])
        for each in found["findings"]
    ]
    if rows:
        print_table("核对情况", ("类别", "代码", "说明", "位置"), rows)
    _print_files(found["files"])
    mails = [
        (each["id"], each["received_at"], each["subject"], _disposition(each)) for each in found["mails"]
    ]
    print_table("邮件", ("序号", "收到", "标题", "结果"), mails)
    _print_replies([reply for each in found["mails"] for reply in each["replies"]])
    _print_events(found["events"])


def _disposition(message: Mapping[str, Any]) -> str:
    """What became of the mail, for people."""
    word = message["disposition"]
    return DISPOSITIONS[Disposition(word) if word is not None else None]


def _print_files(files: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            each["name"],
            ROLES[Role(each["role"])] if each["role"] else "",
            {LINK_KIND: "链接", BODY_KIND: "正文"}.get(each["kind"], each["kind"]),
            each["size"],
            FILE_ERRORS.get(each["error"] or "", each["error"] or ""),
        )
        for each in files
    ]
    if rows:
        print_table("文件", ("名称", "用途", "格式", "字节", "未能读取"), rows)


def _print_replies(replies: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            each["id"],
            REPLY_KINDS.get(each["kind"], each["kind"]),
            REPLY_STATES[ReplyState(each["state"])],
            each["to"],
            each["number"],
            each["sent_at"] or "",
            each["response"],
        )
        for each in replies
    ]
    if rows:
        print_table("回复", ("序号", "类别", "状态", "收件人", "文号", "发出", "说明"), rows)


def _print_events(events: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        (
            each["at"],
            "程序" if each["who"] == "intake" else each["who"],
            event_text(each["kind"]),
            each["message"] or "",
            note_text(each["note"]),
        )
        for each in events
    ]
    if rows:
        print_table("经过", ("时间", "经办", "事项", "邮件", "说明"), rows)
