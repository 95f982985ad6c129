"""One drawn page: printed text, seals whose places are known, and what a scanner or a telephone makes of it."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from parsers.document import SealKind
from tests.documents.seal_drawing import Colour, Ink, Pixels, dried, seal_ink, stamp, turned, write

MILLIMETRES_PER_INCH = 25.4
RED: Colour = (205, 30, 38)
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels

UNITS = (
    "上海示例大学",
    "上海市测试区知识产权局",
    "测试科技（上海）有限公司",
    "上海示范高新技术产业开发区管理委员会",
    "示例大学附属第九测试医院",
    "上海样本生物医药股份有限公司",
    "中国科学院上海测试技术研究所",
    "示例研究院",
)
_SENTENCES = (
    "项目实施以来，单位围绕重点产品布局高价值专利，累计申请发明专利38件，授权12件。",
    "截至2024年2月底，专项资金支出148.2万元，执行率98.8%，未发生预算调整。",
    "按照任务书要求，逐项推进专利导航、培育中心建设、人才培训和转化运用等工作。",
    "形成“导航先行、协同创新”的工作模式，全年开展培训9场，参训人员432人次。",
    "下一步将对接专利转化运用专项行动，继续完善制度，推动存量专利分级分类管理。",
)


@dataclass(frozen=True, slots=True)
class DrawnSeal:
    """A seal on a page and where it stands."""

    kind: SealKind
    box: Box


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page of the set: its pixels, the resolution that is stated for it, and the seals on it."""

    group: str
    number: int
    pixels: Pixels
    dpi: float
    seals: tuple[DrawnSeal, ...] = ()


@dataclass
class Sheet:
    """A page being drawn; all measures in millimetres."""

    rng: np.random.Generator
    dpi: float = 150
    width: float = 210
    height: float = 297
    pixels: Pixels = field(init=False)
    seals: list[DrawnSeal] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take a white sheet."""
        self.pixels = np.full((self.px(self.height), self.px(self.width), 3), 255, np.uint8)

    def px(self, millimetres: float) -> int:
        """Give a length in pixels."""
        return round(millimetres * self.dpi / MILLIMETRES_PER_INCH)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: Colour = (20, 20, 20),
        *,
        face: int = 0,
        anchor: str = "mm",
    ) -> None:
        """Write one line; `size` in points."""
        place, pixels = (self.px(x), self.px(y)), round(size * self.dpi / 72)
        write(self.pixels, [text], place, pixels, colour, face=face, anchor=anchor)

    def body(self, top: float = 40, bottom: float = 250, colour: Colour = (20, 20, 20)) -> None:
        """Fill the page with sentences, and sign it."""
        size = round(14 * self.dpi / 72)
        rows = int((bottom - top) / MILLIMETRES_PER_INCH * self.dpi / (1.75 * size))
        start, face = int(self.rng.integers(5)), int(self.rng.integers(4))
        text = "".join(_SENTENCES[(start + number) % 5] for number in range(rows))
        lines = [text[number * 32 : number * 32 + 32] for number in range(rows)]
        write(self.pixels, lines, (self.px(27), self.px(top)), size, colour, spacing=1.75, face=face)

    def signed(self, unit: str, y: float = 255) -> None:
        """Write the unit's name and the date where they stand on a letter."""
        self.write(unit, 145, y, 16)
        self.write("2024年3月15日", 145, y + 10, 16)

    def seal(
        self, x: float, y: float, size: tuple[float, float] = (42, 42), *, colour: Colour = RED, opacity: float = 0.88,
        turn: float = 0.0, dry: float = 0.0, ink: Ink | None = None, unit: str | None = None,
    ) -> None:  # fmt: skip
        """Seal the page, the seal's middle at that place; partly outside, the box ends at the page's edge."""
        ink = self.ink(size, unit or str(self.rng.choice(UNITS))) if ink is None else ink
        ink = dried(ink, dry, self.rng) if dry else ink
        stamp(self.pixels, turned(ink, turn) if turn else ink, (self.px(x), self.px(y)), colour, opacity)
        kind = SealKind.ROUND if size[0] < 1.1 * size[1] else SealKind.OVAL
        self.seals.append(DrawnSeal(kind, self._box(x, y, size, turn)))

    def ink(self, size: tuple[float, float], unit: str) -> Ink:
        """A seal of one of the usual kinds."""
        face, line = int(self.rng.integers(4)), float(self.rng.uniform(0.04, 0.075))
        across, down, centre = self.px(size[0]), self.px(size[1]), "★"
        below = str(self.rng.choice(["", "", "科技处", "合同专用章", "业务专用章(2)"]))
        if size[0] > 1.1 * size[1]:
            centre, below = "9131000000", "发票专用章"
        return seal_ink(across, down, unit, centre=centre, below=below, line=line, face=face)

    def _box(self, x: float, y: float, size: tuple[float, float], turn: float) -> Box:
        sine, cosine = np.sin(np.radians(turn)), np.cos(np.radians(turn))
        across = float(np.hypot(size[0] * cosine, size[1] * sine)) / 2
        down = float(np.hypot(size[0] * sine, size[1] * cosine)) / 2
        left, top, right, bottom = (self.px(each) for each in (x - across, y - down, x + across, y + down))
        height, width = self.pixels.shape[:2]
        return max(0, left), max(0, top), min(width, right), min(height, bottom)

    def page(
        self, group: str, number: int, *, quality: int = 85, noise: float = 3.0, dpi: float | None = None
    ) -> DrawnPage:
        """The sheet as a scanner gives it: paper not quite white, soft, noisy, as JPEG."""
        paper = np.array(self.rng.uniform((246, 244, 238), (254, 253, 251)), np.float32) / 255
        scanned = cv2.GaussianBlur(self.pixels, (0, 0), 0.6) * paper + noise * self._grain()
        pixels = as_jpeg(np.clip(scanned, 0, 255, out=scanned).astype(np.uint8), quality)
        return DrawnPage(group, number, pixels, dpi or self.dpi, tuple(self.seals))

    def _grain(self) -> NDArray[np.float32]:
        """Noise, most of it the same in all three colours; one tile of it over and over, for it takes long to make."""
        tile = self.rng.standard_normal((331, 331, 4), np.float32)
        height, width = self.pixels.shape[:2]
        tile = tile[..., :1] + 0.5 * tile[..., 1:]
        return np.tile(tile, (height // 331 + 1, width // 331 + 1, 1))[:height, :width]

    def warp(self, matrix: np.ndarray, size: tuple[int, int], around: Colour) -> None:
        """Lay the sheet out anew: turned by a scanner, seen aslant by a camera; `around` is what lies about it."""
        self.pixels = np.asarray(
            cv2.warpPerspective(self.pixels, matrix, size, flags=cv2.INTER_AREA, borderValue=around), np.uint8
        )
        self.seals = [replace(seal, box=_moved(seal.box, matrix)) for seal in self.seals]


def _moved(box: Box, matrix: np.ndarray) -> Box:
    """The box around where a box's ellipse comes to lie."""
    angles = np.radians(np.arange(0, 360, 10))
    x = (box[0] + box[2]) / 2 + (box[2] - box[0]) / 2 * np.cos(angles)
    y = (box[1] + box[3]) / 2 + (box[3] - box[1]) / 2 * np.sin(angles)
    points = cv2.perspectiveTransform(np.stack([x, y], -1)[None].astype(np.float64), matrix)[0]
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """What a JPEG of that quality keeps; 0 leaves all as it is."""
    if not quality:
        return pixels
    _, packed = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])
