"""Tars, and single files or tars behind gzip, bzip2 and xz."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
from collections.abc import Callable

import pytest

from parsers.document import Document
from parsers.errors import TooLargeError, UnreadableError
from parsers.registry import parse
from tests.documents.writers import pdf_of

TEXT = "一、项目实施成效\n".encode() * 500
FILES = {"材料/工作总结.txt": TEXT, "._a": b"x", "b": b""}
Compress = Callable[[bytes], bytes]


def tar_of(
    files: dict[str, bytes], *, tar_format: int = tarfile.PAX_FORMAT, encoding: str = "utf-8"
) -> bytes:
    """A tar of these files, with a folder, a link and a device beside them."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tar_format, encoding=encoding) as archive:
        for kind, name in ((tarfile.DIRTYPE, "材料"), (tarfile.SYMTYPE, "l"), (tarfile.CHRTYPE, "d")):
            special = tarfile.TarInfo(name)
            special.type, special.linkname = kind, "/etc/passwd"
            archive.addfile(special)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def read(document: Document) -> dict[str, bytes]:
    """The members by name."""
    return {member.name: member.payload for member in document.members}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("tar_format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_files_of_every_format(tar_format: int, encoding: str) -> None:
    """Regular files only; names in either encoding where the format does not say."""
    document = parse(tar_of(FILES, tar_format=tar_format, encoding=encoding), "a.tar")
    assert read(document) == {"材料/工作总结.txt": TEXT, "b": b""}


@pytest.mark.parametrize(
    ("compress", "name"),
    [
        (gzip.compress, "a.tar.gz"),
        (gzip.compress, "a.tgz"),
        (bz2.compress, "a.tar.bz2"),
        (lzma.compress, "a.txz"),
    ],
)
def test_compressed_tar_gives_its_files(compress: Compress, name: str) -> None:
    """Not one file named "a.tar"."""
    assert read(parse(compress(tar_of(FILES)), name)) == {"材料/工作总结.txt": TEXT, "b": b""}


def test_tar_that_begins_with_a_pdf_is_a_tar() -> None:
    """Its mark stands in the first kilobyte, where a PDF's may as well."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("a.pdf")
        payload = pdf_of(["x"])
        info.size = len(payload)
        archive.addfile(info, io.BytesIO(payload))
    assert read(parse(buffer.getvalue(), "a.tar")) == {"a.pdf": payload}


@pytest.mark.parametrize(
    ("compress", "name"),
    [(gzip.compress, "总结.txt.gz"), (bz2.compress, "总结.txt.bz2"), (lzma.compress, "总结.txt.xz")],
)
def test_single_file_is_named_by_its_container(compress: Compress, name: str) -> None:
    """Where the format keeps no name."""
    assert read(parse(compress(TEXT), name)) == {"总结.txt": TEXT}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_single_file_is_named_by_gzip(encoding: str) -> None:
    """The name that gzip keeps, whatever the container is called now; an extra field may stand before it."""
    packed = gzip.compress(TEXT)
    extra = struct.pack("<H4s", 4, b"abcd")
    head = packed[:3] + b"\x0c" + packed[4:10] + extra + "工作总结.txt".encode(encoding) + b"\0"
    assert read(parse(head + packed[10:], "下载.gz")) == {"工作总结.txt": TEXT}


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_bomb_is_too_large(compress: Compress) -> None:
    """Counted while it is unpacked: these formats state no size that could be trusted."""
    with pytest.raises(TooLargeError):
        parse(compress(bytes(60 * 1024**2)), "a.gz")


def test_streams_one_after_the_other_are_one_file() -> None:
    """As several programs at once write them; zeros behind the last are padding."""
    assert read(parse(gzip.compress(b"a") + gzip.compress(b"b") + bytes(100), "a.txt.gz")) == {"a.txt": b"ab"}


def test_xz_with_a_huge_dictionary_is_too_large() -> None:
    """It would take the memory before a byte of it is unpacked."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 256 * 1024**2}]
    with pytest.raises(TooLargeError):
        parse(lzma.compress(TEXT, filters=filters), "a.xz")


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_cut_off_file_is_unreadable(compress: Compress) -> None:
    """Half a summary is none."""
    with pytest.raises(UnreadableError):
        parse(compress(TEXT)[:-8], "a.gz")


def test_wrong_check_sum_is_unreadable() -> None:
    """Of gzip, at the very end."""
    packed = gzip.compress(TEXT)
    with pytest.raises(UnreadableError):
        parse(packed[:-8] + b"\0\0\0\0" + packed[-4:], "a.gz")


def test_cut_off_tar_gives_what_is_whole() -> None:
    """The last file lacks its end."""
    payload = tar_of({"a.txt": TEXT, "b.txt": b"cut" * 1000})
    document = parse(payload[: payload.find(b"cut") + 500], "a.tar")
    assert document.partial
    assert document.members[0].payload == TEXT


def test_sparse_file_of_a_terabyte_is_left_out() -> None:
    """GNU tar keeps only what is written of it; to read it would give the rest as zeros."""
    payload = bytearray(tar_of({"a.txt": TEXT, "b.txt": b"x" * 600}, tar_format=tarfile.GNU_FORMAT))
    start = payload.find(b"b.txt\0")
    payload[start + 156 : start + 157] = b"S"
    payload[start + 483 : start + 495] = b"10000000000\0"  # octal: the size that it has when it is whole
    payload[start + 148 : start + 156] = b" " * 8
    payload[start + 148 : start + 156] = b"%06o\0 " % sum(payload[start : start + 512])
    assert read(parse(bytes(payload), "a.tar")) == {"a.txt": TEXT}
