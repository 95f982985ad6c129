"""Which parser reads which file: a tuple read top to bottom, of which exactly one may accept a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from parsers import (
    compressed,
    csv_table,
    docx,
    eml,
    html,
    image,
    msg,
    ods,
    ofd,
    office,
    pdf,
    ppt,
    pptx,
    rar,
    seven_zip,
    tar_archive,
    text,
    tnef,
    xls,
    xlsx,
    zip_archive,
)
from parsers.damage import DAMAGE
from parsers.document import Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.sniff import sniff


@dataclass(frozen=True, slots=True)
class Parser:
    """One format: `accepts` looks at the bytes (and the name where they leave it open), `parse` reads them.

    `parse_pages` reads a format with pages that may be pictures: those in the set in full, the others in outline.
    """

    kind: str
    accepts: Callable[[bytes, str], bool]
    parse: Callable[[bytes, str], Document]
    parse_pages: Callable[[bytes, str, frozenset[int]], Document] | None = None


PARSERS: tuple[Parser, ...] = (
    Parser("docx", docx.accepts, docx.parse, docx.parse),
    Parser("office", office.accepts, office.parse, office.parse),
    Parser("pdf", pdf.accepts, pdf.parse, pdf.parse),
    Parser("xlsx", xlsx.accepts, xlsx.parse),
    Parser("eml", eml.accepts, eml.parse),
    Parser("html", html.accepts, html.parse),
    Parser("xls", xls.accepts, xls.parse),
    Parser("ods", ods.accepts, ods.parse),
    Parser("csv", csv_table.accepts, csv_table.parse),
    Parser("pptx", pptx.accepts, pptx.parse),
    Parser("ppt", ppt.accepts, ppt.parse),
    Parser("image", image.accepts, image.parse, image.parse),
    Parser("ofd", ofd.accepts, ofd.parse, ofd.parse),
    Parser("msg", msg.accepts, msg.parse),
    Parser("tnef", tnef.accepts, tnef.parse),
    Parser("zip", zip_archive.accepts, zip_archive.parse),
    Parser("7z", seven_zip.accepts, seven_zip.parse),
    Parser("rar", rar.accepts, rar.parse),
    Parser("tar", tar_archive.accepts, tar_archive.parse),
    Parser("gz", compressed.accepts, compressed.parse),
    Parser("txt", text.accepts, text.parse),
)


class AmbiguousFormatError(Exception):
    """Two parsers claim one file: a fault of this program, not of the file."""


def parse(payload: bytes, name: str, whole: frozenset[int] = frozenset()) -> Document:
    """Read a file into a Document; of pages that are pictures, those in `whole` in full (the first in any case).

    Raises UnreadableError for an empty or damaged file, EncryptedError for one behind a password, TooLargeError
    beyond a limit, UnsupportedFormatError (with the kind that the bytes tell) where no parser reads the format.
    """
    try:
        return _parse(payload, name, whole)
    finally:
        sniff.cache_clear()  # it would keep the file in memory until the next


def _parse(payload: bytes, name: str, whole: frozenset[int]) -> Document:
    if not sniff(payload, name):
        raise UnreadableError("the file is empty")
    accepting = [parser for parser in PARSERS if parser.accepts(payload, name)]
    if len(accepting) > 1:
        kinds = ", ".join(parser.kind for parser in accepting)
        raise AmbiguousFormatError(kinds)
    if not accepting:
        return _refuse(sniff(payload, name))
    chosen = accepting[0]
    with _damage_told():
        if chosen.parse_pages is not None:
            return chosen.parse_pages(payload, name, whole | {1})
        return chosen.parse(payload, name)


def _refuse(kind: str) -> Document:
    if kind == "encrypted-office":
        raise EncryptedError
    raise UnsupportedFormatError(kind)


@contextmanager
def _damage_told() -> Iterator[None]:
    """Translate what libraries raise for damaged input, in this one place."""
    try:
        yield
    except (MemoryError, Image.DecompressionBombError) as error:
        raise TooLargeError from error
    except DAMAGE as error:
        raise UnreadableError(type(error).__name__) from error
    except RuntimeError as error:
        if "encrypted" in str(error):  # zipfile's word for a password
            raise EncryptedError from error
        raise
