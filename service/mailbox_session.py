"""One kept IMAP session, opened anew after a fault with growing pauses."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.errors import ConfigurationError, SignInRefusedError, TemporaryError
from intake.mailbox import ImapMailbox
from service.kill_points import Point, Reached, pass_by
from service.ledger.errors import LedgerError
from service.ports import Clock
from service.sign_in_guard import SignInGuard

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
PAUSE_AFTER_REFUSAL = timedelta(minutes=30)  # after what only the operator can put right


@dataclass
class MailboxSession:
    """Hands out the connected mailbox; `connected()` tells with it whether the session is new."""

    open: Callable[[], ImapMailbox]
    clock: Clock
    guard: SignInGuard | None = None
    _mailbox: ImapMailbox | None = field(default=None, init=False)
    _failures: int = field(default=0, init=False)
    _not_before: datetime | None = field(default=None, init=False)

    @contextmanager
    def connected(self) -> Iterator[tuple[ImapMailbox, bool]]:
        """The mailbox, signed in. After any error the session is dropped, and the next one waits for its pause."""
        self._heed_pause()
        try:
            is_new = self._mailbox is None
            mailbox = self._connect() if self._mailbox is None else self._kept(self._mailbox)
            yield mailbox, is_new
        except ConfigurationError as error:
            # A refusal that is noted in the ledger is the pause itself, and ends for all once somebody was let in.
            self._drop(timedelta(0) if _is_noted(self.guard, error) else PAUSE_AFTER_REFUSAL)
            raise
        except TemporaryError:
            self._failures += 1
            pause = min(FIRST_PAUSE * 2 ** (self._failures - 1), LONGEST_PAUSE)
            self._drop(pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, no secret
            raise
        except BaseException:
            self._drop(timedelta(0))
            raise
        self._failures = 0
        self._not_before = None

    def made_progress(self) -> None:
        """New mail came in: if the line drops now, the next attempt need not wait as after many in vain."""
        self._failures = 0

    def close(self) -> None:
        """Sign off."""
        self._drop(timedelta(0))

    def _heed_pause(self) -> None:
        if self._not_before is not None and self.clock.now() < self._not_before:
            raise TemporaryError(f"邮箱连接暂停中，{self._not_before:%H:%M:%S} 后再试")

    def _connect(self) -> ImapMailbox:
        self._mailbox = self.open()
        _sign_in(self._mailbox, self.guard)
        return self._mailbox

    def _kept(self, mailbox: ImapMailbox) -> ImapMailbox:
        mailbox.noop()
        return mailbox

    def _drop(self, pause: timedelta) -> None:
        self._not_before = self.clock.now() + pause if pause else None
        mailbox, self._mailbox = self._mailbox, None
        if mailbox is not None:
            mailbox.close()


@dataclass(frozen=True)
class SentMail:
    """The folder of sent mail, over sessions of its own: the polling session is busy elsewhere."""

    open: Callable[[], ImapMailbox]
    files_copies: bool
    reached: Reached = field(default=pass_by, kw_only=True)
    newest: int = 200  # how far back to look; a day's mails
    guard: SignInGuard | None = None
    beat: Callable[[], object] = field(
        default=lambda: None, kw_only=True
    )  # with every mail: hundreds take long

    def contains(self, mime_id: str) -> bool:
        """Hold where the mail lies there. False where the account has no such folder. Raises TemporaryError."""
        with signed_in(self.open, self.guard) as mailbox:
            folder = mailbox.sent_folder()
            found = folder is not None and mailbox.contains_message_id(folder, mime_id, self.newest)
        self.reached(Point.SENT_LOOKED_THROUGH)
        return found

    def file(self, mails: Sequence[tuple[str, bytes]]) -> None:
        """Put copies there (Message-ID, bytes) of those that the server did not file itself. Raises TemporaryError."""
        if not self.files_copies:
            return
        with signed_in(self.open, self.guard) as mailbox:
            folder = mailbox.sent_folder()
            if folder is None:
                return
            for mime_id, raw in mails:
                self.beat()
                if not mailbox.contains_message_id(folder, mime_id, self.newest):
                    mailbox.append_sent(raw)


@contextmanager
def signed_in(open_one: Callable[[], ImapMailbox], guard: SignInGuard | None) -> Iterator[ImapMailbox]:
    """One more session, signed in as the guard allows, and closed at the end. Raises TemporaryError, ConfigurationError."""
    mailbox = open_one()
    try:
        _sign_in(mailbox, guard)
        yield mailbox
    except SignInRefusedError as error:
        _is_noted(guard, error)
        raise
    finally:
        mailbox.close()


def _sign_in(mailbox: ImapMailbox, guard: SignInGuard | None) -> None:
    """Connect, unless the same account was refused a short while ago: then raise SignInRefusedError at once."""
    if guard is None:
        mailbox.connect()
        return
    guard.check()
    mailbox.connect()
    guard.accepted()


def _is_noted(guard: SignInGuard | None, error: ConfigurationError) -> bool:
    """Note a refusal, be it of the sign-in or behind it (NetEase's `Unsafe Login`); hold where its note now stands."""
    if guard is None or not isinstance(error, SignInRefusedError):
        return False
    with suppress(LedgerError):  # the refusal counts for more than a ledger that cannot be written
        if not guard.holds(error):  # to be kept from trying is no new refusal
            guard.refused(error)
    return guard.holds(error)
