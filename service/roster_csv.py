"""A roster as CSV -> roster entries, with every fault of the file at once.

Excel saves CSV as GBK, as UTF-8 with a byte order mark, or as tab-separated UTF-16, depending on version and menu;
all of them are read.
"""

import codecs
import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from intake.os_errors import explain_os_error
from rules.campaign import Batch
from rules.roster import RosterEntry
from service.faults import ConfigError, Fault

# Our own column names, and those that the notice's annexes print.
_COLUMNS = {
    "project_no": ("project_no", "项序"),
    "project": ("project", "项目名称", "项目"),
    "seq": ("seq", "子序", "序号"),
    "unit": ("unit", "支持单位", "承担单位", "项目承担单位", "单位"),
    "batch": ("batch", "批次"),
    "entry_id": ("entry_id", "编号"),
}
_REQUIRED = ("project_no", "project", "seq", "unit")
_CHINESE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BROKEN_LINE = re.compile(rf"(?<={_CHINESE})\s+(?={_CHINESE})")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]


def read_roster(path: Path, batch: Batch, campaign: str) -> tuple[RosterEntry, ...]:
    """Read one annex. Raises ConfigError naming every fault with its line."""
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise ConfigError([Fault(str(path), f"无法读取名单：{explain_os_error(error)}")]) from None
    except UnicodeDecodeError:
        raise ConfigError(
            [Fault(str(path), "名单既不是 UTF-8 也不是 GBK 编码，请另存为 CSV UTF-8")]
        ) from None
    rows, faults = _rows(text, str(path))
    entries: list[RosterEntry] = []
    for row in rows:
        faults += _row_faults(row, batch, str(path))
        entry = _entry(row, batch, campaign)
        if entry is not None:
            faults += _conflicts(entry, entries, f"{path}:{row.line}")
            entries.append(entry)
    if not rows and not faults:
        faults.append(Fault(str(path), "名单是空的"))
    if faults:
        raise ConfigError(faults)
    return tuple(entries)


def decode(payload: bytes) -> str:
    """Bytes of a CSV as Excel or an editor saves it. Raises UnicodeDecodeError."""
    if payload.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return payload.decode("utf-16")
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        return payload.decode("gb18030")


def _rows(text: str, name: str) -> tuple[list[_Row], list[Fault]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        columns, faults = _columns(header, name)
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        return [], [Fault(f"{name}:{reader.line_num}", f"CSV 格式错误：{error}")]
    return ([], faults) if faults else _checked(lines, header, columns, name)


def _checked(
    lines: list[tuple[int, list[str]]], header: list[str], columns: dict[str, int], name: str
) -> tuple[list[_Row], list[Fault]]:
    rows = []
    faults = []
    for line, cells in lines:
        if len(cells) != len(header):
            faults.append(Fault(f"{name}:{line}", f"这一行有 {len(cells)} 列，表头有 {len(header)} 列"))
        else:
            rows.append(_Row(line, {key: clean(cells[place]) for key, place in columns.items()}))
    return rows, faults


def clean(cell: str) -> str:
    """A cell without the line breaks and spaces that a table's narrow column put between Chinese characters."""
    return _BROKEN_LINE.sub("", cell.strip())


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(header: list[str], name: str) -> tuple[dict[str, int], list[Fault]]:
    columns: dict[str, int] = {}
    faults = []
    for place, title in enumerate(header):
        if not title:
            continue  # Excel leaves empty columns at the end
        key = next((key for key, names in _COLUMNS.items() if title.lower() in names), None)
        if key is None:
            faults.append(Fault(f"{name}:1", f"不认识的列“{title}”"))
        elif key in columns:
            faults.append(Fault(f"{name}:1", f"列“{title}”重复"))
        else:
            columns[key] = place
    missing = [key for key in _REQUIRED if key not in columns]
    return columns, faults + [Fault(f"{name}:1", f"缺少列 {key}（{_COLUMNS[key][1]}）") for key in missing]


def _number(text: str) -> int | None:
    digits = unicodedata.normalize("NFKC", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,6}", digits) and int(digits) > 0 else None


def _row_faults(row: _Row, batch: Batch, name: str) -> list[Fault]:
    where = f"{name}:{row.line}"
    faults = [Fault(where, f"{key} 是空的") for key in _REQUIRED if not row.cells[key]]
    unreadable = [key for key in ("project_no", "seq") if row.cells[key] and _number(row.cells[key]) is None]
    faults += [Fault(where, f"{key} 应为正整数，而不是“{row.cells[key]}”") for key in unreadable]
    if row.cells.get("batch", "") not in ("", batch.name):
        faults.append(Fault(where, f"批次“{row.cells['batch']}”与本附件的“{batch.name}”不符"))
    sequence = _number(row.cells["seq"])
    given = row.cells.get("entry_id", "")
    if sequence is not None and given not in ("", entry_id(batch.key, sequence)):
        faults.append(Fault(where, f"编号“{given}”应为 {entry_id(batch.key, sequence)}"))
    return faults


def entry_id(batch_key: str, sequence: int) -> str:
    """`<batch key>-<seq>`, the seq padded to three digits."""
    return f"{batch_key}-{sequence:03d}"


def _entry(row: _Row, batch: Batch, campaign: str) -> RosterEntry | None:
    project_number, sequence = _number(row.cells["project_no"]), _number(row.cells["seq"])
    if project_number is None or sequence is None or not row.cells["project"] or not row.cells["unit"]:
        return None
    return RosterEntry(
        entry_id=entry_id(batch.key, sequence),
        batch_key=batch.key,
        batch=batch.name,
        project_number=project_number,
        project=row.cells["project"],
        sequence=sequence,
        unit=row.cells["unit"],
        campaign=campaign,
    )


def _conflicts(entry: RosterEntry, earlier: list[RosterEntry], where: str) -> list[Fault]:
    faults = []
    for other in earlier:
        if other.sequence == entry.sequence:
            faults.append(Fault(where, f"子序 {entry.sequence} 重复"))
        if (other.project, other.unit) == (entry.project, entry.unit):
            faults.append(Fault(where, f"与子序 {other.sequence} 的项目和单位相同"))
    clash = next((other for other in earlier if _numbered_otherwise(other, entry)), None)
    if clash is not None:
        faults.append(
            Fault(where, f"项序 {entry.project_number}“{entry.project}”与子序 {clash.sequence} 的写法不一致")
        )
    return faults


def _numbered_otherwise(one: RosterEntry, other: RosterEntry) -> bool:
    """Whether number and name of the two projects agree in only one of the two."""
    return (one.project_number == other.project_number) != (one.project == other.project)
