"""Is the program well? Pure: figures of the ledger and the disk in, what is wrong out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.reconciliation import LastReconciliation
from service.records import AlarmRecord, Vitals

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class HealthLimits:
    """[health]: from when on something is wrong. Counts are the most that is still well."""

    poll_minutes: float = 15.0  # since the mailbox was last read
    unprocessed_minutes: float = 60.0  # age of the oldest mail that was collected and not settled
    queued_minutes: float = 180.0  # age of the oldest reply on its way
    failed: int = 0
    refused: int = 0  # replies that were refused, or returned by a bounce
    free_mb: int = 500  # of the disk that holds the data folder
    reconcile_hours: float = 48.0


DEFAULT_HEALTH = HealthLimits()
# Known afresh from the figures, whatever was raised about them.
_MEASURED = frozenset({"poll", "unprocessed", "failed", "queue", "refused", "disk", "reconcile", "unfetched"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `name` is for machines, `text` says what it is and what to do."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """How the program is. `last_poll` is None before the first one; `free_bytes` is None where nobody can tell."""

    at: datetime
    vitals: Vitals
    last_poll: datetime | None
    free_bytes: int | None
    reconciliation: LastReconciliation | None
    alarms: tuple[AlarmRecord, ...]
    problems: tuple[Problem, ...] = ()
    unfetched: int = 0  # mails that the server does not give out, however often it was asked

    @property
    def is_well(self) -> bool:
        """Hold where nothing is wrong."""
        return not self.problems

    def age(self, moment: datetime | None) -> float | None:
        """Seconds since the moment, None where there was none."""
        return None if moment is None else max((self.at - moment).total_seconds(), 0.0)


def find_problems(health: Health, limits: HealthLimits) -> tuple[Problem, ...]:
    """Everything that is beyond its limit, and every alarm that was raised for something else."""
    raised = (alarm for alarm in health.alarms if alarm.told_at is not None)
    others = (Problem(alarm.name, alarm.problem) for alarm in raised if alarm.name not in _MEASURED)
    return (*beyond_limits(health, limits), *others)


def beyond_limits(health: Health, limits: HealthLimits) -> tuple[Problem, ...]:
    """Everything that is beyond its limit now."""
    return (
        *_of_mails(health, limits),
        *_of_replies(health, limits),
        *_of_disk(health, limits),
        *_of_reconciliation(health, limits),
    )


def _of_mails(health: Health, limits: HealthLimits) -> Iterator[Problem]:
    vitals = health.vitals
    if health.last_poll is None:
        yield Problem("poll", "还没有收取过邮件：请启动 intake run，或执行 intake poll")
    elif _is_older(health, health.last_poll, timedelta(minutes=limits.poll_minutes)):
        yield Problem(
            "poll",
            f"已有{_span(health, health.last_poll)}没有收取邮件：请看程序是否在运行，邮箱是否连得上（intake config doctor）",
        )
    if _is_older(health, vitals.oldest_unprocessed, timedelta(minutes=limits.unprocessed_minutes)):
        span = _span(health, vitals.oldest_unprocessed)
        yield Problem(
            "unprocessed", f"有{vitals.unprocessed}封来件尚未处理，最早的已等{span}：请看程序是否在运行"
        )
    if vitals.failed > limits.failed:
        yield Problem(
            "failed",
            f"有{vitals.failed}封来件处理失败：intake messages 查看；"
            "程序改好后 intake retry --all-failed，已人工办理的 intake done 序号",
        )
    if health.unfetched:
        yield Problem(
            "unfetched",
            f"有{health.unfetched}封邮件在邮箱中而总也取不到：intake status 列出，请在网页邮箱中办理",
        )


def _of_replies(health: Health, limits: HealthLimits) -> Iterator[Problem]:
    vitals = health.vitals
    if _is_older(health, vitals.oldest_queued, timedelta(minutes=limits.queued_minutes)):
        span = _span(health, vitals.oldest_queued)
        yield Problem(
            "queue", f"有{vitals.queued}封回复尚未送出，最早的已等{span}：intake replies list 看原因"
        )
    if vitals.refused + vitals.undelivered > limits.refused:
        found = {"被拒收或结果不明": vitals.refused, "被退回": vitals.undelivered}
        counts = "、".join(f"{count}封{what}" for what, count in found.items() if count)
        yield Problem("refused", f"回复未能送达（{counts}）：intake replies list 看原因，再 retry 或 drop")


def _of_disk(health: Health, limits: HealthLimits) -> Iterator[Problem]:
    if health.free_bytes is not None and health.free_bytes < limits.free_mb * MEGABYTE:
        yield Problem(
            "disk", f"数据所在的磁盘只剩{health.free_bytes // MEGABYTE} MB：请腾出空间，满了就不能收件"
        )


def _of_reconciliation(health: Health, limits: HealthLimits) -> Iterator[Problem]:
    last = health.reconciliation
    if last is None:
        return  # the first one is made with the first digest
    if last.differences:
        yield Problem(
            "reconcile", f"邮箱、台账和存档有{last.differences}处不一致：intake reconcile 列出并说明怎样办"
        )
    elif _is_older(health, last.at, timedelta(hours=limits.reconcile_hours)):
        yield Problem("reconcile", f"已有{_span(health, last.at)}没有核对邮箱和台账：执行 intake reconcile")


def _is_older(health: Health, moment: datetime | None, limit: timedelta) -> bool:
    return moment is not None and health.at - moment > limit


def _span(health: Health, moment: datetime | None) -> str:
    """“3天”, “5小时”, “40分钟”."""
    minutes = int((health.age(moment) or 0) // 60)
    if minutes >= 48 * 60:
        return f"{minutes // (24 * 60)}天"
    return f"{minutes // 60}小时" if minutes >= 120 else f"{minutes}分钟"
