"""A loopback server that follows a script, line by line: what real servers will not do at our bidding, it does."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self


class Line:
    """The server's end of one connection."""

    def __init__(self, connection: socket.socket, stopped: threading.Event, heard: list[bytes]) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")
        self._stopped = stopped
        self._heard = heard

    def say(self, text: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(text)

    def hear(self) -> bytes:
        """The next line without its end; raises ConnectionError at the end of the connection."""
        line = self._file.readline()
        if not line:
            raise ConnectionError
        self._heard.append(line.rstrip(b"\r\n"))
        return self._heard[-1]

    def hear_bytes(self, count: int) -> bytes:
        """So many bytes."""
        return self._file.read(count)

    def hang(self) -> None:
        """Say nothing until the client leaves or the test ends."""
        with suppress(OSError):
            while self._file.read(1):
                pass

    def drip(self, text: bytes) -> None:
        """Send the same bytes again and again, one every few milliseconds, until the client leaves or the test ends."""
        while not self._stopped.wait(0.005):
            self.say(text)

    def drop(self) -> None:
        """End the connection without a word."""
        raise ConnectionError

    def leave(self) -> None:
        """Close both ways."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self._connection.close()


class LineServer:
    """Listens on a free loopback port; every connection is handed to `script`. `heard` are all lines of all clients."""

    host = "127.0.0.1"

    def __init__(self, script: Callable[[Line], None]) -> None:
        self._script = script
        self._listener = socket.create_server((self.host, 0))
        self.port: int = self._listener.getsockname()[1]
        self.heard: list[bytes] = []
        self.connections = 0
        self._stopped = threading.Event()
        self._lines: list[Line] = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            with suppress(OSError):
                line._connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._lines.append(Line(connection, self._stopped, self.heard))
                self._threads.append(threading.Thread(target=self._serve, args=(self._lines[-1],)))
                self._threads[-1].start()

    def _serve(self, line: Line) -> None:
        with suppress(OSError, ValueError):
            self._script(line)
        line.leave()
