"""Reading is total: no bytes make it raise, and none make it slow."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.bodies import base_subject, quoted_part_removed
from intake.cloud_links import cloud_links
from intake.message import InboundMessage, body_text, own_text, read_message, reply_address
from intake.screening import bears_document, screen
from tests.intake.samples import samples_with

_RAW = tuple(sample.raw for sample in samples_with())
_PIECES = (
    b"\r\n", b"\n", b"\r", b"\x00", b"--", b"=?", b"?=", b"=?gb2312?B?", b"=?utf-8?q?", b'"', b";", b"*0*=", b"''", b"<", b">",
    b"boundary=", b"Content-Type: ", b"multipart/mixed", b"message/rfc822", b"charset=", b"utf-7", b"idna", b"hex",
    b"unicode_escape",
    b"base64", b"quoted-printable", b"Received: ; ", b"Date: ", b"From: ", b"\xff\xfe", b"\x81", b"\xe4\xb8", b"%",
    b"begin 644 a\n", b"end\n",
    b"<div>", b"</a>", b"&#xD800;", b"<a href='https://pan.baidu.com/s/1'>", b"<?xml encoding='utf-16'?>",
)  # fmt: skip
_HARMFUL = frozenset('/\\<>:"|?*\x7f\u202e\u2066\u2028') | {chr(code) for code in range(32)}


def _everything(raw: bytes) -> InboundMessage:
    """All that other rooms ask of a mail."""
    message = read_message(raw)
    screen(message, frozenset({"a@example.org"}))
    bears_document(message)
    cloud_links(message)
    reply_address(message)
    body_text(message)
    own_text(message)
    base_subject(message.subject)
    return message


def _sound(message: InboundMessage) -> bool:
    values = [value for _, value in message.headers]
    names = [attachment.name for attachment in message.attachments]
    harmless = all(name and not _HARMFUL.intersection(name) for name in names)
    return harmless and not any("\n" in value or "\r" in value for value in values)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    """Arbitrary bytes are read, with harmless names and headers of one line."""
    assert _sound(_everything(raw))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES) | st.binary(max_size=8), max_size=60).map(b"".join))
def test_any_pieces_of_mail_are_a_mail(raw: bytes) -> None:
    """So are the words of mail in any order."""
    assert _sound(_everything(raw))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_damaged_sample_is_a_mail(data: st.DataObject) -> None:
    """Samples with bytes taken out, put in and changed are read, too."""
    raw = bytearray(data.draw(st.sampled_from(_RAW)))
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 40))
        raw[position : position + length] = data.draw(st.sampled_from(_PIECES) | st.binary(max_size=6))
    assert _sound(_everything(bytes(raw)))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_a_sender_s_part(text: str) -> None:
    """Taking off prefixes and quotes is total; prefixes go all at once; no quoted line stays."""
    assert base_subject(base_subject(text)) == base_subject(text)
    assert not any(line.startswith(">") for line in quoted_part_removed(text).splitlines())


# Of such pieces some made patterns of ours go back and forth for minutes; a hang here is the failure.
_REPEATED = (
    "这是来自的由的", "这封邮件条", "链接", "(1M", "2024年", "下载", "a.b", "名 (", "12,345", "Re:", "来自", "[",
    "<", '"', "; ", "a=", "%E6", "=?a?q?", "a,", "begin 644 a\r\nMMM\r\n", "On a wrote\r\n", "From: a\r\n", "--b\r\n",
    "https://pan.baidu.com/s/x ",
)  # fmt: skip


@pytest.mark.parametrize("piece", _REPEATED)
@pytest.mark.parametrize(
    "head",
    [
        "Subject: ",
        "To: ",
        "References: ",
        "Content-Type: a/b; name=",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n\r\n",
        "Content-Type: text/html; charset=utf-8\r\n\r\n<a href='https://pan.baidu.com/s/x'>",
    ],
)
def test_repeated_pieces_do_not_hang_it(head: str, piece: str) -> None:
    """A piece of mail repeated many thousand times is read in time that grows with its length."""
    assert _sound(_everything((head + piece * (100_000 // len(piece))).encode()))
