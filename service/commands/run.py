"""`intake run`: the daemon."""

import asyncio
import os

import click

from service.commands.context import opened
from service.daemon import run as run_daemon
from service.service_manager import ServiceManager


@click.command()
@click.pass_context
def run(context: click.Context) -> None:
    """常驻运行：收取、核对、回复、定时发送日报，直到收到 SIGTERM。"""
    manager = ServiceManager.of(os.environ, os.getpid())
    with opened(context, signs_in=True) as app, app.alone() as claim:
        asyncio.run(run_daemon(app, claim, manager))
