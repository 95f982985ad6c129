"""How large the page is that a picture shows: seals and small print are told by their size on paper."""

import io

import pytest
from PIL import Image

from parsers.image import parse

A4 = (595, 842)  # points


@pytest.mark.parametrize(
    ("size", "stated", "page"),
    [
        pytest.param((1654, 2339), None, A4, id="an A4 sheet at 200 dpi, nothing stated"),
        pytest.param((1240, 1754), None, A4, id="at 150 dpi"),
        pytest.param((3508, 2480), None, (842, 595), id="at 300 dpi, lying on its side"),
        pytest.param((1654, 2339), 72, A4, id="72 dpi stated by habit"),
        pytest.param((1654, 2339), 100, (1191, 1684), id="what is stated counts"),
        pytest.param((1500, 2000), None, (720, 960), id="a camera's picture has no size of its own"),
    ],
)
def test_size_on_paper(size: tuple[int, int], stated: int | None, page: tuple[int, int]) -> None:
    """Where nothing is stated, what has the shape of an A4 sheet is one."""
    payload = io.BytesIO()
    options = {"dpi": (stated, stated)} if stated else {}
    Image.new("L", size, 255).save(payload, "PNG", **options)
    (read,) = parse(payload.getvalue(), "扫描件.png").pages
    assert (read.width, read.height) == pytest.approx(page, abs=2)
