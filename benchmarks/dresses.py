"""How well documents are read: `python -m benchmarks.dresses CASES [--only TEXT] [--held-out]`.

CASES is a folder written by `python -m tests.documents.dresses`. Every case is read in the sandbox and judged as
`intake check --entry` does it; what was found is compared with what must be found, by dress and by code, and each
case that is not exactly right is listed. Cases held out are only counted, unless --held-out asks for them too.

A case is exactly right where verdict and gaps (code and section) are as expected. Advice is counted beside it.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

from parsers.sandbox import Sandbox
from rules.campaign import Campaign
from rules.case import Judgement
from rules.finding import Severity
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.commands.check import ForgivingSandbox, check_files
from service.reader import FileReader

EXPECTED = "expected.jsonl"
_LISTED_ADVICE = 40


@dataclass(frozen=True)
class Result:
    """One case: what had to be found (a line of expected.jsonl), what was found, and in what time."""

    told: dict[str, Any]
    verdict: str
    gaps: tuple[str, ...]
    advice: tuple[str, ...]
    seconds: float
    trouble: str = ""  # a fault of ours, by its kind

    @cached_property
    def expected(self) -> frozenset[str]:
        """The gaps that must be found."""
        return frozenset(self.told["gaps"])

    @cached_property
    def missed(self) -> tuple[str, ...]:
        """Gaps that were not found."""
        return tuple(sorted(self.expected.difference(self.gaps)))

    @cached_property
    def false(self) -> tuple[str, ...]:
        """Gaps that are none."""
        return tuple(sorted(set(self.gaps).difference(self.expected)))

    @property
    def verdict_right(self) -> bool:
        """Hold where the verdict is as expected."""
        return bool(self.verdict == self.told["verdict"])

    @property
    def right(self) -> bool:
        """Hold where verdict and gaps are exactly as expected."""
        return self.verdict_right and not self.missed and not self.false

    @cached_property
    def advice_wrong(self) -> tuple[str, ...]:
        """Advice that is lacking ("-code") or that nothing asks for ("+code")."""
        must, may = set(self.told["must"]), set(self.told["may"])
        lacking = (f"-{each}" for each in sorted(must.difference(self.advice)))
        needless = (
            f"+{each}"
            for each in sorted(set(self.advice) - must)
            if each not in may and each.partition(":")[0] not in may
        )
        return (*lacking, *needless)


@dataclass(frozen=True)
class Judge:
    """Judges cases of one folder. May be shared by threads: what is slow happens in the sandbox's processes."""

    cases: Path
    reader: FileReader
    known: Sequence[Campaign]

    def __call__(self, line: str) -> Result:
        """Read and judge the case of that line; a fault of ours is a result as well."""
        told = json.loads(line)
        began = monotonic()
        try:
            judgement = self._judge(told)
        except Exception as error:  # noqa: BLE001 - one case that fails must not hide the others
            return Result(told, "failed", (), (), monotonic() - began, f"{type(error).__name__}: {error}")
        gaps, advice = (_keys(judgement, severity) for severity in (Severity.GAP, Severity.ADVICE))
        return Result(told, str(judgement.verdict), gaps, advice, monotonic() - began)

    def _judge(self, told: dict[str, Any]) -> Judgement:
        campaign = next(each for each in self.known if told["entry"] in each.roster.by_id)
        entry = campaign.roster.by_id[told["entry"]]
        return check_files([self.cases / told["path"]], self.reader, entry, campaign, self.known)


def _keys(judgement: Judgement, severity: Severity) -> tuple[str, ...]:
    return tuple(sorted({each.key for each in judgement.findings if each.severity is severity}))


# The report


def report(results: Sequence[Result], *, details: bool) -> str:
    """Give the whole report as text; without details the totals alone, which tell nothing of a single case."""
    parts = [_totals(results)]
    if details:
        parts += [_table(_by_dress(results)), _table(_by_code(results))]
        parts += [_wrong_ones(results), _wrong_advice(results)]
    return "\n\n".join(part for part in parts if part)


def _totals(results: Sequence[Result]) -> str:
    due = sum(len(each.expected) for each in results)
    found = due - sum(len(each.missed) for each in results)
    false = sum(len(each.false) for each in results)
    rows = (
        ("cases", f"{len(results)}"),
        ("exactly right", _share(sum(each.right for each in results), len(results))),
        ("gaps found", _share(found, due)),
        ("false gaps", f"{false} ({false / max(len(results), 1):.3f} a document)"),
        ("wrong verdicts", f"{sum(not each.verdict_right for each in results)}"),
        ("advice right", _share(sum(not each.advice_wrong for each in results), len(results))),
        ("faults of ours", f"{sum(bool(each.trouble) for each in results)}"),
        (
            "seconds",
            f"{sum(each.seconds for each in results):.0f}, longest {max(each.seconds for each in results):.1f}",
        ),
    )
    return "\n".join(f"{name:16}{value}" for name, value in rows)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none due"


def _by_dress(results: Sequence[Result]) -> list[tuple[str, ...]]:
    names: dict[str, list[Result]] = {}
    for each in results:
        names.setdefault(each.told["dress"], []).append(each)
    ordered = sorted(names.items(), key=lambda item: (_all_right(item[1]), item[0]))
    head = ("dress", "cases", "right", "missed", "false", "verdict", "advice")
    return [head, *((name, *map(str, _counts(some))) for name, some in ordered)]


def _counts(some: Sequence[Result]) -> tuple[int, ...]:
    return (
        len(some),
        sum(each.right for each in some),
        sum(len(each.missed) for each in some),
        sum(len(each.false) for each in some),
        sum(not each.verdict_right for each in some),
        sum(bool(each.advice_wrong) for each in some),
    )


def _all_right(some: Sequence[Result]) -> bool:
    """Dresses that are wholly right come last: the eye falls on the others."""
    return all(each.right for each in some)


def _by_code(results: Sequence[Result]) -> list[tuple[str, ...]]:
    due = _count(results, lambda each: each.expected)
    missed = _count(results, lambda each: each.missed)
    false = _count(results, lambda each: each.false)
    codes = sorted(due | false, key=lambda code: (-missed[code] - false[code], code))
    rows = [(code, str(due[code]), str(due[code] - missed[code]), str(false[code])) for code in codes]
    return [("code", "due", "found", "false"), *rows]


def _count(results: Iterable[Result], of: Callable[[Result], Iterable[str]]) -> Counter[str]:
    return Counter(key.partition(":")[0] for each in results for key in of(each))


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        first, *rest = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join((first, *rest)))
    return "\n".join(lines)


def _wrong_ones(results: Sequence[Result]) -> str:
    lines = []
    for each in results:
        if each.right:
            continue
        lines.append(f"{each.told['path']}  [{each.told['sample']}, {each.told['entry']}]")
        lines.append(f"    expected {each.told['verdict']}: {', '.join(sorted(each.expected)) or '-'}")
        lines.append(f"    found    {each.verdict}: {', '.join(each.gaps) or '-'}")
        lines += [f"    {each.trouble}"] if each.trouble else []
    return "\n".join(["Wrong:", *lines]) if lines else "None wrong."


def _wrong_advice(results: Sequence[Result]) -> str:
    wrong = [each for each in results if each.advice_wrong and each.verdict == each.told["verdict"]]
    lines = [f"{each.told['path']}: {', '.join(each.advice_wrong)}" for each in wrong[:_LISTED_ADVICE]]
    more = [f"and {len(wrong) - len(lines)} more"] if len(wrong) > len(lines) else []
    return (
        "\n".join(["Advice (- lacking, + not asked for), where the verdict is right:", *lines, *more])
        if lines
        else ""
    )


def run(cases: Path, processes: int, only: str = "") -> list[Result]:
    """Judge the cases of a folder (those alone whose name holds `only`), several at a time.

    Shows on a terminal how far it is. Raises SystemExit where no case is left.
    """
    every = (cases / EXPECTED).read_text(encoding="utf-8").splitlines()
    lines = [line for line in every if only in json.loads(line)["path"]]
    if not lines:
        raise SystemExit(f"no case of {cases} has {only!r} in its name")
    results = []
    with (
        tempfile.TemporaryDirectory(prefix="intake-dresses-") as folder,
        Sandbox(workers=processes) as sandbox,
        ThreadPoolExecutor(processes) as threads,
    ):
        reader = FileReader(
            FileArchive(Path(folder)),
            ForgivingSandbox(sandbox),
            tuple(each.template for each in default_campaigns()),
        )
        for result in threads.map(Judge(cases, reader, default_campaigns()), lines):
            results.append(result)
            if sys.stderr.isatty():
                print(f"\r{len(results)} of {len(lines)}", end="", file=sys.stderr)
    return results


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, judge and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dresses")
    parser.add_argument("cases", type=Path)
    parser.add_argument("--held-out", action="store_true", help="list the cases held out as well")
    parser.add_argument("--only", default="", help="judge only the cases whose name holds this")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    results = run(given.cases, given.processes, given.only)
    secret = any(each.told["held_out"] for each in results)
    print(report(results, details=given.held_out or not secret))


if __name__ == "__main__":
    main()
