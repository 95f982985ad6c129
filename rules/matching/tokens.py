"""The pieces that a subject is cut into, and the cutting: the way that leaves least unexplained (a shortest path)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.matching.aliases import COSTS, Kind, Lexicon, Name
from rules.matching.normalise import Compact
from rules.matching.similar import Slip, Trust
from rules.matching.words import PERSON_ALONE, PERSON_BY_NICKNAME, PERSON_OF_TWO, PERSON_WITH_TITLE, SURNAMES

_YEAR = re.compile(r"20(\d\d)(?:年度|年)?|(\d\d)(?:年度|年)")

# Units that were worked out from a short form or with a slip: nobody wrote them down.
_WORKED_OUT = {Trust.SURE: 2.0, Trust.WITH_PROJECT: 3.5, Trust.LIKELY: 6.0}
_SLIP = 1.0
_SHORT_PIECE, _LONG_PIECE = 3.0, 2.0
_REST = 10.0  # each character that nothing explains


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the compact text from `start` to `end`: its kind, and the name keys that it can mean."""

    start: int
    end: int
    kind: Kind
    text: str
    means: frozenset[str] = frozenset()
    trust: Trust = Trust.SURE
    slip: Slip = Slip.NONE
    exact: bool = True  # a name as somebody wrote it down, not a short form that was worked out
    number: int = 0  # of a year, a project, a row

    @property
    def is_doubtful(self) -> bool:
        """Whether it may well be another body's name: a likely one, or one that somebody trusts beside the project only.

        A short form that was worked out, and needs the project for its shortness, is none.
        """
        return self.trust is Trust.LIKELY or (self.exact and self.trust is Trust.WITH_PROJECT)


# The end of a step through the text, its cost, and what it takes: a name, a worked out token, a kind or nothing.
_Step = tuple[int, float, Name | Token | Kind | None]


@dataclass(frozen=True, slots=True)
class _Ground:
    """A text with what every step over it asks: where marks stand, and where a number or a Latin word would be cut."""

    text: Compact
    marks: tuple[int, ...]
    cuts: frozenset[int]

    def is_whole(self, start: int, end: int, own: frozenset[int] = frozenset()) -> bool:
        """Whether no mark goes through the stretch but those that the name has itself, and no number is cut."""
        if start in self.cuts or end in self.cuts:
            return False
        first = bisect_right(self.marks, start)
        if first == len(self.marks) or self.marks[first] >= end:
            return True
        return all(mark - start in own for mark in self.marks[first:] if mark < end)


def cut(text: Compact, lexicon: Lexicon, worked_out: Sequence[Token] = ()) -> tuple[Token, ...]:
    """Cut the text into tokens, from its end to its beginning by the cheapest steps."""
    length = len(text.text)
    ground = _Ground(text, tuple(sorted(text.breaks)), frozenset(_cuts(text)))
    extra: dict[int, list[Token]] = {}
    for token in worked_out:
        extra.setdefault(token.start, []).append(token)
    costs = [0.0] * (length + 1)
    chosen: list[_Step] = [(0, 0.0, None)] * length
    for place in range(length - 1, -1, -1):
        best: _Step = (place + 1, _REST, None)
        least = _REST + costs[place + 1]
        for step in _steps(ground, place, lexicon, extra):
            cost = step[1] + costs[step[0]]
            if cost < least or (cost == least and step[0] > best[0]):
                best, least = step, cost
        costs[place], chosen[place] = least, best
    return tuple(_tokens(text.text, chosen, lexicon))


def cuts_word(text: Compact, place: int) -> bool:
    """Whether a number or a Latin word goes over the place."""
    if text.is_apart(place):
        return False
    before, behind = text.text[place - 1], text.text[place]
    digits = before.isdigit() and behind.isdigit()
    return digits or (before.isascii() and before.isalpha() and behind.isascii() and behind.isalpha())


def _cuts(text: Compact) -> Iterator[int]:
    return (place for place in range(1, len(text.text)) if cuts_word(text, place))


def _steps(ground: _Ground, place: int, lexicon: Lexicon, extra: dict[int, list[Token]]) -> Iterator[_Step]:
    text = ground.text.text
    for name in lexicon.names_at(text, place):
        end = place + len(name.key)
        if ground.is_whole(place, end, name.breaks):
            yield end, name.cost, name
    if text[place : place + 2] in lexicon.projects.pieces:
        for end in lexicon.projects.ends_at(text, place):
            if ground.is_whole(place, end):
                yield end, _SHORT_PIECE if end - place == 2 else _LONG_PIECE, Kind.PIECE
    if text[place].isdigit():
        year = _YEAR.match(text, place)
        if year is not None and ground.is_whole(place, year.end()):
            yield year.end(), COSTS[Kind.YEAR], Kind.YEAR
    if text[place] in SURNAMES or text[place] in "小老":
        yield from _persons(ground.text, place)
    for token in extra.get(place, ()):
        slip = _SLIP if token.slip is not Slip.NONE else 0.0
        yield token.end, _WORKED_OUT[token.trust] + slip, token


def _persons(text: Compact, place: int) -> Iterator[_Step]:
    titled = PERSON_WITH_TITLE.match(text.text, place)
    if titled is not None:
        yield titled.end(), COSTS[Kind.PERSON], Kind.PERSON
    for pattern in (PERSON_ALONE, PERSON_OF_TWO, PERSON_BY_NICKNAME):
        alone = pattern.match(text.text, place)
        if alone is not None and _is_one_word(text, place, alone.end()):
            yield alone.end(), COSTS[Kind.PERSON], Kind.PERSON


def _is_one_word(text: Compact, start: int, end: int) -> bool:
    """Hold for a stretch that stands apart and has no mark in it: （杨浦）甲 is no 杨浦甲."""
    inside = range(start + 1, end)
    return text.is_apart(start) and text.is_apart(end) and not any(place in text.breaks for place in inside)


def _tokens(text: str, chosen: Sequence[_Step], lexicon: Lexicon) -> Iterator[Token]:
    place = 0
    while place < len(chosen):
        end, _, what = chosen[place]
        stretch = text[place:end]
        if isinstance(what, Token):
            yield what
        elif isinstance(what, Name):
            yield Token(place, end, what.kind, stretch, what.means, what.trust)
        elif what is Kind.PIECE:
            yield Token(place, end, what, stretch, lexicon.projects.pieces[stretch])
        elif what is Kind.YEAR:
            yield Token(place, end, what, stretch, number=_year(stretch))
        else:
            yield Token(place, end, what or Kind.REST, stretch)
        place = end


def _year(text: str) -> int:
    digits = "".join(character for character in text if character.isdigit())
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
