"""Write the development set: `python -m tests.documents.dresses OUT [--seed N] [--held-out]`.

OUT gets a folder a case and expected.jsonl. Without --held-out these are the cases that may be looked at; with it,
those that are kept for the end: what is in them is not shown unless the runner is asked for it too.
LibreOffice and the Debian fonts of tests/documents/dresses/fonts.py must be installed; LibreOffice's work is kept in OUT/.kept.
"""

import argparse
import shutil
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.documents.dresses.cases import (
    EXPECTED,
    HELD_OUT_SEED,
    SEED,
    Plan,
    as_line,
    build,
    plans,
    prepare,
    write,
)
from tests.documents.dresses.dress import Workshop

_KEPT = ".kept"
_PROCESSES = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and write the set."""
    parser = argparse.ArgumentParser(prog="python -m tests.documents.dresses")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--held-out", action="store_true")
    given = parser.parse_args(arguments)
    seed = given.seed if given.seed is not None else (HELD_OUT_SEED if given.held_out else SEED)
    write_set(given.out, seed, held_out=given.held_out)


def write_set(out: Path, seed: int, *, held_out: bool) -> int:
    """Write the cases of one set into `out`, replacing what stands there; give their number."""
    for old in out.iterdir() if out.exists() else ():
        if old.is_dir() and old.name != _KEPT:
            shutil.rmtree(old)
    shop = Workshop(out / _KEPT)
    chosen = plans(seed, held_out=held_out)
    prepare(chosen, shop)
    make = partial(_make, out=out, seed=seed, held_out=held_out)
    with ProcessPoolExecutor(_PROCESSES) as pool:
        lines = list(pool.map(make, chosen))
    (out / EXPECTED).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return len(lines)


def _make(plan: Plan, out: Path, seed: int, *, held_out: bool) -> str:
    files, told = build(plan, Workshop(out / _KEPT), seed)
    write(plan, files, out)
    return as_line(plan, told, held_out=held_out)


if __name__ == "__main__":
    main()
