"""Mails that Outlook saved as .msg (MS-OXMSG): an OLE file in which every property is a stream of its own.

An attached mail is a storage in the same file; its attachments are given beside the others, under its subject.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

import olefile

from parsers import mapi
from parsers.document import Document
from parsers.packing import MOST_FILES, Packed, damaged, unpack_all
from parsers.sniff import sniff

_MOST_DEPTH = 5  # of mails attached to mails
_ATTACHMENT, _STREAM = "__attach_version1.0_", "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_BINARY, _STORAGE = 0x0102, 0x000D
_HIDDEN = struct.pack("<H", mapi.HIDDEN)
_ENTRIES_AT = 8  # in an attachment's fixed properties; 16 bytes each: type, number, flags, value

_Path = tuple[str, ...]


def accepts(payload: bytes, name: str) -> bool:
    """Hold for an OLE file with Outlook's table of named properties."""
    return sniff(payload, name) == "msg"


def parse(payload: bytes, name: str) -> Document:
    """Read the attachments, and the body where it is plain text. TooLargeError, UnreadableError."""
    del name  # a .msg is known by its streams
    file: olefile.OleFileIO[str] = olefile.OleFileIO(io.BytesIO(payload))
    with file as ole:
        message = _Message(ole)
        packed = list(islice(message.attachments((), 0), MOST_FILES + 1))
        document = unpack_all("msg", packed, len(payload))
        fields = (("title", message.text((), mapi.SUBJECT)),)
        return replace(document, blocks=mapi.body_blocks(message.text((), mapi.BODY)), fields=fields)


class _Message:
    """Reads properties of a message and of what is attached to it, by path."""

    def __init__(self, ole: "olefile.OleFileIO[str]") -> None:
        self._ole = ole
        self._paths = [tuple(path) for path in ole.listdir(streams=True, storages=True)]

    def text(self, path: _Path, identity: int) -> str:
        """A text property; "" where there is none."""
        for kind in (mapi.TEXT, mapi.TEXT8):
            stream = _stream(path, identity, kind)
            if self._ole.exists(list(stream)):
                return mapi.decode_text(self._read(stream), kind)
        return ""

    def attachments(self, path: _Path, depth: int) -> Iterator[Packed]:
        """What is attached to the message at this path, and to the mails attached to it."""
        for inner in self._paths:
            if inner[:-1] == path and inner[-1].startswith(_ATTACHMENT):
                yield from self._attachment(inner, depth)

    def _attachment(self, path: _Path, depth: int) -> Iterator[Packed]:
        """One attachment; a picture that belongs to the body is none, an attached mail gives its own."""
        if self._is_hidden(path):
            return
        stream = _stream(path, mapi.ATTACH_DATA, _BINARY)
        storage = _stream(path, mapi.ATTACH_DATA, _STORAGE)
        if self._ole.get_type(list(stream)) == olefile.STGTY_STREAM:
            size = self._ole.get_size(list(stream))
            yield Packed(self._attachment_name(path), size, partial(self._content, stream, size))
        elif depth < _MOST_DEPTH and self._ole.exists([*storage, _PROPERTIES]):
            folder = self.text(storage, mapi.SUBJECT).replace("/", "／") or "邮件"
            for inner in self.attachments(storage, depth + 1):
                yield replace(inner, name=f"{folder}/{inner.name}")

    def _attachment_name(self, path: _Path) -> str:
        return mapi.attachment_name({identity: self.text(path, identity) for identity in mapi.NAMES})

    def _is_hidden(self, path: _Path) -> bool:
        raw = self._read((*path, _PROPERTIES)) if self._ole.exists([*path, _PROPERTIES]) else b""
        entries = (raw[place : place + 16] for place in range(_ENTRIES_AT, len(raw) - 15, 16))
        return any(entry[2:4] == _HIDDEN and entry[8:9] == b"\x01" for entry in entries)

    def _content(self, path: _Path, size: int) -> bytes:
        data = self._read(path)
        if len(data) != size:
            raise damaged()
        return data

    def _read(self, path: _Path) -> bytes:
        try:
            return bytes(self._ole.openstream(list(path)).read())
        except OSError as error:
            raise damaged() from error


def _stream(path: _Path, identity: int, kind: int) -> _Path:
    return (*path, f"{_STREAM}{identity:04X}{kind:04X}")
