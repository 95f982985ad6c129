"""Every name that a campaign gives for a unit, a project or a batch, with what it means and how far it is trusted."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from rules.campaign import Alias, Campaign, SharedAlias
from rules.matching.names import FORM_AT_END, Part, UnitName, analyse, home_places
from rules.matching.normalise import compact, name_key, normalise
from rules.matching.places import PLACE, PLACES, spellings
from rules.matching.projects import ProjectIndex, build_projects
from rules.matching.similar import Trust, UnitIndex, build_index
from rules.matching.words import DEPARTMENTS, noise_words
from rules.roster import RosterEntry
from rules.units import printed_names

_SHORTEST = 2  # a name of one character is in every text
_DISTRICT_OFFICES = (
    "知识产权局",
    "知产局",
    "市场监督管理局",
    "市场监管局",
    "市监局",
    "人民政府",
    "政府",
    "科委",
    "科技委",
)
_LONGEST_DISTRICT = 5
_SHORTEST_WITHOUT_FORM = 6  # characters; shorter ones may be any brand
_PLACE_INSIDE = re.compile(rf"(?P<before>[^()]+)(?P<place>\({PLACE.pattern}\))(?P<behind>[^()]*)")


class Kind(Enum):
    """What a piece of a subject is."""

    UNIT = "单位"
    PROJECT = "项目"
    PIECE = "项目用字"  # words out of projects' names
    NUMBER = "项目序号"
    ROW = "名单序号"
    BATCH = "批次"
    YEAR = "年份"
    HOME = "本地"  # the place that this roster's names begin with
    PLACE = "外地"
    DEPARTMENT = "部门"
    NOISE = "文种、附言"
    DATE = "日期、号码"
    COUNT = "项目数"
    PERSON = "人名"
    REMARK = "旁注"
    REST = "未能辨认"


# How little a piece explains: fewer and surer names are better, and anything is better than a leftover.
COSTS = {
    Kind.PROJECT: 1.0, Kind.BATCH: 1.5, Kind.YEAR: 1.5, Kind.HOME: 2.0, Kind.PLACE: 2.5, Kind.DEPARTMENT: 2.5,
    Kind.NOISE: 2.0, Kind.PERSON: 4.0,
}  # fmt: skip
_SURE_UNIT = 1.0
_DOUBTFUL_UNIT = 1.5  # a name that somebody wrote down as doubtful goes before a surer one inside it
_SINGLE = 4.0  # a word of one character


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling: `key` as it stands in a compact text, and the name keys (batch: batch keys) that it can mean."""

    key: str
    kind: Kind
    means: frozenset[str]
    trust: Trust
    breaks: frozenset[int] = frozenset()  # where the name itself has a bracket or a dash
    cost: float = 0.0  # how little it explains of a subject: fewer and surer names are better


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names of the open campaigns; `lengths` says how long those are that begin with two characters."""

    names: Mapping[str, tuple[Name, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    units: UnitIndex
    projects: ProjectIndex
    years: frozenset[int]  # in which the campaigns run: a subject may name them for itself
    batches: frozenset[str]
    districts: Mapping[str, frozenset[str]]  # unit -> where the roster says in brackets that it is
    elsewhere: frozenset[str]  # districts that are units, and in which another unit is as well
    batch_rows: re.Pattern[str] | None  # 总结验收46
    batch_stems: Mapping[str, frozenset[str]]  # what the names of one batch alone begin with

    def names_at(self, text: str, place: int) -> Iterator[Name]:
        """Every name that stands in the text at that place."""
        single = self.names.get(text[place])
        if single is not None:
            yield from single
        for length in self.lengths.get(text[place : place + _SHORTEST], ()):
            names = self.names.get(text[place : place + length])
            if names is not None and len(names[0].key) == length:
                yield from names


def build_lexicon(campaigns: Sequence[Campaign]) -> Lexicon:
    """All names of all campaigns; where one spelling means several things, the most trusted ones together."""
    spelled: dict[tuple[str, Kind], list[Name]] = {}
    printed = [
        (name_key(unit), name)
        for unit in _once(c.roster.units for c in campaigns)
        for name in printed_names(unit)
    ]
    analysed = analyse(printed)
    for name in (*(_spelling(name, Kind.UNIT, unit) for unit, name in printed), *_given(campaigns, analysed)):
        if name.key:
            spelled.setdefault((name.key, name.kind), []).append(name)
    further = (name for found in (_district_offices(campaigns), _other_forms(printed)) for name in found)
    for name in further:
        spelled.setdefault((name.key, name.kind), [name])  # what a campaign says of a name goes before
    names: dict[str, list[Name]] = {}
    lengths: dict[str, set[int]] = {}
    for (key, _), same in spelled.items():
        names.setdefault(key, []).append(_most_trusted(same))
        if len(key) >= _SHORTEST:
            lengths.setdefault(key[:_SHORTEST], set()).add(len(key))
    districts = _districts(analysed)
    return Lexicon(
        names={key: tuple(same) for key, same in names.items()},
        lengths={start: tuple(sorted(found)) for start, found in lengths.items()},
        units=build_index(_distinct(analysed)),
        projects=build_projects(_once(campaign.roster.projects for campaign in campaigns)),
        years=frozenset(moment.year for each in campaigns for moment in (each.opens, each.deadline)),
        districts=districts,
        elsewhere=frozenset(unit for unit, _ in printed if is_district(unit) and _is_place(unit, districts)),
        batches=frozenset(batch.key for campaign in campaigns for batch in campaign.batches),
        batch_rows=_batch_rows(campaigns),
        batch_stems=_batch_stems(campaigns),
    )


def _districts(names: Sequence[UnitName]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name in names:
        behind = name.text[len(name.parts.rstrip(Part.PLACE)) :]
        if behind:
            found.setdefault(name.unit, set()).add(behind.removesuffix("区"))
    return {unit: frozenset(places) for unit, places in found.items()}


def _other_forms(printed: Sequence[tuple[str, str]]) -> Iterator[Name]:
    """A company's name without its legal form, and with the place in brackets where others have theirs.

    上海上药神象健康药业, which would be cut in two where its beginning is another unit's name; 德梅斯特环保科技（上海）有限公司.
    """
    for unit, name in printed:
        written = normalise(name)
        form = FORM_AT_END.search(written)
        bare = written[: form.start()] if form is not None else ""
        if len(bare) >= _SHORTEST_WITHOUT_FORM:
            yield _spelling(bare, Kind.UNIT, unit)
        place = _PLACE_INSIDE.fullmatch(bare)
        if form is not None and place is not None and place["behind"]:
            yield _spelling(f"{place['before']}{place['behind']}{place['place']}{form[0]}", Kind.UNIT, unit)


def _is_place(unit: str, districts: Mapping[str, frozenset[str]]) -> bool:
    return any(unit.removesuffix("区") in places for places in districts.values())


def _batch_rows(campaigns: Sequence[Campaign]) -> re.Pattern[str] | None:
    """A batch's name with the number of a row right behind it; not 附件2, which has a number of its own."""
    words = {
        normalise(word)
        for campaign in campaigns
        for batch in campaign.batches
        for word in (batch.name, *batch.words)
        if not normalise(word)[-1:].isdigit()
    }
    if not words:
        return None
    longest_first = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"(?P<word>{longest_first})\s?(?:第|no-?)?(?P<row>\d{{1,3}})号?(?![\d年月日份个件次版稿项])"
    )


def _batch_stems(campaigns: Sequence[Campaign]) -> dict[str, frozenset[str]]:
    """总结 → the batch 总结验收; not 附件, with which the words of several begin."""
    found: dict[str, set[str]] = {}
    for batch in (batch for campaign in campaigns for batch in campaign.batches):
        for word in (batch.name, *batch.words):
            found.setdefault(name_key(word)[:_SHORTEST], set()).add(batch.key)
    return {stem: frozenset(keys) for stem, keys in found.items() if len(keys) == 1}


def _once(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def _distinct(names: Sequence[UnitName]) -> tuple[UnitName, ...]:
    return tuple(dict.fromkeys(names))


def _most_trusted(names: list[Name]) -> Name:
    """One name of all that are spelled alike. What an operator calls doubtful or shared is never more than that."""
    trust = max(name.trust for name in names)
    best = [name for name in names if name.trust is trust]
    means = frozenset[str]().union(*(name.means for name in best))
    breaks = frozenset[int]().union(*(name.breaks for name in best))
    return Name(best[0].key, best[0].kind, means, trust, breaks, _cost(best[0], trust))


def _cost(name: Name, trust: Trust) -> float:
    if name.kind is Kind.UNIT:
        return _SURE_UNIT if trust is Trust.SURE else _DOUBTFUL_UNIT
    return _SINGLE if len(name.key) == 1 else COSTS[name.kind]


def _given(campaigns: Sequence[Campaign], analysed: Sequence[UnitName]) -> Iterator[Name]:
    """Everything but the units' printed names."""
    for campaign in campaigns:
        yield from _unit_aliases(campaign)
        yield from _project_names(campaign)
        for batch in campaign.batches:
            for word in (batch.name, *batch.words):
                yield _name(word, Kind.BATCH, frozenset({batch.key}))
        department = campaign.contact.department
        endings = (department[start:] for start in range(max(1, len(department) - 2)))
        for word in (campaign.contact.bureau, *endings):
            yield _name(word, Kind.NOISE)
    for word in noise_words(word for campaign in campaigns for word in campaign.noise_words):
        yield _name(word, Kind.NOISE)
    for word in DEPARTMENTS:
        yield _name(word, Kind.DEPARTMENT)
    for number in range(1, 10):
        yield _name(
            f"附件{number}", Kind.NOISE
        )  # a batch's annex is a batch as well, which is the cheaper reading
    home = home_places(analysed)
    for place in PLACES:
        for spelling in spellings(place):
            yield _name(spelling, Kind.HOME if place in home else Kind.PLACE)


def _unit_aliases(campaign: Campaign) -> Iterator[Name]:
    for alias in (*campaign.unit_aliases, *campaign.signing_bodies):
        yield _of_alias(alias, Kind.UNIT)
    for shared in campaign.shared_units:
        yield _of_shared(shared, Kind.UNIT, Trust.LIKELY)


def _district_offices(campaigns: Sequence[Campaign]) -> Iterator[Name]:
    """A district's own offices write for it: 徐汇区知识产权局."""
    for unit in _once(campaign.roster.units for campaign in campaigns):
        key = name_key(unit)
        if is_district(key):
            for office in _DISTRICT_OFFICES:
                yield _spelling(unit + office, Kind.UNIT, key)
                yield _spelling(unit.removesuffix("区") + office, Kind.UNIT, key)


def is_district(key: str) -> bool:
    """Whether the key of a unit's name is a district's: 徐汇区."""
    return key.endswith("区") and len(key) <= _LONGEST_DISTRICT


def _project_names(campaign: Campaign) -> Iterator[Name]:
    for alias in campaign.project_aliases:
        yield _of_alias(alias, Kind.PROJECT)
    for shared in campaign.shared_projects:
        yield _of_shared(shared, Kind.PROJECT, Trust.SURE)


def _of_alias(alias: Alias, kind: Kind) -> Name:
    return _name(alias.name, kind, frozenset({name_key(alias.target)}), _trust_of(alias))


def _trust_of(alias: Alias) -> Trust:
    if alias.confirmed:
        return Trust.SURE
    return Trust.WITH_PROJECT if alias.beside_project else Trust.LIKELY


def _of_shared(shared: SharedAlias, kind: Kind, trust: Trust) -> Name:
    return _name(shared.name, kind, frozenset(map(name_key, shared.targets)), trust)


def _spelling(name: str, kind: Kind, key: str) -> Name:
    return _name(name, kind, frozenset({key}))


def _name(spelling: str, kind: Kind, means: frozenset[str] = frozenset(), trust: Trust = Trust.SURE) -> Name:
    written = compact(normalise(spelling))
    return Name(written.text, kind, means, trust, frozenset(written.breaks))


def entries_of(campaigns: Sequence[Campaign]) -> tuple[RosterEntry, ...]:
    """All entries of all campaigns, in order."""
    return tuple(entry for campaign in campaigns for entry in campaign.roster)
