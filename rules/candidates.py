"""Which files may be the summary although they could not be read."""

import re
from collections.abc import Sequence

from rules.case_file import FileInCase
from rules.submission import Link, Role, SubmittedFile

_SUMMARY_NAME = re.compile(r"总结|验收|中期|自查|报告")
_OTHER_NAME = re.compile(r"佐证|证明材料|附件[2-9二三四五六七八九]|典型案例|预算调整|发票|合同|名单|通知|照片|logo", re.IGNORECASE)
_CONTAINERS = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "eml", "msg", "dat"})


def is_unread(item: FileInCase) -> bool:
    """Hold for a file that gave no text: it could not be opened, or is a picture whose text was not read."""
    if item.file.error is not None:
        return True
    document = item.file.document
    return document is None or (not document.text.strip() and not document.members)


def unread_candidates(
    files: Sequence[FileInCase], links: Sequence[Link]
) -> tuple[SubmittedFile | Link, ...]:
    """Files and links without readable text that may be the summary, the likeliest first.

    A file whose name says that it is something else is none; a packed one may hold anything.
    """
    unread = [item.file for item in files if is_unread(item) and not item.file.inline]
    named = {id(each): each.name for each in (*unread, *links)}
    possible = [each for each in (*unread, *links) if _may_be_summary(named[id(each)])]
    return tuple(sorted(possible, key=lambda each: not _SUMMARY_NAME.search(named[id(each)])))


def _may_be_summary(name: str) -> bool:
    last = name.rpartition("/")[2]
    if _SUMMARY_NAME.search(last) and not re.search(r"佐证|通知", last):
        return True
    return last.rpartition(".")[2].lower() in _CONTAINERS or not _OTHER_NAME.search(last)


def is_readable_evidence(item: FileInCase) -> bool:
    """Hold for evidence that opens: one with text, or pages that are pictures of the originals."""
    document = item.file.document
    return item.role is Role.EVIDENCE and document is not None and bool(document.text.strip() or document.pages)
