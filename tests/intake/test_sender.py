"""SmtpSender against a real Postfix."""

import asyncio
from dataclasses import replace

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.sender import SendResult, SendState, SmtpSender, SmtpSettings
from tests.servers import MailServers

pytestmark = pytest.mark.integration

MAIL = (
    b"From: box@example.org\r\nTo: unit@example.org\r\nSubject: =?utf-8?b?5Zue5omn?=\r\nMessage-ID: <m@example.org>\r\n"
    b"Date: Fri, 22 Mar 2024 09:00:00 +0800\r\n\r\n.\r\n..leading dots\r\n\r\n.one\r\nlast line\r\n"
)


@pytest.fixture
def settings(mail_servers: MailServers) -> SmtpSettings:
    """Settings that work."""
    user = mail_servers.new_user("box")
    return SmtpSettings(
        host=mail_servers.host,
        port=mail_servers.smtps_port,
        tls="implicit",
        ca_file=mail_servers.ca_file,
        username=user,
        password=mail_servers.password,
        sender=user,
        timeout_seconds=20,
    )


def send_all(settings: SmtpSettings, *mails: tuple[bytes, tuple[str, ...]]) -> list[SendResult]:
    """Send the mails one after the other over one sender."""

    async def run() -> list[SendResult]:
        sender = SmtpSender(settings)
        try:
            return [await sender.send(raw, to) for raw, to in mails]
        finally:
            await sender.aclose()

    return asyncio.run(run())


def test_mail_arrives_byte_for_byte(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """What was given is what the unit has, dots and all, below the headers of the way; the bounce address is the login."""
    unit = mail_servers.new_user("unit")
    (result,) = send_all(settings, (MAIL, (unit,)))
    assert result.state is SendState.SENT
    assert result.response.startswith("250 ")
    (mail,) = mail_servers.wait_for_mail(unit)
    assert mail.endswith(MAIL)
    assert mail.startswith(b"Return-Path: <" + settings.username.encode() + b">")


def test_one_connection_for_many_mails(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """A refusal in between costs nobody else anything."""
    unit = mail_servers.new_user("unit")
    unknown = f"unknown@{mail_servers.domain}"
    results = send_all(settings, (MAIL, (unit,)), (MAIL, (unknown,)), (MAIL, (unit,)))
    assert [result.state for result in results] == [SendState.SENT, SendState.REFUSED, SendState.SENT]
    assert results[1].response.startswith("550 ")
    assert len(mail_servers.wait_for_mail(unit, 2)) == 2


def test_some_recipients_refused(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """A mistyped address of one does not keep the digest from the others; it is named."""
    first, second, unknown = (
        mail_servers.new_user(),
        mail_servers.new_user(),
        f"unknown@{mail_servers.domain}",
    )
    (result,) = send_all(settings, (MAIL, (first, unknown, second, first)))
    assert result.state is SendState.SENT
    assert result.refused_recipients == (unknown,)
    assert len(mail_servers.wait_for_mail(first)) == 1
    assert len(mail_servers.wait_for_mail(second)) == 1


def test_large_mail(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """Several megabytes pass, every line of them."""
    unit = mail_servers.new_user("unit")
    raw = MAIL + b"".join(
        b"%08d .....................................................\r\n" % n for n in range(60_000)
    )
    assert send_all(settings, (raw, (unit,)))[0].state is SendState.SENT
    assert mail_servers.wait_for_mail(unit)[0].endswith(raw)


def test_too_large_mail_is_refused_for_good(settings: SmtpSettings) -> None:
    """The server's limit is told by SIZE before a byte is sent."""
    with MailServers(message_size_limit=100_000) as small:
        there = replace(settings, port=small.smtps_port, ca_file=small.ca_file)
        (result,) = send_all(there, (MAIL + b"x" * 200_000, (small.new_user(),)))
    assert result.state is SendState.REFUSED
    assert result.response.startswith("552 ")


def test_starttls_port(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """The submission port, upgraded and verified."""
    starttls = replace(settings, port=mail_servers.submission_port, tls="starttls")
    assert send_all(starttls, (MAIL, (mail_servers.new_user(),)))[0].state is SendState.SENT
    with pytest.raises(ConfigurationError, match="不受信任"):
        send_all(replace(starttls, ca_file=None), (MAIL, (mail_servers.new_user(),)))


def test_check_signs_in(settings: SmtpSettings) -> None:
    """Right settings pass; wrong ones give one clear line, without the password."""
    asyncio.run(SmtpSender(settings).check())
    faults: list[tuple[type[Exception], str, SmtpSettings]] = [
        (ConfigurationError, "授权码.*535", replace(settings, password="wrong-secret")),
        (ConfigurationError, "不受信任.*ca_file", replace(settings, ca_file=None)),
        (TemporaryError, r"127\.0\.0\.1:1：连接被拒绝", replace(settings, port=1)),
        (ConfigurationError, "只能用于本机", replace(settings, tls="none", host="smtp.example.org")),
    ]
    for kind, words, faulty in faults:
        with pytest.raises(kind, match=words) as caught:
            asyncio.run(SmtpSender(faulty).check())
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)
    assert settings.password not in repr(settings)


def test_a_closed_port_defers_everything(settings: SmtpSettings) -> None:
    """Sending does not raise for the world's faults."""
    (result,) = send_all(replace(settings, port=1), (MAIL, ("unit@example.org",)))
    assert result.state is SendState.DEFERRED
    assert result.stop_all
    assert result.retry_after > 0


def test_tls_where_there_is_none(mail_servers: MailServers, settings: SmtpSettings) -> None:
    """The wrong port for the kind of TLS is the operator's to put right."""
    with pytest.raises(ConfigurationError, match="请检查 port 和 tls"):
        asyncio.run(SmtpSender(replace(settings, port=mail_servers.submission_port)).check())
