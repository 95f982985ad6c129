"""What the parts of a transaction share."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Select, Table, select, text

# SQLite takes 32,766 values in one statement, older ones 999.
_PART = 500
_LARGEST_ID = 2**31 - 1

_T = TypeVar("_T")

_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


class Part:
    """A part of the transaction's verbs, on the transaction's connection."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        # SQLite's writer holds the whole ledger from its start; PostgreSQL's must say what it holds.
        self._holds = writes and connection.dialect.name == "postgresql"

    def _hold(self, name: str) -> None:
        """Keep other writers from what the name stands for until the transaction ends.

        For what is looked up first and added if absent: there is no row yet that could be locked.
        """
        if self._holds:
            self._connection.execute(_HOLD, {"name": name})


def select_fields(record: type, table: Table, *before: Column[Any]) -> Select[*tuple[Any, ...]]:
    """Select the record's fields in their order, so that a row makes a record; `before` stands ahead of them."""
    return select(*before, *(table.c[field.name] for field in fields(record) if field.name in table.c))


def values_of(record: Any) -> dict[str, Any]:
    """Return the record's fields by name, as they are: dataclasses.asdict would copy each of them in depth."""
    return {name: getattr(record, name) for name in record.__slots__}


def is_id(number: int) -> bool:
    """Tell whether a row can have this id at all: a number typed by a person may be larger than a column holds."""
    return 0 < number <= _LARGEST_ID


def in_parts(values: Collection[_T]) -> Iterator[Sequence[_T]]:
    """Cut the values into parts that one statement takes."""
    ordered = list(values)
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]
