"""Archives and attached mails through the reader: what lies inside is as if attached, to a limit."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.message import Attachment
from parsers.errors import EncryptedError, TooLargeError, UnreadableError
from rules.submission import SubmittedFile
from service.archive import FileArchive
from service.reader import MAXIMUM_DEPTH, FileReader
from tests.documents.msg_writer import msg_of
from tests.documents.rar_writer import rar4_of, rar5_of
from tests.documents.tnef_writer import Attached, tnef_of
from tests.documents.word import zip_of
from tests.documents.writers import docx_of
from tests.parsers.archive_tools import require
from tests.service.office import ParserInProcess

SUMMARY = docx_of(["一、项目实施成效"])


def read(folder: Path, payload: bytes, name: str) -> dict[str, SubmittedFile]:
    """The files that one attachment brings, by name."""
    reader = FileReader(FileArchive(folder), ParserInProcess())
    files = reader.read((Attachment(name, "application/octet-stream", payload),))
    assert len({file.name for file in files}) == len(files)
    return {file.name: file for file in files}


def kinds(files: dict[str, SubmittedFile]) -> dict[str, str]:
    """Each file's format, or why it could not be read."""
    return {name: file.error.reason if file.error else file.kind for name, file in files.items()}


def mail_with(payload: bytes, name: str) -> bytes:
    """A mail with one attachment."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "总结"
    mail.set_content("请查收")
    mail.add_attachment(payload, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def test_word_in_rar_in_mail_in_zip(tmp_path: Path) -> None:
    """Each container's name leads to the file."""
    require("bsdtar")
    for write in (rar4_of, rar5_of):
        payload = zip_of({"转发.eml": mail_with(write({"工作总结.docx": SUMMARY}), "材料.rar")})
        assert kinds(read(tmp_path, payload, "全部.zip")) == {
            "全部.zip/转发.eml/材料.rar/工作总结.docx": "docx"
        }


def test_word_in_a_wrapped_message(tmp_path: Path) -> None:
    """In winmail.dat, in a message inside it, and in a mail that Outlook saved."""
    inner = tnef_of(Attached(SUMMARY, "总结.docx"))
    assert kinds(read(tmp_path, tnef_of(Attached(inner, "转发", is_message=True)), "winmail.dat")) == {
        "winmail.dat/转发.dat/总结.docx": "docx"
    }
    assert kinds(read(tmp_path, msg_of(Attached(SUMMARY, "总结.docx")), "a.msg")) == {
        "a.msg/总结.docx": "docx"
    }


def test_names_of_a_chinese_windows(tmp_path: Path) -> None:
    """GBK without a word of it, in a zip in a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x" * 13, SUMMARY)
    inner = buffer.getvalue().replace(b"x" * 13, "工作总结.docx".encode("gbk"))
    assert kinds(read(tmp_path, zip_of({"内.zip": inner}), "外.zip")) == {
        "外.zip/内.zip/工作总结.docx": "docx"
    }


def test_one_file_twice_is_two_files_of_one_content(tmp_path: Path) -> None:
    """rules/roles.py takes the second for a copy, by its sum."""
    files = read(tmp_path, zip_of({"总结.docx": SUMMARY, "备份/总结.docx": SUMMARY}), "a.zip")
    assert len(files) == 2
    assert len({file.sha256 for file in files.values()}) == 1


def test_lost_files_are_told_by_name_and_reason(tmp_path: Path) -> None:
    """A bomb and a locked file beside a good one."""
    require("bsdtar")
    locked = rar5_of({"证书.pdf": b"%PDF-", "总结.docx": SUMMARY}, encrypted=["证书.pdf"])
    files = read(tmp_path, zip_of({"材料.rar": locked, "零.bin": bytes(60 * 1024**2)}), "a.zip")
    assert kinds(files) == {
        "a.zip/材料.rar/证书.pdf": "encrypted", "a.zip/材料.rar/总结.docx": "docx", "a.zip/零.bin": "too_large",
    }  # fmt: skip
    errors = [type(file.error) for file in files.values() if file.error]
    assert errors == [EncryptedError, TooLargeError]


def test_bomb_alone_is_a_finding(tmp_path: Path) -> None:
    """The archive itself is what could not be read."""
    assert kinds(read(tmp_path, zip_of({"零": bytes(60 * 1024**2)}), "a.zip")) == {"a.zip": "too_large"}


def test_archives_in_archives_end_at_the_limit(tmp_path: Path) -> None:
    """42.zip and its like: opened to a depth, then told."""
    payload = zip_of({"总结.docx": SUMMARY})
    for _depth in range(MAXIMUM_DEPTH + 2):
        payload = zip_of({"内.zip": payload})
    assert list(kinds(read(tmp_path, payload, "a.zip")).values()) == ["too_large"]


@pytest.mark.parametrize(
    ("payload", "kind"), [(zip_of({}), "zip"), (zip_of({"a/": ""}), "zip"), (tnef_of(), "tnef")]
)
def test_container_without_files_stays_itself(tmp_path: Path, payload: bytes, kind: str) -> None:
    """So that the rules can speak of it."""
    files = read(tmp_path, payload, "材料")
    assert kinds(files) == {"材料": kind}


def test_damaged_archive_is_told(tmp_path: Path) -> None:
    """Cut off on its way."""
    files = read(tmp_path, zip_of({"总结.docx": SUMMARY})[:-100], "a.zip")
    assert isinstance(files["a.zip"].error, UnreadableError)
