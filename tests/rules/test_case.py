"""Which files of a case count, what a new message changes, what is late, and what only a person can tell."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parsers.document import Block, BlockKind, Document, Page, TextOrigin
from rules.case import Case, Judgement, Verdict, is_question, judge, settled
from rules.finding import Finding, Severity
from rules.submission import Link, Submission, SubmittedFile
from tests.rules.samples import (
    blank_template,
    campaign,
    document,
    evidence,
    roster,
    scanned,
    submitted,
    unread,
    written,
)

ENTRY = "acceptance-046"
START = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)


def _summary(name: str = "总结.docx", entry: str = ENTRY, **changes: Any) -> SubmittedFile:
    return submitted(name, written(entry, **changes))


def _message(number: int, *files: SubmittedFile, **changes: Any) -> Submission:
    return replace(Submission(number, START + timedelta(days=number), files), **changes)


def _judge(
    *submissions: Submission, entry: str = ENTRY, receipt: str | None = None, **options: bool
) -> Judgement:
    case = Case(roster().by_id[entry], submissions, receipt)
    return judge(case, campaign(), (campaign(),), **options)


def _gaps(judgement: Judgement) -> list[str]:
    return [finding.key for finding in judgement.gaps]


def test_complete_case_has_no_gap() -> None:
    """A summary and evidence are complete, and nobody needs to look."""
    judgement = _judge(_message(1, _summary(), evidence()))
    assert judgement.verdict is Verdict.COMPLETE
    assert not judgement.gaps
    assert not judgement.review
    assert judgement.summary_file is not None
    assert judgement.summary_file.file.name == "总结.docx"


@pytest.mark.parametrize("entry", [entry.entry_id for entry in roster()])
def test_every_entry_of_the_roster_can_be_complete(entry: str) -> None:
    """A complete summary of any entry, titled and signed by its own unit, raises no finding of identity."""
    judgement = _judge(_message(1, _summary(entry=entry), evidence()), entry=entry)
    assert [finding.key for finding in judgement.findings] == ["seal.missing"]


def test_no_unit_signs_for_another() -> None:
    """No unit's summary passes for another unit's."""
    units = {entry.unit: entry.entry_id for entry in roster()}
    passed = []
    for unit, entry in list(units.items())[::7]:
        for other in list(units)[::5]:
            if other != unit:
                judgement = _judge(_message(1, _summary(entry=entry, signed=other), evidence()), entry=entry)
                codes = {finding.code for finding in judgement.findings}
                passed += (
                    [] if codes & {"identity.unit_mismatch", "identity.unit_unclear"} else [(unit, other)]
                )
    assert not passed


def test_each_fault_gives_exactly_its_gap() -> None:
    """Section 4 away, the contact's e-mail away, no figures of funds: each gives its own gap and no other."""
    without_mail = "项目联系人：王示范 13800000000"
    funds = "专项资金严格按照合同约定使用，专款专用，设立专账核算，全部用于专利布局、导航、培训等方面，" * 2
    assert _gaps(_judge(_message(1, _summary(missing=[4]), evidence()))) == ["section.missing:4"]
    assert _gaps(_judge(_message(1, _summary(contact=without_mail), evidence()))) == ["contact.incomplete"]
    assert _gaps(_judge(_message(1, _summary(texts={2: funds}), evidence()))) == ["funds.no_figures:2"]
    assert _gaps(_judge(_message(1, _summary()))) == ["evidence.missing"]


def test_word_and_pdf_give_the_same_findings() -> None:
    """A Word file and its PDF twin are judged alike, alone or together, in either order."""
    word = _summary(missing=[3], contact="项目联系人：王示范")
    pdf = replace(
        word,
        name="总结.pdf",
        sha256="sha-pdf",
        document=document(written(ENTRY, missing=[3], contact="项目联系人：王示范"), kind="pdf"),
    )
    results = [
        [(finding.key, finding.message) for finding in _judge(_message(1, *files, evidence())).findings]
        for files in ((word,), (pdf,), (word, pdf), (pdf, word))
    ]
    assert [key for key, _ in results[0]][:1] == ["section.missing:3"]
    assert results[2] == results[0]
    assert results[3] == results[0]
    assert {key for key, _ in results[1]} - {"seal.missing"} == {key for key, _ in results[0]} - {
        "seal.missing"
    }


def test_the_word_file_is_read_and_the_twin_counts() -> None:
    """Beside its PDF the Word file serves as the summary; the PDF is its twin."""
    pdf = submitted("总结.pdf", document=document(written(ENTRY), kind="pdf"))
    judgement = _judge(_message(1, pdf, _summary(), evidence()))
    assert judgement.summary_file is not None
    assert judgement.summary_file.file.name == "总结.docx"
    assert [item.file.name for item in judgement.files if item.is_twin] == ["总结.pdf"]
    assert all(item.counts for item in judgement.files)


def test_sign_off_is_read_from_either_twin() -> None:
    """A sign-off, a date and a contact that stand in the scan's text alone are there."""
    bare = written(ENTRY, signed="xx单位", date="2024年3月xx日", contact="项目联系人：姓名 电话 邮箱")
    pdf = submitted("盖章版.pdf", document=document(written(ENTRY), kind="pdf"))
    assert _gaps(_judge(_message(1, submitted("总结.docx", bare), evidence()))) == [
        "signoff.missing",
        "signoff.date_missing",
        "contact.missing",
    ]
    assert not _gaps(_judge(_message(1, submitted("总结.docx", bare), pdf, evidence())))


def test_evidence_accumulates() -> None:
    """A gap, then a mail in the same thread with only the missing file: the case is complete."""
    first = _judge(_message(1, _summary()))
    second = _judge(_message(1, _summary()), _message(2, evidence()))
    assert _gaps(first) == ["evidence.missing"]
    assert second.verdict is Verdict.COMPLETE
    assert [finding.key for finding in settled(first.findings, second.findings)] == ["evidence.missing"]


def test_evidence_may_come_first() -> None:
    """Evidence that came before the summary counts with it."""
    assert _gaps(_judge(_message(1, evidence()))) == ["summary.missing"]
    assert not _gaps(_judge(_message(1, evidence()), _message(2, _summary())))


def test_newest_readable_summary_replaces_the_older() -> None:
    """A corrected summary counts in place of the first, its evidence stays; order of receipt decides, not of arrival."""
    first = _message(1, _summary("旧.docx", texts={1: "新增专利XX件，转化5件。"}), evidence())
    second = _message(2, _summary("新.docx"))
    assert _gaps(_judge(first)) == ["section.placeholder:1"]
    for order in ((first, second), (second, first)):
        judgement = _judge(*order)
        assert not judgement.gaps
        assert judgement.summary_file is not None
        assert judgement.summary_file.file.name == "新.docx"
        assert [item.counts for item in judgement.files] == [False, True, True]


def test_a_correction_of_one_figure_is_no_twin() -> None:
    """The same summary with one blank filled in replaces the first, even as PDF after Word."""
    wrong = _message(1, _summary(texts={1: "新增专利XX件，转化5件。"}), evidence())
    text = written(ENTRY, texts={1: "新增专利12件，转化5件。"})
    right = _message(2, submitted("总结.pdf", document=document(text, kind="pdf")))
    assert not _gaps(_judge(wrong, right))


def test_same_time_is_decided_by_message_id() -> None:
    """Of two messages received in one second the one with the higher id is the newer."""
    older = _message(1, _summary("旧.docx", missing=[4]), evidence())
    newer = _message(2, _summary("新.docx"), received_at=older.received_at)
    assert not _gaps(_judge(newer, older))


@pytest.mark.parametrize(
    "late_file", [unread("总结.docx"), unread("总结.wps", "unsupported"), scanned("总结盖章版.pdf")]
)
def test_unreadable_file_replaces_nothing(late_file: SubmittedFile) -> None:
    """What cannot be read after a readable summary replaces nothing: a person looks."""
    judgement = _judge(_message(1, _summary(), evidence()), _message(2, late_file))
    assert judgement.verdict is Verdict.COMPLETE
    assert late_file.name in judgement.review
    assert judgement.summary_file is not None
    assert judgement.summary_file.file.name == "总结.docx"


def test_partial_file_replaces_nothing() -> None:
    """A summary of which only a part could be read replaces nothing, and alone goes to a person too."""
    partial = submitted("新.pdf", document=document(written(ENTRY, missing=[4, 5]), kind="pdf", partial=True))
    beside = _judge(_message(1, _summary(), evidence()), _message(2, partial))
    assert not beside.gaps
    assert "新.pdf" in beside.review
    assert "只读出一部分" in _judge(_message(1, partial, evidence())).review


def test_a_readable_summary_ends_the_doubt() -> None:
    """Once a readable summary follows the unreadable file, nobody needs to look any more."""
    judgement = _judge(
        _message(1, _summary(), evidence()),
        _message(2, unread("总结.docx")),
        _message(3, _summary("总结3.docx")),
    )
    assert not judgement.review


def test_a_person_ends_the_doubt() -> None:
    """A message that a person assigned was looked at: what was doubtful before is settled."""
    doubtful = _message(2, unread("总结.docx"), by_person=True)
    assert not _judge(_message(1, _summary(), evidence()), doubtful).review


def test_unreadable_file_beside_a_good_copy_is_no_gap() -> None:
    """A corrupt file beside a good copy of the summary is no gap and no doubt."""
    judgement = _judge(_message(1, unread("总结.doc"), _summary(), evidence()))
    assert judgement.verdict is Verdict.COMPLETE
    assert not judgement.review
    assert [item.counts for item in judgement.files if item.file.name == "总结.doc"] != [
        True
    ] or not judgement.gaps


def test_copy_of_the_summary_is_no_evidence() -> None:
    """The summary twice, or beside its scan, lacks evidence."""
    again = _summary("总结（副本）.docx")
    assert _gaps(_judge(_message(1, _summary(), again))) == ["evidence.missing"]
    assert _gaps(_judge(_message(1, _summary(), scanned("总结盖章扫描件.pdf")))) == ["evidence.missing"]
    assert _gaps(_judge(_message(1, _summary()), _message(2, _summary()))) == ["evidence.missing"]


@pytest.mark.parametrize("name", ["扫描件.pdf", "scan001.pdf", "IMG_2024.pdf"])
def test_unread_scan_as_the_only_evidence_is_for_a_person(name: str) -> None:
    """A scan that nobody read may be evidence or the sealed summary: neither a gap nor a receipt is safe."""
    assert name in _judge(_message(1, _summary(), scanned(name))).review


def _photo(*lines: str, illegible: int = 0) -> SubmittedFile:
    """A photo beside the summary, and what OCR found in it."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text, page=1, origin=TextOrigin.OCR, confidence=0.9) for text in lines
    )
    page = Page(1, 595, 842, 0, 1.0, colour=True, illegible=illegible)
    return replace(scanned("活动照片.jpg"), document=Document("image", blocks, (page,)))


def test_a_photo_that_says_nothing_is_no_evidence() -> None:
    """A number on a banner is no voucher; a page on which text could not be read may be one."""
    assert _gaps(_judge(_message(1, _summary(), _photo()))) == ["evidence.missing"]
    assert _gaps(_judge(_message(1, _summary(), _photo("141")))) == ["evidence.missing"]
    assert _gaps(_judge(_message(1, _summary(), _photo("示范单位")))) == []
    assert _gaps(_judge(_message(1, _summary(), _photo("发明专利证书", "证书号第6312345号")))) == []
    assert _gaps(_judge(_message(1, _summary(), _photo("141", illegible=3)))) == []


def _pasted(name: str, words: str) -> SubmittedFile:
    """A Word file of scanned pages with a few words above them."""
    document_of = document(words, pages=(Page(1, 595, 842, 0, 1.0), Page(2, 595, 842, 0, 1.0)))
    return replace(scanned(name), document=document_of)


@pytest.mark.parametrize(
    "words", ["", "上海和辉光电股份有限公司关于2022年度上海市高价值专利升级培育项目\n工作总结"]
)
def test_scanned_pages_pasted_into_word_are_unreadable(words: str) -> None:
    """With a typed title or without: the file is a scan, not a summary that lacks every section."""
    (finding,) = _judge(_message(1, _pasted("总结.docx", words), evidence())).gaps
    assert finding.code == "summary.unreadable"
    assert "扫描件" in finding.message


def test_few_words_on_a_scan_tell_what_it_is() -> None:
    """Pasted pages under the words 佐证材料 are evidence, under 工作总结（盖章） the summary's sealed scan."""
    judgement = _judge(_message(1, _summary(), _pasted("2.docx", "资金使用佐证材料")))
    assert (_gaps(judgement), judgement.review) == ([], "")
    assert _gaps(_judge(_message(1, _summary(), _pasted("2.docx", "工作总结（盖章）")))) == [
        "evidence.missing"
    ]


def test_scan_that_is_named_as_evidence_counts() -> None:
    """A scan of vouchers is evidence."""
    judgement = _judge(_message(1, _summary(), scanned("佐证材料-发票.pdf")))
    assert not judgement.gaps
    assert not judgement.review


def test_receipt_stands_and_a_defective_replacement_is_for_a_person() -> None:
    """After a receipt a summary with gaps goes to a person; one without gaps does not."""
    complete = _message(1, _summary(), evidence())
    defective = _judge(complete, _message(2, _summary("更正.docx", missing=[2])), receipt="ZSCQ2024-0001")
    assert "回执" in defective.review
    assert not _judge(complete, _message(2, _summary("更正.docx")), receipt="ZSCQ2024-0001").review


def test_two_different_summaries_in_one_mail_are_for_a_person() -> None:
    """Two texts that both may be the entry's summary: a person says which."""
    other = {
        number: f"另一份材料的第{number}部分，情况与前不同，完成专利许可{number}件，合同金额{number}万元。"
        for number in range(1, 6)
    }
    judgement = _judge(_message(1, _summary("总结A.docx"), _summary("总结B.docx", texts=other), evidence()))
    assert "总结A.docx" in judgement.review
    assert "总结B.docx" in judgement.review


def test_draft_and_other_projects_summary_step_back() -> None:
    """Beside a draft, or the summary of the unit's other project, the entry's own counts without a doubt."""
    other = {
        number: f"另一份材料的第{number}部分，情况与前不同，完成专利许可{number}件，合同金额{number}万元。"
        for number in range(1, 6)
    }
    entry, sister = "acceptance-032", "midterm-011"  # 九院 stands in both
    own = _summary("一.docx", entry=entry)
    draft = _judge(_message(1, _summary("初稿.docx", entry, texts=other), own, evidence()), entry=entry)
    both = _judge(_message(1, _summary("二.docx", sister, texts=other), own, evidence()), entry=entry)
    for judgement in (draft, both):
        assert judgement.summary_file is not None
        assert judgement.summary_file.file.name == "一.docx"
        assert not judgement.review
        assert not judgement.gaps


def test_unreadable_alone_stands_alone() -> None:
    """Where the only candidate cannot be read, that one code stands alone."""
    judgement = _judge(_message(1, unread("总结.doc", "unsupported")))
    assert judgement.verdict is Verdict.UNREADABLE
    assert [finding.code for finding in judgement.findings] == ["summary.unreadable"]
    assert judgement.summary_file is None
    encrypted = _judge(_message(1, unread("材料.zip", "encrypted")))
    assert [finding.code for finding in encrypted.findings] == ["summary.unreadable"]


def test_link_alone_is_unreadable() -> None:
    """A cloud link in place of the file was not delivered; its name and expiry are told."""
    link = Link("总结材料.zip", "163邮箱超大附件", "128.03M", "2024年3月27日 21:59")
    judgement = _judge(_message(1, links=(link,)))
    assert [finding.code for finding in judgement.findings] == ["summary.unreadable"]
    assert "总结材料.zip" in judgement.findings[0].message
    assert "2024年3月27日 21:59" in judgement.findings[0].message


def test_nothing_received_is_missing() -> None:
    """An empty mail, or evidence alone, lacks the summary and nothing else is said."""
    for files in ((), (evidence(),)):
        judgement = _judge(_message(1, *files))
        assert judgement.verdict is Verdict.UNREADABLE
        assert [finding.code for finding in judgement.findings] == ["summary.missing"]


def test_turning_a_code_off_makes_nothing_complete() -> None:
    """Without a summary the verdict is unreadable even where the code is off."""
    case = Case(roster().by_id[ENTRY], (_message(1),))
    silent = replace(campaign(), severity={"summary.missing": Severity.OFF})
    assert judge(case, silent).verdict is Verdict.UNREADABLE


def test_bare_template_is_full_of_placeholders() -> None:
    """The template sent back is a summary: its placeholders are named, and no content code beside them."""
    judgement = _judge(_message(1, submitted("模板.docx", blank_template())))
    assert _gaps(judgement) == [
        *(f"section.placeholder:{number}" for number in range(1, 6)),
        "signoff.missing",
        "signoff.date_missing",
        "contact.missing",
        "evidence.missing",
    ]
    assert [finding.code for finding in judgement.advice] == ["title.missing", "seal.missing"]


@pytest.mark.parametrize(("cover", "asked"), [("", True), ("承担单位：上海大学\n", False)])
def test_a_title_that_names_nobody(cover: str, *, asked: bool) -> None:
    """The unit on the cover helps; that it signs a short form below does not."""
    unit = roster().by_id[ENTRY].unit
    text = written(ENTRY).partition("\n")[2]
    file = submitted("总结.docx", f"{cover.replace('上海大学', unit)}工作总结\n{text}")
    codes = [finding.code for finding in _judge(_message(1, file, evidence())).advice]
    assert ("title.missing" in codes) is asked


def test_pasted_summary_is_read_where_no_file_is_one() -> None:
    """A summary in the mail's own text counts; beside a file that is one it does not."""
    pasted = document(written(ENTRY))
    alone = _judge(_message(1, evidence(), pasted=pasted))
    assert not alone.gaps
    assert alone.summary_file is not None
    assert alone.summary_file.file.name == "邮件正文"
    beside = _judge(_message(1, _summary(missing=[4]), evidence(), pasted=pasted))
    assert _gaps(beside) == ["section.missing:4"]
    chat = _judge(_message(1, _summary(), pasted=document("您好，总结已发，请查收。")))
    assert _gaps(chat) == ["evidence.missing"]


@pytest.mark.parametrize(
    ("received_at", "late"),
    [(campaign().deadline, False), (campaign().deadline + timedelta(seconds=1), True)],
)
def test_late_by_the_time_of_receipt(received_at: datetime, late: bool) -> None:  # noqa: FBT001 - the expected answer
    """The last moment of the deadline is in time, the next second is late."""
    judgement = _judge(_message(1, _summary(), evidence(), received_at=received_at))
    assert judgement.late is late
    assert ("late" in [finding.code for finding in judgement.findings]) is late
    assert judgement.verdict is Verdict.COMPLETE


def test_first_readable_summary_decides_what_is_late() -> None:
    """A summary in time stays so when completed later; an unreadable one in time does not count."""
    after = campaign().deadline + timedelta(days=3)
    in_time = _judge(
        _message(1, _summary(missing=[4])), _message(2, _summary("二.docx"), evidence(), received_at=after)
    )
    assert not in_time.late
    unreadable = _message(1, unread("总结.doc", "unsupported"))
    assert not _judge(unreadable).late
    assert _judge(unreadable, _message(2, _summary(), evidence(), received_at=after)).late
    assert not _judge(_message(1, received_at=after)).late


def test_dry_run_never_judges_late_nor_identity() -> None:
    """Without an entry no identity is judged, and a dry run has no time of receipt."""
    after = campaign().deadline + timedelta(days=3)
    case = Case(None, (_message(1, _summary(signed="上海大学"), evidence(), received_at=after),))
    judgement = judge(case, campaign(), (campaign(),), judges_late=False)
    assert not judgement.late
    assert not judgement.gaps


def test_inline_logo_is_nothing() -> None:
    """The signature's logo is neither evidence nor a candidate nor a doubt."""
    logo = replace(scanned("logo.png"), inline=True)
    assert _gaps(_judge(_message(1, _summary(), logo))) == ["evidence.missing"]
    assert not _judge(_message(1, _summary(), evidence()), _message(2, logo)).review
    assert [finding.code for finding in _judge(_message(1, logo)).findings] == ["summary.missing"]


def test_question_is_a_mail_with_nothing_to_a_case_with_a_summary() -> None:
    """Neither file, link nor pasted summary, and the summary is there: a question; without one, the summary is asked for."""
    has_summary, has_none = _judge(_message(1, _summary())), _judge(_message(1, evidence()))
    bare = _message(2)
    assert is_question(bare, has_summary)
    assert not is_question(bare, has_none)
    assert not is_question(_message(2, evidence()), has_summary)
    assert not is_question(_message(2, links=(Link("佐证.zip", "QQ邮箱超大附件"),)), has_summary)
    assert not is_question(_message(2, pasted=Document("eml")), has_summary)
    assert is_question(_message(2, replace(scanned("logo.png"), inline=True)), has_summary)


def _finding(code: str, section: int | None = None, severity: Severity = Severity.GAP) -> Finding:
    return Finding(code, severity, "", section)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            [("section.missing", 4), ("evidence.missing", None)],
            [("evidence.missing", None)],
            ["section.missing:4"],
        ),
        ([("section.missing", 4)], [("section.placeholder", 4)], []),
        ([("contact.missing", None)], [("contact.incomplete", None)], []),
        ([("results.unquantified", 1)], [("section.empty", 1)], []),
        ([("results.unquantified", 1)], [("section.empty", 2)], ["results.unquantified:1"]),
        ([("signoff.date_missing", None)], [("signoff.missing", None)], []),
        ([("section.missing", 4), ("evidence.missing", None)], [("summary.unreadable", None)], []),
        ([("summary.missing", None)], [("section.missing", 4)], ["summary.missing"]),
        ([("summary.missing", None)], [("summary.unreadable", None)], []),
        ([("section.missing", 4)], [], ["section.missing:4"]),
    ],
)
def test_settled_names_only_what_is_certain(
    before: list[tuple[str, int | None]], after: list[tuple[str, int | None]], expected: list[str]
) -> None:
    """A gap is settled once it is known to be; another gap in its place, or a place out of sight, is none."""
    found = settled([_finding(*each) for each in before], [_finding(*each) for each in after])
    assert [finding.key for finding in found] == expected


def test_advice_is_never_settled() -> None:
    """What was only advised held nothing up, and is not reported as settled."""
    assert not settled([_finding("seal.missing", None, Severity.ADVICE)], [])


def _read_by_ocr(file: SubmittedFile) -> SubmittedFile:
    assert file.document is not None
    blocks = tuple(
        replace(block, page=1, origin=TextOrigin.OCR, confidence=0.99) for block in file.document.blocks
    )
    pages = (Page(1, 595, 842, 0, 1.0, colour=True),)
    return replace(file, document=Document("image", blocks, pages, seals_judged=True))


def test_a_photographed_cover_that_names_the_unit_is_the_first_of_the_pages() -> None:
    """It bears the title, as the pages do, and none of their sections: they are read together."""
    cover = "2022年度上海市高价值专利升级培育项目\n工作总结\n| 承担单位 | 上海和辉光电股份有限公司 |"
    files = [
        _read_by_ocr(submitted(f"总结{number}.heic", text))
        for number, text in ((1, cover), (2, written(ENTRY)))
    ]
    judgement = _judge(_message(1, *files, evidence()))
    assert not _gaps(judgement)
    assert judgement.summary_file is not None
    assert judgement.summary_file.file.name == "总结1.heic"
