"""A unit that the heading of the funds tells holds for the bare numbers beneath it."""

import pytest

from parsers.document import TextOrigin
from tests.rules.samples import CONTENT
from tests.rules.test_doubt import HEADINGS, codes, judged, lines


@pytest.mark.parametrize(
    ("remark", "found"),
    [("（单位：万元）", set()), ("", {"funds.no_figures:2"}), ("（对照合同）", {"funds.no_figures:2"})],
)
def test_the_headings_unit_counts(remark: str, found: set[str]) -> None:
    """到账20，支出16.5 tells an amount only where somebody said of what."""
    usual = set(CONTENT[2].strip().splitlines())
    read = [pair for pair in lines() if pair[0] not in usual]
    place = read.index((HEADINGS[1], 0.99))
    funds = [(f"{HEADINGS[1]}{remark}", 0.99), ("到账20，支出16.5，结余3.5，均按合同使用。", 0.99)]
    typed = judged([*read[:place], *funds, *read[place + 1 :]], origin=TextOrigin.TEXT_LAYER)
    assert codes(typed) - {"section.thin:2"} == found
