"""`intake purge`: personal data go when they are no longer needed; counts and receipts stay."""

import getpass
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

import click

from service.app import App
from service.archive import ArchiveBusyError
from service.commands.context import opened
from service.commands.output import json_option, print_json, print_line, say
from service.purging import Purged, PurgePlan, Purger, Retention

PATIENCE_SECONDS = 60


@click.command()
@click.option(
    "--before",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="清除这一天之前收到的（YYYY-MM-DD）。",
)
@click.option(
    "--closed", multiple=True, metavar="通知", help="这份通知（key）已经结束，其中未补齐的也一并清除。"
)
@click.option("--dry-run", is_flag=True, help="只说明会清除什么，不清除。")
@click.option("--yes", is_flag=True, help="不再询问。")
@json_option
@click.pass_context
def purge(
    context: click.Context,
    *,
    before: datetime,
    closed: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """清除已办结来件的原件和个人信息；件数、状态、回执号和时间保留，重新读到这些邮件也不会再答复。"""
    with opened(context) as app:
        retention = _retention(app, before, closed)
        purger = Purger(app.ledger, app.archive, app.policy)
        plan = purger.plan(retention)
        if not as_json:
            _tell_plan(plan, before)
        if dry_run or not _is_agreed(yes=yes, as_json=as_json):
            if as_json:
                print_json({**_object(plan, before), "dry_run": True})
            return
        done = _purged(purger, retention, app)
    if as_json:
        print_json({**_object(done.plan, before), "dry_run": False, **_result(done)})
    else:
        _tell(done)


def _purged(purger: Purger, retention: Retention, app: App) -> Purged:
    """Wait a while for a running program to be done with what it takes in. Raises ArchiveBusyError afterwards."""
    for _ in range(PATIENCE_SECONDS):
        with suppress(ArchiveBusyError):
            return purger(retention, app.clock.now(), getpass.getuser())
        time.sleep(1)
    return purger(retention, app.clock.now(), getpass.getuser())


def _retention(app: App, before: datetime, closed: tuple[str, ...]) -> Retention:
    """Raises UsageError for a day that is not over, and for a campaign that is not there."""
    moment = before.replace(tzinfo=app.config.timezone)
    if moment > app.clock.now():
        raise click.UsageError("--before 应为今天或更早的日期")
    keys = [campaign.key for campaign in app.policy.campaigns]
    unknown = sorted(set(closed) - set(keys))
    if unknown:
        raise click.UsageError(f"没有通知 {'、'.join(unknown)}；现有 {'、'.join(keys)}")
    return Retention(moment, frozenset(closed))


def _is_agreed(*, yes: bool, as_json: bool) -> bool:
    if yes:
        return True
    if as_json or not sys.stdin.isatty():
        raise click.UsageError("清除后不能恢复：请先用 --dry-run 查看，确定要清除的，加 --yes")
    return click.confirm("清除后不能恢复。确定清除吗？", default=False)


def _object(plan: PurgePlan, before: datetime) -> dict[str, object]:
    kept: Mapping[str, int] = plan.staying
    return {
        "before": before.date().isoformat(),
        "messages": len(plan.messages),
        "cases": len(plan.entries),
        "own_mails": len(plan.own_mails),
        "kept": dict(kept),
    }


def _result(done: Purged) -> dict[str, object]:
    return {"files_removed": done.files, "bytes_removed": done.size, "scrubbed": done.is_scrubbed}


def _tell_plan(plan: PurgePlan, before: datetime) -> None:
    print_line(
        f"{before:%Y-%m-%d}之前收到的来件，可清除{len(plan.messages)}封（涉及{len(plan.entries)}个条目），"
        f"另有日报、告警{len(plan.own_mails)}封。"
    )
    for reason, number in plan.staying.items():
        print_line(f"保留{number}封：{reason}。")


def _tell(done: Purged) -> None:
    print_line(
        f"已清除来件{len(done.plan.messages)}封的原件、发件人、标题、附件名、核对说明和回复全文，"
        f"删除文件{done.files}个（{done.size}字节）。"
    )
    print_line("件数、处理结果、状态、回执号和时间保留。备份、网页邮箱中的原件不受影响，请另行处理。")
    if not done.is_scrubbed:
        say("台账文件正被别的程序读取，其中可能还有残余：请停下程序，再执行一次同样的命令")
