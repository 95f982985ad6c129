"""Seconds per stage of a poll: clocks put around the program's own functions, in a run of their own.

Each stage is given the time that is spent in it and in no stage inside it. What is read ahead in other threads counts
to its stages too, so that the stages' seconds may add up to more than the run's.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import service.app
import service.casework
import service.collecting
import service.pipeline
import service.reading
import service.recording
from benchmarks.costs import Cost
from intake.mailbox import ImapMailbox
from parsers.sandbox import Sandbox
from rules.matching import Matcher
from service.archive import FileArchive, FileWriter
from service.ledger.sql_ledger import SqlLedger, SqlTransaction
from service.policy import Policy
from service.reading import ReadAhead

_FUNCTIONS: tuple[tuple[object, tuple[str, ...], str], ...] = (
    (ImapMailbox, ("connect", "folders", "uids", "fetch"), "fetch"),
    (FileArchive, ("put", "get", "path"), "archive"),
    (FileWriter, ("finish",), "archive"),
    (FileArchive, ("get_document", "put_document"), "document cache"),
    (service.collecting, ("read_message",), "parse MIME"),
    (service.reading, ("read_message",), "parse MIME"),
    (service.recording, ("read_message",), "parse MIME"),
    (service.casework, ("read_message",), "parse MIME"),
    (Sandbox, ("parse",), "read files"),
    (ReadAhead, ("take",), "wait for what is read ahead"),
    (Matcher, ("match",), "match"),
    (service.pipeline, ("assess",), "assess"),
    (Policy, ("judge",), "judge"),
    (service.app, ("compose",), "compose"),
)


class Stages:
    """The clocks. `install` puts them in; they stay until the process ends."""

    def __init__(self) -> None:
        self.costs: dict[str, Cost] = {}
        self._open = threading.local()
        self._lock = threading.Lock()

    def install(self) -> None:
        """Put a clock around each function of the list and around all that the ledger does."""
        for owner, names, stage in _FUNCTIONS:
            for name in names:
                setattr(owner, name, self._clocked(getattr(owner, name), stage))
        verbs = {name for part in SqlTransaction.__mro__ for name in vars(part) if not name.startswith("_")}
        for name in verbs:
            setattr(SqlTransaction, name, self._clocked(getattr(SqlTransaction, name), "ledger"))
        for name in ("write", "read"):
            setattr(
                SqlLedger,
                name,
                self._clocked_ends(getattr(SqlLedger, name), f"ledger: begin and end, {name}"),
            )

    def _clocked(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def clocked(*arguments: Any, **named: Any) -> Any:
            with self._clock(stage):
                return function(*arguments, **named)

        return clocked

    def _clocked_ends(self, transaction: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Time a transaction's begin and end; what happens inside has its own stages."""

        @contextmanager
        def clocked(*arguments: Any) -> Iterator[Any]:
            manager = transaction(*arguments)
            with self._clock(stage):
                found = manager.__enter__()
            try:
                yield found
            except BaseException as error:
                if not manager.__exit__(type(error), error, error.__traceback__):
                    raise
            else:
                with self._clock(stage):
                    manager.__exit__(None, None, None)

        return clocked

    @contextmanager
    def _clock(self, stage: str) -> Iterator[None]:
        outer: Cost | None = getattr(self._open, "inside", None)
        self._open.inside = inside = Cost()  # what stages within this one take
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            yield
        finally:
            spent = Cost(time.perf_counter() - wall, time.thread_time() - cpu)
            self._open.inside = outer
            if outer is not None:
                outer.wall, outer.cpu = outer.wall + spent.wall, outer.cpu + spent.cpu
            self._add(stage, Cost(spent.wall - inside.wall, spent.cpu - inside.cpu))

    def _add(self, stage: str, spent: Cost) -> None:
        with self._lock:
            before = self.costs.get(stage, Cost())
            self.costs[stage] = Cost(before.wall + spent.wall, before.cpu + spent.cpu)
