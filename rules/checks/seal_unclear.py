"""`seal.unclear`: grey pages on which a seal can neither be seen nor ruled out, or a mark that may be one."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.seals import grey_pages, has_doubtful_mark, is_sealed
from rules.finding import Severity
from rules.submission import SubmittedFile


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask to confirm the seal where pages leave it open and no file shows one for certain.

    The notice: 加盖公章. In a grey scan a third of all seals cannot be told from print, and a page that shows no
    colour anywhere may be a photocopy.
    """
    files = [item.file for item in given.files if not item.file.inline]
    if given.summary is None or any(is_sealed(file) for file in files):
        return
    found = next((found for file in files if (found := _left_open(file))), None)
    if found is not None:
        message, where = found
        yield Remark(
            message=message,
            where=where,
            expected="总结材料加盖单位公章，扫描件能够辨认。",
            remedy="请确认已加盖公章；如方便，请发送盖章页的彩色扫描件。",
        )


def _left_open(file: SubmittedFile) -> tuple[str, str] | None:
    """What to say of a file that leaves the seal open, and where it does."""
    if has_doubtful_mark(file):
        return f"“{file.name}”中有疑似印章的图案，未能辨认是否已加盖公章。", file.name
    if pages := grey_pages(file):
        names = dict.fromkeys(file.page_names[page - 1] for page in pages[:5] if page <= len(file.page_names))
        where = "、".join(names) if names else f"{file.name}，第{'、'.join(map(str, pages[:5]))}页"
        return f"“{file.name}”为灰度或黑白扫描，未能辨认是否已加盖公章。", where
    return None


CHECK = Check("seal.unclear", Severity.ADVICE, judge)
