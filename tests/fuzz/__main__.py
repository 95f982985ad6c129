"""`python -m tests.fuzz [--cases N] [--seed S] [--minutes M]`: damage documents and mails, and print what came of it.

Exit code 1 where anything raised. With --keep DIR such files are written there; --case N tries one number alone.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from tests.fuzz.run import DIED, TRACEBACK, FuzzCase, Result, Seeds, Tally, fuzzer, results
from tests.fuzz.seeds import FORMATS

_SLOW = 10.0  # seconds from which on a case is named


@dataclass
class Report:
    """The table, and the cases that a person should look at."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    raised: list[Result] = field(default_factory=list)
    slow: list[Result] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Count one."""
        self.tallies.setdefault(result.case.format, Tally()).add(result)
        if result.outcome == TRACEBACK:
            self.raised.append(result)
        elif result.seconds > _SLOW or result.outcome == DIED:
            self.slow.append(result)

    def lines(self) -> Iterator[str]:
        """The table, a format a line."""
        yield f"{'format':8} {'cases':>6} {'worst s':>8} {'deaths':>6}  outcomes"
        for name, tally in sorted(self.tallies.items()):
            told = ", ".join(f"{outcome} {count}" for outcome, count in tally.outcomes.most_common())
            cases = tally.outcomes.total()
            yield f"{name:8} {cases:6} {tally.worst:8.2f} {tally.outcomes[DIED]:6}  {told}"
        cases = sum(tally.outcomes.total() for tally in self.tallies.values())
        deaths = sum(tally.outcomes[DIED] for tally in self.tallies.values())
        yield f"{'all':8} {cases:6} {'':8} {deaths:6}  raised {len(self.raised)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments, try the cases, print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so long; 0: after the cases")
    parser.add_argument("--only", help="formats, with commas between them")
    parser.add_argument("--case", type=int, help="only the case of this number")
    parser.add_argument("--keep", type=Path, help="where to write the files that raised or were slow")
    given = parser.parse_args(arguments)
    report = _tried(given)
    sys.stdout.writelines(f"{line}\n" for line in report.lines())
    for result in report.raised + report.slow:
        sys.stdout.write(
            f"case {result.case.number} {result.case.format} {result.outcome} {result.seconds:.1f} s {result.trace}\n"
        )
        _keep(result.case, given.keep)
    return 1 if report.raised else 0


def _tried(given: argparse.Namespace) -> Report:
    report, began = Report(), time.monotonic()
    at_once = os.cpu_count() or 1
    with fuzzer(workers=at_once) as opened:
        for result in results(opened, _cases(given), at_once):
            report.add(result)
            if given.minutes and time.monotonic() - began > given.minutes * 60:
                break
    return report


def _cases(given: argparse.Namespace) -> Iterator[FuzzCase]:
    chosen = [each for each in FORMATS if given.only is None or each.name in given.only.split(",")]
    seeds = Seeds(chosen)
    if given.case is not None:
        return iter([seeds.case(given.seed, given.case)])
    return islice(seeds.cases(given.seed), given.cases)


def _keep(case: FuzzCase, folder: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{case.number}-{case.name}").write_bytes(case.payload)


if __name__ == "__main__":
    sys.exit(main())
