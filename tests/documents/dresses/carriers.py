"""Pictures of pages into files: one PDF, a TIFF, JPEG photos."""

import io
import time
from collections.abc import Sequence

import cv2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from tests.documents.dresses.pages import POINTS, Picture

_ORIENTATION = 0x0112  # the EXIF tag


def image_of(page: Picture, *, mode: str = "RGB") -> Image.Image:
    """Give Pillow's image in that mode: "1" is black and white, "L" grey."""
    return Image.fromarray(page).convert(mode, dither=Image.Dither.NONE)


def jpeg(
    page: Picture, quality: int = 80, *, orientation: int = 1, dpi: int = POINTS, mode: str = "RGB"
) -> bytes:
    """Give a JPEG file. With an EXIF orientation (1, 3, 6 or 8) the pixels lie turned, as a phone stores them."""
    image = image_of(page, mode=mode)
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    if orientation in back:
        image = image.transpose(back[orientation])
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, exif=exif, dpi=(dpi, dpi))
    return buffer.getvalue()


def png(page: Picture, dpi: int, *, mode: str = "RGB") -> bytes:
    """Give a PNG file."""
    buffer = io.BytesIO()
    image_of(page, mode=mode).save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def tiff(pages: Sequence[Picture], dpi: int, *, mode: str = "1") -> bytes:
    """Give one TIFF of all pages; black and white is compressed as a fax (CCITT group 4)."""
    images = [image_of(page, mode=mode) for page in pages]
    buffer = io.BytesIO()
    compression = "group4" if mode == "1" else "tiff_lzw"
    images[0].save(
        buffer, "TIFF", save_all=True, append_images=images[1:], compression=compression, dpi=(dpi, dpi)
    )
    return buffer.getvalue()


def scanned_pdf(pages: Sequence[Picture], dpi: int, *, mode: str = "RGB", quality: int = 80) -> bytes:
    """Give a PDF whose pages are pictures: JPEG, or for black and white as a fax."""
    if mode == "1":
        return _pdf_of_images([image_of(page, mode="1") for page in pages], dpi)
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer, invariant=1)
    for page in pages:
        width, height = (side * POINTS / dpi for side in (page.shape[1], page.shape[0]))
        paper.setPageSize((width, height))
        picture = io.BytesIO(jpeg(page, quality, dpi=dpi, mode=mode))
        paper.drawImage(ImageReader(picture), 0, 0, width, height)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


def _pdf_of_images(images: Sequence[Image.Image], dpi: int) -> bytes:
    buffer = io.BytesIO()
    date = time.gmtime(1_710_464_400)  # any, but always the same
    images[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=dpi,
        creationDate=date,
        modDate=date,
    )
    return buffer.getvalue()


def resized(page: Picture, width: int) -> Picture:
    """Give the page that many pixels wide."""
    height = round(page.shape[0] * width / page.shape[1])
    return cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA).astype(page.dtype)
