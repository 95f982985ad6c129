"""The rosters' rows as matching looks them up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rules.matching.normalise import name_key
from rules.matching.projects import project_year
from rules.roster import RosterEntry

_MOST_THOUGHT_OF = 60  # rows of one project that are looked at where no unit is named


@dataclass(frozen=True, slots=True)
class Row:
    """A roster entry with what matching compares, computed once."""

    entry: RosterEntry
    unit: str
    project: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows by unit, by project and by number."""

    by_unit: Mapping[str, tuple[Row, ...]]
    by_project: Mapping[str, tuple[Row, ...]]
    by_sequence: Mapping[int, tuple[Row, ...]]

    def of_units(self, units: Iterable[str]) -> tuple[Row, ...]:
        """All rows of these units."""
        return tuple(chain.from_iterable(self.by_unit.get(unit, ()) for unit in sorted(units)))

    def of_projects(self, projects: Iterable[str]) -> tuple[Row, ...]:
        """The first rows of these projects."""
        found = chain.from_iterable(self.by_project.get(project, ()) for project in sorted(projects))
        return tuple(islice(found, _MOST_THOUGHT_OF))


def build_rows(entries: Sequence[RosterEntry]) -> Rows:
    """Index the entries of all campaigns."""
    years = {entry.project: project_year(entry.project) for entry in entries}
    rows = [
        Row(entry, name_key(entry.unit), name_key(entry.project), years[entry.project]) for entry in entries
    ]
    by_unit: dict[str, list[Row]] = defaultdict(list)
    by_project: dict[str, list[Row]] = defaultdict(list)
    by_sequence: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit].append(row)
        by_project[row.project].append(row)
        by_sequence[row.entry.sequence].append(row)
    return Rows(
        _frozen(by_unit), _frozen(by_project), {key: tuple(same) for key, same in by_sequence.items()}
    )


def _frozen(table: Mapping[str, list[Row]]) -> dict[str, tuple[Row, ...]]:
    return {key: tuple(rows) for key, rows in table.items()}
