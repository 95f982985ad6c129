"""`intake done`: a person says that a mail is dealt with."""

import getpass

import click

from service.commands.context import opened
from service.commands.messages import as_json_object
from service.commands.output import clean, json_option, print_json, print_line
from service.digest.labels import DISPOSITIONS
from service.outcome import Disposition
from service.ports import LedgerTransaction
from service.records import MessageRecord, NewEvent

WAITING = (Disposition.REVIEW, Disposition.FAILED)


@click.command()
@click.argument("numbers", metavar="MESSAGE...", type=int, nargs=-1, required=True)
@click.option("--note", default="", metavar="说明", help="怎样办的，记入“经过”。")
@click.option("--undo", is_flag=True, help="取消办结：重新列入日报。")
@json_option
@click.pass_context
def done(context: click.Context, numbers: tuple[int, ...], *, note: str, undo: bool, as_json: bool) -> None:
    """由人工标明来件已经办结（咨询已答复、无关邮件已看过等）：日报不再列出，条目的状态和回复不变。"""
    with opened(context) as app, app.ledger.write() as ledger:
        rows = [_waiting(ledger, number) for number in dict.fromkeys(numbers)]
        now, who = app.clock.now(), getpass.getuser()
        for row in rows:
            ledger.set_done(row.id, None if undo else now)
            kind = "reopened" if undo else "done"
            for entry in row.entries or (None,):
                ledger.add_event(NewEvent(now, who, kind, row.id, entry, clean(note)))
        rows = [_waiting(ledger, row.id) for row in rows]
        objects = [as_json_object(row, ledger.replies(message=row.id), app.config.timezone) for row in rows]
    if as_json:
        print_json(objects)
    else:
        word = "取消办结" if undo else "标为办结"
        print_line(f"已{word}{len(rows)}封。")


def _waiting(ledger: LedgerTransaction, number: int) -> MessageRecord:
    """The mail's row. Raises UsageError where there is none, and where no person was asked for."""
    row = ledger.message(number)
    if row is None:
        raise click.UsageError(f"没有第{number}号邮件；intake messages 列出全部邮件")
    if row.disposition not in WAITING:
        raise click.UsageError(f"第{number}号邮件{DISPOSITIONS[row.disposition]}，不需要人工办结")
    return row
