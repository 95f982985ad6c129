"""What the command line says of wrong arguments, and how its help is headed."""

import ast
import re
import sys
from pathlib import Path

import click
import pytest

from service import cli
from service.commands.click_words import WORDS


def _said(words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["intake", *words])
    monkeypatch.setattr(cli, "configure_logging", lambda: None)  # it would keep this test's standard error
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    return said.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["foo"], "没有命令 foo；intake --help 列出全部命令"),
        (["statsu"], "没有命令 statsu；intake --help 列出全部命令 （是否想写 'status'？）"),
        (["--foo"], "没有选项 --foo"),
        (["status", "--jsn"], "没有选项 --jsn （是否想写 '--json'？）"),
        (["show"], "缺少参数 'ID'"),
        (["assign", "1"], "缺少参数 'ENTRY...'"),
        (["status", "a", "b"], "多余的参数：a b"),
        (["check", "--entry"], "选项 --entry 后面缺少值"),
        (["status", "--json=1"], "选项 --json 不带值"),
        (["check", "nothere.docx"], "'FILE...' 的值不对：nothere.docx 不存在"),
        (["check", "--each", __file__], f"'--each' 的值不对：{__file__} 是文件，应为文件夹"),
        (["digest", "--html", "/tmp"], "'--html' 的值不对：/tmp 是文件夹，应为文件"),  # noqa: S108 - nothing is written
        (["replies", "show", "x"], "'REPLY' 的值不对：x 不是整数"),
        (["digest", "--date", "x"], "'--date' 的值不对：x 不是日期，应写成 2024-03-31 这样"),
    ],
)
def test_usage_errors_are_one_chinese_line(
    words: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says what is wrong, with the word that was given."""
    assert _said(words, monkeypatch, capsys) == line + "\n"


def test_help_is_headed_in_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The headings and click's own options, as the rest."""
    help_text = _said(["replies"], monkeypatch, capsys)
    assert re.search("Usage|Options|Commands|Show", help_text) is None
    assert "显示本说明" in help_text


def test_every_translated_text_is_one_of_clicks() -> None:
    """A text that click words anew would silently turn English again."""
    texts = {
        node.value
        for path in Path(click.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(WORDS) <= texts


def test_placeholders_are_clicks() -> None:
    """A placeholder that click does not fill would be a traceback."""
    for text, words in WORDS.items():
        assert set(re.findall(r"\{(\w+)", words)) <= set(re.findall(r"\{(\w+)", text))
