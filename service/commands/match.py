"""`intake match`: a dry run of the matching."""

import sys
from collections.abc import Iterable

import click

from rules.matching.match import Explanation, Match, MatchOutcome
from service.commands.context import matcher
from service.commands.output import json_option, print_json, print_line, print_table

WORDS = {
    MatchOutcome.MATCHED: "对应",
    MatchOutcome.AMBIGUOUS: "待人工确认",
    MatchOutcome.UNMATCHED: "未能对应",
}


@click.command()
@click.argument("subjects", nargs=-1)
@click.option("--explain", is_flag=True, help="逐步说明标题是怎样认的。")
@json_option
@click.pass_context
def match(context: click.Context, subjects: tuple[str, ...], explain: bool, as_json: bool) -> None:
    """试一试邮件标题对应名单中的哪一项；不给 SUBJECT 时从标准输入逐行读取。"""
    reader = matcher(context)
    asked = subjects or _lines()
    results = []
    for subject in asked:
        explanation = reader.explain(subject) if explain else None
        result = explanation.match if explanation is not None else reader.match(subject)
        results.append(result)
        if as_json:
            steps = {"explanation": steps_object(explanation)} if explanation is not None else {}
            print_json({**as_json_object(result), **steps})
        elif explanation is not None:
            _show_steps(explanation)
    if not as_json and not explain:
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


def steps_object(explanation: Explanation) -> dict[str, object]:
    """The reading step by step, as JSON."""
    return {
        "normalised": explanation.normalised,
        "pieces": [
            {"text": piece.text, "kind": piece.kind, "meaning": piece.meaning} for piece in explanation.pieces
        ],
        "weighed": [
            {
                "entry": each.entry,
                "score": round(each.score, 3),
                "for": list(each.speaks_for),
                "against": list(each.speaks_against),
            }
            for each in explanation.weighed
        ],
        "decision": explanation.decision,
    }


def _show_steps(explanation: Explanation) -> None:
    print_line(f"标题　{explanation.subject}")
    print_line(f"统一写法　{explanation.normalised}")
    pieces = [(piece.text, piece.kind, piece.meaning) for piece in explanation.pieces]
    print_table("一、拆开来看", ("文字", "认作", "所指"), pieces)
    weighed = [
        (each.entry, each.score, "\n".join(each.speaks_for), "\n".join(each.speaks_against))
        for each in explanation.weighed
    ]
    if weighed:
        print_table("二、逐项比较", ("编号", "分数", "支持", "不支持"), weighed)
    print_line(f"结论　{WORDS[explanation.match.outcome]}：{explanation.decision}")
    print_line()


def _show(results: Iterable[Match]) -> None:
    rows = []
    for result in results:
        readings = "\n".join(f"{each.entry}：{each.why}" for each in result.candidates[:5])
        rows.append((result.subject, WORDS[result.outcome], "\n".join(result.entries), readings))
    print_table("", ("标题", "结果", "编号", "依据"), rows)
