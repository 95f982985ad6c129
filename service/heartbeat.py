"""Signs of life of the running jobs: whether they make progress is what the watchdog is told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from parsers.document import Document
from service.reader import Parser

# The longest single step is a large mail over a slow line, or a file that is read in several rounds of two minutes.
STALLED_AFTER = 1800.0


@dataclass
class Heartbeat:
    """Beats with every step of any job; jobs that run and do not beat are stalled. Seconds by a steady clock.

    May be used from several threads.
    """

    clock: Callable[[], float] = time.monotonic
    stalled_after: float = STALLED_AFTER
    _running: int = field(default=0, init=False)
    _last: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def beat(self) -> None:
        """A step was made."""
        self._last = self.clock()

    @contextmanager
    def job(self) -> Iterator[None]:
        """A job runs: from now on steps are expected."""
        with self._lock:
            self._running += 1
        self.beat()
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1
            self.beat()

    @property
    def is_alive(self) -> bool:
        """Hold while nothing runs, or what runs makes steps."""
        return self._running == 0 or self.clock() - self._last < self.stalled_after


@dataclass(frozen=True)
class BeatingParser:
    """A parser (service.reader.Parser) every file of which is a step."""

    parser: Parser
    heartbeat: Heartbeat

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read one file. Raises ParseError where the file is at fault."""
        self.heartbeat.beat()
        try:
            return self.parser.parse(path, name, pages)
        finally:
            self.heartbeat.beat()
