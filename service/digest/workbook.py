"""Digest -> the XLSX ledger: one row per roster entry, then the open mails and the counts.

xlsxwriter turns a string that begins with "=" into a formula and one that looks like an address into a link. Here
every cell is written as a string, and what a spreadsheet would read as a formula once the cell is edited or exported
again (=, +, -, @ at its beginning) bears the quote prefix as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter

from service.digest import views
from service.digest.ledger_columns import COLUMNS, moment, row_of
from service.digest.values import Counts, Digest
from service.outcome import CaseState
from service.replies.text import clean_line, shorten

LEDGER_SHEET, OPEN_SHEET, COUNTS_SHEET = "收件台账", "待人工处理", "汇总"
_LONGEST_CELL = 32_000  # Excel's limit is 32,767
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_A3 = 8
_FILLS = {
    CaseState.COMPLETE: "#E9F3ED",
    CaseState.INCOMPLETE: "#FCF3E0",
    CaseState.REVIEW: "#FBECE9",
    CaseState.EXEMPT: "#EEF0F2",
}
_OPEN_HEADINGS = (
    ("类别", 22),
    ("编号", 24),
    ("时间", 16),
    ("主题/对象", 50),
    ("发件人", 26),
    ("原因", 50),
    ("最接近的项目和单位", 60),
)
_COUNT_HEADINGS = (
    ("批次", 12),
    ("项目名称", 44),
    ("应报", 8),
    ("已收", 8),
    ("齐全", 8),
    ("待补正", 8),
    ("待人工确认", 12),
    ("未报", 8),
    ("免报", 8),
    ("逾期", 8),
    ("截止后补齐", 12),
)


@dataclass(frozen=True, slots=True)
class _Book:
    """The workbook being written, with its formats by fill colour (plain and with quote prefix)."""

    workbook: Any  # xlsxwriter ships no types
    formats: dict[tuple[str, bool], Any]

    def text_format(self, fill: str, *, quoted: bool) -> Any:
        key = (fill, quoted)
        if key not in self.formats:
            properties = {
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#C9D1D9",
                "font_size": 10,
            }
            if fill:
                properties["bg_color"] = fill
            self.formats[key] = self.workbook.add_format({**properties, "quote_prefix": quoted})
        return self.formats[key]


def render_workbook(digest: Digest) -> bytes:
    """The XLSX file; equal digests give equal bytes, for the creation time is the digest's."""
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties({"title": "收件台账", "created": digest.made_at.replace(tzinfo=None)})
    book = _Book(workbook, {})
    _write_ledger(book, digest)
    _write_open(book, digest)
    _write_counts(book, digest)
    workbook.close()
    return stream.getvalue()


def _write_ledger(book: _Book, digest: Digest) -> None:
    sheet = _sheet(
        book, LEDGER_SHEET, digest, [(column.heading, column.width) for column in COLUMNS], frozen_columns=7
    )
    lines = [line for part in digest.campaigns for line in part.lines]
    for number, line in enumerate(lines, start=1):
        _write_row(book, sheet, number, row_of(number, line), _FILLS.get(line.state, ""))
    sheet.autofilter(0, 0, len(lines), len(COLUMNS) - 1)


def _write_open(book: _Book, digest: Digest) -> None:
    """Everything that a person must look at, not cut as in the mail."""
    sheet = _sheet(book, OPEN_SHEET, digest, _OPEN_HEADINGS)
    for number, row in enumerate(_open_rows(digest), start=1):
        _write_row(book, sheet, number, row)
    sheet.autofilter(0, 0, max(1, len(digest.attention)), len(_OPEN_HEADINGS) - 1)


def _open_rows(digest: Digest) -> Iterable[tuple[str, ...]]:
    for item in digest.attention:
        spoken = views.spoken(item)
        message = item.message
        yield (
            views.heading(item.concern),
            spoken.reference,
            moment(item.at, digest.made_at.tzinfo),
            message.subject if message is not None else spoken.title,
            message.sender if message is not None else "",
            spoken.reason,
            "\n".join(views.reading_text(entry) for entry in spoken.readings),
        )


def _write_counts(book: _Book, digest: Digest) -> None:
    sheet = _sheet(book, COUNTS_SHEET, digest, _COUNT_HEADINGS)
    rows: list[tuple[str, str, Counts]] = []
    for part in digest.campaigns:
        for batch in part.batches:
            rows.extend((batch.name, project.name, project.counts) for project in batch.projects)
            rows.append((batch.name, "小计", batch.counts))
        rows.append(("合计", part.campaign.name, part.counts))
    for number, (batch_name, name, counts) in enumerate(rows, start=1):
        is_sum = name == "小计" or batch_name == "合计"
        _write_row(book, sheet, number, (batch_name, name, *_numbers(counts)), "#F1F5F8" if is_sum else "")


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (
        counts.due,
        counts.received,
        counts.complete,
        counts.incomplete,
        counts.review,
        counts.waiting,
        counts.exempt,
        counts.late,
        counts.completed_late,
    )


def _sheet(  # what every sheet has: frozen and repeated headings, landscape, one page wide
    book: _Book, name: str, digest: Digest, headings: Sequence[tuple[str, float]], frozen_columns: int = 0
) -> Any:
    sheet = book.workbook.add_worksheet(name)
    heading_format = book.workbook.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "bg_color": "#D9E3EC",
        }
    )
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, heading, heading_format)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, frozen_columns)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.set_header(f"&C{name}（截至{views.short_moment(digest.made_at, digest)}）")
    sheet.set_footer("&C第&P页，共&N页")
    return sheet


def _write_row(book: _Book, sheet: Any, row: int, cells: Iterable[str | int], fill: str = "") -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int):
            sheet.write_number(row, column, cell, book.text_format(fill, quoted=False))
            continue
        text = shorten("\n".join(map(clean_line, cell.split("\n"))), _LONGEST_CELL)
        sheet.write_string(row, column, text, book.text_format(fill, quoted=text.startswith(_FORMULA_STARTS)))
