"""A subject -> Reading: which names stand in it, and what else. Nothing is decided here."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from rules.matching.aliases import Kind, Lexicon, Name
from rules.matching.normalise import MAXIMUM_LENGTH, Compact, compact, normalise
from rules.matching.words import DATE, DEPARTMENT, REPLY_NUMBER, YEAR

_ENUMERATED = re.compile(r"\|*(?:-*、[-、]*|-*(?:和|及|与|以及)-*)\|*")
# 一 is typed for a dash; between two names it can be nothing else.
_DASH_FOR_ONE = re.compile(r"[|\-]*一[|\-]*")
_MARKS = re.compile(r"[|\-、]+")
_EDGE_OF_NAME = "|"


@dataclass(frozen=True, slots=True)
class Token:
    """A name found in the subject, from `start` to `end` of its compact text."""

    start: int
    end: int
    name: Name
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands between two tokens (or a token and the subject's edge), with its marks."""

    before: Token | None
    after: Token | None
    text: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year in the subject; `bound` where it stands right beside a project's name."""

    year: int
    bound: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was seen in one subject, in the order in which it stands there.

    `residue` is what is neither name nor harmless; `overlapping` says that two names claim the same characters;
    `enumerated` holds the kinds whose tokens all stand in one enumeration (甲、乙和丙).
    """

    subject: str
    compact: Compact
    tokens: tuple[Token, ...] = ()
    gaps: tuple[Gap, ...] = ()
    years: tuple[Year, ...] = ()
    residue: tuple[str, ...] = ()
    overlapping: bool = False
    enumerated: frozenset[Kind] = frozenset()
    too_long: bool = False

    def of(self, kind: Kind) -> tuple[Token, ...]:
        """The tokens of one kind."""
        return tuple(token for token in self.tokens if token.name.kind is kind)


def read(subject: str, lexicon: Lexicon, noise: re.Pattern[str]) -> Reading:
    """Read one subject. A subject longer than a line may be is not read at all."""
    if len(subject) > MAXIMUM_LENGTH:
        return Reading(subject, Compact(""), too_long=True)
    written = REPLY_NUMBER.sub("-", unicodedata.normalize("NFKC", subject))
    text = compact(DATE.sub("-", normalise(written)))
    tokens, overlapping = _tokens(text, lexicon)
    gaps = tuple(_gaps(text, tokens))
    return Reading(
        subject=subject,
        compact=text,
        tokens=tokens,
        gaps=gaps,
        years=tuple(year for gap in gaps for year in _years(gap)),
        residue=tuple(piece for gap in gaps for piece in _residue(gap, noise)),
        overlapping=overlapping,
        enumerated=frozenset(kind for kind in Kind if _is_enumerated(kind, tokens, text)),
    )


def _tokens(text: Compact, lexicon: Lexicon) -> tuple[tuple[Token, ...], bool]:
    """The longest names win; a name inside a longer one is a part of it. Names that merely overlap are a doubt."""
    found = [
        Token(place, place + len(name.key), name, name.key)
        for place in range(len(text.text))
        for name in lexicon.names_at(text.text, place)
        if _stands_whole(name, place, text)
    ]
    taken: list[Token] = []
    overlapping = False
    for token in sorted(found, key=lambda token: (token.start - token.end, token.start)):
        rivals = [other for other in taken if token.start < other.end and other.start < token.end]
        if not rivals:
            taken.append(token)
        elif not any(other.start <= token.start and token.end <= other.end for other in rivals):
            overlapping = True
    return tuple(sorted(taken, key=lambda token: token.start)), overlapping


def _stands_whole(name: Name, place: int, text: Compact) -> bool:
    """No separator goes through the name but those that it has itself; a number is not cut."""
    inner = {at - place for at in text.breaks if place < at < place + len(name.key)}
    return (
        inner <= name.breaks
        and not _cuts_number(text.text, place)
        and not _cuts_number(text.text, place + len(name.key))
    )


def _cuts_number(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isdigit() and text[place].isdigit()


def _gaps(text: Compact, tokens: tuple[Token, ...]) -> Iterator[Gap]:
    edges = [None, *tokens, None]
    for before, after in pairwise(edges):
        start = before.end if before is not None else 0
        end = after.start if after is not None else len(text.text)
        stretch = text.stretch(start, end)
        left = _EDGE_OF_NAME if before is not None else "-"
        right = _EDGE_OF_NAME if after is not None else "-"
        yield Gap(before, after, f"{left}{stretch}{right}")


def _years(gap: Gap) -> Iterator[Year]:
    for match in YEAR.finditer(gap.text):
        year = 2000 + int(match[1] or match[2])
        leads = _is_project(gap.after) and not re.search(r"[^|\-]", gap.text[match.end() :])
        trails = _is_project(gap.before) and not re.search(r"[^|\-]", gap.text[: match.start()])
        yield Year(year, bound=leads or trails)


def _is_project(token: Token | None) -> bool:
    return token is not None and token.name.kind is Kind.PROJECT


def _residue(gap: Gap, noise: re.Pattern[str]) -> list[str]:
    text = gap.text
    if _between_names(gap) and _DASH_FOR_ONE.fullmatch(text):
        return []
    if gap.before is not None and gap.before.name.kind is Kind.UNIT:
        text = re.sub(rf"^\|(?:{DEPARTMENT.pattern})", "-", text)
    return [piece for piece in _MARKS.split(noise.sub("", YEAR.sub("-", text))) if piece]


def _between_names(gap: Gap) -> bool:
    return gap.before is not None and gap.after is not None


def _is_enumerated(kind: Kind, tokens: tuple[Token, ...], text: Compact) -> bool:
    """Whether the kind's tokens are at least two and nothing but enumerating marks and words stands between them."""
    same = [token for token in tokens if token.name.kind is kind]
    pairs = pairwise(same)
    between = [_without_years(text.stretch(one.end, other.start)) for one, other in pairs]
    return bool(between) and all(_ENUMERATED.fullmatch(stretch) for stretch in between)


def _without_years(stretch: str) -> str:
    return YEAR.sub("", stretch)
