"""One measured run in a process of its own: `python -m benchmarks.run KIND PLACE FOLDER`; prints JSON."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.place import Place


def _bare(place: Place, folder: Path) -> Any:
    from benchmarks import bare  # noqa: PLC0415 - neither run is to bear the other's modules

    return asdict(bare.run(place, folder))


def _whole(place: Place, folder: Path) -> Any:
    from benchmarks import whole  # noqa: PLC0415 - as above

    return asdict(whole.run(place, folder))


def _stages(place: Place, folder: Path) -> Any:
    from benchmarks import whole  # noqa: PLC0415 - as above

    total, stages = whole.run_by_stages(place, folder)
    return {"total": asdict(total), "stages": {name: asdict(cost) for name, cost in stages.items()}}


def _memory(place: Place, folder: Path) -> Any:
    from benchmarks import whole  # noqa: PLC0415 - as above

    return {name: asdict(memory) for name, memory in whole.run_watching_memory(place, folder).items()}


RUNS: dict[str, Callable[[Place, Path], Any]] = {
    "bare": _bare,
    "whole": _whole,
    "stages": _stages,
    "memory": _memory,
}


def main() -> None:
    """Run what the arguments name."""
    kind, place, folder = sys.argv[1:]
    found = Place(**json.loads(place))
    os.environ["INTAKE_BENCHMARK_PASSWORD"] = found.password
    print(json.dumps(RUNS[kind](found, Path(folder))))


if __name__ == "__main__":
    main()
