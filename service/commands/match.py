"""`intake match`: a dry run of the matching."""

import sys
from collections.abc import Iterable

import click

from rules.matching import Matcher
from rules.matching.match import Match, MatchOutcome
from service.commands.context import campaigns
from service.commands.output import json_option, print_json, print_table

WORDS = {
    MatchOutcome.MATCHED: "对应",
    MatchOutcome.AMBIGUOUS: "待人工确认",
    MatchOutcome.UNMATCHED: "未能对应",
}


@click.command()
@click.argument("subjects", nargs=-1)
@json_option
@click.pass_context
def match(context: click.Context, subjects: tuple[str, ...], as_json: bool) -> None:
    """试一试邮件标题对应名单中的哪一项；不给 SUBJECT 时从标准输入逐行读取。"""
    matcher = Matcher(campaigns(context))
    asked = subjects or _lines()
    results = []
    for subject in asked:
        result = matcher.match(subject)
        results.append(result)
        if as_json:
            print_json(as_json_object(result))
    if not as_json:
        _show(results)
    if any(result.outcome is not MatchOutcome.MATCHED for result in results):
        context.exit(1)


def _lines() -> Iterable[str]:
    """Subjects from standard input; a blank line is one too."""
    data = sys.stdin.buffer.read().decode("utf-8", "replace")
    return [line.removesuffix("\r") for line in data.removesuffix("\n").split("\n")] if data else []


def as_json_object(result: Match) -> dict[str, object]:
    """The contract's object of one subject."""
    return {
        "subject": result.subject,
        "outcome": str(result.outcome),
        "entries": list(result.entries),
        "candidates": [
            {"entry": each.entry, "score": round(each.score, 3), "why": each.why}
            for each in result.candidates
        ],
    }


def _show(results: Iterable[Match]) -> None:
    rows = []
    for result in results:
        readings = "\n".join(f"{each.entry}：{each.why}" for each in result.candidates[:5])
        rows.append((result.subject, WORDS[result.outcome], "\n".join(result.entries), readings))
    print_table("", ("标题", "结果", "编号", "依据"), rows)
