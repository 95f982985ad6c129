"""What reading costs, by class of document, beside the plain use of the library that each reading rests on.

    python -m benchmarks.documents                    # three rounds
    python -m benchmarks.documents --rounds 1 --only scan

Ours is the service's FileReader with the templates of the campaigns, so that scans are read in stages, with the parsers
in the same process. Beside it: python-docx, pdfplumber, rapidocr with its defaults (and with no other change than the
engine, OpenVINO; and that in one thread without its classifier: the measure of the machine), one plain run of
LibreOffice. Every measurement has a process of its own. It first reads another small file of the class ("start": libraries,
models, that file), then the clock starts, as in a worker that is warm; before a text PDF, which takes a fiftieth of a second,
it reads the other three as well, for a worker has read many.

The documents are made once (LibreOffice and the fonts of tests/documents/dresses/fonts.py are needed) and kept in
--folder. Their text is known. Errors are the fewest edits with which each paragraph and cell that was written stands
anywhere in what was read (NFKC, without white space), so that the order of lines counts for nobody.
"""

import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

import click
import numpy as np
import pypdfium2 as pdfium

from benchmarks.costs import Cost
from benchmarks.readings import DEFAULT, EVERY_PAGE, LEAN, LIBREOFFICE, OPENVINO, OURS, PARSER, Measured
from tests.documents.dresses.carriers import jpeg, resized, scanned_pdf
from tests.documents.dresses.dress import Workshop
from tests.documents.dresses.evidence import KINDS
from tests.documents.dresses.fonts import missing_fonts
from tests.documents.dresses.office import missing_requirement
from tests.documents.dresses.pages import Picture
from tests.documents.dresses.sample import (
    Form,
    Numbered,
    PageBreak,
    Piece,
    Sample,
    lines_of,
    open_samples,
    samples,
)
from tests.documents.dresses.scan_dresses import DRESSES
from tests.documents.dresses.wear import noisy, photographed, skewed
from tests.documents.writers import Heading, Right, Table, Title

_DPI = 200
_PHOTO_DPI, _PHOTO_WIDTH = 240, 1900  # of a page before it is photographed, of the photo in pixels
_SUMMARY_PAGES, _EVIDENCE_PAGES = 10, 20
_BASE, _WARM = "ninth-hospital", "mi-fang"  # whose summary is measured, and whose is read before
_SCANS_AT_ONCE = 6
# Outlines as 宋体, 仿宋, 楷体 and 黑体 have them, the fonts of the units' Word and WPS. Noto's, in which LibreOffice prints
# here else, are PostScript's (CFF), and take pdfium much longer to load.
_TRUETYPE = "AR PL UMing CN"


# What the documents hold


@dataclass(frozen=True)
class Known:
    """What was written: paragraphs and cells; which of them are headings; on how many of the first pages."""

    pieces: tuple[str, ...]
    headings: tuple[str, ...]
    pages: int

    @cached_property
    def used(self) -> dict[str, list[str]]:
        """What the checks look for, by its kind."""
        whole = "\n".join(map(squeezed, self.pieces))
        found = {kind: pattern.findall(whole) for kind, pattern in _USED.items()}
        return {"headings": [squeezed(each) for each in self.headings], **found}


_USED = {
    "amounts": re.compile(r"\d[\d,]*(?:\.\d+)?(?:万元|亿元|元|%)"),
    "dates": re.compile(r"20\d\d年\d{1,2}月(?:\d{1,2}日)?"),
    "telephone": re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?!\d)"),
    "e-mail": re.compile(r"[\w.]+@[a-z.]+[a-z]", re.ASCII),
}
_KINDS = ("headings", *_USED)


def squeezed(text: str) -> str:
    """The text in one width of characters (NFKC) and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def found_of(known: Known, text: str) -> dict[str, int]:
    """How many of what the checks use stand in the squeezed text, each as often as it was written."""
    return {
        kind: sum(min(wanted.count(each), text.count(each)) for each in set(wanted))
        for kind, wanted in known.used.items()
    }


def error_rate(known: Known, text: str) -> float:
    """Characters wrong, lost or put in, of those written; each piece where it fits the squeezed text best."""
    pieces = [squeezed(piece) for piece in known.pieces]
    return sum(_edits(piece, text) for piece in pieces) / max(1, sum(map(len, pieces)))


def _edits(piece: str, text: str) -> int:
    """The fewest edits that make the piece of any stretch of the text (Sellers)."""
    if piece in text:
        return 0
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    places = np.arange(len(characters) + 1)
    before = np.zeros(len(characters) + 1, np.int64)
    for count, character in enumerate(piece, start=1):
        now = np.empty_like(before)
        now[0] = count
        now[1:] = np.minimum(before[:-1] + (characters != ord(character)), before[1:] + 1)
        before = np.minimum.accumulate(now - places) + places
    return int(before.min())


# The documents


def make_documents(folder: Path) -> None:
    """Make what is not in the folder yet."""
    made = folder / "made"  # written last
    if made.exists():
        return
    missing = missing_requirement() or missing_fonts()
    if missing is not None:
        raise click.ClickException(missing)
    folder.mkdir(parents=True, exist_ok=True)
    shop = Workshop(folder / "kept")
    _write_texts(folder, shop)
    _write_scans(folder, shop)
    _write_photos(folder, shop)
    _write_several(folder, shop)
    made.touch()


def _write_texts(folder: Path, shop: Workshop) -> None:
    four, ten, warm = _of_pages(shop, 4), _of_pages(shop, _SUMMARY_PAGES), samples()[_WARM]
    plain = _of_pages(shop, _SUMMARY_PAGES, tables=False)
    for name, sample, font in (
        ("docx.docx", four, None),
        ("pdf.pdf", ten, None),
        ("pdf-plain.pdf", plain, None),
        ("pdf-truetype.pdf", ten, _TRUETYPE),
        ("pdf-plain-truetype.pdf", plain, _TRUETYPE),
        ("doc.doc", four, None),
    ):
        stem, kind = name.split(".")
        _write_known(folder, stem, _known(sample, _SUMMARY_PAGES))
        for each, suffix in ((sample, ""), (warm, "-warm")):
            docx = shop.docx(replace(each, font=font) if font else each)
            payload = docx if kind == "docx" else shop.office.convert(docx, kind)
            (folder / f"{stem}{suffix}.{kind}").write_bytes(payload)


def _write_scans(folder: Path, shop: Workshop) -> None:
    sample, chance = _of_pages(shop, _SUMMARY_PAGES), np.random.default_rng(10)
    summary = scanned_pdf(_worn(shop.pages(sample, _DPI, chance), chance), _DPI)
    long = _joined([summary, *_evidence(shop)], _SUMMARY_PAGES + _EVIDENCE_PAGES)
    warm = scanned_pdf(_worn(shop.pages(samples()[_WARM], _DPI, chance), chance)[:1], _DPI)
    for name, payload in (("scan-10", summary), ("scan-30", long)):
        _write_known(folder, name, _known(sample, _SUMMARY_PAGES))
        (folder / f"{name}.pdf").write_bytes(payload)
        (folder / f"{name}-warm.pdf").write_bytes(warm)


def _evidence(shop: Workshop) -> Iterator[bytes]:
    """Scans of a contract and an invoice, of one unit after the other, no two pages alike."""
    for seed in range(_EVIDENCE_PAGES):
        sample = open_samples()[seed % len(open_samples())]
        yield from (payload for _, payload in KINDS["scanned-contract"](shop, sample, seed).files)


def _joined(payloads: Sequence[bytes], count: int) -> bytes:
    """One PDF of the first pages of these."""
    made = pdfium.PdfDocument.new()
    for payload in payloads:
        each = pdfium.PdfDocument(payload)
        made.import_pages(each, list(range(min(len(each), count - len(made)))))
        if len(made) == count:
            break
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _write_photos(folder: Path, shop: Workshop) -> None:
    """The first page of a summary, photographed; what it holds is known from the PDF that was printed."""
    sample = _of_pages(shop, 4)
    for each, suffix in ((sample, ""), (samples()[_WARM], "-warm")):
        chance = np.random.default_rng(20)
        page = photographed(shop.pages(each, _PHOTO_DPI, chance)[0], chance)
        (folder / f"photo{suffix}.jpg").write_bytes(jpeg(resized(page, _PHOTO_WIDTH), 82))
    lines = tuple(pdfium.PdfDocument(shop.pdf(sample))[0].get_textpage().get_text_bounded().splitlines())
    there = squeezed("".join(lines))
    headings = tuple(each for each in _known(sample, 1).headings if squeezed(each) in there)
    _write_known(folder, "photo", Known(lines, headings, 1))


def _write_several(folder: Path, shop: Workshop) -> None:
    dress = next(each for each in DRESSES if each.name == "scan-colour-200")
    for number, sample in enumerate(open_samples()[:_SCANS_AT_ONCE]):
        ((_, payload),) = dress.make(shop, sample, number).files
        (folder / f"several-{number}.pdf").write_bytes(payload)


def _of_pages(shop: Workshop, count: int, *, tables: bool = True) -> Sample:
    """The base's summary, with the sections of other units added until it fills so many pages."""
    change = (lambda each: each) if tables else _without_tables
    sample = change(samples()[_BASE])
    others = cycle(change(each) for each in open_samples() if each.key != _BASE)
    sections = ((each, number) for each in others for number in (1, 2, 3, 4, 5))
    while len(pdfium.PdfDocument(shop.pdf(sample))) < count:
        other, number = next(sections)
        sample = sample.with_body(number, f"{sample.body(number).rstrip()}\n{other.body(number)}")
    return sample


def _without_tables(sample: Sample) -> Sample:
    sections = (
        replace(section, body="\n".join(line for line in section.body.splitlines() if line[:1] != "|"))
        for section in sample.sections
    )
    return replace(sample, sections=tuple(sections))


def _worn(pages: Sequence[Picture], chance: np.random.Generator) -> list[Picture]:
    for wear in (skewed(0.1, 0.8), noisy(5)):
        pages = [wear(page, chance) for page in pages]
    return list(pages)


def _known(sample: Sample, pages: int) -> Known:
    lines = lines_of(sample)
    headings = (text for line in lines for text in _texts(line) if isinstance(line, Heading | Numbered))
    return Known(tuple(text for line in lines for text in _texts(line)), tuple(headings), pages)


def _texts(line: Piece) -> Iterator[str]:
    match line:
        case Table(rows) | Form(rows):
            yield from (cell for row in rows for cell in row if cell)
        case Numbered(_text, _depth, typed):
            yield typed
        case Title(text) | Heading(text) | Right(text):
            yield from text.split("\n")
        case PageBreak():
            return
        case _:
            yield line


def _write_known(folder: Path, name: str, known: Known) -> None:
    (folder / f"{name}.json").write_text(json.dumps(asdict(known), ensure_ascii=False), encoding="utf-8")


def _read_known(folder: Path, name: str) -> Known:
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return Known(tuple(told["pieces"]), tuple(told["headings"]), told["pages"])


@dataclass(frozen=True)
class Class:
    """One class of documents: its file's name, what it is, who reads it (the second is what it is compared with)."""

    file: str
    title: str
    readings: tuple[str, ...]
    before: tuple[str, ...] = ()  # files that are read before the clock starts

    @property
    def name(self) -> str:
        """The name without its extension."""
        return Path(self.file).stem


_TEXT_PDFS = {
    "pdf.pdf": "text PDF, 10 pages",
    "pdf-plain.pdf": "text PDF, 10 pages without a table",
    "pdf-truetype.pdf": "text PDF, 10 pages, in TrueType",
    "pdf-plain-truetype.pdf": "the same without a table",
}
CLASSES = (
    Class("docx.docx", "Word, 4 pages with a table", (OURS, "python-docx")),
    *(
        Class(
            file,
            title,
            (OURS, PARSER, "pdfplumber"),
            before=tuple(other for other in _TEXT_PDFS if other != file),
        )
        for file, title in _TEXT_PDFS.items()
    ),
    Class("scan-10.pdf", "scan, 10 pages", (OURS, DEFAULT, OPENVINO, LEAN)),
    Class("scan-30.pdf", "scan, 10 pages and 20 of evidence", (OURS, DEFAULT, OPENVINO, EVERY_PAGE)),
    Class("photo.jpg", "one photo", (OURS, DEFAULT, OPENVINO)),
    Class("doc.doc", "Word 97, 4 pages", (OURS, LIBREOFFICE)),
)


# Measuring


def _in_own_process(*arguments: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="intake-benchmark-") as place:
        command = [sys.executable, "-m", "benchmarks.readings", *arguments]
        ended = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=place, env=_environment()
        )
    if ended.returncode:
        raise click.ClickException(f"{' '.join(arguments)} failed:\n{ended.stderr[-4000:]}")
    told = json.loads(ended.stdout.splitlines()[-1])
    return Measured(Cost(**told["start"]), Cost(**told["cost"]), told["peak"], told["pages"])


def _environment() -> dict[str, str]:
    """Ours, in which this package is found from any folder."""
    paths = (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


# The tables


@dataclass(frozen=True)
class Row:
    """All rounds of one reading of one class."""

    of: Class
    reading: str
    rounds: tuple[Measured, ...]
    known: Known

    @property
    def cpu(self) -> float:
        """Seconds of processors, the median."""
        return statistics.median(each.cost.cpu for each in self.rounds)

    @property
    def wall(self) -> float:
        """Seconds by the clock, the median."""
        return statistics.median(each.cost.wall for each in self.rounds)

    @property
    def start(self) -> float:
        """Seconds of processors until the process was warm, the median."""
        return statistics.median(each.start.cpu for each in self.rounds)

    @property
    def peak(self) -> float:
        """The highest peak, in MB."""
        return max(each.peak for each in self.rounds) / 1e6

    @cached_property
    def text(self) -> str:
        """What was read of the pages whose text is known."""
        pages = self.rounds[-1].pages
        return squeezed("".join(text for number, text in pages if number <= self.known.pages))


def _missing(reading: str) -> str:
    """Why a reading can't be had here; "" where it can."""
    if reading == DEFAULT and find_spec("onnxruntime") is None:
        return "its default engine, onnxruntime, is not installed"
    if reading == LIBREOFFICE and shutil.which("soffice") is None:
        return "LibreOffice is not installed"
    return ""


def _rows(folder: Path, classes: Sequence[Class], rounds: int) -> list[Row]:
    """Measure all in turns, so that a busy minute of the machine is no reading's alone."""
    pairs = [(each, reading) for each in classes for reading in each.readings if not _missing(reading)]
    found: dict[tuple[Class, str], list[Measured]] = {pair: [] for pair in pairs}
    for number in range(rounds):
        for each, reading in pairs:
            print(f"round {number + 1}: {each.title}, {reading}", file=sys.stderr)
            files = (str(folder / file) for file in (each.file, *each.before))
            found[each, reading].append(_in_own_process(reading, *files))
    return [
        Row(each, reading, tuple(measured), _read_known(folder, each.name))
        for (each, reading), measured in found.items()
    ]


def _print_costs(rows: Sequence[Row], rounds: int) -> None:
    print(f"{rounds} rounds in turns; medians, the highest peak")
    print(f"{'':36}{'':20}{'processor':>10}{'clock':>9}{'/ ours':>8}{'start':>8}{'MB':>7}")
    for row in rows:
        ours = next(each for each in rows if each.of == row.of and each.reading == OURS)
        print(
            f"{row.of.title:36}{row.reading:20}{row.cpu:10.3f}{row.wall:9.3f}{row.cpu / ours.cpu:8.1f}"
            f"{row.start:8.2f}{row.peak:7.0f}"
        )


def _print_lacking(classes: Sequence[Class]) -> None:
    for reading in dict.fromkeys(reading for each in classes for reading in each.readings):
        if _missing(reading):
            print(f"n/a: {reading}: {_missing(reading)}")


def _print_errors(rows: Sequence[Row]) -> None:
    print("\ncharacters wrong, %, and how much is found of what the checks use (of the first ten pages)")
    print(f"{'':36}{'':20}{'errors':>8}" + "".join(f"{kind:>11}" for kind in _KINDS))
    for row in rows:
        found, wanted = found_of(row.known, row.text), row.known.used
        counts = "".join(f"{f'{found[kind]}/{len(wanted[kind])}':>11}" for kind in _KINDS)
        print(f"{row.of.title:36}{row.reading:20}{100 * error_rate(row.known, row.text):8.2f}{counts}")


def _print_several(folder: Path, rounds: int) -> None:
    """Six scans with one worker and with two; `busy` is the share of so many processors' time that was used."""
    print(f"\n{_SCANS_AT_ONCE} scans in the sandbox, workers warm")
    print(f"{'workers':8}{'clock':>9}{'processor':>11}{'busy, %':>9}{'MB of one':>11}")
    found: dict[int, list[Measured]] = {1: [], 2: []}
    for _round in range(rounds):
        for workers, measured in found.items():
            measured.append(_in_own_process(str(workers), str(folder)))
    for workers, measured in found.items():
        wall, cpu = (
            statistics.median(getattr(each.cost, unit) for each in measured) for unit in ("wall", "cpu")
        )
        peak = max(each.peak for each in measured) / 1e6
        print(f"{workers:<8}{wall:9.2f}{cpu:11.2f}{100 * cpu / wall / workers:9.0f}{peak:11.0f}")


@click.command()
@click.option("--rounds", default=3, show_default=True, help="Measurements of each kind, taken in turns.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(tempfile.gettempdir()) / "intake-benchmark-documents",
    show_default=True,
    help="Where the documents are kept.",
)
@click.option(
    "--only", default="", help="Measure only the classes whose name (docx, pdf, scan-10 ...) holds this."
)
def main(rounds: int, folder: Path, only: str) -> None:
    """Measure, and print what was found."""
    folder = folder.absolute()
    make_documents(folder)
    classes = [each for each in CLASSES if only in each.name]
    rows = _rows(folder, classes, rounds)
    _print_costs(rows, rounds)
    _print_lacking(classes)
    _print_errors(rows)
    if not only:
        _print_several(folder, rounds)


if __name__ == "__main__":
    main()
