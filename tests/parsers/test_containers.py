"""Containers among the other formats: who accepts what, and what damage makes of them."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.document import Document
from parsers.errors import ParseError
from parsers.registry import PARSERS, parse
from tests.documents.msg_writer import Mail, msg_of
from tests.documents.rar_writer import rar4_of, rar5_of
from tests.documents.tnef_writer import Attached, tnef_of
from tests.documents.word import zip_of
from tests.documents.writers import docx_of, pdf_of, picture_of
from tests.parsers.test_seven_zip import seven_zip_of
from tests.parsers.test_tar_archive import tar_of

FILES = {"材料/总结.txt": b"text" * 50, "b.txt": b"x"}
ATTACHED = (Attached(b"text" * 50, "总结.txt"), Attached(b"x", "b.txt"))
CONTAINERS = {
    "zip": zip_of(FILES),
    "7z": seven_zip_of(FILES),
    "rar": rar4_of(FILES),
    "rar5": rar5_of(FILES),
    "tar": tar_of(FILES),
    "gz": gzip.compress(b"text" * 50),
    "tnef": tnef_of(*ATTACHED, Attached(tnef_of(*ATTACHED), "inner", is_message=True), body="文"),
    "msg": msg_of(*ATTACHED, Mail("inner", ATTACHED), body="文"),
}
OTHERS = {
    "docx": docx_of(["文"]),
    "pdf": pdf_of(["文"]),
    "xlsx": zip_of({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}),
    "pptx": zip_of({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}),
    "ofd": zip_of({"OFD.xml": "x", "Doc_0/Document.xml": "x"}),
    "odt": zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}),
    "epub": zip_of({"mimetype": "application/epub+zip", "META-INF/container.xml": "x"}),
    "png": picture_of(),
    "txt": "文字".encode(),
    "eml": b"From: a@example.org\r\nSubject: x\r\nDate: x\r\n\r\nbody",
    "cab": b"MSCF\0\0\0\0" + bytes(60),
    "iso": bytes(0x8001) + b"CD001" + bytes(100),
}
CONTAINER_PARSERS = {"zip", "7z", "rar", "tar", "gz", "tnef", "msg"}
SUFFIXES = ["docx", "zip", "rar", "7z", "tar.gz", "dat", "msg", ""]


def accepting(payload: bytes, name: str) -> list[str]:
    """The parsers that accept a file."""
    return [parser.kind for parser in PARSERS if parser.accepts(payload, name)]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", CONTAINERS)
def test_container_is_known_by_its_bytes(kind: str, suffix: str) -> None:
    """Whatever it is called, its own parser accepts it and no other."""
    assert accepting(CONTAINERS[kind], f"材料.{suffix}") == [kind.replace("rar5", "rar")]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", OTHERS)
def test_other_formats_are_no_containers(kind: str, suffix: str) -> None:
    """Packages that are zips inside are documents, and unknown archives stay unsupported."""
    found = accepting(OTHERS[kind], f"材料.{suffix}")
    assert len(found) <= 1
    assert CONTAINER_PARSERS.isdisjoint(found)


def _damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    kind = draw(st.sampled_from(sorted(CONTAINERS)))
    payload = bytearray(CONTAINERS[kind])
    for _change in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(payload) - 1))
        length = draw(st.integers(0, 4))
        payload[place : place + length] = draw(st.binary(min_size=length, max_size=4))
    return kind, bytes(payload[: draw(st.integers(len(payload) // 2, len(payload)))])


@settings(max_examples=400)
@given(st.composite(_damaged)())
def test_damage_gives_a_document_or_a_reason(damaged: tuple[str, bytes]) -> None:
    """Nothing else, through the door that all files take; what is given can be read in turn."""
    kind, payload = damaged
    for member in _parsed(payload, kind).members:
        _parsed(member.payload, member.name)


def _parsed(payload: bytes, kind: str) -> Document:
    try:
        return parse(payload, f"材料.{kind}")
    except ParseError:
        return Document(kind)


@pytest.mark.parametrize(("kind", "most"), [("zip", 400), ("7z", 400), ("rar", 40), ("rar5", 40)])
def test_wrong_byte_makes_no_wrong_file(kind: str, most: int) -> None:
    """In formats with check sums each file comes as it was put in, or is told as lost, whichever byte is wrong."""
    payload = CONTAINERS[kind]
    for place in range(8, len(payload), max(1, len(payload) // most)):
        wrong = payload[:place] + bytes([payload[place] ^ 0xFF]) + payload[place + 1 :]
        for member in _parsed(wrong, kind).members:
            assert member.payload in FILES.values() or _is_refused(member.payload)


def _is_refused(payload: bytes) -> bool:
    try:
        parse(payload, "总结.txt")
    except ParseError:
        return True
    return False
