"""Write winmail.dat as Outlook and Exchange do (MS-OXTNEF)."""

import struct
from dataclasses import dataclass

SIGNATURE = b"\x78\x9f\x3e\x22\x01\x00"
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_MESSAGE, _ATTACHMENT = 1, 2


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in the TNEF. `title` is its short name in the sender's code page, `name` the long one in UTF-16."""

    payload: bytes
    name: str = ""
    title: bytes = b"ATT1"
    is_message: bool = False  # `payload` is a TNEF, attached as a message
    is_hidden: bool = False


def tnef_of(*attached: Attached, body: str = "") -> bytes:
    """A TNEF of these files, and of a plain body where one is given."""
    found = SIGNATURE + attribute(_MESSAGE, 0x9006, 8, struct.pack("<L", 0x10000))
    if body:
        found += attribute(_MESSAGE, 0x800C, 2, body.encode("gb18030") + b"\0")
    return found + b"".join(_attachment(each) for each in attached)


def _attachment(attached: Attached) -> bytes:
    found = attribute(_ATTACHMENT, 0x9002, 6, bytes(14))
    found += attribute(_ATTACHMENT, 0x8010, 1, attached.title + b"\0")
    listed = [named_property("名", b"\1\0\0\0"), several(0x1003, 0x6000, [b"\1\0\0\0", b"\2\0\0\0"])]
    if attached.name:
        listed.append(several(0x1F, 0x3707, [attached.name.encode("utf-16-le") + b"\0\0"]))
    if attached.is_hidden:
        listed.append(struct.pack("<HHL", 0x0B, 0x7FFE, 1))
    if attached.is_message:
        listed.append(several(0x0D, 0x3701, [_EMBEDDED_MESSAGE + attached.payload]))
    else:
        found += attribute(_ATTACHMENT, 0x800F, 6, attached.payload)
    return found + attribute(_ATTACHMENT, 0x9005, 6, properties(*listed))


def attribute(level: int, identity: int, kind: int, data: bytes) -> bytes:
    """One of TNEF's own fields with its check sum."""
    return (
        struct.pack("<BHHL", level, identity, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
    )


def properties(*listed: bytes) -> bytes:
    """A list of Outlook's properties."""
    return struct.pack("<L", len(listed)) + b"".join(listed)


def several(kind: int, identity: int, values: list[bytes]) -> bytes:
    """A property that states how many values it has: those of variable length, and those of several values."""
    head = struct.pack("<HHL", kind, identity, len(values))
    if kind & 0x1000:
        return head + b"".join(values)
    return head + b"".join(struct.pack("<L", len(value)) + value + bytes(-len(value) % 4) for value in values)


def named_property(name: str, value: bytes) -> bytes:
    """A number under a name of its own."""
    raw = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HH16sLL", 0x03, 0x8001, bytes(16), 1, len(raw))
    return head + raw + bytes(-len(raw) % 4) + value
