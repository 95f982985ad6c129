"""Run damaged files through the sandbox and the rules, damaged mails through the whole house; count what came of it."""

import random
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Self

from parsers.document import Document
from parsers.errors import ParseError
from parsers.sandbox import Limits, Sandbox
from rules.case import Case, judge
from rules.submission import Submission, SubmittedFile
from service.campaign_files import default_campaigns
from service.reader import FileReader
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import FORMATS, MAIL, Format
from tests.service.office import Office, open_office

TRACEBACK = "TRACEBACK"  # the one outcome that must not be
DIED = "worker died"
_DEATH = "the parser's process died"
LIMITS = Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=1536 * 1024**2)


@dataclass(frozen=True, slots=True)
class FuzzCase:
    """A damaged file: its number makes it, so that it can be made again."""

    number: int
    format: str
    name: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case, how long it took, and of a TRACEBACK where it was."""

    case: FuzzCase
    outcome: str
    seconds: float
    trace: str = ""


@dataclass
class Tally:
    """What came of one format's cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0

    def add(self, result: Result) -> None:
        """Count one."""
        self.outcomes[result.outcome] += 1
        self.worst = max(self.worst, result.seconds)


class Seeds:
    """The sound files of the formats asked for, made when first needed."""

    def __init__(self, formats: Sequence[Format] = FORMATS) -> None:
        self._formats = formats
        self._made: dict[str, Sequence[tuple[str, bytes]]] = {}

    def cases(self, seed: int) -> Iterator[FuzzCase]:
        """Damaged files without end, the same for the same seed."""
        number = 0
        while True:
            yield self.case(seed, number)
            number += 1

    def case(self, seed: int, number: int) -> FuzzCase:
        """One case."""
        chance = random.Random(zlib.crc32(b"%d-%d" % (seed, number)))  # noqa: S311 - no secret
        chosen = chance.choices(self._formats, [each.share for each in self._formats])[0]
        files = self._files(chosen)
        name, payload = chance.choice(files)
        damaged = mutated(payload, [content for _name, content in files], chance)
        return FuzzCase(number, chosen.name, name, damaged)

    def _files(self, chosen: Format) -> Sequence[tuple[str, bytes]]:
        if chosen.name not in self._made:
            self._made[chosen.name] = chosen.build()
        return self._made[chosen.name]


class Fuzzer:
    """A sandbox, a folder and an office in which cases are tried. May be shared by threads; use as a context."""

    def __init__(self, folder: Path, workers: int = 1, limits: Limits = LIMITS) -> None:
        self._folder = folder
        self._sandbox = Sandbox(limits, workers)
        self._campaigns = default_campaigns()
        self._office = self._open_office()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._sandbox.close()
        self._office.desk.ledger.close()

    def _open_office(self) -> Office:
        office = open_office(self._folder / "office")
        return replace(
            office, desk=replace(office.desk, reader=FileReader(office.desk.archive, self._sandbox))
        )

    def run(self, case: FuzzCase) -> Result:
        """Try one case. Whatever it raises is its outcome."""
        began = time.monotonic()
        try:
            outcome = self._settle(case) if case.format == MAIL else self._judge(case)
        except Exception as error:  # noqa: BLE001 - what must not happen is what is counted here
            trace = f"{type(error).__name__}: {error}"
            return Result(case, TRACEBACK, time.monotonic() - began, trace)
        return Result(case, outcome, time.monotonic() - began)

    def _judge(self, case: FuzzCase) -> str:
        """Read a file as the worker does, and judge it as if it were a submission."""
        path = self._folder / f"{case.number}"
        path.write_bytes(case.payload)
        file = SubmittedFile(case.name, f"{case.number:064}", len(case.payload))
        try:
            document = self._sandbox.parse(path, case.name)
        except ParseError as error:
            outcome, file = _reason(error), replace(file, error=error)
        else:
            outcome, file = _kind(document), replace(file, document=document)
        finally:
            path.unlink()
        submission = Submission(message=0, received_at=datetime.now(UTC), files=(file,))
        campaign = self._campaigns[0]
        judge(Case(campaign.roster.entries[0], (submission,)), campaign, self._campaigns)
        return outcome

    def _settle(self, case: FuzzCase) -> str:
        """Let a mail arrive and settle it."""
        return str(self._office.receive(case.payload)[1].disposition)


def _reason(error: ParseError) -> str:
    return DIED if str(error) == _DEATH else error.reason


def _kind(document: Document) -> str:
    return "partial" if document.partial else "read"


@contextmanager
def fuzzer(workers: int = 1, limits: Limits = LIMITS) -> Iterator[Fuzzer]:
    """A fuzzer in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="intake-fuzz-") as folder:
        (Path(folder) / "office").mkdir()
        with Fuzzer(Path(folder), workers, limits) as opened:
            yield opened


def results(opened: Fuzzer, cases: Iterable[FuzzCase], at_once: int = 1) -> Iterator[Result]:
    """Try cases, so many at once; mails one by one, for they share a ledger."""
    cases = iter(cases)
    with ThreadPoolExecutor(at_once) as pool:
        while batch := list(islice(cases, 64)):
            mails = [case for case in batch if case.format == MAIL]
            yield from pool.map(opened.run, [case for case in batch if case.format != MAIL])
            yield from map(opened.run, mails)
