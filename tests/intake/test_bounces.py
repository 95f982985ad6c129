"""What a bounce says: lost or only late, which mail of ours, and why."""

from intake.bounces import Bounce, read_bounce
from intake.message import read_message
from tests.automatic.sheets import REPLY_ID, sheets

BOUNCES = {sheet.name.partition("/")[2]: sheet.raw for sheet in sheets("bounce")}
TIED = [
    "postfix", "exim", "sendmail", "qmail", "exchange-ndr", "gmail", "qq", "163", "zimbra", "lotus-domino",
    "own-id-in-references", "report-under-our-own-fields",
]  # fmt: skip
LATE = [
    "postfix-delay",
    "exim-warning",
    "gmail-delay",
    "coremail-delay",
    "greylisting-notice",
    "delivered-report",
]


def _read(name: str) -> Bounce:
    found = read_bounce(read_message(BOUNCES[name]))
    assert found is not None
    return found


def test_our_message_id_is_found_wherever_it_stands() -> None:
    """In the enclosed mail, in its text, in the thread: of delivery reports, 163's, QQ's and qmail's own forms."""
    assert {name: _read(name).originals for name in TIED} == dict.fromkeys(TIED, (REPLY_ID,))


def test_a_delay_is_no_failure() -> None:
    """A warning, or a note that it has arrived, loses nothing; every other bounce of the sheet does."""
    assert {name for name in LATE if _read(name).is_failure} == set()
    # Not known as bounces: two gateways that write in their own words.
    reports = {
        "barracuda-gateway",
        "mail-marshal",
        "relayed-report-zh",
        "delivered-report-zh",
        "feedback-report",
        "from-without-domain",
    }
    bounces = {name: read_bounce(read_message(raw)) for name, raw in BOUNCES.items()}
    lost = {name for name, found in bounces.items() if found is not None and found.is_failure}
    assert lost >= set(BOUNCES) - set(LATE) - reports


def test_the_servers_word_is_kept() -> None:
    """The address and the diagnosis of the report, else what the text says."""
    assert _read("postfix").reason.startswith("zhang@unit.example 550 5.1.1 <zhang@unit.example>: Recipient")
    assert _read("qmail").reason.startswith("#5.1.1")
    assert "收件人不存在" in _read("qq").reason
    assert "邮箱已满" in _read("qq-short").reason
    assert "550 User not found" in _read("163-slash").reason
    assert _read("163").reason == ""


def test_of_two_recipients_one_that_failed_decides() -> None:
    """RFC 3464 reports each recipient by itself."""
    raw = BOUNCES["gmail-delay"].replace(
        b"Status: 4.4.1",
        b"Status: 4.4.1\r\n\r\nFinal-Recipient: rfc822; b@unit.example\r\nAction: failed\r\nStatus: 5.1.1",
    )
    found = read_bounce(read_message(raw))
    assert found is not None
    assert found.is_failure
    assert found.reason.startswith("b@unit.example")


def test_a_persons_mail_is_no_bounce() -> None:
    """Not even one that quotes our Message-ID, or tells of a bounce."""
    for sheet in (*sheets("people"), *sheets("more_people")):
        assert read_bounce(read_message(sheet.raw)) is None
    quoted = f"From: a@unit.example\r\nSubject: Re: x\r\nIn-Reply-To: {REPLY_ID}\r\n\r\n550 5.1.1 {REPLY_ID}"
    assert read_bounce(read_message(quoted.encode())) is None


def test_a_broken_report_is_read_as_far_as_it_goes() -> None:
    """Whatever a server writes there, nothing is raised."""
    head = b"From: postmaster@x.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
    for body in (
        b"",
        b"Action: failed",
        b"\xff\xfe: \x00\nAction:",
        b"Action: failed\r\nDiagnostic-Code: ;;;\r\n" * 999,
    ):
        raw = head + b"Content-Type: message/delivery-status\r\n\r\n" + body + b"\r\n--b--"
        assert read_bounce(read_message(raw)) is not None
