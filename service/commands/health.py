"""`intake health`: is the program well? From the ledger alone, for people, scripts and monitors."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from service.app import SystemClock
from service.commands.context import required_config
from service.commands.output import json_option, moment, print_json, print_line, print_table, say
from service.config import Config
from service.examining import Examiner
from service.health import MEGABYTE, Health
from service.ledger.errors import LedgerError
from service.lost_ledger import existing_ledger
from service.prometheus import metrics_text, write_metrics


@click.command()
@json_option
@click.option(
    "--prometheus",
    "metrics",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把各项数字写成 Prometheus 文本（供 node exporter 的 textfile collector 读取）。",
)
@click.pass_context
def health(context: click.Context, as_json: bool, metrics: Path | None) -> None:
    """程序是否正常：最近一次收取、积压的来件和回复、失败、磁盘、核对、告警。不正常时退出码为 1。"""
    config = required_config(context, signs_in=False)
    try:
        found, trouble = _examined(config), ""
    except LedgerError as error:
        found, trouble = None, str(error)
    if metrics is not None:
        write_metrics(metrics, metrics_text(found))
    if as_json:
        print_json(_object(found, config.timezone) if found is not None else _no_ledger(trouble))
    elif found is not None:
        _show(found, config.timezone)
    else:
        say(trouble)
    if found is None or not found.is_well:
        context.exit(1)


def _examined(config: Config) -> Health:
    ledger = existing_ledger(config.ledger.url, config.data_dir)
    try:
        return Examiner(ledger, SystemClock(config.timezone), config.data_dir, config.health)()
    finally:
        ledger.close()


def _no_ledger(trouble: str) -> dict[str, object]:
    return {"ok": False, "problems": [{"name": "ledger", "problem": trouble}]}


def _object(found: Health, zone: ZoneInfo) -> dict[str, object]:
    vitals, last = found.vitals, found.reconciliation
    return {
        "ok": found.is_well,
        "at": moment(found.at, zone),
        "problems": [{"name": each.name, "problem": each.text} for each in found.problems],
        "alarms": [
            {
                "name": alarm.name,
                "problem": alarm.problem,
                "since": moment(alarm.since, zone),
                "told_at": moment(alarm.told_at, zone),
            }
            for alarm in found.alarms
        ],
        "last_poll": moment(found.last_poll, zone),
        "last_poll_age_seconds": found.age(found.last_poll),
        "unprocessed": vitals.unprocessed,
        "oldest_unprocessed": moment(vitals.oldest_unprocessed, zone),
        "failed": vitals.failed,
        "queued": vitals.queued,
        "oldest_queued": moment(vitals.oldest_queued, zone),
        "held": vitals.held,
        "refused": vitals.refused,
        "undelivered": vitals.undelivered,
        "uncertain": vitals.uncertain,
        "free_bytes": found.free_bytes,
        "reconciliation": None
        if last is None
        else {"at": moment(last.at, zone), "mails": last.mails, "differences": last.differences},
    }


def _show(found: Health, zone: ZoneInfo) -> None:
    vitals, last = found.vitals, found.reconciliation
    free = "不详" if found.free_bytes is None else f"{found.free_bytes // MEGABYTE} MB"
    told = "还没有核对过" if last is None else f"{_time(last.at, zone)}，不一致{last.differences}处"
    rows = (
        ("最近一次收取", _time(found.last_poll, zone)),
        ("尚未处理的来件", _count(vitals.unprocessed, vitals.oldest_unprocessed, zone)),
        ("处理失败的来件", f"{vitals.failed}封"),
        ("尚未送出的回复", _count(vitals.queued, vitals.oldest_queued, zone)),
        ("其中结果不明的", f"{vitals.uncertain}封"),
        ("被拒的回复", f"{vitals.refused}封"),
        ("被退回的回复", f"{vitals.undelivered}封"),
        ("等待放行的回复", f"{vitals.held}封"),
        ("磁盘剩余", free),
        ("核对", told),
        *((f"告警 {alarm.name}", f"自{_time(alarm.since, zone)}") for alarm in found.alarms),
    )
    print_table("", ("项目", "情况"), rows)
    for problem in found.problems:
        say(f"不正常：{problem.text}")
    if found.is_well:
        print_line("正常。")


def _count(number: int, oldest: datetime | None, zone: ZoneInfo) -> str:
    return f"{number}封，最早 {_time(oldest, zone)}" if oldest is not None else f"{number}封"


def _time(value: datetime | None, zone: ZoneInfo) -> str:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}" if value is not None else "没有"
