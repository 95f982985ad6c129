"""What `intake config doctor` says of programs that are optional: a remark, never a failure."""

import json

import pytest

from service.commands import config


def test_a_missing_program_is_a_remark(capsys: pytest.CaptureFixture[str]) -> None:
    """Which files will be asked for anew, and what to install; JSON calls it well all the same."""
    for part, remark, package in (
        (config._OFFICE, config._NO_OFFICE, "libreoffice-writer-nogui"),
        (config._RAR, config._NO_RAR, "libarchive-tools"),
    ):
        config._tell(part, remark, is_there=False, as_json=False)
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith(f"{part}：未安装，收到")
        assert package in said.err
        config._tell(part, remark, is_there=False, as_json=True)
        told = json.loads(capsys.readouterr().out)
        assert (told["part"], told["ok"], told["problem"], len(told["notes"])) == (part, True, None, 1)


def test_a_program_that_is_there_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, like the other parts."""
    config._tell(config._OFFICE, config._NO_OFFICE, is_there=True, as_json=False)
    assert capsys.readouterr().out == "文字处理（LibreOffice）：正常\n"
    config._tell(config._OFFICE, config._NO_OFFICE, is_there=True, as_json=True)
    assert json.loads(capsys.readouterr().out)["notes"] == []
