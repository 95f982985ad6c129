"""The sheets of this folder -> raw mails: several to a text file, each a header block and a body as they would be seen.

A mail begins with `=== name | expected`; lines that begin with @ say what a program would have put in:
`@file summary` a complete summary with evidence, `@logo` a signature's picture, `@original` our own reply enclosed,
`@dsn action status diagnostic`, `@mdn word`, `@calendar METHOD` the report's parts. §S is a subject of the roster,
§R that of our reply to it, §ID our reply's Message-ID. Usual fields are added where a mail has none.
"""

import shlex
from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from pathlib import Path

from tests.service.office import DOCX, evidence_docx, summary_docx

FOLDER = Path(__file__).parent
UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
SUBJECT = f"{PROJECT}-{UNIT}"
REPLY_SUBJECT = f"回复：{SUBJECT}〔ZSCQ2024-M00012〕"
REPLY_ID = "<intake.gaps.0123456789abcdef0123456789abcdef@example.org>"
_USUAL = {
    "Received": "from mx.unit.example (mx.unit.example [192.0.2.7]) by mx.example.org; Wed, 20 Mar 2024 10:00:00 +0800",
    "From": "zhang@unit.example",
    "To": "submissions@example.org",
    "Date": "Wed, 20 Mar 2024 10:00:00 +0800",
}
_OWN_REPLY = (
    f"From: submissions@example.org\r\nTo: zhang@unit.example\r\nSubject: reply\r\nMessage-ID: {REPLY_ID}\r\n"
    "Auto-Submitted: auto-replied\r\nX-Intake-Kind: gaps\r\nX-Intake-Entry: acceptance-046\r\n\r\nx\r\n"
)
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(3_000)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One mail: its name (with the file's), what is expected of it ("" for nothing in particular), its bytes."""

    name: str
    expected: str
    raw: bytes


def sheets(file: str) -> Iterator[Sheet]:
    """The mails of one file, in order."""
    for block in (FOLDER / f"{file}.txt").read_text("utf-8").split("=== ")[1:]:
        title, _, rest = block.partition("\n")
        name, _, expected = (part.strip() for part in title.partition("|"))
        yield Sheet(f"{file}/{name}", expected, _mail(name, rest))


def _mail(name: str, block: str) -> bytes:
    for mark, value in (("§ID", REPLY_ID), ("§S", SUBJECT), ("§R", REPLY_SUBJECT)):
        block = block.replace(mark, value)
    head, _, body = block.partition("\n\n")
    lines = head.split("\n")
    orders = [shlex.split(line[1:]) for line in lines if line.startswith("@")]
    fields = [line.partition(":")[::2] for line in lines if line and not line.startswith("@")]
    given = {field.lower() for field, _ in fields}
    usual = [(key, value) for key, value in _USUAL.items() if key.lower() not in given]
    if "message-id" not in given:
        usual.append(("Message-ID", f"<{name}@unit.example>"))
    written = [f"{field}: {_encoded(value.strip(), len(name))}" for field, value in (*usual, *fields)]
    return "\r\n".join((*written, *_entity(body, orders, given))).encode("utf-8")


def _encoded(value: str, seed: int) -> str:
    """Words as mail programs encode them, in one charset or the other; a phrase before an address by itself."""
    if value.isascii():
        return value
    phrase, angle, rest = value.partition(" <") if value.endswith(">") and "@" in value else (value, "", "")
    charset = "gb18030" if seed % 2 and _fits(phrase) else "utf-8"
    encoded = phrase if phrase.isascii() else Header(phrase, charset, maxlinelen=70).encode(linesep="\r\n")
    return f"{encoded}{angle}{rest}"


def _fits(text: str) -> bool:
    return all(
        "\u4e00" <= letter <= "\u9fff" or letter in "，。：（）“”【】" or letter.isascii() for letter in text
    )


def _entity(body: str, orders: list[list[str]], given: set[str]) -> list[str]:
    """The fields of the body, and the body."""
    text = body.replace("\n", "\r\n")
    if "content-type" in given:
        return ["MIME-Version: 1.0", "", text]
    plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]
    if not orders:
        return ["MIME-Version: 1.0", *plain]
    kind, parts = "multipart/mixed", [plain]
    for order, *arguments in orders:
        more, kind_of_order = _ORDERS[order](arguments)
        parts += more
        kind = kind_of_order or kind
    lines = [line for part in parts for line in ("--=_b", *part)]
    return ["MIME-Version: 1.0", f'Content-Type: {kind}; boundary="=_b"', "", *lines, "--=_b--", ""]


def _files(_: list[str]) -> tuple[list[list[str]], str]:
    files = (summary_docx(UNIT, PROJECT), evidence_docx())
    return [_base64("/".join(DOCX), file.name, file.payload) for file in files], ""


def _logo(_: list[str]) -> tuple[list[list[str]], str]:
    return [_base64("image/png", "image001.png", _PNG)], ""


def _original(_: list[str]) -> tuple[list[list[str]], str]:
    return [["Content-Type: message/rfc822", "", _OWN_REPLY]], ""


def _dsn(arguments: list[str]) -> tuple[list[list[str]], str]:
    action, status, diagnostic = arguments
    report = [
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.unit.example",
        "",
        "Final-Recipient: rfc822; zhang@unit.example",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; {diagnostic}",
        "",
    ]
    return [report, *_original([])[0]], "multipart/report; report-type=delivery-status"


def _mdn(arguments: list[str]) -> tuple[list[list[str]], str]:
    report = [
        "Content-Type: message/disposition-notification",
        "",
        "Final-Recipient: rfc822; zhang@unit.example",
        f"Original-Message-ID: {REPLY_ID}",
        f"Disposition: manual-action/MDN-sent-manually; {arguments[0]}",
        "",
    ]
    return [report], "multipart/report; report-type=disposition-notification"


def _calendar(arguments: list[str]) -> tuple[list[list[str]], str]:
    event = ["BEGIN:VCALENDAR", f"METHOD:{arguments[0]}", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", ""]
    return [
        [f"Content-Type: text/calendar; charset=utf-8; method={arguments[0]}", "", *event]
    ], "multipart/alternative"


def _base64(kind: str, name: str, payload: bytes) -> list[str]:
    encoded = Header(name, "utf-8").encode()
    disposition = f'Content-Disposition: attachment; filename="{encoded}"'
    lines = encodebytes(payload).decode("ascii").replace("\n", "\r\n")
    return [f"Content-Type: {kind}", disposition, "Content-Transfer-Encoding: base64", "", lines]


_ORDERS = {
    "file": _files,
    "logo": _logo,
    "original": _original,
    "dsn": _dsn,
    "mdn": _mdn,
    "calendar": _calendar,
}
