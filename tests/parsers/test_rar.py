"""RAR archives, version 4 and 5, through bsdtar and unar."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from parsers import rar
from parsers.document import Document
from parsers.errors import EncryptedError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.packing import Packed
from parsers.registry import parse
from tests.documents.rar_writer import rar4_of, rar5_of
from tests.parsers.archive_tools import require

TEXT = "一、项目实施成效\n".encode() * 500
FILES = {"材料/": b"", "材料/工作总结（终稿）.docx": TEXT, "Invoice 发票.pdf": b"pdf", "材料/Thumbs.db": b"x"}
READ = {"材料/工作总结（终稿）.docx": TEXT, "Invoice 发票.pdf": b"pdf"}
WRITERS = [rar4_of, rar5_of]
Writer = Callable[..., bytes]


def read(document: Document) -> dict[str, bytes]:
    """The members by name."""
    return {member.name: member.payload for member in document.members}


def only(monkeypatch: pytest.MonkeyPatch, *tools: str) -> None:
    """Leave these tools only."""
    monkeypatch.setattr(rar, "_TOOLS", tuple(tool for tool in rar._TOOLS if tool[0] in tools))


@pytest.mark.parametrize("tool", ["bsdtar", "unar"])
@pytest.mark.parametrize("write", WRITERS)
def test_each_tool_alone_reads_both_versions(
    monkeypatch: pytest.MonkeyPatch, tool: str, write: Writer
) -> None:
    """Names as the headers have them, folders and clutter left out."""
    require(tool)
    only(monkeypatch, tool)
    document = parse(write(FILES), "材料.rar")
    assert (read(document), document.partial) == (READ, False)


def test_names_of_old_programs_are_gbk() -> None:
    """Without UTF-16 beside them."""
    require("bsdtar")
    assert read(parse(rar4_of(FILES, encoding="gbk"), "材料.rar")) == READ


def test_archive_without_check_sums() -> None:
    """RAR 5 may keep a BLAKE2 sum instead: size and name must do."""
    require("bsdtar")
    assert read(parse(rar5_of(FILES, has_sums=False), "材料.rar")) == READ


def test_links_are_not_followed() -> None:
    """Nothing of this machine gets into the Document, not even as a name."""
    require("bsdtar", "unar")
    document = parse(rar5_of({"总结.txt": TEXT, "l": b"/etc/passwd"}, links=["l"]), "a.rar")
    assert read(document) == {"总结.txt": TEXT}


@pytest.mark.parametrize("tool", ["bsdtar", "unar"])
def test_ways_out_of_the_folder_lead_nowhere(
    monkeypatch: pytest.MonkeyPatch, tool: str, tmp_path: Path
) -> None:
    """A name with ".." or an absolute one is a label like another."""
    require(tool)
    only(monkeypatch, tool)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    parse(rar4_of({"../../out.txt": b"x", f"{tmp_path}/absolute.txt": b"y", "总结.txt": TEXT}), "a.rar")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("locked", [{"headers_encrypted": True}, {"encrypted": ["a.txt"]}])
def test_password_is_encrypted(write: Writer, locked: dict[str, object]) -> None:
    """Told by the headers alone, whichever tools there are."""
    with pytest.raises(EncryptedError):
        parse(write({"a.txt": TEXT}, **locked), "a.rar")


@pytest.mark.parametrize("write", WRITERS)
def test_file_behind_a_password_does_not_take_the_others_along(write: Writer) -> None:
    """WinRAR can add a locked file to an open archive."""
    require("bsdtar")
    document = parse(write({"总结.txt": TEXT, "b.txt": b"locked"}, encrypted=["b.txt"]), "a.rar")
    assert (document.partial, document.members[0].payload) == (True, TEXT)
    with pytest.raises(EncryptedError):
        parse(document.members[1].payload, document.members[1].name)


@pytest.mark.parametrize("write", WRITERS)
def test_piece_of_a_split_archive_is_told(write: Writer) -> None:
    """By the main header."""
    with pytest.raises(UnsupportedFormatError, match="volume"):
        parse(write(FILES, is_volume=True), "a.part1.rar")


@pytest.mark.parametrize("write", WRITERS)
def test_damaged_file_does_not_take_the_others_along(write: Writer) -> None:
    """What the tools make of it is held against the check sum."""
    require("bsdtar", "unar")
    payload = write({"总结.txt": TEXT, "证书.txt": b"broken"}).replace(b"broken", b"brokem")
    document = parse(payload, "a.rar")
    assert (document.partial, document.members[0].payload) == (True, TEXT)
    with pytest.raises(UnreadableError):
        parse(document.members[1].payload, document.members[1].name)


@pytest.mark.parametrize("write", WRITERS)
def test_cut_off_archive_gives_what_is_whole(write: Writer) -> None:
    """The last file lacks its end, and so does the archive."""
    require("bsdtar")
    payload = write({"总结.txt": TEXT, "证书.txt": b"y" * 3000})
    document = parse(payload[:-500], "a.rar")
    assert (document.partial, document.members[0].payload) == (True, TEXT)


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("size", [7, 8, 15])
def test_archive_without_a_whole_header_is_unreadable(write: Writer, size: int) -> None:
    """Cut off behind its mark, or in its first header."""
    with pytest.raises(UnreadableError):
        parse(write(FILES)[:size], "a.rar")


def test_without_tools_the_format_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The unit is asked for the files, and the operator can install a tool."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormatError, match="rar"):
        parse(rar4_of(FILES), "a.rar")


def test_second_tool_is_asked_for_what_the_first_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tools that fail, or bring something else than the headers promise, are no reason to give up."""

    def wrong(_program: str, _folder: Path) -> Iterator[Packed]:
        yield Packed("工作总结（终稿）.docx", len(TEXT), lambda: b"!" * len(TEXT))

    def right(_program: str, _folder: Path) -> Iterator[Packed]:
        yield from (Packed(name, len(data), partial(bytes, data)) for name, data in READ.items())

    monkeypatch.setattr(rar, "_TOOLS", (("sh", wrong), ("sh", right)))
    assert read(parse(rar4_of(FILES), "a.rar")) == READ


def test_tool_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The tool waits for ever; what there is by then is taken."""
    tool = tmp_path / "bsdtar"
    tool.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    monkeypatch.setattr(rar, "_SECONDS", 0.2)
    only(monkeypatch, "bsdtar")
    with pytest.raises(UnreadableError):
        parse(rar4_of(FILES), "a.rar")


def test_file_beyond_the_limit_is_not_unpacked() -> None:
    """The headers say how large; the others are read."""
    require("bsdtar")
    document = parse(rar4_of({"零": bytes(57 * 1024**2), "总结.txt": TEXT}), "a.rar")
    assert document.members[1].payload == TEXT
    with pytest.raises(TooLargeError):
        parse(document.members[0].payload, document.members[0].name)


@pytest.mark.parametrize("write", WRITERS)
def test_empty_archive_is_a_container_without_files(write: Writer) -> None:
    """It opens, and there is nothing in it."""
    assert parse(write({}), "a.rar").members == ()
