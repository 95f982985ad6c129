"""Mails saved by Outlook."""

import pytest

from parsers.errors import UnreadableError
from parsers.registry import parse
from tests.documents.msg_writer import Mail, compound_of, msg_of
from tests.documents.tnef_writer import Attached


def test_attachments_and_body() -> None:
    """Long names in UTF-16, short ones in GBK; large files and small ones lie in different places."""
    payload = msg_of(
        Attached(b"large" * 2000, "工作总结.docx"),
        Attached(b"small", title="证书.pdf".encode("gbk")),
        Attached(b"logo", "image001.png", is_hidden=True),
        body="您好\r\n请查收",
    )
    document = parse(payload, "转发.msg")
    assert [(each.name, each.payload) for each in document.members] == [
        ("工作总结.docx", b"large" * 2000),
        ("证书.pdf", b"small"),
    ]
    assert (document.kind, document.text, document.fields) == ("msg", "您好\n请查收", (("title", "总结"),))


def test_attached_mails_give_their_files_under_their_subject() -> None:
    """However deep they lie, to a limit."""
    mail = Mail("转发/总结", (Attached(b"x", "总结.docx"), Mail("", (Attached(b"y", "证书.pdf"),))))
    document = parse(msg_of(mail), "a.msg")
    assert [each.name for each in document.members] == ["转发／总结/总结.docx", "转发／总结/邮件/证书.pdf"]


def test_mails_without_end_are_not_followed() -> None:
    """More than five deep is a trick."""
    mail = Mail("底", (Attached(b"x", "底.docx"),))
    for _depth in range(6):
        mail = Mail("层", (mail, Attached(b"y", "层.docx")))
    names = [each.name for each in parse(msg_of(mail), "a.msg").members]
    assert (len(names), any("底" in name for name in names)) == (5, False)


def test_cut_off_attachment_is_told() -> None:
    """Its chain of sectors leads out of the file."""
    streams: dict[tuple[str, ...], bytes] = {
        ("__nameid_version1.0", "x"): b"",
        ("__attach_version1.0_#00000000", "__substg1.0_37010102"): b"x" * 9000,
    }
    payload = compound_of(streams)
    at = payload.find("__substg1.0_37010102".encode("utf-16-le"))
    with pytest.raises(UnreadableError):
        parse(payload[: at + 116] + b"\xff\xff\0\0" + payload[at + 120 :], "a.msg")
