"""What a unit is told of a file that could not be read."""

import pytest

from parsers.document import Block, BlockKind, Document, Page
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError, UnsupportedFormatError
from rules.candidates import is_unread, unread_candidates
from rules.case_file import FileInCase
from rules.checks.unread import explain_file
from rules.submission import Role, SubmittedFile


@pytest.mark.parametrize(
    ("name", "kind", "remedy"),
    [
        ("材料.zip", "zip", "请解压后直接附上其中的文件"),
        ("总结.rar", "rar", "请解压后直接附上其中的文件"),
        ("总结", "7z", "请解压后直接附上其中的文件"),
        ("材料.tar", "unknown", "请解压后直接附上其中的文件"),
        ("winmail.dat", "tnef", "请直接附上其中的文件"),
        ("总结.doc", "doc", "请用 Word 或 WPS 打开，另存为 Word（.docx）或文字版 PDF"),
        ("总结.wps", "wps", "请用 Word 或 WPS 打开，另存为 Word（.docx）或文字版 PDF"),
        ("IMG_0001.HEIC", "heic", "请将照片另存为 JPEG"),
        ("总结.xyz", "unknown", "请另存为 Word（.docx）或文字版 PDF"),
    ],
)
def test_the_remedy_fits_the_format(name: str, kind: str, remedy: str) -> None:
    """Nobody can save an archive as a Word file: its contents are asked for."""
    found, helps = explain_file(SubmittedFile(name, "sha", 1000, error=UnsupportedFormatError(kind)))
    assert name in found
    assert helps.startswith(remedy)


def test_a_telephones_photo_that_does_not_open_is_asked_for_as_jpeg() -> None:
    """Its camera may code it as nobody else does; a damaged Word file cannot be saved as JPEG."""
    broken = UnreadableError("UnidentifiedImageError")
    said, helps = explain_file(SubmittedFile("IMG_0001.HEIC", "sha", 1000, error=broken))
    assert "未能打开" in said
    assert helps.startswith("请将照片另存为 JPEG")
    assert "JPEG" not in explain_file(SubmittedFile("总结.docx", "sha", 1000, error=broken))[1]


@pytest.mark.parametrize("text", ["", "工作总结"])
@pytest.mark.parametrize("kind", ["pdf", "image"])
def test_scan_without_text_is_told_as_one(kind: str, text: str) -> None:
    """A blank page, or one of which OCR read no more than a few words: what was tried, and what to send."""
    blocks = (Block(BlockKind.PARAGRAPH, text, page=1),) if text else ()
    document = Document(kind, blocks, pages=(Page(1, 595, 842, 0, 1.0, colour=True),))
    said, helps = explain_file(SubmittedFile(f"总结.{kind}", "sha", 1000, document=document))
    assert said == f"附件“总结.{kind}”为扫描件或图片，未能从中识别出足够的文字。"
    assert helps.startswith("请检查扫描件或照片是否完整、清晰")
    assert "Word 或文字版 PDF" in helps


@pytest.mark.parametrize(
    ("error", "found", "remedy"),
    [
        (EncryptedError(), "压缩包“材料.zip”设有密码", "请不设密码重新压缩"),
        (TooLargeError(), "压缩包“材料.zip”解压后过大", "请将工作总结单独作为"),
        (UnreadableError(), "压缩包“材料.zip”未能打开", "请检查压缩包能否解压"),
    ],
)
def test_archive_is_told_as_one(error: ParseError, found: str, remedy: str) -> None:
    """Neither is a password taken off an archive, nor is it saved as a Word file."""
    said, helps = explain_file(SubmittedFile("材料.zip", "sha", 1000, error=error))
    assert said.startswith(found)
    assert helps.startswith(remedy)


def test_archive_of_no_bytes_is_told_as_empty() -> None:
    """A failed upload is no damaged archive."""
    assert "大小为 0" in explain_file(SubmittedFile("材料.zip", "sha", 0, error=UnreadableError()))[0]


def test_file_in_an_archive_is_told_by_its_own_format() -> None:
    """Its name leads through the archive, its remedy is that of a document."""
    said, helps = explain_file(SubmittedFile("材料.zip/总结.docx", "sha", 1000, error=EncryptedError()))
    assert said.startswith("附件“材料.zip/总结.docx”设有密码")
    assert helps.startswith("请取消密码")


@pytest.mark.parametrize(
    "name",
    ["总结.7z.001", "总结.zip.002", "总结.part2.rar", "总结.z01", "总结.r00"],
)
@pytest.mark.parametrize(
    "error", [UnsupportedFormatError("volume"), UnsupportedFormatError(), UnreadableError()]
)
def test_piece_of_a_split_archive_is_told_as_one(name: str, error: ParseError) -> None:
    """By its name: only the first of them can be told by its bytes."""
    said, helps = explain_file(SubmittedFile(name, "sha", 1000, error=error))
    assert said == f"附件“{name}”是分卷压缩包中的一卷，单独一卷无法打开。"
    assert helps.startswith("请不要分卷")


def _in_case(file: SubmittedFile, role: Role = Role.OTHER) -> FileInCase:
    return FileInCase(file, role)


def test_empty_archive_may_have_been_meant_as_the_summary() -> None:
    """`summary.unreadable` says that nothing is in it, rather than that nothing came."""
    file = SubmittedFile("材料.zip", "sha", 22, document=Document("zip"))
    assert unread_candidates((_in_case(file),), ()) == (file,)
    assert explain_file(file)[0] == "压缩包“材料.zip”中没有文件。"


def test_winmail_dat_without_files_says_nothing() -> None:
    """Outlook adds one to many a mail: nothing in it was lost, and nothing was sent with it."""
    file = SubmittedFile("winmail.dat", "sha", 900, document=Document("tnef"))
    assert not is_unread(_in_case(file))
    assert unread_candidates((_in_case(file),), ()) == ()


def test_piece_of_a_split_archive_may_hold_the_summary() -> None:
    """Though its extension is no archive's."""
    file = SubmittedFile("材料.7z.002", "sha", 900, error=UnsupportedFormatError())
    assert unread_candidates((_in_case(file),), ()) == (file,)
