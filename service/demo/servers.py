"""A mail provider in this process, on loopback: pymap for IMAP, aiosmtpd for SMTP. For demonstrations only.    I/O."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage

HOST = "127.0.0.1"
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class DeliveredMail:
    """A mail that reached the box of a unit or of staff."""

    to: str
    raw: bytes


@dataclass
class _Provider:
    """Delivers what SMTP takes: mail for the submission mailbox into IMAP, everything else to `delivered`."""

    mailbox: str
    inbox: Any
    delivered: list[DeliveredMail] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        raw = bytes(envelope.original_content or b"")
        for recipient in envelope.rcpt_tos:
            if recipient == self.mailbox:
                await self.inbox.append(AppendMessage(raw, datetime.now().astimezone()))
            else:
                self.delivered.append(DeliveredMail(recipient, raw))
        return "250 OK"


class DemoServers:
    """Both servers, running in a thread of their own between `with` and its end."""

    def __init__(self, username: str, password: str) -> None:
        self._username, self._password = username, password
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._provider: _Provider | None = None
        self.imap_port = 0
        self.smtp_port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ask(self._start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ask(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    @property
    def delivered(self) -> tuple[DeliveredMail, ...]:
        """What reached units and staff, oldest first."""
        return tuple(self._provider.delivered) if self._provider is not None else ()

    def deliver(self, raw: bytes, received_at: datetime) -> None:
        """Put a unit's mail into the submission mailbox, with the provider's Received header above it."""
        stamp = format_datetime(received_at)
        trace = f"Received: from client.example.org by mx.example.org (demo) with ESMTPS; {stamp}\r\n"
        message = AppendMessage(trace.encode() + raw, received_at)
        if self._provider is not None:
            self._ask(self._provider.inbox.append(message))

    def _ask(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _start(self) -> None:
        backend, config = await DictBackend.init(
            Namespace(
                passlib_cfg=None,
                debug=False,
                demo_data=False,
                demo_user=self._username,
                demo_password=self._password,
                host=HOST,
                port=0,
                cert=None,
                key=None,
                tls=False,
                proxy_protocol=None,
            ),
            secure_auth=False,
        )  # fmt: skip - pymap's command line, as a value
        config.apply_context()
        inbox = await _inbox(backend)
        self._provider = _Provider(self._username, inbox)
        accept = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        self._servers.append(await asyncio.start_server(accept, HOST, 0))
        self._servers.append(await self._loop.create_server(self._smtp, HOST, 0))
        self.imap_port, self.smtp_port = (server.sockets[0].getsockname()[1] for server in self._servers)

    def _smtp(self) -> SMTP:
        return SMTP(
            self._provider,
            hostname=HOST,
            auth_require_tls=False,
            loop=self._loop,
            authenticator=lambda *_: AuthResult(success=True),
        )  # fmt: skip - options only

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


async def _inbox(backend: DictBackend) -> Any:
    """The demo user's INBOX; pymap makes his mailboxes with his first session."""
    async with backend.login.demo_user_identity.new_session() as session:
        return await session.mailbox_set.get_mailbox("INBOX")
