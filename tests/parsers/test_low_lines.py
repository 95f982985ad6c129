"""Long lines read at a lower height, and again as the network was trained where that may have cost something."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers import ocr
from parsers.low_lines import LOW, low_recogniser
from parsers.ocr import Engine, LineText, Pixels, engine
from tests.documents.seal_drawing import font

SIZE, HIGH = 36, 54
LONG = [
    "一是对存量专利开展再次盘点，入库率达到百分之九十八以上，",
    "组织知识产权培训十二场，覆盖科研人员八百余人次，反响良好。",
    "截至2024年2月底，项目累计支出92.6万元，执行率为92.6%。",
]


def line(text: str) -> Pixels:
    """A line of print that was cut out."""
    width = round(font(0, SIZE).getlength(text)) + 24
    picture = Image.new("RGB", (width, HIGH), "white")
    ImageDraw.Draw(picture).text((12, -4), text, font=font(0, SIZE), fill=(30, 30, 30))
    return np.asarray(picture, np.uint8)


@pytest.mark.parametrize("text", LONG)
def test_a_long_line_is_read_at_the_lower_height(text: str) -> None:
    """The network, its last pooling replaced, reads what it reads at the height that it was trained with."""
    picture = line(text)
    (low,) = engine()._read_once([picture], {0})
    (high,) = engine()._read_once([picture], ())
    assert low.text.replace(",", "，") == high.text.replace(",", "，") == text
    assert low.confidence > 0.95


def test_heights_of_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lines go low and squeezed to one network, short ones whole to the other; the readings keep their order."""
    shapes: dict[str, list[int]] = {"low": [], "high": []}

    def read(self: Engine, recogniser: object, lines: list[Pixels]) -> list[LineText]:
        name = "low" if recogniser is self._low_recogniser else "high"
        shapes[name] += [each.shape[0] for each in lines]
        return [LineText(f"{name} {each.shape[1]}", 1.0) for each in lines]

    monkeypatch.setattr(Engine, "_recognised", read)
    pictures = [line("目标值"), line(LONG[0]), line("完成值")]
    read_lines = [text.text.split()[0] for text in engine()._read_once(pictures, {1})]
    assert read_lines == ["high", "low", "high"]
    assert shapes == {"low": [LOW], "high": [ocr._HEIGHT, ocr._HEIGHT]}


@pytest.mark.parametrize(
    ("first", "confidence"),
    [
        pytest.param(
            "项目累计支出九十二万元，执行率较高。", 0.975, id="not read surely enough for that height"
        ),
        pytest.param(
            "支出44000.00元，收支明细见附件一所列。", 0.999, id="of equal digits one is easily lost"
        ),
        pytest.param(
            "专利号ZL20211XXXXXX等三件已实施许可。", 0.999, id="of equal letters one is easily lost"
        ),
    ],
)
def test_what_is_read_again_at_full_size(
    monkeypatch: pytest.MonkeyPatch, first: str, confidence: float
) -> None:
    """The second reading is the network's as it was trained, and is believed if it has no fewer characters."""

    def read(self: Engine, recogniser: object, lines: list[Pixels]) -> list[LineText]:
        is_low = recogniser is self._low_recogniser
        return [LineText(first, confidence) if is_low else LineText(f"{first}。", 1.0) for _ in lines]

    monkeypatch.setattr(Engine, "_recognised", read)
    (text,) = engine().read_lines([line(LONG[0])])
    assert text.text == f"{first}。"


def test_a_sure_long_line_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is to be lost, the full size is not read at all."""

    def read(self: Engine, recogniser: object, lines: list[Pixels]) -> list[LineText]:
        assert recogniser is self._low_recogniser or not lines
        return [LineText(LONG[0], 0.99) for _ in lines]

    monkeypatch.setattr(Engine, "_recognised", read)
    assert engine().read_lines([line(LONG[0])]) == [LineText(LONG[0], 0.99)]


def test_a_line_under_a_seal_is_read_at_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for whole goes to the network as it was trained, however long it is."""

    def read(self: Engine, recogniser: object, lines: list[Pixels]) -> list[LineText]:
        is_low = recogniser is self._low_recogniser
        return [LineText("缩小读的一行" if is_low else "照原样读的一行", 0.99) for _ in lines]

    monkeypatch.setattr(Engine, "_recognised", read)
    texts = engine().read_lines([line(LONG[0]), line(LONG[1])], [1])
    assert [text.text for text in texts] == ["缩小读的一行", "照原样读的一行"]


def test_a_network_without_that_pooling_is_refused() -> None:
    """A later model may end otherwise: it says so at the start, and reads no nonsense."""
    other = SimpleNamespace(get_ops=list)
    layers = SimpleNamespace(clone=lambda: other)
    with pytest.raises(ValueError, match="not enough values"):
        low_recogniser(SimpleNamespace(session=SimpleNamespace(model=layers)), {})
