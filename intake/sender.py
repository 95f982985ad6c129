"""Mail out: an SMTP server, one kept connection, and an honest account of what became of each mail.

aiosmtplib connects and speaks; the mail's transfer is written out here, command by command, because only then is it
known whether the final dot could have reached the server, and because its `sendmail` closes on errors, tries several
sign-ins with one wrong password, and reads recipients out of headers.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path

import aiosmtplib

from intake.errors import ConfigurationError, SignInRefusedError, TemporaryError
from intake.os_errors import explain_os_error
from intake.smtp_replies import Kind, Stage, explained, judge, one_line
from intake.tls import Tls, explain_tls_error, require_loopback, tls_context

# What EHLO says of us. An address literal (RFC 5321, 4.1.3) needs no DNS and tells nothing about this machine.
OUR_NAME = "[127.0.0.1]"
# Bytes per second below which a transfer counts as hung; it is added to the time that a send has anyway.
SLOWEST_RATE = 16 * 1024
CHUNK_BYTES = 64 * 1024
# A server looks through the mail before it answers the final dot; who leaves early gets his mail delivered twice
# (RFC 5321, 4.5.3.2.6). So many times the usual timeout.
FINAL_REPLY_FACTOR = 5
RETRY_AFTER_TROUBLE = 5.0  # seconds; whoever meets it again and again waits longer each time
# One sign-in, by the first of these that the server offers: the line is encrypted already.
SIGN_INS = ("plain", "login", "cram-md5")

_TROUBLE = (aiosmtplib.SMTPException, OSError)
_ADDRESS = re.compile(r"[^\s<>\x00-\x20\x7f]+@[^\s<>@\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where to send through and how to sign in. The envelope's sender is `username`, or `sender` if that is no address."""

    host: str
    port: int
    tls: Tls
    ca_file: Path | None
    username: str
    password: str = field(repr=False)
    sender: str = ""
    timeout_seconds: float = 60.0

    @property
    def envelope_sender(self) -> str:
        """Where bounces come back to: never `<>`, and never another address than the login's."""
        return self.username if "@" in self.username else self.sender


class SendState(Enum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"  # for good: a person must look
    DEFERRED = "deferred"  # for now
    UNCERTAIN = "uncertain"  # the line dropped after the final dot could have arrived


@dataclass(frozen=True, slots=True)
class SendResult:
    """What became of a mail; `response` is one line for the ledger.

    DEFERRED: try again after `retry_after` seconds; `stop_all` where no other mail would pass before that either.
    SENT: `refused_recipients` did not get it, though others did.
    """

    state: SendState
    response: str
    retry_after: float = 0.0
    stop_all: bool = False
    refused_recipients: tuple[str, ...] = ()


class SendStep(StrEnum):
    """How far a mail has come on its way to the server, told to whoever wants to know."""

    CONTENT_SENT = "content sent"  # all but the final dot
    DOT_SENT = "dot sent"
    ANSWERED = "250 read"


class _RefusalError(Exception):
    """The server said no."""

    def __init__(self, stage: Stage, code: int, text: str) -> None:
        super().__init__(one_line(code, text))
        self.stage, self.answer, self.line = stage, one_line(code, text), explained(stage, code, text)
        self.verdict = judge(stage, code, text)


class _Client(aiosmtplib.SMTP):
    """aiosmtplib's client, which closes at once: TLS's long farewell would outlive the event loop, socket and all."""

    def close(self) -> None:
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


class SmtpSender:
    """Sends one mail at a time over one kept connection, all on one event loop."""

    def __init__(
        self, settings: SmtpSettings, reached: Callable[[SendStep], None] = lambda _step: None
    ) -> None:
        self._settings = settings
        self._reached = reached
        self._server = f"{settings.host}:{settings.port}"
        self._client: aiosmtplib.SMTP | None = None
        self._dot_sent = False
        self._one_at_a_time = asyncio.Lock()

    async def send(self, raw: bytes, to: tuple[str, ...]) -> SendResult:
        """Send the bytes as they are (line ends become CRLF, as SMTP demands) to these addresses.

        If some recipients are refused for good, the others still get it; if one is deferred, nobody does. Raises
        ConfigurationError where the account or its settings are at fault: that was the only attempt.
        """
        wrong = next(
            (address for address in to if not (_ADDRESS.fullmatch(address) and address.isascii())), None
        )
        if wrong is not None or not to:
            return SendResult(SendState.REFUSED, f"不能用于发信的地址：{wrong!r}" if to else "没有收件人")
        content = transparent(raw)
        async with self._one_at_a_time:
            kept = self._client is not None
            result = await self._attempt(content, to)
            if result is None and kept:  # the old connection was used up: once more on a new one
                result = await self._attempt(content, to)
        return result or SendResult(
            SendState.DEFERRED,
            f"{self._server} 在新的连接上也不收邮件，稍后自动再发",
            RETRY_AFTER_TROUBLE,
            stop_all=True,
        )

    async def check(self) -> None:
        """Connect and sign in: what `intake config doctor` asks. Raises TemporaryError or ConfigurationError."""
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(self._settings.timeout_seconds * 2):
                    await self._ready()
            except _RefusalError as refusal:
                if refusal.verdict.kind is Kind.CONFIGURATION:
                    raise self._configuration_error(refusal) from refusal
                raise TemporaryError(f"{self._server}：{refusal.line}") from refusal
            except _TROUBLE as error:
                raise self._explain(error) from error
            finally:
                await self._leave()

    async def aclose(self) -> None:
        """Leave, politely where that is possible."""
        async with self._one_at_a_time:
            await self._leave()
        await asyncio.sleep(0)  # lets the loop close the socket even if this is its last task

    # One attempt

    async def _attempt(self, content: bytes, to: tuple[str, ...]) -> SendResult | None:
        """What became of it; None where only the connection was used up."""
        self._dot_sent = False
        try:
            return await self._transfer(content, tuple(dict.fromkeys(to)))
        except _RefusalError as refusal:
            return self._judged(refusal)
        except _TROUBLE as error:
            self._drop()
            explained = self._explain(error)
            if self._dot_sent:
                return SendResult(SendState.UNCERTAIN, str(explained))
            if isinstance(explained, ConfigurationError):
                raise explained from error
            return SendResult(SendState.DEFERRED, str(explained), RETRY_AFTER_TROUBLE, stop_all=True)
        except BaseException:  # cancelled: the connection is in the middle of something
            self._drop()
            raise

    async def _transfer(self, content: bytes, to: tuple[str, ...]) -> SendResult:
        """RFC 5321, 3.3: everything up to the final dot within one deadline; then the reply that decides."""
        limit = self._settings.timeout_seconds * 2 + len(content) / SLOWEST_RATE
        async with asyncio.timeout(limit):
            client = await self._ready()
            await self._command(client, Stage.SENDER, *self._mail_command(client, content))
            refused = await self._recipients(client, to)
            await self._command(client, Stage.CONTENT, b"DATA", expected=(354,))
            await _write(client, content)
        self._reached(SendStep.CONTENT_SENT)
        reply = await self._end(client)
        if reply.code >= 400:
            self._dot_sent = False  # it did arrive, and the answer is no
            raise _RefusalError(Stage.CONTENT, reply.code, reply.message)
        if reply.code >= 300:
            raise aiosmtplib.SMTPResponseException(reply.code, "no reply to the end of a mail")
        self._reached(SendStep.ANSWERED)
        return SendResult(SendState.SENT, one_line(reply.code, reply.message), refused_recipients=refused)

    async def _end(self, client: aiosmtplib.SMTP) -> aiosmtplib.SMTPResponse:
        """Send the final dot; return the reply that decides. From the dot on, silence is doubt."""
        protocol = client.protocol
        if protocol is None:
            raise aiosmtplib.SMTPServerDisconnected("the line dropped before the end of the mail")
        self._dot_sent = True
        protocol.write(b".\r\n")
        self._reached(SendStep.DOT_SENT)
        return await protocol.read_response(timeout=self._settings.timeout_seconds * FINAL_REPLY_FACTOR)

    def _mail_command(self, client: aiosmtplib.SMTP, content: bytes) -> tuple[bytes, ...]:
        parameters = [b"SIZE=%d" % len(content)] if client.supports_extension("size") else []
        if not content.isascii() and client.supports_extension("8bitmime"):
            parameters.append(b"BODY=8BITMIME")
        return (b"MAIL", b"FROM:<%s>" % self._settings.envelope_sender.encode("ascii"), *parameters)

    async def _recipients(self, client: aiosmtplib.SMTP, to: tuple[str, ...]) -> tuple[str, ...]:
        """Name the recipients; return those refused for good. Raises where one is deferred, or all are refused."""
        refused: dict[str, _RefusalError] = {}
        for address in to:
            try:
                await self._command(client, Stage.RECIPIENT, b"RCPT", b"TO:<%s>" % address.encode("ascii"))
            except _RefusalError as refusal:
                if refusal.verdict.kind is not Kind.REFUSED:
                    raise
                refused[address] = refusal
        if len(refused) == len(to):
            raise refused[to[0]]
        return tuple(refused)

    async def _command(
        self,
        client: aiosmtplib.SMTP,
        stage: Stage,
        *words: bytes,
        expected: tuple[int, ...] = (250, 251, 252),
    ) -> None:
        reply = await client.execute_command(*words, timeout=self._settings.timeout_seconds)
        if reply.code not in expected:
            raise _RefusalError(stage, reply.code, reply.message)

    def _judged(self, refusal: _RefusalError) -> SendResult | None:
        verdict = refusal.verdict
        match verdict.kind:
            case Kind.CONFIGURATION:
                self._drop()
                raise self._configuration_error(refusal) from refusal
            case Kind.RECONNECT:
                self._drop()
                return None
            case Kind.REFUSED:
                return SendResult(SendState.REFUSED, refusal.line)
            case Kind.DEFERRED:
                if verdict.stop_all:
                    self._drop()
                return SendResult(SendState.DEFERRED, refusal.line, verdict.retry_after, verdict.stop_all)

    # The connection

    async def _ready(self) -> aiosmtplib.SMTP:
        """A signed-in connection with an empty envelope: the kept one if it still answers, else a new one."""
        if self._client is not None and await self._answers(self._client):
            return self._client
        self._drop()
        client = await self._connected()
        self._client = client
        try:
            await self._sign_in(client)
        except BaseException:
            self._drop()
            raise
        return client

    async def _answers(self, client: aiosmtplib.SMTP) -> bool:
        """Whether the kept connection lives; RSET forgets what an earlier refusal left behind."""
        try:
            reply = await client.execute_command(b"RSET", timeout=min(10.0, self._settings.timeout_seconds))
        except _TROUBLE:
            return False
        return reply.code == 250

    async def _connected(self) -> aiosmtplib.SMTP:
        settings = self._settings
        if settings.tls == "none":
            require_loopback(settings.host, settings.port)
        context = None if settings.tls == "none" else await asyncio.to_thread(tls_context, settings.ca_file)
        client = _Client(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.tls == "implicit",
            start_tls=False,  # never left to chance: done below, where it is asked for
            tls_context=context,
            local_hostname=OUR_NAME,
            timeout=settings.timeout_seconds,
        )
        try:
            await client.connect()
            await client.ehlo()
            if settings.tls == "starttls":
                await self._start_tls(client)
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            raise _RefusalError(Stage.CONNECT, error.code, error.message) from error
        except BaseException:
            client.close()
            raise
        return client

    async def _start_tls(self, client: aiosmtplib.SMTP) -> None:
        if not client.supports_extension("starttls"):
            raise ConfigurationError(
                f'{self._server} 不支持 STARTTLS，请检查 port 和 tls（465 用 tls = "implicit"）'
            )
        await client.starttls()
        await client.ehlo()

    async def _sign_in(self, client: aiosmtplib.SMTP) -> None:
        """One attempt with one method: a second wrong one may lock the account."""
        offered = [method for method in SIGN_INS if method in client.server_auth_methods]
        if not offered:
            raise ConfigurationError(f"{self._server} 没有可用的登录方式，请检查 port 和 tls")
        methods = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
        for method in offered:
            try:
                await methods[method](self._settings.username, self._settings.password)
            except aiosmtplib.SMTPAuthenticationError as error:
                if error.code == 504 and method != offered[-1]:  # the method is not known, whatever EHLO said
                    continue
                raise _RefusalError(Stage.SIGN_IN, error.code, error.message) from error
            return

    async def _leave(self) -> None:
        if self._client is not None:
            with suppress(*_TROUBLE):
                async with asyncio.timeout(min(5.0, self._settings.timeout_seconds)):
                    await self._client.quit()
        self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    # What to tell

    def _explain(self, error: Exception) -> TemporaryError | ConfigurationError:
        cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
        if isinstance(cause, ssl.SSLError):
            explained = explain_tls_error(self._server, self._settings.ca_file, cause)
            if explained is not None:
                return explained
        if isinstance(cause, TimeoutError):
            return TemporaryError(f"{self._server}：服务器答复超时，请检查网络，稍后再试")
        if isinstance(cause, aiosmtplib.SMTPServerDisconnected):
            return TemporaryError(f"{self._server}：连接中断，请稍后再试")
        if isinstance(cause, OSError):
            return TemporaryError(f"{self._server}：{explain_os_error(cause)}")
        text = " ".join(str(cause).split())[:300] or type(cause).__name__
        return TemporaryError(f"{self._server}：与服务器的往来出错：{text}")

    def _configuration_error(self, refusal: _RefusalError) -> ConfigurationError:
        username, stage = self._settings.username, refusal.stage.value
        advice = (
            "请检查用户名和密码（授权码）：163、QQ 等邮箱须先在网页邮箱的设置中开启 SMTP，并使用授权码，不能用网页登录密码"
            if refusal.stage is Stage.SIGN_IN
            else "请检查 username、from 和账号是否可用：from 须与登录的邮箱相同，163、QQ 等邮箱须先开启 SMTP"
        )
        kind = SignInRefusedError if refusal.stage is Stage.SIGN_IN else ConfigurationError
        return kind(
            f"{self._server} 不接受{stage}（账号 {username}），{advice}（服务器答复：{refusal.answer}）"
        )


def transparent(raw: bytes) -> bytes:
    """The bytes as DATA carries them: lines end in CRLF, a leading dot is doubled (RFC 5321, 2.3.8 and 4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


async def _write(client: aiosmtplib.SMTP, content: bytes) -> None:
    """Hand the content to the system in pieces. Raises where the line is gone before the final dot may follow."""
    protocol = client.protocol
    for start in range(0, len(content), CHUNK_BYTES):
        if protocol is None or not protocol.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("the line dropped in the middle of the mail")
        protocol.write(content[start : start + CHUNK_BYTES])
        await protocol._drain_helper()  # noqa: SLF001 - aiosmtplib waits nowhere for a full buffer to empty
    if protocol is None or not protocol.is_connected:
        raise aiosmtplib.SMTPServerDisconnected("the line dropped before the end of the mail")
