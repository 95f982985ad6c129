"""The watchdog's thread and its limits."""

import socket
import threading

import pytest

from intake.imap_watchdog import Watchdog


def watchdog_thread() -> threading.Thread:
    """The one that was started last; those of other tests may be about to end."""
    return [thread for thread in threading.enumerate() if thread.name == "imap-watchdog"][-1]


def test_a_shorter_limit_after_a_longer_one() -> None:
    """The thread that sleeps for the first is woken for the second: a read that would block for ever ends."""
    watchdog = Watchdog()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog.watch(ours)
        with watchdog.limit(3600):
            pass
        with pytest.raises(TimeoutError), watchdog.limit(0.05):
            assert ours.recv(1) == b""
        watchdog.rest()


def test_within_its_time_an_operation_is_left_alone() -> None:
    """Neither the line nor the block's own exception is touched, and a resting watchdog keeps no thread."""
    watchdog = Watchdog()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog.watch(ours)
        with pytest.raises(ValueError, match="own"), watchdog.limit(3600):
            raise ValueError("own")
        theirs.sendall(b"x")
        with watchdog.limit(3600):
            assert ours.recv(1) == b"x"
        thread = watchdog_thread()
        watchdog.rest()
        thread.join(10)
        assert not thread.is_alive()


def test_line_that_is_closed_already() -> None:
    """Cutting what is gone is no error; the limit still says that time is over."""
    watchdog = Watchdog()
    ours, theirs = socket.socketpair()
    ours.close()
    watchdog.watch(ours)
    with theirs, pytest.raises(TimeoutError), watchdog.limit(0.2):
        watchdog_thread().join(10)  # it ends once it has cut the line
