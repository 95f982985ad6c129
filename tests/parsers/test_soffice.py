"""One run of LibreOffice: its limits and what becomes of it, shown with programs that only behave like it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from parsers import soffice
from parsers.errors import ParseError, TooLargeError, UnreadableError
from parsers.sandbox import Limits, Sandbox
from parsers.soffice import RunLimits, find_office, to_docx
from tests.documents.libreoffice import need_libreoffice, written_as
from tests.documents.writers import docx_of

WRITE = 'mkdir -p "$HOME/out"; '  # the place of the result


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where runs have their folders; empty again after each test."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert not list(folder.iterdir())


def program(folder: Path, script: str) -> Path:
    """A program that does this in place of LibreOffice, installed as LibreOffice is."""
    binaries = folder / "program"
    binaries.mkdir(exist_ok=True)
    path = binaries / "soffice.bin"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    (binaries / "libswlo.so").touch()
    if not (binaries / "soffice").exists():
        (binaries / "soffice").symlink_to(path)
    return path


def run(folder: Path, script: str) -> bytes:
    """What such a program gives."""
    return to_docx(program(folder, script), b"x", "doc", "MS Word 97")


@pytest.fixture
def mark() -> Iterator[str]:
    """Seconds to sleep that nobody else sleeps: they tell the test's processes, which are gone at its end."""
    seconds = f"9{os.getpid()}.{time.monotonic_ns()}"
    yield seconds
    left = running(seconds)
    for process in left:
        process.kill()
    assert not left


def settled(mark: str) -> bool:
    """Whether the processes with that mark are gone, once the kernel has buried those that were killed."""
    psutil.wait_procs(running(mark), timeout=10)
    return not running(mark)


def running(mark: str) -> list[psutil.Process]:
    """The processes with that word among their arguments."""
    return [each for each in psutil.process_iter(["cmdline"]) if mark in (each.info["cmdline"] or [])]


def test_result_is_what_the_program_writes(tmp_path: Path, place: Path) -> None:
    """It finds its file, a profile of its own that forbids macros and links, and little else around it."""
    del place
    script = f'{WRITE} cat in.doc profile/user/registrymodifications.xcu >"$HOME/out/in.docx"; env >>$HOME/out/in.docx'
    told = run(tmp_path, script).decode()
    assert told.startswith("x<?xml")
    for setting in ("DisableMacrosExecution", "BlockUntrustedRefererLinks"):
        assert f'"{setting}" oor:op="fuse"><value>true<' in told
    assert '"Link" oor:op="fuse"><value>0<' in told
    assert not {"USER", "SSH_AUTH_SOCK", "PYTHONPATH"} & {
        line.partition("=")[0] for line in told.splitlines()
    }


def test_fresh_profile_asks_for_a_second_start(tmp_path: Path, place: Path) -> None:
    """LibreOffice ends with 81 once it has made its profile; one that never has enough is damaged."""
    del place
    script = f'[ -e marked ] || {{ touch marked; exit 81; }}; {WRITE} echo done >"$HOME/out/in.docx"'
    assert run(tmp_path, script) == b"done\n"
    with pytest.raises(UnreadableError):
        run(tmp_path, "exit 81")


@pytest.mark.parametrize(
    "script",
    [
        "exit 0",
        "exit 1",
        "kill -SEGV $$",
        "kill -ABRT $$",
        f'{WRITE} ln -s /etc/passwd "$HOME/out/in.docx"',
        f'{WRITE} mkdir "$HOME/out/in.docx"',
    ],
)
def test_program_that_gives_no_document(script: str, tmp_path: Path, place: Path) -> None:
    """It ends well or badly, or what it gives is no file."""
    del place
    with pytest.raises(UnreadableError):
        run(tmp_path, script)


def test_hanging_run_is_ended_with_all_that_it_started(
    tmp_path: Path, place: Path, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond its time the whole process group goes."""
    del place
    monkeypatch.setattr(soffice, "LIMITS", RunLimits(wall_seconds=1.0))
    with pytest.raises(TooLargeError, match="time"):
        run(tmp_path, f"sleep {mark} & sleep {mark}")
    assert settled(mark)


def test_run_that_only_computes_is_ended(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the kernel, on processor time."""
    del place
    monkeypatch.setattr(soffice, "LIMITS", RunLimits(cpu_seconds=1))
    with pytest.raises(TooLargeError, match="processor time"):
        run(tmp_path, "while :; do :; done")


def test_output_is_limited(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No file grows beyond the limit."""
    del place
    monkeypatch.setattr(soffice, "MAX_OUTPUT_BYTES", 100_000)
    with pytest.raises(TooLargeError, match="output"):
        run(tmp_path, f'{WRITE} exec head -c 200000 /dev/zero >"$HOME/out/in.docx"')


def test_memory_is_limited(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice itself does not get along with less than it needs, and harms nobody."""
    del place
    monkeypatch.setattr(soffice, "LIMITS", RunLimits(memory_bytes=100 * 1024**2))
    with pytest.raises(ParseError):
        to_docx(need_libreoffice(), b"{\\rtf1 x}", "rtf", "Rich Text Format")


def test_no_network_where_namespaces_are_to_be_had(tmp_path: Path, place: Path) -> None:
    """The program sees no interface but its own loopback."""
    del place
    asked: tuple[list[str], ...] = ([], ["--user", "--map-root-user"])
    if all(subprocess.run(["unshare", *how, "--net", "true"], check=False).returncode for how in asked):
        pytest.skip("no network namespaces here: neither root nor user namespaces")
    told = run(tmp_path, f'{WRITE} cat /proc/self/net/dev >"$HOME/out/in.docx"').decode()
    assert [line.split(":")[0].strip() for line in told.splitlines() if ":" in line] == ["lo"]


def test_without_namespaces_it_runs_all_the_same(
    tmp_path: Path, place: Path, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers and systemd may refuse them; a hanging run still ends with its group."""
    del place
    monkeypatch.setattr(soffice, "_isolation", tuple)
    assert run(tmp_path, f'{WRITE} echo done >"$HOME/out/in.docx"') == b"done\n"
    monkeypatch.setattr(soffice, "LIMITS", RunLimits(wall_seconds=1.0))
    with pytest.raises(TooLargeError):
        run(tmp_path, f"sleep {mark} & sleep {mark}")
    assert settled(mark)


def test_what_a_killed_worker_left_is_swept_away(tmp_path: Path, place: Path) -> None:
    """Folders of runs that cannot be under way any more; a younger one may be in use, others are not ours."""
    old, young, other = (place / name for name in ("intake-office-1", "intake-office-2", "other"))
    for folder in (old, young, other):
        (folder / "inner").mkdir(parents=True)
    long_ago = time.time() - 3600
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    run(tmp_path, f'{WRITE} echo done >"$HOME/out/in.docx"')
    assert sorted(place.iterdir()) == [young, other]
    shutil.rmtree(young)
    shutil.rmtree(other)


def test_program_without_writer_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice's core alone reads no Word file."""
    path = program(tmp_path, "exit 1")
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.setattr(soffice, "_PLACES", ())
    find_office.cache_clear()
    assert find_office() == path
    (path.parent / "libswlo.so").unlink()
    find_office.cache_clear()
    assert find_office() is None
    find_office.cache_clear()


@pytest.mark.parametrize("isolated", [True, False])
def test_run_ends_with_its_worker(
    tmp_path: Path, place: Path, mark: str, monkeypatch: pytest.MonkeyPatch, *, isolated: bool
) -> None:
    """A worker that the sandbox kills takes the program along, though that has a group of its own."""
    path = program(tmp_path, f"exec sleep {mark}")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "sleep", "true", *(("unshare",) if isolated else ())):
        (tools / tool).symlink_to(shutil.which(tool) or "/bin/sh")
    monkeypatch.setenv("PATH", f"{path.parent}:{tools}")
    monkeypatch.setenv("TMPDIR", str(place))
    document = tmp_path / "a.rtf"
    document.write_bytes(b"{\\rtf1 x}")
    with Sandbox(Limits(wall_seconds=3.0)) as sandbox, pytest.raises(TooLargeError):
        sandbox.parse(document, "a.rtf")
    assert settled(mark)
    for left in place.iterdir():  # its worker could not clean up; a later run does
        shutil.rmtree(left)


def test_conversions_run_in_the_sandbox_two_at_once(tmp_path: Path) -> None:
    """Within the worker's own limits on memory and time, each with a profile of its own."""
    samples = written_as("doc", {name: docx_of([f"正文{name}"]) for name in "abcd"})
    for name, payload in samples.items():
        (tmp_path / name).write_bytes(payload)
    with Sandbox(workers=2) as sandbox, ThreadPoolExecutor(4) as pool:
        documents = list(pool.map(lambda name: sandbox.parse(tmp_path / name, f"{name}.doc"), samples))
    assert [(document.kind, document.text) for document in documents] == [
        ("doc", f"正文{name}") for name in samples
    ]
