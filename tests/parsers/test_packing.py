"""Limits, names and stand-ins that all containers share."""

import pytest

from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError
from parsers.packing import (
    MOST_BYTES,
    Packed,
    clean_name,
    contents,
    decode_name,
    fitting_places,
    is_clutter,
    most_bytes,
    unpack_all,
)
from parsers.registry import parse

LOST = [EncryptedError(), TooLargeError(), UnreadableError()]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("工作总结.docx".encode(), "工作总结.docx"),
        ("工作总结.docx".encode("gbk"), "工作总结.docx"),
        ("模".encode("gbk"), "模"),  # good UTF-8 too, of an accented letter
        ("镕㛃.docx".encode("gb18030"), "镕㛃.docx"),
        (b"plain.docx", "plain.docx"),
    ],
)
def test_name_is_read_in_either_encoding(raw: bytes, name: str) -> None:
    """UTF-8 where it is Chinese in UTF-8, else GB 18030."""
    assert decode_name(raw) == name


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/总结.docx", "总结.docx"),
        ("C:\\用户\\总结.docx", "用户/总结.docx"),
        ("总结\u202excod.exe\0\n", "总结xcod.exe"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".docx", "长" * 195 + ".docx"),
    ],
)
def test_name_is_a_harmless_label(name: str, cleaned: str) -> None:
    """No way up, no drive, nothing that does not print, not endless."""
    assert clean_name(name) == cleaned


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/总结/._总结.docx", "总结/.DS_Store", "Thumbs.db", "材料\\desktop.ini", "总结/~$总结.docx", "._总结.docx",
        "总结/.~总结.docx",
    ],
)  # fmt: skip
def test_clutter_is_left_out(name: str) -> None:
    """Nobody sends these on purpose."""
    assert is_clutter(name)


@pytest.mark.parametrize("name", ["总结.docx", "MACOSX/总结.docx", "a~$b.docx", "thumbs.dbx"])
def test_other_names_are_no_clutter(name: str) -> None:
    """What only looks alike stays."""
    assert not is_clutter(name)


def test_small_files_come_before_a_large_one() -> None:
    """A film that fills the space must not take the summary's."""
    assert fitting_places([MOST_BYTES, 1000, 2000], MOST_BYTES) == {1, 2}


def test_tiny_container_may_not_unpack_to_much() -> None:
    """The larger the container, the more it may hold; text and drawings stay far below."""
    assert most_bytes(100) < most_bytes(200_000) < most_bytes(10**6) == MOST_BYTES


@pytest.mark.parametrize("error", LOST)
def test_lost_file_is_told_by_its_stand_in(error: ParseError) -> None:
    """What stands for a lost file is refused for the same reason, and the good file beside it is there."""
    document = contents("zip", [("总结.docx", error), ("证书.txt", b"x")])
    assert document.partial
    assert document.members[1].payload == b"x"
    with pytest.raises(type(error)):
        parse(document.members[0].payload, document.members[0].name)


def test_stand_ins_are_no_copies_of_each_other() -> None:
    """Two lost files are two files."""
    document = contents("zip", [("a", LOST[0]), ("b", LOST[0]), ("c", b"")])
    assert document.members[0].payload != document.members[1].payload


@pytest.mark.parametrize("error", LOST)
def test_container_of_lost_files_is_refused(error: ParseError) -> None:
    """Nothing is left: the container is what cannot be read."""
    with pytest.raises(type(error)):
        contents("zip", [("总结.docx", error)])


def test_equal_names_are_told_apart() -> None:
    """Two files may have one name, once it is cleaned."""
    document = contents(
        "zip", [("a/总结.docx", b"1"), ("/a/总结.docx", b"2"), ("README", b""), ("README", b"")]
    )
    assert [each.name for each in document.members] == [
        "a/总结.docx",
        "a/总结(2).docx",
        "README",
        "README(2)",
    ]


def test_too_many_files_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on their number, clutter not counted."""
    monkeypatch.setattr("parsers.packing.MOST_FILES", 2)
    files = [Packed(name, 1, lambda: b"x") for name in ("a", "b", ".DS_Store")]
    assert len(unpack_all("zip", files, 10**6).members) == 2
    with pytest.raises(TooLargeError):
        unpack_all("zip", [*files, files[0]], 10**6)
