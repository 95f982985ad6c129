"""How commands print: JSON lines or tables on standard output, one clear line of error on standard error."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

# C0, DEL, C1 and the marks that turn the direction of text: a mail must not steer the operator's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

# Columns whose cells are copied into commands: never broken, several stand one below the other.
_WHOLE = frozenset({"编号", "序号"})

json_option = click.option("--json", "as_json", is_flag=True, help="JSON，每行一个对象，UTF-8。")


def clean(text: str) -> str:
    """The text without characters that steer a terminal."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The text on one line, harmless."""
    return clean(" ".join(text.split()))


def print_json(values: Mapping[str, object] | Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object a line, in UTF-8 whatever the locale; what steers a terminal is escaped."""
    rows = [values] if isinstance(values, Mapping) else values
    sys.stdout.flush()
    for row in rows:
        line = _CONTROL.sub(_escaped, json.dumps(row, ensure_ascii=False))
        # A half of a character that is none (a file's name may hold one) becomes JSON's own escape.
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose cells are plain text: no mark-up in them is followed."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in _WHOLE)
    for row in rows:
        table.add_row(*(Text(clean(str(cell))) for cell in row))
    console.print(table)


def print_line(text: str = "") -> None:
    """Print one plain line."""
    console.print(Text(clean(text)), soft_wrap=True)


def say(text: str) -> None:
    """One clear line on standard error."""
    errors.print(Text(one_line(text)), soft_wrap=True)


def moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    """A time in the configured zone, ISO 8601 with its offset."""
    return value.astimezone(zone).isoformat(timespec="seconds") if value is not None else None


def short(value: datetime | None, zone: ZoneInfo) -> str:
    """A time for tables."""
    return f"{value.astimezone(zone):%m-%d %H:%M}" if value is not None else ""
