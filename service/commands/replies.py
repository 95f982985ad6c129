"""`intake replies`: the outgoing queue, for held and refused replies."""

import getpass
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import click

from service.commands.context import opened
from service.commands.messages import reply_object
from service.commands.output import json_option, print_json, print_line, print_table, short
from service.digest.labels import REPLY_KINDS, REPLY_STATES
from service.outcome import ReplyState
from service.ports import LedgerTransaction
from service.records import NewEvent, ReplyRecord

WAITING = frozenset(set(ReplyState) - {ReplyState.SENT, ReplyState.DROPPED})


@click.group()
def replies() -> None:
    """待发队列：查看、放行、重发、取消回复。"""


@replies.command("list")
@click.option("--all", "everything", is_flag=True, help="也列出已发和已取消的。")
@json_option
@click.pass_context
def list_replies(context: click.Context, everything: bool, as_json: bool) -> None:
    """列出尚未发出和未送达的回复。"""
    with opened(context) as app:
        with app.ledger.read() as ledger:
            rows = ledger.replies(states=None if everything else WAITING)
        zone = app.config.timezone
        if as_json:
            print_json(_object(row, zone) for row in rows)
            return
        table = [
            (
                row.id,
                REPLY_KINDS.get(row.kind, row.kind),
                REPLY_STATES[row.state],
                ", ".join(row.to),
                row.subject,
                short(row.created_at, zone),
                row.response,
            )
            for row in rows
        ]
        print_table("", ("序号", "类别", "状态", "收件人", "标题", "生成", "说明"), table)


@replies.command()
@click.argument("reply", type=int)
@json_option
@click.pass_context
def show(context: click.Context, reply: int, as_json: bool) -> None:
    """显示一封回复的全文，放行之前可先过目。"""
    with opened(context) as app:
        with app.ledger.read() as ledger:
            row = _existing(ledger, reply)
            mail = message_from_bytes(_raw(ledger, reply), policy=policy.default)
        zone = app.config.timezone
    if as_json:
        print_json({**_object(row, zone), **_mail_object(mail)})
        return
    for name, label in (("From", "发件人"), ("To", "收件人"), ("Subject", "标题　")):
        print_line(f"{label}　{mail[name]}")
    body = mail.get_body(("plain",))
    print_line()
    print_line(body.get_content() if body is not None else "")


@replies.command()
@click.argument("numbers", metavar="REPLY...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="放行全部待放行的回复。")
@json_option
@click.pass_context
def release(context: click.Context, numbers: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """放行待放行的回复，随下一次收发发出。"""
    move = _Move(frozenset({ReplyState.HELD}), ReplyState.QUEUED, "放行")
    _move(context, move, numbers, everything=everything, as_json=as_json)


@replies.command()
@click.argument("numbers", metavar="REPLY...", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="重发全部被拒的回复。")
@json_option
@click.pass_context
def retry(context: click.Context, numbers: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """再次发送被拒、被退回或暂缓的回复。"""
    allowed = {ReplyState.REFUSED}
    if not everything:
        allowed |= {ReplyState.UNDELIVERED, ReplyState.QUEUED}
    move = _Move(frozenset(allowed), ReplyState.QUEUED, "重发")
    _move(context, move, numbers, everything=everything, as_json=as_json)


@replies.command()
@click.argument("numbers", metavar="REPLY...", type=int, nargs=-1, required=True)
@json_option
@click.pass_context
def drop(context: click.Context, numbers: tuple[int, ...], as_json: bool) -> None:
    """取消尚未发出的回复；被退回的，已另行告知单位后也这样销去。"""
    move = _Move(WAITING - {ReplyState.SENDING}, ReplyState.DROPPED, "取消")
    _move(context, move, numbers, everything=False, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Move:
    """What a person has replies do: from which states, to which one, and what it is called."""

    allowed: frozenset[ReplyState]
    state: ReplyState
    verb: str


def _object(row: ReplyRecord, zone: ZoneInfo) -> dict[str, object]:
    return {**reply_object(row, zone), "message": row.message, "entries": list(row.entries)}


def _mail_object(mail: EmailMessage) -> dict[str, object]:
    body = mail.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return {"from": str(mail["From"]), "subject": str(mail["Subject"]), "text": text}


def _raw(ledger: LedgerTransaction, reply: int) -> bytes:
    try:
        return ledger.reply_raw(reply)
    except KeyError:
        raise click.UsageError(f"第{reply}号回复的全文已按期清除") from None


def _existing(ledger: LedgerTransaction, reply: int) -> ReplyRecord:
    row = ledger.reply(reply)
    if row is None:
        raise click.UsageError(f"没有第{reply}号回复；intake replies list --all 列出全部")
    return row


def _move(
    context: click.Context, move: _Move, numbers: tuple[int, ...], *, everything: bool, as_json: bool
) -> None:
    """Move replies on; nothing is moved where one of them cannot be."""
    if not numbers and not everything:
        raise click.UsageError(f"请给出要{move.verb}的回复序号，或 --all")
    with opened(context) as app:
        with app.ledger.write() as ledger:
            rows = (
                ledger.replies(states=move.allowed)
                if everything
                else [_existing(ledger, number) for number in numbers]
            )
            for row in rows:
                _move_one(ledger, row, move, app.clock.now())
            moved = [_existing(ledger, row.id) for row in rows]
        zone = app.config.timezone
    if as_json:
        print_json(_object(row, zone) for row in moved)
    else:
        print_line(f"已{move.verb}{len(moved)}封。")


def _move_one(ledger: LedgerTransaction, row: ReplyRecord, move: _Move, now: datetime) -> None:
    if row.state not in move.allowed:
        raise click.UsageError(f"第{row.id}号回复{REPLY_STATES[row.state]}，不能{move.verb}")
    if move.state is ReplyState.QUEUED:
        _raw(ledger, row.id)  # one that was purged has nothing left to send
    ledger.set_reply_state(row.id, move.state, f"人工{move.verb}")
    note = f"第{row.id}号回复：{move.verb}"
    kind = f"reply_{verb_key(move.state)}"
    ledger.add_event(NewEvent(now, getpass.getuser(), kind, row.message, note=note))


def verb_key(state: ReplyState) -> str:
    """The event's word for a person's move."""
    return "dropped" if state is ReplyState.DROPPED else "released"
