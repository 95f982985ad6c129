"""Seals drawn: a ring, a star and the unit's name along the ring, pressed onto a page."""

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.documents.dresses.pages import POINTS, Picture, Spot

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
_SIDE = 800  # pixels in which it is drawn
_DIAMETER = 4.2  # centimetres
_RED = (205, 25, 30)
_CENTIMETRE = POINTS / 2.54


def seal_picture(name: str, *, oval: bool = False) -> Image.Image:
    """Give the seal in black on white, to be used as ink."""
    ink = Image.new("L", (_SIDE, _SIDE), 0)
    draw = ImageDraw.Draw(ink)
    draw.ellipse((20, 20, _SIDE - 20, _SIDE - 20), outline=255, width=26)
    draw.polygon(_star(_SIDE / 2, _SIDE / 2, 130), fill=255)
    _write_along(ink, name)
    return ink.resize((_SIDE, int(_SIDE * 0.7))) if oval else ink


def _star(across: float, down: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((across + reach * math.cos(angle), down + reach * math.sin(angle)))
    return points


def _write_along(ink: Image.Image, name: str) -> None:
    size = max(36, min(92, int(1500 / max(len(name), 1))))
    font = ImageFont.truetype(FONT, size)
    spread = min(300.0, 24.0 * len(name))  # degrees of the ring that the name takes
    for place, character in enumerate(name):
        angle = -spread / 2 + spread * (place + 0.5) / len(name)
        glyph = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(glyph).text((size, size), character, fill=255, font=font, anchor="mm")
        turned = glyph.rotate(-angle, resample=Image.Resampling.BICUBIC)
        radius = _SIDE / 2 - 60 - size / 2
        across = _SIDE / 2 + radius * math.sin(math.radians(angle))
        down = _SIDE / 2 - radius * math.cos(math.radians(angle))
        ink.paste(255, (int(across - size), int(down - size)), turned)


def pressed(
    page: Picture, spot: Spot, name: str, dpi: int, chance: np.random.Generator, *, oval: bool = False
) -> Picture:
    """Give the page with the seal of that name pressed on it, a little turned, with uneven ink."""
    ink = seal_picture(name, oval=oval).rotate(chance.uniform(-12, 12), resample=Image.Resampling.BICUBIC)
    width = int(_DIAMETER * _CENTIMETRE * dpi / POINTS)
    ink = ink.resize((width, int(width * ink.height / ink.width)), Image.Resampling.LANCZOS)
    strength = np.asarray(ink, np.float32) / 255 * _patches(ink.size, chance)
    return _over(page, strength, spot, dpi)


def _patches(size: tuple[int, int], chance: np.random.Generator) -> np.ndarray:
    """Give how well the ink took, from place to place."""
    coarse = chance.uniform(0.55, 1.0, (8, 8)).astype(np.float32)
    picture = Image.fromarray((coarse * 255).astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(2)), np.float32) / 255


def _over(page: Picture, strength: np.ndarray, spot: Spot, dpi: int) -> Picture:
    height, width = strength.shape
    top = int(spot.down * dpi / POINTS - height / 2)
    left = int(spot.across * dpi / POINTS - width / 2)
    top, left = max(0, min(top, page.shape[0] - height)), max(0, min(left, page.shape[1] - width))
    stamped = page.astype(np.float32)
    under = stamped[top : top + height, left : left + width]
    # Ink multiplies: black print stays black under it.
    tint = 1 - strength[:, :, None] * (1 - np.array(_RED, np.float32) / 255)
    stamped[top : top + height, left : left + width] = under * tint
    return stamped.astype(np.uint8)
