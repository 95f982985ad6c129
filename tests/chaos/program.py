"""`intake poll`, to be killed at a point: a process that forks one run after the other, so that imports cost once.

Run as a program it reads runs from standard input, one JSON object a line, and answers with the exit status.
"""

import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO, Self

from service.app import bootstrap
from service.commands.poll import _cycle
from service.config import Config, load_config
from service.kill_points import Point
from service.logs import configure_logging

SRC = Path(__file__).parent.parent.parent
PASSWORDS = ("INTAKE_MAILBOX_PASSWORD", "INTAKE_SMTP_PASSWORD")


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the program: its configuration, the time of day at its start, and where it is killed, if at all."""

    config: Path
    now: datetime
    point: Point | None = None
    passing: int = 1

    def as_line(self) -> str:
        """The run on its way to the program."""
        return json.dumps([str(self.config), self.now.isoformat(), self.point, self.passing])

    @classmethod
    def of_line(cls, line: str) -> Self:
        """The run as it came."""
        config, now, point, passing = json.loads(line)
        return cls(Path(config), datetime.fromisoformat(now), Point(point) if point else None, passing)


class Program:
    """The program beside the test: `run` starts it once more and tells whether it was killed."""

    def __init__(self, password: str) -> None:
        self._environment = os.environ | dict.fromkeys(PASSWORDS, password) | {"PYTHONPATH": str(SRC)}

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.program"],
            env=self._environment,
            cwd=SRC,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def run(self, run: Run) -> bool:
        """Hold where it was killed. Raises AssertionError with the log where it failed otherwise."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(run.as_line() + "\n")
        stdin.flush()
        status = int(stdout.readline())
        assert status in (0, -signal.SIGKILL), f"{status}\n{_log_of(run).read_text(encoding='utf-8')}"
        return status != 0


def _log_of(run: Run) -> Path:
    return run.config.with_name("log")


@dataclass(frozen=True)
class _ClockFrom:
    """A clock that began at a given moment."""

    start: datetime
    begun: float

    def now(self) -> datetime:
        """The moment."""
        return self.start + timedelta(seconds=time.monotonic() - self.begun)


def _killer(run: Run) -> Callable[[Point], None]:
    """End this process, without a word to anybody, at the n-th passing of the point."""
    passings = itertools.count(1)

    def reached(point: Point) -> None:
        if point is run.point and next(passings) == run.passing:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


@lru_cache
def _config(path: Path) -> Config:
    """Read it before the first fork: it takes longer than all the rest of a start."""
    return load_config(path, os.environ)


def _poll(run: Run) -> None:
    configure_logging()
    app = bootstrap(_config(run.config), _ClockFrom(run.now, time.monotonic()), _killer(run))
    try:
        with app.alone():
            asyncio.run(_cycle(app))
    finally:
        app.close()


def _forked(run: Run, answers: IO[str]) -> int:
    """Run it in a process of its own; return its exit status, negative where a signal ended it."""
    answers.flush()
    _config(run.config)
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException), _log_of(run).open("a", encoding="utf-8") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            try:
                _poll(run)
                status = 0
            except BaseException:
                sys.excepthook(*sys.exc_info())
                raise
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    """Serve until nobody asks any more."""
    for line in sys.stdin:
        status = _forked(Run.of_line(line), sys.stdout)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
