"""`text.uncertain`: a check would rest on text that OCR read with low confidence."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import label
from rules.finding import Severity

LOW_CONFIDENCE = 0.8  # of the recogniser; clean print reads at 0.95 and more


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask to confirm a section whose scan is hard to read; what was found there may be a misreading.

    The notice asks for figures and facts, which one misread character changes.
    """
    if given.summary is None:
        return
    for section in given.summary.sections:
        if section.confidence is not None and section.confidence < LOW_CONFIDENCE:
            yield Remark(
                message=f"{label(given.template.section(section.number))}部分的扫描文字不够清晰，识别结果可能有出入。",
                section=section.number,
                where=given.where(section.place),
                expected="能够清楚辨认的文字。",
                remedy="请核对本次回复所列内容；如方便，请同时发送 Word 或文字版 PDF。",
            )


CHECK = Check("text.uncertain", Severity.ADVICE, judge)
