"""How surely the lines of a document were read: what OCR misread, what lies under a seal, what it could not read."""

import re
from collections.abc import Iterable

from parsers.document import Block, Document

LOW_CONFIDENCE = 0.82  # of the recogniser; clean print reads at 0.95 and more
CELLS_OF_A_TABLE = 3  # from which on a row belongs to a table of data: no heading, no signature
UNDER_A_SEAL = 0.8  # what a black seal leaves of the confidence of a line that was read surely
# Lines in which nothing else can stand, however badly they were read: a page's number, whose dashes OCR takes for 一
# (-2一), the dots of a table of contents, the label of the annexes, specks.
_HIDES_NOTHING = re.compile(
    r"^[-—–－ー一_~·.]{0,2}\s?\d{1,3}\s?[-—–－ー一_~·.]{0,2}$|…{2}|[.·．]{4}|…\s…|^附\s?件\s?\d?\s?[:：]|^[\W一ー]*$"
)


def has_doubtful(blocks: Iterable[Block], below: float = LOW_CONFIDENCE, longest: int | None = None) -> bool:
    """Hold where a line was read less surely than `below` and is not longer than `longest` characters."""
    return any(
        block.confidence is not None
        and block.confidence < below
        and (longest is None or len(block.text) <= longest)
        and not _HIDES_NOTHING.search(block.text.strip())
        for block in blocks
    )


def is_illegible(blocks: Iterable[Block], document: Document) -> bool:
    """Hold where lines could not be read at all on a page on which these blocks stand."""
    pages = {block.page for block in blocks}
    return any(page.illegible for page in document.pages if page.number in pages)


def index_of(document: Document, block: Block) -> int:
    """Where the block stands among those of the document, 0 where it does not."""
    return next((index for index, other in enumerate(document.blocks) if other == block), 0)
