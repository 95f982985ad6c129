"""After a refused sign-in: who must wait, for how long, and what ends the waiting at once."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from intake.errors import ConfigurationError, SignInRefusedError
from intake.mailbox import ImapMailbox
from intake.sender import SendResult
from service.app import App, bootstrap, mailbox_guard, reconciler_of, smtp_guard
from service.config import load_config
from service.daemon import PAUSE_AFTER_REFUSAL, Daemon
from service.ledger.errors import LedgerError
from service.outcome import ReplyState
from service.service_manager import ServiceManager
from service.sign_in_guard import SignInGuard
from tests.fakes import FakeClock
from tests.service.ledger_samples import a_message, a_reply
from tests.service.test_review_cli import CONFIG
from tests.service.test_sending import SENT


@dataclass
class Doors:
    """Both servers, which refuse with `answer`, or let in where it is None; `knocks` counts the sign-ins."""

    answer: Exception | None
    knocks: int = 0

    def knock(self) -> None:
        """Try to sign in."""
        self.knocks += 1
        if self.answer is not None:
            raise self.answer


@dataclass(frozen=True)
class House:
    """The program, built, over those doors."""

    app: App
    doors: Doors
    clock: FakeClock

    def poll(self) -> str:
        """Sign in to the mailbox as every poll does; return the error's name."""
        return _error(lambda: self.app.session.connected().__enter__())

    def reconcile(self) -> str:
        """Compare mailbox and ledger; return the error's name."""
        return _error(reconciler_of(self.app))


def _error(step: Callable[[], object]) -> str:
    try:
        step()
    except Exception as error:  # noqa: BLE001 - whatever it is, the test names it
        return type(error).__name__
    return ""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A program whose servers refuse it."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    clock = FakeClock()
    doors = Doors(SignInRefusedError("refused"))
    monkeypatch.setattr(ImapMailbox, "connect", lambda _: doors.knock())
    app = bootstrap(load_config(tmp_path / "config.toml", {"PASSWORD": "x"}), clock)

    async def send(_raw: bytes, _to: tuple[str, ...]) -> SendResult:
        doors.knock()
        return SENT

    monkeypatch.setattr(app.sender, "send", send)
    yield House(app, doors, clock)
    app.close()


def test_a_comparison_does_not_repeat_a_refused_sign_in(house: House) -> None:
    """By hand or once a day: what the poll was refused is not tried again, for the account would be locked."""
    assert house.poll() == "SignInRefusedError"
    for _ in range(3):
        assert house.reconcile() == "SignInRefusedError"
    assert house.doors.knocks == 1


def test_a_refusal_of_the_comparison_is_remembered(house: House) -> None:
    """The poll does not repeat it either."""
    assert house.reconcile() == "SignInRefusedError"
    assert house.poll() == "SignInRefusedError"
    assert house.doors.knocks == 1


def test_a_running_poll_goes_on_as_soon_as_somebody_was_let_in(house: House) -> None:
    """`intake config doctor` beside it: the ledger's note is the only pause, and the note is gone."""
    assert house.poll() == "SignInRefusedError"
    for _ in range(5):
        house.clock.advance(minutes=1)
        assert house.poll() == "SignInRefusedError"
    assert house.doors.knocks == 1
    house.doors.answer = None
    mailbox_guard(house.app.config, house.app.ledger, house.clock).accepted()
    assert house.poll() == ""


def test_a_running_poll_waits_no_longer_than_the_note(house: House) -> None:
    """To be kept from trying is no refusal: half an hour after another program's sign-in the next one is made."""
    guard = mailbox_guard(house.app.config, house.app.ledger, house.clock)
    guard.refused(SignInRefusedError("refused"))
    house.clock.advance(minutes=20)
    assert house.poll() == "SignInRefusedError"
    assert house.doors.knocks == 0
    house.clock.advance(minutes=11)
    assert house.poll() == "SignInRefusedError"
    assert house.doors.knocks == 1


def test_a_refusal_behind_the_sign_in_is_remembered_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NetEase lets the program in, and calls it unsafe when it opens a folder: nobody comes back at once."""

    def unsafe(_: ImapMailbox) -> NoReturn:
        raise SignInRefusedError("Unsafe Login")

    monkeypatch.setattr(ImapMailbox, "folders", unsafe)
    house.doors.answer = None
    for _ in range(3):
        assert house.reconcile() == "SignInRefusedError"
        assert _error(house.app.jobs.take_in) == "SignInRefusedError"
    assert house.doors.knocks == 1
    house.clock.advance(minutes=31)
    for _ in range(3):
        assert _error(house.app.jobs.take_in) == "SignInRefusedError"
        assert house.reconcile() == "SignInRefusedError"
    assert house.doors.knocks == 2


@pytest.mark.parametrize("answer", [ConfigurationError("no such folder"), SignInRefusedError("refused")])
def test_what_the_ledger_does_not_remember_pauses_the_poll_itself(
    house: House, monkeypatch: pytest.MonkeyPatch, answer: Exception
) -> None:
    """Another fault of the configuration, and a refusal that could not be noted: no sign-in each minute."""
    monkeypatch.setattr(SignInGuard, "refused", _full)
    house.doors.answer = answer
    assert house.poll() == type(answer).__name__
    for _ in range(20):
        house.clock.advance(minutes=1)
        assert house.poll() == "TemporaryError"
    assert house.doors.knocks == 1


def _full(_guard: SignInGuard, _error: Exception) -> NoReturn:
    raise LedgerError("disk full")


# The way out


@pytest.fixture
def daemon(house: House) -> Daemon:
    """The running program's jobs, with one reply due."""
    with house.app.ledger.write() as ledger:
        ledger.add_message(a_message(1))
        ledger.add_reply(a_reply(1, message=1))
    return Daemon(house.app, None, ServiceManager(None), lambda: None)  # type: ignore[arg-type] # never asked


def _drain(daemon: Daemon) -> str:
    return _error(lambda: asyncio.run(daemon.drain()))


def test_a_running_queue_goes_on_as_soon_as_somebody_was_let_in(house: House, daemon: Daemon) -> None:
    """One sign-in in half an hour as long as nobody was."""
    for _ in range(20):
        assert _drain(daemon) == "SignInRefusedError"
        house.clock.advance(seconds=15)
    assert house.doors.knocks == 1
    house.doors.answer = None
    smtp_guard(house.app.config, house.app.ledger, house.clock).accepted()
    assert _drain(daemon) == ""
    with house.app.ledger.read() as ledger:
        assert [reply.state for reply in ledger.replies()] == [ReplyState.SENT]


def test_another_fault_of_the_configuration_pauses_the_queue(house: House, daemon: Daemon) -> None:
    """It is no refusal, so the ledger holds no note of it."""
    house.doors.answer = ConfigurationError("the certificate is not trusted")
    assert _drain(daemon) == "ConfigurationError"
    for _ in range(20):
        house.clock.advance(seconds=15)
        assert _drain(daemon) == "_StillPausedError"
    house.clock.advance(seconds=(PAUSE_AFTER_REFUSAL + timedelta(seconds=1)).total_seconds())
    assert _drain(daemon) == "ConfigurationError"
    assert house.doors.knocks == 2
