"""[I/O] Parses in supervised worker processes, with limits on wall time, processor time, memory and size.

A file can make a parser hang, fill the memory or take its whole process down (pdfium aborts): none of that may
reach the daemon. Workers stay warm from file to file and are replaced when one dies or has grown.
"""

import json
import os
import queue
import selectors
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from parsers.codec import load_document
from parsers.document import Document
from parsers.errors import (
    EncryptedError,
    ParseError,
    ParserFailureError,
    ParserUnavailableError,
    TooLargeError,
    UnreadableError,
    UnsupportedFormatError,
)
from parsers.frames import DOCUMENT, FAILURE, LENGTH, REFUSAL
from parsers.workplace import Workplace, sweep

_LOOK_SECONDS = 0.05  # how often a worker's memory is looked at
_CHUNK_BYTES = 1024**2
_START_SECONDS = 30.0
_RESERVED_BYTES = 8 * 1024**3  # OpenVINO reserves much that it never touches
_ATTEMPTS = 2  # a worker that died may have been ill from the file before
_EXITED_SECONDS = 5.0
_STARVED = (
    0.25  # of the time allowed: a worker that computed for less had waited, for the machine or for good
)
# Of the environment a worker gets no more than it needs to start: the passwords of the mailbox may stand beside these.
_ENVIRONMENT = frozenset({"PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV"})
_ERRORS: dict[str, type[ParseError]] = {
    error.reason: error for error in (UnreadableError, EncryptedError, TooLargeError)
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. `memory_bytes` is resident memory; `max_output_bytes` the Document as bytes."""

    wall_seconds: float = 120.0  # a scan of sixty pages takes most of a minute on a slow core
    cpu_seconds: int = 120
    memory_bytes: int = 2560 * 1024**2  # the OCR engine alone takes half a gigabyte and more
    max_output_bytes: int = 64 * 1024**2


class _DeadWorkerError(Exception):
    """The worker's process ended amid a file; `grown` where it had filled much of its memory by then."""

    def __init__(self, *, grown: bool) -> None:
        super().__init__()
        self.grown = grown


class _LateError(TooLargeError):
    """The answer did not come in time."""


class _StarvedWorkerError(Exception):
    """The time was up, but the worker had hardly computed: the machine may have been busy, or it asleep."""


class _Worker:
    """One process. Used by one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buffer = bytearray()
        self._peak = 0
        self.files = 0
        self._workplace = Workplace()
        settings = {
            # The address space is a second line of defence, and counts what is reserved but never used.
            "address_space_bytes": limits.memory_bytes + _RESERVED_BYTES,
            "cpu_seconds": limits.cpu_seconds,
            "max_output_bytes": limits.max_output_bytes,
        }
        try:
            self._process = _start(settings, self._workplace.path)
        except BaseException:
            self._workplace.remove()
            raise
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._output, selectors.EVENT_READ)
        os.set_blocking(self._output, False)
        try:
            self._receive(time.monotonic() + _START_SECONDS)
        except BaseException:
            self.kill()
            raise

    @property
    def _output(self) -> int:
        assert self._process.stdout is not None  # noqa: S101 - Popen was given a pipe
        return self._process.stdout.fileno()

    def ask(self, path: Path, name: str, pages: frozenset[int]) -> bytes:
        """Have one file parsed; give the answer's frame. TooLargeError, _DeadWorkerError, _StarvedWorkerError."""
        self.files += 1
        self._peak = 0
        before = self.computed_seconds()
        asked = {"path": str(path.absolute()), "name": name, "pages": sorted(pages)}
        request = json.dumps(asked).encode()
        try:
            assert self._process.stdin is not None  # noqa: S101 - Popen was given a pipe
            self._process.stdin.write(LENGTH.pack(len(request)) + request)
            self._process.stdin.flush()
        except OSError as error:
            raise _DeadWorkerError(grown=False) from error
        try:
            return self._receive(time.monotonic() + self._limits.wall_seconds)
        except _LateError:
            if self.computed_seconds() - before < _STARVED * self._limits.wall_seconds:
                raise _StarvedWorkerError from None
            raise

    def _receive(self, deadline: float) -> bytes:
        while (frame := self._take_frame()) is None:
            if time.monotonic() > deadline:
                raise _LateError("time")
            if self._selector.select(_LOOK_SECONDS):
                self._read_some()
            elif self.resident_bytes() > self._limits.memory_bytes:
                raise TooLargeError("memory")
        return frame

    def _read_some(self) -> None:
        chunk = os.read(self._output, _CHUNK_BYTES)
        if not chunk:
            self._tell_death()
        self._buffer += chunk
        if len(self._buffer) > self._limits.max_output_bytes + _CHUNK_BYTES:
            raise TooLargeError("output")

    def _tell_death(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXITED_SECONDS)
        if self._process.returncode == -signal.SIGXCPU:
            raise TooLargeError("processor time")
        raise _DeadWorkerError(grown=self._peak > self._limits.memory_bytes // 2)

    def _take_frame(self) -> bytes | None:
        if len(self._buffer) < LENGTH.size:
            return None
        end = LENGTH.size + LENGTH.unpack_from(self._buffer)[0]
        if len(self._buffer) < end:
            return None
        frame = bytes(self._buffer[LENGTH.size : end])
        del self._buffer[:end]
        return frame

    def resident_bytes(self) -> int:
        """How much memory the process holds now; 0 where it has ended."""
        try:
            resident = int(psutil.Process(self._process.pid).memory_info().rss)
        except psutil.Error:
            return 0
        self._peak = max(self._peak, resident)
        return resident

    def computed_seconds(self) -> float:
        """How long the process and the tools it started have computed so far; 0 where it has ended."""
        try:
            process = psutil.Process(self._process.pid)
            own, tools = process.cpu_times(), process.children(recursive=True)
        except psutil.Error:
            return 0.0
        running = 0.0
        for tool in tools:
            # The time of one that has just ended is among the worker's own next time.
            with suppress(psutil.Error):
                times = tool.cpu_times()
                running += times.user + times.system
        return float(own.user + own.system + own.children_user + own.children_system + running)

    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process and all that it may have started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._selector.close()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._workplace.remove()


def _start(settings: dict[str, int], workplace: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own module in our own interpreter, no shell
        # -P: the current folder, which anybody may have filled, is no place to import from.
        [sys.executable, "-P", "-m", "parsers.worker", json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # libraries write words of the file there
        start_new_session=True,  # Ctrl-C at the terminal is for the parent, which then ends its workers
        env=_environment(workplace),
    )


def _environment(workplace: Path) -> dict[str, str]:
    """What a worker knows of its surroundings; what it and its tools write by themselves goes to its workplace."""
    inherited = {name: value for name, value in os.environ.items() if name in _ENVIRONMENT}
    place = str(workplace)
    return {**inherited, "PYTHONPATH": _search_path(), "TMPDIR": place, "HOME": place}


def _search_path() -> str:
    """Where the worker finds this very package, whether installed or run from its folder."""
    ours = str(Path(__file__).parent.parent)
    inherited = os.environ.get("PYTHONPATH")
    return f"{ours}{os.pathsep}{inherited}" if inherited else ours


class Sandbox:
    """Parses files in `workers` processes, which are started when first needed. May be shared by threads.

    A worker is replaced after `files_per_worker` files, or when it has kept more than half of the memory allowed.
    Use as a context manager, or call `close`.
    """

    def __init__(self, limits: Limits | None = None, workers: int = 1, files_per_worker: int = 500) -> None:
        self._limits = limits or Limits()
        self._files_per_worker = files_per_worker
        self._workers = workers
        sweep()
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _worker in range(workers):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Parse the file at `path`, which the sender called `name`. Waits for a worker, then for the file.

        Of pages that are pictures, `pages` are read in full (the first in any case), the others in outline.
        Raises the ParseErrors of parsers/registry.py; TooLargeError beyond the limits; UnreadableError for a file
        that takes its worker down twice; ParserFailureError where a parser stumbled over its own fault. A worker that
        was late for want of processor time is replaced, and the file tried once more.
        """
        worker = self._idle.get()
        try:
            fate: ParseError = UnreadableError("the parser's process died")
            for _attempt in range(_ATTEMPTS):
                worker = self._ready(worker)
                try:
                    answer = worker.ask(path, name, pages)
                except _DeadWorkerError as death:
                    worker.kill()
                    worker = None
                    if death.grown:
                        raise TooLargeError("memory") from None
                except _StarvedWorkerError:
                    worker.kill()
                    worker, fate = None, TooLargeError("time")
                except (
                    BaseException
                ):  # over a limit, or we are interrupted: its answer must not meet the next file
                    worker.kill()
                    worker = None
                    raise
                else:
                    return _understand(answer)
            raise fate
        finally:
            self._idle.put(self._worth_keeping(worker))

    def _ready(self, worker: _Worker | None) -> _Worker:
        if worker is not None and worker.is_alive():
            return worker
        _dismiss(worker)
        try:
            return _Worker(self._limits)
        except (_DeadWorkerError, TooLargeError, OSError) as error:
            raise ParserUnavailableError("the parser's process does not start") from error

    def _worth_keeping(self, worker: _Worker | None) -> _Worker | None:
        if worker is None:
            return None
        grown = worker.resident_bytes() > self._limits.memory_bytes // 2
        if grown or worker.files >= self._files_per_worker:
            worker.kill()
            return None
        return worker

    def close(self) -> None:
        """End all workers, once the files under way are done."""
        for _worker in range(self._workers):
            _dismiss(self._idle.get())
        for _worker in range(self._workers):
            self._idle.put(None)


def _dismiss(worker: _Worker | None) -> None:
    if worker is not None:
        worker.kill()


def _understand(answer: bytes) -> Document:
    """Make an answer the Document or the error that it tells. What makes no sense is a worker gone astray."""
    kind, body = answer[:1], answer[1:]
    try:
        if kind == DOCUMENT:
            return load_document(body)
        told = json.loads(body) if kind == REFUSAL else {}
    except (ValueError, TypeError) as error:
        raise UnreadableError("the parser's process gave no document") from error
    if kind == FAILURE:
        raise ParserFailureError(body.decode("utf-8", "replace"))
    if told.get("reason") == UnsupportedFormatError.reason:
        raise UnsupportedFormatError(str(told.get("kind")))
    raise _ERRORS.get(str(told.get("reason")), UnreadableError)(str(told.get("message", "")))
