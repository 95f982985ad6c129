"""Raw mails, shaped as real programs write them, against what stands in them."""

import base64
import email
import email.policy
import tracemalloc
import zlib
from datetime import datetime

import pytest

from intake.message import Address, Attachment, InboundMessage, read_message, reply_address
from tests.intake.samples import Sample, samples_with

_SIMPLE = ("subject", "message_id", "text", "html", "return_path")
_TIMES = ("date", "received_at")
_IDENTIFIERS = ("in_reply_to", "references")
_PEOPLE = ("to", "cc", "reply_to")


def _pair(address: Address | None) -> list[str] | None:
    return None if address is None else [address.name, address.email]


@pytest.mark.parametrize("sample", samples_with(), ids=lambda sample: sample.name)
def test_every_sample_reads_as_expected(sample: Sample) -> None:
    """Whatever the expected result states of a sample holds."""
    message = read_message(sample.raw)
    seen: dict[str, object] = {key: getattr(message, key) for key in _SIMPLE}
    seen["text"] = message.text.strip()
    for key in _TIMES:
        value: datetime | None = getattr(message, key)
        seen[key] = value.isoformat() if value else None
    seen |= {key: list(getattr(message, key)) for key in _IDENTIFIERS}
    seen |= {key: [_pair(address) for address in getattr(message, key)] for key in _PEOPLE}
    seen |= {
        "sender": _pair(message.sender),
        "reply_address": reply_address(message),
        "defects": list(message.defects),
    }
    wanted = {key: value for key, value in sample.expected.items() if key in seen}
    wanted |= {"text": wanted["text"].strip()} if "text" in wanted else {}
    assert {key: seen[key] for key in wanted} == wanted
    assert all(part in message.subject for part in sample.expected.get("subject_has", []))
    assert all(part in message.html for part in sample.expected.get("html_has", []))


@pytest.mark.parametrize("sample", samples_with("attachments"), ids=lambda sample: sample.name)
def test_every_attachment_is_exact(sample: Sample) -> None:
    """Names, bytes and marks of the files are as expected, in order, none more and none less."""
    message = read_message(sample.raw)
    wanted = sample.expected["attachments"]
    assert [attachment.name for attachment in message.attachments] == [entry["name"] for entry in wanted]
    for attachment, entry in zip(message.attachments, wanted, strict=True):
        assert (len(attachment.payload), zlib.crc32(attachment.payload)) == (entry["size"], entry["crc32"])
        for key in ("content_type", "inline", "enclosed_original"):
            assert getattr(attachment, key) == entry.get(key, getattr(attachment, key)), key


def test_the_samples_carry_no_real_addresses() -> None:
    """Samples use reserved names only (RFC 2606)."""
    for sample in samples_with():
        sender = read_message(sample.raw).sender
        assert sender is None or sender.email.endswith((".example", "example.org")), sample.name


# Mails that break the standards, and those with a mail inside, which Python's parser opens.
_NOT_COMPARED = ("boundary-", "content-type-", "base64-", "encoding-", "uuencoded", "attached-", "bounce-")
_COMPARED = [sample for sample in samples_with("attachments") if not sample.name.startswith(_NOT_COMPARED)]


@pytest.mark.parametrize("sample", _COMPARED, ids=lambda sample: sample.name)
def test_well_formed_mails_split_as_the_standard_library_splits_them(sample: Sample) -> None:
    """Our splitter and Python's agree on number and bytes of the files where the mail follows the standards."""
    library = email.message_from_bytes(sample.raw, policy=email.policy.compat32)
    leaves = [part for part in library.walk() if not part.is_multipart()]
    payloads = [part.get_payload(decode=True) for part in leaves]
    for attachment in read_message(sample.raw).attachments:
        assert attachment.payload in payloads


def test_headers_are_found_in_any_case() -> None:
    """Names of header fields are compared without case (RFC 5322, 1.2.2), all of one name in order."""
    message = read_message(b"X-Tag: one\r\nx-TAG: two\r\nSUBJECT: hi\r\n\r\n")
    assert (message.subject, message.header("x-tag"), message.header_all("X-TAG")) == (
        "hi",
        "one",
        ("one", "two"),
    )
    assert message.header("X-None") is None


def test_header_values_cannot_break_a_line_of_ours() -> None:
    """Encoded line breaks and marks of direction do not survive decoding (header injection)."""
    message = read_message(b"Subject: =?utf-8?Q?a=0D=0ABcc:_x=E2=80=AE?=\r\n\r\n")
    assert message.subject == "a  Bcc: x"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("From: a@unit.example", "a@unit.example"),
        ("From: a@unit.example\r\nReply-To: b@UNIT.example", "b@UNIT.example"),
        ("From: a@unit.example\r\nReply-To: b@other.example", "a@unit.example"),
        ("From: a@unit.example\r\nReply-To: b@unit.example, c@unit.example", "a@unit.example"),
        ("From: oa-noreply@unit.example\r\nReply-To: li@unit.example", "li@unit.example"),
        ("From: no-reply@unit.example", None),
        ("From: donotreply@unit.example", None),
        ("From: MAILER-DAEMON@unit.example", None),
        ("From: Postmaster@unit.example", None),
        ("From: noreplyguy.li@unit.example", "noreplyguy.li@unit.example"),
        ("From: MAILER-DAEMON (Mail Delivery System)", None),
        ("Subject: nobody", None),
    ],
)
def test_replies_go_to_the_sender(headers: str, expected: str | None) -> None:
    """From, or the single Reply-To of the same domain; nobody where nobody reads."""
    assert reply_address(read_message(headers.encode() + b"\r\n\r\n")) == expected


def test_ten_thousand_parts_are_bounded() -> None:
    """Parts beyond the bounds come as one; nesting beyond them as one file; neither takes long nor recurses."""
    flat = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: a/b\r\n\r\nx\r\n" * 10_000
    )
    wide = read_message(flat)
    assert 1_000 < len(wide.attachments) < 3_000
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)
    )
    deep = read_message(nested)
    assert len(deep.attachments) == 1
    assert "邮件的部分过多或嵌套过深，未全部展开" in wide.defects
    assert "邮件的部分过多或嵌套过深，未全部展开" in deep.defects
    assert len(deep.attachments[0].payload) > len(nested) * 0.9


def test_a_large_mail_takes_little_memory() -> None:
    """Reading takes the decoded files and little more; the raw bytes are not copied."""
    line = b"QUJD" * 19 + b"\r\n"
    raw = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + line * 100_000 + b"--b--\r\n"
    )
    tracemalloc.start()
    message = read_message(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    decoded = len(message.attachments[0].payload)
    assert decoded == 57 * 100_000
    assert peak < 1.2 * decoded


@pytest.mark.parametrize("length", [6, 7, 8])
def test_base64_without_its_padding(length: int) -> None:
    """Files whose last "=" a program left out are whole."""
    payload = b"%PDF-1.4"[:length]
    encoded = base64.b64encode(payload).rstrip(b"=")
    raw = (
        b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encoded
        + b"\r\n"
    )
    assert read_message(raw).attachments[0].payload == payload


def test_an_empty_mail_is_a_mail() -> None:
    """No bytes at all give a message of nothing."""
    message = read_message(b"")
    assert isinstance(message, InboundMessage)
    assert (message.subject, message.sender, message.attachments, message.received_at) == ("", None, (), None)


def test_attachments_are_values() -> None:
    """What is read twice is equal."""
    sample = samples_with("attachments")[0]
    assert read_message(sample.raw) == read_message(sample.raw)
    assert Attachment("a", "b/c", b"") == Attachment("a", "b/c", b"")
