"""`summary.unreadable`: what may be the summary cannot be read."""

from collections.abc import Iterator

from rules.candidates import unread_candidates
from rules.checks.check import Check, CheckInput, Remark
from rules.checks.unread import explain_file, explain_link
from rules.finding import Severity
from rules.submission import Link


def judge(given: CheckInput) -> Iterator[Remark]:
    """Say why the only candidate cannot be read, and what to send instead.

    The notice: 同时邮件发送至…; a file that does not open, or a link in its place, has not been delivered.
    """
    if given.summary is not None:
        return
    for candidate in unread_candidates(given.files, given.links)[:1]:
        is_link = isinstance(candidate, Link)
        message, remedy = explain_link(candidate) if isinstance(candidate, Link) else explain_file(candidate)
        yield Remark(
            message=message,
            where="邮件正文" if is_link else candidate.name,
            expected="能够打开的工作总结（Word 或文字版 PDF）。",
            remedy=remedy,
        )


CHECK = Check("summary.unreadable", Severity.GAP, judge)
