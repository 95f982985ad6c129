"""Seals: what is found and what is taken for one on drawn pages, group by group, and milliseconds a page.

    python -m benchmarks.seals                # the set that the tests hold (the search was made with it)
    python -m benchmarks.seals --seed 4       # pages that it never saw

The pages are those of tests/documents/seal_pages.py; a font with Chinese characters is needed.
"""

import statistics
from collections.abc import Iterable

import click
import cv2

from tests.documents.seal_pages import missing_fonts, sealed, unsealed
from tests.documents.seal_score import Score, score


@click.command()
@click.option("--seed", default=1, show_default=True, help="Which set is drawn.")
def main(seed: int) -> None:
    """Print a line a group, and sums of both halves."""
    missing = missing_fonts()
    if missing is not None:
        raise click.ClickException(missing)
    cv2.setNumThreads(1)  # as in the workers, of which there is one for each core
    print(f"{'':24} {'pages':>5} {'seals':>6} {'found':>6} {'doubt':>6} {'false':>6} {'doubt':>6} {'ms':>6}")
    for pages in (sealed(seed), unsealed(seed)):
        scores = score(pages)
        for name, group in scores.items():
            print(_line(name, [group]))
        print(_line("all", scores.values()), end="\n\n")


def _line(name: str, groups: Iterable[Score]) -> str:
    groups = list(groups)
    seconds = [each for group in groups for each in group.seconds]
    counts = [
        (group.pages, group.seals, group.found, group.doubtful, group.wrong, group.wrong_doubtful)
        for group in groups
    ]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    numbers = " ".join(f"{count:>6}" for count in sums[1:])
    return f"{name:24} {sums[0]:>5} {numbers} {statistics.median(seconds) * 1000:>6.1f}"


if __name__ == "__main__":
    main()
