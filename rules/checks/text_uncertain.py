"""`text.uncertain`: a check would rest on text that OCR read with low confidence, or on a picture that nobody read."""

from collections.abc import Iterator

from rules.checks.check import Check, CheckInput, Remark
from rules.checks.parts import holds_unread_pictures, is_stray_mark, label, own_blocks, own_words
from rules.doubt import part_of
from rules.figures import has_amount_or_rate, has_measure
from rules.finding import Finding, Severity
from rules.summary import Section
from rules.template import Subject

_HARD_TO_READ = 0.8  # of a section as a whole


def judge(given: CheckInput) -> Iterator[Remark]:
    """Ask to confirm a section whose scan is hard to read; what was found there may be a misreading.

    The notice asks for figures and facts, which one misread character changes.
    """
    if given.summary is None:
        return
    for section in given.summary.sections:
        if section.confidence is not None and section.confidence < _HARD_TO_READ:
            yield Remark(
                message=f"{label(given.template.section(section.number))}部分的扫描文字不够清晰，识别结果可能有出入。",
                section=section.number,
                where=given.where(section.place),
                expected="能够清楚辨认的文字。",
                remedy="请核对本次回复所列内容；如方便，请同时发送 Word 或文字版 PDF。",
            )
        elif rests_on_pictures(given, section):
            yield Remark(
                message=f"{label(given.template.section(section.number))}部分的内容在图片中，图中文字未能识别。",
                section=section.number,
                where=given.where(section.place),
                expected="以文字或表格写明的内容。",
                remedy="建议把图片中的内容改为文字或表格，以便核对。",
            )


def rests_on_pictures(given: CheckInput, section: Section) -> bool:
    """Hold where what the section lacks in words may stand in its pictures: anything at all, or the figures asked for."""
    if not holds_unread_pictures(section):
        return False
    if not own_words(section) or is_stray_mark(section):
        return True
    subject, blocks = given.template.section(section.number).subject, own_blocks(section)
    return (subject is Subject.RESULTS and not has_measure(blocks)) or (
        subject is Subject.FUNDS and not has_amount_or_rate(blocks)
    )


def in_place_of(gap: Finding, given: CheckInput) -> Iterator[Finding]:
    """What is said instead of a gap that rests on doubtful text: to confirm, not to send; nothing where it is off."""
    severity = given.campaign.severity.get(CHECK.code, CHECK.default)
    if severity is Severity.OFF:
        return
    about = label(given.template.section(gap.section)) + "部分" if gap.section is not None else part_of(gap)
    yield Finding(
        code=CHECK.code,
        severity=severity,
        message=f"{about}的扫描文字不够清晰，未能确认是否完整。",
        section=gap.section,
        where=gap.where,
        expected=gap.expected,
        remedy="如原件中已经写明，无需补充；如方便，请同时发送 Word 或文字版 PDF，以便核对。",
    )


CHECK = Check("text.uncertain", Severity.ADVICE, judge)
