"""What can go wrong with one exchange: each a function of it, or one that makes such a function."""

import re
import time

from tests.faults.proxy import Exchange, Way, pass_on

_LITERAL = re.compile(rb"\{(\d+)\}\r\n")


# The line itself


def drop(exchange: Exchange) -> None:
    """The command never reaches the server."""
    exchange.drop()


def reset(exchange: Exchange) -> None:
    """The same, with a reset."""
    exchange.reset()


def hang(exchange: Exchange) -> None:
    """Nobody answers, and nobody hangs up."""
    exchange.hang()


def lost_answer(exchange: Exchange) -> None:
    """The server did what it was asked, but its answer is lost."""
    exchange.answer()
    exchange.drop()


def lost_answer_reset(exchange: Exchange) -> None:
    """The same, with a reset."""
    exchange.answer()
    exchange.reset()


def unheard_answer(exchange: Exchange) -> None:
    """The server did what it was asked; the client waits in vain."""
    exchange.answer()
    exchange.hang()


def answer_and_drop(exchange: Exchange) -> None:
    """The answer arrives, and then the line is gone."""
    exchange.say(exchange.answer())
    exchange.drop()


def half(exchange: Exchange) -> None:
    """The answer breaks off in its middle."""
    exchange.say(_half(exchange.answer()))
    exchange.drop()


def half_reset(exchange: Exchange) -> None:
    """The same, with a reset."""
    exchange.say(_half(exchange.answer()))
    exchange.reset()


def half_and_hang(exchange: Exchange) -> None:
    """The answer stops in its middle."""
    exchange.say(_half(exchange.answer()))
    exchange.hang()


def slowly(exchange: Exchange) -> None:
    """The answer comes in small pieces, and whole."""
    answer = exchange.answer()
    step = max(1, len(answer) // 40)
    for start in range(0, len(answer), step):
        exchange.client.say(answer[start : start + step])
        time.sleep(0.002)


def late(exchange: Exchange) -> None:
    """The answer comes late, but in time."""
    answer = exchange.answer()
    time.sleep(0.2)
    exchange.say(answer)


def dripping(text: bytes) -> Way:
    """The same bytes again and again, for ever."""

    def drip(exchange: Exchange) -> None:
        exchange.client.drip(text)

    return drip


def _half(answer: bytes) -> bytes:
    return answer[: len(answer) // 2]


def at(verb: str, way: Way) -> Way:
    """That way with commands of this verb, nothing with others."""
    return lambda exchange: (way if exchange.verb.startswith(verb) else pass_on)(exchange)


# What is said


def says(text: bytes) -> Way:
    """The server says this instead; the command does not reach the real one."""
    return lambda exchange: exchange.say(text)


def says_and_leaves(text: bytes) -> Way:
    """The same, and hangs up."""

    def say(exchange: Exchange) -> None:
        exchange.say(text)
        exchange.drop()

    return say


def says_after(text: bytes) -> Way:
    """The real server did what it was asked, but this is what arrives."""

    def say(exchange: Exchange) -> None:
        exchange.answer()
        exchange.say(text)

    return say


def before(text: bytes) -> Way:
    """This arrives first, then the answer."""

    def say(exchange: Exchange) -> None:
        answer = exchange.answer()
        exchange.say(text + answer)

    return say


def replaced(pattern: bytes, by: bytes) -> Way:
    """The answer, changed wherever the pattern fits."""

    def say(exchange: Exchange) -> None:
        exchange.say(re.sub(pattern, by, exchange.answer()))

    return say


# Literals and sizes (RFC 3501, 4.3)


def literal_length(change: int) -> Way:
    """The first literal's announced length is so many bytes off."""

    def say(exchange: Exchange) -> None:
        def other(found: re.Match[bytes]) -> bytes:
            return b"{%d}\r\n" % max(0, int(found[1]) + change)

        exchange.say(_LITERAL.sub(other, exchange.answer(), count=1))

    return say


def torn_literal(exchange: Exchange) -> None:
    """The line is cut within the literal."""
    answer = exchange.answer()
    found = _LITERAL.search(answer)
    exchange.say(answer[: found.end() + int(found[1]) // 2] if found else answer)
    exchange.drop()


def short_literal(exchange: Exchange) -> None:
    """Only half of the literal comes, and its length says so: a part shorter than asked."""
    answer = exchange.answer()
    found = _LITERAL.search(answer)
    if found is None:
        exchange.say(answer)
        return
    length = int(found[1])
    rest = answer[found.end() + length :]
    half = answer[found.end() : found.end() + length // 2]
    exchange.say(answer[: found.start()] + b"{%d}\r\n" % len(half) + half + rest)
