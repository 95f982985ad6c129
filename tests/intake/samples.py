"""The raw mails of tests/messages, each beside what is to be read in it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "messages"


@dataclass(frozen=True)
class Sample:
    """A raw mail and what is expected of it; a key that is not there is not judged."""

    name: str
    raw: bytes
    expected: dict[str, Any]


def samples_with(*keys: str) -> list[Sample]:
    """Every sample whose expected result states all of the keys."""
    paths = sorted(FOLDER.glob("*.eml"))
    every = [
        Sample(path.stem, path.read_bytes(), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in paths
    ]
    return [sample for sample in every if set(keys) <= sample.expected.keys()]
