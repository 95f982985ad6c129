"""Papers that are not a unit's own: the notice and its template."""

from collections.abc import Iterator
from pathlib import Path

from service.campaign_files import default_campaigns
from tests.documents.dresses.sample import Piece
from tests.documents.writers import Heading, Right, Title

_NOTICE = Path(__file__).parent / "notice.txt"
_NUMERALS = "一二三四五"


def notice(*, with_template: bool) -> list[Piece]:
    """Give the notice's lines, with the template as its annex 1 or without."""
    lines: list[Piece] = [
        Right(line[1:]) if line.startswith(">") else line
        for line in _NOTICE.read_text(encoding="utf-8").splitlines()
    ]
    return [*lines, "附件1", *template()] if with_template else lines


def template() -> Iterator[Piece]:
    """Give the bare template's lines."""
    form = default_campaigns()[0].template
    yield Title(form.title_pattern)
    for numeral, section in zip(_NUMERALS, form.sections, strict=True):
        yield Heading(f"{numeral}、{section.heading}")
        yield from section.guidance
    yield form.annex_heading
    yield Right(form.sign_off_line)
    yield Right(form.date_line)
    yield form.contact_line
