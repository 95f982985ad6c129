"""Archives that unpack to far more than they are, lead out of their folder, or never end."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

import py7zr

from tests.documents.rar_writer import rar5_of
from tests.documents.word import zip_of
from tests.hostile.hostile_file import PARTIAL, READ, REFUSED, TOO_LARGE, UNREADABLE, HostileFile

ESCAPING_NAMES = (
    "../escaped.txt", "..\\..\\escaped.txt", "/escaped.txt", "C:\\escaped.txt", "a/../../escaped.txt",
    "\\\\server\\share\\escaped.txt", "~/escaped.txt", "\x1b[2Jescaped.txt", "." * 5000,
)  # fmt: skip
_MIB = 1024**2
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def zip_bomb(mebibytes: int = 120) -> bytes:
    """One member of zeros, a thousand times smaller than what it holds."""
    return zip_of({"总结.txt": bytes(mebibytes * _MIB)})


def forty_two(depth: int = 5, width: int = 16) -> bytes:
    """Zips within zips, sixteen of each, after 42.zip: a few kilobytes, sixteen million innermost files."""
    payload = zip_of({"0.txt": bytes(16 * _MIB)})
    for _level in range(depth):
        payload = zip_of({f"lib {number}.zip": payload for number in range(width)})
    return payload


def overlapping_zip(members: int = 900, mebibytes: int = 15) -> bytes:
    """Many entries of the directory share one piece of data (D. Fifield, "A better zip bomb", 2019)."""
    data = bytes(mebibytes * _MIB)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(data) + packer.flush()
    numbers = (20, 0, 8, 0, 0, zlib.crc32(data), len(packed), len(data))
    local = _LOCAL.pack(b"PK\x03\x04", *numbers, 6, 0) + b"000000" + packed
    entries = b"".join(
        _CENTRAL.pack(b"PK\x01\x02", 20, *numbers, 6, 0, 0, 0, 0, 0, 0) + f"{number:06}".encode()
        for number in range(members)
    )
    end = _END.pack(b"PK\x05\x06", 0, 0, members, members, len(entries), len(local), 0)
    return local + entries + end


def zip_of_many(members: int = 65_000) -> bytes:
    """A directory of so many empty files."""
    return zip_of({f"{number}.txt": b"" for number in range(members)})


def zip_with_forged_sizes() -> bytes:
    """The directory says one byte, the data holds sixteen million."""
    payload = bytearray(zip_of({"总结.txt": bytes(16 * _MIB)}))
    central = payload.rfind(b"PK\x01\x02")
    payload[central + 24 : central + 28] = struct.pack("<L", 1)
    return bytes(payload)


def zip_with_a_huge_claim() -> bytes:
    """The directory claims four gigabytes, the data holds nothing."""
    payload = bytearray(zip_of({"总结.txt": b"x"}))
    central = payload.rfind(b"PK\x01\x02")
    payload[central + 24 : central + 28] = struct.pack("<L", 0xFFFFFFF0)
    return bytes(payload)


def zip_with_escaping_names() -> bytes:
    """Members whose names lead out of every folder."""
    return zip_of(dict.fromkeys(ESCAPING_NAMES, "逃出去".encode()))


def zip_with_a_link(target: str = "/etc/hostname") -> bytes:
    """A symbolic link as Info-ZIP writes it: the member's data is where it leads."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("总结.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, target)
    return buffer.getvalue()


def seven_zip_bomb(mebibytes: int = 120) -> bytes:
    """A solid block of zeros, as 7-Zip packs it."""
    return _seven_zip({"总结.txt": bytes(mebibytes * _MIB)})


def seven_zip_of_bombs(mebibytes: int = 120) -> bytes:
    """A bomb in front of a small file, in one solid block: to come to the second the first must be unpacked."""
    return _seven_zip({"零.bin": bytes(mebibytes * _MIB), "总结.txt": "正文".encode()})


def _seven_zip(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def seven_zip_with_a_huge_directory() -> bytes:
    """The start header leads to a directory of exabytes."""
    start = struct.pack("<QQL", 2**62, 2**62, 0)
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<L", zlib.crc32(start)) + start


def rar_with_escaping_names() -> bytes:
    """Members whose names lead out of every folder; RAR 5."""
    return rar5_of({name: f"逃出去{name[:9]}".encode() for name in ESCAPING_NAMES[:5]})


def rar_with_forged_sizes() -> bytes:
    """Its one file claims to be a terabyte."""
    return rar5_of({"总结.txt": b"x" * 64}).replace(b"\x40", b"\xff", 1)


def tar_with_escaping_names() -> bytes:
    """Names, links and devices that lead out."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in ESCAPING_NAMES[:3:2]:
            entry = tarfile.TarInfo(name)
            entry.size = 9
            archive.addfile(entry, io.BytesIO("逃出去".encode()))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            entry = tarfile.TarInfo("总结.txt")
            entry.type, entry.linkname = kind, "/etc/hostname"
            archive.addfile(entry)
    return buffer.getvalue()


def sparse_tar() -> bytes:
    """A sparse file (GNU 1.0 in pax headers) that claims an exabyte, and a plain one that claims as much."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("稀疏.bin")
        entry.pax_headers = {
            "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(2**60),
            "GNU.sparse.name": "稀疏.bin",
        }  # fmt: skip
        map_of_one = b"1\n1152921504606846976\n0\n".ljust(512, b"\0")
        entry.size = len(map_of_one)
        archive.addfile(entry, io.BytesIO(map_of_one))
        huge = tarfile.TarInfo("巨大.bin")
        huge.size = 2**50
        archive.addfile(huge)
    return buffer.getvalue()


def tar_of_many(members: int = 200_000) -> bytes:
    """So many empty files: half a kilobyte each, almost nothing once it is packed."""
    entry = tarfile.TarInfo("空.txt").tobuf(tarfile.GNU_FORMAT)
    return gzip.compress(entry * members + bytes(1024))


def gzip_bomb(mebibytes: int = 120) -> bytes:
    """Zeros, packed once."""
    return gzip.compress(bytes(mebibytes * _MIB))


def endless_gzip(streams: int = 200_000) -> bytes:
    """Empty streams one after the other (RFC 1952, 2.2)."""
    return gzip.compress(b"") * streams


def bzip2_bomb(mebibytes: int = 120) -> bytes:
    """Zeros; bzip2 packs them ten thousand to one."""
    return bz2.compress(bytes(mebibytes * _MIB))


def xz_bomb(mebibytes: int = 120) -> bytes:
    """Zeros, in the format that packs them best."""
    return lzma.compress(bytes(mebibytes * _MIB))


def gzip_in_gzip(depth: int = 40) -> bytes:
    """A gzip of a gzip of a gzip."""
    payload = "正文".encode()
    for _level in range(depth):
        payload = gzip.compress(payload)
    return payload


HELD_BACK = frozenset({TOO_LARGE})
ARCHIVES = (
    HostileFile("炸弹.zip", zip_bomb, HELD_BACK),
    HostileFile("四十二.zip", forty_two, frozenset({READ})),
    HostileFile("重叠.zip", overlapping_zip, frozenset({PARTIAL, TOO_LARGE})),
    HostileFile("六万.zip", zip_of_many, HELD_BACK),
    HostileFile("假小.zip", zip_with_forged_sizes, REFUSED),
    HostileFile("假大.zip", zip_with_a_huge_claim, REFUSED),
    HostileFile("外逃.zip", zip_with_escaping_names, frozenset({READ, PARTIAL})),
    HostileFile("链接.zip", zip_with_a_link, frozenset({READ})),
    HostileFile("炸弹.7z", seven_zip_bomb, HELD_BACK),
    HostileFile("夹带.7z", seven_zip_of_bombs, frozenset({PARTIAL, TOO_LARGE})),
    HostileFile("目录.7z", seven_zip_with_a_huge_directory, REFUSED),
    HostileFile("外逃.rar", rar_with_escaping_names, frozenset({READ, PARTIAL})),
    HostileFile("假大.rar", rar_with_forged_sizes, REFUSED),
    HostileFile("外逃.tar", tar_with_escaping_names, frozenset({READ})),
    HostileFile("稀疏.tar", sparse_tar, frozenset({PARTIAL, *REFUSED})),
    HostileFile("二十万.tgz", tar_of_many, REFUSED | {PARTIAL}),
    HostileFile("炸弹.txt.gz", gzip_bomb, HELD_BACK),
    HostileFile("无尽.gz", endless_gzip, frozenset({READ, UNREADABLE})),
    HostileFile("炸弹.txt.bz2", bzip2_bomb, HELD_BACK),
    HostileFile("炸弹.txt.xz", xz_bomb, HELD_BACK),
    HostileFile("套娃.gz", gzip_in_gzip, frozenset({READ})),
)  # fmt: skip
