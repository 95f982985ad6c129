"""The date beneath a seal beside which none was read: looked for wherever a row may stand, where a trace of one shows.

A seal usually lies over the date, whatever its colour; the finder then overlooks it, or the recogniser, shown too much
or too little of it, misreads it. Rows that read alike in several windows are believed (parsers/sealed_rows.py); where
they read differently the date is there, and nobody knows which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parsers.beneath_seals import left_open, without_day
from parsers.line_starts import PUNCTUATION
from parsers.ocr import LineText, Pixels, Quad, sides
from parsers.scan_marks import Circle
from parsers.sealed_rows import Reading, agreed, heights_of, is_beneath, readings

_NUMBER = "[\\d一二三四五六七八九十〇○零]"
_DATE = re.compile(
    rf"(?:20\d\d|二{_NUMBER}{{3}})\s?[年./-]\s?{_NUMBER}{{1,3}}\s?[月./-]\s?{_NUMBER}{{1,3}}(?!\d)\s?日?"
)
# Signs of a date of which a part was read; a postcode, a telephone and the number of a house or a paper have none.
_TRACE = re.compile(
    rf"(?<!\d)20[12]\d\s?[年./-]|(?<![\d-])\d{{1,5}}[./-]\d{{1,2}}[./-]\d{{1,2}}(?![\d-])"
    rf"|年\s?{_NUMBER}{{1,3}}\s?月|月\s?{_NUMBER}{{1,3}}\s?日|\d\s?月\s?\d"
)
_NO_DATE = re.compile(r"[弄号@]|邮编|\d{3,4}[)）—-]\s?\d{5}|\d{9}")
_ONLY_A_DATE = re.compile(rf"(?:\S{{0,2}}日\s*期\s*[:：]?)?(?:{_NUMBER}|[年月日./:：,，~=±·—\s-]){{2,}}")
_OF_A_DATE = re.compile(rf"{_NUMBER}|[年月日./\s-]")
_STRAY = 2  # characters of another kind beside them
_BESIDE, _ABOVE = 3.0, 2.2  # radii of a seal, within which the date of its sign-off stands
_COARSE, _FINE = 2 / 3, 1 / 3  # of a line's height, between the rows of the first look, and of the second
_LOWEST_PRINT = 1 / 12  # of a seal's radius: 2 mm
_LEAST_TRACE, _SURE = 0.55, 0.9  # of the recogniser
_UNSURE = 0.6  # confidence in a date of which only traces were read


@dataclass(frozen=True, slots=True, eq=False)  # arrays do not compare
class HiddenDate:
    """A date beneath a seal, or what can be read of it; `place` is that of the line it was found as, None for a new one."""

    quad: Quad
    text: LineText
    place: int | None


def hidden_dates(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], seals: Sequence[Circle]
) -> list[HiddenDate]:
    """The dates beneath those seals that have none near them among the lines that were read."""
    # 2024年3月 with blank paper behind it is a date to which somebody wrote no day, 2024年  月  日 one left open.
    lines = {place: (quads[place], text) for place, text in texts.items()}
    months = without_day(pixels, lines) | left_open(pixels, lines)
    undated = [
        seal
        for seal in seals
        if not any(
            _dates(quads[place], texts[place], seal) or (place in months and stands_near(quads[place], seal))
            for place in texts
        )
    ]
    found = ((seal, _beneath(pixels, quads, texts, seal)) for seal in undated)
    return [
        hidden
        for seal, hidden in found
        if hidden is not None and not _tells_no_more(hidden, quads, texts, seal)
    ]


def _tells_no_more(
    hidden: HiddenDate, quads: Sequence[Quad], texts: Mapping[int, LineText], seal: Circle
) -> bool:
    """Hold for mere traces of a date, put as a line of their own, where a line of little else shows such traces already."""
    return (
        hidden.place is None
        and hidden.text.confidence <= _UNSURE
        and any(
            stands_near(quads[place], seal)
            and _TRACE.search(text.text)
            and len(_OF_A_DATE.sub("", text.text)) <= _STRAY
            for place, text in texts.items()
        )
    )


def stands_near(quad: Quad, seal: Circle) -> bool:
    """Hold for a line any part of which stands where a sign-off with that seal would."""
    x, y, radius = seal
    left, right = float(quad[:, 0].min()), float(quad[:, 0].max())
    is_beside = left <= x + _BESIDE * radius and right >= x - _BESIDE * radius
    return is_beside and abs(float(quad[:, 1].mean()) - y) <= _ABOVE * radius


def _dates(quad: Quad, text: LineText, seal: Circle) -> bool:
    """Hold for the date of a sign-off beside the seal; one in a sentence dates something else."""
    is_of_a_sentence = PUNCTUATION.search(text.text)
    return stands_near(quad, seal) and not is_of_a_sentence and bool(_DATE.search(text.text))


def _beneath(
    pixels: Pixels, quads: Sequence[Quad], texts: Mapping[int, LineText], seal: Circle
) -> HiddenDate | None:
    usual = float(np.median([sides(quad)[1] for quad in quads])) if quads else 0.0
    if usual < _LOWEST_PRINT * seal[2]:
        return None
    first = readings(pixels, quads, seal, usual, heights_of(seal, _COARSE * usual))
    heights = [each.height for each in first if _is_trace(each)]
    if not heights:
        return None
    close = [
        far for far in heights_of(seal, _FINE * usual) if min(abs(far - each) for each in heights) < usual
    ]
    second = readings(pixels, quads, seal, usual, close)
    dates = [dated for each in agreed(second, usual) if (dated := _date_alone(each)) is not None]
    traces = [each for each in (*first, *second) if _is_trace(each)]
    best = dates[0] if len(dates) == 1 else unsure(max(traces, key=lambda each: each.text.confidence))
    return _placed(best, quads, texts, seal, usual)


def _placed(
    best: Reading, quads: Sequence[Quad], texts: Mapping[int, LineText], seal: Circle, usual: float
) -> HiddenDate | None:
    """The date in place of the line that it was found as; a line that was read surely and is no date stays."""
    lines = [place for place, quad in enumerate(quads) if is_beneath(quad, best.height, seal, usual)]
    others = [place for place in lines if place in texts and not _ONLY_A_DATE.fullmatch(texts[place].text)]
    if any(texts[place].confidence >= _SURE for place in others):
        return HiddenDate(best.quad, best.text, None) if best.text.confidence >= _SURE else None
    return HiddenDate(best.quad, best.text, lines[0] if len(lines) == 1 else None)


def _date_alone(reading: Reading) -> Reading | None:
    """The reading's date without what stands beside it; None where it has none."""
    found = _DATE.search(reading.text.text)
    return replace(reading, text=replace(reading.text, text=found[0].strip())) if found else None


def _is_trace(reading: Reading) -> bool:
    text = reading.text
    return (
        text.confidence >= _LEAST_TRACE and bool(_TRACE.search(text.text)) and not _NO_DATE.search(text.text)
    )


def unsure(reading: Reading) -> Reading:
    """The reading, no surer than traces are."""
    text = replace(reading.text, confidence=min(reading.text.confidence, _UNSURE))
    return replace(reading, text=text)
