"""What scanning and photographing do to pages: each takes a picture, and chance, and gives a picture.

Chance comes as a generator with a seed, so that the same seed gives the same page.
"""

from collections.abc import Callable

import cv2
import numpy as np

from tests.documents.dresses.pages import Picture

Chance = np.random.Generator
Wear = Callable[[Picture, Chance], Picture]
_WHITE = (255, 255, 255)


def skewed(least: float, most: float) -> Wear:
    """Turn the page by an angle between these, to either side."""

    def wear(page: Picture, chance: Chance) -> Picture:
        angle = chance.uniform(least, most) * chance.choice([-1, 1])
        height, width = page.shape[:2]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        return _picture(
            cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=_WHITE)
        )

    return wear


def turned(quarters: int) -> Wear:
    """Turn the page by quarters, anticlockwise."""
    return lambda page, _chance: np.ascontiguousarray(np.rot90(page, quarters))


def noisy(strength: float) -> Wear:
    """Lay grain over the page, and make the paper a little less than white."""

    def wear(page: Picture, chance: Chance) -> Picture:
        grain = chance.normal(0, strength, page.shape[:2]).astype(np.float32)[:, :, None]
        paper = (chance.uniform(240, 251) + np.array((1, 0, -3), np.float32)) / 255
        return _picture(page.astype(np.float32) * paper + grain)

    return wear


def grey(page: Picture, _chance: Chance) -> Picture:
    """Take the colour out."""
    return _picture(cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB))


def black_and_white(page: Picture, _chance: Chance) -> Picture:
    """Leave black and white alone, as a fax or an old scanner does; a seal comes out as black strokes."""
    lightness = cv2.GaussianBlur(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    _, cut = cv2.threshold(lightness, 165, 255, cv2.THRESH_BINARY)
    return _picture(cv2.cvtColor(cut, cv2.COLOR_GRAY2RGB))


def blurred(sigma: float) -> Wear:
    """Put the page out of focus."""
    return lambda page, _chance: _picture(cv2.GaussianBlur(page, (0, 0), sigma))


def jpeg_worn(quality: int) -> Wear:
    """Compress the page too much, twice."""

    def wear(page: Picture, _chance: Chance) -> Picture:
        for each in (quality, quality + 7):
            _, raw = cv2.imencode(".jpg", page[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, each])
            page = _picture(np.asarray(cv2.imdecode(raw, cv2.IMREAD_COLOR))[:, :, ::-1])
        return page

    return wear


def bled_through(page: Picture, _chance: Chance) -> Picture:
    """Let the sheet's other side shine through, mirrored and faint."""
    other = cv2.GaussianBlur(page[:, ::-1], (0, 0), 1.5).astype(np.float32)
    other = np.roll(other, (page.shape[0] // 37, page.shape[1] // 29), (0, 1))
    return _picture(page.astype(np.float32) * (1 - 0.16 * (255 - other) / 255))


def punched(page: Picture, chance: Chance) -> Picture:
    """Punch two holes into the left margin, black as the scanner's lid."""
    height, width = page.shape[:2]
    holed = page.copy()
    radius = width // 70
    for down in (height / 2 - width * 0.19, height / 2 + width * 0.19):
        middle = (int(width * 0.055 + chance.uniform(-3, 3)), int(down))
        cv2.circle(holed, middle, radius, (40, 40, 42), -1, cv2.LINE_AA)
    return holed


def speckled(page: Picture, chance: Chance) -> Picture:
    """Scatter dust over the page, and one hair-thin line of a dirty scanner from top to bottom."""
    height, width = page.shape[:2]
    dusty = page.copy()
    scale = width / 1654
    for _speck in range(420):
        middle = (int(chance.integers(width)), int(chance.integers(height)))
        shade = int(chance.integers(30, 150))
        cv2.circle(dusty, middle, max(1, int(chance.uniform(0.5, 1.6) * scale)), (shade,) * 3, -1)
    line = int(width * chance.uniform(0.93, 0.97))
    dusty[:, line] = (120, 120, 120)
    return dusty


def photographed(page: Picture, chance: Chance) -> Picture:
    """See the page through a phone: on a desk, from a little aside, in uneven light, with the hand's shadow."""
    height, width = page.shape[:2]
    desk = np.empty((int(height * 1.12), int(width * 1.14), 3), np.uint8)
    desk[:] = np.array(chance.uniform((90, 70, 50), (150, 125, 100)), np.uint8)
    corners = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    shift = np.array((width * 0.07, height * 0.06), np.float32)
    seen = corners + shift + chance.uniform(-0.028, 0.028, (4, 2)).astype(np.float32) * (width, height)
    view = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    size = (desk.shape[1], desk.shape[0])
    photo = cv2.warpPerspective(page, view, size, flags=cv2.INTER_AREA)
    covered = cv2.warpPerspective(np.full((height, width), 255, np.uint8), view, size)
    lit = np.where(covered[:, :, None] > 127, photo, desk).astype(np.float32) * _light(desk.shape, chance)
    return blurred(0.7)(_picture(lit), chance)


def _light(shape: tuple[int, ...], chance: Chance) -> np.ndarray:
    """Give how bright each point is: a lamp to one side, and the edge of a shadow."""
    down, across = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    down, across = down / shape[0], across / shape[1]
    lamp = 0.78 + 0.22 * (across * chance.uniform(-1, 1) + down * chance.uniform(-1, 1) + 1) / 2
    edge = across + down * chance.uniform(-0.4, 0.4) - chance.uniform(0.55, 0.8)
    shadow = 1 - 0.28 / (1 + np.exp(-edge * 25))
    warmth = np.array((1.0, 0.975, 0.93), np.float32)
    return np.asarray((lamp * shadow)[:, :, None] * warmth)


def _picture(values: np.ndarray) -> Picture:
    return np.ascontiguousarray(np.clip(values, 0, 255).astype(np.uint8))
