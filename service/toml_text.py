"""TOML text with its lines: what tomllib reads, and on which line each key stands (tomllib does not say).

The locator follows the TOML 1.0 grammar as far as keys and table headers go; where it finds no key it answers with
the nearest table above, so that a fault always has a place.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from intake.os_errors import explain_os_error
from service.faults import ConfigError, Fault

KeyPath = tuple[str | int, ...]

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEY})\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(rf"\s*({_KEY})\s*=(.*)$")
_STRING_OR_COMMENT = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|#.*$""")
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")

_WRITTEN_TWICE = "同一个键或表写了两次"
# tomllib's messages by their beginnings, the longer ones first.
_SYNTAX: Mapping[str, str] = MappingProxyType(
    {
        "Invalid statement": "这一行应为 键 = 值，或 [表名]",
        "Expected newline": "行末有多余的内容，一行只能写一项",
        "Expected '=' after a key": "键后面应为 =",
        "Expected ']": "表名的方括号没有写完",
        "Expected": "引号没有写完",
        "Unterminated string": "引号没有写完",
        "Unclosed array": "列表的方括号没有写完",
        "Unclosed inline table": "花括号没有写完",
        "Found invalid character": "有不允许的字符",
        "Illegal character": "有不允许的字符",
        "Cannot ": _WRITTEN_TWICE,
        "Duplicate inline table key": _WRITTEN_TWICE,
        "Invalid initial character": "键的写法不对，含中文或符号的键应加引号",
        "Unescaped": "双引号中的反斜杠应写两个，或改用单引号",
        "Invalid hex value": "反斜杠后面的字符编码不对",
        "Escaped character": "反斜杠后面的字符编码不对",
        "Invalid date": "日期或时间不对",
        "Invalid value": "值的写法不对，文字应加引号",
    }
)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """One parsed file: its values, the name it is shown by, and the line of each key."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def where(self, path: Sequence[str | int]) -> str:
        """`file:key:line`; the line of the nearest key above where the key itself does not stand."""
        shown = f"{self.name}:{display(path)}" if path else self.name
        line = self._line(tuple(path))
        return shown if line is None else f"{shown}:{line}"

    def _line(self, path: KeyPath) -> int | None:
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def display(path: Sequence[str | int]) -> str:
    """A key as an operator would write it: `campaign[1].severity."seal.missing"`, tables of a list from 1."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part + 1}]"
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            shown += ("." if shown else "") + (part if bare else json.dumps(part, ensure_ascii=False))
    return shown


def read_toml(path: Path, name: str = "") -> TomlFile:
    """Read and parse a file. Raises ConfigError where it cannot be read or is no TOML."""
    name = name or str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError([Fault(name, "文件不是 UTF-8 编码，请另存为 UTF-8")]) from None
    except OSError as error:
        raise ConfigError([Fault(name, f"无法读取文件：{explain_os_error(error)}")]) from None
    return parse_toml(text, name)


def parse_toml(text: str, name: str) -> TomlFile:
    """Parse the text. Raises ConfigError with the line of a syntax error."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_syntax_fault(str(error), name, text)]) from None
    return TomlFile(name, values, key_lines(text))


def _syntax_fault(message: str, name: str, text: str) -> Fault:
    place = _PLACE.search(message)
    line = place[1] if place and place[1] else str(len(text.splitlines()) or 1)
    column = f"（第{place[2]}列）" if place and place[2] else ""
    return Fault(f"{name}:{line}", f"TOML 语法错误{column}：{_in_chinese(_PLACE.sub('', message).strip())}")


def _in_chinese(message: str) -> str:
    return next((words for beginning, words in _SYNTAX.items() if message.startswith(beginning)), message)


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line (from 1) of every key and table header of a valid TOML text."""
    found: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    still_open = _OpenValue()
    for number, line in enumerate(text.splitlines(), start=1):
        if still_open.swallows(line):
            continue
        if header := _HEADER.match(line):
            table = _table(_parts(header[2]), counts, is_list=header[1] == "[[")
            found.setdefault(table, number)
        elif assignment := _ASSIGNMENT.match(line):
            _note(found, table, _parts(assignment[1]), number)
            still_open.begin(assignment[2])
    return found


def _note(found: dict[KeyPath, int], table: KeyPath, parts: list[str], number: int) -> None:
    """A dotted key names every table on its way."""
    for length in range(1, len(parts) + 1):
        found.setdefault((*table, *parts[:length]), number)


def _table(parts: list[str], counts: dict[KeyPath, int], *, is_list: bool) -> KeyPath:
    """The path of a header: under a list of tables it belongs to the last one."""
    path: KeyPath = ()
    for position, part in enumerate(parts, start=1):
        path = (*path, part)
        if is_list and position == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _parts(key: str) -> list[str]:
    return [_unquoted(part) for part in re.findall(_PART, key)]


def _unquoted(part: str) -> str:
    if part.startswith('"'):
        return str(tomllib.loads(f"key = {part}")["key"])
    return part.strip("'")


class _OpenValue:
    """A value that runs over several lines: a list, or a string in three quotes."""

    def __init__(self) -> None:
        self.quotes = ""
        self.depth = 0

    def begin(self, value: str) -> None:
        """Take in the first line of a value."""
        self._take(value)

    def swallows(self, line: str) -> bool:
        """Whether the line belongs to the value begun before."""
        if not self.quotes and not self.depth:
            return False
        self._take(line)
        return True

    def _take(self, text: str) -> None:
        if self.quotes:
            _, closed, text = text.partition(self.quotes)
            if not closed:
                return
            self.quotes = ""
        text = re.sub(r'"""(?:[^\\]|\\.)*?"""|' + r"'''.*?'''", "", text)
        plain = _STRING_OR_COMMENT.sub("", text.replace('"""', "\0").replace("'''", "\1"))
        if opened := re.search("[\0\1]", plain):
            self.quotes = '"""' if opened[0] == "\0" else "'''"
            plain = plain[: opened.start()]
        self.depth = max(0, self.depth + len(re.findall(r"[\[{]", plain)) - len(re.findall(r"[\]}]", plain)))
