"""Seals among the pictures of a Word file: set beside the sign-off, over or behind the text, or on pasted pages."""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from parsers.document import Seal
from parsers.errors import TooLargeError
from parsers.ooxml import Package

Size = tuple[float, float]

_MOST_PICTURES = 100  # of one file
_MOST_PIXELS = 50_000_000  # of one picture, after what a JPEG leaves out by itself
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_NEEDED_DPI = 100  # a JPEG is decoded no larger, which takes a small part of the time
_USUAL_SIZE = (
    120.0,
    120.0,
)  # points, 42 mm: a seal, where the file does not say how large the picture is shown
_WHITE = (255, 255, 255)
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that readers see: the part that holds it ("" where it is not in the file) and its size in points."""

    part: str
    extent: Size | None


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a picture told. `colour` is None where it could not be looked at, False where it has none."""

    seals: tuple[Seal, ...] = ()
    colour: bool | None = None


def look_at_all(package: Package, pictures: Sequence[Shown]) -> tuple[Look, ...]:
    """Look at each picture; one that is shown several times is decoded once."""
    known: dict[Shown, Look] = {}
    for shown in pictures:
        if shown not in known:
            known[shown] = _look_at(package, shown) if len(known) < _MOST_PICTURES else Look()
    return tuple(known[shown] for shown in pictures)


def _look_at(package: Package, shown: Shown) -> Look:
    try:
        payload = package.read(shown.part) if shown.part else None
    except TooLargeError:  # the text was read all the same
        return Look()
    picture = _decoded(payload, shown.extent or _USUAL_SIZE) if payload else None
    return Look() if picture is None else _judged(picture, shown.extent or _USUAL_SIZE)


def _decoded(payload: bytes, extent: Size) -> Image.Image | None:
    """The picture on white paper; None for what Pillow cannot draw (EMF and WMF among it), or what is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow warns of odd metadata, and of sizes that we limit ourselves
            with Image.open(io.BytesIO(payload), formats=_FORMATS) as picture:
                wanted = [max(1, round(side / _POINTS_PER_INCH * _NEEDED_DPI)) for side in extent]
                picture.draft("RGB", (wanted[0], wanted[1]))
                if picture.width * picture.height > _MOST_PIXELS:
                    return None
                return _on_paper(picture)
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, Image.DecompressionBombError):
        return None  # Pillow's words for damage; the text was read all the same


def _on_paper(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture.copy()
    drawn = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, _WHITE)
    paper.paste(drawn, (0, 0), drawn)
    return paper


def _judged(picture: Image.Image, extent: Size) -> Look:
    # Imported here, because numpy and OpenCV take a quarter of a second and most Word files hold no picture.
    import numpy as np  # noqa: PLC0415

    from parsers.seal import find_seals, is_colourless  # noqa: PLC0415

    pixels = np.asarray(picture)
    inches = max(1.0, *extent) / _POINTS_PER_INCH
    if is_colourless(pixels):
        return Look(colour=False)
    marks = find_seals(pixels, max(picture.size) / inches)
    return Look(tuple(Seal(mark.kind, None, mark.confidence) for mark in marks), colour=True)
