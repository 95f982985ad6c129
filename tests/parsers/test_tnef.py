"""winmail.dat: names, attached messages, the body, and files that claim more than they hold."""

import struct

import pytest

from parsers.errors import UnreadableError
from parsers.registry import parse
from tests.documents.tnef_writer import SIGNATURE, Attached, attribute, properties, several, tnef_of


def test_long_name_in_utf16_is_preferred() -> None:
    """The short one is cut to eight characters and an extension."""
    document = parse(
        tnef_of(Attached(b"PK", "关于升级培育项目的工作总结.docx", "关于升~1.DOC".encode("gbk"))),
        "winmail.dat",
    )
    assert [(member.name, member.payload) for member in document.members] == [
        ("关于升级培育项目的工作总结.docx", b"PK")
    ]


def test_name_in_the_senders_code_page_is_gbk() -> None:
    """Old Outlook writes nothing else."""
    document = parse(tnef_of(Attached(b"x", title="总结.docx".encode("gbk"))), "winmail.dat")
    assert [member.name for member in document.members] == ["总结.docx"]


def test_attached_message_is_a_container_again() -> None:
    """Its payload is a TNEF of its own."""
    inner = tnef_of(Attached(b"x", "总结.docx"))
    document = parse(tnef_of(Attached(inner, "转发", is_message=True)), "winmail.dat")
    assert [(member.name, member.payload) for member in document.members] == [("转发.dat", inner)]
    assert [member.name for member in parse(inner, "转发.dat").members] == ["总结.docx"]


def test_pictures_of_the_body_are_left_out() -> None:
    """A signature's logo is hidden from the list of attachments."""
    document = parse(
        tnef_of(Attached(b"x", "image001.png", is_hidden=True), Attached(b"y", "a.txt")), "winmail.dat"
    )
    assert [member.name for member in document.members] == ["a.txt"]


def test_plain_body_is_read() -> None:
    """Line by line."""
    assert parse(tnef_of(body="您好\r\n\r\n请查收"), "winmail.dat").text == "您好\n请查收"


def test_body_among_the_properties_is_read() -> None:
    """Exchange keeps it there, in UTF-16."""
    body = properties(several(0x1F, 0x1000, ["请查收".encode("utf-16-le") + b"\0\0"]))
    assert parse(SIGNATURE + attribute(1, 0x9003, 6, body), "winmail.dat").text == "请查收"


def test_cut_off_attachment_is_told() -> None:
    """The one before it is whole; half of the last may not be judged."""
    payload = tnef_of(Attached(b"whole", "a.txt"), Attached(b"cut" * 100, "b.txt"))
    document = parse(payload[: payload.find(b"cut") + 50], "winmail.dat")
    assert (document.partial, document.members[0].payload) == (True, b"whole")
    with pytest.raises(UnreadableError):
        parse(document.members[1].payload, document.members[1].name)


@pytest.mark.parametrize("kind", [0x1F, 0x101F, 0x1003, 0x1048])
def test_count_without_values_takes_no_memory(kind: int) -> None:
    """A few bytes that promise four thousand million values: nothing is made before it is there."""
    data = struct.pack("<LHHL", 0xFFFFFFFF, kind, 0x3707, 0xFFFFFFFF)
    with pytest.raises(UnreadableError):
        parse(SIGNATURE + attribute(2, 0x9005, 6, data), "winmail.dat")


def test_signature_alone_is_unreadable() -> None:
    """There is nothing behind it."""
    with pytest.raises(UnreadableError):
        parse(SIGNATURE, "winmail.dat")
