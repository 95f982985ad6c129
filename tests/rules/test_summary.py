"""Reading a document as a summary: its sections, and what stands in them."""

from typing import Any

import pytest

from rules.summary import Summary, read_summary
from rules.template import Template
from tests.rules.summaries import cases, document
from tests.rules.template_2024_6 import TEMPLATE, campaign_template

CONTENT = "本单位按合同约定开展了相应工作，完成情况良好。"


TEMPLATES = pytest.mark.parametrize("template", [TEMPLATE, campaign_template()], ids=["notice", "campaign"])


def _read(text: str, template: Template) -> Summary:
    return read_summary(document(text), template, {"上海大学", "东华大学"})


@TEMPLATES
@pytest.mark.parametrize("case", cases("headings"))
def test_headings_are_found_by_what_they_say(case: Any, template: Template) -> None:
    """Every way of numbering and wording headings gives the sections that they name, in document order."""
    summary = _read("\n".join(f"{heading}\n{CONTENT}" for heading in case["headings"]), template)
    assert [section.number for section in summary.sections] == case["sections"]
    for number, others in case.get("shares", {}).items():
        section = summary.section(int(number))
        assert section is not None
        assert list(section.shares_heading_with) == others


@TEMPLATES
@pytest.mark.parametrize("case", cases("headings"))
def test_sections_under_any_heading_have_their_content(case: Any, template: Template) -> None:
    """Each section found holds the paragraph under its heading."""
    summary = _read("\n".join(f"{heading}\n{CONTENT}" for heading in case["headings"]), template)
    assert all(CONTENT in section.own_text for section in summary.sections)


@TEMPLATES
@pytest.mark.parametrize("case", cases("documents"))
def test_whole_documents_are_read(case: Any, template: Template) -> None:
    """Sections, own words, guidance, title and sign-off of whole documents are as their case says."""
    summary = _read(case["text"], template)
    assert [section.number for section in summary.sections] == case["sections"]
    for number, words in case.get("own", {}).items():
        section = summary.section(int(number))
        assert section is not None
        assert words in section.own_text if words else not section.own_text
    if "guidance" in case:
        assert [section.number for section in summary.sections if section.guidance] == case["guidance"]
    if "title_unit" in case:
        assert summary.title is not None
        assert summary.title.unit == case["title_unit"]
    if "title_project" in case:
        assert summary.title is not None
        assert case["title_project"] in summary.title.project
    if "unit" in case:
        assert summary.sign_off is not None
        assert summary.sign_off.unit == case["unit"]
    assert not (case.get("unsigned") and summary.sign_off)
    if "date" in case:
        assert summary.sign_off is not None
        assert summary.sign_off.date == case["date"]
