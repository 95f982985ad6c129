"""One mail with one Word file for two projects of a unit: each entry is judged on its own summary."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.finding import Severity
from service.outcome import CaseState, Disposition
from service.pipeline import handle
from tests.documents.writers import docx_of
from tests.service.office import File, Office, evidence_docx, mail_of, open_office, summary_lines

UNIT = "上海交通大学医学院附属第九人民医院"
PROJECTS = {
    "acceptance-032": "上海市知识产权产学研运营联合体",
    "acceptance-045": "2022年度上海市高价值专利升级培育项目",
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty office."""
    office = open_office(tmp_path)
    yield office
    office.desk.ledger.close()


def test_each_case_gets_the_gaps_of_its_own_summary(office: Office) -> None:
    """The first summary is whole, the second lacks a section: one case is complete, the other is not."""
    first, second = PROJECTS
    lines = [
        *summary_lines(UNIT, PROJECTS[first]),
        *summary_lines(UNIT, PROJECTS[second], without="四、特色亮点工作"),
    ]
    mail = mail_of(f"两个项目-{UNIT}", [File("工作总结.docx", docx_of(lines)), evidence_docx()])
    message, _ = office.receive(mail)
    outcome = handle(message, office.desk, assigned=(first, second), who="staff")
    assert outcome.disposition is Disposition.GAPS
    assert office.case(first).state is CaseState.COMPLETE
    assert office.case(second).state is CaseState.INCOMPLETE
    assert [each.key for each in office.case(second).findings if each.severity is Severity.GAP] == [
        "section.missing:4"
    ]
