"""Pictures (PNG, JPEG, GIF, BMP, TIFF, WebP): a page that is a picture, from a scanner or a telephone."""

import io
import warnings
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image, ImageOps

from parsers.document import Document, Page, Seal
from parsers.errors import TooLargeError
from parsers.ocr import Pixels
from parsers.pages import PageContent, page_blocks
from parsers.scan import FIRST_PAGE, RENDER_DPI, ScannedPage, Whole, fingerprint, read_page
from parsers.sniff import sniff

MAX_PIXELS = 200_000_000  # an A3 page at 600 dpi has 70 million
MAX_PAGES = 500  # of one TIFF
MAXIMUM_SIDE = 3500  # pixels of a page as it is read: A4 at 300 dpi
_TRANSPARENT = {"RGBA", "LA", "PA"}
_KINDS = {"png", "jpg", "gif", "bmp", "tiff", "webp"}
_POINTS_PER_INCH = 72
_USUAL_DPI = 150  # where a picture does not tell; only the page's proportions hang on it


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the pictures that Pillow reads on its own; HEIC is not among them."""
    return sniff(payload, name) in _KINDS


def parse(payload: bytes, name: str, whole: Whole = FIRST_PAGE) -> Document:
    """Read a picture: each of its frames (TIFF) is a page, read by OCR in full where it is in `whole`.

    TooLargeError beyond MAX_PIXELS a frame; Pillow's OSError, SyntaxError or ValueError where it is damaged.
    """
    del name  # a picture is known by its bytes
    read = read_frames(payload, whole)
    return Document(
        "image",
        tuple(page_blocks(read.contents)),
        pages=tuple(content.page for content in read.contents),
        seals=read.seals,
        seals_judged=True,
        partial=read.partial,
    )


@dataclass(frozen=True, slots=True)
class Frames:
    """What was read of a picture: a page for each of its frames, and the seals on them."""

    contents: tuple[PageContent, ...]
    seals: tuple[Seal, ...]
    partial: bool = False


def read_frames(payload: bytes, whole: Whole, first: int = 1) -> Frames:
    """Read a picture, by itself or out of another file, in which its pages are numbered from `first`.

    Raises as `parse` does.
    """
    file = fingerprint(payload)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata, and of sizes that we limit ourselves
        with Image.open(io.BytesIO(payload)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            pages = []
            for frame in range(min(frames, MAX_PAGES)):
                number = first + frame
                pages.append((number, _read_frame(picture, frame, f"{file}-{first}", number, whole)))
    contents = tuple(_content(page, number) for number, page in pages)
    seals = tuple(seal for _, page in pages for seal in page.seals)
    return Frames(contents, seals, partial=frames > MAX_PAGES)


def _content(page: ScannedPage, number: int) -> PageContent:
    told = Page(
        number, page.width, page.height, 0, 1.0, page.colour, unread=page.unread, illegible=page.illegible
    )
    return PageContent(told, page.lines, page.tables)


def _read_frame(picture: Image.Image, frame: int, file: str, number: int, whole: Whole) -> ScannedPage:
    if frame:
        picture.seek(frame)
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLargeError
    picture.load()
    return read_page(file, number, partial(_pixels, picture), whole=number in whole)


def _pixels(picture: Image.Image) -> tuple[Pixels, float]:
    """The frame upright, as its camera says, on white, no larger than it must be for reading."""
    across, down = (_points_per_pixel(picture, axis) for axis in (0, 1))
    shown = ImageOps.exif_transpose(picture)
    if shown.mode in _TRANSPARENT or "transparency" in shown.info:
        shown = shown.convert("RGBA")
        shown = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    dpi = _POINTS_PER_INCH / max(across, down)
    shrink = min(1.0, MAXIMUM_SIDE / max(shown.size), RENDER_DPI / dpi if dpi > 1.5 * RENDER_DPI else 1.0)
    if shrink < 1:
        size = (max(1, round(shown.width * shrink)), max(1, round(shown.height * shrink)))
        shown = shown.convert("RGB").resize(size, Image.Resampling.BOX)
    return np.asarray(shown.convert("RGB"), np.uint8), dpi * shrink


def _points_per_pixel(picture: Image.Image, axis: int) -> float:
    """How many points a pixel measures; cameras that state 1 or 72 dpi by habit are not believed."""
    stated = picture.info.get("dpi", (0, 0))
    resolution = float(stated[axis]) if isinstance(stated, tuple) and len(stated) == 2 else 0.0
    return _POINTS_PER_INCH / (resolution if 75 <= resolution <= 2400 else _USUAL_DPI)
