"""`intake digest`: the day's digest on the terminal, in files, or by mail."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from service.app import AlreadyRunningError, App
from service.commands.context import opened
from service.commands.digest_json import digest_object
from service.commands.output import json_option, print_json, print_line, say
from service.digest.render import render_html, render_text
from service.digest.workbook import render_workbook
from service.ledger.claim import LedgerInUseError
from service.outcome import ReplyState

NOT_SENT = frozenset({ReplyState.QUEUED, ReplyState.UNCERTAIN, ReplyState.REFUSED})


@click.command()
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="按这一天日报时刻计算剩余天数（默认此刻）。"
)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="另存为 HTML 文件。")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="另存为 Excel 台账。")
@click.option("--send", is_flag=True, help="发给配置中的收件人。")
@json_option
@click.pass_context
def digest(
    context: click.Context,
    *,
    day: datetime | None,
    html: Path | None,
    xlsx: Path | None,
    send: bool,
    as_json: bool,
) -> None:
    """打印收件日报；可另存为 HTML 和 Excel 台账，或寄给工作人员。"""
    with opened(context, signs_in=send) as app:
        moment = datetime.combine(day, app.config.digest.at, app.config.timezone) if day else None
        made = app.digest.make(moment)
        if as_json:
            print_json(digest_object(made, app.config.timezone))
        else:
            print_line(render_text(made).rstrip())
        if html is not None:
            html.write_text(render_html(made), encoding="utf-8")
        if xlsx is not None:
            xlsx.write_bytes(render_workbook(made))
        if send:
            _send(app)


def _send(app: App) -> None:
    """Mail it at once; where a daemon is at work, it does so within seconds."""
    if not app.digest.queue_now():
        raise click.UsageError("配置 [digest] to 中没有收件人，未寄出")
    try:
        with app.alone():
            asyncio.run(_drain(app))
    except (AlreadyRunningError, LedgerInUseError):
        say("日报已列入待发队列，由正在运行的 intake 发出")
        return
    with app.ledger.read() as ledger:
        left = [reply for reply in ledger.replies(states=NOT_SENT) if reply.kind == "digest"]
    for reply in left[-1:]:
        say(f"日报尚未寄出：{reply.response or '今天的发信数量已到上限'}")
        click.get_current_context().exit(1)


async def _drain(app: App) -> None:
    try:
        await app.jobs.drain()
    finally:
        await app.sender.aclose()
