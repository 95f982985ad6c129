"""One IMAP session: verified TLS, sign-in, ID, and one place where the world's failures become ours."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imap_tools.errors import MailboxLoginError

from intake.errors import ConfigurationError, TemporaryError
from intake.imap_client import Session, WatchedClient
from intake.imap_errors import IMAP_FAILURES, explain_failure, explain_refused_login
from intake.imap_watchdog import Watchdog
from intake.tls import Tls, require_loopback, tls_context

INBOX = "INBOX"
# Bytes per second below which a transfer counts as hung; it is added to the time that an operation has anyway.
SLOWEST_RATE = 16 * 1024
# RFC 2971; NetEase lets nobody open a folder who has not said who he is.
IDENTITY = '("name" "intake" "version" "1.0" "vendor" "mail-intake")'


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    r"""Where the mailbox is and how to sign in. `folders` are names or special-use flags such as `\Junk`."""

    host: str
    port: int
    tls: Tls
    ca_file: Path | None
    username: str
    password: str = field(repr=False)
    folders: tuple[str, ...] = (INBOX, "\\Junk")
    timeout_seconds: float = 60.0


class ImapSession:
    """The line to the server. After a failure it is down until `connect` is called again."""

    def __init__(self, settings: MailboxSettings) -> None:
        self.server = f"{settings.host}:{settings.port}"
        self._settings = settings
        self._watchdog = Watchdog()
        self._session: Session | None = None

    @property
    def is_up(self) -> bool:
        """Whether there is a line, as far as is known."""
        return self._session is not None

    @property
    def client(self) -> imaplib.IMAP4:
        """The signed-in client. Raises TemporaryError where there is none."""
        if self._session is None:
            raise TemporaryError(f"{self.server}：尚未连接")
        return self._session.client

    def connect(self) -> None:
        """Connect over verified TLS, sign in and say who we are; no folder is opened yet."""
        self.close()
        try:
            with self.operation("登录"):
                self._session = Session(self._open())
                self._sign_in(self._session)
                # Whatever a server answers that knows no ID, nothing is lost.
                ask(lambda: self.client.xatom("ID", IDENTITY))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave, politely where that is possible. Never raises; may be called at any time."""
        if self._session is not None:
            with suppress(*IMAP_FAILURES), self._watchdog.limit(min(5.0, self._settings.timeout_seconds)):
                self._session.logout()
        self.abandon()

    @contextmanager
    def operation(self, what: str, seconds: float | None = None) -> Iterator[None]:
        """One limit on time, one place where the world's failures become ours; the session is given up after one.

        `what` is what is being done, as a Chinese verb phrase: errors name it.
        """
        try:
            with self._watchdog.limit(self._settings.timeout_seconds if seconds is None else seconds):
                yield
        except IMAP_FAILURES as error:
            self.abandon()
            raise explain_failure(self.server, what, error, self._settings.ca_file) from error

    def seconds_for(self, size: int) -> float:
        """How long a transfer of so many bytes may take as a whole."""
        return self._settings.timeout_seconds + size / SLOWEST_RATE

    def abandon(self) -> None:
        """Drop the line without a word."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(*IMAP_FAILURES):
                session.client.shutdown()
        self._watchdog.rest()

    def _open(self) -> WatchedClient:
        settings = self._settings
        if settings.tls == "none":
            require_loopback(settings.host, settings.port)
        context = None if settings.tls == "none" else tls_context(settings.ca_file)
        address = (settings.host, settings.port)
        at_once = context if settings.tls == "implicit" else None
        client = WatchedClient(address, settings.timeout_seconds, self._watchdog, at_once)
        if settings.tls == "starttls" and context is not None:
            _start_tls(client, context, self.server)
        return client

    def _sign_in(self, session: Session) -> None:
        username, password = self._settings.username, self._settings.password
        if not (username + password).isprintable():
            raise ConfigurationError(
                f"{self.server}：username 或 password 中有换行或其他控制字符，请检查配置"
            )
        # LOGIN takes ASCII only; anything else goes by SASL PLAIN (RFC 4616).
        login = session.login if (username + password).isascii() else session.login_utf8
        try:
            login(username, password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (MailboxLoginError, imaplib.IMAP4.error) as error:
            answer = error.command_result[1] if isinstance(error, MailboxLoginError) else error.args
            raise explain_refused_login(self.server, username, answer) from error


def ask(command: Callable[[], tuple[str, list[Any]]]) -> tuple[str, list[Any]]:
    """Imaplib returns NO but raises on BAD: here both are answers. A dropped line still raises."""
    try:
        return command()
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        return "BAD", [str(error)]


def _start_tls(client: WatchedClient, context: ssl.SSLContext, server: str) -> None:
    if "STARTTLS" not in client.capabilities:
        client.shutdown()
        raise ConfigurationError(f'{server} 不支持 STARTTLS，请检查 port 和 tls（993 用 tls = "implicit"）')
    try:
        client.start_tls(context)
    except BaseException:
        with suppress(*IMAP_FAILURES):
            client.shutdown()
        raise
