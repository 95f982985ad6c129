"""What every file format becomes: the ordered text of a file, its pages and its seals, as frozen values."""

from dataclasses import dataclass
from enum import StrEnum

_FEW_CHARACTERS = 20  # of a page that is a picture
_FEWEST_CHINESE, _FEWEST_READ = 2, 5  # characters that OCR finds in a picture which says something
_LONGEST_TITLE_PAGE = 100  # characters; a text with headings has more


class BlockKind(StrEnum):
    """What a block of text is in its file, as far as the format itself tells."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    PICTURE = "picture"  # stands where it is shown, with no text


class TextOrigin(StrEnum):
    """Where a block's text was read from."""

    TEXT_LAYER = "text_layer"
    OCR = "ocr"


@dataclass(frozen=True, slots=True)
class Block:
    r"""One paragraph, heading, list item or table row, in reading order.

    `text` is what a reader of the file sees, automatic number included ("一、项目实施成效"), lines of one
    paragraph joined; line breaks that the author typed stay as "\n". It is as written: no NFKC.
    A table row's `text` is its cells joined by a tab; `cells` holds them apart (an inner line break stays "\n").
    A picture has no text but an `extent`; those in a table's cells follow the row. Bullets, lines and what stands in
    headers and footers are no pictures.
    """

    kind: BlockKind
    text: str
    level: int | None = None  # heading level from 1, where the format tells one (a style's outline level)
    page: int | None = None  # from 1; None where the format knows no fixed pages (docx)
    cells: tuple[str, ...] = ()  # of a table row
    number: str = (
        ""  # the automatic number that `text` begins with, "" where the author typed it or there is none
    )
    style: str = ""  # the format's own style name, lower case ("toc 1", "title", "heading 1"), "" where none
    size: float | None = None  # most of the text's font size in points, where known
    bold: bool = False  # most of the text is bold
    centred: bool = False
    in_text_box: bool = False
    origin: TextOrigin = TextOrigin.TEXT_LAYER
    confidence: float | None = None  # of OCR, 0 to 1
    extent: tuple[float, float] | None = None  # of a picture: width and height as shown, in points


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged format, sizes in points."""

    number: int
    width: float
    height: float
    characters: int  # of its text layer, white space left out
    image_share: float = 0.0  # of its area that pictures cover, 0 to 1; a scanned page has about 1
    colour: bool | None = (
        None  # False: grey or black and white, so that no seal can be told; None: not looked at
    )
    unread: int = (
        0  # lines on it that OCR has found and not read yet; 1 where it has not looked (`colour` is None)
    )
    illegible: int = 0  # lines on it that OCR could not read

    @property
    def is_scan(self) -> bool:
        """Hold for a page that is a picture: nearly no text of its own, and mostly covered by images."""
        return (
            self.characters < _FEW_CHARACTERS and self.image_share > 0.5
        )  # a stray page number does not make a text page


class SealKind(StrEnum):
    """How a seal shows: stamped on the page, or electronically."""

    ROUND = "round"
    OVAL = "oval"
    SIGNATURE = "signature"  # a PDF signature field or a stamp annotation; its presence, not its validity


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal seen in the file."""

    kind: SealKind
    page: int | None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container (an attached mail, an archive), its name relative to the container."""

    name: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """What a parser reports of one file.

    `kind` is the format's short name ("docx", "pdf", "eml", "image"). A scan has pages that say so
    (`Page.is_scan`); what OCR read there stands among the blocks. An outline has the short lines of every such page,
    and `Page.unread` says how many lines are still to be read. `seals_judged` tells whether the parser was able
    to look for seals at all: with False an empty `seals` says nothing.
    """

    kind: str
    blocks: tuple[Block, ...] = ()
    pages: tuple[Page, ...] = ()
    seals: tuple[Seal, ...] = ()
    seals_judged: bool = False
    # The file's own properties: title, author, producer; "running" are its headers and footers.
    fields: tuple[tuple[str, str], ...] = ()
    members: tuple[Member, ...] = ()
    partial: bool = False  # some of the file could not be read: what is here is right, but not all

    def __hash__(self) -> int:
        """Enough for a cache to tell documents apart: equal ones have it alike, and to go through all takes long."""
        return hash((self.kind, len(self.blocks), self.blocks[:3], self.blocks[-3:]))

    @property
    def text(self) -> str:
        """All text in reading order, a block a line."""
        return "\n".join(block.text for block in self.blocks if block.kind is not BlockKind.PICTURE)

    @property
    def is_scan(self) -> bool:
        """Hold for a file whose pages are pictures, with no text beside them or a few words (a typed title)."""
        pictures = sum(page.is_scan for page in self.pages)
        return pictures > 0 and has_few_words(self.text, pictures)

    @property
    def has_text(self) -> bool:
        """Hold for a file that can be read: it says more than the few words on a scan."""
        return self.has_words and not self.is_scan

    @property
    def has_words(self) -> bool:
        """Hold for a file that bears text at all; a number that OCR finds in a photo is none."""
        is_read = bool(self.blocks) and all(block.origin is TextOrigin.OCR for block in self.blocks)
        if not is_read:
            return bool(self.text.strip())
        chinese = sum("\u4e00" <= character <= "\u9fff" for character in self.text)
        return chinese >= _FEWEST_CHINESE or sum(map(str.isalnum, self.text)) >= _FEWEST_READ


def has_few_words(text: str, pictures: int) -> bool:
    """Hold where the text beside so many pictures of pages is no more than a title or captions of them."""
    characters = sum(1 for character in text if not character.isspace())
    return characters < min(_FEW_CHARACTERS * (pictures + 1), _LONGEST_TITLE_PAGE)
