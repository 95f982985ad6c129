"""The text of an alias file -> the same text with one name more. Everything else stays as it is, to the byte.

Whole lines are put in as plain text; a list that is there already is lengthened with tomlkit, which keeps comments and
layout. What comes out is read again and must say exactly what the old text said, and the name.
"""

import copy
import json
import re
import tomllib
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Array

from rules.alias_check import Named
from rules.matching.normalise import name_key
from service.toml_text import key_lines

_TABLES = {Named.UNIT: "units", Named.PROJECT: "projects"}
_LIST = "confirmed"
_DOUBTFUL = ("beside_project", "likely")


class CannotAddError(ValueError):
    """The file is written in such a way that the name must be put in by hand; the message says so in one line."""


def with_name(text: str, name: str, target: str, named: Named) -> str:
    """The text of the alias file with the name among the confirmed ones of the target, and no longer a doubtful one.

    Raises CannotAddError, and tomllib's error for a text that is no TOML.
    """
    table, values = _TABLES[named], tomllib.loads(text)
    known = values.get(table, {}).get(target)
    if known is None:
        new = _with_table(text, table, name, target)
    else:
        for doubtful in _DOUBTFUL:
            for each in (each for each in known.get(doubtful, ()) if name_key(each) == name_key(name)):
                text = _without(text, (table, target, doubtful), each)
        new = _in_table(text, table, name, target, has_list=_LIST in known)
    if not _says(new, _wanted(values, table, name, target)):
        raise CannotAddError(f"这个文件的写法特别，请人工写入：[{table}.{_quoted(target)}] 的 {_LIST}")
    return new


def _wanted(values: dict[str, Any], table: str, name: str, target: str) -> dict[str, Any]:
    wanted = copy.deepcopy(values)
    names = wanted.setdefault(table, {}).setdefault(target, {})
    names[_LIST] = [*names.get(_LIST, []), name]
    for doubtful in _DOUBTFUL:
        if doubtful in names:
            names[doubtful] = [each for each in names[doubtful] if name_key(each) != name_key(name)]
    return wanted


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _with_table(text: str, table: str, name: str, target: str) -> str:
    """A table of its own at the end: nothing that stands above can be disturbed."""
    newline = _newline(text)
    between = "" if not text else newline if text.endswith("\n") else newline * 2
    return text + between + newline.join((f"[{table}.{_quoted(target)}]", _list_line(name), ""))


def _in_table(text: str, table: str, name: str, target: str, *, has_list: bool) -> str:
    """The list as the first line under the table's header; lengthened, or in a table without header, by tomlkit."""
    lines = text.splitlines(keepends=True)
    at = key_lines(text).get((table, target), 0)
    if has_list or not at or not lines[at - 1].lstrip().startswith("["):
        return _edited(text, table, name, target)
    newline = _newline(text)
    header = lines[at - 1] if lines[at - 1].endswith("\n") else lines[at - 1] + newline
    return "".join((*lines[: at - 1], header, _list_line(name), newline, *lines[at:]))


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _list_line(name: str) -> str:
    return f"{_LIST} = [{_quoted(name)}]"


def _quoted(text: str) -> str:
    """A basic string: JSON's escapes are TOML's as well."""
    return json.dumps(text, ensure_ascii=False)


def _without(text: str, key: tuple[str, str, str], name: str) -> str:
    """Take one name out of a list, and leave the comment beside it, for it may say more than that."""
    lines = text.splitlines(keepends=True)
    first = key_lines(text).get(key, 1) - 1
    written = "|".join(re.escape(form) for form in (_quoted(name), f"'{name}'"))
    listed = re.compile(rf"(?:{written})[ \t]*,?[ \t]*")
    return "".join(lines[:first]) + listed.sub("", "".join(lines[first:]), count=1)


def _edited(text: str, table: str, name: str, target: str) -> str:
    """The table of the target, which is there, with the name in its list. What tomlkit cannot do ends in no change."""
    try:
        document = tomlkit.parse(text)
        names = document[table][target]
        if document.as_string() != text or not isinstance(names, AbstractTable):
            return text
        _put_in(names, name)
        return document.as_string()
    except (TOMLKitError, KeyError, TypeError):
        return text


def _put_in(names: AbstractTable, name: str) -> None:
    confirmed = names.get(_LIST)
    if isinstance(confirmed, Array):
        confirmed.append(name)
    else:
        names.add(_LIST, tomlkit.item([name]))
