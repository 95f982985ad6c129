"""Pages that were pasted into a Word file as pictures, read by OCR where they stand.

A file that holds little else is a scan, with a page for each picture; in a file of text a pasted page (the signed
one, most often) is read in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.damage import DAMAGE
from parsers.document import Block, BlockKind, Page, Seal
from parsers.docx_seals import Shown
from parsers.errors import TooLargeError
from parsers.ooxml import Package

_MOST_PAGES = 60  # pictures of one file that are read
_MOST_IN_TEXT = 12
_PAGE = (300.0, 380.0)  # points, width and height: a page pasted into a page, upright


def with_pictures_read(
    package: Package,
    blocks: tuple[Block, ...],
    pages: tuple[Page, ...],
    shown: Sequence[Shown],
    whole: frozenset[int],
) -> tuple[tuple[Block, ...], tuple[Page, ...], tuple[Seal, ...]]:
    """The blocks with what OCR reads in place of pictures of pages, the pages of a file that is a scan, and their seals.

    Nothing is read where pictures of a file inside this one stand among them: whose they are cannot be told.
    """
    pictures = [block for block in blocks if block.kind is BlockKind.PICTURE]
    if len(pictures) != len(shown) or not any(pages or _is_page(block) for block in pictures):
        return blocks, pages, ()
    reader = _Reader(package, iter(shown), whole, is_scan=bool(pages))
    read = tuple(each for block in blocks for each in reader.read(block))
    return read, tuple(reader.pages) if pages and reader.pages else pages, tuple(reader.seals)


def _is_page(block: Block) -> bool:
    width, height = block.extent or (0.0, 0.0)
    return width >= _PAGE[0] and height >= _PAGE[1]


class _Reader:
    """Goes through the blocks in order and keeps count of the pages."""

    def __init__(
        self, package: Package, shown: Iterator[Shown], whole: frozenset[int], *, is_scan: bool
    ) -> None:
        self.pages: list[Page] = []
        self.seals: list[Seal] = []
        self._package = package
        self._shown = shown
        self._whole = whole
        self._is_scan = is_scan
        self._count = 0

    def read(self, block: Block) -> Iterator[Block]:
        """The block itself, or what stands on the page that it shows."""
        if block.kind is not BlockKind.PICTURE:
            yield block
            return
        part = next(self._shown).part
        limit = _MOST_PAGES if self._is_scan else _MOST_IN_TEXT
        if not (self._is_scan or _is_page(block)) or self._count >= limit:
            yield block
            return
        self._count += 1
        found = list(self._page(part))
        yield from found or [block]

    def _page(self, part: str) -> Iterator[Block]:
        """A page of a scan is read as far as it is asked for; one amid text in full, for nobody can ask for it."""
        # Imported here: numpy, OpenCV and OCR take half a second, and most Word files hold no page as a picture.
        from parsers.image import read_frames  # noqa: PLC0415
        from parsers.pages import page_blocks  # noqa: PLC0415

        try:
            payload = self._package.read(part) if part else None
            whole = self._whole if self._is_scan else self._whole | {self._count}
            frames = read_frames(payload, whole, first=self._count) if payload else None
        except (TooLargeError, *DAMAGE):
            return  # the rest of the file was read all the same
        if frames is None:
            return
        self.pages += [content.page for content in frames.contents[:1]]
        self.seals += [replace(seal, page=None) for seal in frames.seals]
        for block in page_blocks(frames.contents[:1]):
            yield block if self._is_scan else replace(block, page=None)
