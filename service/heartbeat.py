"""Signs of life of the running jobs: whether they make progress is what the watchdog is told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from parsers.document import Document
from service.reader import Parser

# The longest single step is a large mail over a slow line, or a file that is read in several rounds of two minutes.
STALLED_AFTER = 1800.0


# The job of which the present step is a part.
_JOB: ContextVar[object] = ContextVar("job", default=None)


@dataclass
class Heartbeat:
    """Beats with every step of a job; a job that runs and does not beat is stalled, whatever the others do.

    Seconds by a steady clock. May be used from several threads: which job a step belongs to is a part of the context,
    which asyncio.to_thread hands on; who begins threads of his own hands it on himself (contextvars.copy_context).
    """

    clock: Callable[[], float] = time.monotonic
    stalled_after: float = STALLED_AFTER
    _last: dict[object, float] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def beat(self) -> None:
        """A step was made in the job that runs here."""
        job = _JOB.get()
        with self._lock:
            if job in self._last:
                self._last[job] = self.clock()

    @contextmanager
    def job(self) -> Iterator[None]:
        """A job runs: from now on steps are expected of it. One that is begun inside another is a job of its own."""
        job = object()
        with self._lock:
            self._last[job] = self.clock()
        token = _JOB.set(job)
        try:
            yield
        finally:
            _JOB.reset(token)
            with self._lock:
                del self._last[job]

    @property
    def is_alive(self) -> bool:
        """Hold while every job that runs makes steps."""
        with self._lock:
            return all(self.clock() - last < self.stalled_after for last in self._last.values())


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
