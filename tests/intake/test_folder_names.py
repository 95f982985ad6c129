"""Names of folders: modified UTF-7, LIST answers, and what a wish of the configuration means."""

import pytest

from intake.folder_names import (
    ListedFolder,
    decode_folder_name,
    encode_folder_name,
    find_folders,
    parse_list,
    quote_folder_name,
)

# As NetEase, RFC 3501 and Gmail have them.
NAMES = [
    (b"&XfJT0ZAB-", "已发送"),
    (b"&V4NXPpCuTvY-", "垃圾邮件"),
    (b"&Xn9USpCuTvY-", "广告邮件"),
    (b"&i6KWBZCuTvY-", "订阅邮件"),
    (b"&dcVr0mWHTvZZOQ-", "病毒文件夹"),
    (b"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
    (b"R&-D", "R&D"),
    (b"INBOX", "INBOX"),
    (b"&2D3eAA-", "😀"),
]


@pytest.mark.parametrize(("wire", "name"), NAMES)
def test_modified_utf7_both_ways(wire: bytes, name: str) -> None:
    """Every name comes back as it was."""
    assert decode_folder_name(wire) == name
    assert encode_folder_name(name) == wire


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("垃圾邮件".encode(), "垃圾邮件"),
        ("垃圾邮件".encode("gb18030"), "垃圾邮件"),
        (b"A&B", "A&B"),
        (b"Q&A&", "Q&A&"),
        (b"\xff", "\ufffd"),
    ],
)
def test_names_that_are_no_modified_utf7(wire: bytes, name: str) -> None:
    """Old servers send raw bytes and stray ampersands: a name is never refused."""
    assert decode_folder_name(wire) == name


def test_list_answers() -> None:
    """Quoted, bare and literal names, escapes, NIL delimiters; what cannot be opened is left out."""
    answer: list[object] = [
        b'(\\HasNoChildren \\Junk) "/" "&V4NXPpCuTvY-"',
        b'() "." INBOX',
        b'() NIL "with \\"quotes\\" and \\\\ (brackets)"',
        (b'(\\Marked) "/" {9}', b'odd "name'),
        b"",
        b'(\\Noselect \\HasChildren) "/" "[Gmail]"',
        b'(\\NonExistent) "/" "gone"',
        None,
        b"nonsense",
    ]
    assert [(folder.name, folder.delimiter) for folder in parse_list(answer)] == [
        ("垃圾邮件", "/"),
        ("INBOX", "."),
        ('with "quotes" and \\ (brackets)', ""),
        ('odd "name', "/"),
    ]
    assert quote_folder_name(b'a"b\\c') == b'"a\\"b\\\\c"'


def folder(name: str, *flags: str, delimiter: str = "/") -> ListedFolder:
    """A listed folder."""
    return ListedFolder(name, encode_folder_name(name), delimiter, frozenset(flag.lower() for flag in flags))


@pytest.mark.parametrize(
    ("wish", "listed", "expected"),
    [
        (
            "\\Junk",
            [folder("Reklame", "\\Junk"), folder("广告邮件"), folder("归档")],
            ["Reklame", "广告邮件"],
        ),
        ("\\junk", [folder("INBOX.Spam", delimiter=".")], ["INBOX.Spam"]),
        ("\\Junk", [folder("Junk E-mail"), folder("已发送")], ["Junk E-mail"]),
        ("\\Junk", [folder("INBOX")], []),
        ("\\Sent", [folder("Sent Items"), folder("gesendet", "\\Sent")], ["gesendet"]),
        ("\\Sent", [folder("已发送"), folder("Sent")], ["已发送"]),
        ("\\All", [folder("[Gmail]/All Mail", "\\All")], ["[Gmail]/All Mail"]),
        ("\\Unheard", [folder("INBOX")], []),
        ("广告邮件", [folder("广告邮件")], ["广告邮件"]),
        ("&Xn9USpCuTvY-", [folder("广告邮件")], ["广告邮件"]),
        ("archive", [folder("ARCHIVE"), folder("archive")], ["archive"]),
        ("archive", [folder("Archive")], ["Archive"]),
        ("缺", [folder("INBOX")], []),
    ],
)
def test_what_a_wish_means(wish: str, listed: list[ListedFolder], expected: list[str]) -> None:
    r"""Flags before names, all junk folders for `\Junk`, one folder for a name."""
    assert [found.name for found in find_folders(wish, listed)] == expected


def test_what_is_junk() -> None:
    """By its flag or by its name, at any level."""
    assert folder("Reklame", "\\Junk").is_junk
    assert folder("INBOX/垃圾邮件").is_junk
    assert not folder("INBOX").is_junk
    assert not folder("Junk/已处理").is_junk
