"""Names of attachments: made harmless, given back where they were lost, with the extension that the bytes tell."""

import re

from intake.charsets import without_controls

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD = 4096  # bytes in which a magic number may stand
# (magic, extension); the longer before the shorter where one begins with the other.
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"{\\rtf", "rtf"),
    (b"\x78\x9f\x3e\x22", "dat"),  # TNEF, Outlook's winmail.dat
)
# What a zip is, by the beginning of a member's name. WPS writes the ISO formats with these very names.
_ZIP_KINDS = (
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"OFD.xml", "ofd"),
    (b"Doc_0/", "ofd"),
)
_ODF_KINDS = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.presentation", "odp"),
)
# Streams of an OLE file, their names in UTF-16; the directory may stand anywhere.
_OLE_KINDS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__substg1.0_", "msg"),
    ("EncryptedPackage", "docx"),  # an encrypted Office file; which of the three, its password knows
)
_TYPES = {
    "application/pdf": "pdf",
    "application/msword": "doc",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/ofd": "ofd",
    "application/ms-tnef": "dat",
    "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
    "application/ics": "ics",
    "message/rfc822": "eml",
    "message/global": "eml",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "text/rfc822-headers": "txt",
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
}
_MAIL_HEADER = re.compile(
    rb"(?:From |(?:received|return-path|from|date|subject|message-id|mime-version|to|x-[a-z-]+):)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}")
# Names that programs put where the sender's own was lost.
_LOST = re.compile(
    r"(?:tcmime[\d.]*|att\d{3,}|noname|unnamed|untitled|unknown|attachment|file|part[\d.]*|未命名|无标题)?(?:\.(?:bin|dat|att|tmp))?",
    re.IGNORECASE,
)
_LOGO = re.compile(
    r"(?:image|img|logo|outlook-|pastedgraphic-?|inserted?pic)[\w()-]*\.(?:png|jpe?g|gif|bmp)", re.IGNORECASE
)
_LARGEST_LOGO = 30_000  # bytes; a readable page is larger
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_LONGEST = (
    150  # characters; in UTF-8 a Chinese name of this length still fits into a file system's 255 × 2 bytes
)
_LONGEST_BYTES = 240


def sniff_kind(payload: bytes, name: str = "") -> str:
    """Extension that fits the bytes' magic number, "" where they have none; for naming only.

    `name` decides between kinds that begin alike (an old .wps is an OLE file as .doc is).
    """
    extension = extension_of(name)
    if payload.startswith(_ZIP):
        return _zip_kind(payload)
    if payload.startswith(_OLE):
        return extension if extension in ("wps", "et", "dps", "msg") else _ole_kind(payload)
    if payload.startswith(b"BM") and payload[6:10] == bytes(4):
        return "bmp"
    if b"%PDF-" in payload[:1024]:
        return "pdf"  # junk before the header is common and read by every viewer
    found = next((kind for magic, kind in _MAGIC if payload.startswith(magic)), "")
    if found:
        return found
    return "eml" if _looks_like_mail(payload[:_HEAD]) else ""


def extension_of(name: str) -> str:
    """The extension in lower case, "" where there is none ("1.项目总结" has none)."""
    _, dot, tail = name.rpartition(".")
    return tail.lower() if dot and _EXTENSION.fullmatch(dot + tail) and not tail.isdigit() else ""


def attachment_name(
    candidates: tuple[str, ...], payload: bytes, content_type: str, number: int
) -> tuple[str, bool]:
    """The name to go by, and whether it had to be made up.

    `candidates` are the names that the part states, best first; `number` is the attachment's place in the mail,
    from 1. A name without an extension gets the bytes' own; one with another than the bytes' keeps it.
    """
    named = [harmless_name(candidate) for candidate in candidates]
    kept = [name for name in named if name and not is_lost(name)]
    readable = [name for name in kept if "\ufffd" not in name]
    name = (readable or kept or [""])[0]
    kind = sniff_kind(payload, name or (named[0] if named else "")) or _TYPES.get(content_type, "")
    if not name:
        lost = next(
            (extension_of(lost) for lost in named if extension_of(lost) not in ("", "bin", "att", "tmp")), ""
        )
        return f"附件{number}.{kind or lost or 'bin'}", True
    return (name, False) if extension_of(name) or not kind else (f"{name}.{kind}", False)


def is_lost(name: str) -> bool:
    """Whether a program put the name in place of the sender's own. winmail.dat is a name."""
    return _LOST.fullmatch(name) is not None


def is_logo(name: str, size: int) -> bool:
    """Whether a picture is one that a mail program took out of a signature (image001.png), by name and size."""
    return size < _LARGEST_LOGO and _LOGO.fullmatch(name) is not None


def harmless_name(name: str) -> str:
    """The name without path, control characters and marks that turn text about; "" if nothing is left."""
    segments = [segment for segment in re.split(r"[/\\]", without_controls(name)) if segment.strip(" .")]
    cleaned = (
        re.sub(r"\s+", " ", _FORBIDDEN.sub("_", segments[-1] if segments else "")).strip().strip(".").strip()
    )
    return shortened(cleaned)


def shortened(name: str) -> str:
    """The name within the length that file systems take, its extension kept."""
    extension = extension_of(name)
    stem = name[: -len(extension) - 1] if extension else name
    stem = stem[:_LONGEST]
    while len(stem.encode("utf-8", "replace")) > _LONGEST_BYTES:
        stem = stem[:-1]
    return f"{stem.rstrip()}.{name[-len(extension) :]}" if extension else stem.rstrip()


def _zip_kind(payload: bytes) -> str:
    """Which of the formats that are zips it is, by its members' names (local headers and central directory)."""
    if payload[30:38] == b"mimetype":
        return next((kind for mark, kind in _ODF_KINDS if mark in payload[38:120]), "zip")
    # Each member's name follows 26 bytes after a local header's, 42 after a central header's signature.
    for mark, kind in _ZIP_KINDS:
        for signature, offset in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
            if _has_member(payload, signature, offset, mark):
                return kind
    return "zip"


def _has_member(payload: bytes, signature: bytes, offset: int, name: bytes) -> bool:
    position = payload.find(name)
    while position >= 0:
        start = position - offset
        if start >= 0 and payload[start : start + 4] == signature:
            return True
        position = payload.find(name, position + 1)
    return False


def _ole_kind(payload: bytes) -> str:
    kinds = (kind for stream, kind in _OLE_KINDS if stream.encode("utf-16-le") in payload)
    return next(kinds, "doc")


def _looks_like_mail(head: bytes) -> bool:
    lines = [line for line in head.splitlines()[:12] if line[:1] not in (b" ", b"\t")]
    return sum(1 for line in lines if _MAIL_HEADER.match(line)) >= 3
