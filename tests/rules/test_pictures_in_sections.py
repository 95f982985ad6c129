"""A section whose content is a picture: nobody read it, so no gap is claimed, and a person looks."""

from dataclasses import replace

import pytest

from parsers.document import Block, BlockKind, TextOrigin
from rules.case import Case, judge
from rules.submission import Submission
from tests.rules.samples import campaign, document, roster, submitted, written
from tests.service.office import NOON

PICTURE = Block(BlockKind.PICTURE, "", extent=(400.0, 250.0))
SEAL = Block(BlockKind.PICTURE, "", extent=(120.0, 120.0))
ENTRY = "acceptance-046"


def _findings(*under_funds: Block | str) -> tuple[set[str], str]:
    """The findings by key, and why a person must look, of a complete summary with this under the funds' heading."""
    blocks: list[Block] = []
    is_funds = False
    for block in document(written(ENTRY)).blocks:
        if block.text.startswith("三、"):
            is_funds = False
        if not is_funds:
            blocks.append(block)
        if block.text.startswith("二、"):
            is_funds = True
            blocks += [
                each if isinstance(each, Block) else Block(BlockKind.PARAGRAPH, each) for each in under_funds
            ]
    summary = submitted("总结.docx")
    summary = replace(summary, document=document("", blocks=tuple(blocks)))
    evidence = submitted("佐证材料.docx", "专项资金支出明细：凭证记-0012，专利导航分析服务费35.0万元。")
    case = Case(roster().by_id[ENTRY], (Submission(1, NOON, (summary, evidence)),))
    judgement = judge(case, campaign())
    return {finding.key for finding in judgement.findings}, judgement.review


WORDS = "专项资金使用情况见下表，均按合同约定的科目列支，专账核算，使用规范，审批手续齐全，账目清楚，专款专用，未作任何调整。"


@pytest.mark.parametrize("under", [(PICTURE,), (WORDS, PICTURE)])
def test_a_picture_in_place_of_words_is_no_gap(under: tuple[Block | str, ...]) -> None:
    """A table as a screenshot may hold the figures: advice, and a person's turn."""
    findings, review = _findings(*under)
    assert "text.uncertain:2" in findings
    assert not findings & {"section.empty:2", "funds.no_figures:2", "section.thin:2"}
    assert "图片" in review


def test_a_picture_beside_the_figures_changes_nothing() -> None:
    """What is asked for stands in words."""
    findings, review = _findings(f"{WORDS}到账100万元，支出96.5万元。", PICTURE)
    assert not [key for key in findings if key.endswith(":2")]
    assert review == ""


@pytest.mark.parametrize(
    ("under", "code"), [((SEAL,), "section.empty:2"), ((WORDS, SEAL), "funds.no_figures:2")]
)
def test_a_seal_or_a_logo_is_no_content(under: tuple[Block | str, ...], code: str) -> None:
    """A small square picture bears no figures."""
    findings, review = _findings(*under)
    assert code in findings
    assert review == ""


def test_a_single_character_that_ocr_saw_is_no_content() -> None:
    """A piece of the seal's own name between the last heading and the sign-off; beside a picture it changes nothing."""
    speck = Block(BlockKind.PARAGRAPH, "初", page=1, origin=TextOrigin.OCR, confidence=0.77)
    findings, review = _findings(speck)
    assert ("section.empty:2" in findings, review) == (True, "")
    findings, review = _findings(PICTURE, speck)
    assert "text.uncertain:2" in findings
    assert "section.empty:2" not in findings
    assert "图片" in review
