"""A dress: what a sample looks like when it is sent, as files with their names.

Each dress takes the workshop (which renders and converts), the sample and a seed. What a dress can't show is said
beside it: `seal` tells what can be known of the seal, `blind` the codes on which nothing can be said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from tests.documents.dresses.office import Office
from tests.documents.dresses.pages import Picture, place_of_sign_off, rendered
from tests.documents.dresses.sample import Sample, lines_of
from tests.documents.dresses.seals import pressed
from tests.documents.dresses.words import docx_of, word_like

Files = tuple[tuple[str, bytes], ...]


class SealShown(StrEnum):
    """What a dress shows of the seal."""

    SEEN = "seen"
    MISSING = "missing"
    UNCLEAR = "unclear"  # grey, or black and white: a seal is there, and may be seen or not
    UNKNOWN = "unknown"  # nobody need say anything


@dataclass(frozen=True, slots=True)
class Dressed:
    """The files of one summary, and what of it they can't show."""

    files: Files
    seal: SealShown
    blind: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Workshop:
    """Where documents are made; LibreOffice's work is kept in `folder`."""

    folder: Path
    office: Office = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "office", Office(self.folder / "office"))

    def docx(self, sample: Sample) -> bytes:
        """Give the Word file that is rendered and converted: in the sample's own font, which is installed."""
        return docx_of(lines_of(sample), word_like(sample.font))

    def pdf(self, sample: Sample) -> bytes:
        """Give the PDF of that file."""
        return self.office.convert(self.docx(sample), "pdf")

    def pages(
        self, sample: Sample, dpi: int, chance: np.random.Generator, *, seal: bool = True, oval: bool = False
    ) -> list[Picture]:
        """Give the pages as printed, with the seal of who signed pressed over the sign-off where there is one."""
        pdf = self.pdf(sample)
        pictures = rendered(pdf, dpi)
        spot = place_of_sign_off(pdf, sample.sign_off) if seal and sample.sign_off else None
        if spot is not None:
            name = signer(sample)
            pictures[spot.page] = pressed(pictures[spot.page], spot, name, dpi, chance, oval=oval)
        return pictures

    def sealed_page(self, sample: Sample) -> int | None:
        """Give the number, from 0, of the page with the sign-off."""
        spot = place_of_sign_off(self.pdf(sample), sample.sign_off) if sample.sign_off else None
        return spot.page if spot is not None else None


def signer(sample: Sample) -> str:
    """Give the name that the sign-off bears, without its label and the word for the seal."""
    line = next((line for line in sample.sign_off if not any(map(str.isdigit, line))), sample.unit)
    name = line.rpartition("：")[2]
    for word in ("（盖章）", "（公章）"):
        name = name.removesuffix(word)
    return name if "xx" not in name else sample.unit


Make = Callable[[Workshop, Sample, int], Dressed]


@dataclass(frozen=True, slots=True)
class Dress:
    """One dress by its name; `group` gathers those that one parser reads."""

    name: str
    group: str
    make: Make


def seal_of(sample: Sample, shown: SealShown) -> SealShown:
    """Give what a dress shows of the seal, where the variant is signed at all."""
    return shown if sample.sign_off else SealShown.MISSING


def named(payloads: Sequence[bytes], pattern: str) -> Files:
    """Give files numbered from 1 by the pattern."""
    return tuple((pattern.format(number), payload) for number, payload in enumerate(payloads, start=1))
