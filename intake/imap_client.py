"""imaplib's client with the three things it lacks: a watched line, verified TLS from the start, a bound on literals.

imap-tools takes its client from `_get_mailbox_client`; there ours comes in. Nothing selects a folder by itself.
"""

import imaplib
import socket
import ssl
from typing import Any

from imap_tools import BaseMailBox

from intake.imap_watchdog import Watchdog

# The largest literal that is read in one piece; imaplib would set aside any number of bytes a server announces.
LARGEST_LITERAL = 256 * 1024 * 1024


class WatchedClient(imaplib.IMAP4):
    """One IMAP connection; `context` is given for TLS from the first byte."""

    def __init__(
        self, address: tuple[str, int], timeout: float, watchdog: Watchdog, context: ssl.SSLContext | None
    ) -> None:
        self._watchdog = watchdog
        self._context = context
        super().__init__(address[0], address[1], timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = socket.create_connection((self.host, self.port), timeout)
        self._watchdog.watch(line)
        return line if self._context is None else self._wrapped(line, self._context)

    def start_tls(self, context: ssl.SSLContext) -> None:
        """STARTTLS (RFC 3501, 6.2.1), the handshake watched as well; what came before is forgotten."""
        kind, answer = self._simple_command("STARTTLS")
        if kind != "OK":
            raise self.error(f"服务器不接受 STARTTLS：{answer!r}")
        self.sock = self._wrapped(self.sock, context)
        self.file = self.sock.makefile("rb")
        self._tls_established = True
        self.untagged_responses: dict[str, list[Any]] = {}
        self._get_capabilities()

    def _wrapped(self, line: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        secured = context.wrap_socket(line, server_hostname=self.host, do_handshake_on_connect=False)
        self._watchdog.watch(secured)
        try:
            secured.do_handshake()
        except BaseException:
            secured.close()
            raise
        return secured

    def read(self, size: int) -> bytes:
        """One literal."""
        if size > LARGEST_LITERAL:
            raise self.abort(f"服务器要一次给出{size}字节，超出限度")
        return super().read(size)


class Session(BaseMailBox):
    """imap-tools' session over a client of ours."""

    def __init__(self, client: WatchedClient) -> None:
        self._client = client
        super().__init__()

    def _get_mailbox_client(self) -> WatchedClient:
        return self._client
