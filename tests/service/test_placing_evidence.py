"""What besides the subject says where a mail belongs: its documents, and what a person said of its sender."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from service.outcome import Disposition
from service.pipeline import handle
from service.policy import EVIDENCE
from tests.documents.writers import docx_of
from tests.service.office import (
    NOON,
    File,
    Office,
    evidence_docx,
    mail_of,
    open_office,
    summary_docx,
    summary_lines,
)

NINTH = "上海交通大学医学院附属第九人民医院"  # three entries
RUIJIN = "上海交通大学医学院附属瑞金医院"
UPGRADE_2022 = "2022年度上海市高价值专利升级培育项目"
HEALTH = "上海市医疗卫生系统知识产权运营中心"
SMES = "上海市中小企业知识产权运营能力提升项目"
ADDRESS = "secretary@example.com"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def _untitled(unit: str) -> File:
    """A summary that says nothing of its project."""
    lines = ["工作总结", *summary_lines(unit, "某")[1:]]
    return File("总结.docx", docx_of(lines))


def test_title_in_full_chooses_among_a_units_entries(office: Office) -> None:
    """The subject names the unit alone; the summary's title says which of its three projects it is about."""
    files = [summary_docx(NINTH, HEALTH), evidence_docx()]
    message, outcome = office.receive(mail_of("九院 工作总结", files))
    assert outcome.entries == ("midterm-011",)
    assert office.message(message).why == "依据邮件标题和所附总结的题目、落款"


def test_title_in_full_names_the_unit_that_the_subject_leaves_out(office: Office) -> None:
    """A project alone leaves fifty entries, more than are offered as readings."""
    unit = "上海智能交通有限公司"  # the last of them
    _, outcome = office.receive(mail_of(f"{SMES} 总结", [summary_docx(unit, SMES)]))
    assert outcome.entries == ("midterm-097",)


def test_sign_off_names_the_unit_where_the_title_does_not(office: Office) -> None:
    """关于……项目工作总结, signed by the hospital."""
    lines = [f"关于{UPGRADE_2022}工作总结", *summary_lines(NINTH, UPGRADE_2022)[1:]]
    _, outcome = office.receive(mail_of("九院材料", [File("总结.docx", docx_of(lines))]))
    assert outcome.entries == ("acceptance-045",)


@pytest.mark.parametrize(
    ("subject", "unit", "project"),
    [
        ("九院 工作总结", NINTH, "高价值专利升级培育项目"),  # no year
        ("九院 工作总结", NINTH, "2023年度上海市高价值专利升级培育项目"),  # not one of the unit's
        ("九院 工作总结", RUIJIN, HEALTH),  # another unit
        ("九院 工作总结", "第九人民医院", HEALTH),  # not in full
        ("2023年度 九院 升级培育", NINTH, UPGRADE_2022),  # the subject says another year
        ("工作总结", NINTH, HEALTH),  # the subject leaves no readings: it names nothing
        ("华东医院附属幼儿园工作总结", NINTH, HEALTH),  # another body
    ],
)
def test_documents_that_are_not_certain_decide_nothing(
    office: Office, subject: str, unit: str, project: str
) -> None:
    """Not in full, not among the readings, or against the subject: a person decides."""
    _, outcome = office.receive(mail_of(subject, [summary_docx(unit, project), evidence_docx()]))
    assert (outcome.disposition, outcome.entries) == (Disposition.REVIEW, ())


def test_two_summaries_of_two_entries_decide_nothing(office: Office) -> None:
    """Each names one of the unit's entries in full; which is meant is for a person."""
    first, second = summary_docx(NINTH, HEALTH), replace(summary_docx(NINTH, UPGRADE_2022), name="总结2.docx")
    _, outcome = office.receive(mail_of("九院 工作总结", [first, second]))
    assert outcome.entries == ()


def test_a_known_address_narrows_the_unit(office: Office) -> None:
    """A person assigned a mail of the address; the next one's subject names the project and not the unit."""
    first, _ = office.receive(mail_of("材料", [_untitled(RUIJIN)], sender=ADDRESS))
    handle(first, office.desk, assigned=("midterm-033",), who="staff")
    later = mail_of(
        "2023年度上海市高价值专利升级培育项目 补充材料", [evidence_docx()], sender=ADDRESS.upper()
    )
    message, outcome = office.receive(later, NOON + timedelta(hours=1))
    assert outcome.entries == ("midterm-033",)
    assert office.message(message).why == "依据邮件标题和发件人此前经人工确认的单位"


def test_a_known_address_never_chooses_among_a_units_entries(office: Office) -> None:
    """The subject names the unit, which has two entries: that the first mail was for one of them says nothing."""
    first, _ = office.receive(mail_of("材料", [_untitled(RUIJIN)], sender=ADDRESS))
    handle(first, office.desk, assigned=("midterm-033",), who="staff")
    _, outcome = office.receive(
        mail_of("瑞金医院补充材料", [evidence_docx()], sender=ADDRESS), NOON + timedelta(hours=1)
    )
    assert outcome.entries == ()


def test_a_known_address_decides_nothing_against_the_document(office: Office) -> None:
    """An agent writes for another unit this time; the summary's sign-off says so."""
    first, _ = office.receive(mail_of("材料", [_untitled(RUIJIN)], sender=ADDRESS))
    handle(first, office.desk, assigned=("midterm-033",), who="staff")
    other = mail_of("2023年度上海市高价值专利升级培育项目", [_untitled("上海市皮肤病医院")], sender=ADDRESS)
    _, outcome = office.receive(other, NOON + timedelta(hours=1))
    assert outcome.entries == ()


@pytest.mark.parametrize("evidence", [(), ("thread", "sender"), ("document",)])
def test_only_the_configured_evidence_is_used(office: Office, evidence: tuple[str, ...]) -> None:
    """[matching] evidence."""
    office = replace(office, desk=replace(office.desk, policy=replace(office.desk.policy, evidence=evidence)))
    assert set(evidence) <= set(EVIDENCE)
    _, outcome = office.receive(mail_of("九院 工作总结", [summary_docx(NINTH, HEALTH)]))
    assert outcome.entries == (("midterm-011",) if "document" in evidence else ())
