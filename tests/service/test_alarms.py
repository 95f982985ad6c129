"""The operator is told once that something broke and once that it is well again, whatever restarts in between."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.message import read_message
from intake.screening import screen
from service.alarms import AlarmDesk, Watch
from service.archive import ArchiveError
from service.digest.digest import build_digest, take_snapshot
from service.digest.render import render_html, render_text
from service.examining import Examiner, remember_poll
from service.health import DEFAULT_HEALTH, Problem
from service.ledger import LedgerError, SqlLedger
from service.outcome import Disposition
from service.records import ReplyRecord
from service.troubles import Troubles
from tests.fakes import FakeClock
from tests.service.ledger_samples import a_message
from tests.service.office import NOON, OURSELVES, open_office

OPERATOR = ("operator@example.org",)
PATIENCE = timedelta(minutes=15)


class Scene:
    """A ledger with a watch over it, which can be restarted."""

    def __init__(self, ledger: SqlLedger, folder: Path, to: tuple[str, ...] = OPERATOR) -> None:
        self.ledger, self.folder, self.to, self.clock = ledger, folder, to, FakeClock(NOON)
        self.restart()
        self.poll()

    def restart(self) -> None:
        """A new process: only the ledger remembers."""
        self.troubles = Troubles(self.clock, PATIENCE)
        examine = Examiner(self.ledger, self.clock, self.folder, DEFAULT_HEALTH)
        self.watch = Watch(examine, AlarmDesk(self.ledger, self.clock, OURSELVES, self.to), self.troubles)

    def poll(self) -> None:
        """The mailbox was read."""
        with self.ledger.write() as ledger:
            remember_poll(ledger, self.clock.now())
        self.troubles.well("poll")

    def mails(self) -> tuple[ReplyRecord, ...]:
        """What is queued for the operator."""
        with self.ledger.read() as ledger:
            return tuple(reply for reply in ledger.replies() if reply.kind == "alarm")

    def subjects(self) -> list[str]:
        """What the operator reads first."""
        return [mail.subject for mail in self.mails()]


@pytest.fixture
def scene(ledger: SqlLedger, tmp_path: Path) -> Scene:
    """A program that is well, on each database."""
    return Scene(ledger, tmp_path)


def test_an_outage_is_told_once_and_its_end_once(scene: Scene) -> None:
    """Only after some minutes; not again at every failure, nor after a restart; and once more when it is over."""
    scene.troubles.failed("poll", TemporaryError("连接超时"))
    scene.watch()
    assert scene.subjects() == []
    scene.clock.advance(minutes=14)
    scene.watch()
    assert scene.subjects() == []
    scene.clock.advance(minutes=2)
    for _ in range(3):
        scene.restart()
        scene.troubles.failed("poll", TemporaryError("连接被重置"))
        scene.watch()
    assert scene.subjects() == ["【收件系统告警】收件邮箱连不上"]
    scene.poll()
    for _ in range(2):
        scene.watch()
        scene.restart()
    assert scene.subjects() == ["【收件系统告警】收件邮箱连不上", "【收件系统恢复】收件邮箱连不上"]


@pytest.mark.parametrize(
    ("job", "error"),
    [
        ("poll", TemporaryError("连接超时")),
        ("poll", ConfigurationError("密码不对")),
        ("poll", ArchiveError("磁盘已满")),
        ("drain", ConfigurationError("密码不对")),
        ("poll", LedgerError("台账只读")),
    ],
)
def test_a_restart_is_no_recovery(scene: Scene, job: str, error: Exception) -> None:
    """A new process knows nothing of the fault until the job has run again: nothing is told twice, nothing too early."""
    scene.troubles.failed(job, error)
    scene.watch()
    scene.clock.advance(minutes=16)
    scene.watch()
    assert len(scene.subjects()) == 1
    for _ in range(3):
        scene.restart()
        scene.watch()
        scene.troubles.failed(job, error)
        scene.watch()
    assert len(scene.subjects()) == 1
    scene.restart()
    scene.watch()
    scene.troubles.well(job)
    scene.watch()
    assert [subject[:8] for subject in scene.subjects()] == ["【收件系统告警】", "【收件系统恢复】"]


def test_a_restart_in_an_outage_is_no_second_fault(scene: Scene) -> None:
    """That the mailbox was not read for an hour is known from its own alarm before the first poll has failed."""
    scene.troubles.failed("poll", TemporaryError("连接超时"))
    for _ in range(4):
        scene.watch()
        scene.clock.advance(minutes=20)
    scene.restart()
    for _ in range(2):
        scene.watch()
        scene.clock.advance(minutes=20)
    assert scene.subjects() == ["【收件系统告警】收件邮箱连不上"]


def test_another_fault_is_no_recovery(scene: Scene) -> None:
    """While the mailbox is down nobody knows whether the archive can be written again."""
    scene.troubles.failed("poll", ArchiveError("磁盘已满"))
    scene.clock.advance(minutes=16)
    scene.watch()
    scene.clock.advance(minutes=16)
    scene.watch()
    scene.troubles.failed("poll", TemporaryError("连接超时"))
    scene.watch()
    assert "【收件系统恢复】来件存档不能读写" not in scene.subjects()


def test_a_short_outage_is_not_told(scene: Scene) -> None:
    """What passes by itself within the configured minutes is no alarm."""
    scene.troubles.failed("poll", TemporaryError("连接超时"))
    scene.watch()
    scene.clock.advance(minutes=5)
    scene.poll()
    scene.watch()
    assert scene.subjects() == []
    with scene.ledger.read() as ledger:
        assert ledger.alarms() == ()


def test_a_second_outage_is_told_anew(scene: Scene) -> None:
    """The same fault on another day is another alarm, with another Message-ID."""
    for _ in range(2):
        scene.troubles.failed("poll", ConfigurationError("密码不对"))
        scene.watch()
        scene.clock.advance(hours=2)
        scene.poll()
        scene.watch()
    assert len(scene.subjects()) == 4
    assert len({mail.mime_id for mail in scene.mails()}) == 4


def test_a_refused_sign_in_is_told_at_once_and_is_no_pause(scene: Scene) -> None:
    """Only the operator can help; the pause that follows does not look like another fault or like recovery."""
    scene.troubles.failed("poll", ConfigurationError("密码不对"))
    scene.troubles.failed("poll", TemporaryError("邮箱连接暂停中"))
    scene.clock.advance(minutes=29)
    scene.watch()
    assert scene.subjects() == ["【收件系统告警】收件邮箱不接受登录"]


@pytest.mark.parametrize(
    ("job", "error", "title"),
    [
        ("drain", ConfigurationError("密码不对"), "发信服务器不接受登录"),
        ("poll", ArchiveError("磁盘已满"), "来件存档不能读写"),
        ("digest", LedgerError("台账只读"), "台账不能使用"),
    ],
)
def test_every_job_tells_its_own_fault(scene: Scene, job: str, error: Exception, title: str) -> None:
    """Named for what the operator must look at."""
    scene.troubles.failed(job, error)
    scene.watch()
    scene.clock.advance(minutes=14)
    scene.poll()
    scene.clock.advance(minutes=2)
    scene.troubles.failed(job, error)
    scene.watch()
    scene.clock.advance(minutes=16)
    scene.poll()
    scene.troubles.failed(job, error)
    scene.watch()
    assert f"【收件系统告警】{title}" in scene.subjects()


def test_a_ledger_that_was_down_is_told_of_afterwards(scene: Scene) -> None:
    """While it is down nothing can be queued; that it was down for an hour is told once it is well."""
    scene.troubles.failed("drain", LedgerError("磁盘已满"))
    scene.clock.advance(hours=1)
    scene.troubles.well("drain")
    scene.poll()
    for _ in range(2):
        scene.watch()
    assert scene.subjects() == ["【收件系统恢复】台账不能使用"]


def test_failed_mails_are_told_once_until_they_are_dealt_with(scene: Scene) -> None:
    """A second failed mail is no second alarm; `done` ends it."""
    with scene.ledger.write() as ledger:
        for number in (1, 2):
            ledger.add_message(a_message(number))
    for number in (1, 2):
        with scene.ledger.write() as ledger:
            ledger.settle(number, Disposition.FAILED, "")
        scene.watch()
    assert scene.subjects() == ["【收件系统告警】有来件处理失败"]
    with scene.ledger.write() as ledger:
        for number in (1, 2):
            ledger.set_done(number, scene.clock.now())
    scene.watch()
    assert scene.subjects()[1:] == ["【收件系统恢复】有来件处理失败"]


def test_a_poll_that_is_overdue_is_one_fault_with_its_cause(scene: Scene) -> None:
    """Where the mailbox is down, that it was not read is no second alarm."""
    assert set(scene.troubles.standing([Problem("poll", "已有1小时没有收取邮件")])) == {"poll"}
    scene.troubles.failed("poll", TemporaryError("连接超时"))
    assert set(scene.troubles.standing([Problem("poll", "已有1小时没有收取邮件")])) == {"mailbox"}


def test_where_nobody_is_to_be_told_the_alarm_stands_all_the_same(ledger: SqlLedger, tmp_path: Path) -> None:
    """`[alarm] to = []`: no mail; health knows."""
    scene = Scene(ledger, tmp_path, to=())
    scene.troubles.failed("poll", ConfigurationError("密码不对"))
    scene.watch()
    assert scene.mails() == ()
    assert [problem.name for problem in scene.watch.examine().problems] == ["sign_in.mailbox"]


def test_the_mail_answers_nobody_and_is_known_as_ours(scene: Scene) -> None:
    """Auto-generated, with a Message-ID of ours; what the server said is plain text in it."""
    scene.troubles.failed("poll", ConfigurationError("密码不对 <b>"))
    scene.watch()
    with scene.ledger.read() as ledger:
        raw = ledger.reply_raw(scene.mails()[0].id)
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Intake-Kind"] == "alarm"
    assert mail["To"] == OPERATOR[0]
    assert mail["Message-ID"] == scene.mails()[0].mime_id
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;b&gt;" in html.get_content()
    assert screen(read_message(raw), frozenset({OURSELVES})) is not None


def test_the_digest_tells_what_stands(tmp_path: Path) -> None:
    """At its head, in text and HTML."""
    office = open_office(tmp_path)
    assert isinstance(office.desk.ledger, SqlLedger)
    scene = Scene(office.desk.ledger, tmp_path)
    scene.troubles.failed("drain", ConfigurationError("密码不对"))
    scene.watch()
    with scene.ledger.read() as ledger:
        snapshot = take_snapshot(ledger)
    digest = build_digest(office.desk.policy.campaigns, snapshot, scene.clock.now(), None)
    for text in (render_text(digest), render_html(digest)):
        assert "告警" in text
        assert "密码不对（自3月20日12:00）" in text
    scene.ledger.close()
