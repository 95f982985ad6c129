"""Zips as Windows, macOS, WinRAR and 7-Zip write them, damaged ones and bombs."""

import bz2
import io
import lzma
import struct
import zipfile
import zlib

import inflate64
import pytest

from parsers.document import Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.registry import parse
from parsers.zip_archive import unpack_data
from tests.documents.word import zip_of

TEXT = "一、项目实施成效\n".encode() * 500


def names_of(document: Document) -> list[str]:
    """The members' names."""
    return [member.name for member in document.members]


def zip_with_raw_names(names: list[bytes], extra: bytes = b"") -> bytes:
    """A zip whose names are these bytes, without the flag for UTF-8. `extra` fields follow each name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo("x" * len(name))
            info.extra = extra
            archive.writestr(info, b"x")
    payload = buffer.getvalue()
    for name in names:
        payload = payload.replace(b"x" * len(name) + extra, name + extra, 2)
    return payload


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_flag(encoding: str) -> None:
    """A Chinese Windows writes GBK, macOS UTF-8, and neither says so."""
    payload = zip_with_raw_names(["材料/工作总结.docx".encode(encoding)])
    assert names_of(parse(payload, "材料.zip")) == ["材料/工作总结.docx"]


def test_name_of_the_unicode_field() -> None:
    """Info-ZIP keeps the true name beside one that lost its characters."""
    raw = b"????.docx"
    true = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + "工作总结.docx".encode()
    payload = zip_with_raw_names([raw], struct.pack("<2H", 0x7075, len(true)) + true)
    assert names_of(parse(payload, "a.zip")) == ["工作总结.docx"]


def test_unicode_field_of_another_name_is_ignored() -> None:
    """Programs that rename a member leave the field behind: its check sum no longer fits."""
    stale = b"\x01" + struct.pack("<L", zlib.crc32(b"old")) + b"old"
    payload = zip_with_raw_names([b"a.docx"], struct.pack("<2H", 0x7075, len(stale)) + stale)
    assert names_of(parse(payload, "a.zip")) == ["a.docx"]


def test_folders_and_clutter_are_left_out() -> None:
    """Also folders that end in a backslash."""
    files = {
        "材料/": "",
        "图片\\": "",
        "材料\\总结.docx": "x",
        "__MACOSX/._总结.docx": "x",
        "材料/.DS_Store": "x",
    }
    assert names_of(parse(zip_of(files), "a.zip")) == ["材料/总结.docx"]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_usual_compression(method: int) -> None:
    """What programs offer in their menus."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("总结.txt", TEXT)
    assert [member.payload for member in parse(buffer.getvalue(), "a.zip").members] == [TEXT]


def patched(payload: bytes, **fields: int) -> bytes:
    """Change fields in all of a zip's headers: "flags", "method", "size" (unpacked), "packed"."""
    places = {"flags": (6, 8), "method": (8, 10), "packed": (18, 20), "size": (22, 24)}
    found = bytearray(payload)
    for mark, which in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 1)):
        at = payload.find(mark)
        while at >= 0:
            for field, value in fields.items():
                width = "<H" if field in {"flags", "method"} else "<L"
                struct.pack_into(width, found, at + places[field][which], value)
            at = payload.find(mark, at + 4)
    return bytes(found)


def test_deflate64() -> None:
    """Windows' Explorer uses it for large files; no one else does."""
    deflater = inflate64.Deflater()
    packed = deflater.deflate(TEXT) + deflater.flush()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("总结.txt", packed)
    payload = patched(buffer.getvalue(), method=9, size=len(TEXT))
    payload = payload.replace(struct.pack("<L", zlib.crc32(packed)), struct.pack("<L", zlib.crc32(TEXT)))
    assert [member.payload for member in parse(payload, "a.zip").members] == [TEXT]


def test_unknown_compression_asks_for_the_files() -> None:
    """The unit is told that it is an archive, not that it is damaged."""
    with pytest.raises(UnsupportedFormatError, match="zip"):
        parse(patched(zip_of({"总结.docx": "x"}), method=97), "a.zip")


@pytest.mark.parametrize("flags", [0x0001, 0x0009, 0x0041])
def test_password_is_encrypted(flags: int) -> None:
    """ZipCrypto, AES and PKWARE's own all set the first bit."""
    with pytest.raises(EncryptedError):
        parse(patched(zip_of({"总结.docx": "x"}), flags=flags), "a.zip")


def test_file_behind_a_password_does_not_take_the_others_along() -> None:
    """WinRAR can add a locked file to an open archive."""
    payload = zip_of({"总结.docx": "open", "证书.pdf": "locked"})
    at = payload.rfind(b"PK\x01\x02")
    document = parse(payload[: at + 8] + b"\x01" + payload[at + 9 :], "a.zip")
    assert (document.partial, document.members[0].payload) == (True, b"open")
    with pytest.raises(EncryptedError):
        parse(document.members[1].payload, document.members[1].name)


def test_damaged_file_does_not_take_the_others_along() -> None:
    """Its check sum is wrong; half of it may not be judged."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("总结.txt", "whole")
        archive.writestr("证书.txt", "broken")
    document = parse(buffer.getvalue().replace(b"broken", b"brokem"), "a.zip")
    assert (document.partial, document.members[0].payload) == (True, b"whole")
    with pytest.raises(UnreadableError):
        parse(document.members[1].payload, document.members[1].name)


def test_cut_off_zip_is_unreadable() -> None:
    """The directory stands at the end."""
    payload = zip_of({"总结.docx": "x" * 1000})
    with pytest.raises(UnreadableError):
        parse(payload[:-30], "a.zip")


def test_bomb_is_too_large_and_the_rest_is_read() -> None:
    """Declared honestly, beside a good file."""
    document = parse(zip_of({"总结.txt": TEXT, "零": bytes(80 * 1024**2)}), "a.zip")
    assert document.members[0].payload == TEXT
    with pytest.raises(TooLargeError):
        parse(document.members[1].payload, document.members[1].name)


def test_bomb_that_lies_about_its_size_is_damaged() -> None:
    """No more is unpacked than was declared, and one byte, which tells the lie."""
    with pytest.raises(UnreadableError):
        parse(patched(zip_of({"零": bytes(8 * 1024**2)}), size=100), "a.zip")


def test_no_more_is_unpacked_than_was_declared() -> None:
    """By none of the methods: eight megabytes wait behind a declared hundred bytes."""
    zeros, deflate64 = bytes(8 * 1024**2), inflate64.Deflater()
    compressor = zlib.compressobj(wbits=-15)
    lzma1 = lzma.compress(zeros, lzma.FORMAT_ALONE)
    packed = {
        0: zeros,
        8: compressor.compress(zeros) + compressor.flush(),
        9: deflate64.deflate(zeros) + deflate64.flush(),
        12: bz2.compress(zeros),
        14: b"\x09\x14\x05\x00" + lzma1[:5] + lzma1[13:],
    }
    for method, data in packed.items():
        assert unpack_data(method, data, 100) == bytes(101)


def test_many_files_over_the_same_bytes_are_held_to_the_limit() -> None:
    """A directory may name one piece of data a thousand times (Fifield's bomb): what counts is the sum."""
    payload = zip_of({"a": bytes(10 * 1024**2)})
    directory = payload.rfind(b"PK\x01\x02")
    end = payload.rfind(b"PK\x05\x06")
    entry, count = payload[directory:end], 100
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, directory, 0)
    document = parse(payload[:directory] + entry * count + tail, "a.zip")
    assert sum(len(member.payload) for member in document.members) < 20 * 1024**2


def test_piece_of_a_split_zip_is_told() -> None:
    """By the end record of the last, the mark of the first, the name of a cut one."""
    payload = zip_of({"总结.docx": "x"})
    at = payload.rfind(b"PK\x05\x06")
    last = payload[: at + 4] + b"\x02\0\x02\0" + payload[at + 8 :]
    for piece, name in (
        (last, "a.zip"),
        (b"PK\x07\x08" + payload[:40], "a.z01"),
        (payload[:40], "a.zip.001"),
    ):
        with pytest.raises(UnsupportedFormatError, match="volume"):
            parse(piece, name)


def test_bytes_before_the_zip_do_no_harm() -> None:
    """An empty member header of another program before the archive's first: offsets count from there."""
    payload = b"PK\x03\x04" + bytes(60) + zip_of({"总结.txt": TEXT})
    assert [member.payload for member in parse(payload, "a.zip").members] == [TEXT]


def test_empty_zip_is_a_container_without_files() -> None:
    """It opens, and there is nothing in it; rules/checks/unread.py finds the words."""
    document = parse(zip_of({".DS_Store": "x"}), "a.zip")
    assert (document.kind, document.members, document.partial) == ("zip", (), False)
