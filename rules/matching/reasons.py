"""Sentences for staff: what spoke for a row, what against it, and what against the next best."""

from collections.abc import Sequence

from rules.matching.agreement import Judge
from rules.matching.rows import Row
from rules.matching.similar import Slip, Trust


def speaks_for(row: Row, judge: Judge) -> tuple[str, ...]:
    """What in the subject names the row."""
    return tuple(reason for reason in (_unit(row, judge), _project(row, judge), *_rest(row, judge)) if reason)


def _unit(row: Row, judge: Judge) -> str:
    tokens = judge.unit_tokens(row)
    if not tokens:
        return ""
    token = max(tokens, key=lambda token: (token.trust, token.exact, token.slip is Slip.NONE))
    unit = row.entry.unit
    if token.text == row.unit:
        return f"标题写明单位“{unit}”"
    if len(token.means) > 1:
        return f"“{token.text}”可指几个单位，其中有{unit}"
    if token.slip is not Slip.NONE:
        return f"“{token.text}”应是{unit}的笔误"
    beside = judge.evidence.names_project and judge.project_agrees(row)
    if token.trust is Trust.LIKELY or (token.is_doubtful and not beside):
        return f"“{token.text}”可能是{unit}的简称"
    return f"“{token.text}”是{unit}的" + ("另一名称" if token.exact else "简称")


def _project(row: Row, judge: Judge) -> str:
    evidence = judge.evidence
    if not (evidence.groups or evidence.numbers) or not judge.project_agrees(row):
        return ""
    words = [group.text for group in evidence.groups if judge.group_agrees(group, row)]
    words += [token.text for token in evidence.numbers]
    mended = f"（按“{evidence.mended[0]}”更正）" if evidence.mended else ""
    return f"项目“{'”“'.join(words)[:40]}”与名单相符{mended}"


def _rest(row: Row, judge: Judge) -> tuple[str, ...]:
    evidence = judge.evidence
    batch = f"批次是{row.entry.batch}" if judge.batches_of(row) and judge.batch_agrees(row) else ""
    year = f"年份是{row.year}" if row.year and any(each.year == row.year for each in evidence.years) else ""
    number = f"名单序号是{row.entry.sequence}" if evidence.rows and judge.row_agrees(row) else ""
    return tuple(reason for reason in (batch, year, number) if reason)


def sentence(row: Row, judge: Judge, others: Sequence[Row], *, is_one_of_several: bool = False) -> str:
    """One sentence: what spoke for the row and against it, and why it is not the next best one."""
    pro = "，".join(speaks_for(row, judge)) or "标题没有写明这一单位"
    contra = "，".join((*judge.contradictions(row), *judge.unclear()))
    if contra:
        return f"{pro}；但{contra}"
    only = "标题写明的几项之一" if is_one_of_several and not others else ""
    return f"{pro}；{only or _against_next(row, judge, others)}"


def _against_next(row: Row, judge: Judge, others: Sequence[Row]) -> str:
    """What speaks against the rows that come next: other rows of the unit, or nothing where there are none."""
    rivals = [other for other in others if other.entry.entry_id != row.entry.entry_id]
    if not rivals:
        return "该单位在名单中只有这一项" if judge.unit_agrees(row) else "没有写明单位"
    rival = rivals[0]
    against = "，".join(judge.contradictions(rival))
    name = f"{rival.entry.entry_id}（{rival.entry.project.strip('“”')}）"
    return f"次接近的{name}不取，因{against}" if against else f"{name}同样可能"
