"""A scripted IMAP server: well-behaved where a test says nothing, and as strange as it likes elsewhere."""

import re
from collections.abc import Callable

from tests.line_server import Line, LineServer

# What a rule does: bytes to send (`TAG` stands for the command's tag), or a function of the line and the tag.
Answer = bytes | Callable[[Line, bytes], None]

GREETING = b"* OK [CAPABILITY IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS UIDPLUS X-CM-EXT-1] ready\r\n"
MANNERS: dict[str, Answer] = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ UIDPLUS X-CM-EXT-1\r\nTAG OK done\r\n",
    "LOGIN": b"TAG OK LOGIN completed\r\n",
    "ID": b'* ID ("name" "Coremail Imap")\r\nTAG OK ID completed\r\n',
    "NOOP": b"TAG OK done\r\n",
    "LIST": b'* LIST () "/" "INBOX"\r\nTAG OK LIST completed\r\n',
    "EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 1] UIDs\r\nTAG OK [READ-ONLY] EXAMINE completed\r\n",
    "UID SEARCH": b"* SEARCH 1 2 3\r\nTAG OK done\r\n",
    "LOGOUT": b"* BYE bye\r\nTAG OK done\r\n",
}


def fake_imap(rules: dict[str, Answer] | None = None, greeting: Answer = GREETING) -> LineServer:
    """A server whose answer to a command is the first rule whose pattern the command begins with."""
    everything = {
        **(rules or {}),
        **{name: answer for name, answer in MANNERS.items() if name not in (rules or {})},
    }

    def script(line: Line) -> None:
        _answer(line, b"*", greeting)
        while True:
            tag, _, command = line.hear().partition(b" ")
            answer = next((a for p, a in everything.items() if re.match(p, command.decode("latin-1"))), None)
            _answer(line, tag, b"TAG BAD what?\r\n" if answer is None else answer)

    return LineServer(script)


def _answer(line: Line, tag: bytes, answer: Answer) -> None:
    if isinstance(answer, bytes):
        line.say(re.sub(rb"^TAG ", tag + b" ", answer, flags=re.MULTILINE))
    else:
        answer(line, tag)
