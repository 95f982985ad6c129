"""Files of a mail -> SubmittedFile: archived, parsed in the sandbox, containers opened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Protocol

from intake.errors import TemporaryError
from intake.message import Attachment
from intake.screening import LARGEST_LOGO
from parsers.codec import PARSER_VERSION
from parsers.document import Document, Member
from parsers.errors import ParseError, ParserUnavailableError, TooLargeError
from rules.needs import pages_needed
from rules.submission import SubmittedFile
from rules.template import Template
from service.allowance import MAIL_LIMITS, Allowance, MailLimits, Stopwatch
from service.ports import Archive
from service.records import FileRecord

MAXIMUM_DEPTH = 5  # containers inside containers; more is a trick, not a submission
_MOST_ROUNDS = 4  # of reading a scan: outlines, its summary's pages, what those show to be needed as well
MAXIMUM_FILES = 500  # of one mail, members included


class Parser(Protocol):
    """The sandbox, or what a test puts in its place."""

    def parse(self, path: Path, name: str, pages: frozenset[int] = frozenset()) -> Document:
        """Read one file, of pages that are pictures those in full. Raises ParseError where the file is at fault."""


@dataclass(frozen=True)
class FileReader:
    """Reads files through the archive: each content is parsed once, however often it is asked for."""

    archive: Archive
    parser: Parser
    templates: tuple[Template, ...] = ()  # of the open campaigns: they say what of a scan must be read
    limits: MailLimits = MAIL_LIMITS
    stopwatch: Stopwatch = monotonic

    def read(self, attachments: tuple[Attachment, ...]) -> tuple[SubmittedFile, ...]:
        """Every file that the attachments hold, in order; members of containers are named `container/member`.

        What goes beyond the mail's limits is there with a TooLargeError, and is not archived a second time.
        """
        allowance = Allowance(self.limits, self.stopwatch)
        files: list[SubmittedFile] = []
        for attachment in attachments:
            member = Member(attachment.name, attachment.payload)
            for file in self._open(member, 0, allowance):
                files.append(replace(file, inline=_is_logo(attachment)))
                if len(files) >= MAXIMUM_FILES:
                    return tuple(files)
        return tuple(files)

    def reread(self, record: FileRecord) -> SubmittedFile:
        """The file of a ledger's row, from the archive; what could not be read then is not tried again."""
        file = SubmittedFile(record.name, record.sha256, record.size, inline=record.inline)
        if record.error:
            return replace(file, error=_error_of(record))
        return self._parse(file, Allowance(self.limits, self.stopwatch))

    def _open(self, member: Member, depth: int, allowance: Allowance) -> Iterator[SubmittedFile]:
        if depth > MAXIMUM_DEPTH:
            allowance.refuse(len(member.payload))
            yield _left_out(member)
            return
        if not allowance.may_keep(len(member.payload)):
            yield _left_out(member)
            return
        archived = self.archive.put(member.payload)
        file = self._parse(SubmittedFile(member.name, archived, len(member.payload)), allowance)
        inner = file.document.members if file.document is not None else ()
        if not inner:
            yield file
        for each in inner:
            yield from self._open(Member(f"{member.name}/{each.name}", each.payload), depth + 1, allowance)

    def _parse(self, file: SubmittedFile, allowance: Allowance) -> SubmittedFile:
        """Read the file, from the cache where it was read before."""
        key = document_key(file.sha256, file.name)
        try:
            document = self.archive.get_document(key) or self._parse_anew(file, key, allowance)
            allowance.hold(document)
        except ParseError as error:
            return replace(file, error=error)
        except ParserUnavailableError as error:
            raise TemporaryError("解析进程无法启动：请检查内存和进程数限制") from error
        return replace(file, document=document)

    def _parse_anew(self, file: SubmittedFile, key: str, allowance: Allowance) -> Document:
        with allowance.reading():
            document = self._in_stages(file)
        if not document.members:  # a container is soon opened again; its files would lie on the disk twice
            self.archive.put_document(key, document)
        return document

    def _in_stages(self, file: SubmittedFile) -> Document:
        """Read the file; of a scan first an outline, then in full the pages that the rules ask for."""
        path = self.archive.path(file.sha256)
        document = self.parser.parse(path, file.name)
        read: frozenset[int] = frozenset()
        for _round in range(_MOST_ROUNDS):
            wanted = pages_needed(document, self.templates)
            if not wanted - read:
                break
            read |= wanted
            document = self.parser.parse(path, file.name, read)
        return document


def document_key(sha256: str, name: str) -> str:
    """Under what the archive remembers how a file of that content and name was read."""
    return f"{PARSER_VERSION}-{sha256}-{_extension(name)}"


def _left_out(member: Member) -> SubmittedFile:
    """A file that is neither written to the disk nor looked at."""
    digest = sha256(member.payload).hexdigest()
    return SubmittedFile(member.name, digest, len(member.payload), error=TooLargeError())


def _is_logo(attachment: Attachment) -> bool:
    """A small picture in the mail's body; a large one may be the photo of a page that was pasted there."""
    return attachment.inline and len(attachment.payload) < LARGEST_LOGO


def _extension(name: str) -> str:
    """The name's extension where it is a plain word: part of the cache's key, for it may tell the format."""
    extension = Path(name).suffix.lstrip(".").lower()
    return extension if extension.isalnum() and extension.isascii() else ""


def _error_of(record: FileRecord) -> ParseError:
    for kind in _every_error(ParseError):
        if kind.reason == record.error:
            return kind(record.kind)
    return ParseError(record.kind)


def _every_error(base: type[ParseError]) -> Iterator[type[ParseError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _every_error(kind)
