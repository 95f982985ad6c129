"""`intake run` against real servers: it answers by itself, survives a restart of its line, and ends quietly."""

import signal
import time
from pathlib import Path

import pytest

from service.campaign_files import default_campaigns
from tests.servers import MailServers
from tests.service.office import evidence_docx, mail_of, summary_docx
from tests.service.test_whole_cycle import Bureau, open_bureau

pytestmark = pytest.mark.integration

SECONDS_TO_STOP = 20  # far above what it takes; a daemon that hangs fails the test, a busy machine does not


def _bureau(servers: MailServers, folder: Path) -> Bureau:
    """A bureau whose daemon looks every second."""
    bureau = open_bureau(servers, folder)
    path = folder / "config.toml"
    text = path.read_text(encoding="utf-8").replace("[smtp]", "poll_seconds = 1\n\n[smtp]", 1)
    path.write_text(text, encoding="utf-8")
    return bureau


def _submission(number: int, unit: str) -> bytes:
    entry = default_campaigns()[0].roster.entries[number]
    files = [summary_docx(entry.unit, entry.project), evidence_docx()]
    return mail_of(f"{entry.project}-{entry.unit}", files, sender=unit)


def test_the_daemon_answers_by_itself_and_stops_on_sigterm(mail_servers: MailServers, tmp_path: Path) -> None:
    """A mail that arrives is answered within a poll; SIGTERM ends it with exit code 0 and no traceback."""
    bureau = _bureau(mail_servers, tmp_path)
    first, second = mail_servers.new_user("unit"), mail_servers.new_user("unit")
    mail_servers.inject(_submission(40, first), bureau.user, first)
    with bureau.running() as daemon:
        mail_servers.wait_for_mail(first, 1)
        mail_servers.inject(_submission(41, second), bureau.user, second)
        mail_servers.wait_for_mail(second, 1)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(SECONDS_TO_STOP) == 0
    log = (tmp_path / "daemon.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert first not in log
    assert "上海" not in log
    assert len(mail_servers.read_folder(first)) == 1


def test_a_second_daemon_says_so_and_stops(mail_servers: MailServers, tmp_path: Path) -> None:
    """Two programs on one ledger would answer twice; commands beside a daemon work."""
    bureau = _bureau(mail_servers, tmp_path)
    with bureau.running() as daemon:
        end = time.monotonic() + 30
        while "started" not in (tmp_path / "daemon.log").read_text(encoding="utf-8"):
            assert daemon.poll() is None
            assert time.monotonic() < end
        ended = bureau.intake("poll")
        assert ended.returncode == 1
        assert len(ended.stderr.strip().splitlines()) == 1
        assert bureau.intake("status").returncode == 0
