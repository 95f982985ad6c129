"""`intake rules test`: what a changed configuration would change, before it goes live."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from rich.progress import track

from rules.matching import Matcher
from service.app import App, policy_of
from service.commands.context import matcher, opened
from service.commands.match import WORDS
from service.commands.output import errors, json_option, print_json, print_line, print_table
from service.config import load_config, load_ruleset
from service.digest.labels import DISPOSITIONS
from service.policy import Policy
from service.records import MessageRecord
from service.replaying import Change, Fate, changed_mail, changed_subjects, mail_unlike_record, replayable


@click.group()
def rules() -> None:
    """规则：标题怎样认、文件怎样核对。"""


@rules.command()
@click.argument("subjects", metavar="[标题文件]", required=False)
@click.option("--with", "changed", metavar="FILE", help="改过的配置；不写则以台账的记录同当前配置相比。")
@json_option
@click.pass_context
def test(context: click.Context, subjects: str | None, changed: str | None, as_json: bool) -> None:
    """改动上线之前先试：以改过的配置重放全部来件（或文件中逐行的标题，- 为标准输入），只列出会变的。

    什么也不写入，也不回复。人工指定过的来件若会归到别处，退出码为 1。
    """
    if subjects is None:
        changes, total = _replayed_mails(context, changed)
    else:
        changes, total = _replayed_subjects(context, subjects, changed)
    if as_json:
        print_json(_object(change) for change in changes)
    else:
        _show(changes, total)
    if any(change.goes_elsewhere for change in changes):
        context.exit(1)


def _replayed_subjects(
    context: click.Context, subjects: str, changed: str | None
) -> tuple[list[Change], int]:
    """Raises UsageError without a changed configuration: a subject by itself has no record to compare with."""
    if changed is None:
        raise click.UsageError(
            "重放标题文件时，请用 --with 写明改过的配置：intake rules test --with 新配置.toml 标题文件"
        )
    lines = list(_lines(subjects))
    ruleset = load_ruleset(Path(changed))
    new = Matcher(ruleset.campaigns, ruleset.matching)
    return list(changed_subjects(lines, matcher(context), new)), len(lines)


def _lines(path: str) -> Iterator[str]:
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    text = data.decode("utf-8-sig", "replace").removesuffix("\n")
    yield from (line.removesuffix("\r") for line in text.split("\n")) if text else ()


def _replayed_mails(context: click.Context, changed: str | None) -> tuple[list[Change], int]:
    new = None
    if changed is not None:
        new = policy_of(load_config(Path(changed), os.environ, needs_secrets=False))
    with opened(context) as app:
        with app.ledger.read() as ledger:
            messages = replayable(ledger.messages())
        found = (_change(message, app, new) for message in messages)
        return [change for change in _watched(found, len(messages)) if change is not None], len(messages)


def _change(message: MessageRecord, app: App, new: Policy | None) -> Change | None:
    if new is None:
        return mail_unlike_record(message, app.desk, app.policy)
    return changed_mail(message, app.desk, app.policy, new)


def _watched(found: Iterable[Change | None], total: int) -> Iterable[Change | None]:
    """With a progress bar where somebody watches."""
    return track(found, "重放", total, console=errors, transient=True) if errors.is_terminal else found


def _object(change: Change) -> dict[str, object]:
    return {
        "message": change.message or None,
        "subject": change.subject,
        "old": _fate(change.old),
        "new": _fate(change.new),
        "assigned": list(change.assigned) or None,
        "elsewhere": change.goes_elsewhere,
    }


def _fate(fate: Fate) -> dict[str, object]:
    return {"outcome": fate.outcome, "entries": list(fate.entries), "gaps": list(fate.gaps)}


_OUTCOMES = {str(word): shown for words in (WORDS, DISPOSITIONS) for word, shown in words.items()}


def _show(changes: Sequence[Change], total: int) -> None:
    rows = [
        (
            change.message or "",
            change.subject,
            _words(change.old, change.new),
            _words(change.new, change.old),
            f"人工指定为{'、'.join(change.assigned)}" if change.goes_elsewhere else "",
        )
        for change in changes
    ]
    if rows:
        print_table("", ("序号", "标题", "原来", "改后", "注意"), rows)
    elsewhere = sum(change.goes_elsewhere for change in changes)
    print_line(f"重放{total}件，会变的{len(changes)}件，其中与人工指定不符的{elsewhere}件。")


def _words(fate: Fate, other: Fate) -> str:
    """The fate in a cell; gaps only where they are what changes."""
    lines = [_OUTCOMES.get(fate.outcome, fate.outcome), *fate.entries]
    if fate.gaps != other.gaps:
        lines += [f"待补正：{'、'.join(fate.gaps)}"] if fate.gaps else ["无待补正"]
    return "\n".join(lines)
