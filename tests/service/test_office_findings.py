"""The same summary as .docx, .doc, .wps, .rtf and .odt: what is said of it must not hang on the format."""

from pathlib import Path

import pytest

from rules.submission import Role
from service.archive import FileArchive
from service.campaign_files import default_campaigns
from service.commands.check import check_files
from service.reader import FileReader
from tests.documents.libreoffice import written_as
from tests.service.office import ParserInProcess, evidence_docx, summary_docx

UNIT, PROJECT = "上海和辉光电股份有限公司", "2022年度上海市高价值专利升级培育项目"
VARIANTS = {
    "complete": summary_docx(UNIT, PROJECT).payload,
    "section": summary_docx(UNIT, PROJECT, without="三").payload,
    "contact": summary_docx(UNIT, PROJECT, contact="项目联系人：张三 电话：021-00001234").payload,
}
GAPS = {"complete": set(), "section": {"section.missing:3"}, "contact": {"contact.incomplete"}}


@pytest.mark.parametrize(
    ("extension", "name"), [("doc", "doc"), ("doc", "wps"), ("rtf", "rtf"), ("odt", "odt")]
)
def test_findings_are_those_of_the_docx(extension: str, name: str, tmp_path: Path) -> None:
    """Every variant has its own gap and, advice included, the very findings of its .docx."""
    samples = written_as(extension, VARIANTS)
    for variant, docx in VARIANTS.items():
        expected = _findings(tmp_path / f"{variant}.docx", docx)
        assert {key for key, severity in expected if severity == "gap"} == GAPS[variant]
        assert _findings(tmp_path / f"{variant}.{name}", samples[variant]) == expected


def _findings(path: Path, payload: bytes) -> set[tuple[str, str]]:
    path.write_bytes(payload)
    evidence = path.parent / "佐证材料.docx"
    evidence.write_bytes(evidence_docx().payload)
    campaigns = default_campaigns()
    entry = campaigns[0].roster.by_id["acceptance-046"]
    reader = FileReader(FileArchive(path.parent / "archive"), ParserInProcess())
    judgement = check_files([path, evidence], reader, entry, campaigns[0], campaigns)
    assert [item.role for item in judgement.files] == [Role.SUMMARY, Role.EVIDENCE]
    assert judgement.files[0].file.kind == path.suffix[1:]
    return {(finding.key, str(finding.severity)) for finding in judgement.findings}
