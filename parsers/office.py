"""Old Word files (.doc, .dot), WPS (.wps, .wpt), RTF, OpenDocument (.odt) and Word 2003 XML, through LibreOffice.

LibreOffice makes them .docx, which parsers/docx.py reads: numbering, tables, text boxes and tracked changes come
through. Without LibreOffice the format is an unsupported one.
"""

import io
from dataclasses import replace

import olefile

from parsers import docx, odf
from parsers.document import Document
from parsers.errors import TooLargeError, UnsupportedFormatError
from parsers.sniff import sniff
from parsers.soffice import find_office, to_docx

MAX_BYTES = 100 * 1024**2
_FILTERS = {
    "doc": ("doc", "MS Word 97"),
    "wps": ("doc", "MS Word 97"),
    "rtf": ("rtf", "Rich Text Format"),
    "odt": ("odt", "writer8"),
    "wordml": ("xml", "MS Word 2003 XML"),
}
_WORD_97 = b"\xec\xa5"  # wIdent of the FIB ([MS-DOC] 2.5.2); Word 6 and 95 have 0xA5DC
_WORD_95 = 103  # nFib from which it is Word 95 and not Word 6


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the formats that LibreOffice reads for us."""
    return sniff(payload, name) in _FILTERS


def parse(payload: bytes, name: str, whole: frozenset[int] = frozenset({1})) -> Document:
    """Read the file as the .docx that LibreOffice makes of it; `kind` is the file's own.

    Raises UnsupportedFormatError where LibreOffice is not installed, EncryptedError for an .odt behind a password,
    UnreadableError where LibreOffice cannot read it, TooLargeError beyond the limits.
    """
    kind = sniff(payload, name)
    if len(payload) > MAX_BYTES:
        raise TooLargeError
    if kind == "odt":
        odf.look_into(payload)
    program = find_office()
    if program is None:
        raise UnsupportedFormatError(kind)
    extension, import_filter = _FILTERS[kind]
    if kind in {"doc", "wps"}:
        import_filter = _word_filter(payload)
    document = docx.parse(to_docx(program, payload, extension, import_filter), name, whole)
    return replace(document, kind=kind)


def _word_filter(payload: bytes) -> str:
    """The filter for the Word that wrote the file, as its information block says."""
    with olefile.OleFileIO(io.BytesIO(payload)) as container:
        head = container.openstream("WordDocument").read(4)
    if head[:2] == _WORD_97:
        return "MS Word 97"
    return "MS Word 95" if int.from_bytes(head[2:4], "little") >= _WORD_95 else "MS WinWord 6.0"
