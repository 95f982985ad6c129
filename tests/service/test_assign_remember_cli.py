"""`intake assign`: what it offers to remember, what `--remember` writes, and that nobody is answered twice for it."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service import cli
from tests.service.office import evidence_docx, mail_of, open_office
from tests.service.test_review_cli import CONFIG

SUBJECT = "竹园产业城 工作总结"
PARK = "上海紫竹高新技术产业开发区（闵行）"
LEARNED = {"name": "竹园产业城", "target": PARK, "kind": "unit"}


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """The JSON object that it printed."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Intake = Callable[..., Ended]


@pytest.fixture
def intake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Intake:
    """The program in the bureau's folder, within this process: to start one for each command takes long."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INTAKE_CONFIG", raising=False)
    monkeypatch.setattr(cli, "configure_logging", lambda: None)  # it would hold on to this test's streams

    def run(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["intake", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    return run


def bureau_with(folder: Path, subject: str) -> Path:
    """A folder with a configuration whose servers are down, and a ledger with one mail of that subject."""
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "data").mkdir()
    office = open_office(folder / "data")
    office.receive(mail_of(subject, [evidence_docx()]))
    office.desk.ledger.close()
    return folder


@pytest.fixture
def bureau(tmp_path: Path) -> Path:
    """One mail that nobody could assign, whose subject calls the park by a name that nobody has written down."""
    return bureau_with(tmp_path, SUBJECT)


def aliases(bureau: Path) -> str:
    """The bureau's own alias file; "" where there is none."""
    path = bureau / "aliases-2024-6.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_assign_offers_the_name_and_the_command_that_writes_it(intake: Intake, bureau: Path) -> None:
    """In one line beside the decision; nothing is written yet."""
    ended = intake("assign", "1", "acceptance-006")
    (offer,) = (line for line in ended.out.splitlines() if "竹园产业城" in line)
    assert PARK in offer
    assert "intake assign 1 acceptance-006 --remember" in offer
    assert (ended.code, aliases(bureau)) == (0, "")


def test_the_offered_command_works_where_the_configuration_was_named(intake: Intake, bureau: Path) -> None:
    """Copied from the line, it finds the same file."""
    config = str(bureau / "config.toml")
    offered = intake("assign", "1", "acceptance-006", "--config", config).out
    assert f"intake assign --config {config} 1 acceptance-006 --remember" in offered


def test_remembered_at_once_the_subject_matches_from_then_on(intake: Intake, bureau: Path) -> None:
    """The daemon reads its configuration at the start only: that is said."""
    ended = intake("assign", "1", "acceptance-006", "--remember")
    assert ended.code == 0
    assert "aliases-2024-6.toml" in ended.out
    assert "intake run 须重新启动" in ended.out
    assert '"竹园产业城"' in aliases(bureau)
    match = intake("match", "--json", SUBJECT).told
    assert (match["outcome"], match["entries"]) == ("matched", ["acceptance-006"])


def test_to_remember_afterwards_is_no_second_decision(intake: Intake, bureau: Path) -> None:
    """One decision, one reply; the name is written all the same."""
    first = intake("assign", "1", "acceptance-006", "--json").told
    again = intake("assign", "1", "acceptance-006", "--remember", "--json").told
    assert (first["suggestion"], again["suggestion"]) == (LEARNED, LEARNED)
    assert again["replies"] == first["replies"]
    assert again["remembered"] == str(bureau / "aliases-2024-6.toml")
    assert "remembered" not in first
    shown = intake("show", "1", "--json").told
    assert [event["kind"] for event in shown["events"]].count("assigned") == 1


@pytest.mark.usefixtures("bureau")
def test_another_entry_is_another_decision(intake: Intake) -> None:
    """`--remember` beside other entries moves the mail first, as ever."""
    first = intake("assign", "1", "acceptance-004", "--json").told
    again = intake("assign", "1", "acceptance-006", "--remember", "--json").told
    assert (again["entries"], again["suggestion"]) == (["acceptance-006"], LEARNED)
    assert first["reply"] != again["reply"]


def test_nothing_to_remember_is_said_with_its_reason(intake: Intake, tmp_path: Path) -> None:
    """The subject reads so already; the decision stands."""
    bureau = bureau_with(tmp_path, "上海市高校知识产权运营中心-同济大学")
    ended = intake("assign", "1", "midterm-001", "--remember")
    assert (ended.code, aliases(bureau)) == (0, "")
    assert "没有需要记下的名称：这个标题已经认得出" in ended.out
    assert intake("assign", "1", "midterm-001", "--json").told["suggestion"] is None


def test_a_subject_without_a_name_offers_nothing(intake: Intake, tmp_path: Path) -> None:
    """No line, null in JSON; asked to remember, it says that no piece names the unit."""
    bureau_with(tmp_path, "材料")
    assert "--remember" not in intake("assign", "1", "acceptance-006").out
    ended = intake("assign", "1", "acceptance-006", "--remember")
    assert "没有需要记下的名称：标题中没有哪一段" in ended.out
    found = intake("assign", "1", "acceptance-006", "--remember", "--json").told
    assert (found["suggestion"], found["remembered"]) == (None, None)


def test_a_person_may_say_which_name(intake: Intake, bureau: Path) -> None:
    """`--name` beside `--remember`, in the person's own spelling."""
    ended = intake("assign", "1", "acceptance-006", "--remember", "--name", "竹园 产业城")
    assert ended.code == 0
    assert '"竹园 产业城"' in aliases(bureau)


@pytest.mark.parametrize(
    ("name", "expected"), [("工作总结", "太笼统"), ("甲乙丙", "标题中没有“甲乙丙”"), ("产业", "一部分")]
)
def test_a_name_that_will_not_do_is_refused_and_the_decision_stands(
    intake: Intake, bureau: Path, name: str, expected: str
) -> None:
    """Exit 1, one line on standard error that says both; no file."""
    ended = intake("assign", "1", "acceptance-006", "--remember", "--name", name)
    (line,) = ended.err.splitlines()
    assert ended.code == 1
    assert line.startswith("归属已定，名称没有记下：")
    assert expected in line
    assert "第1号邮件已归入 acceptance-006" in ended.out
    assert aliases(bureau) == ""


def test_a_file_that_cannot_be_written_leaves_the_decision(intake: Intake, bureau: Path) -> None:
    """What is wrong is told in one line, and JSON says that nothing was remembered."""
    (bureau / "config.toml").write_text(CONFIG + 'aliases_file = "none/names.toml"\n', encoding="utf-8")
    ended = intake("assign", "1", "acceptance-006", "--remember", "--json")
    assert (ended.code, ended.told["remembered"]) == (1, None)
    assert ended.told["entries"] == ["acceptance-006"]
    assert "没有这个文件或文件夹" in ended.err


@pytest.mark.usefixtures("bureau")
def test_a_name_alone_is_an_unusable_argument(intake: Intake) -> None:
    """Exit 2 before anything is decided."""
    assert intake("assign", "1", "acceptance-006", "--name", "竹园产业城").code == 2
    assert intake("messages", "--json").told["disposition"] == "review"
