"""7z archives, written by py7zr itself."""

import io
from typing import Any

import py7zr
import pytest

from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError, UnsupportedFormatError
from parsers.registry import parse

TEXT = "一、项目实施成效\n".encode() * 500


def seven_zip_of(files: dict[str, bytes], **options: Any) -> bytes:
    """A 7z of these files."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", **options) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "filters",
    [
        None,
        [{"id": py7zr.FILTER_LZMA}],
        [{"id": py7zr.FILTER_BZIP2}],
        [{"id": py7zr.FILTER_DEFLATE}],
        [{"id": py7zr.FILTER_COPY}],
        [{"id": py7zr.FILTER_ZSTD}],
    ],
)
def test_every_usual_compression(filters: list[dict[str, int]] | None) -> None:
    """The files come in order, folders and empty files included, clutter left out."""
    files = {"材料/工作总结.docx": TEXT, "空.txt": b"", "材料/.DS_Store": b"x", "证书.txt": b"y"}
    document = parse(seven_zip_of(files, filters=filters), "a.7z")
    found = {member.name: member.payload for member in document.members}
    assert found == {"材料/工作总结.docx": TEXT, "空.txt": b"", "证书.txt": b"y"}
    assert not document.partial


@pytest.mark.parametrize("header_encryption", [False, True])
def test_password_is_encrypted(header_encryption: bool) -> None:  # noqa: FBT001 - pytest's
    """Whether or not the names are behind it as well."""
    payload = seven_zip_of({"a.txt": TEXT}, password="p", header_encryption=header_encryption)
    with pytest.raises(EncryptedError):
        parse(payload, "a.7z")


def test_file_beyond_the_limit_does_not_crowd_out_the_others() -> None:
    """A bomb in front of the summary, in one solid block."""
    payload = seven_zip_of({"a零": bytes(80 * 1024**2), "总结.txt": TEXT})
    document = parse(payload, "a.7z")
    assert document.members[1].payload == TEXT
    with pytest.raises(TooLargeError):
        parse(document.members[0].payload, document.members[0].name)


def test_archive_too_long_to_unpack_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands behind more than can be read is given up."""
    monkeypatch.setattr("parsers.seven_zip._MOST_READ", 1024**2)
    with pytest.raises(TooLargeError):
        parse(seven_zip_of({"a零": bytes(80 * 1024**2), "总结.txt": TEXT}), "a.7z")


def test_huge_dictionary_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told by the header, before any memory is taken."""
    monkeypatch.setattr("parsers.seven_zip._LARGEST_DICTIONARY", 1024**2)
    for filters in ([{"id": py7zr.FILTER_LZMA2}], [{"id": py7zr.FILTER_LZMA}]):
        with pytest.raises(TooLargeError, match="dictionary"):
            parse(seven_zip_of({"总结.txt": TEXT}, filters=filters), "a.7z")


PPMD = [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}]


@pytest.mark.parametrize("directory", [False, True])
def test_ppmd_is_not_unpacked(monkeypatch: pytest.MonkeyPatch, directory: bool) -> None:  # noqa: FBT001 - pytest's
    """Its library is not safe with damaged data: neither the files nor the directory get there."""
    if directory:
        monkeypatch.setattr("py7zr.properties.DefaultFilters.ENCODED_HEADER_FILTER", PPMD)
    payload = seven_zip_of({"总结.txt": TEXT}, filters=None if directory else PPMD)
    monkeypatch.setattr("pyppmd.Ppmd7Decoder", None)
    with pytest.raises(UnsupportedFormatError, match="7z"):
        parse(payload, "a.7z")


def test_files_before_a_damaged_place_are_kept() -> None:
    """Stored one after the other, the second with a wrong byte."""
    payload = seven_zip_of({"总结.txt": b"whole", "证书.txt": b"broken"}, filters=[{"id": py7zr.FILTER_COPY}])
    document = parse(payload.replace(b"broken", b"brokem"), "a.7z")
    assert (document.partial, document.members[0].payload) == (True, b"whole")
    with pytest.raises(UnreadableError):
        parse(document.members[1].payload, document.members[1].name)


@pytest.mark.parametrize(("name", "error"), [("a.7z", UnreadableError), ("a.7z.001", UnsupportedFormatError)])
def test_cut_off_archive_and_first_volume(name: str, error: type[ParseError]) -> None:
    """They look alike but for the name."""
    with pytest.raises(error):
        parse(seven_zip_of({"总结.txt": TEXT})[:-20], name)


def test_empty_archive_is_a_container_without_files() -> None:
    """It opens, and there is nothing in it."""
    assert parse(seven_zip_of({}), "a.7z").members == ()
