"""Health -> Prometheus' text format, for the node exporter's textfile collector.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4). Names end in their unit.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from service.health import Health

_READABLE = 0o644  # the exporter runs under another account; there is no personal data in it


def metrics_text(health: Health | None) -> str:
    """All metrics; where the ledger cannot be read (None) only that."""
    lines = [*_gauge("intake_ledger_up", "Whether the ledger can be read.", {"": int(health is not None)})]
    if health is not None:
        lines += _of_program(health)
        lines += _of_mails(health)
        lines += _of_replies(health)
    return "\n".join(lines) + "\n"


def write_metrics(path: Path, text: str) -> None:
    """Write the file at one stroke: the collector never reads a half. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
            os.fchmod(stream.fileno(), _READABLE)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _of_program(health: Health) -> Iterator[str]:
    yield from _gauge("intake_healthy", "Whether intake health finds nothing wrong.", {"": health.is_well})
    yield from _gauge(
        "intake_examined_timestamp_seconds", "When these figures were taken.", {"": health.at.timestamp()}
    )
    if health.last_poll is not None:
        when = {"": health.last_poll.timestamp()}
        yield from _gauge("intake_last_poll_timestamp_seconds", "When the mailbox was last read.", when)
    if health.free_bytes is not None:
        yield from _gauge(
            "intake_disk_free_bytes", "Left on the data folder's disk.", {"": health.free_bytes}
        )
    last = health.reconciliation
    if last is not None:
        when = {"": last.at.timestamp()}
        yield from _gauge(
            "intake_last_reconciliation_timestamp_seconds", "When mailbox and ledger were compared.", when
        )
        differences = {"": last.differences}
        yield from _gauge("intake_reconciliation_differences", "What did not agree then.", differences)
    names = sorted({problem.name for problem in health.problems})
    standing = {f'{{name="{name}"}}': 1 for name in names}
    yield from _gauge("intake_problem", "What is wrong, by name.", standing)
    since = {f'{{name="{alarm.name}"}}': alarm.since.timestamp() for alarm in health.alarms}
    yield from _gauge("intake_alarm_since_timestamp_seconds", "Since when an alarm stands.", since)


def _of_mails(health: Health) -> Iterator[str]:
    vitals = health.vitals
    yield from _gauge("intake_mails_failed", "Mails that could not be processed.", {"": vitals.failed})
    yield from _gauge("intake_mails_unprocessed", "Mails not yet settled.", {"": vitals.unprocessed})
    age = {"": health.age(vitals.oldest_unprocessed) or 0}
    yield from _gauge("intake_oldest_unprocessed_mail_age_seconds", "Age of the oldest of them.", age)


def _of_replies(health: Health) -> Iterator[str]:
    vitals = health.vitals
    counts = {"queued": vitals.queued, "held": vitals.held, "refused": vitals.refused}
    counts |= {"undelivered": vitals.undelivered, "uncertain": vitals.uncertain}
    by_state = {f'{{state="{state}"}}': count for state, count in counts.items()}
    yield from _gauge(
        "intake_replies", "Replies not sent or returned; uncertain ones count as queued too.", by_state
    )
    age = {"": health.age(vitals.oldest_queued) or 0}
    yield from _gauge("intake_oldest_queued_reply_age_seconds", "Age of the oldest reply on its way.", age)


def _gauge(name: str, meaning: str, samples: Mapping[str, float]) -> Iterator[str]:
    """One metric with its samples by label; none where nothing is to be told."""
    if samples:
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
    for label, value in samples.items():
        yield f"{name}{label} {float(value):.15g}"
