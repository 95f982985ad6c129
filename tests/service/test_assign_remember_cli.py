"""`intake assign`: what it offers to remember, what `--remember` writes, and that nobody is answered twice for it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.service.office import evidence_docx, mail_of, open_office
from tests.service.test_review_cli import CONFIG, _intake

SUBJECT = "竹园产业城 工作总结"
PARK = "上海紫竹高新技术产业开发区（闵行）"
LEARNED = {"name": "竹园产业城", "target": PARK, "kind": "unit"}


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


def assign(bureau: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """`intake assign 1 …`."""
    return _intake(bureau, "assign", "1", *words, PASSWORD="x")


def told(ended: subprocess.CompletedProcess[bytes]) -> dict[str, object]:
    """The JSON object that it printed."""
    (line,) = ended.stdout.decode().splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def aliases(bureau: Path) -> str:
    """The bureau's own alias file; "" where there is none."""
    path = bureau / "aliases-2024-6.toml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_assign_offers_the_name_and_the_command_that_writes_it(bureau: Path) -> None:
    """In one line beside the decision; nothing is written yet."""
    ended = assign(bureau, "acceptance-006")
    (offer,) = (line for line in ended.stdout.decode().splitlines() if "竹园产业城" in line)
    assert PARK in offer
    assert "intake assign 1 acceptance-006 --remember" in offer
    assert (ended.returncode, aliases(bureau)) == (0, "")


def test_the_offered_command_works_where_the_configuration_was_named(bureau: Path, tmp_path: Path) -> None:
    """Copied from the line, it finds the same file."""
    config = str(bureau / "config.toml")
    offered = assign(bureau, "acceptance-006", "--config", config).stdout.decode()
    assert f"intake assign --config {config} 1 acceptance-006 --remember" in offered


def test_remembered_at_once_the_subject_matches_from_then_on(bureau: Path) -> None:
    """The daemon reads its configuration at the start only: that is said."""
    ended = assign(bureau, "acceptance-006", "--remember")
    assert ended.returncode == 0
    assert "aliases-2024-6.toml" in ended.stdout.decode()
    assert "intake run 须重新启动" in ended.stdout.decode()
    assert '"竹园产业城"' in aliases(bureau)
    match = json.loads(_intake(bureau, "match", "--json", SUBJECT).stdout)
    assert (match["outcome"], match["entries"]) == ("matched", ["acceptance-006"])


def test_to_remember_afterwards_is_no_second_decision(bureau: Path) -> None:
    """One decision, one reply; the name is written all the same."""
    first = told(assign(bureau, "acceptance-006", "--json"))
    again = told(assign(bureau, "acceptance-006", "--remember", "--json"))
    assert (first["suggestion"], again["suggestion"]) == (LEARNED, LEARNED)
    assert again["replies"] == first["replies"]
    assert again["remembered"] == str(bureau / "aliases-2024-6.toml")
    assert "remembered" not in first
    shown = json.loads(_intake(bureau, "show", "1", "--json").stdout)
    assert [event["kind"] for event in shown["events"]].count("assigned") == 1


def test_another_entry_is_another_decision(bureau: Path) -> None:
    """`--remember` beside other entries moves the mail first, as ever."""
    first = told(assign(bureau, "acceptance-004", "--json"))
    again = told(assign(bureau, "acceptance-006", "--remember", "--json"))
    assert (again["entries"], again["suggestion"]) == (["acceptance-006"], LEARNED)
    assert first["reply"] != again["reply"]


def test_nothing_to_remember_is_said_with_its_reason(tmp_path: Path) -> None:
    """The subject reads so already; the decision stands."""
    bureau = bureau_with(tmp_path, "上海市高校知识产权运营中心-同济大学")
    ended = assign(bureau, "midterm-001", "--remember")
    assert (ended.returncode, aliases(bureau)) == (0, "")
    assert "没有需要记下的名称：这个标题已经认得出" in ended.stdout.decode()
    assert told(assign(bureau, "midterm-001", "--json"))["suggestion"] is None


def test_a_subject_without_a_name_offers_nothing(tmp_path: Path) -> None:
    """No line, null in JSON; asked to remember, it says that no piece names the unit."""
    bureau = bureau_with(tmp_path, "材料")
    assert "--remember" not in assign(bureau, "acceptance-006").stdout.decode()
    ended = assign(bureau, "acceptance-006", "--remember")
    assert "没有需要记下的名称：标题中没有哪一段" in ended.stdout.decode()
    found = told(assign(bureau, "acceptance-006", "--remember", "--json"))
    assert (found["suggestion"], found["remembered"]) == (None, None)


def test_a_person_may_say_which_name(bureau: Path) -> None:
    """`--name` beside `--remember`, in the person's own spelling."""
    ended = assign(bureau, "acceptance-006", "--remember", "--name", "竹园 产业城")
    assert ended.returncode == 0
    assert '"竹园 产业城"' in aliases(bureau)


@pytest.mark.parametrize(
    ("name", "expected"), [("工作总结", "太笼统"), ("甲乙丙", "标题中没有“甲乙丙”"), ("产业", "归属已定")]
)
def test_a_name_that_will_not_do_is_refused_and_the_decision_stands(
    bureau: Path, name: str, expected: str
) -> None:
    """Exit 1, one line on standard error that says both; no file."""
    ended = assign(bureau, "acceptance-006", "--remember", "--name", name)
    (line,) = ended.stderr.decode().splitlines()
    assert ended.returncode == 1
    assert line.startswith("归属已定，名称没有记下：")
    assert expected in line
    assert "第1号邮件已归入 acceptance-006" in ended.stdout.decode()
    assert aliases(bureau) == ""


def test_a_file_that_cannot_be_written_leaves_the_decision(bureau: Path) -> None:
    """What is wrong is told in one line, and JSON says that nothing was remembered."""
    (bureau / "config.toml").write_text(CONFIG + 'aliases_file = "none/names.toml"\n', encoding="utf-8")
    ended = assign(bureau, "acceptance-006", "--remember", "--json")
    assert (ended.returncode, told(ended)["remembered"]) == (1, None)
    assert told(ended)["entries"] == ["acceptance-006"]
    assert "没有这个文件或文件夹" in ended.stderr.decode()


def test_a_name_alone_is_an_unusable_argument(bureau: Path) -> None:
    """Exit 2 before anything is decided."""
    assert assign(bureau, "acceptance-006", "--name", "竹园产业城").returncode == 2
    assert json.loads(_intake(bureau, "messages", "--json").stdout)["disposition"] == "review"
