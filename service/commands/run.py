"""`intake run`: the daemon."""

import asyncio

import click

from service.commands.context import opened
from service.daemon import run as run_daemon


@click.command()
@click.pass_context
def run(context: click.Context) -> None:
    """常驻运行：收取、核对、回复、定时发送日报，直到收到 SIGTERM。"""
    with opened(context, signs_in=True) as app, app.alone():
        asyncio.run(run_daemon(app))
