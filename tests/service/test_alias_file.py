"""The alias file: what it gives, and every fault with its file, key and line."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.campaign import Alias, SharedAlias
from service.alias_file import parse_alias_text
from service.campaign_files import Overrides, load_campaign, read_campaign, shipped_campaigns
from service.faults import ConfigError
from service.toml_text import parse_toml

SHANGHAI = ZoneInfo("Asia/Shanghai")

TEXT = """
[units."同济大学"]
confirmed = ["同济"]
former = ["同济德文医学堂"]
english = ["Tongji University"]
beside_project = ["同济集团"]
likely = ["同大"]

[units."徐汇区"]
signing = ["徐汇区知识产权局"]

[projects."“专利超市”项目"]
confirmed = ["专超项目"]

[shared_units]
"示范大学" = ["同济大学", "东华大学"]

[shared_projects]
"升级培育" = ["2022年度上海市高价值专利升级培育项目", "2023年度上海市高价值专利升级培育项目"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped campaign with a small alias file."""
    copied = Path(shutil.copytree(shipped_campaigns()["2024-6"], tmp_path / "campaign"))
    (copied / "aliases.toml").write_text(TEXT, encoding="utf-8")
    return copied


def faults(folder: Path, text: str) -> list[str]:
    """The faults of the campaign with the text as its alias file, without the folder's name."""
    path = folder / "aliases.toml"
    path.write_text(text, encoding="utf-8")
    return [str(fault).removeprefix(f"{path.parent}/") for fault in read_campaign(folder, SHANGHAI).faults]


def test_every_kind_of_name_reaches_the_campaign(folder: Path) -> None:
    """Certain names are confirmed; likely and shared ones are not; a shared name stands once for each unit."""
    campaign = load_campaign(folder, SHANGHAI)
    assert campaign.unit_aliases == (
        Alias("同济", "同济大学"),
        Alias("同济德文医学堂", "同济大学"),
        Alias("Tongji University", "同济大学"),
        Alias("同济集团", "同济大学", confirmed=False, beside_project=True),
        Alias("同大", "同济大学", confirmed=False),
        Alias("示范大学", "同济大学", confirmed=False),
        Alias("示范大学", "东华大学", confirmed=False),
    )
    assert campaign.signing_bodies == (Alias("徐汇区知识产权局", "徐汇区"),)
    assert campaign.project_aliases == (Alias("专超项目", "“专利超市”项目"),)
    assert campaign.shared_units == (SharedAlias("示范大学", ("同济大学", "东华大学")),)
    assert [alias.name for alias in campaign.shared_projects] == ["升级培育"]


def test_campaign_without_alias_file_has_no_aliases(folder: Path) -> None:
    """Nobody has to write one."""
    (folder / "aliases.toml").unlink()
    assert load_campaign(folder, SHANGHAI).unit_aliases == ()


def test_bureaus_own_file_lies_over_the_campaigns(folder: Path, tmp_path: Path) -> None:
    """A name that both mention means what the bureau's file says; the rest of both holds; no file yet is none."""
    laid = overridden(tmp_path, 'aliases_file = "names.toml"')
    assert load_campaign(folder, SHANGHAI, laid) == load_campaign(folder, SHANGHAI)
    own = '[units."东华大学"]\nconfirmed = ["示范大学"]\n[units."同济大学"]\nconfirmed = ["同大", "同科"]\n'
    (tmp_path / "names.toml").write_text(own, encoding="utf-8")
    campaign = load_campaign(folder, SHANGHAI, laid)
    names = {(alias.name, alias.target) for alias in campaign.unit_aliases if alias.confirmed}
    assert names >= {
        ("示范大学", "东华大学"),
        ("同大", "同济大学"),
        ("同科", "同济大学"),
        ("同济", "同济大学"),
    }
    assert [alias.name for alias in campaign.unit_aliases if not alias.confirmed] == ["同济集团"]
    assert campaign.shared_units == ()


def test_fault_of_the_bureaus_own_file_names_it(folder: Path, tmp_path: Path) -> None:
    """The line that somebody must put right stands in that file."""
    (tmp_path / "names.toml").write_text('[units."同济大学"]\nconfirmed = ["东华大学"]', encoding="utf-8")
    reading = read_campaign(folder, SHANGHAI, overridden(tmp_path, 'aliases_file = "names.toml"'))
    (fault,) = reading.faults
    assert fault.where == f'{tmp_path / "names.toml"}:units."同济大学".confirmed:2'


def overridden(folder: Path, text: str) -> Overrides:
    """What `text` lays over the campaign in the folder."""
    file = parse_toml(f"[[campaign]]\n{text}", "config.toml")
    return Overrides(file.values["campaign"][0], file, ("campaign", 0), folder)


def test_operator_may_trust_a_name_beside_the_project(folder: Path) -> None:
    """In the configuration's own table, over what the alias file says; a confirmed one stays confirmed."""
    text = (
        '[campaign.names_beside_project]\n"同大" = "同济大学"\n"同济" = "同济大学"\n"示范所" = "东华大学"\n'
        '[campaign.likely_aliases]\n"同大" = "同济大学"\n[campaign.aliases]\n"示范所" = "东华大学"'
    )
    found = load_campaign(folder, SHANGHAI, overridden(folder, text)).unit_aliases
    assert [alias for alias in found if alias.name in {"同大", "同济", "示范所"}] == [
        Alias("示范所", "东华大学"),
        Alias("同大", "同济大学", confirmed=False, beside_project=True),
        Alias("同济", "同济大学", confirmed=False, beside_project=True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[campaign.aliases]\n"同大" = "同济大学"', {("同大", "同济大学", True)}),
        ('[campaign.aliases]\n"同 大" = "同济大学"', {("同 大", "同济大学", True)}),
        ('[campaign.aliases]\n"同济" = "同济科技园（杨浦）"', {("同济", "同济科技园（杨浦）", True)}),
        ('[campaign.aliases]\n"示范大学" = "东华大学"', {("示范大学", "东华大学", True)}),
        ('[campaign.likely_aliases]\n"同济" = "同济大学"', {("同济", "同济大学", False)}),
    ],
)
def test_operators_word_takes_the_place_of_the_files(
    folder: Path, text: str, expected: set[tuple[str, str, bool]]
) -> None:
    """To confirm a likely name, to give it to another unit, to settle a shared one, to doubt a confirmed one."""
    campaign = load_campaign(folder, SHANGHAI, overridden(folder, text))
    (name,) = {alias[0].replace(" ", "") for alias in expected}
    found = [alias for alias in campaign.unit_aliases if alias.name.replace(" ", "") == name]
    assert {(alias.name, alias.target, alias.confirmed) for alias in found} == expected
    assert name not in {alias.name for alias in campaign.shared_units}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[units."同济大字"]\nconfirmed = ["同济"]',
            'aliases.toml:units."同济大字":1：名单中没有“同济大字”（是否想写 同济大学？）',
        ),
        (
            '[projects."示范项目"]\nconfirmed = ["示范"]',
            'aliases.toml:projects."示范项目":1：名单中没有“示范项目”',
        ),
        (
            '[shared_units]\n"甲乙" = ["同济大学", "乙大学"]',
            'aliases.toml:shared_units."甲乙":2：名单中没有“乙大学”',
        ),
        (
            '[units."同济大学"]\nconfirmed = [\n  "同济",\n  "上海",\n]',
            'aliases.toml:units."同济大学".confirmed:4：“上海”太笼统',
        ),
        (
            '[units."同济大学"]\nlikely = ["中心"]',
            'aliases.toml:units."同济大学".likely:2：“中心”太笼统',
        ),
        ('[units."同济大学"]\nenglish = ["TJ"]', "：“TJ”太短"),
        ('[units."同济大学"]\nconfirmed = ["同"]', "：“同”太短"),
        ('[units."同济大学"]\nconfirmed = ["-"]', "：名称是空的"),
        ('[units."同济大学"]\nconfirmed = [""]', 'aliases.toml:units."同济大学".confirmed'),
        (
            '[units."同济大学"]\nconfirmed = ["上海大学"]',
            "：“上海大学”既指“同济大学”，又是名单中另一单位或项目的名称",
        ),
        ('[units."同济大学"]\nconfirmed = ["上海长征医院"]', "又是名单中另一单位或项目的名称"),
        ('[units."同济大学"]\nconfirmed = ["“专利超市”项目"]', "又是名单中另一单位或项目的名称"),
        ('[units."同济大学"]\nconfirmed = ["第二批"]', "：“第二批”是批次“中期检查”的名称"),
        (
            '[units."同济大学"]\nconfirmed = ["同济"]\nlikely = [\n"同大",\n"同 济"]',
            ".likely:5：“同 济”重复（前一处：",
        ),
        (
            '[units."704"]\n[units."中国船舶重工集团公司第七〇四研究所"]\nconfirmed = ["704所", "七〇四所"]',
            "“七〇四所”重复",
        ),
        (
            '[units."同济大学"]\nconfirmed = ["示范"]\n[units."东华大学"]\nlikely = ["示范"]',
            'units."东华大学".likely:4：“示范”既指“同济大学”，又指“东华大学”',
        ),
        (
            '[units."同济大学"]\nconfirmed = ["示范"]\n[projects."“专利超市”项目"]\nconfirmed = ["示范"]',
            "“示范”既指“同济大学”，又指““专利超市”项目”",
        ),
        (
            '[shared_units]\n"甲乙" = ["同济大学", "东华大学"]\n[units."同济大学"]\nconfirmed = ["甲乙"]',
            "“甲乙”既指",
        ),
        ('[shared_units]\n"甲乙" = ["同济大学"]', 'aliases.toml:shared_units."甲乙":2：'),
        ('[units."同济大学"]\nconfirm = ["同济"]', "（是否想写 confirmed？）"),
        ('[unit."同济大学"]\nconfirmed = ["同济"]', "（是否想写 units？）"),
        ('[units."同济大学"]\nconfirmed = "同济"', "应为列表"),
        ('[units."同济大学"]\nbeside_project = ["中心"]', 'units."同济大学".beside_project:2：“中心”太笼统'),
        (
            '[units."同济大学"]\nbeside_project = ["示范"]\n[units."东华大学"]\nbeside_project = ["示范"]',
            "“示范”既指“同济大学”，又指“东华大学”",
        ),
        ('[projects."“专利超市”项目"]\nbeside_project = ["示范"]', "beside_project 只用于单位"),
        ('[projects."“专利超市”项目"]\nsigning = ["示范局"]', "signing 只用于单位"),
        ('[units."同济大学"]\n[units."同济大学"]', "TOML 语法错误"),
        ("names", "TOML 语法错误"),
    ],
)
def test_fault_is_named_with_its_line(folder: Path, text: str, expected: str) -> None:
    """One fault of each kind, in the line where it stands."""
    found = faults(folder, text)
    assert any(expected in fault for fault in found), found


def test_own_name_once_more_is_no_fault(folder: Path) -> None:
    """Whoever lists a unit's own name, or either name of one in brackets, says nothing wrong."""
    text = '[units."上海长征医院(海军军医大学第二附属医院)"]\nconfirmed = ["上海长征医院"]'
    assert faults(folder, text) == []


def test_all_faults_come_at_once(folder: Path) -> None:
    """Names, targets and collisions are said in one pass."""
    text = '[units."甲大学"]\nconfirmed = ["上海", "甲"]\n[units."同济大学"]\nconfirmed = ["东华大学"]'
    assert len(faults(folder, text)) == 4


def test_text_can_be_read_before_it_is_written() -> None:
    """A name that is about to be written down is read by the same rules."""
    names = parse_alias_text('[units."同济大学"]\nconfirmed = ["同济"]', "aliases.toml")
    assert names.units == (Alias("同济", "同济大学"),)
    with pytest.raises(ConfigError, match="confirmed"):
        parse_alias_text('[units."同济大学"]\nconfirmed = 1', "aliases.toml")
