"""Projects by their words: which of the roster's projects a subject's words can mean.

A project's name is seldom written in full (升级培育, 产学研联合体, 高校运营中心). Every piece of it that stands in the
subject must stand in the project's own name as well; a piece that most projects share tells nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.matching.normalise import name_key
from rules.matching.places import PLACE
from rules.matching.sounds import look_alike, sound_alike

_YEARS = re.compile(r"(?<!\d)20\d\d(?:年度|年)?")
_SHORTEST, _LONGEST = 2, 16
# What kind of thing a project makes, at the end of its name: it is left out and put in at will.
_KIND = re.compile(r"(?:中心|基地|平台|工程|专项|计划|项目)+$")
_MOSTLY = 0.5  # a piece of more projects than this tells nothing


@dataclass(frozen=True, slots=True)
class Marker:
    """A word that is all that tells a project from a sibling (升级 in 升级培育), and what follows it in the name."""

    word: str
    follows: str


@dataclass(frozen=True, slots=True)
class ProjectIndex:
    """The pieces of all projects' names, each with the projects (name keys) that hold it."""

    pieces: Mapping[str, frozenset[str]]
    markers: Mapping[str, tuple[Marker, ...]]
    years: Mapping[str, int | None]
    cores: Mapping[str, str]

    def ends_at(self, text: str, place: int) -> Iterator[int]:
        """Where every piece that begins there ends; each beginning of a piece is a piece."""
        for end in range(place + _SHORTEST, min(place + _LONGEST, len(text)) + 1):
            if text[place:end] not in self.pieces:
                return
            yield end

    def is_telling(self, means: frozenset[str]) -> bool:
        """Whether a piece that means these projects leaves the most of them out."""
        return len(means) <= len(self.years) * _MOSTLY or len(means) == 1

    def meant(self, means: frozenset[str], pieces: Sequence[str]) -> frozenset[str]:
        """Leave out the projects whose marker is missing where the pieces have what follows it."""
        return frozenset(project for project in means if not self._is_unmarked(project, pieces))

    def _is_unmarked(self, project: str, pieces: Sequence[str]) -> bool:
        return any(
            any(marker.follows in piece for piece in pieces)
            and not any(marker.word in piece for piece in pieces)
            for marker in self.markers[project]
        )


def project_year(project: str) -> int | None:
    """The year in a project's name, None where it has none or several."""
    years = {int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?!\d)", name_key(project))}
    return years.pop() if len(years) == 1 else None


def core_of(project: str) -> str:
    """The name's key without its year, its place in front and 项目 at its end."""
    bare = _YEARS.sub("", name_key(project))
    place = PLACE.match(bare)
    bare = bare[place.end() :] if place is not None and place.end() < len(bare) - 1 else bare
    return bare.removesuffix("项目") or bare


def build_projects(projects: Sequence[str]) -> ProjectIndex:
    """Take apart the names of all projects."""
    cores = {name_key(project): core_of(project) for project in projects}
    pieces: dict[str, set[str]] = defaultdict(set)
    for key, core in cores.items():
        for start in range(len(core)):
            for end in range(start + _SHORTEST, min(start + _LONGEST, len(core)) + 1):
                pieces[core[start:end]].add(key)
    kinds = sorted({_KIND.sub("", core) or core for core in cores.values()}, key=len)
    return ProjectIndex(
        {piece: frozenset(keys) for piece, keys in pieces.items()},
        {key: tuple(_markers(_KIND.sub("", core) or core, kinds)) for key, core in cores.items()},
        {name_key(project): project_year(project) for project in projects},
        cores,
    )


def _markers(core: str, others: Sequence[str]) -> Iterator[Marker]:
    """The words without which the name would be another project's."""
    for other in others:
        more = len(core) - len(other)
        if more <= 0:
            return
        for start in range(len(other)):
            if core[:start] + core[start + more :] == other:
                yield Marker(core[start : start + more], core[start + more : start + more + _SHORTEST])


def slip_in(text: str, start: int, end: int, projects: ProjectIndex) -> str | None:
    """What should stand there if one character only sounds or looks like it, or two changed places, beside a piece."""
    beside = (text[max(0, start - _SHORTEST) : start], text[end : end + _SHORTEST])
    near = frozenset[str]().union(*(projects.pieces.get(pair, frozenset()) for pair in beside))
    for core in sorted({projects.cores[project] for project in near}):
        for right in _expected(text, start, end, core):
            if _is_slip_of(text[start:end], right):
                return right
    return None


def _expected(text: str, start: int, end: int, core: str) -> Iterator[str]:
    """What the project's name has between the same neighbours, or beside the longer one."""
    length = end - start
    for place in range(len(core) - length + 1):
        before, behind = core[max(0, place - _SHORTEST) : place], core[place + length :][:_SHORTEST]
        left = len(before) == _SHORTEST and text[max(0, start - _SHORTEST) : start] == before
        right = len(behind) == _SHORTEST and text[end : end + _SHORTEST] == behind
        if left or right:
            yield core[place : place + length]


def _is_slip_of(written: str, right: str) -> bool:
    different = [(one, other) for one, other in zip(written, right, strict=True) if one != other]
    if len(different) == 1:
        return sound_alike(*different[0]) or look_alike(*different[0])
    return len(different) == len(written) == _SHORTEST and written == right[::-1]  # 营运 for 运营
