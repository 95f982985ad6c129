"""FETCH answers as imaplib hands them over."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from intake.imap_fetch import FetchItem, parse_fetch, parse_internal_date


def test_order_of_items_does_not_matter() -> None:
    """The body first, between or last; literals, quoted strings and NIL."""
    date = datetime(2024, 3, 22, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    expected = FetchItem(7, 4, date, ("\\Seen", "$Label1"), b"mail", 0)
    words = b'INTERNALDATE "22-Mar-2024 09:00:00 +0800"'
    before = [(b"1 (UID 7 FLAGS (\\Seen $Label1) " + words + b" RFC822.SIZE 4 BODY[]<0> {4}", b"mail"), b")"]
    after = [(b"1 (BODY[]<0> {4}", b"mail"), b" RFC822.SIZE 4 " + words + b" flags (\\Seen $Label1) uid 7)"]
    quoted = [b'1 (UID 7 FLAGS (\\Seen $Label1) BODY[]<0> "mail" RFC822.SIZE 4 ' + words + b")"]
    assert [parse_fetch(answer) for answer in (before, after, quoted)] == [(expected,)] * 3


def test_several_messages_and_literals() -> None:
    """Each message's answer stands for itself; a literal that looks like an answer is only text."""
    answer = [
        b"1 (UID 3 FLAGS ())",
        (b"2 (UID 4 BODY[HEADER.FIELDS (MESSAGE-ID)] {33}", b"Message-ID: <a@b> (UID 9) {1}\r\n\r\n"),
        b")",
        (b'3 (UID 5 BODY[HEADER.FIELDS ("MESSAGE-ID")] {2}', b"\r\n"),
        b")",
    ]
    items = parse_fetch(answer)
    assert [item.uid for item in items] == [3, 4, 5]
    assert [item.body for item in items] == [None, b"Message-ID: <a@b> (UID 9) {1}\r\n\r\n", b"\r\n"]
    assert items[0].flags == ()


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b"1 (UID 7 BODY[] NIL)", b""),
        (b'1 (UID 7 BODY[]<9> "")', b""),
        (b'1 (UID 7 BODY[]<9> "a \\"b\\" \\\\ (c)")', b'a "b" \\ (c)'),
        (b"1 (UID 7)", None),
        (b"1 (UID 7 ENVELOPE (NIL (a (b)) c) X-GM-MSGID 1)", None),
    ],
)
def test_short_bodies(line: bytes, body: bytes | None) -> None:
    """NIL, empty and quoted bodies, and none at all."""
    (item,) = parse_fetch([line])
    assert (item.uid, item.body) == (7, body)


@pytest.mark.parametrize(
    "line", [b"", b"1", b"1 (", b"1 (UID", b"1 (UID x)", b"1 ) UID 7", b"\x00\x00", b'1 ("', None]
)
def test_nonsense_is_no_message(line: bytes | None) -> None:
    """Nothing raises; nothing is made up."""
    assert all(item.uid is None and item.body is None for item in parse_fetch([line]))


def test_internal_dates() -> None:
    """RFC 3501's date-time, with a blank for the tens of the day; anything else is no date."""
    assert parse_internal_date(" 7-Mar-2024 02:44:25 -0730") == datetime(2024, 3, 7, 10, 14, 25, tzinfo=UTC)
    assert parse_internal_date("07-mar-2024 02:44:60 +0000") == datetime(2024, 3, 7, 2, 44, 59, tzinfo=UTC)
    for text in ("", "31-Feb-2024 00:00:00 +0000", "7-März-2024 02:44:25 +0800", "7-Mar-2024 25:00:00 +0800"):
        assert parse_internal_date(text) is None
