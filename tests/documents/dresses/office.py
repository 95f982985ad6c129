"""LibreOffice as a writer of documents: many files in one run, and nothing made twice."""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

# The filter's name where the extension alone would not choose the writer's.
_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "pdf": "pdf:writer_pdf_Export",
}
_SECONDS = 600


def missing_requirement() -> str | None:
    """Say why nothing can be converted here; None where it can."""
    return None if shutil.which("soffice") else "LibreOffice (libreoffice-writer-nogui) is not installed"


class Office:
    """Converts Word files; what it made is kept in `folder` under the hash of what it was made from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def convert(self, payload: bytes, kind: str, *, source: str = "docx") -> bytes:
        """Give the file in another format ("pdf", "doc", "rtf", "odt", "docx")."""
        self.prepare([payload], kind, source=source)
        return self._kept(payload, kind).read_bytes()

    def prepare(self, payloads: Iterable[bytes], kind: str, *, source: str = "docx") -> None:
        """Convert, in one run, all of these that have not been converted yet."""
        wanted = {self._kept(each, kind): each for each in payloads if not self._kept(each, kind).exists()}
        if wanted:
            self._convert(wanted, kind, source)

    def _kept(self, payload: bytes, kind: str) -> Path:
        return self._folder / f"{hashlib.sha256(payload).hexdigest()[:32]}.{kind}"

    def _convert(self, wanted: dict[Path, bytes], kind: str, source: str) -> None:
        with tempfile.TemporaryDirectory(prefix="dresses-") as temporary:
            folder = Path(temporary)
            sources = []
            for path, payload in wanted.items():
                sources.append(folder / f"{path.stem}.{source}")
                sources[-1].write_bytes(payload)
            _run(sources, kind, folder)
            for path in wanted:
                shutil.move(folder / "made" / path.name, path)


def _run(sources: Sequence[Path], kind: str, folder: Path) -> None:
    """Run LibreOffice once, with a profile of its own, so that several may run beside each other."""
    subprocess.run(
        [
            "soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to", _FILTERS.get(kind, kind), "--outdir", folder / "made", *sources,
        ],
        check=True, capture_output=True, timeout=_SECONDS,
    )  # fmt: skip
