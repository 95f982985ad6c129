"""`section.order`: the sections stand in another order than the template's."""

from collections.abc import Iterator, Sequence

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label
from rules.finding import Severity
from rules.summary import Section


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out sections that changed places; readers compare many summaries side by side.

    The notice's annex 1 gives the order. Sections under one heading have no order among themselves.
    """
    if given.summary is None or not _out_of_order(given.summary.sections):
        return
    found = "、".join(label(given.template.section(section.number)) for section in given.summary.sections)
    yield Remark(
        message=f"各部分的先后与模板不同，现为{found}。",
        where=given.where(),
        expected="各部分按模板的先后排列。",
        remedy="建议在纸质件中按模板的先后调整。",
    )


def _out_of_order(sections: Sequence[Section]) -> bool:
    return any(
        min(_numbers(earlier)) > max(_numbers(later))
        for index, later in enumerate(sections)
        for earlier in sections[:index]
    )


def _numbers(section: Section) -> tuple[int, ...]:
    """The sections under one heading: the heading may stand where any of them may."""
    return section.number, *section.shares_heading_with


CHECK = Check("section.order", Severity.ADVICE, judge)
