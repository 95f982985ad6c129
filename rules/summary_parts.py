"""The parts that a work summary is read into. `rules.summary` puts them together and is where others import them from."""

import datetime as dt
from dataclasses import dataclass

from parsers.document import Block


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title, with the unit and project that it names ("" where it names none)."""

    text: str
    unit: str = ""
    project: str = ""
    place: str = ""
    is_placeholder: bool = False  # "xx单位关于XX项目工作总结" as the template prints it


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the template, found by what its heading says.

    `content` is every block under the heading up to the next section; `own_text` the same without what is left of
    the template's guidance, white space normalised. `guidance` holds the sentences of the template that still
    stand, `placeholders` the blanks in place of content ("XX件", "____", "***", "待补充"), each as written.
    """

    number: int
    heading: str
    place: str  # for people: "“二、资金使用情况”之下" or "第3页"
    content: tuple[Block, ...] = ()
    own_text: str = ""
    guidance: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    shares_heading_with: tuple[int, ...] = ()  # sections that the same heading names
    confidence: float | None = None  # of OCR, over all the content; None where no OCR was needed
    pictures: tuple[
        Block, ...
    ] = ()  # large enough to bear content that nobody has read: a table as a screenshot


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed and when, below the text.

    `unit` is the signing body as written, without （盖章）; "" where the line is blank or the template's. `date` is
    None where no full date stands there; `date_text` is what stands ("2024年3月xx日"). `units` holds every signing
    body where several signed; `on_cover` marks one that stands on the cover because none closes the text.
    """

    unit: str
    date: dt.date | None = None
    date_text: str = ""
    place: str = ""
    is_placeholder: bool = False  # "xx单位（盖章）"
    date_is_placeholder: bool = False
    units: tuple[str, ...] = ()
    on_cover: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact line, whatever its form; each part "" where it is not given."""

    text: str
    name: str = ""
    telephone: str = ""
    email: str = ""
    place: str = ""
    is_placeholder: bool = False  # 姓名 电话 邮箱 with nothing after


@dataclass(frozen=True, slots=True)
class Annex:
    """Annex pages inside the summary. `content` is what they hold beyond a list of names of annexes.

    `picture_pages` are pages behind the text that are pictures (scanned vouchers): they bear no blocks. `pictures`
    are those on the other pages that are large enough for a document.
    """

    heading: str
    content: tuple[Block, ...] = ()
    listed: tuple[str, ...] = ()  # names of annexes in a list, with nothing behind them
    picture_pages: tuple[int, ...] = ()
    pictures: tuple[Block, ...] = ()

    @property
    def has_content(self) -> bool:
        """Hold where the annex is more than a list of names."""
        return bool(self.content or self.picture_pages or self.pictures)


@dataclass(frozen=True, slots=True)
class Summary:
    """A work summary as read: what stands there, not yet whether it is enough. `sections` in document order.

    A file that holds the summaries of several projects is read as the first of them; `parts` then holds each.
    """

    title: Title | None
    sections: tuple[Section, ...]
    sign_off: SignOff | None
    contact: Contact | None
    annex: Annex | None
    is_bare_template: bool = False
    parts: tuple["Summary", ...] = ()

    def section(self, number: int) -> Section | None:
        """The section of that number, None where its heading is missing."""
        return next((section for section in self.sections if section.number == number), None)
