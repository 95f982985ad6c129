"""A campaign's folder: what ships, what may be laid over it, and every fault at once."""

import codecs
import shutil
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rules.campaign import Batch
from rules.checks import registry
from rules.finding import Severity
from service.campaign_files import (
    CODES,
    CampaignReading,
    Overrides,
    default_campaigns,
    load_campaign,
    read_campaign,
    shipped_campaigns,
)
from service.faults import ConfigError
from service.roster_csv import read_roster
from service.toml_text import KeyPath, key_lines, parse_toml

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped campaign, to be spoilt."""
    return Path(shutil.copytree(shipped_campaigns()["2024-6"], tmp_path / "campaign"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(folder: Path) -> list[str]:
    reading = read_campaign(folder, SHANGHAI)
    assert (reading.campaign is None) is bool(reading.faults)
    return [str(fault) for fault in reading.faults]


def overridden(text: str, tmp_path: Path) -> CampaignReading:
    """The shipped campaign with what `text` lays over it."""
    file = parse_toml(f'[[campaign]]\nsource = "2024-6"\n{text}', "config.toml")
    values = {key: value for key, value in file.values["campaign"][0].items() if key != "source"}
    laid = Overrides(values, file, ("campaign", 0), tmp_path)
    return read_campaign(shipped_campaigns()["2024-6"], SHANGHAI, laid)


def test_shipped_campaign_is_the_notice() -> None:
    """173 entries in two annexes, five sections, open from 26 February to the end of 22 March in Shanghai."""
    campaign = default_campaigns()[0]
    assert [len([e for e in campaign.roster if e.batch_key == b.key]) for b in campaign.batches] == [59, 114]
    assert [section.heading for section in campaign.template.sections] == [
        "项目实施成效",
        "资金使用情况",
        "工作推进情况",
        "特色亮点工作",
        "工作计划和建议",
    ]
    assert campaign.opens == datetime(2024, 2, 26, tzinfo=SHANGHAI)
    assert (
        datetime(2024, 3, 22, 15, 59, 59, tzinfo=UTC)
        <= campaign.deadline
        < datetime(2024, 3, 22, 16, tzinfo=UTC)
    )
    assert campaign.deadline_text == "3月22日前"


def test_shipped_contact_is_made_up() -> None:
    """The program ships nobody's address: a bureau fills in its own."""
    assert default_campaigns()[0].contact.mailbox.endswith("@example.org")


def test_known_codes_are_those_of_the_checks() -> None:
    """A severity can be set for every code that some check gives, and for no other."""
    assert {check.code for check in registry.CHECKS} == CODES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_roster_as_excel_saves_it(folder: Path, encoding: str) -> None:
    """UTF-8 with and without mark, GBK and UTF-16 give the same roster."""
    path = folder / "acceptance.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding=encoding, newline="")
    assert load_campaign(folder, SHANGHAI).roster == default_campaigns()[0].roster


def test_roster_with_the_annexes_own_columns(tmp_path: Path) -> None:
    """Chinese column names, tabs, full-width digits and line breaks in a cell are read."""
    rows = (
        '项序\t项目名称\t子序\t支持单位\t\n１\t"上海市高\n价值 专利培育中心"\t７\t上海示范有限\u3000公司\t\n'
    )
    path = tmp_path / "annex.csv"
    path.write_text(rows, encoding="utf-8")
    (entry,) = read_roster(path, Batch("acceptance", "总结验收"), "2024-6")
    assert entry.entry_id == "acceptance-007"
    assert (entry.project_number, entry.project, entry.unit) == (
        1,
        "上海市高价值专利培育中心",
        "上海示范有限公司",
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("acceptance.csv", "project_no,", "", "acceptance.csv:1：缺少列 project_no（项序）"),
        ("acceptance.csv", "project_no", "colour", "acceptance.csv:1：不认识的列“colour”"),
        ("acceptance.csv", ",2,上海技术交易所", ",1,上海技术交易所", "acceptance.csv:3：子序 1 重复"),
        (
            "acceptance.csv",
            ",2,上海技术交易所",
            ",2,上海知识产权交易中心",
            "acceptance.csv:3：与子序 1 的项目和单位相同",
        ),
        ("acceptance.csv", ",2,上海技术交易所", ",两,上海技术交易所", "acceptance.csv:3：seq 应为正整数"),
        ("acceptance.csv", ",2,上海技术交易所", ",2,", "acceptance.csv:3：unit 是空的"),
        ("acceptance.csv", ",2,上海技术交易所", ",2,甲,乙", "acceptance.csv:3：这一行有 6 列，表头有 5 列"),
        (
            "acceptance.csv",
            "总结验收,1",
            "中期检查,1",
            "acceptance.csv:2：批次“中期检查”与本附件的“总结验收”不符",
        ),
        ("acceptance.csv", "总结验收,1,", "总结验收,9,", "的写法不一致"),
        ("campaign.toml", 'key = "acceptance"', 'key = "midterm"', "批次“midterm”重复"),
        ("campaign.toml", 'roster = "midterm.csv"', 'roster = "none.csv"', "none.csv：无法读取名单"),
        ("campaign.toml", 'name = "李同志"', "", "campaign.toml:contact.name:"),
        (
            "campaign.toml",
            "[exempt]",
            '[exempt]\n"acceptance-999" = "已完成"',
            "名单中没有编号 acceptance-999",
        ),
        ("campaign.toml", "[severity]", '[severity]\n"seal.gone" = "gap"', "没有这个检查代码"),
        ("campaign.toml", "[severity]", '[severity]\n"late" = "loud"', "severity.late:"),
        ("campaign.toml", "[severity]", '[aliases]\n"示范" = "示范大学"\n[severity]', "名单中没有“示范大学”"),
        (
            "campaign.toml",
            "[severity]",
            '[aliases]\n"上海大学" = "同济大学"\n[severity]',
            "是名单中另一单位或项目的名称",
        ),
        (
            "campaign.toml",
            "[severity]",
            '[project_aliases]\n"中心" = "“专利超市”项目"\n[severity]',
            "“中心”太笼统",
        ),
        ("campaign.toml", "opens = 2024-02-26", "opens = 2024-12-26", "deadline 早于 opens"),
        ("campaign.toml", "opens = 2024-02-26", 'opens = "soon"', "campaign.toml:opens:8：应为日期或时刻"),
        ("campaign.toml", "receipt_prefix", "reciept_prefix", "（是否想写 receipt_prefix？）"),
        ("campaign.toml", "opens = ", "opens : ", "TOML 语法错误"),
        ("template.toml", "number = 3", "number = 4", "template.toml:section[3].number:"),
        ("template.toml", 'heading = "资金使用情况"', "heading = 2", "template.toml:section[2].heading:"),
    ],
)
def test_fault_is_named_with_its_place(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    """One fault of each kind, in the file where it stands."""
    change(folder / file, old, new)
    assert any(expected in fault for fault in faults(folder))


def test_all_faults_come_at_once(folder: Path) -> None:
    """Faults of the campaign, the template and both rosters are said in one pass."""
    change(folder / "campaign.toml", "opens = 2024-02-26", "opens = 1")
    change(folder / "campaign.toml", "[exempt]", '[exempt]\n"acceptance-999" = "已完成"')
    change(folder / "template.toml", 'date_line = "2024年3月xx日"', "")
    change(folder / "acceptance.csv", ",2,上海技术交易所", ",2,")
    change(folder / "midterm.csv", ",1,同济大学", ",一,同济大学")
    text = "\n".join(faults(folder))
    for part in ("opens", "acceptance-999", "date_line", "acceptance.csv:3", "midterm.csv:2"):
        assert part in text


@pytest.mark.parametrize("payload", [b"\x81\xff\xff\xff", b"", b"\n\n", codecs.BOM_UTF16_LE + b"a"])
def test_unreadable_roster_is_a_fault(folder: Path, payload: bytes) -> None:
    """Bytes in no known encoding and an empty file are faults, never tracebacks."""
    (folder / "acceptance.csv").write_bytes(payload)
    assert faults(folder)


def test_missing_folder_is_a_fault(tmp_path: Path) -> None:
    """A folder without campaign.toml is one line."""
    with pytest.raises(ConfigError, match="无法读取文件"):
        load_campaign(tmp_path / "none", SHANGHAI)


def test_configuration_lies_over_the_campaign(tmp_path: Path) -> None:
    """Tables are laid over key by key, everything else as a whole; a confirmed alias is likely no longer."""
    reading = overridden(
        "deadline = 2024-04-01T17:00:00\nminimum_characters = 80\n[campaign.contact]\nname = '王同志'\n"
        '[campaign.severity]\n"seal.missing" = "gap"\n[campaign.aliases]\n"上微" = "上海微电子装备（集团）股份有限公司"\n'
        '[campaign.exempt]\n"acceptance-012" = "已提前完成"\n',
        tmp_path,
    )
    campaign = reading.campaign
    assert campaign is not None
    assert campaign.deadline == datetime(2024, 4, 1, 17, tzinfo=SHANGHAI)
    assert campaign.deadline_text == "4月1日17:00前"
    assert (campaign.contact.name, campaign.contact.telephone) == ("王同志", "021-00000000")
    assert campaign.severity["seal.missing"] is Severity.GAP
    assert campaign.exempt == {"acceptance-012": "已提前完成"}
    assert [alias.confirmed for alias in campaign.unit_aliases if alias.name == "上微"] == [True]
    assert {section.minimum_characters for section in campaign.template.sections} == {80}


def test_fault_of_an_override_points_to_the_configuration(tmp_path: Path) -> None:
    """What the operator wrote is blamed on the operator's file."""
    reading = overridden('colour = 1\n[campaign.exempt]\n"midterm-999" = "x"\n', tmp_path)
    where = {fault.where for fault in reading.faults}
    assert where == {"config.toml:campaign[1].colour:3", "config.toml:campaign[1].exempt.midterm-999:5"}


def test_key_lines_follow_tables_lists_and_long_values() -> None:
    """Every key has its line: in lists of tables, behind values of several lines, dotted and quoted."""
    text = 'a = """\nb = 1\n"""\nc = [\n  "d = 1", # ]\n]\n[t.u]\n"x.y" = 1\ne.f = 2\n[[l]]\nk = 1\n[[l]]\nk = 2\n[l.s]\nm = 3\n'
    lines = key_lines(text)
    expected: dict[KeyPath, int] = {
        ("a",): 1,
        ("c",): 4,
        ("t", "u", "x.y"): 8,
        ("t", "u", "e", "f"): 9,
        ("l", 0, "k"): 11,
        ("l", 1, "k"): 13,
        ("l", 1, "s", "m"): 15,
    }
    assert expected.items() <= lines.items()
    assert ("b",) not in lines
