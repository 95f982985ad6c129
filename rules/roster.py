"""The roster: the units that owe a summary, and for which project."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One row of a notice's annex: a project carried out by a unit.

    `entry_id` is `<batch_key>-<seq>`, the seq padded to three digits, unique over all configured campaigns.
    """

    entry_id: str
    batch_key: str  # "acceptance"
    batch: str  # 批次 as people read it: "总结验收"
    project_number: int  # 项序
    project: str  # 项目名称
    sequence: int  # 子序
    unit: str  # 项目承担单位
    campaign: str = ""  # the campaign's key: "2024-6"

    def __hash__(self) -> int:
        """Enough to tell entries apart, and quick: caches ask for it all the time."""
        return hash(self.entry_id)


@dataclass(frozen=True)
class Roster:
    """All entries of one campaign, in the order of its annexes."""

    entries: tuple[RosterEntry, ...]

    def __iter__(self) -> Iterator[RosterEntry]:
        """Yield the entries in order."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Count the entries."""
        return len(self.entries)

    @cached_property
    def by_id(self) -> dict[str, RosterEntry]:
        """The entries by their id."""
        return {entry.entry_id: entry for entry in self.entries}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Every unit once, in order."""
        return tuple(dict.fromkeys(entry.unit for entry in self.entries))

    @cached_property
    def projects(self) -> tuple[str, ...]:
        """Every project once, in order."""
        return tuple(dict.fromkeys(entry.project for entry in self.entries))

    def of_unit(self, unit: str) -> tuple[RosterEntry, ...]:
        """All entries of a unit."""
        return tuple(entry for entry in self.entries if entry.unit == unit)
