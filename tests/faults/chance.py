"""Faults at random, from a seed: which exchanges are spoilt, and how."""

import random
import re
from collections import Counter

from tests.faults import ways
from tests.faults.proxy import CONTENT, Way

# The frequent ones stand several times. All of them spoil any exchange of either protocol.
ANYWHERE: tuple[Way, ...] = (
    *(ways.drop, ways.drop, ways.drop, ways.drop),
    *(ways.reset, ways.reset),
    *(ways.lost_answer, ways.lost_answer, ways.lost_answer),
    ways.lost_answer_reset,
    *(ways.half, ways.half),
    ways.half_reset,
    *(ways.answer_and_drop, ways.answer_and_drop),
    *(ways.slowly, ways.slowly),
    ways.hang,
    ways.half_and_hang,
)
IMAP: tuple[Way, ...] = (
    ways.says_and_leaves(b"* BYE shutting down\r\n"),
    ways.says(b"TAG NO [UNAVAILABLE] not now\r\n"),
    ways.torn_literal,
    ways.before(b"* OK [ALERT] maintenance\r\n* 1 FETCH (FLAGS (\\Seen))\r\n"),
)
SMTP: tuple[Way, ...] = (
    ways.says_and_leaves(b"421 4.3.2 shutting down\r\n"),
    ways.at("RCPT", ways.says(b"450 4.7.1 Greylisted\r\n")),
    ways.at("MAIL", ways.says(b"450 MI:DMC\r\n")),
)


class Chance:
    """An injector that spoils one exchange in `one_in`; `struck` counts the verbs' first words."""

    def __init__(self, seed: int, one_in: int, of_protocol: tuple[Way, ...]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._one_in, self._ways = one_in, (*ANYWHERE, *ANYWHERE, *of_protocol)
        self.struck: Counter[str] = Counter()

    def __call__(self, verb: str) -> Way | None:
        """What to do to the exchange."""
        if self._chance.randrange(self._one_in):
            return None
        self.struck[_first_word(verb)] += 1
        return self._chance.choice(self._ways)


def _first_word(verb: str) -> str:
    found = re.match(r"(UID )?[A-Z]+", verb)
    return CONTENT if verb == CONTENT else found[0] if found else "?"
