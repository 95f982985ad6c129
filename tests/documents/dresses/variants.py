"""Variants of a sample: one thing changed, and what must then be found, by the contract's rulings."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from service.campaign_files import default_campaigns
from tests.documents.dresses.sample import Sample

_EMAIL_PART = re.compile(r"\s*[，,]?\s*(?:电子邮箱：|邮箱：|E-mail：)?\s*[A-Za-z0-9._]+@[a-z.]+")
_TELEPHONE_PART = re.compile(
    r"\s*[，,]?\s*(?:联系电话：|电话：|联系方式：)?\s*(?:（021）|021-)?\d{8,11}(?:-\d+|转\d+)?"
)
_CELLS = re.compile(r"^\|.*\|$")
_LABELS = {"@": ("邮箱", "电子邮箱"), "0": ("电话", "联系电话")}
_OTHER_UNIT = "上海微创医疗器械（集团）有限公司"
_OTHER_PROJECTS = {
    "2022年度上海市高价值专利培育中心": "2023年度上海市高价值专利培育中心",
    "2022年度上海市高价值专利升级培育项目": "2022年度上海市高价值专利培育中心",
}
_OTHER_PROJECT = "上海市产业知识产权运营中心"


@dataclass(frozen=True, slots=True)
class Variant:
    """A change to a sample. `gaps` and `advice` are what it brings, as "code" or "code:section"."""

    name: str
    change: Callable[[Sample], Sample]
    gaps: Callable[[Sample], tuple[str, ...]]
    advice: Callable[[Sample], tuple[str, ...]] = lambda _sample: ()


def _always(*findings: str) -> Callable[[Sample], tuple[str, ...]]:
    return lambda _sample: findings


def _numbers(sample: Sample, number: int) -> tuple[int, ...]:
    return next(section.numbers for section in sample.sections if number in section.numbers)


def _missing(number: int) -> Callable[[Sample], tuple[str, ...]]:
    """All template sections of the heading that is taken out."""
    return lambda sample: tuple(f"section.missing:{each}" for each in _numbers(sample, number))


def _of_heading(code: str, number: int) -> Callable[[Sample], tuple[str, ...]]:
    return lambda sample: tuple(f"{code}:{each}" for each in _numbers(sample, number))


# Changes


def without_email(sample: Sample) -> Sample:
    """Take the address out of the contact, with its label."""
    return replace(sample, contact=_without_part(sample.contact, _EMAIL_PART, "@"))


def without_telephone(sample: Sample) -> Sample:
    """Take the number out of the contact, with its label."""
    return replace(sample, contact=_without_part(sample.contact, _TELEPHONE_PART, "0"))


def _without_part(contact: tuple[str, ...], pattern: re.Pattern[str], kind: str) -> tuple[str, ...]:
    if all(_CELLS.match(line) for line in contact):
        return _without_cells(contact, pattern, _LABELS[kind])
    lines = (pattern.sub("", line) for line in contact)
    return tuple(line for line in lines if line.strip())


def _without_cells(
    contact: tuple[str, ...], pattern: re.Pattern[str], labels: tuple[str, ...]
) -> tuple[str, ...]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in contact]
    gone = {
        place for row in rows for place, cell in enumerate(row) if cell in labels or pattern.fullmatch(cell)
    }
    kept = ([cell for place, cell in enumerate(row) if place not in gone] for row in rows)
    return tuple(f"| {' | '.join(row)} |" for row in kept)


def _without_date(sample: Sample) -> Sample:
    return replace(sample, sign_off=sample.sign_off[:1])


def _blank_date(sample: Sample) -> Sample:
    return replace(sample, sign_off=(sample.sign_off[0], "2024年3月xx日"))


def _signed_by_another(sample: Sample) -> Sample:
    first = sample.sign_off[0]
    label = f"{first.rpartition('：')[0]}：" if "：" in first else ""
    return replace(sample, sign_off=(f"{label}{_OTHER_UNIT}", *sample.sign_off[1:]))


def _titled_for_another(sample: Sample) -> Sample:
    own = "".join(sample.title)
    other = next((each for name, each in _OTHER_PROJECTS.items() if name in own), _OTHER_PROJECT)
    return replace(sample, title=(f"{sample.unit}关于{other}工作总结",), cover=())


def _untitled(sample: Sample) -> Sample:
    return replace(sample, title=(), cover=())


def _guidance(number: int) -> str:
    return "\n".join(default_campaigns()[0].template.section(number).guidance)


def _only_guidance(number: int) -> Callable[[Sample], Sample]:
    return lambda sample: sample.with_body(number, _guidance(number))


def _guidance_above(number: int) -> Callable[[Sample], Sample]:
    return lambda sample: sample.with_body(number, f"{_guidance(number)}\n{sample.body(number)}")


def _with_blank(sample: Sample) -> Sample:
    number, text = _blank(sample)
    return sample.with_body(number, f"{sample.body(number).rstrip()}\n{text}")


def _blank(sample: Sample) -> tuple[int, str]:
    told = sample.alternatives["blank"]
    return told["section"], told["text"]


def _order_changed(sample: Sample) -> Sample:
    one, two, three, four, *rest = sample.sections
    return replace(sample, sections=(one, two, four, three, *rest))


def _without_action_plan(sample: Sample) -> Sample:
    body = re.sub("专利转化运用专项行动(?:方案)?", "上级有关部署", sample.body(5))
    return sample.with_body(5, body)


def _with_several(sample: Sample) -> Sample:
    changed = sample.without(1).with_body(2, sample.alternatives["funds"])
    return replace(without_email(changed), sign_off=sample.sign_off[:1])


COMPLETE = Variant("complete", lambda sample: sample, _always())
WITHOUT_3 = Variant("section-3-removed", lambda sample: sample.without(3), _missing(3))
WITHOUT_EMAIL = Variant("email-removed", without_email, _always("contact.incomplete"))

VARIANTS = (
    COMPLETE,
    WITHOUT_3,
    WITHOUT_EMAIL,
    Variant(
        "funds-without-figures",
        lambda sample: sample.with_body(2, sample.alternatives["funds"]),
        _always("funds.no_figures:2"),
    ),
    Variant(
        "results-unmeasured",
        lambda sample: sample.with_body(1, sample.alternatives["results"]),
        _always("results.unquantified:1"),
    ),
    Variant("undated", _without_date, _always("signoff.date_missing")),
    Variant("date-left-blank", _blank_date, _always("signoff.date_missing")),
    Variant("unsigned", lambda sample: replace(sample, sign_off=()), _always("signoff.missing")),
    Variant("contact-removed", lambda sample: replace(sample, contact=()), _always("contact.missing")),
    Variant("telephone-removed", without_telephone, _always("contact.incomplete")),
    Variant("section-1-removed", lambda sample: sample.without(1), _missing(1)),
    Variant("section-5-removed", lambda sample: sample.without(5), _missing(5)),
    Variant("section-3-guidance", _only_guidance(3), _of_heading("section.placeholder", 3)),
    Variant("section-5-empty", lambda sample: sample.with_body(5, ""), _always("section.empty:5")),
    Variant(
        "blank-in-sentence",
        _with_blank,
        lambda sample: tuple(
            f"section.placeholder:{number}" for number in _numbers(sample, _blank(sample)[0])
        ),
    ),
    Variant("signed-by-another", _signed_by_another, _always("identity.unit_mismatch")),
    Variant("titled-for-another", _titled_for_another, _always("identity.project_mismatch")),
    Variant("untitled", _untitled, _always(), _always("title.missing")),
    Variant("order-changed", _order_changed, _always(), _always("section.order")),
    Variant("guidance-left", _guidance_above(1), _always(), _always("section.guidance_left:1")),
    Variant("without-action-plan", _without_action_plan, _always(), _always("plan.no_action_plan:5")),
    Variant(
        "several-gaps",
        _with_several,
        _always("section.missing:1", "funds.no_figures:2", "contact.incomplete", "signoff.date_missing"),
    ),
)
BY_NAME = {variant.name: variant for variant in VARIANTS}
