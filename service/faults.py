"""Faults of files that people write: each with its place, all of them at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `where` is file:key[:line], `message` one Chinese sentence that never holds a secret."""

    where: str
    message: str

    def __str__(self) -> str:
        """The line that an operator reads."""
        return f"{self.where}：{self.message}"


class ConfigError(ValueError):
    """The configuration or a campaign cannot be used; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


_WORDING = {
    "missing": "缺少这一项",
    "string_type": "应为文字（加引号）",
    "string_too_short": "不能为空",
    "int_type": "应为整数（不加引号）",
    "int_from_float": "应为整数",
    "float_type": "应为数字（不加引号）",
    "bool_type": "应为 true 或 false",
    "list_type": '应为列表，例如 ["…", "…"]',
    "dict_type": "应为一张表",
    "model_type": "应为一张表",
    "model_attributes_type": "应为一张表",
    "too_short": "不能为空",
    "finite_number": "应为有限的数",
    "greater_than_equal": "不得小于 {ge}",
    "greater_than": "应大于 {gt}",
    "less_than_equal": "不得大于 {le}",
    "literal_error": "只能是 {expected}",
    "string_pattern_mismatch": "写法不合规定（{pattern}）",
}


def message_of(error: ErrorDetails, known_keys: Iterable[str] = ()) -> str:
    """Say in Chinese what pydantic found. The value itself is never repeated: it may be a secret."""
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return f"不认识的键{nearest(str(error['loc'][-1]), known_keys)}"
    if error["type"] in _WORDING:
        expected = str(context.get("expected", "")).replace(" or ", " 或 ")
        return _WORDING[error["type"]].format(**{**context, "expected": expected})
    return error["msg"]


def nearest(word: str, known: Iterable[str]) -> str:
    """A suggestion "（是否想写 x？）" where a known word is near, else ""."""
    found = difflib.get_close_matches(word, tuple(known), n=1)
    return f"（是否想写 {found[0]}？）" if found else ""
