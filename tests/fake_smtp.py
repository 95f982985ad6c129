"""A scripted SMTP server: well-behaved where a test says nothing, and as strange as it likes elsewhere."""

import re
from collections.abc import Callable, Iterator

from tests.line_server import Line, LineServer

# What a rule does: bytes to send, a function of the line, or an iterator of these, one for each time.
Answer = bytes | Callable[[Line], None]

GREETING = b"220 ready\r\n"
MANNERS: dict[str, Answer] = {
    "EHLO": b"250-fake\r\n250-SIZE 73400320\r\n250-8BITMIME\r\n250 AUTH LOGIN PLAIN CRAM-MD5\r\n",
    "AUTH": b"235 Authentication successful\r\n",
    "MAIL": b"250 Mail OK\r\n",
    "RCPT": b"250 Mail OK\r\n",
    "DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    "RSET": b"250 OK\r\n",
    "QUIT": b"221 Bye\r\n",
}
ACCEPTED = b"250 Mail OK queued as fake\r\n"


class FakeSmtp(LineServer):
    """`contents` are the mails as they came, still dot-stuffed, without the final dot."""

    def __init__(
        self, rules: dict[str, Answer | Iterator[Answer]] | None = None, greeting: Answer = GREETING
    ) -> None:
        self.contents: list[bytes] = []
        self._rules: dict[str, Answer | Iterator[Answer]] = {**(rules or {})}
        for name, answer in MANNERS.items():
            self._rules.setdefault(name, answer)
        self._greeting = greeting
        super().__init__(self._converse)

    def commands(self, verb: bytes) -> list[bytes]:
        """Every command line with that verb, of all connections."""
        return [line for line in self.heard if line.upper().startswith(verb)]

    def _converse(self, line: Line) -> None:
        _say(line, self._greeting)
        while True:
            command = line.hear().decode("latin-1")
            rule = next(
                (a for p, a in self._rules.items() if re.match(p, command, re.IGNORECASE)), b"502 what?\r\n"
            )
            answer = next(rule) if isinstance(rule, Iterator) else rule
            _say(line, answer)
            if command.upper() == "DATA" and isinstance(answer, bytes) and answer.startswith(b"354"):
                self._receive(line)

    def _receive(self, line: Line) -> None:
        content = b""
        while not content.endswith(b"\r\n.\r\n") and content != b".\r\n":
            content += line.hear_bytes(1) or line.hear()
        self.contents.append(content[:-3])
        rule = self._rules.get("CONTENT", ACCEPTED)
        _say(line, next(rule) if isinstance(rule, Iterator) else rule)


def _say(line: Line, answer: Answer) -> None:
    if isinstance(answer, bytes):
        line.say(answer)
    else:
        answer(line)
