"""What a sender writes stays text wherever it goes: replies, digest, ledger, Excel, terminal, log, file system."""

import io
import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest
import structlog

from service.commands.output import clean, one_line
from service.digest.digest import build_digest, take_snapshot
from service.digest.mail import compose_digest_mail
from service.logs import configure_logging
from service.outcome import ReplyState
from tests.automatic.sheets import PROJECT, UNIT
from tests.service.office import DOCX, NOON, OURSELVES, Office, open_office, summary_docx
from tests.service.test_review_cli import CONFIG, _intake

SUBJECT = f"{PROJECT}-{UNIT}"
HOSTILE = (
    "\r\nBcc: victim@example.net",
    "\n\nBody of another",
    "\u2028X-Injected: 1",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202efdp.exe\u2066",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% for x in ().__class__.__mro__ %}{{ config }}${7*7}#{7*7}",
    "=cmd|'/c calc'!A1",
    "@SUM(1+1)",
    "'; DROP TABLE messages; --",
    "../../../../etc/cron.d/x",
    "C:\\Windows\\x|y?.docx",
    "%s%n%d{0}",
    "[bold red]x[/]",
)
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Bureau:
    """A folder with a configuration, and an office whose data lie where the commands look for them."""

    folder: Path
    office: Office
    files_before: frozenset[Path]


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Each hostile text in a mail that is answered, and in one that nobody can assign; every reply is refused."""
    folder = tmp_path_factory.mktemp("bureau")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "data").mkdir()
    office = open_office(folder / "data")
    before = _files_outside(folder)
    for number, hostile in enumerate(HOSTILE):
        office.receive(_mail(number, hostile, f"{SUBJECT}{hostile}"))
        office.receive(_mail(100 + number, hostile, f"材料{hostile}"))
    with office.desk.ledger.write() as ledger:
        for reply in ledger.replies():
            ledger.set_reply_state(reply.id, ReplyState.REFUSED, f"550 {HOSTILE[reply.id % len(HOSTILE)]}")
    yield Bureau(folder, office, before)
    office.desk.ledger.close()


def _files_outside(folder: Path) -> frozenset[Path]:
    return frozenset(path for path in folder.rglob("*") if "data" not in path.parts)


def _word(text: str) -> str:
    """An encoded-word (RFC 2047), in which any character at all can be smuggled through a header."""
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def _mail(number: int, hostile: str, subject: str) -> bytes:
    """A mail that bears the hostile text wherever a sender may write: name, subject, file name, body, ids."""
    payload = b64encode(summary_docx(UNIT, PROJECT).payload).decode()
    return (
        f"From: {_word('张三' + hostile)} <a@unit.example>\r\nTo: {OURSELVES}\r\nSubject: {_word(subject)}\r\n"
        f"Message-ID: <{number}@unit.example>\r\nReferences: <{_word(hostile)}@x> <a b@x>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{hostile}\r\n"
        f'--b\r\nContent-Type: {"/".join(DOCX)}\r\nContent-Disposition: attachment; filename="{_word(f"总结{hostile}.docx")}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{payload}\r\n--b--\r\n"
    ).encode()


class _Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag and what it would do."""
        self.found |= {tag, *(name for name, _ in attrs)}


def _is_inert(html: str) -> bool:
    tags = _Tags()
    tags.feed(html)
    return not tags.found & {"script", "img", "onerror", "iframe", "object", "form", "link"}


def test_replies_bear_nothing_of_the_senders(bureau: Bureau) -> None:
    """No header field but ours, each once; no recipient but the sender; no mark-up, no template carried out."""
    replies = bureau.office.replies()
    assert len(replies) >= 2 * len(HOSTILE)
    assert any("{{ 7*7 }}" in reply.subject for reply in replies)  # not carried out
    for reply in replies:
        with bureau.office.desk.ledger.read() as ledger:
            raw = ledger.reply_raw(reply.id)
        mail = message_from_bytes(raw, policy=policy.default)
        assert reply.to == ("a@unit.example",)
        assert mail["To"] == "a@unit.example"
        names = [name.lower() for name in mail]
        assert len(names) == len(set(names))
        assert not {"bcc", "cc", "x-injected", "reply-to"} & set(names)
        assert not STEERING.search(str(mail["Subject"]))
        text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert text is not None
        assert html is not None
        assert _is_inert(html.get_content())
        assert not STEERING.search(text.get_content().replace("\r\n", "\n"))


def test_the_digest_bears_nothing_of_the_senders(bureau: Bureau) -> None:
    """Its HTML has no tags but its own, its workbook no formula and no link, its header no field but ours."""
    with bureau.office.desk.ledger.read() as ledger:
        digest = build_digest(bureau.office.desk.policy.campaigns, take_snapshot(ledger), NOON, None)
    made = compose_digest_mail(digest, OURSELVES, ["staff@example.org"])
    assert _is_inert(made.html)
    assert not STEERING.search(made.text)
    mail = message_from_bytes(made.raw, policy=policy.default)
    assert mail["To"] == "staff@example.org"
    assert mail["Bcc"] is None
    (workbook,) = mail.iter_attachments()
    with ZipFile(io.BytesIO(workbook.get_content())) as archive:
        xml = "".join(archive.read(name).decode() for name in archive.namelist() if "sheets/" in name)
    assert not re.search(r"<f[ >]|<hyperlink", xml)


@pytest.mark.parametrize(
    "words",
    [("messages",), ("messages", "--json"), ("show", "1"), ("show", "acceptance-046"), ("show", "5", "--json"),
     ("replies", "list"), ("replies", "show", "1"), ("digest",)],
    ids=" ".join,
)  # fmt: skip
def test_the_terminal_is_not_steered(bureau: Bureau, words: tuple[str, ...]) -> None:
    """Nothing that a mail, a server or a file's name brings reaches the operator's terminal as a command to it."""
    ended = _intake(bureau.folder, *words, PASSWORD="x")
    assert ended.returncode in (0, 1)
    said = (ended.stdout + ended.stderr).decode()
    assert len(said) > 100
    assert not STEERING.search(said)
    if words == ("show", "1"):
        (line,) = [line for line in said.splitlines() if line.startswith("标题　　")]
        assert "Bcc: victim" in line  # on the subject's own line, not on one of its own


def test_the_ledger_and_the_file_system_hold(bureau: Bureau) -> None:
    """SQL and paths in names are names: every row is there, and nothing lies outside the data folder."""
    with bureau.office.desk.ledger.read() as ledger:
        assert len(ledger.messages()) == 2 * len(HOSTILE)
        names = [file.name for message in ledger.messages() for file in ledger.files(message.id)]
    assert names
    assert not any(set("/\\\r\n\x00\x1b\u202e") & set(name) for name in names)
    assert _files_outside(bureau.folder) == bureau.files_before
    kept = [path.name for path in (bureau.folder / "data").rglob("*") if path.is_file()]
    assert not any("总结" in name or "cron" in name for name in kept)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [_Terminal, io.StringIO], ids=["terminal", "file"])
def test_no_log_line_can_be_forged(stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch) -> None:
    """One event, one line; a traceback's lines are indented; nothing steers the terminal of who reads the log."""
    said = stream()
    monkeypatch.setattr(sys, "stderr", said)
    configure_logging()
    log = structlog.get_logger()
    for hostile in HOSTILE:
        log.warning("mailbox", warning=f"坏{hostile}", entries=[hostile, {"a": hostile}])
        log.error("handling failed", exc_info=ValueError(f"{hostile}\n2024-03-20 [error] forged"))
    structlog.reset_defaults()
    text = re.sub(r"\x1b\[\d*m", "", said.getvalue())  # the renderer's own colours
    assert not STEERING.search(text)
    lines = text.splitlines()
    assert not [line for line in lines if line.startswith(("Bcc", "Body", "X-Injected", "2024-03-20"))]
    begun = [line for line in lines if not line.startswith("  ")]
    assert len(begun) == 2 * len(HOSTILE)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_one_line_of_error_stays_one(hostile: str) -> None:
    """What the commands say on standard error."""
    assert len(one_line(f"坏{hostile}").splitlines()) == 1
    assert not STEERING.search(clean(hostile))
