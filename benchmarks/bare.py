"""The least that must be done: fetch, archive, take the text out. No checks, no ledger, no sandbox.

imap-tools fetches, the standard library takes the mail apart, python-docx and pypdfium2 give the text, all in one
process. Mails and attachments are written and fsynced as intake's archive does it.
"""

import hashlib
import io
import os
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import docx
import pypdfium2
from docx.document import Document as WordDocument
from imap_tools import MailBox

from benchmarks.costs import Cost, measured
from benchmarks.place import Place


def run(place: Place, folder: Path) -> Cost:
    """Take in every mail of the mailbox, its files kept in the folder."""
    for byte in range(256):
        (folder / f"{byte:02x}").mkdir()
    characters = 0
    with measured() as cost:
        for raw in _fetched(place):
            _keep(raw, folder)
            for name, payload in _attachments(raw):
                _keep(payload, folder)
                characters += len(_text(name, payload))
    assert characters > 3000 * place.mails, "the texts were not read"
    return cost


def _fetched(place: Place) -> Iterator[bytes]:
    context = ssl.create_default_context(cafile=place.ca_file)
    with MailBox(place.host, place.imaps_port, ssl_context=context).login(
        place.user, place.password, initial_folder=None
    ) as mailbox:
        mailbox.folder.set("INBOX", readonly=True)
        for uid in mailbox.uids("ALL"):
            _, answer = mailbox.client.uid("FETCH", uid, "(BODY.PEEK[])")
            yield answer[0][1]


def _attachments(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for part in message_from_bytes(raw, policy=policy.default).iter_attachments():
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        yield part.get_filename() or "", payload


def _keep(payload: bytes, folder: Path) -> None:
    """Write the bytes under their SHA-256, file and name fsynced."""
    name = hashlib.sha256(payload).hexdigest()
    unfinished, place = folder / f"{name}.part", folder / name[:2] / name
    with unfinished.open("wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(place)
    descriptor = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(descriptor)
    os.close(descriptor)


def _text(name: str, payload: bytes) -> str:
    return (
        _text_of_pdf(payload) if name.endswith(".pdf") else _text_of_word(docx.Document(io.BytesIO(payload)))
    )


def _text_of_word(document: WordDocument) -> str:
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def _text_of_pdf(payload: bytes) -> str:
    document = pypdfium2.PdfDocument(payload)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
