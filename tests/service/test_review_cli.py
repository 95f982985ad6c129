"""The command line at its edges: options behind the command, one line for what is wrong, output in any locale."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service import cli
from tests.service.office import evidence_docx, mail_of, open_office


def _intake(folder: Path, *words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run one command in the folder, without any configuration of this machine's."""
    known = {name: value for name, value in os.environ.items() if name != "INTAKE_CONFIG"}
    return subprocess.run(
        [sys.executable, "-m", "service.cli", *words],
        cwd=folder,
        env=known | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("--config", "none.toml", "match", "x"),
        ("match", "--config", "none.toml", "x"),
        ("replies", "list", "--config", "none.toml"),
        ("status",),
        ("check",),
        ("check", "none.docx"),
        ("check", "--entry", "nobody-001", "."),
        ("show",),
        ("bogus",),
    ],
)
def test_what_is_unusable_is_said_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    """Exit 2 and one line on standard error; `--config` is taken before the command and behind it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    monkeypatch.setattr(sys, "argv", ["intake", *words])
    monkeypatch.setattr(cli, "configure_logging", lambda: None)  # it would hold on to this test's streams
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out, len(said.err.splitlines())) == (2, "", 1)
    if "--config" in words:
        assert "none.toml" in said.err


def test_a_path_that_leads_nowhere_is_said_in_one_line(tmp_path: Path) -> None:
    """What can be read before it is answered; no traceback."""
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.txt").write_text("材料", encoding="utf-8")
    (tmp_path / "all" / "b.docx").symlink_to(tmp_path / "gone")
    ended = _intake(tmp_path, "check", "--json", "--each", "all")
    assert ended.returncode == 2
    assert [json.loads(line)["path"] for line in ended.stdout.splitlines()] == ["all/a.txt"]
    assert len(ended.stderr.decode().splitlines()) == 1


def test_many_checks_into_a_file_are_lines_of_json(tmp_path: Path) -> None:
    """As the contract has them, with the flag or without; people at a terminal are shown the gist."""
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "a.txt").write_text("材料", encoding="utf-8")
    (tmp_path / "all" / "b.txt").write_text("材料", encoding="utf-8")
    ended = _intake(tmp_path, "check", "--each", "all")
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [each["path"] for each in found] == ["all/a.txt", "all/b.txt"]
    assert all(each["verdict"] == "unreadable" and each["seconds"] >= 0 for each in found)


def test_json_is_utf8_in_every_locale(tmp_path: Path) -> None:
    """A character that the locale's encoding lacks ends nothing; what steers a terminal is escaped."""
    ended = _intake(tmp_path, "match", "--json", "镕①😀\x1b[31m\x9b", PYTHONIOENCODING="gbk:strict")
    assert json.loads(ended.stdout.decode())["subject"] == "镕①😀\x1b[31m\x9b"
    assert not {0x1B, 0x9B} & set(ended.stdout.decode().encode("utf-32"))
    assert _intake(tmp_path, "match", "😀", PYTHONIOENCODING="gbk:strict").returncode == 1


def test_a_file_named_in_gbk_is_shown_by_its_name(tmp_path: Path) -> None:
    """Files that come from a Chinese Windows often bear such names."""
    name = "总结.txt".encode("gbk")
    (tmp_path / os.fsdecode(name)).write_text("材料", encoding="utf-8")
    ended = _intake(tmp_path, "check", "--json", name, PYTHONIOENCODING="utf-8:strict")
    assert [file["name"] for file in json.loads(ended.stdout.decode())["files"]] == ["总结.txt"]


def test_a_closed_pipe_leaves_no_traceback(tmp_path: Path) -> None:
    """`intake roster list --json | head -1`."""
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-m", "service.cli", "roster", "list", "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, b"")


CONFIG = """
data_dir = "data"
[mailbox]
host = "127.0.0.1"
port = 1
username = "submissions@example.org"
password = { env = "PASSWORD" }
[smtp]
host = "127.0.0.1"
port = 1
username = "submissions@example.org"
password = { env = "PASSWORD" }
from = "submissions@example.org"
[digest]
to = ["staff@example.org"]
[[campaign]]
source = "2024-6"
"""


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    """A folder with a configuration whose servers are down, and a ledger with one mail that nobody could assign."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "data").mkdir()
    office = open_office(tmp_path / "data")
    office.receive(mail_of("材料", [evidence_docx()]))
    office.desk.ledger.close()
    return tmp_path


def test_a_decision_is_told_as_json(bureau: Path) -> None:
    """`intake assign --json` prints the mail as `intake messages --json` does."""
    ended = _intake(bureau, "assign", "1", "acceptance-046", "--json", PASSWORD="x")
    told = json.loads(ended.stdout.decode())
    assert (told["id"], told["disposition"], told["entries"]) == (1, "gaps", ["acceptance-046"])


def test_a_mail_whose_bytes_are_gone_is_no_mail_that_never_was(bureau: Path) -> None:
    """A fault of ours is told in one line with its traceback in the log, and nothing is changed."""
    for path in (bureau / "data" / "raw").rglob("*"):
        if path.is_file():
            path.unlink()
    ended = _intake(bureau, "assign", "1", "acceptance-046", PASSWORD="x")
    assert ended.returncode == 1
    assert "处理失败" in ended.stderr.decode().splitlines()[-1]


def test_a_digest_that_did_not_go_out_is_said_to_wait(bureau: Path) -> None:
    """`intake digest --send` while the server is down: exit 1 and the reason."""
    ended = _intake(bureau, "digest", "--send", PASSWORD="x")
    assert ended.returncode == 1
    assert "尚未寄出" in ended.stderr.decode()


def test_doctor_goes_on_where_the_data_folder_cannot_be_made(bureau: Path) -> None:
    """Each part has its own line."""
    text = CONFIG.replace('"data"', '"/proc/none"')
    (bureau / "config.toml").write_text(text, encoding="utf-8")
    ended = _intake(bureau, "config", "doctor", "--json", PASSWORD="x")
    assert ended.returncode == 1
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [part["ok"] for part in told[:3]] == [False, False, False]
    assert [part["part"] for part in told[3:]] == ["文字处理（LibreOffice）", "压缩包 rar（bsdtar、unar）"]


def test_people_read_chinese_words(bureau: Path) -> None:
    """The tables for people say in Chinese what JSON says in the contract's words, which stay."""
    assert _intake(bureau, "assign", "1", "acceptance-046", PASSWORD="x").returncode == 0
    told = {
        words: _intake(bureau, *words, COLUMNS="200").stdout.decode()
        for words in (
            ("show", "1"),
            ("show", "acceptance-046"),
            ("messages",),
            ("status",),
            ("replies", "list"),
        )
    }
    assert all(
        word in told["show", "1"] for word in ("核对", "人工指定", "回复待发", "已告知补正", "补正告知")
    )
    assert "缺工作总结" in told["status",]
    raw = r"\b(collected|judged|assigned|gaps|queued|reply_\w+|unmatched|receipt|clarify)\b"
    for words, text in told.items():
        assert re.search(raw, text) is None, words
    row = json.loads(_intake(bureau, "messages", "--json").stdout)
    assert (row["disposition"], row["reply"]["kind"], row["reply"]["state"]) == ("gaps", "gaps", "queued")


def test_numbers_to_be_copied_stay_whole(bureau: Path) -> None:
    """On a narrow terminal other columns break, not the one whose cells go into the next command."""
    told = _intake(bureau, "status", COLUMNS="80").stdout.decode()
    assert len(re.findall(r"│ (?:acceptance|midterm)-\d{3} +│", told)) == 173
