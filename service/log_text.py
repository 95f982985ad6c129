"""Text of others in our log: on one line, and without what steers a terminal or turns the direction of text."""

import re
from collections.abc import MutableMapping
from typing import Any

# C0, DEL, C1, the marks of direction, the line and paragraph separators.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """The text with every such character written out, so that one event stays one line."""
    return _STEERING.sub(_written_out, text)


def harmless_lines(text: str) -> str:
    """A traceback keeps its lines, all of them indented: none of its text can pass for an event of its own."""
    return "\n".join(f"  {harmless(line)}" for line in text.split("\n"))


def make_harmless(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For structlog: every text of the event, also inside lists and tables."""
    for key, value in event.items():
        event[key] = harmless_lines(value) if key == "exception" and isinstance(value, str) else _made(value)
    return event


def _made(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list | tuple):
        return [_made(each) for each in value]
    if isinstance(value, dict):
        return {_made(key): _made(each) for key, each in value.items()}
    return value


def _written_out(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
