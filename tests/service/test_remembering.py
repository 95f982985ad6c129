"""A learned name in the bureau's own alias file, and every way in which it is not written."""

import shutil
from pathlib import Path

import pytest

from rules.alias_check import Named
from rules.campaign import Alias
from rules.matching.suggest import Suggestion
from service.campaign_files import shipped_campaigns
from service.config import Config, load_config, load_ruleset
from service.remembering import NotRememberedError, remember
from tests.service.test_review_cli import CONFIG

PARK = "上海紫竹高新技术产业开发区（闵行）"
CITY = Suggestion("竹园产业城", PARK, Named.UNIT, "2024-6")
HEADER = f'[units."{PARK}"]\nconfirmed = ["竹园产业城"]\n'


def configured(folder: Path, further: str = "") -> Config:
    """The configuration in the folder, with what follows under its campaign."""
    path = folder / "config.toml"
    path.write_text(CONFIG + further, encoding="utf-8")
    return load_config(path, {"PASSWORD": "x"})


def own_campaign(folder: Path) -> Config:
    """A configuration whose campaign is a folder of the operator's own."""
    shutil.copytree(shipped_campaigns()["2024-6"], folder / "notice")
    (folder / "config.toml").write_text(CONFIG.replace('"2024-6"', '"notice"'), encoding="utf-8")
    return load_config(folder / "config.toml", {"PASSWORD": "x"})


def known(folder: Path) -> tuple[Alias, ...]:
    """The other names of units that the configuration gives now."""
    (campaign,) = load_ruleset(folder / "config.toml").campaigns
    return campaign.unit_aliases


def test_a_shipped_campaign_has_a_file_beside_the_configuration(tmp_path: Path) -> None:
    """The installed package is left alone; the file is new, says what it is, and is read without a key."""
    shipped = shipped_campaigns()["2024-6"] / "aliases.toml"
    before = shipped.read_bytes()
    path = remember(CITY, configured(tmp_path))
    assert path == tmp_path / "aliases-2024-6.toml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 本局自己的名称文件")
    assert text.endswith(HEADER)
    assert Alias("竹园产业城", PARK) in known(tmp_path)
    assert shipped.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["aliases-2024-6.toml", "config.toml"]


def test_the_configured_file_goes_before_the_default(tmp_path: Path) -> None:
    """`aliases_file` of the campaign's table says where the bureau keeps its names."""
    config = configured(tmp_path, 'aliases_file = "names.toml"\n')
    assert remember(CITY, config) == tmp_path / "names.toml"
    assert Alias("竹园产业城", PARK) in known(tmp_path)


def test_an_operators_own_campaign_keeps_its_names_in_its_folder(tmp_path: Path) -> None:
    """To the byte, but for the name; with the rights that the file had."""
    config = own_campaign(tmp_path)
    path = tmp_path / "notice" / "aliases.toml"
    path.chmod(0o640)
    before = path.read_text(encoding="utf-8").splitlines()
    assert remember(CITY, config) == path
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert all('"竹园产业城"' in new and old for old, new in changed)
    assert len(changed) == 1
    assert path.stat().st_mode & 0o777 == 0o640
    assert Alias("竹园产业城", PARK) in known(tmp_path)


def test_what_is_remembered_adds_up(tmp_path: Path) -> None:
    """One name after the other, units and projects, each read together with the shipped names."""
    config = configured(tmp_path)
    names = len(config.campaigns[0].unit_aliases)
    remember(CITY, config)
    remember(Suggestion("竹园小镇", PARK, Named.UNIT, "2024-6"), config)
    remember(Suggestion("专超", "“专利超市”项目", Named.PROJECT, "2024-6"), config)
    text = (tmp_path / "aliases-2024-6.toml").read_text(encoding="utf-8")
    assert 'confirmed = ["竹园产业城", "竹园小镇"]' in text
    assert len(known(tmp_path)) == names + 2


@pytest.mark.parametrize("beside_project", [False, True])
def test_a_doubtful_name_of_the_shipped_file_is_confirmed_in_the_bureaus(
    tmp_path: Path,
    beside_project: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """The nearer file decides; the shipped one goes on saying what it said."""
    names = configured(tmp_path).campaigns[0].unit_aliases
    doubtful = (each for each in names if not each.confirmed)
    likely = next(each for each in doubtful if each.beside_project is beside_project)
    shared = {each.name for each in configured(tmp_path).campaigns[0].shared_units}
    assert likely.name not in shared
    remember(Suggestion(likely.name, likely.target, Named.UNIT, "2024-6"), configured(tmp_path))
    assert Alias(likely.name, likely.target) in known(tmp_path)
    assert likely not in known(tmp_path)


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    """Windows editors put one there, and want it."""
    path = tmp_path / "aliases-2024-6.toml"
    path.write_bytes("\ufeff# 本局\r\n".encode())
    remember(CITY, configured(tmp_path))
    assert path.read_bytes() == ("\ufeff# 本局\r\n\r\n" + HEADER.replace("\n", "\r\n")).encode()


def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    """Whoever keeps the bureau's files elsewhere finds the name there."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "names.toml").write_text("", encoding="utf-8")
    (tmp_path / "aliases-2024-6.toml").symlink_to("shared/names.toml")
    remember(CITY, configured(tmp_path))
    assert (tmp_path / "aliases-2024-6.toml").is_symlink()
    assert "竹园产业城" in (tmp_path / "shared" / "names.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("further", "own", "name", "expected"),
    [
        ("", '[units."同济大字"]\n', "竹园产业城", 'aliases-2024-6.toml:units."同济大字":1：名单中没有'),
        ("", "names\n", "竹园产业城", "TOML 语法错误"),
        ("", '[units."同济大学"]\nconfirmed = ["竹园产业城"]\n', "竹园产业城", "既指“同济大学”"),
        ("", "units = {}\n", "竹园产业城", "请人工写入"),
        ("", "# 本局\n", "上海大学", "名单中另一单位"),
        ("", "# 本局\n", "高新技术", "一部分"),
        ("", "# 本局\n", "中心", "太笼统"),
        (
            '[campaign.likely_aliases]\n"竹园产业城" = "同济大学"\n',
            "# 本局\n",
            "竹园产业城",
            "既指“同济大学”",
        ),
        (f'[campaign.likely_aliases]\n"竹园产业城" = "{PARK}"\n', "# 本局\n", "竹园产业城", "另有规定"),
    ],
)
def test_on_any_fault_nothing_is_written(
    tmp_path: Path, further: str, own: str, name: str, expected: str
) -> None:
    """A faulty file, one edited meanwhile, a collision, a word of the configuration: said in one line."""
    config = configured(tmp_path, further)
    path = tmp_path / "aliases-2024-6.toml"
    path.write_text(own, encoding="utf-8")
    with pytest.raises(NotRememberedError, match=expected) as told:
        remember(Suggestion(name, PARK, Named.UNIT, "2024-6"), config)
    assert len(str(told.value).splitlines()) == 1
    assert path.read_text(encoding="utf-8") == own
    assert sorted(each.name for each in tmp_path.iterdir()) == ["aliases-2024-6.toml", "config.toml"]


def test_a_file_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """The folder of the configured file is not there."""
    config = configured(tmp_path, 'aliases_file = "none/names.toml"\n')
    with pytest.raises(NotRememberedError, match="没有这个文件或文件夹"):
        remember(CITY, config)


@pytest.mark.parametrize("tables", ["", '[[campaign]]\nsource = "2024-6"\nkey = "2025-3"\n'])
def test_a_configuration_that_changed_meanwhile_is_said(tmp_path: Path, tables: str) -> None:
    """Its campaigns may be others now."""
    config = configured(tmp_path)
    text = CONFIG.replace('[[campaign]]\nsource = "2024-6"\n', tables)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    with pytest.raises(NotRememberedError, match="刚刚改动过"):
        remember(CITY, config)
