"""Documents as bytes: for the pipe from the worker process, and for the service's cache.

JSON for everything but the payloads of members, which follow it raw: no pickle, for a worker that a file has
overpowered must not be able to make its parent run anything.
"""

import hashlib
import json
import struct
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from parsers.document import Document, Member

_DOCUMENT = TypeAdapter(Document)
_HEAD = struct.Struct(">II")  # bytes of the Document's JSON, bytes of the list of members
_LIBRARIES = (
    "inflate64",
    "lxml",
    "numpy",
    "olefile",
    "opencv-python-headless",
    "openvino",
    "pdfplumber",
    "pillow",
    "py7zr",
    "pypdfium2",
    "rapidocr",
    "xlrd",
)


def dump_document(document: Document) -> bytes:
    """Give a Document as bytes that load_document reads."""
    text = _DOCUMENT.dump_json(replace(document, members=()))
    members = [(member.name, len(member.payload)) for member in document.members]
    listing = json.dumps(members).encode()
    payloads = (member.payload for member in document.members)
    return b"".join((_HEAD.pack(len(text), len(listing)), text, listing, *payloads))


def load_document(data: bytes) -> Document:
    """Give back the Document of dump_document. ValueError for other bytes."""
    if len(data) < _HEAD.size:
        raise ValueError("too short for a document")
    text_size, listing_size = _HEAD.unpack_from(data)
    members_at = _HEAD.size + text_size + listing_size
    try:
        document = _DOCUMENT.validate_json(data[_HEAD.size : _HEAD.size + text_size])
        listing = json.loads(data[_HEAD.size + text_size : members_at])
    except ValidationError as error:
        raise ValueError("no document") from error
    return replace(document, members=_load_members(listing, data[members_at:]))


def _load_members(listing: list[tuple[str, int]], payloads: bytes) -> tuple[Member, ...]:
    if sum(size for _name, size in listing) != len(payloads):
        raise ValueError("the members are not whole")
    members, place = [], 0
    for name, size in listing:
        members.append(Member(name, payloads[place : place + size]))
        place += size
    return tuple(members)


def _parser_version() -> str:
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    for library in _LIBRARIES:
        digest.update(version(library).encode())
    return digest.hexdigest()[:16]


PARSER_VERSION: str = _parser_version()
"""Changes with every change of a parser or its libraries; part of a cache's key."""
