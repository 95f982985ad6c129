"""winmail.dat: Outlook's own wrapping of a message (MS-OXTNEF), sent by an Exchange that takes us for one.

A walk of our own: tnefparse believes whatever counts a file claims (53 bytes make it take a gigabyte), and decodes
names by the code page that the file states, which for Chinese names is often wrong.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from parsers import mapi
from parsers.document import Document
from parsers.packing import Packed, damaged, unpack_all
from parsers.sniff import sniff

_ATTRIBUTE = struct.Struct("<BHHL")  # level, id, type, length; a check sum of two bytes follows the data
_HEAD_SIZE = 6  # signature and key
_MESSAGE_LEVEL, _ATTACHMENT_LEVEL = 1, 2
_MOST_ATTRIBUTES = 20_000
_BODY, _RENDERING, _DATA, _TITLE, _PROPERTIES = 0x800C, 0x9002, 0x800F, 0x8010, 0x9005  # ids
_MESSAGE_PROPERTIES = 0x9003
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")  # IID_IMessage; a TNEF follows it
_INTERFACE_SIZE = len(_EMBEDDED_MESSAGE)
_WIDTHS = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
_MANY = 0x1000  # flag of a type: several values, their count before them
_NAMED = 0x8000  # properties from here on bring a name along


@dataclass(frozen=True, slots=True)
class _Attribute:
    """One of TNEF's own fields; not `is_whole` where the file ends before it."""

    level: int
    identity: int
    data: bytes
    is_whole: bool


def accepts(payload: bytes, name: str) -> bool:
    """Hold for TNEF's signature."""
    return sniff(payload, name) == "tnef"


def parse(payload: bytes, name: str) -> Document:
    """Read the attachments, and the body where it is plain text (Outlook's usual one, packed RTF, is not read).

    Raises TooLargeError, UnreadableError where nothing can be read.
    """
    del name  # a TNEF is known by its signature
    attributes = list(islice(_attributes(payload), _MOST_ATTRIBUTES))
    if not attributes:
        raise damaged()
    attachments = [_attachment(group) for group in _groups(attributes)]
    shown = [each for each in attachments if each is not None]
    document = unpack_all("tnef", shown, len(payload))
    is_whole = attributes[-1].is_whole and not document.partial
    return replace(document, blocks=mapi.body_blocks(_body(attributes)), partial=not is_whole)


def _attributes(payload: bytes) -> Iterator[_Attribute]:
    """TNEF's fields one after the other, as far as they make sense (MS-OXTNEF 2.1.3.1)."""
    place = _HEAD_SIZE
    while place + _ATTRIBUTE.size <= len(payload):
        level, identity, _kind, size = _ATTRIBUTE.unpack_from(payload, place)
        if level not in {_MESSAGE_LEVEL, _ATTACHMENT_LEVEL}:
            return
        start, place = place + _ATTRIBUTE.size, place + _ATTRIBUTE.size + size + 2
        yield _Attribute(level, identity, payload[start : start + size], start + size <= len(payload))


def _groups(attributes: Iterable[_Attribute]) -> list[list[_Attribute]]:
    """The fields of each attachment: attAttachRendData begins one."""
    groups: list[list[_Attribute]] = []
    for attribute in attributes:
        if attribute.level != _ATTACHMENT_LEVEL:
            continue
        if attribute.identity == _RENDERING or not groups:
            groups.append([])
        groups[-1].append(attribute)
    return groups


def _attachment(group: list[_Attribute]) -> Packed | None:
    """Give the attachment's name and how to get at its bytes; None for pictures that belong to the body."""
    fields = {attribute.identity: attribute.data for attribute in group}
    values, are_whole = _read_properties(fields.get(_PROPERTIES, b""))
    if mapi.HIDDEN in values and any(values[mapi.HIDDEN][1]):
        return None
    texts = {key: mapi.decode_text(raw, kind) for key, (kind, raw) in values.items() if kind in mapi.TEXTS}
    title = mapi.decode_text(fields.get(_TITLE, b""), mapi.TEXT8)
    data, suffix = fields.get(_DATA, b""), ""
    if not data and mapi.ATTACH_DATA in values:
        data, suffix = _object(values[mapi.ATTACH_DATA][1])
    is_whole = are_whole and all(attribute.is_whole for attribute in group)
    return Packed(
        (mapi.attachment_name(texts) or title) + suffix, len(data), _Content(data, is_whole=is_whole)
    )


def _object(raw: bytes) -> tuple[bytes, str]:
    """An object's bytes without the interface that they belong to; an embedded message is a TNEF again."""
    suffix = ".dat" if raw.startswith(_EMBEDDED_MESSAGE) else ""
    return raw[_INTERFACE_SIZE:], suffix


class _Content:
    """Gives an attachment's bytes when called."""

    def __init__(self, data: bytes, *, is_whole: bool) -> None:
        self._data = data
        self._is_whole = is_whole

    def __call__(self) -> bytes:
        """Give the bytes; UnreadableError where the file ends before them."""
        if not self._is_whole:
            raise damaged()
        return self._data


def _body(attributes: Iterable[_Attribute]) -> str:
    fields = {each.identity: each.data for each in attributes if each.level == _MESSAGE_LEVEL}
    values, _are_whole = _read_properties(fields.get(_MESSAGE_PROPERTIES, b""))
    kind, raw = values.get(mapi.BODY, (mapi.TEXT8, fields.get(_BODY, b"")))
    return mapi.decode_text(raw, kind)


# Outlook's properties inside TNEF (MS-OXTNEF 2.1.3.4)


class _Fields:
    """Reads values one after the other. What is longer than the file is an EOFError, before anything is made of it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def number(self, size: int = 4) -> int:
        """A number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def take(self, size: int) -> bytes:
        """So many bytes."""
        data = self._data[self._place : self._place + size]
        if len(data) < size:
            raise EOFError
        self._place += size
        return data

    def padded(self, size: int) -> bytes:
        """So many bytes, and what fills them up to a multiple of four."""
        data = self.take(size)
        self._place += -size % 4
        return data


def _read_properties(data: bytes) -> tuple[dict[int, tuple[int, bytes]], bool]:
    """Every property's type and (first) value by its number, and whether all could be read."""
    values: dict[int, tuple[int, bytes]] = {}
    if not data:
        return values, True
    fields = _Fields(data)
    try:
        for _property in range(fields.number()):
            kind, identity = fields.number(2), fields.number(2)
            if identity >= _NAMED:
                _skip_name(fields)
            values[identity] = kind & ~_MANY, _value(fields, kind)
    except EOFError:
        return values, False
    return values, True


def _skip_name(fields: _Fields) -> None:
    fields.take(16)  # the property set
    if fields.number() == 0:
        fields.number()
    else:
        fields.padded(fields.number())


def _value(fields: _Fields, kind: int) -> bytes:
    """The first of a property's values. Each takes bytes, so that no count runs on beyond the data."""
    plain = kind & ~_MANY
    if plain in _WIDTHS:
        count = fields.number() if kind & _MANY else 1
        values = (fields.take(_WIDTHS[plain]) for _value in range(count))
    else:
        values = (fields.padded(fields.number()) for _value in range(fields.number()))
    first = next(values, b"")
    for _rest in values:
        continue
    return first
