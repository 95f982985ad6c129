"""One name more in the text of an alias file: everything else stays, to the byte."""

import tomllib

import pytest

from rules.alias_check import Named
from service.alias_text import CannotAddError, with_name

UNIT = "同济大学"


def added(text: str, name: str = "同大", named: Named = Named.UNIT) -> str:
    """The text with the name."""
    return with_name(text, name, UNIT, named)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", '[units."同济大学"]\nconfirmed = ["同大"]\n'),
        ("# 说明", '# 说明\n\n[units."同济大学"]\nconfirmed = ["同大"]\n'),
        (
            '[units."东华大学"]\nformer = ["a"] # b\n',
            '[units."东华大学"]\nformer = ["a"] # b\n\n[units."同济大学"]\nconfirmed = ["同大"]\n',
        ),
        (
            '[units."同济大学"] # 已核\n# 曾用名\nformer = ["a"]\n\n# 下一家\n[units."东华大学"]\n',
            '[units."同济大学"] # 已核\nconfirmed = ["同大"]\n# 曾用名\nformer = ["a"]\n\n# 下一家\n[units."东华大学"]\n',
        ),
        ('[units."同济大学"]', '[units."同济大学"]\nconfirmed = ["同大"]\n'),
        (
            '[units."同济大学"]\nconfirmed = ["同济"]  # 两家都问过\n\n\n[shared_units]\n',
            '[units."同济大学"]\nconfirmed = ["同济", "同大"]  # 两家都问过\n\n\n[shared_units]\n',
        ),
        (
            "[units.'同济大学']\nconfirmed = [\n    '同济', # 好\n    '济大',\n    # 完\n]\n",
            "[units.'同济大学']\nconfirmed = [\n    '同济', # 好\n    '济大',\n    # 完\n    \"同大\"\n]\n",
        ),
        (
            '[units."同济大学"]\r\nconfirmed = ["同济",\r\n  "济大"]\r\n# 完\r\n',
            '[units."同济大学"]\r\nconfirmed = ["同济",\r\n  "济大",\r\n  "同大"]\r\n# 完\r\n',
        ),
        (
            '[units."东华大学"]\r\n',
            '[units."东华大学"]\r\n\r\n[units."同济大学"]\r\nconfirmed = ["同大"]\r\n',
        ),
        (
            '[units]\n"同济大学" = { former = ["a"] } # b\n',
            '[units]\n"同济大学" = { former = ["a"],  confirmed = ["同大"]} # b\n',
        ),
        ('[units]\n"同济大学".confirmed = ["a"]\n', '[units]\n"同济大学".confirmed = ["a", "同大"]\n'),
    ],
)
def test_the_name_is_put_where_it_belongs(old: str, new: str) -> None:
    """A table of its own at the end, a line under the header, or one more in the list."""
    assert added(old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            '[units."同济大学"]\nlikely = ["甲", "同大", "乙"] # 待问\n',
            '[units."同济大学"]\nconfirmed = ["同大"]\nlikely = ["甲", "乙"] # 待问\n',
        ),
        (
            '[units."同济大学"]\nlikely = [\n  "甲",\n  "同 大",  # 三月问过\n]\n',
            '[units."同济大学"]\nconfirmed = ["同大"]\nlikely = [\n  "甲",\n  # 三月问过\n]\n',
        ),
        (
            '[units."东华大学"]\nlikely = ["x"]\n[units."同济大学"]\nlikely = [\'同大\']\nconfirmed = ["同济"]\n',
            '[units."东华大学"]\nlikely = ["x"]\n[units."同济大学"]\nlikely = []\nconfirmed = ["同济", "同大"]\n',
        ),
        (
            '[units."同济大学"]\nbeside_project = [\n  "甲", "同大",  # 单写不算\n]\nlikely = ["乙"]\n',
            '[units."同济大学"]\nconfirmed = ["同大"]\nbeside_project = [\n  "甲", # 单写不算\n]\nlikely = ["乙"]\n',
        ),
    ],
)
def test_a_doubtful_name_moves_to_the_confirmed_ones(old: str, new: str) -> None:
    """It may not stand in both; the comment beside it stays."""
    assert added(old) == new


def test_a_project_has_its_own_tables() -> None:
    """And a name is quoted as TOML wants it."""
    new = with_name("", '甲"乙\\', "“专利超市”项目", Named.PROJECT)
    assert tomllib.loads(new) == {"projects": {"“专利超市”项目": {"confirmed": ['甲"乙\\']}}}


@pytest.mark.parametrize("text", ["units = {}\n", 'units = { "东华大学" = {} }\n'])
def test_what_cannot_be_edited_is_said_and_left(text: str) -> None:
    """An inline table takes no header; the person is told where the name belongs."""
    with pytest.raises(CannotAddError, match="请人工写入"):
        added(text)
