"""Pictures on a PDF page that bears text: where they stand. Pages that are pictures as a whole are told by `Page`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.document import Block, BlockKind
from parsers.text_line import TextLine

_LEAST_SIDE = 24.0  # points; what is narrower is a bullet or a ruled line
_SAME_EDGE = 2.0  # points between strips of one picture
_MOST = 200  # of one page; more are the tiles of a drawing
_LINES_OVER = 3  # so many lines of text on a picture: it is their background

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture and its place, in points, the origin at the page's lower left as a reader holds the page."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """The height of its middle on the page."""
        return (self.bottom + self.top) / 2

    @property
    def block(self) -> Block:
        """The picture as a block."""
        extent = (self.right - self.left, self.top - self.bottom)
        return Block(BlockKind.PICTURE, "", page=self.page, extent=extent)

    def is_under(self, line: TextLine) -> bool:
        """Tell whether a line of text stands on the picture."""
        return (
            self.bottom <= line.middle <= self.top and self.left <= (line.left + line.right) / 2 <= self.right
        )


def page_pictures(boxes: Iterable[Box], page: int, lines: Sequence[TextLine]) -> tuple[PagePicture, ...]:
    """The pictures of a page from top to bottom: strips joined, tiny ones and backgrounds of text left out."""
    joined: list[PagePicture] = []
    for left, bottom, right, top in sorted(boxes, key=lambda box: (round(box[0]), round(box[2]), -box[3])):
        picture = PagePicture(page, left, bottom, right, top)
        if joined and _goes_on(joined[-1], picture):
            joined[-1] = replace(joined[-1], bottom=min(bottom, joined[-1].bottom))
        else:
            joined.append(picture)
    shown = [picture for picture in joined if _is_shown(picture, lines)]
    return tuple(sorted(shown, key=lambda picture: -picture.middle)[:_MOST])


def _goes_on(above: PagePicture, below: PagePicture) -> bool:
    """Hold for the next strip of one picture, which some programs cut up, and for a picture drawn over itself."""
    same_edges = abs(above.left - below.left) < _SAME_EDGE and abs(above.right - below.right) < _SAME_EDGE
    return same_edges and below.top > above.bottom - _SAME_EDGE


def _is_shown(picture: PagePicture, lines: Sequence[TextLine]) -> bool:
    if min(picture.right - picture.left, picture.top - picture.bottom) < _LEAST_SIDE:
        return False
    over = [line for line in lines if picture.is_under(line)]
    return len(over) < _LINES_OVER and not any(line.is_ocr for line in over)
