"""Pictures (PNG, JPEG, GIF, BMP, TIFF, WebP): a page that is a picture, like a page from a scanner."""

import io
import warnings

from PIL import Image

from parsers.document import Document, Page
from parsers.errors import TooLargeError
from parsers.sniff import sniff

MAX_PIXELS = 200_000_000  # an A3 page at 600 dpi has 70 million
MAX_PAGES = 500  # of one TIFF
_KINDS = {"png", "jpg", "gif", "bmp", "tiff", "webp"}
_POINTS_PER_INCH = 72
_USUAL_DPI = 150  # where a picture does not tell; only the page's proportions hang on it


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the pictures that Pillow reads on its own; HEIC is not among them."""
    return sniff(payload, name) in _KINDS


def parse(payload: bytes, name: str) -> Document:
    """Read a picture whole, to see that it is one; each of its frames (TIFF) is a page without text.

    TooLargeError beyond MAX_PIXELS a frame; Pillow's OSError, SyntaxError or ValueError where it is damaged.
    """
    del name  # a picture is known by its bytes
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata, and of sizes that we limit ourselves
        with Image.open(io.BytesIO(payload)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            pages = tuple(_read_page(picture, number) for number in range(1, min(frames, MAX_PAGES) + 1))
    return Document("image", pages=pages, partial=frames > MAX_PAGES)


def _read_page(picture: Image.Image, number: int) -> Page:
    if number > 1:
        picture.seek(number - 1)
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise TooLargeError
    picture.load()
    across, down = (_points_per_pixel(picture, axis) for axis in (0, 1))
    return Page(number, width * across, height * down, characters=0, image_share=1.0)


def _points_per_pixel(picture: Image.Image, axis: int) -> float:
    """How many points a pixel measures; cameras that state 1 or 72 dpi by habit are not believed."""
    stated = picture.info.get("dpi", (0, 0))
    resolution = float(stated[axis]) if isinstance(stated, tuple) and len(stated) == 2 else 0.0
    return _POINTS_PER_INCH / (resolution if 75 <= resolution <= 2400 else _USUAL_DPI)
