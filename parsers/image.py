"""Pictures (PNG, JPEG, HEIC, GIF, BMP, TIFF, WebP): a page that is a picture, from a scanner or a telephone."""

import io
import warnings
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
import pi_heif
from PIL import ExifTags, Image, ImageOps

from parsers.document import Document, Page, Seal
from parsers.errors import TooLargeError
from parsers.ocr import Pixels
from parsers.pages import PageContent, blocks_and_running_texts
from parsers.scan import FIRST_PAGE, RENDER_DPI, Whole, fingerprint, read_page
from parsers.scanned_page import ScannedPage
from parsers.sniff import sniff

MAX_PIXELS = 200_000_000  # an A3 page at 600 dpi has 70 million
MAX_PAGES = 500  # of one TIFF
MAXIMUM_SIDE = 3500  # pixels of a page as it is read: A4 at 300 dpi
_TRANSPARENT = {"RGBA", "LA", "PA"}
_KINDS = {"png", "jpg", "heic", "gif", "bmp", "tiff", "webp"}
_POINTS_PER_INCH = 72
_A4_INCHES, _ALMOST_A4 = 11.69, 0.02  # its longer side; share by which a shape may differ
_USUAL_DPI = 150  # where neither a picture nor its shape tells
_ON_ITS_SIDE = range(5, 9)  # values of EXIF's orientation that swap width and height
_PAGE = 1.414  # times as high as wide, a page of A4
_LONG = 2.2  # times as high as wide: pages that a telephone joined into one picture
_ABOUT = 0.2  # of a page's height, by which a cut may lie elsewhere
_PLAIN = 24  # of 255, between the lightest and the darkest of a row without ink


def accepts(payload: bytes, name: str) -> bool:
    """Hold for the pictures that Pillow reads, HEIC with libheif's help."""
    return sniff(payload, name) in _KINDS


@cache
def _read_heic_too() -> None:
    """Let Pillow open HEIC, which telephones photograph in: the main picture only, turned as its camera held it."""
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


Part = tuple[int, int]  # rows of a picture that are a page, the second not among them


def parse(payload: bytes, name: str, whole: Whole = FIRST_PAGE) -> Document:
    """Read a picture: each of its frames (TIFF) is a page, read by OCR in full where it is in `whole`.

    TooLargeError beyond MAX_PIXELS a frame; Pillow's OSError, SyntaxError or ValueError where it is damaged.
    """
    del name  # a picture is known by its bytes
    read = read_frames(payload, whole, is_alone=True)
    blocks, running = blocks_and_running_texts(read.contents)
    return Document(
        "image",
        blocks,
        pages=tuple(content.page for content in read.contents),
        seals=read.seals,
        seals_judged=True,
        fields=tuple(("running", text) for text in running),
        partial=read.partial,
    )


@dataclass(frozen=True, slots=True)
class Frames:
    """What was read of a picture: a page for each of its frames, and the seals on them."""

    contents: tuple[PageContent, ...]
    seals: tuple[Seal, ...]
    partial: bool = False


def read_frames(payload: bytes, whole: Whole, first: int = 1, *, is_alone: bool = False) -> Frames:
    """Read a picture, by itself or out of another file, in which its pages are numbered from `first`.

    One that `is_alone` may be several pages that a telephone has joined.

    Raises as `parse` does.
    """
    file = fingerprint(payload)
    _read_heic_too()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd metadata, and of sizes that we limit ourselves
        with Image.open(io.BytesIO(payload)) as picture:
            frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
            pages: list[tuple[int, ScannedPage]] = []
            for frame in range(min(frames, MAX_PAGES)):
                for part in _parts(picture, frame, is_alone=is_alone):
                    number = first + len(pages)
                    pages.append((number, _read_part(picture, part, f"{file}-{first}", number, whole)))
    contents = tuple(_content(page, number) for number, page in pages)
    seals = tuple(seal for _, page in pages for seal in page.seals)
    return Frames(contents, seals, partial=frames > MAX_PAGES)


def _content(page: ScannedPage, number: int) -> PageContent:
    told = Page(
        number, page.width, page.height, 0, 1.0, page.colour, unread=page.unread, illegible=page.illegible
    )
    return PageContent(told, page.lines, page.tables)


def _parts(picture: Image.Image, frame: int, *, is_alone: bool) -> list[Part]:
    """The pages of a frame: one, or those that a long screenshot joins, from its top row to the row below its last."""
    if frame:
        picture.seek(frame)
    _load(picture)
    width, height = _shown_size(picture)
    pages = round(height / (_PAGE * width))
    if not is_alone or height < _LONG * width or pages > MAX_PAGES:
        return [(0, height)]
    upright = ImageOps.exif_transpose(picture)
    cuts = [
        0,
        *(_blank_row(upright, upright.height * page // pages) for page in range(1, pages)),
        upright.height,
    ]
    return list(pairwise(cuts))


def _load(picture: Image.Image) -> None:
    """Decode the picture; of HEIC only that tells how large it is."""
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLargeError
    try:
        picture.load()
    except RuntimeError as error:  # libheif's word for damage
        raise OSError(str(error)) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise TooLargeError


def _shown_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height as the picture is shown, without turning it."""
    is_on_its_side = picture.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE
    return (picture.height, picture.width) if is_on_its_side else picture.size


def _blank_row(picture: Image.Image, row: int) -> int:
    """The middle of the widest band without ink that lies about a row, the row itself where there is none."""
    reach = round(_PAGE * picture.width * _ABOUT)
    top = max(0, row - reach)
    grey = np.asarray(picture.crop((0, top, picture.width, row + reach)).convert("L"), np.int16)
    blank = (grey.max(axis=1) - grey.min(axis=1)) <= _PLAIN
    edges = np.flatnonzero(np.diff(np.concatenate(([0], blank.astype(np.int8), [0]))))
    bands = [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    start, end = max(bands, key=lambda band: band[1] - band[0], default=(row - top, row - top))
    return top + (start + end) // 2


def _read_part(picture: Image.Image, part: Part, file: str, number: int, whole: Whole) -> ScannedPage:
    return read_page(file, number, partial(_pixels, picture, part), whole=number in whole)


def _pixels(picture: Image.Image, part: Part) -> tuple[Pixels, float]:
    """The page upright, as its camera says, on white, no larger than it must be for reading."""
    across, down = (_points_per_pixel(picture, axis) for axis in (0, 1))
    shown = ImageOps.exif_transpose(picture)
    if part != (0, shown.height):
        shown = shown.crop((0, part[0], shown.width, part[1]))
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
    """How many points a pixel measures; cameras that state 1 or 72 dpi by habit are not believed.

    Where nothing is stated, what has the shape of an A4 sheet is taken for one.
    """
    stated = picture.info.get("dpi", (0, 0))
    resolution = float(stated[axis]) if isinstance(stated, tuple) and len(stated) == 2 else 0.0
    return _POINTS_PER_INCH / (resolution if 75 <= resolution <= 2400 else _usual_dpi(picture))


def _usual_dpi(picture: Image.Image) -> float:
    shorter, longer = sorted(picture.size)
    is_sheet = abs(longer / shorter - _PAGE) <= _ALMOST_A4 * _PAGE
    return longer / _A4_INCHES if is_sheet else _USUAL_DPI
