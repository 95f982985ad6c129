"""What the rules judge: the files of one message, read or not, for one entry."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from parsers.document import Document
from parsers.errors import ParseError

_PAGE_FIRST = re.compile(r"第(\d+)页，?")


class Role(StrEnum):
    """What a file is for the case."""

    SUMMARY = "summary"
    EVIDENCE = "evidence"
    CASE_STUDY = "case_study"
    BUDGET_CHANGE = "budget_change"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """One attached file: its Document, or why it cannot be read (exactly one of the two).

    `name` is what the sender called it (`archive/inner` for a member of a container); `inline` marks a picture that
    belongs to the mail's body (a signature's logo).
    """

    name: str
    sha256: str
    size: int  # bytes
    document: Document | None = None
    error: ParseError | None = None
    inline: bool = False
    page_names: tuple[str, ...] = ()  # of several files read as one: the name of the file of each page

    def locate(self, place: str = "") -> str:
        """Name the file and a place in it; of several files read as one, that which holds the place's page."""
        page = _PAGE_FIRST.match(place)
        if not self.page_names:
            return "，".join(part for part in (self.name, place) if part)
        if page is None or int(page[1]) > len(self.page_names):
            return "，".join(
                part for part in (f"{self.name}等{len(set(self.page_names))}个文件", place) if part
            )
        return "，".join(part for part in (self.page_names[int(page[1]) - 1], place[page.end() :]) if part)

    @property
    def kind(self) -> str:
        """The format's short name; the name's extension where the file could not be read."""
        if self.document is not None:
            return self.document.kind
        return self.name.rpartition(".")[2].lower() if "." in self.name else "unknown"

    @property
    def called(self) -> str:
        """What tells of a file that cannot be read: its name, and the few words that stand on a scan."""
        document = self.document
        return f"{self.name} {document.text}" if document is not None and document.is_scan else self.name


@dataclass(frozen=True, slots=True)
class Link:
    """A big attachment that came as a link only: nothing was delivered."""

    name: str
    provider: str
    size: str = ""  # as the mail words it: "128.03M"
    expires: str = ""  # as the mail words it: "2024年3月27日 21:59"


@dataclass(frozen=True, slots=True)
class Submission:
    """What one message brought for one entry. `message` is the ledger's id; 0 in a dry run."""

    message: int
    received_at: datetime
    files: tuple[SubmittedFile, ...] = ()
    links: tuple[Link, ...] = ()
    pasted: Document | None = None  # a summary written into the mail's body itself
    by_person: bool = False  # a person assigned it
