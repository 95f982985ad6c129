"""Every hostile file ends in an outcome; the parent lives, the next file is read, nothing lies outside."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.message import Attachment
from parsers.document import Document
from parsers.errors import ParseError
from parsers.sandbox import Limits, Sandbox
from service.archive import FileArchive
from service.reader import FileReader
from tests.hostile.archives import (
    rar_with_escaping_names,
    tar_with_escaping_names,
    zip_with_a_link,
    zip_with_escaping_names,
)
from tests.hostile.cases import FILES
from tests.hostile.hostile_file import PARTIAL, READ, HostileFile
from tests.parsers.archive_tools import require

LIMITS = Limits(wall_seconds=40, cpu_seconds=4, memory_bytes=800 * 1024**2)
ESCAPING = {
    "a.zip": zip_with_escaping_names(),
    "b.zip": zip_with_a_link(),
    "c.rar": rar_with_escaping_names(),
    "d.tar": tar_with_escaping_names(),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where all temporary files of this module go, those of the workers among them."""
    folder = tmp_path_factory.mktemp("temporary")
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    yield folder
    tempfile.tempdir = before


@pytest.fixture(scope="module")
def sandbox(place: Path) -> Iterator[Sandbox]:
    """One worker for all these files, with tight limits."""
    with Sandbox(LIMITS) as opened:
        yield opened
    assert list(place.iterdir()) == []  # what the workers and their tools wrote went with them


def outcome(sandbox: Sandbox, path: Path, name: str) -> str:
    """What came of a file. Anything but a Document and a ParseError fails the test."""
    try:
        document = sandbox.parse(path, name)
    except ParseError as error:
        return error.reason
    return PARTIAL if document.partial else READ


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.name))
def test_hostile_file_ends_in_a_finding(file: HostileFile, sandbox: Sandbox, tmp_path: Path) -> None:
    """The outcome is one of those that keep us from harm, and the next file is read as ever."""
    if file.name.endswith(".rar"):
        require("bsdtar")
    path = tmp_path / "file"
    path.write_bytes(file.build())
    assert outcome(sandbox, path, file.name) in file.outcomes
    path.write_bytes("正文".encode())
    assert sandbox.parse(path, "下一份.txt").text == "正文"


@pytest.mark.parametrize("name", ESCAPING)
def test_no_name_leads_out(name: str, sandbox: Sandbox, place: Path, tmp_path: Path) -> None:
    """Names with .., drives and roots, links and devices: kept by their contents' sums, and nowhere else."""
    if name.endswith(".rar"):
        require("bsdtar")
    archive = tmp_path / "data" / "archive"
    archive.mkdir(parents=True)
    files = FileReader(FileArchive(archive), sandbox).read((Attachment(name, "", ESCAPING[name]),))
    assert all(file.error is None and ".." not in file.name.split("/") for file in files)
    written = [path for folder in (tmp_path, place) for path in folder.rglob("*") if not path.is_dir()]
    assert not [path for path in written if "escaped" in path.name or path.is_symlink()]
    assert {path.parent.parent.parent for path in written if place not in path.parents} <= {archive}
    assert not Path("/escaped.txt").exists()


def test_link_in_an_archive_is_text_and_leads_nowhere(sandbox: Sandbox, tmp_path: Path) -> None:
    """A symbolic link is the few bytes that name its target; the target's own are not read."""
    path = tmp_path / "file"
    path.write_bytes(zip_with_a_link("/etc/passwd"))
    document: Document = sandbox.parse(path, "a.zip")
    assert [member.payload for member in document.members] == [b"/etc/passwd"]
