"""Matching: load time and microseconds per subject on rosters of three sizes, beside rapidfuzz over the same rows.

    python -m benchmarks.matching

rapidfuzz's `extractOne` compares a subject with every row (its default scorer WRatio, and its quickest, ratio); it
knows nothing of what a subject means. The hostile subjects must each be answered within 50 ms.
"""

import statistics
from collections.abc import Callable, Sequence
from time import perf_counter

from rapidfuzz import fuzz, process

from rules.campaign import Campaign
from rules.matching import Matcher
from service.campaign_files import default_campaigns
from tests.rules.matching.second_campaign import second_campaign

SIZES = (2_000, 20_000)
SUBJECTS = 200  # of each roster: entries in the notice's form, reversed, shortened, with words around them
ROUNDS = 5


def main() -> None:
    """Print one line a roster, then the slowest hostile subject."""
    shipped = default_campaigns()[0]
    Matcher([shipped])  # the libraries' tables are read once
    campaigns = [shipped, *(second_campaign(shipped, rows=size).campaign for size in SIZES)]
    print(f"{'rows':>7} {'load ms':>8} {'µs/subject':>11} {'WRatio µs':>10} {'ratio µs':>9}")
    for campaign in campaigns:
        print(_line(campaign))
    print()
    for name, subject in hostile(shipped).items():
        print(f"{name:<32} {len(subject):>7} characters {_slowest(shipped, subject):6.1f} ms")


def _line(campaign: Campaign) -> str:
    started = perf_counter()
    matcher = Matcher([campaign])
    load = (perf_counter() - started) * 1000
    subjects = _subjects(campaign)
    rows = [f"{entry.project}-{entry.unit}" for entry in campaign.roster]
    ours = _per_subject(matcher.match, subjects)
    wratio = _per_subject(lambda subject: process.extractOne(subject, rows), subjects[:20])
    ratio = _per_subject(lambda subject: process.extractOne(subject, rows, scorer=fuzz.ratio), subjects[:50])
    return f"{len(rows):>7} {load:>8.0f} {ours:>11.0f} {wratio:>10.0f} {ratio:>9.0f}"


def _subjects(campaign: Campaign) -> list[str]:
    step = max(1, len(campaign.roster) * 4 // SUBJECTS)
    shapes = ("{0}-{1}", "{1}{0}工作总结（盖章版）", "回复：{1} {0} 20240320", "{0}-{2}")
    return [
        shape.format(entry.project, entry.unit, entry.unit.removesuffix("有限公司"))
        for entry in campaign.roster.entries[::step]
        for shape in shapes
    ]


def _per_subject(answer: Callable[[str], object], subjects: Sequence[str]) -> float:
    """Microseconds, the median of several rounds."""
    rounds = []
    for _ in range(ROUNDS):
        started = perf_counter()
        for subject in subjects:
            answer(subject)
        rounds.append((perf_counter() - started) / len(subjects) * 1e6)
    return statistics.median(rounds)


def hostile(campaign: Campaign) -> dict[str, str]:
    """Subjects that no person writes."""
    entry = campaign.roster.entries[0]
    name = f"{entry.project}-{entry.unit}"
    return {
        "100 kB of one name": (name * 9000)[:100_000],
        "10,000 separators": name + "-" * 10_000,
        "10,000 enumerated": "、" * 10_000,
        "as long as is read: one unit": (entry.unit * 200)[:1000],
        "as long as is read: half names": (entry.unit[2:6] + "公").join([""] * 190)[:1000],
        "as long as is read: digits": "1" * 1000,
        "as long as is read: letters": "ab" * 500,
        "as long as is read: brackets": "（" * 500 + "）" * 500,
        "as long as is read: years": "2022年" * 160,
        "as long as is read: surnames": "王" * 1000,
        "as long as is read: projects": (entry.project[:9] * 120)[:1000],
        "as long as is read: all units": "、".join(campaign.roster.units)[:1000],
        "as long as is read: cut units": "、".join(unit[:-1] for unit in campaign.roster.units)[:1000],
        "as long as is read: batches": "、".join(
            f"{name}{batch.name}" for name in campaign.roster.projects for batch in campaign.batches
        )[:1000],
    }


def _slowest(campaign: Campaign, subject: str) -> float:
    matcher = Matcher([campaign])
    times = []
    for _ in range(ROUNDS):
        started = perf_counter()
        matcher.match(subject)
        times.append((perf_counter() - started) * 1000)
    return max(times)


if __name__ == "__main__":
    main()
