"""What a file is by its bytes: magic numbers, the names inside a zip, the streams of an OLE file.

The name decides only where the bytes leave two readings open (plain text, a damaged package).
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import PurePath

_HEAD = 64 * 1024  # bytes that are looked at to tell text from other things
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"ID3", "mp3"),
    (b"%!PS", "ps"),
    (b"AT&TFORM", "djvu"),
)
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted-office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__nameid_version1.0", "msg"),
)
_OLE_NAMES = {".doc": "doc", ".xls": "xls", ".ppt": "ppt"}  # of files that lost their directory
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg"}
_HEADER_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]*):[ \t]?[^\r\n]*")
_MAIL_FIELDS = {
    b"received", b"from", b"to", b"subject", b"date", b"mime-version", b"message-id", b"return-path", b"content-type",
    b"delivered-to", b"sender", b"cc", b"reply-to", b"dkim-signature", b"content-transfer-encoding", b"x-mailer",
}  # fmt: skip
_WEB_PAGE = re.compile(
    rb"^(?:Content-Type:\s*(?:multipart/related|text/html)|Snapshot-Content-Location:)",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = re.compile(
    rb"^(?:Received|To|Cc|Bcc|Message-ID|Return-Path|Delivered-To|X-Mailer):", re.IGNORECASE | re.MULTILINE
)
_CONTENT = re.compile(rb"[^\x00 \t\r\n]")
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta)\b",
    re.IGNORECASE | re.DOTALL,
)

# What zipfile raises for a directory or a member that is damaged, behind a password (RuntimeError) or gone.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    RuntimeError,
    LookupError,
    EOFError,
    OSError,
    ValueError,
)


@lru_cache(maxsize=1)  # every parser asks of the same file; parsers/registry.py lets go of it
def sniff(payload: bytes, name: str) -> str:
    """The short name of a file's format, "unknown" where nothing tells.

    "docx", "xlsx", "pptx" are the packages whatever their names say; "encrypted-office" is an Office file behind a
    password; "eml" a mail; "txt" and "html" text. "" for a file without content.
    """
    if _CONTENT.search(payload) is None:
        return ""
    if payload.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_zip(payload, name)
    if payload.startswith(_OLE):
        return _sniff_ole(payload, name)
    for magic, kind in _MAGIC:
        if payload.startswith(magic):
            return kind
    if b"%PDF-" in payload[:1024] and not _is_tar(payload):  # some programs put bytes of their own before it
        return "pdf"
    kind = _sniff_media(payload) or _sniff_text(payload) or "unknown"
    return "csv" if kind == "txt" and name.lower().endswith(".csv") else kind


def _sniff_zip(payload: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            names = [member.replace("\\", "/").lstrip("/").lower() for member in archive.namelist()]
            if "mimetype" in names:
                return _sniff_mimetype(archive)
    except _ZIP_DAMAGE:
        return _sniff_damaged_zip(payload, name)
    return _kind_of_members(names)


def _sniff_mimetype(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as member:
        stated = member.read(200).decode("ascii", "replace").strip()
    for word, kind in _ODF.items():
        if f"opendocument.{word}" in stated:
            return kind
    return "epub" if "epub" in stated else "zip"


def _kind_of_members(names: list[str]) -> str:
    if "ofd.xml" in names:
        return "ofd"
    if "index/document.iwa" in names:
        return "pages"
    if "[content_types].xml" in names or "_rels/.rels" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(member.startswith(folder) for member in names):
                return kind
    return "docx" if "word/document.xml" in names else "zip"


def _sniff_damaged_zip(payload: bytes, name: str) -> str:
    """Tell what a broken zip was meant to be, so that it is called damaged and not unsupported."""
    for folder, kind in ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"), (b"OFD.xml", "ofd")):
        if folder in payload:
            return kind
    suffix = PurePath(name).suffix.lower().lstrip(".")
    kinds = {"docx": "docx", "docm": "docx", "dotx": "docx", "xlsx": "xlsx", "pptx": "pptx", "ofd": "ofd"}
    kinds |= {"odt": "odt", "ods": "ods"}
    return kinds.get(suffix, "zip")


def _sniff_ole(payload: bytes, name: str) -> str:
    """Tell an OLE file by the first of its directory entries that we know ([MS-CFB] 2.6.1)."""
    found = []
    for stream, kind in _OLE_STREAMS:
        place = _ole_entry(payload, stream)
        if place is not None:
            found.append((place, kind))
    if any(kind == "encrypted-office" for _place, kind in found):
        return "encrypted-office"
    kind = min(found)[1] if found else _OLE_NAMES.get(PurePath(name).suffix.lower(), "ole")
    if kind == "doc" and _is_encrypted_doc(payload):
        return "encrypted-office"
    return "wps" if kind == "doc" and name.lower().endswith(".wps") else kind


def _ole_entry(payload: bytes, stream: str) -> int | None:
    """Where the directory entry of a stream begins, None where there is no such stream."""
    wanted = (stream + "\0").encode("utf-16-le")
    place = payload.find(wanted)
    while place >= 0:
        size = payload[place + 64 : place + 66]
        if place % 128 == 0 and size == struct.pack("<H", len(wanted)):
            return place
        place = payload.find(wanted, place + 1)
    return None


def _is_encrypted_doc(payload: bytes) -> bool:
    """Read fEncrypted of the FIB ([MS-DOC] 2.5.2), at the head of the stream WordDocument."""
    entry = _ole_entry(payload, "WordDocument") or 0
    shift = struct.unpack_from("<H", payload, 30)[0] if len(payload) > 32 else 9
    if len(payload) < entry + 120 or shift not in {9, 12}:
        return False
    sector = struct.unpack_from("<I", payload, entry + 116)[0]
    head = payload[(sector + 1) << shift :][:12]
    return len(head) == 12 and head[:2] == b"\xec\xa5" and bool(head[11] & 0x01)


def _is_tar(payload: bytes) -> bool:
    """Look for ustar's mark, which stands in the first header, behind the first file's name and size."""
    return payload[257:262] == b"ustar"


def _sniff_media(payload: bytes) -> str:
    if _is_tar(payload):
        return "tar"
    if payload.startswith(b"RIFF") and payload[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        return {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}[payload[8:12]]
    if payload[4:8] == b"ftyp":
        return "heic" if payload[8:12] in _HEIC_BRANDS else "mp4"
    # "BM" alone begins many a text; a bitmap also states its own header's size.
    if payload.startswith(b"BM") and payload[14:18] in {
        b"\x28\0\0\0",
        b"\x0c\0\0\0",
        b"\x6c\0\0\0",
        b"\x7c\0\0\0",
    }:
        return "bmp"
    return ""


def _sniff_text(payload: bytes) -> str:
    head = payload[:_HEAD]
    if _looks_like_mail(head):
        return "mht" if _is_web_archive(head) else "eml"
    text = decode_text(head, truncated=len(payload) > _HEAD)
    if text is None:
        return ""
    if text.lstrip("\ufeff").lstrip().startswith("<?xml") or "<pkg:package" in text[:500]:
        return _kind_of_xml(text)
    return "html" if _HTML_START.match(text.lstrip("\ufeff")) else "txt"


def _kind_of_xml(text: str) -> str:
    if "http://schemas.microsoft.com/office/2006/xmlPackage" in text and "/word/" in text:
        return "docx"  # the whole package in one file, "Word XML document"
    if 'progid="Word.Document"' in text:
        return "wordml"
    return "html" if _HTML_START.match(text) else "xml"


def _looks_like_mail(head: bytes) -> bool:
    """Hold for header fields of a mail from the first line on, two of them of a mail's own names."""
    lines = head.lstrip(b"\xef\xbb\xbf\r\n").splitlines()
    if lines and lines[0].startswith(b"From "):
        lines = lines[1:]
    known = set()
    for line in lines[:200]:
        if line[:1] in {b" ", b"\t"}:
            continue
        field = _HEADER_FIELD.match(line)
        if not field:
            break
        known.add(field[1].lower())
    return len(known & _MAIL_FIELDS) >= 2 and not known.isdisjoint(
        {b"received", b"mime-version", b"message-id", b"from", b"return-path"}
    )


def _is_web_archive(head: bytes) -> bool:
    """Hold for a web page saved with all that belongs to it: a mail's header fields, but sent to nobody."""
    fields = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    return bool(_WEB_PAGE.search(fields)) and not _SENT.search(fields)


def decode_text(payload: bytes, *, truncated: bool = False) -> str | None:
    """Decode plain text: by its byte order mark, else UTF-8, else GB 18030; None for what is no text.

    `truncated` forgives a character cut in two at the end.
    """
    marked = payload.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        for cut in range(4 if truncated else 1):
            try:
                text = payload[: len(payload) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return text if _is_plain(text) else None
    return None


def _is_plain(text: str) -> bool:
    """Hold for text without control characters (but for white space and the old end-of-file mark)."""
    return not re.search(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]", text) and "\ufffd" not in text[:-1]
