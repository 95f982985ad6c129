"""`intake roster check`: faults end it with 1, reminders do not; a name that cannot be used is one line with its place."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import cli
from service.faults import ConfigError


def roster_check(path: Path, text: str) -> Result:
    """Run the check with a configuration of one campaign and what `text` lays over it."""
    path.write_text(f'[[campaign]]\nsource = "2024-6"\n{text}', encoding="utf-8")
    return CliRunner().invoke(cli, ["roster", "check", "--config", str(path)])


def test_shipped_campaign_is_fine_with_reminders(tmp_path: Path) -> None:
    """Nothing is wrong with it; short names that another unit's name holds are said, so that somebody may doubt them."""
    result = roster_check(tmp_path / "config.toml", "")
    assert result.exit_code == 0
    assert "名单173项，没有问题" in result.stdout
    assert "提醒：“同济”作为“同济大学”的简称，也见于“同济科技园（杨浦）”" in result.stderr


def test_doubted_name_is_not_said_again(tmp_path: Path) -> None:
    """Whoever has put the name among the likely ones has heard the reminder."""
    result = roster_check(tmp_path / "config.toml", '[campaign.likely_aliases]\n"同济" = "同济大学"\n')
    assert result.exit_code == 0
    assert "“同济”" not in result.stderr


def test_colliding_alias_names_its_line(tmp_path: Path) -> None:
    """The operator's own fault is found when the configuration is read, with key and line."""
    result = roster_check(tmp_path / "config.toml", '[campaign.aliases]\n"上海大学" = "同济大学"\n')
    assert isinstance(result.exception, ConfigError)
    with pytest.raises(ConfigError, match=r"config.toml:campaign\[1\].aliases.\"上海大学\":4："):
        raise result.exception
