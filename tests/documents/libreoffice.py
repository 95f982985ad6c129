"""Samples in the formats that LibreOffice writes: the tests' Word files as .doc, .rtf and .odt."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from parsers.soffice import find_office

WRITTEN_BY = {"doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8"}


def need_libreoffice() -> Path:
    """LibreOffice's program; without it the test is skipped, or fails where INTAKE_REQUIRE_INTEGRATION=1 is set."""
    program = find_office()
    reason = "LibreOffice's Writer is not installed (see tests/install-servers.sh)"
    if program is None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if program is None:
        pytest.skip(reason)
    return program


def written_as(extension: str, samples: Mapping[str, bytes]) -> dict[str, bytes]:
    """The Word files of these names in another format, all in one run."""
    program = need_libreoffice()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, payload in samples.items():
            (folder / f"{name}.docx").write_bytes(payload)
        command: list[str | Path] = [
            program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", f"{extension}:{WRITTEN_BY[extension]}", "--outdir", folder / "out",
            *(folder / f"{name}.docx" for name in samples),
        ]  # fmt: skip
        for _start in range(2):  # the first one only makes the profile
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return {name: (folder / "out" / f"{name}.{extension}").read_bytes() for name in samples}
