"""Documents in traditional characters are judged as those in simplified ones; a name in them changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from opencc import OpenCC

from parsers.document import Block, BlockKind, Document, TextOrigin
from rules.case import Case, judge
from rules.needs import pages_needed
from rules.simplified import simplified
from rules.submission import Submission, SubmittedFile
from tests.rules.samples import campaign, evidence, roster, written
from tests.rules.samples import document as text_document
from tests.rules.template_2024_6 import TEMPLATE
from tests.rules.test_needs import CLOSING, HEADINGS, TITLE, scan

ENTRY = "acceptance-046"
_TO_TRADITIONAL = OpenCC("s2t").convert


def in_traditional(document: Document) -> Document:
    """The same document as a firm from Hong Kong would write it."""
    return replace(
        document,
        blocks=tuple(
            replace(
                block,
                text=_TO_TRADITIONAL(block.text),
                cells=tuple(map(_TO_TRADITIONAL, block.cells)),
                number=_TO_TRADITIONAL(block.number),
            )
            for block in document.blocks
        ),
    )


def file_of(document: Document) -> SubmittedFile:
    """The document as an attached file."""
    return SubmittedFile("總結.docx", "sha", 1000, document)


def gaps_of(document: Document, *, pasted: bool = False) -> list[str]:
    """The gaps of a summary that came with its evidence, attached or written into the mail."""
    files = (evidence(),) if pasted else (file_of(document), evidence())
    received = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
    submission = Submission(1, received, files, pasted=document if pasted else None)
    judgement = judge(Case(roster().by_id[ENTRY], (submission,)), campaign(), (campaign(),))
    return [finding.key for finding in judgement.gaps]


@pytest.mark.parametrize("pasted", [False, True])
@pytest.mark.parametrize(
    "changes",
    [{}, {"texts": {3: ""}}, {"missing": [4]}, {"contact": "联系人：张三 电话：021-00001234"}],
    ids=["complete", "empty", "without", "contact"],
)
def test_traditional_characters_have_the_same_gaps(changes: dict[str, object], *, pasted: bool) -> None:
    """Attached or pasted, complete or not."""
    document = text_document(written(ENTRY, **changes))
    assert gaps_of(in_traditional(document), pasted=pasted) == gaps_of(document, pasted=pasted)


def test_pages_of_a_scan_are_found_in_either_script() -> None:
    """The short lines of a scan tell its summary's pages whatever script they are in."""
    pages = ((TITLE, *HEADINGS[:2]), HEADINGS[2:], CLOSING, ("付款凭证",), ("授权专利清单",))
    outline = scan(*pages)
    assert (
        pages_needed(in_traditional(outline), (TEMPLATE,))
        == pages_needed(outline, (TEMPLATE,))
        != frozenset()
    )


def test_a_name_in_traditional_characters_changes_nothing() -> None:
    """Amid a line such a name is the very same afterwards; only a line that is written so is converted."""
    name = "臺灣積體電路製造（專利總部）的團隊来沪，双方就专利池、交叉许可和人员培训谈了整整一天，议定每季度互通消息"
    document = text_document(written(ENTRY))
    document = replace(document, blocks=(*document.blocks, Block(BlockKind.PARAGRAPH, name)))
    assert simplified(document) == document


def test_a_label_that_ocr_took_for_traditional_characters() -> None:
    """葉蘇電話：00008104: the name ends where the label begins, and stays as it is. In Word the line is left alone."""
    line = "项目联系人：葉蘇電話：00008104邮箱：zscq89@example.org"
    scanned = Block(BlockKind.PARAGRAPH, line, page=1, origin=TextOrigin.OCR, confidence=0.97)
    read = simplified(Document("pdf", (scanned,))).blocks[0].text
    assert read == line.replace("電話", "电话")
    typed = Document("docx", (Block(BlockKind.PARAGRAPH, line),))
    assert simplified(typed) == typed


def test_a_unit_that_signs_in_traditional_characters_has_signed() -> None:
    """One line of them is converted alone: the unit's sign, or a script typeface as OCR reads it."""
    signed = "上海交通大學醫學院附屬瑞金醫院科研處"
    document = text_document(written("midterm-014", signed=signed).replace("（盖章）", ""))
    received = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
    submission = Submission(1, received, (file_of(document), evidence()))
    judgement = judge(Case(roster().by_id["midterm-014"], (submission,)), campaign(), (campaign(),))
    assert [finding.key for finding in judgement.gaps] == []
