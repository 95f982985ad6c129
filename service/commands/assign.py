"""`intake assign`: a person's decision on a message."""

import getpass

import click
import structlog

from intake.errors import TemporaryError
from service.app import App
from service.commands.context import opened
from service.commands.messages import as_json_object
from service.commands.output import clean, json_option, print_json, print_line, say
from service.digest.labels import DISPOSITIONS
from service.ledger.errors import LedgerError
from service.outcome import Outcome
from service.pipeline import handle

log = structlog.get_logger()


@click.command()
@click.argument("message", type=int)
@click.argument("entries", metavar="ENTRY...", nargs=-1, required=True)
@json_option
@click.pass_context
def assign(context: click.Context, message: int, entries: tuple[str, ...], as_json: bool) -> None:
    """由人工指定一封邮件属于名单中的哪一项；随即核对并回复。指错的邮件可再次指定更正。"""
    with opened(context) as app:
        _check(app, message, entries)
        outcome = _handled(app, message, tuple(dict.fromkeys(entries)))
        if outcome is None:
            say(f"第{message}号邮件处理失败，未作改动；详情见上面的记录")
            context.exit(1)
        if as_json:
            with app.ledger.read() as ledger:
                (row,) = ledger.messages([message])
                print_json(as_json_object(row, ledger.replies(message=message), app.config.timezone))
            return
        held = app.policy.hold_replies
    print_line(f"第{message}号邮件已归入 {'、'.join(outcome.entries)}：{DISPOSITIONS[outcome.disposition]}")
    if outcome.reply is not None:
        print_line(
            f"回复已列入待发队列，{'须经放行方可发出' if held else '将在下一次收发时发出'}（intake replies list）。"
        )


def _check(app: App, message: int, entries: tuple[str, ...]) -> None:
    """Raises UsageError for what is not there, and for entries of several units."""
    unknown = [entry for entry in entries if not app.policy.knows(entry)]
    if unknown:
        raise click.UsageError(f"名单中没有 {clean('、'.join(unknown))}；intake roster list 列出全部编号")
    units = {app.policy.entry(entry).unit for entry in entries}
    if len(units) > 1:
        raise click.UsageError(f"一封邮件只能指定给一个单位：{'、'.join(sorted(units))}")
    with app.ledger.read() as ledger:
        if ledger.message(message) is None:
            raise click.UsageError(f"没有第{message}号邮件；intake messages 列出全部邮件")


def _handled(app: App, message: int, entries: tuple[str, ...]) -> Outcome | None:
    """The outcome; None where a fault of ours stands in the way, as it may for a mail that has `failed`."""
    try:
        return handle(message, app.desk, assigned=entries, who=getpass.getuser())
    except (TemporaryError, LedgerError):
        raise
    except Exception:  # as in service/jobs.py: logged with its traceback, told in one line
        log.exception("handling failed", message=message)
        return None
