"""`intake retry`: failed mails once more, after what broke on them was put right."""

import getpass

import click

from service.app import App
from service.commands.context import opened
from service.commands.messages import as_json_object
from service.commands.output import json_option, print_json, print_line
from service.digest.labels import DISPOSITIONS
from service.outcome import Disposition
from service.ports import LedgerTransaction
from service.records import NewEvent


@click.command()
@click.argument("numbers", metavar="MESSAGE...", type=int, nargs=-1)
@click.option("--all-failed", is_flag=True, help="全部处理失败的来件。")
@json_option
@click.pass_context
def retry(context: click.Context, numbers: tuple[int, ...], *, all_failed: bool, as_json: bool) -> None:
    """重新处理失败的来件：原件都还在，从头读取、核对并答复。再失败的，稍后自动再试两次。"""
    if bool(numbers) == all_failed:
        raise click.UsageError("请给出处理失败的来件序号，或 --all-failed")
    with opened(context) as app:
        wanted = _reopened(app, numbers)
        again = [number for number in wanted if app.jobs.retry(number) in (None, Disposition.FAILED)]
        with app.ledger.read() as ledger:
            rows = ledger.messages(wanted) if wanted else ()
            objects = [
                as_json_object(row, ledger.replies(message=row.id), app.config.timezone) for row in rows
            ]
    if as_json:
        print_json(objects)
    else:
        for row in rows:
            word = "仍未成功，稍后自动再试" if row.id in again else DISPOSITIONS[row.disposition]
            print_line(f"第{row.id}号邮件：{word}")
        print_line(f"重新处理{len(rows)}封，未成功{len(again)}封。")
    if again:
        context.exit(1)


def _reopened(app: App, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Make the mails unsettled, all of them or none; return their ids."""
    now, who = app.clock.now(), getpass.getuser()
    with app.ledger.write() as ledger:
        wanted = tuple(dict.fromkeys(numbers)) or tuple(
            row.id for row in ledger.messages() if row.disposition is Disposition.FAILED
        )
        for number in wanted:
            _check(ledger, number)
            ledger.reopen(number)
            ledger.add_event(NewEvent(now, who, "retried", number))
    return wanted


def _check(ledger: LedgerTransaction, number: int) -> None:
    """Raises UsageError for a mail that is not there, or did not fail."""
    row = ledger.message(number)
    if row is None:
        raise click.UsageError(f"没有第{number}号邮件；intake messages 列出全部邮件")
    if row.purged_at is not None:
        raise click.UsageError(f"第{number}号邮件的原件已按期清除，不能再处理")
    has_failed = row.disposition is Disposition.FAILED or (row.disposition is None and row.attempts > 0)
    if not has_failed:
        raise click.UsageError(f"第{number}号邮件{DISPOSITIONS[row.disposition]}，不是处理失败的来件")
