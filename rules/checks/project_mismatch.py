"""`identity.project_mismatch`: the title names another project than the roster entry's."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.finding import Severity
from rules.identity import Naming, read_project


def judge(given: CheckInput) -> Iterator[Remark]:
    """Compare the project in the title with the roster entry's: another year's or another project's paper came.

    The notice's annexes tell the projects, and several units have more than one. A short form without its year is
    no mismatch; another year is, and so is another kind of project.
    """
    title = given.summary.title if given.summary else None
    if given.entry is None or title is None or title.is_placeholder or not title.project:
        return
    if read_project(title.project, given.entry, given.campaign, given.roster).naming is Naming.OTHER:
        yield Remark(
            message=f"工作总结标题写的项目是“{title.project.strip()}”，与名单所列“{given.entry.project}”不一致。",
            where=given.where(title.place),
            expected=f"关于“{given.entry.project}”的工作总结。",
            remedy="请核对所附文件是否为本项目的工作总结；如为标题笔误，请更正后重新发送。",
        )


CHECK = Check("identity.project_mismatch", Severity.GAP, judge)
