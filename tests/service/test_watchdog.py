"""The service manager is told that the daemon is well, as long as its jobs make progress."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers.document import Document
from service.app import Stop
from service.heartbeat import BeatingParser, Heartbeat
from service.service_manager import READY, WATCHDOG, ServiceManager


class Seconds:
    """A steady clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The present second."""
        return self.now


@pytest.fixture(params=["path", "abstract"])
def listener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    """A socket as systemd has it, by both kinds of address: what NOTIFY_SOCKET says, and its other end."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@intake-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(name if request.param == "path" else "\0" + name[1:])
        line.settimeout(5)
        yield name, line


def test_the_service_manager_hears_us(listener: tuple[str, socket.socket]) -> None:
    """One datagram for each telling."""
    name, line = listener
    manager = ServiceManager.of({"NOTIFY_SOCKET": name}, 1)
    assert manager.tell(READY)
    assert line.recv(100) == b"READY=1"
    assert manager.tell(READY, WATCHDOG)
    assert line.recv(100) == b"READY=1\nWATCHDOG=1"


def test_pings_come_three_times_as_often_as_they_must() -> None:
    """One that is lost kills nobody."""
    known = {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "120000000"}
    assert ServiceManager.of(known, 7).ping_seconds == 40
    assert ServiceManager.of({**known, "WATCHDOG_PID": "7"}, 7).ping_seconds == 40
    assert ServiceManager.of({**known, "WATCHDOG_PID": "8"}, 7).ping_seconds is None


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"NOTIFY_SOCKET": ""},
        {"NOTIFY_SOCKET": "vsock:2:1"},
        {"NOTIFY_SOCKET": "/none/there"},
        {"NOTIFY_SOCKET": "/none", "WATCHDOG_USEC": "0"},
        {"NOTIFY_SOCKET": "/none", "WATCHDOG_USEC": "soon"},
    ],
)
def test_without_a_service_manager_nothing_is_told(environment: dict[str, str]) -> None:
    """Started by hand, or by something that listens no more: the work goes on."""
    manager = ServiceManager.of(environment, 1)
    assert not manager.tell(READY)
    assert manager.ping_seconds is None


def test_an_idle_daemon_is_alive_and_a_stalled_job_is_not() -> None:
    """Between jobs nothing need happen; while one runs, steps must."""
    clock = Seconds()
    heartbeat = Heartbeat(clock, stalled_after=60)
    clock.now += 1000
    assert heartbeat.is_alive
    with heartbeat.job():
        assert _alive_after(heartbeat, clock, 59)
        assert not _alive_after(heartbeat, clock, 1)
        heartbeat.beat()
        assert _alive_after(heartbeat, clock, 0)
    assert _alive_after(heartbeat, clock, 0)


def test_a_job_that_hangs_is_not_covered_by_others_that_work() -> None:
    """The queue is looked at every quarter of a minute: that tells nothing of a poll that hangs, even if it began it."""
    clock = Seconds()
    heartbeat = Heartbeat(clock, stalled_after=60)
    alive: list[bool] = []
    with heartbeat.job():
        for _ in range(2):
            clock.now += 30
            with heartbeat.job():
                heartbeat.beat()
                alive.append(heartbeat.is_alive)
        alive.append(heartbeat.is_alive)
        heartbeat.beat()
        alive.append(heartbeat.is_alive)
    assert alive == [True, False, False, True]


def test_steps_in_threads_count_for_the_job_that_began_them() -> None:
    """A job of the scheduler does its work in a thread."""
    clock = Seconds()
    heartbeat = Heartbeat(clock, stalled_after=60)

    async def run() -> None:
        with heartbeat.job():
            clock.now += 59
            await asyncio.to_thread(heartbeat.beat)
            clock.now += 59
            assert heartbeat.is_alive

    asyncio.run(run())


def _alive_after(heartbeat: Heartbeat, clock: Seconds, seconds: float) -> bool:
    clock.now += seconds
    return heartbeat.is_alive


def test_every_step_is_a_sign_of_life() -> None:
    """Asking whether to stop, which is done before every mail; and each file that is read."""
    clock = Seconds()
    heartbeat = Heartbeat(clock, stalled_after=60)
    stop = Stop(heartbeat)

    class SlowParser:
        def parse(self, _path: Path, _name: str, _pages: frozenset[int] = frozenset()) -> Document:
            """Take its time."""
            clock.now += 50
            return Document(kind="txt")

    with heartbeat.job():
        for _ in range(3):
            clock.now += 50
            stop()
            assert heartbeat.is_alive
        parser = BeatingParser(SlowParser(), heartbeat)
        for _ in range(3):
            parser.parse(Path("a"), "a")
            assert heartbeat.is_alive
