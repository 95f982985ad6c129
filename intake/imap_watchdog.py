"""A limit on how long one operation may take as a whole, however busily the server drips.

A socket's own timeout starts anew with every byte that arrives. So a thread of ours shuts the line down when the time
is over: whatever is blocked in a read then sees the end of the line. This is about real time, so no clock is passed.
"""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Watchdog:
    """Watches one line. One thread serves many operations: a new one for each would cost more than a fetch."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._line: socket.socket | None = None
        self._ends: float | None = None  # when the present operation's time is over
        self._wakes: float | None = None  # when the thread looks again; None where there is no thread
        self._cut = False

    def watch(self, line: socket.socket) -> None:
        """From now on this is the line that is cut; TLS puts a new socket object in the place of the old one."""
        with self._condition:
            self._line = line

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Cut the line if the block takes longer. Raises TimeoutError then, whatever the block made of it."""
        self._begin(seconds)
        try:
            yield
        except Exception as error:
            if self._cut:
                raise TimeoutError("the operation took too long as a whole") from error
            raise
        finally:
            with self._condition:
                self._ends = None
        if self._cut:
            raise TimeoutError("the operation took too long as a whole")

    def rest(self) -> None:
        """Let the line go and the thread end."""
        with self._condition:
            self._line, self._ends = None, None
            self._condition.notify()

    def _begin(self, seconds: float) -> None:
        with self._condition:
            self._cut, self._ends = False, time.monotonic() + seconds
            if self._wakes is None:
                self._wakes = self._ends
                threading.Thread(target=self._run, name="imap-watchdog", daemon=True).start()
            elif self._ends < self._wakes:
                self._condition.notify()

    def _run(self) -> None:
        """Sleep until the present operation's end; by then it is mostly another operation, with a later end."""
        with self._condition:
            while self._ends is not None and (left := self._ends - time.monotonic()) > 0:
                self._wakes = self._ends
                self._condition.wait(left)
            if self._ends is not None:
                self._cut_line()
            self._wakes = None

    def _cut_line(self) -> None:
        self._cut = True
        if self._line is not None:
            with suppress(OSError):  # it may be closed already
                # Not SSLSocket.shutdown: that takes the TLS layer away under the reading thread's feet.
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
