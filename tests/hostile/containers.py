"""OLE files, winmail.dat and saved mails that loop, claim or nest."""

import struct

from tests.documents.ole import ole_file, record
from tests.documents.tnef_writer import SIGNATURE, Attached, attribute, tnef_of
from tests.hostile.hostile_file import PARTIAL, READ, REFUSED, HostileFile
from tests.hostile.mails import bare_mail, deep_mail, mail_in_mail, many_parts

_SECTOR = 512


def fat_cycle() -> bytes:
    """A presentation whose every sector is followed by the one before ([MS-CFB] 2.3)."""
    payload = bytearray(ole_file({"PowerPoint Document": record(4000, b"a\0" * 2000)}))
    fat = len(payload) - _SECTOR
    payload[fat : fat + 32] = struct.pack("<8I", 1, 0, 1, 0, 1, 0, 1, 0)
    return bytes(payload)


def fat_of_itself() -> bytes:
    """The list of tables leads round and round: its next piece is its first."""
    payload = bytearray(ole_file({"PowerPoint Document": b"x"}))
    payload[68:76] = struct.pack("<II", 0, 0xFFFFFFF0)
    return bytes(payload)


def directory_cycle() -> bytes:
    """Entries of the directory that are each other's brothers."""
    payload = bytearray(ole_file({"PowerPoint Document": b"x", "b": b"y"}))
    for name in ("PowerPoint Document", "b"):
        place = payload.find((name + "\0").encode("utf-16-le"))
        payload[place + 68 : place + 76] = struct.pack("<II", 1, 2)
    return bytes(payload)


def huge_stream_claim() -> bytes:
    """A stream that claims four gigabytes."""
    payload = bytearray(ole_file({"PowerPoint Document": b"x"}))
    place = payload.find("PowerPoint Document\0".encode("utf-16-le"))
    payload[place + 120 : place + 128] = struct.pack("<Q", 0xFFFFFFF0)
    return bytes(payload)


def greedy_tnef() -> bytes:
    """53 bytes that claim two thousand million properties; one library takes a gigabyte for them."""
    return SIGNATURE + attribute(2, 0x9005, 6, struct.pack("<LHHL", 0x7FFFFFFF, 0x1003, 0x6000, 0x7FFFFFFF))


def tnef_of_many(count: int = 60_000) -> bytes:
    """So many attachments of nothing."""
    return tnef_of() + attribute(2, 0x9002, 6, bytes(14)) * count


def tnef_in_tnef(depth: int = 40) -> bytes:
    """A message in a message in a message."""
    payload = tnef_of(Attached("正文".encode(), "总结.txt"))
    for _level in range(depth):
        payload = tnef_of(Attached(payload, "转发", is_message=True))
    return payload


_ANY = REFUSED | {READ, PARTIAL}
CONTAINERS = (
    HostileFile("环.ppt", fat_cycle, _ANY),
    HostileFile("环表.ppt", fat_of_itself, _ANY | {"unsupported"}),
    HostileFile("环目录.ppt", directory_cycle, _ANY | {"unsupported"}),
    HostileFile("假大.ppt", huge_stream_claim, _ANY),
    HostileFile("贪心.dat", greedy_tnef, _ANY),
    HostileFile("六万.dat", tnef_of_many, _ANY),
    HostileFile("套娃.dat", tnef_in_tnef, _ANY),
    HostileFile("套娃.eml", mail_in_mail, _ANY),
    HostileFile("深.eml", deep_mail, _ANY),
    HostileFile("十万.eml", many_parts, _ANY),
    HostileFile("空.eml", bare_mail, _ANY),
)
