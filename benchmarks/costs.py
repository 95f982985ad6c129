"""What a stretch of work costs: seconds by the clock, seconds of processors, memory."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK_SECONDS = 0.01


@dataclass
class Cost:
    """Seconds of one stretch; `cpu` is user and system time of this process and of its children that have ended."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what happens inside; the children must have ended before it is left."""
    cost = Cost()
    wall, cpu = time.perf_counter(), _processor_seconds()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, _processor_seconds() - cpu


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@dataclass
class Memory:
    """Peaks of resident memory in bytes: of this process, and of the largest of its children."""

    parent: int = 0
    worker: int = 0


@contextmanager
def memory_watched() -> Iterator[Memory]:
    """Measure the peaks of what happens inside. The kernel keeps the peaks; a thread reads the children's."""
    memory, ended = Memory(), threading.Event()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # proc(5): start the peak afresh
    watcher = threading.Thread(target=_watch_children, args=(memory, ended))
    watcher.start()
    try:
        yield memory
    finally:
        ended.set()
        watcher.join()
        memory.parent = _peak(os.getpid())


def _watch_children(memory: Memory, ended: threading.Event) -> None:
    ourselves = psutil.Process()
    while not ended.wait(_LOOK_SECONDS):
        for child in ourselves.children():
            with suppress(OSError):
                memory.worker = max(memory.worker, _peak(child.pid))


def _peak(pid: int) -> int:
    """VmHWM of proc(5), the peak of resident memory, in bytes; 0 where the process has ended."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
