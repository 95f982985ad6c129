"""Names that are written shorter, or with one slip, and yet mean one unit of the roster for certain.

A short form keeps the order of the full name's characters; one character may be a slip of the input method. Which
part is left out decides how far the name can be relied on: the place and the legal form say little, a trade little
more, what is the name's own must stand there in full.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from rules.matching.names import FORM, Part, UnitName
from rules.matching.sounds import look_alike, sound_alike, sounds

Hit = tuple[int, int]  # a name's index, and the place in it

_PAIR = 2
_WIDEST = 12  # a pair of characters that more names hold leads to none of them
_MAXIMUM_ALIGNED = 8  # names that one stretch of text is laid against
_MAXIMUM_STOPS = 3
_OUTSIDE = frozenset({Part.PLACE.value, Part.PARENT.value, Part.FORM.value})
_SHORTEST_ALONE = 4  # a shorter name needs the project beside it
_SHORTEST_WHOLE = 3  # 青普区, 寒武记: all that is the name's own stands there
_SHORTEST_SLIP = 4  # in a shorter word another character makes another word
_MOST, _LONG = 0.6, 6  # of its own characters a shortened name keeps the most, or begins like no other name
_OWN_FOR_A_SLIP = 4  # of fewer characters of its own, one changed makes another name
_OWN_FOR_SHORT_SLIP = 3  # a short form with a slip in it needs as many
# A wrong character here is another body: 华中 for 华东, 第一 for 第二.
_NEVER_SLIPS = frozenset("0123456789一二三四五六七八九十〇第东西南北中上下前后左右新老")
_NEVER_DROPPED = frozenset("0123456789一二三四五六七八九十")
# Bodies that are told apart by a character or two, so that a slip there cannot be told from another name.
KINDS_BY_NAME = ("大学", "学院", "医院", "学校", "中学", "区")
_OTHER_FORM = re.compile(f"(?=[集股有责总公]){FORM}")


class Trust(IntEnum):
    """How far a name may be relied on: alone, only beside a project that agrees, or never without a person."""

    LIKELY = 1
    WITH_PROJECT = 2
    SURE = 3


class Slip(IntEnum):
    """What was mistyped."""

    NONE = 0
    DOUBLED = 1
    SOUND = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """A stretch of text, from `start` to `end`, laid against a name."""

    start: int
    end: int
    name: UnitName
    trust: Trust
    slip: Slip
    complete: bool  # nothing of the name is missing but its place, its parent, its form


@dataclass(frozen=True, slots=True)
class _Fit:
    """Which places of a name stand in the text (as bits), and the slip with the place at which it is."""

    places: int
    slip: Slip = Slip.NONE
    slipped: int = -1

    @property
    def length(self) -> int:
        """How many of the name's characters stand there."""
        return self.places.bit_count()


@dataclass(frozen=True, slots=True)
class _Growth:
    """How far a text follows a name in one direction.

    `used` characters of the text stand for `places` of the name (as bits, counted in that direction); `reached` is the
    name's next place.
    """

    used: int = 0
    places: int = 0
    reached: int = 0
    slip: Slip = Slip.NONE
    slipped: int = -1

    def taken(self, place: int, slip: Slip = Slip.NONE) -> "_Growth":
        """One character more, which stands for that place of the name."""
        slipped = (slip, place) if slip is not Slip.NONE else (self.slip, self.slipped)
        return _Growth(self.used + 1, self.places | 1 << place, place + 1, *slipped)


@dataclass(frozen=True, slots=True)
class UnitIndex:
    """The roster's names, found by pairs of characters, or of sounds, that few of them hold."""

    names: tuple[UnitName, ...]
    pairs: Mapping[str, tuple[Hit, ...]]
    sounding: Mapping[str, tuple[Hit, ...]]
    telling_heads: frozenset[int]  # names whose own part begins with a pair that no other unit's name holds
    sounding_heads: Mapping[str, frozenset[str]]  # what own parts begin with, by its sound
    heads: frozenset[str]  # what the own parts of names begin with

    def alignments(self, text: str, start: int, end: int) -> Iterator[Alignment]:
        """Every reading of a part of the stretch as a name of the roster."""
        stretch = text[start:end]
        for index, (at, place) in self._anchors(stretch):
            head = index in self.telling_heads
            for found in _aligned(stretch, at, self.names[index], place, telling_head=head):
                doubtful = found.slip is Slip.SOUND and self._has_rival(
                    stretch[found.start : found.end], found
                )
                trust = Trust.LIKELY if doubtful else found.trust
                yield replace(found, start=found.start + start, end=found.end + start, trust=trust)

    def _has_rival(self, written: str, found: Alignment) -> bool:
        """清和科技: where 清鹤科技 and 清河机械 are both on the roster, the short form is either's slip."""
        if "有限" in written:
            return False
        mistyped = (pair for pair in _pairs(written) if pair != _head(found.name))
        heard = (self.sounding_heads.get(key, frozenset()) for pair in mistyped for key in _sound_pairs(pair))
        own = _head(found.name)
        return any(own in heads and len(heads) > 1 for heads in heard)

    def units_near(self, text: str) -> frozenset[str]:
        """The units that share a telling pair of characters with the text."""
        return frozenset(
            self.names[index].unit for pair in _pairs(text) for index, _ in self.pairs.get(pair, ())
        )

    def begins_unit(self, text: str) -> bool:
        """Whether the own part of any name begins with a pair of characters in the text."""
        return any(pair in self.heads for pair in _pairs(text))

    def _anchors(self, stretch: str) -> list[tuple[int, Hit]]:
        """The names that share most pairs with the stretch, and where: characters before sounds, the rarest first."""
        weights: Counter[int] = Counter()
        first: dict[int, Hit] = {}
        for at, pair in enumerate(_pairs(stretch)):
            hits = self.pairs.get(pair, ())
            for index, place in hits:
                weights[index] += _WIDEST + 1 - len(hits)
                first.setdefault(index, (at, place))
        for at, pair in enumerate(_pairs(stretch)):
            for hits in (self.sounding.get(key, ()) for key in _sound_pairs(pair)):
                for index, place in hits:
                    weights[index] += 0 if index in first else _WIDEST + 1 - len(hits)
                    first.setdefault(index, (at, place))
        return [(index, first[index]) for index, _ in weights.most_common(_MAXIMUM_ALIGNED)]


def build_index(names: Sequence[UnitName]) -> UnitIndex:
    """Learn which pairs of characters are telling: those that few units hold."""
    pairs: dict[str, list[Hit]] = defaultdict(list)
    sounding: dict[str, list[Hit]] = defaultdict(list)
    for index, name in enumerate(names):
        for place, pair in enumerate(_pairs(name.text)):
            parts = name.parts[place : place + _PAIR]
            if Part.OWN in parts or Part.COMMON in parts:
                pairs[pair].append((index, place))
            if parts == Part.OWN * _PAIR:
                for key in _sound_pairs(pair):
                    sounding[key].append((index, place))
    heads = (index for index, name in enumerate(names) if _is_telling(_head(name), pairs, names))
    return UnitIndex(
        tuple(names), _rare(pairs), _rare(sounding), frozenset(heads), _sounding_heads(names), _heads(names)
    )


def _pairs(text: str) -> Iterator[str]:
    return (text[at : at + _PAIR] for at in range(len(text) - 1))


def _sound_pairs(pair: str) -> Iterator[str]:
    return (f"{one} {other}" for one in sounds(pair[0]) for other in sounds(pair[1]))


def _rare(table: Mapping[str, list[Hit]]) -> dict[str, tuple[Hit, ...]]:
    return {key: tuple(hits) for key, hits in table.items() if len(hits) <= _WIDEST}


def _head(name: UnitName) -> str:
    """The first two characters of the name's own part, where they stand together."""
    at = name.parts.find(Part.OWN * _PAIR)
    return name.text[at : at + _PAIR] if at >= 0 and name.parts.find(Part.OWN) == at else ""


def _heads(names: Sequence[UnitName]) -> frozenset[str]:
    return frozenset(filter(None, map(_head, names)))


def _sounding_heads(names: Sequence[UnitName]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for key in _sound_pairs(_head(name)) if _head(name) else ():
            found[key].add(_head(name))
    return {key: frozenset(heads) for key, heads in found.items()}


def _is_telling(head: str, pairs: Mapping[str, list[Hit]], names: Sequence[UnitName]) -> bool:
    return bool(head) and len({names[index].unit for index, _ in pairs.get(head, ())}) == 1


def _aligned(text: str, at: int, name: UnitName, place: int, *, telling_head: bool) -> Iterator[Alignment]:
    """Lay the text against the name on both sides of the pair that they share."""
    anchor = _anchor(text, at, name, place)
    if anchor is None:
        return
    after, behind = at + _PAIR, place + _PAIR
    may_slip = anchor.slip is Slip.NONE
    rights = _growths(text[after - 1 :], name.text[behind:], name.parts[behind:], may_slip=may_slip)
    lefts = _growths(text[at::-1], name.text[:place][::-1], name.parts[:place][::-1], may_slip=may_slip)
    for right in rights:
        for left in lefts:
            fit = _joined(anchor, left, right, place)
            trust = _trust(name, fit, telling_head=telling_head) if fit is not None else None
            if fit is not None and trust is not None:
                start, end = at - left.used, after + right.used
                complete = not name.core & ~fit.places
                found = Alignment(start, end, name, trust, fit.slip, complete)
                yield found
                yield from _with_other_form(text, found)


def _anchor(text: str, at: int, name: UnitName, place: int) -> _Fit | None:
    different = [step for step in range(_PAIR) if text[at + step] != name.text[place + step]]
    places = 0b11 << place
    if not different:
        return _Fit(places)
    return _Fit(places, Slip.SOUND, place + different[0]) if len(different) == 1 else None


def _growths(text: str, name: str, parts: str, *, may_slip: bool) -> tuple[_Growth, ...]:
    """How far the text goes on with the name behind its first character, which is known to belong to it.

    The stops are before each character that is left out, where the name's own ends and place or form begins (they may
    as well be the next word's), and the last.
    """
    grown = _Growth()
    stops = []
    while grown.used + 1 < len(text):
        more = _step(text, name, grown, may_slip=may_slip and grown.slip is Slip.NONE)
        if more is None:
            break
        outside = more.reached > grown.reached and parts[more.reached - 1] in _OUTSIDE
        inside = grown.reached == 0 or parts[grown.reached - 1] not in _OUTSIDE
        if more.slip is not grown.slip or more.reached > grown.reached + 1 or (outside and inside):
            stops.append(grown)
        grown = more
    return (*stops[-_MAXIMUM_STOPS:], grown)


def _step(text: str, name: str, grown: _Growth, *, may_slip: bool) -> _Growth | None:
    """One character further: the name's next, or one of the name's later ones, or a slip."""
    previous, character = text[grown.used], text[grown.used + 1]
    following = grown.reached
    expected = name[following : following + 1]
    if character == expected:
        return grown.taken(following)
    if may_slip and character == previous:
        return replace(grown, used=grown.used + 1, slip=Slip.DOUBLED)
    next_one = text[grown.used + 2 : grown.used + 3]
    goes_on = next_one in {"", name[following + 1 : following + 2]}
    alike = bool(expected) and (sound_alike(character, expected) or look_alike(character, expected))
    if may_slip and goes_on and alike:
        return grown.taken(following, Slip.SOUND)
    later = name.find(character, following)
    if later >= 0:
        return grown.taken(later)
    is_last = grown.used + 2 == len(text)
    if may_slip and expected and goes_on and not is_last and not {character, expected} & _NEVER_SLIPS:
        return grown.taken(following, Slip.OTHER)
    return None


def _joined(anchor: _Fit, left: _Growth, right: _Growth, place: int) -> _Fit | None:
    slips = [
        (slip, at)
        for slip, at in (
            (anchor.slip, anchor.slipped),
            (left.slip, place - 1 - left.slipped),
            (right.slip, place + _PAIR + right.slipped),
        )
        if slip is not Slip.NONE
    ]
    if len(slips) > 1:
        return None
    before = sum(1 << place - 1 - at for at in range(place) if left.places >> at & 1)
    places = anchor.places | before | right.places << place + _PAIR
    return _Fit(places, *slips[0]) if slips else _Fit(places)


def _trust(name: UnitName, fit: _Fit, *, telling_head: bool) -> Trust | None:
    """How far a name that is written like this may be relied on; None where it is another name."""
    missing = name.own & ~fit.places
    if missing and not _NEVER_DROPPED.isdisjoint(_characters(name, missing)):
        return None
    if _is_other_group(name, fit):
        return None if missing else Trust.LIKELY
    if fit.slip in {Slip.SOUND, Slip.OTHER}:
        return None if missing else _trust_of_slip(name, fit)
    if name.core & ~fit.places and "有限" in _characters(name, name.form & fit.places):
        return _trust_of_full(name, fit)
    if missing:
        return _trust_of_weak(name, fit, telling_head=telling_head)
    sure = not name.core & ~fit.places and fit.length >= _SHORTEST_ALONE
    return Trust.SURE if sure else Trust.WITH_PROJECT


def _is_long(name: UnitName) -> bool:
    return name.own.bit_count() >= _OWN_FOR_SHORT_SLIP


def _characters(name: UnitName, places: int) -> str:
    return "".join(character for place, character in enumerate(name.text) if places >> place & 1)


def _trust_of_slip(name: UnitName, fit: _Fit) -> Trust | None:
    """One character mistyped: by sound anywhere in a word that is long enough, otherwise in what is common only."""
    if fit.slip is Slip.SOUND:
        complete = not name.core & ~fit.places
        whole = (complete and fit.length == len(name.text)) or (_is_long(name) and not name.own & ~fit.places)
        long = fit.length >= _SHORTEST_SLIP or (whole and fit.length >= _SHORTEST_WHOLE)
        if not complete and ("有限" in _characters(name, name.form & fit.places) or name.own & ~fit.places):
            return Trust.LIKELY if long else None
        return Trust.WITH_PROJECT if long else None
    part = name.parts[fit.slipped]
    if part in {Part.COMMON, Part.FORM}:
        return Trust.WITH_PROJECT
    own = name.own.bit_count()
    if part != Part.OWN or own < _OWN_FOR_A_SLIP or name.text.endswith(KINDS_BY_NAME):
        return None
    return Trust.LIKELY


def _trust_of_full(name: UnitName, fit: _Fit) -> Trust | None:
    """Who writes 有限公司 means the whole name: a word less is another company; one character may have been dropped."""
    missing = name.core & ~fit.places
    own = name.own.bit_count()
    if missing & name.own:
        return Trust.WITH_PROJECT if missing.bit_count() == 1 and own > _OWN_FOR_A_SLIP else None
    return Trust.WITH_PROJECT if missing.bit_count() == 1 or own >= _OWN_FOR_A_SLIP else Trust.LIKELY


def _trust_of_weak(name: UnitName, fit: _Fit, *, telling_head: bool) -> Trust | None:
    """A part of what is the name's own is missing: its beginning must stand, and either tell alone or with the most."""
    first = name.own & -name.own
    if not (first & fit.places and first << 1 & fit.places) or fit.length < _SHORTEST_ALONE:
        return None
    ends = any(fit.places >> places.bit_length() - 1 & 1 for places in (name.core, name.own))
    most = (name.own & fit.places).bit_count() >= _MOST * name.own.bit_count()
    if ends and (telling_head or (most and fit.length >= _LONG)):
        return Trust.WITH_PROJECT
    return Trust.LIKELY if telling_head or (most and ends) else None


def _is_other_group(name: UnitName, fit: _Fit) -> bool:
    """A group's 股份有限公司 and its 有限公司 are two companies."""
    if not name.form:
        return False
    written, full = _characters(name, name.form & fit.places), _characters(name, name.form)
    return "集团" in written and "公司" in written and "股份" in full and "股份" not in written


def _with_other_form(text: str, found: Alignment) -> Iterator[Alignment]:
    """股份有限公司 for 有限公司: the same company, unless a group comes in."""
    form = _OTHER_FORM.match(text, found.end)
    if form is None or not found.complete:
        return
    full = _characters(found.name, found.name.form)
    if not full or text[found.start : found.end].endswith("公司"):
        return
    groups = "集团" in form[0] or "集团" in full or "总" in form[0]
    trust = Trust.LIKELY if groups else min(found.trust, Trust.WITH_PROJECT)
    yield replace(found, end=form.end(), trust=trust)
