"""`intake assign`: a person's decision on a message."""

import getpass
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import structlog

from intake.errors import TemporaryError
from rules.alias_check import Named
from rules.matching.suggest import Lesson, judge_name, suggest
from service.app import App
from service.commands.context import opened
from service.commands.messages import as_json_object
from service.commands.output import clean, json_option, print_json, print_line, say
from service.digest.labels import DISPOSITIONS
from service.ledger.errors import LedgerError
from service.outcome import Outcome
from service.pipeline import handle
from service.remembering import NotRememberedError
from service.remembering import remember as remember_name

log = structlog.get_logger()

_KINDS = {Named.UNIT: "unit", Named.PROJECT: "project"}


@dataclass(frozen=True, slots=True)
class _Decision:
    """What the person says: whose the mail is, and whether the name that it taught is to be written down."""

    message: int
    entries: tuple[str, ...]
    remember: bool
    name: str | None

    def lesson(self, app: App) -> Lesson:
        """The name that would have let the subject speak for itself."""
        with app.ledger.read() as ledger:
            (row,) = ledger.messages([self.message])
        known = (app.policy.campaigns, app.config.matching)
        if self.name is not None:
            return judge_name(self.name, row.subject, self.entries, *known)
        return suggest(row.subject, self.entries, *known)


@click.command()
@click.argument("message", type=int)
@click.argument("entries", metavar="ENTRY...", nargs=-1, required=True)
@click.option("--remember", is_flag=True, help="把标题中所写的名称记入名称文件，今后同样的标题可自动认出。")
@click.option("--name", metavar="名称", help="与 --remember 同用：要记下标题中的哪个名称。")
@json_option
@click.pass_context
def assign(
    context: click.Context,
    message: int,
    entries: tuple[str, ...],
    *,
    remember: bool,
    name: str | None,
    as_json: bool,
) -> None:
    """由人工指定一封邮件属于名单中的哪一项；随即核对并回复。指错的邮件可再次指定更正。"""
    if name is not None and not remember:
        raise click.UsageError("--name 须与 --remember 同用")
    decision = _Decision(message, tuple(dict.fromkeys(entries)), remember, name)
    with opened(context) as app:
        _check(app, message, entries)
        outcome = None
        if not (remember and _is_decided(app, decision)):
            outcome = _handled(app, message, decision.entries)
            if outcome is None:
                say(f"第{message}号邮件处理失败，未作改动；详情见上面的记录")
                context.exit(1)
        fault = _finish(context, app, decision, outcome, as_json=as_json)
    if fault:
        say(f"归属已定，名称没有记下：{fault}")
        context.exit(1)


def _finish(
    context: click.Context, app: App, decision: _Decision, outcome: Outcome | None, *, as_json: bool
) -> str:
    """Learn from the decision and tell everything; return what kept the name from being written down."""
    if not as_json:
        _tell(app, decision, outcome)
    lesson = decision.lesson(app)
    written, fault = _remembered(app, decision, lesson)
    if as_json:
        print_json(_object(app, decision, lesson, written))
    for line in () if as_json else _lines(context, decision, lesson, written):
        print_line(line)
    return fault


def _is_decided(app: App, decision: _Decision) -> bool:
    """Whether a person said just this before: to remember a name is no second decision, and nobody is answered."""
    with app.ledger.read() as ledger:
        row, events = ledger.message(decision.message), ledger.events(message=decision.message)
    last = next((event.kind for event in reversed(events) if event.kind in {"assigned", "judged"}), "")
    return row is not None and last == "assigned" and set(row.entries) == set(decision.entries)


def _remembered(app: App, decision: _Decision, lesson: Lesson) -> tuple[Path | None, str]:
    """The file that the name stands in now; or what kept a name from being written down, "" where there is none."""
    if not decision.remember or lesson.suggestion is None:
        return None, lesson.why if decision.name is not None else ""
    try:
        return remember_name(lesson.suggestion, app.config), ""
    except NotRememberedError as error:
        return None, str(error)


def _tell(app: App, decision: _Decision, outcome: Outcome | None) -> None:
    entries = "、".join(decision.entries)
    if outcome is None:
        print_line(f"第{decision.message}号邮件此前已由人工归入 {entries}，不再次核对和答复。")
        return
    print_line(f"第{decision.message}号邮件已归入 {entries}：{DISPOSITIONS[outcome.disposition]}")
    if outcome.reply is not None:
        when = "须经放行方可发出" if app.policy.hold_replies else "将在下一次收发时发出"
        print_line(f"回复已列入待发队列，{when}（intake replies list）。")


def _object(app: App, decision: _Decision, lesson: Lesson, written: Path | None) -> dict[str, object]:
    """The mail as `intake messages --json` shows it, with what its subject taught."""
    with app.ledger.read() as ledger:
        (row,) = ledger.messages([decision.message])
        mail = as_json_object(row, ledger.replies(message=decision.message), app.config.timezone)
    found = lesson.suggestion
    taught = (
        None if found is None else {"name": found.name, "target": found.target, "kind": _KINDS[found.named]}
    )
    return {
        **mail,
        "suggestion": taught,
        **({"remembered": str(written) if written else None} if decision.remember else {}),
    }


def _lines(
    context: click.Context, decision: _Decision, lesson: Lesson, written: Path | None
) -> Iterator[str]:
    """What people read about the name."""
    found = lesson.suggestion
    if found is None:
        if decision.remember and decision.name is None:
            yield f"没有需要记下的名称：{lesson.why}。"
        return
    named = f"“{found.name}”为{found.named.value}“{found.target}”的名称"
    if written is not None:
        yield f"已记{named}（{written}）。"
        if not found.suffices:
            yield "仅凭这一名称，同样的标题仍不足以自动归属，今后还须人工指定。"
        yield "今后的来件即按此辨认；正在常驻运行的 intake run 须重新启动后方才采用。"
    elif not decision.remember:
        command = shlex.join(_again(context, decision))
        whose = "确是该单位自己的名称" if found.named is Named.UNIT else "确是该项目的名称"
        yield (
            f"可记{named}，今后这样的标题即可自动认出。{whose}的，请执行：{command}（只记名称，不再次答复单位）"
        )


def _again(context: click.Context, decision: _Decision) -> tuple[str, ...]:
    """The command that writes the name down; with the configuration's file where one was named."""
    config = context.find_root().params.get("config")
    where = ("--config", str(config)) if config else ()
    return "intake", "assign", *where, str(decision.message), *decision.entries, "--remember"


def _check(app: App, message: int, entries: tuple[str, ...]) -> None:
    """Raises UsageError for what is not there, and for entries of several units."""
    unknown = [entry for entry in entries if not app.policy.knows(entry)]
    if unknown:
        raise click.UsageError(f"名单中没有 {clean('、'.join(unknown))}；intake roster list 列出全部编号")
    units = {app.policy.entry(entry).unit for entry in entries}
    if len(units) > 1:
        raise click.UsageError(f"一封邮件只能指定给一个单位：{'、'.join(sorted(units))}")
    with app.ledger.read() as ledger:
        row = ledger.message(message)
    if row is None:
        raise click.UsageError(f"没有第{message}号邮件；intake messages 列出全部邮件")
    if row.purged_at is not None:
        raise click.UsageError(f"第{message}号邮件的原件已按期清除，不能再核对")


def _handled(app: App, message: int, entries: tuple[str, ...]) -> Outcome | None:
    """The outcome; None where a fault of ours stands in the way, as it may for a mail that has `failed`."""
    try:
        with app.archive.in_use():
            return handle(message, app.desk, assigned=entries, who=getpass.getuser())
    except (TemporaryError, LedgerError):
        raise
    except Exception:  # as in service/jobs.py: logged with its traceback, told in one line
        log.exception("handling failed", message=message)
        return None
