"""The set of drawn pages on which the search for seals is measured: sealed in every way, and with all that looks alike.

`sealed(seed)` and `unsealed(seed)` draw it anew for every seed; the parser was made with seed 1, and other seeds are
pages that it never saw.
"""

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from tests.documents.seal_drawing import Colour, fingerprint_ink, fonts, seal_ink, stamp, star
from tests.documents.seal_sheet import RED, UNITS, DrawnPage, Sheet

Draw = Callable[[Sheet, int], DrawnPage]
_VERMILION: Colour = (226, 62, 40)
_DARK: Colour = (165, 18, 28)


def missing_fonts() -> str | None:
    """Why the pages cannot be drawn here, as one sentence; None where they can."""
    if fonts():
        return None
    return "seal pages need a font with Chinese characters (see tests/install-servers.sh)"


def sealed(seed: int, every: int = 1, group: str = "") -> Iterator[DrawnPage]:
    """Yield the pages that bear seals, those of one `group` or of all; `every` second or third of each group."""
    return _drawn(_SEALED, seed, every, group)


def unsealed(seed: int, every: int = 1) -> Iterator[DrawnPage]:
    """Yield the pages without a seal, most with something red on them."""
    return _drawn(_UNSEALED, seed, every)


def _drawn(groups: dict[str, tuple[Draw, int]], seed: int, every: int, only: str = "") -> Iterator[DrawnPage]:
    for place, (group, (draw, count)) in enumerate(groups.items()):
        for number in range(0, count if only in {"", group} else 0, every):
            rng = np.random.default_rng([seed, place, number])
            yield draw(Sheet(rng, dpi=float(rng.choice([100, 120, 150, 150, 200]))), number)


def _letter(sheet: Sheet, *, bottom: float = 240) -> str:
    """Write a summary's last page; give the unit that signs it."""
    unit = str(sheet.rng.choice(UNITS))
    sheet.body(bottom=bottom)
    sheet.signed(unit)
    return unit


def _near_sign_off(sheet: Sheet) -> tuple[float, float]:
    return float(sheet.rng.uniform(125, 165)), float(sheet.rng.uniform(245, 268))


# Sealed pages.


def _round(sheet: Sheet, number: int) -> DrawnPage:
    unit, side = _letter(sheet), float(sheet.rng.uniform(38, 45))
    sheet.seal(*_near_sign_off(sheet), (side, side), unit=unit, colour=(RED, _VERMILION, _DARK)[number % 3])
    return sheet.page("round", number)


def _without_star(sheet: Sheet, number: int) -> DrawnPage:
    unit, side = _letter(sheet), float(sheet.rng.uniform(36, 44))
    centre = ("合同专用章", "财务\n专用章", "项目\n管理部", "")[number % 4]
    ink = seal_ink(
        sheet.px(side), sheet.px(side), unit, centre=centre, inner_ring=number % 2 == 1, face=number
    )
    sheet.seal(*_near_sign_off(sheet), (side, side), ink=ink)
    return sheet.page("round, no star", number)


def _plain(sheet: Sheet, number: int) -> DrawnPage:
    """As a simple program draws it: the name in a line, a star, no text along the rim."""
    unit, side = _letter(sheet), float(sheet.rng.uniform(28, 42))
    centre = ("★", "测试单位\n公章", "★")[number % 3]
    line = float(sheet.rng.uniform(0.04, 0.1))
    ink = seal_ink(
        sheet.px(side), sheet.px(side), "", centre=centre, below=("", "", unit)[number % 3], line=line
    )
    sheet.seal(*_near_sign_off(sheet), (side, side), ink=ink, colour=((220, 20, 20), (255, 0, 0))[number % 2])
    return sheet.page("plainly drawn", number)


def _oval(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    size = ((40.0, 30.0), (45.0, 30.0), (45.0, 33.0), (50.0, 36.0))[number % 4]
    sheet.seal(*_near_sign_off(sheet), size, unit=unit, turn=float(sheet.rng.uniform(-12, 12)))
    return sheet.page("oval", number)


def _faint(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    size = (44.0, 31.0) if number % 4 == 3 else (42.0, 42.0)
    opacity, dry = float(sheet.rng.uniform(0.2, 0.4)), float(sheet.rng.choice([0.0, 0.25, 0.4]))
    sheet.seal(*_near_sign_off(sheet), size, unit=unit, opacity=opacity, dry=dry)
    return sheet.page("faint", number)


def _dry(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    sheet.seal(*_near_sign_off(sheet), unit=unit, dry=float(sheet.rng.uniform(0.3, 0.5)), opacity=0.75)
    return sheet.page("dry pad", number)


def _over_text(sheet: Sheet, number: int) -> DrawnPage:
    sheet.body(bottom=275)
    side = float(sheet.rng.uniform(38, 45))
    place = float(sheet.rng.uniform(50, 160)), float(sheet.rng.uniform(70, 240))
    sheet.seal(*place, (side, side), opacity=float(sheet.rng.uniform(0.5, 0.9)))
    return sheet.page("over text", number)


def _cut(sheet: Sheet, number: int) -> DrawnPage:
    """Up to two fifths of the seal are off the page."""
    unit, lost = _letter(sheet), float(sheet.rng.uniform(0.1, 0.4)) * 42
    edges = ((210 - 21 + lost, 150.0), (130.0, 297 - 21 + lost), (21 - lost, 200.0), (150.0, 21 - lost))
    sheet.seal(*edges[number % 4], unit=unit)
    return sheet.page("cut by the edge", number)


def _straddling(sheet: Sheet, number: int) -> DrawnPage:
    """A half or a third of a seal that was set across the edges of fanned pages."""
    sheet.body(bottom=275)
    share = (0.5, 0.5, 0.4, 0.35)[number % 4]
    y = float(sheet.rng.uniform(80, 220))
    sheet.seal(
        210 + 21 - 42 * share if number % 2 else -21 + 42 * share, y, turn=float(sheet.rng.uniform(-10, 10))
    )
    return sheet.page("straddling the edge", number)


def _turned(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    size = (45.0, 30.0) if number % 3 == 2 else (42.0, 42.0)
    sheet.seal(*_near_sign_off(sheet), size, unit=unit, turn=float(sheet.rng.uniform(20, 340)))
    return sheet.page("turned", number)


def _two(sheet: Sheet, number: int) -> DrawnPage:
    sheet.body(bottom=220)
    apart = float(sheet.rng.uniform(34, 70))
    sheet.seal(70, 245, unit=UNITS[number % 8])
    sheet.seal(70 + apart, 245, (45, 30) if number % 3 == 2 else (40, 40), unit=UNITS[(number + 3) % 8])
    return sheet.page("two seals", number)


def _compressed(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    sheet.seal(*_near_sign_off(sheet), unit=unit, opacity=float(sheet.rng.uniform(0.5, 0.9)))
    return sheet.page("JPEG 30", number, quality=30)


def _resolution(sheet: Sheet, number: int) -> DrawnPage:
    sheet = Sheet(sheet.rng, dpi=(60, 72, 100, 300)[number % 4])
    unit = _letter(sheet)
    sheet.seal(*_near_sign_off(sheet), (45, 30) if number >= 4 else (42, 42), unit=unit)
    return sheet.page("60 to 300 dpi", number)


def _skewed(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    sheet.seal(*_near_sign_off(sheet), unit=unit)
    _skew(sheet, float(sheet.rng.uniform(-5, 5)))
    return sheet.page("skewed", number)


def _ink_colours(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    colour = ((150, 30, 95), (175, 35, 110), (140, 25, 60), (200, 60, 100))[number % 4]
    sheet.seal(*_near_sign_off(sheet), unit=unit, colour=colour)
    return sheet.page("purple-red ink", number)


def _under_red_heading(sheet: Sheet, number: int) -> DrawnPage:
    """A sealed letter whose heading, rule and table are red as well, the seal across them."""
    _red_head(sheet)
    sheet.body(top=90, bottom=240)
    sheet.signed(UNITS[number % 8])
    sheet.seal(*((145.0, 255.0), (110.0, 65.0), (160.0, 62.0))[number % 3])
    return sheet.page("beside red print", number)


def _photo(sheet: Sheet, number: int) -> DrawnPage:
    unit = _letter(sheet)
    size = (45.0, 31.0) if number % 5 == 4 else (42.0, 42.0)
    sheet.seal(*_near_sign_off(sheet), size, unit=unit, opacity=float(sheet.rng.uniform(0.6, 0.9)))
    dpi = _photograph(sheet)
    return sheet.page("phone photo", number, quality=int(sheet.rng.choice([60, 75, 90])), noise=4, dpi=dpi)


def _skew(sheet: Sheet, degrees: float) -> None:
    height, width = sheet.pixels.shape[:2]
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), [0, 0, 1]])
    sheet.warp(matrix, (width, height), (250, 250, 248))


def _photograph(sheet: Sheet) -> float:
    """Look at the sheet aslant, in warm light and half in a shadow; give the resolution that one would guess."""
    height, width = sheet.pixels.shape[:2]
    size = (round(width * 1.15), round(height * 1.12))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shake = sheet.rng.uniform(-0.05, 0.05, (4, 2)) * width
    seen = corners + np.array([0.075 * width, 0.06 * height]) + shake
    desk: Colour = tuple(int(each) for each in sheet.rng.integers((90, 70, 50), (150, 120, 110)))  # type: ignore[assignment] # three of them
    sheet.warp(cv2.getPerspectiveTransform(corners, seen.astype(np.float32)), size, desk)
    y, x = np.mgrid[0 : size[1], 0 : size[0]].astype(np.float32)
    edge = x / size[0] + sheet.rng.uniform(-0.6, 0.6) * y / size[1] - sheet.rng.uniform(0.2, 0.8)
    shadow = 1 - sheet.rng.uniform(0.15, 0.4) / (1 + np.exp(-18 * edge))
    light = np.array([1.0, sheet.rng.uniform(0.88, 0.97), sheet.rng.uniform(0.72, 0.92)])
    sheet.pixels = np.round(sheet.pixels * shadow[..., None] * light).astype(np.uint8)
    return float(max(size)) / (297 / 25.4)


# Pages without a seal.


def _red_head(sheet: Sheet) -> None:
    """Print a red heading and its rules, as official letters have them."""
    unit = str(sheet.rng.choice(UNITS))
    size = min(48.0, 430 / len(unit))
    sheet.write(
        unit + ("文件" if len(unit) < 9 else ""),
        105,
        45,
        size,
        (220, 20, 25),
        face=int(sheet.rng.integers(4)),
    )
    sheet.write("沪示例〔2024〕12号", 105, 68, 16)
    y, thick = sheet.px(75), max(1, sheet.px(0.8))
    sheet.pixels[y : y + thick, sheet.px(25) : sheet.px(185)] = (220, 20, 25)


def _heading(sheet: Sheet, number: int) -> DrawnPage:
    _red_head(sheet)
    if number % 3 == 1:  # the rule with a star in its middle
        cv2.fillPoly(
            sheet.pixels,
            [np.array(star((sheet.px(105), sheet.px(75)), sheet.px(4)), np.int32)],
            (220, 20, 25),
        )
    sheet.body(top=90, bottom=250)
    if number % 2:
        _skew(sheet, float(sheet.rng.uniform(-3, 3)))
    return sheet.page("red heading", number)


def _red_text(sheet: Sheet, number: int) -> DrawnPage:
    sheet.body(bottom=150, colour=(230, 20, 20))
    sheet.body(top=160, bottom=250)
    sheet.write("回国圆圈图①②③◎", 105, 265, (16.0, 36.0, 60.0)[number % 3], (210, 20, 30), face=number)
    return sheet.page("red text", number, quality=(85, 40)[number % 2])


def _logo(sheet: Sheet, number: int) -> DrawnPage:
    """A unit's round badge at the head of its paper, 14 to 22 mm wide."""
    sheet.body()
    side = (14.0, 16.0, 18.0, 20.0, 22.0)[number % 5]
    x, y = ((35.0, 22.0), (105.0, 24.0), (180.0, 20.0))[number % 3]
    if number % 2:
        stamp(
            sheet.pixels,
            seal_ink(sheet.px(side), sheet.px(side), "上海示例大学", line=0.08),
            (sheet.px(x), sheet.px(y)),
            (190, 20, 35),
        )
    else:
        cv2.circle(
            sheet.pixels, (sheet.px(x), sheet.px(y)), sheet.px(side / 2), (190, 20, 35), -1, cv2.LINE_AA
        )
        sheet.write("示例", x, y, side, (255, 255, 255))
    sheet.write("上海示例大学", x + 40 if x < 150 else x - 45, y, 26, (190, 20, 35), face=1)
    return sheet.page("logo", number)


def _emblem(sheet: Sheet, number: int) -> DrawnPage:
    """A large disc in red and gold, as emblems of state and party are, or a flag."""
    sheet.body(top=120)
    x, y, yellow = sheet.px(105), sheet.px(65), (250, 215, 60)
    if number % 2:
        half = (sheet.px(36), sheet.px(24))
        cv2.rectangle(sheet.pixels, (x - half[0], y - half[1]), (x + half[0], y + half[1]), (222, 40, 16), -1)
        places = [(-24, -9, 8.0), (-13, -17, 2.5), (-8, -13, 2.5), (-8, -7, 2.5), (-13, -2, 2.5)]
    else:
        cv2.circle(sheet.pixels, (x, y), sheet.px((22, 30)[number % 4 // 2]), yellow, -1, cv2.LINE_AA)
        cv2.circle(sheet.pixels, (x, y), sheet.px((19, 27)[number % 4 // 2]), (222, 40, 16), -1, cv2.LINE_AA)
        places = [(0, -4, 6.0), (-8, 3, 2.5), (8, 3, 2.5), (-5, 9, 2.5), (5, 9, 2.5)]
    for across, down, radius in places:
        corners = np.array(star((x + sheet.px(across), y + sheet.px(down)), sheet.px(radius)), np.int32)
        cv2.fillPoly(sheet.pixels, [corners], yellow, cv2.LINE_AA)
    return sheet.page("emblem or flag", number)


def _table(sheet: Sheet, number: int) -> DrawnPage:
    """Red rules, or cells filled in red or pink."""
    sheet.body(bottom=110)
    rows, columns = int(sheet.rng.integers(5, 12)), int(sheet.rng.integers(3, 7))
    for row in range(rows):
        for column in range(columns):
            left, top = sheet.px(25 + column * 160 / columns), sheet.px(130 + row * 100 / rows)
            right, bottom = (
                sheet.px(25 + (column + 1) * 160 / columns),
                sheet.px(130 + (row + 1) * 100 / rows),
            )
            if sheet.rng.random() < 0.3 and number % 2:
                fill = ((255, 0, 0), (255, 199, 206), (230, 80, 80))[number // 2 % 3]
                cv2.rectangle(sheet.pixels, (left, top), (right, bottom), fill, -1)
            cv2.rectangle(sheet.pixels, (left, top), (right, bottom), (200, 20, 20), max(1, sheet.px(0.3)))
            sheet.write(
                f"{sheet.rng.integers(1, 999)}",
                25 + (column + 0.5) * 160 / columns,
                130 + (row + 0.5) * 100 / rows,
                10,
                (200, 20, 20) if number % 3 == 0 else (20, 20, 20),
            )
    return sheet.page("red table", number)


def _fingerprint(sheet: Sheet, number: int) -> DrawnPage:
    sheet.body(bottom=235)
    sheet.signed("承诺人：王示范")
    for _ in range(1 + number % 3):
        width = float(sheet.rng.uniform(14, 20))
        ink = fingerprint_ink(sheet.px(width), sheet.px(width * 1.35), sheet.rng)
        x, y = float(sheet.rng.uniform(40, 170)), float(sheet.rng.uniform(240, 272))
        stamp(sheet.pixels, ink, (sheet.px(x), sheet.px(y)), RED, float(sheet.rng.uniform(0.5, 0.9)))
    if number % 3 == 2:
        return sheet.page("fingerprint", number, dpi=_photograph(sheet), noise=4)
    return sheet.page("fingerprint", number)


def _picture(sheet: Sheet, number: int) -> DrawnPage:
    """A photo with red things in it: discs, lanterns, banners, cloth, out of focus and in."""
    sheet.body(bottom=100)
    height, width = sheet.px(110), sheet.px(160)
    photo = cv2.resize(
        sheet.rng.integers(40, 220, (6, 8, 3)).astype(np.uint8),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    for _ in range(int(sheet.rng.integers(2, 7))):
        red = tuple(int(each) for each in sheet.rng.integers((150, 10, 10), (235, 60, 60)))
        x, y = int(sheet.rng.integers(width)), int(sheet.rng.integers(height))
        axes = sheet.px(float(sheet.rng.uniform(8, 26))), sheet.px(float(sheet.rng.uniform(8, 26)))
        cv2.ellipse(photo, (x, y), axes, float(sheet.rng.uniform(0, 180)), 0, 360, red, -1, cv2.LINE_AA)
        lit = tuple(min(255, each + 60) for each in red)
        cv2.ellipse(
            photo,
            (x - axes[0] // 3, y - axes[1] // 3),
            (axes[0] // 3, axes[1] // 4),
            0,
            0,
            360,
            lit,
            -1,
            cv2.LINE_AA,
        )
    if number % 2:
        cv2.rectangle(photo, (0, 0), (width, sheet.px(18)), (200, 25, 30), -1)
    photo = cv2.GaussianBlur(photo, (0, 0), float(sheet.rng.uniform(0.8, 4)))
    grain = sheet.rng.normal(0, 8, photo.shape)
    top, left = sheet.px(120), sheet.px(25)
    sheet.pixels[top : top + height, left : left + width] = np.clip(photo + grain, 0, 255).astype(np.uint8)
    if number % 2 == 0:
        banner = "知识产权宣传周活动现场"
        sheet.write(banner, 105, 135, 24, (210, 20, 30))
    return sheet.page("photo with red things", number)


def _chart(sheet: Sheet, number: int) -> DrawnPage:
    """A pie, a ring or bars in red."""
    sheet.body(bottom=110)
    x, y, radius = sheet.px(105), sheet.px(175), sheet.px((22, 35)[number % 2])
    colours = ((200, 30, 30), (230, 90, 90), (250, 160, 150), (120, 20, 20))
    if number % 4 == 3:
        for bar in range(6):
            tall = sheet.px(float(sheet.rng.uniform(10, 60)))
            left = sheet.px(50 + bar * 18)
            cv2.rectangle(
                sheet.pixels,
                (left, sheet.px(210) - tall),
                (left + sheet.px(12), sheet.px(210)),
                colours[bar % 4],
                -1,
            )
        return sheet.page("chart", number)
    edges = [0, *sorted(int(each) for each in sheet.rng.integers(20, 340, 3)), 360]
    for part in range(4):
        fill = (
            colours[part]
            if number < 6
            else ((200, 30, 30), (60, 90, 180), (80, 150, 80), (230, 180, 40))[part]
        )
        cv2.ellipse(
            sheet.pixels, (x, y), (radius, radius), 0, edges[part], edges[part + 1], fill, -1, cv2.LINE_AA
        )
    if number % 4 == 1:
        cv2.circle(
            sheet.pixels, (x, y), int(radius * (0.6, 0.8)[number // 4 % 2]), (255, 255, 255), -1, cv2.LINE_AA
        )
        sheet.write("98.8%", 105, 175, 18, (200, 30, 30))
    return sheet.page("chart", number)


def _date_stamp(sheet: Sheet, number: int) -> DrawnPage:
    """A box with 收文 and a date, turned a little; a person's square name seal."""
    sheet.body()
    width, height = ((50, 20), (40, 25), (18, 18))[number % 3]
    ink = np.zeros((sheet.px(height), sheet.px(width)), np.float32)
    cv2.rectangle(ink, (1, 1), (ink.shape[1] - 2, ink.shape[0] - 2), 1.0, max(2, sheet.px(0.9)))
    label = Sheet(sheet.rng, sheet.dpi, width, height)
    label.write(("收 文 章", "已 审 核", "王示")[number % 3], width / 2, height * 0.32, 14, (0, 0, 0))
    label.write(("2024.03.15", "2024年3月15日", "范印")[number % 3], width / 2, height * 0.7, 13, (0, 0, 0))
    ink = np.maximum(ink, 1 - label.pixels[..., 0].astype(np.float32) / 255)
    place = float(sheet.rng.uniform(40, 170)), float(sheet.rng.uniform(20, 270))
    stamp(sheet.pixels, ink, (sheet.px(place[0]), sheet.px(place[1])), RED, 0.8)
    return sheet.page("date or name stamp", number)


def _code(sheet: Sheet, number: int) -> DrawnPage:
    """A code to be scanned, black or red, with a round mark in its middle."""
    sheet.body(bottom=180)
    colour = (RED, (20, 20, 20))[number % 2]
    cell, count = sheet.px(1.2), 29
    dark = sheet.rng.random((count, count)) < 0.5
    for row, column in zip(*np.nonzero(dark), strict=True):
        top, left = sheet.px(200) + row * cell, sheet.px(80) + column * cell
        sheet.pixels[top : top + cell, left : left + cell] = colour
    middle = (sheet.px(80) + count * cell // 2, sheet.px(200) + count * cell // 2)
    cv2.circle(sheet.pixels, middle, sheet.px(5), RED, -1, cv2.LINE_AA)
    return sheet.page("code to be scanned", number)


def _pen(sheet: Sheet, number: int) -> DrawnPage:
    """What a person drew round some words with a red pen, and underlines and ticks."""
    sheet.body()
    for _ in range(3):
        x, y = float(sheet.rng.uniform(50, 160)), float(sheet.rng.uniform(60, 240))
        axes = (sheet.rng.uniform(12, 30), sheet.rng.uniform(5, 22)) if number % 2 else (18.0, 18.0)
        angles = np.radians(np.arange(-20, 350 + sheet.rng.uniform(0, 40), 5))
        wobble = 1 + 0.05 * np.sin(angles * 2 + sheet.rng.uniform(0, 6)) + 0.01 * angles
        points = np.stack([x + axes[0] * wobble * np.cos(angles), y + axes[1] * wobble * np.sin(angles)], -1)
        curve = (points * sheet.dpi / 25.4).astype(np.int32)
        cv2.polylines(
            sheet.pixels,
            [curve],
            isClosed=False,
            color=(225, 35, 40),
            thickness=max(1, sheet.px(0.7)),
            lineType=cv2.LINE_AA,
        )
    y = sheet.px(float(sheet.rng.uniform(80, 200)))
    sheet.pixels[y : y + sheet.px(0.7), sheet.px(30) : sheet.px(150)] = (225, 35, 40)
    return sheet.page("red pen", number)


def _colourful(sheet: Sheet, number: int) -> DrawnPage:
    """Blue and green print, a blue round stamp, a yellow marker: colour, and none of it red."""
    sheet.body()
    stamp(
        sheet.pixels,
        sheet.ink((42, 42), UNITS[number % 8]),
        (sheet.px(140), sheet.px(250)),
        ((30, 60, 180), (20, 120, 60))[number % 2],
    )
    y = sheet.px(100)
    yellow = sheet.pixels[y : y + sheet.px(8), sheet.px(30) : sheet.px(120)]
    yellow[..., 2] = yellow[..., 2] // 3
    return sheet.page("other colours", number)


def _traffic_sign(sheet: Sheet, number: int) -> DrawnPage:
    """A red ring round something black, a warning, a red target."""
    sheet.body(bottom=150)
    x, y, radius = sheet.px(105), sheet.px(200), sheet.px((18, 24)[number % 2])
    cv2.circle(sheet.pixels, (x, y), radius, (215, 25, 35), sheet.px((3, 5)[number % 2]), cv2.LINE_AA)
    if number % 3 == 0:
        sheet.write("60", 105, 200, 50, face=3)
    elif number % 3 == 1:
        cv2.line(
            sheet.pixels,
            (x - radius * 2 // 3, y - radius * 2 // 3),
            (x + radius * 2 // 3, y + radius * 2 // 3),
            (215, 25, 35),
            sheet.px(4),
            cv2.LINE_AA,
        )
    else:
        cv2.circle(sheet.pixels, (x, y), radius // 2, (215, 25, 35), -1, cv2.LINE_AA)
    return sheet.page("sign or target", number)


def _warm_photo(sheet: Sheet, number: int) -> DrawnPage:
    """A page without red, photographed: warm light, a shadow, a brown desk."""
    _letter(sheet)
    dpi = _photograph(sheet)
    return sheet.page("photo of a plain page", number, quality=(40, 75, 90)[number % 3], noise=5, dpi=dpi)


_SEALED: dict[str, tuple[Draw, int]] = {
    "round": (_round, 12),
    "round, no star": (_without_star, 8),
    "plainly drawn": (_plain, 9),
    "oval": (_oval, 12),
    "faint": (_faint, 16),
    "dry pad": (_dry, 8),
    "over text": (_over_text, 10),
    "cut by the edge": (_cut, 8),
    "straddling the edge": (_straddling, 8),
    "turned": (_turned, 6),
    "two seals": (_two, 6),
    "JPEG 30": (_compressed, 6),
    "60 to 300 dpi": (_resolution, 8),
    "skewed": (_skewed, 6),
    "purple-red ink": (_ink_colours, 8),
    "beside red print": (_under_red_heading, 6),
    "phone photo": (_photo, 15),
}
_UNSEALED: dict[str, tuple[Draw, int]] = {
    "red heading": (_heading, 9),
    "red text": (_red_text, 6),
    "logo": (_logo, 10),
    "emblem or flag": (_emblem, 6),
    "red table": (_table, 8),
    "fingerprint": (_fingerprint, 9),
    "photo with red things": (_picture, 10),
    "chart": (_chart, 10),
    "date or name stamp": (_date_stamp, 6),
    "code to be scanned": (_code, 4),
    "red pen": (_pen, 6),
    "other colours": (_colourful, 4),
    "sign or target": (_traffic_sign, 6),
    "photo of a plain page": (_warm_photo, 6),
}
