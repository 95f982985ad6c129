"""Evidence -> Match: what the subject certainly means, or which entries it may mean.

Matched is only what leaves no question: a unit that can be relied on, a project that agrees where one is named, no
other unit, project, year or batch beside them, and nothing that may be another body's name. A name that is not on the
roster is unmatched; everything else that names something is ambiguous.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rules.campaign import Campaign
from rules.matching.agreement import Judge
from rules.matching.aliases import Kind, build_lexicon, entries_of, is_district
from rules.matching.evidence import Evidence, Group, weigh
from rules.matching.match import Candidate, Explanation, Match, MatchOutcome, Piece, Weighing
from rules.matching.normalise import ENUMERATION, SEPARATOR
from rules.matching.options import DEFAULT_OPTIONS, MatchingOptions
from rules.matching.readings import Reading, read
from rules.matching.reasons import sentence, speaks_for
from rules.matching.rows import Row, Rows, build_rows
from rules.matching.similar import Slip, Trust
from rules.matching.tokens import Token
from rules.matching.words import AND

_UNIT_WEIGHT = {Trust.SURE: 0.5, Trust.WITH_PROJECT: 0.42, Trust.LIKELY: 0.3}
_PROJECT_WEIGHT, _PROJECT_ALONE, _OTHER_PROJECT = 0.35, 0.15, -0.2
_CONTRADICTION, _UNCLEAR = -0.2, -0.1
_LEAST, _MOST = 0.03, 0.9
_ALL_TOGETHER = 0.95  # what the readings of an ambiguous subject share among them
_SHORTEST_BESIDE_BATCH = 4
_OTHER_MATTER = 4  # characters that nobody understands, beside a unit and nothing of a submission
_SHORTEST_PART = 2
_SHORTEST_BESIDE_SPACE = 4
_CLEAR = 2  # projects that clear words of one may mean: those of two years


@dataclass(frozen=True, slots=True)
class _Decision:
    outcome: MatchOutcome
    rows: tuple[Row, ...]  # the entries meant, or those that may be
    reason: str


class Matcher:
    """Reads subjects against the rosters of all open campaigns. Built once, unchanged afterwards."""

    def __init__(self, campaigns: Sequence[Campaign], options: MatchingOptions = DEFAULT_OPTIONS) -> None:
        self._lexicon = build_lexicon(campaigns)
        self._rows = build_rows(entries_of(campaigns))
        self._options = options

    def match(self, subject: str) -> Match:
        """Say which entries the subject names, or which it may name, or that it names none."""
        reading = self.read(subject)
        judge = self._judge(reading)
        return self._match(subject, self._decide(reading, judge), judge)

    def read(self, subject: str) -> Reading:
        """What stands in the subject: the grounds of `match`."""
        for separator in self._options.separators:
            subject = subject.replace(separator, SEPARATOR)
        return read(subject, self._lexicon)

    def explain(self, subject: str) -> Explanation:
        """The same as `match`, step by step."""
        reading = self.read(subject)
        judge = self._judge(reading)
        decision = self._decide(reading, judge)
        match = self._match(subject, decision, judge)
        return Explanation(
            subject=subject,
            normalised=reading.compact.text,
            pieces=tuple(_piece(token, self._rows) for token in (*reading.tokens, *reading.aside)),
            weighed=_weighed(match, decision, judge),
            decision=decision.reason,
            match=match,
        )

    def _decide(self, reading: Reading, judge: Judge) -> _Decision:
        """As the subject reads; what is less certain than the operator wants is for a person."""
        decision = _decide(reading, judge, self._rows)
        wanted = self._options.certain_from
        if decision.outcome is not MatchOutcome.MATCHED or all(
            _certainty(row, judge) >= wanted for row in decision.rows
        ):
            return decision
        return _Decision(MatchOutcome.AMBIGUOUS, decision.rows, f"把握不足设定的{wanted:g}，须人工确认")

    def _match(self, subject: str, decision: _Decision, judge: Judge) -> Match:
        return _match(subject, decision, judge, self._rows, self._options.candidates)

    def _judge(self, reading: Reading) -> Judge:
        return Judge(weigh(reading, self._lexicon), self._lexicon.years)


def _decide(reading: Reading, judge: Judge, rows: Rows) -> _Decision:
    evidence = judge.evidence
    unread = _unread(reading, evidence)
    if unread is not None:
        return _nearly_named(judge, rows) or unread
    if not evidence.units:
        return _without_unit(judge, rows)
    named = rows.of_units({unit for token in evidence.units for unit in token.means})
    if _is_another(evidence, named) or _is_elsewhere(reading, judge, named):
        unmatched = f"“{evidence.units[0].text}”不在此项目的名单中"
        return _nearly_named(judge, rows) or _Decision(MatchOutcome.UNMATCHED, (), unmatched)
    agreeing = tuple(row for row in named if judge.agrees(row))
    doubt = _doubt(reading, judge, agreeing)
    if doubt is None:
        agreeing = tuple(sorted(agreeing, key=lambda row: _where(row, judge)))
        return _Decision(MatchOutcome.MATCHED, agreeing, "单位明确，没有矛盾，只剩一种读法")
    projects = {project for group in evidence.groups for project in group.means}
    further = () if agreeing or not evidence.names_project else rows.of_projects(projects)
    return _Decision(MatchOutcome.AMBIGUOUS, (*named, *(row for row in further if row not in named)), doubt)


def _where(row: Row, judge: Judge) -> tuple[int, int]:
    """Where the subject names the row: entries come in the order in which they are named."""
    unit = min(token.start for token in judge.unit_tokens(row))
    groups = (index for index, group in enumerate(judge.evidence.groups) if judge.group_agrees(group, row))
    return unit, next(groups, 0)


def _unread(reading: Reading, evidence: Evidence) -> _Decision | None:
    """What is no submission's subject, or one of a body that is not on the roster."""
    if reading.too_long:
        return _Decision(MatchOutcome.UNMATCHED, (), "标题过长，未读")
    if evidence.bodies and not evidence.units:
        return _Decision(MatchOutcome.UNMATCHED, (), f"“{evidence.bodies[0]}”不在名单中")
    says_nothing_else = not evidence.names_project and not evidence.batches
    if evidence.other_business and says_nothing_else:
        return _Decision(MatchOutcome.UNMATCHED, (), "标题说的是别的事情")
    says_nothing = says_nothing_else and not any(token.kind is Kind.NOISE for token in reading.tokens)
    if evidence.units and says_nothing and any(len(text) >= _OTHER_MATTER for text in evidence.strange):
        return _Decision(MatchOutcome.UNMATCHED, (), "标题说的是别的事情")
    doubtful = evidence.units and all(token.is_doubtful for token in evidence.units)
    if doubtful and says_nothing_else and not evidence.is_understood:
        return _Decision(MatchOutcome.UNMATCHED, (), "标题没有写明名单中的单位和项目")
    return None


def _nearly_named(judge: Judge, rows: Rows) -> _Decision | None:
    """行业协会 or 智能科技, beside a project: what several of its units' names hold is no other body's name."""
    evidence = judge.evidence
    names = (*evidence.bodies, *evidence.strange)
    single = len(names) == 1 and len(names[0]) >= _SHORTEST_PART and not evidence.places
    if not (evidence.names_project and single) or evidence.no_submission:
        return None
    projects = {project for group in evidence.groups for project in group.means}
    near = tuple(row for row in rows.of_projects(projects) if names[0] in row.unit)
    return _Decision(MatchOutcome.AMBIGUOUS, near, f"“{names[0]}”是名单中单位名称的一部分") if near else None


def _is_another(evidence: Evidence, named: Sequence[Row]) -> bool:
    """A doubtful name beside a project that none of its units has is rather another body's name."""
    projects = {project for group in evidence.groups if group.telling for project in group.means}
    doubtful = all(token.is_doubtful and not _is_part_of_name(token) for token in evidence.units)
    return doubtful and bool(projects) and not any(row.project in projects for row in named)


def _is_part_of_name(token: Token) -> bool:
    """上海数字电视: the beginning of a unit's own name, as long as it is, is no other body's."""
    long = len(token.text) >= _SHORTEST_BESIDE_BATCH and len(token.means) == 1
    return long and any(token.text in unit for unit in token.means)


def _is_elsewhere(reading: Reading, judge: Judge, named: Sequence[Row]) -> bool:
    """漕河泾开发区（徐汇）: a district beside a body that is not on the roster says where that body is."""
    evidence = judge.evidence
    districts = all(is_district(unit) for token in evidence.units for unit in token.means)
    behind = {token.end for token in reading.of(Kind.REST)}
    located = any(
        token.start in behind and reading.compact.breaks.get(token.start, "") == "("
        for token in evidence.units
    )
    return bool(evidence.bodies or located) and districts and not any(map(judge.agrees, named))


def _without_unit(judge: Judge, rows: Rows) -> _Decision:
    """A project, or a number of the roster, without its unit: never enough, however few rows it leaves."""
    evidence = judge.evidence
    unknown = (*evidence.strange, *evidence.harmless, *evidence.places)
    if unknown:
        unmatched = _Decision(MatchOutcome.UNMATCHED, (), f"“{unknown[0]}”不在名单中")
        return _nearly_named(judge, rows) or unmatched
    projects = {project for group in evidence.groups for project in group.means}
    found = rows.of_projects(projects) if evidence.names_project else ()
    numbered = tuple(row for token in evidence.rows for row in rows.by_sequence.get(token.number, ()))
    batches = {batch for token in evidence.batches for batch in token.means}
    listed = (row for token in evidence.numbers for row in rows.of_number(batches, token.number))
    thinkable = tuple(dict.fromkeys((*numbered, *found, *listed)))
    left = [row for row in thinkable if judge.row_agrees(row) and judge.batch_agrees(row)] or thinkable
    if not left:
        return _Decision(MatchOutcome.UNMATCHED, (), "标题没有写明名单中的单位和项目")
    return _Decision(MatchOutcome.AMBIGUOUS, tuple(left), "标题没有写明单位")


def _doubt(reading: Reading, judge: Judge, agreeing: Sequence[Row]) -> str | None:
    """The first thing that keeps the subject from being certain; None where nothing does."""
    evidence = judge.evidence
    unclear = bool(evidence.harmless or evidence.remarks) and not evidence.names_project
    leaning = bool(evidence.harmless) and any(token.is_doubtful for token in evidence.units)
    several = len(agreeing) > 1
    doubts = (
        (not evidence.is_understood, "标题中有未能辨认的内容"),
        (not agreeing, "单位与项目、批次或年份不符"),
        (not all(map(judge.years_agree, agreeing)), "标题中的年份与项目不符"),
        (not all(_is_certain(token, evidence) for token in evidence.units), "单位的名称尚不能确认"),
        (unclear, "标题中有未能辨认的内容，又没有写明项目"),
        (
            evidence.is_mere_word and not evidence.names_project and not _names_batch(evidence),
            "单位的名称也可能是地名或别的词，又没有写明项目",
        ),
        (leaning, "标题中有未能辨认的内容，单位的名称又须与项目并写才能确认"),
        (not _all_used(judge, agreeing), "标题中的单位与项目前后不一致"),
        (any(count != len(agreeing) for count in evidence.counts), "标题所说的项目数与写明的不符"),
        (several and not _names_several(reading, judge, agreeing), "名单中有几项与标题相符"),
    )
    return next((reason for holds, reason in doubts if holds), None)


def _names_batch(evidence: Evidence) -> bool:
    """Whether the subject leaves one batch: both together are the notice's own title."""
    return len({token.means for token in evidence.batches}) == 1


def _is_certain(token: Token, evidence: Evidence) -> bool:
    """A name to be relied on, or one more name of a unit that such a one names already."""
    relied_on = (other for other in evidence.units if _is_relied_on(other, evidence))
    return any(other is token or other.means <= token.means for other in relied_on)


def _is_relied_on(token: Token, evidence: Evidence) -> bool:
    """One unit; a short form, a slip or a doubtful name only beside the project, a long short form beside the batch."""
    if len(token.means) != 1 or token.trust is Trust.LIKELY:
        return False
    is_long = len(token.text) >= _SHORTEST_BESIDE_BATCH and token.slip is Slip.NONE
    beside_batch = bool(evidence.batches) and is_long and not token.is_doubtful
    return token.trust is Trust.SURE or evidence.names_project or beside_batch


def _all_used(judge: Judge, agreeing: Sequence[Row]) -> bool:
    """Every unit and every project that is named has a row that agrees."""
    evidence = judge.evidence
    units = all(any(row.unit in token.means for row in agreeing) for token in evidence.units)
    projects = all(any(judge.group_agrees(group, row) for row in agreeing) for group in evidence.groups)
    numbers = all(
        any(row.entry.project_number == token.number for row in agreeing) for token in evidence.numbers
    )
    return units and projects and numbers


def _names_several(reading: Reading, judge: Judge, agreeing: Sequence[Row]) -> bool:
    """One unit with several projects, enumerated units of one project, or pairs of them: each is one entry."""
    evidence = judge.evidence
    units = list(dict.fromkeys(next(iter(token.means)) for token in evidence.units))
    groups = evidence.groups
    by_group = [[row for row in agreeing if judge.group_agrees(group, row)] for group in groups]
    if len(units) == 1:
        single = all(len(rows) == 1 for rows in by_group) and _are_apart(reading, groups)
        return single and len(agreeing) == len(groups) > 1
    by_unit = [[row for row in agreeing if row.unit == unit] for unit in units]
    if not all(len(rows) == 1 for rows in by_unit):
        return False
    if len(groups) == 1:
        return _is_enumerated(reading)
    return len(groups) == len(units) and all(len(rows) == 1 for rows in by_group) and _is_paired(reading)


def _are_apart(reading: Reading, groups: Sequence[Group]) -> bool:
    """高价值专利运营中心 is one project's name gone wrong, not two: a mark, a word or a year stands between two.

    A space does only between words that are clearly of one project each: 产学研联合体 升级培育.
    """
    return all(
        other.start > one.end
        or other.start in reading.compact.breaks
        or (other.start in reading.compact.spaces and _is_clear(one) and _is_clear(other))
        for one, other in pairwise(groups)
    )


def _is_clear(group: Group) -> bool:
    """Words of one project (in its years), and more than a single one: 升级 alone is no second project."""
    return len(group.means) <= _CLEAR and len(group.text) >= _SHORTEST_BESIDE_SPACE


def _is_enumerated(reading: Reading) -> bool:
    """Whether between any two units stands an enumerating mark or word and nothing else."""
    places = [index for index, token in enumerate(reading.tokens) if token.kind is Kind.UNIT]
    return all(
        (other - one == 1 and ENUMERATION in reading.compact.breaks.get(reading.tokens[other].start, ""))
        or (other - one == 2 and reading.tokens[one + 1].text in AND)
        for one, other in pairwise(places)
    )


def _is_paired(reading: Reading) -> bool:
    """甲项目-甲单位、乙项目-乙单位: kinds take turns."""
    kinds = [
        token.kind is Kind.UNIT
        for token in reading.tokens
        if token.kind in {Kind.UNIT, Kind.PROJECT, Kind.PIECE}
    ]
    turns = [kind for index, kind in enumerate(kinds) if not index or kind is not kinds[index - 1]]
    return len(turns) == 2 * sum(kinds)


def _match(subject: str, decision: _Decision, judge: Judge, rows: Rows, most: int) -> Match:
    if decision.outcome is MatchOutcome.UNMATCHED:
        return Match(subject, MatchOutcome.UNMATCHED)
    if decision.outcome is MatchOutcome.MATCHED:
        siblings = rows.of_units({row.unit for row in decision.rows})
        others = [row for row in siblings if row not in decision.rows]
        several = len(decision.rows) > 1
        found = tuple(
            Candidate(
                row.entry.entry_id,
                _certainty(row, judge),
                sentence(row, judge, others, is_one_of_several=several),
            )
            for row in decision.rows
        )
        return Match(subject, MatchOutcome.MATCHED, tuple(each.entry for each in found), found)
    possible = frozenset(row.entry.entry_id for row in decision.rows if not judge.contradictions(row))
    return Match(subject, MatchOutcome.AMBIGUOUS, (), _candidates(decision.rows, judge, most), possible)


def _certainty(row: Row, judge: Judge) -> float:
    """Of a matched row: how sure its kind of evidence is."""
    tokens = judge.unit_tokens(row)
    score = 0.99 if any(token.text == row.unit for token in tokens) else 0.97
    if all(token.slip is not Slip.NONE for token in tokens) or judge.evidence.mended:
        score -= 0.06
    if all(token.trust is not Trust.SURE for token in tokens):
        score -= 0.03
    if not judge.evidence.names_project:
        score -= 0.05
    return round(score - 0.03 * bool(judge.evidence.harmless), 2)


def _candidates(rows: Sequence[Row], judge: Judge, most: int) -> tuple[Candidate, ...]:
    """The rows that something in the subject speaks for, best first.

    A project named without its unit may stand for fifty entries: more than `most` help nobody.
    """
    weighed = sorted(((_weight(row, judge), row) for row in rows), key=lambda pair: -pair[0])[:most]
    total = sum(weight for weight, _ in weighed)
    share = min(1.0, _ALL_TOGETHER / total) if total else 1.0
    ranked = [row for _, row in weighed]
    return tuple(
        Candidate(
            entry=row.entry.entry_id,
            score=round(weight * share, 2),
            why=sentence(row, judge, ranked),
            contradicted=bool(judge.contradictions(row)),
        )
        for weight, row in weighed
    )


def _weight(row: Row, judge: Judge) -> float:
    evidence = judge.evidence
    tokens = judge.unit_tokens(row)
    weight = max((_UNIT_WEIGHT[token.trust] for token in tokens), default=_LEAST)
    if evidence.names_project:
        agreeing = _PROJECT_WEIGHT if tokens else _PROJECT_ALONE
        weight += agreeing if judge.project_agrees(row) else _OTHER_PROJECT
    for agrees in (judge.batch_agrees(row), judge.row_agrees(row), judge.years_agree(row)):
        weight += 0 if agrees else _CONTRADICTION
    weight += 0 if evidence.is_understood else _UNCLEAR
    return min(max(weight, _LEAST), _MOST)


def _piece(token: Token, rows: Rows) -> Piece:
    if token.kind is Kind.UNIT:
        names = (same[0].entry.unit for same in map(rows.by_unit.get, sorted(token.means)) if same)
    elif token.kind in {Kind.PROJECT, Kind.PIECE}:
        names = (same[0].entry.project for same in map(rows.by_project.get, sorted(token.means)) if same)
    else:
        names = (str(token.number),) if token.number else ()  # type: ignore[assignment]
    return Piece(token.text, token.kind.value, "、".join(names))


def _weighed(match: Match, decision: _Decision, judge: Judge) -> tuple[Weighing, ...]:
    by_id = {row.entry.entry_id: row for row in decision.rows}
    return tuple(
        Weighing(
            each.entry,
            each.score,
            speaks_for(by_id[each.entry], judge),
            (*judge.contradictions(by_id[each.entry]), *judge.unclear()),
        )
        for each in match.candidates
    )
