"""`title.missing`: no title of the template's kind."""

from collections.abc import Iterator, Sequence

from parsers.document import Block, Document
from rules.checks.check import Check, CheckInput, Remark
from rules.finding import Severity
from rules.summary_parts import Summary, Title
from rules.text import squeeze

_HEAD = 15  # lines above the first section, where a title and a cover stand


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out that there is no title, that it still stands as in the template, or that it names nobody and nothing.

    The notice's annex 1 begins with “xx单位关于XX项目工作总结”; a title left so names neither unit nor project.
    """
    if given.summary is None:
        return
    title = given.summary.title
    found = _fault(title)
    if found and not (title and not title.is_placeholder and _names_entry(given)):
        yield Remark(
            message=f"{found}。",
            where=given.where(title.place if title else ""),
            expected=f"标题写明单位和项目，形如“{given.template.title_pattern}”。",
            remedy="请在文首补写标题，写明本单位和本项目的名称。",
        )


def _names_entry(given: CheckInput) -> bool:
    """Hold where unit or project stand beside the title, on lines of their own; or where nobody knows whose it is."""
    document = given.carriers[0].file.document if given.carriers else None
    if given.entry is None or given.summary is None or document is None:
        return True
    head = squeeze("".join(block.text for block in _above_sections(document, given.summary)))
    return squeeze(given.entry.unit) in head or squeeze(given.entry.project) in head


def _above_sections(document: Document, summary: Summary) -> Sequence[Block]:
    """The lines above the first section's heading, or the row of a form that bears it."""
    blocks = document.blocks[:_HEAD]
    heading = squeeze(summary.sections[0].heading) if summary.sections else ""
    begun = (place for place, block in enumerate(blocks) if heading and heading in squeeze(block.text))
    return blocks[: next(begun, _HEAD)]


def _fault(title: Title | None) -> str:
    """What is wrong with the title, in words for the unit; "" where it names the unit or the project."""
    if title is None:
        return "未见工作总结的标题"
    if title.is_placeholder:
        return f"标题仍为模板原样（“{title.text.strip()}”）"
    return "" if title.unit or title.project else f"标题仅为“{title.text.strip()}”，未写明单位和项目"


CHECK = Check("title.missing", Severity.ADVICE, judge)
