"""What a person's decision on a subject teaches: the name that, written down, would have let it match by itself.

A person says whose a mail is. Where the subject alone does not say so, a piece of it that nobody understood is often a
name of the unit, or of the project, which nobody has written down yet. It is offered only where it has been tried:
with it, the subject names exactly the entries that the person named.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from rules.alias_check import Named, collisions, further_name_faults, is_confirmed
from rules.campaign import Alias, Campaign
from rules.matching.aliases import Kind
from rules.matching.decide import Matcher
from rules.matching.normalise import ENUMERATION, SEPARATOR, Compact, name_key
from rules.matching.options import DEFAULT_OPTIONS, MatchingOptions
from rules.matching.readings import Reading
from rules.matching.similar import Slip, Trust
from rules.matching.tokens import Token
from rules.matching.words import BODY, OTHER_BUSINESS

KNOWN = "这个标题已经认得出，没有要另记的名称"
NOTHING = "标题中没有哪一段可以单独作为单位或项目的名称"

_MOST_LOOKED_AT = 64
_MOST_TRIED = 12  # each trial builds a matcher of its own
_LONGEST_PIECE, _MOST_ATOMS = 40, 8
_LONGEST_WORD = 3  # a longer word of a project's name is no part of a unit's
_MARKS_WITHIN = 8  # how many marks and spaces a name may be spelled with
_CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】", "〔": "〕"}
# What may stand in a name, and what a name may begin and end with.
_IN_UNIT = frozenset({Kind.REST, Kind.UNIT, Kind.HOME, Kind.PLACE, Kind.PIECE, Kind.NOISE})
_IN_PROJECT = frozenset({Kind.REST, Kind.PIECE, Kind.PROJECT, Kind.NOISE})
_LOOSE = frozenset({Kind.REST, Kind.PIECE, Kind.PLACE, Kind.UNIT})
# Words of one character that hardly ever are a part of a longer one.
_PARTICLES = frozenset("的由和及与之等在为给致")
_NO_NAME = frozenset("的了吗呢吧啦")  # such words make a sentence


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name to be written down for a unit or a project of the campaign with that key.

    `suffices`: with it the subject names the entries by itself. Only a person may ask for one that does not.
    """

    name: str
    target: str  # the roster's own name
    named: Named
    campaign: str
    suffices: bool = True


@dataclass(frozen=True, slots=True)
class Lesson:
    """What there is to learn; where there is nothing, `why` says so in a sentence."""

    suggestion: Suggestion | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """A subject, and what a person said that it means."""

    subject: str
    entries: frozenset[str]
    unit: str
    projects: tuple[str, ...]
    campaign: Campaign
    campaigns: tuple[Campaign, ...]
    options: MatchingOptions
    reading: Reading
    known: bool

    @property
    def unit_tokens(self) -> tuple[Token, ...]:
        """Where the subject names the unit in a way that may be relied on."""
        key = name_key(self.unit)
        named = (token for token in self.reading.of(Kind.UNIT) if key in token.means)
        return tuple(token for token in named if len(token.means) == 1 and not token.is_doubtful)

    def target(self, named: Named) -> str:
        """What a name of this kind would mean."""
        return self.unit if named is Named.UNIT else self.projects[0]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the subject that may be a name; `run` tells the pieces that stand together."""

    text: str
    name: str  # as the subject spells it
    named: Named
    run: int


def suggest(
    subject: str,
    entries: Sequence[str],
    campaigns: Sequence[Campaign],
    options: MatchingOptions = DEFAULT_OPTIONS,
) -> Lesson:
    """Say which name, written down, would have made the subject match exactly these entries of one unit.

    Raises KeyError for an entry that no campaign has.
    """
    case = _case(subject, entries, campaigns, options)
    if case.known:
        return Lesson(why=KNOWN)
    refused: list[str] = []
    for named in _kinds(case):
        offered: list[_Piece] = []
        for piece in islice(_pieces(named, case), _MOST_LOOKED_AT):
            faults = _faults(piece.name, named, case)
            refused += faults
            offered += [] if faults else [piece]
        taught = _teaching(offered, case)
        if taught is not None:
            return Lesson(_suggestion(taught.name, named, case))
    return Lesson(why=refused[0] if refused else NOTHING)


def judge_name(
    name: str,
    subject: str,
    entries: Sequence[str],
    campaigns: Sequence[Campaign],
    options: MatchingOptions = DEFAULT_OPTIONS,
) -> Lesson:
    """The same for a name that a person gives: it must stand in the subject and collide with nothing.

    Raises KeyError for an entry that no campaign has.
    """
    case = _case(subject, entries, campaigns, options)
    name = " ".join(name.split())
    if not name_key(name) or name_key(name) not in name_key(subject):
        return Lesson(why=f"标题中没有“{name}”")
    if case.known:
        return Lesson(why=KNOWN)
    kinds = _kinds(case)
    known = [named for named in kinds if is_confirmed(name, case.target(named), case.campaign, named)]
    if known:
        return Lesson(why=f"“{name}”已经是“{case.target(known[0])}”的名称，不必再记")
    spelled = {named: _known_spelling(name, named, case) for named in kinds}
    free = {named: text for named, text in spelled.items() if not _faults(text, named, case)}
    if not free:
        return Lesson(why=_faults(name, kinds[0], case)[0])
    return _judged(free, case)


def _judged(names: Mapping[Named, str], case: _Case) -> Lesson:
    """The kind that helps; a name that does not help by itself may still tell the unit, if nothing else does."""
    taught = next((named for named, name in names.items() if _teaches(name, named, case)), None)
    if taught is None and case.unit_tokens:
        return Lesson(why="单位已经认得出，记下这个名称也不能使标题对应所指定的项目")
    named = taught or Named.UNIT
    return Lesson(replace(_suggestion(names[named], named, case), suffices=taught is not None))


def _case(
    subject: str, entries: Sequence[str], campaigns: Sequence[Campaign], options: MatchingOptions
) -> _Case:
    home = {entry.entry_id: campaign for campaign in campaigns for entry in campaign.roster}
    rows = [home[entry].roster.by_id[entry] for entry in entries]
    matcher = Matcher(campaigns, options)
    return _Case(
        subject=subject,
        entries=frozenset(entries),
        unit=rows[0].unit,
        projects=tuple(dict.fromkeys(row.project for row in rows)),
        campaign=home[entries[0]],
        campaigns=tuple(campaigns),
        options=options,
        reading=matcher.read(subject),
        known=set(matcher.match(subject).entries) == set(entries),
    )


def _suggestion(name: str, named: Named, case: _Case) -> Suggestion:
    return Suggestion(name, case.target(named), named, case.campaign.key)


def _faults(name: str, named: Named, case: _Case) -> tuple[str, ...]:
    """What the name collides with, in the entries' own campaign or in another one that is open."""
    target = case.target(named)
    others = (campaign for campaign in case.campaigns if campaign is not case.campaign)
    elsewhere = (fault for other in others for fault in collisions(name, target, other, named))
    return (*further_name_faults(name, target, case.campaign, named), *elsewhere)


def _teaching(pieces: Sequence[_Piece], case: _Case) -> _Piece | None:
    """The first piece with which the subject matches. Where the longest of a run does not help, no shorter one does."""
    longest: dict[int, _Piece] = {}
    for piece in pieces:
        longest[piece.run] = max(longest.get(piece.run, piece), piece, key=lambda each: len(each.text))
    runs = islice(longest.items(), _MOST_TRIED)
    helpful = {run: piece for run, piece in runs if _teaches(piece.name, piece.named, case)}
    shorter = [piece for piece in pieces if piece.run in helpful and piece is not helpful[piece.run]]
    tried = (piece for piece in shorter[:_MOST_TRIED] if _teaches(piece.name, piece.named, case))
    return next(tried, None) or next(iter(helpful.values()), None)


def _teaches(name: str, named: Named, case: _Case) -> bool:
    """Whether the subject, with the name written down, names exactly the entries: tried, not guessed."""
    alias = (Alias(name, case.target(named)),)
    home = case.campaign
    if named is Named.UNIT:
        taught = replace(home, unit_aliases=home.unit_aliases + alias)
    else:
        taught = replace(home, project_aliases=home.project_aliases + alias)
    matcher = Matcher([taught if each is home else each for each in case.campaigns], case.options)
    return set(matcher.match(case.subject).entries) == case.entries


def _kinds(case: _Case) -> tuple[Named, ...]:
    """What an unknown name may be: a project's only where the unit is read already and one project is meant."""
    if case.unit_tokens and len(case.projects) == 1:
        return Named.PROJECT, Named.UNIT
    return (Named.UNIT,)


def _pieces(named: Named, case: _Case) -> list[_Piece]:
    """Every stretch that may be a name of that kind, the shorter ones first."""
    return sorted(_pieces_of(named, case), key=lambda piece: len(piece.text))


def _pieces_of(named: Named, case: _Case) -> Iterator[_Piece]:
    for number, run in enumerate(_runs(case.reading, _IN_UNIT if named is Named.UNIT else _IN_PROJECT)):
        for atoms in _spans(run, case.reading.compact):
            text = "".join(atom.text for atom in atoms)
            if _may_be_name(atoms, named, case) and _is_plausible(text, atoms, named, case):
                spelled = _spelled(text, case.subject)
                yield _Piece(text, _known_spelling(spelled, named, case), named, number)


def _runs(reading: Reading, kinds: frozenset[Kind]) -> Iterator[tuple[Token, ...]]:
    """Pieces that stand together and may be of one name: no mark but a bracket between them, no space but of Latin."""
    run: list[Token] = []
    for atom in _atoms(reading):
        if run and (atom.kind not in kinds or _is_parted(reading.compact, atom.start)):
            yield tuple(run)
            run = []
        if atom.kind in kinds:
            run.append(atom)
    if run:
        yield tuple(run)


def _atoms(reading: Reading) -> Iterator[Token]:
    """The reading's tokens, leftovers cut at the spaces in them."""
    for token in reading.tokens:
        inside = [place for place in reading.compact.spaces if token.start < place < token.end]
        if token.kind is not Kind.REST or not inside:
            yield token
            continue
        for start, end in pairwise((token.start, *sorted(inside), token.end)):
            yield replace(token, start=start, end=end, text=reading.compact.text[start:end])


def _is_parted(text: Compact, place: int) -> bool:
    """Whether a mark or a space parts two words there; a space between Latin words, and a bracket, do not."""
    mark = text.breaks.get(place, "")
    if SEPARATOR in mark or ENUMERATION in mark:
        return True
    latin = text.text[place - 1].isascii() and text.text[place].isascii()
    return place in text.spaces and not mark and not latin


def _spans(run: Sequence[Token], text: Compact) -> Iterator[tuple[Token, ...]]:
    """Every part of the run that a reader would cut out: it neither begins nor ends amid what belongs together."""
    for start in range(len(run)):
        if _begins_amid(run, start, text):
            continue
        for end in range(start + 1, min(start + _MOST_ATOMS, len(run)) + 1):
            goes_on = end < len(run) and _goes_on(run[end - 1], run[end], text)
            if not goes_on and run[end - 1].end - run[start].start <= _LONGEST_PIECE:
                yield tuple(run[start:end])


def _begins_amid(run: Sequence[Token], start: int, text: Compact) -> bool:
    """上海 in front of a name may be left out, but not where a name goes on with it: 中国航发上海商用航空发动机."""
    at = start
    if start and run[start - 1].kind is Kind.HOME and not text.is_apart(run[start].start):
        at = start - 1
    return at > 0 and _goes_on(run[at - 1], run[at], text)


def _goes_on(before: Token, behind: Token, text: Compact) -> bool:
    """知产|促进中心: what no mark parts from a piece that nobody knows for a whole is one word with it."""
    one_word = _is_loose(before) and (_is_loose(behind) or behind.kind is Kind.HOME)
    return one_word and not text.is_apart(behind.start)


def _is_loose(token: Token) -> bool:
    """Whether it may be a part of a longer word: 请 of 邀请."""
    single = token.kind is Kind.NOISE and len(token.text) == 1
    return token.kind in _LOOSE or (single and token.text not in _PARTICLES)


def _may_be_name(atoms: Sequence[Token], named: Named, case: _Case) -> bool:
    """Whether something in it is not understood, it begins and ends like a name, and no long word is amid it."""
    if Kind.NOISE in {atoms[0].kind, atoms[-1].kind}:
        return False
    if any(atom.kind is Kind.NOISE and len(atom.text) > 1 for atom in atoms):
        return False
    if named is Named.PROJECT:
        return any(atom.kind in {Kind.REST, Kind.PIECE} for atom in atoms)
    if any(atom.kind is Kind.PIECE and len(atom.text) > _LONGEST_WORD for atom in atoms):
        return False
    # Beside a name of the unit that is read already another one is no news; a longer one may be.
    read = case.unit_tokens
    reaches = not read or any(atoms[0].start <= token.start and token.end <= atoms[-1].end for token in read)
    return reaches and any(map(_is_doubtful, atoms))


def _is_doubtful(atom: Token) -> bool:
    if atom.kind is not Kind.UNIT:
        return atom.kind in {Kind.REST, Kind.PLACE}
    return atom.trust is not Trust.SURE or atom.slip is not Slip.NONE or len(atom.means) > 1


def _is_plausible(text: str, atoms: Sequence[Token], named: Named, case: _Case) -> bool:
    """Whether it looks like a name of the target and not like words that somebody adds."""
    if _NO_NAME & set(text) or OTHER_BUSINESS.search(text):
        return False
    if any(_is_anothers(atom, case) for atom in atoms):
        return False
    letters = set(name_key(case.target(named)))
    alike = sum(character in letters for character in text) * 2 >= len(text)
    if named is Named.PROJECT or alike:
        return alike
    latin = any(character.isascii() and character.isalnum() for character in text)
    return latin or bool(BODY.search(text)) or _stands_for_unit(atoms, case)


def _is_anothers(atom: Token, case: _Case) -> bool:
    """同济大学（代东华大学）: what names another unit for certain is no part of a name of this one, unless of its own."""
    key = name_key(case.unit)
    sure = atom.kind is Kind.UNIT and atom.exact and atom.trust is Trust.SURE
    return sure and key not in atom.means and atom.text not in key


def _stands_for_unit(atoms: Sequence[Token], case: _Case) -> bool:
    """哔站-2022年度升级培育项目: alone between two marks, beside the project, it can hardly be anything else."""
    reading = case.reading
    alone = reading.compact.is_apart(atoms[0].start) and reading.compact.is_apart(atoms[-1].end)
    return alone and bool(reading.of(Kind.PROJECT, Kind.NUMBER))


def _known_spelling(name: str, named: Named, case: _Case) -> str:
    """How the campaign spells it where it knows the name as a likely one already."""
    aliases = case.campaign.unit_aliases if named is Named.UNIT else case.campaign.project_aliases
    target = case.target(named)
    same = (alias for alias in aliases if alias.target == target and not alias.confirmed)
    return next((alias.name for alias in same if name_key(alias.name) == name_key(name)), name)


def _spelled(text: str, subject: str) -> str:
    """The stretch as the subject writes it: its capitals, spaces and brackets."""
    written = "".join(_visible(unicodedata.normalize("NFKC", subject)))
    for start in range(len(written)):
        if not name_key(written[start]):
            continue
        for end in range(start + 1, min(start + len(text) + _MARKS_WITHIN, len(written)) + 1):
            if name_key(written[start:end]) == text:
                return " ".join(_closed(written, start, end).split())
    return text  # a slip in it was put right


def _visible(text: str) -> Iterable[str]:
    for character in text:
        category = unicodedata.category(character)
        if category not in {"Cf", "Co", "Cs", "Mn", "Me"}:
            yield " " if category in {"Cc", "Zl", "Zp"} else character


def _closed(text: str, start: int, end: int) -> str:
    """The stretch with the bracket that closes one in it: 蓝天（嘉定）."""
    stretch = text[start:end]
    for opening, closing in _CLOSING.items():
        if stretch.count(opening) > stretch.count(closing) and text[end : end + 1] == closing:
            return stretch + closing
    return stretch
