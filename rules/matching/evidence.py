"""A reading -> Evidence: which units and projects it names, and what in it keeps that from being certain.

A name is only what stands there as a whole: where it goes on (附属儿科医院, 智能医疗科技有限公司, another city in front)
it is another body's name, however much of it is a roster's.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from rules.matching.aliases import Kind, Lexicon, is_district
from rules.matching.names import ends_as_name, is_only_trade, is_trade
from rules.matching.normalise import ENUMERATION
from rules.matching.projects import ProjectIndex
from rules.matching.readings import Reading
from rules.matching.similar import KINDS_BY_NAME, Slip, Trust
from rules.matching.tokens import Token
from rules.matching.words import (
    AND,
    BODY,
    CONTINUES,
    DOCUMENT_WORDS,
    NO_SUBMISSION,
    OTHER_BUSINESS,
    SURNAMES,
)

_LONG_PIECE = 3  # a longer piece of a project's name is no part of a body's
_SHORTEST_HARMLESS, _LONGEST_HARMLESS = 4, 16
_SHORTEST_WORD = 2
_MOST_LEFT_OVER = 20  # no person writes more that says nothing: where more is left, none of it is harmless
_LONGEST_SHORT = 3
_SEVERAL = 2
_ENDS_NAME = frozenset({Kind.UNIT, Kind.PROJECT, Kind.BATCH, Kind.YEAR, Kind.PERSON})
_LEFT_OVER = frozenset({Kind.REST, Kind.PLACE})
_PROJECT_KINDS = frozenset({Kind.PROJECT, Kind.PIECE})


@dataclass(frozen=True, slots=True)
class Group:
    """Words of one project: what they can mean, whether they tell projects apart at all, and the years beside them."""

    text: str
    means: frozenset[str]
    telling: bool
    years: frozenset[int] = frozenset()
    start: int = 0  # where the words stand
    end: int = 0
    batches: tuple[Token, ...] = ()  # of several groups: those that are said of this one alone


@dataclass(frozen=True, slots=True)
class Year:
    """A year: the project's own where it stands right beside it (`bound`), the report's where it is a `document`'s."""

    year: int
    bound: bool
    document: bool
    beside: tuple[int, ...] = ()  # where the project's words begin


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a subject says. `bodies` are names that are not on the roster; `strange` is what nobody understands.

    `harmless` is not understood either, but stands apart and looks like no name: beside a unit and its project it
    changes nothing. `remarks` are words of a remark: harmless as well, and certainly no unit's name.
    """

    units: tuple[Token, ...] = ()
    groups: tuple[Group, ...] = ()
    years: tuple[Year, ...] = ()
    batches: tuple[Token, ...] = ()
    numbers: tuple[Token, ...] = ()  # of projects
    rows: tuple[Token, ...] = ()
    counts: tuple[int, ...] = ()  # how many projects the subject says that it is about
    bodies: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    no_submission: bool = False
    other_business: bool = False
    is_mere_word: bool = False  # what names the unit may as well be a place or an everyday word: 松江, 长征
    mended: tuple[str, ...] = ()

    @property
    def names_project(self) -> bool:
        """Whether a project is named by words that tell it from others, or by its number."""
        return bool(self.numbers) or any(group.telling for group in self.groups)

    @property
    def is_understood(self) -> bool:
        """Whether nothing in the subject is in the way of being certain."""
        return not (self.bodies or self.strange or self.places or self.no_submission)


def weigh(reading: Reading, lexicon: Lexicon) -> Evidence:
    """Say what the pieces of the reading are evidence of."""
    extended = _extended(reading)
    swallowed = {id(token) for found in extended for token in found.tokens}
    units = _units(reading, swallowed, lexicon)
    years = tuple(_years(reading))
    groups = tuple(_groups(reading, years, lexicon.projects))
    rests = [token for token in reading.of(Kind.REST) if id(token) not in swallowed]
    left = _left_over(rests, reading, units, lexicon, is_full=_names_in_full(units, groups))
    return Evidence(
        units=units,
        groups=_with_batches(groups, reading),
        years=years,
        batches=(*reading.of(Kind.BATCH), *_begun_batches(reading, lexicon)),
        numbers=reading.of(Kind.NUMBER),
        rows=reading.of(Kind.ROW),
        counts=tuple(token.number for token in reading.of(Kind.COUNT)),
        bodies=(*(found.text for found in extended if found.other), *left.bodies),
        strange=(*(found.text for found in extended if not found.other), *left.strange),
        harmless=left.harmless,
        remarks=left.remarks,
        places=tuple(token.text for token in reading.of(Kind.PLACE) if id(token) not in swallowed),
        no_submission=bool(NO_SUBMISSION.search(reading.subject.lower())),
        other_business=any(map(OTHER_BUSINESS.search, _unexplained(reading))),
        is_mere_word=bool(units) and all(_is_mere_word(token, reading, lexicon) for token in units),
        mended=reading.mended,
    )


def _unexplained(reading: Reading) -> Iterator[str]:
    """Every stretch with something unexplained in it, words that say nothing included: 试驾邀+请."""
    for strange, tokens in groupby(reading.tokens, lambda token: token.kind in {Kind.REST, Kind.NOISE}):
        stretch = list(tokens)
        if strange and any(token.kind is Kind.REST for token in stretch):
            yield "".join(token.text for token in stretch)


def _is_mere_word(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    """Hold for a district in which another unit of the roster is, and for two characters without a body's kind.

    松江知识产权局 may write for its park as well. The unit's own name that is all that stands there is that name.
    """
    if token.text in token.means and token.text == reading.compact.text:
        return False
    if all(unit in lexicon.elsewhere for unit in token.means):
        return True
    return len(token.text) <= _SHORTEST_WORD and any(
        token.text in unit and unit.rstrip(")").endswith(KINDS_BY_NAME) for unit in token.means
    )


def _units(reading: Reading, swallowed: set[int], lexicon: Lexicon) -> tuple[Token, ...]:
    """The units that are named, less those that only lead to another or say where it is."""
    named = [token for token in reading.of(Kind.UNIT) if id(token) not in swallowed]
    names = [token for token in named if not _leads_to(token, reading)]
    return tuple(
        token
        for token in names
        if not _is_district_of(token, _without_project_between(token, names, reading), lexicon)
        and not _is_parent_of(token, names, reading)
        and not _says_where(token, names, reading, lexicon)
    )


@dataclass(frozen=True, slots=True)
class _LeftOver:
    """What nobody has explained, by how much it is in the way."""

    bodies: tuple[str, ...]
    strange: tuple[str, ...]
    harmless: tuple[str, ...]
    remarks: tuple[str, ...]


def _left_over(
    rests: Sequence[Token], reading: Reading, units: tuple[Token, ...], lexicon: Lexicon, *, is_full: bool
) -> _LeftOver:
    few = rests if len(rests) <= _MOST_LEFT_OVER else ()
    remarks = [token for token in few if _is_remark(token, reading, units, lexicon, is_full=is_full)]
    harmless = [
        token
        for token in few
        if token not in remarks
        and len(token.text) >= _SHORTEST_HARMLESS
        and not _is_enumerated(token, reading)
        and _is_harmless(token, units, lexicon, alone=is_full and _stands_apart(token, reading))
    ]
    known = (*harmless, *remarks)
    return _LeftOver(
        bodies=tuple(token.text for token in rests if _is_body(token.text)),
        strange=tuple(token.text for token in rests if token not in known and not _is_body(token.text)),
        harmless=tuple(token.text for token in harmless),
        remarks=tuple(token.text for token in remarks),
    )


@dataclass(frozen=True, slots=True)
class _Extended:
    """A unit's name that goes on: the tokens, the whole, and whether it certainly is another body's name."""

    tokens: tuple[Token, ...]
    text: str
    other: bool


def _extended(reading: Reading) -> tuple[_Extended, ...]:
    """Every unit's name that goes on, and the names that stand against such a one without any mark."""
    tokens = reading.tokens
    units = [index for index, token in enumerate(tokens) if token.kind is Kind.UNIT]
    found = {index: extended for index in units if (extended := _extended_at(reading, index)) is not None}
    others = {index for index, each in found.items() if each.other}
    for one, other in pairwise(units):
        together = other - one == 1 and not reading.compact.is_apart(tokens[other].start)
        same = bool(tokens[one].means & tokens[other].means)
        doubtful = not same and (tokens[one].is_doubtful or tokens[other].is_doubtful)
        if together and (doubtful or others & {one, other}):
            for index in {one, other} - others:
                found[index] = _Extended((tokens[index],), tokens[one].text + tokens[other].text, other=True)
    return tuple(found.values())


def _extended_at(reading: Reading, index: int) -> _Extended | None:
    tokens, token = reading.tokens, reading.tokens[index]
    behind = _chain(reading, tokens[index + 1 :], ahead=True) or _continued(tokens, index)
    before = _chain(reading, tokens[:index][::-1], ahead=False)[::-1]
    if not behind and not before:
        return _piece_of_body(reading, index)
    text = "".join(each.text for each in (*before, token, *behind))
    in_front = bool(before) and before[-1].kind in _LEFT_OVER
    direct = in_front or (bool(behind) and behind[0].kind in _LEFT_OVER)
    doubtful = (in_front and token.trust is not Trust.SURE) or _is_short(token, behind)
    if doubtful or any(_says_body(chain) for chain in (before, behind) if chain):
        return _Extended((*before, token, *behind), text, other=True)
    rests = tuple(each for each in (*before, *behind) if each.kind is Kind.REST)
    return _Extended(rests, text, other=False) if direct else None


def _is_short(token: Token, behind: Sequence[Token]) -> bool:
    """徐汇滨江: words right behind a name of two or three characters make another name of it."""
    goes_on = bool(behind) and behind[0].kind is Kind.REST and len(behind[0].text) >= _SHORTEST_WORD
    return goes_on and len(token.text) <= _LONGEST_SHORT


def _piece_of_body(reading: Reading, index: int) -> _Extended | None:
    """联合产权交易所: short words of projects in front of a doubtful name are a part of it."""
    token, before = reading.tokens[index], reading.tokens[max(0, index - 1) : index]
    joined = bool(before) and not reading.compact.is_apart(token.start)
    if token.is_doubtful and joined and _is_short_piece(before[0]):
        return _Extended((token,), before[0].text + token.text, other=True)
    return None


def _is_short_piece(token: Token) -> bool:
    return token.kind is Kind.PIECE and len(token.text) <= _LONG_PIECE


def _chain(reading: Reading, tokens: Sequence[Token], *, ahead: bool) -> tuple[Token, ...]:
    """What stands against the name without any mark, up to the last leftover; empty where nothing is left over.

    A place in brackets goes on with the name where the name goes on behind it: 昊海生物（河南）有限公司.
    """
    chain: list[Token] = []
    for token in tokens:
        place = token.start if ahead else token.end
        bracketed = Kind.PLACE in {token.kind, chain[-1].kind if chain else token.kind}
        apart = not _is_only_bracketed(reading, place) if bracketed else reading.compact.is_apart(place)
        if apart or token.kind in _ENDS_NAME or (token.kind is Kind.PIECE and not _is_short_piece(token)):
            break
        chain.append(token)
    while chain and not _ends_chain(chain, reading, ahead=ahead):
        chain.pop()
    return tuple(chain)


def _is_only_bracketed(reading: Reading, place: int) -> bool:
    inside = 0 < place < len(reading.compact.text) and place not in reading.compact.spaces
    return inside and _is_joined(reading, place)


def _ends_chain(chain: Sequence[Token], reading: Reading, *, ahead: bool) -> bool:
    """A leftover ends it; a place only where it stands against the name itself."""
    last = chain[-1]
    if last.kind is Kind.PLACE:
        return not reading.compact.is_apart(last.start if ahead else last.end)
    return last.kind is Kind.REST


def _continued(tokens: Sequence[Token], index: int) -> tuple[Token, ...]:
    """复旦大学 附属儿科医院: such words go on with a name over a space or a dash as well."""
    following = tokens[index + 1 : index + 2]
    return tuple(each for each in following if each.kind is Kind.REST and CONTINUES.match(each.text))


def _says_body(chain: Sequence[Token]) -> bool:
    text = "".join(token.text for token in chain)
    return any(token.kind is Kind.PLACE for token in chain) or bool(BODY.search(text)) or is_trade(text)


def _is_body(text: str) -> bool:
    return bool(BODY.search(text))


def _is_district_of(token: Token, others: Sequence[Token], lexicon: Lexicon) -> bool:
    """蓝天经济城（嘉定区）: the district that the roster itself gives for a unit is no second unit."""
    place = token.text.removesuffix("区")
    return any(
        place in lexicon.districts.get(unit, ())
        for other in others
        if other is not token
        for unit in other.means
    )


def _without_project_between(token: Token, others: Sequence[Token], reading: Reading) -> list[Token]:
    """闵行区专利超市+紫竹高新区功能园: a district that has its own project beside it says not where another unit is."""
    named = [each for each in reading.tokens if each.kind in _PROJECT_KINDS]
    if not named or frozenset.intersection(*(each.means for each in named)):
        return list(others)  # 静安功能园-市北高新: one project, which leaves none for the district
    projects = [each.start for each in named]
    spans = ((other, sorted((token.start, other.start))) for other in others)
    return [other for other, (start, end) in spans if not any(start < place < end for place in projects)]


def _says_where(token: Token, others: Sequence[Token], reading: Reading, lexicon: Lexicon) -> bool:
    """上海市公共卫生临床中心（金山）: a district in brackets says where a body is of which the roster does not say it."""
    before = next((other for other in others if other.end == token.start), None)
    if before is None or not _is_bracketed(token, reading) or not all(map(is_district, token.means)):
        return False
    placed = any(is_district(unit) or unit in lexicon.districts for unit in before.means)
    return before.trust is Trust.SURE and not placed


def _is_bracketed(token: Token, reading: Reading) -> bool:
    """Whether the token is all that stands in a pair of brackets."""
    breaks = reading.compact.breaks
    return breaks.get(token.start, "").endswith("(") and breaks.get(token.end, "").startswith(")")


def _is_parent_of(token: Token, others: Sequence[Token], reading: Reading) -> bool:
    """中山医院（复旦）: in brackets behind a name the body whose name that one's begins with is no second unit."""
    breaks = reading.compact.breaks
    before = next((other for other in others if other.end == token.start), None)
    bracketed = breaks.get(token.start, "") == "(" and breaks.get(token.end, "").startswith(")")
    if before is None or not bracketed or len(token.means) != 1:
        return False
    parent = next(iter(token.means))
    return all(unit.startswith(parent) and unit != parent for unit in before.means)


def _leads_to(token: Token, reading: Reading) -> bool:
    """中科院上硅所: a name that several share, right before the one of them that is meant, is a part of it."""
    following = next((each for each in reading.tokens if each.start == token.end), None)
    if following is None or following.kind is not Kind.UNIT or following.start in reading.compact.breaks:
        return False
    return following.trust is Trust.SURE and following.means < token.means


def _names_in_full(units: Sequence[Token], groups: Sequence[Group]) -> bool:
    """Whether unit and project are named so that nothing short beside them can make others of them."""
    sure = all(unit.trust is Trust.SURE and unit.slip is Slip.NONE and len(unit.means) == 1 for unit in units)
    return bool(units) and sure and any(group.telling for group in groups)


def _stands_apart(token: Token, reading: Reading) -> bool:
    text = reading.compact
    return all(place in text.breaks or not 0 < place < len(text.text) for place in (token.start, token.end))


def _is_enumerated(token: Token, reading: Reading) -> bool:
    """甲公司、速腾聚创, 甲公司和速腾聚创: what is joined to a unit's name is one more name, known or not."""
    index = reading.tokens.index(token)
    before = reading.tokens[:index][::-1]
    joined = ENUMERATION in reading.compact.breaks.get(token.start, "")
    if before and before[0].text in AND:
        joined, before = True, before[1:]
    return joined and bool(before) and before[0].kind is Kind.UNIT


def _is_harmless(token: Token, units: Sequence[Token], lexicon: Lexicon, *, alone: bool = False) -> bool:
    """What neither is a body's name nor holds the beginning of one (艾为半导体), nor is near one of another unit.

    `alone`, between marks beside a unit and a project in full (三校联合), it may be near one.
    """
    named = frozenset[str]().union(*(unit.means for unit in units))
    text = token.text
    near = frozenset[str]() if alone else lexicon.units.units_near(text)
    return (
        len(text) <= _LONGEST_HARMLESS
        and not _is_body(text)
        and not any(character.isdigit() for character in text)
        and not ends_as_name(text)
        and not lexicon.units.begins_unit(text)
        and near <= named
    )


def _is_remark(
    token: Token, reading: Reading, units: Sequence[Token], lexicon: Lexicon, *, is_full: bool
) -> bool:
    """Words amid words that say nothing, or a project's field in brackets: 产业知识产权运营中心（高端医疗器械）."""
    if _is_bracketed(token, reading) and is_only_trade(token.text):
        return True
    if is_full and token.text in SURNAMES and _stands_apart(token, reading):
        return True  # （陈）: who sends it
    return _is_harmless(token, units, lexicon, alone=is_full) and _is_in_remark(token, reading)


def _is_in_remark(token: Token, reading: Reading) -> bool:
    """按贵局意见修改: between two marks stands a word that is known to say nothing, and no name."""
    edges = sorted({0, len(reading.compact.text), *reading.compact.breaks, *reading.compact.spaces})
    start = max(edge for edge in edges if edge <= token.start)
    end = min(edge for edge in edges if edge >= token.end)
    beside = [each for each in reading.tokens if start <= each.start < end and each is not token]
    kinds = {each.kind for each in beside}
    return kinds <= {Kind.NOISE, Kind.REST} and any(
        each.kind is Kind.NOISE and len(each.text) >= _SHORTEST_WORD for each in beside
    )


def _groups(reading: Reading, years: Sequence[Year], projects: ProjectIndex) -> Iterator[Group]:
    """Pieces that can be of one project together; the next begins where they no longer can."""
    pieces: list[Token] = []
    means: frozenset[str] | None = None
    for token in (token for token in reading.tokens if token.kind in _PROJECT_KINDS):
        if token.kind is Kind.PIECE and not projects.is_telling(token.means):
            continue
        together = token.means if means is None else means & token.means
        if not together:
            yield _group(pieces, means or frozenset(), years, projects)
            pieces, together = [], token.means
        pieces.append(token)
        means = together
    if pieces and means is not None:
        yield _group(pieces, means, years, projects)


def _group(
    tokens: Sequence[Token], means: frozenset[str], years: Sequence[Year], projects: ProjectIndex
) -> Group:
    certain = any(token.kind is Kind.PROJECT and len(token.means) == 1 for token in tokens)
    left = means if certain else projects.meant(means, [token.text for token in tokens])
    beside = {token.start for token in tokens}
    own = frozenset(year.year for year in years if year.bound and beside.intersection(year.beside))
    text = "".join(token.text for token in tokens)
    return Group(text, left, projects.is_telling(means), own, tokens[0].start, tokens[-1].end)


def _with_batches(groups: Sequence[Group], reading: Reading) -> tuple[Group, ...]:
    """联合体总结、升级培育中期总结: of several projects each has the batch that stands between the same marks."""
    if len(groups) < _SEVERAL:
        return tuple(groups)
    edges = _clause_edges(reading)
    clauses = [bisect_right(edges, group.start) for group in groups]
    batches = [(bisect_right(edges, token.start), token) for token in reading.of(Kind.BATCH)]
    return tuple(
        replace(group, batches=tuple(token for place, token in batches if place == clause))
        if clauses.count(clause) == 1
        else group
        for group, clause in zip(groups, clauses, strict=True)
    )


def _clause_edges(reading: Reading) -> list[int]:
    """Where a mark other than a bracket stands, or a word that joins."""
    marks = (place for place in reading.compact.breaks if not _is_joined(reading, place))
    return sorted({*marks, *(token.end for token in reading.tokens if token.text in AND)})


def _begun_batches(reading: Reading, lexicon: Lexicon) -> Iterator[Token]:
    """中期检查及总结: behind a batch and a word that joins, what another batch's name begins with may mean that one."""
    for batch, joining, token in zip(reading.tokens, reading.tokens[1:], reading.tokens[2:], strict=False):
        if batch.kind is Kind.BATCH and joining.text in AND and token.kind is Kind.NOISE:
            means = lexicon.batch_stems.get(token.text[:_SHORTEST_WORD], frozenset())
            if means and not means & batch.means:
                yield replace(token, kind=Kind.BATCH, means=means)


def _years(reading: Reading) -> Iterator[Year]:
    tokens = [token for token in reading.tokens if token.kind is not Kind.HOME]
    for index, token in enumerate(tokens):
        if token.kind is Kind.YEAR:
            leads = _beside(reading, tokens[index + 1 : index + 2], token.end)
            trails = _beside(reading, tokens[max(0, index - 1) : index], token.start)
            document = _is_documents(reading, token)
            beside = leads or (() if document else trails)
            yield Year(token.number, bound=bool(beside), document=document, beside=beside)


def _beside(reading: Reading, neighbours: Sequence[Token], place: int) -> tuple[int, ...]:
    joined = _is_joined(reading, place)
    return tuple(each.start for each in neighbours if each.kind in _PROJECT_KINDS and joined)


def _is_documents(reading: Reading, year: Token) -> bool:
    return _is_joined(reading, year.end) and bool(DOCUMENT_WORDS.match(reading.compact.text, year.end))


def _is_joined(reading: Reading, place: int) -> bool:
    """Whether no mark but a bracket stands there."""
    return not set(reading.compact.breaks.get(place, "")) - {"(", ")"}
