"""`intake assign`: a person's decision on a message."""

import getpass

import click

from service.commands.context import opened
from service.commands.output import clean, print_line
from service.digest.labels import DISPOSITIONS
from service.pipeline import handle


@click.command()
@click.argument("message", type=int)
@click.argument("entries", metavar="ENTRY...", nargs=-1, required=True)
@click.pass_context
def assign(context: click.Context, message: int, entries: tuple[str, ...]) -> None:
    """由人工指定一封邮件属于名单中的哪一项；随即核对并回复。指错的邮件可再次指定更正。"""
    with opened(context) as app:
        unknown = [entry for entry in entries if not app.policy.knows(entry)]
        if unknown:
            raise click.UsageError(f"名单中没有 {clean('、'.join(unknown))}；intake roster list 列出全部编号")
        units = {app.policy.entry(entry).unit for entry in entries}
        if len(units) > 1:
            raise click.UsageError(f"一封邮件只能指定给一个单位：{'、'.join(sorted(units))}")
        try:
            outcome = handle(message, app.desk, assigned=tuple(dict.fromkeys(entries)), who=getpass.getuser())
        except KeyError:
            raise click.UsageError(f"没有第{message}号邮件；intake messages 列出全部邮件") from None
    print_line(f"第{message}号邮件已归入 {'、'.join(outcome.entries)}：{DISPOSITIONS[outcome.disposition]}")
    if outcome.reply is not None:
        print_line("回复已列入待发队列，将在下一次收发时发出（intake replies list）。")
