"""The same summaries in every dress give the same findings: complete, with section 3 and with the e-mail taken out.

The table dress × variant stands at the end of this file's output. Two summaries by default, all six that may be
looked at with INTAKE_ALL_DRESSES=1. INTAKE_DRESSES_FOLDER keeps what LibreOffice makes from run to run.
"""

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from parsers.errors import UnsupportedFormatError
from parsers.sandbox import Sandbox
from rules.case import Judgement
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.commands.check import ForgivingSandbox, check_files
from service.reader import FileReader
from tests.documents.dresses import office
from tests.documents.dresses.container_dresses import all_dresses
from tests.documents.dresses.dress import Dress, SealShown, Workshop
from tests.documents.dresses.evidence import KINDS
from tests.documents.dresses.expect import expected
from tests.documents.dresses.fonts import missing_fonts
from tests.documents.dresses.sample import Sample, lines_of, open_samples, samples
from tests.documents.dresses.variants import COMPLETE, WITHOUT_3, WITHOUT_EMAIL, Variant
from tests.documents.dresses.words import docx_of, word_like

TABLE = (
    "docx-word", "docx-wps", "docx-libreoffice", "doc", "wps", "rtf", "odt", "ofd", "pdf-libreoffice", "pdf-reportlab",
    "pdf-garbage-layer", "scan-colour-200", "scan-grey-200", "scan-black-and-white-200", "scan-skewed", "scan-turned-90",
    "scan-turned-180", "scan-colour-120", "photos", "docx-of-pictures", "pdf-last-page-scanned", "zip-gbk", "rar", "7z",
    "winmail", "eml",
)  # fmt: skip
VARIANTS = (COMPLETE, WITHOUT_3, WITHOUT_EMAIL)
SEED = 4
_TWO = ("ninth-hospital", "xuhui")
_SEEN = {
    SealShown.SEEN: "seal seen",
    SealShown.MISSING: "no seal",
    SealShown.UNCLEAR: "看不出 (seal)",
    SealShown.UNKNOWN: "看不出 (seal)",
}


def _chosen() -> tuple[Sample, ...]:
    if os.environ.get("INTAKE_ALL_DRESSES") == "1":
        return open_samples()
    return tuple(samples()[key] for key in _TWO)


@dataclass
class Table:
    """What was found, for the end of the output: by dress, a cell a sample and variant."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)

    def put(self, dress: str, column: str, cell: str) -> None:
        """Note one cell."""
        self.cells.setdefault(dress, {})[column] = cell

    def lines(self) -> Iterator[str]:
        """Give the table, a dress a line."""
        columns = list(dict.fromkeys(column for row in self.cells.values() for column in row))
        width = max((len(cell) for row in self.cells.values() for cell in row.values()), default=0)
        yield "  ".join(["dress".ljust(26), *(column.ljust(width) for column in columns)])
        for dress, row in self.cells.items():
            yield "  ".join([dress.ljust(26), *(row.get(column, "").ljust(width) for column in columns)])


@pytest.fixture(scope="module")
def table(request: pytest.FixtureRequest) -> Iterator[Table]:
    """The table, written to the terminal when all dresses are through."""
    made = Table()
    yield made
    plugins = request.config.pluginmanager
    terminal, capture = plugins.get_plugin("terminalreporter"), plugins.get_plugin("capturemanager")
    if terminal is None or capture is None:
        return
    with capture.global_and_fixture_disabled():
        terminal.write_line("")
        for line in made.lines():
            terminal.write_line(line)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """The workshop, with every variant printed in one run of LibreOffice; skips where it or the fonts are missing."""
    _required(office.missing_requirement() or missing_fonts())
    kept = os.environ.get("INTAKE_DRESSES_FOLDER")
    made = Workshop(Path(kept) if kept else tmp_path_factory.mktemp("dresses"))
    words = [made.docx(variant.change(sample)) for sample in _chosen() for variant in VARIANTS]
    for kind in ("pdf", "doc", "rtf", "odt"):
        made.office.prepare(words, kind)
    made.office.prepare((made.office.convert(word, "odt") for word in words), "docx", source="odt")
    return made


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileReader]:
    """The reader that `intake check` has."""
    with Sandbox() as sandbox:
        yield FileReader(
            FileArchive(tmp_path_factory.mktemp("archive")),
            ForgivingSandbox(sandbox),
            tuple(each.template for each in default_campaigns()),
        )


def _required(reason: str | None) -> None:
    """Skip for that reason, or fail where everything must run."""
    if reason is not None and os.environ.get("INTAKE_REQUIRE_INTEGRATION") == "1":
        pytest.fail(f"INTAKE_REQUIRE_INTEGRATION=1, but {reason}")
    if reason is not None:
        pytest.skip(reason)


def _unread(dress: Dress, judgement: Judgement) -> str | None:
    """Say which parser is not there for this dress, None where all that is needed is."""
    kinds = [
        item.file.error.kind
        for item in judgement.files
        if isinstance(item.file.error, UnsupportedFormatError)
    ]
    if kinds:
        return f"no parser reads {kinds[0]}"
    if dress.group == "scan" and importlib.util.find_spec("parsers.ocr") is None:
        return "no parser reads scans: parsers/ocr.py is not there"
    return None


def _judged(
    files: tuple[tuple[str, bytes], ...], sample: Sample, reader: FileReader, folder: Path
) -> Judgement:
    for name, payload in files:
        (folder / name).write_bytes(payload)
    known = default_campaigns()
    campaign = next(each for each in known if sample.entry in each.roster.by_id)
    return check_files([folder], reader, campaign.roster.by_id[sample.entry], campaign, known)


@dataclass(frozen=True)
class Bench:
    """All that one case of the table needs."""

    shop: Workshop
    reader: FileReader
    table: Table
    folder: Path


@pytest.fixture
def bench(shop: Workshop, reader: FileReader, table: Table, tmp_path: Path) -> Bench:
    """Give the bench for one case."""
    return Bench(shop, reader, table, tmp_path)


@pytest.mark.parametrize("sample", _chosen(), ids=lambda sample: sample.key)
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
@pytest.mark.parametrize("dress", [all_dresses()[name] for name in TABLE], ids=lambda dress: dress.name)
def test_every_dress_gives_the_same_findings(
    dress: Dress, variant: Variant, sample: Sample, bench: Bench
) -> None:
    """The gaps and the verdict are the variant's own, whatever the dress; of the seal each dress says what it can."""
    dressed = dress.make(bench.shop, variant.change(sample), SEED)
    enclosed = KINDS["word-list"](bench.shop, sample, SEED)
    told = expected(sample, variant, dressed, enclosed)
    judgement = _judged((*dressed.files, *enclosed.files), sample, bench.reader, bench.folder)
    column = f"{sample.key}: {variant.name}"
    reason = _unread(dress, judgement)
    if reason is not None:
        bench.table.put(dress.name, column, "not read")
    _required(reason)
    gaps = sorted({finding.key for finding in judgement.gaps})
    seal = {each.code for each in judgement.findings if each.code.startswith("seal.")}
    right = gaps == sorted(told.gaps) and str(judgement.verdict) == told.verdict
    found = f"{'=' if right else '≠'} {', '.join(gaps) or 'complete'}"
    bench.table.put(dress.name, column, f"{found}; {_SEEN[dressed.seal]}")
    assert gaps == sorted(told.gaps)
    assert str(judgement.verdict) == told.verdict
    assert seal.issuperset(code for code in told.must if code.startswith("seal."))
    assert seal.issubset((*told.must, *told.may))


@pytest.mark.parametrize("key", samples())
def test_samples_are_written_alike_each_time(key: str) -> None:
    """The same sample gives the same bytes, so that what was made of it may be kept."""
    first, second = (docx_of(lines_of(samples()[key]), word_like()) for _time in range(2))
    assert first == second


@pytest.mark.parametrize("variant", VARIANTS[1:], ids=lambda variant: variant.name)
@pytest.mark.parametrize("key", samples())
def test_variants_change_every_sample(key: str, variant: Variant) -> None:
    """No change passes by a sample whose contact or sections are written another way."""
    assert lines_of(variant.change(samples()[key])) != lines_of(samples()[key])
