"""The cases: which sample in which variant, dress and company; two thirds may be looked at, a third is held out."""

import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.documents.dresses.container_dresses import all_dresses
from tests.documents.dresses.dress import Files, Workshop
from tests.documents.dresses.evidence import KINDS, NOTHING
from tests.documents.dresses.expect import Expected, expected
from tests.documents.dresses.sample import Sample, samples
from tests.documents.dresses.specials import SPECIALS, Special
from tests.documents.dresses.variants import BY_NAME, COMPLETE, VARIANTS

SEED = 2024
HELD_OUT_SEED = 6042
EXPECTED = "expected.jsonl"
_ROUNDS = 2  # how often each dress comes among the open cases; once among those held out
_COMPLETE_SHARE = 0.25
_HELD_OUT_SPECIALS = 14
# Two sections under one heading: its guidance would be that of one of them alone.
_SENSELESS = {("quectel", "section-3-guidance")}


@dataclass(frozen=True, slots=True)
class Plan:
    """One case before it is made. A special case has no variant and no company of its own."""

    name: str
    sample: Sample
    dress: str
    variant: str = ""
    company: str = ""
    special: Special | None = None


def plans(seed: int, *, held_out: bool) -> tuple[Plan, ...]:
    """Give the cases of one of the two sets, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    known = [sample for sample in samples().values() if sample.held_out is held_out]
    dressed = _dressed_plans(chance, known, 1 if held_out else _ROUNDS)
    specials = chance.sample(SPECIALS, _HELD_OUT_SPECIALS) if held_out else list(SPECIALS)
    made = [*dressed, *_special_plans(chance, known, specials)]
    return tuple(made)


def _dressed_plans(chance: random.Random, known: Sequence[Sample], rounds: int) -> Iterator[Plan]:
    companies = list(KINDS)
    shift = chance.randrange(len(known))
    for each in range(rounds):
        for place, dress in enumerate(all_dresses()):
            sample = known[(place + shift + each) % len(known)]
            variant = _variant(chance, sample)
            company = NOTHING if chance.random() < 0.2 else chance.choice(companies)
            yield Plan(f"{dress}-{variant}-{each + 1}", sample, dress, variant, company)


def _variant(chance: random.Random, sample: Sample) -> str:
    if chance.random() < _COMPLETE_SHARE:
        return COMPLETE.name
    names = [each.name for each in VARIANTS[1:] if (sample.key, each.name) not in _SENSELESS]
    return chance.choice(names)


def _special_plans(
    chance: random.Random, known: Sequence[Sample], specials: Sequence[Special]
) -> Iterator[Plan]:
    for special in specials:
        yield Plan(special.name, chance.choice(known), f"special:{special.name}", special=special)


def build(plan: Plan, shop: Workshop, seed: int) -> tuple[Files, Expected]:
    """Make the files of a case, and what must be found in them."""
    own = zlib.crc32(f"{seed}-{plan.name}".encode())
    if plan.special is not None:
        return plan.special.build(shop, plan.sample, own)
    variant = BY_NAME[plan.variant]
    dressed = all_dresses()[plan.dress].make(shop, variant.change(plan.sample), own)
    company = KINDS[plan.company](shop, plan.sample, own)
    return (*dressed.files, *company.files), expected(plan.sample, variant, dressed, company)


def write(plan: Plan, files: Files, folder: Path) -> None:
    """Write the files of a case into a folder of its own."""
    place = folder / plan.name
    place.mkdir(parents=True, exist_ok=True)
    for name, payload in files:
        (place / name).write_bytes(payload)


def as_line(plan: Plan, told: Expected, *, held_out: bool) -> str:
    """Give the case's line of expected.jsonl."""
    return json.dumps(
        {
            "path": plan.name,
            "entry": plan.sample.entry,
            "sample": plan.sample.key,
            "dress": plan.dress,
            "variant": plan.variant or plan.name,
            "company": plan.company,
            "verdict": told.verdict,
            "gaps": sorted(told.gaps),
            "must": sorted(told.must),
            "may": sorted(told.may),
            "remarks": told.remarks,
            "held_out": held_out,
        },
        ensure_ascii=False,
    )


def prepare(chosen: Sequence[Plan], shop: Workshop) -> None:
    """Have LibreOffice print all variants in one run, which is much faster than one by one."""
    wanted = [BY_NAME[plan.variant].change(plan.sample) if plan.variant else plan.sample for plan in chosen]
    shop.office.prepare([shop.docx(sample) for sample in wanted], "pdf")
