"""Files and links that could not be read and may yet be what is asked for."""

import re
from collections.abc import Sequence

from parsers.errors import UnsupportedFormatError
from rules.case_file import FileInCase
from rules.link_files import holds_only_links
from rules.submission import Link, Role, SubmittedFile

_SUMMARY_NAME = re.compile(r"总结|验收|中期|自查|报告")
_EVIDENCE_NAME = re.compile(
    r"佐证|证明|发票|合同|协议|审计|证书|凭证|回单|票据|支出|付款|转账|明细|台账|专利|授权|受理|通知书|照片|现场|附件|附表|清单"
)
_SEALED_COPY_NAME = re.compile(r"总结|盖章|公章|签章|用印")
_OTHER_NAME = re.compile(r"典型案例|预算调整|调整预算|通知|名单|logo", re.IGNORECASE)
_CONTAINERS = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz", "eml", "msg", "dat", "tnef"})
_WRAPPERS = frozenset({"eml", "msg", "tnef"})
_VOLUME_NAME = re.compile(r"\.(?:zip|7z|rar|tar|gz)\.\d{3}$|\.part\d+\.rar$|\.[zr]\d\d$", re.IGNORECASE)


def is_volume(file: SubmittedFile) -> bool:
    """Hold for a piece of a split archive, by its name: all but the first have no mark inside."""
    return _VOLUME_NAME.search(file.name) is not None


def is_empty_wrapping(file: SubmittedFile) -> bool:
    """Hold for a mail or winmail.dat that was opened and wraps nothing, as Outlook adds to many a mail.

    An empty archive is another matter: somebody meant to send something.
    """
    document = file.document
    return (
        document is not None
        and document.kind in _WRAPPERS
        and not (document.members or document.text.strip())
    )


def is_unread(item: FileInCase) -> bool:
    """Hold for a file that gave no text: not opened, a picture whose text was not read, a link to the real file."""
    document = item.file.document
    if is_empty_wrapping(item.file):
        return False
    if document is None or holds_only_links(document):
        return True
    return not document.has_text and not document.members


def unread_candidates(files: Sequence[FileInCase], links: Sequence[Link]) -> tuple[SubmittedFile | Link, ...]:
    """Files and links without readable text that may be the summary, the likeliest first.

    A file has the role of a summary where it may be one, and is called one in whatever format it is; a packed file or a
    link may hold anything, unless its name says what and something else was delivered.
    """
    unread = [item for item in files if is_unread(item) and not item.file.inline]
    has_other = any(
        not is_unread(item) and not item.file.inline and not is_empty_wrapping(item.file) for item in files
    )
    candidates = [item.file for item in unread if item.role is Role.SUMMARY or _is_called_summary(item)]
    packed: list[SubmittedFile | Link] = [
        item.file
        for item in unread
        if item.file not in candidates and (item.file.kind in _CONTAINERS or is_volume(item.file))
    ]
    open_ended = [each for each in (*packed, *links) if _may_hold_summary(each.name, has_other=has_other)]
    return tuple(sorted((*candidates, *open_ended), key=lambda each: not _SUMMARY_NAME.search(each.name)))


def _is_called_summary(item: FileInCase) -> bool:
    """项目总结.dwg: what no parser reads, and is called a summary."""
    is_unsupported = isinstance(item.file.error, UnsupportedFormatError)
    return item.role is Role.OTHER and is_unsupported and "总结" in item.file.called


def _may_hold_summary(name: str, *, has_other: bool) -> bool:
    last = name.rpartition("/")[2]
    says_other = _OTHER_NAME.search(last) or (_EVIDENCE_NAME.search(last) and not _SUMMARY_NAME.search(last))
    return not (says_other and has_other)


def is_readable_evidence(item: FileInCase) -> bool:
    """Hold for evidence that opens: one with text, or with pages whose text nobody has read, or nobody could."""
    document = item.file.document
    if item.role is not Role.EVIDENCE or document is None:
        return False
    unseen = (page.colour is None or page.unread or page.illegible for page in document.pages)
    return document.has_words or any(unseen)


def doubtful_twins(files: Sequence[FileInCase]) -> tuple[str, ...]:
    """Names of pictures that are taken for the summary's sealed scan and may as well be evidence: nobody read them."""
    twins = (item.file for item in files if item.is_twin and item.summary is None and is_unread(item))
    return tuple(file.name for file in twins if not _SEALED_COPY_NAME.search(file.called))


def doubtful_evidence(files: Sequence[FileInCase], carriers: Sequence[FileInCase]) -> tuple[str, ...]:
    """Names of the pictures that alone serve as evidence and may as well be the summary's sealed scan; else nothing.

    Nobody read them, and their names do not say what they are.
    """
    evidence = [item for item in files if is_readable_evidence(item)]
    annexes = [item.summary.annex for item in carriers if item.summary and item.summary.annex]
    if any(annex.has_content for annex in annexes):
        return ()
    if any(not is_unread(item) or _EVIDENCE_NAME.search(item.file.called) for item in evidence):
        return ()
    return tuple(item.file.name for item in evidence)
