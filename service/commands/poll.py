"""`intake poll`: one cycle, then exit."""

import asyncio
from contextlib import suppress
from datetime import datetime

import click
from rich.progress import Progress

from intake.errors import ConfigurationError, TemporaryError
from service.app import App
from service.commands.context import opened
from service.commands.output import errors, json_option, print_json, print_line
from service.first_start import remember_first_start
from service.jobs import CycleReport
from service.ledger.errors import LedgerError


@click.command()
@json_option
@click.pass_context
def poll(context: click.Context, as_json: bool) -> None:
    """收取、核对、回复各一遍（日报到时则一并寄出），然后退出。"""
    progress = Progress(console=errors, disable=not errors.is_terminal, transient=True)
    with opened(context, signs_in=True) as app, app.alone(), progress:
        bar = progress.add_task("处理", total=None)
        app.jobs.progress = lambda done, due: progress.update(bar, completed=done, total=due)
        report = asyncio.run(_cycle(app))
    print_json(report.as_dict()) if as_json else print_line(describe(report))


async def _cycle(app: App) -> CycleReport:
    started = app.clock.now()
    try:
        with app.ledger.write() as ledger:
            remember_first_start(ledger, started)
        report = await app.jobs.poll()
    except (TemporaryError, ConfigurationError, LedgerError) as error:
        with suppress(LedgerError):  # the first fault is the one to be told
            _watch(app, started, error)
        raise
    finally:
        await app.sender.aclose()
    _watch(app, started)
    return report


def _watch(app: App, started: datetime, error: Exception | None = None) -> None:
    """Look whether all is well; alarms that are due go out with the next cycle."""
    troubles = app.watch.troubles
    polled = app.watch.examine().last_poll
    has_polled = polled is not None and polled >= started
    if has_polled:
        troubles.well("poll")
    if error is None:
        troubles.well("drain")
    else:
        troubles.failed("drain" if has_polled else "poll", error)
    app.watch()


def describe(report: CycleReport) -> str:
    """One cycle in a sentence."""
    settled = f"齐全{report.accepted}、待补正{report.gaps}、待人工确认{report.review}"
    rest = f"不予回复{report.ignored}、处理失败{report.failed}"
    return f"新收{report.fetched}封：{settled}、{rest}；发出回复{report.replies_sent}封，待发{report.replies_pending}封。"
