"""`intake rules test`: only what would change is listed, nothing is written, a person's decision is guarded."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import cli
from service.pipeline import handle
from tests.service.office import Office, evidence_docx, mail_of, open_office, summary_docx

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
ENTRY, OTHER = "acceptance-046", "midterm-037"
SERVERS = """
[mailbox]
host = "127.0.0.1"
username = "submissions@example.org"
password = { env = "NOT_SET" }
[smtp]
host = "127.0.0.1"
username = "submissions@example.org"
password = { env = "NOT_SET" }
from = "submissions@example.org"
[ledger]
url = "sqlite:///ledger.sqlite3"
"""
CAMPAIGN = '[[campaign]]\nsource = "2024-6"\n'


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A live configuration beside an office that works in the same folder."""
    return _config(tmp_path, "config.toml")


def _config(folder: Path, name: str, *, top: str = "", campaign: str = "") -> Path:
    path = folder / name
    path.write_text(f'data_dir = "."\n{SERVERS}{top}{CAMPAIGN}{campaign}', encoding="utf-8")
    return path


def _received(folder: Path, *mails: bytes, assigned: dict[int, str] | None = None) -> None:
    office: Office = open_office(folder)
    for mail in mails:
        message, _ = office.receive(mail)
        if assigned and message in assigned:
            handle(message, office.desk, assigned=(assigned[message],), who="staff")
    office.desk.ledger.close()


def _test(live: Path, *words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(
        cli, ["--config", str(live), "rules", "test", "--json", *words], input=typed, catch_exceptions=False
    )


def _rows(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def _complete(subject: str) -> bytes:
    return mail_of(subject, [summary_docx(UNIT, PROJECT), evidence_docx()])


def test_nothing_changes_under_the_same_rules(live: Path, tmp_path: Path) -> None:
    """Against the record, and against a copy of the configuration."""
    _received(tmp_path, _complete(f"{PROJECT}-{UNIT}"), _complete("材料"))
    copy = _config(tmp_path, "copy.toml")
    for words in ((), ("--with", str(copy))):
        result = _test(live, *words)
        assert (result.exit_code, result.stdout) == (0, "")


def test_a_new_alias_changes_the_mail_that_bears_it(live: Path, tmp_path: Path) -> None:
    """Old → new, and the mail in the ledger is what it was."""
    subject = f"{PROJECT}-和辉屏厂"
    _received(tmp_path, mail_of(subject, [evidence_docx()]), mail_of("材料", [evidence_docx()]))
    changed = _config(tmp_path, "new.toml", campaign=f'[campaign.aliases]\n"和辉屏厂" = "{UNIT}"\n')
    result = _test(live, "--with", str(changed))
    (row,) = _rows(result)
    assert result.exit_code == 0
    assert (row["message"], row["subject"], row["elsewhere"]) == (1, subject, False)
    old, new = row["old"], row["new"]
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    assert (old["outcome"], old["entries"]) == ("review", [])
    assert (new["outcome"], new["entries"]) == ("gaps", [ENTRY])
    assert _rows(_test(live, "--with", str(changed))) == [row]


def test_a_severity_changes_what_is_judged(live: Path, tmp_path: Path) -> None:
    """The place is the same; the missing seal becomes a gap."""
    _received(tmp_path, _complete(f"{PROJECT}-{UNIT}"))
    changed = _config(tmp_path, "new.toml", top='[severity]\n"seal.missing" = "gap"\n')
    (row,) = _rows(_test(live, "--with", str(changed)))
    assert row["old"] == {"outcome": "accepted", "entries": [ENTRY], "gaps": []}
    assert row["new"] == {"outcome": "gaps", "entries": [ENTRY], "gaps": ["seal.missing"]}


def test_a_mail_that_a_person_assigned_must_not_go_elsewhere(live: Path, tmp_path: Path) -> None:
    """Exit 1, with the person's entry beside the one to which it would go; against the record too."""
    subject = "和辉屏厂 工作总结"
    _received(tmp_path, mail_of(subject, [evidence_docx()]), assigned={1: OTHER})
    changed = _config(tmp_path, "new.toml", campaign=f'[campaign.aliases]\n"和辉屏厂" = "{UNIT}"\n')
    for result in (_test(live, "--with", str(changed)), _test(changed)):
        (row,) = _rows(result)
        assert result.exit_code == 1
        assert (row["assigned"], row["elsewhere"]) == ([OTHER], True)


def test_a_mail_that_a_person_assigned_may_stay_unread(live: Path, tmp_path: Path) -> None:
    """The rules still cannot tell; the person has."""
    _received(tmp_path, mail_of("材料", [evidence_docx()]), assigned={1: OTHER})
    assert (_test(live).exit_code, _test(live).stdout) == (0, "")


def test_a_file_of_subjects(live: Path, tmp_path: Path) -> None:
    """From a file or standard input; only the changed ones, in order."""
    lines = f"{PROJECT}-{UNIT}\n和辉屏厂 总结\n\n"
    (tmp_path / "subjects.txt").write_text(lines, encoding="utf-8")
    changed = _config(tmp_path, "new.toml", campaign=f'[campaign.aliases]\n"和辉屏厂" = "{UNIT}"\n')
    for source, typed in ((str(tmp_path / "subjects.txt"), None), ("-", lines)):
        (row,) = _rows(_test(live, "--with", str(changed), source, typed=typed))
        assert (row["message"], row["subject"]) == (None, "和辉屏厂 总结")
        assert row["new"] == {"outcome": "matched", "entries": [ENTRY], "gaps": []}


def test_a_file_of_subjects_needs_something_to_compare_with(live: Path) -> None:
    """A usage error that says what to write."""
    result = CliRunner().invoke(cli, ["--config", str(live), "rules", "test", "subjects.txt"])
    assert result.exit_code == 2
    assert "--with" in result.output


def test_the_table_counts(live: Path, tmp_path: Path) -> None:
    """For people: old and new side by side, the numbers below."""
    _received(tmp_path, _complete(f"{PROJECT}-{UNIT}"))
    changed = _config(tmp_path, "new.toml", top='[severity]\n"seal.missing" = "gap"\n')
    result = CliRunner().invoke(cli, ["--config", str(live), "rules", "test", "--with", str(changed)])
    assert "重放1件，会变的1件，其中与人工指定不符的0件" in result.output
