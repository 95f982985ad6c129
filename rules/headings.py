"""Which section a heading names: by what it says, never by its numeral."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rules.template import Template
from rules.text import normalise, squeeze, unspaced

# How surely a heading names a section.
TEMPLATE_HEADING = 4  # the template's own heading
WORDING = 3  # another wording that the template lists, or its own with something around it
KEYWORD = 2  # only the subject is named in other words
FURTHER_KEYWORD = 1  # named in words that also stand in other headings: 进展, 经验, 展望
_LONGEST_GLUED = 40  # characters of a line that begins with a heading
_SHORTEST_GLUED = 6  # characters of the heading, and of what follows
_ENDS_A_WORDING = re.compile(r"情况|成效|做法|亮点|安排|计划|建议")
# 资金使用情况总体良好, 经费使用情况纳入年度审计: the words begin a sentence.
_GOES_ON = re.compile(
    r"[的地得了和与及等、,;:良好较总基正尚仍均都也已未如说一由按每向以需应将被受在会能可有为是符]"
    r"|纳入|接受|实行|定期|报|经|详|见|严格|进行"
)

_CONNECTORS = re.compile("以及|与|及|和|暨|并|、|/|\\+|&|,|;")
_TRAILING = re.compile(r"[】\]》>」』\"”'’*#:。.;,、!\s-]+$")
_PARENTHESIS = re.compile(r"\(([^()]*)\)[:。.]?$")
_PREFIX = re.compile(
    r"^(?:截[至止]\d{4}年\d{1,2}月(?:\d{1,2}日|底)?|20\d\d年?(?:度|上半年|下半年)?"
    r"|(?:本|我|该)(?:单位|公司|校|院|所|区|中心|项目|企业|年度|阶段)|项目|主要|目前|当前|总体|整体|具体|关于|有关|的)"
)
_SUFFIX = re.compile(r"(?:情况说明|情况|说明|介绍|汇报|报告|总结|部分|如下)$")
_NOT_A_HEADING = re.compile("[。;!?]")


@dataclass(frozen=True, slots=True, eq=False)  # one for each template, and a part of a cache's key
class Wordings:
    """The template's headings in the form that headings are compared in."""

    exact: Mapping[str, tuple[int, int]]  # canonical heading -> section, strength
    contained: tuple[tuple[str, int], ...]  # canonical headings that may stand inside a longer one
    openings: tuple[tuple[str, int], ...]  # the template's own headings, squeezed, as a run-in line begins
    keywords: tuple[tuple[str, int], ...]
    further_keywords: tuple[tuple[str, int], ...]


@lru_cache(maxsize=16)
def wordings_of(template: Template) -> Wordings:
    """Prepare a template's headings once."""
    exact: dict[str, tuple[int, int]] = {}
    contained: dict[str, int] = {}
    for section in template.sections:
        for strength, texts in ((TEMPLATE_HEADING, (section.heading,)), (WORDING, section.wordings)):
            for text in texts:
                whole = canonical(normalise(text))
                exact.setdefault(whole, (section.number, strength))
                contained.setdefault(whole, section.number)
    for section in template.sections:
        for text in (section.heading, *section.wordings):
            stripped = _without_affixes(canonical(normalise(text)))
            if len(stripped) >= 4:
                exact.setdefault(stripped, (section.number, WORDING))
    return Wordings(
        exact,
        tuple((text, number) for text, number in contained.items() if len(text) >= 4),
        tuple((squeeze(section.heading), section.number) for section in template.sections),
        tuple((squeeze(word), section.number) for section in template.sections for word in section.keywords),
        tuple(
            (squeeze(word), section.number)
            for section in template.sections
            for word in section.further_keywords
        ),
    )


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """A (normalised) heading without spaces, trailing punctuation and 的, its connectors all alike."""
    body = _TRAILING.sub("", unspaced(text)).strip('【】[]《》<>「」『』"“”')
    return _CONNECTORS.sub("和", body).replace("的", "").lower()


def _without_affixes(body: str) -> str:
    while True:
        shorter = _PREFIX.sub("", body)
        if shorter == body or len(shorter) < 2:
            break
        body = shorter
    shorter = _SUFFIX.sub("", body)
    return shorter if len(shorter) >= 2 else body


def without_parenthesis(body: str) -> tuple[str, str]:
    """Split "资金使用情况（截至2月底）" into the heading and what the brackets hold ("" where there are none)."""
    match = _PARENTHESIS.search(body)
    return (body[: match.start()], match[1]) if match and match.start() else (body, "")


def names_of(body: str, wordings: Wordings) -> dict[int, int]:
    """The sections that a heading's body (squeezed, without its number) names, each with the strength; {} where none."""
    return dict(_names_of(body, wordings))


@lru_cache(maxsize=4096)  # a document's lines are gone through several times
def _names_of(body: str, wordings: Wordings) -> Mapping[int, int]:
    if _NOT_A_HEADING.search(_TRAILING.sub("", body)):
        return {}
    found = _exact(canonical(body), wordings)
    if found:
        return found
    parts = [part for part in canonical(body).split("和") if part]
    named: dict[int, int] = {}
    for part in parts:
        for number, strength in (_exact(part, wordings) or _contained(part, wordings)).items():
            named[number] = max(strength, named.get(number, 0))
    return named or _contained(canonical(body), wordings)


def closing_names(body: str, wordings: Wordings) -> frozenset[int]:
    """The sections that a heading tells of for certain: by its last word, or by a part of it that names nothing else."""
    parts = canonical(body).split("和")
    named = [_contained(part, wordings) for part in parts]
    alone = {number for names in named if len(names) == 1 for number in names}
    end = _without_affixes(parts[-1])
    return frozenset(alone | {number for word, number in wordings.keywords if end.endswith(word)})


def is_exact(body: str, wordings: Wordings) -> bool:
    """Hold for a body that is one of the template's wordings as a whole, affixes aside."""
    return bool(_exact(canonical(body), wordings))


def _exact(body: str, wordings: Wordings) -> dict[int, int]:
    hit = wordings.exact.get(body)
    if hit:
        return {hit[0]: hit[1]}
    hit = wordings.exact.get(_without_affixes(body))
    if not hit:
        return {}
    # "本项目资金使用情况" is the template's own heading all the same.
    whole = next((text for text, (number, strength) in wordings.exact.items()
                  if number == hit[0] and strength == TEMPLATE_HEADING), "")  # fmt: skip
    return {hit[0]: TEMPLATE_HEADING if whole and body.endswith(whole) else hit[1]}


def _contained(part: str, wordings: Wordings) -> dict[int, int]:
    found = {number: WORDING for text, number in wordings.contained if text in part}
    if found:
        return found
    return {number: KEYWORD for word, number in wordings.keywords if word in part}


def names_twice(body: str, names: Mapping[int, int], wordings: Wordings) -> bool:
    """接下来的安排，另提两点建议: two keywords of the one section that it names."""
    text = canonical(body)
    words = [word for word, number in wordings.keywords if word in text and {number} == set(names)]
    return len(words) > 1


def further_names_of(body: str, wordings: Wordings) -> dict[int, int]:
    """The sections that further keywords name in a heading's body which names none otherwise."""
    if _NOT_A_HEADING.search(_TRAILING.sub("", body)):
        return {}
    text = canonical(body)
    return {number: FURTHER_KEYWORD for word, number in wordings.further_keywords if word in text}


def run_in(
    rest: str, wordings: Wordings, *, numbered: bool, spaced: bool = False, glued: bool = False
) -> tuple[str, str, dict[int, int]] | None:
    """Read a line that begins with a heading and goes on with its content: heading, content and sections; else None.

    `spaced`: the line has a wide space, which may part the two as a colon would. `glued`: a page's text, which may have
    lost that space.
    """
    separator = re.search(r"[。:;]|--+|(?<=[\u4e00-\u9fff)]) " if spaced else r"[。:;]|--+", rest[:60])
    body = rest[: separator.start()] if separator else ""
    named = names_of(unspaced(body), wordings) if 0 < len(unspaced(body)) <= 30 else {}
    exact = bool(named) and is_exact(unspaced(body), wordings)
    opening = _opening(rest, wordings) if numbered and not exact else None
    if opening and not (separator and len(named) > len(opening[2])):
        return opening
    strongest = max(named.values(), default=0)
    run_together = _glued(rest, wordings) if numbered and glued and strongest < WORDING else None
    if run_together:
        return run_together
    if separator and (
        (exact and strongest == TEMPLATE_HEADING) or (numbered and strongest and "," not in body)
    ):
        return body, rest[separator.end() :], named
    return None


def _opening(rest: str, wordings: Wordings) -> tuple[str, str, dict[int, int]] | None:
    # "一、项目实施成效 学校……": a PDF's paragraph may have swallowed the heading above it.
    squeezed = unspaced(rest)
    for text, number in wordings.openings:
        if squeezed.startswith(text):
            end = _end_of(rest, text)
            return rest[:end], rest[end:].lstrip(" ,:.-"), {number: TEMPLATE_HEADING}
    return None


def _glued(rest: str, wordings: Wordings) -> tuple[str, str, dict[int, int]] | None:
    """（二）资金管理和使用情况专项资金39万元到位……: a heading in another of its wordings, and no space behind it."""
    squeezed = unspaced(rest[:_LONGEST_GLUED])
    for end in reversed([match.end() for match in _ENDS_A_WORDING.finditer(squeezed)]):
        number, strength = wordings.exact.get(canonical(squeezed[:end]), (0, 0))
        goes_on = _GOES_ON.match(squeezed[end:])
        if number and end >= _SHORTEST_GLUED and len(squeezed) >= end + _SHORTEST_GLUED and not goes_on:
            place = _end_of(rest, squeezed[:end])
            return rest[:place], rest[place:].lstrip(), {number: strength}
    return None


def _end_of(rest: str, squeezed: str) -> int:
    seen = 0
    for position, character in enumerate(rest):
        if seen == len(squeezed):
            return position
        seen += not character.isspace()
    return len(rest)
