"""What must be found in a case, by the contract's rulings."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.documents.dresses.dress import Dressed, SealShown
from tests.documents.dresses.evidence import Enclosed
from tests.documents.dresses.sample import Sample
from tests.documents.dresses.variants import Variant

_UNREAD = frozenset({"summary.missing", "summary.unreadable"})


@dataclass(frozen=True, slots=True)
class Expected:
    """Findings as "code" or "code:section". `may` are codes of advice that are neither right nor wrong."""

    gaps: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    remarks: str = ""

    @property
    def verdict(self) -> str:
        """The verdict that the gaps bring."""
        if _UNREAD.intersection(self.gaps):
            return "unreadable"
        return "incomplete" if self.gaps else "complete"


def expected(sample: Sample, variant: Variant, dressed: Dressed, enclosed: Enclosed) -> Expected:
    """Give what must be found in that variant of the sample, so dressed, with these files beside it."""
    has_evidence = enclosed.counts or bool(sample.annex_pages)
    gaps = (*variant.gaps(sample), *(() if has_evidence else ("evidence.missing",)))
    seen = with_enclosed(dressed.seal, enclosed)
    must, may = of_seal(seen, signed=dressed.seal is not SealShown.MISSING)
    return Expected(
        gaps=tuple(gap for gap in gaps if gap.partition(":")[0] not in dressed.blind),
        must=(*variant.advice(sample), *must),
        may=(*may, "text.uncertain"),
        remarks=remarks_on(seen, dressed.blind),
    )


def with_enclosed(shown: SealShown, enclosed: Enclosed) -> SealShown:
    """Give what all files of the case together show of the seal."""
    return SealShown.UNCLEAR if shown is SealShown.MISSING and not enclosed.colour else shown


def of_seal(shown: SealShown, *, signed: bool = True) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the advice that must, and that may, be given on the seal.

    On a grey page a seal that is there may well be seen: then nothing need be said.
    """
    if shown is SealShown.MISSING:
        return ("seal.missing",), ()
    if shown is SealShown.UNCLEAR:
        return ((), ("seal.unclear",)) if signed else (("seal.unclear",), ())
    return (), ("seal.missing", "seal.unclear") if shown is SealShown.UNKNOWN else ()


def remarks_on(shown: SealShown, blind: Iterable[str]) -> str:
    """Say in words what the dress can't show."""
    told = [f"看不出：{code}" for code in sorted(blind)]
    if shown in {SealShown.UNCLEAR, SealShown.UNKNOWN}:
        told.append("看不出：是否盖章")
    return "；".join(told)
