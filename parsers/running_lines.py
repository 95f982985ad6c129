"""What runs over pages and is no content: headers, footers, page numbers. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from parsers.line_starts import NUMBERED, TOP_NUMBER
from parsers.text_line import TextLine

_HEADER_ZONE, _FOOTER_ZONE = 0.88, 0.12  # of the page's height
_EDGE_LINES = 3  # a header or footer has no more
_SAME_LEFT, _SAME_SIZE = (
    15.0,
    0.3,
)  # points, share of the size, by which a header may differ from page to page
# Points within which a header stands on page after page: drawn, on two scanned pages, and on more of them.
_SAME_HEIGHT, _SAME_HEIGHT_TWICE, _SAME_HEIGHT_READ = 3.0, 6.0, 12.0
_LONGEST_NUMBER = 40  # characters
_LEAST_READ = 3  # pages of a scan that bear it so: a heading may stand on top of two
_PAGE_NUMBER = re.compile(
    r"[-—–−·•~～|\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?|[ivxlcIVXLC]{1,7})"
    r"(?:\s*[/／,，]?\s*共?\s*[0-9０-９]{1,4}\s*页?)?[-—–−·•~～|\s]*"
)
# OCR takes the dashes beside a page's number for 一: -2一.
_READ_PAGE_NUMBER = re.compile(r"[-—–一_~·.]{1,2}\s?\d{1,3}\s?[-—–一_~·.]{0,2}|\d{1,3}\s?[-—–一_~·.]{1,2}")


def is_page_number(text: str, *, by_ocr: bool = False) -> bool:
    """Hold for a line that numbers its page and says nothing else: 3, — 3 —, 第3页共5页."""
    text = " ".join(text.split())
    if len(text) > _LONGEST_NUMBER:
        return False
    return bool(_PAGE_NUMBER.fullmatch(text) or (by_ocr and _READ_PAGE_NUMBER.fullmatch(text)))


def without_running_lines(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float]
) -> list[list[TextLine]]:
    """Set aside headers, footers and page numbers: what repeats in one place of the pages' edges, or numbers them."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    alike: dict[str, list[TextLine]] = {}
    for line in (line for lines in edges for line in lines):
        alike.setdefault(_running_key(line), []).append(line)
    needed = max(2, len(pages) // 3)
    # By identity, for equal lines of one page are equally running, and a line's hash is that of all its fields.
    running = {id(line) for lines in edges for line in lines if _is_running(line, alike, needed)}
    return [[line for line in lines if id(line) not in running] for lines in pages]


def _edge_lines(lines: Sequence[TextLine], height: float) -> list[TextLine]:
    """Give the outermost lines of a page, as far as they lie where headers and footers do."""
    ordered = sorted(lines, key=lambda line: line.middle)
    bottom = [line for line in ordered[:_EDGE_LINES] if line.middle < _FOOTER_ZONE * height]
    top = [line for line in ordered[-_EDGE_LINES:] if line.middle > _HEADER_ZONE * height]
    return [*bottom, *top]


def _running_key(line: TextLine) -> str:
    return re.sub(r"[0-9０-９]+", "#", re.sub(r"\s", "", line.text))


def _is_running(line: TextLine, alike: Mapping[str, Sequence[TextLine]], needed: int) -> bool:
    if line.is_artifact or is_page_number(line.text, by_ocr=line.is_ocr):
        return True
    # The unit's name may begin the title on one page, and sign at the head of the next: it runs nowhere.
    others = alike[_running_key(line)]
    if _stands_on(needed, line, others, _stands_as):
        return True
    is_heading = TOP_NUMBER.match(line.text) or NUMBERED.match(line.text)
    if not is_heading and _stands_on(needed, line, others, partial(_is_read_as, most=_SAME_HEIGHT_TWICE)):
        return True
    return _stands_on(max(_LEAST_READ, needed), line, others, partial(_is_read_as, most=_SAME_HEIGHT_READ))


def _stands_on(
    pages: int, line: TextLine, others: Iterable[TextLine], stands: Callable[[TextLine, TextLine], bool]
) -> bool:
    """Tell whether as many pages bear the line, its own included; the search ends there."""
    found: set[int] = set()
    for other in others:
        if other.page not in found and stands(other, line):
            found.add(other.page)
            if len(found) >= pages:
                return True
    return False


def _stands_as(one: TextLine, other: TextLine) -> bool:
    if abs(one.middle - other.middle) > _SAME_HEIGHT:
        return False
    near = abs(one.left - other.left) <= _SAME_LEFT or abs(one.right - other.right) <= _SAME_LEFT
    return near and abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _is_read_as(one: TextLine, other: TextLine, *, most: float) -> bool:
    """Hold for lines of scans, no two of which lie alike on the glass; as wide, so in the same type, whatever their boxes."""
    if not (one.is_ocr and other.is_ocr) or abs(one.middle - other.middle) > most:
        return False
    return abs(one.left - other.left) <= _SAME_LEFT and abs(one.right - other.right) <= _SAME_LEFT
