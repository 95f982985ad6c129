"""What a worker has and has not: no network, no secrets, a folder of its own that goes with it."""

import fcntl
import os
import platform
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from parsers import isolation
from parsers import sandbox as sandbox_module
from parsers.errors import ParseError
from parsers.registry import parse
from parsers.sandbox import Sandbox
from parsers.workplace import Workplace, sweep
from tests.hostile.cases import FILES
from tests.hostile.packages import external_entity
from tests.hostile.pdfs import with_actions

# Python runs this in the worker: the parser tells what it can do instead of reading.
CURIOUS = """
import os, socket, subprocess, sys
import parsers.registry
from parsers.document import Block, BlockKind, Document

def opened(family):
    try:
        socket.socket(family).close()
    except OSError as error:
        return error.strerror
    return "opened"

def parse(payload, name, whole=frozenset()):
    asked = payload.decode()
    if asked == "sockets":
        told = [opened(socket.AF_INET), opened(socket.AF_INET6), opened(socket.AF_UNIX)]
    if asked == "child":
        script = "import socket; socket.socket()"
        told = [str(subprocess.run([sys.executable, "-c", script], capture_output=True).returncode)]
    if asked == "environment":
        told = sorted(os.environ)
    if asked == "first to go":
        told = [open("/proc/self/oom_score_adj").read().strip()]
    if asked == "folder":
        told = [os.environ["TMPDIR"], os.environ["HOME"]]
    if asked == "large":
        try:
            with open(os.path.join(os.environ["TMPDIR"], "large"), "wb") as stream:
                stream.truncate(600 * 1024 ** 2)
            told = ["written"]
        except OSError as error:
            told = [error.strerror]
    return Document("txt", tuple(Block(BlockKind.PARAGRAPH, each) for each in told))

parsers.registry.parse = parse
"""
needs_filter = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in isolation._MACHINES,
    reason="no filter of system calls is known for this machine",
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def curious(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox whose worker tells of itself."""
    del place
    (tmp_path / "curious").mkdir()
    (tmp_path / "curious" / "sitecustomize.py").write_text(CURIOUS, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path / "curious"), str(Path(sandbox_module.__file__).parent.parent)))
    monkeypatch.setattr(sandbox_module, "_search_path", lambda: path)
    monkeypatch.setenv("INTAKE_MAILBOX_PASSWORD", "geheim")
    with Sandbox() as opened:
        yield opened


def asked(curious: Sandbox, folder: Path, question: str) -> list[str]:
    """The worker's answer."""
    path = folder / "question"
    path.write_text(question, encoding="utf-8")
    return [block.text for block in curious.parse(path, "a.txt").blocks]


@needs_filter
def test_worker_opens_no_socket(curious: Sandbox, tmp_path: Path) -> None:
    """Only sockets of this machine, by which LibreOffice talks to itself."""
    refused = os.strerror(97)
    assert asked(curious, tmp_path, "sockets") == [refused, refused, "opened"]


@needs_filter
def test_what_a_worker_starts_opens_no_socket(curious: Sandbox, tmp_path: Path) -> None:
    """The filter is inherited: by bsdtar, unar and LibreOffice."""
    assert asked(curious, tmp_path, "child") == ["1"]


def test_worker_knows_no_secret(curious: Sandbox, tmp_path: Path) -> None:
    """The passwords of the mailbox stand in the daemon's environment, not in the worker's."""
    names = asked(curious, tmp_path, "environment")
    assert "INTAKE_MAILBOX_PASSWORD" not in names
    assert {"PATH", "TMPDIR", "HOME"} <= set(names)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux's kernel")
def test_worker_goes_first_where_memory_runs_out(curious: Sandbox, tmp_path: Path) -> None:
    """The kernel ends the worker, and not the daemon."""
    assert asked(curious, tmp_path, "first to go") == ["1000"]


def test_worker_writes_no_endless_file(curious: Sandbox, tmp_path: Path) -> None:
    """A file beyond half a gigabyte is refused by the kernel."""
    assert asked(curious, tmp_path, "large") == [os.strerror(27)]


def test_worker_has_a_folder_that_goes_with_it(curious: Sandbox, tmp_path: Path, place: Path) -> None:
    """Temporary files of the worker and its tools lie there, and nowhere else."""
    folder, home = asked(curious, tmp_path, "folder")
    assert folder == home
    assert Path(folder).parent == place
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    curious.close()
    assert list(place.iterdir()) == []


def test_folder_of_a_killed_program_is_swept(place: Path) -> None:
    """Nobody holds its lock; one whose sandbox lives, and what is not ours, stays."""
    left, living = place / "intake-worker-left", Workplace()
    left.mkdir()
    (left / ".lock").touch()
    (left / "总结.docx").write_bytes(b"x")
    (place / "intake-worker-link").symlink_to(living.path)
    sweep()
    assert not left.exists()
    assert living.path.exists()
    living.remove()
    living.remove()
    assert not living.path.exists()


def test_lock_is_held_while_the_folder_lives(place: Path) -> None:
    """By it the next program knows that this one lives."""
    living = Workplace()
    assert living.path.parent == place
    with (living.path / ".lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    living.remove()


def test_no_parser_calls_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses in documents are not asked, neither by Python nor by the libraries below it, even unfiltered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        page = f'<!DOCTYPE html SYSTEM "{address}"><img src="{address}"><link rel="stylesheet" href="{address}">字'
        monkeypatch.setattr(socket.socket, "connect", _refused)
        for name, payload in (
            ("a.docx", external_entity(address)),
            ("a.pdf", with_actions(address)),
            ("a.html", page.encode()),
        ):
            parse(payload, name)
        with pytest.raises(BlockingIOError):
            server.accept()


def _refused(*_arguments: object) -> None:
    raise AssertionError("a parser asks for a connection")


def test_small_hostile_files_call_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hostile set in this very process, as far as it is harmless there: no socket is made."""
    monkeypatch.setattr(socket, "socket", _refused)
    harmless = [file for file in FILES if file.name.endswith((".ods", ".dat", ".ppt", ".tar", "外部.docx"))]
    for file in harmless:
        try:
            parse(file.build(), file.name)
        except ParseError:
            continue
    assert len(harmless) > 8
