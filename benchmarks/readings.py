"""One measured reading in a process of its own: `python -m benchmarks.readings READING PATH [BEFORE ...]`; prints JSON.

READING is a name of READINGS, or a number of workers, PATH then being the folder of the documents. Started by
benchmarks/documents.py in an empty folder. Each reading imports what it alone needs, so that no other bears its memory.
"""
# ruff: noqa: PLC0415 - as said above

import atexit
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.costs import Cost

if TYPE_CHECKING:
    from parsers.document import Document
    from service.reader import FileReader, Parser

_DPI, _POINTS = 200, 72
_SECONDS = 900

Pages = list[
    tuple[int, str]
]  # what was read: a page's number (0 where there is none), its text or a part of it
Read = Callable[[Path], Pages]


class _InProcess:
    """The parsers without the sandbox: what they use is this process's own."""

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> "Document":
        """Read one file. Raises ParseError."""
        from parsers.registry import parse

        return parse(path.read_bytes(), name, pages)


def _reader(parser: "Parser", folder: str, *, staged: bool = True) -> "FileReader":
    from service.archive import FileArchive
    from service.campaign_files import default_campaigns
    from service.reader import FileReader

    templates = tuple(each.template for each in default_campaigns()) if staged else ()
    return FileReader(FileArchive(Path(folder)), parser, templates)


def _ours(*, staged: bool = True) -> Read:
    folder = tempfile.mkdtemp(prefix="archive-")
    atexit.register(shutil.rmtree, folder)
    reader = _reader(_InProcess(), folder, staged=staged)
    return lambda path: _blocks(reader, path)


def _blocks(reader: "FileReader", path: Path) -> Pages:
    from intake.message import Attachment

    (file,) = reader.read((Attachment(path.name, "application/octet-stream", path.read_bytes()),))
    if file.document is None:
        raise SystemExit(f"{path.name} was not read: {file.error!r}")
    return [(block.page or 0, block.text) for block in file.document.blocks]


def _parser_alone() -> Read:
    """As the libraries beside it are measured: nothing is archived, and no stage follows."""
    parser = _InProcess()
    return lambda path: [(block.page or 0, block.text) for block in parser.parse(path, path.name).blocks]


def _python_docx() -> Read:
    import docx
    from docx.table import Table as WordTable

    def read(path: Path) -> Pages:
        pages: Pages = []
        for item in docx.Document(str(path)).iter_inner_content():
            if isinstance(item, WordTable):
                pages += [(0, cell.text) for row in item.rows for cell in row.cells]
            else:
                pages.append((0, item.text))
        return pages

    return read


def _pdfplumber() -> Read:
    import pdfplumber

    def read(path: Path) -> Pages:
        with pdfplumber.open(path) as pdf:
            read = [(page.page_number, page.extract_text(), page.extract_tables()) for page in pdf.pages]
        return [(number, text) for number, text, _ in read]  # the tables' text is in it already

    return read


def _rapidocr(*, openvino: bool = False, lean: bool = False) -> Read:
    """With its defaults, by another engine, or lean: that engine in one thread and no model that turns lines."""
    if openvino:
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    from rapidocr import EngineType, RapidOCR

    parts = ("Det", "Cls", "Rec") if openvino else ()
    params: dict[str, Any] = {f"{part}.engine_type": EngineType.OPENVINO for part in parts}
    if lean:
        params |= {"Global.use_cls": False, "EngineConfig.openvino.inference_num_threads": 1}
    rapid: Any = RapidOCR(params={"Global.log_level": "critical", **params})

    def read(path: Path) -> Pages:
        return [(number, "".join(rapid(page).txts or ())) for number, page in _pictures(path)]

    return read


def _pictures(path: Path) -> Iterator[tuple[int, Any]]:
    """The pages of a PDF as rapidocr takes pictures (blue, green, red); a photo as it is."""
    if path.suffix != ".pdf":
        yield 1, str(path)
        return
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(path)
    for place in range(len(pdf)):
        yield place + 1, pdf[place].render(scale=_DPI / _POINTS).to_numpy()[:, :, :3]


def _soffice() -> Read:
    """One conversion to Word's format, with a profile that the warm file has made, and that file by python-docx."""
    profile, read_docx = Path.cwd() / "profile", _python_docx()

    def read(path: Path) -> Pages:
        command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}"]
        command += ["--convert-to", "docx", "--outdir", str(Path.cwd()), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        return read_docx(Path.cwd() / f"{path.stem}.docx")

    return read


OURS, EVERY_PAGE, PARSER = "ours", "ours, every page", "ours, not archived"
DEFAULT, OPENVINO, LEAN = "rapidocr", "rapidocr, OpenVINO", "the same, lean"
LIBREOFFICE = "LibreOffice"
READINGS: dict[str, Callable[[], Read]] = {
    OURS: _ours,
    EVERY_PAGE: lambda: _ours(staged=False),
    PARSER: _parser_alone,
    "python-docx": _python_docx,
    "pdfplumber": _pdfplumber,
    DEFAULT: _rapidocr,
    OPENVINO: lambda: _rapidocr(openvino=True),
    LEAN: lambda: _rapidocr(openvino=True, lean=True),
    LIBREOFFICE: _soffice,
}


# One measurement, in a process of its own


@dataclass
class Measured:
    """What one reading took, in seconds and bytes, and what it read."""

    start: Cost
    cost: Cost
    peak: int
    pages: Pages


def measure(reading: str, path: Path, before: Iterable[Path] = ()) -> Measured:
    """Read the class's warm file and those that a worker has read before, then its own."""
    with _measured() as start:
        read = READINGS[reading]()
        for each in (path.with_stem(f"{path.stem}-warm"), *before):
            read(each)
    with _measured() as cost:
        pages = read(path)
    return Measured(start, cost, _peak(), pages)


@contextmanager
def _measured() -> Iterator[Cost]:
    """As benchmarks.costs.measured, but finer than the hundredths of a second that os.times tells."""
    cost = Cost()
    wall, cpu = time.perf_counter(), _processor_seconds()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, _processor_seconds() - cpu


def _processor_seconds() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak() -> int:
    """The peak of this process or of the largest that it has waited for, whichever is more.

    Not by ru_maxrss for this process: that begins with what its parent held.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    own = int(status.partition("VmHWM:")[2].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) * 1024


def measure_several(workers: int, folder: Path) -> Measured:
    """Read several scans in the sandbox, as many at once as there are workers, which are warm."""
    from parsers.sandbox import Sandbox
    from service.side_by_side import in_order

    with tempfile.TemporaryDirectory() as archive, Sandbox(workers=workers) as sandbox:
        reader, warm = _reader(sandbox, archive), folder / "scan-10-warm.pdf"
        began = time.perf_counter()
        list(in_order(lambda path: sandbox.parse(path, path.name), [warm] * workers, workers))
        start = Cost(time.perf_counter() - began, _of_children())
        paths = sorted(folder.glob("several-*.pdf"))
        began = time.perf_counter()
        read = list(in_order(lambda path: _blocks(reader, path), paths, workers))
        cost = Cost(time.perf_counter() - began, _of_children() - start.cpu)
    return Measured(start, cost, _peak(), [(0, text) for pages in read for _, text in pages])


def _of_children() -> float:
    """Seconds of processors that the children which still run have used."""
    import psutil

    times = [child.cpu_times() for child in psutil.Process().children()]
    return sum(each.user + each.system for each in times)


def main() -> None:
    """Measure what the arguments name."""
    what, place, *before = sys.argv[1], *map(Path, sys.argv[2:])
    measured = measure_several(int(what), place) if what.isdigit() else measure(what, place, before)
    print(json.dumps(asdict(measured)))


if __name__ == "__main__":
    main()
