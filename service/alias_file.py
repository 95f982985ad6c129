"""A campaign's alias files -> the other names of its units and projects, with every fault at its line.            I/O.

A campaign's folder may hold `aliases.toml`; an operator may keep a file of the bureau's own beside the configuration
(`aliases_file`). Whoever is nearer to the operator decides about a name: the tables of the configuration
(`[campaign.aliases]` and its like) before the bureau's own file, and that before the folder's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from rules.alias_check import Claim, Named
from rules.campaign import Alias, SharedAlias
from rules.matching.normalise import name_key
from service.campaign_models import AliasFile, NamesFile
from service.faults import ConfigError, Fault, message_of
from service.toml_text import KeyPath, TomlFile, parse_toml, read_toml

_AnyAlias = TypeVar("_AnyAlias", Alias, SharedAlias)

# The lists of one unit or project that are taken for certain.
_CERTAIN = ("confirmed", "former", "english")
# The lists that a project cannot have, and why.
_UNITS_ONLY = {"beside_project": "项目的名称不看别的项目", "signing": "项目没有代为落款的机构"}


@dataclass(frozen=True, slots=True)
class Target:
    """A unit or project that a name is said to mean, and where."""

    name: str
    named: Named
    where: str


@dataclass(frozen=True, slots=True)
class AliasNames:
    """What the file says; `claims` and `targets` say the same once more, each with its place, for checking."""

    units: tuple[Alias, ...] = ()
    projects: tuple[Alias, ...] = ()
    signing_bodies: tuple[Alias, ...] = ()
    shared_units: tuple[SharedAlias, ...] = ()
    shared_projects: tuple[SharedAlias, ...] = ()
    claims: tuple[Claim, ...] = ()
    targets: tuple[Target, ...] = ()

    def without(self, units: Iterable[str], projects: Iterable[str]) -> "AliasNames":
        """The names less those that somebody else decides about."""
        unit_keys, project_keys = ({name_key(name) for name in names} for names in (units, projects))
        keys = {Named.UNIT: unit_keys, Named.PROJECT: project_keys}
        return AliasNames(
            units=_left(self.units, unit_keys),
            projects=_left(self.projects, project_keys),
            signing_bodies=_left(self.signing_bodies, unit_keys),
            shared_units=_left(self.shared_units, unit_keys),
            shared_projects=_left(self.shared_projects, project_keys),
            claims=tuple(
                claim for claim in self.claims if name_key(claim.name) not in keys.get(claim.named, ())
            ),
            targets=self.targets,
        )

    def over(self, base: "AliasNames") -> "AliasNames":
        """These names, and of the other file those that this one does not mention."""
        units = {claim.name for claim in self.claims if claim.named is Named.UNIT}
        projects = {claim.name for claim in self.claims if claim.named is Named.PROJECT}
        left = base.without(units, projects)
        return AliasNames(
            units=self.units + left.units,
            projects=self.projects + left.projects,
            signing_bodies=self.signing_bodies + left.signing_bodies,
            shared_units=self.shared_units + left.shared_units,
            shared_projects=self.shared_projects + left.shared_projects,
            claims=self.claims + left.claims,
            targets=self.targets + left.targets,
        )


def _left(aliases: tuple[_AnyAlias, ...], keys: set[str]) -> tuple[_AnyAlias, ...]:
    return tuple(alias for alias in aliases if name_key(alias.name) not in keys)


def read_alias_file(path: Path) -> AliasNames:
    """Read the file. Raises ConfigError naming every fault of its form; what the names mean is not judged here."""
    file = read_toml(path)
    text = path.read_text(encoding="utf-8-sig")
    return _names(file, text)


def parse_alias_text(text: str, name: str) -> AliasNames:
    """The same for a text that is not, or not yet, in a file."""
    return _names(parse_toml(text, name), text)


def _names(file: TomlFile, text: str) -> AliasNames:
    try:
        content = AliasFile.model_validate(file.values)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise ConfigError(
            Fault(file.where(at["loc"]), message_of(at, _known_keys(at["loc"]))) for at in details
        ) from None
    places = _Places(file, tuple(text.splitlines()))
    misplaced = list(_misplaced(content, file))
    if misplaced:
        raise ConfigError(misplaced)
    return AliasNames(
        units=tuple(_aliases(content.units)),
        projects=tuple(_aliases(content.projects)),
        signing_bodies=tuple(
            Alias(name, unit) for unit, names in content.units.items() for name in names.signing
        ),
        shared_units=_shared(content.shared_units),
        shared_projects=_shared(content.shared_projects),
        claims=tuple(_claims(content, places)),
        targets=tuple(_targets(content, file)),
    )


def _misplaced(content: AliasFile, file: TomlFile) -> Iterator[Fault]:
    """What stands at a project and can only be said of a unit."""
    for project, names in content.projects.items():
        for key, reason in _UNITS_ONLY.items():
            if getattr(names, key):
                yield Fault(file.where(("projects", project, key)), f"{reason}，{key} 只用于单位")


def _known_keys(path: KeyPath) -> Iterable[str]:
    return AliasFile.model_fields if len(path) == 1 else NamesFile.model_fields


def _aliases(tables: Mapping[str, NamesFile]) -> Iterator[Alias]:
    for target, names in tables.items():
        for key in _CERTAIN:
            yield from (Alias(name, target) for name in getattr(names, key))
        for name in names.beside_project:
            yield Alias(name, target, confirmed=False, beside_project=True)
        yield from (Alias(name, target, confirmed=False) for name in names.likely)


def _shared(table: Mapping[str, list[str]]) -> tuple[SharedAlias, ...]:
    return tuple(SharedAlias(name, tuple(targets)) for name, targets in table.items())


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a name stands in the file: the line of the name itself, in a list that runs over several lines too."""

    file: TomlFile
    lines: tuple[str, ...]

    def of(self, path: KeyPath, name: str) -> str:
        place = self.file.where(path)
        shown, _, number = place.rpartition(":")
        written = re.compile(rf"""(["']){re.escape(name)}\1""")
        for line in range(int(number), len(self.lines) + 1) if number.isdigit() else ():
            if written.search(self.lines[line - 1]):
                return f"{shown}:{line}"
            if self.lines[line - 1].rstrip().endswith("]"):
                break
        return place


def _claims(content: AliasFile, places: _Places) -> Iterator[Claim]:
    for root, tables, named in _single(content):
        for target, names in tables.items():
            for key in NamesFile.model_fields:
                for name in getattr(names, key):
                    yield Claim(name, frozenset({target}), named, places.of((root, target, key), name))
    for root, table, named in _several(content):
        for name, targets in table.items():
            yield Claim(name, frozenset(targets), named, places.file.where((root, name)))


def _targets(content: AliasFile, file: TomlFile) -> Iterator[Target]:
    for root, tables, named in _single(content):
        yield from (Target(target, named, file.where((root, target))) for target in tables)
    for root, table, named in _several(content):
        for name, targets in table.items():
            yield from (Target(target, named, file.where((root, name))) for target in targets)


def _single(content: AliasFile) -> tuple[tuple[str, Mapping[str, NamesFile], Named], ...]:
    return ("units", content.units, Named.UNIT), ("projects", content.projects, Named.PROJECT)


def _several(content: AliasFile) -> tuple[tuple[str, Mapping[str, list[str]], Named], ...]:
    return (
        ("shared_units", content.shared_units, Named.UNIT),
        ("shared_projects", content.shared_projects, Named.PROJECT),
    )


def expanded(aliases: Iterable[Alias], shared: Iterable[SharedAlias]) -> tuple[Alias, ...]:
    """The aliases with every shared name once for each of its units, never confirmed."""
    doubtful = (Alias(alias.name, target, confirmed=False) for alias in shared for target in alias.targets)
    return (*aliases, *doubtful)
