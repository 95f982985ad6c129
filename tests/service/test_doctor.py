"""What `intake config doctor` says of LibreOffice: a remark, never a failure."""

import json
from pathlib import Path

import pytest

from service.commands import config


def test_missing_libreoffice_is_a_remark(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which formats will be asked for anew, and what to install; JSON calls it well all the same."""
    monkeypatch.setattr(config, "find_office", lambda: None)
    config._tell_of_office(as_json=False)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("文字处理（LibreOffice）：未安装，收到 .doc、.wps")
    assert "libreoffice-writer-nogui" in said.err
    config._tell_of_office(as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["problem"], len(told["notes"])) == (True, None, 1)


def test_installed_libreoffice_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, like the other parts."""
    monkeypatch.setattr(config, "find_office", lambda: Path("soffice.bin"))
    config._tell_of_office(as_json=False)
    assert capsys.readouterr().out == "文字处理（LibreOffice）：正常\n"
    config._tell_of_office(as_json=True)
    assert json.loads(capsys.readouterr().out)["notes"] == []
