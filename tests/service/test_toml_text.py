"""Faults of TOML files, for people who write one for the first time."""

import pytest

from service.faults import ConfigError
from service.toml_text import parse_toml


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = b", "a.toml:1：TOML 语法错误（第5列）：值的写法不对，文字应加引号"),
        ('a = "b', "a.toml:1：TOML 语法错误：引号没有写完"),
        ("a = 'b", "a.toml:1：TOML 语法错误：引号没有写完"),
        ("[a", "a.toml:1：TOML 语法错误：表名的方括号没有写完"),
        ("a = 1\na = 2", "a.toml:2：TOML 语法错误：同一个键或表写了两次"),
        ("[a]\n[a]", "a.toml:2：TOML 语法错误（第3列）：同一个键或表写了两次"),
        ("a = {b = 1, b = 2}", "a.toml:1：TOML 语法错误（第18列）：同一个键或表写了两次"),
        ("a 1", "a.toml:1：TOML 语法错误（第3列）：键后面应为 ="),
        ("a = 1 b = 2", "a.toml:1：TOML 语法错误（第7列）：行末有多余的内容，一行只能写一项"),
        ("a = [1", "a.toml:1：TOML 语法错误：列表的方括号没有写完"),
        ("a = {b = 1", "a.toml:1：TOML 语法错误：花括号没有写完"),
        ("单位 = 1", "a.toml:1：TOML 语法错误（第1列）：这一行应为 键 = 值，或 [表名]"),
        ("a.单位 = 1", "a.toml:1：TOML 语法错误（第3列）：键的写法不对，含中文或符号的键应加引号"),
        ('a = "C:\\data"', "a.toml:1：TOML 语法错误（第10列）：双引号中的反斜杠应写两个，或改用单引号"),
        ("a = 2024-02-30", "a.toml:1：TOML 语法错误（第5列）：日期或时间不对"),
    ],
)
def test_syntax_faults_are_said_in_chinese(text: str, fault: str) -> None:
    """Line, column and what helps; tomllib's own words are English."""
    with pytest.raises(ConfigError) as caught:
        parse_toml(text, "a.toml")
    assert str(caught.value) == fault
