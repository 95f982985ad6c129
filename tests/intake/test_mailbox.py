"""ImapMailbox against a real Dovecot."""

import io
import random
import tracemalloc
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from intake.errors import ConfigurationError, TemporaryError
from intake.mailbox import ImapMailbox, MailboxSettings, MessageGoneError
from tests.servers import MailServers

pytestmark = pytest.mark.integration

MAIL = b"From: unit@example.org\r\nSubject: one\r\nMessage-ID: <one@example.org>\r\n\r\nbody\r\n"


@pytest.fixture
def user(mail_servers: MailServers) -> str:
    """A mailbox of this test's own."""
    return mail_servers.new_user("box")


@pytest.fixture
def settings(mail_servers: MailServers, user: str) -> MailboxSettings:
    """Settings that work."""
    return MailboxSettings(
        host=mail_servers.host,
        port=mail_servers.imaps_port,
        tls="implicit",
        ca_file=mail_servers.ca_file,
        username=user,
        password=mail_servers.password,
        folders=("INBOX", "\\Junk"),
        timeout_seconds=20,
    )


def mail_of(size: int) -> bytes:
    """A mail of about that size whose every part differs."""
    noise = random.Random(size)  # noqa: S311 - filler, not a secret
    lines = (noise.randbytes(36).hex().encode() + b"\r\n" for _ in range(size // 74))
    return MAIL + b"".join(lines)


def test_folders_by_flag_and_chinese_name(
    mail_servers: MailServers, user: str, settings: MailboxSettings
) -> None:
    r"""`\Junk` is the flagged folder and the advertisements beside it, each once, with real UIDVALIDITY."""
    with ImapMailbox(replace(settings, folders=("INBOX", "\\Junk", "Junk", "广告邮件"))) as mailbox:
        found = mailbox.folders()
    assert [(folder.name, folder.is_junk) for folder in found.folders] == [
        ("INBOX", False),
        ("Junk", True),
        ("广告邮件", True),
    ]
    assert all(folder.uidvalidity > 0 for folder in found.folders)
    assert found.warnings == ()
    assert mail_servers.read_folder(user) == []


def test_missing_folder_is_one_warning(settings: MailboxSettings) -> None:
    """A folder that is not there holds nothing up and is named."""
    with ImapMailbox(replace(settings, folders=("INBOX", "订阅邮件"))) as mailbox:
        found = mailbox.folders()
    assert [folder.name for folder in found.folders] == ["INBOX"]
    assert len(found.warnings) == 1
    assert "订阅邮件" in found.warnings[0]


def test_uids_above_a_mark(mail_servers: MailServers, user: str, settings: MailboxSettings) -> None:
    """`n:*` names the last mail even if it is older: it is not new."""
    for _ in range(3):
        mail_servers.append(user, "INBOX", MAIL)
    with ImapMailbox(settings) as mailbox:
        assert mailbox.uids("INBOX") == (1, 2, 3)
        assert mailbox.uids("INBOX", above=2) == (3,)
        assert mailbox.uids("INBOX", above=3) == ()
        assert mailbox.uids("Junk") == ()


def test_new_mail_is_seen_on_the_kept_session(
    mail_servers: MailServers, user: str, settings: MailboxSettings
) -> None:
    """One session is kept over many cycles."""
    with ImapMailbox(settings) as mailbox:
        mailbox.examine("INBOX")
        assert mailbox.uids("INBOX") == ()
        mail_servers.append(user, "INBOX", MAIL)
        mailbox.noop()
        mailbox.examine("INBOX")
        assert mailbox.uids("INBOX") == (1,)


@pytest.mark.parametrize("size", [0, 900, 4096, 4096 - len(MAIL), 40_000])
def test_bytes_are_exact(mail_servers: MailServers, user: str, settings: MailboxSettings, size: int) -> None:
    """In one part or many, at and around the parts' borders: the bytes of the wire, raw 8-bit ones included."""
    raw = mail_of(size) + "raw 8-bit: 上海 and ".encode("gb18030") + b"\x00.\r\n..\r\n"
    uid = mail_servers.append(user, "INBOX", raw)
    (stored,) = mail_servers.read_folder(user)
    with ImapMailbox(settings) as mailbox:
        stream = io.BytesIO()
        fetched = mailbox.fetch("INBOX", uid, stream, part_bytes=1024)
    assert stream.getvalue() == stored
    assert fetched.size == len(stored)


def test_parts_meet_exactly_at_the_end(
    mail_servers: MailServers, user: str, settings: MailboxSettings
) -> None:
    """A mail that is exactly two parts long has no third."""
    raw = (MAIL + b"x" * 2048)[:2046] + b"\r\n"
    uid = mail_servers.append(user, "INBOX", raw)
    with ImapMailbox(settings) as mailbox:
        stream = io.BytesIO()
        assert mailbox.fetch("INBOX", uid, stream, part_bytes=1024).size == 2048
    assert stream.getvalue() == raw


def test_internal_date_and_flags(mail_servers: MailServers, user: str, settings: MailboxSettings) -> None:
    """The server's date comes back aware, whatever its zone."""
    date = '"22-Mar-2024 23:59:58 +0800"'
    uid = mail_servers.append(user, "INBOX", MAIL, "(\\Flagged)", date)
    with ImapMailbox(settings) as mailbox:
        fetched = mailbox.fetch("INBOX", uid, io.BytesIO())
    assert fetched.internal_date == datetime.fromisoformat("2024-03-22T23:59:58+08:00")
    assert fetched.internal_date.utcoffset() is not None
    assert "\\Flagged" in fetched.flags


def test_nothing_in_the_mailbox_changes(
    mail_servers: MailServers, user: str, settings: MailboxSettings
) -> None:
    r"""After listing and fetching nothing is \Seen, and what people marked \Deleted is still there."""
    mail_servers.append(user, "INBOX", MAIL)
    mail_servers.append(user, "INBOX", MAIL, "(\\Deleted)")
    with ImapMailbox(settings) as mailbox:
        mailbox.folders()
        for uid in mailbox.uids("INBOX"):
            mailbox.fetch("INBOX", uid, io.BytesIO(), part_bytes=16)
    flags = mail_servers.flags(user)
    assert len(flags) == 2
    assert not any(b"\\Seen" in line for line in flags)
    assert b"\\Deleted" in flags[1]


def test_gone_mail_is_told_apart(mail_servers: MailServers, user: str, settings: MailboxSettings) -> None:
    """Somebody moves a mail in webmail meanwhile: that one is gone, the session and the next mail are fine."""
    mail_servers.append(user, "INBOX", MAIL)
    mail_servers.append(user, "INBOX", MAIL)
    with ImapMailbox(settings) as mailbox:
        assert mailbox.uids("INBOX") == (1, 2)
        with mail_servers.imap(user) as other:
            other.select("INBOX")
            other.uid("STORE", "1", "+FLAGS", "(\\Deleted)")
            other.expunge()
        mailbox.examine("INBOX")  # until then Dovecot still has it at hand
        with pytest.raises(MessageGoneError):
            mailbox.fetch("INBOX", 1, io.BytesIO())
        with pytest.raises(MessageGoneError):
            mailbox.fetch("INBOX", 99, io.BytesIO())
        assert mailbox.fetch("INBOX", 2, io.BytesIO()).size == len(MAIL)


def test_message_id_is_looked_for_in_the_newest(
    mail_servers: MailServers, user: str, settings: MailboxSettings
) -> None:
    """Only the newest are looked through, folded headers included."""
    mail_servers.append(user, "Sent", MAIL)
    mail_servers.append(user, "Sent", MAIL.replace(b"ID: <one@", b"ID:\r\n <two@"))
    with ImapMailbox(settings) as mailbox:
        assert mailbox.sent_folder() == "Sent"
        assert mailbox.contains_message_id("Sent", "<one@example.org>", newest=2)
        assert mailbox.contains_message_id("Sent", "<two@example.org>", newest=1)
        assert not mailbox.contains_message_id("Sent", "<one@example.org>", newest=1)
        assert not mailbox.contains_message_id("Sent", "<ne@example.org>", newest=2)
        assert not mailbox.contains_message_id("Sent", "<one@example.org>", newest=0)


def test_sent_mail_is_saved_as_read(mail_servers: MailServers, user: str, settings: MailboxSettings) -> None:
    """APPEND puts the very bytes there, marked as read, and works beside a folder that is open read-only."""
    with ImapMailbox(settings) as mailbox:
        mailbox.examine("INBOX")
        assert mailbox.append_sent(MAIL)
        assert mailbox.contains_message_id("Sent", "<one@example.org>", newest=5)
    assert mail_servers.read_folder(user, "Sent") == [MAIL]
    assert b"\\Seen" in mail_servers.flags(user, "Sent")[0]


def test_starttls(mail_servers: MailServers, settings: MailboxSettings) -> None:
    """The other port, upgraded and verified."""
    starttls = replace(settings, port=mail_servers.imap_port, tls="starttls")
    assert ImapMailbox(starttls).check().folders[0].name == "INBOX"
    with pytest.raises(ConfigurationError, match="不受信任"):
        ImapMailbox(replace(starttls, ca_file=None)).check()


def test_without_tls_on_loopback_only(mail_servers: MailServers, settings: MailboxSettings) -> None:
    """No password goes over a foreign net in the clear."""
    plain = replace(settings, port=mail_servers.imap_port, tls="none")
    assert ImapMailbox(plain).check().folders[0].name == "INBOX"
    with pytest.raises(ConfigurationError, match="只能用于本机"):
        ImapMailbox(replace(plain, host="imap.example.org")).check()


def test_a_password_beyond_ascii_can_be_tried(settings: MailboxSettings) -> None:
    """LOGIN cannot carry it; it is refused like any wrong password, with no traceback."""
    with pytest.raises(ConfigurationError, match="授权码"):
        ImapMailbox(replace(settings, password="密码")).check()


def test_faults_of_the_configuration_are_one_line_each(
    mail_servers: MailServers, settings: MailboxSettings, tmp_path: Path
) -> None:
    """Wrong password, foreign authority, no authority, wrong name, wrong port: each says where and what to do."""
    no_pem = tmp_path / "no.pem"
    no_pem.write_text("this is no certificate")
    faults = {
        "授权码": replace(settings, password="wrong-secret"),
        str(mail_servers.other_ca_file): replace(settings, ca_file=mail_servers.other_ca_file),
        "ca_file": replace(settings, ca_file=None),
        str(no_pem): replace(settings, ca_file=no_pem),
        str(tmp_path / "absent.pem"): replace(settings, ca_file=tmp_path / "absent.pem"),
        "请检查 port 和 tls": replace(settings, port=mail_servers.imap_port),
    }
    for words, faulty in faults.items():
        with pytest.raises(ConfigurationError) as caught:
            ImapMailbox(faulty).check()
        text = str(caught.value)
        assert words in text
        assert "\n" not in text
        assert "secret" not in text
        assert settings.password not in text
    assert settings.password not in repr(settings)


def test_closed_port_is_for_now(settings: MailboxSettings) -> None:
    """Nobody listens: one clear line, and trying again may help."""
    with pytest.raises(TemporaryError, match=r"127\.0\.0\.1:1：.*连接被拒绝"):
        ImapMailbox(replace(settings, port=1)).check()


def test_a_large_mail_costs_little_memory(
    mail_servers: MailServers, user: str, settings: MailboxSettings, tmp_path: Path
) -> None:
    """8 MB pass through in parts of 256 kB: never more than a few of them at once."""
    raw = MAIL + (b"x" * 74 + b"\r\n") * (8 * 1024 * 1024 // 76)
    uid = mail_servers.append(user, "INBOX", raw)
    size, target = len(raw), tmp_path / "mail"
    with ImapMailbox(settings) as mailbox, target.open("wb") as stream:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        fetched = mailbox.fetch("INBOX", uid, stream, part_bytes=256 * 1024)
        peak = tracemalloc.get_traced_memory()[1] - before
        tracemalloc.stop()
    assert fetched.size == target.stat().st_size == size
    assert peak < 2 * 1024 * 1024
