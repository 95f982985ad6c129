"""The operator's view of a running daemon, against real servers: ready, well, reconciled, and what is found when not."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.campaign_files import default_campaigns
from tests.servers import MailServers
from tests.service.office import evidence_docx, mail_of, summary_docx
from tests.service.test_whole_cycle import Bureau, open_bureau

pytestmark = pytest.mark.integration

LONG_AGO = '"20-Mar-2024 12:00:00 +0800"'
SECONDS = 60.0  # far above what anything here takes


@contextmanager
def _listening(folder: Path) -> Iterator[socket.socket]:
    """The service manager's end of NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(folder / "notify"))
        line.settimeout(SECONDS)
        yield line


def _daemon(bureau: Bureau) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """`intake run` as systemd starts it, with a watchdog of three seconds."""
    return bureau.running(NOTIFY_SOCKET=str(bureau.folder / "notify"), WATCHDOG_USEC="3000000")


def _told(bureau: Bureau, *words: str) -> tuple[int, dict[str, Any]]:
    ended = bureau.intake(*words, "--json")
    return ended.returncode, json.loads(ended.stdout)


def _hear(line: socket.socket, wanted: bytes) -> None:
    while line.recv(1000) != wanted:
        pass


def test_a_daemon_as_the_service_manager_and_the_operator_see_it(
    mail_servers: MailServers, tmp_path: Path
) -> None:
    """Ready, alive, well and reconciled beside the running daemon; then a lost original is found."""
    bureau = open_bureau(mail_servers, tmp_path)
    unit, entry = mail_servers.new_user("unit"), default_campaigns()[0].roster.entries[40]
    files = [summary_docx(entry.unit, entry.project), evidence_docx()]
    mail_servers.inject(mail_of(f"{entry.project}-{entry.unit}", files, sender=unit), bureau.user, unit)
    with _listening(tmp_path) as line, _daemon(bureau) as daemon:
        assert line.recv(1000) == b"READY=1"
        _hear(line, b"WATCHDOG=1")
        mail_servers.wait_for_mail(unit, 1)
        code, health = _told(bureau, "health")
        assert (code, health["problems"]) == (0, [])
        code, found = _told(bureau, "reconcile", "--deep")
        assert (code, found["mails"], found["rows"], found["differences"]) == (0, 1, 1, [])
        daemon.send_signal(signal.SIGTERM)
        _hear(line, b"STOPPING=1")
        assert daemon.wait(SECONDS) == 0
    (row,) = bureau.rows("messages")
    stored = next(
        path
        for path in (tmp_path / "data" / "raw").glob("??/*")
        if path.read_bytes().startswith((b"Return-Path", b"Received"))
    )
    stored.unlink()
    code, found = _told(bureau, "reconcile")
    assert code == 1
    assert [(each["kind"], each["message"]) for each in found["differences"]] == [
        ("bytes.missing", row["id"])
    ]
    code, health = _told(bureau, "health")
    assert (code, [problem["name"] for problem in health["problems"]]) == (1, ["reconcile"])


def test_a_purged_mail_that_is_met_again_is_not_answered_again(
    mail_servers: MailServers, tmp_path: Path
) -> None:
    """Received long ago, answered and purged; then put back under another UID: recognised, not fetched as new."""
    bureau = open_bureau(mail_servers, tmp_path)
    unit, entry = mail_servers.new_user("unit"), default_campaigns()[0].roster.entries[40]
    files = [summary_docx(entry.unit, entry.project), evidence_docx()]
    raw = mail_of(f"{entry.project}-{entry.unit}", files, sender=unit)
    mail_servers.append(bureau.user, "INBOX", raw, internal_date=LONG_AGO)
    assert bureau.rows("poll")[0]["replies_sent"] == 1
    (purged,) = bureau.rows("purge", "--before", "2024-04-01", "--yes")
    assert (purged["messages"], purged["cases"]) == (1, 1)
    code, found = _told(bureau, "reconcile")
    assert (code, found["purged"], found["differences"]) == (0, 1, [])
    with mail_servers.imap(bureau.user) as client:
        client.select("INBOX")
        client.store("1:*", "+FLAGS", "\\Deleted")
        client.expunge()
    mail_servers.append(bureau.user, "INBOX", raw, internal_date=LONG_AGO)
    report = bureau.rows("poll")[0]
    assert (report["fetched"], report["replies_sent"]) == (0, 0)
    assert len(mail_servers.wait_for_mail(unit, 1)) == 1
    assert list((tmp_path / "data" / "raw").glob("??/*")) == []
