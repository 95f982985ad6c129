"""`section.thin`: a section holds less text than the rule asks for."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import SectionState, holds_unread_pictures, label, own_words, says_nothing, state
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Point out a section of a line or two, or highlights given as “无”: the review may find too little there.

    The notice: 认真准备总结材料, 切勿内容堆砌、言之无物. Characters are counted without white space.
    """
    if given.summary is None:
        return
    for spec in given.template.sections:
        section = given.summary.section(spec.number)
        if (
            section is None
            or holds_unread_pictures(section)
            or state(section, spec) is not SectionState.CONTENT
        ):
            continue
        length = len("".join(own_words(section).split()))
        if length < given.minimum_characters(spec):
            found = f"仅写有“{own_words(section)}”" if says_nothing(section) else f"内容较少（约{length}字）"
            yield Remark(
                message=f"{label(spec)}部分{found}。",
                section=spec.number,
                where=given.where(section.place),
                expected=spec.guidance[0] if spec.guidance else f"{label(spec)}部分有具体内容。",
                remedy="如有更多情况，建议适当补充；确无补充的，可不再修改。",
            )


CHECK = Check("section.thin", Severity.ADVICE, judge)
