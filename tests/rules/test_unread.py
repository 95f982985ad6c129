"""What a unit is told of a file that could not be read."""

import pytest

from parsers.errors import UnsupportedFormatError
from rules.checks.unread import explain_file
from rules.submission import SubmittedFile


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
        ("总结.xyz", "unknown", "请另存为 Word（.docx）或文字版 PDF"),
    ],
)
def test_the_remedy_fits_the_format(name: str, kind: str, remedy: str) -> None:
    """Nobody can save an archive as a Word file: its contents are asked for."""
    found, helps = explain_file(SubmittedFile(name, "sha", 1000, error=UnsupportedFormatError(kind)))
    assert name in found
    assert helps.startswith(remedy)
