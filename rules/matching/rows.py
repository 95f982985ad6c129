"""The rosters' rows as matching looks them up."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeVar

from rules.matching.normalise import name_key
from rules.matching.projects import project_year
from rules.roster import RosterEntry

_Key = TypeVar("_Key")

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
    by_number: Mapping[int, tuple[Row, ...]]

    def of_units(self, units: Iterable[str]) -> tuple[Row, ...]:
        """All rows of these units."""
        return tuple(chain.from_iterable(self.by_unit.get(unit, ()) for unit in sorted(units)))

    def of_number(self, batches: Collection[str], number: int) -> tuple[Row, ...]:
        """The first rows of the projects with that number in these batches (in all, where none is given)."""
        found = (
            row for row in self.by_number.get(number, ()) if not batches or row.entry.batch_key in batches
        )
        return tuple(islice(found, _MOST_THOUGHT_OF))

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
    return Rows(
        by_unit=_grouped((row.unit, row) for row in rows),
        by_project=_grouped((row.project, row) for row in rows),
        by_sequence=_grouped((row.entry.sequence, row) for row in rows),
        by_number=_grouped((row.entry.project_number, row) for row in rows),
    )


def _grouped(pairs: Iterable[tuple[_Key, Row]]) -> dict[_Key, tuple[Row, ...]]:
    table: dict[_Key, list[Row]] = defaultdict(list)
    for key, row in pairs:
        table[key].append(row)
    return {key: tuple(rows) for key, rows in table.items()}
