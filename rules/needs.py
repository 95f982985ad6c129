"""An outline of a scan -> the pages that must still be read in full before anything is said of the file.

Reading a page in full takes about twice as long as its short lines. A summary's own pages are all needed: a figure, a
blank or a telephone number may stand in any line. Evidence behind it is known as such by its short lines.
"""

import re
from collections.abc import Collection
from dataclasses import replace

from parsers.document import Block, BlockKind, Document
from rules.contents_table import contents_entries
from rules.lines import lines_of
from rules.outline import outline_of
from rules.roles import looks_like_summary
from rules.simplified import simplified
from rules.summary import Summary, read_summary
from rules.template import Template

_ANNOUNCED = 3  # sections that a table of contents names
_PAGE = re.compile(r"第(\d+)页")
EVERY_OUTLINE = 0  # no page's number: the outlines of all pages are wanted, none is to be read in full yet
_MOST_PAGES = 80  # of one file; no summary has more, and reading them would take minutes
_BEHIND = 1  # pages: the closing lines may have gone over to the next
_SIGN_OF_SUMMARY = 0.2  # of likeness: one of the template's own headings, or the title of one


def pages_needed(document: Document, templates: Collection[Template]) -> frozenset[int]:
    """The numbers of the pages to be read in full; none where the document has been read far enough.

    EVERY_OUTLINE alone where no summary is to be seen and some pages have not been looked at.

    Where the short lines do not show all that a summary needs, every page is needed: what is missing in an outline
    may stand in a line that nobody has read, and no gap is claimed on that ground.
    """
    unread = frozenset(page.number for page in document.pages[:_MOST_PAGES] if page.unread)
    if not unread:
        return frozenset()
    if not templates:
        return unread
    seen = simplified(document)
    wanted = frozenset[int]().union(*(_wanted(seen, template) for template in templates))
    if not wanted and any(page.unread and page.colour is None for page in document.pages):
        return frozenset({EVERY_OUTLINE})  # a summary may begin far behind
    return unread & wanted


def _wanted(document: Document, template: Template) -> frozenset[int]:
    """The pages that one notice's rules ask for, read or not.

    First those from the front to just behind the last part that the short lines show; where that has been read and a
    part is still missing, all.
    """
    if looks_like_summary(document, template) < _SIGN_OF_SUMMARY and not _is_announced(document, template):
        return frozenset()
    summary = read_summary(document, template)
    end = max(_last_heading(document, template), *_places(summary))
    near = frozenset(page.number for page in document.pages if page.number <= end + _BEHIND)
    is_near_read = not any(page.unread for page in document.pages if page.number in near)
    if _is_whole(summary, template):
        return frozenset(number for number in near if number <= end)
    return frozenset(page.number for page in document.pages) if is_near_read else near


def _is_announced(document: Document, template: Template) -> bool:
    """Hold where a table of contents names sections of the template: their headings may begin lines that nobody has read."""
    entries = contents_entries(lines_of(document))
    listed = replace(document, blocks=tuple(Block(BlockKind.PARAGRAPH, entry) for entry in entries))
    claimed = outline_of(lines_of(listed), template).claimed
    return len({number for _, numbers in claimed for number in numbers}) >= _ANNOUNCED


def _is_whole(summary: Summary, template: Template) -> bool:
    """Hold where all parts of a summary are to be seen, and no other summary with it."""
    numbers = {section.number for section in summary.sections}
    signed, contact = summary.sign_off, summary.contact
    has_sections = numbers >= {section.number for section in template.sections} and not summary.parts
    is_signed = signed is not None and bool(signed.unit) and signed.date is not None
    return has_sections and is_signed and contact is not None and bool(contact.telephone and contact.email)


def _places(summary: Summary) -> list[int]:
    """The pages on which sign-off and contact stand, as far as they are found."""
    parts = (summary.sign_off, summary.contact)
    return [int(found[1]) for part in parts if part and (found := _PAGE.search(part.place))] or [1]


def _last_heading(document: Document, template: Template) -> int:
    lines = lines_of(document)
    pages = [lines[heading.first].block.page or 1 for heading, _ in outline_of(lines, template).claimed]
    return max(pages, default=1)
