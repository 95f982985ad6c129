"""What the search for seals makes of the drawn pages, group by group: for the test and for the benchmark."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import process_time

from parsers.seal import CERTAIN, SealMark, find_seals
from tests.documents.seal_sheet import Box, DrawnPage, DrawnSeal

_SAME = 0.5  # of the two boxes together lies in both


@dataclass(slots=True)
class Score:
    """Counts of one group. `doubtful` are seals that were seen without certainty; what is `wrong` is no seal at all."""

    pages: int = 0
    seals: int = 0
    found: int = 0
    doubtful: int = 0
    right_kind: int = 0
    wrong: int = 0
    wrong_doubtful: int = 0
    seconds: list[float] = field(default_factory=list)


def score(pages: Iterable[DrawnPage]) -> dict[str, Score]:
    """Look for the seals of all pages."""
    scores: dict[str, Score] = {}
    for page in pages:
        began = process_time()
        marks = find_seals(page.pixels, page.dpi)
        group = scores.setdefault(page.group, Score())
        group.seconds.append(process_time() - began)
        _count(group, page, marks)
    return scores


def _count(group: Score, page: DrawnPage, marks: tuple[SealMark, ...]) -> None:
    group.pages += 1
    left = list(marks)
    for seal in page.seals:
        group.seals += 1
        mark = _mark_of(seal, left)
        if mark is not None:
            left.remove(mark)
            group.found += mark.confidence >= CERTAIN
            group.doubtful += mark.confidence < CERTAIN
            group.right_kind += mark.kind is seal.kind
    group.wrong += sum(mark.confidence >= CERTAIN for mark in left)
    group.wrong_doubtful += sum(mark.confidence < CERTAIN for mark in left)


def _mark_of(seal: DrawnSeal, marks: list[SealMark]) -> SealMark | None:
    best = max(marks, key=lambda mark: _shared(seal.box, mark.box), default=None)
    return best if best is not None and _shared(seal.box, best.box) > _SAME else None


def _shared(one: Box, other: Box) -> float:
    across = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    down = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down / max(1.0, areas - across * down)
