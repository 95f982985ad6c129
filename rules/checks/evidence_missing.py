"""`evidence.missing`: no evidence, neither a further file nor annex pages."""

from collections.abc import Iterator

from rules.candidates import is_readable_evidence, is_unread
from rules.case_file import FileInCase
from rules.checks.check import Check, CheckInput, Remark
from rules.finding import Severity
from rules.submission import Role


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask for evidence where there is none that can be read; a list of names of annexes alone is none.

    The notice: 请各项目承担单位认真准备总结材料及相关佐证材料; annex 1: 附件：资金使用及工作成效佐证材料. Copies of the
    summary, case studies and budget letters are something else.
    """
    if given.summary is None or any(is_readable_evidence(item) for item in given.files):
        return
    annexes = [item.summary.annex for item in given.carriers if item.summary and item.summary.annex]
    if any(annex.has_content for annex in annexes):
        return
    yield Remark(
        message=_found(given),
        where=given.where(),
        expected="资金使用及工作成效的佐证材料，作为附件或附在总结之后。",
        remedy="请补充佐证材料（如资金支出凭证、成果证明等），以 Word、PDF 等普通附件在原邮件上回复发送。",
    )


def _found(given: CheckInput) -> str:
    """What came in place of evidence: a link, a file that does not open, a list of names, or nothing."""
    unread = [item.file.name for item in given.files if _may_be_evidence(item)]
    annexes = [item.summary.annex for item in given.carriers if item.summary and item.summary.annex]
    if given.links:
        name = given.links[0].name or "附件"
        return f"“{name}”是以网盘或超大附件链接的形式发送的，文件本身未随邮件送达，未见其他佐证材料。"
    if unread:
        return f"附件“{unread[0]}”未能读取，未见其他佐证材料。"
    if any(annex.listed for annex in annexes):
        return "文中列有附件名称，但未见佐证材料本身。"
    return "未见资金使用及工作成效的佐证材料。"


def _may_be_evidence(item: FileInCase) -> bool:
    return is_unread(item) and not item.file.inline and item.role in {Role.EVIDENCE, Role.OTHER}


CHECK = Check("evidence.missing", Severity.GAP, judge)
