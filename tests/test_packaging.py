"""What is installed is what runs: every package of ours is listed, and every data file goes along."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("intake", "parsers", "rules", "service")


def _listed() -> set[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return set(tomllib.loads(text)["tool"]["setuptools"]["packages"])


def test_every_package_is_listed_by_name() -> None:
    """A package that is not listed is missing from an installed program, and from nothing else."""
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for room in ROOMS
        for path in ROOT.glob(f"{room}/**/__init__.py")
    }
    assert _listed() == found


def test_every_python_file_lies_in_a_package() -> None:
    """Nothing is importable from the checkout alone."""
    homeless = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in ROOT.glob(f"{room}/**/*.py")
        if not (path.parent / "__init__.py").exists()
    }
    assert homeless <= {"service/ledger/migrations/env.py"}
