"""`summary.missing`: no attached file is a work summary."""

from collections.abc import Iterator

from rules.candidates import unread_candidates
from rules.checks.check import Check, CheckInput, Remark
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for the summary where none came, readable or not; without it nothing else can be looked at.

    The notice: 各单位对照有关项目合同约定的工作任务、资金使用、绩效目标，开展工作总结（模板见附件1）.
    """
    if given.summary is not None or unread_candidates(given.files, given.links):
        return
    names = "、".join(f"“{item.file.name}”" for item in given.files if not item.file.inline)
    came = f"已收到{names}，其中未见工作总结。" if names else "来件中未见工作总结文件。"
    yield Remark(
        message=came,
        expected=f"按通知所附模板编写的工作总结（“{given.template.title_pattern}”）。",
        remedy="请将工作总结（Word 或文字版 PDF）作为附件，在原邮件上回复发送。",
    )


CHECK = Check("summary.missing", Severity.GAP, judge)
