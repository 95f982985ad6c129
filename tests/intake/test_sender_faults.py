"""SmtpSender against servers that do what real ones do on bad days."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.sender import SendResult, SendState, SmtpSender, SmtpSettings, transparent
from intake.tls import Tls
from tests.fake_smtp import ACCEPTED, MANNERS, Answer, FakeSmtp
from tests.line_server import Line, LineServer

MAIL = b"From: box@example.org\r\nSubject: probe\r\n\r\nbody\r\n"
UNIT = "unit@example.org"


def settings_for(server: LineServer, seconds: float = 5.0, tls: Tls = "none") -> SmtpSettings:
    """Settings that point at the fake."""
    return SmtpSettings(
        server.host, server.port, tls, None, "box@example.org", "secret", "box@example.org", seconds
    )


def send(
    server: LineServer, *mails: bytes, seconds: float = 5.0, to: tuple[str, ...] = (UNIT,)
) -> list[SendResult]:
    """Send the mails one after the other over one sender."""

    async def run() -> list[SendResult]:
        sender = SmtpSender(settings_for(server, seconds))
        try:
            return [await sender.send(raw, to) for raw in mails or (MAIL,)]
        finally:
            await sender.aclose()

    return asyncio.run(run())


def drop(line: Line) -> None:
    """End the connection without a word."""
    line.drop()


def hang(line: Line) -> None:
    """Say nothing."""
    line.hang()


def test_envelope_and_content() -> None:
    """The envelope's sender is the login, the size is told, and the bytes are the given ones, stuffed."""
    raw = MAIL + b".dot\nbare line feed\r\nno end"
    with FakeSmtp() as server:
        (result,) = send(server, raw)
    assert result == SendResult(SendState.SENT, "250 Mail OK queued as fake")
    assert server.contents == [MAIL + b"..dot\r\nbare line feed\r\nno end\r\n"]
    assert server.commands(b"MAIL") == [b"MAIL FROM:<box@example.org> SIZE=%d" % len(server.contents[0])]
    assert server.commands(b"RCPT") == [b"RCPT TO:<unit@example.org>"]
    assert server.commands(b"EHLO") == [b"EHLO [127.0.0.1]"]


def test_eight_bit_content_is_announced() -> None:
    """Where the server knows 8BITMIME."""
    with FakeSmtp() as server:
        send(server, MAIL + "上海".encode())
    assert server.commands(b"MAIL")[0].endswith(b" BODY=8BITMIME")


def test_transparency() -> None:
    """Only dots that begin a line are doubled, each once."""
    assert transparent(b".\r\n..\r\na.b\r\n\r\n.c") == b"..\r\n...\r\na.b\r\n\r\n..c\r\n"
    assert transparent(b"a\rb\n") == b"a\r\nb\r\n"


@pytest.mark.parametrize(
    "address", ["", "unit", "a b@example.org", "<unit@example.org>", "u@e.org\r\nDATA", "用户@例子.中国"]
)
def test_addresses_that_smtp_cannot_carry(address: str) -> None:
    """They never reach the server: no command can be smuggled in."""
    with FakeSmtp() as server:
        assert send(server, to=(address,))[0].state is SendState.REFUSED
        assert send(server, to=())[0].state is SendState.REFUSED
    assert server.connections == 0


# The refusals, each at its stage: the server's words, and what they come to


def refused(response: str) -> SendResult:
    return SendResult(SendState.REFUSED, response)


def deferred(response: str, retry_after: float, *, stop_all: bool = False) -> SendResult:
    return SendResult(SendState.DEFERRED, response, retry_after, stop_all)


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        ("MAIL", b"451 MI:SFQ\r\n", deferred("451 MI:SFQ（发信过于频繁，服务商要求暂缓）", 960, stop_all=True)),
        ("MAIL", b"552 too big\r\n", refused("552 too big（邮件超出了服务器允许的大小，或对方邮箱已满）")),
        ("RCPT", b"550 User not found\r\n", refused("550 User not found（服务器不接受这个收件人）")),
        ("RCPT", b"450 4.2.0 Greylisted\r\n", deferred("450 4.2.0 Greylisted（对方要求稍后再发）", 300)),
        ("DATA", b"554 no valid recipients\r\n", refused("554 no valid recipients（服务器不接受这封邮件）")),
        ("CONTENT", b"554 DT:SPM smtp8\r\n", refused("554 DT:SPM smtp8（被判为垃圾邮件）")),
        ("CONTENT", b"451 DT:SPM\r\n", deferred("451 DT:SPM（被疑为垃圾邮件）", 300)),
        ("CONTENT", b"421 HL:IFC\r\n", deferred("421 HL:IFC（发信过于频繁，服务商要求暂缓）", 960, stop_all=True)),
        ("CONTENT", b"550-MI:STC\r\n550 x\r\n", deferred("550 MI:STC x（当天的发信数量已用完）", 21600, stop_all=True)),
        ("AUTH", b"421 HL:ICC\r\n", deferred("421 HL:ICC（发信过于频繁，服务商要求暂缓）", 960, stop_all=True)),
        ("EHLO", b"421 busy\r\n", deferred("421 busy（服务器暂不接受连接）", 300, stop_all=True)),
    ],
)  # fmt: skip
def test_refusals(command: str, answer: bytes, expected: SendResult) -> None:
    """The refusal is judged by its stage, and the sender serves the next mail."""
    rules: dict[str, Answer | Iterator[Answer]] = {
        command: iter([answer, MANNERS.get(command, ACCEPTED), b"250 x\r\n"])
    }
    if command == "AUTH":
        rules["AUTH"] = iter([answer, MANNERS["AUTH"]])
    with FakeSmtp(rules) as server:
        results = send(server, MAIL, MAIL)
    assert results[0] == expected
    assert results[1].state is SendState.SENT


def test_greeting_421() -> None:
    """Too many connections: the whole queue waits."""
    with FakeSmtp(greeting=b"421 HL:ICC 163 smtp10\r\n") as server:
        (result,) = send(server)
        with pytest.raises(TemporaryError, match="HL:ICC"):
            asyncio.run(SmtpSender(settings_for(server)).check())
    assert result == deferred("421 HL:ICC 163 smtp10（发信过于频繁，服务商要求暂缓）", 960, stop_all=True)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("AUTH", b"535 Error: authentication failed\r\n"),
        ("AUTH", b"550 User has no permission\r\n"),
        ("MAIL", b"553 Local user only\r\n"),
        ("EHLO", b"250-fake\r\n250 SIZE 1\r\n"),
    ],
)
def test_the_operators_turn(command: str, answer: bytes) -> None:
    """One attempt, then an alarm: three sign-in methods are offered, one is tried."""
    with FakeSmtp({command: answer}) as server, pytest.raises(ConfigurationError) as caught:
        send(server)
    assert "secret" not in str(caught.value)
    assert str(server.port) in str(caught.value)
    assert len(server.commands(command.encode())) == 1
    assert server.connections == 1


def test_a_method_that_is_not_known_after_all() -> None:
    """504 is no wrong password: the next method is tried."""
    rules: dict[str, Answer | Iterator[Answer]] = {
        "AUTH PLAIN": b"504 unrecognized authentication type\r\n",
        "AUTH LOGIN": b"334 UGFzc3dvcmQ6\r\n",
        "c2VjcmV0": b"235 ok\r\n",
    }
    with FakeSmtp(rules) as server:
        assert send(server)[0].state is SendState.SENT


def test_starttls_that_is_not_offered() -> None:
    """No silent fall-back to a sign-in in the clear."""
    with FakeSmtp() as server, pytest.raises(ConfigurationError, match="STARTTLS"):
        asyncio.run(SmtpSender(settings_for(server, tls="starttls")).check())
    assert server.commands(b"AUTH") == []


def test_one_recipient_deferred_means_nobody_gets_it() -> None:
    """Else the others would get it twice."""
    with FakeSmtp({"RCPT": iter([b"250 ok\r\n", b"451 later\r\n"])}) as server:
        (result,) = send(server, to=("a@example.org", "b@example.org"))
    assert result.state is SendState.DEFERRED
    assert server.contents == []


# The line


def test_connection_is_kept_and_renewed() -> None:
    """One connection while it answers; a new one when it does not, without losing the mail."""
    with FakeSmtp() as server:
        assert [result.state for result in send(server, MAIL, MAIL, MAIL)] == [SendState.SENT] * 3
        assert server.connections == 1
    for trouble in (drop, b"421 idle too long\r\n", b"500 what?\r\n"):
        with FakeSmtp({"RSET": trouble}) as server:
            assert [result.state for result in send(server, MAIL, MAIL)] == [SendState.SENT] * 2
            assert server.connections == 2


def test_messages_per_connection() -> None:
    """MI:DMC: the same mail goes over a new connection at once; on a fresh one it has to wait."""
    with FakeSmtp({"MAIL": iter([b"250 ok\r\n", b"450 MI:DMC\r\n", b"250 ok\r\n"])}) as server:
        assert [result.state for result in send(server, MAIL, MAIL)] == [SendState.SENT] * 2
        assert server.connections == 2
        assert len(server.contents) == 2
    with FakeSmtp({"MAIL": b"450 MI:DMC\r\n"}) as server:
        (result,) = send(server)
    assert result.state is SendState.DEFERRED
    assert result.stop_all


@pytest.mark.parametrize("command", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
def test_drop_before_the_mail_is_for_now(command: str) -> None:
    """Nothing was sent, so it is safe to send again."""
    with FakeSmtp({command: drop}) as server:
        (result,) = send(server)
    assert result.state is SendState.DEFERRED
    assert result.stop_all


@pytest.mark.parametrize("command", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
def test_hang_before_the_mail_is_for_now(command: str) -> None:
    """Silence has an end."""
    with FakeSmtp({command: hang}) as server:
        (result,) = send(server, seconds=0.2)
    assert result.state is SendState.DEFERRED
    assert "超时" in result.response


@pytest.mark.parametrize("answer", [drop, hang, b"", b"2", b"nonsense\r\n", b"354 what?\r\n"])
def test_no_proper_reply_to_the_end_is_uncertain(answer: Answer) -> None:
    """The final dot may have arrived: the mail may be on its way."""

    def answer_and_drop(line: Line) -> None:
        line.say(answer) if isinstance(answer, bytes) else answer(line)
        line.drop()

    with FakeSmtp({"CONTENT": answer_and_drop}) as server:
        (result,) = send(server, seconds=0.2)
    assert result.state is SendState.UNCERTAIN
    assert len(server.contents) == 1


def test_drop_right_after_the_reply_is_sent() -> None:
    """250 was said: it is sent, whatever comes then; the next mail takes a new connection."""

    def accept_and_drop(line: Line) -> None:
        line.say(ACCEPTED)
        line.drop()

    in_turn: list[Answer] = [accept_and_drop, ACCEPTED]
    with FakeSmtp({"CONTENT": iter(in_turn)}) as server:
        assert [result.state for result in send(server, MAIL, MAIL)] == [SendState.SENT] * 2
        assert server.connections == 2


def test_drop_in_the_middle_of_a_large_mail_is_for_now() -> None:
    """The final dot was never handed over, so the mail cannot have been taken."""

    def take_a_little(line: Line) -> None:
        line.say(b"354 go ahead\r\n")
        line.hear_bytes(1000)
        line.drop()

    with FakeSmtp({"DATA": take_a_little}) as server:
        (result,) = send(server, MAIL + b"x" * 70 * 1_000_000)
    assert result.state is SendState.DEFERRED
    assert server.contents == []


def test_a_cancelled_send_leaves_no_half_connection() -> None:
    """On shutdown the task is cancelled; the next mail begins on a connection of its own."""
    reached = threading.Event()

    def tell_and_hang(line: Line) -> None:
        reached.set()
        line.hang()

    async def run(server: LineServer) -> SendResult:
        sender = SmtpSender(settings_for(server))
        task = asyncio.create_task(sender.send(MAIL, (UNIT,)))
        assert await asyncio.to_thread(reached.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        try:
            return await sender.send(MAIL, (UNIT,))
        finally:
            await sender.aclose()

    in_turn: list[Answer] = [tell_and_hang, b"250 ok\r\n"]
    with FakeSmtp({"RCPT": iter(in_turn)}) as server:
        assert asyncio.run(run(server)).state is SendState.SENT
        assert server.connections == 2


def test_two_sends_at_once_take_turns() -> None:
    """The connection is never shared by two mails."""

    async def run(server: LineServer) -> list[SendResult]:
        sender = SmtpSender(settings_for(server))
        results = await asyncio.gather(*(sender.send(MAIL, (UNIT,)) for _ in range(5)))
        await sender.aclose()
        return list(results)

    with FakeSmtp() as server:
        assert [result.state for result in asyncio.run(run(server))] == [SendState.SENT] * 5
        assert server.connections == 1
        assert server.contents == [MAIL] * 5
