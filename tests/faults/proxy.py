"""A proxy that understands IMAP or SMTP just well enough to spoil one exchange: a command and its whole answer.

Client and server take turns (neither imaplib nor aiosmtplib pipelines here), so one thread serves a connection. What
the client sends before a fault strikes reaches the real server, and what the server says reaches the client unchanged.
"""

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.line_server import Line, LineServer

GREETING = "GREETING"  # the verb of a connection's beginning
CONTENT = "CONTENT"  # the verb of a mail's bytes after DATA, and of an APPEND's literal

_LITERAL = re.compile(rb"\{(\d+)\+?\}\r\n$")


@dataclass
class Exchange:
    """One command on its way. `verb` is the command without its tag; `command` all its bytes, b"" for the greeting."""

    client: Line
    verb: str
    command: bytes
    tag: bytes
    forward: Callable[[bytes], bytes]
    _answer: bytes | None = field(default=None, init=False)

    def answer(self) -> bytes:
        """The real server's answer; the command is handed to it at the first asking."""
        if self._answer is None:
            self._answer = self.forward(self.command)
        return self._answer

    def say(self, text: bytes) -> None:
        """Let the client hear this; TAG at a line's beginning stands for the command's tag."""
        self.client.say(re.sub(rb"^TAG ", self.tag + b" ", text, flags=re.MULTILINE))

    def drop(self) -> None:
        """End the connection without a word."""
        raise ConnectionError

    def reset(self) -> None:
        """End the connection with a reset (RST), as a firewall does."""
        connection = self.client._connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.client._file.close()
        connection.close()
        raise ConnectionError

    def hang(self) -> None:
        """Say nothing until the client leaves."""
        self.client.hang()
        raise ConnectionError


# What is done to an exchange.
Way = Callable[[Exchange], None]
# Chooses what is done to an exchange, by its verb; None lets it pass.
Injector = Callable[[str], Way | None]


def pass_on(exchange: Exchange) -> None:
    """Nothing goes wrong."""
    exchange.say(exchange.answer())


def nothing(_: str) -> Way | None:
    """No fault at all."""
    return None


class Upstream:
    """The connection to the real server."""

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None) -> None:
        line = socket.create_connection(address, 30)
        self._line = line if context is None else context.wrap_socket(line, server_hostname=address[0])
        self._file = self._line.makefile("rb")

    def send(self, text: bytes) -> None:
        """Hand bytes to the server."""
        self._line.sendall(text)

    def line(self) -> bytes:
        """The next line with its end. Raises ConnectionError where the server has left."""
        line = self._file.readline()
        if not line:
            raise ConnectionError
        return line

    def bytes(self, count: int) -> bytes:
        """So many bytes."""
        return self._file.read(count)

    def close(self) -> None:
        """Leave without a word."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._file.close()
        self._line.close()


class FaultProxy(LineServer):
    """Listens on a free loopback port, without TLS; `injector` may be changed at any time."""

    def __init__(self, address: tuple[str, int], context: ssl.SSLContext | None = None) -> None:
        self._address, self._context = address, context
        self.injector: Injector = nothing
        self._upstreams: set[Upstream] = set()
        self._ask_one_by_one = threading.Lock()  # a count or a seeded generator is no good in two threads
        super().__init__(self._serve_connection)

    def _serve_connection(self, line: Line) -> None:
        upstream = Upstream(self._address, self._context)
        self._upstreams.add(upstream)
        try:
            self._converse(line, upstream)
        finally:
            self._upstreams.discard(upstream)
            upstream.close()

    def __exit__(self, *_: object) -> None:
        for upstream in tuple(self._upstreams):
            upstream.close()
        super().__exit__()

    def _converse(self, line: Line, upstream: Upstream) -> None:
        raise NotImplementedError

    def _exchange(self, exchange: Exchange) -> bytes:
        """Let it happen as the injector wants it; return the answer that the server gave, b"" where none was asked."""
        self.heard.clear()  # runs are long, and nobody looks
        with self._ask_one_by_one:
            way = self.injector(exchange.verb)
        (way or pass_on)(exchange)
        return exchange._answer or b""


class ImapProxy(FaultProxy):
    """Between an IMAP client and its server (RFC 3501)."""

    def _converse(self, line: Line, upstream: Upstream) -> None:
        self._exchange(Exchange(line, GREETING, b"", b"*", lambda _: upstream.line()))
        while True:
            command = line.hear()
            tag, _, verb = command.partition(b" ")

            def forward(text: bytes, tag: bytes = tag) -> bytes:
                upstream.send(text)
                return _imap_answer(upstream, tag)

            answer = self._exchange(Exchange(line, verb.decode("latin-1"), command + b"\r\n", tag, forward))
            literal = _LITERAL.search(command + b"\r\n")
            if literal and answer.startswith(b"+"):
                content = line.hear_bytes(int(literal[1])) + line.hear_bytes(2)
                self._exchange(Exchange(line, CONTENT, content, tag, forward))


def _imap_answer(upstream: Upstream, tag: bytes) -> bytes:
    """Everything up to the tagged line, or to a continuation request; literals are read by their length."""
    answer = b""
    while True:
        first = line = upstream.line()
        answer += line
        while literal := _LITERAL.search(line):
            answer += upstream.bytes(int(literal[1]))
            line = upstream.line()
            answer += line
        if first.startswith((tag + b" ", b"+")):
            return answer


class SmtpProxy(FaultProxy):
    """Between an SMTP client and its server (RFC 5321)."""

    def _converse(self, line: Line, upstream: Upstream) -> None:
        self._exchange(Exchange(line, GREETING, b"", b"", lambda _: _smtp_reply(upstream)))
        while True:
            command = line.hear()

            def forward(text: bytes) -> bytes:
                upstream.send(text)
                return _smtp_reply(upstream)

            answer = self._exchange(
                Exchange(line, command.decode("latin-1"), command + b"\r\n", b"", forward)
            )
            takes_mail = command.upper() == b"DATA" and answer.startswith(b"354")
            if takes_mail and not self._exchange(Exchange(line, CONTENT, _content(line), b"", forward)):
                line.hear()
                return  # the real server still waits for the mail: nothing more can be asked of it


def _content(line: Line) -> bytes:
    """A mail's bytes up to the final dot."""
    content = b""
    while not content.endswith(b"\r\n.\r\n"):
        piece = line._file.readline()
        if not piece:
            raise ConnectionError
        content += piece
    return content


def _smtp_reply(upstream: Upstream) -> bytes:
    reply = upstream.line()
    while reply.splitlines()[-1][3:4] == b"-":
        reply += upstream.line()
    return reply


class Once:
    """An injector that spoils the `nth` exchange whose verb begins with the pattern, and so many after it."""

    def __init__(self, pattern: str, way: Way, nth: int = 1, times: int = 1) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._way, self._nth, self._times = way, nth, times
        self._seen = 0

    @property
    def struck(self) -> int:
        """How many exchanges were spoilt."""
        return min(max(self._seen - self._nth + 1, 0), self._times)

    def __call__(self, verb: str) -> Way | None:
        """What to do to the exchange."""
        if not self._pattern.match(verb):
            return None
        self._seen += 1
        return self._way if self._nth <= self._seen < self._nth + self._times else None
