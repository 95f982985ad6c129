"""`python -m benchmarks.hostile`: what the hostile set costs at its worst: outcome, seconds, peaks of memory.

Each file runs in a process of its own that stands for the daemon, through the reader and the rules, with the program's
own limits; its worker's and tools' memory is looked at all the while. Mails run the same way, without a worker.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import click
import psutil

from intake.message import Attachment, own_text, read_message
from parsers.sandbox import Sandbox
from rules.case import Case, judge
from rules.submission import Submission
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.reader import FileReader
from tests.hostile.cases import FILES
from tests.hostile.mails import MAILS

_LOOK_SECONDS = 0.01
_FILES: dict[str, Callable[[], bytes]] = {file.name: file.build for file in FILES}
_MAILS: dict[str, Callable[[], bytes]] = {build.__name__: build for build in MAILS}


@click.command()
@click.option("--one", hidden=True, help="The name of the one to run; prints JSON.")
@click.option("--payload", hidden=True, type=click.Path(path_type=Path))
@click.argument("names", nargs=-1)
def main(one: str | None, payload: Path | None, names: Sequence[str]) -> None:
    """Measure the whole set, or the files and mails of these names, and print a table."""
    if one is not None and payload is not None:
        found = _run_file(one, payload) if one in _FILES else _run_mail(payload)
        print(json.dumps(found, ensure_ascii=False))
        return
    print("| file or mail | KB | outcome | seconds | parent MB | workers MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in names or (*_FILES, *_MAILS):
        _print_row(name, (_FILES | _MAILS)[name]())


def _print_row(name: str, payload: bytes) -> None:
    with tempfile.NamedTemporaryFile(prefix="intake-hostile-") as file:
        file.write(payload)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.hostile", "--one", name, "--payload", file.name]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise click.ClickException(f"{name} failed:\n{ended.stderr[-4000:]}")
    found = json.loads(ended.stdout)
    size, workers = len(payload) / 1000, f"{found['workers'] / 1e6:.0f}" if found["workers"] else ""
    print(
        f"| {name} | {size:.0f} | {found['outcome']} | {found['seconds']:.1f} | {found['parent'] / 1e6:.0f} | {workers} |",
        flush=True,
    )


class _Watch:
    """Looks at the memory of all children while it is open; `peak` is the most that they held together, in bytes."""

    def __init__(self) -> None:
        self.peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        ourselves = psutil.Process()
        while not self._done.wait(_LOOK_SECONDS):
            held = 0
            for child in ourselves.children(recursive=True):
                with suppress(psutil.Error):
                    held += child.memory_info().rss
            self.peak = max(self.peak, held)


def _run_file(name: str, payload: Path) -> dict[str, Any]:
    """Read and judge one file as if it had come in a mail."""
    known = default_campaigns()
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox, _Watch() as watch:
        reader = FileReader(FileArchive(Path(folder)), sandbox, tuple(each.template for each in known))
        began = time.monotonic()
        files = reader.read((Attachment(name, "application/octet-stream", payload.read_bytes()),))
        submission = Submission(message=0, received_at=datetime.now(UTC), files=files)
        judge(Case(known[0].roster.entries[0], (submission,)), known[0], known)
        seconds = time.monotonic() - began
    outcomes = {file.error.reason if file.error else "read" for file in files}
    told = "/".join(sorted(outcomes)) + (f" ({len(files)} files)" if len(files) > 1 else "")
    return {"outcome": told, "seconds": seconds, "parent": _own_peak(), "workers": watch.peak}


def _run_mail(payload: Path) -> dict[str, Any]:
    """Take one mail apart."""
    began = time.monotonic()
    mail = read_message(payload.read_bytes())
    own_text(mail)
    seconds = time.monotonic() - began
    told = f"{len(mail.attachments)} files, {len(mail.text) + len(mail.html)} characters"
    return {"outcome": told, "seconds": seconds, "parent": _own_peak(), "workers": 0}


def _own_peak() -> int:
    """VmHWM of proc(5): the kernel's other figure is inherited from whoever started the process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()
