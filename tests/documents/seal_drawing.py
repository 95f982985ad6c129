"""Draw what stands on sealed pages: seals as masks of ink, and the marks that must not be taken for them."""

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Ink = NDArray[np.float32]  # 0 to 1: how much of the ink lies on each pixel
Colour = tuple[int, int, int]

_FONTS = (  # Debian's fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai, fonts-wqy-zenhei
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/truetype/arphic/ukai.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
_SHARPER = 3  # seals are drawn so much larger and then made smaller


def fonts() -> tuple[str, ...]:
    """The fonts with Chinese characters that this machine has."""
    return tuple(path for path in _FONTS if Path(path).is_file())


@lru_cache(maxsize=64)
def font(number: int, size: int) -> ImageFont.FreeTypeFont:
    """One of the machine's fonts, by any number."""
    paths = fonts()
    return ImageFont.truetype(paths[number % len(paths)], size)


def seal_ink(
    width: int,
    height: int,
    name: str,
    *,
    centre: str = "★",
    below: str = "",
    line: float = 0.055,
    inner_ring: bool = False,
    face: int = 0,
) -> Ink:
    """A seal with its name along the rim; `centre` is a star, a text or nothing, `line` the rim's share of the radius.

    Without a name along the rim, pass the name as `below`: it is then set in lines, as simple programs do.
    """
    across, down = width * _SHARPER, height * _SHARPER
    picture = Image.new("L", (across, down), 0)
    draw = ImageDraw.Draw(picture)
    thick = max(2, round(line * min(across, down) / 2))
    draw.ellipse((1, 1, across - 2, down - 2), outline=255, width=thick)
    if inner_ring:
        inset = round(0.11 * min(across, down) / 2) + thick
        draw.ellipse((inset, inset, across - inset, down - inset), outline=255, width=max(1, thick // 3))
    _write_along_rim(picture, name, face)
    _fill_centre(draw, across, down, centre, below, face)
    return _as_ink(picture.resize((width, height), Image.Resampling.BOX))


def _as_ink(picture: Image.Image) -> Ink:
    return np.asarray(picture, np.float32) / np.float32(255)


def _write_along_rim(picture: Image.Image, name: str, face: int) -> None:
    if not name:
        return
    across, down = picture.size
    size = round(min(across, down) / 2 * min(0.3, 4.4 / (len(name) + 4)))
    span = min(260.0, 22.0 * len(name))
    for number, character in enumerate(name):
        turn = -span / 2 + span * number / max(1, len(name) - 1)
        angle = math.radians(turn - 90)
        reach = 0.9 - size / min(across, down)
        x, y = across / 2 * (1 + reach * math.cos(angle)), down / 2 * (1 + reach * math.sin(angle))
        normal = math.degrees(math.atan2(math.sin(angle) / down, math.cos(angle) / across)) + 90
        _paste_turned(picture, character, (x, y), size, -normal, face)


def _paste_turned(
    picture: Image.Image, text: str, at: tuple[float, float], size: int, angle: float, face: int
) -> None:
    glyph = Image.new("L", (2 * size, 2 * size), 0)
    ImageDraw.Draw(glyph).text(
        (size, size), text, fill=255, font=font(face, size), anchor="mm", stroke_width=size // 24
    )
    turned = glyph.rotate(angle, Image.Resampling.BILINEAR)
    picture.paste(255, (round(at[0] - size), round(at[1] - size)), turned)


def _fill_centre(
    draw: ImageDraw.ImageDraw, across: int, down: int, centre: str, below: str, face: int
) -> None:
    middle, radius = (across / 2, down / 2), min(across, down) / 2
    if centre == "★":
        draw.polygon(star(middle, 0.32 * radius), fill=255)
    elif centre:
        lines = centre.split("\n")
        size = round(radius * 0.3)
        for number, text in enumerate(lines):
            y = middle[1] + (number - (len(lines) - 1) / 2) * size * 1.2
            draw.text(
                (middle[0], y), text, fill=255, font=font(face, size), anchor="mm", stroke_width=size // 24
            )
    if below:
        size = round(min(0.2 * radius, 1.35 * radius / len(below)))
        draw.text(
            (middle[0], middle[1] + 0.55 * radius),
            below,
            fill=255,
            font=font(face, size),
            anchor="mm",
            stroke_width=size // 24,
        )


def star(middle: tuple[float, float], radius: float, turn: float = 0.0) -> list[tuple[float, float]]:
    """The ten corners of a five-pointed star."""
    corners = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.382
        angle = math.radians(turn - 90 + 36 * number)
        corners.append((middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)))
    return corners


def dried(ink: Ink, share: float, rng: np.random.Generator) -> Ink:
    """The same ink printed by a dry pad: `share` of it is missing, in blotches and in grains."""
    height, width = ink.shape
    blotches = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), width / 14)
    grains = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 1.0)
    texture = blotches / blotches.std() + grains / grains.std()
    missing = texture < np.quantile(texture, share)
    return np.where(missing, 0.15 * ink, ink).astype(np.float32)


def turned(ink: Ink, degrees: float) -> Ink:
    """The ink turned about its middle, on a larger sheet so that nothing is cut off."""
    picture = Image.fromarray(np.round(ink * 255).astype(np.uint8))
    return _as_ink(picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True))


def fingerprint_ink(width: int, height: int, rng: np.random.Generator) -> Ink:
    """A thumb's print: curved ridges in an oval without a rim."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    across, down = (x - width / 2) / (width / 2), (y - height / 2) / (height / 2)
    reach = np.hypot(across, down * 0.8 - 0.15)
    waves = np.sin(reach * width * 0.45 + 2.5 * np.sin(across * 2.1 + down * 1.3))
    edge = np.clip((1 - np.hypot(across, down)) * 6, 0, 1)
    noise = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 1.5)
    return np.asarray(edge * (waves + 2.0 * noise > -0.1), np.float32)


def stamp(page: Pixels, ink: Ink, centre: tuple[float, float], colour: Colour, opacity: float = 0.9) -> None:
    """Print the ink on the page, as ink does: what is black beneath stays black. What lies off the page is lost."""
    height, width = ink.shape
    left, top = round(centre[0] - width / 2), round(centre[1] - height / 2)
    rows = slice(max(0, top), min(page.shape[0], top + height))
    columns = slice(max(0, left), min(page.shape[1], left + width))
    part = ink[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left, None]
    dimmed = 1 - opacity * part * (1 - np.array(colour, np.float32) / 255)
    page[rows, columns] = np.round(page[rows, columns] * dimmed).astype(np.uint8)


def write(
    page: Pixels, lines: Sequence[str], at: tuple[float, float], size: int, colour: Colour = (20, 20, 20),
    *, spacing: float = 1.7, face: int = 0, anchor: str = "la",
) -> None:  # fmt: skip
    """Write lines of text on the page."""
    picture = Image.fromarray(page)
    draw = ImageDraw.Draw(picture)
    for number, text in enumerate(lines):
        draw.text(
            (at[0], at[1] + number * spacing * size), text, fill=colour, font=font(face, size), anchor=anchor
        )
    page[:] = np.asarray(picture)
