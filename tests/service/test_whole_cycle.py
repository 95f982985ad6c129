"""The whole program against a real Dovecot and Postfix, from the command line, with the contract's configuration."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from rules.roster import RosterEntry
from service.campaign_files import default_campaigns
from tests.servers import MailServers
from tests.service.office import evidence_docx, mail_of, summary_docx

pytestmark = pytest.mark.integration

CONFIG = """
timezone = "Asia/Shanghai"
data_dir = "data"

[mailbox]
host = "127.0.0.1"
port = {imaps}
tls = "implicit"
ca_file = "{ca}"
username = "{user}"
password = {{ env = "INTAKE_MAILBOX_PASSWORD" }}
folders = ["INBOX", "\\\\Junk"]

[smtp]
host = "127.0.0.1"
port = {smtps}
tls = "implicit"
ca_file = "{ca}"
username = "{user}"
password = {{ env = "INTAKE_SMTP_PASSWORD" }}
from = "{user}"
max_per_minute = 100000
max_per_day = 100000
mode = "{mode}"

[ledger]
url = "sqlite:///data/ledger.sqlite3"

[digest]
to = ["{staff}"]

[[campaign]]
source = "2024-6"
opens = 2024-02-26
deadline = 2099-12-31
"""


@dataclass
class Bureau:
    """A mailbox with its configuration, and the command line as the operator types it."""

    servers: MailServers
    folder: Path
    user: str
    password: str

    def intake(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return subprocess.run(
            self._command(*words),
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @contextmanager
    def running(self, **further: str) -> Iterator[subprocess.Popen[bytes]]:
        """The daemon in a process of its own with `further` variables in its environment, its log in daemon.log."""
        with (self.folder / "daemon.log").open("wb") as log:
            process = subprocess.Popen(self._command("run"), env=self._environment | further, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "service.cli", "--config", str(self.folder / "config.toml"), *words]

    @property
    def _environment(self) -> dict[str, str]:
        return os.environ | {
            "INTAKE_MAILBOX_PASSWORD": self.password,
            "INTAKE_SMTP_PASSWORD": self.password,
        }

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as JSON lines; it must end well."""
        ended = self.intake(*words, "--json")
        assert ended.returncode == 0, ended.stderr
        return [json.loads(line) for line in ended.stdout.splitlines()]

    def received_by(self, address: str) -> list[EmailMessage]:
        """The mails in somebody's INBOX."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.servers.read_folder(address)]


@pytest.fixture
def bureau(mail_servers: MailServers, tmp_path: Path) -> Bureau:
    """An empty mailbox on the real servers."""
    return open_bureau(mail_servers, tmp_path)


def open_bureau(servers: MailServers, folder: Path, mode: str = "send") -> Bureau:
    """A fresh mailbox and its configuration in the folder."""
    user = servers.new_user("submissions")
    text = CONFIG.format(
        imaps=servers.imaps_port,
        smtps=servers.smtps_port,
        ca=servers.ca_file,
        user=user,
        staff=servers.new_user("staff"),
        mode=mode,
    )
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Bureau(servers, folder, user, servers.password)


@dataclass
class Sent:
    """What was put into the mailbox, and the reply that is owed for it ("" for none)."""

    sender: str
    message_id: str
    owed: str
    entry: str


def _mails_of(entry: RosterEntry, sender: str, number: int) -> list[tuple[bytes, Sent]]:
    """Three or four mails of one unit: with gaps, then what was missing, then everything once more, then a machine's."""
    subject = f"{entry.project}-{entry.unit}"
    ids = [f"<{entry.entry_id}.{step}@unit.example.org>" for step in range(4)]
    summary, evidence = summary_docx(entry.unit, entry.project), evidence_docx()
    automatic = b"Auto-Submitted: auto-generated\r\n" + mail_of(subject, sender=sender, message_id=ids[3])
    mails = [
        (mail_of(subject, [summary], sender=sender, message_id=ids[0]), "gaps"),
        (mail_of(f"Re: {subject}", [evidence], sender=sender, message_id=ids[1]), "receipt"),
        (mail_of(subject, [summary, evidence], sender=sender, message_id=ids[2]), "receipt"),
        (automatic, ""),
    ]
    kept = mails if number % 3 == 0 else mails[:3]
    return [(raw, Sent(sender, ids[step], owed, entry.entry_id)) for step, (raw, owed) in enumerate(kept)]


def test_two_hundred_mails_of_sixty_entries_are_each_settled_and_answered_once(bureau: Bureau) -> None:
    """Every mail has one row, every owed reply arrives once with its headers, a second poll does nothing."""
    entries = list(default_campaigns()[0].roster)[::2][:60]
    sent: list[Sent] = []
    waves: list[list[bytes]] = [[], [], [], []]
    for number, entry in enumerate(entries):
        sender = bureau.servers.new_user("unit")
        for step, (raw, expected) in enumerate(_mails_of(entry, sender, number)):
            waves[step].append(raw)
            sent.append(expected)
    assert len(sent) == 200
    for wave in waves:
        for raw in wave:
            sender = str(message_from_bytes(raw, policy=policy.default)["From"])
            bureau.servers.inject(raw, bureau.user, sender)
    bureau.servers.wait_for_mail(bureau.user, 200)

    (report,) = bureau.rows("poll")
    owed = sum(bool(each.owed) for each in sent)
    assert report["fetched"] == 200
    assert (report["accepted"], report["gaps"], report["ignored"]) == (120, 60, 20)
    assert (report["replies_sent"], report["replies_pending"], report["failed"]) == (owed, 0, 0)

    rows = {row["message_id"]: row for row in bureau.rows("messages")}
    assert set(rows) == {each.message_id for each in sent}
    for each in sent:
        assert [reply["kind"] for reply in rows[each.message_id]["replies"]] == (
            [each.owed] if each.owed else []
        )
    _assert_replies_arrived(bureau, sent)
    states = {row["entry"]: row for row in bureau.rows("status")}
    assert Counter(row["state"] for row in states.values()) == Counter(complete=60, waiting=113)
    assert all(states[entry.entry_id]["receipt"] for entry in entries)

    (again,) = bureau.rows("poll")
    assert {key: again[key] for key in ("fetched", "replies_sent", "replies_pending")} == {
        "fetched": 0,
        "replies_sent": 0,
        "replies_pending": 0,
    }


def _assert_replies_arrived(bureau: Bureau, sent: list[Sent]) -> None:
    """Each owed reply lies in its unit's mailbox exactly once, with the contract's headers."""
    for sender in {each.sender for each in sent}:
        owed = {each.message_id: each for each in sent if each.sender == sender and each.owed}
        bureau.servers.wait_for_mail(sender, len(owed))
        replies = bureau.received_by(sender)
        assert sorted(str(reply["In-Reply-To"]) for reply in replies) == sorted(owed)
        for reply in replies:
            expected = owed[str(reply["In-Reply-To"])]
            assert reply["X-Intake-Kind"] == expected.owed
            assert reply["X-Intake-Entry"] == expected.entry
            assert reply["Auto-Submitted"] == "auto-replied"
            assert reply["X-Auto-Response-Suppress"] == "All"
            assert expected.message_id in str(reply["References"])
            assert str(reply["To"]) == sender


def test_a_trial_run_holds_every_reply_until_a_person_releases_it(
    mail_servers: MailServers, tmp_path: Path
) -> None:
    """`mode = "hold"`: judged, listed, released, sent."""
    bureau = open_bureau(mail_servers, tmp_path, mode="hold")
    unit = mail_servers.new_user("unit")
    entry = default_campaigns()[0].roster.entries[40]
    raw = mail_of(f"{entry.project}-{entry.unit}", [summary_docx(entry.unit, entry.project)], sender=unit)
    mail_servers.inject(raw, bureau.user, unit)
    mail_servers.wait_for_mail(bureau.user, 1)
    (report,) = bureau.rows("poll")
    assert (report["gaps"], report["replies_sent"], report["replies_pending"]) == (1, 0, 1)
    (held,) = bureau.rows("replies", "list")
    assert held["state"] == "held"
    assert bureau.intake("replies", "release", str(held["id"])).returncode == 0
    (report,) = bureau.rows("poll")
    assert (report["replies_sent"], report["replies_pending"]) == (1, 0)
    mail_servers.wait_for_mail(unit, 1)


def test_the_mailbox_is_left_as_it_was(bureau: Bureau) -> None:
    """Nothing is marked as seen, moved or removed; a mail in the junk folder is read too."""
    entry = default_campaigns()[0].roster.entries[40]
    unit = bureau.servers.new_user("unit")
    raw = mail_of(f"{entry.project}-{entry.unit}", [summary_docx(entry.unit, entry.project)], sender=unit)
    bureau.servers.append(bureau.user, "Junk", raw)
    (report,) = bureau.rows("poll")
    assert report["gaps"] == 1
    assert bureau.servers.read_folder(bureau.user, "Junk") == [raw]
    assert all(b"\\Seen" not in line for line in bureau.servers.flags(bureau.user, "Junk"))


def test_doctor_says_what_is_wrong_in_one_line(bureau: Bureau) -> None:
    """A wrong password, a closed port, a certificate that nobody vouches for: a line each, exit 1, no traceback."""
    assert bureau.intake("config", "doctor").returncode == 0
    path = bureau.folder / "config.toml"
    good = path.read_text(encoding="utf-8")
    ca_line = f'ca_file = "{bureau.servers.ca_file}"\n'
    faults = {
        "port": good.replace(f"port = {bureau.servers.imaps_port}", "port = 1"),
        "certificate": good.replace(ca_line, "", 1),
    }
    for text in faults.values():
        path.write_text(text, encoding="utf-8")
        ended = bureau.intake("config", "doctor")
        assert ended.returncode == 1
        assert len(ended.stderr.strip().splitlines()) == 1
        assert "Traceback" not in ended.stderr
    path.write_text(good, encoding="utf-8")
    ended = Bureau(bureau.servers, bureau.folder, bureau.user, "wrong").intake("config", "doctor")
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 2  # the mailbox's and the submission server's
    assert "wrong" not in ended.stderr.replace("wrong password", "")
