"""An outline of a scan -> the pages that must still be read in full before anything is said of the file.

Reading a page in full takes five times as long as its short lines. A summary's own pages are all needed: a figure, a
blank or a telephone number may stand in any line. Evidence behind it is known as such by its short lines.
"""

import re
from collections.abc import Collection

from parsers.document import Document
from rules.lines import lines_of
from rules.outline import outline_of
from rules.roles import looks_like_summary
from rules.summary import Summary, read_summary
from rules.template import Template

_PAGE = re.compile(r"第(\d+)页")
_MOST_PAGES = 80  # of one file; no summary has more, and reading them would take minutes
_SIGN_OF_SUMMARY = 0.2  # of likeness: one of the template's own headings, or the title of one


def pages_needed(document: Document, templates: Collection[Template]) -> frozenset[int]:
    """The numbers of the pages to be read in full; none where the document has been read far enough.

    Where the short lines do not show all that a summary needs, every page is needed: what is missing in an outline
    may stand in a line that nobody has read, and no gap is claimed on that ground.
    """
    unread = frozenset(page.number for page in document.pages[:_MOST_PAGES] if page.unread)
    if not unread:
        return frozenset()
    if not templates:
        return unread
    return unread & frozenset[int]().union(*(_wanted(document, template) for template in templates))


def _wanted(document: Document, template: Template) -> frozenset[int]:
    """The pages that one notice's rules ask for, read or not."""
    if looks_like_summary(document, template) < _SIGN_OF_SUMMARY:
        return frozenset()
    every = frozenset(page.number for page in document.pages)
    summary = read_summary(document, template)
    end = _end(summary, template)
    if end is None:
        return every
    return frozenset(number for number in every if number <= max(end, _last_heading(document, template)))


def _end(summary: Summary, template: Template) -> int | None:
    """The page on which a summary ends that shows all its parts; None where one is not to be seen yet."""
    numbers = {section.number for section in summary.sections}
    is_whole = numbers >= {section.number for section in template.sections} and not summary.parts
    closing = (summary.sign_off, summary.contact)
    if not is_whole or any(part is None for part in closing) or summary.sign_off is None:
        return None
    if not summary.sign_off.unit or summary.sign_off.date is None:
        return None
    pages = [int(found[1]) for part in closing if part and (found := _PAGE.search(part.place))]
    return max(pages, default=None)


def _last_heading(document: Document, template: Template) -> int:
    lines = lines_of(document)
    pages = [lines[heading.first].block.page or 1 for heading, _ in outline_of(lines, template).claimed]
    return max(pages, default=1)
