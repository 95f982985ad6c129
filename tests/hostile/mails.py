"""Mails that nest, repeat, claim or continue without end."""

import base64
from collections.abc import Callable

_HEAD = b"From: unit@example.org\r\nTo: submissions@example.org\r\nSubject: =?utf-8?B?5oC757uT?=\r\nMIME-Version: 1.0\r\n"


def bare_mail() -> bytes:
    """The usual head, and a body."""
    return _HEAD + "\r\n正文\r\n".encode()


def many_parts(count: int = 100_000) -> bytes:
    """One multipart of so many parts."""
    part = b"--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\nx\r\n"
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count + b"--b--\r\n"


def deep_mail(depth: int = 10_000) -> bytes:
    """Multiparts within each other."""
    opened = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return (
        _HEAD
        + b"".join(opened % (level, level) for level in range(depth))
        + b"Content-Type: text/plain\r\n\r\nx\r\n"
    )


def one_boundary_for_all(depth: int = 10_000) -> bytes:
    """Multiparts within each other that share one boundary."""
    opened = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    return _HEAD + opened * depth + b"\r\nx\r\n--b--\r\n" * depth


def prefixed_boundaries(count: int = 20_000) -> bytes:
    """Boundaries that are the beginnings of each other, and lines that are almost boundaries."""
    return _HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a-\r\n--aa\r\n--a x\r\n" * count


def mail_in_mail(depth: int = 300) -> bytes:
    """A mail enclosed in a mail in a mail."""
    opened = _HEAD + b"Content-Type: message/rfc822\r\n\r\n"
    return opened * depth + bare_mail()


def long_header(mebibytes: int = 50) -> bytes:
    """One header field of so much."""
    return b"X-Filler: " + b"a" * (mebibytes * 1024**2) + b"\r\n" + bare_mail()


def folded_header(lines: int = 3_000_000) -> bytes:
    """A subject folded into so many lines."""
    return b"Subject: a\r\n" + b" a\r\n" * lines + bare_mail()


def many_fields(count: int = 1_000_000) -> bytes:
    """So many header fields."""
    return b"X-Filler: a\r\n" * count + bare_mail()


def broken_header(lines: int = 200_000) -> bytes:
    """Lines that are no header fields, each before one that looks like one."""
    return b"Subject: a\r\n" + b"no field here\r\nX-A: b\r\n" * lines + bare_mail()


def continued_parameter(count: int = 1_000_000) -> bytes:
    """A file name in a million continuations (RFC 2231, 3)."""
    name = b"".join(b";\r\n name*%d*=%%E6%%80%%BB" % number for number in range(count))
    return _HEAD + b"Content-Type: application/pdf" + name + b"\r\n\r\nx"


def many_parameters() -> bytes:
    """Quotes, semicolons and backslashes that look like parameters without end."""
    return _HEAD + b'Content-Type: application/pdf; name="' + b'\\" ;a="' * 200_000 + b"\r\n\r\nx"


def word_bomb(count: int = 200_000) -> bytes:
    """A subject of encoded-words without end."""
    return b"Subject: " + b"=?utf-8?B?5oC7?= " * count + b"\r\n" + bare_mail()


def words_never_closed(count: int = 500_000) -> bytes:
    """Beginnings of encoded-words, none of which ends."""
    return b"Subject: " + b"=?utf-8?Q?" * count + b"\r\n" + bare_mail()


def many_recipients(count: int = 300_000) -> bytes:
    """An address list of so many, with comments and groups."""
    return b"Reply-To: " + b"(((a) g: <a@example.org>, " * count + b"\r\n" + bare_mail()


def many_references(count: int = 500_000) -> bytes:
    """So many identifiers."""
    return b"References: " + b"<a@example.org>\r\n " * count + b"\r\n" + bare_mail()


def many_received(count: int = 100_000) -> bytes:
    """So many hops."""
    hop = b"Received: from a by b; Wed, 20 Mar 2024 09:00:00 +0800\r\n"
    return hop * count + bare_mail()


def uuencoded_bomb(count: int = 60_000) -> bytes:
    """So many beginnings of uuencoded files, none of which ends but the last."""
    return _HEAD + b"\r\n" + b"begin 644 a.txt\r\n#86)C\r\n" * count + b"`\r\nend\r\n"


def base64_of_noise(mebibytes: int = 40) -> bytes:
    """A part in base64 whose every character is padding or noise."""
    head = _HEAD + b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + b"QQ==!=" * (mebibytes * 1024**2 // 6)


def quoted_noise(mebibytes: int = 30) -> bytes:
    """A part in quoted-printable that is all soft breaks."""
    head = _HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head + b"=\r\n=3" * (mebibytes * 1024**2 // 5)


def tags_never_closed(count: int = 1_000_000) -> bytes:
    """An HTML body of beginnings: tags, comments, entities."""
    return _HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a <!-- &#x <div " * count


def deep_quotes(count: int = 200_000) -> bytes:
    """An HTML body of quotations within each other."""
    return _HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote><div>" * count + b"x"


def quoted_lines(count: int = 300_000) -> bytes:
    """A text body that looks like the head of a quotation without end."""
    return (
        _HEAD
        + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
        + ("> 发件人：\r\n-----\r\n" * count).encode()
    )


def one_long_line(mebibytes: int = 30) -> bytes:
    """A text body of one line."""
    head = _HEAD + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n"
    return head + b"a \r\n" * (mebibytes * 1024**2 // 4)


def links_without_end(count: int = 300_000) -> bytes:
    """A body of addresses that look like large attachments."""
    head = _HEAD + b"Content-Type: text/html\r\n\r\n"
    return head + b'<a href="https://mail.163.com/large-attachment-download/?' * count


def zeros(mebibytes: int = 30) -> bytes:
    """Nothing but zero bytes."""
    return bytes(mebibytes * 1024**2)


def many_names(count: int = 1_900) -> bytes:
    """Attachments of one name, whose text refers to each other's Content-IDs."""
    body = "".join(f'<img src="cid:{number}@example.org">' for number in range(count)).encode()
    parts = b"".join(
        b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <%d@example.org>\r\n\r\nx\r\n" % number
        for number in range(count)
    )
    html = b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    head = _HEAD + b"Content-Type: multipart/related; boundary=b\r\n\r\n"
    return head + html + base64.encodebytes(body) + parts + b"--b--\r\n"


MAILS: tuple[Callable[[], bytes], ...] = (
    many_parts, deep_mail, one_boundary_for_all, prefixed_boundaries, mail_in_mail, long_header, folded_header,
    many_fields, broken_header, continued_parameter, many_parameters, word_bomb, words_never_closed,
    many_recipients, many_references, many_received, uuencoded_bomb, base64_of_noise, quoted_noise,
    tags_never_closed, deep_quotes, quoted_lines, one_long_line, links_without_end, zeros, many_names,
)  # fmt: skip
