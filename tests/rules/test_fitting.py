"""One file with the summaries of several projects: each entry is judged on its own."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from parsers.document import Block, BlockKind, Document, Page
from rules.case import Case, Judgement, judge
from rules.submission import Submission, SubmittedFile
from tests.rules.samples import campaign, document, evidence, roster, submitted, written

FIRST, SECOND, THIRD = "acceptance-032", "acceptance-045", "midterm-011"  # one hospital's three projects
OTHER = "acceptance-046"  # another unit, with the project of SECOND
AT = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
COVER = (
    "2022年度上海市高价值专利升级培育项目\n工作总结\n承担单位：上海交通大学医学院附属第九人民医院\n2024年3月"
)


def _judge(entry: str, *files: SubmittedFile) -> Judgement:
    case = Case(roster().by_id[entry], (Submission(1, AT, files),))
    return judge(case, campaign(), (campaign(),))


def _file(*texts: str, name: str = "总结.docx", **changes: Any) -> SubmittedFile:
    return submitted(name, "\n".join(texts), **changes)


def _gaps(entry: str, *files: SubmittedFile) -> list[str]:
    return [finding.key for finding in _judge(entry, *files).gaps]


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "in the other order"])
def test_each_entry_is_judged_on_its_own_part(*, reverse: bool) -> None:
    """What one summary lacks is no gap of the other project, wherever it stands in the file."""
    texts = [
        written(FIRST, missing=[2], contact="项目联系人：王示范"),
        written(SECOND, missing=[4], date="2024年3月xx日"),
    ]
    file = _file(*(reversed(texts) if reverse else texts))
    assert _gaps(FIRST, file, evidence()) == ["section.missing:2", "contact.incomplete"]
    assert _gaps(SECOND, file, evidence()) == ["section.missing:4", "signoff.date_missing"]


def test_no_part_of_the_entry_is_a_mismatch() -> None:
    """A file of two other projects does not serve a third one."""
    assert "identity.project_mismatch" in _gaps(THIRD, _file(written(FIRST), written(SECOND)), evidence())


@pytest.mark.parametrize(("sent", "entry"), [(FIRST, SECOND), (SECOND, FIRST), (SECOND, THIRD)])
def test_summary_of_another_project_is_a_mismatch(sent: str, entry: str) -> None:
    """A single summary of the unit's other project stays a mismatch."""
    assert _gaps(entry, _file(written(sent)), evidence()) == ["identity.project_mismatch"]


def test_part_of_the_right_unit_is_taken() -> None:
    """Two units with one project in one file: title and sign-off tell whose part is whose."""
    file = _file(written(OTHER, missing=[1]), written(SECOND, missing=[5]))
    assert _gaps(SECOND, file, evidence()) == ["section.missing:5"]
    assert _gaps(OTHER, file, evidence()) == ["section.missing:1"]


def test_without_an_entry_the_first_is_read() -> None:
    """A dry run that is not told whose the file is reads its first summary."""
    file = _file(written(FIRST, missing=[1]), written(SECOND, missing=[5]))
    judged = judge(Case(None, (Submission(0, AT, (file, evidence())),)), campaign())
    assert [finding.key for finding in judged.gaps] == ["section.missing:1"]


def test_title_on_several_lines_and_cover_belong_to_their_part() -> None:
    """The second part begins with its cover and with its title's first line."""
    entry = roster().by_id[SECOND]
    second = written(SECOND, missing=[4]).split("\n", 1)[1]
    broken = f"{entry.unit}关于\n{entry.project}\n工作总结\n{second}"
    for text in (broken, f"{COVER}\n{broken}"):
        file = _file(written(FIRST, signed="xx单位"), text)
        assert _gaps(FIRST, file, evidence()) == ["signoff.missing"]
        assert _gaps(SECOND, file, evidence()) == ["section.missing:4"]
        assert _gaps(FIRST, _file(written(FIRST), text)) == ["evidence.missing"]


def test_what_closes_the_file_closes_each_part() -> None:
    """One sign-off, contact line and annex behind all the summaries of one unit serve them all."""
    closing = written(FIRST).split("附件：")[1]
    vouchers = "附件1 资金使用明细\n| 凭证号 | 摘要 | 金额（元） |\n| 记-001 | 检索费 | 52000 |\n| 记-002 | 培训费 | 18000 |"
    bodies = [written(entry).split("附件：")[0].strip() for entry in (FIRST, SECOND)]
    file = _file(*bodies, f"附件：{closing}", vouchers)
    assert _gaps(FIRST, file) == []
    assert _gaps(SECOND, file) == []


def test_annex_of_one_part_serves_no_other() -> None:
    """Vouchers behind the first summary are the first project's."""
    vouchers = "附件1 资金使用明细\n| 凭证号 | 摘要 | 金额（元） |\n| 记-001 | 检索费 | 52000 |\n| 记-002 | 培训费 | 18000 |"
    file = _file(written(FIRST), vouchers, written(SECOND))
    assert _gaps(FIRST, file) == []
    assert _gaps(SECOND, file) == ["evidence.missing"]


def test_pictures_behind_one_part_serve_no_other() -> None:
    """Photographed vouchers behind the first summary's sign-off are the first project's, and the last's the last's."""
    photo = Block(BlockKind.PICTURE, "", extent=(415.0, 300.0))
    one, two = (document(written(entry)).blocks for entry in (FIRST, SECOND))
    for blocks, first, second in (
        ((*one, photo, *two), [], ["evidence.missing"]),
        ((*one, photo, *two, photo), [], []),
        ((*one, *two), ["evidence.missing"], ["evidence.missing"]),
    ):
        file = submitted("总结.docx", document=Document("docx", blocks))
        assert _gaps(FIRST, file) == first
        assert _gaps(SECOND, file) == second
    three = submitted(
        "总结.docx", document=Document("docx", (*one, *two, photo, *document(written(THIRD)).blocks, photo))
    )
    assert [_gaps(entry, three) for entry in (FIRST, SECOND, THIRD)] == [["evidence.missing"], [], []]


def test_scanned_pages_behind_one_part_serve_no_other() -> None:
    """The same for the scanned pages of a PDF."""
    texts = {1: written(FIRST), 3: written(SECOND), 5: written(THIRD)}
    blocks = tuple(
        replace(block, page=page) for page, text in texts.items() for block in document(text).blocks
    )
    scans = {page: Page(page, 595, 842, 0, 1.0) for page in (2, 4, 6)}
    for pages, expected in (((2, 4, 6), [[], [], []]), ((4, 6), [["evidence.missing"], [], []])):
        file = submitted("总结.pdf", document=Document("pdf", blocks, tuple(scans[page] for page in pages)))
        assert [_gaps(entry, file) for entry in (FIRST, SECOND, THIRD)] == expected


def test_what_closes_another_units_part_closes_no_other() -> None:
    """Two units in one file: the second's vouchers are its own."""
    vouchers = "附件1 资金使用明细\n| 凭证号 | 摘要 | 金额（元） |\n| 记-001 | 检索费 | 52000 |\n| 记-002 | 培训费 | 18000 |"
    file = _file(written(SECOND), written(OTHER), vouchers)
    assert _gaps(SECOND, file) == ["evidence.missing"]
    assert _gaps(OTHER, file) == []


def test_word_and_sealed_pdf_of_two_summaries() -> None:
    """The PDF beside the Word file is its twin in each of its parts."""
    text = "\n".join((written(FIRST), written(SECOND, missing=[4])))
    pdf = replace(_file(text, name="总结盖章.pdf"), document=document(text, kind="pdf"))
    assert _gaps(FIRST, _file(text), pdf, evidence()) == []
    assert _gaps(SECOND, pdf, _file(text), evidence()) == ["section.missing:4"]
