"""The sandbox: whatever a file does to its parser, the others go on."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psutil
import pytest

from parsers import sandbox as sandbox_module
from parsers.errors import (
    EncryptedError,
    ParserFailureError,
    TooLargeError,
    UnreadableError,
    UnsupportedFormatError,
)
from parsers.registry import parse
from parsers.sandbox import Limits, Sandbox
from tests.documents.writers import docx_of, pdf_of

# Python runs this in the worker before anything else: files that say so make their parser ill.
ILLNESSES = """
import os, signal, sys, time
import parsers.registry

healthy = parsers.registry.parse

def parse(payload, name, whole=frozenset()):
    if payload == b"abort":
        os.abort()
    if payload.startswith(b"abort once "):
        marker = payload[11:].decode()
        if not os.path.exists(marker):
            open(marker, "w").close()
            os.abort()
        payload = b"cured"
    if payload.startswith(b"hang after "):
        open(payload[11:].decode(), "w").close()
        payload = b"hang"
    if payload.startswith(b"stop once "):
        marker = payload[10:].decode()
        if not os.path.exists(marker):
            open(marker, "w").close()
            os.kill(os.getpid(), signal.SIGSTOP)
        payload = b"woken"
    if payload == b"hang":
        time.sleep(3600)
    if payload.startswith(b"spin once "):
        marker = payload[10:].decode()
        if not os.path.exists(marker):
            open(marker, "w").close()
            payload = b"spin"
    if payload == b"spin":
        while True:
            pass
    if payload == b"fill":
        held = []
        while True:
            held.append(b"x" * 4_000_000)
            time.sleep(0.001)
    if payload == b"bug":
        secret = 1
        assert secret == 2, "words of the document"
    if payload == b"bug beneath":
        try:
            {}["words of the document"]
        except KeyError as error:
            raise RuntimeError from error
    if payload == b"print":
        print("noise on standard output", flush=True)
        os.write(1, b"more noise")
    return healthy(payload, name, whole)

parsers.registry.parse = parse
"""
LIMITS = Limits(wall_seconds=20, cpu_seconds=20, memory_bytes=300 * 1024**2, max_output_bytes=1024**2)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files; workers started meanwhile can fall ill."""
    (tmp_path / "ill").mkdir()
    (tmp_path / "ill" / "sitecustomize.py").write_text(ILLNESSES, encoding="utf-8")
    monkeypatch.setattr(
        sandbox_module,
        "_search_path",
        lambda: os.pathsep.join((str(tmp_path / "ill"), str(Path(sandbox_module.__file__).parent.parent))),
    )
    return tmp_path


@pytest.fixture
def sandbox(folder: Path) -> Iterator[Sandbox]:
    """A sandbox of one worker."""
    del folder  # must be there before the first worker
    with Sandbox(LIMITS) as opened:
        yield opened


def put(folder: Path, content: bytes, name: str = "file") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(content)
    return path


def test_document_comes_back_as_parsed_here(sandbox: Sandbox, folder: Path) -> None:
    """The worker gives the very Document that parsing in this process gives."""
    payload = docx_of(["正文", "第二段"])
    assert sandbox.parse(put(folder, payload), "a.docx") == parse(payload, "a.docx")


def test_worker_imports_nothing_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the program is started in a folder with a package of the same name, that is not taken for ours."""
    (tmp_path / "parsers").mkdir()
    (tmp_path / "parsers" / "__init__.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    path = put(tmp_path, "正文".encode())
    monkeypatch.chdir(tmp_path)
    with Sandbox(LIMITS) as sandbox:
        assert sandbox.parse(path, "a.txt").text == "正文"


def test_refusals_come_back_as_their_errors(sandbox: Sandbox, folder: Path) -> None:
    """Each kind of ParseError passes the pipe with what it says."""
    with pytest.raises(UnsupportedFormatError) as unsupported:
        sandbox.parse(put(folder, b"AT&TFORM"), "a.djvu")
    assert unsupported.value.kind == "djvu"
    with pytest.raises(EncryptedError):
        sandbox.parse(put(folder, pdf_of(["密"], user_password="geheim")), "a.pdf")
    with pytest.raises(UnreadableError):
        sandbox.parse(put(folder, b""), "a.pdf")


def test_crash_is_unreadable_and_the_next_file_goes_on(sandbox: Sandbox, folder: Path) -> None:
    """A file that takes the process down twice is unreadable; the next finds a healthy worker."""
    with pytest.raises(UnreadableError):
        sandbox.parse(put(folder, b"abort"), "a.txt")
    assert sandbox.parse(put(folder, "正文".encode()), "a.txt").text == "正文"


def test_crash_is_tried_once_more_in_a_fresh_worker(sandbox: Sandbox, folder: Path) -> None:
    """A worker may have been ill from the file before."""
    path = put(folder, b"abort once " + str(folder / "marker").encode())
    assert sandbox.parse(path, "a.txt").text == "cured"


def test_hanging_file_is_too_large(folder: Path) -> None:
    """Beyond the wall-time limit the worker is killed and replaced."""
    with Sandbox(Limits(wall_seconds=0.3)) as sandbox:
        with pytest.raises(TooLargeError):
            sandbox.parse(put(folder, b"hang"), "a.txt")
        assert _children() == []


def test_file_is_tried_once_more_where_its_worker_got_no_time(folder: Path) -> None:
    """A worker that was stopped, or starved by a busy machine, says nothing about the file."""
    with Sandbox(Limits(wall_seconds=1.5)) as sandbox:
        path = put(folder, b"stop once " + str(folder / "marker").encode())
        assert sandbox.parse(path, "a.txt").text == "woken"


def test_file_that_computes_too_long_is_not_tried_again(folder: Path) -> None:
    """Nobody waits twice as long for what is the file's own doing."""
    with Sandbox(Limits(wall_seconds=1.0)) as sandbox:
        with pytest.raises(TooLargeError):
            sandbox.parse(put(folder, b"spin once " + str(folder / "marker").encode()), "a.txt")
        assert _children() == []


def test_spinning_file_is_ended_by_processor_time(folder: Path) -> None:
    """The kernel ends a worker that only computes."""
    with Sandbox(Limits(cpu_seconds=1)) as sandbox, pytest.raises(TooLargeError):
        sandbox.parse(put(folder, b"spin"), "a.txt")


def test_filled_memory_is_too_large(sandbox: Sandbox, folder: Path) -> None:
    """Beyond the memory limit the worker is killed; the next file goes on."""
    with pytest.raises(TooLargeError):
        sandbox.parse(put(folder, b"fill"), "a.txt")
    assert _children() == []
    assert sandbox.parse(put(folder, b"text"), "a.txt").text == "text"


def test_huge_document_is_too_large(sandbox: Sandbox, folder: Path) -> None:
    """A Document beyond the output limit does not come through the pipe, and harms nobody."""
    with pytest.raises(TooLargeError):
        sandbox.parse(put(folder, b"line\n" * 300_000), "a.txt")
    assert sandbox.parse(put(folder, b"text"), "a.txt").text == "text"


def test_fault_of_a_parser_is_ours_and_tells_no_content(sandbox: Sandbox, folder: Path) -> None:
    """An unexpected exception arrives as ParserFailureError: where it was, but not what it said."""
    with pytest.raises(ParserFailureError) as failure:
        sandbox.parse(put(folder, b"bug"), "a.txt")
    assert "AssertionError" in failure.value.trace
    assert "parse" in failure.value.trace
    assert "words of the document" not in failure.value.trace


def test_fault_is_told_with_what_caused_it(sandbox: Sandbox, folder: Path) -> None:
    """Where a fault was told anew, its first place is what its mending begins with."""
    with pytest.raises(ParserFailureError) as failure:
        sandbox.parse(put(folder, b"bug beneath"), "a.txt")
    kinds = [line for line in failure.value.trace.splitlines() if line.endswith("Error")]
    assert kinds == ["KeyError", "RuntimeError"]
    assert "words of the document" not in failure.value.trace


def test_noise_does_not_get_between_the_frames(sandbox: Sandbox, folder: Path) -> None:
    """What a library prints goes nowhere."""
    assert sandbox.parse(put(folder, b"print"), "a.txt").text == "print"


def test_worker_stays_warm_and_is_renewed_after_its_files(folder: Path) -> None:
    """The same process serves file after file, up to its number."""
    path = put(folder, b"text")
    with Sandbox(LIMITS, files_per_worker=2) as sandbox:
        sandbox.parse(path, "a.txt")
        first = _children()
        sandbox.parse(path, "a.txt")
        assert len(first) == 1
        assert _children() == []
        sandbox.parse(path, "a.txt")
        assert _children() not in ([], first)


def test_worker_that_died_idle_is_replaced(sandbox: Sandbox, folder: Path) -> None:
    """A worker killed from outside between two files costs nothing."""
    path = put(folder, b"text")
    sandbox.parse(path, "a.txt")
    (worker,) = _children()
    psutil.Process(worker).kill()
    psutil.wait_procs([psutil.Process(worker)], timeout=5)
    assert sandbox.parse(path, "a.txt").text == "text"


def test_threads_share_the_workers(folder: Path) -> None:
    """Many threads, two workers, an ill file amid them: each gets its own answer."""
    names = [f"{number}.txt" for number in range(20)]
    for name in names:
        put(folder, f"text {name}".encode(), name)
    put(folder, b"abort", "7.txt")

    with Sandbox(LIMITS, workers=2) as shared, ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(partial(_text_or_why, shared, folder), names))
        assert len(_children()) <= 2
    assert texts == ["unreadable" if name == "7.txt" else f"text {name}" for name in names]


def _text_or_why(shared: Sandbox, folder: Path, name: str) -> str:
    try:
        return shared.parse(folder / name, name).text
    except UnreadableError as error:
        return error.reason


def test_closing_ends_the_workers(folder: Path) -> None:
    """No process is left behind."""
    with Sandbox(LIMITS) as sandbox:
        sandbox.parse(put(folder, b"text"), "a.txt")
        assert len(_children()) == 1
    assert _children() == []


def test_worker_ends_with_its_parent_even_amid_a_file(folder: Path) -> None:
    """A parent that is killed leaves no worker, not even a hanging one."""
    marker = folder / "marker"
    path = put(folder, b"hang after " + str(marker).encode())
    script = (
        "import sys; from pathlib import Path; import parsers.sandbox as s\n"
        f"s._search_path = lambda: {sandbox_module._search_path()!r}\n"
        f"s.Sandbox().parse(Path({str(path)!r}), 'a.txt')"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": sandbox_module._search_path()}
    )
    worker = _wait_for_child(psutil.Process(parent.pid), marker)
    parent.kill()
    parent.wait()
    gone, alive = psutil.wait_procs([worker], timeout=10)
    assert (len(gone), len(alive)) == (1, 0)


def _children() -> list[int]:
    """The worker processes of this test."""
    return [child.pid for child in psutil.Process().children() if "parsers.worker" in child.cmdline()]


def _wait_for_child(parent: psutil.Process, marker: Path) -> psutil.Process:
    """The worker of another process, once its parser has left a mark."""
    tick = threading.Event()
    for _look in range(400):
        if marker.exists():
            return next(child for child in parent.children() if "parsers.worker" in child.cmdline())
        tick.wait(0.05)
    raise AssertionError("no worker was started")
