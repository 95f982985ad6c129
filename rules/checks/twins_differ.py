"""`summary.twins_differ`: the Word file and the scan of the same summary differ in a unit, an amount or a section."""

from collections.abc import Iterator

from rules.case_file import FileInCase
from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label
from rules.finding import Severity
from rules.twin_differences import Difference, Matter, Names, differences

_PARTS = {Matter.TITLE: "标题中的单位", Matter.SIGN_OFF: "落款单位"}


def judge(given: CheckInput) -> Iterator[Remark]:
    """Compare the files that carry the summary, as far as they were read for certain.

    The notice asks for one summary, on paper under seal and by e-mail: both must say the same.
    """
    if given.summary is None:
        return
    names = Names(given.campaign, given.entry, given.roster)
    main = given.carriers[0]
    for twin in given.carriers[1:]:
        for difference in differences(main, twin, names):
            yield Remark(
                message=_message(given, difference, main, twin),
                section=difference.section,
                where=f"{main.file.name}、{twin.file.name}",
                expected="电子版与盖章件内容一致。",
                remedy="请核对两份文件，确认以哪一份为准；如需更正，请重新发送。",
            )


def _message(given: CheckInput, difference: Difference, main: FileInCase, twin: FileInCase) -> str:
    ours, theirs = f"“{main.file.name}”", f"“{twin.file.name}”"
    if difference.matter is Matter.SECTION and difference.section is not None:
        holder, lacking = (ours, theirs) if difference.main else (theirs, ours)
        heading = label(given.template.section(difference.section))
        return f"{holder}中有{heading}部分，同一总结的{lacking}中未见这一部分。"
    part = _PARTS.get(difference.matter, "资金使用情况中的金额或比例")
    return f"同一总结的两份文件，{part}不一致：{ours}为“{difference.main}”，{theirs}为“{difference.twin}”。"


CHECK = Check("summary.twins_differ", Severity.ADVICE, judge)
