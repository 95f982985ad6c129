"""Whether two files carry one text (Word beside its sealed scan), though OCR misread some of it.

Read text is compared word for word; with OCR on either side, passages are looked up and compared by likeness. What
was filled into one boilerplate differs in its figures, so figures must agree as well.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from parsers.document import Block, Document, TextOrigin
from rules.text import bare, normalise, squeeze

SURE = 0.9  # confidence of OCR from which on what it read may be held against the unit

_LEGIBLE = 0.7  # below it OCR guesses
_MOST_CHARACTERS = 200_000  # of a text that are looked at
_OCR_SHARE = 0.3  # of a document's characters, from which on it is compared as read by OCR
_LEAST = 100  # characters of a text that may be another one's twin
# Two texts that share so much of their wording are one text (Word beside a PDF of it).
_SAME_TEXT = 0.8
_SHINGLE = 12
_MOST_RUNS = 150
# By OCR: so many passages are found again, each so alike.
_SAME_PASSAGES = 0.7
_PART_PASSAGES = 0.85
_PART = 0.95
_PASSAGE = 32
_MOST_PASSAGES = 80
_ALIKE = 80.0  # of 100: up to a sixth of a passage misread
_SEED = 4  # characters read right in a row tell where a passage may be found
_PLACES_PER_SEED = 3
_STEP = 8  # characters within which places count as one
# Short lines (headings, labels) stand in every unit's summary.
_SHORT_LINE = 14
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FEW_FIGURES = 4
_SAME_FIGURES, _SAME_FIGURES_BY_OCR = 0.7, 0.5
_TITLE_UNIT = re.compile(r"^(.{3,60}?)关于.{2,80}总结")
_TITLE_LINES = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """A document's words as they are compared: bare of white space and punctuation."""

    text: str = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    figures: Counter[str] = field(repr=False)
    title_unit: str  # whom the title names, "" where it has another form
    by_ocr: bool

    @property
    def body(self) -> tuple[str, ...]:
        """The lines but for short ones."""
        return tuple(line for line in self.lines if len(line) > _SHORT_LINE)


def is_sure(block: Block) -> bool:
    """Hold for what was read for certain: the file's own text, or OCR's with high confidence."""
    return block.origin is TextOrigin.TEXT_LAYER or (
        block.confidence is not None and block.confidence >= SURE
    )


def is_read_by_ocr(document: Document) -> bool:
    """Hold where OCR read a good part of the text."""
    by_ocr = sum(len(block.text) for block in document.blocks if block.origin is TextOrigin.OCR)
    return by_ocr > _OCR_SHARE * sum(len(block.text) for block in document.blocks)


def wording(document: Document) -> Wording:
    """The words of a document; what OCR guessed is left out."""
    blocks = [block for block in document.blocks if block.confidence is None or block.confidence >= _LEGIBLE]
    whole = "\n".join(block.text for block in blocks)[:_MOST_CHARACTERS]
    lines = [bare(line) for line in whole.split("\n")]
    return Wording(
        text="".join(lines),
        lines=tuple(lines),
        figures=_figures(whole),
        title_unit=_title_unit(whole),
        by_ocr=is_read_by_ocr(document),
    )


def _figures(text: str) -> Counter[str]:
    """The numbers of a text that tell something; single digits count its items, years its time."""
    found = (number.replace(",", "") for number in _FIGURE.findall(normalise(text)))
    return Counter(number for number in found if len(number) > 1)


def _title_unit(text: str) -> str:
    titles = (_TITLE_UNIT.match(squeeze(line)) for line in text.split("\n")[:_TITLE_LINES])
    unit = next((bare(title[1]) for title in titles if title), "")
    return "" if re.match(r"[xX×*_]{2}", unit) else unit


def carry_one_text(one: Wording, other: Wording) -> bool:
    """Hold where the shorter stands in the longer: a scan with annex pages bound in carries the summary as well.

    With OCR on either side a difference of names is no reason against it: the same text may have been signed by
    another unit, which is for the unit to explain. Between texts as they were written, such are two texts.
    """
    shorter, longer = sorted((one, other), key=lambda each: len(each.text))
    if shorter.by_ocr or longer.by_ocr:
        if sum(map(len, shorter.body)) < _LEAST or not _figures_agree(shorter, longer, _SAME_FIGURES_BY_OCR):
            return False
        return _found_again(shorter.body, longer.text) >= _SAME_PASSAGES
    if len(shorter.text) < _LEAST or share(shorter.text, longer.text) < _SAME_TEXT:
        return False
    return _figures_agree(shorter, longer, _SAME_FIGURES) and _titles_agree(shorter, longer)


def is_part(part: Wording, whole: Wording) -> bool:
    """Hold for a page of the summary sent once more (its sealed last page): nearly all its words stand in it."""
    if not (part.by_ocr or whole.by_ocr):
        return share(part.text, whole.text) >= _PART
    agrees = _figures_agree(part, whole, _SAME_FIGURES_BY_OCR)
    return agrees and _found_again(part.lines, whole.text) >= _PART_PASSAGES


def share(text: str, whole: str) -> float:
    """How much of `text` stands in `whole`, by runs of characters taken evenly from all of it."""
    length = min(_SHINGLE, len(text))
    step = max(3, (len(text) - length) // _MOST_RUNS)
    runs = {text[start : start + length] for start in range(0, len(text) - length + 1, step)}
    return sum(run in whole for run in runs) / len(runs) if runs else 0.0


def _figures_agree(shorter: Wording, longer: Wording, needed: float) -> bool:
    total = sum(shorter.figures.values())
    if total < _FEW_FIGURES:
        return True
    return sum((shorter.figures & longer.figures).values()) >= needed * total


def _titles_agree(one: Wording, other: Wording) -> bool:
    first, second = one.title_unit, other.title_unit
    return not first or not second or first in second or second in first


def found_again(text: str, whole: str) -> float:
    """How much of a text stands in another, by passages of its lines, though OCR misread some of either; 0 to 1."""
    return _found_again([bare(line) for line in text.split("\n")], bare(whole))


def _found_again(lines: Sequence[str], whole: str) -> float:
    passages = _passages(lines)
    if not passages:
        return 0.0
    places = _places(passages, whole)
    found = sum(_stands_at(passage, whole, places[number]) for number, passage in enumerate(passages))
    return found / len(passages)


def _passages(lines: Sequence[str]) -> list[str]:
    """Pieces of the lines, taken evenly from all of them; none goes over a line's end, for OCR may miss the next."""
    pieces: dict[str, None] = {}
    for line in lines:
        length = len(line) / max(1, round(len(line) / _PASSAGE))
        starts = (round(length * number) for number in range(max(1, round(len(line) / _PASSAGE))))
        pieces |= dict.fromkeys(line[start : start + round(length)] for start in starts)
    found = [piece for piece in pieces if len(piece) >= _SEED]
    return found[:: max(1, len(found) // _MOST_PASSAGES)]


def _places(passages: Sequence[str], whole: str) -> list[Counter[int]]:
    """For each passage where in `whole` it may begin, with how many of its seeds say so; one walk over the text."""
    seeds: dict[str, list[tuple[int, int]]] = {}
    for number, passage in enumerate(passages):
        for offset in range(len(passage) - _SEED + 1):
            held = seeds.setdefault(passage[offset : offset + _SEED], [])
            if len(held) < _PLACES_PER_SEED:  # a text of one character must not take for ever
                held.append((number, offset))
    votes: list[Counter[int]] = [Counter() for _ in passages]
    for place in range(len(whole) - _SEED + 1):
        for number, offset in seeds.get(whole[place : place + _SEED], ()):
            votes[number][(place - offset) // _STEP] += 1
    return votes


def _stands_at(passage: str, whole: str, places: Counter[int]) -> bool:
    """Hold where the passage stands, nearly, at one of the likeliest places."""
    for place, _ in places.most_common(3):
        start = max(0, place * _STEP - _STEP)
        around = whole[start : place * _STEP + len(passage) + 2 * _STEP]
        if fuzz.partial_ratio(passage, around, score_cutoff=_ALIKE) >= _ALIKE:
            return True
    return False
