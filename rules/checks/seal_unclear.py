"""`seal.unclear`: grey pages on which a seal can neither be seen nor ruled out."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.seals import grey_pages, is_sealed
from rules.finding import Severity


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask to confirm the seal where the pages are grey or black and white and no file shows one for certain.

    The notice: 加盖公章. In a grey scan a third of all seals cannot be told from print.
    """
    files = [item.file for item in given.files if not item.file.inline]
    if given.summary is None or any(is_sealed(file) for file in files):
        return
    grey = [(file.name, pages) for file in files if (pages := grey_pages(file))]
    if grey:
        name, pages = grey[0]
        yield Remark(
            message=f"“{name}”为灰度或黑白扫描，未能辨认是否已加盖公章。",
            where=f"{name}，第{'、'.join(map(str, pages[:5]))}页",
            expected="总结材料加盖单位公章，扫描件能够辨认。",
            remedy="请确认已加盖公章；如方便，请发送盖章页的彩色扫描件。",
        )


CHECK = Check("seal.unclear", Severity.ADVICE, judge)
