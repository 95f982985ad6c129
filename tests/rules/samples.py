"""A complete case as values, with the real roster and aliases, and changes to it as data (a table of a TOML file)."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import rules
from parsers.document import Block, BlockKind, Document, Member, Page, Seal, SealKind, TextOrigin
from parsers.errors import EncryptedError, ParseError, TooLargeError, UnreadableError, UnsupportedFormatError
from rules.campaign import Alias, Batch, BureauContact, Campaign
from rules.case_file import FileInCase
from rules.checks.check import CheckInput
from rules.roster import Roster, RosterEntry
from rules.submission import Link, Role, SubmittedFile
from rules.summary import Annex, Contact, Section, SignOff, Summary, Title
from tests.rules.template_2024_6 import TEMPLATE

Table = Mapping[str, Any]

_FOLDER = Path(rules.__file__).parent / "campaigns" / "2024-6"
_BATCHES = {"acceptance": "总结验收", "midterm": "中期检查"}
_ERRORS: dict[str, ParseError] = {
    "unreadable": UnreadableError(),
    "encrypted": EncryptedError(),
    "too_large": TooLargeError(),
    "unsupported": UnsupportedFormatError("wps"),
}
_COMPLETE = tomllib.loads((Path(__file__).parent / "complete.toml").read_text("utf-8"))
CONTENT: dict[int, str] = {part["number"]: part["text"] for part in _COMPLETE["section"]}


@cache
def roster() -> Roster:
    """The real roster of the notice."""
    entries = []
    for key, batch in _BATCHES.items():
        for row in csv.DictReader((_FOLDER / f"{key}.csv").read_text("utf-8-sig").splitlines()):
            number, sequence = int(row["project_no"]), int(row["seq"])
            identifier = f"{key}-{sequence:03}"
            entries.append(
                RosterEntry(identifier, key, batch, number, row["project"], sequence, row["unit"], "2024-6")
            )
    return Roster(tuple(entries))


@cache
def campaign() -> Campaign:
    """The campaign 2024-6 with its real roster and aliases and a made-up contact."""
    data = tomllib.loads((_FOLDER / "aliases.toml").read_text("utf-8"))

    def aliases(kind: str, *keys: str, confirmed: bool = True) -> tuple[Alias, ...]:
        return tuple(
            Alias(name, target, confirmed)
            for target, names in data[kind].items()
            for key in keys
            for name in names.get(key, ())
        )

    certain = ("confirmed", "former", "english")
    return Campaign(
        key="2024-6",
        name="2024年总结验收和中期检查",
        notice="沪知局促〔2024〕6号",
        opens=datetime(2024, 2, 26, tzinfo=UTC),
        deadline=datetime(2024, 3, 22, 16, tzinfo=UTC),
        deadline_text="3月22日前",
        batches=tuple(Batch(key, name) for key, name in _BATCHES.items()),
        roster=roster(),
        template=TEMPLATE,
        contact=BureauContact("李同志", "021-00000000", "submissions@example.org", "示范路1号", "示范局"),
        receipt_prefix="ZSCQ2024",
        unit_aliases=aliases("units", *certain)
        + aliases("units", "beside_project", "likely", confirmed=False),
        project_aliases=aliases("projects", *certain),
        signing_bodies=aliases("units", "signing"),
    )


def blocks(text: str) -> tuple[Block, ...]:
    """Lines as blocks: "| a | b" is a table row, "- a" a list item, "# a" a heading, else a paragraph."""
    return tuple(_block(line) for line in text.splitlines() if line.strip())


def _block(line: str) -> Block:
    if line.startswith("|"):
        cells = tuple(cell.strip() for cell in line.strip("| ").split("|"))
        return Block(BlockKind.TABLE_ROW, "\t".join(cells), cells=cells)
    marks = {"- ": BlockKind.LIST_ITEM, "# ": BlockKind.HEADING}
    kind = next((kind for mark, kind in marks.items() if line.startswith(mark)), BlockKind.PARAGRAPH)
    return Block(kind, line.removeprefix("- ").removeprefix("# "))


def document(text: str, **changes: Any) -> Document:
    """A Word file without pictures that holds the lines."""
    return replace(Document("docx", blocks=blocks(text), fields=(("pictures", "0"),)), **changes)


def submitted(name: str, text: str = "材料", **changes: Any) -> SubmittedFile:
    """A file that was read."""
    return replace(SubmittedFile(name, f"sha-{name}", 1000, document=document(text)), **changes)


def section(number: int, text: str, table: Table) -> Section:
    """A section with the lines as content; the table may give guidance, placeholders and confidence."""
    guidance = tuple(table.get("guidance", ()))
    return Section(
        number=number,
        heading=TEMPLATE.section(number).heading,
        place=f"第{number}部分",
        content=blocks("\n".join((*guidance, text))),
        own_text=text,
        guidance=guidance,
        placeholders=tuple(table.get("placeholders", ())),
        shares_heading_with=tuple(each for each in table.get("shares", ()) if each != number),
        confidence=table.get("confidence"),
        pictures=(Block(BlockKind.PICTURE, ""),) * table.get("shown", 0),
    )


def summary(table: Table, entry: RosterEntry) -> Summary:
    """A complete summary of the entry, but for what the table changes."""
    return Summary(
        title=_title(table.get("title", {}), entry),
        sections=_sections(table),
        sign_off=_sign_off(table.get("sign_off", {}), entry),
        contact=_contact(table.get("contact", {})),
        annex=_annex(table.get("annex")),
    )


def _title(given: Any, entry: RosterEntry) -> Title | None:
    if given is False:
        return None
    default = {
        "text": f"{entry.unit}关于{entry.project}工作总结",
        "unit": entry.unit,
        "project": entry.project,
    }
    return Title(**{**default, "place": "标题处", **given})


def _sections(table: Table) -> tuple[Section, ...]:
    order = table.get("order", [each for each in range(1, 6) if each not in table.get("missing", ())])
    about: Sequence[int] = [table["section"]] if "section" in table else []
    return tuple(
        section(each, table["text"], table)
        if each in about and "text" in table
        else section(each, CONTENT[each], table if each in (about or table.get("shares", ())) else {})
        for each in order
    )


def _sign_off(given: Any, entry: RosterEntry) -> SignOff | None:
    if given is False:
        return None
    default = {"unit": entry.unit, "date": date(2024, 3, 15), "date_text": "2024年3月15日", "place": "落款处"}
    return SignOff(**{**default, **({"date": None} if "date_text" in given else {}), **given})


def _contact(given: Any) -> Contact | None:
    if given is False:
        return None
    default = {"name": "王示范", "telephone": "13800000000", "email": "wang@example.org", "place": "文末"}
    return Contact(**{"text": "项目联系人：王示范", **default, **given})


def _annex(given: Any) -> Annex | None:
    if given is None:
        return None
    return Annex("附件", blocks(given.get("content", "")), tuple(given.get("listed", ())))


def entry_of(table: Table) -> RosterEntry | None:
    """The entry that the table names by id, a hospital's by default; None for "none"."""
    name = table.get("entry", "acceptance-046")
    return None if name == "none" else roster().by_id[name]


def _file(table: Table) -> FileInCase:
    """A file of the case: its name, its role, and what is special about it."""
    read = document(
        table.get("text", "材料"),
        kind=table.get("kind", "docx"),
        seals=tuple(Seal(SealKind.ROUND, 1, confidence) for confidence in table.get("seals", ())),
        seals_judged=table.get("seals_judged", False),
        fields=(("pictures", str(table.get("pictures", 0))),),
        partial=table.get("partial", False),
        members=(Member("佐证.docx", b""),) * table.get("members", 0),
        pages=tuple(
            Page(number + 1, 595, 842, 0 if share > 0.5 else 500, share, table.get("colour"))
            for number, share in enumerate(table.get("pages", ()))
        ),
    )
    error = _ERRORS[table["error"]] if "error" in table else None
    size, inline = table.get("size", 1000), table.get("inline", False)
    file = SubmittedFile(table["name"], table["name"], size, None if error else read, error, inline)
    return FileInCase(file, Role(table.get("role", "other")))


def _twin(table: Table, entry: RosterEntry) -> FileInCase:
    """A file that carries the summary again; with `ocr` it was read by OCR with that confidence."""
    item = _file({"name": "盖章版.pdf", "role": "summary", **table})
    item = replace(item, summary=summary(table, entry), counts=False)
    return _by_ocr(item, table["ocr"]) if "ocr" in table else item


def _by_ocr(item: FileInCase, confidence: float) -> FileInCase:
    assert item.summary is not None
    assert item.file.document is not None

    def read(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(replace(block, origin=TextOrigin.OCR, confidence=confidence) for block in blocks)

    parts = (
        item.summary.title and item.summary.title.text,
        item.summary.sign_off and item.summary.sign_off.unit,
    )
    names = blocks("\n".join(part for part in parts if part))
    sections = tuple(replace(each, content=read(each.content)) for each in item.summary.sections)
    read_file = replace(item.file.document, blocks=read(item.file.document.blocks + names))
    return replace(
        item, file=replace(item.file, document=read_file), summary=replace(item.summary, sections=sections)
    )


def check_input(table: Table) -> CheckInput:
    """A complete case (summary and evidence), but for what the table changes."""
    entry = entry_of(table)
    of = entry or roster().by_id["acceptance-046"]
    carriers: tuple[FileInCase, ...] = ()
    if table.get("summary", True):
        main = _file({"name": "总结.docx", "role": "summary", **table.get("carrier", {})})
        carriers = (replace(main, summary=summary(table, of)),)
    twins = tuple(_twin(twin, of) for twin in table.get("twins", ()))
    default = [{"name": "佐证材料.docx", "role": "evidence"}] if table.get("summary", True) else []
    others = tuple(_file(each) for each in table.get("files", default))
    settings = {"low_spending_rate": table["low"]} if "low" in table else {}
    return CheckInput(
        campaign=replace(campaign(), **settings),
        entry=entry,
        roster=roster().entries,
        carriers=carriers + twins,
        files=carriers + twins + others,
        links=tuple(Link(**{"provider": "163邮箱超大附件", **each}) for each in table.get("links", ())),
        late=table.get("late", False),
    )


def written(identifier: str, **changes: Any) -> str:
    """The lines of a complete summary of the entry; `missing` sections, `texts` of sections, `unit`, `project`, … changed."""
    entry = roster().by_id[identifier]
    lines = [f"{changes.get('unit', entry.unit)}关于{changes.get('project', entry.project)}工作总结"]
    for spec in TEMPLATE.sections:
        if spec.number not in changes.get("missing", ()):
            text = changes.get("texts", {}).get(spec.number, CONTENT[spec.number])
            lines += [f"{'〇一二三四五'[spec.number]}、{spec.heading}", text]
    lines.append("附件：资金使用及工作成效佐证材料")
    lines.append(f"{changes.get('signed', entry.unit)}（盖章）")
    lines.append(changes.get("date", "2024年3月15日"))
    lines.append(changes.get("contact", "项目联系人：王示范 13800000000 wang@example.org"))
    return "\n".join(lines)


def blank_template() -> str:
    """The template as the notice prints it, not a word filled in."""
    lines = [TEMPLATE.title_pattern]
    for spec in TEMPLATE.sections:
        lines += [f"{'〇一二三四五'[spec.number]}、{spec.heading}", *spec.guidance]
    lines += [
        "附件：资金使用及工作成效佐证材料",
        TEMPLATE.sign_off_line,
        TEMPLATE.date_line,
        TEMPLATE.contact_line,
    ]
    return "\n".join(lines)


def unread(name: str, error: str = "unreadable") -> SubmittedFile:
    """A file that could not be read."""
    return SubmittedFile(name, f"sha-unread-{name}", 1000, error=_ERRORS[error])


def scanned(name: str) -> SubmittedFile:
    """A scan without text."""
    scan = Document("pdf", pages=(Page(1, 595, 842, 0, 1.0),))
    return SubmittedFile(name, f"sha-{name}", 100_000, document=scan)


def evidence(name: str = "佐证材料.docx") -> SubmittedFile:
    """Evidence in words."""
    return submitted(name, "记账凭证\n设备采购发票金额与转账回单核对一致\n专利许可合同、专利证书复印件")
