"""What a seal hides of a sign-off is looked for: the rest of a line that it cuts short, and a date that nobody found."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers import scan
from parsers.cut_short import read_on
from parsers.document import SealKind
from parsers.hidden_dates import HiddenDate, hidden_dates
from parsers.ocr import LineText, Pixels, Quad, engine
from parsers.scan import _looked_beneath
from parsers.scan_found import Found
from parsers.scan_marks import Circle
from parsers.seal import SealMark
from parsers.sealed_rows import Reading
from tests.documents.seal_drawing import font
from tests.parsers.test_scan_marks import box

SEAL = (700.0, 250.0, 160.0)  # middle and radius
ABOVE, NAME = box(90, 40, 1110, 90), box(560, 180, 860, 225)
KNOWN = {0: LineText("附件：佐证材料", 0.99), 1: LineText("某某大学", 0.99)}


def page(*texts: tuple[str, int, int]) -> Pixels:
    """A page with these texts, each with its left upper corner, the seal's ink bleached."""
    sheet = Image.new("RGB", (1200, 500), (245, 245, 245))
    for text, left, top in texts:
        ImageDraw.Draw(sheet).text((left, top), text, fill=(20, 20, 20), font=font(0, 40))
    return np.asarray(sheet, np.uint8)


def test_a_date_that_was_not_found_is_read_beneath_the_seal() -> None:
    """It becomes a line of its own; where a date stands near the seal, nobody looks."""
    pixels = page(("2024年3月5日", 580, 250))
    (found,) = hidden_dates(pixels, [ABOVE, NAME], KNOWN, [SEAL])
    assert (found.text.text, found.place) == ("2024年3月5日", None)
    assert found.text.confidence > 0.9
    dated = {**KNOWN, 1: LineText("某某大学 2024-03-05", 0.99)}
    assert hidden_dates(pixels, [ABOVE, NAME], dated, [SEAL]) == []


def test_a_date_that_was_misread_is_read_anew() -> None:
    """It stays the line that it was found as."""
    misread: dict[int, LineText] = {**KNOWN, 2: LineText("2024316", 0.93)}
    quads = [ABOVE, NAME, box(600, 252, 800, 300)]
    (found,) = hidden_dates(page(("2024年3月5日", 580, 250)), quads, misread, [SEAL])
    assert (found.text.text, found.place) == ("2024年3月5日", 2)


def test_of_a_trace_of_a_date_nobody_is_sure() -> None:
    """年3月 tells that one stands there, and not which."""
    (found,) = hidden_dates(page(("年3月", 640, 250)), [ABOVE, NAME], KNOWN, [SEAL])
    assert found.text.confidence <= 0.6
    quads = [ABOVE, NAME, box(600, 380, 860, 424)]
    shown: dict[int, LineText] = {**KNOWN, 2: LineText("济 202年3月9日", 0.9)}  # shows as much already
    assert hidden_dates(page(("年3月", 640, 250)), quads, shown, [SEAL]) == []
    told: dict[int, LineText] = {
        **KNOWN,
        2: LineText("将于2024年12月前完成布局", 0.99),
    }  # dates something else
    assert len(hidden_dates(page(("年3月", 640, 250)), quads, told, [SEAL])) == 1


@pytest.mark.parametrize("text", ["", "某某大学", "专用章"])
def test_what_bears_no_date_adds_none(text: str) -> None:
    """Nothing beneath the seal, or something else."""
    assert hidden_dates(page((text, 620, 250)), [ABOVE, NAME], KNOWN, [SEAL]) == []


@pytest.mark.parametrize("text", ["电话：021-00001234", "邮编：201203", "某某路2012弄3号", "合同2020字第5号"])
def test_other_numbers_beneath_a_seal_are_no_dates(text: str) -> None:
    """A telephone, a postcode, a house's and a contract's number: the line that bears it stays as it was read."""
    known = {**KNOWN, 2: LineText(text, 0.99)}
    quads = [ABOVE, NAME, box(580, 248, 860, 300)]
    assert hidden_dates(page((text, 580, 250)), quads, known, [SEAL]) == []


def test_a_date_beside_a_line_that_was_read_surely_is_a_line_of_its_own() -> None:
    """It takes nobody's place."""
    known = {**KNOWN, 2: LineText("某某大学科技处", 0.99)}
    quads = [ABOVE, NAME, box(560, 248, 640, 300)]
    (found,) = hidden_dates(page(("2024年3月5日", 580, 250)), quads, known, [SEAL])
    assert (found.text.text, found.place) == ("2024年3月5日", None)


def test_a_date_in_a_sentence_dates_no_sign_off() -> None:
    """What stands above the seal speaks of another day."""
    known = {**KNOWN, 1: LineText("截至2023年12月31日，已完成", 0.99)}
    (found,) = hidden_dates(page(("2024年3月5日", 580, 250)), [ABOVE, NAME], known, [SEAL])
    assert found.text.text == "2024年3月5日"


@pytest.mark.parametrize(("height", "is_looked"), [(40, True), (3, False)])
def test_print_as_low_as_dust_is_not_looked_for(
    height: int, monkeypatch: pytest.MonkeyPatch, *, is_looked: bool
) -> None:
    """Each of its rows would take windows of its own, thousands beneath one seal."""
    looks: list[object] = []

    def look(*given: object) -> list[Reading]:
        looks.append(given)
        return []

    monkeypatch.setattr("parsers.hidden_dates.readings", look)
    assert hidden_dates(page(), [box(90, 40, 1110, 40 + height)], {}, [SEAL]) == []
    assert bool(looks) is is_looked


def read(pixels: Pixels, quad: Quad) -> dict[int, LineText]:
    """What the line reads in that place."""
    return dict(enumerate(engine().read(pixels, [quad])))


def test_a_line_that_the_seal_cut_short_is_read_on() -> None:
    """单位（盖章）： goes on with the name; a line that ends beyond the seal was not cut short."""
    pixels, cut, whole = (
        page(("单位（盖章）：某某区", 420, 240)),
        box(415, 238, 690, 292),
        box(415, 238, 900, 292),
    )
    known = read(pixels, cut)
    (line,) = read_on(pixels, [cut], known, [SEAL])
    assert line.text.text.endswith("某某区")
    assert line.text.text.startswith(known[0].text.rstrip("：:")[:4])
    assert read_on(pixels, [whole], read(pixels, whole), [SEAL]) == []


def test_a_number_that_reads_otherwise_so_is_not_trusted() -> None:
    """2024/6/2, where the last digit lies beneath the rim."""
    pixels, cut = page(("2024/6/26", 560, 240)), box(555, 238, 722, 292)
    (line,) = read_on(pixels, [cut], {0: LineText("2024/61", 0.95)}, [SEAL])
    assert (line.text.text, line.text.confidence) == ("2024/61", 0.81)


def test_a_line_that_says_all_it_has_to_stays() -> None:
    """A name that ends beneath the seal."""
    pixels, quad = page(("某某大学", 560, 240)), box(555, 238, 728, 292)
    assert read_on(pixels, [quad], read(pixels, quad), [SEAL]) == []


@pytest.mark.parametrize(("text", "rest"), [("某某大学", "专用章"), ("2024年3月11日", "某某")])
def test_a_whole_line_does_not_take_up_what_stands_beside_it(text: str, rest: str) -> None:
    """专用章 is the seal's own, and nothing goes on behind the day."""
    pixels = page((f"{text}{rest}", 420, 240))
    cut = box(415, 238, 425 + 40 * len(text) - 20 * sum(map(str.isdigit, text)), 292)
    assert read_on(pixels, [cut], {0: LineText(text, 0.99)}, [SEAL]) == []


@pytest.mark.parametrize(
    ("box_of_seal", "count", "looked"),
    [
        pytest.param((500, 300, 820, 620), 1, 1, id="one"),
        pytest.param((500, 300, 820, 620), 9, 4, id="more than anybody sets on a page"),
        pytest.param((1080, 300, 1240, 620), 1, 0, id="half of one, over the edges of all pages"),
        pytest.param((500, 0, 820, 160), 1, 0, id="half of one, over the pages' upper edges"),
    ],
)
def test_few_seals_of_a_page_are_looked_beneath(
    box_of_seal: tuple[int, int, int, int], count: int, looked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes a third of a second."""
    seen: list[Circle] = []

    def look(_pixels: object, _quads: object, _texts: object, seals: list[Circle]) -> list[HiddenDate]:
        seen.extend(seals)
        return []

    monkeypatch.setattr(scan, "hidden_dates", look)
    marks = tuple(SealMark(SealKind.ROUND, 1.0, box_of_seal) for _ in range(count))
    none: frozenset[int] = frozenset()
    found = Found(
        150, 1240, 1754, 0, 0.0, (), (), marks, colour=True, rings=(), covered=none, sealed=none, texts={}
    )
    _looked_beneath(np.full((1754, 1240, 3), 245, np.uint8), found)
    assert len(seen) == looked


def test_a_month_without_its_day_needs_no_look() -> None:
    """2024年3月 beneath the seal, read surely, with paper behind it; a day behind it is looked for."""
    quads = [ABOVE, NAME, box(580, 248, 774, 300)]
    read: dict[int, LineText] = {**KNOWN, 2: LineText("2024年3月", 0.99)}
    assert hidden_dates(page(("2024年3月", 580, 250)), quads, read, [SEAL]) == []
    assert len(hidden_dates(page(("2024年3月15日", 580, 250)), quads, read, [SEAL])) == 1


def test_a_date_left_open_needs_no_look() -> None:
    """2024年  月  日 beneath the seal, read surely: where print stands between the signs, it is looked for."""
    quads = [ABOVE, NAME, box(560, 248, 820, 300)]
    read: dict[int, LineText] = {**KNOWN, 2: LineText("2024年月日", 0.99)}
    assert hidden_dates(page(("2024年   月   日", 560, 250)), quads, read, [SEAL]) == []
    assert len(hidden_dates(page(("2024年3月15日", 560, 250)), quads, read, [SEAL])) == 1
