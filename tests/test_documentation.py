"""README, manual and example of the configuration say what the program has: codes, keys, commands, files."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from pydantic import BaseModel

from rules.checks.registry import CHECKS
from rules.finding import Severity
from service.campaign_models import BatchFile, CampaignFile, ContactFile
from service.cli import cli
from service.config import load_config
from service.config_models import (
    AlarmTable,
    CampaignTable,
    ConfigTables,
    DigestTable,
    HealthTable,
    LedgerTable,
    MailboxTable,
    MatchingTable,
    RepliesTable,
    SmtpTable,
)

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
MANUAL = ROOT / "docs" / "manual.zh.md"
EXAMPLE = ROOT / "config.example.toml"
TEXTS = (README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
PASSWORDS = {"INTAKE_MAILBOX_PASSWORD": "one", "INTAKE_SMTP_PASSWORD": "two"}  # of nothing
SEVERITIES = {Severity.GAP: "须补正", Severity.ADVICE: "提请注意"}

OF_CONFIG = (
    ConfigTables,
    MailboxTable,
    SmtpTable,
    LedgerTable,
    DigestTable,
    AlarmTable,
    HealthTable,
    MatchingTable,
    RepliesTable,
    CampaignTable,
    CampaignFile,
)
# What makes a campaign the one that it is stands in its folder; nobody should lay anything over it.
OF_FOLDER_ONLY = {"key", "template", "batch"}


def _keys(*models: type[BaseModel]) -> list[str]:
    fields = [(field.alias or name) for model in models for name, field in model.model_fields.items()]
    return list(dict.fromkeys(fields))


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


def _anchor(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _links() -> list[tuple[Path, str]]:
    found = []
    for text in TEXTS:
        links = re.findall(r"\]\(([^)\s]+)\)", text.read_text(encoding="utf-8"))
        found += [(text, link) for link in links if not re.match(r"[a-z]+:", link)]
    return found


def test_the_manual_names_every_check_with_its_default_severity() -> None:
    """The table of codes and the registry are one and the same list, in one order."""
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| (须补正|提请注意) \|", MANUAL.read_text(encoding="utf-8"), re.MULTILINE
    )

    assert rows == [(check.code, SEVERITIES[check.default]) for check in CHECKS]


@pytest.mark.parametrize("key", _keys(*OF_CONFIG, ContactFile, BatchFile))
def test_the_manual_names_every_key_of_the_configuration(key: str) -> None:
    """A key stands in the manual as code, alone or with its table: `port`, `[digest] to`, `[campaign.exempt]`."""
    pattern = rf"`(?:\[[a-z.]+\] |\[+(?:campaign\.)?)?{re.escape(key)}\]*`"

    assert re.search(pattern, MANUAL.read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", [key for key in _keys(*OF_CONFIG, ContactFile) if key not in OF_FOLDER_ONLY])
def test_the_example_shows_every_key_of_the_configuration(key: str) -> None:
    """Written out or as a comment, as an assignment or as a table of its own."""
    pattern = rf"^(?:# )?{re.escape(key)} = |^\[+(?:campaign\.)?{re.escape(key)}\]"

    assert re.search(pattern, EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_example_is_a_valid_configuration(tmp_path: Path) -> None:
    """Copied as it is, with the two passwords set, and in the trial mode in which a beginner should start."""
    path = tmp_path / "config.toml"
    path.write_bytes(EXAMPLE.read_bytes())

    config = load_config(path, PASSWORDS)

    assert config.smtp.mode == "hold"
    assert [campaign.key for campaign in config.campaigns] == ["2024-6"]


def test_the_examples_in_comments_are_valid_as_well(tmp_path: Path) -> None:
    """Every line that is commented out can be put to use by taking the mark away."""
    text = re.sub(r'^# ([a-z_]+ = |")', r"\1", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    (tmp_path / "ca.pem").write_text("looked for, not read", encoding="utf-8")

    campaign = load_config(path, PASSWORDS).campaigns[0]

    assert campaign.exempt == {"acceptance-012": "已提前完成"}
    assert campaign.severity == {"seal.unclear": Severity.OFF, "seal.missing": Severity.GAP}


@pytest.mark.parametrize("path", list(_commands(cli)), ids=" ".join)
def test_the_readme_names_every_command(path: tuple[str, ...]) -> None:
    """In the table of commands; the commands of a group stand in the group's row."""
    rows = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `intake ")]

    row = next((line for line in rows if re.match(rf"\| `intake {path[0]}\b", line)), "")

    assert all(re.search(rf"`(?:intake {path[0]} )?{name}\b", row) for name in path[1:])
    assert row


def test_the_readme_names_every_dependency() -> None:
    """Each with its purpose and its licence; the extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(name for names in project["optional-dependencies"].values() for name in names),
    ]
    names = {re.split(r"[\[<>=]", each)[0].lower() for each in wanted}

    table = README.read_text(encoding="utf-8").partition("### Dependencies")[2].lower()

    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", table)} == set()


@pytest.mark.parametrize(
    ("text", "link"), _links(), ids=lambda value: value if isinstance(value, str) else value.name
)
def test_links_lead_somewhere(text: Path, link: str) -> None:
    """Files and pictures exist, and so do the headings that anchors name."""
    name, _, anchor = link.partition("#")
    target = text.parent / name if name else text

    assert target.exists()
    if anchor:
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in map(_anchor, headings)


@pytest.mark.parametrize("text", [*TEXTS, EXAMPLE], ids=lambda path: path.name)
def test_texts_hold_no_path_of_a_machine(text: Path) -> None:
    """What was run for the examples was run somewhere; the texts do not tell where."""
    assert not re.search(r"/(?:work|home|root|tmp)/", text.read_text(encoding="utf-8"))
