"""The picture that covers a page of an OFD file, encoded, for OCR to read."""

import io

from PIL import Image, UnidentifiedImageError

from parsers.ofd_package import OfdPackage
from parsers.ofd_page import DrawnPage, PlacedPicture

_DOTS = 200 / 72  # of a page put together from pieces, per point
_MAX_PIXELS = 40_000_000
_COVERS = 0.5  # share of the page
_UPRIGHT = 0.02  # of a picture's sides that may lean the other way
_NO_AREA = 1e-6


def encoded(page: DrawnPage, package: OfdPackage) -> bytes | None:
    """The bytes of the one picture that covers the page as it is, else the pieces put together as a PNG.

    None where no piece is in a format that Pillow reads (JBIG2).
    """
    pieces = {
        (picture.media, picture.matrix): picture for picture in page.pictures
    }  # seals are often drawn twice
    largest = max(pieces.values(), key=_area)
    if _area(largest) > _COVERS * page.width * page.height and _is_upright(largest):
        payload = package.binary(largest.media)
        if payload and _is_readable(payload):
            return payload
    return _composed(page, list(pieces.values()), package)


def _area(picture: PlacedPicture) -> float:
    left, bottom, right, top = picture.box
    return (right - left) * (top - bottom)


def _is_upright(picture: PlacedPicture) -> bool:
    """Hold where the picture's right is the page's right and its top the page's top."""
    a, b, c, d, _, _ = picture.matrix
    return a > 0 > d and abs(b) < _UPRIGHT * a and abs(c) < _UPRIGHT * -d


def _is_readable(payload: bytes) -> bool:
    try:
        Image.open(io.BytesIO(payload)).close()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False
    return True


def _composed(page: DrawnPage, pieces: list[PlacedPicture], package: OfdPackage) -> bytes | None:
    scale = min(_DOTS, (_MAX_PIXELS / (page.width * page.height)) ** 0.5)
    size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    paper = Image.new("RGB", size, "white")
    layers = [layer for piece in pieces if (layer := _layer(piece, package, page, size)) is not None]
    for layer in layers:
        paper.paste(layer, mask=layer.getchannel("A"))
    if not layers:
        return None
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


def _layer(
    piece: PlacedPicture, package: OfdPackage, page: DrawnPage, size: tuple[int, int]
) -> Image.Image | None:
    """One picture where it stands on a page of that size in pixels, turned and mirrored as the page has it."""
    payload = package.binary(piece.media)
    if not payload or not _is_readable(payload):
        return None
    with Image.open(io.BytesIO(payload)) as opened:
        picture = opened.convert("RGBA")
    a, b, c, d, e, f = piece.matrix
    across, up = page.width / size[0], page.height / size[1]  # points of a pixel
    area = a * d - b * c
    if abs(area) < _NO_AREA:
        return None
    # From a pixel of the page back to the picture's unit square, then to its pixels.
    wide, high = picture.width / area, picture.height / area
    back = (
        (d * across * wide, c * up * wide, (c * (f - page.height) - d * e) * wide),
        (-b * across * high, -a * up * high, (b * e - a * (f - page.height)) * high),
    )
    return picture.transform(size, Image.Transform.AFFINE, (*back[0], *back[1]), Image.Resampling.BICUBIC)
