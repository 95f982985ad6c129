"""Pictures in an annex: which of them may be a photographed or scanned document, by the size at which they are shown.

A logo is flat, a seal or a code to be scanned is square and about four centimetres wide; vouchers, certificates and
photos of events are neither, or larger.
"""

from collections.abc import Sequence

from parsers.document import Block, Page

# All in points; 28.35 are a centimetre.
_SHORTER_SIDE = 90.0
_AREA = 18_000.0  # 22 square centimetres: two photos beside each other have more
_SEAL_SIDE = 170.0  # of the largest seal, with the white around it
_SEAL_PROPORTION = 0.8
_SMALL_SIDE = 60.0
_SHEET_OF_SMALL = 40_000.0  # so much area makes a sheet of small pictures (certificates four in a row)
_SIGNED_PAGE = (300.0, 420.0)  # a scanned page, upright
_TALLER_THAN_WIDE = 1.2


def documents_among(pictures: Sequence[Block], *, signed: bool) -> tuple[Block, ...]:
    """The pictures that may be documents: one that is large enough, or many small ones together.

    Where nothing is signed in the text, the first picture may be the signed page itself, and is none.
    """
    large = [picture for picture in pictures if _is_document_sized(picture)]
    if not signed and large and _is_upright_page(large[0]):
        return tuple(large[1:])
    if large:
        return tuple(large)
    small = [picture for picture in pictures if _is_small_document(picture)]
    return tuple(small) if sum(map(_area, small)) >= _SHEET_OF_SMALL else ()


def picture_pages(
    pages: Sequence[Page], after: int | None, before: int | None, *, signed: bool
) -> tuple[int, ...]:
    """The scanned pages behind page `after`, up to page `before` where another summary begins.

    Where nothing is signed in the text, the first of them may be the signed page.
    """
    if after is None:
        return ()
    found = tuple(
        page.number
        for page in pages
        if page.is_scan and page.number > after and (before is None or page.number < before)
    )
    return found if signed else found[1:]


def _sides(picture: Block) -> tuple[float, float]:
    """The shorter and the longer side; nothing is known to be large."""
    width, height = picture.extent or (0.0, 0.0)
    return min(width, height), max(width, height)


def _area(picture: Block) -> float:
    shorter, longer = _sides(picture)
    return shorter * longer


def _may_be_seal(picture: Block) -> bool:
    shorter, longer = _sides(picture)
    return longer <= _SEAL_SIDE and shorter >= _SEAL_PROPORTION * longer


def _is_document_sized(picture: Block) -> bool:
    return _sides(picture)[0] >= _SHORTER_SIDE and _area(picture) >= _AREA and not _may_be_seal(picture)


def _is_small_document(picture: Block) -> bool:
    return _sides(picture)[0] >= _SMALL_SIDE and not _may_be_seal(picture)


def _is_upright_page(picture: Block) -> bool:
    width, height = picture.extent or (0.0, 0.0)
    return width >= _SIGNED_PAGE[0] and height >= max(_SIGNED_PAGE[1], _TALLER_THAN_WIDE * width)
