"""A reading -> Match: what the subject certainly means, or which entries it may mean.

Matched is only what leaves no question: a unit that can be relied on, a project that agrees where one is named, no
other unit, project, year or batch beside them, and no word that nobody understands. Everything else is ambiguous.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.campaign import Campaign
from rules.matching.aliases import Kind, Lexicon, Trust, build_lexicon, entries_of, project_year
from rules.matching.match import Candidate, Match, MatchOutcome
from rules.matching.normalise import name_key
from rules.matching.readings import Reading, Token, read
from rules.matching.words import noise_pattern
from rules.roster import RosterEntry

# A project named without its unit may stand for fifty entries: more than these help nobody.
MAXIMUM_CANDIDATES = 10

_UNIT_WEIGHT = {Trust.SURE: 0.5, Trust.WITH_PROJECT: 0.45, Trust.LIKELY: 0.3}
_PROJECT_WEIGHT = 0.4
_CONTRADICTION = 0.2
_UNREAD = 0.1


@dataclass(frozen=True, slots=True)
class _Known:
    """A roster entry with what matching compares, computed once."""

    entry: RosterEntry
    unit: str
    project: str
    year: int | None


class Matcher:
    """Reads subjects against the rosters of all open campaigns. Built once, unchanged afterwards."""

    def __init__(self, campaigns: Sequence[Campaign]) -> None:
        self._lexicon = build_lexicon(campaigns)
        self._noise = noise_pattern(self._lexicon.noise)
        self._entries = tuple(_known(entry) for entry in entries_of(campaigns))

    def match(self, subject: str) -> Match:
        """Say which entries the subject names, or which it may name, or that it names none."""
        return _decide(self.read(subject), self._entries, self._lexicon)

    def read(self, subject: str) -> Reading:
        """What stands in the subject: the grounds of `match`."""
        return read(subject, self._lexicon, self._noise)


def _known(entry: RosterEntry) -> _Known:
    return _Known(entry, name_key(entry.unit), name_key(entry.project), project_year(entry.project))


def _decide(reading: Reading, entries: Sequence[_Known], lexicon: Lexicon) -> Match:
    if not _says_something(reading):
        return Match(reading.subject, MatchOutcome.UNMATCHED)
    meant = _meant(reading, entries, lexicon)
    if meant:
        return Match(
            reading.subject,
            MatchOutcome.MATCHED,
            tuple(known.entry.entry_id for known in meant),
            tuple(_certain(known, reading) for known in meant),
        )
    candidates = _candidates(reading, entries, lexicon)
    outcome = MatchOutcome.AMBIGUOUS if candidates else MatchOutcome.UNMATCHED
    return Match(reading.subject, outcome, (), candidates)


def _says_something(reading: Reading) -> bool:
    """A name that may be something else, among words that nobody knows, is no reading at all."""
    relied_on = any(token.name.trust is not Trust.LIKELY for token in reading.of(Kind.UNIT))
    doubtful = bool(reading.of(Kind.UNIT)) and not reading.residue
    return bool(reading.of(Kind.PROJECT)) or relied_on or doubtful


def _meant(reading: Reading, entries: Sequence[_Known], lexicon: Lexicon) -> tuple[_Known, ...]:
    """The entries that the subject certainly means; none where any question is left."""
    units = [token for token in reading.of(Kind.UNIT) if token.name.trust is not Trust.LIKELY]
    if reading.residue or reading.overlapping or not units or not _is_relied_on(reading, units):
        return ()
    agreeing = tuple(known for known in entries if _agrees(known, reading, lexicon))
    parts = [[known for known in agreeing if known.unit in token.name.means] for token in units]
    parts += [
        [known for known in agreeing if known.project in token.name.means]
        for token in reading.of(Kind.PROJECT)
    ]
    if not all(parts):
        return ()  # a name that agrees with nothing else in the subject
    return agreeing if len(agreeing) == 1 or _names_several(reading, agreeing) else ()


def _is_relied_on(reading: Reading, units: Sequence[Token]) -> bool:
    """Every unit is one unit, a short name stands beside a project, and a doubtful name adds no other unit."""
    named = {unit for token in units for unit in token.name.means}
    doubtful = {unit for token in reading.of(Kind.UNIT) for unit in token.name.means} - named
    single = all(len(token.name.means) == 1 for token in units)
    alone = any(token.name.trust is Trust.SURE for token in units)
    projects = reading.of(Kind.PROJECT)
    sure = all(token.name.trust is Trust.SURE for token in projects)
    return single and not doubtful and sure and (alone or bool(projects))


def _agrees(known: _Known, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether nothing in the subject speaks against the entry and everything that must does speak for it."""
    return (
        _is_named(known.unit, reading, Kind.UNIT)
        and (not reading.of(Kind.PROJECT) or _is_named(known.project, reading, Kind.PROJECT))
        and _batch_agrees(known, reading)
        and _years_agree(known, reading, lexicon)
    )


def _is_named(key: str, reading: Reading, kind: Kind) -> bool:
    return any(key in token.name.means for token in reading.of(kind))


def _batch_agrees(known: _Known, reading: Reading) -> bool:
    """Both batches named is the notice's own title: it says nothing."""
    batches = reading.of(Kind.BATCH)
    return not batches or _is_named(known.entry.batch_key, reading, Kind.BATCH)


def _years_agree(known: _Known, reading: Reading, lexicon: Lexicon) -> bool:
    """Every year is the project's own; only the campaign's year may stand for itself (“2024年工作总结”).

    It may not where the project has a year of its own that the subject leaves out: then it could be meant for it.
    """
    stated = known.year is None or any(year.year == known.year for year in reading.years)
    stated = stated or any(token.name.states_year for token in reading.of(Kind.PROJECT))
    return all(
        year.year == known.year or (stated and not year.bound and year.year in lexicon.years)
        for year in reading.years
    )


def _names_several(reading: Reading, agreeing: Sequence[_Known]) -> bool:
    """One unit with enumerated projects, or one project with enumerated units, each of which is one entry."""
    units = {known.unit for known in agreeing}
    projects = {known.project for known in agreeing}
    if len(units) == 1:
        kind, keys = Kind.PROJECT, [known.project for known in agreeing]
    elif len(projects) == 1 and reading.of(Kind.PROJECT):
        kind, keys = Kind.UNIT, [known.unit for known in agreeing]
    else:
        return False
    tokens = reading.of(kind)
    single = all(len(token.name.means) == 1 for token in tokens)
    return single and len(set(keys)) == len(keys) == len(tokens) and kind in reading.enumerated


def _certain(known: _Known, reading: Reading) -> Candidate:
    if not reading.of(Kind.PROJECT):
        reason = "标题写明了单位，未写项目；相符的名单条目只有这一项"
        return Candidate(known.entry.entry_id, 0.9, reason)
    full = any(token.text == known.project for token in reading.of(Kind.PROJECT))
    return Candidate(known.entry.entry_id, 1.0 if full else 0.97, "标题写明的单位和项目均与名单一致")


def _candidates(reading: Reading, entries: Sequence[_Known], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Every entry that something in the subject speaks for, best first."""
    found = [_candidate(known, reading, lexicon) for known in entries if _is_thinkable(known, reading)]
    return tuple(sorted(found, key=lambda candidate: -candidate.score)[:MAXIMUM_CANDIDATES])


def _is_thinkable(known: _Known, reading: Reading) -> bool:
    """The unit is named, or else the project is and no unit at all."""
    if _is_named(known.unit, reading, Kind.UNIT):
        return True
    return _is_named(known.project, reading, Kind.PROJECT)


def _candidate(known: _Known, reading: Reading, lexicon: Lexicon) -> Candidate:
    score, reasons = _unit_evidence(known, reading)
    contradicted = False
    for weight, reason in (_project_evidence(known, reading), *_contradictions(known, reading, lexicon)):
        score += weight
        contradicted = contradicted or weight <= -_CONTRADICTION
        reasons.append(reason)
    score = round(min(max(score, 0.05), 0.9), 2)
    return Candidate(known.entry.entry_id, score, "；".join(reasons), contradicted)


def _unit_evidence(known: _Known, reading: Reading) -> tuple[float, list[str]]:
    tokens = [token for token in reading.of(Kind.UNIT) if known.unit in token.name.means]
    if not tokens:
        named = bool(reading.of(Kind.UNIT))
        return 0.0, [f"标题写的不是{known.entry.unit}" if named else "标题没有写明名单中的单位"]
    best = max(tokens, key=lambda token: token.name.trust)
    if best.name.trust is Trust.LIKELY:
        return _UNIT_WEIGHT[best.name.trust], [f"“{best.text}”可能是{known.entry.unit}的简称"]
    return _UNIT_WEIGHT[best.name.trust], [f"标题中有{known.entry.unit}的名称“{best.text}”"]


def _project_evidence(known: _Known, reading: Reading) -> tuple[float, str]:
    projects = reading.of(Kind.PROJECT)
    if not projects:
        return 0.0, "标题没有写明名单中的项目"
    if _is_named(known.project, reading, Kind.PROJECT):
        return _PROJECT_WEIGHT, "项目相符"
    return -_CONTRADICTION, f"标题写的不是“{known.entry.project.strip('“”')}”"


def _contradictions(known: _Known, reading: Reading, lexicon: Lexicon) -> list[tuple[float, str]]:
    """What speaks against the entry, or keeps the subject from being certain."""
    found = []
    if not _batch_agrees(known, reading):
        found.append((-_CONTRADICTION, f"批次不是{known.entry.batch}"))
    if not _years_agree(known, reading, lexicon):
        years = "、".join(str(year.year) for year in reading.years)
        found.append((-_CONTRADICTION, f"标题中的年份（{years}）与项目不符"))
    if reading.residue:
        found.append((-_UNREAD, f"标题中的“{'”“'.join(reading.residue)[:60]}”无法辨认"))
    others = [token.text for token in reading.of(Kind.UNIT) if known.unit not in token.name.means]
    if others:
        found.append((-_CONTRADICTION, f"标题中另有单位“{'”“'.join(others)[:60]}”"))
    return found
