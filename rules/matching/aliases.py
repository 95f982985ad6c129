"""Every name that a subject may use for a unit, a project or a batch, with what it means and how far it is trusted."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum

from rules.campaign import Campaign
from rules.matching.normalise import Compact, compact, name_key, normalise
from rules.roster import RosterEntry
from rules.units import printed_names

# Project names begin with the place more often than subjects do. All of China's, so that no notice's own stands here.
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|"
    "青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_PLACE = re.compile(rf"(?:{_PROVINCES})(?:市|省|自治区|特别行政区)?")
_LEGAL_FORM = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份公司|集团公司)$")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年度|年)?")
_YEAR_WORD = re.compile(r"20\d\d\s*(?:年度|年)?")
_SHORTEST = 2  # a name of one character is in every text
_SHORTEST_DERIVED = 4  # what is left of a name must still say something


class Kind(Enum):
    """What a name names."""

    UNIT = "unit"
    PROJECT = "project"
    BATCH = "batch"


class Trust(IntEnum):
    """How far a name may be relied on: alone, only beside a project that agrees, or never without a person."""

    LIKELY = 1
    WITH_PROJECT = 2
    SURE = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling: `key` as it stands in a compact text, and the name keys (batch: batch keys) that it can mean."""

    key: str
    kind: Kind
    means: frozenset[str]
    trust: Trust
    breaks: frozenset[int] = frozenset()  # where the name itself has a bracket or a dash
    states_year: bool = False  # a project's name with its year in it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names of the open campaigns, found by their first two characters, longest first."""

    by_start: Mapping[str, tuple[Name, ...]]
    noise: tuple[str, ...]
    years: frozenset[int]  # in which the campaigns run: a subject may name them for itself

    def names_at(self, text: str, place: int) -> Iterator[Name]:
        """Every name that stands in the text at that place, longest first."""
        for name in self.by_start.get(text[place : place + _SHORTEST], ()):
            if text.startswith(name.key, place):
                yield name


def project_year(project: str) -> int | None:
    """The year in a project's name, None where it has none or several."""
    years = {int(year) for year in _YEAR.findall(normalise(project))}
    return years.pop() if len(years) == 1 else None


def build_lexicon(campaigns: Sequence[Campaign]) -> Lexicon:
    """All names of all campaigns; where one spelling means several things, the most trusted ones together."""
    spelled: dict[tuple[str, Kind], list[Name]] = {}
    for campaign in campaigns:
        for name in _names(campaign):
            if len(name.key) >= _SHORTEST:
                spelled.setdefault((name.key, name.kind), []).append(name)
    by_start: dict[str, list[Name]] = {}
    for names in spelled.values():
        name = _most_trusted(names)
        by_start.setdefault(name.key[:_SHORTEST], []).append(name)
    return Lexicon(
        by_start={start: tuple(sorted(names, key=_longest)) for start, names in by_start.items()},
        noise=tuple(name_key(word) for campaign in campaigns for word in campaign.noise_words),
        years=frozenset(
            moment.year for campaign in campaigns for moment in (campaign.opens, campaign.deadline)
        ),
    )


def _longest(name: Name) -> int:
    return -len(name.key)


def _most_trusted(names: list[Name]) -> Name:
    trust = max(name.trust for name in names)
    best = [name for name in names if name.trust is trust]
    means = frozenset[str]().union(*(name.means for name in best))
    breaks = frozenset[int]().union(*(name.breaks for name in best))
    stated = all(name.states_year for name in best)
    return Name(best[0].key, best[0].kind, means, trust, breaks, stated)


def _names(campaign: Campaign) -> Iterator[Name]:
    for unit in campaign.roster.units:
        yield from _unit_names(unit)
    for alias in (*campaign.unit_aliases, *campaign.signing_bodies):
        trust = Trust.SURE if alias.confirmed else Trust.LIKELY
        yield _name(alias.name, Kind.UNIT, name_key(alias.target), trust)
    for project in campaign.roster.projects:
        for spelling in project_spellings(project):
            yield _name(spelling, Kind.PROJECT, name_key(project), Trust.SURE)
    for alias in campaign.project_aliases:
        trust = Trust.SURE if alias.confirmed else Trust.LIKELY
        yield _name(alias.name, Kind.PROJECT, name_key(alias.target), trust)
    for batch in campaign.batches:
        for word in (batch.name, *batch.words):
            yield _name(word, Kind.BATCH, batch.key, Trust.SURE)


def _name(spelling: str, kind: Kind, means: str, trust: Trust) -> Name:
    written: Compact = compact(normalise(spelling))
    states_year = kind is Kind.PROJECT and bool(_YEAR.search(written.text))
    return Name(written.text, kind, frozenset({means}), trust, frozenset(written.breaks), states_year)


def _unit_names(unit: str) -> Iterator[Name]:
    """The unit's printed names; without the legal form only beside a project; without the place never alone."""
    key = name_key(unit)
    for name in printed_names(unit):
        yield _name(name, Kind.UNIT, key, Trust.SURE)
    short = _LEGAL_FORM.sub("", unit)
    if short != unit and len(name_key(short)) >= _SHORTEST_DERIVED:
        yield _name(short, Kind.UNIT, key, Trust.WITH_PROJECT)
    for name in (unit, short):
        placeless = _PLACE.sub("", re.sub(rf"[（(]{_PLACE.pattern}[）)]", "", name), count=1)
        if placeless != name and len(name_key(placeless)) >= _SHORTEST_DERIVED:
            yield _name(placeless, Kind.UNIT, key, Trust.LIKELY)


def project_spellings(project: str) -> Iterator[str]:
    """The project's name; without its year, its place, its closing 项目, in every combination that still says something."""
    yield project
    yearless = _YEAR_WORD.sub("", project)
    for name in dict.fromkeys((*_placed(yearless), *_year_after_place(project, yearless))):
        for spelling in (name, name.removesuffix("项目")):
            if len(name_key(spelling)) >= _SHORTEST_DERIVED:
                yield spelling


def _year_after_place(project: str, yearless: str) -> Iterator[str]:
    """上海市2022年度… for 2022年度上海市…."""
    year, place = project_year(project), _PLACE.match(yearless)
    if year is not None and place is not None:
        for word in ("年度", "年", ""):
            yield f"{place[0]}{year}{word}{yearless[place.end() :]}"


def _placed(name: str) -> Iterable[str]:
    place = _PLACE.match(name)
    if place is None:
        return (name,)
    rest = name[place.end() :]
    return name, place[0].rstrip("省市") + rest, rest


def entries_of(campaigns: Sequence[Campaign]) -> tuple[RosterEntry, ...]:
    """All entries of all campaigns, in order."""
    return tuple(entry for campaign in campaigns for entry in campaign.roster)
