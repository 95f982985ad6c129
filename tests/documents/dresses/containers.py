"""Files in files: zip with names in GBK, rar and 7z without compression, winmail.dat, attached mails.

Each writer takes (name, bytes) pairs and is as small as the format allows; no library writes rar or TNEF.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

Members = Sequence[tuple[str, bytes]]

_DOS_TIME = (44 << 25) | (3 << 21) | (15 << 16) | (9 << 11)  # 15 March 2024, 9:00
_DATE = (2024, 3, 15, 9, 0, 0)


def zip_gbk(members: Members) -> bytes:
    """Give a zip as Chinese Windows programs write it: names in GBK, the UTF-8 flag off."""
    return _rename_as_gbk(_zip_of(members), [name for name, _payload in members])


def zip_utf8(members: Members) -> bytes:
    """Give a zip with names in UTF-8, the flag on."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, payload in members:
            archive.writestr(zipfile.ZipInfo(name, _DATE), payload, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _zip_of(members: Members) -> bytes:
    """Write names of one ASCII letter a byte, to be replaced by GBK's bytes of the same number."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, (name, payload) in enumerate(members):
            archive.writestr(zipfile.ZipInfo(_stand_in(place, name), _DATE), payload, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _stand_in(place: int, name: str) -> str:
    return f"@{place:03d}".ljust(len(name.encode("gbk")), "@")


def _rename_as_gbk(payload: bytes, names: Sequence[str]) -> bytes:
    for place, name in enumerate(names):
        payload = payload.replace(_stand_in(place, name).encode(), name.encode("gbk"))
    return payload


def zip_encrypted(members: Members, password: bytes = b"2024") -> bytes:
    """Give a zip behind a password (APPNOTE.TXT 6.1, the traditional encryption), stored."""
    local, central = b"", b""
    for name, payload in members:
        raw, check = name.encode("gbk"), zlib.crc32(payload)
        sealed = _zip_cipher(bytes(11) + bytes([check >> 24]) + payload, password)
        head = struct.pack("<HHHIIIIHH", 20, 1, 0, _DOS_TIME, check, len(sealed), len(payload), len(raw), 0)
        central += b"PK\x01\x02\x14\x00" + head + struct.pack("<HHHII", 0, 0, 0, 0, len(local)) + raw
        local += b"PK\x03\x04" + head + raw + sealed
    count = len(members)
    return (
        local
        + central
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(central), len(local), 0)
    )


def _zip_cipher(plain: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]
    for byte in password:
        _update(keys, byte)
    sealed = bytearray()
    for byte in plain:
        mixed = (keys[2] | 2) & 0xFFFF
        sealed.append(byte ^ (mixed * (mixed ^ 1) >> 8 & 0xFF))
        _update(keys, byte)
    return bytes(sealed)


def _update(keys: list[int], byte: int) -> None:
    keys[0] = _crc_step(keys[0], byte)
    keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
    keys[2] = _crc_step(keys[2], keys[1] >> 24)


def _crc_step(value: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def rar(members: Members) -> bytes:
    """Give a RAR 4 archive whose files are stored, names in GBK and, as WinRAR adds them, in its own Unicode form."""
    made = b"Rar!\x1a\x07\x00" + _rar_block(0x73, 0, bytes(6))
    for name, payload in members:
        raw = name.encode("gbk") + b"\x00" + _rar_unicode(name)
        fields = struct.pack(
            "<IIBIIBBHI",
            len(payload),
            len(payload),
            2,
            zlib.crc32(payload),
            _DOS_TIME,
            20,
            0x30,
            len(raw),
            0x20,
        )
        made += _rar_block(0x74, 0x8000 | 0x0200, fields + raw) + payload
    return made + _rar_block(0x7B, 0x4000, b"")


def _rar_block(kind: int, flags: int, body: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def _rar_unicode(name: str) -> bytes:
    """WinRAR's packing of a name: a high byte, then for four characters at a time a byte of flags; 2 is "two bytes"."""
    packed = bytearray([0])
    for start in range(0, len(name), 4):
        group = name[start : start + 4]
        packed.append(sum(2 << (6 - 2 * place) for place in range(len(group))))
        packed += group.encode("utf-16-le")
    return bytes(packed)


def seven_zip(members: Members) -> bytes:
    """Give a 7z archive whose files are stored: one folder with the method "copy", a substream a file."""
    packed = b"".join(payload for _name, payload in members)
    sizes = [len(payload) for _name, payload in members]
    names = b"\x00" + b"".join((name + "\0").encode("utf-16-le") for name, _payload in members)
    pack = b"\x06\x00\x01\x09" + _number(len(packed)) + b"\x00"
    unpack = b"\x07\x0b\x01\x00\x01\x01\x00\x0c" + _number(len(packed)) + b"\x00"
    checks = b"".join(struct.pack("<I", zlib.crc32(payload)) for _name, payload in members)
    streams = (
        b"\x0d" + _number(len(sizes)) + b"\x09" + b"".join(map(_number, sizes[:-1])) + b"\x0a\x01" + checks
    )
    files = b"\x05" + _number(len(members)) + b"\x11" + _number(len(names)) + names + b"\x00"
    header = b"\x01\x04" + pack + unpack + b"\x08" + streams + b"\x00\x00" + files + b"\x00"
    start = struct.pack("<QQI", len(packed), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + packed + header


def _number(value: int) -> bytes:
    """7z's numbers: the count of leading ones tells how many bytes follow."""
    for extra in range(8):
        if value < 1 << (7 * (extra + 1)):
            first = (0xFF00 >> extra) & 0xFF | value >> (8 * extra)
            return bytes([first]) + (value & (1 << 8 * extra) - 1).to_bytes(extra, "little")
    return b"\xff" + value.to_bytes(8, "little")


def winmail(members: Members) -> bytes:
    """Give Outlook's winmail.dat (MS-OXTNEF): for each file its rendering, title and data; titles in GBK."""
    made = struct.pack("<IH", 0x223E9F78, 1)
    made += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000))  # the version
    made += _attribute(1, 0x00069007, struct.pack("<II", 936, 0))  # the code page
    for name, payload in members:
        made += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0))
        made += _attribute(2, 0x00018010, name.encode("gbk") + b"\0")
        made += _attribute(2, 0x0006800F, payload)
    return made


def _attribute(level: int, identifier: int, content: bytes) -> bytes:
    head = struct.pack("<BII", level, identifier, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def attached_mail(members: Members) -> bytes:
    """Give a mail that was saved, or forwarded as an attachment, with these files."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "unit@example.org", "submissions@example.org"
    mail["Subject"] = "转发：项目工作总结"
    mail["Date"] = "Fri, 15 Mar 2024 09:00:00 +0800"
    mail["Message-ID"] = "<dresses@example.org>"
    mail.set_content("您好，附件请查收。")
    for name, payload in members:
        mail.add_attachment(payload, "application", "octet-stream", filename=name)
    mail.set_boundary("----dresses")
    return mail.as_bytes()


def office_encrypted(payload: bytes) -> bytes:
    """Give an OLE file with the streams of an Office document behind a password (MS-CFB, MS-OFFCRYPTO).

    The content is no real cipher text: nobody has the password anyway.
    """
    body = struct.pack("<Q", len(payload)) + bytes(byte ^ 0x5A for byte in payload)
    body = body.ljust(max(4096, -(-len(body) // 512) * 512), b"\0")
    info = b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>".ljust(4096, b"\0")
    sectors = (len(body) + len(info)) // 512
    tables = -(-(sectors + 2) // 127)
    return (
        _ole_head(tables)
        + _ole_table(tables, len(info) // 512, len(body) // 512)
        + _ole_names(tables, len(info), len(body))
        + info
        + body
    )


def _ole_head(tables: int) -> bytes:
    places = list(range(tables)) + [0xFFFFFFFF] * (109 - tables)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return head + struct.pack("<109I", *places)


def _ole_table(tables: int, info: int, body: int) -> bytes:
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    for length in (info, body):
        first = len(chain)
        chain += [*range(first + 1, first + length), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (128 * tables - len(chain))
    return struct.pack(f"<{len(chain)}I", *chain)


def _ole_names(tables: int, info: int, body: int) -> bytes:
    first = tables + 1
    return (
        _ole_entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + _ole_entry("EncryptionInfo", 2, 0xFFFFFFFF, first, info, right=2)
        + _ole_entry("EncryptedPackage", 2, 0xFFFFFFFF, first + info // 512, body)
        + bytes(128)
    )


def _ole_entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
