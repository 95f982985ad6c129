"""A subject -> Reading: what stands in it, piece by piece. Nothing is decided here.

The pieces are chosen together: of all ways to cut the subject into names, words and leftovers the one that leaves
least unexplained, with the fewest and surest names, is its reading.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from rules.matching.aliases import Kind, Lexicon
from rules.matching.normalise import (
    ENUMERATION,
    MAXIMUM_LENGTH,
    SEPARATOR,
    Compact,
    compact,
    name_key,
    normalise,
)
from rules.matching.places import PLACE
from rules.matching.projects import slip_in
from rules.matching.similar import Slip, Trust
from rules.matching.tokens import Token, cut, cuts_word
from rules.matching.words import (
    CAMPUS,
    CIRCLED,
    COUNT,
    DATE,
    ELSEWHERE,
    LISTED,
    NAMED_AGAIN,
    NUMBERED,
    PERIOD,
    PERSON_BY_NICKNAME,
    PERSON_BY_NUMBER,
    PERSON_WITH_LABEL,
    REMARK,
    REPLY_NUMBER,
    SHORTENED,
    TELEPHONE,
)

_BRACKETED = re.compile(r"\(([^()]*)\)")
_CLAUSE = re.compile(r"[^\-、()]+")
_NUMERAL = "一二三四五六七八九十"
_NUMBER = re.compile(
    rf"第(?P<ordinal>\d{{1,2}}|[{_NUMERAL}]{{1,3}})(?:个?项目|项)"
    r"|项(?:目|序)(?:序号|编号|号)?[\-\s]?(?P<digits>\d{1,2})(?!\d|[年月日份个件次版稿家院所]|-\d)"
    rf"|(?<![\u4e00-\u9fff])项目(?P<chinese>[{_NUMERAL}]{{1,3}})(?=$|[\-()、\s])"
)
_ROW = re.compile(
    r"(?:序号|子序|子序号|编号|名单第?)[\-\s]?(?P<row>\d{1,3})号?(?!\d)|第(?P<ordinal>\d{1,3})号|(?P<key>[a-z]+)-(?P<of>\d{3})(?!\d)"
)

_LONGEST_SLIP = 3
_LONE_NAME = 2
_NAME_BEFORE = 12  # characters of a name on either side of a place in it
_PROJECT_KINDS = frozenset({Kind.PROJECT, Kind.PIECE})
_JOINING = frozenset("的之及和与由给在为")
_PROJECT_BEHIND = 16  # characters behind a period in which a project's name would begin
_MOST_LOOKED_AT = 20  # leftovers and stretches of one subject: no person writes more
_LONGEST_STRETCH = 120  # without a mark: longer ones hold no name that anyone could read

_Worked = tuple[Trust, Slip, set[str]]  # how a stretch was read as a name, and the units that it can be


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was seen in one subject, in the order in which it stands there.

    `aside` is what was taken out before: remarks, dates, numbers; `mended` are characters of projects that were
    mistyped.
    """

    subject: str
    compact: Compact
    tokens: tuple[Token, ...] = ()
    aside: tuple[Token, ...] = ()
    mended: tuple[str, ...] = ()
    too_long: bool = False

    def of(self, *kinds: Kind) -> tuple[Token, ...]:
        """The tokens of these kinds."""
        return tuple(token for token in (*self.tokens, *self.aside) if token.kind in kinds)


@dataclass(frozen=True, slots=True)
class _Stripped:
    text: str
    aside: tuple[Token, ...] = ()


def read(subject: str, lexicon: Lexicon) -> Reading:
    """Read one subject. A subject longer than a line may be is not read at all."""
    if len(subject) > MAXIMUM_LENGTH:
        return Reading(subject, Compact(""), too_long=True)
    stripped = _stripped(subject, lexicon)
    text = compact(stripped.text)
    tokens = _dashed(cut(text, lexicon))
    mended, changes = _mended(text, tokens, lexicon)
    if changes:
        text, tokens = mended, _dashed(cut(mended, lexicon))
    similar = tuple(_similar(text, tokens, lexicon))
    if similar:
        tokens = _dashed(cut(text, lexicon, similar))
    merged = _merged(tuple(_without_lone_names(tuple(_named_again(tokens, text)))), text)
    return Reading(subject, text, tuple(merged), stripped.aside, changes)


def _stripped(subject: str, lexicon: Lexicon) -> _Stripped:
    """Take out remarks, numbers and dates, which may stand anywhere."""
    folded = unicodedata.normalize("NFKC", CIRCLED.sub(ENUMERATION, subject))
    folded = SHORTENED.sub("知识产权", folded)
    written = REPLY_NUMBER.sub("-", ELSEWHERE.sub("-", _without_list(folded)))
    found = _without_remarks(_Stripped(_with_home_inside(normalise(written), lexicon)))
    found = _taken(found, _NUMBER, Kind.NUMBER, _number_of)
    found = _without_rows(found, lexicon)
    found = _taken(found, PERSON_BY_NUMBER, Kind.PERSON, keep=lambda match: match["name"] in lexicon.names)
    found = _taken(found, COUNT, Kind.COUNT, _number_of)
    found = _taken(found, CAMPUS, Kind.REMARK, keep=lambda match: bool(PLACE.search(match[0])))
    found = _taken(found, TELEPHONE, Kind.DATE)
    found = _taken(found, DATE, Kind.DATE, keep=lambda match: _is_projects(match, lexicon))
    found = _taken(
        found, PERSON_WITH_LABEL, Kind.PERSON, keep=lambda match: match[0].strip(" -") in lexicon.names
    )
    return _taken(found, NUMBERED, Kind.DATE)


def _without_list(text: str) -> str:
    """1.甲 2.乙 → 、甲 、乙: where the numbers count up from one."""
    numbers = [int(number) for number in LISTED.findall(text)]
    counts = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    return LISTED.sub(ENUMERATION, text) if counts else text


def _with_home_inside(text: str, lexicon: Lexicon) -> str:
    """都创(上海)医药: the home place in brackets is a part of a name that somebody wrote down with the place in it."""

    def take_in(match: re.Match[str]) -> str:
        before, behind = match.string[: match.start()][-_NAME_BEFORE:], match.string[match.end() :]
        return match[1] if _is_inside_name(before, match[1], behind[:_NAME_BEFORE], lexicon) else match[0]

    return _BRACKETED.sub(take_in, text)


def _is_inside_name(before: str, place: str, behind: str, lexicon: Lexicon) -> bool:
    if not any(name.kind is Kind.HOME for name in lexicon.names.get(place, ())):
        return False
    text, end = before + place + behind, len(before) + len(place)
    names = ((start, name) for start in range(len(before)) for name in lexicon.names_at(text, start))
    return any(name.kind is Kind.UNIT and start + len(name.key) > end for start, name in names)


def _without_remarks(found: _Stripped) -> _Stripped:
    """Leave out brackets and clauses that speak of another project or an earlier mail."""
    aside = list(found.aside)

    def leave_out(match: re.Match[str]) -> str:
        content = match[1] if match.re is _BRACKETED else match[0]
        kept, remark = ("", content) if match.re is _BRACKETED else _before_remark(content)
        if not REMARK.search(remark.strip()):
            return match[0]
        aside.append(Token(0, 0, Kind.REMARK, remark))
        return kept + SEPARATOR

    text = _BRACKETED.sub(leave_out, found.text)
    clauses = [clause for clause in _CLAUSE.findall(text) if clause.strip()]
    if len(clauses) > 1 or any(_before_remark(clause)[0] for clause in clauses):
        text = _CLAUSE.sub(leave_out, text)
    return _Stripped(text, tuple(aside))


def _before_remark(clause: str) -> tuple[str, str]:
    """…有限公司 纸质版已寄: where only the last words of a clause speak of another mail, the others stand."""
    kept, space, last = clause.rstrip().rpartition(" ")
    return (kept, last) if space and REMARK.search(last) and not REMARK.search(kept) else ("", clause)


def _taken(
    found: _Stripped,
    pattern: re.Pattern[str],
    kind: Kind,
    number: Callable[[re.Match[str]], int] = lambda _: 0,
    keep: Callable[[re.Match[str]], bool] = lambda _: False,
) -> _Stripped:
    aside = list(found.aside)

    def take(match: re.Match[str]) -> str:
        if keep(match):
            return match[0]
        aside.append(Token(0, 0, kind, match[0].strip(" -"), number=number(match)))
        return SEPARATOR

    return _Stripped(pattern.sub(take, found.text), tuple(aside))


def _is_projects(match: re.Match[str], lexicon: Lexicon) -> bool:
    """2022/2023年度高价值…: years of a project that has one, and two of them contradict each other."""
    if not PERIOD.fullmatch(match[0].strip()):
        return False
    behind = name_key(match.string[match.end() : match.end() + _PROJECT_BEHIND])
    place = PLACE.match(behind)
    start = place.end() if place is not None else 0
    found = lexicon.projects.pieces.get(behind[start : start + 2], frozenset())
    return any(lexicon.projects.years[project] is not None for project in found)


def _number_of(match: re.Match[str]) -> int:
    digits = next(group for group in match.groups() if group)
    return int(digits) if digits.isdigit() else _numeral(digits.replace("两", "二"))


def _numeral(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERAL.find(text) + 1
    return (_NUMERAL.find(tens) + 1 if tens else 1) * 10 + (_NUMERAL.find(ones) + 1 if ones else 0)


def _without_rows(found: _Stripped, lexicon: Lexicon) -> _Stripped:
    """Rows of the roster: 序号46, 总结验收46, acceptance-046."""
    aside = list(found.aside)

    def take(match: re.Match[str]) -> str:
        groups = match.groupdict()
        if groups.get("key") and groups["key"] not in lexicon.batches:
            return match[0]
        number = int(next(value for name, value in groups.items() if value and name not in {"key", "word"}))
        means = frozenset({groups["key"]}) if groups.get("key") else frozenset[str]()
        aside.append(Token(0, 0, Kind.ROW, match[0], means, number=number))
        return f"{groups.get('word') or ''}{SEPARATOR}"

    text = _ROW.sub(take, found.text)
    if lexicon.batch_rows is not None:
        text = lexicon.batch_rows.sub(take, text)
    return _Stripped(text, tuple(aside))


def _dashed(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """一 is typed for a dash; between two pieces that are understood it can be nothing else."""
    edges = (None, *tokens, None)
    return tuple(
        replace(token, kind=Kind.NOISE)
        if token.text == "一" and token.kind is Kind.REST and _are_understood(before, after)
        else token
        for before, token, after in zip(edges, tokens, edges[2:], strict=False)
    )


def _named_again(tokens: Sequence[Token], text: Compact) -> Iterator[Token]:
    """（原巴斯德所）: such a word in a bracket introduces one more name and says nothing itself."""
    for index, token in enumerate(tokens):
        after = next(iter(tokens[index + 1 : index + 2]), None)
        opens = text.breaks.get(token.start, "").endswith("(") and token.kind is Kind.REST
        named = after is not None and after.kind is Kind.UNIT and token.text in NAMED_AGAIN
        yield replace(token, kind=Kind.NOISE) if opens and named else token


def _without_lone_names(tokens: Sequence[Token]) -> Iterator[Token]:
    """总结报告-张敏: two characters are a person's name behind a document's; behind a unit's (曙光 龙华) who knows."""
    edges = (None, *tokens, None)
    for before, token, after in zip(edges, tokens, edges[2:], strict=False):
        nickname = PERSON_BY_NICKNAME.fullmatch(token.text)
        lone = token.kind is Kind.PERSON and len(token.text) == _LONE_NAME and nickname is None
        signs = before is not None and before.kind in {Kind.NOISE, Kind.DEPARTMENT}
        signs = signs or (after is not None and after.kind is Kind.DEPARTMENT)
        yield replace(token, kind=Kind.REST) if lone and not signs else token


def _are_understood(*neighbours: Token | None) -> bool:
    return all(each is not None and each.kind is not Kind.REST for each in neighbours)


def _mended(text: Compact, tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Compact, tuple[str, ...]]:
    """Put right one character of a project's name that only sounds like it: 生级培育."""
    changes: list[str] = []
    characters = text.text
    short = (rest for rest in _rests(tokens, text) if rest[1] - rest[0] <= _LONGEST_SLIP)
    for start, end in islice(short, _MOST_LOOKED_AT):
        right = slip_in(characters, start, end, lexicon.projects)
        if right is not None and all(place not in text.breaks for place in range(start + 1, end)):
            changes.append(f"{characters[start:end]}→{right}")
            characters = characters[:start] + right + characters[end:]
    return replace(text, text=characters), tuple(changes)


def _rests(tokens: Sequence[Token], text: Compact) -> Iterator[tuple[int, int]]:
    """Stretches of leftovers without a mark in them, with a single character in them that happens to be a word."""
    start = end = -1
    for token in _with_single_words(tokens, text):
        if token.kind is Kind.REST and token.start == end and end not in text.breaks:
            end = token.end
        else:
            if start >= 0:
                yield start, end
            start, end = (token.start, token.end) if token.kind is Kind.REST else (-1, -1)
    if start >= 0:
        yield start, end


def _with_single_words(tokens: Sequence[Token], text: Compact) -> Iterator[Token]:
    """升及培育: 及 against a leftover is no word of its own."""
    edges = (None, *tokens, None)
    for before, token, after in zip(edges, tokens, edges[2:], strict=False):
        single = token.kind is Kind.NOISE and token.end - token.start == 1
        beside = [each for each in (before, after) if each is not None]
        joined = not text.is_apart(token.start) and not text.is_apart(token.end)
        words = len(beside) == 2 and all(each.kind in _PROJECT_KINDS for each in beside)
        near = joined and (words or any(map(_is_rest, beside)))
        yield replace(token, kind=Kind.REST) if single and near else token


def _is_rest(token: Token | None) -> bool:
    return token is not None and token.kind is Kind.REST


def _similar(text: Compact, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Units by short forms and slips, in the stretches between marks that hold anything unexplained."""
    exact = {(token.start, token.end) for token in tokens if token.kind is Kind.UNIT}
    best: dict[tuple[int, int], _Worked] = {}
    for start, end in islice(_stretches(text, tokens), _MOST_LOOKED_AT):
        for each in lexicon.units.alignments(text.text, start, end):
            span = (each.start, each.end)
            if span in exact or not _is_readable(span, text, lexicon):
                continue
            trust, slip, units = best.get(span, (Trust.LIKELY, Slip.OTHER, set()))
            if (each.trust, -each.slip) > (trust, -slip) or span not in best:
                best[span] = (each.trust, each.slip, {each.name.unit})
            elif (each.trust, each.slip) == (trust, slip):
                units.add(each.name.unit)
    for (start, end), (trust, slip, units) in _outermost(best).items():
        yield Token(start, end, Kind.UNIT, text.text[start:end], frozenset(units), trust, slip, exact=False)


def _outermost(best: Mapping[tuple[int, int], _Worked]) -> dict[tuple[int, int], _Worked]:
    """携福电气有限公司 is one company's name with a slip: what its end alone could mean is no second unit."""
    first: dict[int, int] = {}
    for (start, end), (trust, _, _) in best.items():
        if trust >= Trust.WITH_PROJECT:
            first[end] = min(start, first.get(end, start))
    return {span: found for span, found in best.items() if span[0] <= first.get(span[1], span[0])}


def _is_readable(span: tuple[int, int], text: Compact, lexicon: Lexicon) -> bool:
    """A worked out short form never goes above what somebody wrote down for the same spelling."""
    stretch = text.text[span[0] : span[1]]
    written = any(name.kind is Kind.UNIT for name in lexicon.names.get(stretch, ()))
    return not written and not cuts_word(text, span[0]) and not cuts_word(text, span[1])


def _stretches(text: Compact, tokens: Iterable[Token]) -> Iterator[tuple[int, int]]:
    """From one separating mark to the next, brackets apart (they may belong to a name), where something is left.

    And between spaces and projects: 义齿有限公思 中小企业…: the slip is the last character of its word.
    """
    tokens = tuple(tokens)
    marks = {place for place, mark in text.breaks.items() if SEPARATOR in mark or ENUMERATION in mark}
    edges = {0, len(text.text), *marks}
    projects = {place for token in tokens if token.kind is Kind.PROJECT for place in (token.start, token.end)}
    rests = [token.start for token in tokens if token.kind is Kind.REST]
    whole = list(pairwise(sorted(edges)))
    for start, end in (
        *whole,
        *(each for each in pairwise(sorted(edges | text.spaces | projects)) if each not in whole),
    ):
        if end - start <= _LONGEST_STRETCH and any(start <= place < end for place in rests):
            yield start, end


def _merged(tokens: Sequence[Token], text: Compact) -> Iterator[Token]:
    """Leftovers as whole stretches; a short word of a project in the midst of them belongs to them."""
    pending: list[Token] = []
    for token in _demoted(tokens, text):
        if pending and (token.kind is not Kind.REST or token.start in text.breaks):
            yield _joined(pending, text)
            pending = []
        if token.kind is Kind.REST:
            pending.append(token)
        else:
            yield token
    if pending:
        yield _joined(pending, text)


def _joined(tokens: Sequence[Token], text: Compact) -> Token:
    start, end = tokens[0].start, tokens[-1].end
    return Token(start, end, Kind.REST, text.text[start:end])


def _demoted(tokens: Sequence[Token], text: Compact) -> Iterator[Token]:
    """张江科创中心: 中心 is no word of a project there."""
    edges = (None, *tokens, None)
    for before, token, after in zip(edges, tokens, edges[2:], strict=False):
        near = (before is not None and before.kind is Kind.REST and not text.is_apart(token.start)) or (
            after is not None and after.kind is Kind.REST and not text.is_apart(token.end)
        )
        short = token.kind is Kind.PIECE and len(token.text) <= _LONGEST_SLIP
        if (short and near) or _is_within(before, token, after, text):
            yield replace(token, kind=Kind.REST)
        else:
            yield token


def _is_within(before: Token | None, token: Token, after: Token | None, text: Compact) -> bool:
    """新兴技术开发区: 发 is no word of its own there."""
    single = token.kind is Kind.NOISE and token.end - token.start == 1 and token.text not in _JOINING
    joined = not text.is_apart(token.start) and not text.is_apart(token.end)
    return single and joined and _is_rest(before) and _is_rest(after)
