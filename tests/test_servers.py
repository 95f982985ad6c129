"""The test servers themselves do what the other tests rely on."""

import imaplib
import smtplib
import ssl

import pytest

from tests.servers import MailServers

pytestmark = pytest.mark.integration

MAIL = b"From: unit@example.org\r\nTo: box@example.org\r\nSubject: probe\r\nMessage-ID: <probe@example.org>\r\n\r\nbody\r\n"


def test_injected_mail_arrives_in_the_mailbox(mail_servers: MailServers) -> None:
    """What goes in by SMTP can be read by IMAP, with a Received header of the provider on top."""
    box = mail_servers.new_user("box")
    mail_servers.inject(MAIL, box, mail_servers.new_user("unit"))
    (mail,) = mail_servers.wait_for_mail(box)
    assert b"Received: from" in mail
    assert mail.endswith(b"\r\n\r\nbody\r\n")


def test_mail_to_other_domains_ends_in_dovecot_too(mail_servers: MailServers) -> None:
    """A unit may have an address anywhere; its mailbox is named by the whole address."""
    unit = mail_servers.new_user("unit").replace("example.org", "unit.example.net")
    mail_servers.inject(MAIL, unit, mail_servers.new_user())
    assert len(mail_servers.wait_for_mail(unit)) == 1


def test_appended_bytes_come_back_unchanged(mail_servers: MailServers) -> None:
    """APPEND and read_folder are exact, in a folder of a Chinese name as well."""
    box = mail_servers.new_user("box")
    uid = mail_servers.append(box, "广告邮件", MAIL)
    assert uid == 1
    assert mail_servers.read_folder(box, "广告邮件") == [MAIL]
    assert mail_servers.read_folder(box) == []


def test_deliver_puts_mail_there_at_once(mail_servers: MailServers) -> None:
    """LMTP needs no waiting."""
    box = mail_servers.new_user("box")
    mail_servers.deliver(MAIL, box)
    assert len(mail_servers.read_folder(box)) == 1


def test_unknown_address_is_refused_at_rcpt(mail_servers: MailServers) -> None:
    """Postfix answers 550 for an address that does not exist."""
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        mail_servers.inject(MAIL, f"unknown-unit@{mail_servers.domain}", mail_servers.new_user())
    assert next(iter(caught.value.recipients.values()))[0] == 550


def test_wrong_password_is_refused(mail_servers: MailServers) -> None:
    """Any address may sign in, but not with any password."""
    with (
        imaplib.IMAP4(mail_servers.host, mail_servers.imap_port) as client,
        pytest.raises(imaplib.IMAP4.error),
    ):
        client.login(mail_servers.new_user(), "wrong")


def test_certificate_is_trusted_through_its_authority_only(mail_servers: MailServers) -> None:
    """Verified TLS works with ca_file and fails with any other authority."""
    context = ssl.create_default_context(cafile=str(mail_servers.ca_file))
    imaplib.IMAP4_SSL(mail_servers.host, mail_servers.imaps_port, ssl_context=context).logout()
    other = ssl.create_default_context(cafile=str(mail_servers.other_ca_file))
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(mail_servers.host, mail_servers.imaps_port, ssl_context=other)


def test_named_users_only(mail_servers: MailServers) -> None:
    """With a list of users, nobody else exists; two sets of servers run side by side."""
    with MailServers(users=["only@example.org"]) as servers:
        assert servers.imap_port != mail_servers.imap_port
        servers.inject(MAIL, "only@example.org", "only@example.org")
        servers.wait_for_mail("only@example.org")
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            servers.inject(MAIL, "other@example.org", "only@example.org")
