"""Which parser reads which file, by its bytes; and what is said of files that none reads."""

import struct
from pathlib import Path

import pytest

from parsers import registry
from parsers.errors import EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.registry import PARSERS, AmbiguousFormatError, Parser, parse
from parsers.sniff import sniff
from tests.documents.word import package, paragraph, zip_of
from tests.documents.writers import docx_of, pdf_of, picture_of

DOCUMENTS = Path(__file__).parent.parent / "documents"


def ole(*streams: str, word_flags: int = 0) -> bytes:
    """An OLE file with these streams in its directory, as far as sniffing looks."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<H", header, 30, 9)
    directory = bytearray()
    for stream in ("Root Entry", *streams):
        entry = bytearray(128)
        name = (stream + "\0").encode("utf-16-le")
        entry[: len(name)] = name
        struct.pack_into("<H", entry, 64, len(name))
        struct.pack_into("<I", entry, 116, 4)
        directory += entry
    directory = directory.ljust(512 * 4, b"\0")
    fib = struct.pack("<H8xBB", 0xA5EC, 0, word_flags)
    return bytes(header + directory + fib.ljust(512, b"\0"))


KINDS = [
    (docx_of(["文"]), "a.pdf", "docx"),
    (pdf_of(["文"]), "a.docx", "pdf"),
    (b"\x0c\n" + pdf_of(["\u6587"]), "a", "pdf"),
    (ole("WordDocument", "1Table"), "a.doc", "doc"),
    (ole("WordDocument"), "a.wps", "wps"),
    (ole("Workbook"), "a.xls", "xls"),
    (ole("WordDocument", "Workbook"), "a.doc", "doc"),
    (ole("PowerPoint Document"), "a", "ppt"),
    (ole("__nameid_version1.0"), "a.msg", "msg"),
    (ole("Something"), "a", "ole"),
    (ole("EncryptionInfo", "EncryptedPackage"), "a.docx", "encrypted-office"),
    (ole("WordDocument", word_flags=1), "a.doc", "encrypted-office"),
    (zip_of({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "a", "xlsx"),
    (zip_of({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "a", "pptx"),
    (zip_of({"OFD.xml": "x"}), "a", "ofd"),
    (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}), "a", "odt"),
    (zip_of({"总结.docx": "x"}), "a.zip", "zip"),
    (zip_of({"word/readme.txt": "x"}), "a.zip", "zip"),
    (docx_of(["文"])[:3000], "a", "docx"),
    (b"PK\x03\x04" + b"x" * 99, "a.docx", "docx"),
    (b"PK\x03\x04" + b"x" * 99, "a.zip", "zip"),
    (b"Rar!\x1a\x07\x01\x00", "a", "rar"),
    (b"7z\xbc\xaf\x27\x1c" + b"\0" * 26, "a", "7z"),
    (b"{\\rtf1\\ansi}", "a.doc", "rtf"),
    (picture_of(file_format="PNG"), "a.pdf", "png"),
    (picture_of(file_format="JPEG"), "a", "jpg"),
    (picture_of(file_format="TIFF"), "a", "tiff"),
    (picture_of(file_format="BMP"), "a", "bmp"),
    (picture_of(file_format="WEBP"), "a", "webp"),
    (b"\0\0\0\x18ftypheic\0\0\0\0", "a", "heic"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "a", "mp4"),
    (b"\x78\x9f\x3e\x22\x01\x00", "winmail.dat", "tnef"),
    (b"<!DOCTYPE html><html></html>", "a.doc", "html"),
    ("\ufeff<html><head>".encode(), "a.xls", "html"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\nbody", "a.doc", "mht"),
    (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\nTo: b\r\n\r\nbody", "a", "eml"),
    (b"Received: from x by y\r\nFrom: a@example.org\r\nSubject: x\r\n\r\nbody", "a", "eml"),
    (b"From a@example.org Mon Jan 1 00:00:00 2024\nReturn-Path: <>\nSubject: x\n\nbody", "a", "eml"),
    ("备注：\n联系人：李明".encode("gb18030"), "a", "txt"),
    ("BM也是文字".encode(), "a", "txt"),
    ("文".encode("utf-16"), "a", "txt"),
    (b"a,b", "a.CSV", "csv"),
    (ole("Something"), "a.doc", "doc"),
    (b"PK\x03\x04" + b"x" * 99, "a.odt", "odt"),
    (b"Subject: only one\n\nno mail", "a", "txt"),
    (b"a.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(255, b"\0"), "a.txt", "tar"),
    (bytes(range(256)), "a.docx", "unknown"),
    (b"", "a", ""),
    (b"\0\0\0 \r\n", "a", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("payload", "name", "kind"), KINDS, ids=[f"{kind}-{place}" for place, (*_, kind) in enumerate(KINDS)]
)
def test_format_is_told_by_the_bytes(payload: bytes, name: str, kind: str) -> None:
    """A wrong name changes nothing; only text and broken packages are told by it."""
    assert sniff(payload, name) == kind
    assert sum(parser.accepts(payload, name) for parser in PARSERS) <= 1


@pytest.mark.parametrize("kind", ["mp4"])
def test_unsupported_format_says_which(kind: str) -> None:
    """The unit is told what it sent."""
    payload, name, _kind = next(case for case in KINDS if case[2] == kind)
    with pytest.raises(UnsupportedFormatError) as unsupported:
        parse(payload, name)
    assert unsupported.value.kind == kind


@pytest.mark.parametrize(
    "payload", [ole("EncryptedPackage"), ole("WordDocument", word_flags=1), pdf_of(["x"], user_password="p")]
)
def test_password_is_encrypted(payload: bytes) -> None:
    """An Office file or PDF behind a password is told as such."""
    with pytest.raises(EncryptedError):
        parse(payload, "总结.docx")


@pytest.mark.parametrize("payload", [b"", b"   \r\n", b"\0" * 5000])
def test_empty_file_is_unreadable(payload: bytes) -> None:
    """A file of no bytes, of white space, or of zeros (a broken upload)."""
    with pytest.raises(UnreadableError):
        parse(payload, "总结.docx")


def test_two_parsers_for_one_file_are_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsers that claim the same file are an error, never a race."""
    twice = (PARSERS[0], PARSERS[0])
    monkeypatch.setattr(registry, "PARSERS", twice)
    with pytest.raises(AmbiguousFormatError, match="docx, docx"):
        parse(docx_of(["x"]), "a.docx")


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (KeyError("x"), UnreadableError),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "x"), UnreadableError),
        (RecursionError(), UnreadableError),
        (OSError("image file is truncated"), UnreadableError),
        (struct.error(), UnreadableError),
        (MemoryError(), TooLargeError),
        (RuntimeError("File is encrypted, password required"), EncryptedError),
        (AttributeError("ours"), AttributeError),
        (RuntimeError("ours"), RuntimeError),
    ],
)
def test_what_libraries_raise_is_translated(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, told: type[Exception]
) -> None:
    """Exceptions that mean damage become the sender's; those that mean a fault of ours stay."""

    def fail(_payload: bytes, _name: str) -> None:
        raise raised

    monkeypatch.setattr(registry, "PARSERS", (Parser("x", lambda _payload, _name: True, fail),))  # type: ignore[arg-type] # it never returns
    with pytest.raises(told):
        parse(b"x", "x")


def test_every_byte_cut_off_is_told_politely() -> None:
    """Files cut off or overwritten anywhere give a Document or a ParseError, never another exception."""
    for payload in (docx_of(["正文"] * 3), pdf_of(["正文"] * 3), picture_of(), package(paragraph("正文"))):
        for place in range(1, len(payload), max(1, len(payload) // 25)):
            for damaged in (payload[:place], payload[:place] + b"\xff\0\xff" + payload[place + 3 :]):
                try:
                    parse(damaged, "总结.docx")
                except (UnreadableError, UnsupportedFormatError, TooLargeError, EncryptedError):
                    continue
