"""A limit on how long one operation may take as a whole, however busily the server drips.

A socket's own timeout starts anew with every byte that arrives. So a timer of ours shuts the line down when the time
is over: whatever is blocked in a read then sees the end of the line.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Watchdog:
    """Watches one line; `clock` counts seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._line: socket.socket | None = None
        self._cut = False

    def watch(self, line: socket.socket) -> None:
        """From now on this is the line that is cut; TLS puts a new socket object in the place of the old one."""
        self._line = line

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Cut the line if the block takes longer. Raises TimeoutError then, whatever the block made of it."""
        self._cut, ends = False, self._clock() + seconds
        timer = threading.Timer(seconds, self._cut_line)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if self._cut:
                raise TimeoutError("the operation took too long as a whole") from error
            raise
        finally:
            timer.cancel()
        if self._cut or self._clock() >= ends:
            raise TimeoutError("the operation took too long as a whole")

    def _cut_line(self) -> None:
        self._cut = True
        if self._line is not None:
            with suppress(OSError):  # it may be closed already
                # Not SSLSocket.shutdown: that takes the TLS layer away under the reading thread's feet.
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)
