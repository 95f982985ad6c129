"""The XLSX ledger and the mail that carries it."""

import email
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from rules.finding import Finding, Severity
from service.digest.digest import build_digest
from service.digest.ledger_columns import row_of
from service.digest.mail import compose_digest_mail
from service.digest.values import Digest, EntryLine, Snapshot
from service.digest.workbook import render_workbook
from service.outcome import CaseState, Disposition
from service.replies.mime import AddressError
from tests.service.digest_samples import (
    CAMPAIGN,
    NOW,
    SINCE,
    make_case,
    make_digest,
    make_file,
    make_message,
    mid_campaign,
)

HEADINGS = [
    "序号", "编号", "批次", "项序", "项目名称", "子序", "单位", "来件主题", "发件人", "收到时间",
    "附件清单", "五部分情况", "佐证材料", "盖章", "联系人", "形式核对结果",
    "补正次数/时间", "纸质收到日期/份数", "经办人", "备注",
]  # fmt: skip
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://example.org")',
    "＝1",
    "http://example.org",
    "_x003D_1",
)


def _sheets(digest: Digest) -> dict[str, Worksheet]:
    workbook = openpyxl.load_workbook(BytesIO(render_workbook(digest)))
    return {name: workbook[name] for name in workbook.sheetnames}


def _line(digest: Digest, entry: str) -> EntryLine:
    return next(line for part in digest.campaigns for line in part.lines if line.entry.entry_id == entry)


def _cells(digest: Digest, entry: str) -> dict[str, str | int]:
    return dict(zip(HEADINGS, row_of(1, _line(digest, entry)), strict=True))


def test_ledger_has_staffs_columns_and_a_row_per_entry() -> None:
    """Both batches in one sheet, in the roster's order, with the columns that staff expect."""
    sheet = _sheets(make_digest(mid_campaign()))["收件台账"]
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == HEADINGS
    assert [row[1] for row in rows[1:]] == [entry.entry_id for entry in CAMPAIGN.roster]
    assert [row[0] for row in rows[1:]] == list(range(1, 11))


def test_row_says_what_was_found() -> None:
    """A complete, a defective, an exempt and a silent entry."""
    digest = make_digest(mid_campaign())
    complete = _cells(digest, "acceptance-001")
    assert complete["收到时间"] == "2024-03-20 15:00"
    assert complete["附件清单"] == "总结.docx\n佐证材料.pdf"
    assert complete["五部分情况"] == "一有、二有、三有、四有、五有"
    assert complete["佐证材料"] == "有（1个文件）"
    assert (complete["盖章"], complete["联系人"]) == ("未见", "有")
    assert complete["形式核对结果"] == "齐全（回执ZSCQ2024-0001）"
    assert complete["备注"] == "建议：未见公章"
    incomplete = _cells(digest, "acceptance-002")
    assert incomplete["五部分情况"] == "一有、二有、三有、四缺、五有"
    assert incomplete["联系人"] == "不全"
    assert incomplete["形式核对结果"] == "待补正：缺“四、特色亮点工作”、联系人信息不全"
    assert incomplete["补正次数/时间"] == "1次\n2024-03-20 16:00"
    assert _cells(digest, "midterm-004")["形式核对结果"] == "免报"
    assert _cells(digest, "midterm-004")["备注"] == "绩效奖补"
    assert _cells(digest, "midterm-002")["形式核对结果"] == "待人工确认：两份总结内容不一致"
    assert _cells(digest, "midterm-003")["形式核对结果"] == "未报"
    assert _cells(digest, "acceptance-003")["备注"] == "逾期"
    assert _cells(digest, "midterm-005")["备注"] == "截止后补齐"


@pytest.mark.parametrize(
    ("finding", "column", "expected"),
    [
        (Finding("section.placeholder", Severity.GAP, "", 2), "五部分情况", "一有、二未填、三有、四有、五有"),
        (Finding("section.thin", Severity.ADVICE, "", 5), "五部分情况", "一有、二有、三有、四有、五偏少"),
        (Finding("funds.no_figures", Severity.GAP, "", 2), "五部分情况", "一有、二待补、三有、四有、五有"),
        (
            Finding("funds.reason_missing", Severity.ADVICE, "", 2),
            "五部分情况",
            "一有、二有、三有、四有、五有",
        ),
        (Finding("summary.unreadable", Severity.GAP, ""), "五部分情况", ""),
        (Finding("summary.unreadable", Severity.GAP, ""), "盖章", ""),
        (Finding("evidence.missing", Severity.GAP, ""), "佐证材料", "缺"),
        (Finding("contact.missing", Severity.GAP, ""), "联系人", "缺"),
        (Finding("seal.unclear", Severity.ADVICE, ""), "盖章", "无法辨认"),
    ],
)
def test_findings_in_their_columns(finding: Finding, column: str, expected: str) -> None:
    """Of an unread summary nothing is claimed."""
    message = make_message(1, Disposition.GAPS, "midterm-001")
    case = make_case("midterm-001", CaseState.INCOMPLETE, message, (finding,))
    assert _cells(make_digest(Snapshot((case,), (message,))), "midterm-001")[column] == expected


def test_a_check_switched_off_is_not_called_passed() -> None:
    """Where nobody looked for a seal, the ledger does not say that there is one."""
    message = make_message(1, Disposition.ACCEPTED, "midterm-001")
    case = make_case("midterm-001", CaseState.COMPLETE, message)
    campaign = replace(CAMPAIGN, severity={"seal.missing": Severity.OFF})
    digest = build_digest((campaign,), Snapshot((case,), (message,)), NOW, SINCE)
    assert _cells(digest, "midterm-001")["盖章"] == "未查"


def test_open_mails_and_counts_have_sheets_of_their_own() -> None:
    """What a person must look at in full, with the sender; and the counts, which add up."""
    digest = make_digest(mid_campaign())
    sheets = _sheets(digest)
    assert list(sheets) == ["收件台账", "待人工处理", "汇总"]
    opened = list(sheets["待人工处理"].iter_rows(min_row=2, values_only=True))
    assert len(opened) == len(digest.attention)
    unassigned = next(row for row in opened if row[0] == "未能确定归属的来件")
    assert unassigned[4] == "office8@unit.example.org"
    assert "acceptance-004" in str(unassigned[6])
    counts = list(sheets["汇总"].iter_rows(min_row=2, values_only=True))
    assert counts[-1][2:] == (9, 6, 3, 2, 1, 3, 1, 1, 1)


def test_sheets_are_ready_for_work_and_print() -> None:
    """Headings frozen and repeated, filters on, landscape, one page wide."""
    sheets = _sheets(make_digest(mid_campaign()))
    ledger = sheets["收件台账"]
    assert ledger.freeze_panes == "H2"
    assert ledger.auto_filter.ref == "A1:T11"
    for sheet in sheets.values():
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_mail_can_plant_a_formula(text: str) -> None:
    """Subject, file name and reason stay text: no formula, no link; what looks like one bears the quote prefix."""
    message = make_message(1, Disposition.REVIEW, "midterm-001", subject=text, why=text)
    case = make_case("midterm-001", CaseState.REVIEW, message, review=text)
    digest = make_digest(Snapshot((case,), (message,), (), (make_file(1, 0, text, "summary"),)))
    payload = render_workbook(digest)
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        xml = "".join(archive.read(name).decode() for name in archive.namelist() if "sheets/" in name)
    assert not re.search(r"<f[ >]|<hyperlink", xml)
    cells = [_sheets(digest)["收件台账"].cell(row, 8) for row in range(2, 12)]
    cell = next(cell for cell in cells if cell.value)
    assert cell.value == text.strip()
    assert cell.data_type == "s"
    assert bool(cell.quotePrefix) is (text.strip()[0] in "=+-@＝")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_makes_a_workbook_that_opens(subject: str, file_name: str) -> None:
    """Controls and lone surrogates that XML forbids do not spoil the file."""
    message = make_message(1, Disposition.GAPS, "midterm-001", subject=f"a{subject}\x00\x1b\ud800\ufffe")
    case = make_case("midterm-001", CaseState.INCOMPLETE, message)
    digest = make_digest(Snapshot((case,), (message,), (), (make_file(1, 0, file_name or "a", "summary"),)))
    assert _sheets(digest)["收件台账"].max_row == 11


def test_endless_cells_are_cut() -> None:
    """Excel refuses a cell over 32,767 characters, and xlsxwriter would leave it out in silence."""
    message = make_message(1, Disposition.GAPS, "midterm-001", subject="长" * 40_000)
    digest = make_digest(Snapshot((make_case("midterm-001", CaseState.INCOMPLETE, message),), (message,)))
    subjects = [
        row[0] for row in _sheets(digest)["收件台账"].iter_rows(min_col=8, max_col=8, values_only=True)
    ]
    assert max(len(str(subject)) for subject in subjects) == 32_000


def test_equal_digests_give_equal_files() -> None:
    """The creation time is the digest's, not the clock's."""
    payload = render_workbook(make_digest(mid_campaign()))
    assert payload == render_workbook(make_digest(mid_campaign()))
    created = openpyxl.load_workbook(BytesIO(payload)).properties.created
    assert created is not None
    assert created.replace(tzinfo=None) == NOW.replace(tzinfo=None)


def test_mail_carries_text_html_and_ledger() -> None:
    """Parsed back by the standard library: headers, both forms, the workbook under a Chinese name."""
    digest = make_digest(mid_campaign())
    mail = compose_digest_mail(digest, "submissions@example.org", ["a@example.org", "b@example.org"])
    message = email.message_from_bytes(mail.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["Subject"] == mail.subject
    assert message["Subject"].startswith(
        "【收件日报】3月20日：应报9，已收6，齐全3，待补正2，待人工确认1，未报3"
    )
    assert message["To"] == "a@example.org, b@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Intake-Kind"] == "digest"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == mail.text
    assert html.get_content().strip() == mail.html.strip()
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "收件台账20240320.xlsx"
    assert attachment.get_content() == render_workbook(digest)
    assert mail.raw.isascii()
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998


def test_message_id_is_the_days() -> None:
    """Made twice for one day, the mail is seen to be the same; one made up for a missed day is another."""
    rows = mid_campaign()
    today = compose_digest_mail(make_digest(rows), "a@example.org", ["b@example.org"])
    again = compose_digest_mail(
        make_digest(rows, now=NOW + timedelta(hours=1)), "a@example.org", ["b@example.org"]
    )
    missed = compose_digest_mail(make_digest(rows), "a@example.org", ["b@example.org"], date(2024, 3, 19))
    assert today.mime_id == again.mime_id != missed.mime_id
    assert today == compose_digest_mail(make_digest(rows), "a@example.org", ["b@example.org"])


def test_unusable_address_of_staff_is_an_error() -> None:
    """A wrong address in the configuration is said, not sent to."""
    with pytest.raises(AddressError):
        compose_digest_mail(make_digest(mid_campaign()), "a@example.org", ["nobody"])
